package conformance

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
	"github.com/zoomsig/zoomsig/internal/sigtest"
)

var fips140 = sigtest.FIPS140

func clockAt(t time.Time) zoomsig.Clock { return sigtest.Clock(t) }

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
