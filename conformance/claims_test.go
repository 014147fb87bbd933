package conformance

import (
	"strings"
)

const (
	ruleKeys        = "Each of `sdkKey` and `appKey` that is present is a string and equals the key."
	ruleKeyMissing  = "At least one of `sdkKey` and `appKey` is present."
	ruleMN          = "The claim `mn` is a string of 9 to 11 digits from 0 to 9 that does not begin with 0, or an integer with such digits."
	ruleRoleClaim   = "The claim `role` is the number 0 or 1, written as that digit alone."
	ruleMNAndRole   = "The claims `mn` and `role` are either both present or both absent."
	ruleVideoClaim  = "The claim `video_webrtc_mode` is the number 0 or 1, written as that digit alone, or it is absent."
	ruleTimeClaim   = "A time is a number from 0 to 99999999999, written in digits without sign, fraction or exponent."
	ruleIatAndExp   = "The claims `iat` and `exp` are present."
	ruleNoTokenExp  = "The claim `tokenExp` may be absent."
	ruleNull        = "The value null is not the same as absent, and is wrong for every claim on this page."
	ruleMaxLifetime = "Each of `exp` and `tokenExp` is at most (172800 seconds + leeway) after `iat`."
	ruleMinLifetime = "A lifetime of less than 1800 seconds is accepted, even if it is zero or negative."
	ruleNames       = "Claim names are compared exactly, after their escapes are resolved. Claims that this page does not name are ignored, whatever their values are."
)

