package zoomsig_test

import (
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

func TestSignRules(t *testing.T) {
	unix := func(seconds int64) time.Time { return time.Unix(seconds, 0) }
	iat := unix(testNow)
	tests := []struct {
		name    string
		claims  zoomsig.Claims
		wantErr error
		says    string
	}{
		{"number and role", zoomsig.Claims{MeetingNumber: testNumber, Role: zoomsig.RoleHost}, nil, ""},
		{"no meeting number", zoomsig.Claims{}, zoomsig.ErrInvalidClaims, "mn is missing"},
		{"8 digits", zoomsig.Claims{MeetingNumber: 99999999}, zoomsig.ErrInvalidClaims, "mn is 99999999, expected 9 to 11 digits"},
		{"9 digits", zoomsig.Claims{MeetingNumber: 100000000}, nil, ""},
		{"11 digits", zoomsig.Claims{MeetingNumber: 99999999999}, nil, ""},
		{"12 digits", zoomsig.Claims{MeetingNumber: 100000000000}, zoomsig.ErrInvalidClaims, "mn is 100000000000"},
		{"largest number", zoomsig.Claims{MeetingNumber: math.MaxUint64}, zoomsig.ErrInvalidClaims, "mn is"},
		{"role 2", zoomsig.Claims{MeetingNumber: testNumber, Role: 2}, zoomsig.ErrInvalidClaims, "role is 2, expected 0 (participant) or 1 (host)"},
		{"role -1", zoomsig.Claims{MeetingNumber: testNumber, Role: -1}, zoomsig.ErrInvalidClaims, "role is -1"},
		{"own keys", zoomsig.Claims{MeetingNumber: testNumber, SDKKey: testKey, AppKey: testKey}, nil, ""},
		{"foreign sdkKey", zoomsig.Claims{MeetingNumber: testNumber, SDKKey: "other"}, zoomsig.ErrInvalidClaims, `sdkKey is "other", expected "` + testKey + `"`},
		{"foreign appKey", zoomsig.Claims{MeetingNumber: testNumber, AppKey: "other"}, zoomsig.ErrInvalidClaims, `appKey is "other"`},
		{"secret as sdkKey", zoomsig.Claims{MeetingNumber: testNumber, SDKKey: "x" + testSecret}, zoomsig.ErrInvalidClaims, "the secret was used in a public field"},
		{"very long key", zoomsig.Claims{MeetingNumber: testNumber, AppKey: strings.Repeat("k", 1<<20)}, zoomsig.ErrInvalidClaims, "kkk…, expected"},
		{"key that is cited whole", zoomsig.Claims{MeetingNumber: testNumber, AppKey: strings.Repeat("k", 62)}, zoomsig.ErrInvalidClaims, `k", expected`},
		{"key that is cut", zoomsig.Claims{MeetingNumber: testNumber, AppKey: strings.Repeat("k", 63)}, zoomsig.ErrInvalidClaims, `k…, expected`},
		{"control characters in a key", zoomsig.Claims{MeetingNumber: testNumber, AppKey: "\x1b[2J\xff"}, zoomsig.ErrInvalidClaims, `"\x1b[2J\xff"`},
		{"native", zoomsig.Claims{Native: true}, nil, ""},
		{"native with a number", zoomsig.Claims{Native: true, MeetingNumber: testNumber}, zoomsig.ErrInvalidClaims, "mn is 83137961703, expected none with Native"},
		{"native with a role", zoomsig.Claims{Native: true, Role: zoomsig.RoleHost}, zoomsig.ErrInvalidClaims, "role is 1 (host), expected none with Native"},
		{"video off", zoomsig.Claims{MeetingNumber: testNumber, VideoWebRTC: zoomsig.VideoWebRTCOff}, nil, ""},
		{"video on", zoomsig.Claims{MeetingNumber: testNumber, VideoWebRTC: zoomsig.VideoWebRTCOn}, nil, ""},
		{"video 3", zoomsig.Claims{MeetingNumber: testNumber, VideoWebRTC: 3}, zoomsig.ErrInvalidClaims, "video_webrtc_mode is 3, expected on, off or unset"},
		{"video -1", zoomsig.Claims{MeetingNumber: testNumber, VideoWebRTC: -1}, zoomsig.ErrInvalidClaims, "video_webrtc_mode"},
		{"exp after 1799 s", zoomsig.Claims{MeetingNumber: testNumber, IssuedAt: iat, ExpiresAt: unix(testNow + 1799)}, zoomsig.ErrInvalidClaims, "exp is 1799 seconds after iat, expected 1800 to 172800"},
		{"exp after 1800 s", zoomsig.Claims{MeetingNumber: testNumber, IssuedAt: iat, ExpiresAt: unix(testNow + 1800)}, nil, ""},
		{"exp after 172800 s", zoomsig.Claims{MeetingNumber: testNumber, IssuedAt: iat, ExpiresAt: unix(testNow + 172800)}, nil, ""},
		{"exp after 172801 s", zoomsig.Claims{MeetingNumber: testNumber, IssuedAt: iat, ExpiresAt: unix(testNow + 172801)}, zoomsig.ErrInvalidClaims, "exp is 172801 seconds after iat"},
		{"exp before iat", zoomsig.Claims{MeetingNumber: testNumber, IssuedAt: iat, ExpiresAt: unix(testNow - 3600)}, zoomsig.ErrInvalidClaims, "exp is -3600 seconds after iat"},
		{"tokenExp after 1799 s", zoomsig.Claims{MeetingNumber: testNumber, IssuedAt: iat, TokenExpiresAt: unix(testNow + 1799)}, zoomsig.ErrInvalidClaims, "tokenExp is 1799 seconds after iat"},
		{"tokenExp after 1800 s", zoomsig.Claims{MeetingNumber: testNumber, IssuedAt: iat, TokenExpiresAt: unix(testNow + 1800)}, nil, ""},
		{"tokenExp after 172801 s", zoomsig.Claims{MeetingNumber: testNumber, IssuedAt: iat, TokenExpiresAt: unix(testNow + 172801)}, zoomsig.ErrInvalidClaims, "tokenExp is 172801 seconds after iat"},
		{"lifetime of whole seconds, 1799.9 s", zoomsig.Claims{MeetingNumber: testNumber, IssuedAt: iat, ExpiresAt: unix(testNow + 1800).Add(-1)}, zoomsig.ErrInvalidClaims, "1799"},
		{"lifetime of whole seconds, 172800.9 s", zoomsig.Claims{MeetingNumber: testNumber, IssuedAt: iat, ExpiresAt: unix(testNow + 172801).Add(-1)}, nil, ""},
		{"iat 1970", zoomsig.Claims{MeetingNumber: testNumber, IssuedAt: unix(0)}, nil, ""},
		{"iat before 1970", zoomsig.Claims{MeetingNumber: testNumber, IssuedAt: unix(0).Add(-1)}, zoomsig.ErrInvalidClaims, "iat is -1, expected whole seconds since 1970"},
		{"exp before 1970", zoomsig.Claims{MeetingNumber: testNumber, ExpiresAt: unix(-1)}, zoomsig.ErrInvalidClaims, "exp is -1"},
		{"tokenExp before 1970", zoomsig.Claims{MeetingNumber: testNumber, TokenExpiresAt: unix(-1)}, zoomsig.ErrInvalidClaims, "tokenExp is -1"},
		{"last times", zoomsig.Claims{MeetingNumber: testNumber, IssuedAt: unix(99_999_999_999 - 7200)}, nil, ""},
		{"exp beyond the last", zoomsig.Claims{MeetingNumber: testNumber, IssuedAt: unix(99_999_999_999 - 7199)}, zoomsig.ErrInvalidClaims, "exp is 100000000000"},
		{"iat in milliseconds", zoomsig.Claims{MeetingNumber: testNumber, IssuedAt: unix(testNow * 1000)}, zoomsig.ErrInvalidClaims, "iat is 1700000000000"},
		{"iat at the end of time", zoomsig.Claims{MeetingNumber: testNumber, IssuedAt: unix(math.MaxInt64)}, zoomsig.ErrInvalidClaims, "iat is"},
		{"exp at the end of time", zoomsig.Claims{MeetingNumber: testNumber, ExpiresAt: unix(math.MaxInt64)}, zoomsig.ErrInvalidClaims, "exp is"},
	}
	signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: at(testNow)})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			signature, err := signer.Sign(tt.claims)
			checkError(t, err, tt.wantErr)
			if err != nil {
				assert.Empty(t, signature)
				assert.Contains(t, err.Error(), tt.says)
			}
		})
	}
}

