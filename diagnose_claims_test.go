package zoomsig_test

import (
	"strings"
	"testing"

	"github.com/zoomsig/zoomsig"
)

// diagnosisRow is a text and the codes that are found in it. Unless opts says
// otherwise, it is diagnosed at testNow with testKey and testSecret.
type diagnosisRow struct {
	name, text string
	opts       *zoomsig.DiagnoseOptions
	want       string
}

// diagnosisRows returns the rows of all tables.
func diagnosisRows(t testing.TB) []diagnosisRow {
	var rows []diagnosisRow
	rows = append(rows, diagnosisClaimRows(t)...)
	rows = append(rows, diagnosisFormatRows(t)...)
	rows = append(rows, secretRows(t)...)
	rows = append(rows, hiddenSecretRows(t)...)
	rows = append(rows, joinRows(t)...)
	return rows
}

// diagnosisClaimRows has a row for each rule about claims, and for its near miss.
func diagnosisClaimRows(t testing.TB) []diagnosisRow {
	const mn, role, iat, exp, tokenExp = `"mn":"83137961703"`, `"role":0`, `"iat":1699999980`, `"exp":1700007180`, `"tokenExp":1700007180`
	const appKey, sdkKey = `,"appKey":"AbCdEfGhIjKlMnOpQrStUv"`, `"sdkKey":"AbCdEfGhIjKlMnOpQrStUv",`
	var rows []diagnosisRow
	for _, row := range []struct {
		name  string
		pairs []string // what is changed in diagnosedPayload
		want  string
	}{
		{"nothing wrong", nil, "check-credentials"},
		{"no appKey", []string{appKey, ""}, "app-key-missing"},
		{"appKey null", []string{appKey, `,"appKey":null`}, "app-key-missing"},
		{"appKey empty", []string{appKey, `,"appKey":""`}, "app-key-missing"},
		{"no sdkKey", []string{sdkKey, ""}, "sdk-key-missing check-credentials"},
		{"no key at all", []string{sdkKey, "", appKey, ""}, "app-key-missing sdk-key-missing"},
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
		{"iat a string", []string{iat, `"iat":"1699999980"`}, "claim-type check-credentials"},
		{"exp and tokenExp strings", []string{exp, `"exp":"1700007180"`, tokenExp, `"tokenExp":"1700007180"`}, "claim-type claim-type check-credentials"},
		{"iat a word", []string{iat, `"iat":"now"`}, "claim-type issued-at-missing"},
		{"exp twice", []string{exp, exp + "," + exp}, "duplicate-claim"},
		{"exp and iat twice", []string{exp, exp + "," + exp, iat, iat + "," + iat}, "duplicate-claim duplicate-claim"},
		{"exp and its escape", []string{exp, exp + `,"e\u0078p":1700007180`}, "duplicate-claim"},
		{"exp and EXP", []string{exp, exp + `,"EXP":1`}, "check-credentials"},
		{"no iat", []string{iat + ",", ""}, "issued-at-missing"},
		{"iat null", []string{iat, `"iat":null`}, "issued-at-missing"},
		{"no exp", []string{"," + exp, ""}, "expiry-missing"},
		{"exp an object", []string{exp, `"exp":{}`}, "expiry-missing"},
		{"no tokenExp", []string{"," + tokenExp, ""}, "token-expiry-missing check-credentials"},
		{"iat in milliseconds", []string{iat, `"iat":1699999980000`}, "milliseconds"},
		{"all in milliseconds", []string{"1699999980", "1699999980000", "1700007180", "1700007180000"}, "milliseconds milliseconds milliseconds"},
		{"all in milliseconds, 1799.999 s", []string{"1699999980", "1699999980000", "1700007180", "1700001779999"}, "milliseconds milliseconds milliseconds lifetime-too-short"},
		{"all in milliseconds, 1800 s", []string{"1699999980", "1699999980000", "1700007180", "1700001780000"}, "milliseconds milliseconds milliseconds lifetime-boundary"},
		{"all in milliseconds, 1800.001 s", []string{"1699999980", "1699999980000", "1700007180", "1700001780001"}, "milliseconds milliseconds milliseconds"},
		{"all in milliseconds, 172800.001 s", []string{"1699999980", "1699999980000", "1700007180", "1700172780001"}, "milliseconds milliseconds milliseconds lifetime-too-long"},
		{"milliseconds plus 7200", []string{"1699999980", "1699999980000", "1700007180", "1699999987200"}, "milliseconds milliseconds milliseconds lifetime-too-short"},
		{"iat and exp in milliseconds, tokenExp in seconds", []string{iat, `"iat":1699999980000`, exp, `"exp":1699999987200`}, "milliseconds milliseconds expiries-differ"},
		{"iat and exp in milliseconds, tokenExp a duration", []string{iat, `"iat":1699999980000`, exp, `"exp":1699999987200`, tokenExp, `"tokenExp":7200`}, "milliseconds milliseconds token-expiry-duration lifetime-too-short"},
		{"exp 1e11", []string{exp, `"exp":100000000000`}, "milliseconds expiries-differ"},
		{"exp 1e11-1", []string{exp, `"exp":99999999999`}, "lifetime-too-long expiries-differ"},
		{"fractions", []string{"1699999980", "1699999980.123", "1700007180", "1700007180.123"}, "fractional-time fractional-time fractional-time"},
		{"floats", []string{"1699999980", "1699999980.0"}, "fractional-time"},
		{"exponent", []string{"1699999980", "1.69999998e9"}, "fractional-time"},
		{"64 letters", []string{"1699999980", "1699999980." + strings.Repeat("5", 53)}, "fractional-time"},
		{"65 letters", []string{"1699999980", "1699999980." + strings.Repeat("5", 54)}, "issued-at-missing"},
		{"exponent of 3 letters", []string{"1699999980", "1.69999998e+09"}, "fractional-time"},
		{"exponent of 4 letters", []string{"1699999980", "1.69999998e+009"}, "issued-at-missing"},
		{"exponent of 2 digits", []string{"1699999980", "1e99"}, "milliseconds fractional-time"},
		{"negative, exponent of 2 digits", []string{"1699999980", "-1e99"}, "issued-at-missing"},
		{"all with exponents of 2 digits", []string{"1699999980", "1e98", "1700007180", "1e99"}, "milliseconds milliseconds milliseconds fractional-time fractional-time fractional-time"},
		{"exponent of 3 digits", []string{"1699999980", "1e100"}, "issued-at-missing"},
		{"negative exponent of 2 digits", []string{"1699999980", "169999998000e-2"}, "fractional-time"},
		{"negative exponent of 3 digits", []string{"1699999980", "1e-100"}, "issued-at-missing"},
		{"absurd exponent", []string{"1699999980", "1e999999999"}, "issued-at-missing"},
		{"tokenExp 0", []string{tokenExp, `"tokenExp":0`}, "lifetime-too-short expiries-differ expired"},
		{"tokenExp 1", []string{tokenExp, `"tokenExp":1`}, "token-expiry-duration"},
		{"tokenExp 1800", []string{tokenExp, `"tokenExp":1800`}, "token-expiry-duration"},
		{"tokenExp 1e7", []string{tokenExp, `"tokenExp":10000000`}, "token-expiry-duration"},
		{"tokenExp 1e7+1", []string{tokenExp, `"tokenExp":10000001`}, "lifetime-too-short expiries-differ expired"},
		{"lifetime 1799", []string{"1700007180", "1700001779"}, "lifetime-too-short"},
		{"lifetime 1800", []string{"1700007180", "1700001780"}, "lifetime-boundary check-credentials"},
		{"lifetime 1801", []string{"1700007180", "1700001781"}, "check-credentials"},
		{"lifetime 172799", []string{"1700007180", "1700172779"}, "check-credentials"},
		{"lifetime 172800", []string{"1700007180", "1700172780"}, "lifetime-boundary check-credentials"},
		{"lifetime 172801", []string{"1700007180", "1700172781"}, "lifetime-too-long"},
		{"tokenExp alone too short", []string{tokenExp, `"tokenExp":1700001779`}, "lifetime-too-short expiries-differ"},
		{"tokenExp alone at the boundary", []string{tokenExp, `"tokenExp":1700001780`}, "lifetime-boundary expiries-differ check-credentials"},
		{"tokenExp alone too long", []string{tokenExp, `"tokenExp":1700172781`}, "lifetime-too-long expiries-differ"},
		{"tokenExp one more", []string{tokenExp, `"tokenExp":1700007181`}, "expiries-differ check-credentials"},
		{"iat now", []string{iat, `"iat":1700000000`}, "float32-time check-credentials"},
		{"iat 1 s ahead", []string{iat, `"iat":1700000001`}, "issued-in-future"},
		{"iat ahead, a multiple of 128", []string{iat, `"iat":1700000128`}, "issued-in-future float32-time"},
		{"iat ahead, a multiple of 128 minus 30", []string{iat, `"iat":1700000098`}, "issued-in-future float32-time"},
		{"iat ahead, next to a multiple of 128", []string{iat, `"iat":1700000129`}, "issued-in-future"},
		{"iat past, a multiple of 128 minus 30", []string{iat, `"iat":1699999970`}, "float32-time check-credentials"},
		{"iat past, a multiple of 128 with a fraction", []string{iat, `"iat":1699999970.5`}, "fractional-time"},
		{"iat past, next to a multiple of 128", []string{iat, `"iat":1699999971`}, "check-credentials"},
		{"exp now", []string{"1699999980", "1699990000", "1700007180", "1700000000"}, "expired"},
		{"exp 1 s ahead", []string{"1699999980", "1699990000", "1700007180", "1700000001"}, "check-credentials"},
		{"tokenExp now", []string{"1699999980", "1699990000", tokenExp, `"tokenExp":1700000000`}, "expiries-differ expired"},
		{"exp now, tokenExp later", []string{"1699999980", "1699990000", exp, `"exp":1700000000`}, "expiries-differ expired"},
		{"app_key", []string{sdkKey, `"app_key":"x",`}, "video-sdk-token"},
		{"tpc", []string{mn, `"tpc":"x"`}, "video-sdk-token"},
		{"tpc null", []string{sdkKey, sdkKey + `"tpc":null,`}, "check-credentials"},
		{"iss beside Meeting SDK claims", []string{sdkKey, sdkKey + `"iss":"x",`}, "check-credentials"},
		{"video off", []string{role, role + `,"video_webrtc_mode":0`}, "check-credentials"},
		{"video on", []string{role, role + `,"video_webrtc_mode":1`}, "check-credentials"},
		{"video null", []string{role, role + `,"video_webrtc_mode":null`}, "check-credentials"},
		{"video 2", []string{role, role + `,"video_webrtc_mode":2`}, "video-webrtc-value check-credentials"},
		{"video a string", []string{role, role + `,"video_webrtc_mode":"1"`}, "video-webrtc-value check-credentials"},
		{"video true", []string{role, role + `,"video_webrtc_mode":true`}, "video-webrtc-value check-credentials"},
		{"a member called header alg", []string{role, role + `,"header alg":1`}, "check-credentials"},
		{"iat negative", []string{iat, `"iat":-1`}, "lifetime-too-long"},
		{"iat beyond all clocks", []string{iat, `"iat":9223372036854775807`}, "milliseconds"},
		{"iat in nanoseconds", []string{iat, `"iat":1699999980000000000`}, "milliseconds"},
		{"half a surrogate pair in a key", []string{appKey, `,"appKey":"\ud800"`}, "keys-differ key-format key-mismatch"},
		{"a payload of ZAK's members beside Meeting SDK claims", []string{sdkKey, sdkKey + `"aud":"clientsm",`}, "check-credentials"},
		{"secret in an unknown claim", []string{sdkKey, sdkKey + `"s":"` + testSecret + `",`}, "secret-in-claims"},
		{"secret as keys", []string{testKey, testSecret}, "key-used-as-secret key-mismatch secret-in-claims secret-in-claims"},
		{"right-to-left override", []string{sdkKey, sdkKey + "\"x\":\"\u202e\",\n"}, "check-credentials"},
		{"secret in escapes", []string{sdkKey, sdkKey + `"s":"\u0053` + testSecret[1:] + `",`}, "secret-in-claims"},
	} {
		text := handMade(goodHeader, change(t, diagnosedPayload, row.pairs...), testSecret)
		rows = append(rows, diagnosisRow{name: row.name, text: text, want: row.want})
	}
	return rows
}
