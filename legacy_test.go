package zoomsig_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

func TestLegacySignRules(t *testing.T) {
	tests := []struct {
		name    string
		claims  zoomsig.LegacyClaims
		wantErr error
		says    string
	}{
		{"number and role", zoomsig.LegacyClaims{MeetingNumber: testNumber, Role: zoomsig.RoleHost}, nil, ""},
		{"own key", zoomsig.LegacyClaims{MeetingNumber: testNumber, APIKey: testKey}, nil, ""},
		{"foreign key", zoomsig.LegacyClaims{MeetingNumber: testNumber, APIKey: "other"}, zoomsig.ErrInvalidClaims, `apiKey is "other", expected "` + testKey},
		{"secret as key", zoomsig.LegacyClaims{MeetingNumber: testNumber, APIKey: testSecret}, zoomsig.ErrInvalidClaims, "the secret was used"},
		{"no meeting number", zoomsig.LegacyClaims{}, zoomsig.ErrInvalidClaims, "mn is missing, expected 9 to 11 digits"},
		{"8 digits", zoomsig.LegacyClaims{MeetingNumber: 99999999}, zoomsig.ErrInvalidClaims, "mn is 99999999"},
		{"9 digits", zoomsig.LegacyClaims{MeetingNumber: 100000000}, nil, ""},
		{"11 digits", zoomsig.LegacyClaims{MeetingNumber: 99999999999}, nil, ""},
		{"12 digits", zoomsig.LegacyClaims{MeetingNumber: 100000000000}, zoomsig.ErrInvalidClaims, "mn is 100000000000"},
		{"role 2", zoomsig.LegacyClaims{MeetingNumber: testNumber, Role: 2}, zoomsig.ErrInvalidClaims, "role is 2"},
		{"12 digits of milliseconds", zoomsig.LegacyClaims{MeetingNumber: testNumber, Timestamp: time.UnixMilli(999_999_999_999)}, zoomsig.ErrInvalidClaims, "timestamp is 999999999 seconds since 1970, expected 13 digits, the milliseconds since 1970"},
		{"13 digits, least", zoomsig.LegacyClaims{MeetingNumber: testNumber, Timestamp: time.UnixMilli(1_000_000_000_000)}, nil, ""},
		{"13 digits, greatest", zoomsig.LegacyClaims{MeetingNumber: testNumber, Timestamp: time.UnixMilli(9_999_999_999_999)}, nil, ""},
		{"14 digits", zoomsig.LegacyClaims{MeetingNumber: testNumber, Timestamp: time.UnixMilli(10_000_000_000_000)}, zoomsig.ErrInvalidClaims, "timestamp is 10000000000 seconds"},
		{"before 1970", zoomsig.LegacyClaims{MeetingNumber: testNumber, Timestamp: time.UnixMilli(-1)}, zoomsig.ErrInvalidClaims, "timestamp is -1 seconds"},
		{"end of time", zoomsig.LegacyClaims{MeetingNumber: testNumber, Timestamp: time.Unix(math.MaxInt64, 0)}, zoomsig.ErrInvalidClaims, "timestamp"},
	}
	signer := newLegacySigner(t, testKey, testSecret, &zoomsig.LegacyOptions{Clock: at(testNow)})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			signature, err := signer.Sign(tt.claims)
			checkError(t, err, tt.wantErr)
			if err != nil {
				assert.Empty(t, signature)
				assert.Contains(t, err.Error(), tt.says)
				return
			}
			assert.NotContains(t, signature, "=")
		})
	}

	clockless := newLegacySigner(t, testKey, testSecret, &zoomsig.LegacyOptions{Clock: clockAt(time.Time{})})
	_, err := clockless.Sign(zoomsig.LegacyClaims{MeetingNumber: testNumber})
	checkError(t, err, zoomsig.ErrInvalidClaims)
}

func TestLegacySignFillsIn(t *testing.T) {
	now := time.Unix(testNow, 123_999_999)
	for wantTimestamp, backdate := range map[string]time.Duration{
		"1699999970123": 0,
		"1700000000123": -1,
		"1699999700123": 300 * time.Second,
		"1700000000122": time.Millisecond + time.Microsecond,
	} {
		signer := newLegacySigner(t, testKey, testSecret, &zoomsig.LegacyOptions{Clock: clockAt(now), Backdate: backdate})
		signature, err := signer.Sign(zoomsig.LegacyClaims{MeetingNumber: testNumber, Role: zoomsig.RoleHost})
		require.NoError(t, err)
		assert.Equal(t, []string{testKey, "83137961703", wantTimestamp, "1"}, fieldsOf(t, signature)[:4])
	}
	signer := newLegacySigner(t, testKey, testSecret, nil)
	signature, err := signer.Sign(zoomsig.LegacyClaims{MeetingNumber: testNumber, Timestamp: now})
	require.NoError(t, err)
	assert.Equal(t, "1700000000123", fieldsOf(t, signature)[2])
}

func TestLegacyOptions(t *testing.T) {
	tests := []struct {
		name string
		opts *zoomsig.LegacyOptions
		says string // "" means that they are accepted
	}{
		{"nil", nil, ""},
		{"zero", &zoomsig.LegacyOptions{}, ""},
		{"negative max age", &zoomsig.LegacyOptions{MaxAge: -1}, "Backdate is 30s, expected at least a millisecond less than MaxAge, -1ns"},
		{"backdate just within max age", &zoomsig.LegacyOptions{MaxAge: zoomsig.DefaultBackdate + time.Millisecond}, ""},
		{"backdate as long as max age", &zoomsig.LegacyOptions{MaxAge: zoomsig.DefaultBackdate}, "Backdate is 30s, expected at least a millisecond less than MaxAge, 30s"},
		{"backdate as long as the default max age", &zoomsig.LegacyOptions{Backdate: zoomsig.DefaultLegacyMaxAge}, "Backdate is 24h0m0s, expected at least a millisecond less than MaxAge, 24h0m0s"},
		{"no backdate", &zoomsig.LegacyOptions{Backdate: -1, MaxAge: time.Millisecond}, ""},
		{"negative leeway", &zoomsig.LegacyOptions{Leeway: -1}, "Leeway is -1ns, expected zero or more"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			signer, err := zoomsig.NewLegacySigner(testKey, testSecret, tt.opts)
			checkOptions(t, err, tt.says)
			assert.Equal(t, err != nil, signer == nil)
		})
	}
}

func TestLegacyKeyWithDot(t *testing.T) {
	_, err := zoomsig.NewLegacySigner("a.b", testSecret, nil)
	checkError(t, err, zoomsig.ErrCredentials)
	assert.ErrorContains(t, err, "API key contains a dot")
}

func TestZeroLegacySigner(t *testing.T) {
	for _, signer := range []*zoomsig.LegacySigner{nil, {}} {
		signature, err := signer.Sign(zoomsig.LegacyClaims{MeetingNumber: testNumber})
		checkError(t, err, zoomsig.ErrCredentials)
		assert.Empty(t, signature)
	}
}
