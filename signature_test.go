package zoomsig_test

import (
	"fmt"
	"math"
	"math/rand"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

func TestSignVectors(t *testing.T) {
	for _, v := range loadVectors(t) {
		got, err := newSigner(t, v.Key, v.Secret, nil).Sign(v.claims(t))
		require.NoError(t, err)
		assert.Equal(t, v.JWT, got)
		got, err = newLegacySigner(t, v.Key, v.Secret, nil).Sign(v.legacyClaims(t))
		require.NoError(t, err)
		assert.Equal(t, v.Legacy, got)
	}
	readme := vendorVectors(t)["zoom-readme"]
	signer := newSigner(t, readme.Key, readme.Secret, &zoomsig.Options{Clock: at(1646937583)})
	got, err := signer.Sign(zoomsig.Claims{MeetingNumber: readme.MN})
	require.NoError(t, err)
	assert.Equal(t, readme.Signature, got)
}

// TestSignErrors checks the texts of the errors. The conformance suite has more cases.
func TestSignErrors(t *testing.T) {
	const key, otherKey = `expected "` + testKey + `"`, "other"
	const number, times = "expected 9 to 11 digits, not starting with 0",
		"expected whole seconds since 1970, at most 99999999999"
	unix := func(seconds int64) time.Time { return time.Unix(seconds, 0) }
	iat, exp := unix(testNow), unix(testNow+3600)
	long := strings.Repeat("k", 1<<20)
	for says, claims := range map[string]zoomsig.Claims{
		"mn is missing, " + number: {},

		"mn is 99999999, " + number:                          {MeetingNumber: 99999999},
		"mn is 18446744073709551615, " + number:              {MeetingNumber: math.MaxUint64},
		"role is 5, expected 0 (participant) or 1 (host)":    {MeetingNumber: testNumber, Role: 5},
		"role is -1, expected 0 (participant) or 1 (host)":   {MeetingNumber: testNumber, Role: -1},
		"mn is 83137961703, expected none with Native":       {Native: true, MeetingNumber: testNumber},
		"role is 1 (host), expected none with Native":        {Native: true, Role: zoomsig.RoleHost},
		"role is 5, expected none with Native":               {Native: true, Role: 5},
		"video_webrtc_mode is 3, expected on, off or unset":  {Native: true, VideoWebRTC: 3},
		"video_webrtc_mode is -1, expected on, off or unset": {Native: true, VideoWebRTC: -1},
		`sdkKey is "other", ` + key:                          {Native: true, SDKKey: otherKey},
		`appKey is "other", ` + key:                          {Native: true, AppKey: otherKey},
		`appKey is "\x1b[2J\xff", ` + key:                    {Native: true, AppKey: "\x1b[2J\xff"},
		`appKey is "` + long[:62] + `", ` + key:              {Native: true, AppKey: long[:62]},
		`appKey is "` + long[:63] + `…, ` + key:              {Native: true, AppKey: long},
		`appKey is "` + long[:60] + `я` + `…, ` + key:        {Native: true, AppKey: long[:60] + "яяя"},
		"a public field contains the secret":                 {Native: true, SDKKey: "x" + testSecret},
		"exp is 1799 seconds after iat, expected 1800 to 172800": {Native: true, IssuedAt: iat,
			ExpiresAt: unix(testNow + 1799)},
		"tokenExp is 172801 seconds after iat, expected 1800 to 172800": {Native: true, IssuedAt: iat,
			TokenExpiresAt: unix(testNow + 172801)},
		"exp is -3600 seconds after iat, expected 1800 to 172800": {Native: true, IssuedAt: exp, ExpiresAt: iat},
		"iat is -1, " + times:                  {Native: true, IssuedAt: unix(0).Add(-1)},
		"iat is 1700000000000, " + times:       {Native: true, IssuedAt: unix(testNow * 1000)},
		"iat is 9223372036854775807, " + times: {Native: true, IssuedAt: unix(math.MaxInt64)},
		"exp is 100000000000, " + times:        {Native: true, IssuedAt: unix(99_999_999_999 - 7199)},
		"tokenExp is -1, " + times:             {Native: true, TokenExpiresAt: unix(-1)},

		"exp is 1740 seconds after iat, expected 1800 to 172800": {Native: true, Lifetime: 29 * time.Minute},
		"exp is 172801 seconds after iat, expected 1800 to 172800": {Native: true,
			Lifetime: zoomsig.MaxLifetime + time.Second},
		"exp is 0 seconds after iat, expected 1800 to 172800": {Native: true, Lifetime: -1},
		"exp is -7523372066, " + times:                        {Native: true, Lifetime: math.MinInt64},
		"exp is 1700003600, expected none with Lifetime":      {Native: true, Lifetime: time.Hour, ExpiresAt: exp},
		"tokenExp is 1700003600, expected none with Lifetime": {Native: true, Lifetime: time.Hour, TokenExpiresAt: exp},
	} {
		signature, err := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: at(testNow)}).Sign(claims)
		checkError(t, err, zoomsig.ErrInvalidClaims)
		assert.EqualError(t, err, "zoomsig: invalid claims: "+says)
		assert.Empty(t, signature)
	}
	for _, now := range []time.Time{{}, unix(-1)} {
		for _, backdate := range []time.Duration{0, -1} {
			signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: clockAt(now), Backdate: backdate})
			_, err := signer.Sign(zoomsig.Claims{MeetingNumber: testNumber})
			checkError(t, err, zoomsig.ErrInvalidClaims)
			assert.ErrorContains(t, err, "iat is -")
		}
	}
}

