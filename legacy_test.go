package zoomsig_test

import (
	"encoding/base64"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// TestLegacyVectors signs and verifies what Zoom and others made, with and without
// padding.
func TestLegacyVectors(t *testing.T) {
	check := func(key, secret, signature string, want zoomsig.LegacyClaims) {
		signer := newLegacySigner(t, key, secret, &zoomsig.LegacyOptions{Clock: clockAt(want.Timestamp)})
		made, err := signer.Sign(want)
		require.NoError(t, err)
		assert.Equal(t, signature, made)
		for _, text := range []string{signature, signature + "=="[:(4-len(signature)%4)%4]} {
			got, err := signer.Verify(text)
			require.NoError(t, err)
			assert.Equal(t, want, *got)
		}
	}
	for _, v := range loadVectors(t) {
		check(v.Key, v.Secret, v.Legacy, v.legacyClaims(t))
	}
	count := 0
	for _, v := range vendorVectors(t) {
		if v.Format == "legacy" {
			count++
			check(v.Key, v.Secret, v.Signature, zoomsig.LegacyClaims{
				APIKey: v.Key, MeetingNumber: v.MN, Role: v.Role, Timestamp: time.UnixMilli(v.TS).UTC(),
			})
		}
	}
	require.Equal(t, 3, count)
}

// TestLegacySignErrors checks the texts of the errors. The conformance suite has more
// cases.
func TestLegacySignErrors(t *testing.T) {
	const number = "expected 9 to 11 digits, not starting with 0"
	const timestamp = " seconds since 1970, expected 13 digits, the milliseconds since 1970"
	signer := newLegacySigner(t, testKey, testSecret, &zoomsig.LegacyOptions{Clock: at(testNow)})
	for says, claims := range map[string]zoomsig.LegacyClaims{
		"mn is missing, " + number: {},

		"mn is 99999999, " + number:                       {MeetingNumber: 99999999},
		`apiKey is "other", expected "` + testKey + `"`:   {MeetingNumber: testNumber, APIKey: "other"},
		"a public field contains the secret":              {MeetingNumber: testNumber, APIKey: testSecret},
		"role is 2, expected 0 (participant) or 1 (host)": {MeetingNumber: testNumber, Role: 2},
		"timestamp is 999999999" + timestamp: {MeetingNumber: testNumber,
			Timestamp: time.UnixMilli(999_999_999_999)},
		"timestamp is 10000000000" + timestamp: {MeetingNumber: testNumber, Timestamp: time.UnixMilli(1e13)},
		"timestamp is 9223372036854775807" + timestamp: {MeetingNumber: testNumber, Timestamp: time.Unix(math.MaxInt64,
			0)},
	} {
		signature, err := signer.Sign(claims)
		checkError(t, err, zoomsig.ErrInvalidClaims)
		assert.EqualError(t, err, "zoomsig: invalid claims: "+says)
		assert.Empty(t, signature)
	}
	signer = newLegacySigner(t, testKey, testSecret, &zoomsig.LegacyOptions{Clock: clockAt(time.Time{})})
	_, err := signer.Sign(zoomsig.LegacyClaims{MeetingNumber: testNumber})
	checkError(t, err, zoomsig.ErrInvalidClaims)
}

// TestLegacyFractions checks that milliseconds are truncated, after the subtraction.
func TestLegacyFractions(t *testing.T) {
	opts := zoomsig.LegacyOptions{Clock: clockAt(time.Unix(testNow, 123_999_999)),
		Backdate: time.Millisecond + time.Microsecond}
	signer := newLegacySigner(t, testKey, testSecret, &opts)
	signature, err := signer.Sign(zoomsig.LegacyClaims{MeetingNumber: testNumber})
	require.NoError(t, err)
	assert.Equal(t, "1700000000122", fieldsOf(t, signature)[2])
	signature, err = signer.Sign(zoomsig.LegacyClaims{MeetingNumber: testNumber, Timestamp: opts.Clock.Now()})
	require.NoError(t, err)
	assert.Equal(t, "1700000000123", fieldsOf(t, signature)[2])
}

// TestLegacyOptions checks the bounds to the nanosecond, that what is signed at a bound
// is valid, and the texts of the errors.
func TestLegacyOptions(t *testing.T) {
	clock := clockAt(time.Unix(testNow, 999_999))
	for _, opts := range []*zoomsig.LegacyOptions{
		{Backdate: zoomsig.DefaultLegacyMaxAge - time.Millisecond}, {MaxAge: zoomsig.DefaultBackdate + time.Millisecond},
		{Backdate: -1, MaxAge: time.Millisecond}, {Backdate: math.MinInt64, MaxAge: math.MaxInt64}, {Leeway: math.MaxInt64},
	} {
		opts.Clock = clock
		signer := newLegacySigner(t, testKey, testSecret, opts)
		signature, err := signer.Sign(zoomsig.LegacyClaims{MeetingNumber: testNumber})
		require.NoError(t, err)
		_, err = signer.Verify(signature)
		assert.NoError(t, err, "%+v", opts)
	}
	const less = ", expected at least a millisecond less than MaxAge, "
	for says, opts := range map[string]zoomsig.LegacyOptions{
		"Backdate is 30s" + less + "30.000999999s":             {MaxAge: 30*time.Second + time.Millisecond - 1},
		"Backdate is 24h0m0s" + less + "24h0m0s":               {Backdate: 24 * time.Hour},
		"Backdate is 1ns" + less + "-2562047h47m16.854775808s": {Backdate: 1, MaxAge: math.MinInt64},
		"Leeway is -1ns, expected zero or more":                {Leeway: -1},
	} {
		signer, err := zoomsig.NewLegacySigner(testKey, testSecret, &opts)
		checkError(t, err, zoomsig.ErrOptions)
		assert.EqualError(t, err, "zoomsig: invalid options: "+says)
		assert.Nil(t, signer)
	}
}

// TestLegacyVerifyErrors checks the texts of the errors. The conformance suite has more
// cases.
func TestLegacyVerifyErrors(t *testing.T) {
	const key, number = `expected "` + testKey + `"`, "expected 9 to 11 digits, not starting with 0"
	const timestamp = "expected 13 digits, the milliseconds since 1970"
	secret := "invalid claims: a public field contains the secret"
	signer := newLegacySigner(t, testKey, testSecret, &zoomsig.LegacyOptions{Clock: at(testNow)})
	for _, tt := range []struct {
		kind            error
		signature, says string
	}{
		{zoomsig.ErrMalformed, strings.Repeat("A", 4097), "malformed signature: 4097 bytes, expected at most 4096"},
		{zoomsig.ErrMalformed, "=", "malformed signature: not canonical base64"},
		{zoomsig.ErrMalformed, legacy(testKey, "8"),
			"malformed signature: number of dots in the decoded text is 2, expected 4"},
		{zoomsig.ErrMalformed, base64.RawStdEncoding.EncodeToString([]byte("....x")),
			"malformed signature: the MAC is not canonical base64"},
		{zoomsig.ErrSignature, legacyWith("x", testKey, "1", "1", "7"), "signature does not match the secret"},
		{zoomsig.ErrKey, legacy("other", "1", "1", "7"), `wrong key: apiKey is "other", ` + key},
		{zoomsig.ErrInvalidClaims, legacy(testKey, "1", "1", "7"), `invalid claims: mn is "1", ` + number},
		{zoomsig.ErrInvalidClaims, legacy(testKey, "831379617", "1", "7"), `invalid claims: timestamp is "1", ` + timestamp},
		{zoomsig.ErrInvalidClaims, legacy(testKey, "831379617", testMillis, "7"),
			`invalid claims: role is "7", expected 0 (participant) or 1 (host)`},
		{zoomsig.ErrInvalidClaims, legacy(testKey, strings.Repeat("8", 2000), testMillis, "0"),
			`invalid claims: mn is "` + strings.Repeat("8", 63) + "…, " + number},
		{zoomsig.ErrInvalidClaims, legacy(testKey, "\x1b[2J\u202e", testMillis, "0"),
			`invalid claims: mn is "\x1b[2J\u202e", ` + number},
		{zoomsig.ErrKey, legacy("x"+testSecret, "1", "1", "7"), "wrong key: a public field contains the secret"},
		{zoomsig.ErrInvalidClaims, legacy(testKey, testSecret, testMillis, "0"), secret},
		{zoomsig.ErrInvalidClaims, legacy(testKey, "831379617", testSecret, "0"), secret},
		{zoomsig.ErrInvalidClaims, legacy(testKey, "831379617", testMillis, testSecret), secret},
	} {
		claims, err := signer.Verify(tt.signature)
		checkVerdict(t, "", claims, err, tt.kind)
		assert.EqualError(t, err, "zoomsig: "+tt.says)
	}
}

// TestLegacyWindow checks Timestamp - Leeway <= now <= Timestamp + MaxAge + Leeway to
// the nanosecond, and the fields of the error.
func TestLegacyWindow(t *testing.T) {
	timestamp := time.UnixMilli(1699999970123).UTC()
	signature := legacy(testKey, "83137961703", testMillis, "0")
	for _, leeway := range []time.Duration{0, 1, time.Minute} {
		verify := func(now time.Time) error {
			opts := zoomsig.LegacyOptions{Clock: clockAt(now), Leeway: leeway, MaxAge: time.Hour}
			claims, err := newLegacySigner(t, testKey, testSecret, &opts).Verify(signature)
			assert.Equal(t, err == nil, claims != nil)
			return err
		}
		start, end := timestamp.Add(-leeway), timestamp.Add(time.Hour+leeway)
		assert.NoError(t, verify(start))
		assert.NoError(t, verify(end))
		assert.Equal(t, &zoomsig.TimeError{
			Err: zoomsig.ErrNotYetValid, Claim: "timestamp", Bound: timestamp, Now: start.Add(-1), Leeway: leeway,
		}, verify(start.Add(-1)))
		assert.Equal(t, &zoomsig.TimeError{
			Err: zoomsig.ErrExpired, Claim: "timestamp", Bound: timestamp.Add(time.Hour), Now: end.Add(1), Leeway: leeway,
		}, verify(end.Add(1)))
	}
}

// TestLegacyDigitShift checks that of all ways to divide the text that the MAC covers
// into fields, only one is accepted.
func TestLegacyDigitShift(t *testing.T) {
	const key = "key1234567890"
	signer := newLegacySigner(t, key, testSecret, &zoomsig.LegacyOptions{Clock: at(testNow)})
	text := key + "8313796170" + testMillis + "0"
	accepted := 0
	for i := 0; i <= len(text); i++ {
		for j := i; j <= len(text); j++ {
			for k := j; k <= len(text); k++ {
				if _, err := signer.Verify(legacy(text[:i], text[i:j], text[j:k], text[k:])); err == nil {
					accepted++
				}
			}
		}
	}
	assert.Equal(t, 1, accepted)
}
