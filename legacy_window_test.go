package zoomsig_test

import (
	"encoding/base64"
	"errors"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// TestLegacyVerifyWindow checks Timestamp - Leeway <= now <= Timestamp + MaxAge +
// Leeway to the nanosecond.
func TestLegacyVerifyWindow(t *testing.T) {
	timestamp := time.UnixMilli(1699999970123).UTC()
	signature := legacy(testKey, "83137961703", testMillis, "0")
	for _, maxAge := range []time.Duration{0, time.Minute, 48 * time.Hour} {
		for _, leeway := range []time.Duration{0, time.Second, time.Minute, 1} {
			for _, edge := range edges {
				age := maxAge
				if age == 0 {
					age = 24 * time.Hour
				}
				for _, tt := range []struct {
					now, bound time.Time
					wantErr    error
				}{
					{timestamp.Add(-leeway + edge), timestamp, map[bool]error{true: zoomsig.ErrNotYetValid}[edge < 0]},
					{timestamp.Add(age + leeway + edge), timestamp.Add(age), map[bool]error{true: zoomsig.ErrExpired}[edge > 0]},
				} {
					clock := clockAt(tt.now.In(time.FixedZone("", -3600)))
					signer := newLegacySigner(t, testKey, testSecret, &zoomsig.LegacyOptions{Clock: clock, Leeway: leeway, MaxAge: maxAge})
					claims, err := signer.Verify(signature)
					checkVerdict(t, "", claims, err, tt.wantErr)
					var timeError *zoomsig.TimeError
					if errors.As(err, &timeError) {
						assert.Equal(t, "timestamp", timeError.Claim)
						assert.True(t, timeError.Bound.Equal(tt.bound), timeError.Bound)
						assert.True(t, timeError.Now.Equal(tt.now), timeError.Now)
						assert.Equal(t, leeway, timeError.Leeway)
					}
				}
			}
		}
	}
	forever := &zoomsig.LegacyOptions{Clock: at(testNow), Leeway: math.MaxInt64, MaxAge: math.MaxInt64}
	claims, err := newLegacySigner(t, testKey, testSecret, forever).Verify(signature)
	checkVerdict(t, "", claims, err, nil)
	for now, want := range map[time.Duration]string{
		-1500 * time.Millisecond:   "zoomsig: timestamp: not valid until 2023-11-14T22:12:50.123Z, in 1.5s (now 2023-11-14T22:12:48.623Z, leeway 1s)",
		24*time.Hour + time.Minute: "zoomsig: timestamp: expired 1m0s ago, at 2023-11-15T22:12:50.123Z (now 2023-11-15T22:13:50.123Z, leeway 1s)",
	} {
		opts := &zoomsig.LegacyOptions{Clock: clockAt(timestamp.Add(now)), Leeway: time.Second}
		_, err := newLegacySigner(t, testKey, testSecret, opts).Verify(signature)
		assert.EqualError(t, err, want)
	}
}

// TestLegacyVerifySigned checks that Verify returns what was signed, by this library
// and by others, with and without padding.
func TestLegacyVerifySigned(t *testing.T) {
	check := func(key, secret, signature string, want zoomsig.LegacyClaims) {
		signer := newLegacySigner(t, key, secret, &zoomsig.LegacyOptions{Clock: clockAt(want.Timestamp)})
		got, err := signer.Verify(signature)
		require.NoError(t, err)
		assert.Equal(t, want, *got)
		if padding := (4 - len(signature)%4) % 4; padding > 0 {
			got, err = signer.Verify(signature + "=="[:padding])
			require.NoError(t, err)
			assert.Equal(t, want, *got)
		}
	}
	for _, file := range []string{"node.jsonl", "java.jsonl"} {
		for _, v := range loadVectors[vector](t, file) {
			check(v.Key, v.Secret, v.Legacy, zoomsig.LegacyClaims{APIKey: v.Key, MeetingNumber: v.claims(t).MeetingNumber, Role: v.Role, Timestamp: time.UnixMilli(v.TSMillis).UTC()})
		}
	}
	count := 0
	for _, v := range vendorVectors(t) {
		if v.Format == "legacy" {
			count++
			check(v.Key, v.Secret, v.Signature, zoomsig.LegacyClaims{APIKey: v.Key, MeetingNumber: v.MN, Role: v.Role, Timestamp: time.UnixMilli(v.TS).UTC()})
		}
	}
	require.Equal(t, 3, count)
	for _, key := range []string{testKey, "ключ?>~", strings.Repeat("k", 511), strings.Repeat("k", 512)} {
		signer := newLegacySigner(t, key, testSecret, nil)
		timestamp := time.Unix(testNow, 123_999_999)
		signature, err := signer.Sign(zoomsig.LegacyClaims{MeetingNumber: testNumber, Role: zoomsig.RoleHost, Timestamp: timestamp})
		require.NoError(t, err)
		check(key, testSecret, signature, zoomsig.LegacyClaims{APIKey: key, MeetingNumber: testNumber, Role: zoomsig.RoleHost, Timestamp: time.UnixMilli(timestamp.UnixMilli()).UTC()})
	}
}

// TestLegacyVerifyUse checks zero signers, the clock, the cost and goroutines.
func TestLegacyVerifyUse(t *testing.T) {
	good := legacy(testKey, "83137961703", testMillis, "0")
	for _, signer := range []*zoomsig.LegacySigner{nil, {}} {
		claims, err := signer.Verify(good)
		checkVerdict(t, "", claims, err, zoomsig.ErrCredentials)
	}
	clock := new(countingClock)
	signer := newLegacySigner(t, testKey, testSecret, &zoomsig.LegacyOptions{Clock: clock})
	for _, signature := range []string{"", good, legacy(testKey, "83137961703", "1000000000000", "0")} {
		clock.reads = 0
		_, _ = signer.Verify(signature)
		assert.Equal(t, 1, clock.reads)
	}

	signer = newLegacySigner(t, testKey, testSecret, &zoomsig.LegacyOptions{Clock: at(testNow)})
	for _, text := range []string{".", "[", "9", `"`, "A", "=", "\n", "\xff"} {
		text = strings.Repeat(text, 1<<20)
		for _, signature := range []string{text, legacy(text, "", "", ""), legacy(testKey, text, testMillis, "0"), base64.StdEncoding.EncodeToString([]byte(text))} {
			claims, err := signer.Verify(signature)
			checkVerdict(t, "", claims, err, zoomsig.ErrMalformed)
			checkAllocations(t, 5, func() { _, _ = signer.Verify(signature) })
		}
	}
	checkAllocations(t, 12, func() { _, _ = signer.Verify(good) })

	var wg sync.WaitGroup
	for g := 0; g < 8; g++ {
		wg.Add(1)
		go func(g int) {
			defer wg.Done()
			for n := 0; n < 200; n++ {
				number := testNumber + zoomsig.MeetingNumber(1000*g+n)
				claims, err := signer.Verify(legacy(testKey, number.String(), testMillis, "1"))
				if assert.NoError(t, err) {
					assert.Equal(t, number, claims.MeetingNumber)
				}
				claims, err = signer.Verify(legacyWith("", testKey, number.String(), testMillis, "1"))
				assert.ErrorIs(t, err, zoomsig.ErrSignature)
				assert.Nil(t, claims)
			}
		}(g)
	}
	wg.Wait()
}