// TestLifetime checks Claims.Lifetime, which the conformance suite does not have.
func TestLifetime(t *testing.T) {
	opts := zoomsig.Options{Clock: clockAt(time.Unix(testNow, 999_999_999)), Backdate: 2 * time.Hour,
		Lifetime: 24 * time.Hour}
	signer := newSigner(t, testKey, testSecret, &opts)
	for want, claims := range map[string]zoomsig.Claims{
		"1699992800 1700079200 1700079200": {},
		"1699992800 1700003600 1700003600": {Lifetime: 3*time.Hour + 999*time.Millisecond},
		"1699992800 1700165600 1700165600": {Lifetime: zoomsig.MaxLifetime},
		"1699992800 1700000001 1700000001": {Lifetime: 2*time.Hour + time.Second},
		"1699990000 1699991800 1699991800": {Lifetime: zoomsig.MinLifetime, IssuedAt: time.Unix(1699990000, 5)},
	} {
		claims.MeetingNumber = testNumber
		signature, err := signer.Sign(claims)
		require.NoError(t, err)
		assert.Equal(t, want, timesOf(t, signature))
	}
	_, err := signer.Sign(zoomsig.Claims{Native: true, Lifetime: 2*time.Hour + time.Second - 1})
	assert.EqualError(t, err, "zoomsig: invalid claims: exp is 7200 seconds after iat, "+
		"expected at least a second more than the backdate, 2h0m0s")
	checkError(t, err, zoomsig.ErrInvalidClaims)
}

// TestOptions checks options that the conformance suite cannot express, and the texts
// of the errors.
func TestOptions(t *testing.T) {
	const hours = 2 * time.Hour // the default of Lifetime
	for _, opts := range []*zoomsig.Options{
		nil, {}, {Lifetime: zoomsig.MinLifetime}, {Lifetime: zoomsig.MaxLifetime + time.Second - 1},
		{Backdate: hours - time.Second}, {Backdate: math.MinInt64}, {Leeway: math.MaxInt64},
	} {
		signer, err := zoomsig.NewSigner(testKey, testSecret, opts)
		require.NoError(t, err)
		assert.Equal(t, testKey, signer.Key())
	}
	const lifetimes, less = ", expected 30m0s to 48h0m0s", ", expected at least a second less than Lifetime, "
	for says, opts := range map[string]zoomsig.Options{
		"Lifetime is 29m59.999999999s" + lifetimes:               {Lifetime: zoomsig.MinLifetime - 1},
		"Lifetime is 48h0m1s" + lifetimes:                        {Lifetime: zoomsig.MaxLifetime + time.Second},
		"Lifetime is -1h0m0s" + lifetimes:                        {Lifetime: -time.Hour},
		"Backdate is 1h59m59.000000001s" + less + "2h0m0s":       {Backdate: hours - time.Second + 1},
		"Backdate is 1h0m0s" + less + "1h0m0s":                   {Backdate: time.Hour, Lifetime: time.Hour + time.Second/2},
		"Backdate is 2562047h47m16.854775807s" + less + "2h0m0s": {Backdate: math.MaxInt64},
		"Leeway is -1ns, expected zero or more":                  {Leeway: -1},
	} {
		signer, err := zoomsig.NewSigner(testKey, testSecret, &opts)
		checkError(t, err, zoomsig.ErrOptions)
		assert.EqualError(t, err, "zoomsig: invalid options: "+says)
		assert.Nil(t, signer)
	}
}

