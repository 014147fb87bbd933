package zoomsig

import (
	"bytes"
	"crypto/hmac"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"
)

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
		return nil, fmt.Errorf("%w: %d bytes, expected at most %d", ErrMalformed, len(signature), maxLength)
	}
	if dots := strings.Count(signature, "."); dots != 2 {
		return nil, fmt.Errorf("%w: number of dots is %d, expected 2", ErrMalformed, dots)
	}
	m := s.acquire()
	defer s.release(m)
	text := append(m.text[:0], signature...)
	first, last := bytes.IndexByte(text, '.'), bytes.LastIndexByte(text, '.')
	var header []byte
	if ours := signature[:first] == encodedHeader; !ours {
		var err error
		if header, err = decodeSegment(nil, "header", text[:first]); err != nil {
			return nil, err
		}
	}
	payload, err := decodeSegment(m.out[:0], "payload", text[first+1:last])
	if err != nil {
		return nil, err
	}
	mac, err := decodeSegment(payload[len(payload):], "MAC", text[last+1:])
	if err != nil {
		return nil, err
	}
	if header != nil {
		if err := checkHeader(header); err != nil {
			return nil, s.withoutSecret(err, unescaped(header))
		}
	}
	if !hmac.Equal(mac, m.sum(text[:last])) {
		return nil, ErrSignature
	}
	claims, err := s.readClaims(payload)
	if err != nil {
		return nil, s.withoutSecret(err, unescaped(payload))
	}
	if err := s.checkWindow(claims, now); err != nil {
		return nil, err
	}
	return claims, nil
}

// strictBase64 refuses unused bits that are not zero. Line breaks it skips, as
// every Encoding does.
var strictBase64 = base64.RawURLEncoding.Strict()

// decodeSegment appends what the segment encodes, if no other text encodes the
// same.
func decodeSegment(dst []byte, name string, segment []byte) ([]byte, error) {
	if len(segment) == 0 {
		return dst, fmt.Errorf("%w: the %s is empty", ErrMalformed, name)
	}
	dst = slices.Grow(dst, strictBase64.DecodedLen(len(segment)))
	n, err := strictBase64.Decode(dst[:cap(dst)], segment)
	if err != nil || bytes.IndexByte(segment, '\n') >= 0 || bytes.IndexByte(segment, '\r') >= 0 {
		return dst, fmt.Errorf("%w: the %s is not canonical base64url", ErrMalformed, name)
	}
	return dst[:n], nil
}

// checkHeader takes HS256 alone (RFC 8725 3.1), and none of the parameters
// that change what is signed or must be understood (RFC 7515 4.1.11, RFC 7516
// 4.1.3, RFC 7797). Others, such as typ and kid, choose nothing here.
func checkHeader(header []byte) error {
	members, err := readObject(nil, "header", header)
	if err != nil {
		return err
	}
	algorithm := missing
	for _, m := range members {
		switch m.name {
		case "alg":
			algorithm = m.value
		case "crit", "b64", "zip":
			return &ClaimError{Err: ErrAlgorithm, Claim: m.name, Found: cite(m.value), Want: "none"}
		}
	}
	if name, _ := unquote(algorithm); name != "HS256" {
		return &ClaimError{Err: ErrAlgorithm, Claim: "alg", Found: cite(algorithm), Want: `"HS256"`}
	}
	return nil
}

// readClaims reads an authentic payload and applies the rules that do not
// depend on the time.
func (s *signerState) readClaims(payload []byte) (*Claims, error) {
	var room [8]member // as many as Sign writes, without an allocation
	members, err := readObject(room[:0], "payload", payload)
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
		return nil, invalid("iat", missing, wantTime)
	case claims.ExpiresAt.IsZero():
		return nil, invalid("exp", missing, wantTime)
	}
	longest := maxLifetime + int64(s.leeway/time.Second)
	for _, t := range claims.times() {
		if lifetime := t.at.Unix() - claims.IssuedAt.Unix(); lifetime > longest {
			return nil, invalid(t.claim, fmt.Sprintf("%d seconds after iat", lifetime), fmt.Sprintf("at most %d", longest))
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
		if key, _ := unquote(m.value); key != s.key {
			return &ClaimError{Err: ErrKey, Claim: m.name, Found: cite(m.value), Want: citeString(s.key)}
		}
	}
	if !found {
		return &ClaimError{Err: ErrKey, Claim: "appKey", Found: missing, Want: citeString(s.key)}
	}
	return nil
}

// checkWindow applies the rule that Verify states: iat - leeway <= now < exp + leeway.
func (s *signerState) checkWindow(c *Claims, now time.Time) error {
	if now.Before(c.IssuedAt.Add(-s.leeway)) {
		return &TimeError{Err: ErrNotYetValid, Claim: "iat", Bound: c.IssuedAt, Now: now, Leeway: s.leeway}
	}
	times := c.times()
	for _, t := range times[1:] {
		if !t.at.IsZero() && !now.Before(t.at.Add(s.leeway)) {
			return &TimeError{Err: ErrExpired, Claim: t.claim, Bound: t.at, Now: now, Leeway: s.leeway}
		}
	}
	return nil
}
