package zoomsig_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// TestDiagnoseVectors: code that people posted, rebuilt with dummy credentials.
// Every code in must is found, and none that is in neither must nor may.
func TestDiagnoseVectors(t *testing.T) {
	type row struct {
		ID, Signature, Key, Secret string
		At                         int64
		Must, May                  []string
	}
	for _, v := range loadVectors[row](t, "diagnose.jsonl") {
		t.Run(v.ID, func(t *testing.T) {
			d := zoomsig.Diagnose(v.Signature, &zoomsig.DiagnoseOptions{Clock: at(v.At), Key: v.Key, Secret: v.Secret})
			found := codesOf(d)
			assert.Subset(t, found, v.Must)
			assert.Subset(t, append(v.Must, v.May...), found)
			checkDiagnosis(t, d, v.Secret)
		})
	}
}

func codesOf(d *zoomsig.Diagnosis) []string {
	codes := []string{}
	for _, f := range d.Findings {
		codes = append(codes, string(f.Code))
	}
	return codes
}

// documentedCodes reads the Codes and their order from the source. Each has a
// comment.
var documentedCodes = sync.OnceValue(func() []string {
	file, err := parser.ParseFile(token.NewFileSet(), "diagnose_finding.go", nil, parser.ParseComments)
	if err != nil {
		panic(err)
	}
	var codes []string
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); ok && name.Name == "Code" && spec.Comment.Text() != "" {
			code, _ := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			codes = append(codes, code)
		}
		return true
	})
	return codes
})