// TestSignFillsIn checks the whole payload.
func TestSignFillsIn(t *testing.T) {
	now := time.Unix(testNow, 999_999_999)
	keys := `"sdkKey":"` + testKey + `",`
	tests := []struct {
		name   string
		opts   zoomsig.Options
		claims zoomsig.Claims
		want   string
	}{
		{"defaults", zoomsig.Options{}, zoomsig.Claims{MeetingNumber: testNumber},
			`{` + keys + `"mn":"83137961703","role":0,"iat":1699999970,"exp":1700007170,"appKey":"` + testKey + `","tokenExp":1700007170}`},
		{"host with video", zoomsig.Options{}, zoomsig.Claims{MeetingNumber: testNumber, Role: zoomsig.RoleHost, VideoWebRTC: zoomsig.VideoWebRTCOn},
			`{` + keys + `"mn":"83137961703","role":1,"iat":1699999970,"exp":1700007170,"appKey":"` + testKey + `","tokenExp":1700007170,"video_webrtc_mode":1}`},
		{"video off", zoomsig.Options{}, zoomsig.Claims{MeetingNumber: testNumber, VideoWebRTC: zoomsig.VideoWebRTCOff},
			`{` + keys + `"mn":"83137961703","role":0,"iat":1699999970,"exp":1700007170,"appKey":"` + testKey + `","tokenExp":1700007170,"video_webrtc_mode":0}`},
		{"native", zoomsig.Options{}, zoomsig.Claims{Native: true},
			`{` + keys + `"iat":1699999970,"exp":1700007170,"appKey":"` + testKey + `","tokenExp":1700007170}`},
		{"options", zoomsig.Options{Lifetime: time.Hour, Backdate: 10 * time.Second}, zoomsig.Claims{MeetingNumber: testNumber},
			`{` + keys + `"mn":"83137961703","role":0,"iat":1699999990,"exp":1700003590,"appKey":"` + testKey + `","tokenExp":1700003590}`},
		{"negative backdate", zoomsig.Options{Backdate: -time.Hour}, zoomsig.Claims{MeetingNumber: testNumber},
			`{` + keys + `"mn":"83137961703","role":0,"iat":1700000000,"exp":1700007200,"appKey":"` + testKey + `","tokenExp":1700007200}`},
		{"fractions in options are cut", zoomsig.Options{Lifetime: time.Hour + 999*time.Millisecond, Backdate: 500 * time.Millisecond}, zoomsig.Claims{MeetingNumber: testNumber},
			`{` + keys + `"mn":"83137961703","role":0,"iat":1700000000,"exp":1700003600,"appKey":"` + testKey + `","tokenExp":1700003600}`},
		{"given times are cut", zoomsig.Options{}, zoomsig.Claims{MeetingNumber: testNumber, IssuedAt: now, ExpiresAt: now.Add(time.Hour), TokenExpiresAt: now.Add(2 * time.Hour)},
			`{` + keys + `"mn":"83137961703","role":0,"iat":1700000000,"exp":1700003600,"appKey":"` + testKey + `","tokenExp":1700007200}`},
		{"exp follows a given iat, tokenExp a given exp", zoomsig.Options{}, zoomsig.Claims{MeetingNumber: testNumber, IssuedAt: now.Add(-time.Hour)},
			`{` + keys + `"mn":"83137961703","role":0,"iat":1699996400,"exp":1700003600,"appKey":"` + testKey + `","tokenExp":1700003600}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.opts.Clock = clockAt(now)
			signature, err := newSigner(t, testKey, testSecret, &tt.opts).Sign(tt.claims)
			require.NoError(t, err)
			assert.Equal(t, tt.want, payloadOf(t, signature))
			assert.True(t, strings.HasPrefix(signature, "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."))
		})
	}
}

func TestSignClockBefore1970(t *testing.T) {
	for name, now := range map[string]time.Time{"zero": {}, "1969": time.Unix(-1, 0)} {
		for _, backdate := range []time.Duration{0, -1} {
			signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: clockAt(now), Backdate: backdate})
			_, err := signer.Sign(zoomsig.Claims{MeetingNumber: testNumber})
			checkError(t, err, zoomsig.ErrInvalidClaims)
			assert.Contains(t, err.Error(), "iat is -", name)
		}
	}
}

func TestOptions(t *testing.T) {
	tests := []struct {
		name string
		opts *zoomsig.Options
		says string // "" means that they are accepted
	}{
		{"nil", nil, ""},
		{"zero", &zoomsig.Options{}, ""},
		{"lifetime too short", &zoomsig.Options{Lifetime: zoomsig.MinLifetime - 1}, "Lifetime is 29m59.999999999s, expected 30m0s to 48h0m0s"},
		{"shortest lifetime", &zoomsig.Options{Lifetime: zoomsig.MinLifetime}, ""},
		{"longest lifetime", &zoomsig.Options{Lifetime: zoomsig.MaxLifetime}, ""},
		{"lifetime too long", &zoomsig.Options{Lifetime: zoomsig.MaxLifetime + time.Second}, "Lifetime is 48h0m1s, expected"},
		{"negative lifetime", &zoomsig.Options{Lifetime: -time.Hour}, "Lifetime is -1h0m0s, expected"},
		{"backdate just within lifetime", &zoomsig.Options{Backdate: zoomsig.DefaultLifetime - time.Second}, ""},
		{"backdate as long as lifetime", &zoomsig.Options{Backdate: zoomsig.DefaultLifetime}, "Backdate is 2h0m0s, expected at least a second less than Lifetime, 2h0m0s"},
		{"negative backdate", &zoomsig.Options{Backdate: math.MinInt64}, ""},
		{"leeway", &zoomsig.Options{Leeway: math.MaxInt64}, ""},
		{"negative leeway", &zoomsig.Options{Leeway: -1}, "Leeway is -1ns, expected zero or more"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			signer, err := zoomsig.NewSigner(testKey, testSecret, tt.opts)
			checkOptions(t, err, tt.says)
			assert.Equal(t, err != nil, signer == nil)
		})
	}
}

// TestShortValidity checks that Backdate makes a signature that is valid for two
// minutes, in spite of the shortest lifetime.
func TestShortValidity(t *testing.T) {
	verify := func(after time.Duration) error {
		now := time.Unix(testNow, 0)
		opts := &zoomsig.Options{
			Clock:    zoomsig.ClockFunc(func() time.Time { return now }),
			Lifetime: 30 * time.Minute,
			Backdate: 28 * time.Minute,
		}
		signer := newSigner(t, testKey, testSecret, opts)
		signature, err := signer.Sign(zoomsig.Claims{MeetingNumber: testNumber})
		require.NoError(t, err)
		now = now.Add(after)
		_, err = signer.Verify(signature)
		return err
	}
	assert.NoError(t, verify(0))
	assert.NoError(t, verify(2*time.Minute-1))
	checkError(t, verify(2*time.Minute), zoomsig.ErrExpired)
}

func TestZeroSigner(t *testing.T) {
	for _, signer := range []*zoomsig.Signer{nil, {}} {
		signature, err := signer.Sign(zoomsig.Claims{MeetingNumber: testNumber})
		checkError(t, err, zoomsig.ErrCredentials)
		assert.Empty(t, signature)
		assert.Empty(t, signer.Key())
	}
}

func TestClockIsReadOnce(t *testing.T) {
	clock := new(countingClock)
	signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: clock})
	legacy := newLegacySigner(t, testKey, testSecret, &zoomsig.LegacyOptions{Clock: clock})
	calls := map[string]func() error{
		"Sign": func() error { _, err := signer.Sign(zoomsig.Claims{MeetingNumber: testNumber}); return err },
		"Sign, iat given": func() error {
			_, err := signer.Sign(zoomsig.Claims{MeetingNumber: testNumber, IssuedAt: time.Unix(testNow, 0)})
			return err
		},
		"LegacySign": func() error { _, err := legacy.Sign(zoomsig.LegacyClaims{MeetingNumber: testNumber}); return err },
	}
	assert.Zero(t, clock.reads, "at construction")
	for name, call := range calls {
		clock.reads = 0
		require.NoError(t, call(), name)
		assert.Equal(t, 1, clock.reads, name)
	}
}

// TestConcurrentUse signs with one signer in 8 goroutines. It is useful with -race.
func TestConcurrentUse(t *testing.T) {
	signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: at(testNow)})
	legacy := newLegacySigner(t, testKey, testSecret, &zoomsig.LegacyOptions{Clock: at(testNow)})
	const goroutines, calls = 8, 200
	sign := func(n int) string {
		number := testNumber + zoomsig.MeetingNumber(n)
		jwt, err := signer.Sign(zoomsig.Claims{MeetingNumber: number})
		assert.NoError(t, err)
		old, err := legacy.Sign(zoomsig.LegacyClaims{MeetingNumber: number})
		assert.NoError(t, err)
		return fmt.Sprint(jwt, " ", old)
	}
	want := make([]string, calls)
	for n := range want {
		want[n] = sign(n)
	}
	var wg sync.WaitGroup
	for g := 0; g < goroutines; g++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for n := range want {
				assert.Equal(t, want[n], sign(n))
			}
		}()
	}
	wg.Wait()
}

// TestSignQuotesKeys: an error quotes both keys.
func TestSignQuotesKeys(t *testing.T) {
	_, err := newSigner(t, `a"b`, testSecret, nil).Sign(zoomsig.Claims{MeetingNumber: testNumber, SDKKey: `c"d`})
	assert.EqualError(t, err, `zoomsig: invalid claims: sdkKey is "c\"d", expected "a\"b"`)
	_, err = newSigner(t, `a"b`, testSecret, nil).Sign(zoomsig.Claims{MeetingNumber: testNumber, AppKey: `c"d`})
	assert.EqualError(t, err, `zoomsig: invalid claims: appKey is "c\"d", expected "a\"b"`)
}
