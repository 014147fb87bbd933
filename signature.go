package zoomsig

import (
	"encoding/base64"
	"fmt"
	"slices"
	"time"
)

// Zoom's bounds and the defaults of its samples.
const (
	MinLifetime     = 30 * time.Minute // the shortest; native SDKs have been seen to refuse exactly this
	MaxLifetime     = 48 * time.Hour   // the longest
	DefaultLifetime = 2 * time.Hour    // if Options.Lifetime is zero
	DefaultBackdate = 30 * time.Second // if Options.Backdate is zero
)

// Options configures a [Signer]. The zero value selects the defaults. [NewSigner]
// returns an error matching [ErrOptions] if a value is out of range.
type Options struct {
	// Clock tells the time. Nil: SystemClock.
	Clock Clock
	// Lifetime is the time from iat to exp and tokenExp, cut to whole seconds:
	// MinLifetime to MaxLifetime. Zero: DefaultLifetime.
	Lifetime time.Duration
	// Backdate is how far iat lies before the clock. Zoom refuses a signature
	// from the future, be it of one second, and no two clocks agree. Zero:
	// DefaultBackdate. Negative: none. It must be less than Lifetime.
	Backdate time.Duration
	// Leeway is by how much Verify widens the window at both ends. Zero: not at
	// all. It must not be negative.
	Leeway time.Duration
}

// Signer makes and verifies Meeting SDK signatures with the credentials of one
// app. It is immutable and safe for concurrent use. Printed, logged or encoded,
// it shows no secret. The zero Signer answers ErrCredentials.
type Signer struct{ state *signerState }

type signerState struct {
	*authenticator
	key      string
	clock    Clock
	lifetime time.Duration
	backdate time.Duration
	leeway   time.Duration

	keyJSON string // key as JSON
	opening string // header, ".", and the start of the payload up to a multiple of three bytes, encoded
	rest    string // the remaining 0 to 2 bytes of that start, not encoded
}

// NewSigner makes a Signer from a Meeting SDK app's Client ID and Client
// Secret, which apps made before 2023-02-11 call SDK Key and SDK Secret. Nil
// opts means all defaults.
//
// ErrCredentials: key or secret is empty, not UTF-8, or has white space around
// it or a control character in it (the line break of a file, a copied space),
// or the key has more than 512 bytes. ErrOptions: Options out of range.
func NewSigner(key, secret string, opts *Options) (*Signer, error) {
	if opts == nil {
		opts = &Options{}
	}
	if err := checkKey("key", key); err != nil {
		return nil, err
	}
	authenticator, err := newAuthenticator("secret", secret)
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
		lifetime:      lifetime.Truncate(time.Second),
		backdate:      max(0, backdate),
		leeway:        opts.Leeway,
		keyJSON:       quoteJSON(key),
	}
	start := (&Claims{Native: true}).appendMembers(nil, s.keyJSON, "")
	start[0] = '{'
	full := len(start) / 3 * 3
	s.opening = encodedHeader + "." + base64.RawURLEncoding.EncodeToString(start[:full])
	s.rest = string(start[full:])
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

// Key returns the key, which is public: a web page passes it to join.
func (s *Signer) Key() string {
	state, err := s.ready()
	if err != nil {
		return ""
	}
	return state.key
}

// Sign makes a signature. Usually c has a MeetingNumber and a Role alone: what
// is zero is filled in. SDKKey and AppKey become the Signer's key, IssuedAt the
// clock less Options.Backdate, cut down to the second, ExpiresAt IssuedAt and
// Options.Lifetime, TokenExpiresAt ExpiresAt.
//
// What is set is checked and never replaced. ErrInvalidClaims: no meeting
// number, unless Native is set, or one that has not 9 to 11 digits; with
// Native, a meeting number or a role; a role other than participant and host; a
// key other than the Signer's; a time out of range; less than 1800 or more than
// 172800 seconds from iat to exp or tokenExp.
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

// AppendSign is Sign into a buffer: it appends the signature to dst, which it
// returns unchanged with an error. With some 400 bytes of room it allocates
// nothing.
func (s *Signer) AppendSign(dst []byte, c Claims) ([]byte, error) {
	state, err := s.ready()
	if err != nil {
		return dst, err
	}
	m := state.acquire()
	defer state.release(m)
	return state.appendSign(dst, m, &c, state.clock.Now())
}

// encodedHeader is {"alg":"HS256","typ":"JWT"} in base64url.
const encodedHeader = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"

// appendSign completes c, which is a copy of the caller's.
func (s *signerState) appendSign(dst []byte, m *macState, c *Claims, now time.Time) ([]byte, error) {
	if err := s.complete(c, now); err != nil {
		return dst, s.withoutSecret(err, c.SDKKey+c.AppKey)
	}
	start := len(dst)
	dst = append(dst, s.opening...)
	payload := c.appendMembers(append(m.text[:0], s.rest...), "", s.keyJSON)
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

// complete checks c and replaces zero times with the defaults.
func (s *signerState) complete(c *Claims, now time.Time) error {
	switch {
	case c.SDKKey != "" && c.SDKKey != s.key:
		return invalid("sdkKey", citeString(c.SDKKey), citeString(s.key))
	case c.AppKey != "" && c.AppKey != s.key:
		return invalid("appKey", citeString(c.AppKey), citeString(s.key))
	}
	if err := c.check(); err != nil {
		return err
	}
	if c.IssuedAt.IsZero() {
		c.IssuedAt = now.Add(-s.backdate)
	}
	if c.ExpiresAt.IsZero() {
		c.ExpiresAt = c.IssuedAt.Add(s.lifetime)
	}
	if c.TokenExpiresAt.IsZero() {
		c.TokenExpiresAt = c.ExpiresAt
	}
	for _, t := range c.times() {
		if err := t.check(); err != nil {
			return err
		}
		lifetime := t.at.Unix() - c.IssuedAt.Unix()
		if t.claim != "iat" && (lifetime < minLifetime || lifetime > maxLifetime) {
			want := fmt.Sprintf("%d to %d", minLifetime, maxLifetime)
			return invalid(t.claim, fmt.Sprintf("%d seconds after iat", lifetime), want)
		}
	}
	return nil
}

// Lifetimes in whole seconds, as they are on the wire.
const (
	minLifetime = int64(MinLifetime / time.Second)
	maxLifetime = int64(MaxLifetime / time.Second)
)
