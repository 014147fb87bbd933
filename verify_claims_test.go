package zoomsig_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/zoomsig/zoomsig"
)

// claimRows replaces one claim by each of the values. %s in says is the value.
func claimRows(claim string, wantErr error, says string, values ...string) []verifyRow {
	var rows []verifyRow
	for _, value := range values {
		found := value
		if len(found) > 64 {
			found = found[:64] + "…"
		}
		rows = append(rows, verifyRow{
			fmt.Sprintf("%s %.70s", claim, value),
			jwt(goodHeader, payloadWith(claim, value)), wantErr, strings.Replace(says, "%s", found, 1),
		})
	}
	return rows
}

func TestVerifyKeys(t *testing.T) {
	var rows []verifyRow
	for _, claim := range []string{"sdkKey", "appKey"} {
		rows = append(rows, claimRows(claim, zoomsig.ErrKey, "zoomsig: wrong key: "+claim+` is %s, expected "`+testKey+`"`,
			`"other"`, `""`, `" "`, `"`+testKey+` "`, `" `+testKey+`"`, `"`+testKey+`\u0000"`, `"`+testKey+`\n"`, `"`+testKey[1:]+`"`, `"`+testKey+`w"`, `"\"`+testKey+`\""`,
			`"`+strings.ToLower(testKey)+`"`, `"`+strings.ToUpper(testKey)+`"`, `"`+testKey[:21]+`\ud800"`, `"`+strings.Repeat(testKey, 40)+`"`,
			"null", "true", "false", "0", "1", "[]", "{}", `["`+testKey+`"]`, `{"`+testKey+`":1}`, "1234567890")...)
		rows = append(rows, claimRows(claim, zoomsig.ErrKey, claim+` is "\"`, "\"А"+testKey[1:]+"\u202e\"", "\"\x7f"+testKey+"\"")...)
	}
	neither := func(other string) string {
		return jwt(goodHeader, strings.Replace(payloadWith("sdkKey", "", "appKey", ""), "{", "{"+other, 1))
	}
	missing := `appKey is missing, expected "` + testKey + `"`
	quoted := `"` + testKey + `"`
	runVerifyRows(t, append(rows, []verifyRow{
		{"neither key", neither(""), zoomsig.ErrKey, missing},
		{"keys in capitals", neither(`"SDKKEY":` + quoted + `,"APPKEY":` + quoted + ","), zoomsig.ErrKey, missing},
		{"keys in Go's case", neither(`"SDKKey":` + quoted + `,"AppKey":` + quoted + ","), zoomsig.ErrKey, missing},
		{"keys in letters that fold", neither(`"ſdkKey":` + quoted + `,"app` + "\u212a" + `ey":` + quoted + ","), zoomsig.ErrKey, missing},
		{"keys inside another claim", neither(`"x":{"sdkKey":` + quoted + `,"appKey":` + quoted + `},`), zoomsig.ErrKey, missing},
		{"keys with a space", neither(`"sdkKey ":` + quoted + `," appKey":` + quoted + ","), zoomsig.ErrKey, missing},
		{"a Video SDK token", jwt(goodHeader, `{"app_key":`+quoted+`,"tpc":"a session","role_type":1,"version":1,"iat":1699999970,"exp":1700007170}`), zoomsig.ErrKey, missing},
		{"a REST API token", jwt(goodHeader, `{"iss":`+quoted+`,"exp":1700007170}`), zoomsig.ErrKey, missing},
		{"an OAuth token", jwt(goodHeader, `{"iss":"zm:cid:`+testKey+`","sub":"`+testKey+`","aud":"https://oauth.zoom.us","iat":1699999970,"exp":1700007170}`), zoomsig.ErrKey, missing},
		{"both of another app", jwt(goodHeader, payloadWith("sdkKey", `"other"`, "appKey", `"other"`)), zoomsig.ErrKey, `sdkKey is "other"`},
		{"one of another app beside null", jwt(goodHeader, payloadWith("sdkKey", "null", "appKey", "")), zoomsig.ErrKey, "sdkKey is null"},
	}...))
}

// TestVerifyKeyWithReplacement: U+FFFD in a key is itself, not what a decoder
// puts for half a surrogate pair.
func TestVerifyKeyWithReplacement(t *testing.T) {
	signer := newSigner(t, "a\ufffdb", testSecret, &zoomsig.Options{Clock: at(testNow)})
	for value, wantErr := range map[string]error{
		"\"a\ufffdb\"": nil, `"a\ufffdb"`: nil, `"a\uFFFDb"`: nil,
		`"a\ud800b"`: zoomsig.ErrKey, `"a\udfffb"`: zoomsig.ErrKey, `"a\\ufffdb"`: zoomsig.ErrKey,
	} {
		signature := jwt(goodHeader, payloadWith("sdkKey", value, "appKey", ""))
		claims, err := signer.Verify(signature)
		checkVerdict(t, signature, claims, err, wantErr)
	}
}

