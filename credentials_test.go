package zoomsig_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// TestCredentials checks the texts of the errors. The conformance suite has more cases.
func TestCredentials(t *testing.T) {
	const quotes = "is in quotes, as copied from a .env file"
	for _, tt := range []struct{ key, secret, says string }{
		{"", testSecret, "key is empty"},
		{testKey, "", "secret is empty"},
		{testSecret, testSecret, "secret equals the key"},
		{" " + testKey, testSecret, "key begins with ' ', expected no white space around it"},
		{testKey, testSecret + "\r\n", `secret ends with '\n', expected no white space around it`},
		{testKey, "\ufeff" + testSecret, `secret begins with '\ufeff', expected no white space around it`},
		{testKey, testSecret + "\u200b", `secret ends with '\u200b', expected no white space around it`},
		{"a\tkey", testSecret, "key contains a control character"},
		{testKey, "x\x7f" + testSecret, "secret contains a control character"},
		{testKey + "\xff", testSecret, "key is not UTF-8"},
		{testKey, "\xff" + testSecret, "secret is not UTF-8"},
		{strings.Repeat("k", 513), testSecret, "key has 513 bytes, expected at most 512"},
		{`"` + testKey + `"`, testSecret, "key " + quotes},
		{testKey, "'" + testSecret + "'", "secret " + quotes},
		{testKey, "„" + testSecret + "“", "secret " + quotes},
		{testKey, `""`, "secret " + quotes},
		{"x" + testSecret, testSecret, "key contains the secret"},
		{`a"quoted key`, `\"quoted`, "key contains the secret"},
	} {
		signer, err := zoomsig.NewSigner(tt.key, tt.secret, nil)
		checkError(t, err, zoomsig.ErrCredentials)
		assert.EqualError(t, err, "zoomsig: unusable credentials: the "+tt.says)
		assert.Nil(t, signer)
		legacy, err := zoomsig.NewLegacySigner(tt.key, tt.secret, nil)
		checkError(t, err, zoomsig.ErrCredentials)
		assert.Nil(t, legacy)
	}
	newSigner(t, "~"+testKey+"~", "~"+testSecret+"~", nil)
	_, err := zoomsig.NewLegacySigner("a.b", testSecret, nil)
	assert.EqualError(t, err, "zoomsig: unusable credentials: the API key contains a dot")
	if short := "short"; fips140(short) {
		_, err := zoomsig.NewSigner(testKey, short, nil)
		assert.EqualError(t, err, "zoomsig: unusable credentials: the secret is too short for FIPS 140-only mode")
	}
}

func TestZeroSigner(t *testing.T) {
	for _, signer := range []*zoomsig.Signer{nil, {}} {
		signature, err := signer.Sign(zoomsig.Claims{MeetingNumber: testNumber})
		checkError(t, err, zoomsig.ErrCredentials)
		assert.Empty(t, signature)
		claims, err := signer.Verify(jwt(goodHeader, goodPayload))
		checkVerdict(t, "", claims, err, zoomsig.ErrCredentials)
		assert.Empty(t, signer.Key())
		assert.Equal(t, "zoomsig.Signer()", signer.String())
	}
	for _, signer := range []*zoomsig.LegacySigner{nil, {}} {
		signature, err := signer.Sign(zoomsig.LegacyClaims{MeetingNumber: testNumber})
		checkError(t, err, zoomsig.ErrCredentials)
		assert.Empty(t, signature)
		claims, err := signer.Verify(legacy(testKey, "83137961703", testMillis, "0"))
		checkVerdict(t, "", claims, err, zoomsig.ErrCredentials)
	}
}

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
	secrets := derived(t)
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
		for name, secret := range secrets {
			assert.NotContains(t, strings.ToLower(printed.String()), strings.ToLower(secret), "%T shows %s", v, name)
		}
	}

	assert.Equal(t, "zoomsig.Signer("+testKey+")", fmt.Sprint(signer))
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("", "signer", signer)
	assert.Contains(t, log.String(), "signer=zoomsig.Signer("+testKey+")\n")
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

