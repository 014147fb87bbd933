package zoomsig_test

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// TestLegacyVerifyShape: what is not base64 of five fields with a right MAC.
func TestLegacyVerifyShape(t *testing.T) {
	fields := []string{testKey, "83137961703", testMillis, "0"}
	good := legacy(fields...)
	decoded := strings.Join(append(fields, base64.StdEncoding.EncodeToString([]byte(legacyMAC(testSecret, fields...)))), ".")
	raw := base64.RawStdEncoding.EncodeToString
	middle := len(good) / 2
	canonical := "not canonical base64"
	require.Equal(t, raw([]byte(decoded)), good)
	require.Equal(t, 3, len(good)%4, "one = for padding")
	runLegacyRows(t, []verifyRow{
		{"right", good, nil, ""},
		{"padded", good + "=", nil, ""},
		{"9 digits", legacy(testKey, "100000000", testMillis, "0"), nil, ""},
		{"9 digits padded", legacy(testKey, "100000000", testMillis, "0") + "=", zoomsig.ErrMalformed, canonical},
		{"10 digits, padded twice", legacy(testKey, "8313796170", testMillis, "1") + "==", nil, ""},
		{"10 digits, padded once", legacy(testKey, "8313796170", testMillis, "1") + "=", zoomsig.ErrMalformed, canonical},
		{"padded twice for once", good + "==", zoomsig.ErrMalformed, canonical},
		{"padded four times", good + "====", zoomsig.ErrMalformed, canonical},
		{"padded before a line break", good + "=\n", zoomsig.ErrMalformed, canonical},
		{"padded inside", good[:middle] + "=" + good[middle:], zoomsig.ErrMalformed, canonical},
		{"padded at both ends", "=" + good + "=", zoomsig.ErrMalformed, canonical},
		{"nothing", "", zoomsig.ErrMalformed, "number of dots in the decoded text is 0, expected 4"},
		{"one =", "=", zoomsig.ErrMalformed, canonical},
		{"four =", "====", zoomsig.ErrMalformed, canonical},
		{"undefined", "undefined", zoomsig.ErrMalformed, canonical},
		{"a JWT", jwt(goodHeader, goodPayload), zoomsig.ErrMalformed, canonical},
		{"not encoded, as in forum/001", decoded, zoomsig.ErrMalformed, canonical},
		{"encoded twice", raw([]byte(good)), zoomsig.ErrMalformed, "number of dots in the decoded text is 0, expected 4"},
		{"in hex", hex.EncodeToString([]byte(decoded + ".")), zoomsig.ErrMalformed, "number of dots in the decoded text is "},
		{"unused bits 01", good[:len(good)-1] + next(good, 1), zoomsig.ErrMalformed, canonical},
		{"unused bits 10", good[:len(good)-1] + next(good, 2), zoomsig.ErrMalformed, canonical},
		{"unused bits 11", good[:len(good)-1] + next(good, 3), zoomsig.ErrMalformed, canonical},
		{"unused bits 01 padded", good[:len(good)-1] + next(good, 1) + "=", zoomsig.ErrMalformed, canonical},
		{"LF inside", good[:middle] + "\n" + good[middle:], zoomsig.ErrMalformed, canonical},
		{"CR inside", good[:middle] + "\r" + good[middle:], zoomsig.ErrMalformed, canonical},
		{"LF before", "\n" + good, zoomsig.ErrMalformed, canonical},
		{"CR LF after", good + "\r\n", zoomsig.ErrMalformed, canonical},
		{"LF before the padding", good + "\n=", zoomsig.ErrMalformed, canonical},
		{"a space after", good + " ", zoomsig.ErrMalformed, canonical},
		{"quoted", `"` + good + `"`, zoomsig.ErrMalformed, canonical},
		{"NUL after", good + "\x00", zoomsig.ErrMalformed, canonical},
		{"percent-encoded padding", good + "%3D", zoomsig.ErrMalformed, canonical},
		{"cut by one character", good[:len(good)-1], zoomsig.ErrMalformed, canonical},
		{"no MAC", raw([]byte(strings.Join(fields, "."))), zoomsig.ErrMalformed, "number of dots in the decoded text is 3, expected 4"},
		{"MAC alone", raw([]byte(legacyMAC(testSecret, fields...))), zoomsig.ErrMalformed, "number of dots in the decoded text is "},
		{"MAC in base64 alone", raw([]byte(decoded[len(decoded)-44:])), zoomsig.ErrMalformed, "number of dots in the decoded text is 0, expected 4"},
		{"four dots", raw([]byte("....")), zoomsig.ErrSignature, ""},
		{"a sixth field, empty", raw([]byte(decoded + ".")), zoomsig.ErrMalformed, "number of dots in the decoded text is 5, expected 4"},
		{"a sixth field", raw([]byte(decoded + ".x")), zoomsig.ErrMalformed, "number of dots in the decoded text is 5, expected 4"},
		{"a field before the MAC", legacy(append(fields, "x")...), zoomsig.ErrMalformed, "number of dots in the decoded text is 5, expected 4"},
		{"an empty field before", legacy(append([]string{""}, fields...)...), zoomsig.ErrMalformed, "number of dots in the decoded text is 5, expected 4"},
		{"a field too few", legacy(fields[:3]...), zoomsig.ErrMalformed, "number of dots in the decoded text is 3, expected 4"},
		{"fields joined by commas", raw([]byte(strings.ReplaceAll(decoded, ".", ","))), zoomsig.ErrMalformed, "number of dots in the decoded text is 0, expected 4"},
		{"a space after the fields", raw([]byte(decoded + " ")), zoomsig.ErrMalformed, "the MAC is not canonical base64"},
		{"a line break after the fields", raw([]byte(decoded + "\n")), zoomsig.ErrMalformed, "the MAC is not canonical base64"},
		{"a line break in the MAC", raw([]byte(decoded[:len(decoded)-8] + "\r\n" + decoded[len(decoded)-8:])), zoomsig.ErrMalformed, "the MAC is not canonical base64"},
		{"a line break before the MAC", raw([]byte(decoded[:len(decoded)-44] + "\n" + decoded[len(decoded)-44:])), zoomsig.ErrMalformed, "the MAC is not canonical base64"},
		{"MAC without padding", raw([]byte(decoded[:len(decoded)-1])), zoomsig.ErrMalformed, "the MAC is not canonical base64"},
		{"MAC with more padding", raw([]byte(decoded + "===")), zoomsig.ErrMalformed, "the MAC is not canonical base64"},
		{"unused bits of the MAC", raw([]byte(decoded[:len(decoded)-2] + next(decoded[:len(decoded)-1], 1) + "=")), zoomsig.ErrMalformed, "the MAC is not canonical base64"},
		{"4096 bytes", strings.Repeat("A", 4096), zoomsig.ErrMalformed, "number of dots in the decoded text is 0, expected 4"},
		{"4097 bytes", strings.Repeat("A", 4097), zoomsig.ErrMalformed, "4097 bytes, expected at most 4096"},
		{"4096 bytes of dots", raw([]byte(strings.Repeat(".", 3072))), zoomsig.ErrMalformed, "number of dots in the decoded text is 3072, expected 4"},
		{"4096 bytes sealed", legacy(strings.Repeat("k", 3072-73), "83137961703", testMillis, "0"), zoomsig.ErrKey, "kkk…, expected"},
	})
	macs := 0
	for n := 0; macs < 2; n++ { // MACs that URL-safe base64 spells in another way
		fields := []string{testKey, fmt.Sprint(8313796170 + int64(n)), testMillis, "0"}
		mac := base64.StdEncoding.EncodeToString([]byte(legacyMAC(testSecret, fields...)))
		if urlSafe := strings.NewReplacer("+", "-", "/", "_").Replace(mac); urlSafe != mac {
			macs++
			runLegacyRows(t, []verifyRow{
				{"MAC in standard base64", raw([]byte(strings.Join(append(fields, mac), "."))), nil, ""},
				{"MAC in URL-safe base64", raw([]byte(strings.Join(append(fields, urlSafe), "."))), zoomsig.ErrMalformed, "the MAC is not canonical base64"},
			})
		}
	}
}

