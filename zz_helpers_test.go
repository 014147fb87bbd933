package zoomsig_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	goodHeader  = `{"alg":"HS256","typ":"JWT"}`
	goodPayload = `{"sdkKey":"AbCdEfGhIjKlMnOpQrStUv","mn":"83137961703","role":0,"iat":1699999970,"exp":1700007170,"appKey":"AbCdEfGhIjKlMnOpQrStUv","tokenExp":1700007170}`
)

func indexOf(list []string, s string) int {
	for i := range list {
		if list[i] == s {
			return i
		}
	}
	return -1
}

// handMade signs any header and payload, without this library.
func handMade(header, payload, secret string) string {
	input := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString([]byte(payload))
	return input + "." + base64.RawURLEncoding.EncodeToString(hmacOf(input, secret))
}

func hmacOf(input, secret string) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(input))
	return mac.Sum(nil)
}

// handMadeLegacy signs any fields, without this library.
func handMadeLegacy(key, number, timestamp, role, secret string) string {
	message := base64.StdEncoding.EncodeToString([]byte(key + number + timestamp + role))
	hash := base64.StdEncoding.EncodeToString(hmacOf(message, secret))
	return base64.RawStdEncoding.EncodeToString([]byte(strings.Join([]string{key, number, timestamp, role, hash}, ".")))
}

// change replaces one thing by another, pair by pair.
func change(t testing.TB, text string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		require.Contains(t, text, pairs[i])
		text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
	}
	return text
}

// nextLetter changes unused bits of the last letter of a MAC alone.
func nextLetter(c byte) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return alphabet[strings.IndexByte(alphabet, c)+1:][:1]
}
