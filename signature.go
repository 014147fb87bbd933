package zoomsig

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"
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
	for _, e := range c.expiries() {
		if err := checkTime(e.claim, e.at); err != nil {
			return err
		}
		if lifetime := e.at.Unix() - c.IssuedAt.Unix(); lifetime < minLifetime || lifetime > maxLifetime {
			return &refusal{ErrInvalidClaims, e.claim, fmt.Sprintf("%d seconds after iat", lifetime), "1800 to 172800"}
		}
	}
	return nil
}

// Lifetimes are judged in whole seconds, as they stand on the wire.
const (
	minLifetime = int64(MinLifetime / time.Second)
	maxLifetime = int64(MaxLifetime / time.Second)
)

// maxLength is the most that Verify reads, in bytes, of either format. No
// signature of a key within maxKeyLength comes near it.
const maxLength = 4096

// Verify returns what a signature says if this Signer's credentials made it,
// Sign could have made it, give or take what is listed below, and it is valid
// now: iat - Leeway <= now < exp + Leeway, and likewise for tokenExp.
//
// It judges in this order, and returns nil claims with any error:
// ErrMalformed for more than 4096 bytes, other than three segments, base64url
// that is not canonical and a header that is not one JSON object; ErrAlgorithm
// for any header but HS256 without crit, b64 and zip; ErrSignature for a wrong
// MAC; ErrMalformed for a payload that is not one JSON object in UTF-8 or gives
// a member twice; ErrKey for keys that are not the Signer's, or absent;
// ErrInvalidClaims for claims missing, of a wrong type or out of range, and for
// a lifetime over 48 hours; ErrNotYetValid and ErrExpired, each a *TimeError.
//
// What other signers do and Sign does not is accepted: members in any order,
// white space and escapes in the JSON, unknown claims, one key instead of two,
// no tokenExp, mn as a number, a lifetime below 1800 seconds, no typ.
func (s *Signer) Verify(signature string) (*Claims, error) {
	state, err := s.ready()
	if err != nil {
		return nil, err
	}
	return state.verify(signature, state.clock.Now())
}

func (s *signerState) verify(signature string, now time.Time) (*Claims, error) {
	if len(signature) > maxLength {
		return nil, fmt.Errorf("%w: %d bytes, want at most %d", ErrMalformed, len(signature), maxLength)
	}
	segments := strings.SplitN(signature, ".", 4)
	if len(segments) != 3 {
		return nil, fmt.Errorf("%w: %d dots, want 2", ErrMalformed, strings.Count(signature, "."))
	}
	header, err := decodeSegment("header", segments[0])
	if err != nil {
		return nil, err
	}
	payload, err := decodeSegment("payload", segments[1])
	if err != nil {
		return nil, err
	}
	mac, err := decodeSegment("MAC", segments[2])
	if err != nil {
		return nil, err
	}
	if segments[0] != encodedHeader {
		if err := checkHeader(header); err != nil {
			return nil, err
		}
	}
	if !s.fits(mac, signature[:strings.LastIndexByte(signature, '.')]) {
		return nil, ErrSignature
	}
	claims, err := s.readClaims(payload)
	if err != nil {
		return nil, s.withoutSecret(err, string(payload))
	}
	if err := s.checkWindow(claims, now); err != nil {
		return nil, err
	}
	return claims, nil
}

// strictBase64 refuses unused bits that are not zero. Line breaks it skips, as
// every Encoding does.
var strictBase64 = base64.RawURLEncoding.Strict()

// decodeSegment decodes the only text that encodes to what it returns.
func decodeSegment(name, segment string) ([]byte, error) {
	if segment == "" {
		return nil, fmt.Errorf("%w: the %s is empty", ErrMalformed, name)
	}
	decoded, err := strictBase64.DecodeString(segment)
	if err != nil || strings.ContainsAny(segment, "\r\n") {
		return nil, fmt.Errorf("%w: the %s is not canonical base64url", ErrMalformed, name)
	}
	return decoded, nil
}

// checkHeader takes HS256 alone (RFC 8725 3.1), and none of the parameters
// that change what is signed or must be understood (RFC 7515 4.1.11, RFC 7516
// 4.1.3, RFC 7797). Others, such as typ and kid, choose nothing here.
func checkHeader(header []byte) error {
	members, err := readObject("header", header)
	if err != nil {
		return err
	}
	algorithm := missing
	for _, m := range members {
		switch m.name {
		case "alg":
			algorithm = m.value
		case "crit", "b64", "zip":
			return &refusal{ErrAlgorithm, m.name, cite(m.value), "none"}
		}
	}
	if name, ok := unquote(algorithm); !ok || name != "HS256" {
		return &refusal{ErrAlgorithm, "alg", cite(algorithm), `"HS256"`}
	}
	return nil
}

// readClaims reads an authentic payload and applies the rules that do not
// depend on the time.
func (s *signerState) readClaims(payload []byte) (*Claims, error) {
	members, err := readObject("payload", payload)
	if err != nil {
		return nil, err
	}
	if err := s.checkKeys(members); err != nil {
		return nil, err
	}
	claims, err := decodeClaims(members)
	switch {
	case err != nil:
		return nil, err
	case claims.IssuedAt.IsZero():
		return nil, &refusal{ErrInvalidClaims, "iat", missing, wantTime}
	case claims.ExpiresAt.IsZero():
		return nil, &refusal{ErrInvalidClaims, "exp", missing, wantTime}
	}
	longest := maxLifetime + int64(s.leeway/time.Second)
	for _, e := range claims.expiries() {
		if lifetime := e.at.Unix() - claims.IssuedAt.Unix(); lifetime > longest && !e.at.IsZero() {
			return nil, &refusal{ErrInvalidClaims, e.claim, fmt.Sprintf("%d seconds after iat", lifetime), fmt.Sprintf("at most %d", longest)}
		}
	}
	return &claims, nil
}

// checkKeys wants one key at least, and each to be the Signer's.
func (s *signerState) checkKeys(members []member) error {
	found := false
	for _, m := range members {
		if m.name != "sdkKey" && m.name != "appKey" {
			continue
		}
		found = true
		if key, ok := unquote(m.value); !ok || key != s.key {
			return &refusal{ErrKey, m.name, cite(m.value), citeString(s.key)}
		}
	}
	if !found {
		return &refusal{ErrKey, "appKey", missing, citeString(s.key)}
	}
	return nil
}

// checkWindow applies the rule that Verify states: iat - leeway <= now < exp + leeway.
func (s *signerState) checkWindow(c *Claims, now time.Time) error {
	if now.Before(c.IssuedAt.Add(-s.leeway)) {
		return &TimeError{ErrNotYetValid, "iat", c.IssuedAt, now, s.leeway}
	}
	for _, e := range c.expiries() {
		if !e.at.IsZero() && !now.Before(e.at.Add(s.leeway)) {
			return &TimeError{ErrExpired, e.claim, e.at, now, s.leeway}
		}
	}
	return nil
}
