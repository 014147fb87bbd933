package zoomsig_test

import (
	"strings"
	"testing"

	"github.com/zoomsig/zoomsig"
	"github.com/zoomsig/zoomsig/internal/sigtest"
)

// TestVerifyErrors checks the texts of the errors. The conformance suite has the cases.
func TestVerifyErrors(t *testing.T) {
	good := jwt(goodHeader, goodPayload)
	parts := strings.Split(good, ".")
	header, payload := parts[0], parts[1]
	with := func(changes ...string) string { return jwt(goodHeader, payloadWith(changes...)) }
	const wantKey, wantTime = `expected "` + testKey + `"`, "expected whole seconds since 1970, at most 99999999999"
	var rows []verifyRow
	for _, r := range []struct {
		kind            error
		signature, says string
	}{
		{zoomsig.ErrMalformed, sigtest.Padded(t, 4097), "malformed signature: 4097 bytes, expected at most 4096"},
		{zoomsig.ErrMalformed, "", "malformed signature: number of dots is 0, expected 2"},
		{zoomsig.ErrMalformed, good + ".", "malformed signature: number of dots is 3, expected 2"},
		{zoomsig.ErrMalformed, "..", "malformed signature: the header is empty"},
		{zoomsig.ErrMalformed, header + "..x", "malformed signature: the payload is empty"},
		{zoomsig.ErrMalformed, header + "." + payload + ".", "malformed signature: the MAC is empty"},
		{zoomsig.ErrMalformed, " " + good, "malformed signature: the header is not canonical base64url"},
		{zoomsig.ErrMalformed, seal(header + "." + payload + "="), "malformed signature: the payload is not canonical base64url"},
		{zoomsig.ErrMalformed, good + "=", "malformed signature: the MAC is not canonical base64url"},
		{zoomsig.ErrMalformed, jwt("[]", goodPayload), "malformed signature: the header is not a single JSON object in UTF-8"},
		{zoomsig.ErrMalformed, jwt(`{"alg":"HS256","alg":"HS256"}`, goodPayload), `malformed signature: the header contains "alg" twice`},
		{zoomsig.ErrAlgorithm, jwt("{}", goodPayload), `wrong algorithm: alg is missing, expected "HS256"`},
		{zoomsig.ErrAlgorithm, jwt(`{"alg":"RS256"}`, goodPayload), `wrong algorithm: alg is "RS256", expected "HS256"`},
		{zoomsig.ErrAlgorithm, jwt(`{"alg":"HS256","\u0063rit":["x"]}`, goodPayload), `wrong algorithm: crit is ["x"], expected none`},
		{zoomsig.ErrAlgorithm, jwt(`{"b64":false,"alg":"HS256"}`, goodPayload), "wrong algorithm: b64 is false, expected none"},
		{zoomsig.ErrAlgorithm, jwt(`{"alg":"HS256","zip":null}`, goodPayload), "wrong algorithm: zip is null, expected none"},
		{zoomsig.ErrSignature, seal(header + "." + payload)[:len(good)-1] + "A", "signature does not match the secret"},
		{zoomsig.ErrMalformed, jwt(goodHeader, "[]"), "malformed signature: the payload is not a single JSON object in UTF-8"},
		{zoomsig.ErrMalformed, jwt(goodHeader, payloadAnd(`"ex\u0070":1`)), `malformed signature: the payload contains "exp" twice`},
		{zoomsig.ErrKey, jwt(goodHeader, "{}"), "wrong key: appKey is missing, " + wantKey},
		{zoomsig.ErrKey, with("sdkKey", `"other"`), `wrong key: sdkKey is "other", ` + wantKey},
		{zoomsig.ErrKey, with("appKey", "null"), "wrong key: appKey is null, " + wantKey},
		{zoomsig.ErrInvalidClaims, with("mn", `"831 379"`), `invalid claims: mn is "831 379", expected 9 to 11 digits, not starting with 0`},
		{zoomsig.ErrInvalidClaims, with("mn", "8.0"), "invalid claims: mn is 8.0, expected 9 to 11 digits, not starting with 0"},
		{zoomsig.ErrInvalidClaims, with("mn", ""), "invalid claims: mn is missing, expected 9 to 11 digits, not starting with 0"},
		{zoomsig.ErrInvalidClaims, with("role", "2"), "invalid claims: role is 2, expected 0 (participant) or 1 (host)"},
		{zoomsig.ErrInvalidClaims, with("role", ""), "invalid claims: role is missing, expected 0 (participant) or 1 (host)"},
		{zoomsig.ErrInvalidClaims, with("video_webrtc_mode", "true"), "invalid claims: video_webrtc_mode is true, expected 0 (off) or 1 (on)"},
		{zoomsig.ErrInvalidClaims, with("iat", "1.5"), "invalid claims: iat is 1.5, " + wantTime},
		{zoomsig.ErrInvalidClaims, with("exp", `"1"`), `invalid claims: exp is "1", ` + wantTime},
		{zoomsig.ErrInvalidClaims, with("tokenExp", "100000000000"), "invalid claims: tokenExp is 100000000000, " + wantTime},
		{zoomsig.ErrInvalidClaims, with("iat", ""), "invalid claims: iat is missing, " + wantTime},
		{zoomsig.ErrInvalidClaims, with("exp", ""), "invalid claims: exp is missing, " + wantTime},
		{zoomsig.ErrInvalidClaims, with("exp", "1700172771"), "invalid claims: exp is 172801 seconds after iat, expected at most 172800"},
		{zoomsig.ErrNotYetValid, with("iat", "1700000001"), "iat: not valid until "},
		{zoomsig.ErrExpired, with("exp", "1699999990", "tokenExp", "1699999980"), "exp: expired 10s ago"},
		{zoomsig.ErrExpired, with("tokenExp", "1699999980"), "tokenExp: expired 20s ago"},
	} {
		rows = append(rows, verifyRow{r.says, r.signature, r.kind, "zoomsig: " + r.says})
	}
	runVerifyRows(t, rows)
}