func verifyHeaderRows(group verifyGroup) {
	rows := func(rule, result, id, comment string, triples ...string) {
		for i := 0; i < len(triples); i += 3 {
			group(rule, verifyCase{id: id + triples[i], comment: comment + triples[i+1], signature: jwt(triples[i+2], goodPayload), result: result})
		}
	}
	rows(ruleAlg, "algorithm", "alg-", "The header's alg ",
		"missing", "is missing.", `{"typ":"JWT"}`,
		"missing-empty-header", "is missing since the header is empty.", `{}`,
		"none", "is none, under a right HMAC.", `{"alg":"none"}`,
		"none-title-case", "is None, under a right HMAC.", `{"alg":"None"}`,
		"none-upper-case", "is NONE, under a right HMAC.", `{"alg":"NONE"}`,
		"none-mixed-case", "is nOnE, under a right HMAC.", `{"alg":"nOnE"}`,
		"empty", "is an empty string.", `{"alg":""}`,
		"lower-case", "is hs256 in lower case.", `{"alg":"hs256"}`,
		"space-after", "ends with a space.", `{"alg":"HS256 "}`,
		"nul-after", "ends with NUL.", `{"alg":"HS256\u0000"}`,
		"hyphen", "is HS-256.", `{"alg":"HS-256"}`,
		"longer", "begins with HS256.", `{"alg":"HS2567"}`,
		"shorter", "is a beginning of HS256.", `{"alg":"HS25"}`,
		"fullwidth", "is HS256 in fullwidth letters.", `{"alg":"ＨＳ２５６"}`,
		"quoted-twice", "is HS256 in quotation marks that are part of it.", `{"alg":"\"HS256\""}`,
		"half-surrogate", "has half of a surrogate pair in it.", `{"alg":"H\ud800S256"}`,
		"hs384", "is HS384.", `{"alg":"HS384"}`,
		"hs512", "is HS512.", `{"alg":"HS512"}`,
		"rs256", "is RS256.", `{"alg":"RS256","typ":"JWT"}`,
		"es256", "is ES256.", `{"alg":"ES256"}`,
		"eddsa", "is EdDSA.", `{"alg":"EdDSA"}`,
		"dir", "is dir, as in encrypted tokens.", `{"alg":"dir"}`,
		"null", "is null.", `{"alg":null}`,
		"true", "is true.", `{"alg":true}`,
		"number", "is the number 256.", `{"alg":256}`,
		"array", "is an array with HS256 in it.", `{"alg":["HS256"]}`,
		"object", "is an object with HS256 in it.", `{"alg":{"HS256":1}}`,
		"name-upper-case", "is missing, and ALG does not take its place.", `{"ALG":"HS256"}`,
		"name-title-case", "is missing, and Alg does not take its place.", `{"Alg":"HS256"}`,
		"name-space", "is missing, and a name with a space at its end does not take its place.", `{"alg ":"HS256"}`,
		"inside", "is missing, and one inside another parameter does not take its place.", `{"header":{"alg":"HS256"}}`,
		"payload-for-header", "is missing since the payload stands in its place.", goodPayload,
		"long", "is a string of 2800 letters.", `{"alg":"`+strings.Repeat("n", 2800)+`"}`,
	)
	rows(ruleCrit, "algorithm", "header-", "The header has ",
		"crit-known", "crit with a claim's name.", `{"alg":"HS256","crit":["exp"]}`,
		"crit-empty", "an empty crit.", `{"alg":"HS256","crit":[]}`,
		"crit-null", "a crit that is null.", `{"alg":"HS256","crit":null}`,
		"crit-string", "a crit that is no array.", `{"alg":"HS256","crit":"exp"}`,
		"crit-escaped", "crit with an escape in its name.", `{"alg":"HS256","\u0063rit":["x"]}`,
		"crit-before-alg", "crit before alg.", `{"crit":["exp"],"alg":"HS256"}`,
		"b64-false", "b64 false, which changes what is signed.", `{"alg":"HS256","b64":false}`,
		"b64-true", "b64 true, which demands what is the case anyway.", `{"alg":"HS256","b64":true}`,
		"b64-null", "a b64 that is null.", `{"alg":"HS256","b64":null}`,
		"zip", "zip, which has no meaning without encryption.", `{"alg":"HS256","zip":"DEF"}`,
		"zip-null", "a zip that is null.", `{"alg":"HS256","zip":null}`,
	)
	rows("RFC 7515 section 4.1.11", "algorithm", "header-", "The header has ",
		"crit-unknown", "crit with an extension that nobody knows.", `{"alg":"HS256","crit":["x"],"x":1}`,
	)
	rows("RFC 7797 section 6", "algorithm", "header-", "The header has ",
		"crit-b64", "crit with b64, and b64 beside it.", `{"alg":"HS256","crit":["b64"],"b64":true}`,
	)
	rows(ruleIgnored, "valid", "header-", "The header has ",
		"typ-missing", "no typ.", `{"alg":"HS256"}`,
		"typ-lower-case", "typ in lower case.", `{"alg":"HS256","typ":"jwt"}`,
		"typ-other", "a typ that is not JWT.", `{"alg":"HS256","typ":"at+jwt"}`,
		"typ-null", "a typ that is null.", `{"alg":"HS256","typ":null}`,
		"typ-array", "a typ that is an array.", `{"alg":"HS256","typ":["JWT"]}`,
		"cty", "a cty.", `{"alg":"HS256","cty":"JWT"}`,
		"kid-path", "a kid that looks like a path.", `{"alg":"HS256","kid":"../../dev/null"}`,
		"kid-sql", "a kid that looks like SQL.", `{"alg":"HS256","kid":"' UNION SELECT 'x"}`,
		"kid-null", "a kid that is null.", `{"alg":"HS256","kid":null}`,
		"jku", "a jku, which is not fetched.", `{"alg":"HS256","jku":"https://example.com/keys"}`,
		"x5u", "an x5u, which is not fetched.", `{"alg":"HS256","x5u":"https://example.com/keys"}`,
		"jwk", "a jwk, which is not used.", `{"alg":"HS256","jwk":{"kty":"oct","k":"AAAA"}}`,
		"x5c", "an x5c, which is not used.", `{"alg":"HS256","x5c":["AAAA"]}`,
		"claims", "claims in it, which are not read.", `{"alg":"HS256","iat":1,"exp":1}`,
		"alg-upper-case-beside", "ALG none beside alg HS256.", `{"alg":"HS256","ALG":"none"}`,
		"crit-upper-case", "CRIT, Zip and B64, which are other names.", `{"alg":"HS256","CRIT":["exp"],"Zip":"DEF","B64":false}`,
	)
}