// TestLegacyVerifyMAC: each kind of wrong MAC.
func TestLegacyVerifyMAC(t *testing.T) {
	fields := []string{testKey, "83137961703", testMillis, "0"}
	right := legacyMAC(testSecret, fields...)
	var rows []verifyRow
	add := func(name, mac string) {
		rows = append(rows, verifyRow{name, legacyWith(mac, fields...), zoomsig.ErrSignature, "zoomsig: signature does not match the secret"})
	}
	for length := 0; length < len(right); length++ {
		add(fmt.Sprintf("first %d bytes", length), right[:length])
	}
	joined := strings.Join(fields, "")
	std := base64.StdEncoding.EncodeToString
	add("33 bytes", right+"\x00")
	add("twice", right+right)
	add("in hex", hex.EncodeToString([]byte(right)))
	add("encoded twice", std([]byte(right)))
	add("of the message not encoded, as in forum/001", string(hmacOf(joined, testSecret)))
	add("of the fields with dots", string(hmacOf(std([]byte(strings.Join(fields, "."))), testSecret)))
	add("of the message without padding", string(hmacOf(strings.TrimRight(std([]byte(joined)), "="), testSecret)))
	add("of another meeting", legacyMAC(testSecret, testKey, "83137961704", testMillis, "0"))
	add("of a host", legacyMAC(testSecret, testKey, "83137961703", testMillis, "1"))
	add("of another time", legacyMAC(testSecret, testKey, "83137961703", "1699999970124", "0"))
	add("of another key", legacyMAC(testSecret, "other", "83137961703", testMillis, "0"))
	for _, secret := range []string{"AnotherSyntheticSecretOf36Characters", testKey, testSecret + "\n", testSecret[1:]} {
		add("another secret "+secret[:2], string(hmacOf(std([]byte(joined)), secret)))
	}
	for name, changed := range map[string][]string{
		"another meeting": {testKey, "83137961704", testMillis, "0"}, "a host": {testKey, "83137961703", testMillis, "1"},
		"later": {testKey, "83137961703", "1699999970124", "0"}, "another key": {"other", "83137961703", testMillis, "0"},
		"no fields": {"", "", "", ""}, "swapped": {"83137961703", testKey, testMillis, "0"},
		"forged and expired": {testKey, "83137961703", "1600000000000", "0"}, "forged and in the future": {testKey, "83137961703", "1800000000000", "0"},
		"forged and a third role": {testKey, "83137961703", testMillis, "2"}, "forged and 8 digits": {testKey, "83137961", testMillis, "0"},
	} {
		rows = append(rows, verifyRow{name, legacyWith(right, changed...), zoomsig.ErrSignature, ""})
	}
	runLegacyRows(t, rows)
}

