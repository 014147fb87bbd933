package diagnose_test

import (
	"encoding/base64"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
	"github.com/zoomsig/zoomsig/diagnose"
	"github.com/zoomsig/zoomsig/internal/sigtest"
)

const (
	testKey     = sigtest.Key
	testSecret  = sigtest.Secret
	testNow     = sigtest.Now
	testNumber  = zoomsig.MeetingNumber(83137961703)
	goodHeader  = sigtest.Header
	goodPayload = sigtest.Payload
)

var (
	encode   = sigtest.Encode
	hmacOf   = sigtest.HMAC
	seal     = sigtest.Seal
	jwt      = sigtest.JWT
	handMade = sigtest.JWTWith
	legacy   = sigtest.Legacy
	fips140  = sigtest.FIPS140
)

func at(seconds int64) zoomsig.Clock { return sigtest.At(seconds) }

func clockAt(t time.Time) zoomsig.Clock { return sigtest.Clock(t) }

func around(before, after string) func(string) string {
	return func(object string) string { return before + object + after }
}

// handMadeLegacy signs any four fields with any secret.
func handMadeLegacy(key, number, timestamp, role, secret string) string {
	fields := []string{key, number, timestamp, role}
	return sigtest.LegacyWith(sigtest.LegacyMAC(secret, fields...), fields...)
}

func newSigner(t testing.TB, opts *zoomsig.Options) *zoomsig.Signer {
	t.Helper()
	signer, err := zoomsig.NewSigner(testKey, testSecret, opts)
	require.NoError(t, err)
	return signer
}

// suiteRow is a row of the conformance suite.
type suiteRow struct {
	ID, Rule        string
	Signature       *string
	SignatureBase64 string `json:"signature_base64"`
	AtS             int64  `json:"at_s"`
	Key, Secret     string
	Join            *diagnose.Join
	ErrorCode       int `json:"error_code"`
	Codes           []string
}

func loadSuite(t testing.TB) []suiteRow {
	t.Helper()
	return sigtest.Load[suiteRow](t, "../conformance/diagnose.jsonl")
}

func (r suiteRow) text(t testing.TB) string {
	t.Helper()
	if r.Signature != nil {
		return *r.Signature
	}
	text, err := base64.StdEncoding.DecodeString(r.SignatureBase64)
	require.NoError(t, err)
	return string(text)
}

func BenchmarkSignature(b *testing.B) {
	signature := jwt(goodHeader, diagnosedPayload)
	opts := &diagnose.Options{Clock: at(testNow), Key: testKey, Secret: testSecret}
	for i := 0; i < b.N; i++ {
		if !diagnose.Signature(signature, opts).OK() {
			b.Fatal("not OK")
		}
	}
}

// countingClock counts how often it is read.
type countingClock struct{ reads int }

func (c *countingClock) Now() time.Time {
	c.reads++
	return time.Unix(testNow, 0)
}
