package zoomsig_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

func TestClaimError(t *testing.T) {
	_, err := zoomsig.ParseMeetingNumber("831 379")
	var claimError *zoomsig.ClaimError
	require.ErrorAs(t, err, &claimError)
	assert.Equal(t, &zoomsig.ClaimError{Err: zoomsig.ErrInvalidClaims, Claim: "mn", Found: `"831 379"`, Want: "9 to 11 digits, not starting with 0"}, claimError)
	assert.EqualError(t, err, `zoomsig: invalid claims: mn is "831 379", expected 9 to 11 digits, not starting with 0`)
}

// TestTimeError: what is said to a person, to the letter.
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
		{bound.AddDate(2, 0, 0), 0, "zoomsig: exp: expired 2 years ago, at 2023-04-11T06:57:49Z (now 2025-04-11T06:57:49Z, leeway 0s)"},
		{bound.AddDate(5000, 0, 1), 0, "zoomsig: exp: expired 4999 years ago, at 2023-04-11T06:57:49Z (now 7023-04-12T06:57:49Z, leeway 0s)"},
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
