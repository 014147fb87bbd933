package zoomsig_test

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
)

const (
	ruleDiagPlaceholder = "`placeholder-secret`: the MAC fits `your-256-bit-secret` or another well-known placeholder."
	ruleDiagKeyAsSecret = "`key-used-as-secret`: the MAC fits a key in the claims or the given key."
	ruleDiagBase64      = "`secret-base64-decoded`: the MAC fits the given secret base64-decoded."
	ruleDiagHex         = "`secret-hex-decoded`: the MAC fits the given secret hex-decoded."
	ruleDiagWhitespace  = "`secret-whitespace`: the MAC fits the given secret with other white space around it, or with quotation marks added or removed."
	ruleDiagMismatch    = "`secret-mismatch`: the MAC is 32 bytes and fits neither the given secret nor any of these."
	ruleDiagKeyMismatch = "`key-mismatch`: a key in the signature is not the given key."
	ruleDiagInClaims    = "`secret-in-claims`: the given secret can be read in the text or in a decoded part of it, escapes resolved; one of fewer than 8 characters is reported only if it is a whole claim."
	ruleDiagJoinKey     = "`join-key-differs`: join gets another sdkKey than is signed."
	ruleDiagJoinMeeting = "`join-meeting-differs`: join gets another meeting number than is signed."
	ruleDiagJoinRole    = "`join-role-differs`: the page joins with another role than is signed."
	ruleDiagZAK         = "`host-needs-zak` (information): role is 1."
	ruleDiagErrorCode   = "`error-code` (information): an error code is given, and it is said what that code means, or that it is unknown."
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
	return []diagnoseCase{
		row(ruleDiagPlaceholder, "placeholder", "The secret is that of jwt.io's example.", with(placeholder), "placeholder-secret", testSecret),
		row(ruleDiagPlaceholder, "placeholder-without-secret", "A placeholder is found without a given secret.", with(placeholder), "placeholder-secret", ""),
		row(ruleDiagPlaceholder, "placeholder-given", "A placeholder stays one if it is given as the secret.", with(placeholder), "placeholder-secret", placeholder),
		row(ruleDiagPlaceholder, "placeholder-near-miss", "A secret that looks like a placeholder is not one.", with("your-257-bit-secret"), "check-credentials", "your-257-bit-secret"),
		row(ruleDiagPlaceholder, "placeholder-legacy", "A legacy signature is made with the placeholder.", oldWith(placeholder), "legacy-format placeholder-secret", ""),
		row(ruleDiagKeyAsSecret, "key-as-secret", "Key and secret are swapped in the HMAC alone.", with(testKey), "key-used-as-secret", testSecret),
		keyless(row(ruleDiagKeyAsSecret, "key-as-secret-without-credentials", "The key stands in the claims, so that it can be tried without being given.", with(testKey), "key-used-as-secret", "")),
		row(ruleDiagKeyAsSecret, "given-key-as-secret", "The MAC is made with the given key, and the claims have another.", with(testKey, "appKey", `"AnotherKeyOf22Letters_"`, "sdkKey", `"AnotherKeyOf22Letters_"`), "key-used-as-secret key-mismatch", testSecret),
		row(ruleDiagKeyAsSecret, "key-as-secret-legacy", "The HMAC of a legacy signature is made with the key.", oldWith(testKey), "legacy-format key-used-as-secret", testSecret),
		row(ruleDiagBase64, "base64-decoded", "A library such as jjwt decoded the secret.", with(string(decoded)), "secret-base64-decoded", base64Secret),
		row(ruleDiagBase64, "base64-not-decoded", "A secret that looks like base64 is not decoded.", with(base64Secret), "check-credentials", base64Secret),
		row(ruleDiagBase64, "base64-encoded", "The secret was encoded, which is not the same fault.", with(base64.StdEncoding.EncodeToString([]byte(testSecret))), "secret-mismatch", testSecret),
		row(ruleDiagHex, "hex-decoded", "A library such as jsrsasign read the secret as hex.", with(string(unhexed)), "secret-hex-decoded", hexSecret),
		row(ruleDiagHex, "hex-not-decoded", "A secret that looks like hex is not decoded.", with(hexSecret), "check-credentials", hexSecret),
		row(ruleDiagWhitespace, "whitespace-line-feed-signed", "The signer used the secret with a line feed.", with(testSecret+"\n"), "secret-whitespace", testSecret),
		row(ruleDiagWhitespace, "whitespace-line-feed-given", "The given secret has a line feed that the signer did not use.", with(testSecret), "secret-whitespace", testSecret+"\n"),
		row(ruleDiagWhitespace, "whitespace-space-before", "The signer used the secret with a space before it.", with(" "+testSecret), "secret-whitespace", testSecret),
		row(ruleDiagWhitespace, "whitespace-quotes-signed", "The signer used the quotation marks of a configuration file.", with(`"`+testSecret+`"`), "secret-whitespace", testSecret),
		row(ruleDiagWhitespace, "whitespace-quotes-given", "The given secret has quotation marks that the signer did not use.", with(testSecret), "secret-whitespace", `"`+testSecret+`"`),
		row(ruleDiagMismatch, "secret-other", "The secret belongs to another app.", with("AnotherSyntheticSecretOf36Characters"), "secret-mismatch", testSecret),
		row(ruleDiagMismatch, "secret-lower-case", "The secret differs in case.", with(strings.ToLower(testSecret)), "secret-mismatch", testSecret),
		row(ruleDiagMismatch, "secret-other-expired", "The secret belongs to another app, and the signature has expired.", with("AnotherSyntheticSecretOf36Characters", "iat", "1690000001", "exp", "1690007201", "tokenExp", "1690007201"), "expired secret-mismatch", testSecret),
		row(ruleDiagMismatch, "secret-not-given", "Without a given secret nothing is reported about it.", with("AnotherSyntheticSecretOf36Characters"), "check-credentials", ""),
		row(ruleDiagMismatch, "secret-other-legacy", "The secret is not that of the legacy signature.", oldWith("AnotherSyntheticSecretOf36Characters"), "legacy-format secret-mismatch", testSecret),
		row(ruleDiagKeyMismatch, "key-other", "Both keys and the secret belong to another app.", with("AnotherSyntheticSecretOf36Characters", "appKey", `"AnotherKey"`, "sdkKey", `"AnotherKey"`), "secret-mismatch key-mismatch", testSecret),
		row(ruleDiagKeyMismatch, "key-other-right-secret", "Both keys belong to another app.", with(testSecret, "appKey", `"AnotherKey"`, "sdkKey", `"AnotherKey"`), "key-mismatch", testSecret),
		row(ruleDiagKeyMismatch, "key-other-one", "One key belongs to another app.", with(testSecret, "sdkKey", `"AnotherKey"`), "keys-differ key-mismatch", testSecret),
		keyless(row(ruleDiagKeyMismatch, "key-not-given", "Without a given key nothing is reported about it.", with(testSecret, "appKey", `"AnotherKey"`, "sdkKey", `"AnotherKey"`), "check-credentials", testSecret)),
		row(ruleDiagKeyMismatch, "key-other-legacy", "The key of the legacy signature belongs to another app.", handMadeLegacy("AnotherKey", "83137961703", testMillis, "0", testSecret), "legacy-format key-mismatch", testSecret),
		row(ruleDiagInClaims, "secret-in-claim", "An unknown claim is the secret.", with(testSecret, "s", `"`+testSecret+`"`), "secret-in-claims", testSecret),
		row(ruleDiagInClaims, "secret-in-claim-escaped", "The secret stands in a claim with an escape in it.", with(testSecret, "s", `"\u0053`+testSecret[1:]+`"`), "secret-in-claims", testSecret),
		row(ruleDiagInClaims, "secret-inside-claim", "The secret is part of a claim.", with(testSecret, "s", `"secret=`+testSecret+`;"`), "secret-in-claims", testSecret),
		row(ruleDiagInClaims, "secret-nested", "The secret stands in an object in a claim.", with(testSecret, "s", `{"t":["`+testSecret+`"]}`), "secret-in-claims", testSecret),
		row(ruleDiagInClaims, "secret-as-name", "The secret is the name of a claim.", with(testSecret, testSecret, "1"), "secret-in-claims", testSecret),
		row(ruleDiagInClaims, "secret-in-header", "The secret is the kid of the header.", handMade(`{"alg":"HS256","kid":"`+testSecret+`"}`, soundPayload(), testSecret), "secret-in-claims", testSecret),
		row(ruleDiagInClaims, "secret-as-mac", "The secret stands in place of the MAC.", encode(goodHeader)+"."+encode(soundPayload())+"."+testSecret, "mac-length secret-in-claims", testSecret),
		row(ruleDiagInClaims, "secret-encoded-as-mac", "The secret in base64url stands in place of the MAC.", encode(goodHeader)+"."+encode(soundPayload())+"."+encode(testSecret), "mac-length secret-in-claims", testSecret),
		row(ruleDiagInClaims, "secret-in-url", "The secret is another parameter of the URL.", "https://example.com/?secret="+testSecret+"&signature="+with(testSecret), "surrounding-text secret-in-claims", testSecret),
		row(ruleDiagInClaims, "secret-percent-encoded-in-url", "The secret is another parameter of the URL, and its first letter is percent-encoded.", "https://example.com/?secret=%53"+testSecret[1:]+"&signature="+with(testSecret), "surrounding-text secret-in-claims", testSecret),
		row(ruleDiagInClaims, "secret-nearly-in-claim", "A claim lacks the last character of the secret.", with(testSecret, "s", `"`+testSecret[:35]+`"`), "check-credentials", testSecret),
		row(ruleDiagInClaims, "secret-lower-case-in-claim", "A claim is the secret in lower case, which is another text.", with(testSecret, "s", `"`+strings.ToLower(testSecret)+`"`), "check-credentials", testSecret),
		row(ruleDiagInClaims, "secret-of-7-characters-as-claim", "A short secret is a whole claim.", with(testSecret, "s", `"s3cret!"`), "secret-mismatch secret-in-claims", "s3cret!"),
		row(ruleDiagInClaims, "secret-of-7-characters-in-claim", "A short secret is part of a claim, which may be by chance.", with(testSecret, "s", `"s3cret!!"`), "secret-mismatch", "s3cret!"),
		row(ruleDiagInClaims, "secret-of-8-characters-in-claim", "A secret of 8 characters is part of a claim.", with(testSecret, "s", `"s3cret!!!"`), "secret-mismatch secret-in-claims", "s3cret!!"),
	}
}

