package zoomsig

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Zoom's bounds and the defaults of its samples.
const (
	MinLifetime     = 30 * time.Minute // native SDKs have been seen to refuse exactly this
	MaxLifetime     = 48 * time.Hour
	DefaultLifetime = 2 * time.Hour
	DefaultBackdate = 30 * time.Second
)

// Options changes what a Signer does by default. A value out of range is
// ErrInvalidClaims from NewSigner.
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
	keyJSON  string // key as a JSON string
	clock    Clock
	lifetime time.Duration
	backdate time.Duration
	leeway   time.Duration
}

// NewSigner makes a Signer from a Meeting SDK app's Client ID and Client
// Secret, which apps made before 2023-02-11 call SDK Key and SDK Secret. Nil
// opts means all defaults.
//
// ErrCredentials: key or secret is empty, not UTF-8, or has white space around
// it or a control character in it (the line break of a file, a copied space),
// or the key has more than 512 bytes. ErrInvalidClaims: Options out of range.
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
	s := &signerState{
		authenticator: authenticator,
		key:           key,
		keyJSON:       quoteJSON(key),
		clock:         clockOrSystem(opts.Clock),
		lifetime:      durationOr(opts.Lifetime, DefaultLifetime),
		backdate:      max(0, durationOr(opts.Backdate, DefaultBackdate)),
		leeway:        opts.Leeway,
	}
	switch {
	case s.lifetime < MinLifetime || s.lifetime > MaxLifetime:
		return nil, &refusal{ErrInvalidClaims, "Options.Lifetime", s.lifetime.String(), "30m0s to 48h0m0s"}
	case s.backdate >= s.lifetime:
		return nil, &refusal{ErrInvalidClaims, "Options.Backdate", s.backdate.String(), "less than Lifetime, " + s.lifetime.String()}
	case s.leeway < 0:
		return nil, &refusal{ErrInvalidClaims, "Options.Leeway", s.leeway.String(), "zero or more"}
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
		return nil, fmt.Errorf("%w: this Signer was not made by NewSigner", ErrCredentials)
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
	m.out, err = state.appendSign(m.out[:0], m, &c, state.clock.Now())
	return string(m.out), err
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

func (s *signerState) appendSign(dst []byte, m *macState, c *Claims, now time.Time) ([]byte, error) {
	if err := s.complete(c, now); err != nil {
		return dst, s.withoutSecret(err, c.SDKKey+c.AppKey)
	}
	m.text = c.appendPayload(m.text[:0], s.keyJSON, s.keyJSON)
	start := len(dst)
	dst = append(dst, encodedHeader+"."...)
	dst = appendBase64(dst, base64.RawURLEncoding, m.text)
	mac := m.sum(dst[start:])
	dst = append(dst, '.')
	return appendBase64(dst, base64.RawURLEncoding, mac), nil
}

func appendBase64(dst []byte, encoding *base64.Encoding, src []byte) []byte {
	end := len(dst) + encoding.EncodedLen(len(src))
	dst = slices.Grow(dst, end-len(dst))
	encoding.Encode(dst[len(dst):end], src)
	return dst[:end]
}

// complete fills in what is zero and checks the whole.
func (s *signerState) complete(c *Claims, now time.Time) error {
	if c.SDKKey == "" {
		c.SDKKey = s.key
	}
	if c.AppKey == "" {
		c.AppKey = s.key
	}
	if c.IssuedAt.IsZero() {
		c.IssuedAt = now.Add(-s.backdate)
	}
	c.IssuedAt = time.Unix(c.IssuedAt.Unix(), 0)
	if c.ExpiresAt.IsZero() {
		c.ExpiresAt = c.IssuedAt.Add(s.lifetime)
	}
	if c.TokenExpiresAt.IsZero() {
		c.TokenExpiresAt = c.ExpiresAt
	}
	switch {
	case c.SDKKey != s.key:
		return &refusal{ErrInvalidClaims, "sdkKey", citeString(c.SDKKey), citeString(s.key)}
	case c.AppKey != s.key:
		return &refusal{ErrInvalidClaims, "appKey", citeString(c.AppKey), citeString(s.key)}
	}
	if err := c.check(); err != nil {
		return err
	}
	if err := checkTime("iat", c.IssuedAt); err != nil {
		return err
	}
	if err := checkExpiry("exp", c.ExpiresAt, c.IssuedAt); err != nil {
		return err
	}
	return checkExpiry("tokenExp", c.TokenExpiresAt, c.IssuedAt)
}

// checkExpiry checks the time and its distance from iat, on whole seconds as
// they stand on the wire.
func checkExpiry(claim string, expires, issued time.Time) error {
	if err := checkTime(claim, expires); err != nil {
		return err
	}
	const shortest, longest = int64(MinLifetime / time.Second), int64(MaxLifetime / time.Second)
	if lifetime := expires.Unix() - issued.Unix(); lifetime < shortest || lifetime > longest {
		return &refusal{ErrInvalidClaims, claim, strconv.FormatInt(lifetime, 10) + " seconds after iat", "1800 to 172800"}
	}
	return nil
}

// The errors of this package, one for each decision that a caller takes. Every
// error matches exactly one of them by errors.Is and never shows a secret or a
// MAC.
var (
	// ErrCredentials: the key or secret cannot be right. From NewSigner and
	// NewLegacySigner, and from a signer that they did not make.
	ErrCredentials = errors.New("zoomsig: unusable credentials")
	// ErrInvalidClaims: what the signature says, or is to say, breaks a rule of
	// Zoom's. From Sign it is a mistake of the caller.
	ErrInvalidClaims = errors.New("zoomsig: invalid claims")
	// ErrMalformed: not a signature of this format at all.
	ErrMalformed = errors.New("zoomsig: malformed signature")
)

// missing is what is found where a claim is not there.
const missing = "missing"

// refusal is an error that names a claim, what was found and what was expected.
type refusal struct {
	kind               error // one of the errors above
	claim, found, want string
}

func (r *refusal) Error() string {
	return fmt.Sprintf("%v: %s is %s, want %s", r.kind, r.claim, r.found, r.want)
}

func (r *refusal) Unwrap() error { return r.kind }

// citeString quotes a string for an error.
func citeString(s string) string { return cite(strconv.Quote(s)) }

// cite cuts JSON text for an error, and quotes it if it would not print as it
// is.
func cite(text string) string {
	const longest = 64
	tail := ""
	if len(text) > longest {
		text, tail = text[:longest], "…"
	}
	unprintable := func(r rune) bool { return !unicode.IsPrint(r) }
	if !utf8.ValidString(text) || strings.IndexFunc(text, unprintable) >= 0 {
		text = strconv.Quote(text)
	}
	return text + tail
}
