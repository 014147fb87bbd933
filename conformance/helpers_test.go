package conformance

//lint:file-ignore SA1019 the suite covers the deprecated format

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
	"github.com/zoomsig/zoomsig/internal/sigtest"
)

const (
	testKey        = sigtest.Key
	testSecret     = sigtest.Secret
	testNow        = sigtest.Now
	testMillis     = sigtest.Millis
	goodHeader     = sigtest.Header
	goodPayload    = sigtest.Payload
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

func clockAt(t time.Time) zoomsig.Clock { return sigtest.Clock(t) }

// handMadeLegacy signs any four fields with any secret.
func handMadeLegacy(key, number, timestamp, role, secret string) string {
	fields := []string{key, number, timestamp, role}
	return legacyWith(legacyMAC(secret, fields...), fields...)
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

// checkVerdict checks what a Verify method returned.
func checkVerdict[C any](t testing.TB, claims *C, err, want error) {
	t.Helper()
	require.ErrorIs(t, err, want)
	assert.Equal(t, err == nil, claims != nil, "nil claims with an error")
}
