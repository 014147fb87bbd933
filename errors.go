package zoomsig

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// The errors of this package, one for each decision that a caller takes. Every
// error matches exactly one of them by errors.Is and never shows a secret or a
// MAC.
var (
	// ErrCredentials: the key or secret cannot be right. From NewSigner and
	// NewLegacySigner, and from a signer that they did not make.
	ErrCredentials = errors.New("zoomsig: unusable credentials")
	// ErrOptions is returned by [NewSigner] and [NewLegacySigner] if an option is
	// out of range.
	ErrOptions = errors.New("zoomsig: invalid options")
	// ErrInvalidClaims: what the signature says, or is to say, breaks a rule of
	// Zoom's. From Sign it is a mistake of the caller.
	ErrInvalidClaims = errors.New("zoomsig: invalid claims")
	// ErrMalformed: not a signature of this format, or one written in a way
	// that no signer writes.
	ErrMalformed = errors.New("zoomsig: malformed signature")
	// ErrAlgorithm: the header names another algorithm than HS256, or demands
	// what this package does not do.
	ErrAlgorithm = errors.New("zoomsig: wrong algorithm")
	// ErrSignature: the MAC is not one of this signer's secret. Nothing that
	// the signature says is to be believed.
	ErrSignature = errors.New("zoomsig: signature does not match the secret")
	// ErrKey: made with this secret, but for another key or without one, as
	// Video SDK and REST API tokens are.
	ErrKey = errors.New("zoomsig: wrong key")
	// ErrExpired and ErrNotYetValid: a right signature at the wrong time, or a
	// wrong clock. errors.As finds a *TimeError with the figures.
	ErrExpired     = errors.New("zoomsig: expired")
	ErrNotYetValid = errors.New("zoomsig: not valid yet")
	// ErrObservation: SkewClock.Observe learned nothing from an answer. Go on
	// with the offset that stands, and observe another.
	ErrObservation = errors.New("zoomsig: unusable clock observation")
)

// TimeError tells by how much a signature is expired or not valid yet. It
// matches ErrExpired or ErrNotYetValid.
type TimeError struct {
	Err    error         // ErrExpired or ErrNotYetValid
	Claim  string        // exp, tokenExp or iat, or timestamp in a legacy signature
	Bound  time.Time     // the end or the beginning of the window, without leeway
	Now    time.Time     // what the clock said
	Leeway time.Duration // by how much the window was widened
}

// Error names the claim, the bound and its distance from now, and both times in
// UTC.
func (e *TimeError) Error() string {
	const layout = "2006-01-02T15:04:05.999Z"
	distance := e.Now.Sub(e.Bound).Abs().Truncate(time.Millisecond)
	bound, now := e.Bound.UTC().Format(layout), e.Now.UTC().Format(layout)
	what := fmt.Sprintf("expired %v ago, at %s", distance, bound)
	if errors.Is(e.Err, ErrNotYetValid) {
		what = fmt.Sprintf("not valid for another %v, until %s", distance, bound)
	}
	return fmt.Sprintf("zoomsig: %s: %s (now %s, leeway %v)", e.Claim, what, now, e.Leeway)
}

// Unwrap returns Err.
func (e *TimeError) Unwrap() error { return e.Err }

// missing is what is found where a claim is not there.
const missing = "missing"

// A ClaimError reports a claim, or a member of the header, that is missing or
// has a value that is not accepted.
type ClaimError struct {
	Err   error  // ErrInvalidClaims, ErrKey or ErrAlgorithm
	Claim string // Zoom's name for it, such as "mn"
	Found string // what it is, a string in quotes, or "missing"
	Want  string // what was expected
}

// Error returns a message such as
//
//	zoomsig: invalid claims: role is 2, expected 0 (participant) or 1 (host)
func (e *ClaimError) Error() string {
	return fmt.Sprintf("%v: %s is %s, expected %s", e.Err, e.Claim, e.Found, e.Want)
}

// Unwrap returns Err.
func (e *ClaimError) Unwrap() error { return e.Err }

// invalid returns a [ClaimError] that wraps [ErrInvalidClaims].
func invalid(claim, found, want string) error {
	return &ClaimError{Err: ErrInvalidClaims, Claim: claim, Found: found, Want: want}
}

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