// TestSignedIsValid checks that Verify accepts at once, and returns, what the same
// signer signed, whatever its options.
func TestSignedIsValid(t *testing.T) {
	r := rand.New(rand.NewSource(20260227))
	signed, lifetimes := 0, 0
	for n := 0; n < 5000; n++ {
		// Distances of about a second from the bounds are the interesting ones.
		near := func(d time.Duration) time.Duration { return d + time.Duration(r.Int63n(4e9)-2e9) }
		lifetime := near([]time.Duration{zoomsig.MinLifetime, 2 * time.Hour, zoomsig.MaxLifetime}[r.Intn(3)])
		now := time.Unix(testNow, r.Int63n(1e9))
		opts := zoomsig.Options{
			Clock:    clockAt(now),
			Lifetime: lifetime,
			Backdate: near([]time.Duration{0, 30 * time.Second, lifetime, zoomsig.MinLifetime}[r.Intn(4)]),
		}
		signer, err := zoomsig.NewSigner(testKey, testSecret, &opts)
		if err != nil {
			checkError(t, err, zoomsig.ErrOptions)
			continue
		}
		claims := zoomsig.Claims{MeetingNumber: testNumber}
		if r.Intn(2) == 0 {
			claims.Lifetime = near(zoomsig.MinLifetime)
		}
		signature, err := signer.Sign(claims)
		if claims.Lifetime == 0 {
			require.NoError(t, err)
		} else if err != nil {
			checkError(t, err, zoomsig.ErrInvalidClaims)
			continue
		}
		got, err := signer.Verify(signature)
		require.NoError(t, err, "%+v %v", opts, claims.Lifetime)
		backdate := max(0, opts.Backdate)
		if opts.Backdate == 0 {
			backdate = zoomsig.DefaultBackdate
		}
		require.Equal(t, completed(claims, testKey, now.Add(-backdate), lifetime), *got)
		signed++
		if claims.Lifetime != 0 {
			lifetimes++
		}
	}
	assert.Greater(t, signed, 1000)
	assert.Greater(t, lifetimes, 300)
}

// TestClockIsReadOnce counts for each method that signs or verifies.
func TestClockIsReadOnce(t *testing.T) {
	clock := new(countingClock)
	signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: clock})
	legacySigner := newLegacySigner(t, testKey, testSecret, &zoomsig.LegacyOptions{Clock: clock})
	assert.Zero(t, clock.reads, "at construction")
	for name, call := range map[string]func(){
		"Sign":           func() { _, _ = signer.Sign(zoomsig.Claims{MeetingNumber: testNumber}) },
		"Sign, given":    func() { _, _ = signer.Sign(zoomsig.Claims{Native: true, IssuedAt: time.Unix(testNow, 0)}) },
		"Verify":         func() { _, _ = signer.Verify(jwt(goodHeader, goodPayload)) },
		"Verify nothing": func() { _, _ = signer.Verify("") },
		"legacy Sign":    func() { _, _ = legacySigner.Sign(zoomsig.LegacyClaims{MeetingNumber: testNumber}) },
		"legacy Verify":  func() { _, _ = legacySigner.Verify(legacy(testKey, "83137961703", testMillis, "0")) },
		"legacy nothing": func() { _, _ = legacySigner.Verify("") },
	} {
		clock.reads = 0
		call()
		assert.Equal(t, 1, clock.reads, name)
	}
}