// checkDiagnosis asserts what holds of every diagnosis.
func checkDiagnosis(t testing.TB, d *zoomsig.Diagnosis, secret string) {
	t.Helper()
	require.NotEmpty(t, d.Findings)
	order := documentedCodes()
	seen := map[[2]string]bool{}
	last, errors := 0, 0
	for _, f := range d.Findings {
		i := indexOf(order, string(f.Code))
		require.GreaterOrEqual(t, i, last, "%s is undocumented or out of order", f.Code)
		last = i
		once := [2]string{string(f.Code), f.Claim}
		assert.False(t, seen[once], "%s twice for %s", f.Code, f.Claim)
		seen[once] = true
		assert.Contains(t, []zoomsig.Severity{zoomsig.SeverityError, zoomsig.SeverityWarning, zoomsig.SeverityInfo}, f.Severity)
		assert.NotEmpty(t, f.Hint)
		if f.Severity == zoomsig.SeverityError {
			errors++
		}
	}
	assert.Equal(t, errors == 0, d.OK())
	report := d.String()
	encoded, err := json.Marshal(d)
	require.NoError(t, err)
	for _, text := range []string{report, string(encoded)} {
		assert.Less(t, len(text), 40_000)
		assert.Equal(t, -1, strings.IndexFunc(text, func(r rune) bool { return r != '\n' && (r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u202e') }), "a control character")
		if len(secret) > 8 {
			assert.NotContains(t, text, secret)
		}
	}
}

func indexOf(list []string, s string) int {
	for i := range list {
		if list[i] == s {
			return i
		}
	}
	return -1
}

// handMade signs any header and payload, without this library.
func handMade(header, payload, secret string) string {
	input := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString([]byte(payload))
	return input + "." + base64.RawURLEncoding.EncodeToString(hmacOf(input, secret))
}

func hmacOf(input, secret string) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(input))
	return mac.Sum(nil)
}

// handMadeLegacy signs any fields, without this library.
func handMadeLegacy(key, number, timestamp, role, secret string) string {
	message := base64.StdEncoding.EncodeToString([]byte(key + number + timestamp + role))
	hash := base64.StdEncoding.EncodeToString(hmacOf(message, secret))
	return base64.RawStdEncoding.EncodeToString([]byte(strings.Join([]string{key, number, timestamp, role, hash}, ".")))
}

const (
	goodHeader  = `{"alg":"HS256","typ":"JWT"}`
	goodPayload = `{"sdkKey":"AbCdEfGhIjKlMnOpQrStUv","mn":"83137961703","role":0,"iat":1699999970,"exp":1700007170,"appKey":"AbCdEfGhIjKlMnOpQrStUv","tokenExp":1700007170}`
)

// change replaces one thing by another, pair by pair.
func change(t testing.TB, text string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		require.Contains(t, text, pairs[i])
		text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
	}
	return text
}

// TestDiagnoseRules: a row for each rule, and for its near miss, which stays
// silent. The findings are all that are found.
func TestDiagnoseRules(t *testing.T) {
	const mn, role, iat, exp, tokenExp = `"mn":"83137961703"`, `"role":0`, `"iat":1699999970`, `"exp":1700007170`, `"tokenExp":1700007170`
	const appKey, sdkKey = `,"appKey":"AbCdEfGhIjKlMnOpQrStUv"`, `"sdkKey":"AbCdEfGhIjKlMnOpQrStUv",`
	tests := []struct {
		name  string
		pairs []string // what is changed in goodPayload
		want  string
	}{
		{"nothing wrong", nil, "check-credentials"},
		{"no appKey", []string{appKey, ""}, "app-key-missing"},
		{"appKey null", []string{appKey, `,"appKey":null`}, "app-key-missing"},
		{"appKey empty", []string{appKey, `,"appKey":""`}, "app-key-missing"},
		{"no sdkKey", []string{sdkKey, ""}, "sdk-key-missing check-credentials"},
		{"keys differ", []string{appKey, `,"appKey":"other"`}, "keys-differ key-mismatch"},
		{"key with a space", []string{testKey, " " + testKey}, "key-format key-mismatch"},
		{"key with a dot", []string{testKey, "a.b"}, "key-format key-mismatch"},
		{"key with all that it may have", []string{testKey, "AZaz09_-"}, "key-mismatch"},
		{"key is a number", []string{`"` + testKey + `"`, "12345"}, "key-format key-mismatch"},
		{"native", []string{mn + ",", "", role + ",", ""}, "native-token check-credentials"},
		{"no mn", []string{mn + ",", ""}, "meeting-number-missing"},
		{"mn null", []string{mn, `"mn":null`}, "meeting-number-missing"},
		{"no role", []string{role + ",", ""}, "role-missing"},
		{"mn with spaces", []string{mn, `"mn":"831 3796 1703"`}, "meeting-number-format"},
		{"mn empty", []string{mn, `"mn":""`}, "meeting-number-format"},
		{"mn of 8 digits", []string{mn, `"mn":"83137961"`}, "meeting-number-format"},
		{"mn of 9 digits", []string{mn, `"mn":"831379617"`}, "check-credentials"},
		{"mn of 12 digits", []string{mn, `"mn":"831379617031"`}, "meeting-number-format"},
		{"mn with a leading zero", []string{mn, `"mn":"0831379617"`}, "meeting-number-format"},
		{"mn a number", []string{mn, `"mn":83137961703`}, "check-credentials"},
		{"mn a fraction", []string{mn, `"mn":8313796170.5`}, "meeting-number-format"},
		{"role 1", []string{role, `"role":1`}, "host-needs-zak check-credentials"},
		{"role 2", []string{role, `"role":2`}, "role-value"},
		{"role host", []string{role, `"role":"host"`}, "role-value claim-type"},
		{"role a string", []string{role, `"role":"1"`}, "claim-type host-needs-zak check-credentials"},
		{"role true", []string{role, `"role":true`}, "role-value"},
		{"iat a string", []string{iat, `"iat":"1699999970"`}, "claim-type check-credentials"},
		{"exp and tokenExp strings", []string{exp, `"exp":"1700007170"`, tokenExp, `"tokenExp":"1700007170"`}, "claim-type claim-type check-credentials"},
		{"iat a word", []string{iat, `"iat":"now"`}, "claim-type issued-at-missing"},
		{"exp twice", []string{exp, exp + "," + exp}, "duplicate-claim"},
		{"exp and iat twice", []string{exp, exp + "," + exp, iat, iat + "," + iat}, "duplicate-claim duplicate-claim"},
		{"exp and its escape", []string{exp, exp + `,"e\u0078p":1700007170`}, "duplicate-claim"},
		{"exp and EXP", []string{exp, exp + `,"EXP":1`}, "check-credentials"},
		{"no iat", []string{iat + ",", ""}, "issued-at-missing"},
		{"iat null", []string{iat, `"iat":null`}, "issued-at-missing"},
		{"no exp", []string{"," + exp, ""}, "expiry-missing"},
		{"exp an object", []string{exp, `"exp":{}`}, "expiry-missing"},
		{"no tokenExp", []string{"," + tokenExp, ""}, "token-expiry-missing check-credentials"},
		{"iat in milliseconds", []string{iat, `"iat":1699999970000`}, "milliseconds"},
		{"all in milliseconds", []string{"1699999970", "1699999970000", "1700007170", "1700007170000"}, "milliseconds milliseconds milliseconds"},
		{"exp 1e11", []string{exp, `"exp":100000000000`}, "milliseconds expiries-differ"},
		{"exp 1e11-1", []string{exp, `"exp":99999999999`}, "lifetime-too-long expiries-differ"},
		{"fractions", []string{"1699999970", "1699999970.123", "1700007170", "1700007170.123"}, "fractional-time fractional-time fractional-time"},
		{"floats", []string{"1699999970", "1699999970.0"}, "fractional-time"},
		{"exponent", []string{"1699999970", "1.69999997e9"}, "fractional-time"},
		{"64 letters", []string{"1699999970", "1699999970." + strings.Repeat("5", 53)}, "fractional-time"},
		{"65 letters", []string{"1699999970", "1699999970." + strings.Repeat("5", 54)}, "issued-at-missing"},
		{"exponent of 3 letters", []string{"1699999970", "1.69999997e+09"}, "fractional-time"},
		{"exponent of 4 letters", []string{"1699999970", "1.69999997e+009"}, "issued-at-missing"},
		{"absurd exponent", []string{"1699999970", "1e999999999"}, "issued-at-missing"},
		{"tokenExp 0", []string{tokenExp, `"tokenExp":0`}, "lifetime-too-short expiries-differ expired"},
		{"tokenExp 1", []string{tokenExp, `"tokenExp":1`}, "token-expiry-duration"},
		{"tokenExp 1800", []string{tokenExp, `"tokenExp":1800`}, "token-expiry-duration"},
		{"tokenExp 1e7", []string{tokenExp, `"tokenExp":10000000`}, "token-expiry-duration"},
		{"tokenExp 1e7+1", []string{tokenExp, `"tokenExp":10000001`}, "lifetime-too-short expiries-differ expired"},
		{"lifetime 1799", []string{"1700007170", "1700001769"}, "lifetime-too-short"},
		{"lifetime 1800", []string{"1700007170", "1700001770"}, "lifetime-boundary check-credentials"},
		{"lifetime 1801", []string{"1700007170", "1700001771"}, "check-credentials"},
		{"lifetime 172799", []string{"1700007170", "1700172769"}, "check-credentials"},
		{"lifetime 172800", []string{"1700007170", "1700172770"}, "lifetime-boundary check-credentials"},
		{"lifetime 172801", []string{"1700007170", "1700172771"}, "lifetime-too-long"},
		{"tokenExp alone too short", []string{tokenExp, `"tokenExp":1700001769`}, "lifetime-too-short expiries-differ"},
		{"tokenExp alone at the boundary", []string{tokenExp, `"tokenExp":1700001770`}, "lifetime-boundary expiries-differ check-credentials"},
		{"tokenExp alone too long", []string{tokenExp, `"tokenExp":1700172771`}, "lifetime-too-long expiries-differ"},
		{"tokenExp one more", []string{tokenExp, `"tokenExp":1700007171`}, "expiries-differ check-credentials"},
		{"iat now", []string{iat, `"iat":1700000000`}, "check-credentials"},
		{"iat 1 s ahead", []string{iat, `"iat":1700000001`}, "issued-in-future"},
		{"iat ahead, a multiple of 128", []string{iat, `"iat":1700000128`}, "issued-in-future float32-time"},
		{"iat ahead, a multiple of 128 less 30", []string{iat, `"iat":1700000098`}, "issued-in-future float32-time"},
		{"iat ahead, next to a multiple of 128", []string{iat, `"iat":1700000129`}, "issued-in-future"},
		{"iat a multiple of 128, not ahead", []string{iat, `"iat":1700000000`}, "check-credentials"},
		{"exp now", []string{"1699999970", "1699990000", "1700007170", "1700000000"}, "expired"},
		{"exp 1 s ahead", []string{"1699999970", "1699990000", "1700007170", "1700000001"}, "check-credentials"},
		{"tokenExp now", []string{"1699999970", "1699990000", tokenExp, `"tokenExp":1700000000`}, "expiries-differ expired"},
		{"exp now, tokenExp later", []string{"1699999970", "1699990000", exp, `"exp":1700000000`}, "expiries-differ expired"},
		{"app_key", []string{sdkKey, `"app_key":"x",`}, "video-sdk-token"},
		{"tpc", []string{mn, `"tpc":"x"`}, "video-sdk-token"},
		{"tpc null", []string{sdkKey, sdkKey + `"tpc":null,`}, "check-credentials"},
		{"iss beside Meeting SDK claims", []string{sdkKey, sdkKey + `"iss":"x",`}, "check-credentials"},
		{"secret in an unknown claim", []string{sdkKey, sdkKey + `"s":"` + testSecret + `",`}, "secret-in-claims"},
		{"secret as keys", []string{testKey, testSecret}, "key-used-as-secret key-mismatch secret-in-claims secret-in-claims"},
		{"right-to-left override", []string{sdkKey, sdkKey + "\"x\":\"\u202e\",\n"}, "check-credentials"},
		{"secret in escapes", []string{sdkKey, sdkKey + `"s":"\u0053` + testSecret[1:] + `",`}, "secret-in-claims"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			opts := &zoomsig.DiagnoseOptions{Clock: at(testNow), Key: testKey, Secret: testSecret}
			d := zoomsig.Diagnose(handMade(goodHeader, change(t, goodPayload, tt.pairs...), testSecret), opts)
			assert.Equal(t, tt.want, strings.Join(codesOf(d), " "))
			checkDiagnosis(t, d, testSecret)
		})
	}
}

