package zoomsig_test

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

func TestSignVectors(t *testing.T) {
	for _, file := range []string{"node.jsonl", "java.jsonl"} {
		for _, v := range loadVectors[vector](t, file) {
			claims := v.claims(t)
			signer := newSigner(t, v.Key, v.Secret, &zoomsig.Options{Clock: at(0)})
			got, err := signer.Sign(claims)
			require.NoError(t, err)
			assert.Equal(t, v.JWT, got)

			legacy := newLegacySigner(t, v.Key, v.Secret, nil)
			got, err = legacy.Sign(zoomsig.LegacyClaims{
				MeetingNumber: claims.MeetingNumber,
				Role:          v.Role,
				Timestamp:     time.UnixMilli(v.TSMillis),
			})
			require.NoError(t, err)
			assert.Equal(t, v.Legacy, got)
		}
	}
}

// TestSignZoomReadme checks that key, secret, clock and a meeting number alone give the
// example that Zoom publishes.
func TestSignZoomReadme(t *testing.T) {
	signer := newSigner(t, "abc123", "your-256-bit-secret", &zoomsig.Options{Clock: at(1646937583)})
	got, err := signer.Sign(zoomsig.Claims{MeetingNumber: 123456789})
	require.NoError(t, err)
	assert.Equal(t, "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzZGtLZXkiOiJhYmMxMjMiLCJtbiI6IjEyMzQ1Njc4OSIsInJvbGUiOjAsImlhdCI6MTY0NjkzNzU1MywiZXhwIjoxNjQ2OTQ0NzUzLCJhcHBLZXkiOiJhYmMxMjMiLCJ0b2tlbkV4cCI6MTY0Njk0NDc1M30.UcWxbWY-y22wFarBBc9i3lGQuZAsuUpl8GRR8wUah2M", got)
	assert.Equal(t, vendorVectors(t)["zoom-readme"].Signature, got)
}

func TestLegacySignVendor(t *testing.T) {
	count := 0
	for _, v := range vendorVectors(t) {
		if v.Format != "legacy" {
			continue
		}
		count++
		signer := newLegacySigner(t, v.Key, v.Secret, nil)
		got, err := signer.Sign(zoomsig.LegacyClaims{MeetingNumber: v.MN, Role: v.Role, Timestamp: time.UnixMilli(v.TS)})
		require.NoError(t, err)
		assert.Equal(t, v.Signature, got, v.ID)
	}
	require.Equal(t, 3, count)
}

// secondsOf returns the digits of a claim.
func secondsOf(t testing.TB, signature, claim string) string {
	t.Helper()
	var claims map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(payloadOf(t, signature)), &claims))
	return string(claims[claim])
}

// In thread 000, one join in 10 to 20 failed with 3712 "Signature is invalid". The
// Java code divides the milliseconds by (float) 1000, and 32-bit floats step by
// 128 s at today's times: over a day, iat is off by up to 129 s, in the future in
// 28.9 % of all seconds, by more than 30 s in 13.9 %, by more than 60 s in 4.4 %.
// The test repeats Java's two roundings in Go (a JVM gives the same iat for each of
// these seconds), and shows that this library's iat is exact for each.
func TestForum000Float32(t *testing.T) {
	const day = 24 * 60 * 60
	start := time.Date(2023, 4, 11, 0, 0, 0, 0, time.UTC).Unix()
	var farthest int64
	var future, future30, future60 int
	var now time.Time
	signer := newSigner(t, "abc123", "your-256-bit-secret", &zoomsig.Options{
		Clock: zoomsig.ClockFunc(func() time.Time { return now }),
	})
	for second := start; second < start+day; second++ {
		java := int64(float32(second*1000)/float32(1000)) - 30
		farthest = max(farthest, java+30-second, second-java-30)
		if java > second {
			future++
		}
		if java > second+30 {
			future30++
		}
		if java > second+60 {
			future60++
		}

		now = time.Unix(second, int64(time.Second)-1)
		signature, err := signer.Sign(zoomsig.Claims{MeetingNumber: 83137961703})
		require.NoError(t, err)
		payload, err := base64.RawURLEncoding.DecodeString(strings.Split(signature, ".")[1])
		require.NoError(t, err)
		var claims struct{ IAT int64 }
		require.NoError(t, json.Unmarshal(payload, &claims))
		require.Equal(t, second-30, claims.IAT)
	}
	percent := func(count int) float64 { return math.Round(float64(count)*1000/day) / 10 }
	assert.Equal(t, int64(129), farthest)
	assert.Equal(t, 28.9, percent(future))
	assert.Equal(t, 13.9, percent(future30))
	assert.Equal(t, 4.4, percent(future60))

	assert.Equal(t, float32(128), math.Nextafter32(float32(start), math.MaxFloat32)-float32(start), "the step")
}

