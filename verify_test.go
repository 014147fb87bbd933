package zoomsig_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
	"github.com/zoomsig/zoomsig/internal/sigtest"
)

// TestVerifyVectors verifies what Zoom and others made, and compares with what their
// JSON says.
func TestVerifyVectors(t *testing.T) {
	verify := func(key, secret, signature string, now time.Time) zoomsig.Claims {
		claims, err := newSigner(t, key, secret, &zoomsig.Options{Clock: clockAt(now)}).Verify(signature)
		require.NoError(t, err)
		return *claims
	}
	for _, v := range loadVectors(t) {
		assert.Equal(t, v.claims(t), verify(v.Key, v.Secret, v.JWT, time.Unix(v.IAT, 0)))
	}
	count := 0
	for _, v := range vendorVectors(t) {
		if v.Format != "jwt" {
			continue
		}
		count++
		var want struct {
			SDKKey, AppKey     string
			IAT, Exp, TokenExp int64
		}
		require.NoError(t, json.Unmarshal([]byte(payloadOf(t, v.Signature)), &want))
		got := verify(v.Key, v.Secret, v.Signature, time.Unix(want.IAT, 0))
		assert.Equal(t, v.MN, got.MeetingNumber, v.ID)
		assert.Equal(t, v.Role, got.Role, v.ID)
		assert.Equal(t, []string{want.SDKKey, want.AppKey}, []string{got.SDKKey, got.AppKey}, v.ID)
		assert.Equal(t, []int64{want.IAT, want.Exp}, []int64{got.IssuedAt.Unix(), got.ExpiresAt.Unix()}, v.ID)
		assert.Equal(t, want.TokenExp == 0, got.TokenExpiresAt.IsZero(), v.ID)
		assert.False(t, got.Native, v.ID)
	}
	require.Equal(t, 3, count)
}

// TestVerifyErrors checks the texts of the errors. The conformance suite has more cases.
func TestVerifyErrors(t *testing.T) {
	good := jwt(goodHeader, goodPayload)
	header, payload := encode(goodHeader), encode(goodPayload)
	with := func(changes ...string) string { return jwt(goodHeader, payloadWith(changes...)) }
	const key, times = `expected "` + testKey + `"`, "expected whole seconds since 1970, at most 99999999999"
	const number, role = "expected 9 to 11 digits, not starting with 0", "expected 0 (participant) or 1 (host)"
	long := strings.Repeat("x", 2000)
	longName := `"\u001b` + long[:1000] + `":1`
	signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: at(testNow)})
	for _, tt := range []struct {
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
		{zoomsig.ErrMalformed, seal(header + "." + payload + "="),
			"malformed signature: the payload is not canonical base64url"},
		{zoomsig.ErrMalformed, good + "=", "malformed signature: the MAC is not canonical base64url"},
		{zoomsig.ErrMalformed, jwt("[]", goodPayload),
			"malformed signature: the header is not a single JSON object in UTF-8"},
		{zoomsig.ErrMalformed, jwt(`{"alg":1,"alg":1}`, goodPayload), `malformed signature: the header contains "alg" twice`},
		{zoomsig.ErrAlgorithm, jwt("{}", goodPayload), `wrong algorithm: alg is missing, expected "HS256"`},
		{zoomsig.ErrAlgorithm, jwt(`{"alg":"RS256"}`, goodPayload), `wrong algorithm: alg is "RS256", expected "HS256"`},
		{zoomsig.ErrAlgorithm, jwt(`{"alg":"`+long+`"}`, goodPayload),
			`wrong algorithm: alg is "` + long[:63] + `…, expected "HS256"`},
		{zoomsig.ErrAlgorithm, jwt(`{"alg":"HS256","\u0063rit":["x"]}`, goodPayload),
			`wrong algorithm: crit is ["x"], expected none`},
		{zoomsig.ErrAlgorithm, jwt(`{"alg":"HS256","zip":"`+long+`"}`, goodPayload),
			`wrong algorithm: zip is "` + long[:63] + "…, expected none"},
		{zoomsig.ErrKey, with("appKey", `"`+long+`"`), `wrong key: appKey is "` + long[:63] + "…, " + key},
		{zoomsig.ErrSignature, good[:len(good)-1] + "A", "signature does not match the secret"},
		{zoomsig.ErrMalformed, jwt(goodHeader, "[]"),
			"malformed signature: the payload is not a single JSON object in UTF-8"},
		{zoomsig.ErrMalformed, jwt(goodHeader, payloadAnd(`"ex\u0070":1`)),
			`malformed signature: the payload contains "exp" twice`},
		{zoomsig.ErrMalformed, jwt(goodHeader, payloadAnd(longName+","+longName)),
			`malformed signature: the payload contains "\x1b` + long[:59] + "… twice"},
		{zoomsig.ErrKey, jwt(goodHeader, "{}"), "wrong key: appKey is missing, " + key},
		{zoomsig.ErrKey, with("sdkKey", `"ключ"`), `wrong key: sdkKey is "ключ", ` + key},
		{zoomsig.ErrKey, with("appKey", "null"), "wrong key: appKey is null, " + key},
		{zoomsig.ErrInvalidClaims, with("mn", "8.0"), "invalid claims: mn is 8.0, " + number},
		{zoomsig.ErrInvalidClaims, with("mn", ""), "invalid claims: mn is missing, " + number},
		{zoomsig.ErrInvalidClaims, with("mn", `"\u001b[2J"`), `invalid claims: mn is "\u001b[2J", ` + number},
		{zoomsig.ErrInvalidClaims, with("mn", "\"\x7f\u0085\ufeff\""),
			`invalid claims: mn is "\"\x7f\u0085\ufeff\"", ` + number},
		{zoomsig.ErrInvalidClaims, with("role", "2"), "invalid claims: role is 2, " + role},
		{zoomsig.ErrInvalidClaims, with("role", ""), "invalid claims: role is missing, " + role},
		{zoomsig.ErrInvalidClaims, with("role", `"`+strings.Repeat("я", 99)+`"`),
			`invalid claims: role is "` + strings.Repeat("я", 31) + "…, " + role},
		{zoomsig.ErrInvalidClaims, with("video_webrtc_mode", "2"),
			"invalid claims: video_webrtc_mode is 2, expected 0 (off) or 1 (on)"},
		{zoomsig.ErrInvalidClaims, with("iat", "1.5"), "invalid claims: iat is 1.5, " + times},
		{zoomsig.ErrInvalidClaims, with("tokenExp", "100000000000"), "invalid claims: tokenExp is 100000000000, " + times},
		{zoomsig.ErrInvalidClaims, with("exp", `"1"`), `invalid claims: exp is "1", ` + times},
		{zoomsig.ErrInvalidClaims, with("iat", ""), "invalid claims: iat is missing, " + times},
		{zoomsig.ErrInvalidClaims, with("exp", ""), "invalid claims: exp is missing, " + times},
		{zoomsig.ErrInvalidClaims, with("exp", "1700172771"),
			"invalid claims: exp is 172801 seconds after iat, expected at most 172800"},
		{zoomsig.ErrInvalidClaims, with("appKey", `"`+testKey+`"`, "role", `"`+testSecret+`"`),
			"invalid claims: a public field contains the secret"},
	} {
		claims, err := signer.Verify(tt.signature)
		checkVerdict(t, tt.signature, claims, err, tt.kind)
		assert.EqualError(t, err, "zoomsig: "+tt.says)
	}
}

