package zoomsig

import (
	"bytes"
	"crypto/hmac"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// DefaultLegacyMaxAge is used if LegacyOptions.MaxAge is zero. A post in Zoom's
// developer forum names it.
//
// Deprecated: Zoom retired the JWT app type and its signatures in 2023.
const DefaultLegacyMaxAge = 24 * time.Hour

// LegacyOptions configures a [LegacySigner]. The zero value selects the
// defaults. [NewLegacySigner] returns an error matching [ErrOptions] if a value
// is out of range.
//
// Deprecated: Zoom retired the JWT app type and its signatures in 2023. Use
// Options.
type LegacyOptions struct {
	// Clock tells the time. Nil: SystemClock.
	Clock Clock
	// Backdate is how far the timestamp lies before the clock. Zero:
	// DefaultBackdate. Negative: none. It must be less than MaxAge.
	Backdate time.Duration
	// Leeway is by how much Verify widens the window at both ends. Zero: not at
	// all. It must not be negative.
	Leeway time.Duration
	// MaxAge is how old a timestamp Verify accepts, since the format has no
	// expiry. Zero: DefaultLegacyMaxAge. It must not be negative.
	MaxAge time.Duration
}

// LegacySigner makes and verifies the signatures that JWT apps used. It is
// immutable and safe for concurrent use. Printed, logged or encoded, it shows
// no secret. The zero LegacySigner answers ErrCredentials.
//
// Deprecated: Zoom retired the JWT app type and its signatures in 2023. Use
// Signer with a Meeting SDK app's credentials: those of a JWT app do not work
// there, nor the other way round.
type LegacySigner struct{ state *legacyState }

type legacyState struct {
	*authenticator
	key      string
	clock    Clock
	backdate time.Duration
	leeway   time.Duration
	maxAge   time.Duration
}

// NewLegacySigner makes a LegacySigner from a JWT app's API Key and API Secret.
// Nil opts means all defaults. Credentials are checked as NewSigner does;
// besides, the API Key must not have a dot in it, which separates the fields of
// the signature.
//
// Deprecated: Zoom retired the JWT app type and its signatures in 2023. Use
// NewSigner.
func NewLegacySigner(apiKey, apiSecret string, opts *LegacyOptions) (*LegacySigner, error) {
	if opts == nil {
		opts = &LegacyOptions{}
	}
	if err := checkKey("API key", apiKey); err != nil {
		return nil, err
	}
	if strings.Contains(apiKey, ".") {
		return nil, fmt.Errorf("%w: the API key contains a dot", ErrCredentials)
	}
	authenticator, err := newAuthenticator("API secret", apiSecret)
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
	case s.maxAge <= s.backdate:
		return nil, fmt.Errorf("%w: MaxAge is %v, expected more than Backdate, %v", ErrOptions, s.maxAge, s.backdate)
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

// LegacyClaims is what a legacy signature says. The timestamp is whole
// milliseconds on the wire; what is finer is cut off.
//
// Deprecated: Zoom retired the JWT app type and its signatures in 2023. Use
// Claims.
type LegacyClaims struct {
	APIKey        string
	MeetingNumber MeetingNumber
	Role          Role
	Timestamp     time.Time
}

// Sign makes a signature. Usually c has a MeetingNumber and a Role alone:
// APIKey becomes the signer's key, Timestamp the clock less
// LegacyOptions.Backdate, cut down to the millisecond.
//
// What is set is checked and never replaced. ErrInvalidClaims: no meeting
// number or one that has not 9 to 11 digits; a role other than participant and
// host; a key other than the signer's; a timestamp that has not 13 digits,
// which means before 2001-09-09 or after 2286-11-20.
//
// Deprecated: Zoom retired the JWT app type and its signatures in 2023. Use
// Signer.Sign.
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

// check applies the rules of all fields. A timestamp of 13 digits is one whose
// seconds have 10.
func (s *legacyState) check(c *LegacyClaims) error {
	if c.APIKey != s.key {
		return invalid("apiKey", citeString(c.APIKey), citeString(s.key))
	}
	if err := c.MeetingNumber.check(); err != nil {
		return err
	}
	if err := c.Role.check(); err != nil {
		return err
	}
	const first, last = 1_000_000_000, 9_999_999_999
	if seconds := c.Timestamp.Unix(); seconds < first || seconds > last {
		return invalid("timestamp", strconv.FormatInt(seconds, 10)+" seconds since 1970", wantTimestamp)
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

// legacyMessage is what the MAC is computed over: base64 of key, meeting
// number, timestamp and role, without anything between them.
func legacyMessage(fields []string) string {
	return base64.StdEncoding.EncodeToString([]byte(strings.Join(fields, "")))
}

// Verify returns what a signature says if this signer's credentials made it and
// it is of now: Timestamp - Leeway <= now <= Timestamp + MaxAge + Leeway. Times
// are in UTC.
//
// It judges in this order, and returns nil claims with any error: ErrMalformed
// for more than 4096 bytes, base64 that is not canonical (with or without
// padding), and other than five fields; ErrSignature for a wrong MAC; ErrKey
// for another API Key; ErrInvalidClaims for a meeting number, timestamp or role
// that is out of range or has more or fewer digits; ErrNotYetValid and
// ErrExpired, each a *TimeError.
//
// The digits count because the MAC covers the fields without separators: one
// made for meeting 8313796170 fits 831379617 too, if the 0 goes to the
// timestamp.
//
// Deprecated: Zoom retired the JWT app type and its signatures in 2023. Use
// Signer.Verify.
func (s *LegacySigner) Verify(signature string) (*LegacyClaims, error) {
	state, err := s.ready()
	if err != nil {
		return nil, err
	}
	return state.verify(signature, state.clock.Now())
}

func (s *legacyState) verify(signature string, now time.Time) (*LegacyClaims, error) {
	fields, mac, err := splitLegacy(signature)
	if err != nil {
		return nil, err
	}
	m := s.acquire()
	defer s.release(m)
	if !hmac.Equal(mac, m.sum([]byte(legacyMessage(fields)))) {
		return nil, ErrSignature
	}
	claims, err := s.readFields(fields)
	if err != nil {
		return nil, s.withoutSecret(err, strings.Join(fields, "."))
	}
	if now.Before(claims.Timestamp.Add(-s.leeway)) {
		return nil, &TimeError{ErrNotYetValid, "timestamp", claims.Timestamp, now, s.leeway}
	}
	if end := claims.Timestamp.Add(s.maxAge); now.After(end.Add(s.leeway)) {
		return nil, &TimeError{ErrExpired, "timestamp", end, now, s.leeway}
	}
	return claims, nil
}

var (
	strictStdBase64    = base64.StdEncoding.Strict()
	strictRawStdBase64 = base64.RawStdEncoding.Strict()
)

// splitLegacy returns key, meeting number, timestamp and role, and the MAC.
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
	fields = strings.SplitN(string(text), ".", 6)
	if len(fields) != 5 {
		return nil, nil, fmt.Errorf("%w: number of dots in the decoded text is %d, expected 4", ErrMalformed, bytes.Count(text, []byte(".")))
	}
	mac, err = strictStdBase64.DecodeString(fields[4])
	if err != nil || strings.ContainsAny(fields[4], "\r\n") {
		return nil, nil, fmt.Errorf("%w: the MAC is not canonical base64", ErrMalformed)
	}
	return fields[:4], mac, nil
}

// readFields applies the rules that do not depend on the time.
func (s *legacyState) readFields(fields []string) (*LegacyClaims, error) {
	number, numberOK := decodeDigits(fields[1])
	milliseconds, timestampOK := decodeTimestamp(fields[2])
	role, roleOK := decodeRole(fields[3])
	switch {
	case fields[0] != s.key:
		return nil, &ClaimError{Err: ErrKey, Claim: "apiKey", Found: citeString(fields[0]), Want: citeString(s.key)}
	case !numberOK:
		return nil, invalid("mn", citeString(fields[1]), wantMeetingNumber)
	case !timestampOK:
		return nil, invalid("timestamp", citeString(fields[2]), wantTimestamp)
	case !roleOK:
		return nil, invalid("role", citeString(fields[3]), wantRole)
	}
	return &LegacyClaims{fields[0], number, role, time.UnixMilli(milliseconds).UTC()}, nil
}

const wantTimestamp = "milliseconds since 1970 in 13 digits"

func decodeTimestamp(text string) (milliseconds int64, ok bool) {
	n, err := strconv.ParseUint(text, 10, 63)
	return int64(n), err == nil && len(text) == 13 && text[0] != '0'
}
