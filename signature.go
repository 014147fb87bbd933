package zoomsig

import (
	"encoding/base64"
	"fmt"
	"slices"
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
	// Clock provides the current time. If nil, SystemClock is used.
	Clock Clock

	// Lifetime is the time from iat to exp and tokenExp, truncated to seconds. It
	// must be between MinLifetime and MaxLifetime. If zero, DefaultLifetime is
	// used.
	Lifetime time.Duration

	// Backdate is subtracted from the current time to get iat. It allows for
	// clocks that differ: Zoom has been observed (this is not documented) to reject
	// an iat even a few seconds ahead of its own clock. If zero, DefaultBackdate is
	// used; if negative, iat is the current time. Backdate must be less than Lifetime.
	//
	// For native SDKs, Lifetime minus Backdate must be more than 30 minutes, because
	// the Android SDK requires 30 minutes to be left; NewSigner does not check that.
	// The Web SDK has no such requirement, so a signature for it may have less than
	// MinLifetime left when it is created: with a Lifetime of 30 minutes and a
	// Backdate of 28 minutes, two minutes.
	Backdate time.Duration

	// Leeway is the difference between clocks that Verify tolerates at both ends
	// of the period of validity. It must not be negative.
	Leeway time.Duration
}

// A Signer creates and verifies Meeting SDK signatures with the credentials of one
// app. Use [NewSigner] to create one; the methods of a zero Signer return
// [ErrCredentials]. A Signer is immutable and safe for concurrent use. Formatting,
// logging or encoding it does not reveal the secret.
type Signer struct{ state *signerState }

type signerState struct {
	*authenticator
	key      string
	clock    Clock
	lifetime int64 // seconds
	backdate time.Duration
	leeway   time.Duration

	keyJSON string // key as JSON

}

