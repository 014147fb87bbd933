package zoomsig

import (
	"errors"
	"fmt"
	"time"
)

// Every error returned by this package matches exactly one of these with [errors.Is].
// No error text contains the secret or a correct MAC.
var (
	ErrCredentials = errors.New("zoomsig: unusable credentials")       // an unusable key or secret, or a zero signer
	ErrOptions     = errors.New("zoomsig: invalid options")            // an option is out of range
	ErrObservation = errors.New("zoomsig: unusable clock observation") // a SkewClock cannot use it, and keeps its offset
	ErrMalformed   = errors.New("zoomsig: malformed signature")        // not a signature in the expected format
	ErrAlgorithm   = errors.New("zoomsig: wrong algorithm")            // alg is not HS256, or there is crit, b64 or zip

	// ErrSignature means that the MAC does not match: the signature was not made with
	// this secret, or was changed afterwards. Nothing in it can be trusted.
	ErrSignature = errors.New("zoomsig: signature does not match the secret")

	// ErrKey means that the MAC matches, but that neither appKey nor sdkKey is present,
	// or one of them is not the key of the signer.
	ErrKey = errors.New("zoomsig: wrong key")

	// ErrInvalidClaims means that a claim violates Zoom's rules: one to be signed, parsed,
	// unmarshaled or verified. Use [errors.As] with a [*ClaimError] for details.
	ErrInvalidClaims = errors.New("zoomsig: invalid claims")

	// ErrExpired means that the signature is genuine but has expired, ErrNotYetValid
	// that it is not valid yet, usually because two clocks differ. Use [errors.As] with
	// a [*TimeError] for details.
	ErrExpired     = errors.New("zoomsig: expired")
	ErrNotYetValid = errors.New("zoomsig: not valid yet")
)

// A ClaimError reports a claim, or a member of the header, that is missing or has a
// value that is not accepted, in a text such as "zoomsig: invalid claims: role is 2,
// expected 0 (participant) or 1 (host)". An error that would reveal the secret is
// replaced by one that matches the same sentinel but is not a ClaimError.
type ClaimError struct {
	Err      error  // ErrInvalidClaims, ErrKey or ErrAlgorithm
	Claim    string // Zoom's name for it, such as "mn"
	Found    string // the value found, with strings quoted, or "missing"
	Expected string // what was expected
}

func (e *ClaimError) Error() string {
	return fmt.Sprintf("%v: %s is %s, expected %s", e.Err, e.Claim, e.Found, e.Expected)
}

func (e *ClaimError) Unwrap() error { return e.Err }

// invalid returns a [ClaimError] that wraps [ErrInvalidClaims].
func invalid(claim, found, expected string) error {
	return &ClaimError{Err: ErrInvalidClaims, Claim: claim, Found: found, Expected: expected}
}

// A TimeError reports that a signature has expired or is not valid yet, in a text such
// as "zoomsig: exp: expired 7m12s ago, at 2022-03-10T18:39:43Z (now
// 2022-03-10T18:46:55Z, leeway 0s)".
type TimeError struct {
	Err    error         // ErrExpired or ErrNotYetValid
	Claim  string        // "iat", "exp" or "tokenExp"; "timestamp" in a legacy signature
	Bound  time.Time     // the start or the end of the period of validity, without leeway
	Now    time.Time     // the time of the check
	Leeway time.Duration // what Verify tolerated at both ends of the period
}

func (e *TimeError) Error() string {
	const layout = "2006-01-02T15:04:05.999Z"
	bound, now := e.Bound.UTC().Format(layout), e.Now.UTC().Format(layout)
	what := fmt.Sprintf("expired %s ago, at %s", distance(e.Bound, e.Now), bound)
	if errors.Is(e.Err, ErrNotYetValid) {
		what = fmt.Sprintf("not valid until %s, in %s", bound, distance(e.Bound, e.Now))
	}
	return fmt.Sprintf("zoomsig: %s: %s (now %s, leeway %v)", e.Claim, what, now, e.Leeway)
}

func (e *TimeError) Unwrap() error { return e.Err }

// distance returns the time between a and b, however far apart they are: a
// [time.Duration] holds 292 years only.
func distance(a, b time.Time) string {
	if a.After(b) {
		a, b = b, a
	}
	seconds := uint64(b.Unix()) - uint64(a.Unix())
	switch {
	case seconds < 2*secondsPerDay:
		return b.Sub(a).Truncate(time.Millisecond).String()
	case seconds < 2*secondsPerYear:
		return fmt.Sprintf("%d days", seconds/secondsPerDay)
	}
	return fmt.Sprintf("%d years", seconds/secondsPerYear)
}

const (
	secondsPerDay  = 24 * 60 * 60
	secondsPerYear = 31_556_952 // on average
)

// missing is what is found where a claim is not there.
const missing = "missing"
