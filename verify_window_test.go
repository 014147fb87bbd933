package zoomsig_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// edges are the moments around a bound.
var edges = []time.Duration{-time.Second, -1, 0, 1, time.Second}

// TestVerifyWindow: iat - Leeway <= now < exp + Leeway, and likewise for
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
					refused := edge >= 0
					if tt.claim == "iat" {
						now, kind = tt.bound.Add(-leeway+edge), zoomsig.ErrNotYetValid
						refused = edge < 0
					}
					signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: clockAt(now.In(time.FixedZone("", 3600))), Leeway: leeway})
					signature := jwt(goodHeader, tt.payload)
					claims, err := signer.Verify(signature)
					if !refused {
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

// TestVerifyLifetime: 48 hours and the leeway, in whole seconds.
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

// TestVerifyAnyClock: no time that a clock may show goes round the bounds.
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

// TestVerifyKeepsTheSecret: not even what holds the secret, in whatever
// spelling, is cited with it.
func TestVerifyKeepsTheSecret(t *testing.T) {
	const secret = `Sécret/of<"37">\characters&no more` + "\u2028\U0001f600."
	long := strings.Repeat("a long secret ", 20) + "."
	escape := func(text string) string {
		var b strings.Builder
		for _, r := range text {
			if r > 0xffff {
				b.WriteString(`\ud83d\ude00`)
				continue
			}
			fmt.Fprintf(&b, `\u%04X`, r)
		}
		return b.String()
	}
	php := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "/", `\/`, "é", `\u00e9`, "\u2028", `\u2028`, "\U0001f600", `\ud83d\ude00`)
	goHTML := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "<", `\u003c`, ">", `\u003e`, "&", `\u0026`, "\u2028", `\u2028`)
	plain := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	for _, secret := range []string{testSecret, secret, long} {
		signer := newSigner(t, testKey, secret, &zoomsig.Options{Clock: at(testNow)})
		sealed := func(header, payload string) string { return handMade(header, payload, secret) }
		for name, s := range map[string]string{"plain": plain.Replace(secret), "PHP": php.Replace(secret), "Go": goHTML.Replace(secret), "all escaped": escape(secret)} {
			for _, tt := range []verifyRow{
				{"alg", sealed(`{"alg":"`+s+`"}`, goodPayload), zoomsig.ErrAlgorithm, ""},
				{"crit", sealed(`{"alg":"HS256","crit":["`+s+`"]}`, goodPayload), zoomsig.ErrAlgorithm, ""},
				{"header twice", sealed(`{"`+s+`":1,"`+s+`":1}`, goodPayload), zoomsig.ErrMalformed, ""},
				{"payload twice", sealed(goodHeader, payloadAnd(`"`+s+`":1,"`+s+`":1`)), zoomsig.ErrMalformed, ""},
				{"sdkKey", sealed(goodHeader, payloadWith("sdkKey", `"`+s+`"`)), zoomsig.ErrKey, ""},
				{"appKey", sealed(goodHeader, payloadWith("appKey", `" `+s+`"`)), zoomsig.ErrKey, ""},
				{"appKey in an array", sealed(goodHeader, payloadWith("appKey", `["`+s+`"]`)), zoomsig.ErrKey, ""},
				{"mn", sealed(goodHeader, payloadWith("mn", `"`+s+`"`)), zoomsig.ErrInvalidClaims, ""},
				{"role", sealed(goodHeader, payloadWith("role", `{"`+s+`":1}`)), zoomsig.ErrInvalidClaims, ""},
				{"iat", sealed(goodHeader, payloadWith("iat", `"`+s+`"`)), zoomsig.ErrInvalidClaims, ""},
				{"exp", sealed(goodHeader, payloadWith("exp", `[[],"`+s+`"]`)), zoomsig.ErrInvalidClaims, ""},
				{"expired", sealed(goodHeader, payloadWith("exp", "1", "x", `"`+s+`"`)), zoomsig.ErrExpired, ""},
				{"after a number", sealed(goodHeader, payloadWith("sdkKey", `[1e999,"`+s+`"]`)), zoomsig.ErrKey, ""},
				{"no JSON", sealed(goodHeader, s), zoomsig.ErrMalformed, ""},
				{"no base64", s + "." + s + "." + s, zoomsig.ErrMalformed, ""},
			} {
				t.Run(name+" "+tt.name, func(t *testing.T) {
					claims, err := signer.Verify(tt.signature)
					checkVerdict(t, tt.signature, claims, err, tt.wantErr)
					for _, shown := range []string{secret, s, plain.Replace(secret), secret[:14], s[:14], escape(secret)[:14], secret[len(secret)-10:], s[len(s)-10:]} {
						assert.NotContains(t, err.Error(), shown)
					}
				})
			}
		}
	}
}
