package zoomsig_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// holder holds signers as the struct of a caller may. The fmt package calls no
// method of a value in an unexported field.
type holder struct {
	Pointer       *zoomsig.Signer
	Value         zoomsig.Signer
	Legacy        *zoomsig.LegacySigner
	LegacyValue   zoomsig.LegacySigner
	Any           any
	pointer       *zoomsig.Signer
	value         zoomsig.Signer
	legacy        *zoomsig.LegacySigner
	legacyValue   zoomsig.LegacySigner
	any           any
	values        []zoomsig.Signer
	legacyMapping map[string]zoomsig.LegacySigner
}

// failure is a testing.TB that keeps what a failed assertion prints.
type failure strings.Builder

func (f *failure) Errorf(format string, args ...any) {
	fmt.Fprintf((*strings.Builder)(f), format, args...)
}

// TestSecretsStayIn prints signers in every way and looks for the secret and for what
// is derived from it.
func TestSecretsStayIn(t *testing.T) {
	signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: at(testNow)})
	legacy := newLegacySigner(t, testKey, testSecret, &zoomsig.LegacyOptions{Clock: at(testNow)})
	_, err := signer.Sign(zoomsig.Claims{MeetingNumber: testNumber})
	require.NoError(t, err)
	_, err = legacy.Sign(zoomsig.LegacyClaims{MeetingNumber: testNumber})
	require.NoError(t, err)

	held := holder{
		signer, *signer, legacy, *legacy, *signer,
		signer, *signer, legacy, *legacy, *legacy,
		[]zoomsig.Signer{*signer}, map[string]zoomsig.LegacySigner{"": *legacy},
	}
	for _, v := range []any{signer, *signer, legacy, *legacy, held, &held, []any{held}, map[string]any{"": held}} {
		var printed strings.Builder
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%d"} {
			fmt.Fprintf(&printed, verb+"\n", v)
		}
		slog.New(slog.NewTextHandler(&printed, nil)).Info("", "signer", v)
		slog.New(slog.NewJSONHandler(&printed, nil)).Info("", "signer", v)
		encoded, err := json.Marshal(v)
		require.NoError(t, err)
		printed.Write(encoded)
		assert.Equal((*failure)(&printed), v, nil)
		assert.Equal((*failure)(&printed), []any{v}, []any{}, "prints a diff, which follows pointers")
		for name, secret := range derived(t) {
			assert.NotContains(t, strings.ToLower(printed.String()), strings.ToLower(secret), "%T shows %s", v, name)
		}
	}
}

// derived returns the secret, and the states of SHA-256 that HMAC derives from it, in
// each form in which they may be printed.
func derived(t *testing.T) map[string]string {
	raw := map[string][]byte{"secret": []byte(testSecret)}
	for name, pad := range map[string]byte{"inner": 0x36, "outer": 0x5c} {
		block := bytes.Repeat([]byte{pad}, sha256.BlockSize)
		for i := range testSecret {
			block[i] ^= testSecret[i]
		}
		raw[name+" block"] = block[:16]
		state := sha256.New()
		state.Write(block)
		marshalled, err := state.(encoding.BinaryMarshaler).MarshalBinary()
		require.NoError(t, err)
		raw[name+" state"] = marshalled[4:20]
	}
	mac := hmac.New(sha256.New, []byte(testSecret))
	raw["MAC of nothing"] = mac.Sum(nil)[:16]
	forms := map[string]string{}
	for name, b := range raw {
		forms[name+" as text"] = string(b)
		forms[name+" in hex"] = hex.EncodeToString(b)
		forms[name+" in spaced hex"] = fmt.Sprintf("% x", b)
		forms[name+" in Go hex"] = strings.Trim(fmt.Sprintf("%#v", b), "[]byte{}")
		forms[name+" in base64"] = strings.TrimRight(base64.StdEncoding.EncodeToString(b), "=")[:20]
		forms[name+" in decimal"] = strings.Trim(fmt.Sprint(b), "[]")
		forms[name+" in JSON decimal"] = strings.ReplaceAll(strings.Trim(fmt.Sprint(b), "[]"), " ", ",")
	}
	return forms
}

