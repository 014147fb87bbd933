package conformance

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/zoomsig/zoomsig/internal/sigtest"
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
	rule              string // how the rule begins, which may be its code
	id, comment       string
	signature         string
	codes             string // separated by spaces
	at                int64  // testNow if zero
	key, secret, join string
	errorCode         int
}

var suiteReadme = sync.OnceValue(func() string {
	data, err := os.ReadFile("README.md")
	if err != nil {
		panic(err)
	}
	return string(data)
})

// ruleThatBegins returns the item of the suite's README that begins with this
// code or text.
func ruleThatBegins(start string) string {
	for _, line := range strings.Split(suiteReadme(), "\n") {
		if strings.HasPrefix(line, "- `"+start+"`") || strings.HasPrefix(line, "- "+start) {
			return line[2:]
		}
	}
	panic("no rule begins with " + start)
}

func (c diagnoseCase) row() conformDiagnose {
	r := conformDiagnose{
		ID: "diagnose-" + c.id, Comment: c.comment, Rule: ruleThatBegins(c.rule), AtS: c.at, Key: c.key, Secret: c.secret,
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

func diagnoseFormatCases() []diagnoseCase {
	good := sound()
	parts := strings.Split(good, ".")
	header, payload, mac := parts[0], parts[1], parts[2]
	withMAC := func(n int) string { return header + "." + payload + "." + encode(strings.Repeat("m", n)) }
	old := legacy(testKey, "83137961703", testMillis, "0")
	legacyAt := func(timestamp string) string { return legacy(testKey, "83137961703", timestamp, "0") }
	odd := func(text string) string { return encode(sigtest.Spaced(text, 2)) }
	oddPayload := odd(soundPayload("x", `"~~~~???>>>"`))
	standard := seal(header + "." + strings.NewReplacer("-", "+", "_", "/").Replace(oddPayload))
	padded := seal(odd(goodHeader) + "=." + oddPayload + "=")
	std := base64.StdEncoding.EncodeToString
	spacedMAC := ""
	for i := 0; strings.Count(spacedMAC, " ") != 1; i++ {
		token := sound("x", fmt.Sprint(i))
		dot := strings.LastIndexByte(token, '.')
		spacedMAC = token[:dot] + strings.NewReplacer("-", " ", "_", "/").Replace(token[dot:])
	}
	row := func(rule, id, comment, signature, codes string) diagnoseCase {
		return diagnoseCase{rule: rule, id: id, comment: comment, signature: signature, codes: codes}
	}
	checked := func(c diagnoseCase) diagnoseCase { c.key, c.secret = testKey, testSecret; return c }
	later := func(c diagnoseCase) diagnoseCase { c.at = 1800000000; return c }
	rest := `{"iss":"x","exp":1700007171}`
	other := sound("appKey", "", "role", "1")
	cases := []diagnoseCase{
		row("empty", "empty", "There is no text.", "", "empty"),
		row("empty", "empty-spaces", "There is white space and nothing else.", " \r\n\t", "empty"),
		row("empty", "empty-quotes", "There are quotation marks around nothing.", `""`, "empty"),
		row("empty", "dot", "A dot is not nothing.", ".", "not-a-signature"),
		row("not-a-signature", "undefined", "JavaScript turned a missing value into text.", "undefined", "not-a-signature"),
		row("not-a-signature", "object-promise", "JavaScript turned a promise into text.", "[object Promise]", "not-a-signature"),
		row("not-a-signature", "word", "A word is not a signature.", "signature", "not-a-signature"),
		row("not-a-signature", "hmac-base64", "An HMAC alone in base64 is not a signature.", std(hmacOf("x", testSecret)), "not-a-signature"),
		row("not-a-signature", "hmac-hex", "An HMAC alone in hex is not a signature.", hex.EncodeToString(hmacOf("x", testSecret)), "not-a-signature"),
		row("not-a-signature", "five-fields", "The five fields of a legacy signature are not encoded, as in a forum's hand-made attempt.", "abc123.83137961703.1690000000.0.lYqbmTETXx3no3x1/lnV9o80B6BpqCP+2khD5Oge1ys=", "not-a-signature"),
		row("not-a-signature", "url", "A URL without a token has no signature.", "https://example.com/wc/83137961703/join?role=0", "not-a-signature"),
		row("not-a-signature", "words-with-dots", "Words with dots between them are not a signature.", "a.b.c", "not-a-signature"),
		row("not-a-signature", "header-truncated", "The text is the beginning of a header.", header[:10], "incomplete malformed"),
		row("not-a-signature", "json-error", "A response with an error has no signature.", `{"errors":[{"property":"role","reason":"missing"}]}`, "not-a-signature"),
		checked(row("not-a-signature", "secret-alone", "The text is the secret.", testSecret, "not-a-signature secret-in-claims")),
		checked(row("not-a-signature", "secret-alone-encoded", "The text is the secret in base64url.", encode(testSecret), "not-a-signature secret-in-claims")),
		row("incomplete", "header-alone", "The header stands alone.", header, "incomplete"),
		row("incomplete", "no-mac", "The MAC and its dot are missing.", header+"."+payload, "incomplete"),
		row("incomplete", "mac-empty", "The MAC is empty.", header+"."+payload+".", "incomplete"),
		row("incomplete", "payload-empty", "The payload is empty.", header+".."+mac, "incomplete"),
		row("incomplete", "header-missing", "The header is empty.", "."+payload+"."+mac, "incomplete"),
		row("incomplete", "dot-after", "A dot after the MAC begins another part, which is empty.", good+".", "incomplete"),
		row("incomplete", "mac-1-byte", "A MAC of one byte is not empty.", withMAC(1), "mac-length"),
		row("incomplete", "legacy-role-empty", "The role of a legacy signature is empty.", legacy(testKey, "83137961703", testMillis, ""), "incomplete legacy-format role-value"),
		row("incomplete", "truncated-by-forum", "A forum replaced most of the signature by three dots.", header+"."+payload[:20]+"...", "incomplete malformed"),
		row("incomplete", "header-alone-in-json", "The JSON has a header alone.", `{"signature":"`+header+`"}`, "incomplete surrounding-text"),
		later(row("incomplete", "no-mac-expired", "What is left is diagnosed all the same.", header+"."+payload, "incomplete expired")),
		row("malformed", "header-not-base64", "The header has a character that no base64 has.", header[:20]+"*"+header[20:]+"."+payload+"."+mac, "malformed"),
		row("malformed", "payload-not-base64", "The payload has a character that no base64 has.", header+"."+payload[:20]+"*"+payload[20:]+"."+mac, "malformed"),
		row("malformed", "mac-not-base64", "The MAC has a character that no base64 has.", header+"."+payload+"."+mac[:20]+"*"+mac[20:], "malformed"),
		row("malformed", "mac-tilde", "A tilde at the end of the MAC is not padding.", good+"~", "malformed"),
		row("malformed", "header-and-payload-not-base64", "Header and payload have a number of characters that base64 cannot have.", header+"A."+payload[:len(payload)/4*4-3]+"."+mac, "malformed malformed"),
		checked(row("incomplete", "header-empty-with-secret", "Without a header the secret cannot be compared.", "."+payload+"."+mac, "incomplete")),
		checked(row("malformed", "header-not-base64-with-secret", "With a damaged header the secret cannot be compared.", "eyJ*."+payload+"."+mac, "malformed")),
		row("malformed", "four-parts-placeholder", "Of four parts the third is the MAC of a placeholder.", handMade(goodHeader, soundPayload(), "your-256-bit-secret")+".x", "malformed placeholder-secret"),
		row("malformed", "four-parts", "A fourth part stands after the MAC.", good+".x", "malformed"),
		checked(row("malformed", "secret-as-fourth-part", "The fourth part is the secret in base64url.", good+"."+encode(testSecret), "malformed secret-in-claims")),
		row("malformed", "payload-array", "The payload is an array.", jwt(goodHeader, "["+soundPayload()+"]"), "malformed"),
		row("malformed", "header-array", "The header is an array.", jwt("["+goodHeader+"]", soundPayload()), "malformed"),
		row("malformed", "header-array-payload-spaced", "The header is an array, and the payload begins with white space.", jwt("["+goodHeader+"]", "\n"+soundPayload()), "malformed"),
		row("malformed", "payload-not-json", "The payload has its names in single quotes.", jwt(goodHeader, strings.ReplaceAll(soundPayload(), `"`, "'")), "malformed"),
		row("malformed", "payload-not-utf-8", "The payload has a byte that is not UTF-8.", jwt(goodHeader, soundPayload("x", "\"\xff\"")), "malformed"),
		row("malformed", "payload-text-after", "The payload has text after its object.", jwt(goodHeader, soundPayload()+"{}"), "malformed"),
		row("A member's value nests", "payload-65-levels", "A claim nests 65 levels of arrays.", jwt(goodHeader, soundPayload("x", strings.Repeat("[", 65)+strings.Repeat("]", 65))), "malformed"),
		row("A member's value nests", "payload-64-levels", "A claim nests 64 levels of arrays.", jwt(goodHeader, soundPayload("x", strings.Repeat("[", 64)+strings.Repeat("]", 64))), "check-credentials"),
		row("A member's value nests", "payload-65-levels-spaced", "A claim of a payload that begins with a space nests 65 levels of arrays.", jwt(goodHeader, " "+soundPayload("x", strings.Repeat("[", 65)+strings.Repeat("]", 65))), "malformed"),
		row("A member name does not contain", "half-surrogate-name", "The name of a claim is half of a surrogate pair.", jwt(goodHeader, soundPayload(`\ud800`, "1")), "malformed"),
		row("malformed", "payload-spaced", "White space around the payload's object does no harm.", jwt(goodHeader, "\n"+soundPayload()+" "), "check-credentials"),
		row("malformed", "header-and-payload-spaced", "White space before the objects of header and payload does no harm.", jwt(" "+goodHeader, "\n"+soundPayload()), "check-credentials"),
		row("malformed", "header-spaced", "White space before the header's object does no harm.", jwt(" \n"+goodHeader, soundPayload()), "check-credentials"),
		row("surrounding-text", "space-before", "A space stands before the signature.", " "+good, "surrounding-text"),
		row("surrounding-text", "two-line-feeds-after", "Only one line break at the end is ignored.", good+"\n\n", "surrounding-text"),
		row("surrounding-text", "line-feed-before", "A line feed stands before the signature.", "\n"+good, "surrounding-text"),
		row("surrounding-text", "line-feed-after", "One line feed at the end is ignored.", good+"\n", "check-credentials"),
		row("surrounding-text", "windows-line-break-after", "One Windows line break at the end is ignored.", good+"\r\n", "check-credentials"),
		row("surrounding-text", "quotes", "Quotation marks stand around the signature.", `"`+good+`"`, "surrounding-text"),
		row("surrounding-text", "single-quotes", "Apostrophes stand around the signature.", "'"+good+"'", "surrounding-text"),
		row("surrounding-text", "bearer", "Bearer stands before the signature.", "Bearer "+good, "surrounding-text"),
		row("surrounding-text", "python-bytes", "Python wrote the signature as bytes.", "b'"+good+"'", "surrounding-text"),
		row("surrounding-text", "app-key-before", "A misreading of Zoom's page put appKey:KEY. before the JWT.", "appKey:"+testKey+"."+good, "surrounding-text"),
		row("surrounding-text", "url-parameter", "The signature is a parameter of a URL.", "https://example.com/join?signature="+good+"&mn=83137961703", "surrounding-text"),
		row("surrounding-text", "json-response", "The text is the whole JSON of a response.", `{"signature":"`+good+`","sdkKey":"`+testKey+`"}`, "surrounding-text"),
		row("surrounding-text", "zero-width-space-after", "A zero-width space stands after the signature.", good+"\u200b", "surrounding-text"),
		row("surrounding-text", "sentence", "The signature stands in a sentence, which ends with a dot.", "My signature is "+good+". Why?", "surrounding-text"),
		row("surrounding-text", "path", "The signature follows a slash, which is a character of base64.", "/signatures/"+good, "surrounding-text"),
		row("surrounding-text", "line-after", "Another line with words follows the signature.", good+"\nsomething else", "surrounding-text"),
		row("surrounding-text", "wrapped-between-lines", "The signature goes on in a second line, and other lines stand around it.", "It is\n"+good[:90]+"\n"+good[90:]+"\nand fails.", "surrounding-text encoding"),
		row("surrounding-text", "wrapped-inside-mac", "The MAC goes on in a second line, and other lines stand around it.", "It is\n"+good[:len(good)-10]+"\n"+good[len(good)-10:]+"\nand fails.", "surrounding-text encoding"),
		row("surrounding-text", "wrapped-and-cut", "The signature goes on in a second line, which lacks the end of the MAC.", "It is\n"+good[:90]+"\n"+good[90:len(good)-11], "surrounding-text encoding mac-length"),
		row("surrounding-text", "mac-too-long-then-line", "A line with a word follows a MAC that is too long.", "It is\n"+good+"AAAAA\nword", "surrounding-text mac-length"),
		row("surrounding-text", "space-inside-mac", "A + of the MAC was read as a space, and words stand around the signature.", "It is "+spacedMAC+" and fails", "surrounding-text encoding"),
		row("surrounding-text", "space-inside-mac-padded", "A + of a padded MAC was read as a space, and words stand around the signature.", "It is "+spacedMAC+"= and fails", "surrounding-text encoding"),
		row("incomplete", "no-mac-then-words", "Words that follow a signature without a MAC are not taken for the MAC.", "It is "+header+"."+payload+". and fails", "incomplete surrounding-text"),
		row("incomplete", "no-mac-then-blank-lines", "Nothing but blank lines follows a signature without a MAC.", "It is "+header+"."+payload+"\n\n\n", "incomplete surrounding-text"),
		row("incomplete", "cut-then-sentence", "A line that is not base64 follows the beginning of a signature.", "It is\n"+good[:90]+"\nrest, missing", "incomplete malformed surrounding-text"),
		row("algorithm", "json-alg-missing", "The header has no alg, and the signature is part of JSON.", `{"signature":"`+jwt(`{"typ":"JWT"}`, soundPayload())+`"}`, "surrounding-text algorithm"),
		row("surrounding-text", "percent-encoded", "The dots are percent-encoded, and nothing stands around the signature.", strings.ReplaceAll(good, ".", "%2E"), "surrounding-text"),
		row("surrounding-text", "url-percent-encoded", "The signature is a parameter of a URL, and its padding is percent-encoded.", "https://example.com/?signature="+strings.ReplaceAll(padded, "=", "%3D"), "surrounding-text encoding encoding"),
		row("surrounding-text", "json-header-with-line-break", "The header begins with a brace and a line break.", `{"signature":"`+jwt("{\n\"alg\":\"HS256\"}", soundPayload())+`"}`, "surrounding-text"),
		row("incomplete", "json-without-mac", "In a JSON response the MAC of the signature is empty.", `{"signature":"`+header+"."+payload+`."}`, "incomplete surrounding-text"),
		row("malformed", "header-with-space-before", "White space before the header's object is part of the JSON.", jwt(" "+goodHeader, soundPayload()), "check-credentials"),
		row("surrounding-text", "carriage-return-after", "A carriage return alone stands after the signature.", good+"\r", "surrounding-text"),
		row("surrounding-text", "json-escapes", "The slashes of the payload are escaped in JSON.", `{"signature":"`+strings.ReplaceAll(standard, "/", `\/`)+`"}`, "surrounding-text encoding"),
		row("surrounding-text", "json-header-spaced", "A space follows the brace with which the header begins.", `{"signature":"`+jwt(`{ "alg":"HS256"}`, soundPayload())+`"}`, "surrounding-text"),
		row("surrounding-text", "legacy-json", "The JSON has a legacy signature.", `{"signature":"`+old+`"}`, "surrounding-text legacy-format"),
		row("surrounding-text", "legacy-path", "A legacy signature stands in a path.", "/sign/"+old+"/0", "surrounding-text legacy-format"),
		later(row("surrounding-text", "bearer-expired", "The signature inside is diagnosed.", "Bearer "+good, "surrounding-text expired")),
		checked(row("surrounding-text", "quotes-right-secret", "The MAC is that of the signature without its quotation marks.", `"`+good+`"`, "surrounding-text")),
		row("surrounding-text", "legacy-quotes", "Quotation marks stand around a legacy signature.", `"`+old+`"`, "surrounding-text legacy-format"),
		row("Of several JWTs", "parameter-named-signature", "The parameter named signature is diagnosed, with which the text begins.", "signature="+jwt(goodHeader, rest)+"&token="+good, "surrounding-text api-token"),
		row("Of several JWTs", "json-zak-first", "A ZAK stands before the signature in the JSON.", `{"zak":"`+jwt(goodHeader, rest)+`","signature":"`+good+`"}`, "surrounding-text"),
		row("Of several JWTs", "url-two-sdk-tokens", "The parameter named signature is diagnosed, though another token with Meeting SDK claims stands before it.", "https://example.com/?token="+other+"&signature="+good, "surrounding-text"),
		row("Of several JWTs", "two-tokens-without-name", "Without a name the token with Meeting SDK claims is diagnosed.", jwt(goodHeader, rest)+" "+good, "surrounding-text"),
		row("Of several JWTs", "two-sdk-tokens-without-name", "Of two tokens with Meeting SDK claims the first is diagnosed.", sound("role", "1")+" "+good, "surrounding-text host-needs-zak"),
		row("Of several JWTs", "token-named-signature", "The member named signature is diagnosed, though it has no Meeting SDK claims.", `{"signature":"`+jwt(goodHeader, rest)+`","x":"`+good+`"}`, "surrounding-text api-token"),
		row("Of several JWTs", "token-alone-in-json", "The only token is diagnosed, though it has no Meeting SDK claims.", `{"zak":"`+jwt(goodHeader, rest)+`"}`, "surrounding-text api-token"),
		row("encoding", "base64url", "The characters - and _ are right.", seal(odd(`{"alg":"HS256","kid":"~~~???>>>"}`)+"."+oddPayload), "check-credentials"),
		row("encoding", "payload-padded", "The payload has padding.", seal(header+"."+oddPayload+"="), "encoding"),
		row("encoding", "header-and-payload-padded", "Header and payload have padding.", padded, "encoding encoding"),
		row("encoding", "mac-padded", "The MAC has padding.", good+"=", "encoding"),
		row("encoding", "payload-standard", "The payload has + and / in place of - and _.", standard, "encoding"),
		checked(row("encoding", "payload-padded-right-secret", "The MAC covers the padding.", seal(header+"."+oddPayload+"="), "encoding")),
		checked(row("encoding", "payload-padded-after-signing", "The MAC does not cover the padding.", strings.Replace(seal(header+"."+oddPayload), oddPayload, oddPayload+"=", 1), "encoding")),
		row("encoding", "plus-as-space", "A + of the payload was read as a space, as in a URL.", strings.Replace(standard, "+", " ", 1), "encoding"),
		row("encoding", "line-break-inside", "A line break inside the payload is part of the signature.", good[:80]+"\r\n"+good[80:], "encoding"),
		row("encoding", "mac-unused-bits", "The unused bits of the MAC are not zero.", good[:len(good)-1]+letterAfter(good, 1), "encoding"),
		row("encoding", "url-token-encode", "ASP.NET's UrlTokenEncode appended the number of padding characters to each part.", seal(header+"0."+oddPayload+"1")+"1", "encoding encoding encoding"),
		row("encoding", "url-token-encode-without-mac", "Digits at the end of header and payload alone are not those of UrlTokenEncode.", seal(header+"0."+oddPayload+"1"), "malformed malformed"),
		row("encoding", "legacy-padded", "A legacy signature has padding.", old+"=", "encoding legacy-format"),
		row("algorithm", "hs256-lower-case", "The name of the algorithm is in lower case.", jwt(`{"alg":"hs256"}`, soundPayload()), "algorithm"),
		row("algorithm", "none", "The algorithm is none, and the MAC is empty.", encode(`{"alg":"none"}`)+"."+payload+".", "incomplete algorithm"),
		row("algorithm", "alg-missing", "The header has no alg.", jwt(`{"typ":"JWT"}`, soundPayload()), "algorithm"),
		row("algorithm", "alg-null", "The header's alg is null.", jwt(`{"alg":null}`, soundPayload()), "algorithm"),
		row("algorithm", "alg-upper-case", "The header's ALG is not alg.", jwt(`{"ALG":"HS256"}`, soundPayload()), "algorithm"),
		checked(row("algorithm", "secret-as-alg", "The header's alg is the secret, with an escape in it.", jwt(`{"alg":"\u0053`+testSecret[1:]+`"}`, soundPayload()), "algorithm secret-in-claims")),
		checked(row("algorithm", "secret-in-crit", "The header's crit has the secret in it, with an escape.", jwt(`{"alg":"HS256","crit":["\u0053`+testSecret[1:]+`"]}`, soundPayload()), "algorithm secret-in-claims")),
		row("algorithm", "crit", "The header has crit.", jwt(`{"alg":"HS256","crit":["exp"]}`, soundPayload()), "algorithm"),
		row("algorithm", "b64-and-zip", "The header has b64 and zip.", jwt(`{"alg":"HS256","b64":false,"zip":"DEF"}`, soundPayload()), "algorithm algorithm"),
		checked(row("algorithm", "header-harmless", "A kid and a missing typ do no harm.", jwt(`{"kid":"x","alg":"HS256"}`, soundPayload()), "check-credentials")),
		row("mac-length", "mac-31-bytes", "The MAC has 31 bytes.", withMAC(31), "mac-length"),
		row("mac-length", "mac-33-bytes", "The MAC has 33 bytes.", withMAC(33), "mac-length"),
		row("mac-length", "mac-20-bytes", "The MAC has 20 bytes, as that of SHA-1.", withMAC(20), "mac-length"),
		row("mac-length", "mac-64-bytes", "The MAC has 64 bytes, which are hex digits.", header+"."+payload+"."+encode(hex.EncodeToString(hmacOf("x", testSecret))), "mac-length"),
		row("mac-length", "mac-32-bytes", "A MAC of 32 bytes has the right length, whatever made it.", withMAC(32), "check-credentials"),
		row("mac-length", "mac-hex", "The MAC is written in hex, which is base64url of 48 bytes.", header+"."+payload+"."+hex.EncodeToString(hmacOf("x", testSecret)), "mac-length"),
		row("mac-length", "mac-20-bytes-unknown-algorithm", "RFC 7518 has no algorithm HS1.", encode(`{"alg":"HS1"}`)+"."+payload+"."+encode(strings.Repeat("m", 20)), "algorithm mac-length"),
		row("mac-length", "legacy-mac-hex", "The MAC of a legacy signature is in hex.", legacyWith(hex.EncodeToString(hmacOf("x", testSecret)), testKey, "83137961703", testMillis, "0"), "mac-length legacy-format"),
		checked(row("mac-length", "mac-31-bytes-secret", "A MAC of the wrong length matches no secret, and that is not said twice.", withMAC(31), "mac-length")),
		checked(row("legacy-format", "legacy", "A legacy signature matches its key and secret.", old, "legacy-format")),
		row("legacy-format", "legacy-without-credentials", "A legacy signature is recognized without its secret.", old, "legacy-format"),
		row("surrounding-text", "legacy-parameter", "A legacy signature is a parameter of a URL.", "https://example.com/?signature="+old+"&role=0", "surrounding-text legacy-format"),
		row("surrounding-text", "legacy-padded-in-json", "A legacy signature with padding is a member of a JSON object.", `{"signature":"`+old+`="}`, "surrounding-text encoding legacy-format"),
		row("encoding", "legacy-plus-and-slash", "The characters + and / belong to standard base64, which a legacy signature is.", legacy("a?b?c?d>e>f>g", "83137961703", testMillis, "0"), "legacy-format key-format"),
		row("incomplete", "legacy-without-mac", "The MAC of a legacy signature is empty.", encode(testKey+".83137961703."+testMillis+".0."), "incomplete legacy-format"),
		row("malformed", "legacy-timestamp-11-digits", "A legacy timestamp of 11 digits is neither in milliseconds nor in seconds.", legacyAt("16999999711"), "malformed legacy-format"),
		row("malformed", "legacy-timestamp-exponent", "A legacy timestamp of 10 characters has an exponent.", legacyAt("1699999e+3"), "malformed legacy-format"),
		row("incomplete", "legacy-without-timestamp", "The timestamp of a legacy signature is empty.", legacyAt(""), "incomplete legacy-format"),
		row("encoding", "legacy-line-break", "A line break stands inside a legacy signature.", old[:40]+"\n"+old[40:], "encoding legacy-format"),
		checked(row("incomplete", "legacy-without-key", "The key of a legacy signature is empty.", legacy("", "83137961703", testMillis, "0"), "incomplete legacy-format")),
		row("legacy-format", "legacy-four-fields", "Base64 of four fields is not a legacy signature.", encode(testKey+".83137961703."+testMillis+".0"), "not-a-signature"),
		row("legacy-format", "legacy-control-character", "Base64 of five fields with a control character is not a legacy signature.", legacy("\x01"+testKey, "83137961703", testMillis, "0"), "not-a-signature"),
		row("legacy-format", "legacy-not-utf-8", "Base64 of five fields that are not UTF-8 is not a legacy signature.", legacy(testKey+"\xff", "83137961703", testMillis, "0"), "not-a-signature"),
		row("meeting-number-format", "legacy-hyphens", "The meeting number of a legacy signature has hyphens in it.", legacy(testKey, "831-3796-1703", testMillis, "0"), "legacy-format meeting-number-format"),
		row("role-value", "legacy-role-2", "The role of a legacy signature is 2.", legacy(testKey, "83137961703", testMillis, "2"), "legacy-format role-value"),
		row("host-needs-zak", "legacy-host", "The role of a legacy signature is 1.", legacy(testKey, "83137961703", testMillis, "1"), "legacy-format host-needs-zak"),
		row("seconds", "legacy-10-digits", "The timestamp is in seconds.", legacyAt("1699999970"), "legacy-format seconds"),
		row("seconds", "legacy-9-digits", "The timestamp is in seconds of before September 2001.", legacyAt("999999999"), "legacy-format seconds"),
		row("seconds", "legacy-seconds-ahead", "A timestamp in seconds is compared with the time of diagnosis too.", legacyAt("1700000128"), "legacy-format seconds issued-in-future"),
		row("seconds", "legacy-13-digits", "The least timestamp of 13 digits is in milliseconds.", legacyAt("1000000000000"), "legacy-format"),
		row("malformed", "legacy-8-digits", "The timestamp is too short even for seconds.", legacyAt("99999999"), "malformed legacy-format"),
		row("malformed", "legacy-14-digits", "The timestamp is too long.", legacyAt("16999999701230"), "malformed legacy-format"),
		row("malformed", "legacy-not-a-number", "JavaScript turned a time that is not a number into text.", legacyAt("NaN"), "malformed legacy-format"),
		row("malformed", "legacy-mac-not-base64", "The MAC of a legacy signature is not base64.", encode(testKey+".83137961703."+testMillis+".0.***"), "malformed legacy-format"),
		row("video-sdk-token", "app-key-snake-case", "The claim app_key is the Video SDK's.", sound("app_key", `"x"`), "video-sdk-token"),
		row("video-sdk-token", "tpc", "The claim tpc is the Video SDK's.", sound("tpc", `"a session"`, "mn", ""), "video-sdk-token"),
		row("video-sdk-token", "tpc-null", "A tpc of null counts as absent.", sound("tpc", "null"), "check-credentials"),
		{rule: "error-code", id: "video-sdk-token-joined", comment: "Of a token of the Video SDK neither join nor the error code is checked.", signature: jwt(goodHeader, `{"app_key":"x"}`), join: `{"sdkKey":"third"}`, errorCode: 3712, codes: "video-sdk-token"},
		checked(row("video-sdk-token", "video-sdk-token", "A whole token of the Video SDK, which has expired.", jwt(goodHeader, `{"app_key":"x","tpc":"y","role_type":1,"version":1,"iat":1600000000,"exp":1600007200}`), "video-sdk-token")),
		row("video-sdk-token", "video-sdk-token-times", "Of a token for the Video SDK no time is checked: milliseconds and fractions.", jwt(goodHeader, `{"tpc":"x","role":1,"iat":1699999971,"exp":1699999972.5,"tokenExp":1700172772000}`), "video-sdk-token"),
		row("video-sdk-token", "video-sdk-token-lifetimes", "Of a token for the Video SDK no lifetime is checked.", jwt(goodHeader, `{"tpc":"x","iat":1699999971,"exp":1700172772,"tokenExp":1700001771}`), "video-sdk-token"),
		{rule: "video-sdk-token", id: "video-sdk-token-full-of-faults", comment: "Of a token for the Video SDK no fault is reported.",
			signature: jwt(goodHeader, `{"app_key":"x","sdkKey":"a b","appKey":"c","mn":"1 2","role":"2","role":"3","exp":"1","tokenExp":7,"video_webrtc_mode":9}`),
			codes:     "video-sdk-token", key: testKey, secret: "another secret of 28 characters", join: `{"sdkKey":"other","meetingNumber":"1"}`},
		checked(row("api-token", "rest-api-token", "A token of the REST API has iss and exp.", jwt(goodHeader, rest), "api-token")),
		row("api-token", "rest-api-token-malformed-mac", "Nothing is said about the MAC of another token: it is not base64.", encode(goodHeader)+"."+encode(rest)+".*", "api-token"),
		row("api-token", "rest-api-token-padding", "Nothing is said about the encoding of another token: it has padding.", encode(goodHeader)+"."+encode(rest)+"==."+mac, "api-token"),
		row("api-token", "rest-api-token-mn-null", "A claim of the Meeting SDK that is null counts as absent.", jwt(goodHeader, `{"iss":"x","mn":null,"exp":1700007171}`), "api-token"),
		row("api-token", "rest-api-token-without-mac", "A token of the REST API lacks its MAC, which is not reported.", encode(goodHeader)+"."+encode(rest), "api-token"),
		checked(row("api-token", "secret-as-iss", "The iss of another token is the secret.", jwt(goodHeader, `{"iss":"`+testSecret+`"}`), "api-token secret-in-claims")),
		row("api-token", "oauth-token", "An OAuth token uses HS512, which is right for it.", encode(`{"alg":"HS512"}`)+"."+encode(rest)+"."+encode(strings.Repeat("m", 64)), "api-token"),
		row("api-token", "iss-and-video-sdk", "The claims of the Video SDK say more than iss.", jwt(goodHeader, `{"iss":"x","tpc":"y"}`), "video-sdk-token"),
		row("api-token", "iss-beside", "An iss beside Meeting SDK claims does no harm.", sound("iss", `"x"`), "check-credentials"),
	}
	for _, other := range []struct {
		bytes int
		algs  string
	}{{48, "HS384"}, {64, "HS512 ES256"}, {96, "ES384"}, {132, "ES512"}, {256, "RS256 RS384 RS512 PS256 PS384 PS512"}} {
		for _, alg := range strings.Fields(other.algs) {
			cases = append(cases, row("mac-length", strings.ToLower(alg), fmt.Sprintf("An %s signature has %d bytes.", alg, other.bytes),
				encode(`{"alg":"`+alg+`"}`)+"."+payload+"."+encode(strings.Repeat("m", other.bytes)), "algorithm"))
		}
	}
	for _, claim := range [][2]string{
		{`"sdkKey":"abc"`, "app-key-missing native-token token-expiry-missing"}, {`"appKey":"abc"`, "sdk-key-missing native-token token-expiry-missing check-credentials"},
		{`"mn":"83137961703"`, "app-key-missing sdk-key-missing role-missing token-expiry-missing"}, {`"role":0`, "app-key-missing sdk-key-missing meeting-number-missing token-expiry-missing"},
		{`"tokenExp":1700007171`, "app-key-missing sdk-key-missing native-token"}, {`"video_webrtc_mode":1`, "app-key-missing sdk-key-missing native-token token-expiry-missing"},
	} {
		name := strings.Split(claim[0], `"`)[1]
		cases = append(cases, diagnoseCase{
			rule: "api-token", id: "iss-and-" + strings.ToLower(strings.ReplaceAll(name, "_", "-")),
			comment:   fmt.Sprintf("The claim %s beside iss is the Meeting SDK's.", name),
			signature: jwt(goodHeader, `{"iss":"x",`+claim[0]+`,"iat":1699999971,"exp":1700007171}`), codes: claim[1],
		})
	}
	twice := func(id, comment, header, payload, codes string) {
		cases = append(cases, diagnoseCase{rule: "duplicate-claim", id: id, comment: comment, signature: jwt(header, payload), codes: codes})
	}
	again := func(members string) string { return strings.TrimSuffix(soundPayload(), "}") + members + "}" }
	twice("exp-twice", "The payload has exp twice.", goodHeader, again(`,"exp":1700007171`), "duplicate-claim")
	twice("exp-and-iat-twice", "The payload has exp and iat twice.", goodHeader, again(`,"exp":1700007171,"iat":1699999971`), "duplicate-claim duplicate-claim")
	twice("exp-twice-escaped", "The payload has exp twice, once with an escape in its name.", goodHeader, again(`,"e\u0078p":1700007171`), "duplicate-claim")
	twice("unknown-twice", "The payload has an unknown claim twice.", goodHeader, again(`,"x":1,"x":2`), "duplicate-claim")
	for _, n := range []int{10, 11, 12} {
		members := ""
		for i := 0; i < n; i++ {
			members += fmt.Sprintf(`,"x%d":1,"x%d":2`, i, i)
		}
		twice(fmt.Sprintf("%d-names-twice", n), fmt.Sprintf("The payload has %d names twice.", n), goodHeader, again(members), strings.Repeat("duplicate-claim ", min(n, 11)))
	}
	twice("alg-twice", "The header has alg twice.", `{"alg":"HS256","alg":"HS256"}`, soundPayload(), "duplicate-claim")
	twice("exp-upper-case-beside", "The claim EXP is not exp.", goodHeader, again(`,"EXP":1`), "check-credentials")
	twice("nested-twice", "A name may occur twice inside another claim.", goodHeader, again(`,"x":{"a":1,"a":2}`), "check-credentials")
	return cases
}
