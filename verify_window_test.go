package zoomsig_test

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// edges are distances from a bound.
var edges = []time.Duration{-time.Second, -1, 0, 1, time.Second}

// TestVerifyWindow checks iat - Leeway <= now < exp + Leeway, and likewise for
// tokenExp, to the nanosecond.
func TestVerifyWindow(t *testing.T) {
	iat, early, late := time.Unix(1699999970, 0).UTC(), time.Unix(1700003570, 0).UTC(), time.Unix(1700007170, 0).UTC()
	tests := []struct {
		payload, claim string
		bound          time.Time
	}{
		{goodPayload, "iat", iat},
		{payloadWith("tokenExp", ""), "iat", iat},
		{goodPayload, "exp", late},
		{payloadWith("tokenExp", ""), "exp", late},
		{payloadWith("exp", "1700003570"), "exp", early},
		{payloadWith("tokenExp", "1700003570"), "tokenExp", early},
	}
	for _, tt := range tests {
		for _, leeway := range []time.Duration{0, time.Second, time.Minute, 1500 * time.Millisecond, 1} {
			for _, edge := range edges {
				t.Run(fmt.Sprintf("%s %v %v", tt.claim, leeway, edge), func(t *testing.T) {
					now, kind := tt.bound.Add(leeway+edge), zoomsig.ErrExpired
					rejected := edge >= 0
					if tt.claim == "iat" {
						now, kind = tt.bound.Add(-leeway+edge), zoomsig.ErrNotYetValid
						rejected = edge < 0
					}
					signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: clockAt(now.In(time.FixedZone("", 3600))), Leeway: leeway})
					signature := jwt(goodHeader, tt.payload)
					claims, err := signer.Verify(signature)
					if !rejected {
						checkVerdict(t, signature, claims, err, nil)
						return
					}
					checkVerdict(t, signature, claims, err, kind)
					var timeError *zoomsig.TimeError
					require.True(t, errors.As(err, &timeError))
					assert.Equal(t, kind, timeError.Err)
					assert.Equal(t, tt.claim, timeError.Claim)
					assert.True(t, timeError.Bound.Equal(tt.bound), timeError.Bound)
					assert.True(t, timeError.Now.Equal(now), timeError.Now)
					assert.Equal(t, leeway, timeError.Leeway)
				})
			}
		}
	}
}

// TestVerifyLifetime checks the limit of 48 hours plus the leeway, in whole seconds.
func TestVerifyLifetime(t *testing.T) {
	for leeway, longest := range map[time.Duration]int64{
		0: 172800, 999 * time.Millisecond: 172800, time.Second: 172801, 1999 * time.Millisecond: 172801, time.Minute: 172860,
	} {
		signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: at(testNow), Leeway: leeway})
		for _, claim := range []string{"exp", "tokenExp"} {
			for _, more := range []int64{-1, 0, 1, 86400} {
				signature := jwt(goodHeader, payloadWith("iat", "1700000000", claim, fmt.Sprint(testNow+longest+more)))
				claims, err := signer.Verify(signature)
				if more <= 0 {
					checkVerdict(t, signature, claims, err, nil)
					continue
				}
				checkVerdict(t, signature, claims, err, zoomsig.ErrInvalidClaims)
				assert.Contains(t, err.Error(), fmt.Sprintf("%s is %d seconds after iat, expected at most %d", claim, longest+more, longest))
			}
		}
	}
}

// TestVerifyAnyClock checks that no time of a clock overflows.
func TestVerifyAnyClock(t *testing.T) {
	signature := jwt(goodHeader, goodPayload)
	for _, tt := range []struct {
		now     time.Time
		wantErr error
	}{
		{time.Time{}, zoomsig.ErrNotYetValid},
		{time.Unix(0, 0), zoomsig.ErrNotYetValid},
		{time.Unix(-1<<62, 0), zoomsig.ErrNotYetValid},
		{time.Unix(1<<40, 0), zoomsig.ErrExpired},
		{time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), zoomsig.ErrExpired},
	} {
		for _, leeway := range []time.Duration{0, time.Hour} {
			claims, err := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: clockAt(tt.now), Leeway: leeway}).Verify(signature)
			checkVerdict(t, signature, claims, err, tt.wantErr)
		}
	}
	forever := &zoomsig.Options{Clock: at(testNow), Leeway: math.MaxInt64}
	claims, err := newSigner(t, testKey, testSecret, forever).Verify(signature)
	checkVerdict(t, signature, claims, err, nil)
}
