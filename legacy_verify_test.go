package zoomsig_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/zoomsig/zoomsig"
)

// TestLegacyVerifyErrors checks the texts of the errors.
func TestLegacyVerifyErrors(t *testing.T) {
	wantKey := `expected "` + testKey + `"`
	rows := []verifyRow{
		{"length", strings.Repeat("A", 4097), zoomsig.ErrMalformed, "zoomsig: malformed signature: 4097 bytes, expected at most 4096"},
		{"base64", "=", zoomsig.ErrMalformed, "zoomsig: malformed signature: not canonical base64"},
		{"fields", legacy(testKey, "831379617"), zoomsig.ErrMalformed, "zoomsig: malformed signature: number of dots in the decoded text is 2, expected 4"},
		{"base64 of the MAC", base64.RawStdEncoding.EncodeToString([]byte("....x")), zoomsig.ErrMalformed, "zoomsig: malformed signature: the MAC is not canonical base64"},
		{"MAC", legacyWith("x", testKey, "1", "1", "7"), zoomsig.ErrSignature, "zoomsig: signature does not match the secret"},
		{"key", legacy("other", "1", "1", "7"), zoomsig.ErrKey, `zoomsig: wrong key: apiKey is "other", ` + wantKey},
		{"meeting number", legacy(testKey, "1", "1", "7"), zoomsig.ErrInvalidClaims, `zoomsig: invalid claims: mn is "1", expected 9 to 11 digits`},
		{"timestamp", legacy(testKey, "831379617", "1", "7"), zoomsig.ErrInvalidClaims, `zoomsig: invalid claims: timestamp is "1", expected 13 digits`},
		{"role", legacy(testKey, "831379617", "1000000000000", "7"), zoomsig.ErrInvalidClaims, `zoomsig: invalid claims: role is "7", expected 0`},
		{"cut", legacy(testKey, strings.Repeat("8", 2000), testMillis, "0"), zoomsig.ErrInvalidClaims, `mn is "` + strings.Repeat("8", 63) + `…, expected`},
		{"quoted", legacy(testKey, "\x1b[2J\u202e", testMillis, "0"), zoomsig.ErrInvalidClaims, `mn is "\x1b[2J\u202e", expected`},
	}
	for field, wantErr := range []error{zoomsig.ErrKey, zoomsig.ErrInvalidClaims, zoomsig.ErrInvalidClaims, zoomsig.ErrInvalidClaims} {
		fields := []string{testKey, "83137961703", testMillis, "0"}
		fields[field] += testSecret
		rows = append(rows, verifyRow{fmt.Sprintf("the secret in field %d", field), legacy(fields...), wantErr, "the secret was used in a public field"})
	}
	runLegacyRows(t, rows)
}

// TestLegacyVerifyDigitShift checks that of all ways to divide the text that the MAC
// covers into fields, only one is accepted.
func TestLegacyVerifyDigitShift(t *testing.T) {
	const key = "key1234567890"
	signer := newLegacySigner(t, key, testSecret, &zoomsig.LegacyOptions{Clock: at(testNow)})
	text := key + "8313796170" + testMillis + "0"
	accepted := 0
	for i := 0; i <= len(text); i++ {
		for j := i; j <= len(text); j++ {
			for k := j; k <= len(text); k++ {
				if _, err := signer.Verify(legacy(text[:i], text[i:j], text[j:k], text[k:])); err == nil {
					accepted++
				}
			}
		}
	}
	assert.Equal(t, 1, accepted)
}
