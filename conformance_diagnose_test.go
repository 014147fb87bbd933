package zoomsig_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// conformDiagnose is a row of diagnose.jsonl.
type conformDiagnose struct {
	ID              string          `json:"id"`
	Comment         string          `json:"comment"`
	Rule            string          `json:"rule"`
	Signature       *string         `json:"signature,omitempty"`
	SignatureBase64 string          `json:"signature_base64,omitempty"`
	AtS             int64           `json:"at_s"`
	Key             string          `json:"key,omitempty"`
	Secret          string          `json:"secret,omitempty"`
	Join            json.RawMessage `json:"join,omitempty"`
	ErrorCode       int             `json:"error_code,omitempty"`
	Codes           []string        `json:"codes"`
}

// diagnoseCase is how the tables give a row.
type diagnoseCase struct {
	rule, id, comment, signature string
	codes                        string // separated by spaces
	at                           int64  // testNow if zero
	key, secret, join            string
	errorCode                    int
}

func (c diagnoseCase) row() conformDiagnose {
	r := conformDiagnose{
		ID: "diagnose-" + c.id, Comment: c.comment, Rule: c.rule, AtS: c.at, Key: c.key, Secret: c.secret,
		Join: json.RawMessage(c.join), ErrorCode: c.errorCode, Codes: strings.Fields(c.codes),
	}
	if r.AtS == 0 {
		r.AtS = testNow
	}
	if utf8.ValidString(c.signature) {
		r.Signature = &c.signature
	} else {
		r.SignatureBase64 = base64.StdEncoding.EncodeToString([]byte(c.signature))
	}
	return r
}

// conformDiagnoseRows are the rows of diagnose.jsonl.
func conformDiagnoseRows() []conformDiagnose {
	var rows []conformDiagnose
	for _, table := range [][]diagnoseCase{
		diagnoseFormatCases(), diagnoseClaimCases(), diagnoseTimeCases(), diagnoseSecretCases(), diagnoseJoinCases(),
	} {
		for _, c := range table {
			rows = append(rows, c.row())
		}
	}
	return rows
}

// soundPayload is that of a signature with which nothing is wrong at testNow.
// No time in it looks like that of a 32-bit float. The changes are as in
// payloadWith.
func soundPayload(changes ...string) string {
	return payloadWith(append([]string{"iat", "1699999971", "exp", "1700007171", "tokenExp", "1700007171"}, changes...)...)
}

// sound is the signature with this payload.
func sound(changes ...string) string { return jwt(goodHeader, soundPayload(changes...)) }

const (
	ruleDiagEmpty       = "`empty` (alone): the text has nothing but white space and quotation marks."
	ruleDiagNone        = "`not-a-signature`: no signature of either format is found in the text."
	ruleDiagIncomplete  = "`incomplete`: a segment of a JWT is missing or empty."
	ruleDiagMalformed   = "`malformed`: a part is not base64, or the header or payload is not one JSON object in UTF-8, or the timestamp of a legacy signature is not 13, 10 or 9 digits."
	ruleDiagSurrounding = "`surrounding-text`: something other than one line break at the end stands around the signature, which is then diagnosed without it."
	ruleDiagSeveral     = "Of several JWTs in a text, the value of a member or parameter named signature is diagnosed, or else the first that has Meeting SDK claims."
	ruleDiagEncoding    = "`encoding` (for each part): a segment of a JWT has padding, + or /, a line break, unused bits that are not zero or the digit of UrlTokenEncode, or a legacy signature has padding."
	ruleDiagAlgorithm   = "`algorithm` (for each member): the header's alg is not HS256, or the header has crit, b64 or zip."
	ruleDiagMACLength   = "`mac-length`: the MAC is not 32 bytes and the header does not name an algorithm with another length, such as HS512."
	ruleDiagLegacy      = "`legacy-format`: the signature is in the legacy format."
	ruleDiagSeconds     = "`seconds`: the timestamp of a legacy signature has 9 or 10 digits."
	ruleDiagVideo       = "`video-sdk-token`: the payload has app_key or tpc, and nothing else is reported of it."
	ruleDiagAPI         = "`api-token`: the payload has iss and none of the claims sdkKey, appKey, mn, role, tokenExp and video_webrtc_mode, and nothing else is reported of it."
	ruleDiagTwice       = "`duplicate-claim` (for each name): a member of the header or the payload is given twice."
)