// TestVerifyWindow checks iat - Leeway <= now < exp + Leeway, and likewise for
// tokenExp, to the nanosecond, and the fields of the error.
func TestVerifyWindow(t *testing.T) {
	for claim, tt := range map[string]struct {
		payload string
		bound   time.Time
	}{
		"iat":      {goodPayload, time.Unix(1699999970, 0).UTC()},
		"exp":      {payloadWith("exp", "1700003570"), time.Unix(1700003570, 0).UTC()},
		"tokenExp": {payloadWith("tokenExp", "1700003570"), time.Unix(1700003570, 0).UTC()},
	} {
		signature := jwt(goodHeader, tt.payload)
		for _, leeway := range []time.Duration{0, 1, 1500 * time.Millisecond, time.Minute} {
			edge, kind, inside := tt.bound.Add(leeway), zoomsig.ErrExpired, time.Duration(-1)
			outside := edge
			if claim == "iat" {
				edge, kind, inside = tt.bound.Add(-leeway), zoomsig.ErrNotYetValid, 0
				outside = edge.Add(-1)
			}
			verify := func(now time.Time) error {
				clock := clockAt(now.In(time.FixedZone("", 3600)))
				signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: clock, Leeway: leeway})
				claims, err := signer.Verify(signature)
				checkVerdict(t, signature, claims, err, map[bool]error{true: kind}[err != nil])
				return err
			}
			assert.NoError(t, verify(edge.Add(inside)), "%s %v", claim, leeway)
			var timeError *zoomsig.TimeError
			require.ErrorAs(t, verify(outside), &timeError)
			timeError.Now = timeError.Now.UTC()
			assert.Equal(t, zoomsig.TimeError{Err: kind, Claim: claim, Bound: tt.bound, Now: outside, Leeway: leeway},
				*timeError)
		}
	}
}

// TestVerifyAnyClock checks that no time of a clock and no leeway overflows.
func TestVerifyAnyClock(t *testing.T) {
	signature := jwt(goodHeader, goodPayload)
	for now, kind := range map[time.Time]error{
		{}:                   zoomsig.ErrNotYetValid,
		time.Unix(0, 0):      zoomsig.ErrNotYetValid,
		time.Unix(-1<<62, 0): zoomsig.ErrNotYetValid,
		time.Unix(1<<40, 0):  zoomsig.ErrExpired,
		time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC): zoomsig.ErrExpired,
	} {
		claims, err := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: clockAt(now),
			Leeway: time.Hour}).Verify(signature)
		checkVerdict(t, signature, claims, err, kind)
	}
	forever := &zoomsig.Options{Clock: at(testNow), Leeway: math.MaxInt64}
	_, err := newSigner(t, testKey, testSecret, forever).Verify(signature)
	assert.NoError(t, err)
}

