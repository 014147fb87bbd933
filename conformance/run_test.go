package conformance

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
	"github.com/zoomsig/zoomsig/internal/sigtest"
)

// conformSign is a row of sign.jsonl or legacy-sign.jsonl.
type conformSign struct {
	ID, Key, Secret  string
	NowMS            int64 `json:"now_ms"`
	Options, Claims  json.RawMessage
	Signature, Error string
}

// conformVerify is a row of verify.jsonl or legacy-verify.jsonl.
type conformVerify struct {
	ID, Key, Secret string
	NowMS           int64 `json:"now_ms"`
	LeewayMS        int64 `json:"leeway_ms"`
	MaxAgeMS        int64 `json:"max_age_ms"`
	Signature       *string
	SignatureBase64 string `json:"signature_base64"`
	Result          string
	Claims          json.RawMessage
}

// loadConformance reads a file of conformance/.
func loadConformance[T any](t testing.TB, file string) []T {
	t.Helper()
	return sigtest.Load[T](t, file)
}

// TestConformanceSign: the library signs what sign.jsonl says.
func TestSign(t *testing.T) {
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

// TestConformanceLegacySign: the same for the legacy format.
func TestLegacySign(t *testing.T) {
	for _, row := range loadConformance[conformSign](t, "legacy-sign.jsonl") {
		t.Run(row.ID, func(t *testing.T) {
			var options struct {
				BackdateMS int64 `json:"backdate_ms"`
				MaxAgeMS   int64 `json:"max_age_ms"`
			}
			decodeIfAny(t, row.Options, &options)
			var claims struct {
				MN          uint64
				Role        int
				TimestampMS *int64 `json:"timestamp_ms"`
			}
			decodeIfAny(t, row.Claims, &claims)
			signer, err := zoomsig.NewLegacySigner(row.Key, row.Secret, &zoomsig.LegacyOptions{
				Clock:    clockAt(time.UnixMilli(row.NowMS)),
				Backdate: time.Duration(options.BackdateMS) * time.Millisecond,
				MaxAge:   time.Duration(options.MaxAgeMS) * time.Millisecond,
			})
			signature := ""
			if err == nil {
				signature, err = signer.Sign(zoomsig.LegacyClaims{
					MeetingNumber: zoomsig.MeetingNumber(claims.MN),
					Role:          zoomsig.Role(claims.Role),
					Timestamp:     milliseconds(claims.TimestampMS),
				})
			}
			assert.Equal(t, row.Error, signError(err), "%v", err)
			assert.Equal(t, row.Signature, signature)
		})
	}
}

// textOf returns the signature of a row.
func textOf(t testing.TB, signature *string, inBase64 string) string {
	t.Helper()
	if signature != nil {
		return *signature
	}
	text, err := base64.StdEncoding.DecodeString(inBase64)
	require.NoError(t, err)
	return string(text)
}

var verifyErrors = map[string]error{
	"valid":         nil,
	"malformed":     zoomsig.ErrMalformed,
	"algorithm":     zoomsig.ErrAlgorithm,
	"signature":     zoomsig.ErrSignature,
	"key":           zoomsig.ErrKey,
	"claims":        zoomsig.ErrInvalidClaims,
	"not-yet-valid": zoomsig.ErrNotYetValid,
	"expired":       zoomsig.ErrExpired,
}

// TestConformanceVerify: the library says to a signature what verify.jsonl
// says, and reads the claims that stand there.
func TestVerify(t *testing.T) {
	for _, row := range loadConformance[conformVerify](t, "verify.jsonl") {
		t.Run(row.ID, func(t *testing.T) {
			signer := newSigner(t, row.Key, row.Secret, &zoomsig.Options{
				Clock:  clockAt(time.UnixMilli(row.NowMS)),
				Leeway: time.Duration(row.LeewayMS) * time.Millisecond,
			})
			signature := textOf(t, row.Signature, row.SignatureBase64)
			claims, err := signer.Verify(signature)
			want, known := verifyErrors[row.Result]
			require.True(t, known, row.Result)
			checkVerdict(t, claims, err, want)
			if err == nil {
				assert.Equal(t, claimsOf(t, row.Claims), *claims)
			}
		})
	}
}

// claimsOf reads the claims of a row, without the library.
func claimsOf(t testing.TB, data json.RawMessage) zoomsig.Claims {
	t.Helper()
	var c struct {
		SDKKey, AppKey     string
		MN                 string
		Role               zoomsig.Role
		Iat, Exp, TokenExp *int64
		Video              *int `json:"video_webrtc_mode"`
	}
	require.NoError(t, json.Unmarshal(data, &c))
	number, err := strconv.ParseUint(c.MN, 10, 64)
	require.Equal(t, c.MN == "", err != nil)
	seconds := func(s *int64) time.Time {
		if s == nil {
			return time.Time{}
		}
		return time.Unix(*s, 0).UTC()
	}
	claims := zoomsig.Claims{
		SDKKey: c.SDKKey, AppKey: c.AppKey,
		MeetingNumber: zoomsig.MeetingNumber(number), Role: c.Role, Native: c.MN == "",
		IssuedAt: seconds(c.Iat), ExpiresAt: seconds(c.Exp), TokenExpiresAt: seconds(c.TokenExp),
	}
	claims.VideoWebRTC = videoWebRTC(c.Video)
	return claims
}

// TestConformanceLegacyVerify: the same for the legacy format.
func TestLegacyVerify(t *testing.T) {
	for _, row := range loadConformance[conformVerify](t, "legacy-verify.jsonl") {
		t.Run(row.ID, func(t *testing.T) {
			signer := newLegacySigner(t, row.Key, row.Secret, &zoomsig.LegacyOptions{
				Clock:  clockAt(time.UnixMilli(row.NowMS)),
				Leeway: time.Duration(row.LeewayMS) * time.Millisecond,
				MaxAge: time.Duration(row.MaxAgeMS) * time.Millisecond,
			})
			signature := textOf(t, row.Signature, row.SignatureBase64)
			claims, err := signer.Verify(signature)
			want, known := verifyErrors[row.Result]
			require.True(t, known, row.Result)
			checkVerdict(t, claims, err, want)
			if err != nil {
				return
			}
			var c struct {
				APIKey, MN string
				Timestamp  int64
				Role       zoomsig.Role
			}
			require.NoError(t, json.Unmarshal(row.Claims, &c))
			assert.Equal(t, c.MN, claims.MeetingNumber.String())
			assert.Equal(t, c.APIKey, claims.APIKey)
			assert.Equal(t, time.UnixMilli(c.Timestamp).UTC(), claims.Timestamp)
			assert.Equal(t, c.Role, claims.Role)
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
	claims.VideoWebRTC = videoWebRTC(c.Video)
	return claims
}

// videoWebRTC returns what stands for a claim video_webrtc_mode, which is nil if it is
// absent. Any number but 0 and 1 is invalid.
func videoWebRTC(mode *int) zoomsig.VideoWebRTC {
	switch {
	case mode == nil:
		return zoomsig.VideoWebRTCUnset
	case *mode == 0:
		return zoomsig.VideoWebRTCOff
	case *mode == 1:
		return zoomsig.VideoWebRTCOn
	}
	return zoomsig.VideoWebRTC(1000 + *mode)
}

// milliseconds returns a time of the suite, or the zero time if it is not set.
func milliseconds(ms *int64) time.Time {
	if ms == nil {
		return time.Time{}
	}
	return time.UnixMilli(*ms)
}
