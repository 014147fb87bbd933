// Package sigtest makes signatures of both formats for tests, without the library.
package sigtest

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

const (
	Key    = "AbCdEfGhIjKlMnOpQrStUv"
	Secret = "SyntheticSecretOf36CharactersAbcd123"
	Now    = 1700000000
	Millis = "1699999970123" // the timestamp of a legacy signature

	Header  = `{"alg":"HS256","typ":"JWT"}`
	Payload = `{"sdkKey":"AbCdEfGhIjKlMnOpQrStUv","mn":"83137961703","role":0,"iat":1699999970,"exp":1700007170,` +
		`"appKey":"AbCdEfGhIjKlMnOpQrStUv","tokenExp":1700007170}`

	Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
)

// Clock always shows the same time.
type Clock time.Time

// Now returns the time.
func (c Clock) Now() time.Time { return time.Time(c) }

// At returns a clock that shows a Unix time.
func At(seconds int64) Clock { return Clock(time.Unix(seconds, 0)) }

// Load reads a file that has one JSON object per line, and at least one.
func Load[T any](t testing.TB, file string) []T {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var rows []T
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var row T
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatalf("%s line %d: %v", file, len(rows)+1, err)
		}
		rows = append(rows, row)
	}
	if lines.Err() != nil || len(rows) == 0 {
		t.Fatalf("%s: %d vectors, %v", file, len(rows), lines.Err())
	}
	return rows
}

// FIPS140 reports whether crypto/hmac rejects the secret because the tests run with
// GODEBUG=fips140=only.
func FIPS140(secret string) bool {
	return strings.Contains(os.Getenv("GODEBUG"), "fips140=only") && len(secret) < 14
}

// Encode encodes a part of a JWT.
func Encode(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// HMAC returns the HMAC-SHA256 of input.
func HMAC(input, secret string) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(input))
	return mac.Sum(nil)
}

// Seal appends the right MAC to any text.
func Seal(input string) string { return input + "." + Encode(string(HMAC(input, Secret))) }

// JWT signs any header and payload.
func JWT(header, payload string) string { return JWTWith(header, payload, Secret) }

// JWTWith signs any header and payload with any secret.
func JWTWith(header, payload, secret string) string {
	input := Encode(header) + "." + Encode(payload)
	return input + "." + Encode(string(HMAC(input, secret)))
}

// PayloadWith returns Payload with changes: pairs of a claim and its JSON, which is
// "" to omit the claim.
func PayloadWith(changes ...string) string {
	members := strings.Split(strings.Trim(Payload, "{}"), ",")
	for i := 0; i < len(changes); i += 2 {
		name := `"` + changes[i] + `":`
		at := slices.IndexFunc(members, func(member string) bool { return strings.HasPrefix(member, name) })
		switch {
		case at < 0:
			members = append(members, name+changes[i+1])
		case changes[i+1] == "":
			members = slices.Delete(members, at, at+1)
		default:
			members[at] = name + changes[i+1]
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

// PayloadAnd returns Payload with another member at its end.
func PayloadAnd(member string) string {
	return strings.TrimSuffix(Payload, "}") + "," + member + "}"
}

// Spaced appends so much white space that so many base64 characters are left over.
func Spaced(text string, over int) string {
	return text + strings.Repeat(" ", (over+3-len(text)%3)%3)
}

// Padded returns a valid JWT of this length, with white space in the payload.
func Padded(t testing.TB, length int) string {
	t.Helper()
	payload := (length - len(Seal(Encode(Header)+"."))) * 3 / 4
	signature := JWT(Header, Payload+strings.Repeat(" ", payload-len(Payload)))
	if len(signature) != length {
		t.Fatalf("%d bytes, expected %d", len(signature), length)
	}
	return signature
}

// Legacy signs any fields.
func Legacy(fields ...string) string { return LegacyWith(LegacyMAC(Secret, fields...), fields...) }

// LegacyMAC returns the right MAC of any fields.
func LegacyMAC(secret string, fields ...string) string {
	return string(HMAC(base64.StdEncoding.EncodeToString([]byte(strings.Join(fields, ""))), secret))
}

// LegacyWith encodes fields and any MAC.
func LegacyWith(mac string, fields ...string) string {
	fields = append(fields[:len(fields):len(fields)], base64.StdEncoding.EncodeToString([]byte(mac)))
	return base64.RawStdEncoding.EncodeToString([]byte(strings.Join(fields, ".")))
}

// Next returns the last character of base64 text with bits added to its value.
func Next(text string, bits int) string {
	alphabet := Alphabet[:62] + "+/"
	i := strings.IndexByte(alphabet, text[len(text)-1]) + bits
	return alphabet[i : i+1]
}
