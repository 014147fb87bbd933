package zoomsig_test

import (
	"encoding/base64"
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
	handMade    = sigtest.JWTWith
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

// loadVectors reads a file in testdata that has one JSON object per line.
func loadVectors[T any](t testing.TB, file string) []T {
	t.Helper()
	return sigtest.Load[T](t, "testdata/"+file)
}

// checkError checks err against the error that is expected, or against nil. Each
// error has the prefix of the package, is short, and does not show the secret.
func checkError(t testing.TB, err, want error) {
	t.Helper()
	require.ErrorIs(t, err, want)
	if err == nil {
		return
	}
	assert.True(t, strings.HasPrefix(err.Error(), "zoomsig: "), err.Error())
	assert.Less(t, len(err.Error()), 400)
	assert.NotContains(t, err.Error(), testSecret)
}

// checkOptions checks for ErrOptions with this text, or for no error if it is "".
func checkOptions(t *testing.T, err error, says string) {
	t.Helper()
	if says == "" {
		require.NoError(t, err)
		return
	}
	checkError(t, err, zoomsig.ErrOptions)
	assert.ErrorContains(t, err, "zoomsig: invalid options: "+says)
}

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

// vector is a line of node.jsonl or java.jsonl.
type vector struct {
	Key             string
	Secret          string
	MN              string
	Role            zoomsig.Role
	IAT             int64
	Exp             int64
	TokenExp        int64
	VideoWebRTCMode *int  `json:"video_webrtc_mode"`
	TSMillis        int64 `json:"tsMillis"`
	JWT             string
	Legacy          string
}

func (v vector) claims(t testing.TB) zoomsig.Claims {
	number, err := zoomsig.ParseMeetingNumber(v.MN)
	require.NoError(t, err)
	claims := zoomsig.Claims{
		SDKKey:         v.Key,
		MeetingNumber:  number,
		Role:           v.Role,
		IssuedAt:       time.Unix(v.IAT, 0).UTC(),
		ExpiresAt:      time.Unix(v.Exp, 0).UTC(),
		AppKey:         v.Key,
		TokenExpiresAt: time.Unix(v.TokenExp, 0).UTC(),
	}
	if v.VideoWebRTCMode != nil {
		claims.VideoWebRTC = []zoomsig.VideoWebRTC{zoomsig.VideoWebRTCOff, zoomsig.VideoWebRTCOn}[*v.VideoWebRTCMode]
	}
	return claims
}

// vendorVector is a line of vendor.jsonl.
type vendorVector struct {
	ID        string
	Format    string
	Key       string
	Secret    string
	MN        zoomsig.MeetingNumber
	Role      zoomsig.Role
	TS        int64 `json:"ts_ms"`
	Now       int64 `json:"now_ms"`
	Signature string
}

func vendorVectors(t testing.TB) map[string]vendorVector {
	byID := map[string]vendorVector{}
	for _, v := range loadVectors[vendorVector](t, "vendor.jsonl") {
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

// claimsWith returns the claims in goodPayload with a change, unless that is nil.
func claimsWith(change func(c *zoomsig.Claims)) zoomsig.Claims {
	c := zoomsig.Claims{
		SDKKey:         testKey,
		MeetingNumber:  testNumber,
		IssuedAt:       time.Unix(1699999970, 0).UTC(),
		ExpiresAt:      time.Unix(1700007170, 0).UTC(),
		AppKey:         testKey,
		TokenExpiresAt: time.Unix(1700007170, 0).UTC(),
	}
	if change != nil {
		change(&c)
	}
	return c
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

// checkVerdict checks what a Verify method returned for signature. The claims must
// be nil if there is an error and only then. The text of the error must be printable
// and must not show the MAC in the signature or the right one.
func checkVerdict[C any](t testing.TB, signature string, claims *C, err, want error) {
	t.Helper()
	checkError(t, err, want)
	assert.Equal(t, err == nil, claims != nil, "nil claims with an error")
	if err == nil {
		return
	}
	assert.Equal(t, want, sentinelOf(t, err))
	assert.Equal(t, -1, strings.IndexFunc(err.Error(), func(r rune) bool { return !unicode.IsPrint(r) }), "%q", err.Error())
	var timeError *zoomsig.TimeError
	assert.Equal(t, want == zoomsig.ErrExpired || want == zoomsig.ErrNotYetValid, errors.As(err, &timeError))
	if dot := strings.LastIndexByte(signature, '.'); dot >= 0 {
		for _, mac := range []string{signature[dot+1:], seal(signature[:dot])[dot+1:]} {
			assert.False(t, len(mac) >= 16 && strings.Contains(err.Error(), mac[:16]), "%q shows a MAC", err.Error())
		}
	}
}

// verifyRow is a signature and what Verify must return for it at testNow.
type verifyRow struct {
	name, signature string
	wantErr         error
	says            string
}

func runVerifyRows(t *testing.T, rows []verifyRow) {
	t.Helper()
	runRows(t, rows, newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: at(testNow)}).Verify)
}

func runLegacyRows(t *testing.T, rows []verifyRow) {
	t.Helper()
	runRows(t, rows, newLegacySigner(t, testKey, testSecret, &zoomsig.LegacyOptions{Clock: at(testNow)}).Verify)
}

func runRows[C any](t *testing.T, rows []verifyRow, verify func(signature string) (*C, error)) {
	t.Helper()
	require.NotEmpty(t, rows)
	for _, tt := range rows {
		t.Run(tt.name, func(t *testing.T) {
			claims, err := verify(tt.signature)
			checkVerdict(t, tt.signature, claims, err, tt.wantErr)
			if err != nil {
				assert.Contains(t, err.Error(), tt.says)
			}
		})
	}
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
// is zero, and with iat as the default of IssuedAt.
func completed(c zoomsig.Claims, key string, iat time.Time) zoomsig.Claims {
	second := func(t, whenZero time.Time) time.Time {
		if t.IsZero() {
			t = whenZero
		}
		return time.Unix(t.Unix(), 0).UTC()
	}
	lifetime := zoomsig.DefaultLifetime
	if c.Lifetime != 0 {
		lifetime = c.Lifetime.Truncate(time.Second)
	}
	c.SDKKey, c.AppKey, c.Lifetime = key, key, 0
	c.IssuedAt = second(c.IssuedAt, iat)
	c.ExpiresAt = second(c.ExpiresAt, c.IssuedAt.Add(lifetime))
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
