package zoomsig_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// TestVerifyAccepts: what other signers may do, and what it reads as.
func TestVerifyAccepts(t *testing.T) {
	escaped := func(text string) string {
		var b strings.Builder
		for _, r := range text {
			b.WriteString(`\u` + strconv.FormatInt(0x10000+int64(r), 16)[1:])
		}
		return b.String()
	}
	tests := []struct {
		name, payload string
		want          zoomsig.Claims
	}{
		{"as Sign writes it", goodPayload, claimsWith(nil)},
		{"another order", `{"tokenExp":1700007170,"role":0,"appKey":"` + testKey + `","exp":1700007170,"mn":"83137961703","iat":1699999970,"sdkKey":"` + testKey + `"}`, claimsWith(nil)},
		{"white space", " \t\r\n" + strings.NewReplacer("{", "{ \n", ":", " \t: ", ",", "\r\n, ", "}", " }").Replace(goodPayload) + "\n", claimsWith(nil)},
		{"escaped names", strings.NewReplacer("exp", escaped("exp"), "sdkKey", escaped("sdkKey"), "tokenExp", escaped("tokenExp")).Replace(goodPayload), claimsWith(nil)},
		{"escaped strings", payloadWith("mn", `"`+escaped("83137961703")+`"`, "appKey", `"`+escaped(testKey)+`"`), claimsWith(nil)},
		{"every escape in an unknown claim", payloadWith("x", `"\"\\\/\b\f\n\r\t\u0000\ud83d\ude00\ufffd"`), claimsWith(nil)},
		{"any value in an unknown claim", payloadWith("a", "null", "b", `[{"}":"]"},-1.5e+3,[]]`, "c", `{"exp":1,"exp":2}`, "", "true"), claimsWith(nil)},
		{"half a surrogate pair in an unknown claim", payloadWith("x", `"\ud800"`), claimsWith(nil)},
		{"U+FFFD in an unknown name", payloadWith("\ufffd", "1"), claimsWith(nil)},
		{"U+FFFD escaped in an unknown name", payloadWith(`\uFffd`, "1"), claimsWith(nil)},
		{"surrogate pair in an unknown name", payloadWith(`\ud83d\ude00`, "1"), claimsWith(nil)},
		{"unknown claims in capitals change nothing", payloadWith("EXP", "1", "Iat", "null", "MN", "{}", "Role", "7", "SDKKEY", `"x"`, "appkey", "1", "TokenExp", "0"), claimsWith(nil)},
		{"unknown claims that fold to known ones change nothing", payloadWith("ſdkKey", `"x"`, "app\u212aey", `"x"`, "to\u212aenExp", "0"), claimsWith(nil)},
		{"claims of other tokens change nothing", payloadWith("iss", `"x"`, "tpc", `"x"`, "app_key", `"x"`, "jti", "1"), claimsWith(nil)},
		{"some depth in an unknown claim", payloadWith("x", strings.Repeat(`[{"a":`, 10)+"0"+strings.Repeat("}]", 10)), claimsWith(nil)},
		{"mn as a number", payloadWith("mn", "83137961703"), claimsWith(nil)},
		{"9 digits", payloadWith("mn", `"100000000"`), claimsWith(func(c *zoomsig.Claims) { c.MeetingNumber = 100000000 })},
		{"10 digits", payloadWith("mn", "1000000000"), claimsWith(func(c *zoomsig.Claims) { c.MeetingNumber = 1000000000 })},
		{"11 digits", payloadWith("mn", "99999999999"), claimsWith(func(c *zoomsig.Claims) { c.MeetingNumber = 99999999999 })},
		{"host", payloadWith("role", "1"), claimsWith(func(c *zoomsig.Claims) { c.Role = zoomsig.RoleHost })},
		{"sdkKey alone", payloadWith("appKey", ""), claimsWith(func(c *zoomsig.Claims) { c.AppKey = "" })},
		{"appKey alone", payloadWith("sdkKey", ""), claimsWith(func(c *zoomsig.Claims) { c.SDKKey = "" })},
		{"no tokenExp", payloadWith("tokenExp", ""), claimsWith(func(c *zoomsig.Claims) { c.TokenExpiresAt = time.Time{} })},
		{"native", payloadWith("mn", "", "role", ""), claimsWith(func(c *zoomsig.Claims) { c.MeetingNumber, c.Native = 0, true })},
		{"native with what native SDKs need", payloadWith("mn", "", "role", "", "sdkKey", ""), claimsWith(func(c *zoomsig.Claims) { c.MeetingNumber, c.Native, c.SDKKey = 0, true, "" })},
		{"video off", payloadWith("video_webrtc_mode", "0"), claimsWith(func(c *zoomsig.Claims) { c.VideoWebRTC = zoomsig.VideoWebRTCOff })},
		{"video on", payloadWith("video_webrtc_mode", "1"), claimsWith(func(c *zoomsig.Claims) { c.VideoWebRTC = zoomsig.VideoWebRTCOn })},
		{"different expiries", payloadWith("tokenExp", "1700000001"), claimsWith(func(c *zoomsig.Claims) { c.TokenExpiresAt = time.Unix(1700000001, 0).UTC() })},
		{"a lifetime of a second", payloadWith("iat", "1700000000", "exp", "1700000001", "tokenExp", ""),
			claimsWith(func(c *zoomsig.Claims) {
				c.IssuedAt, c.ExpiresAt, c.TokenExpiresAt = time.Unix(1700000000, 0).UTC(), time.Unix(1700000001, 0).UTC(), time.Time{}
			})},
	}
	signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: at(testNow)})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			claims, err := signer.Verify(jwt(goodHeader, tt.payload))
			require.NoError(t, err)
			assert.Equal(t, tt.want, *claims)
		})
	}
}

// TestVerifySigned: Verify gives back what was signed, with what Sign filled in.
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
		for _, key := range []string{testKey, `"\/<&>ключ😀` + "\u2028\ufffd", strings.Repeat(`"`, 512), "k" + strings.Repeat("\u2028", 170) + "k"} {
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

// TestVerifyVectors: what Zoom and others made verifies, and reads as it does
// without this library.
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

// TestVerifyKeepsResults: what Verify returned stays as it was, whatever it is
// given next.
func TestVerifyKeepsResults(t *testing.T) {
	signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: at(testNow)})
	claims, err := signer.Verify(jwt(goodHeader, goodPayload))
	require.NoError(t, err)
	_, refusal := signer.Verify(jwt(goodHeader, payloadWith("role", `"boss"`)))
	said := refusal.Error()
	for _, other := range []string{"x", strings.Repeat("x", 2900), goodPayload, payloadWith("sdkKey", `"`+strings.Repeat("x", 2000)+`"`)} {
		_, _ = signer.Verify(jwt(other, other))
		_, _ = signer.Verify(jwt(goodHeader, other))
	}
	assert.Equal(t, claimsWith(nil), *claims)
	assert.Equal(t, said, refusal.Error())
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

// TestVerifyConcurrentUse: one signer, 8 goroutines. Run it with -race.
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
