package zoomsig_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"runtime/debug"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
	"github.com/zoomsig/zoomsig/internal/sigtest"
)

const (
	testKey    = sigtest.Key
	testSecret = sigtest.Secret
	testNumber = zoomsig.MeetingNumber(83137961703)
	testNow    = sigtest.Now
	testMillis = sigtest.Millis

	goodHeader  = sigtest.Header
	goodPayload = sigtest.Payload

	base64Alphabet = sigtest.Alphabet
)

var (
	encode      = sigtest.Encode
	hmacOf      = sigtest.HMAC
	seal        = sigtest.Seal
	jwt         = sigtest.JWT
	jwtWith     = sigtest.JWTWith
	payloadWith = sigtest.PayloadWith
	payloadAnd  = sigtest.PayloadAnd
	legacy      = sigtest.Legacy
	legacyWith  = sigtest.LegacyWith
	legacyMAC   = sigtest.LegacyMAC
	next        = sigtest.Next
	fips140     = sigtest.FIPS140
)

// at returns a clock that always shows the same Unix time.
func at(seconds int64) zoomsig.Clock { return sigtest.At(seconds) }

func clockAt(t time.Time) zoomsig.Clock { return sigtest.Clock(t) }

// countingClock counts how often it is read.
type countingClock struct{ reads int }

func (c *countingClock) Now() time.Time {
	c.reads++
	return time.Unix(testNow, 0)
}

func newSigner(t testing.TB, key, secret string, opts *zoomsig.Options) *zoomsig.Signer {
	t.Helper()
	signer, err := zoomsig.NewSigner(key, secret, opts)
	require.NoError(t, err)
	return signer
}

func newLegacySigner(t testing.TB, key, secret string, opts *zoomsig.LegacyOptions) *zoomsig.LegacySigner {
	t.Helper()
	signer, err := zoomsig.NewLegacySigner(key, secret, opts)
	require.NoError(t, err)
	return signer
}

// sentinels are all sentinel errors of the package.
var sentinels = []error{
	zoomsig.ErrCredentials, zoomsig.ErrOptions, zoomsig.ErrInvalidClaims, zoomsig.ErrMalformed, zoomsig.ErrAlgorithm,
	zoomsig.ErrSignature, zoomsig.ErrKey, zoomsig.ErrExpired, zoomsig.ErrNotYetValid, zoomsig.ErrObservation,
}

// sentinelOf returns the one sentinel that err matches.
func sentinelOf(t testing.TB, err error) error {
	t.Helper()
	var matched []error
	for _, sentinel := range sentinels {
		if errors.Is(err, sentinel) {
			matched = append(matched, sentinel)
		}
	}
	require.Len(t, matched, 1, "%v", err)
	return matched[0]
}

// checkError checks err against the sentinel that is expected, or against nil. The
// text of each error has the prefix of the package, is short and printable, and does
// not show the secret.
func checkError(t testing.TB, err, want error) {
	t.Helper()
	require.ErrorIs(t, err, want)
	if err == nil {
		return
	}
	text := err.Error()
	assert.Equal(t, want, sentinelOf(t, err))
	assert.True(t, strings.HasPrefix(text, "zoomsig: "), text)
	assert.Less(t, len(text), 400)
	assert.Equal(t, -1, strings.IndexFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }), "%q", text)
	assert.NotRegexp(t, "(S|53)"+testSecret[1:], text, "the first letter may be escaped")
}

// checkVerdict checks what a Verify method returned for signature. The claims must
// be nil if there is an error and only then. The text of the error must show neither
// the MAC in the signature nor the right one.
func checkVerdict[C any](t testing.TB, signature string, claims *C, err, want error) {
	t.Helper()
	checkError(t, err, want)
	assert.Equal(t, err == nil, claims != nil, "nil claims with an error")
	if err == nil {
		return
	}
	var timeError *zoomsig.TimeError
	assert.Equal(t, want == zoomsig.ErrExpired || want == zoomsig.ErrNotYetValid, errors.As(err, &timeError))
	if dot := strings.LastIndexByte(signature, '.'); dot >= 0 {
		for _, mac := range []string{signature[dot+1:], seal(signature[:dot])[dot+1:]} {
			assert.False(t, len(mac) >= 16 && strings.Contains(err.Error(), mac[:16]), "%q shows a MAC", err.Error())
		}
	}
}

// vector is a line of node.jsonl or java.jsonl.
type vector struct {
	Key, Secret        string
	MN                 string
	Role               zoomsig.Role
	IAT, Exp, TokenExp int64
	VideoWebRTCMode    *int  `json:"video_webrtc_mode"`
	TSMillis           int64 `json:"tsMillis"`
	JWT, Legacy        string
}