// TestLegacyVerifyFields: with a right MAC, whatever the fields are.
func TestLegacyVerifyFields(t *testing.T) {
	var rows []verifyRow
	add := func(field int, wantErr error, says string, values ...string) {
		for _, value := range values {
			fields := []string{testKey, "83137961703", testMillis, "0"}
			fields[field] = value
			rows = append(rows, verifyRow{fmt.Sprintf("%.80q", fields), legacy(fields...), wantErr, says})
		}
	}
	wantKey := `expected "` + testKey + `"`
	add(0, zoomsig.ErrKey, wantKey, "other", "", testKey+" ", " "+testKey, testKey[1:], testKey+"8", strings.ToLower(testKey), testKey+"\x00", "\ufeff"+testKey, "\xff\xfe", strings.Repeat("k", 2000), "\x1b[2J\r\n")
	add(1, nil, "", "100000000", "831379617", "8313796170", "99999999999")
	add(1, zoomsig.ErrInvalidClaims, "expected 9 to 11 digits, not starting with 0",
		"", "0", "99999999", "100000000000", "083137961", "00000000000", "831 3796 1703", "831-3796-1703", " 83137961703", "83137961703 ", "83137961703\n", "+83137961703", "-83137961703", "83137961703e0", "0x135b5a1d27",
		"８３１３７９６１７０３", "٨٣١٣٧٩٦١٧٠٣", "83137961703\x00", "8313796170\xff", "8_3137961703", "18446744156847513319", strings.Repeat("8", 2000), "\"83137961703\"")
	add(2, nil, "", "1699913600000", "1700000000000")
	add(2, zoomsig.ErrInvalidClaims, "expected 13 digits, the milliseconds since 1970",
		"", "0", "1699999970", "169999997012", "16999999701230", "01699999970123", "0169999997012", "0000000000000", "+1699999970123", "-1699999970123", "+169999997012", "-169999997012", "169999997012e0",
		" 1699999970123", "1699999970123 ", "1699999970123\n", "169999997012\x00", "１６９９９９９９７０１２３", "1699999970_12", "0x18bcfe56800", "18446744073709551615", strings.Repeat("1", 2000))
	add(3, nil, "", "0", "1")
	add(3, zoomsig.ErrInvalidClaims, "expected 0 (participant) or 1 (host)",
		"", "2", "9", "00", "01", "10", "11", "-0", "-1", "+1", "0 ", " 0", "0\n", "1\x00", "1e", "256", "257", "4294967297", "host", "true", "null", "０", "١", strings.Repeat("0", 2000))
	rows = append(rows,
		verifyRow{"key before meeting", legacy("other", "1", "1", "7"), zoomsig.ErrKey, `apiKey is "other", ` + wantKey},
		verifyRow{"meeting before timestamp", legacy(testKey, "1", "1", "7"), zoomsig.ErrInvalidClaims, `zoomsig: invalid claims: mn is "1", expected 9 to 11 digits`},
		verifyRow{"timestamp before role", legacy(testKey, "831379617", "1", "7"), zoomsig.ErrInvalidClaims, `timestamp is "1", expected 13 digits`},
		verifyRow{"role before times", legacy(testKey, "831379617", "1000000000000", "7"), zoomsig.ErrInvalidClaims, `role is "7", expected 0`},
		verifyRow{"cut", legacy(testKey, strings.Repeat("8", 2000), testMillis, "0"), zoomsig.ErrInvalidClaims, `mn is "` + strings.Repeat("8", 63) + `…, expected`},
		verifyRow{"quoted", legacy(testKey, "\x1b[2J\u202e", testMillis, "0"), zoomsig.ErrInvalidClaims, `mn is "\x1b[2J\u202e", expected`},
	)
	for field := 0; field < 4; field++ {
		fields := []string{testKey, "83137961703", testMillis, "0"}
		fields[field] += testSecret
		wantErr := map[bool]error{true: zoomsig.ErrKey, false: zoomsig.ErrInvalidClaims}[field == 0]
		rows = append(rows, verifyRow{fmt.Sprintf("the secret in field %d", field), legacy(fields...), wantErr, "the secret was used in a public field"})
	}
	runLegacyRows(t, rows)
}

