package zoomsig

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// authenticator computes HMAC-SHA256 with one secret. The secret stands in its
// closures alone, out of reach even of a printer that follows pointers.
type authenticator struct {
	states sync.Pool // of *macState
	holds  func(text string) bool
}

// macState is a keyed HMAC and room to work in, kept for the next call. The room
// is in arrays, since to store slices here would cost a write barrier each.
type macState struct {
	mac       hash.Hash
	text, out [maxLength]byte
	digest    [sha256.Size]byte
}

// sum returns the MAC of input. It is overwritten by the next call.
func (m *macState) sum(input []byte) []byte {
	m.mac.Reset()
	m.mac.Write(input)
	return m.mac.Sum(m.digest[:0])
}

func (a *authenticator) acquire() *macState  { return a.states.Get().(*macState) }
func (a *authenticator) release(m *macState) { a.states.Put(m) }

// newAuthenticator refuses a secret that cannot be right, and one that
// crypto/hmac does not take: with GODEBUG=fips140=only it panics on less than
// 14 bytes.
func newAuthenticator(name, secret string) (a *authenticator, err error) {
	if err := checkCredential(name, secret); err != nil {
		return nil, err
	}
	defer func() {
		if recover() != nil {
			a, err = nil, fmt.Errorf("%w: the %s is too short for FIPS 140-only mode", ErrCredentials, name)
		}
	}()
	a = &authenticator{holds: func(text string) bool { return strings.Contains(text, secret) }}
	a.states.New = func() any { return &macState{mac: hmac.New(sha256.New, []byte(secret))} }
	a.release(a.states.New().(*macState))
	return a, nil
}

// withoutSecret returns err, or, if the text that err is about holds the
// secret, an error of the same kind that cites nothing.
func (a *authenticator) withoutSecret(err error, text string) error {
	if err == nil || !a.holds(text) {
		return err
	}
	return fmt.Errorf("%w: the secret was used in a public field", errors.Unwrap(err))
}

const (
	// maxLength is the most bytes of a signature, in either format, that are
	// verified.
	maxLength = 4096
	// maxKeyLength, in bytes, keeps every signature below maxLength. Zoom's keys
	// have about 22 characters.
	maxKeyLength = 512
)

func checkKey(name, key string) error {
	if len(key) > maxKeyLength {
		return fmt.Errorf("%w: the %s has %d bytes, expected at most %d", ErrCredentials, name, len(key), maxKeyLength)
	}
	return checkCredential(name, key)
}

// checkCredential says what is wrong with a key or secret without showing it.
func checkCredential(name, value string) error {
	if value == "" {
		return fmt.Errorf("%w: the %s is empty", ErrCredentials, name)
	}
	if !utf8.ValidString(value) {
		return fmt.Errorf("%w: the %s is not UTF-8", ErrCredentials, name)
	}
	if first, _ := utf8.DecodeRuneInString(value); isBlank(first) {
		return fmt.Errorf("%w: the %s begins with %q, expected no white space around it", ErrCredentials, name, first)
	}
	if last, _ := utf8.DecodeLastRuneInString(value); isBlank(last) {
		return fmt.Errorf("%w: the %s ends with %q, expected no white space around it", ErrCredentials, name, last)
	}
	if i := strings.IndexFunc(value, unicode.IsControl); i >= 0 {
		return fmt.Errorf("%w: the %s contains a control character", ErrCredentials, name)
	}
	return nil
}

// isBlank reports white space and what else cannot be seen: control
// characters, a byte order mark, zero-width spaces.
func isBlank(r rune) bool {
	return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf)
}