// TestVerifyKeepsResults checks that later calls do not change what Verify returned.
func TestVerifyKeepsResults(t *testing.T) {
	signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: at(testNow)})
	claims, err := signer.Verify(jwt(goodHeader, goodPayload))
	require.NoError(t, err)
	before := *claims
	_, rejection := signer.Verify(jwt(goodHeader, payloadWith("role", `"boss"`)))
	said := rejection.Error()
	for _, other := range []string{"x", strings.Repeat("x", 2900), goodPayload, payloadWith("sdkKey",
		`"`+testSecret+`"`)} {
		_, _ = signer.Verify(jwt(other, other))
		_, _ = signer.Verify(jwt(goodHeader, other))
	}
	assert.Equal(t, before, *claims)
	assert.Equal(t, said, rejection.Error())
}

// TestVerifyEveryPlace checks that a signature becomes invalid if it is truncated
// anywhere, or if any one character is changed, removed or repeated.
func TestVerifyEveryPlace(t *testing.T) {
	good := jwt(goodHeader, goodPayload)
	signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: at(testNow)})
	rejected := func(signature string) {
		claims, err := signer.Verify(signature)
		if err == nil || claims != nil {
			require.Fail(t, "accepted", signature)
		}
		switch sentinelOf(t, err) {
		case zoomsig.ErrMalformed, zoomsig.ErrAlgorithm, zoomsig.ErrSignature:
		default:
			require.Fail(t, "believed before the MAC", "%v", err)
		}
	}
	for i := range good {
		rejected(good[:i])
		rejected(good[i+1:])
		rejected(good[:i] + good[i+1:])
		rejected(good[:i] + good[i:i+1] + good[i:])
		for c := 0; c < 256; c += 1 + 16*(i%2) {
			if byte(c) != good[i] {
				rejected(good[:i] + string([]byte{byte(c)}) + good[i+1:])
			}
		}
	}
}

// TestVerifyEveryLetter changes each letter of header and payload under the right MAC,
// and compares with the second implementation.
func TestVerifyEveryLetter(t *testing.T) {
	now := time.Unix(testNow, 0)
	signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: clockAt(now)})
	input := encode(goodHeader) + "." + encode(goodPayload)
	step := 1
	if testing.Short() {
		step = 7
	}
	for n := 0; n < 64*len(input); n += step {
		i, c := n/64, base64Alphabet[n%64]
		signature := seal(input[:i] + string(c) + input[i+1:])
		want, ok := foreignVerify(testKey, testSecret, signature, now)
		claims, err := signer.Verify(signature)
		require.Equal(t, ok, err == nil, "%s: %v", signature, err)
		if ok {
			require.Equal(t, want, *claims)
		}
	}
}

// TestVerifyCost checks that a signature that is too long is rejected unread, and that
// any other takes little memory.
func TestVerifyCost(t *testing.T) {
	signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: at(testNow)})
	legacySigner := newLegacySigner(t, testKey, testSecret, &zoomsig.LegacyOptions{Clock: at(testNow)})
	for _, text := range []string{".", "[", `{"":`, `"`, `\u0000`, "A", "\n", "=", "\xff"} {
		text = strings.Repeat(text, 100_000)
		for _, signature := range []string{text, jwt(text, goodPayload), jwt(goodHeader, payloadWith("x", text))} {
			claims, err := signer.Verify(signature)
			checkVerdict(t, signature, claims, err, zoomsig.ErrMalformed)
			checkAllocations(t, 5, func() { _, _ = signer.Verify(signature) })
			checkAllocations(t, 5, func() { _, _ = legacySigner.Verify(signature) })
		}
	}

	members := func(name string, least int) string { // as many as go into 4096 bytes
		var b strings.Builder
		for n := 0; b.Len() < 2900-least; n++ {
			fmt.Fprintf(&b, `,"`+name+`":0`, n)
		}
		return b.String()
	}
	for _, tt := range []struct {
		signature string
		kind      error
		allocs    float64
	}{
		{jwt(`{"alg":"HS256"`+members("%x", 250)+`}`, goodPayload), nil, 30},
		{jwt(goodHeader, payloadAnd(members("%x", 250)[1:])), nil, 30},
		{jwt(`{"alg":"HS256"`+members(`\u%04x`, 250)+`}`, goodPayload), nil, 250},
		{jwt(`{"alg":"none"`+members(`\n%x`, 250)+`}`, goodPayload), zoomsig.ErrAlgorithm, 250},
	} {
		require.LessOrEqual(t, len(tt.signature), 4096)
		claims, err := signer.Verify(tt.signature)
		checkVerdict(t, tt.signature, claims, err, tt.kind)
		checkAllocations(t, tt.allocs, func() { _, _ = signer.Verify(tt.signature) })
	}
	good := legacy(testKey, "83137961703", testMillis, "0")
	checkAllocations(t, 12, func() { _, _ = legacySigner.Verify(good) })
}