// In thread 001, joins failed with 3712 on some machines only. One attempt signs
// fractional seconds, (getTime()-30000)/1000; the test shows that this library signs
// whole seconds, truncated, whatever the clock shows. The other attempt is a legacy
// signature with seconds in place of milliseconds, and without base64 before and
// after the HMAC; the test shows the right one.
func TestForum001Fractions(t *testing.T) {
	for _, nanoseconds := range []int64{0, 1, 499_999_999, 500_000_000, 999_999_999} {
		clock := clockAt(time.Unix(1690000000, nanoseconds))
		signature, err := newSigner(t, "abc123", "your-256-bit-secret", &zoomsig.Options{Clock: clock}).
			Sign(zoomsig.Claims{MeetingNumber: 83137961703})
		require.NoError(t, err)
		assert.Equal(t, "1689999970", secondsOf(t, signature, "iat"))
		assert.Equal(t, "1690007170", secondsOf(t, signature, "exp"))
		assert.Equal(t, "1690007170", secondsOf(t, signature, "tokenExp"))
	}

	const handMade = "abc123.83137961703.1690000000.0.lYqbmTETXx3no3x1/lnV9o80B6BpqCP+2khD5Oge1ys="
	signature, err := newLegacySigner(t, "abc123", "your-256-bit-secret", &zoomsig.LegacyOptions{Clock: at(1690000000), Backdate: -1}).
		Sign(zoomsig.LegacyClaims{MeetingNumber: 83137961703})
	require.NoError(t, err)
	assert.NotEqual(t, handMade, signature)
	decoded, err := base64.RawStdEncoding.DecodeString(signature)
	require.NoError(t, err)
	fields := strings.Split(string(decoded), ".")
	require.Len(t, fields, 5)
	assert.Equal(t, "1690000000000", fields[2], "milliseconds")
	assert.NotEqual(t, strings.Split(handMade, ".")[4], fields[4])
}

// In thread 002, a correct legacy signature failed with 3712, because it was passed
// to join with the sdkKey of an SDK app. "Two different apps, both works but not
// mixed." The test makes the posted signature byte for byte. Here the two kinds
// cannot be mixed up, since their types have different methods.
func TestForum002Legacy(t *testing.T) {
	legacy := newLegacySigner(t, "zp1yfDk-RPufHFAgbbc95w", "BqJw1aBnPhoDbBctQWChUlFwXqCWKirK0jEX",
		&zoomsig.LegacyOptions{Clock: clockAt(time.UnixMilli(1658977268692 + 30000))})
	got, err := legacy.Sign(zoomsig.LegacyClaims{MeetingNumber: 83137961703})
	require.NoError(t, err)
	assert.Equal(t, "enAxeWZEay1SUHVmSEZBZ2JiYzk1dy44MzEzNzk2MTcwMy4xNjU4OTc3MjY4NjkyLjAuWnZKUGpZRGV0eUxKajBHcVFOVGRIVEJxSzNIb2Qrd0dqT3VzZGFKekVqQT0", got)

	type signsJWT interface {
		Sign(zoomsig.Claims) (string, error)
	}
	type signsLegacy interface {
		Sign(zoomsig.LegacyClaims) (string, error)
	}
	assert.Implements(t, (*signsJWT)(nil), new(zoomsig.Signer))
	assert.Implements(t, (*signsLegacy)(nil), legacy)
	assert.NotImplements(t, (*signsJWT)(nil), legacy)
	assert.NotImplements(t, (*signsLegacy)(nil), new(zoomsig.Signer))
}

// In thread 003, every join failed with 3712, because the credentials were those of
// an OAuth app. The thread also shows a payload that Zoom's sample app made, which
// the test makes member for member, and a client ID with a leading space, which is
// rejected.
func TestForum003Payload(t *testing.T) {
	signer := newSigner(t, "lAzXXLSJQyKbYI1xZwqQOw", "a dummy secret", &zoomsig.Options{Clock: at(1681189069 + 30)})
	signature, err := signer.Sign(zoomsig.Claims{MeetingNumber: 82295245018, Role: zoomsig.RoleParticipant})
	require.NoError(t, err)
	assert.Equal(t, `{"sdkKey":"lAzXXLSJQyKbYI1xZwqQOw","mn":"82295245018","role":0,"iat":1681189069,"exp":1681196269,"appKey":"lAzXXLSJQyKbYI1xZwqQOw","tokenExp":1681196269}`,
		payloadOf(t, signature))

	_, err = zoomsig.NewSigner(" lAzXXLSJQyKbYI1xZwqQOw", "a dummy secret", nil)
	assert.ErrorIs(t, err, zoomsig.ErrCredentials)
}

// In thread 004, joins failed with "The signature has expired" on machines whose clock
// was 7 minutes ahead, until the code subtracted 10 minutes. The test shows the
// timestamp in the future, and that a Clock cures it.
func TestForum004ClockAhead(t *testing.T) {
	const truth = 1562000000
	machine := at(truth + 7*60)
	corrected := zoomsig.ClockFunc(func() time.Time { return machine.Now().Add(-7 * time.Minute) })
	timestamp := func(clock zoomsig.Clock) string {
		signature, err := newLegacySigner(t, "abc123", "your-256-bit-secret", &zoomsig.LegacyOptions{Clock: clock}).
			Sign(zoomsig.LegacyClaims{MeetingNumber: 83137961703})
		require.NoError(t, err)
		decoded, err := base64.RawStdEncoding.DecodeString(signature)
		require.NoError(t, err)
		return strings.Split(string(decoded), ".")[2]
	}
	assert.Equal(t, "1562000390000", timestamp(machine), "390 s ahead of the truth")
	assert.Equal(t, "1561999970000", timestamp(corrected), "30 s behind it")

	signature, err := newSigner(t, "abc123", "your-256-bit-secret", &zoomsig.Options{Clock: corrected}).
		Sign(zoomsig.Claims{MeetingNumber: 83137961703})
	require.NoError(t, err)
	assert.Equal(t, "1561999970", secondsOf(t, signature, "iat"))
}
