package zoomsig

import (
	"bytes"
	"crypto/hmac"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/zoomsig/zoomsig/internal/jsontext"
)

// DefaultLegacyMaxAge is used if LegacyOptions.MaxAge is zero. The figure comes from an
// answer in Zoom's developer forum and is not documented.
//
// Deprecated: See [LegacySigner].
const DefaultLegacyMaxAge = 24 * time.Hour

// LegacyOptions configures a [LegacySigner]. The zero value selects the defaults.
// [NewLegacySigner] returns an error matching [ErrOptions] if a value is out of range.
//
// Deprecated: See [LegacySigner].
type LegacyOptions struct {
	Clock    Clock         // as in Options
	Backdate time.Duration // as in Options, but at least a millisecond less than MaxAge
	Leeway   time.Duration // as in Options

	// MaxAge is the age of the oldest timestamp that Verify accepts; the format itself
	// has no expiry. If zero, DefaultLegacyMaxAge is used.
	MaxAge time.Duration
}

// A LegacySigner creates and verifies the signatures of JWT apps. Use [NewLegacySigner]
// to create one. Like a [Signer], it is immutable, safe for concurrent use, and does
// not reveal the secret.
//
// Deprecated: Zoom retired the JWT app type and its signatures in 2023. Use [Signer],
// which needs the credentials of a Meeting SDK app.
type LegacySigner struct{ state *legacyState }

type legacyState struct {
	*authenticator
	key      string
	clock    Clock
	backdate time.Duration
	leeway   time.Duration
	maxAge   time.Duration
}

// NewLegacySigner returns a [LegacySigner] for the API Key and the API Secret of a JWT
// app. Credentials are checked as [NewSigner] checks them; in addition, the API Key must
// not contain a dot, which separates the fields.
//
// Deprecated: See [LegacySigner].
func NewLegacySigner(apiKey, apiSecret string, opts *LegacyOptions) (*LegacySigner, error) {
	if opts == nil {
		opts = &LegacyOptions{}
	}
	if strings.Contains(apiKey, ".") {
		return nil, fmt.Errorf("%w: the API key contains a dot", ErrCredentials)
	}
	authenticator, err := newAuthenticator("API key", apiKey, "API secret", apiSecret)
	if err != nil {
		return nil, err
	}
	s := &legacyState{
		authenticator: authenticator,
		key:           apiKey,
		clock:         clockOrSystem(opts.Clock),
		backdate:      max(0, durationOr(opts.Backdate, DefaultBackdate)),
		leeway:        opts.Leeway,
		maxAge:        durationOr(opts.MaxAge, DefaultLegacyMaxAge),
	}
	switch {
	case s.maxAge <= s.backdate || s.maxAge-s.backdate < time.Millisecond:
		return nil, fmt.Errorf("%w: Backdate is %v, expected at least a millisecond less than MaxAge, %v",
			ErrOptions, s.backdate, s.maxAge)
	case s.leeway < 0:
		return nil, fmt.Errorf("%w: Leeway is %v, expected zero or more", ErrOptions, s.leeway)
	}
	return &LegacySigner{s}, nil
}

func (s *LegacySigner) ready() (*legacyState, error) {
	if s == nil || s.state == nil {
		return nil, fmt.Errorf("%w: the LegacySigner was not created by NewLegacySigner", ErrCredentials)
	}
	return s.state, nil
}

// LegacyClaims holds the fields of a legacy signature. The timestamp is truncated to
// milliseconds.
//
// Deprecated: See [LegacySigner].
type LegacyClaims struct {
	APIKey        string
	MeetingNumber MeetingNumber
	Role          Role
	Timestamp     time.Time
}

// Sign returns a signature for c. If APIKey is "", it is the key of the signer; if
// Timestamp is zero, it is the current time minus LegacyOptions.Backdate. Fields that
// are set are checked and never replaced; an error matches [ErrInvalidClaims]. The
// milliseconds of Timestamp must have 13 digits (2001-09-09 to 2286-11-20).
//
// Deprecated: See [LegacySigner].
func (s *LegacySigner) Sign(c LegacyClaims) (string, error) {
	state, err := s.ready()
	if err != nil {
		return "", err
	}
	now := state.clock.Now()
	if c.APIKey == "" {
		c.APIKey = state.key
	}
	if c.Timestamp.IsZero() {
		c.Timestamp = now.Add(-state.backdate)
	}
	if err := state.check(&c); err != nil {
		return "", state.withoutSecret(err, c.APIKey)
	}
	return state.sign(&c), nil
}

// check applies the rules of all fields. A timestamp has 13 digits if its seconds
// have 10.
func (s *legacyState) check(c *LegacyClaims) error {
	if c.APIKey != s.key {
		return invalid("apiKey", jsontext.CiteString(c.APIKey), jsontext.CiteString(s.key))
	}
	if err := c.MeetingNumber.check(); err != nil {
		return err
	}
	if err := c.Role.check(); err != nil {
		return err
	}
	const first, last = 1_000_000_000, 9_999_999_999
	if seconds := c.Timestamp.Unix(); seconds < first || seconds > last {
		return invalid("timestamp", strconv.FormatInt(seconds, 10)+" seconds since 1970", expectedTimestamp)
	}
	return nil
}

