package zoomsig

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// LegacyOptions changes what a LegacySigner does by default. A value out of
// range is ErrInvalidClaims from NewLegacySigner.
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
	// expiry. Zero: 24 h, which a forum answer names. It must not be negative.
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
		return nil, fmt.Errorf("%w: the API key has a dot in it", ErrCredentials)
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
		maxAge:        durationOr(opts.MaxAge, 24*time.Hour),
	}
	switch {
	case s.maxAge < 0:
		return nil, &refusal{ErrInvalidClaims, "LegacyOptions.MaxAge", s.maxAge.String(), "zero or more"}
	case s.backdate >= s.maxAge:
		return nil, &refusal{ErrInvalidClaims, "LegacyOptions.Backdate", s.backdate.String(), "less than MaxAge, " + s.maxAge.String()}
	case s.leeway < 0:
		return nil, &refusal{ErrInvalidClaims, "LegacyOptions.Leeway", s.leeway.String(), "zero or more"}
	}
	return &LegacySigner{s}, nil
}

func (s *LegacySigner) ready() (*legacyState, error) {
	if s == nil || s.state == nil {
		return nil, fmt.Errorf("%w: this LegacySigner was not made by NewLegacySigner", ErrCredentials)
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
		return &refusal{ErrInvalidClaims, "apiKey", citeString(c.APIKey), citeString(s.key)}
	}
	if err := c.MeetingNumber.check(); err != nil {
		return err
	}
	if err := c.Role.check(); err != nil {
		return err
	}
	const first, last = 1_000_000_000, 9_999_999_999
	if seconds := c.Timestamp.Unix(); seconds < first || seconds > last {
		return &refusal{ErrInvalidClaims, "timestamp", strconv.FormatInt(seconds, 10) + " seconds since 1970", "13 digits in milliseconds"}
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
	fields = append(fields, base64.StdEncoding.EncodeToString(s.legacyMAC(fields)))
	return base64.RawStdEncoding.EncodeToString([]byte(strings.Join(fields, ".")))
}

// legacyMAC returns the MAC over the base64 of the key, meeting number,
// timestamp and role, which stand there without anything between them.
func (a *authenticator) legacyMAC(fields []string) []byte {
	m := a.acquire()
	defer a.release(m)
	message := base64.StdEncoding.EncodeToString([]byte(strings.Join(fields, "")))
	return bytes.Clone(m.sum([]byte(message)))
}
