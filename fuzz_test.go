package zoomsig_test

import (
	"encoding/base64"
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// nearMisses returns a signature and texts that differ little from it.
func nearMisses(signature string) []string {
	middle, last := len(signature)/2, len(signature)-1
	return []string{
		signature, "", ".", "..", "....", signature[:last], signature[1:], signature[:middle],
		signature[:last] + next(signature, 1), signature[:last] + "A", "A" + signature[1:],
		signature[:middle] + "A" + signature[middle+1:], signature + "=", signature + "==", signature + "A",
		signature + ".", "." + signature, signature + "." + signature, signature + "\n", signature + "\r\n",
		"\n" + signature, signature[:middle] + "\n" + signature[middle:], signature[:10] + "\r" + signature[10:],
		" " + signature, strings.Replace(signature, "-", "+", 1), strings.Replace(signature, "_", "/", 1),
		strings.ToUpper(signature), strings.Replace(signature, ".", ".\n", 1),
	}
}

// withUnusedBits returns part with each change of the bits that its last character
// does not use.
func withUnusedBits(part string) (changed []string) {
	unused := map[int]int{2: 16, 3: 4}[len(part)%4]
	for bits := 1; bits < unused; bits++ {
		last := strings.IndexByte(base64Alphabet, part[len(part)-1])
		changed = append(changed, part[:len(part)-1]+string(base64Alphabet[last^bits]))
	}
	return changed
}

// withOtherLengths returns a right MAC cut, lengthened and repeated.
func withOtherLengths(mac []byte) []string {
	text := string(mac)
	return []string{text[:1], text[:16], text[:31], text[1:], text + "\x00", text + text[:1], text + text, "\x00" + text}
}

// checkChanges checks that changing any one character makes a signature invalid.
func checkChanges(t *testing.T, signature string, verify func(signature string) error) {
	for i := range signature {
		other := base64Alphabet[(strings.IndexByte(base64Alphabet, signature[i])+1)%64]
		if err := verify(signature[:i] + string(other) + signature[i+1:]); err == nil {
			require.Fail(t, "accepted", "%q with %c at %d", signature, other, i)
		}
	}
}

// sameRules reports whether the second implementation, which accepts any depth,
// rejects the same signatures as Verify.
func sameRules(signature string) bool {
	for _, segment := range strings.Split(signature, ".") {
		text, err := base64.RawURLEncoding.DecodeString(segment)
		if err == nil && strings.Count(string(text), "[")+strings.Count(string(text), "{") > 60 {
			return false
		}
	}
	return true
}

// jwtSeeds returns headers and payloads that differ little from good ones.
func jwtSeeds() (headers, payloads []string) {
	values := []string{"null", "true", "0", "1", "-1", "1.5", "1e99", `""`, `"1"`, `"\u001b\ud800"`, "[]", `[{"a":[1]}]`}
	headers = []string{
		goodHeader, `{"typ":"JWT","alg":"HS256"}`, `{"alg":"HS256","alg":"none"}`, `{"ALG":"HS256"}`, `{"alg":"HS512"}`,
		`{"alg":"HS256","crit":["exp"]}`, `{"alg":"` + testSecret + `"}`, goodHeader + " ", goodHeader + "x", "[]", "",
		`{"alg":"HS256","typ":"JWT" }`, `{"alg":"HS256","typ":"JWT"  }`,
	}
	for _, name := range []string{"alg", "typ", "crit", "kid"} {
		for _, value := range values {
			headers = append(headers, `{"`+name+`":`+value+`}`, `{"alg":"HS256","`+name+`":`+value+`}`)
		}
	}
	payloads = []string{
		goodPayload, goodPayload + "x", goodPayload + " ", goodPayload + "  ", "\ufeff" + goodPayload,
		payloadWith("sdkKey", ""), payloadWith("appKey", ""), payloadWith("tokenExp", ""), payloadWith("sdkKey",
			`"`+testSecret+`"`),
		payloadWith("mn", "83137961703"), payloadWith("mn", "", "role", ""), " " + strings.ReplaceAll(goodPayload, ",",
			" ,\n"),
	}
	for _, member := range []string{
		`"exp":1700007170`, `"EXP":1`, `"e\u0078p":1`, "\"x\":\"\xff\"", `"x":[[{"a":null}]]`, `"\ud800":1`,
		`"x":"` + testSecret + `"`,
		`"video_webrtc_mode":0`, `"video_webrtc_mode":1`,
	} {
		payloads = append(payloads, payloadAnd(member))
	}
	for _, name := range []string{"sdkKey", "appKey", "mn", "role", "iat", "exp", "tokenExp", "video_webrtc_mode", "x"} {
		for _, value := range values {
			payloads = append(payloads, payloadWith(name, value))
		}
	}
	for _, seconds := range []int{testNow - 172800, testNow - 1, testNow, testNow + 1, testNow + 172769, testNow + 172770,
		testNow + 172771} {
		for _, name := range []string{"iat", "exp", "tokenExp"} {
			payloads = append(payloads, payloadWith(name, fmt.Sprint(seconds)))
		}
	}
	escaped := `"\u0053` + testSecret[1:] + `"`
	payloads = append(payloads, payloadWith("role", escaped), payloadWith("appKey", escaped))
	headers = append(headers, `{"alg":`+escaped+`}`)
	for _, count := range []int{8, 9, 16, 17, 40} { // in all, with and without one of them twice
		var members []string
		for n := 7; n < count; n++ {
			members = append(members, fmt.Sprintf(`"x%d":%d`, n, n))
		}
		more := strings.Join(members, ",")
		payloads = append(payloads, payloadAnd(more), payloadAnd(more+`,"x7":7`), payloadAnd(more+`,"ex\u0070":1`))
		headers = append(headers, `{"alg":"HS256",`+more+`}`, `{"alg":"HS256",`+more+`,"x7":7}`)
	}
	return headers, payloads
}

// FuzzVerify verifies the text as it is and with the right MAC appended, and the
// header and payload with the right MAC and with changes to their encoding.
func FuzzVerify(f *testing.F) {
	now := time.Unix(testNow, 0)
	signer := newSigner(f, testKey, testSecret, &zoomsig.Options{Clock: clockAt(now)})
	good := jwt(goodHeader, goodPayload)
	for _, near := range append(nearMisses(good), nearMisses(good[:strings.LastIndexByte(good, '.')])...) {
		f.Add(near, goodHeader, goodPayload)
	}
	headers, payloads := jwtSeeds()
	for _, header := range headers {
		f.Add("", header, goodPayload)
	}
	for _, payload := range payloads {
		f.Add("", goodHeader, payload)
	}
	f.Fuzz(func(t *testing.T, text, header, payload string) {
		if len(text)+len(header)+len(payload) > 1<<14 {
			t.Skip("long")
		}
		input := encode(header) + "." + encode(payload)
		sealed := seal(input)
		checkVerify(t, signer, text, now)
		checkVerify(t, signer, seal(text), now)
		if checkVerify(t, signer, sealed, now) {
			checkChanges(t, sealed, func(signature string) error { _, err := signer.Verify(signature); return err })
		}
		for _, mac := range withOtherLengths(hmacOf(input, testSecret)) {
			checkVerify(t, signer, input+"."+encode(mac), now)
		}
		for _, mac := range withUnusedBits(sealed[len(input)+1:]) {
			checkVerify(t, signer, input+"."+mac, now)
		}
		for _, changed := range withUnusedBits(encode(header)) {
			checkVerify(t, signer, seal(changed+"."+encode(payload)), now)
		}
		for _, changed := range withUnusedBits(encode(payload)) {
			checkVerify(t, signer, seal(encode(header)+"."+changed), now)
		}
	})
}

// checkVerify compares Verify with the second implementation.
func checkVerify(t *testing.T, signer *zoomsig.Signer, signature string, now time.Time) (valid bool) {
	claims, err := signer.Verify(signature)
	want, ok := foreignVerify(testKey, testSecret, signature, now)
	if err != nil {
		checkVerdict(t, signature, claims, err, sentinelOf(t, err))
		assert.False(t, ok && sameRules(signature), "%q rejected: %v", signature, err)
		return false
	}
	require.True(t, ok, "%q accepted", signature)
	require.Equal(t, want, *claims)
	return true
}

// FuzzLegacyVerify verifies the text as it is, and the fields with the right MAC and
// with changes to the encoding.
func FuzzLegacyVerify(f *testing.F) {
	now := time.UnixMilli(1_700_000_000_123)
	signer := newLegacySigner(f, testKey, testSecret, &zoomsig.LegacyOptions{Clock: clockAt(now)})
	good := legacy(testKey, "83137961703", testMillis, "0")
	decoded := strings.Join(fieldsOf(f, good), ".")
	for _, near := range nearMisses(good) {
		f.Add(near, testKey, "83137961703", testMillis, "0")
	}
	for _, near := range nearMisses(decoded) {
		f.Add(base64.RawStdEncoding.EncodeToString([]byte(near)), testKey, "83137961703", testMillis, "1")
	}
	for _, key := range []string{"", testSecret, "other", testKey + "8", testKey + ".", strings.Repeat("k", 512)} {
		f.Add("", key, "83137961703", testMillis, "0")
	}
	for _, number := range []string{
		"", "831379617", "8313796170", "99999999", "100000000000", "083137961703", "0831379617", "+8313796170",
		"83137961703.",
	} {
		f.Add("", testKey, number, testMillis, "0")
	}
	for _, timestamp := range []string{
		"", "0" + testMillis, testMillis[1:], testMillis + "0", "+" + testMillis[1:], testMillis[:10], "9" + testMillis,
		"1699913600122", "1699913600123", "1700000000123", "1700000000124", "9999999999999", "1000000000000",
	} {
		f.Add("", testKey, "83137961703", timestamp, "1")
	}
	for _, role := range []string{"", "2", "00", "01", "10", "-0", "host", "0."} {
		f.Add("", testKey, "83137961703", testMillis, role)
	}
	f.Fuzz(func(t *testing.T, text, key, number, timestamp, role string) {
		if len(text)+len(key)+len(number)+len(timestamp)+len(role) > 1<<14 {
			t.Skip("long")
		}
		fields := []string{key, number, timestamp, role}
		mac := legacyMAC(testSecret, fields...)
		sealed := legacyWith(mac, fields...)
		checkLegacyVerify(t, signer, text, now)
		if checkLegacyVerify(t, signer, sealed, now) {
			checkChanges(t, sealed, func(signature string) error { _, err := signer.Verify(signature); return err })
		}
		checkLegacyVerify(t, signer, sealed+"=", now)
		checkLegacyVerify(t, signer, sealed+"==", now)
		for _, other := range withOtherLengths([]byte(mac)) {
			checkLegacyVerify(t, signer, legacyWith(other, fields...), now)
		}
		for _, changed := range withUnusedBits(sealed) {
			checkLegacyVerify(t, signer, changed, now)
		}
		inner := strings.Join(fields, ".") + "." + base64.StdEncoding.EncodeToString([]byte(mac))
		inner = inner[:len(inner)-2] + next(inner[:len(inner)-1], 1) + "="
		checkLegacyVerify(t, signer, base64.RawStdEncoding.EncodeToString([]byte(inner)), now)
	})
}

// checkLegacyVerify compares Verify with the second implementation.
func checkLegacyVerify(t *testing.T, signer *zoomsig.LegacySigner, signature string, now time.Time) (valid bool) {
	claims, err := signer.Verify(signature)
	want, ok := foreignLegacyVerify(testKey, testSecret, signature, now)
	if err != nil {
		checkVerdict(t, "", claims, err, sentinelOf(t, err))
		assert.False(t, ok, "%q rejected: %v", signature, err)
		return false
	}
	require.True(t, ok, "%q accepted", signature)
	require.Equal(t, want, *claims)
	return true
}

func FuzzParseMeetingNumber(f *testing.F) {
	for _, seed := range []string{
		"83137961703", "831 3796 1703", "831-3796-1703", "831\u00a03796\u202f1703", "831\u20113796\u20101703",
		" \t831379617\r\n",
		"", " ", "-", "12345678", "100000000000", "012345678", "-831379617", "831379617-", "831.379.617", "8e8",
		"831379617\xff", "\ufeff831379617", "18446744073709551616", "８３１３７９６１７",
	} {
		f.Add(seed)
	}
	notDigit := regexp.MustCompile(`[^0-9]`)
	f.Fuzz(func(t *testing.T, text string) {
		number, err := zoomsig.ParseMeetingNumber(text)
		if err != nil {
			checkError(t, err, zoomsig.ErrInvalidClaims)
			require.Zero(t, number)
			return
		}
		digits := number.String()
		require.Regexp(t, digits9To11, digits)
		require.Equal(t, digits, notDigit.ReplaceAllString(text, ""))
		again, err := zoomsig.ParseMeetingNumber(digits)
		require.NoError(t, err)
		require.Equal(t, number, again)
	})
}

// FuzzSign signs any claims with any options, after other claims whose traces must not
// show. A time of -1 stands for the zero Time.
func FuzzSign(f *testing.F) {
	add := func(change func(c *fuzzClaims)) {
		c := fuzzClaims{number: uint64(testNumber), iat: -1, exp: -1, tokenExp: -1, backdate: -1}
		change(&c)
		f.Add(c.sdkKey, c.appKey, c.number, c.role, c.iat, c.exp, c.tokenExp, c.nanoseconds, c.lifetime, c.video, c.native,
			c.optLifetime, c.backdate)
	}
	for _, key := range []string{"", testKey, "other", testSecret, "x" + testSecret, "\xff", strings.Repeat("k", 600)} {
		add(func(c *fuzzClaims) { c.sdkKey, c.nanoseconds = key, 999_999_999 })
		add(func(c *fuzzClaims) { c.appKey, c.number, c.native, c.video = key, 0, true, 2 })
	}
	for _, second := range []int64{
		0, 1, -2, math.MinInt64, math.MaxInt64, 99_999_999_999, 1e11, testNow * 1000, testNow + 1799, testNow + 1800,
		testNow + 172801,
	} {
		add(func(c *fuzzClaims) { c.iat, c.role = second, 1 })
		add(func(c *fuzzClaims) { c.iat, c.exp, c.nanoseconds = testNow, second, 500_000_000 })
		add(func(c *fuzzClaims) { c.iat, c.tokenExp, c.number, c.native = testNow, second, 0, true })
	}
	for _, number := range []uint64{0, 99_999_999, 100_000_000, 99_999_999_999, 100_000_000_000, math.MaxUint64} {
		add(func(c *fuzzClaims) { c.number, c.role, c.video = number, -1, -1 })
		add(func(c *fuzzClaims) { c.number, c.video = number, 1 })
	}
	const second = int64(time.Second)
	for _, d := range []int64{0, 1, -1, 1800*second - 1, 1800 * second, 7200*second - second, 7200 * second,
		172800*second + 1, math.MaxInt64} {
		add(func(c *fuzzClaims) { c.lifetime, c.nanoseconds = d, 999_999_999 })
		add(func(c *fuzzClaims) { c.optLifetime, c.backdate, c.nanoseconds = d, d-second, 1 })
		add(func(c *fuzzClaims) {
			c.optLifetime, c.backdate, c.lifetime, c.nanoseconds = 86400*second, 7200*second, d, 1
		})
		add(func(c *fuzzClaims) { c.optLifetime, c.nanoseconds = 3600*second+900_000_000, 999_999_999 })
	}
	f.Fuzz(func(t *testing.T, sdkKey, appKey string, number uint64, role int, iat, exp, tokenExp, nanoseconds,
		lifetime int64,
		video int, native bool, optLifetime, backdate int64) {
		fuzzClaims{sdkKey, appKey, number, role, iat, exp, tokenExp, nanoseconds, lifetime, video, native, optLifetime,
			backdate}.check(t)
	})
}

// fuzzClaims are the arguments of FuzzSign.
type fuzzClaims struct {
	sdkKey, appKey                            string
	number                                    uint64
	role                                      int
	iat, exp, tokenExp, nanoseconds, lifetime int64
	video                                     int
	native                                    bool
	optLifetime, backdate                     int64
}

func (c fuzzClaims) moment(seconds int64) time.Time {
	if seconds == -1 {
		return time.Time{}
	}
	return time.Unix(seconds, c.nanoseconds)
}

// check checks that options or claims are rejected, or that Verify and the second
// implementation read what was signed.
func (c fuzzClaims) check(t *testing.T) {
	now := time.Unix(testNow, c.nanoseconds)
	opts := zoomsig.Options{
		Clock:    zoomsig.ClockFunc(func() time.Time { return now }),
		Lifetime: time.Duration(c.optLifetime),
		Backdate: time.Duration(c.backdate),
	}
	signer, err := zoomsig.NewSigner(testKey, testSecret, &opts)
	if err != nil {
		checkError(t, err, zoomsig.ErrOptions)
		return
	}
	claims := zoomsig.Claims{
		MeetingNumber: zoomsig.MeetingNumber(c.number), Role: zoomsig.Role(c.role), Native: c.native,
		VideoWebRTC: zoomsig.VideoWebRTC(c.video), Lifetime: time.Duration(c.lifetime),
		IssuedAt: c.moment(c.iat), ExpiresAt: c.moment(c.exp), TokenExpiresAt: c.moment(c.tokenExp),
		AppKey: c.appKey, SDKKey: c.sdkKey,
	}
	_, err = signer.Sign(zoomsig.Claims{MeetingNumber: 100_000_000, VideoWebRTC: zoomsig.VideoWebRTCOn})
	require.NoError(t, err)
	signature, err := signer.Sign(claims)
	if err != nil {
		checkError(t, err, zoomsig.ErrInvalidClaims)
		require.Empty(t, signature)
		return
	}
	iat := now.Add(-max(0, opts.Backdate))
	if opts.Backdate == 0 {
		iat = now.Add(-zoomsig.DefaultBackdate)
	}
	if opts.Lifetime == 0 {
		opts.Lifetime = zoomsig.DefaultLifetime
	}
	want := completed(claims, testKey, iat, opts.Lifetime)
	if !claims.IssuedAt.IsZero() || !claims.ExpiresAt.IsZero() || !claims.TokenExpiresAt.IsZero() {
		now = want.IssuedAt // otherwise it must be valid at once
	}
	got, err := signer.Verify(signature)
	require.NoError(t, err)
	require.Equal(t, want, *got)
	require.GreaterOrEqual(t, got.ExpiresAt.Sub(got.IssuedAt), zoomsig.MinLifetime)
	require.GreaterOrEqual(t, got.TokenExpiresAt.Sub(got.IssuedAt), zoomsig.MinLifetime)
	read, ok := foreignVerify(testKey, testSecret, signature, now)
	require.True(t, ok)
	require.Equal(t, want, read)
}
