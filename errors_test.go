package zoomsig_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// TestClaimError checks the fields of the error from each function that returns it.
func TestClaimError(t *testing.T) {
	signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: at(testNow)})
	legacySigner := newLegacySigner(t, testKey, testSecret, &zoomsig.LegacyOptions{Clock: at(testNow)})
	verify := func(header, payload string) error { _, err := signer.Verify(jwt(header, payload)); return err }
	_, parse := zoomsig.ParseMeetingNumber("831 379")
	_, sign := signer.Sign(zoomsig.Claims{MeetingNumber: testNumber, Role: 2})
	_, legacySign := legacySigner.Sign(zoomsig.LegacyClaims{MeetingNumber: 1})
	_, legacyVerify := legacySigner.Verify(legacy("other", "83137961703", testMillis, "0"))
	const number, role = "9 to 11 digits, not starting with 0", "0 (participant) or 1 (host)"
	for _, tt := range []struct {
		err  error
		want zoomsig.ClaimError
		text string
	}{
		{parse, zoomsig.ClaimError{Err: zoomsig.ErrInvalidClaims, Claim: "mn", Found: `"831 379"`, Expected: number},
			`zoomsig: invalid claims: mn is "831 379", expected 9 to 11 digits, not starting with 0`},
		{sign, zoomsig.ClaimError{Err: zoomsig.ErrInvalidClaims, Claim: "role", Found: "2", Expected: role},
			"zoomsig: invalid claims: role is 2, expected 0 (participant) or 1 (host)"},
		{legacySign, zoomsig.ClaimError{Err: zoomsig.ErrInvalidClaims, Claim: "mn", Found: "1", Expected: number},
			"zoomsig: invalid claims: mn is 1, expected 9 to 11 digits, not starting with 0"},
		{json.Unmarshal([]byte("true"), new(zoomsig.Role)), zoomsig.ClaimError{Err: zoomsig.ErrInvalidClaims, Claim: "role", Found: "true", Expected: role},
			"zoomsig: invalid claims: role is true, expected 0 (participant) or 1 (host)"},
		{verify(`{"alg":"none"}`, goodPayload), zoomsig.ClaimError{Err: zoomsig.ErrAlgorithm, Claim: "alg", Found: `"none"`, Expected: `"HS256"`},
			`zoomsig: wrong algorithm: alg is "none", expected "HS256"`},
		{verify(`{"alg":"HS256","zip":"DEF"}`, goodPayload), zoomsig.ClaimError{Err: zoomsig.ErrAlgorithm, Claim: "zip", Found: `"DEF"`, Expected: "none"},
			`zoomsig: wrong algorithm: zip is "DEF", expected none`},
		{verify(goodHeader, "{}"), zoomsig.ClaimError{Err: zoomsig.ErrKey, Claim: "appKey", Found: "missing", Expected: `"` + testKey + `"`},
			`zoomsig: wrong key: appKey is missing, expected "AbCdEfGhIjKlMnOpQrStUv"`},
		{legacyVerify, zoomsig.ClaimError{Err: zoomsig.ErrKey, Claim: "apiKey", Found: `"other"`, Expected: `"` + testKey + `"`},
			`zoomsig: wrong key: apiKey is "other", expected "AbCdEfGhIjKlMnOpQrStUv"`},
	} {
		var claimError *zoomsig.ClaimError
		require.ErrorAs(t, tt.err, &claimError)
		assert.Equal(t, tt.want, *claimError)
		assert.EqualError(t, tt.err, tt.text)
	}
}

// TestTimeError checks the whole text.
func TestTimeError(t *testing.T) {
	bound := time.Unix(1681196269, 0)
	payload := payloadWith("iat", "1681189069", "exp", "1681196269", "tokenExp", "")
	tests := []struct {
		now    time.Time
		leeway time.Duration
		want   string
	}{
		{bound.Add(7*time.Minute + 12*time.Second), 0, "zoomsig: exp: expired 7m12s ago, at 2023-04-11T06:57:49Z (now 2023-04-11T07:05:01Z, leeway 0s)"},
		{bound.Add(7 * time.Minute), time.Minute, "zoomsig: exp: expired 7m0s ago, at 2023-04-11T06:57:49Z (now 2023-04-11T07:04:49Z, leeway 1m0s)"},
		{bound, 0, "zoomsig: exp: expired 0s ago, at 2023-04-11T06:57:49Z (now 2023-04-11T06:57:49Z, leeway 0s)"},
		{bound.Add(1234567 * time.Microsecond), 0, "zoomsig: exp: expired 1.234s ago, at 2023-04-11T06:57:49Z (now 2023-04-11T06:57:50.234Z, leeway 0s)"},
		{bound.Add(-2 * time.Hour).Add(-90 * time.Second), 0, "zoomsig: iat: not valid until 2023-04-11T04:57:49Z, in 1m30s (now 2023-04-11T04:56:19Z, leeway 0s)"},
		{bound.Add(-26 * time.Hour), 5 * time.Second, "zoomsig: iat: not valid until 2023-04-11T04:57:49Z, in 24h0m0s (now 2023-04-10T04:57:49Z, leeway 5s)"},
		{time.Time{}, 0, "zoomsig: iat: not valid until 2023-04-11T04:57:49Z, in 2022 years (now 0001-01-01T00:00:00Z, leeway 0s)"},
		{bound.Add(48*time.Hour - 1), 0, "zoomsig: exp: expired 47h59m59.999s ago, at 2023-04-11T06:57:49Z (now 2023-04-13T06:57:48.999Z, leeway 0s)"},
		{bound.Add(48 * time.Hour), 0, "zoomsig: exp: expired 2 days ago, at 2023-04-11T06:57:49Z (now 2023-04-13T06:57:49Z, leeway 0s)"},
		{bound.Add(2*31_556_952*time.Second - 1), 0, "zoomsig: exp: expired 730 days ago, at 2023-04-11T06:57:49Z (now 2025-04-10T18:36:12.999Z, leeway 0s)"},
		{bound.Add(2 * 31_556_952 * time.Second), 0, "zoomsig: exp: expired 2 years ago, at 2023-04-11T06:57:49Z (now 2025-04-10T18:36:13Z, leeway 0s)"},
		{bound.AddDate(2, 0, 0), 0, "zoomsig: exp: expired 2 years ago, at 2023-04-11T06:57:49Z (now 2025-04-11T06:57:49Z, leeway 0s)"},
		{bound.AddDate(5000, 0, 1), 0, "zoomsig: exp: expired 5000 years ago, at 2023-04-11T06:57:49Z (now 7023-04-12T06:57:49Z, leeway 0s)"},
	}
	for _, tt := range tests {
		for _, zone := range []*time.Location{time.UTC, time.FixedZone("", -8*3600)} {
			signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: clockAt(tt.now.In(zone)), Leeway: tt.leeway})
			_, err := signer.Verify(jwt(goodHeader, payload))
			assert.EqualError(t, err, tt.want)
		}
	}
	elsewhere := time.FixedZone("", 5*3600)
	err := &zoomsig.TimeError{Err: zoomsig.ErrExpired, Claim: "exp", Bound: bound.In(elsewhere), Now: bound.Add(time.Second).In(elsewhere)}
	assert.EqualError(t, err, "zoomsig: exp: expired 1s ago, at 2023-04-11T06:57:49Z (now 2023-04-11T06:57:50Z, leeway 0s)")
}
