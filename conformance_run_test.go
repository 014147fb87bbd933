package zoomsig_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// loadConformance reads a file of conformance/.
func loadConformance[T any](t testing.TB, file string) []T {
	t.Helper()
	return loadVectors[T](t, "../conformance/"+file)
}

// TestConformanceSign: the library signs what sign.jsonl says.
func TestConformanceSign(t *testing.T) {
	for _, row := range loadConformance[conformSign](t, "sign.jsonl") {
		t.Run(row.ID, func(t *testing.T) {
			if row.Error == "" && fips140(row.Secret) {
				t.Skip("a short secret")
			}
			var options struct {
				LifetimeS  int64 `json:"lifetime_s"`
				BackdateMS int64 `json:"backdate_ms"`
			}
			decodeIfAny(t, row.Options, &options)
			signer, err := zoomsig.NewSigner(row.Key, row.Secret, &zoomsig.Options{
				Clock:    clockAt(time.UnixMilli(row.NowMS)),
				Lifetime: time.Duration(options.LifetimeS) * time.Second,
				Backdate: time.Duration(options.BackdateMS) * time.Millisecond,
			})
			signature := ""
			if err == nil {
				signature, err = signer.Sign(signedClaims(t, row.Claims))
			}
			assert.Equal(t, row.Error, signError(err), "%v", err)
			assert.Equal(t, row.Signature, signature)
		})
	}
}

func decodeIfAny(t testing.TB, data json.RawMessage, into any) {
	t.Helper()
	if data != nil {
		require.NoError(t, json.Unmarshal(data, into))
	}
}

func signError(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, zoomsig.ErrCredentials):
		return "credentials"
	case errors.Is(err, zoomsig.ErrOptions):
		return "options"
	case errors.Is(err, zoomsig.ErrInvalidClaims):
		return "claims"
	}
	return err.Error()
}

func signedClaims(t testing.TB, data json.RawMessage) zoomsig.Claims {
	t.Helper()
	var c struct {
		MN         uint64
		Role       int
		IatMS      *int64 `json:"iat_ms"`
		ExpMS      *int64 `json:"exp_ms"`
		TokenExpMS *int64 `json:"token_exp_ms"`
		Video      *int   `json:"video_webrtc_mode"`
		Native     bool
	}
	require.NoError(t, json.Unmarshal(data, &c))
	claims := zoomsig.Claims{
		MeetingNumber:  zoomsig.MeetingNumber(c.MN),
		Role:           zoomsig.Role(c.Role),
		IssuedAt:       milliseconds(c.IatMS),
		ExpiresAt:      milliseconds(c.ExpMS),
		TokenExpiresAt: milliseconds(c.TokenExpMS),
		Native:         c.Native,
	}
	switch {
	case c.Video == nil:
	case *c.Video < 0:
		claims.VideoWebRTC = zoomsig.VideoWebRTC(*c.Video)
	default:
		claims.VideoWebRTC = zoomsig.VideoWebRTCOff + zoomsig.VideoWebRTC(*c.Video)
	}
	return claims
}

// milliseconds returns a time of the suite, or the zero time if it is not set.
func milliseconds(ms *int64) time.Time {
	if ms == nil {
		return time.Time{}
	}
	return time.UnixMilli(*ms)
}
