package zoomsig

import (
	"encoding/base64"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/zoomsig/zoomsig/internal/jsontext"
)

// Zoom's limits on the lifetime, and the defaults of this package.
const (
	MinLifetime     = 30 * time.Minute // native SDKs have been observed to reject a lifetime of exactly 30 minutes
	MaxLifetime     = 48 * time.Hour
	DefaultLifetime = 2 * time.Hour    // used if Options.Lifetime is zero
	DefaultBackdate = 30 * time.Second // used if Options.Backdate is zero
)

// Options configures a [Signer]. The zero value selects the defaults. [NewSigner]
// returns an error matching [ErrOptions] if a value is out of range.
type Options struct {
	Clock Clock // provides the current time; if nil, the system clock

	// Lifetime is the time from iat to exp and tokenExp, truncated to seconds:
	// MinLifetime to MaxLifetime. If zero, DefaultLifetime is used.
	Lifetime time.Duration

	// Backdate is subtracted from the current time to get iat, since Zoom rejects an
	// iat even a few seconds ahead of its own clock. If zero, DefaultBackdate is used;
	// if negative, iat is the current time. Backdate must be at least a second less
	// than Lifetime. For the Android SDK, which requires 30 minutes to be left, the
	// difference must be more than that; [NewSigner] does not check it.
	Backdate time.Duration

	Leeway time.Duration // tolerated by Verify at both ends of the period of validity; not negative
}

// A Signer creates and verifies Meeting SDK signatures with the credentials of one app.
// Use [NewSigner] to create one. It is immutable and safe for concurrent use.
// Formatting or encoding it does not reveal the secret.
type Signer struct{ state *signerState }

type signerState struct {
	*authenticator
	key      string
	clock    Clock
	lifetime time.Duration // whole seconds
	backdate time.Duration
	leeway   time.Duration
}

// NewSigner returns a [Signer] for the Client ID and the Client Secret of a
// Meeting SDK app, which are called SDK Key and SDK Secret in apps created before
// 2023-02-11. If opts is nil, the defaults are used.
//
// The error matches [ErrOptions] if an option is out of range. It matches
// [ErrCredentials] if
//   - the key or the secret is empty, not UTF-8, or contains a control character;
//   - either begins or ends with white space or an invisible character, often a line
//     break from a file, or is in quotes, as copied from a .env file;
//   - the key is longer than 512 bytes;
//   - the key equals the secret, or contains a secret of at least 8 bytes, since
//     every signature would reveal the secret;
//   - the secret is shorter than 14 bytes, in FIPS 140-only mode.
func NewSigner(key, secret string, opts *Options) (*Signer, error) {
	if opts == nil {
		opts = &Options{}
	}
	authenticator, err := newAuthenticator("key", key, "secret", secret)
	if err != nil {
		return nil, err
	}
	s := &signerState{
		authenticator: authenticator,
		key:           key,
		clock:         clockOrSystem(opts.Clock),
		lifetime:      durationOr(opts.Lifetime, DefaultLifetime).Truncate(time.Second),
		backdate:      max(0, durationOr(opts.Backdate, DefaultBackdate)),
		leeway:        opts.Leeway,
	}
	switch {
	case s.lifetime < MinLifetime || s.lifetime > MaxLifetime:
		return nil, fmt.Errorf("%w: Lifetime is %v, expected %v to %v",
			ErrOptions, opts.Lifetime, MinLifetime, MaxLifetime)
	case s.lifetime-s.backdate < time.Second:
		return nil, fmt.Errorf("%w: Backdate is %v, expected at least a second less than Lifetime, %v",
			ErrOptions, s.backdate, s.lifetime)
	case s.leeway < 0:
		return nil, fmt.Errorf("%w: Leeway is %v, expected zero or more", ErrOptions, s.leeway)
	}
	return &Signer{s}, nil
}

func durationOr(d, whenZero time.Duration) time.Duration {
	if d == 0 {
		return whenZero
	}
	return d
}

func (s *Signer) ready() (*signerState, error) {
	if s == nil || s.state == nil {
		return nil, fmt.Errorf("%w: the Signer was not created by NewSigner", ErrCredentials)
	}
	return s.state, nil
}

// Key returns the key (Client ID), which is not secret.
func (s *Signer) Key() string {
	state, err := s.ready()
	if err != nil {
		return ""
	}
	return state.key
}

// String returns zoomsig.Signer(KEY), with the key.
func (s *Signer) String() string { return "zoomsig.Signer(" + s.Key() + ")" }