func verifyKeyRows(group verifyGroup) {
	quoted := `"` + testKey + `"`
	for _, claim := range []string{"sdkKey", "appKey"} {
		id := map[string]string{"sdkKey": "sdk-key-", "appKey": "app-key-"}[claim]
		for _, c := range []struct{ rule, id, comment, value string }{
			{ruleKeys, "other", "belongs to another app.", `"other"`},
			{ruleKeys, "empty", "is an empty string.", `""`},
			{ruleKeys, "space-after", "ends with a space.", `"` + testKey + ` "`},
			{ruleKeys, "space-before", "begins with a space.", `" ` + testKey + `"`},
			{ruleKeys, "nul-after", "ends with NUL.", `"` + testKey + `\u0000"`},
			{ruleKeys, "end", "is the key without its first letter.", `"` + testKey[1:] + `"`},
			{ruleKeys, "longer", "begins with the key.", `"` + testKey + `w"`},
			{ruleKeys, "lower-case", "is the key in lower case.", `"` + strings.ToLower(testKey) + `"`},
			{ruleKeys, "look-alike", "has a Cyrillic letter in place of its first.", `"А` + testKey[1:] + `"`},
			{ruleKeys, "zero-width-space-inside", "has a zero-width space in it.", `"` + testKey[:4] + "\u200b" + testKey[4:] + `"`},
			{ruleKeys, "half-surrogate", "ends with half of a surrogate pair.", `"` + testKey[:21] + `\ud800"`},
			{ruleNull, "null", "is null.", "null"},
			{ruleKeys, "true", "is true.", "true"},
			{ruleKeys, "number", "is a number.", "1234567890"},
			{ruleKeys, "array", "is an array with the key in it.", "[" + quoted + "]"},
			{ruleKeys, "object", "is an object with the key in it.", "{" + quoted + ":1}"},
		} {
			group(c.rule, verifyCase{id: id + c.id, comment: "The " + claim + " " + c.comment, signature: jwt(goodHeader, payloadWith(claim, c.value)), result: "key"})
		}
	}
	without := func(claim string) string { return payloadWith(claim, "") }
	add := func(rule, id, comment, payload, result string) {
		c := verifyCase{id: id, comment: comment, signature: jwt(goodHeader, payload), result: result}
		if result == "valid" {
			c.claims = payload
		}
		group(rule, c)
	}
	add(ruleKeyMissing, "sdk-key-alone", "The appKey may be absent.", without("appKey"), "valid")
	add(ruleKeyMissing, "app-key-alone", "The sdkKey may be absent.", without("sdkKey"), "valid")
	add(ruleKeys, "sdk-key-alone-other", "The only key is an sdkKey of another app.", payloadWith("sdkKey", `"other"`, "appKey", ""), "key")
	add(ruleKeys, "app-key-alone-other", "The only key is an appKey of another app.", payloadWith("appKey", `"other"`, "sdkKey", ""), "key")
	add(ruleNull, "sdk-key-alone-null", "The only key is null.", payloadWith("sdkKey", "null", "appKey", ""), "key")
	add(ruleKeys, "keys-other", "Both keys belong to another app.", payloadWith("sdkKey", `"other"`, "appKey", `"other"`), "key")
	neither := func(id, comment, members string) {
		payload := payloadWith("sdkKey", "", "appKey", "")
		add(ruleKeyMissing, id, comment, strings.Replace(payload, "{", "{"+members, 1), "key")
	}
	neither("keys-missing", "Neither key is present.", "")
	neither("keys-upper-case", "Names in capitals are other names.", `"SDKKEY":`+quoted+`,"APPKEY":`+quoted+",")
	neither("keys-go-case", "The names SDKKey and AppKey are other names.", `"SDKKey":`+quoted+`,"AppKey":`+quoted+",")
	neither("keys-folded", "Letters that Unicode folds to s and k do not make the same names.", `"ſdkKey":`+quoted+`,"app`+"\u212a"+`ey":`+quoted+",")
	neither("keys-inside", "Keys inside another claim are not read.", `"x":{"sdkKey":`+quoted+`,"appKey":`+quoted+`},`)
	neither("keys-spaced", "Names with a space are other names.", `"sdkKey ":`+quoted+`," appKey":`+quoted+",")
	neither("keys-snake-case", "The names sdk_key and app_key are other names.", `"sdk_key":`+quoted+`,"app_key":`+quoted+",")
	add(ruleKeyMissing, "video-sdk-token", "A Video SDK token is not for the Meeting SDK.", `{"app_key":`+quoted+`,"tpc":"a session","role_type":1,"version":1,"iat":1699999970,"exp":1700007170}`, "key")
	add(ruleKeyMissing, "rest-api-token", "A REST API token is not for the Meeting SDK.", `{"iss":`+quoted+`,"exp":1700007170}`, "key")
	add(ruleKeyMissing, "empty-payload", "An empty object is not for any key.", "{}", "key")

	for _, c := range []struct{ id, comment, value, result string }{
		{"plain", "U+FFFD in a key equals itself.", "\"a\ufffdb\"", "valid"},
		{"escaped", "U+FFFD in a key may be written as an escape.", `"a\uFFFDb"`, "valid"},
		{"for-half-surrogate", "Half of a surrogate pair does not equal U+FFFD, which some decoders put in its place.", `"a\ud800b"`, "key"},
		{"for-escaped-backslash", "An escaped backslash before ufffd is no escape.", `"a\\ufffdb"`, "key"},
	} {
		payload := payloadWith("sdkKey", c.value, "appKey", "")
		row := verifyCase{id: "key-u-fffd-" + c.id, comment: c.comment, key: "a\ufffdb", signature: jwt(goodHeader, payload), result: c.result}
		if c.result == "valid" {
			row.claims = `{"sdkKey":"a\ufffdb","mn":"83137961703","role":0,"iat":1699999970,"exp":1700007170,"tokenExp":1700007170}`
		}
		group(ruleKeys, row)
	}
	for _, c := range []struct{ id, comment, key, value string }{
		{"quote", "A key may have a quotation mark in it, which is escaped.", `a"b`, `"a\"b"`},
		{"slash", "A slash in a key may be escaped.", "a/b", `"a\/b"`},
		{"emoji", "A character beyond 16 bits may be written as a surrogate pair in escapes.", "😀", `"\ud83d\ude00"`},
		{"html", "The characters <, > and & may be escaped, as Go does.", "<a&b>", `"\u003ca\u0026b\u003e"`},
		{"digits", "A key of digits is a string.", "1234567890", `"1234567890"`},
	} {
		payload := payloadWith("sdkKey", c.value, "appKey", "")
		group(ruleKeys, verifyCase{id: "key-" + c.id + "-verified", comment: c.comment, key: c.key, signature: jwt(goodHeader, payload), result: "valid", claims: payload})
	}
	group(ruleKeys,
		verifyCase{id: "key-digits-as-number", comment: "A number does not equal a key of the same digits.", key: "1234567890", signature: jwt(goodHeader, payloadWith("sdkKey", "1234567890", "appKey", "")), result: "key"},
		verifyCase{id: "key-not-normalized", comment: "A letter and its accent do not equal the letter that they compose.", key: "cl\u00e9", signature: jwt(goodHeader, payloadWith("sdkKey", "\"cle\u0301\"", "appKey", "")), result: "key"},
	)
}

// addClaimRows adds rows that give a claim other values. The comments follow its
// name.
func addClaimRows(group verifyGroup, rule, claim, result string, triples ...string) {
	id := strings.ToLower(strings.ReplaceAll(claim, "_", "-")) + "-claim-"
	if claim == "tokenExp" {
		id = "token-exp-claim-"
	}
	for i := 0; i < len(triples); i += 3 {
		payload := payloadWith(claim, triples[i+2])
		c := verifyCase{id: id + triples[i], comment: "The claim " + claim + " " + triples[i+1], signature: jwt(goodHeader, payload), result: result}
		if result == "valid" {
			c.claims = payload
		}
		group(rule, c)
	}
}