// loadVectors reads the signatures that Node.js and Java made.
func loadVectors(t testing.TB) []vector {
	t.Helper()
	return append(sigtest.Load[vector](t, "testdata/node.jsonl"), sigtest.Load[vector](t, "testdata/java.jsonl")...)
}

func (v vector) claims(t testing.TB) zoomsig.Claims {
	t.Helper()
	number, err := zoomsig.ParseMeetingNumber(v.MN)
	require.NoError(t, err)
	claims := zoomsig.Claims{
		MeetingNumber:  number,
		Role:           v.Role,
		IssuedAt:       time.Unix(v.IAT, 0).UTC(),
		ExpiresAt:      time.Unix(v.Exp, 0).UTC(),
		TokenExpiresAt: time.Unix(v.TokenExp, 0).UTC(),
		AppKey:         v.Key,
		SDKKey:         v.Key,
	}
	if v.VideoWebRTCMode != nil {
		claims.VideoWebRTC = videoModes[*v.VideoWebRTCMode]
	}
	return claims
}

func (v vector) legacyClaims(t testing.TB) zoomsig.LegacyClaims {
	t.Helper()
	return zoomsig.LegacyClaims{
		APIKey:        v.Key,
		MeetingNumber: v.claims(t).MeetingNumber,
		Role:          v.Role,
		Timestamp:     time.UnixMilli(v.TSMillis).UTC(),
	}
}

// vendorVector is a line of vendor.jsonl.
type vendorVector struct {
	ID, Format  string
	Key, Secret string
	MN          zoomsig.MeetingNumber
	Role        zoomsig.Role
	TS          int64 `json:"ts_ms"`
	Now         int64 `json:"now_ms"`
	Signature   string
}

// vendorVectors returns the signatures that Zoom made, by their ids.
func vendorVectors(t testing.TB) map[string]vendorVector {
	t.Helper()
	byID := map[string]vendorVector{}
	for _, v := range sigtest.Load[vendorVector](t, "testdata/vendor.jsonl") {
		byID[v.ID] = v
	}
	return byID
}

// payloadOf returns the payload of a JWT.
func payloadOf(t testing.TB, signature string) string {
	t.Helper()
	segments := strings.Split(signature, ".")
	require.Len(t, segments, 3)
	payload, err := base64.RawURLEncoding.DecodeString(segments[1])
	require.NoError(t, err)
	return string(payload)
}

// timesOf returns iat, exp and tokenExp of a JWT as they are written.
func timesOf(t testing.TB, signature string) string {
	t.Helper()
	var claims struct{ IAT, Exp, TokenExp json.RawMessage }
	require.NoError(t, json.Unmarshal([]byte(payloadOf(t, signature)), &claims))
	return string(claims.IAT) + " " + string(claims.Exp) + " " + string(claims.TokenExp)
}

// fieldsOf returns the fields of a legacy signature.
func fieldsOf(t testing.TB, signature string) []string {
	t.Helper()
	decoded, err := base64.RawStdEncoding.DecodeString(signature)
	require.NoError(t, err)
	fields := strings.Split(string(decoded), ".")
	require.Len(t, fields, 5)
	return fields
}

// completed returns c with the defaults of a signer with this key, in place of what
// is zero, and with iat and lifetime as the defaults of IssuedAt and Lifetime.
func completed(c zoomsig.Claims, key string, iat time.Time, lifetime time.Duration) zoomsig.Claims {
	second := func(t, whenZero time.Time) time.Time {
		if t.IsZero() {
			t = whenZero
		}
		return time.Unix(t.Unix(), 0).UTC()
	}
	if c.Lifetime != 0 {
		lifetime = c.Lifetime
	}
	c.SDKKey, c.AppKey, c.Lifetime = key, key, 0
	c.IssuedAt = second(c.IssuedAt, iat)
	c.ExpiresAt = second(c.ExpiresAt, c.IssuedAt.Add(lifetime.Truncate(time.Second)))
	c.TokenExpiresAt = second(c.TokenExpiresAt, c.ExpiresAt)
	return c
}

// checkAllocations checks that call makes at most so many allocations on average.
func checkAllocations(t testing.TB, most float64, call func()) {
	t.Helper()
	if !underRace() {
		assert.LessOrEqual(t, testing.AllocsPerRun(10, call), most)
	}
}

// underRace reports whether the tests were built with -race.
func underRace() bool {
	info, _ := debug.ReadBuildInfo()
	for _, setting := range info.Settings {
		if setting.Key == "-race" {
			return setting.Value == "true"
		}
	}
	return false
}