func TestCredentials(t *testing.T) {
	tests := []struct {
		name, key, secret string
		wantErr           error
		says              string
	}{
		{"good", testKey, testSecret, nil, ""},
		{"white space inside", "a key", "a secret phrase", nil, ""},
		{"the same", testSecret, testSecret, zoomsig.ErrCredentials, "secret equals the key"},
		{"no key", "", testSecret, zoomsig.ErrCredentials, "key is empty"},
		{"no secret", testKey, "", zoomsig.ErrCredentials, "secret is empty"},
		{"space before key", " " + testKey, testSecret, zoomsig.ErrCredentials, "key begins with ' '"},
		{"line break after key", testKey + "\n", testSecret, zoomsig.ErrCredentials, `key ends with '\n'`},
		{"line break after secret", testKey, testSecret + "\n", zoomsig.ErrCredentials, `secret ends with '\n'`},
		{"Windows line break after secret", testKey, testSecret + "\r\n", zoomsig.ErrCredentials, `secret ends with '\n'`},
		{"no-break space before secret", testKey, "\u00a0" + testSecret, zoomsig.ErrCredentials, `secret begins with '\u00a0'`},
		{"byte order mark before secret", testKey, "\ufeff" + testSecret, zoomsig.ErrCredentials, `secret begins with '\ufeff'`},
		{"zero-width space after secret", testKey, testSecret + "\u200b", zoomsig.ErrCredentials, `secret ends with '\u200b'`},
		{"NUL after secret", testKey, testSecret + "\x00", zoomsig.ErrCredentials, `secret ends with '\x00'`},
		{"tab in key", "a\tkey", testSecret, zoomsig.ErrCredentials, "key contains a control character"},
		{"line break in secret", testKey, testSecret + "\n" + testSecret, zoomsig.ErrCredentials, "secret contains a control character"},
		{"DEL in secret", testKey, "x\x7f" + testSecret, zoomsig.ErrCredentials, "secret contains a control character"},
		{"bad UTF-8 in key", testKey + "\xff", testSecret, zoomsig.ErrCredentials, "key is not UTF-8"},
		{"bad UTF-8 in secret", testKey, "\xff" + testSecret, zoomsig.ErrCredentials, "secret is not UTF-8"},
		{"longest key", strings.Repeat("k", 512), testSecret, nil, ""},
		{"longer key", strings.Repeat("k", 513), testSecret, zoomsig.ErrCredentials, "key has 513 bytes, expected at most 512"},
		{"long secret", testKey, strings.Repeat("s", 1<<20), nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if fips140(tt.secret) && tt.wantErr == nil {
				tt.wantErr = zoomsig.ErrCredentials
			}
			signer, err := zoomsig.NewSigner(tt.key, tt.secret, nil)
			checkError(t, err, tt.wantErr)
			legacy, legacyErr := zoomsig.NewLegacySigner(tt.key, tt.secret, nil)
			checkError(t, legacyErr, tt.wantErr)
			if err != nil {
				assert.Contains(t, err.Error(), tt.says)
				assert.Nil(t, signer)
				assert.Nil(t, legacy)
				return
			}
			assert.Equal(t, tt.key, signer.Key())
		})
	}
}

// TestVerifyKeepsTheSecret checks that no error quotes a claim that contains the
// secret, however it is escaped.
func TestVerifyKeepsTheSecret(t *testing.T) {
	const secret = `Sécret/of<"37">\characters&no more` + "\u2028\U0001f600."
	long := strings.Repeat("a long secret ", 20) + "."
	escape := func(text string) string {
		var b strings.Builder
		for _, r := range text {
			if r > 0xffff {
				b.WriteString(`\ud83d\ude00`)
				continue
			}
			fmt.Fprintf(&b, `\u%04X`, r)
		}
		return b.String()
	}
	php := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "/", `\/`, "é", `\u00e9`, "\u2028", `\u2028`, "\U0001f600", `\ud83d\ude00`)
	goHTML := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "<", `\u003c`, ">", `\u003e`, "&", `\u0026`, "\u2028", `\u2028`)
	plain := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	for _, secret := range []string{testSecret, secret, long} {
		signer := newSigner(t, testKey, secret, &zoomsig.Options{Clock: at(testNow)})
		sealed := func(header, payload string) string { return handMade(header, payload, secret) }
		for name, s := range map[string]string{"plain": plain.Replace(secret), "PHP": php.Replace(secret), "Go": goHTML.Replace(secret), "all escaped": escape(secret)} {
			for _, tt := range []verifyRow{
				{"alg", sealed(`{"alg":"`+s+`"}`, goodPayload), zoomsig.ErrAlgorithm, ""},
				{"crit", sealed(`{"alg":"HS256","crit":["`+s+`"]}`, goodPayload), zoomsig.ErrAlgorithm, ""},
				{"header twice", sealed(`{"`+s+`":1,"`+s+`":1}`, goodPayload), zoomsig.ErrMalformed, ""},
				{"payload twice", sealed(goodHeader, payloadAnd(`"`+s+`":1,"`+s+`":1`)), zoomsig.ErrMalformed, ""},
				{"sdkKey", sealed(goodHeader, payloadWith("sdkKey", `"`+s+`"`)), zoomsig.ErrKey, ""},
				{"appKey", sealed(goodHeader, payloadWith("appKey", `" `+s+`"`)), zoomsig.ErrKey, ""},
				{"appKey in an array", sealed(goodHeader, payloadWith("appKey", `["`+s+`"]`)), zoomsig.ErrKey, ""},
				{"mn", sealed(goodHeader, payloadWith("mn", `"`+s+`"`)), zoomsig.ErrInvalidClaims, ""},
				{"role", sealed(goodHeader, payloadWith("role", `{"`+s+`":1}`)), zoomsig.ErrInvalidClaims, ""},
				{"iat", sealed(goodHeader, payloadWith("iat", `"`+s+`"`)), zoomsig.ErrInvalidClaims, ""},
				{"exp", sealed(goodHeader, payloadWith("exp", `[[],"`+s+`"]`)), zoomsig.ErrInvalidClaims, ""},
				{"expired", sealed(goodHeader, payloadWith("exp", "1", "x", `"`+s+`"`)), zoomsig.ErrExpired, ""},
				{"after a number", sealed(goodHeader, payloadWith("sdkKey", `[1e999,"`+s+`"]`)), zoomsig.ErrKey, ""},
				{"no JSON", sealed(goodHeader, s), zoomsig.ErrMalformed, ""},
				{"no base64", s + "." + s + "." + s, zoomsig.ErrMalformed, ""},
			} {
				t.Run(name+" "+tt.name, func(t *testing.T) {
					claims, err := signer.Verify(tt.signature)
					checkVerdict(t, tt.signature, claims, err, tt.wantErr)
					for _, shown := range []string{secret, s, plain.Replace(secret), secret[:14], s[:14], escape(secret)[:14], secret[len(secret)-10:], s[len(s)-10:]} {
						assert.NotContains(t, err.Error(), shown)
					}
				})
			}
		}
	}
}
