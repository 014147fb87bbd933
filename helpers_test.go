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
)

// checkError judges an error whether or not one came, and what each must obey.
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

// checkOptions checks for no error if says is "", and otherwise for ErrOptions
// with that text.
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

// at is a clock that stands still at a Unix time in seconds.
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

// loadVectors reads a file of testdata, one JSON object a line.
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

// fips140 reports whether crypto/hmac refuses the secret because the tests run
// with GODEBUG=fips140=only.
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

// payloadOf decodes a JWT's payload, without this library.
func payloadOf(t testing.TB, signature string) string {
	t.Helper()
	segments := strings.Split(signature, ".")
	require.Len(t, segments, 3)
	payload, err := base64.RawURLEncoding.DecodeString(segments[1])
	require.NoError(t, err)
	return string(payload)
}

func encode(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// seal appends the right MAC to a signing input, whatever that is.
func seal(input string) string { return input + "." + encode(string(hmacOf(input, testSecret))) }

// jwt encodes and seals a header and a payload, whatever they are.
func jwt(header, payload string) string { return handMade(header, payload, testSecret) }

// payloadWith is goodPayload but for the changes: pairs of a claim and its
// JSON, "" to leave the claim out.
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

// payloadAnd is the same payload with more at its end.
func payloadAnd(member string) string {
	return strings.TrimSuffix(goodPayload, "}") + "," + member + "}"
}

// claimsWith is what goodPayload says, but for the change.
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

// sentinels are all of them: an error matches exactly one.
var sentinels = []error{
	zoomsig.ErrCredentials, zoomsig.ErrOptions, zoomsig.ErrInvalidClaims, zoomsig.ErrMalformed, zoomsig.ErrAlgorithm,
	zoomsig.ErrSignature, zoomsig.ErrKey, zoomsig.ErrExpired, zoomsig.ErrNotYetValid, zoomsig.ErrObservation,
}

// sentinelOf returns the one that err matches.
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

// checkVerdict judges what either Verify answers to a signature: the claims are
// nil with an error and only then, the message can be printed, and shows
// neither the MAC that was given nor the one that would be right.
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

// verifyRow is a signature and what Verify is to say to it at testNow.
type verifyRow struct {
	name, signature string
	wantErr         error
	says            string
}

func runVerifyRows(t *testing.T, rows []verifyRow) {
	t.Helper()
	require.NotEmpty(t, rows)
	signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: at(testNow)})
	for _, tt := range rows {
		t.Run(tt.name, func(t *testing.T) {
			claims, err := signer.Verify(tt.signature)
			checkVerdict(t, tt.signature, claims, err, tt.wantErr)
			if err != nil {
				assert.Contains(t, err.Error(), tt.says)
			}
		})
	}
}

// handMade signs any header and payload, without this library.
func handMade(header, payload, secret string) string {
	input := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString([]byte(payload))
	return input + "." + base64.RawURLEncoding.EncodeToString(hmacOf(input, secret))
}

func hmacOf(input, secret string) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(input))
	return mac.Sum(nil)
}

// handMadeLegacy signs any fields, without this library.
func handMadeLegacy(key, number, timestamp, role, secret string) string {
	message := base64.StdEncoding.EncodeToString([]byte(key + number + timestamp + role))
	hash := base64.StdEncoding.EncodeToString(hmacOf(message, secret))
	return base64.RawStdEncoding.EncodeToString([]byte(strings.Join([]string{key, number, timestamp, role, hash}, ".")))
}

const (
	goodHeader  = `{"alg":"HS256","typ":"JWT"}`
	goodPayload = `{"sdkKey":"AbCdEfGhIjKlMnOpQrStUv","mn":"83137961703","role":0,"iat":1699999970,"exp":1700007170,"appKey":"AbCdEfGhIjKlMnOpQrStUv","tokenExp":1700007170}`
)

const testMillis = "1699999970123"

// legacyMAC is the right MAC of fields, whatever they are.
func legacyMAC(secret string, fields ...string) string {
	return string(hmacOf(base64.StdEncoding.EncodeToString([]byte(strings.Join(fields, ""))), secret))
}

// legacyWith encodes fields and a MAC that need not fit.
func legacyWith(mac string, fields ...string) string {
	fields = append(fields[:len(fields):len(fields)], base64.StdEncoding.EncodeToString([]byte(mac)))
	return base64.RawStdEncoding.EncodeToString([]byte(strings.Join(fields, ".")))
}

// legacy encodes and seals fields.
func legacy(fields ...string) string { return legacyWith(legacyMAC(testSecret, fields...), fields...) }

func runLegacyRows(t *testing.T, rows []verifyRow) {
	t.Helper()
	signer := newLegacySigner(t, testKey, testSecret, &zoomsig.LegacyOptions{Clock: at(testNow)})
	for _, tt := range rows {
		t.Run(tt.name, func(t *testing.T) {
			claims, err := signer.Verify(tt.signature)
			checkVerdict(t, "", claims, err, tt.wantErr)
			if err != nil {
				assert.Contains(t, err.Error(), tt.says)
			}
		})
	}
}

// next is the last character of base64 text, with bits added to its value.
func next(text string, bits int) string {
	alphabet := base64Alphabet[:62] + "+/"
	i := strings.IndexByte(alphabet, text[len(text)-1]) + bits
	return alphabet[i : i+1]
}

// fieldsOf decodes a legacy signature, without this library.
func fieldsOf(t testing.TB, signature string) []string {
	t.Helper()
	decoded, err := base64.RawStdEncoding.DecodeString(signature)
	require.NoError(t, err)
	fields := strings.Split(string(decoded), ".")
	require.Len(t, fields, 5)
	return fields
}

const base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// completed is what a signer with this key makes of claims that are issued at
// iat if they do not say when.
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

// ticking is a clock that goes on by a second each time it is read.
func ticking() zoomsig.Clock {
	second := int64(testNow)
	return zoomsig.ClockFunc(func() time.Time {
		second++
		return time.Unix(second, 0)
	})
}

// checkAllocations wants at most that many for a call, on average.
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