func TestVerifyMeetingAndRole(t *testing.T) {
	var rows []verifyRow
	rows = append(rows, claimRows("mn", nil, "", `"831379617"`, `"9999999999"`, "831379617", "99999999999", `"\u00383137961703"`)...)
	rows = append(rows, claimRows("mn", zoomsig.ErrInvalidClaims, "zoomsig: invalid claims: mn is %s, expected 9 to 11 digits, not starting with 0",
		`"99999999"`, `"100000000000"`, `"083137961"`, `"0831379617"`, `"0000000000"`, `""`, `" "`,
		`"831 3796 1703"`, `"831-3796-1703"`, `" 83137961703"`, `"83137961703 "`, `"83137961703\n"`, `"83137961703\u0000"`, `"\ufeff83137961703"`, `"8313796,1703"`, `"8_3137961703"`,
		`"+83137961703"`, `"-83137961703"`, `"83137961703.0"`, `"8.3137961703e10"`, `"0x135b5a1d27"`, `"８３１３７９６１７０３"`, `"٨٣١٣٧٩٦١٧٠٣"`, `"8313796170３"`, `"8313796170\ud800"`, `"join/83137961703"`,
		"99999999", "100000000000", "0", "-83137961703", "-0", "83137961703.0", "83137961703.5", "8.3137961703e10", "83137961703e0", "83137961703E-0",
		"18446744156847513319", "null", "true", "false", "[]", "[83137961703]", `["83137961703"]`, "{}", `{"mn":83137961703}`,
		`"18446744156847513319"`, strings.Repeat("8", 1000), `"`+strings.Repeat("8", 1000)+`"`)...)
	rows = append(rows, claimRows("role", nil, "", "0", "1")...)
	rows = append(rows, claimRows("role", zoomsig.ErrInvalidClaims, "zoomsig: invalid claims: role is %s, expected 0 (participant) or 1 (host)",
		"2", "5", "9", "10", "11", "-1", "-0", "0.0", "1.0", "0.5", "1.5", "1e0", "0e0", "0E5", "10e-1", "0.1e1", "1e-1", "0.99999999999999999999", "1.00000000000000000001",
		"255", "256", "257", "65536", "65537", "4294967295", "4294967296", "4294967297", "9223372036854775808", "18446744073709551616", "18446744073709551617",
		`"0"`, `"1"`, `"host"`, `"participant"`, `"\u0031"`, `""`, `"a"`, "null", "true", "false", "[]", "[1]", "{}", `{"role":1}`, "1"+strings.Repeat("0", 1000))...)
	rows = append(rows, claimRows("video_webrtc_mode", nil, "", "0", "1")...)
	rows = append(rows, claimRows("video_webrtc_mode", zoomsig.ErrInvalidClaims, "zoomsig: invalid claims: video_webrtc_mode is %s, expected 0 (off) or 1 (on)",
		"2", "-1", "-0", "1.0", "1e0", "256", "257", "4294967297", `"0"`, `"1"`, `""`, "null", "true", "false", "[]", "[1]", "{}")...)
	pair := func(name, mn, role, says string) verifyRow {
		return verifyRow{name, jwt(goodHeader, payloadWith("mn", mn, "role", role)), zoomsig.ErrInvalidClaims, says}
	}
	runVerifyRows(t, append(rows,
		pair("no mn", "", "0", "mn is missing, expected 9 to 11 digits"),
		pair("no mn for a host", "", "1", "mn is missing"),
		pair("no role", `"83137961703"`, "", "role is missing, expected 0 (participant) or 1 (host)"),
		pair("null for both", "null", "null", "mn is null"),
		pair("null for mn alone", "null", "", "mn is null"),
		pair("null for role alone", "", "null", "role is null"),
		verifyRow{"MN for mn", jwt(goodHeader, payloadWith("mn", "", "MN", `"83137961703"`)), zoomsig.ErrInvalidClaims, "mn is missing"},
		verifyRow{"Role for role", jwt(goodHeader, payloadWith("role", "", "Role", "0")), zoomsig.ErrInvalidClaims, "role is missing"},
		verifyRow{"meetingNumber for mn", jwt(goodHeader, payloadWith("mn", "", "meetingNumber", `"83137961703"`)), zoomsig.ErrInvalidClaims, "mn is missing"},
		verifyRow{"mn inside another claim", jwt(goodHeader, payloadWith("mn", "", "x", `{"mn":"83137961703"}`)), zoomsig.ErrInvalidClaims, "mn is missing"},
	))
}

