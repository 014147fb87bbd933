package zoomsig_test

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// TestVerifySigned checks that Verify returns what was signed, and the defaults.
func TestVerifySigned(t *testing.T) {
	now := time.Unix(testNow, 999_999_999)
	iat, exp := time.Unix(testNow-3600, 999_999_999), time.Unix(testNow+3600, 500_000_000)
	for name, claims := range map[string]zoomsig.Claims{
		"usual":      {MeetingNumber: testNumber},
		"host":       {MeetingNumber: 100000000, Role: zoomsig.RoleHost, VideoWebRTC: zoomsig.VideoWebRTCOn},
		"native":     {Native: true, VideoWebRTC: zoomsig.VideoWebRTCOff},
		"times":      {MeetingNumber: 99999999999, IssuedAt: iat, ExpiresAt: exp, TokenExpiresAt: exp.Add(time.Hour)},
		"elsewhere":  {Native: true, IssuedAt: iat.In(time.FixedZone("", 12345))},
		"whole life": {Native: true, IssuedAt: now.Add(1 - zoomsig.MaxLifetime), ExpiresAt: now.Add(1)},
	} {
		for _, key := range []string{testKey, `"\/<&>ключ😀` + "\u2028\ufffd", "k" + strings.Repeat(`"`, 511), "k" + strings.Repeat("\u2028", 170) + "k"} {
			signer := newSigner(t, key, testSecret, &zoomsig.Options{Clock: clockAt(now)})
			signature, err := signer.Sign(claims)
			require.NoError(t, err)
			assert.Less(t, len(signature), 4096)
			got, err := signer.Verify(signature)
			require.NoError(t, err, "%s %.10s", name, key)
			assert.Equal(t, completed(claims, key, now.Add(-zoomsig.DefaultBackdate)), *got, name)
		}
	}
}

// TestVerifyVectors verifies what Zoom and others made, and compares with what their
// JSON says.
func TestVerifyVectors(t *testing.T) {
	verify := func(key, secret, signature string, now time.Time) zoomsig.Claims {
		claims, err := newSigner(t, key, secret, &zoomsig.Options{Clock: clockAt(now)}).Verify(signature)
		require.NoError(t, err)
		return *claims
	}
	for _, file := range []string{"node.jsonl", "java.jsonl"} {
		for _, v := range loadVectors[vector](t, file) {
			assert.Equal(t, v.claims(t), verify(v.Key, v.Secret, v.JWT, time.Unix(v.IAT, 0)))
		}
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

// TestVerifyKeepsResults checks that later calls do not change what Verify returned.
func TestVerifyKeepsResults(t *testing.T) {
	signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: at(testNow)})
	claims, err := signer.Verify(jwt(goodHeader, goodPayload))
	require.NoError(t, err)
	_, rejection := signer.Verify(jwt(goodHeader, payloadWith("role", `"boss"`)))
	said := rejection.Error()
	for _, other := range []string{"x", strings.Repeat("x", 2900), goodPayload, payloadWith("sdkKey", `"`+strings.Repeat("x", 2000)+`"`)} {
		_, _ = signer.Verify(jwt(other, other))
		_, _ = signer.Verify(jwt(goodHeader, other))
	}
	assert.Equal(t, claimsWith(nil), *claims)
	assert.Equal(t, said, rejection.Error())
}

func TestVerifyNeedsASigner(t *testing.T) {
	for _, signer := range []*zoomsig.Signer{nil, {}} {
		claims, err := signer.Verify(jwt(goodHeader, goodPayload))
		checkVerdict(t, "", claims, err, zoomsig.ErrCredentials)
	}
}

func TestVerifyReadsTheClockOnce(t *testing.T) {
	clock := new(countingClock)
	signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: clock})
	for _, signature := range []string{"", jwt(goodHeader, goodPayload), jwt(goodHeader, payloadWith("exp", "1")), jwt(goodHeader, payloadWith("iat", "1700000001"))} {
		clock.reads = 0
		_, _ = signer.Verify(signature)
		assert.Equal(t, 1, clock.reads)
	}
}

// TestVerifyConcurrentUse uses one signer in 8 goroutines. It is useful with -race.
func TestVerifyConcurrentUse(t *testing.T) {
	signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: at(testNow)})
	var wg sync.WaitGroup
	for g := 0; g < 8; g++ {
		wg.Add(1)
		go func(g int) {
			defer wg.Done()
			for n := 0; n < 200; n++ {
				number := testNumber + zoomsig.MeetingNumber(1000*g+n)
				signature, err := signer.Sign(zoomsig.Claims{MeetingNumber: number})
				assert.NoError(t, err)
				claims, err := signer.Verify(signature)
				if assert.NoError(t, err) {
					assert.Equal(t, number, claims.MeetingNumber)
				}
				claims, err = signer.Verify(strings.Replace(signature, ".e", ".f", 1))
				assert.ErrorIs(t, err, zoomsig.ErrSignature)
				assert.Nil(t, claims)
			}
		}(g)
	}
	wg.Wait()
}
