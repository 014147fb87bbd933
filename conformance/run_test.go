//lint:file-ignore SA1019 the suite has the legacy format

package conformance

import (
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

// row is a line of one of the files about signing and verifying. An option that is absent is zero, which is also how
// the library expresses that it is not set.
type row struct {
	ID, Key, Secret string
	NowMS           int64 `json:"now_ms"`
	LeewayMS        int64 `json:"leeway_ms"`
	MaxAgeMS        int64 `json:"max_age_ms"`
	Options         struct {
		LifetimeS  int64 `json:"lifetime_s"`
		BackdateMS int64 `json:"backdate_ms"`
		MaxAgeMS   int64 `json:"max_age_ms"`
	}
	Claims                   json.RawMessage
	Signature, Error, Result string
	SignatureBase64          []byte `json:"signature_base64"`
}

// eachRow runs a test for each row that this platform can express.
func eachRow(t *testing.T, file string, test func(t *testing.T, r row)) {
	for _, r := range sigtest.Load[row](t, file) {
		t.Run(r.ID, func(t *testing.T) {
			if sigtest.FIPS140(r.Secret) {
				t.Skip("short-secret")
			}
			if r.SignatureBase64 != nil {
				r.Signature = string(r.SignatureBase64)
			}
			test(t, r)
		})
	}
}

func TestSign(t *testing.T) {
	eachRow(t, "sign.jsonl", func(t *testing.T, r row) {
		signer, err := newSigner(r)
		signature := ""
		if err == nil {
			signature, err = signer.Sign(claimsToSign(t, r.Claims))
		}
		assert.Equal(t, r.Error, kindOf(err), "%v", err)
		assert.Equal(t, r.Signature, signature)
	})
}

func TestLegacySign(t *testing.T) {
	eachRow(t, "legacy-sign.jsonl", func(t *testing.T, r row) {
		var claims struct {
			MN          json.Number
			Role        int
			TimestampMS *int64 `json:"timestamp_ms"`
		}
		require.NoError(t, json.Unmarshal(r.Claims, &claims))
		signer, err := zoomsig.NewLegacySigner(r.Key, r.Secret, &zoomsig.LegacyOptions{
			Clock:    clock(r),
			Backdate: milliseconds(r.Options.BackdateMS),
			MaxAge:   milliseconds(r.Options.MaxAgeMS),
		})
		signature := ""
		if err == nil {
			signature, err = signer.Sign(zoomsig.LegacyClaims{
				MeetingNumber: meetingNumber(t, claims.MN),
				Role:          zoomsig.Role(claims.Role),
				Timestamp:     timeOf(claims.TimestampMS),
			})
		}
		assert.Equal(t, r.Error, kindOf(err), "%v", err)
		assert.Equal(t, r.Signature, signature)
	})
}

func TestVerify(t *testing.T) {
	eachRow(t, "verify.jsonl", func(t *testing.T, r row) {
		signer, err := newSigner(r)
		require.NoError(t, err)
		claims, err := signer.Verify(r.Signature)
		assert.Equal(t, r.Result, resultOf(err), "%v", err)
		if r.Result == "valid" {
			require.NotNil(t, claims)
			assert.Equal(t, claimsExpected(t, r.Claims), *claims)
		} else {
			assert.Nil(t, claims)
		}
	})
}

func TestLegacyVerify(t *testing.T) {
	eachRow(t, "legacy-verify.jsonl", func(t *testing.T, r row) {
		signer, err := zoomsig.NewLegacySigner(r.Key, r.Secret, &zoomsig.LegacyOptions{
			Clock:    clock(r),
			Backdate: -1,
			Leeway:   milliseconds(r.LeewayMS),
			MaxAge:   milliseconds(r.MaxAgeMS),
		})
		require.NoError(t, err)
		claims, err := signer.Verify(r.Signature)
		assert.Equal(t, r.Result, resultOf(err), "%v", err)
		if r.Result != "valid" {
			assert.Nil(t, claims)
			return
		}
		var c struct {
			APIKey    string
			MN        zoomsig.MeetingNumber
			Timestamp int64
			Role      zoomsig.Role
		}
		require.NoError(t, json.Unmarshal(r.Claims, &c))
		assert.Equal(t, &zoomsig.LegacyClaims{
			APIKey: c.APIKey, MeetingNumber: c.MN, Role: c.Role, Timestamp: time.UnixMilli(c.Timestamp).UTC(),
		}, claims)
	})
}

func newSigner(r row) (*zoomsig.Signer, error) {
	return zoomsig.NewSigner(r.Key, r.Secret, &zoomsig.Options{
		Clock:    clock(r),
		Lifetime: time.Duration(r.Options.LifetimeS) * time.Second,
		Backdate: milliseconds(r.Options.BackdateMS),
		Leeway:   milliseconds(r.LeewayMS),
	})
}

func clock(r row) zoomsig.Clock { return sigtest.Clock(time.UnixMilli(r.NowMS)) }

func milliseconds(ms int64) time.Duration { return time.Duration(ms) * time.Millisecond }

// timeOf returns a time of the suite, or the zero time if it is not set.
func timeOf(ms *int64) time.Time {
	if ms == nil {
		return time.Time{}
	}
	return time.UnixMilli(*ms)
}

// meetingNumber skips the row if no MeetingNumber can express n.
func meetingNumber(t *testing.T, n json.Number) zoomsig.MeetingNumber {
	t.Helper()
	if n == "" {
		return 0
	}
	number, err := strconv.ParseUint(n.String(), 10, 64)
	if err != nil {
		t.Skip("negative-integer or above-64-bits")
	}
	return zoomsig.MeetingNumber(number)
}

// claimsToSign reads the claims of a row of sign.jsonl.
func claimsToSign(t *testing.T, data json.RawMessage) zoomsig.Claims {
	t.Helper()
	var c struct {
		MN         json.Number
		Role       int
		Native     bool
		Video      *int   `json:"video_webrtc_mode"`
		LifetimeS  int64  `json:"lifetime_s"`
		IatMS      *int64 `json:"iat_ms"`
		ExpMS      *int64 `json:"exp_ms"`
		TokenExpMS *int64 `json:"token_exp_ms"`
	}
	require.NoError(t, json.Unmarshal(data, &c))
	return zoomsig.Claims{
		MeetingNumber:  meetingNumber(t, c.MN),
		Role:           zoomsig.Role(c.Role),
		Native:         c.Native,
		VideoWebRTC:    videoWebRTC(c.Video),
		Lifetime:       time.Duration(c.LifetimeS) * time.Second,
		IssuedAt:       timeOf(c.IatMS),
		ExpiresAt:      timeOf(c.ExpMS),
		TokenExpiresAt: timeOf(c.TokenExpMS),
	}
}

// claimsExpected reads the claims of a row of verify.jsonl, without the library.
func claimsExpected(t *testing.T, data json.RawMessage) zoomsig.Claims {
	t.Helper()
	var c struct {
		SDKKey, AppKey     string
		MN                 json.Number
		Role               int
		Iat, Exp, TokenExp *int64
		Video              *int `json:"video_webrtc_mode"`
	}
	require.NoError(t, json.Unmarshal(data, &c))
	seconds := func(s *int64) time.Time {
		if s == nil {
			return time.Time{}
		}
		return time.Unix(*s, 0).UTC()
	}
	return zoomsig.Claims{
		SDKKey: c.SDKKey, AppKey: c.AppKey,
		MeetingNumber: meetingNumber(t, c.MN), Role: zoomsig.Role(c.Role), Native: c.MN == "",
		VideoWebRTC: videoWebRTC(c.Video),
		IssuedAt:    seconds(c.Iat), ExpiresAt: seconds(c.Exp), TokenExpiresAt: seconds(c.TokenExp),
	}
}

// videoWebRTC returns what stands for a claim video_webrtc_mode. Any number but 0 and 1 is out of range.
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

// kindOf returns the name of an error of signing, and "" for none.
func kindOf(err error) string {
	kinds := map[string]error{
		"credentials": zoomsig.ErrCredentials,
		"options":     zoomsig.ErrOptions,
		"claims":      zoomsig.ErrInvalidClaims,
	}
	return nameOf(err, "", kinds)
}

// resultOf returns the name of a result of verifying.
func resultOf(err error) string {
	results := map[string]error{
		"malformed":     zoomsig.ErrMalformed,
		"algorithm":     zoomsig.ErrAlgorithm,
		"signature":     zoomsig.ErrSignature,
		"key":           zoomsig.ErrKey,
		"claims":        zoomsig.ErrInvalidClaims,
		"not-yet-valid": zoomsig.ErrNotYetValid,
		"expired":       zoomsig.ErrExpired,
	}
	return nameOf(err, "valid", results)
}

// nameOf returns the name of the one error that err matches.
func nameOf(err error, none string, names map[string]error) string {
	if err == nil {
		return none
	}
	name := err.Error()
	for n, kind := range names {
		if errors.Is(err, kind) {
			name = n
		}
	}
	return name
}