// TestVerifyQuotes checks that what an error quotes is truncated and printable.
func TestVerifyQuotes(t *testing.T) {
	long := strings.Repeat("x", 2000)
	runVerifyRows(t, []verifyRow{
		{"long string", jwt(goodHeader, payloadWith("role", `"`+long+`"`)), zoomsig.ErrInvalidClaims, `role is "` + long[:63] + `…, expected 0`},
		{"long array", jwt(goodHeader, payloadWith("role", "[\n"+strings.Repeat("\t0,\n", 400)+"0]")), zoomsig.ErrInvalidClaims, `role is "[\n\t0,\n\t0`},
		{"control characters", jwt(goodHeader, payloadWith("mn", "\"\x7f\u0085\u200f\ufeff\"")), zoomsig.ErrInvalidClaims, `mn is "\"\x7f\u0085\u200f\ufeff\"", expected`},
		{"escapes stay", jwt(goodHeader, payloadWith("mn", `"\u001b[2J"`)), zoomsig.ErrInvalidClaims, `mn is "\u001b[2J", expected`},
		{"cut inside a character", jwt(goodHeader, payloadWith("sdkKey", `"`+strings.Repeat("я", 1000)+`"`)), zoomsig.ErrKey, `\xd1"…, expected`},
		{"letters stay", jwt(goodHeader, payloadWith("sdkKey", `"ключ"`)), zoomsig.ErrKey, `sdkKey is "ключ", expected`},
		{"alg cut", jwt(`{"alg":"`+strings.Repeat("n", 2800)+`"}`, goodPayload), zoomsig.ErrAlgorithm, strings.Repeat("n", 63) + `…, expected "HS256"`},
		{"alg cut and quoted", jwt(`{"alg":"`+strings.Repeat("\x7f", 2800)+`"}`, goodPayload), zoomsig.ErrAlgorithm, `alg is "\"\x7f\x7f`},
		{"crit cut", jwt(`{"alg":"HS256","crit":["`+strings.Repeat("x", 2000)+`"]}`, goodPayload), zoomsig.ErrAlgorithm, "xxx…, expected none"},
		{"a name cut and quoted", jwt(goodHeader, payloadAnd(`"\u001b`+strings.Repeat("x", 1000)+`":1,"\u001b`+strings.Repeat("x", 1000)+`":2`)), zoomsig.ErrMalformed, `the payload contains "\x1bxxx`},
		{"a name that looks like a claim", jwt(goodHeader, payloadWith("exp", "", `exp\u0000`, "1700007170")), zoomsig.ErrInvalidClaims, "exp is missing"},
	})
}