// TestConcurrentUse signs and verifies with one signer in 8 goroutines. It is useful
// with -race.
func TestConcurrentUse(t *testing.T) {
	signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: at(testNow)})
	legacySigner := newLegacySigner(t, testKey, testSecret, &zoomsig.LegacyOptions{Clock: at(testNow)})
	use := func(number zoomsig.MeetingNumber) {
		signature, err := signer.Sign(zoomsig.Claims{MeetingNumber: number})
		assert.NoError(t, err)
		assert.Equal(t, jwt(goodHeader, payloadWith("mn", fmt.Sprintf(`"%d"`, number))), signature)
		claims, err := signer.Verify(signature)
		if assert.NoError(t, err) {
			assert.Equal(t, number, claims.MeetingNumber)
		}
		_, err = signer.Verify(strings.Replace(signature, ".e", ".f", 1))
		assert.ErrorIs(t, err, zoomsig.ErrSignature)

		signature, err = legacySigner.Sign(zoomsig.LegacyClaims{MeetingNumber: number})
		assert.NoError(t, err)
		assert.Equal(t, legacy(testKey, number.String(), "1699999970000", "0"), signature)
		old, err := legacySigner.Verify(signature)
		if assert.NoError(t, err) {
			assert.Equal(t, number, old.MeetingNumber)
		}
		_, err = legacySigner.Verify(legacyWith("", testKey, number.String(), testMillis, "1"))
		assert.ErrorIs(t, err, zoomsig.ErrSignature)
	}
	var wg sync.WaitGroup
	for g := 0; g < 8; g++ {
		wg.Add(1)
		go func(g int) {
			defer wg.Done()
			for n := 0; n < 100; n++ {
				use(testNumber + zoomsig.MeetingNumber(1000*g+n))
			}
		}(g)
	}
	wg.Wait()
}

// In thread 000, one join in 10 to 20 failed with 3712 "Signature is invalid". The
// Java code divides the milliseconds by (float) 1000, and 32-bit floats step by 128 s
// at today's times. The test repeats Java's two roundings in Go (a JVM gives the same
// iat for each of these seconds), and shows that this library's iat is exact.
func TestForum000Float32(t *testing.T) {
	const day = 24 * 60 * 60
	start := time.Date(2023, 4, 11, 0, 0, 0, 0, time.UTC).Unix()
	var farthest int64
	var future, future30, future60 float64
	for second := start; second < start+day; second++ {
		java := int64(float32(second*1000)/float32(1000)) - 30
		farthest = max(farthest, java+30-second, second-java-30)
		for limit, count := range map[int64]*float64{0: &future, 30: &future30, 60: &future60} {
			if java > second+limit {
				*count++
			}
		}
		if second%97 == 0 {
			clock := clockAt(time.Unix(second, int64(time.Second)-1))
			signature, err := newSigner(t, "abc123", "a dummy secret", &zoomsig.Options{Clock: clock}).
				Sign(zoomsig.Claims{MeetingNumber: 83137961703})
			require.NoError(t, err)
			require.Equal(t, fmt.Sprint(second-30), strings.Fields(timesOf(t, signature))[0])
		}
	}
	assert.Equal(t, int64(129), farthest)
	assert.Equal(t, "28.9 13.9 4.4", fmt.Sprintf("%.1f %.1f %.1f", 100*future/day, 100*future30/day, 100*future60/day),
		"percent of the seconds of a day in which iat is in the future, by more than 30 s, by more than 60 s")
	assert.Equal(t, float32(128), math.Nextafter32(float32(start), math.MaxFloat32)-float32(start), "the step")
}

