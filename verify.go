package zoomsig

import (
	"bytes"
	"crypto/hmac"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"github.com/zoomsig/zoomsig/internal/jsontext"
)

// Verify checks that signature was made with the credentials of this Signer and is
// valid now, and returns its claims. It is valid if iat - Leeway <= now < exp + Leeway
// and, if tokenExp is present, now < tokenExp + Leeway.
//
// Verify checks in this order, and returns nil claims with any error:
//  1. the signature: at most 4096 bytes, three parts in canonical base64url; the
//     header: one JSON object in UTF-8 that contains no member twice ([ErrMalformed])
//  2. the header: alg is HS256, and crit, b64 and zip are absent ([ErrAlgorithm])
//  3. the MAC ([ErrSignature])
//  4. the payload: likewise one JSON object ([ErrMalformed])
//  5. appKey and sdkKey: at least one is present, and each is the Signer's ([ErrKey])
//  6. the claims: required ones are present, each has the right type and range, and
//     the lifetime is at most 48 hours plus Leeway ([ErrInvalidClaims])
//  7. the time ([ErrNotYetValid] or [ErrExpired], as a [*TimeError])
//
// Base64url is canonical if it has no padding and no line breaks, and its unused bits
// are zero. A member's value may nest at most 64 levels, and its name must not contain
// half of a surrogate pair; a claim that does is invalid. Names are case-sensitive.
//
// Verify also accepts what [Signer.Sign] would not create: members in any order, white
// space, escapes, unknown members, one key alone, no tokenExp, mn as a number, a
// lifetime below [MinLifetime], and a header without typ.
func (s *Signer) Verify(signature string) (*Claims, error) {
	state, err := s.ready()
	if err != nil {
		return nil, err
	}
	now := state.clock.Now()
	m := state.acquire()
	defer state.release(m)
	p, err := m.split(signature)
	if err != nil {
		return nil, err
	}
	claims, err := state.verify(m, p, now)
	if err != nil {
		return nil, state.withoutSecret(err, string(p.header), string(p.payload))
	}
	return claims, nil
}

// parts are the parts of a signature, decoded. They are valid until macState is
// released.
type parts struct {
	input                []byte // what the MAC covers: the first two parts as they are written
	header, payload, mac []byte
}

// split decodes the parts of a signature. The error matches ErrMalformed and quotes
// nothing.
func (m *macState) split(signature string) (p parts, err error) {
	if len(signature) > maxLength {
		return p, fmt.Errorf("%w: %d bytes, expected at most %d", ErrMalformed, len(signature), maxLength)
	}
	if dots := strings.Count(signature, "."); dots != 2 {
		return p, fmt.Errorf("%w: number of dots is %d, expected 2", ErrMalformed, dots)
	}
	text := append(m.text[:0], signature...)
	first, last := bytes.IndexByte(text, '.'), bytes.LastIndexByte(text, '.')
	p.input = text[:last]
	if p.header, err = decodeSegment(m.out[:0], "header", text[:first]); err != nil {
		return p, err
	}
	if p.payload, err = decodeSegment(p.header[len(p.header):], "payload", text[first+1:last]); err != nil {
		return p, err
	}
	p.mac, err = decodeSegment(p.payload[len(p.payload):], "MAC", text[last+1:])
	return p, err
}

// verify checks a signature and returns its claims.
func (s *signerState) verify(m *macState, p parts, now time.Time) (*Claims, error) {
	if string(p.header) != plainHeader { // what Sign writes need not be parsed
		if err := checkHeader(p.header); err != nil {
			return nil, err
		}
	}
	if !hmac.Equal(p.mac, m.sum(p.input)) {
		return nil, ErrSignature
	}
	claims, err := s.readClaims(p.payload)
	if err != nil {
		return nil, err
	}
	return claims, s.checkWindow(claims, now)
}

// strictBase64 rejects unused bits that are not zero. Like every Encoding, it
// ignores line breaks.
var strictBase64 = base64.RawURLEncoding.Strict()

// decodeSegment decodes a part in canonical base64url into room, which is large
// enough.
func decodeSegment(room []byte, name string, segment []byte) ([]byte, error) {
	if len(segment) == 0 {
		return nil, fmt.Errorf("%w: the %s is empty", ErrMalformed, name)
	}
	n, err := strictBase64.Decode(room[:cap(room)], segment)
	if err != nil || bytes.IndexByte(segment, '\n') >= 0 || bytes.IndexByte(segment, '\r') >= 0 {
		return nil, fmt.Errorf("%w: the %s is not canonical base64url", ErrMalformed, name)
	}
	return room[:n], nil
}

// checkHeader accepts only HS256 (RFC 8725 3.1), and none of the parameters that
// change what is signed or must be understood (RFC 7515 4.1.11, RFC 7516 4.1.3,
// RFC 7797). Others, such as typ and kid, have no effect here.
func checkHeader(header []byte) error {
	members, err := readObject(nil, "header", header)
	if err != nil {
		return err
	}
	algorithm := missing
	for _, m := range members {
		switch m.Name {
		case "alg":
			algorithm = m.Value
		case "crit", "b64", "zip":
			return &ClaimError{Err: ErrAlgorithm, Claim: m.Name, Found: jsontext.Cite(m.Value), Expected: "none"}
		}
	}
	if name, _ := jsontext.Unquote(algorithm); name != "HS256" {
		return &ClaimError{Err: ErrAlgorithm, Claim: "alg", Found: jsontext.Cite(algorithm), Expected: `"HS256"`}
	}
	return nil
}

// readClaims decodes an authentic payload and applies the rules that do not
// depend on the current time.
func (s *signerState) readClaims(payload []byte) (*Claims, error) {
	var room [8]jsontext.Member // as many as Sign writes, without an allocation
	members, err := readObject(room[:0], "payload", payload)
	if err != nil {
		return nil, err
	}
	if err := s.checkKeys(members); err != nil {
		return nil, err
	}
	claims, err := decodeClaims(members, s.key)
	switch {
	case err != nil:
		return nil, err
	case claims.IssuedAt.IsZero():
		return nil, invalid("iat", missing, expectedTime)
	case claims.ExpiresAt.IsZero():
		return nil, invalid("exp", missing, expectedTime)
	}
	longest := maxLifetime + int64(s.leeway/time.Second)
	for _, t := range claims.times() {
		if lifetime := t.at.Unix() - claims.IssuedAt.Unix(); lifetime > longest {
			return nil, invalid(t.claim, fmt.Sprintf("%d seconds after iat", lifetime),
				fmt.Sprintf("at most %d", longest))
		}
	}
	return &claims, nil
}

// checkKeys requires at least one key, and each to be the Signer's.
func (s *signerState) checkKeys(members []jsontext.Member) error {
	found := false
	for _, m := range members {
		if m.Name != "sdkKey" && m.Name != "appKey" {
			continue
		}
		found = true
		if key, _ := jsontext.Unquote(m.Value); key != s.key {
			return &ClaimError{Err: ErrKey, Claim: m.Name,
				Found: jsontext.Cite(m.Value), Expected: jsontext.CiteString(s.key)}
		}
	}
	if !found {
		return &ClaimError{Err: ErrKey, Claim: "appKey", Found: missing, Expected: jsontext.CiteString(s.key)}
	}
	return nil
}

// checkWindow requires iat - leeway <= now < exp + leeway, and likewise for tokenExp.
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