// TestShortSecretInKey: a short secret that occurs in the key does not hide what is
// wrong with a claim.
func TestShortSecretInKey(t *testing.T) {
	signer, err := zoomsig.NewSigner("test-key", "test", nil)
	if errors.Is(err, zoomsig.ErrCredentials) {
		t.Skip("in FIPS 140-only mode")
	}
	require.NoError(t, err)
	_, err = signer.Sign(zoomsig.Claims{MeetingNumber: 123})
	var claim *zoomsig.ClaimError
	require.ErrorAs(t, err, &claim)
	assert.Equal(t, "mn", claim.Claim)
	_, err = signer.Sign(zoomsig.Claims{MeetingNumber: 83137961703, AppKey: "a test"})
	assert.False(t, errors.As(err, &claim) && claim.Claim == "appKey", "the secret in another key is not shown")
}

// TestErrorsKeepTheSecret checks that no error quotes a claim that contains the secret,
// however it is escaped.
func TestErrorsKeepTheSecret(t *testing.T) {
	const odd = `Sécret/of<"37">\characters&no more` + "\u2028\U0001f600."
	plain := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	php := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "/", `\/`, "é", `\u00e9`, "\u2028", `\u2028`,
		"\U0001f600", `\ud83d\ude00`)
	goHTML := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "<", `\u003c`, ">", `\u003e`, "&", `\u0026`, "\u2028", `\u2028`)
	for _, secret := range []string{testSecret, odd, strings.Repeat("a long secret ", 20) + "."} {
		signer := newSigner(t, testKey, secret, &zoomsig.Options{Clock: at(testNow)})
		sealed := func(header, payload string) string { return jwtWith(header, payload, secret) }
		for _, s := range []string{plain.Replace(secret), php.Replace(secret), goHTML.Replace(secret), escapeAll(secret)} {
			for _, tt := range []struct {
				signature string
				kind      error
			}{
				{sealed(`{"alg":"`+s+`"}`, goodPayload), zoomsig.ErrAlgorithm},
				{sealed(`{"alg":"HS256","crit":["`+s+`"]}`, goodPayload), zoomsig.ErrAlgorithm},
				{sealed(`{"`+s+`":1,"`+s+`":1}`, goodPayload), zoomsig.ErrMalformed},
				{sealed(goodHeader, payloadAnd(`"`+s+`":1,"`+s+`":1`)), zoomsig.ErrMalformed},
				{sealed(goodHeader, payloadWith("appKey", `" `+s+`"`)), zoomsig.ErrKey},
				{sealed(goodHeader, payloadWith("sdkKey", `[1e999,"`+s+`"]`)), zoomsig.ErrKey},
				{sealed(goodHeader, payloadWith("mn", `"`+s+`"`)), zoomsig.ErrInvalidClaims},
				{sealed(goodHeader, payloadWith("role", `{"`+s+`":1}`)), zoomsig.ErrInvalidClaims},
				{sealed(goodHeader, payloadWith("exp", "1", "x", `"`+s+`"`)), zoomsig.ErrExpired},
				{sealed(goodHeader, s), zoomsig.ErrMalformed},
				{s + "." + s + "." + s, zoomsig.ErrMalformed},
			} {
				claims, err := signer.Verify(tt.signature)
				checkVerdict(t, tt.signature, claims, err, tt.kind)
				for _, shown := range []string{secret, s, secret[:14], s[:14], secret[len(secret)-10:], s[len(s)-10:]} {
					assert.NotContains(t, err.Error(), shown)
				}
			}
		}
	}
	const escapes = `Secret\nthat\tlooks\\like\u0020JSON`
	signature := jwtWith(goodHeader, payloadWith("role", `"`+escapes+`"`), escapes)
	_, err := newSigner(t, testKey, escapes, &zoomsig.Options{Clock: at(testNow)}).Verify(signature)
	assert.EqualError(t, err, "zoomsig: invalid claims: a public field contains the secret")
}

// escapeAll writes each character as an escape of JSON.
func escapeAll(text string) string {
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
