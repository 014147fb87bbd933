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

	"github.com/zoomsig/zoomsig/internal/jsontext"
)

// authenticator computes HMAC-SHA256 with one secret. The secret is held only in
// closures, which even a printer that follows pointers does not show.
type authenticator struct {
	states   sync.Pool              // of *macState
	secretIn func(text string) bool // reports whether text contains the secret, with JSON escapes or without
}

// macState is a keyed HMAC with room to work in, kept for the next call.
type macState struct {
	mac       hash.Hash
	text, out [maxLength]byte
	digest    [sha256.Size]byte
}

// sum returns the MAC of input, which the next call overwrites.
func (m *macState) sum(input []byte) []byte {
	m.mac.Reset()
	m.mac.Write(input)
	return m.mac.Sum(m.digest[:0])
}

func (a *authenticator) acquire() *macState  { return a.states.Get().(*macState) }
func (a *authenticator) release(m *macState) { a.states.Put(m) }

// newAuthenticator checks a key and a secret. It also rejects a secret that
// crypto/hmac panics on: one of less than 14 bytes with GODEBUG=fips140=only.
func newAuthenticator(keyName, key, secretName, secret string) (a *authenticator, err error) {
	if len(key) > maxKeyLength {
		return nil, fmt.Errorf("%w: the %s has %d bytes, expected at most %d",
			ErrCredentials, keyName, len(key), maxKeyLength)
	}
	if err := checkCredential(keyName, key); err != nil {
		return nil, err
	}
	if err := checkCredential(secretName, secret); err != nil {
		return nil, err
	}
	if key == secret {
		return nil, fmt.Errorf("%w: the %s equals the %s", ErrCredentials, secretName, keyName)
	}
	a = &authenticator{secretIn: func(text string) bool {
		return jsontext.Contains(strings.ReplaceAll(text, key, ""), secret) // a short secret may occur in the key
	}}
	if len(secret) >= minHiddenLength && jsontext.Contains(string(jsontext.AppendQuote(nil, key)), secret) {
		return nil, fmt.Errorf("%w: the %s contains the %s", ErrCredentials, keyName, secretName)
	}
	defer func() {
		if recover() != nil {
			a, err = nil, fmt.Errorf("%w: the %s is too short for FIPS 140-only mode", ErrCredentials, secretName)
		}
	}()
	a.states.New = func() any { return &macState{mac: hmac.New(sha256.New, []byte(secret))} }
	a.release(a.states.New().(*macState))
	return a, nil
}

// withoutSecret returns err, or, if a text that err may quote contains the secret, an
// error of the same kind that quotes nothing. Every error that depends on the claims
// to sign, or on the content of a signature, passes through it.
func (a *authenticator) withoutSecret(err error, quotable ...string) error {
	kind := errors.Unwrap(err)
	if _, ok := err.(*TimeError); ok || kind == nil {
		return err // quotes nothing
	}
	for _, text := range quotable {
		if a.secretIn(text) {
			return fmt.Errorf("%w: a public field contains the secret", kind)
		}
	}
	return err
}

const (
	// maxLength is the most bytes of a signature, in either format, that are
	// verified.
	maxLength = 4096
	// maxKeyLength, in bytes, keeps every signature below maxLength. Zoom's keys
	// have about 22 characters.
	maxKeyLength = 512
	// minHiddenLength is the length in bytes from which a secret must not occur in
	// the key. A shorter one may occur there by chance.
	minHiddenLength = 8
)

// checkCredential returns an error that says what is wrong with a key or secret
// without showing it.
func checkCredential(name, value string) error {
	if value == "" {
		return fmt.Errorf("%w: the %s is empty", ErrCredentials, name)
	}
	if !utf8.ValidString(value) {
		return fmt.Errorf("%w: the %s is not UTF-8", ErrCredentials, name)
	}
	first, width := utf8.DecodeRuneInString(value)
	if isBlank(first) {
		return fmt.Errorf("%w: the %s begins with %q, expected no white space around it", ErrCredentials, name, first)
	}
	last, _ := utf8.DecodeLastRuneInString(value)
	if isBlank(last) {
		return fmt.Errorf("%w: the %s ends with %q, expected no white space around it", ErrCredentials, name, last)
	}
	if len(value) > width && isQuotePair(first, last) {
		return fmt.Errorf("%w: the %s is in quotes, as copied from a .env file", ErrCredentials, name)
	}
	if strings.ContainsFunc(value, unicode.IsControl) {
		return fmt.Errorf("%w: the %s contains a control character", ErrCredentials, name)
	}
	return nil
}

// isBlank reports whether r is white space or otherwise invisible, such as a
// control character, a byte order mark or a zero-width space.
func isBlank(r rune) bool {
	return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf)
}

// isQuotePair reports whether first and last are quotes of the same kind. Languages
// differ in which typographic quote of a kind they begin with.
func isQuotePair(first, last rune) bool {
	for _, kind := range []string{`"`, `'`, "`", "“”„‟", "‘’‚‛", "«»", "‹›"} {
		if strings.ContainsRune(kind, first) && strings.ContainsRune(kind, last) {
			return true
		}
	}
	return false
}