func diagnoseJoinCases() []diagnoseCase {
	row := func(rule, id, comment, codes, join string, changes ...string) diagnoseCase {
		return diagnoseCase{rule: rule, id: id, comment: comment, signature: sound(changes...), codes: codes, join: join}
	}
	cases := []diagnoseCase{
		row(ruleDiagJoinKey, "join-same", "The page passes what is signed.", "check-credentials", `{"sdkKey":"`+testKey+`","meetingNumber":"83137961703","role":0}`),
		row(ruleDiagJoinKey, "join-nothing", "What the page does not pass is not compared.", "check-credentials", "{}"),
		row(ruleDiagJoinKey, "join-key", "The page passes another key.", "join-key-differs", `{"sdkKey":"AnotherKey"}`),
		row(ruleDiagJoinKey, "join-key-in-case", "The page passes a key in lower case.", "join-key-differs", `{"sdkKey":"`+strings.ToLower(testKey)+`"}`),
		row(ruleDiagJoinKey, "join-key-app-key-alone", "The key is compared with appKey if there is no sdkKey.", "sdk-key-missing join-key-differs", `{"sdkKey":"AnotherKey"}`, "sdkKey", ""),
		row(ruleDiagJoinMeeting, "join-meeting", "The page passes another meeting number.", "join-meeting-differs", `{"meetingNumber":"83137961704"}`),
		row(ruleDiagJoinMeeting, "join-meeting-number-signed", "The signed number is a JSON number, and equals that of the page.", "check-credentials", `{"meetingNumber":"83137961703"}`, "mn", "83137961703"),
		row(ruleDiagJoinRole, "join-role-1", "The page joins as a host, and a participant is signed.", "join-role-differs", `{"role":1}`),
		row(ruleDiagJoinRole, "join-role-0", "The page joins as a participant, and a host is signed.", "join-role-differs host-needs-zak", `{"role":0}`, "role", "1"),
		row(ruleDiagJoinRole, "join-role-same", "The page joins as a host, and a host is signed.", "host-needs-zak check-credentials", `{"role":1}`, "role", "1"),
		row(ruleDiagJoinRole, "join-all-differ", "The page passes another key, meeting number and role.", "join-key-differs join-meeting-differs join-role-differs", `{"sdkKey":"AnotherKey","meetingNumber":"83137961704","role":1}`),
		row(ruleDiagZAK, "host", "A host needs a ZAK beside the signature.", "host-needs-zak check-credentials", "", "role", "1"),
		row(ruleDiagZAK, "host-expired-too", "A host's signature has expired.", "expired host-needs-zak", "", "role", "1", "iat", "1690000001", "exp", "1690007201", "tokenExp", "1690007201"),
	}
	code := func(id, comment, codes string, errorCode int, changes ...string) {
		cases = append(cases, diagnoseCase{rule: ruleDiagErrorCode, id: id, comment: comment, signature: sound(changes...), codes: codes, errorCode: errorCode})
	}
	for _, c := range []struct {
		code int
		what string
	}{
		{1, "is a generic failure"}, {200, "is a generic failure"}, {3003, "is of a host without a ZAK"}, {3704, "is of a key that is not valid"}, {3705, "is of an expired signature"},
		{3706, "is of a wrong meeting number"}, {3708, "is of the role"}, {3711, "is of a host in another meeting"}, {3712, "is of an invalid signature"}, {3713, "is of a permission"},
		{4003, "is of join's parameters"}, {4010, "is unknown, and next to those that follow an accepted signature"}, {4020, "is unknown, and after those that follow an accepted signature"},
		{5012, "is of a second join"}, {6603, "is of the host's administrator"}, {10000, "is of an old SDK"}, {-1, "is negative, and unknown"}, {99999, "is unknown"},
	} {
		id := strings.Replace(fmt.Sprintf("error-code-%d", c.code), "--", "-minus-", 1)
		code(id, fmt.Sprintf("The error code %d %s.", c.code, c.what), "error-code check-credentials", c.code)
	}
	accepted := "The error code %d comes after Zoom has accepted the signature."
	for _, n := range []int{504, 4011, 4012, 4013, 4014, 4015, 4016, 4017, 4018, 4019} {
		code(fmt.Sprintf("error-code-%d", n), fmt.Sprintf(accepted, n), "error-code", n)
		cases[len(cases)-1].rule = ruleDiagNothing
	}
	code("error-code-4012-host", "A host's signature was accepted.", "host-needs-zak error-code", 4012, "role", "1")
	code("error-code-4012-no-app-key", "An error that is found is reported though Zoom accepted the signature.", "app-key-missing error-code", 4012, "appKey", "")
	code("error-code-3705-expired", "The signature has expired, as the error code says.", "expired error-code", 3705, "iat", "1690000001", "exp", "1690007201", "tokenExp", "1690007201")
	return cases
}