func TestVerifyTimes(t *testing.T) {
	var rows []verifyRow
	want := "whole seconds since 1970"
	for claim, good := range map[string]string{"iat": "1699999970", "exp": "1700007170", "tokenExp": "1700007170"} {
		rows = append(rows, claimRows(claim, zoomsig.ErrInvalidClaims, "zoomsig: invalid claims: "+claim+" is %s, expected "+want,
			`"`+good+`"`, `""`, `"2023-11-14T22:13:20Z"`, `"never"`, good+".0", good+".5", good+".0000000000000000001", good+"e0", good+"E0", good+"e-0", "1.7e9", "17E8", "17e+8", "1e999", "0.0", "0e0",
			"-"+good, "-1", "-0", "null", "true", "false", "[]", "["+good+"]", "{}", `{"$date":`+good+`}`,
			good+"000", "100000000000", "9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616", "18446744075409558786", "1"+strings.Repeat("0", 1000))...)
	}
	expired := map[string]error{"exp": zoomsig.ErrExpired, "tokenExp": zoomsig.ErrExpired}
	for claim, wantErr := range expired {
		rows = append(rows, claimRows(claim, wantErr, claim+": expired ", "0", "1", "1800", "7200", "1699999970", "1699999971", "1700000000")...)
		rows = append(rows, claimRows(claim, nil, "", "1700000001", "1700172770")...)
		rows = append(rows, claimRows(claim, zoomsig.ErrInvalidClaims, claim+" is 172801 seconds after iat, expected at most 172800", "1700172771")...)
		rows = append(rows, claimRows(claim, zoomsig.ErrInvalidClaims, "seconds after iat, expected at most 172800", "1800007170", "4294967296", "9999999999", "99999999999")...)
	}
	rows = append(rows, claimRows("iat", zoomsig.ErrInvalidClaims, "exp is 1700007170 seconds after iat, expected at most 172800", "0")...)
	rows = append(rows, claimRows("iat", zoomsig.ErrInvalidClaims, "exp is 172801 seconds after iat", "1699834369")...)
	rows = append(rows, claimRows("iat", nil, "", "1699834370", "1700000000")...)
	rows = append(rows, claimRows("iat", zoomsig.ErrNotYetValid, "iat: not valid until ", "1700000001", "1700000128", "1700007170", "1700007171", "4294967296", "99999999999")...)
	without := func(name, wants string, changes ...string) verifyRow {
		return verifyRow{name, jwt(goodHeader, payloadWith(changes...)), zoomsig.ErrInvalidClaims, wants}
	}
	runVerifyRows(t, append(rows,
		without("no iat", "iat is missing, expected "+want, "iat", ""),
		without("no exp", "exp is missing, expected "+want, "exp", ""),
		without("no exp and no tokenExp", "exp is missing", "exp", "", "tokenExp", ""),
		without("no iat in a native token", "iat is missing", "mn", "", "role", "", "iat", ""),
		without("no exp in a native token", "exp is missing", "mn", "", "role", "", "exp", ""),
		without("IAT for iat", "iat is missing", "iat", "", "IAT", "1699999970"),
		without("EXP for exp", "exp is missing", "exp", "", "EXP", "1700007170"),
		without("Exp for exp", "exp is missing", "exp", "", "Exp", "1700007170"),
		without("nbf for iat", "iat is missing", "iat", "", "nbf", "1699999970"),
		without("exp inside another claim", "exp is missing", "exp", "", "x", `{"exp":1700007170}`),
		without("keys and nothing else", "iat is missing", "mn", "", "role", "", "iat", "", "exp", "", "tokenExp", ""),
	))
}

// TestVerifyQuotes: what is cited from a payload is cut and, if it would not
// print, quoted.
func TestVerifyQuotes(t *testing.T) {
	long := strings.Repeat("x", 2000)
	runVerifyRows(t, []verifyRow{
		{"long string", jwt(goodHeader, payloadWith("role", `"`+long+`"`)), zoomsig.ErrInvalidClaims, `role is "` + long[:63] + `…, expected 0`},
		{"long array", jwt(goodHeader, payloadWith("role", "[\n"+strings.Repeat("\t0,\n", 400)+"0]")), zoomsig.ErrInvalidClaims, `role is "[\n\t0,\n\t0`},
		{"control characters", jwt(goodHeader, payloadWith("mn", "\"\x7f\u0085\u200f\ufeff\"")), zoomsig.ErrInvalidClaims, `mn is "\"\x7f\u0085\u200f\ufeff\"", expected`},
		{"escapes stay", jwt(goodHeader, payloadWith("mn", `"\u001b[2J"`)), zoomsig.ErrInvalidClaims, `mn is "\u001b[2J", expected`},
		{"cut inside a character", jwt(goodHeader, payloadWith("sdkKey", `"`+strings.Repeat("я", 1000)+`"`)), zoomsig.ErrKey, `\xd1"…, expected`},
		{"letters stay", jwt(goodHeader, payloadWith("sdkKey", `"ключ"`)), zoomsig.ErrKey, `sdkKey is "ключ", expected`},
		{"a name that looks like a claim", jwt(goodHeader, payloadWith("exp", "", `exp\u0000`, "1700007170")), zoomsig.ErrInvalidClaims, "exp is missing"},
	})
}
