package conformance

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
)

func diagnoseSecretCases() []diagnoseCase {
	const hexSecret = "0123456789abcdef0123456789abcdef"
	const base64Secret = "U3ludGhldGljU2VjcmV0T2YzNkNoYXJhY3RlcnM="
	unhexed, _ := hex.DecodeString(hexSecret)
	decoded, _ := base64.StdEncoding.DecodeString(base64Secret)
	with := func(secret string, changes ...string) string {
		return handMade(goodHeader, soundPayload(changes...), secret)
	}
	row := func(rule, id, comment, signature, codes, secret string) diagnoseCase {
		return diagnoseCase{rule: rule, id: id, comment: comment, signature: signature, codes: codes, key: testKey, secret: secret}
	}
	keyless := func(c diagnoseCase) diagnoseCase { c.key = ""; return c }
	oldWith := func(secret string) string { return handMadeLegacy(testKey, "83137961703", testMillis, "0", secret) }
	const placeholder = "your-256-bit-secret"
	video := func(secret string) string {
		return handMade(goodHeader, `{"app_key":"x","sdkKey":"`+testKey+`"}`, secret)
	}
	const slashes = "Synthetic/Secret/Of/36/Characters/123"
	const escaped = `"\u0053yntheticSecretOf36CharactersAbcd123"` // testSecret in JSON
	const unpaddedSecret = "9CMpvaV+apOgkaraL+Bcb9SyntheticSecr/"
	plusAndSlash, _ := base64.StdEncoding.DecodeString("Synthetic+Secret/36+Characters/Abcd1")
	unpadded, _ := base64.StdEncoding.DecodeString(unpaddedSecret)
	var eleven []string
	for _, name := range strings.Split("abcdefghijk", "") {
		eleven = append(eleven, name, `"`+testSecret+`"`)
	}
	return []diagnoseCase{
		row("placeholder-secret", "placeholder", "The secret is that of jwt.io's example.", with(placeholder), "placeholder-secret", testSecret),
		row("placeholder-secret", "placeholder-without-secret", "A placeholder is found without a given secret.", with(placeholder), "placeholder-secret", ""),
		row("placeholder-secret", "placeholder-given", "A placeholder stays one if it is given as the secret.", with(placeholder), "placeholder-secret", placeholder),
		row("placeholder-secret", "placeholder-near-miss", "A secret that looks like a placeholder is not one.", with("your-257-bit-secret"), "check-credentials", "your-257-bit-secret"),
		row("placeholder-secret", "placeholder-jwt-io", "The secret is that of jwt.io's newer example.", with("a-string-secret-at-least-256-bits-long"), "placeholder-secret", testSecret),
		row("placeholder-secret", "placeholder-readme", "The secret is what a README has in its place.", with("MEETING_SDK_SECRET_HERE"), "placeholder-secret", testSecret),
		row("placeholder-secret", "placeholder-undefined", "JavaScript turned a missing secret into text, for the diagnosis too.", with(fullBlock("undefined")), "placeholder-secret", "undefined"),
		row("placeholder-secret", "placeholder-empty", "The secret is empty, as that of an unset variable.", with(fullBlock("")), "placeholder-secret", testSecret),
		row("placeholder-secret", "placeholder-legacy", "A legacy signature is made with the placeholder.", oldWith(placeholder), "legacy-format placeholder-secret", ""),
		keyless(row("placeholder-secret", "placeholder-empty-without-key", "An empty key is not tried as the secret.", with(fullBlock("")), "placeholder-secret", "")),
		row("video-sdk-token", "video-sdk-placeholder", "The secret of a token for the Video SDK is not tried: a placeholder.", video(placeholder), "video-sdk-token", testSecret),
		row("video-sdk-token", "video-sdk-key-as-secret", "The secret of a token for the Video SDK is not tried: the key.", video(testKey), "video-sdk-token", testSecret),
		row("video-sdk-token", "video-sdk-base64-decoded", "The secret of a token for the Video SDK is not tried: the secret decoded from base64.", video(string(decoded)), "video-sdk-token", base64Secret),
		row("video-sdk-token", "video-sdk-hex-decoded", "The secret of a token for the Video SDK is not tried: the secret decoded from hex.", video(string(unhexed)), "video-sdk-token", hexSecret),
		row("video-sdk-token", "video-sdk-whitespace", "The secret of a token for the Video SDK is not tried: the secret with a line feed.", video(testSecret+"\n"), "video-sdk-token", testSecret),
		row("key-used-as-secret", "key-as-secret", "Key and secret are swapped in the HMAC alone.", with(testKey), "key-used-as-secret", testSecret),
		keyless(row("key-used-as-secret", "key-as-secret-without-credentials", "The key stands in the claims, so that it can be tried without being given.", with(testKey), "key-used-as-secret", "")),
		row("key-used-as-secret", "given-key-as-secret", "The MAC is made with the given key, and the claims have another.", with(testKey, "appKey", `"AnotherKeyOf22Letters_"`, "sdkKey", `"AnotherKeyOf22Letters_"`), "key-used-as-secret key-mismatch", testSecret),
		row("key-used-as-secret", "key-lower-case-as-secret", "The MAC is made with the key in lower case.", with(strings.ToLower(testKey)), "secret-mismatch", testSecret),
		row("key-used-as-secret", "keys-are-the-secret", "Key and secret are swapped, so the claims have the secret.", with(testKey, "appKey", `"`+testSecret+`"`, "sdkKey", `"`+testSecret+`"`), "key-used-as-secret key-mismatch secret-in-claims secret-in-claims", testSecret),
		row("key-used-as-secret", "key-as-secret-legacy", "The HMAC of a legacy signature is made with the key.", oldWith(testKey), "legacy-format key-used-as-secret", testSecret),
		row("key-used-as-secret", "secret-as-key-legacy", "The key of a legacy signature is the secret.", handMadeLegacy(testSecret, "83137961703", testMillis, "0", testSecret), "legacy-format key-used-as-secret key-mismatch secret-in-claims", testSecret),
		row("secret-base64-decoded", "base64-decoded", "A library such as jjwt decoded the secret.", with(string(decoded)), "secret-base64-decoded", base64Secret),
		row("secret-base64-decoded", "base64-decoded-plus-and-slash", "The secret has + and /, and a library decoded it.", with(string(plusAndSlash)), "secret-base64-decoded", "Synthetic+Secret/36+Characters/Abcd1"),
		row("secret-base64-decoded", "base64-not-decoded", "A secret that looks like base64 is not decoded.", with(base64Secret), "check-credentials", base64Secret),
		row("secret-base64-decoded", "base64-decoded-incomplete-group", "The secret has + and / and a last group of two, which the decoder ignored.", with(string(unpadded)), "secret-base64-decoded", unpaddedSecret+"/+"),
		row("secret-base64-decoded", "base64-decoded-whitespace-given", "The given secret has a line feed, which was not decoded.", with(string(decoded)), "secret-base64-decoded", base64Secret+"\n"),
		row("secret-base64-decoded", "base64-encoded", "The secret was encoded, which is not the same fault.", with(base64.StdEncoding.EncodeToString([]byte(testSecret))), "secret-mismatch", testSecret),
		row("secret-hex-decoded", "hex-decoded", "A library such as jsrsasign read the secret as hex.", with(string(unhexed)), "secret-hex-decoded", hexSecret),
		row("secret-hex-decoded", "hex-not-decoded", "A secret that looks like hex is not decoded.", with(hexSecret), "check-credentials", hexSecret),
		row("secret-whitespace", "whitespace-line-feed-signed", "The signer used the secret with a line feed.", with(testSecret+"\n"), "secret-whitespace", testSecret),
		row("secret-whitespace", "whitespace-line-feed-given", "The given secret has a line feed that the signer did not use.", with(testSecret), "secret-whitespace", testSecret+"\n"),
		row("secret-whitespace", "whitespace-space-before", "The signer used the secret with a space before it.", with(" "+testSecret), "secret-whitespace", testSecret),
		row("secret-whitespace", "whitespace-space-after", "The signer used the secret with a space after it.", with(testSecret+" "), "secret-whitespace", testSecret),
		row("secret-whitespace", "whitespace-carriage-return-signed", "The signer used the secret with a carriage return.", with(testSecret+"\r"), "secret-whitespace", testSecret),
		row("secret-whitespace", "whitespace-windows-line-break-signed", "The signer used the secret with a Windows line break.", with(testSecret+"\r\n"), "secret-whitespace", testSecret),
		row("secret-whitespace", "whitespace-quotes-signed", "The signer used the quotation marks of a configuration file.", with(`"`+testSecret+`"`), "secret-whitespace", testSecret),
		row("secret-whitespace", "whitespace-quotes-given", "The given secret has quotation marks that the signer did not use.", with(testSecret), "secret-whitespace", `"`+testSecret+`"`),
		row("secret-whitespace", "whitespace-single-quotes-signed", "The signer used the secret in apostrophes.", with("'"+testSecret+"'"), "secret-whitespace", testSecret),
		row("secret-whitespace", "whitespace-quotes-signed-line-feed-given", "The signer used quotation marks, and the given secret has a line feed.", with(`"`+testSecret+`"`), "secret-whitespace", testSecret+"\n"),
		row("secret-whitespace", "whitespace-quotes-both", "The signer used the quotation marks that the given secret has.", with(`"`+testSecret+`"`), "check-credentials", `"`+testSecret+`"`),
		row("secret-mismatch", "secret-other", "The secret belongs to another app.", with("AnotherSyntheticSecretOf36Characters"), "secret-mismatch", testSecret),
		row("secret-mismatch", "secret-lower-case", "The secret differs in case.", with(strings.ToLower(testSecret)), "secret-mismatch", testSecret),
		row("secret-mismatch", "secret-other-expired", "The secret belongs to another app, and the signature has expired.", with("AnotherSyntheticSecretOf36Characters", "iat", "1690000001", "exp", "1690007201", "tokenExp", "1690007201"), "expired secret-mismatch", testSecret),
		row("secret-mismatch", "secret-not-given", "Without a given secret nothing is reported about it.", with("AnotherSyntheticSecretOf36Characters"), "check-credentials", ""),
		row("secret-mismatch", "secret-of-quotes", "A given secret of white space and quotation marks counts as none.", with(testSecret, "s", `" \" "`), "check-credentials", ` "" `),
		row("secret-mismatch", "secret-other-legacy", "The secret is not that of the legacy signature.", oldWith("AnotherSyntheticSecretOf36Characters"), "legacy-format secret-mismatch", testSecret),
		row("key-mismatch", "key-other", "Both keys and the secret belong to another app.", with("AnotherSyntheticSecretOf36Characters", "appKey", `"AnotherKey"`, "sdkKey", `"AnotherKey"`), "secret-mismatch key-mismatch", testSecret),
		row("key-mismatch", "key-other-right-secret", "Both keys belong to another app.", with(testSecret, "appKey", `"AnotherKey"`, "sdkKey", `"AnotherKey"`), "key-mismatch", testSecret),
		row("key-mismatch", "key-other-one", "One key belongs to another app.", with(testSecret, "sdkKey", `"AnotherKey"`), "keys-differ key-mismatch", testSecret),
		row("key-mismatch", "keys-other", "The keys belong to two other apps.", with(testSecret, "appKey", `"AnotherKey"`, "sdkKey", `"ThirdKey"`), "keys-differ key-mismatch key-mismatch", testSecret),
		keyless(row("key-mismatch", "key-not-given", "Without a given key nothing is reported about it.", with(testSecret, "appKey", `"AnotherKey"`, "sdkKey", `"AnotherKey"`), "check-credentials", testSecret)),
		row("key-mismatch", "key-other-legacy", "The key of the legacy signature belongs to another app.", handMadeLegacy("AnotherKey", "83137961703", testMillis, "0", testSecret), "legacy-format key-mismatch", testSecret),
		row("secret-in-claims", "secret-in-claim", "An unknown claim is the secret.", with(testSecret, "s", `"`+testSecret+`"`), "secret-in-claims", testSecret),
		row("secret-in-claims", "secret-in-claim-escaped", "The secret stands in a claim with an escape in it.", with(testSecret, "s", escaped), "secret-in-claims", testSecret),
		row("secret-in-claims", "secret-inside-claim", "The secret is part of a claim.", with(testSecret, "s", `"secret=`+testSecret+`;"`), "secret-in-claims", testSecret),
		row("secret-in-claims", "secret-in-two-claims", "The secret stands in two claims, in one of them with an escape.", with(testSecret, "s", `"`+testSecret+`"`, "t", escaped), "secret-in-claims secret-in-claims", testSecret),
		row("secret-in-claims", "secret-in-11-claims", "The secret stands in eleven claims, of which ten are reported.", with(testSecret, eleven...), strings.Repeat("secret-in-claims ", 10), testSecret),
		row("secret-in-claims", "secret-in-claim-whitespace-given", "The given secret has a line feed, and the claim does not.", with(testSecret, "s", `"`+testSecret+`"`), "secret-whitespace secret-in-claims", testSecret+"\n"),
		row("secret-in-claims", "secret-with-escaped-slashes", "The slashes of the secret are escaped in a claim.", with(slashes, "s", `"`+strings.ReplaceAll(slashes, "/", `\/`)+`"`), "secret-in-claims", slashes),
		row("secret-in-claims", "secret-as-role", "The role is an array with the secret.", with(testSecret, "role", "["+escaped+"]"), "role-value secret-in-claims", testSecret),
		row("secret-in-claims", "secret-as-iat", "The secret has the digits of iat.", with(testSecret), "secret-mismatch secret-in-claims", "1699999971"),
		row("secret-in-claims", "secret-nested", "The secret stands in an object in a claim.", with(testSecret, "s", `{"t":["`+testSecret+`"]}`), "secret-in-claims", testSecret),
		row("secret-in-claims", "secret-as-nested-name", "The secret is a name in an object in a claim, with an escape in it.", with(testSecret, "s", `{`+escaped+`:1}`), "secret-in-claims", testSecret),
		row("secret-in-claims", "secret-as-name", "The secret is the name of a claim.", with(testSecret, testSecret, "1"), "secret-in-claims", testSecret),
		row("secret-in-claims", "secret-as-name-twice", "The secret is the name of two claims.", handMade(goodHeader, strings.Replace(soundPayload(), "{", `{"`+testSecret+`":1,"`+testSecret+`":2,`, 1), testSecret), "duplicate-claim secret-in-claims", testSecret),
		row("secret-in-claims", "secret-in-header", "The secret is the kid of the header.", handMade(`{"alg":"HS256","kid":"`+testSecret+`"}`, soundPayload(), testSecret), "secret-in-claims", testSecret),
		row("secret-in-claims", "secret-as-mac", "The secret stands in place of the MAC.", encode(goodHeader)+"."+encode(soundPayload())+"."+testSecret, "mac-length secret-in-claims", testSecret),
		row("secret-in-claims", "secret-encoded-as-mac", "The secret in base64url stands in place of the MAC.", encode(goodHeader)+"."+encode(soundPayload())+"."+encode(testSecret), "mac-length secret-in-claims", testSecret),
		row("secret-in-claims", "secret-in-url", "The secret is another parameter of the URL.", "https://example.com/?secret="+testSecret+"&signature="+with(testSecret), "surrounding-text secret-in-claims", testSecret),
		row("secret-in-claims", "secret-percent-encoded-in-url", "The secret is another parameter of the URL, and its first letter is percent-encoded.", "https://example.com/?secret=%53"+testSecret[1:]+"&signature="+with(testSecret), "surrounding-text secret-in-claims", testSecret),
		row("secret-in-claims", "secret-in-json", "The secret is another member of the JSON, with an escape in it.", `{"sdkSecret":`+escaped+`,"signature":"`+with(testSecret)+`"}`, "surrounding-text secret-in-claims", testSecret),
		row("secret-in-claims", "secret-encoded-before", "The secret stands in base64 in a line before the signature.", "Authorization: Basic "+encode(testKey+":"+testSecret)+"\n"+with(testSecret), "surrounding-text secret-in-claims", testSecret),
		{rule: "secret-in-claims", id: "secret-as-given-key", comment: "The given key is the secret, as is what the page passes to join, and the signature does not have it.", signature: sound(), key: testSecret, secret: testSecret, join: `{"sdkKey":"` + testSecret + `","meetingNumber":"` + testSecret + `"}`, codes: "key-used-as-secret key-mismatch join-key-differs join-meeting-differs"},
		row("secret-in-claims", "secret-nearly-in-claim", "A claim lacks the last character of the secret.", with(testSecret, "s", `"`+testSecret[:35]+`"`), "check-credentials", testSecret),
		row("secret-in-claims", "secret-lower-case-in-claim", "A claim is the secret in lower case, which is another text.", with(testSecret, "s", `"`+strings.ToLower(testSecret)+`"`), "check-credentials", testSecret),
		row("secret-in-claims", "secret-of-7-characters-as-claim", "A short secret is a whole claim.", with(testSecret, "s", `"s3cret!"`), "secret-mismatch secret-in-claims", "s3cret!"),
		row("secret-in-claims", "secret-of-7-characters-in-claim", "A short secret is part of a claim, which may be by chance.", with(testSecret, "s", `"s3cret!!"`), "secret-mismatch", "s3cret!"),
		row("secret-in-claims", "secret-of-8-characters-in-claim", "A secret of 8 characters is part of a claim.", with(testSecret, "s", `"s3cret!!!"`), "secret-mismatch secret-in-claims", "s3cret!!"),
	}
}