// TestDiagnoseFormats: rows for the rules on what stands there before any claim.
func TestDiagnoseFormats(t *testing.T) {
	good := handMade(goodHeader, goodPayload, testSecret)
	parts := strings.Split(good, ".")
	header, payload, mac := parts[0], parts[1], parts[2]
	encode := base64.RawURLEncoding.EncodeToString
	sign := func(header string) string { return handMade(header, goodPayload, testSecret) }
	withMAC := func(n int) string { return header + "." + payload + "." + encode(make([]byte, n)) }
	input := func(encoding *base64.Encoding) string {
		return encoding.EncodeToString([]byte(goodHeader)) + "." + encoding.EncodeToString([]byte(change(t, goodPayload, `{"sdk`, `{"x":"~~~???","sdk`)))
	}
	padded := input(base64.URLEncoding) + "." + base64.URLEncoding.EncodeToString(hmacOf(input(base64.URLEncoding), testSecret))
	standard := input(base64.RawStdEncoding) + "." + base64.RawURLEncoding.EncodeToString(hmacOf(input(base64.RawStdEncoding), testSecret))
	legacy := handMadeLegacy(testKey, "83137961703", "1699999970000", "0", testSecret)
	tests := []struct {
		name, signature, want string
	}{
		{"nothing", "", "empty"},
		{"blanks", " \n\t", "empty"},
		{"quotes", `""`, "empty"},
		{"a word", "undefined", "not-a-signature"},
		{"a URL", "https://example.com/a.b.c", "not-a-signature"},
		{"an HMAC in base64", base64.StdEncoding.EncodeToString(make([]byte, 32)), "not-a-signature"},
		{"an HMAC in hex", strings.Repeat("0f", 32), "not-a-signature"},
		{"JSON", `{"signature":"` + good + `"}`, "not-a-signature"},
		{"a megabyte", strings.Repeat("e", 1<<20), "not-a-signature"},
		{"forum 001's string", "abc123.83137961703.1690000000.0.lYqbmTETXx3no3x1/lnV9o80B6BpqCP+2khD5Oge1ys=", "not-a-signature"},
		{"header alone", header, "incomplete"},
		{"header and payload", header + "." + payload, "incomplete"},
		{"no MAC", header + "." + payload + ".", "incomplete"},
		{"no payload", header + ".." + mac, "incomplete"},
		{"no header", "." + payload + "." + mac, "incomplete secret-mismatch"},
		{"cut by a forum", header + "." + payload[:20] + "...", "incomplete malformed"},
		{"four segments", good + ".x", "malformed"},
		{"a cut header", "eyJ*", "incomplete malformed"},
		{"white space before the header", sign(" \n" + goodHeader), "check-credentials"},
		{"padded after signing", strings.Join([]string{header, base64.URLEncoding.EncodeToString([]byte(goodPayload + " ")), encode(hmacOf(header+"."+encode([]byte(goodPayload+" ")), testSecret))}, "."), "encoding"},
		{"a dot too many", good + ".", "incomplete"},
		{"bad base64 in the header", "eyJ*" + "." + payload + "." + mac, "malformed secret-mismatch"},
		{"bad base64 in the payload", header + ".eyJ*." + mac, "malformed"},
		{"bad base64 in the MAC", header + "." + payload + ".*" + mac, "malformed"},
		{"header an array", encode([]byte(`["alg"]`)) + "." + payload + "." + mac, "malformed secret-mismatch"},
		{"payload a string", header + "." + encode([]byte(`"{}"`)) + "." + mac, "malformed"},
		{"payload not JSON", header + "." + encode([]byte(`{'a':1}`)) + "." + mac, "malformed"},
		{"payload not UTF-8", header + "." + encode([]byte("{\"a\":\"\xff\"}")) + "." + mac, "malformed"},
		{"trailing data", header + "." + encode([]byte(goodPayload+"{}")) + "." + mac, "malformed"},
		{"line break around", good + "\n", "surrounding-text"},
		{"quotes around", `"` + good + `"`, "surrounding-text"},
		{"Bearer before", "bearer  " + good, "surrounding-text"},
		{"all of it around", ` "Bearer '` + good + "' \"\u200b", "surrounding-text"},
		{"padding", padded, "encoding encoding"},
		{"standard base64", standard, "encoding"},
		{"line break inside", good[:60] + "\r\n" + good[60:], "encoding"},
		{"unused bits", good[:len(good)-1] + nextLetter(good[len(good)-1]), "encoding"},
		{"HS512", sign(`{"alg":"HS512"}`), "algorithm"},
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
		{"REST API token", handMade(goodHeader, `{"iss":"x","exp":1}`, testSecret), "api-token"},
		{"REST API token, cut", encode([]byte(goodHeader)) + "." + encode([]byte(`{"iss":"x"}`)), "api-token"},
		{"OAuth access token", encode([]byte(`{"alg":"HS512"}`)) + "." + encode([]byte(`{"iss":"x","iss":"x"}`)) + "." + encode(make([]byte, 64)), "api-token"},
		{"REST API token in quotes", `"` + handMade(goodHeader, `{"iss":"x","exp":1}`, testSecret) + `"`, "surrounding-text api-token"},
		{"Video SDK token", handMade(goodHeader, `{"app_key":"x","tpc":"y","iss":"z"}`, testSecret), "video-sdk-token"},
		{"legacy", legacy, "legacy-format"},
		{"legacy with padding", legacy + "==", "encoding legacy-format"},
		{"legacy in quotes", `"` + legacy + `"`, "surrounding-text legacy-format"},
		{"legacy, 10 digits", handMadeLegacy(testKey, "83137961703", "1699999970", "0", testSecret), "legacy-format seconds"},
		{"legacy, 9 digits", handMadeLegacy(testKey, "83137961703", "999999999", "0", testSecret), "legacy-format seconds"},
		{"legacy, 8 digits", handMadeLegacy(testKey, "83137961703", "99999999", "0", testSecret), "malformed legacy-format"},
		{"legacy, 14 digits", handMadeLegacy(testKey, "83137961703", "16999999700000", "0", testSecret), "malformed legacy-format"},
		{"legacy, no number", handMadeLegacy(testKey, "83137961703", "NaN", "0", testSecret), "malformed legacy-format"},
		{"legacy, now", handMadeLegacy(testKey, "83137961703", "1700000000000", "0", testSecret), "legacy-format"},
		{"legacy, 1 ms ahead", handMadeLegacy(testKey, "83137961703", "1700000000001", "0", testSecret), "legacy-format issued-in-future"},
		{"legacy, seconds ahead", handMadeLegacy(testKey, "83137961703", "1700000128", "0", testSecret), "legacy-format seconds issued-in-future"},
		{"legacy, host", handMadeLegacy(testKey, "83137961703", "1699999970000", "1", testSecret), "legacy-format host-needs-zak"},
		{"legacy, role 2", handMadeLegacy(testKey, "83137961703", "1699999970000", "2", testSecret), "legacy-format role-value"},
		{"legacy, no role", handMadeLegacy(testKey, "83137961703", "1699999970000", "", testSecret), "incomplete legacy-format role-value"},
		{"legacy, hyphens", handMadeLegacy(testKey, "831-3796-1703", "1699999970000", "0", testSecret), "legacy-format meeting-number-format"},
		{"legacy, other key", handMadeLegacy("other", "83137961703", "1699999970000", "0", testSecret), "legacy-format key-mismatch"},
		{"legacy, secret as key", handMadeLegacy(testSecret, "83137961703", "1699999970000", "0", testSecret), "legacy-format key-used-as-secret key-mismatch secret-in-claims"},
		{"legacy, MAC in hex", base64.RawStdEncoding.EncodeToString([]byte(testKey + ".83137961703.1699999970000.0." + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("0f", 32))))), "mac-length legacy-format"},
		{"legacy, MAC not base64", base64.RawStdEncoding.EncodeToString([]byte(testKey + ".83137961703.1699999970000.0.***")), "malformed legacy-format"},
		{"five fields, the first begins with a control character", handMadeLegacy("\x01"+testKey, "83137961703", "1699999970000", "0", testSecret), "not-a-signature"},
		{"five fields, not UTF-8", handMadeLegacy(testKey+"\xff", "83137961703", "1699999970000", "0", testSecret), "not-a-signature"},
		{"four fields", base64.RawStdEncoding.EncodeToString([]byte("a.83137961703.1699999970000.0")), "not-a-signature"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			opts := &zoomsig.DiagnoseOptions{Clock: at(testNow), Key: testKey, Secret: testSecret}
			d := zoomsig.Diagnose(tt.signature, opts)
			assert.Equal(t, tt.want, strings.Join(codesOf(d), " "))
			checkDiagnosis(t, d, testSecret)
		})
	}
}