// In thread 001, joins failed with 3712 on some machines only. One attempt signs
// fractional seconds, (getTime()-30000)/1000; the test shows that this library signs
// whole seconds, truncated. The other attempt is a legacy signature with seconds in
// place of milliseconds, and without base64 before and after the HMAC.
func TestForum001Fractions(t *testing.T) {
	for _, nanoseconds := range []int64{0, 1, 499_999_999, 500_000_000, 999_999_999} {
		clock := clockAt(time.Unix(1690000000, nanoseconds))
		signature, err := newSigner(t, "abc123", "a dummy secret", &zoomsig.Options{Clock: clock}).
			Sign(zoomsig.Claims{MeetingNumber: 83137961703})
		require.NoError(t, err)
		assert.Equal(t, "1689999970 1690007170 1690007170", timesOf(t, signature))
	}
	const posted = "abc123.83137961703.1690000000.0.lYqbmTETXx3no3x1/lnV9o80B6BpqCP+2khD5Oge1ys="
	signer := newLegacySigner(t, "abc123", "a dummy secret", &zoomsig.LegacyOptions{Clock: at(1690000000), Backdate: -1})
	signature, err := signer.Sign(zoomsig.LegacyClaims{MeetingNumber: 83137961703})
	require.NoError(t, err)
	assert.Equal(t, "1690000000000", fieldsOf(t, signature)[2], "milliseconds")
	_, err = signer.Verify(posted)
	assert.ErrorIs(t, err, zoomsig.ErrMalformed)
}

// In thread 002, a correct legacy signature failed with 3712, because it was passed
// to join with the sdkKey of an SDK app. "Two different apps, both works but not
// mixed." ExampleLegacySigner_Sign makes the posted signature byte for byte. Here the
// two kinds cannot be mixed up, since their types have different methods.
func TestForum002Legacy(t *testing.T) {
	type signsJWT interface {
		Sign(zoomsig.Claims) (string, error)
	}
	type signsLegacy interface {
		Sign(zoomsig.LegacyClaims) (string, error)
	}
	assert.Implements(t, (*signsJWT)(nil), new(zoomsig.Signer))
	assert.Implements(t, (*signsLegacy)(nil), new(zoomsig.LegacySigner))
	assert.NotImplements(t, (*signsJWT)(nil), new(zoomsig.LegacySigner))
	assert.NotImplements(t, (*signsLegacy)(nil), new(zoomsig.Signer))
}

// In thread 003, every join failed with 3712, because the credentials were those of
// an OAuth app. The thread also shows a payload that Zoom's sample app made, which
// the test makes member for member, and a client ID with a leading space, which is
// rejected.
func TestForum003Payload(t *testing.T) {
	const key, secret = "lAzXXLSJQyKbYI1xZwqQOw", "a dummy secret"
	signature, err := newSigner(t, key, secret, &zoomsig.Options{Clock: at(1681189069 + 30)}).
		Sign(zoomsig.Claims{MeetingNumber: 82295245018})
	require.NoError(t, err)
	assert.Equal(t, `{"sdkKey":"lAzXXLSJQyKbYI1xZwqQOw","mn":"82295245018","role":0,"iat":1681189069,"exp":1681196269,`+
		`"appKey":"lAzXXLSJQyKbYI1xZwqQOw","tokenExp":1681196269}`, payloadOf(t, signature))
	_, err = zoomsig.NewSigner(" "+key, secret, nil)
	assert.ErrorIs(t, err, zoomsig.ErrCredentials)
}

// In thread 004, joins failed with "The signature has expired" on machines whose clock
// was 7 minutes ahead, until the code subtracted 10 minutes. The test shows the
// timestamp in the future, and that a Clock cures it.
func TestForum004ClockAhead(t *testing.T) {
	const truth = 1562000000
	machine := at(truth + 7*60)
	timestamp := func(clock zoomsig.Clock) string {
		signature, err := newLegacySigner(t, "abc123", "a dummy secret", &zoomsig.LegacyOptions{Clock: clock}).
			Sign(zoomsig.LegacyClaims{MeetingNumber: 83137961703})
		require.NoError(t, err)
		return fieldsOf(t, signature)[2]
	}
	assert.Equal(t, "1562000390000", timestamp(machine), "390 s ahead of the truth")
	corrected := zoomsig.ClockFunc(func() time.Time { return machine.Now().Add(-7 * time.Minute) })
	assert.Equal(t, "1561999970000", timestamp(corrected), "30 s behind it")
}