func diagnoseJoinCases() []diagnoseCase {
	row := func(rule, id, comment, codes, join string, changes ...string) diagnoseCase {
		return diagnoseCase{rule: rule, id: id, comment: comment, signature: sound(changes...), codes: codes, join: join}
	}
	cases := []diagnoseCase{
		row("join-key-differs", "join-same", "The page passes what is signed.", "check-credentials", `{"sdkKey":"`+testKey+`","meetingNumber":"83137961703","role":0}`),
		row("join-key-differs", "join-nothing", "What the page does not pass is not compared.", "check-credentials", "{}"),
		row("join-key-differs", "join-key", "The page passes another key.", "join-key-differs", `{"sdkKey":"AnotherKey"}`),
		row("join-key-differs", "join-key-in-case", "The page passes a key in lower case.", "join-key-differs", `{"sdkKey":"`+strings.ToLower(testKey)+`"}`),
		row("join-key-differs", "join-key-app-key-alone", "The key is compared with appKey if there is no sdkKey.", "sdk-key-missing join-key-differs", `{"sdkKey":"AnotherKey"}`, "sdkKey", ""),
		row("join-key-differs", "join-key-third", "The keys differ, and the page passes a third one, which is reported once.", "keys-differ join-key-differs", `{"sdkKey":"AnotherKey"}`, "appKey", `"other"`),
		row("join-key-differs", "join-key-sdk-key", "The page passes the sdkKey, and the appKey differs from it.", "keys-differ join-key-differs", `{"sdkKey":"`+testKey+`"}`, "appKey", `"other"`),
		row("join-key-differs", "join-key-app-key", "The page passes the appKey, and the sdkKey differs from it.", "keys-differ join-key-differs", `{"sdkKey":"other"}`, "appKey", `"other"`),
		row("join-meeting-differs", "join-meeting", "The page passes another meeting number.", "join-meeting-differs", `{"meetingNumber":"83137961704"}`),
		row("join-meeting-differs", "join-meeting-spaces", "The page passes the signed number with spaces.", "join-meeting-differs", `{"meetingNumber":"831 3796 1703"}`),
		row("join-meeting-differs", "join-meeting-number-signed", "The signed number is a JSON number, and equals that of the page.", "check-credentials", `{"meetingNumber":"83137961703"}`, "mn", "83137961703"),
		row("join-role-differs", "join-role-1", "The page joins as a host, and a participant is signed.", "join-role-differs", `{"role":1}`),
		row("join-role-differs", "join-role-0", "The page joins as a participant, and a host is signed.", "join-role-differs host-needs-zak", `{"role":0}`, "role", "1"),
		row("join-role-differs", "join-role-same", "The page joins as a host, and a host is signed.", "host-needs-zak check-credentials", `{"role":1}`, "role", "1"),
		row("join-role-differs", "join-all-differ", "The page passes another key, meeting number and role.", "join-key-differs join-meeting-differs join-role-differs", `{"sdkKey":"AnotherKey","meetingNumber":"83137961704","role":1}`),
		row("join-meeting-differs", "join-native", "A native signature has neither a meeting number nor a role to compare.", "native-token check-credentials", `{"meetingNumber":"1","role":1}`, "mn", "", "role", ""),
		{rule: "join-key-differs", id: "join-all-differ-legacy", comment: "The page passes another key, meeting number and role than the legacy signature has.", signature: legacy(testKey, "83137961703", testMillis, "0"), join: `{"sdkKey":"AnotherKey","meetingNumber":"83137961704","role":1}`, codes: "legacy-format join-key-differs join-meeting-differs join-role-differs"},
		row("host-needs-zak", "host", "A host needs a ZAK beside the signature.", "host-needs-zak check-credentials", "", "role", "1"),
		row("host-needs-zak", "host-expired-too", "A host's signature has expired.", "expired host-needs-zak", "", "role", "1", "iat", "1690000001", "exp", "1690007201", "tokenExp", "1690007201"),
	}
	code := func(id, comment, codes string, errorCode int, changes ...string) {
		cases = append(cases, diagnoseCase{rule: "error-code", id: id, comment: comment, signature: sound(changes...), codes: codes, errorCode: errorCode})
	}
	for _, c := range []struct {
		code int
		what string
	}{
		{1, "is a generic failure"}, {200, "is a generic failure"}, {3003, "is of a host without a ZAK"}, {3704, "is of a key that is not valid"}, {3705, "is of an expired signature"},
		{3706, "is of a wrong meeting number"}, {3707, "is of a meeting that does not exist"}, {3708, "is of the role"}, {3709, "is of a host who was not found"}, {3710, "is of a deactivated key"}, {3711, "is of a host in another meeting"}, {3712, "is of an invalid signature"}, {3713, "is of a permission"},
		{4003, "is of join's parameters"}, {4010, "is unknown, and next to those that follow an accepted signature"}, {4020, "is unknown, and after those that follow an accepted signature"},
		{5012, "is of a second join"}, {5013, "is of join's parameters too"}, {63, "is of a meeting of another account"}, {6601, "is of a meeting of another account too"}, {6603, "is of the host's administrator"}, {10000, "is of an old SDK"}, {-1, "is negative, and unknown"}, {99999, "is unknown"},
	} {
		id := strings.Replace(fmt.Sprintf("error-code-%d", c.code), "--", "-minus-", 1)
		code(id, fmt.Sprintf("The error code %d %s.", c.code, c.what), "error-code check-credentials", c.code)
	}
	accepted := "The error code %d comes after Zoom has accepted the signature."
	for _, n := range []int{504, 4011, 4012, 4013, 4014, 4015, 4016, 4017, 4018, 4019} {
		code(fmt.Sprintf("error-code-%d", n), fmt.Sprintf(accepted, n), "error-code", n)
		cases[len(cases)-1].rule = "check-credentials"
	}
	cases = append(cases, diagnoseCase{rule: "error-code", id: "error-code-3712-empty", comment: "There is an error code and no text.", codes: "empty error-code", errorCode: 3712})
	code("error-code-4012-host", "A host's signature was accepted.", "host-needs-zak error-code", 4012, "role", "1")
	code("error-code-4012-no-app-key", "An error that is found is reported though Zoom accepted the signature.", "app-key-missing error-code", 4012, "appKey", "")
	code("error-code-3705-expired", "The signature has expired, as the error code says.", "expired error-code", 3705, "iat", "1690000001", "exp", "1690007201", "tokenExp", "1690007201")
	return cases
}
