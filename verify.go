package zoomsig

import (
	"bytes"
	"crypto/hmac"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/zoomsig/zoomsig/internal/jsontext"
)

// Verify checks that signature was made with the credentials of this Signer and
// is valid at the current time, and returns its claims. A signature is valid if
// iat - Options.Leeway <= now < exp + Options.Leeway and, if tokenExp is present,
// now < tokenExp + Options.Leeway.
//
// Verify checks in this order, and returns nil claims with any error:
//  1. the signature: at most 4096 bytes, three parts in canonical base64url; the
//     header: one JSON object in UTF-8 that contains no member twice ([ErrMalformed])
//  2. the header: alg is HS256, and crit, b64 and zip are absent ([ErrAlgorithm])
//  3. the MAC ([ErrSignature])
//  4. the payload: likewise one JSON object ([ErrMalformed])
//  5. the keys: there is at least one, and each is the Signer's ([ErrKey])
//  6. the claims: required ones are present, each has the right type and range,
//     and the lifetime is at most 48 hours plus Options.Leeway
//     ([ErrInvalidClaims])
//  7. the time ([ErrNotYetValid] or [ErrExpired], as a [*TimeError])
//
// Base64url is canonical if it has no padding and no line breaks, and its unused
// bits are zero: each sequence of bytes then has only one encoding.
//
// Verify also accepts signatures that [Signer.Sign] would not create: with members
// in any order, white space and escapes in the JSON, unknown members, only one of
// sdkKey and appKey, no tokenExp, mn as a number, a lifetime below [MinLifetime],
// or a header without typ.
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
	var header []byte // nil if it is the one that Sign writes
	if signature[:first] != encodedHeader {
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
			return nil, s.withoutSecret(err, string(header))
		}
	}
	if !hmac.Equal(mac, m.sum(text[:last])) {
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

// strictBase64 rejects unused bits that are not zero. Like every Encoding, it
// ignores line breaks.
var strictBase64 = base64.RawURLEncoding.Strict()

// decodeSegment decodes a part in canonical base64url. The result is in room if it
// fits.
func decodeSegment(room []byte, name string, segment []byte) ([]byte, error) {
	if len(segment) == 0 {
		return nil, fmt.Errorf("%w: the %s is empty", ErrMalformed, name)
	}
	decoded := slices.Grow(room[:0], strictBase64.DecodedLen(len(segment)))
	n, err := strictBase64.Decode(decoded[:cap(decoded)], segment)
	if err != nil || bytes.IndexByte(segment, '\n') >= 0 || bytes.IndexByte(segment, '\r') >= 0 {
		return nil, fmt.Errorf("%w: the %s is not canonical base64url", ErrMalformed, name)
	}
	return decoded[:n], nil
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
			return &ClaimError{Err: ErrAlgorithm, Claim: m.Name, Found: jsontext.Cite(m.Value), Want: "none"}
		}
	}
	if name, _ := jsontext.Unquote(algorithm); name != "HS256" {
		return &ClaimError{Err: ErrAlgorithm, Claim: "alg", Found: jsontext.Cite(algorithm), Want: `"HS256"`}
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

// checkKeys requires at least one key, and each to be the Signer's.
func (s *signerState) checkKeys(members []jsontext.Member) error {
	found := false
	for _, m := range members {
		if m.Name != "sdkKey" && m.Name != "appKey" {
			continue
		}
		found = true
		if key, _ := jsontext.Unquote(m.Value); key != s.key {
			return &ClaimError{Err: ErrKey, Claim: m.Name, Found: jsontext.Cite(m.Value), Want: jsontext.CiteString(s.key)}
		}
	}
	if !found {
		return &ClaimError{Err: ErrKey, Claim: "appKey", Found: missing, Want: jsontext.CiteString(s.key)}
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
