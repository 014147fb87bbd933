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
	_, parse := zoomsig.ParseMeetingNumber("831 379")
	_, sign := signer.Sign(zoomsig.Claims{MeetingNumber: testNumber, Role: 2})
	_, legacySign := legacySigner.Sign(zoomsig.LegacyClaims{MeetingNumber: 1})
	_, verify := signer.Verify(jwt(`{"alg":"HS256","zip":"DEF"}`, goodPayload))
	_, legacyVerify := legacySigner.Verify(legacy("other", "83137961703", testMillis, "0"))
	const number, role = "9 to 11 digits, not starting with 0", "0 (participant) or 1 (host)"
	for _, tt := range []struct {
		err  error
		want zoomsig.ClaimError
		text string
	}{
		{
			err:  parse,
			want: zoomsig.ClaimError{Err: zoomsig.ErrInvalidClaims, Claim: "mn", Found: `"831 379"`, Expected: number},
			text: `zoomsig: invalid claims: mn is "831 379", expected 9 to 11 digits, not starting with 0`,
		},
		{
			err:  sign,
			want: zoomsig.ClaimError{Err: zoomsig.ErrInvalidClaims, Claim: "role", Found: "2", Expected: role},
			text: "zoomsig: invalid claims: role is 2, expected 0 (participant) or 1 (host)",
		},
		{
			err:  legacySign,
			want: zoomsig.ClaimError{Err: zoomsig.ErrInvalidClaims, Claim: "mn", Found: "1", Expected: number},
			text: "zoomsig: invalid claims: mn is 1, expected 9 to 11 digits, not starting with 0",
		},
		{
			err:  json.Unmarshal([]byte("true"), new(zoomsig.Role)),
			want: zoomsig.ClaimError{Err: zoomsig.ErrInvalidClaims, Claim: "role", Found: "true", Expected: role},
			text: "zoomsig: invalid claims: role is true, expected 0 (participant) or 1 (host)",
		},
		{
			err:  verify,
			want: zoomsig.ClaimError{Err: zoomsig.ErrAlgorithm, Claim: "zip", Found: `"DEF"`, Expected: "none"},
			text: `zoomsig: wrong algorithm: zip is "DEF", expected none`,
		},
		{
			err:  legacyVerify,
			want: zoomsig.ClaimError{Err: zoomsig.ErrKey, Claim: "apiKey", Found: `"other"`, Expected: `"` + testKey + `"`},
			text: `zoomsig: wrong key: apiKey is "other", expected "AbCdEfGhIjKlMnOpQrStUv"`,
		},
	} {
		var claimError *zoomsig.ClaimError
		require.ErrorAs(t, tt.err, &claimError)
		assert.Equal(t, tt.want, *claimError)
		assert.EqualError(t, tt.err, tt.text)
	}
}

// TestTimeError checks the whole text.
func TestTimeError(t *testing.T) {
	const year = 31_556_952 * time.Second
	bound := time.Unix(1681196269, 0)
	expired := func(after, leeway time.Duration) *zoomsig.TimeError {
		return &zoomsig.TimeError{Err: zoomsig.ErrExpired, Claim: "exp", Bound: bound, Now: bound.Add(after), Leeway: leeway}
	}
	early := func(now time.Time) *zoomsig.TimeError {
		return &zoomsig.TimeError{Err: zoomsig.ErrNotYetValid, Claim: "iat", Bound: bound, Now: now}
	}
	centuries := expired(0, 0)
	centuries.Now = bound.AddDate(5000, 0, 1)
	for _, tt := range []struct {
		err  *zoomsig.TimeError
		want string
	}{
		{expired(7*time.Minute+12*time.Second, 0), "exp: expired 7m12s ago, at 2023-04-11T06:57:49Z " +
			"(now 2023-04-11T07:05:01Z, leeway 0s)"},
		{expired(7*time.Minute, time.Minute), "exp: expired 7m0s ago, at 2023-04-11T06:57:49Z " +
			"(now 2023-04-11T07:04:49Z, leeway 1m0s)"},
		{expired(0, 0), "exp: expired 0s ago, at 2023-04-11T06:57:49Z (now 2023-04-11T06:57:49Z, leeway 0s)"},
		{expired(1234567*time.Microsecond, 0), "exp: expired 1.234s ago, at 2023-04-11T06:57:49Z " +
			"(now 2023-04-11T06:57:50.234Z, leeway 0s)"},
		{expired(48*time.Hour-1, 0), "exp: expired 47h59m59.999s ago, at 2023-04-11T06:57:49Z " +
			"(now 2023-04-13T06:57:48.999Z, leeway 0s)"},
		{expired(48*time.Hour, 0), "exp: expired 2 days ago, at 2023-04-11T06:57:49Z " +
			"(now 2023-04-13T06:57:49Z, leeway 0s)"},
		{expired(2*year-1, 0), "exp: expired 730 days ago, at 2023-04-11T06:57:49Z " +
			"(now 2025-04-10T18:36:12.999Z, leeway 0s)"},
		{expired(2*year, 0), "exp: expired 2 years ago, at 2023-04-11T06:57:49Z " +
			"(now 2025-04-10T18:36:13Z, leeway 0s)"},
		{centuries, "exp: expired 5000 years ago, at 2023-04-11T06:57:49Z (now 7023-04-12T06:57:49Z, leeway 0s)"},
		{early(bound.Add(-90 * time.Second)), "iat: not valid until 2023-04-11T06:57:49Z, in 1m30s " +
			"(now 2023-04-11T06:56:19Z, leeway 0s)"},
		{early(time.Time{}), "iat: not valid until 2023-04-11T06:57:49Z, in 2022 years " +
			"(now 0001-01-01T00:00:00Z, leeway 0s)"},
	} {
		assert.EqualError(t, tt.err, "zoomsig: "+tt.want)
		zone := time.FixedZone("", 5*3600)
		tt.err.Bound, tt.err.Now = tt.err.Bound.In(zone), tt.err.Now.In(zone)
		assert.EqualError(t, tt.err, "zoomsig: "+tt.want, "in another time zone")
	}
}