func (s *legacyState) sign(c *LegacyClaims) string {
	fields := []string{
		c.APIKey,
		c.MeetingNumber.String(),
		strconv.FormatInt(c.Timestamp.UnixMilli(), 10),
		strconv.Itoa(int(c.Role)),
	}
	m := s.acquire()
	defer s.release(m)
	mac := m.sum([]byte(legacyMessage(fields)))
	fields = append(fields, base64.StdEncoding.EncodeToString(mac))
	return base64.RawStdEncoding.EncodeToString([]byte(strings.Join(fields, ".")))
}

// legacyMessage returns what the MAC is computed over: the key, meeting number,
// timestamp and role, with nothing between them, in base64.
func legacyMessage(fields []string) string {
	return base64.StdEncoding.EncodeToString([]byte(strings.Join(fields, "")))
}

// Verify checks that signature was made with the credentials of this signer and is
// valid now, and returns its fields. It is valid if
// Timestamp - Leeway <= now <= Timestamp + MaxAge + Leeway.
//
// Verify checks, in this order, the form, which is at most 4096 bytes of canonical
// base64, with or without padding, that hold five fields ([ErrMalformed]), the MAC
// ([ErrSignature]), the key ([ErrKey]), the other fields ([ErrInvalidClaims]) and the
// time ([ErrNotYetValid] or [ErrExpired], as a [*TimeError]).
//
// Deprecated: See [LegacySigner].
func (s *LegacySigner) Verify(signature string) (*LegacyClaims, error) {
	state, err := s.ready()
	if err != nil {
		return nil, err
	}
	now := state.clock.Now()
	fields, mac, err := splitLegacy(signature)
	if err != nil {
		return nil, err
	}
	claims, err := state.verify(fields, mac, now)
	if err != nil {
		return nil, state.withoutSecret(err, fields...)
	}
	return claims, nil
}

func (s *legacyState) verify(fields []string, mac []byte, now time.Time) (*LegacyClaims, error) {
	m := s.acquire()
	defer s.release(m)
	if !hmac.Equal(mac, m.sum([]byte(legacyMessage(fields)))) {
		return nil, ErrSignature
	}
	claims, err := s.readFields(fields)
	if err != nil {
		return nil, err
	}
	start, end := claims.Timestamp, claims.Timestamp.Add(s.maxAge)
	if now.Before(start.Add(-s.leeway)) {
		return nil, &TimeError{Err: ErrNotYetValid, Claim: "timestamp", Bound: start, Now: now, Leeway: s.leeway}
	}
	if now.After(end.Add(s.leeway)) {
		return nil, &TimeError{Err: ErrExpired, Claim: "timestamp", Bound: end, Now: now, Leeway: s.leeway}
	}
	return claims, nil
}

var (
	strictStdBase64    = base64.StdEncoding.Strict()
	strictRawStdBase64 = base64.RawStdEncoding.Strict()
)

// splitLegacy returns the key, meeting number, timestamp and role, and the MAC.
func splitLegacy(signature string) (fields []string, mac []byte, err error) {
	if len(signature) > maxLength {
		return nil, nil, fmt.Errorf("%w: %d bytes, expected at most %d", ErrMalformed, len(signature), maxLength)
	}
	encoding := strictRawStdBase64
	if strings.HasSuffix(signature, "=") {
		encoding = strictStdBase64
	}
	text, err := encoding.DecodeString(signature)
	if err != nil || strings.ContainsAny(signature, "\r\n") {
		return nil, nil, fmt.Errorf("%w: not canonical base64", ErrMalformed)
	}
	if dots := bytes.Count(text, []byte(".")); dots != 4 {
		return nil, nil, fmt.Errorf("%w: number of dots in the decoded text is %d, expected 4", ErrMalformed, dots)
	}
	fields = strings.Split(string(text), ".")
	mac, err = strictStdBase64.DecodeString(fields[4])
	if err != nil || strings.ContainsAny(fields[4], "\r\n") {
		return nil, nil, fmt.Errorf("%w: the MAC is not canonical base64", ErrMalformed)
	}
	return fields[:4], mac, nil
}

// readFields applies the rules that do not depend on the current time. The MAC covers
// the fields joined without separators, so 8313796170 could become 831379617 with a
// timestamp one digit longer: the numbers of digits matter.
func (s *legacyState) readFields(fields []string) (*LegacyClaims, error) {
	number, numberOK := decodeDigits(fields[1])
	milliseconds, timestampOK := decodeTimestamp(fields[2])
	role, roleOK := decodeRole(fields[3])
	switch {
	case fields[0] != s.key:
		return nil, &ClaimError{Err: ErrKey, Claim: "apiKey",
			Found: jsontext.CiteString(fields[0]), Expected: jsontext.CiteString(s.key)}
	case !numberOK:
		return nil, invalid("mn", jsontext.CiteString(fields[1]), expectedMeetingNumber)
	case !timestampOK:
		return nil, invalid("timestamp", jsontext.CiteString(fields[2]), expectedTimestamp)
	case !roleOK:
		return nil, invalid("role", jsontext.CiteString(fields[3]), expectedRole)
	}
	return &LegacyClaims{
		APIKey:        s.key,
		MeetingNumber: number,
		Role:          role,
		Timestamp:     time.UnixMilli(milliseconds).UTC(),
	}, nil
}

const expectedTimestamp = "13 digits, the milliseconds since 1970"

func decodeTimestamp(text string) (milliseconds int64, ok bool) {
	n, err := strconv.ParseUint(text, 10, 63)
	return int64(n), err == nil && len(text) == 13 && text[0] != '0'
}
