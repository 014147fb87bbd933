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

// holder holds signers as a caller's struct may: fmt calls no method on what
// is in an unexported field.
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

// failure is a test that keeps what a failed assertion prints.
type failure strings.Builder

func (f *failure) Errorf(format string, args ...any) {
	fmt.Fprintf((*strings.Builder)(f), format, args...)
}

// TestSecretsStayIn prints signers in every way and looks for the secret and
// for what is derived from it.
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

// derived returns the secret, and the states of SHA-256 that HMAC derives from
// it, in each form in which they may be printed.
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