// LogValue implements [log/slog.LogValuer].
func (s *Signer) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Sign returns a signature for c. Most callers set only MeetingNumber and Role.
// Fields that are zero get these defaults:
//   - AppKey and SDKKey: the key of the Signer
//   - IssuedAt: the current time minus Options.Backdate
//   - ExpiresAt: IssuedAt plus Lifetime, or Options.Lifetime if that is zero
//   - TokenExpiresAt: ExpiresAt
//
// Fields that are set are checked and never replaced. The error matches
// [ErrInvalidClaims] if
//   - the meeting number is missing without Native, set with it, or invalid;
//   - the role is out of range, or host with Native;
//   - a key differs from the Signer's;
//   - a time is out of the range that [Claims] describes;
//   - ExpiresAt or TokenExpiresAt is less than [MinLifetime] or more than
//     [MaxLifetime] after IssuedAt, or is set together with Lifetime;
//   - Lifetime is so close to Options.Backdate that exp may be in the past.
func (s *Signer) Sign(c Claims) (string, error) {
	state, err := s.ready()
	if err != nil {
		return "", err
	}
	if err := state.complete(&c, state.clock.Now()); err != nil {
		return "", state.withoutSecret(err, c.AppKey, c.SDKKey)
	}
	return state.sign(&c), nil
}

// complete checks c and sets the fields that are zero to their defaults.
func (s *signerState) complete(c *Claims, now time.Time) error {
	if c.SDKKey == "" {
		c.SDKKey = s.key
	}
	if c.AppKey == "" {
		c.AppKey = s.key
	}
	switch {
	case c.SDKKey != s.key:
		return invalid("sdkKey", jsontext.CiteString(c.SDKKey), jsontext.CiteString(s.key))
	case c.AppKey != s.key:
		return invalid("appKey", jsontext.CiteString(c.AppKey), jsontext.CiteString(s.key))
	}
	if err := c.check(); err != nil {
		return err
	}
	return s.completeTimes(c, now)
}

// completeTimes completes and checks the times.
func (s *signerState) completeTimes(c *Claims, now time.Time) error {
	lifetime, backdate := s.lifetime, time.Duration(0)
	if c.Lifetime != 0 {
		lifetime = c.Lifetime.Truncate(time.Second)
		times := c.times()
		for _, t := range times[1:] {
			if !t.at.IsZero() {
				return invalid(t.claim, strconv.FormatInt(t.at.Unix(), 10), "none with Lifetime")
			}
		}
	}
	if c.IssuedAt.IsZero() {
		backdate = s.backdate
		c.IssuedAt = now.Add(-backdate)
	}
	if c.ExpiresAt.IsZero() {
		c.ExpiresAt = c.IssuedAt.Add(lifetime)
	}
	if c.TokenExpiresAt.IsZero() {
		c.TokenExpiresAt = c.ExpiresAt
	}
	if err := checkTimes(c); err != nil {
		return err
	}
	if lifetime-backdate < time.Second { // otherwise the signature may have expired already
		return invalid("exp", fmt.Sprintf("%d seconds after iat", lifetime/time.Second),
			fmt.Sprintf("at least a second more than the backdate, %v", backdate))
	}
	return nil
}

func checkTimes(c *Claims) error {
	times := c.times()
	for _, t := range times {
		if seconds := t.at.Unix(); seconds < 0 || seconds > maxSeconds {
			return invalid(t.claim, strconv.FormatInt(seconds, 10), expectedTime)
		}
	}
	for _, t := range times[1:] {
		if lifetime := t.at.Unix() - c.IssuedAt.Unix(); lifetime < minLifetime || lifetime > maxLifetime {
			return invalid(t.claim, fmt.Sprintf("%d seconds after iat", lifetime),
				fmt.Sprintf("%d to %d", minLifetime, maxLifetime))
		}
	}
	return nil
}

// Lifetimes in whole seconds, as they are on the wire.
const (
	minLifetime = int64(MinLifetime / time.Second)
	maxLifetime = int64(MaxLifetime / time.Second)
)

// The header of every signature, decoded and encoded.
const (
	plainHeader   = `{"alg":"HS256","typ":"JWT"}`
	encodedHeader = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
)

// sign returns the signature of complete and valid claims.
func (s *signerState) sign(c *Claims) string {
	m := s.acquire()
	defer s.release(m)
	text := append(m.out[:0], encodedHeader+"."...)
	text = appendBase64(text, c.appendPayload(m.text[:0]))
	mac := m.sum(text)
	return string(appendBase64(append(text, '.'), mac))
}

// appendBase64 appends src in base64url to dst, which has room for it.
func appendBase64(dst, src []byte) []byte {
	end := len(dst) + base64.RawURLEncoding.EncodedLen(len(src))
	base64.RawURLEncoding.Encode(dst[len(dst):end], src)
	return dst[:end]
}
