package zoomsig_test

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
)

// diagnosisFormatRows has rows for the rules about what stands there before any claim.
func diagnosisFormatRows(t testing.TB) []diagnosisRow {
	good := handMade(goodHeader, diagnosedPayload, testSecret)
	parts := strings.Split(good, ".")
	header, payload, mac := parts[0], parts[1], parts[2]
	encode := base64.RawURLEncoding.EncodeToString
	sign := func(header string) string { return handMade(header, diagnosedPayload, testSecret) }
	withMAC := func(n int) string { return header + "." + payload + "." + encode(make([]byte, n)) }
	input := func(encoding *base64.Encoding) string {
		return encoding.EncodeToString([]byte(goodHeader)) + "." + encoding.EncodeToString([]byte(change(t, diagnosedPayload, `{"sdk`, `{"x":"~~~???","sdk`)))
	}
	padded := input(base64.URLEncoding) + "." + base64.URLEncoding.EncodeToString(hmacOf(input(base64.URLEncoding), testSecret))
	standard := input(base64.RawStdEncoding) + "." + base64.RawURLEncoding.EncodeToString(hmacOf(input(base64.RawStdEncoding), testSecret))
	zak := handMade(`{"zm_skm":"zm_o2m","alg":"HS256"}`, `{"aud":"clientsm","iss":"web","exp":1700007180,"iat":1699999980}`, "a secret of Zoom's own")
	tokenEncoded := encode([]byte(goodHeader)) + "0." + encode([]byte(diagnosedPayload)) + string('0'+byte(3-len(diagnosedPayload)%3)%3)
	tokenEncoded += "." + encode(hmacOf(tokenEncoded, testSecret)) + "1"
	legacy := handMadeLegacy(testKey, "83137961703", "1699999980000", "0", testSecret)
	var rows []diagnosisRow
	for _, row := range []struct {
		name, text, want string
	}{
		{"nothing", "", "empty"},
		{"blanks", " \n\t", "empty"},
		{"quotes", `""`, "empty"},
		{"a word", "undefined", "not-a-signature"},
		{"a URL", "https://example.com/a.b.c", "not-a-signature"},
		{"an HMAC in base64", base64.StdEncoding.EncodeToString(make([]byte, 32)), "not-a-signature"},
		{"an HMAC in hex", strings.Repeat("0f", 32), "not-a-signature"},
		{"JSON", `{"signature":"` + good + `"}`, "surrounding-text"},
		{"a megabyte", strings.Repeat("e", 1<<20), "not-a-signature"},
		{"forum 001's string", "abc123.83137961703.1690000000.0.lYqbmTETXx3no3x1/lnV9o80B6BpqCP+2khD5Oge1ys=", "not-a-signature"},
		{"header alone", header, "incomplete"},
		{"header and payload", header + "." + payload, "incomplete"},
		{"no MAC", header + "." + payload + ".", "incomplete"},
		{"no payload", header + ".." + mac, "incomplete"},
		{"no header", "." + payload + "." + mac, "incomplete"},
		{"cut by a forum", header + "." + payload[:20] + "...", "incomplete malformed"},
		{"four segments", good + ".x", "malformed"},
		{"a cut header", "eyJ*", "incomplete malformed"},
		{"white space before the header", sign(" \n" + goodHeader), "check-credentials"},
		{"padded after signing", strings.Join([]string{header, base64.URLEncoding.EncodeToString([]byte(diagnosedPayload + " ")), encode(hmacOf(header+"."+encode([]byte(diagnosedPayload+" ")), testSecret))}, "."), "encoding"},
		{"a dot too many", good + ".", "incomplete"},
		{"bad base64 in the header", "eyJ*" + "." + payload + "." + mac, "malformed"},
		{"bad base64 in the payload", header + ".eyJ*." + mac, "malformed"},
		{"bad base64 in the MAC", header + "." + payload + ".*" + mac, "malformed"},
		{"header an array", encode([]byte(`["alg"]`)) + "." + payload + "." + mac, "malformed"},
		{"payload a string", header + "." + encode([]byte(`"{}"`)) + "." + mac, "malformed"},
		{"payload not JSON", header + "." + encode([]byte(`{'a':1}`)) + "." + mac, "malformed"},
		{"payload not UTF-8", header + "." + encode([]byte("{\"a\":\"\xff\"}")) + "." + mac, "malformed"},
		{"trailing data", header + "." + encode([]byte(diagnosedPayload+"{}")) + "." + mac, "malformed"},
		{"line break around", good + "\n", "check-credentials"},
		{"quotes around", `"` + good + `"`, "surrounding-text"},
		{"Bearer before", "bearer  " + good, "surrounding-text"},
		{"all of it around", ` "Bearer '` + good + "' \"\u200b", "surrounding-text"},
		{"two line breaks around", good + "\n\n", "surrounding-text"},
		{"a Windows line break around", good + "\r\n", "check-credentials"},
		{"a line break before", "\n" + good, "surrounding-text"},
		{"Python's bytes", "b'" + good + "'", "surrounding-text"},
		{"appKey and the key before", "appKey:" + testKey + "." + good, "surrounding-text"},
		{"the key before", testKey + "." + good, "surrounding-text"},
		{"a JSON response", `{"sdkKey":"` + testKey + `","signature":"` + good + `"}`, "surrounding-text"},
		{"a JSON response with escapes", `{"signature":"` + strings.ReplaceAll(standard, "/", `\/`) + `"}`, "surrounding-text encoding"},
		{"JSON in JSON", `{"body":"{\"signature\":\"` + good + `\"}"}`, "surrounding-text"},
		{"a URL parameter", "http://localhost:4000/?signature=" + good + "&role=0", "surrounding-text"},
		{"a URL parameter, percent-encoded", "http://localhost/?signature=" + strings.ReplaceAll(padded, "=", "%3D"), "surrounding-text encoding encoding"},
		{"percent-encoded alone", strings.ReplaceAll(good, ".", "%2E"), "surrounding-text"},
		{"a shell line", "export SIGNATURE='" + good + "' # expires soon", "surrounding-text"},
		{"a sentence", "My signature is " + good + ". Why?", "surrounding-text"},
		{"a path", "/signatures/" + good, "surrounding-text"},
		{"Authorization header", "Authorization: Bearer " + good, "surrounding-text"},
		{"a line of a file and another", good + "\nsomething else", "surrounding-text"},
		{"wrapped in a sentence", "It is\n" + good[:90] + "\n" + good[90:] + "\n", "surrounding-text encoding"},
		{"the header with white space, in JSON", `{"signature":"` + sign("{ \"alg\":\"HS256\"}") + `"}`, "surrounding-text"},
		{"after a ZAK", `{"zak":"` + zak + `","token":"` + good + `"}`, "surrounding-text"},
		{"a ZAK after it", `{"token":"` + good + `","zak":"` + zak + `"}`, "surrounding-text"},
		{"of two, that named signature", `{"a":"` + sign(`{"alg":"HS512"}`) + `","signature":"` + good + `"}`, "surrounding-text"},
		{"a ZAK named signature", `{"signature":"` + zak + `","x":"` + good + `"}`, "surrounding-text api-token"},
		{"a JWT without Meeting SDK claims, in JSON", `{"x":"` + zak + `"}`, "surrounding-text api-token"},
		{"a legacy signature in JSON", `{"signature":"` + legacy + `"}`, "surrounding-text legacy-format"},
		{"a legacy signature in a path", "/sign/" + legacy + "/0", "surrounding-text legacy-format"},
		{"a header alone, in JSON", `{"signature":"` + header + `"}`, "incomplete surrounding-text"},
		{"JSON without a signature", `{"errors":[{"property":"role"}]}`, "not-a-signature"},
		{"a Promise", "[object Promise]", "not-a-signature"},
		{"five words with dots", "a.b.c.d.e", "not-a-signature"},
		{"UrlTokenEncode", tokenEncoded, "encoding encoding encoding"},
		{"UrlTokenEncode but for the MAC", strings.TrimSuffix(tokenEncoded, "1"), "malformed malformed"},
		{"a space for +", strings.Replace(standard, "+", " ", 1), "encoding"},
		{"padding", padded, "encoding encoding"},
		{"standard base64", standard, "encoding"},
		{"line break inside", good[:60] + "\r\n" + good[60:], "encoding"},
		{"unused bits", good[:len(good)-1] + next(good, 1), "encoding"},
		{"HS512", sign(`{"alg":"HS512"}`), "algorithm"},
		{"HS512 with its MAC", strings.TrimSuffix(sign(`{"alg":"HS512"}`), encode(make([]byte, 0))) + encode(make([]byte, 32)), "algorithm"},
		{"RS256", encode([]byte(`{"alg":"RS256"}`)) + "." + payload + "." + encode(make([]byte, 256)), "algorithm"},
		{"an empty header", sign("{}"), "algorithm"},
		{"hs256", sign(`{"alg":"hs256"}`), "algorithm"},
		{"none", encode([]byte(`{"alg":"none"}`)) + "." + payload + ".", "incomplete algorithm"},
		{"no alg", sign(`{"typ":"JWT"}`), "algorithm"},
		{"ALG", sign(`{"ALG":"HS256"}`), "algorithm"},
		{"alg null", sign(`{"alg":null}`), "algorithm"},
		{"alg twice", sign(`{"alg":"HS256","alg":"HS256"}`), "duplicate-claim"},
		{"crit", sign(`{"alg":"HS256","crit":["exp"]}`), "algorithm"},
		{"b64 and zip", sign(`{"alg":"HS256","b64":false,"zip":"DEF"}`), "algorithm algorithm"},
		{"no typ, a kid", sign(`{"kid":"x","alg":"HS256"}`), "check-credentials"},
		{"MAC of 31 bytes", withMAC(31), "mac-length"},
		{"MAC of 33 bytes", withMAC(33), "mac-length"},
		{"MAC of 64 bytes", withMAC(64), "mac-length"},
		{"MAC in hex", header + "." + payload + "." + hex.EncodeToString(make([]byte, 32)), "mac-length"},
		{"MAC of hex digits", header + "." + payload + "." + encode([]byte(strings.Repeat("0f", 32))), "mac-length"},
		{"a payload that nests 65 deep", header + "." + encode([]byte(`{"a":`+strings.Repeat("[", 65)+strings.Repeat("]", 65)+`}`)) + "." + mac, "malformed"},
		{"half a surrogate pair in a name", header + "." + encode([]byte(`{"\ud800":1}`)) + "." + mac, "malformed"},
		{"an empty payload", handMade(goodHeader, "{}", testSecret), "app-key-missing sdk-key-missing native-token issued-at-missing expiry-missing token-expiry-missing"},
		{"ZAK", zak, "api-token"},
		{"REST API token", handMade(goodHeader, `{"iss":"x","exp":1}`, testSecret), "api-token"},
		{"REST API token, cut", encode([]byte(goodHeader)) + "." + encode([]byte(`{"iss":"x"}`)), "api-token"},
		{"OAuth access token", encode([]byte(`{"alg":"HS512"}`)) + "." + encode([]byte(`{"iss":"x","iss":"x"}`)) + "." + encode(make([]byte, 64)), "api-token"},
		{"REST API token in quotes", `"` + handMade(goodHeader, `{"iss":"x","exp":1}`, testSecret) + `"`, "surrounding-text api-token"},
		{"Video SDK token", handMade(goodHeader, `{"app_key":"x","tpc":"y","iss":"z"}`, testSecret), "video-sdk-token"},
		{"legacy", legacy, "legacy-format"},
		{"legacy with padding", legacy + "==", "encoding legacy-format"},
		{"legacy in quotes", `"` + legacy + `"`, "surrounding-text legacy-format"},
		{"legacy, 10 digits", handMadeLegacy(testKey, "83137961703", "1699999980", "0", testSecret), "legacy-format seconds"},
		{"legacy, 9 digits", handMadeLegacy(testKey, "83137961703", "999999999", "0", testSecret), "legacy-format seconds"},
		{"legacy, 8 digits", handMadeLegacy(testKey, "83137961703", "99999999", "0", testSecret), "malformed legacy-format"},
		{"legacy, 14 digits", handMadeLegacy(testKey, "83137961703", "16999999800000", "0", testSecret), "malformed legacy-format"},
		{"legacy, no number", handMadeLegacy(testKey, "83137961703", "NaN", "0", testSecret), "malformed legacy-format"},
		{"legacy, now", handMadeLegacy(testKey, "83137961703", "1700000000000", "0", testSecret), "legacy-format"},
		{"legacy, 1 ms ahead", handMadeLegacy(testKey, "83137961703", "1700000000001", "0", testSecret), "legacy-format issued-in-future"},
		{"legacy, seconds ahead", handMadeLegacy(testKey, "83137961703", "1700000128", "0", testSecret), "legacy-format seconds issued-in-future"},
		{"legacy, host", handMadeLegacy(testKey, "83137961703", "1699999980000", "1", testSecret), "legacy-format host-needs-zak"},
		{"legacy, role 2", handMadeLegacy(testKey, "83137961703", "1699999980000", "2", testSecret), "legacy-format role-value"},
		{"legacy, no role", handMadeLegacy(testKey, "83137961703", "1699999980000", "", testSecret), "incomplete legacy-format role-value"},
		{"legacy, hyphens", handMadeLegacy(testKey, "831-3796-1703", "1699999980000", "0", testSecret), "legacy-format meeting-number-format"},
		{"legacy, other key", handMadeLegacy("other", "83137961703", "1699999980000", "0", testSecret), "legacy-format key-mismatch"},
		{"legacy, secret as key", handMadeLegacy(testSecret, "83137961703", "1699999980000", "0", testSecret), "legacy-format key-used-as-secret key-mismatch secret-in-claims"},
		{"legacy, MAC in hex", base64.RawStdEncoding.EncodeToString([]byte(testKey + ".83137961703.1699999980000.0." + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("0f", 32))))), "mac-length legacy-format"},
		{"legacy, MAC not base64", base64.RawStdEncoding.EncodeToString([]byte(testKey + ".83137961703.1699999980000.0.***")), "malformed legacy-format"},
		{"five fields, the first begins with a control character", handMadeLegacy("\x01"+testKey, "83137961703", "1699999980000", "0", testSecret), "not-a-signature"},
		{"five fields, not UTF-8", handMadeLegacy(testKey+"\xff", "83137961703", "1699999980000", "0", testSecret), "not-a-signature"},
		{"four fields", base64.RawStdEncoding.EncodeToString([]byte("a.83137961703.1699999980000.0")), "not-a-signature"},
	} {
		rows = append(rows, diagnosisRow{name: row.name, text: row.text, want: row.want})
	}
	return rows
}
