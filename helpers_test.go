package zoomsig_test

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

const (
	testKey    = "AbCdEfGhIjKlMnOpQrStUv"
	testSecret = "SyntheticSecretOf36CharactersAbcd123"
	testNumber = zoomsig.MeetingNumber(83137961703)
	testNow    = 1700000000
	testMillis = "1699999970123" // the timestamp of a legacy signature

	goodHeader  = `{"alg":"HS256","typ":"JWT"}`
	goodPayload = `{"sdkKey":"AbCdEfGhIjKlMnOpQrStUv","mn":"83137961703","role":0,"iat":1699999970,"exp":1700007170,"appKey":"AbCdEfGhIjKlMnOpQrStUv","tokenExp":1700007170}`

	base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
)

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

// at returns a clock that always shows the same Unix time.
func at(seconds int64) zoomsig.Clock { return clockAt(time.Unix(seconds, 0)) }

func clockAt(t time.Time) zoomsig.Clock {
	return zoomsig.ClockFunc(func() time.Time { return t })
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

// loadVectors reads a file in testdata that has one JSON object per line.
func loadVectors[T any](t testing.TB, file string) []T {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", file))
	require.NoError(t, err)
	var rows []T
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var row T
		require.NoError(t, json.Unmarshal(lines.Bytes(), &row), "%s line %d", file, len(rows)+1)
		rows = append(rows, row)
	}
	require.NoError(t, lines.Err())
	require.NotEmpty(t, rows, "%s has no vectors", file)
	return rows
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
		claims.VideoWebRTC = zoomsig.VideoWebRTCOff + zoomsig.VideoWebRTC(*v.VideoWebRTCMode)
	}
	return claims
}

// fips140 reports whether crypto/hmac rejects the secret because the tests run with
// GODEBUG=fips140=only.
func fips140(secret string) bool {
	return strings.Contains(os.Getenv("GODEBUG"), "fips140=only") && len(secret) < 14
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

// encode encodes a part of a JWT.
func encode(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// seal appends the right MAC to any text.
func seal(input string) string { return input + "." + encode(string(hmacOf(input, testSecret))) }

// jwt signs any header and payload.
func jwt(header, payload string) string { return handMade(header, payload, testSecret) }

// payloadWith returns goodPayload with changes: pairs of a claim and its JSON, which
// is "" to omit the claim.
func payloadWith(changes ...string) string {
	members := strings.Split(strings.Trim(goodPayload, "{}"), ",")
	for i := 0; i < len(changes); i += 2 {
		name := `"` + changes[i] + `":`
		at := slices.IndexFunc(members, func(member string) bool { return strings.HasPrefix(member, name) })
		switch {
		case at < 0:
			members = append(members, name+changes[i+1])
		case changes[i+1] == "":
			members = slices.Delete(members, at, at+1)
		default:
			members[at] = name + changes[i+1]
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

// payloadAnd returns goodPayload with another member at its end.
func payloadAnd(member string) string {
	return strings.TrimSuffix(goodPayload, "}") + "," + member + "}"
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

// handMade signs any header and payload, without the library.
func handMade(header, payload, secret string) string {
	input := encode(header) + "." + encode(payload)
	return input + "." + encode(string(hmacOf(input, secret)))
}

func hmacOf(input, secret string) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(input))
	return mac.Sum(nil)
}

// handMadeLegacy signs any four fields, without the library.
func handMadeLegacy(key, number, timestamp, role, secret string) string {
	return legacyWith(legacyMAC(secret, key, number, timestamp, role), key, number, timestamp, role)
}

// legacyMAC returns the right MAC of any fields.
func legacyMAC(secret string, fields ...string) string {
	return string(hmacOf(base64.StdEncoding.EncodeToString([]byte(strings.Join(fields, ""))), secret))
}

// legacyWith encodes fields and any MAC.
func legacyWith(mac string, fields ...string) string {
	fields = append(fields[:len(fields):len(fields)], base64.StdEncoding.EncodeToString([]byte(mac)))
	return base64.RawStdEncoding.EncodeToString([]byte(strings.Join(fields, ".")))
}

// legacy signs any fields.
func legacy(fields ...string) string { return legacyWith(legacyMAC(testSecret, fields...), fields...) }

// next returns the last character of base64 text with bits added to its value.
func next(text string, bits int) string {
	alphabet := base64Alphabet[:62] + "+/"
	i := strings.IndexByte(alphabet, text[len(text)-1]) + bits
	return alphabet[i : i+1]
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
	c.SDKKey, c.AppKey = key, key
	c.IssuedAt = second(c.IssuedAt, iat)
	c.ExpiresAt = second(c.ExpiresAt, c.IssuedAt.Add(zoomsig.DefaultLifetime))
	c.TokenExpiresAt = second(c.TokenExpiresAt, c.ExpiresAt)
	return c
}

// ticking returns a clock that advances by a second each time it is read.
func ticking() zoomsig.Clock {
	second := int64(testNow)
	return zoomsig.ClockFunc(func() time.Time {
		second++
		return time.Unix(second, 0)
	})
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