// NewSigner returns a [Signer] for the Client ID and the Client Secret of a
// Meeting SDK app, which are called SDK Key and SDK Secret in apps created before
// 2023-02-11. If opts is nil, the defaults are used.
//
// The error matches [ErrCredentials] if the key or the secret is empty, is not
// valid UTF-8, contains a control character, or begins or ends with white space or
// an invisible character, often a line break read from a file; if the key is longer
// than 512 bytes; if key and secret are equal, since every signature would reveal
// the secret; or, in FIPS 140-only mode, if the secret is shorter than 14 bytes. It
// matches [ErrOptions] if an option is out of range.
func NewSigner(key, secret string, opts *Options) (*Signer, error) {
	if opts == nil {
		opts = &Options{}
	}
	authenticator, err := newAuthenticator("key", key, "secret", secret)
	if err != nil {
		return nil, err
	}
	lifetime := durationOr(opts.Lifetime, DefaultLifetime)
	backdate := durationOr(opts.Backdate, DefaultBackdate)
	switch {
	case lifetime < MinLifetime || lifetime > MaxLifetime:
		return nil, fmt.Errorf("%w: Lifetime is %v, expected %v to %v", ErrOptions, lifetime, MinLifetime, MaxLifetime)
	case backdate >= lifetime:
		return nil, fmt.Errorf("%w: Backdate is %v, expected less than Lifetime, %v", ErrOptions, backdate, lifetime)
	case opts.Leeway < 0:
		return nil, fmt.Errorf("%w: Leeway is %v, expected zero or more", ErrOptions, opts.Leeway)
	}
	s := &signerState{
		authenticator: authenticator,
		key:           key,
		clock:         clockOrSystem(opts.Clock),
		lifetime:      int64(lifetime / time.Second),
		backdate:      max(0, backdate),
		leeway:        opts.Leeway,
		keyJSON:       jsontext.Quote(key),
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

// Key returns the key (Client ID). It is not secret: web pages pass it to the Web
// SDK's join function.
func (s *Signer) Key() string {
	state, err := s.ready()
	if err != nil {
		return ""
	}
	return state.key
}

// Sign returns a signature for c. Most callers set only MeetingNumber and Role.
// Fields that are zero get these defaults:
//   - SDKKey and AppKey: the key of the Signer
//   - IssuedAt: the current time minus Options.Backdate, truncated to seconds
//   - ExpiresAt: IssuedAt plus Options.Lifetime
//   - TokenExpiresAt: ExpiresAt
//
// Fields that are set are checked and never replaced. The error matches
// [ErrInvalidClaims] if
//   - the meeting number is missing, unless Native is set, or is out of range;
//   - Native is set with a meeting number or the role of host;
//   - the role is neither participant nor host;
//   - a key differs from the Signer's;
//   - a time is before 1970 or beyond the limit that [Claims] describes;
//   - ExpiresAt or TokenExpiresAt is less than [MinLifetime] or more than
//     [MaxLifetime] after IssuedAt.
func (s *Signer) Sign(c Claims) (string, error) {
	state, err := s.ready()
	if err != nil {
		return "", err
	}
	m := state.acquire()
	defer state.release(m)
	signature, err := state.appendSign(m.out[:0], m, &c, state.clock.Now())
	return string(signature), err
}

// AppendSign is like [Signer.Sign] but appends the signature to dst and returns
// the extended buffer. If there is an error, it returns dst unchanged. It does not
// allocate if dst has 400 bytes of spare capacity and the key has at most 40
// characters, all of them ASCII letters, digits, hyphens or underscores.
func (s *Signer) AppendSign(dst []byte, c Claims) ([]byte, error) {
	state, err := s.ready()
	if err != nil {
		return dst, err
	}
	m := state.acquire()
	defer state.release(m)
	return state.appendSign(dst, m, &c, state.clock.Now())
}

// encodedHeader is {"alg":"HS256","typ":"JWT"}, encoded.
const encodedHeader = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"

func (s *signerState) appendSign(dst []byte, m *macState, c *Claims, now time.Time) ([]byte, error) {
	t, err := s.resolveTimes(c, now)
	if err != nil {
		return dst, s.withoutSecret(err, c.SDKKey+c.AppKey)
	}
	start := len(dst)
	dst = append(dst, encodedHeader+"."...)
	payload := appendMembers(m.text[:0], c, s.keyJSON, s.keyJSON, t)
	payload[0] = '{' // in place of the first comma
	dst = appendBase64(dst, append(payload, '}'))
	mac := m.sum(dst[start:])
	dst = append(dst, '.')
	return appendBase64(dst, mac), nil
}

func appendBase64(dst, src []byte) []byte {
	end := len(dst) + base64.RawURLEncoding.EncodedLen(len(src))
	dst = slices.Grow(dst, end-len(dst))
	base64.RawURLEncoding.Encode(dst[len(dst):end], src)
	return dst[:end]
}

// resolveTimes checks c and returns its times, with the defaults for those that
// are zero.
func (s *signerState) resolveTimes(c *Claims, now time.Time) (t payloadTimes, err error) {
	switch {
	case c.SDKKey != "" && c.SDKKey != s.key:
		return t, invalid("sdkKey", jsontext.CiteString(c.SDKKey), jsontext.CiteString(s.key))
	case c.AppKey != "" && c.AppKey != s.key:
		return t, invalid("appKey", jsontext.CiteString(c.AppKey), jsontext.CiteString(s.key))
	}
	if err := c.check(); err != nil {
		return t, err
	}
	t.issued = secondsOr(c.IssuedAt, now.Add(-s.backdate).Unix())
	t.expires = secondsOr(c.ExpiresAt, t.issued+s.lifetime)
	if err := checkTime("iat", t.issued); err != nil {
		return t, err
	}
	if err := checkExpiry("exp", t.expires, t.issued); err != nil {
		return t, err
	}
	if c.TokenExpiresAt.IsZero() {
		t.tokenExpires = t.expires
		return t, nil
	}
	t.tokenExpires = c.TokenExpiresAt.Unix()
	return t, checkExpiry("tokenExp", t.tokenExpires, t.issued)
}

func checkExpiry(claim string, expires, issued int64) error {
	if err := checkTime(claim, expires); err != nil {
		return err
	}
	if lifetime := expires - issued; lifetime < minLifetime || lifetime > maxLifetime {
		limits := fmt.Sprintf("%d to %d", minLifetime, maxLifetime)
		return invalid(claim, fmt.Sprintf("%d seconds after iat", lifetime), limits)
	}
	return nil
}

// Lifetimes in whole seconds, as they are on the wire.
const (
	minLifetime = int64(MinLifetime / time.Second)
	maxLifetime = int64(MaxLifetime / time.Second)
)