func diagnoseFormatCases() []diagnoseCase {
	good := sound()
	parts := strings.Split(good, ".")
	header, payload, mac := parts[0], parts[1], parts[2]
	withMAC := func(n int) string { return header + "." + payload + "." + encode(strings.Repeat("m", n)) }
	old := legacy(testKey, "83137961703", testMillis, "0")
	legacyAt := func(timestamp string) string { return legacy(testKey, "83137961703", timestamp, "0") }
	odd := func(text string) string { return encode(spaced(text, 2)) }
	oddPayload := odd(soundPayload("x", `"~~~~???>>>"`))
	std := base64.StdEncoding.EncodeToString
	row := func(rule, id, comment, signature, codes string) diagnoseCase {
		return diagnoseCase{rule: rule, id: id, comment: comment, signature: signature, codes: codes}
	}
	checked := func(c diagnoseCase) diagnoseCase { c.key, c.secret = testKey, testSecret; return c }
	later := func(c diagnoseCase) diagnoseCase { c.at = 1800000000; return c }
	rest := `{"iss":"x","exp":1700007171}`
	other := sound("appKey", "", "role", "1")
	cases := []diagnoseCase{
		row(ruleDiagEmpty, "empty", "There is no text.", "", "empty"),
		row(ruleDiagEmpty, "empty-spaces", "There is white space and nothing else.", " \r\n\t", "empty"),
		row(ruleDiagEmpty, "empty-quotes", "There are quotation marks around nothing.", `""`, "empty"),
		row(ruleDiagNone, "undefined", "JavaScript turned a missing value into text.", "undefined", "not-a-signature"),
		row(ruleDiagNone, "object-promise", "JavaScript turned a promise into text.", "[object Promise]", "not-a-signature"),
		row(ruleDiagNone, "word", "A word is not a signature.", "signature", "not-a-signature"),
		row(ruleDiagNone, "hmac-base64", "An HMAC alone in base64 is not a signature.", std(hmacOf("x", testSecret)), "not-a-signature"),
		row(ruleDiagNone, "hmac-hex", "An HMAC alone in hex is not a signature.", hex.EncodeToString(hmacOf("x", testSecret)), "not-a-signature"),
		row(ruleDiagNone, "five-fields", "The five fields of a legacy signature are not encoded, as in a forum's hand-made attempt.", "abc123.83137961703.1690000000.0.lYqbmTETXx3no3x1/lnV9o80B6BpqCP+2khD5Oge1ys=", "not-a-signature"),
		row(ruleDiagNone, "url", "A URL without a token has no signature.", "https://example.com/wc/83137961703/join?role=0", "not-a-signature"),
		row(ruleDiagNone, "json-error", "A response with an error has no signature.", `{"errors":[{"property":"role","reason":"missing"}]}`, "not-a-signature"),
		checked(row(ruleDiagNone, "secret-alone", "The text is the secret.", testSecret, "not-a-signature secret-in-claims")),
		row(ruleDiagIncomplete, "header-alone", "The header stands alone.", header, "incomplete"),
		row(ruleDiagIncomplete, "no-mac", "The MAC and its dot are missing.", header+"."+payload, "incomplete"),
		row(ruleDiagIncomplete, "mac-empty", "The MAC is empty.", header+"."+payload+".", "incomplete"),
		row(ruleDiagIncomplete, "payload-empty", "The payload is empty.", header+".."+mac, "incomplete"),
		row(ruleDiagIncomplete, "header-missing", "The header is empty.", "."+payload+"."+mac, "incomplete"),
		later(row(ruleDiagIncomplete, "no-mac-expired", "What is left is diagnosed all the same.", header+"."+payload, "incomplete expired")),
		row(ruleDiagMalformed, "payload-not-base64", "The payload has a character that no base64 has.", header+"."+payload[:20]+"*"+payload[20:]+"."+mac, "malformed"),
		row(ruleDiagMalformed, "mac-not-base64", "The MAC has a character that no base64 has.", header+"."+payload+"."+mac[:20]+"*"+mac[20:], "malformed"),
		row(ruleDiagMalformed, "payload-array", "The payload is an array.", jwt(goodHeader, "["+soundPayload()+"]"), "malformed"),
		row(ruleDiagMalformed, "header-array", "The header is an array.", jwt("["+goodHeader+"]", soundPayload()), "malformed"),
		row(ruleDiagMalformed, "payload-not-json", "The payload has its names in single quotes.", jwt(goodHeader, strings.ReplaceAll(soundPayload(), `"`, "'")), "malformed"),
		row(ruleDiagMalformed, "payload-not-utf-8", "The payload has a byte that is not UTF-8.", jwt(goodHeader, soundPayload("x", "\"\xff\"")), "malformed"),
		row(ruleDiagMalformed, "payload-text-after", "The payload has text after its object.", jwt(goodHeader, soundPayload()+"{}"), "malformed"),
		row(ruleDiagMalformed, "payload-spaced", "White space around the payload's object does no harm.", jwt(goodHeader, "\n"+soundPayload()+" "), "check-credentials"),
		row(ruleDiagSurrounding, "space-before", "A space stands before the signature.", " "+good, "surrounding-text"),
		row(ruleDiagSurrounding, "two-line-feeds-after", "Only one line break at the end is ignored.", good+"\n\n", "surrounding-text"),
		row(ruleDiagSurrounding, "line-feed-before", "A line feed stands before the signature.", "\n"+good, "surrounding-text"),
		row(ruleDiagSurrounding, "line-feed-after", "One line feed at the end is ignored.", good+"\n", "check-credentials"),
		row(ruleDiagSurrounding, "windows-line-break-after", "One Windows line break at the end is ignored.", good+"\r\n", "check-credentials"),
		row(ruleDiagSurrounding, "quotes", "Quotation marks stand around the signature.", `"`+good+`"`, "surrounding-text"),
		row(ruleDiagSurrounding, "single-quotes", "Apostrophes stand around the signature.", "'"+good+"'", "surrounding-text"),
		row(ruleDiagSurrounding, "bearer", "Bearer stands before the signature.", "Bearer "+good, "surrounding-text"),
		row(ruleDiagSurrounding, "python-bytes", "Python wrote the signature as bytes.", "b'"+good+"'", "surrounding-text"),
		row(ruleDiagSurrounding, "app-key-before", "A misreading of Zoom's page put appKey:KEY. before the JWT.", "appKey:"+testKey+"."+good, "surrounding-text"),
		row(ruleDiagSurrounding, "url-parameter", "The signature is a parameter of a URL.", "https://example.com/join?signature="+good+"&mn=83137961703", "surrounding-text"),
		row(ruleDiagSurrounding, "json-response", "The text is the whole JSON of a response.", `{"signature":"`+good+`","sdkKey":"`+testKey+`"}`, "surrounding-text"),
		later(row(ruleDiagSurrounding, "bearer-expired", "The signature inside is diagnosed.", "Bearer "+good, "surrounding-text expired")),
		checked(row(ruleDiagSurrounding, "quotes-right-secret", "The MAC is that of the signature without its quotation marks.", `"`+good+`"`, "surrounding-text")),
		row(ruleDiagSurrounding, "legacy-quotes", "Quotation marks stand around a legacy signature.", `"`+old+`"`, "surrounding-text legacy-format"),
		row(ruleDiagSeveral, "json-zak-first", "A ZAK stands before the signature in the JSON.", `{"zak":"`+jwt(goodHeader, rest)+`","signature":"`+good+`"}`, "surrounding-text"),
		row(ruleDiagSeveral, "url-two-sdk-tokens", "The parameter named signature is diagnosed, though another token with Meeting SDK claims stands before it.", "https://example.com/?token="+other+"&signature="+good, "surrounding-text"),
		row(ruleDiagSeveral, "two-tokens-without-name", "Without a name the token with Meeting SDK claims is diagnosed.", jwt(goodHeader, rest)+" "+good, "surrounding-text"),
		row(ruleDiagEncoding, "base64url", "The characters - and _ are right.", seal(odd(`{"alg":"HS256","kid":"~~~???>>>"}`)+"."+oddPayload), "check-credentials"),
		row(ruleDiagEncoding, "payload-padded", "The payload has padding.", seal(header+"."+oddPayload+"="), "encoding"),
		row(ruleDiagEncoding, "header-and-payload-padded", "Header and payload have padding.", seal(odd(goodHeader)+"=."+oddPayload+"="), "encoding encoding"),
		row(ruleDiagEncoding, "mac-padded", "The MAC has padding.", good+"=", "encoding"),
		row(ruleDiagEncoding, "payload-standard", "The payload has + and / in place of - and _.", seal(header+"."+strings.NewReplacer("-", "+", "_", "/").Replace(oddPayload)), "encoding"),
		checked(row(ruleDiagEncoding, "payload-padded-right-secret", "The MAC covers the padding.", seal(header+"."+oddPayload+"="), "encoding")),
		row(ruleDiagEncoding, "line-break-inside", "A line break inside the payload is part of the signature.", good[:80]+"\r\n"+good[80:], "encoding"),
		row(ruleDiagEncoding, "mac-unused-bits", "The unused bits of the MAC are not zero.", good[:len(good)-1]+letterAfter(good, 1), "encoding"),
		row(ruleDiagEncoding, "url-token-encode", "ASP.NET's UrlTokenEncode appended the number of padding characters to each part.", seal(header+"0."+oddPayload+"1")+"1", "encoding encoding encoding"),
		row(ruleDiagEncoding, "legacy-padded", "A legacy signature has padding.", old+"=", "encoding legacy-format"),
		row(ruleDiagAlgorithm, "hs512-with-its-mac", "The MAC of HS512 has its length.", encode(`{"alg":"HS512"}`)+"."+payload+"."+encode(strings.Repeat("m", 64)), "algorithm"),
		row(ruleDiagAlgorithm, "hs384-with-its-mac", "The MAC of HS384 has its length.", encode(`{"alg":"HS384"}`)+"."+payload+"."+encode(strings.Repeat("m", 48)), "algorithm"),
		row(ruleDiagAlgorithm, "hs256-lower-case", "The name of the algorithm is in lower case.", jwt(`{"alg":"hs256"}`, soundPayload()), "algorithm"),
		row(ruleDiagAlgorithm, "none", "The algorithm is none, and the MAC is empty.", encode(`{"alg":"none"}`)+"."+payload+".", "incomplete algorithm"),
		row(ruleDiagAlgorithm, "alg-missing", "The header has no alg.", jwt(`{"typ":"JWT"}`, soundPayload()), "algorithm"),
		row(ruleDiagAlgorithm, "alg-null", "The header's alg is null.", jwt(`{"alg":null}`, soundPayload()), "algorithm"),
		row(ruleDiagAlgorithm, "crit", "The header has crit.", jwt(`{"alg":"HS256","crit":["exp"]}`, soundPayload()), "algorithm"),
		row(ruleDiagAlgorithm, "b64-and-zip", "The header has b64 and zip.", jwt(`{"alg":"HS256","b64":false,"zip":"DEF"}`, soundPayload()), "algorithm algorithm"),
		checked(row(ruleDiagAlgorithm, "header-harmless", "A kid and a missing typ do no harm.", jwt(`{"kid":"x","alg":"HS256"}`, soundPayload()), "check-credentials")),
		row(ruleDiagMACLength, "mac-31-bytes", "The MAC has 31 bytes.", withMAC(31), "mac-length"),
		row(ruleDiagMACLength, "mac-33-bytes", "The MAC has 33 bytes.", withMAC(33), "mac-length"),
		row(ruleDiagMACLength, "mac-20-bytes", "The MAC has 20 bytes, as that of SHA-1.", withMAC(20), "mac-length"),
		row(ruleDiagMACLength, "mac-64-bytes", "The MAC has 64 bytes, as in hex, and the header says HS256.", withMAC(64), "mac-length"),
		row(ruleDiagMACLength, "mac-32-bytes", "A MAC of 32 bytes has the right length, whatever made it.", withMAC(32), "check-credentials"),
		row(ruleDiagMACLength, "rs256", "An RS256 signature has 256 bytes.", encode(`{"alg":"RS256"}`)+"."+payload+"."+encode(strings.Repeat("m", 256)), "algorithm"),
		checked(row(ruleDiagMACLength, "mac-31-bytes-secret", "A MAC of the wrong length fits no secret, and that is not said twice.", withMAC(31), "mac-length")),
		checked(row(ruleDiagLegacy, "legacy", "A legacy signature fits its key and secret.", old, "legacy-format")),
		row(ruleDiagLegacy, "legacy-without-credentials", "A legacy signature is recognized without its secret.", old, "legacy-format"),
		row(ruleDiagNumber, "legacy-hyphens", "The meeting number of a legacy signature has hyphens in it.", legacy(testKey, "831-3796-1703", testMillis, "0"), "legacy-format meeting-number-format"),
		row(ruleDiagRole, "legacy-role-2", "The role of a legacy signature is 2.", legacy(testKey, "83137961703", testMillis, "2"), "legacy-format role-value"),
		row(ruleDiagZAK, "legacy-host", "The role of a legacy signature is 1.", legacy(testKey, "83137961703", testMillis, "1"), "legacy-format host-needs-zak"),
		row(ruleDiagSeconds, "legacy-10-digits", "The timestamp is in seconds.", legacyAt("1699999970"), "legacy-format seconds"),
		row(ruleDiagSeconds, "legacy-9-digits", "The timestamp is in seconds of before September 2001.", legacyAt("999999999"), "legacy-format seconds"),
		row(ruleDiagMalformed, "legacy-8-digits", "The timestamp is too short even for seconds.", legacyAt("99999999"), "malformed legacy-format"),
		row(ruleDiagMalformed, "legacy-14-digits", "The timestamp is too long.", legacyAt("16999999701230"), "malformed legacy-format"),
		row(ruleDiagMalformed, "legacy-not-a-number", "JavaScript turned a time that is not a number into text.", legacyAt("NaN"), "malformed legacy-format"),
		row(ruleDiagVideo, "app-key-snake-case", "The claim app_key is the Video SDK's.", sound("app_key", `"x"`), "video-sdk-token"),
		row(ruleDiagVideo, "tpc", "The claim tpc is the Video SDK's.", sound("tpc", `"a session"`, "mn", ""), "video-sdk-token"),
		checked(row(ruleDiagVideo, "video-sdk-token", "A whole token of the Video SDK, which has expired.", jwt(goodHeader, `{"app_key":"x","tpc":"y","role_type":1,"version":1,"iat":1600000000,"exp":1600007200}`), "video-sdk-token")),
		checked(row(ruleDiagAPI, "rest-api-token", "A token of the REST API has iss and exp.", jwt(goodHeader, rest), "api-token")),
		row(ruleDiagAPI, "oauth-token", "An OAuth token uses HS512, which is right for it.", encode(`{"alg":"HS512"}`)+"."+encode(rest)+"."+encode(strings.Repeat("m", 64)), "api-token"),
		row(ruleDiagAPI, "iss-and-video-sdk", "The claims of the Video SDK say more than iss.", jwt(goodHeader, `{"iss":"x","tpc":"y"}`), "video-sdk-token"),
		row(ruleDiagAPI, "iss-beside", "An iss beside Meeting SDK claims does no harm.", sound("iss", `"x"`), "check-credentials"),
	}
	for _, claim := range [][2]string{
		{`"sdkKey":"abc"`, "app-key-missing native-token token-expiry-missing"}, {`"appKey":"abc"`, "sdk-key-missing native-token token-expiry-missing check-credentials"},
		{`"mn":"83137961703"`, "app-key-missing sdk-key-missing role-missing token-expiry-missing"}, {`"role":0`, "app-key-missing sdk-key-missing meeting-number-missing token-expiry-missing"},
		{`"tokenExp":1700007171`, "app-key-missing sdk-key-missing native-token"}, {`"video_webrtc_mode":1`, "app-key-missing sdk-key-missing native-token token-expiry-missing"},
	} {
		name := strings.Split(claim[0], `"`)[1]
		cases = append(cases, diagnoseCase{
			rule: ruleDiagAPI, id: "iss-and-" + strings.ToLower(strings.ReplaceAll(name, "_", "-")),
			comment:   fmt.Sprintf("The claim %s beside iss is the Meeting SDK's.", name),
			signature: jwt(goodHeader, `{"iss":"x",`+claim[0]+`,"iat":1699999971,"exp":1700007171}`), codes: claim[1],
		})
	}
	twice := func(id, comment, header, payload, codes string) {
		cases = append(cases, diagnoseCase{rule: ruleDiagTwice, id: id, comment: comment, signature: jwt(header, payload), codes: codes})
	}
	again := func(members string) string { return strings.TrimSuffix(soundPayload(), "}") + members + "}" }
	twice("exp-twice", "The payload has exp twice.", goodHeader, again(`,"exp":1700007171`), "duplicate-claim")
	twice("exp-and-iat-twice", "The payload has exp and iat twice.", goodHeader, again(`,"exp":1700007171,"iat":1699999971`), "duplicate-claim duplicate-claim")
	twice("exp-twice-escaped", "The payload has exp twice, once with an escape in its name.", goodHeader, again(`,"e\u0078p":1700007171`), "duplicate-claim")
	twice("unknown-twice", "The payload has an unknown claim twice.", goodHeader, again(`,"x":1,"x":2`), "duplicate-claim")
	twice("alg-twice", "The header has alg twice.", `{"alg":"HS256","alg":"HS256"}`, soundPayload(), "duplicate-claim")
	twice("exp-upper-case-beside", "The claim EXP is not exp.", goodHeader, again(`,"EXP":1`), "check-credentials")
	twice("nested-twice", "A name may occur twice inside another claim.", goodHeader, again(`,"x":{"a":1,"a":2}`), "check-credentials")
	return cases
}
