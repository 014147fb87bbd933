package zoomsig

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
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
	lifetime int64 // seconds
	backdate time.Duration
	leeway   time.Duration

	keyJSON string // key as a JSON string
	opening string // header, dot, and the payload up to the key, as far as it fills groups of three bytes
	rest    string // what of it does not, not in base64
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
		lifetime:      int64(lifetime / time.Second),
		backdate:      max(0, backdate),
		leeway:        opts.Leeway,
		keyJSON:       quoteJSON(key),
	}
	start := `{"sdkKey":` + s.keyJSON
	full := len(start) / 3 * 3
	s.opening, s.rest = encodedHeader+"."+base64.RawURLEncoding.EncodeToString([]byte(start[:full])), start[full:]
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

func (s *signerState) appendSign(dst []byte, m *macState, c *Claims, now time.Time) ([]byte, error) {
	t, err := s.complete(c, now)
	if err != nil {
		return dst, s.withoutSecret(err, c.SDKKey+c.AppKey)
	}
	start := len(dst)
	dst = append(dst, s.opening...)
	text := append(m.text[:0], s.rest...)
	if !c.Native {
		text = append(text, `,"mn":"`...)
		text = strconv.AppendUint(text, uint64(c.MeetingNumber), 10)
		text = append(text, `","role":`...)
		text = append(text, '0'+byte(c.Role))
	}
	skip := (3 - len(text)%3) % 3 // until the last group of three bytes is full
	e := m.endingFor(ending{t, c.VideoWebRTC, skip}, s.keyJSON)
	dst = appendBase64(dst, append(text, e.json[:skip]...))
	dst = append(dst, e.encoded...)
	mac := m.sum(dst[start:])
	dst = append(dst, '.')
	return appendBase64(dst, mac), nil
}

// ending is what the payload has from iat on. It depends on the time in seconds
// and on little else, so its base64 is kept, and most calls find it made: that
// saves a quarter of the time.
type ending struct {
	times       times
	videoWebRTC VideoWebRTC
	skip        int // how many bytes are encoded with what stands before
}

type encodedEnding struct {
	ending
	json, encoded []byte
}

// endingFor returns the JSON, and all of it but for e.skip bytes in base64.
func (m *macState) endingFor(e ending, keyJSON string) *encodedEnding {
	kept := &m.ending
	if kept.ending == e {
		return kept
	}
	json := append(kept.json[:0], `,"iat":`...)
	json = strconv.AppendInt(json, e.times.issued, 10)
	json = append(json, `,"exp":`...)
	json = strconv.AppendInt(json, e.times.expires, 10)
	json = append(json, `,"appKey":`...)
	json = append(json, keyJSON...)
	json = append(json, `,"tokenExp":`...)
	json = strconv.AppendInt(json, e.times.tokenExpires, 10)
	if e.videoWebRTC != VideoWebRTCUnset {
		json = append(json, `,"video_webrtc_mode":`...)
		json = append(json, '0'+byte(e.videoWebRTC-VideoWebRTCOff))
	}
	json = append(json, '}')
	*kept = encodedEnding{e, json, appendBase64(kept.encoded[:0], json[e.skip:])}
	return kept
}

func appendBase64(dst, src []byte) []byte {
	end := len(dst) + base64.RawURLEncoding.EncodedLen(len(src))
	dst = slices.Grow(dst, end-len(dst))
	base64.RawURLEncoding.Encode(dst[len(dst):end], src)
	return dst[:end]
}

// times are those of a payload, in seconds.
type times struct{ issued, expires, tokenExpires int64 }

// complete checks the claims, and returns their times with what is zero filled
// in.
func (s *signerState) complete(c *Claims, now time.Time) (t times, err error) {
	switch {
	case c.SDKKey != "" && c.SDKKey != s.key:
		return t, invalid("sdkKey", citeString(c.SDKKey), citeString(s.key))
	case c.AppKey != "" && c.AppKey != s.key:
		return t, invalid("appKey", citeString(c.AppKey), citeString(s.key))
	}
	if err := c.check(); err != nil {
		return t, err
	}
	t.issued = secondsOr(c.IssuedAt, now.Add(-s.backdate).Unix())
	t.expires = secondsOr(c.ExpiresAt, t.issued+s.lifetime)
	t.tokenExpires = secondsOr(c.TokenExpiresAt, t.expires)
	if err := checkTime("iat", t.issued); err != nil {
		return t, err
	}
	if err := checkExpiry("exp", t.expires, t.issued); err != nil {
		return t, err
	}
	return t, checkExpiry("tokenExp", t.tokenExpires, t.issued)
}

func secondsOr(t time.Time, whenZero int64) int64 {
	if t.IsZero() {
		return whenZero
	}
	return t.Unix()
}

func checkExpiry(claim string, expires, issued int64) error {
	if err := checkTime(claim, expires); err != nil {
		return err
	}
	if lifetime := expires - issued; lifetime < minLifetime || lifetime > maxLifetime {
		return invalid(claim, fmt.Sprintf("%d seconds after iat", lifetime), fmt.Sprintf("%d to %d", minLifetime, maxLifetime))
	}
	return nil
}

// Lifetimes are judged in whole seconds, as they stand on the wire.
const (
	minLifetime = int64(MinLifetime / time.Second)
	maxLifetime = int64(MaxLifetime / time.Second)
)