// TestLegacyVerifyDigitShift: the MAC covers the fields without anything
// between them, so it fits these too. The digits count.
func TestLegacyVerifyDigitShift(t *testing.T) {
	const key = "key1234567890"
	signer := newLegacySigner(t, key, testSecret, &zoomsig.LegacyOptions{Clock: at(testNow)})
	signed := []string{key, "8313796170", testMillis, "0"}
	text := strings.Join(signed, "")
	tests := []struct {
		name    string
		fields  []string
		wantErr error
		says    string
	}{
		{"as signed", signed, nil, ""},
		{"mn to timestamp", []string{key, "831379617", "0" + testMillis, "0"}, zoomsig.ErrInvalidClaims, `timestamp is "01699999970123"`},
		{"two from mn to timestamp", []string{key, "83137961", "70" + testMillis, "0"}, zoomsig.ErrInvalidClaims, `mn is "83137961"`},
		{"timestamp to mn", []string{key, "83137961701", testMillis[1:], "0"}, zoomsig.ErrInvalidClaims, `timestamp is "699999970123"`},
		{"two from timestamp to mn", []string{key, "831379617016", testMillis[2:], "0"}, zoomsig.ErrInvalidClaims, `mn is "831379617016"`},
		{"timestamp to role", []string{key, "8313796170", testMillis[:12], "30"}, zoomsig.ErrInvalidClaims, `timestamp is "169999997012"`},
		{"role to timestamp", []string{key, "8313796170", testMillis + "0", ""}, zoomsig.ErrInvalidClaims, `timestamp is "16999999701230"`},
		{"both ways round", []string{key, "83137961701", testMillis[1:] + "0", ""}, zoomsig.ErrInvalidClaims, `role is ""`},
		{"the other way round", []string{key, "831379617", "0" + testMillis[:12], "30"}, zoomsig.ErrInvalidClaims, `timestamp is "0169999997012"`},
		{"key to mn", []string{key[:12], "08313796170", testMillis, "0"}, zoomsig.ErrKey, `apiKey is "key123456789"`},
		{"key to mn, no leading zero", []string{key[:11], "90831379617", "0" + testMillis, "0"}, zoomsig.ErrKey, `apiKey is "key12345678"`},
		{"mn to key", []string{key + "8", "313796170", testMillis, "0"}, zoomsig.ErrKey, `apiKey is "key12345678908"`},
		{"all in the key", []string{text, "", "", ""}, zoomsig.ErrKey, "apiKey is"},
		{"all in the role", []string{"", "", "", text}, zoomsig.ErrKey, `apiKey is ""`},
		{"all but the key in mn", []string{key, text[len(key):], "", ""}, zoomsig.ErrInvalidClaims, "mn is"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, text, strings.Join(tt.fields, ""), "one MAC for all")
			claims, err := signer.Verify(legacy(tt.fields...))
			checkVerdict(t, "", claims, err, tt.wantErr)
			if err != nil {
				assert.Contains(t, err.Error(), tt.says)
			}
		})
	}
	accepted := 0
	for i := 0; i <= len(text); i++ { // every way to cut it
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