// nextLetter changes unused bits of the last letter of a MAC alone.
func nextLetter(c byte) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return alphabet[strings.IndexByte(alphabet, c)+1:][:1]
}

// FuzzDiagnose: whatever it gets, a diagnosis obeys checkDiagnosis, and shows
// neither the secret nor the MAC that would be right.
func FuzzDiagnose(f *testing.F) {
	f.Add("", "", "", "")
	for _, v := range vendorVectors(f) {
		f.Add(v.Signature, v.Key, v.MN.String(), "\x1b[2J")
	}
	f.Add(handMade(goodHeader, strings.ReplaceAll(goodPayload, testKey, testSecret), testSecret), testSecret, testSecret, testSecret)
	f.Add(handMade(goodHeader, `{"exp":1,"exp":"\u0053`+testSecret[1:]+`","iat":1e99,"mn":null,"role":{}}`, testKey), testKey, "", "")
	f.Add(handMade(`{"alg":"none","alg":"\ud800","crit":["`+testSecret+`"]}`, `{"a":[],"":1}`, "a secret of its own"), "\x00", "\"", "\u202e")
	f.Add(" \"Bearer "+handMadeLegacy(testSecret, "831 379", "1e9", "9", testSecret)+"==\"", "", "1", "2")
	f.Fuzz(func(t *testing.T, signature, key, joinKey, joinMeeting string) {
		d := zoomsig.Diagnose(signature, &zoomsig.DiagnoseOptions{
			Clock: at(testNow), Key: key, Secret: testSecret,
			Join: &zoomsig.Join{SDKKey: joinKey, MeetingNumber: joinMeeting},
		})
		checkDiagnosis(t, d, testSecret)
		if i := strings.LastIndexByte(signature, '.'); i >= 0 {
			mac := base64.RawURLEncoding.EncodeToString(hmacOf(signature[:i], testSecret))
			assert.NotContains(t, d.String(), mac)
		}
	})
}
