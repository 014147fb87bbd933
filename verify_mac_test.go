package zoomsig_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// TestVerifyMAC: each kind of wrong MAC, over a payload that is right.
func TestVerifyMAC(t *testing.T) {
	header, payload := encode(goodHeader), encode(goodPayload)
	input := header + "." + payload
	right := string(hmacOf(input, testSecret))
	var rows []verifyRow
	add := func(name, mac string) {
		rows = append(rows, verifyRow{name, input + "." + encode(mac), zoomsig.ErrSignature, "zoomsig: signature does not match the secret"})
	}
	for length := 1; length < len(right); length++ {
		add(fmt.Sprintf("first %d bytes", length), right[:length])
		add(fmt.Sprintf("last %d bytes", length), right[length:])
	}
	for _, tail := range []string{"\x00", right[:1], right, "==", strings.Repeat("\x00", 32)} {
		add(fmt.Sprintf("followed by %d bytes", len(tail)), right+tail)
	}
	add("after a zero", "\x00"+right)
	add("zeros", strings.Repeat("\x00", 32))
	add("of nothing", string(hmacOf("", testSecret)))
	add("in hex", hex.EncodeToString([]byte(right)))
	add("encoded twice", encode(right))
	add("of the header", string(hmacOf(header, testSecret)))
	add("of the payload", string(hmacOf(payload, testSecret)))
	add("of both without a dot", string(hmacOf(header+payload, testSecret)))
	add("of both with two dots", string(hmacOf(input+".", testSecret)))
	add("of both the other way round", string(hmacOf(payload+"."+header, testSecret)))
	add("of what is encoded", string(hmacOf(goodHeader+"."+goodPayload, testSecret)))
	add("of another payload", string(hmacOf(header+"."+encode(payloadWith("role", "1")), testSecret)))
	add("of another header", string(hmacOf(encode(`{"typ":"JWT","alg":"HS256"}`)+"."+payload, testSecret)))
	add("of the MAC", string(hmacOf(right, testSecret)))
	for name, secret := range map[string]string{
		"another": "AnotherSyntheticSecretOf36Characters", "the key": testKey, "a placeholder": "your-256-bit-secret", "in capitals": strings.ToUpper(testSecret),
		"with a line break": testSecret + "\n", "with a space": " " + testSecret, "cut": testSecret[:35], "in base64": encode(testSecret), "in hex": hex.EncodeToString([]byte(testSecret)),
	} {
		add("secret "+name, string(hmacOf(input, secret)))
	}
	decoded, err := base64.RawStdEncoding.DecodeString(testSecret)
	require.NoError(t, err)
	add("secret base64-decoded", string(hmacOf(input, string(decoded))))

	hs512, hs384 := hmac.New(sha512.New, []byte(testSecret)), hmac.New(sha512.New384, []byte(testSecret))
	hs512.Write([]byte(input))
	hs384.Write([]byte(input))
	add("HS512", string(hs512.Sum(nil)))
	add("HS512 cut", string(hs512.Sum(nil)[:32]))
	add("HS384", string(hs384.Sum(nil)))
	plain := sha256.Sum256([]byte(input))
	add("a hash without a key", string(plain[:]))
	plain = sha256.Sum256([]byte(testSecret + input))
	add("a hash of secret and input", string(plain[:]))
	runVerifyRows(t, rows)
}

// TestVerifyForgeries: wrong MACs under headers and payloads that are changed.
func TestVerifyForgeries(t *testing.T) {
	good := jwt(goodHeader, goodPayload)
	parts := strings.Split(good, ".")
	header, payload, mac := parts[0], parts[1], parts[2]
	forged := func(header, payload string) string { return encode(header) + "." + encode(payload) + "." + mac }
	hs512 := hmac.New(sha512.New, []byte(testSecret))
	hs512.Write([]byte(encode(`{"alg":"HS512"}`) + "." + payload))
	runVerifyRows(t, []verifyRow{
		{"header and payload swapped", payload + "." + header + "." + mac, zoomsig.ErrAlgorithm, "alg is missing"},
		{"payload and MAC swapped", header + "." + mac + "." + payload, zoomsig.ErrSignature, ""},
		{"header and MAC swapped", mac + "." + payload + "." + header, zoomsig.ErrMalformed, "header is not a single JSON object"},
		{"turned", mac + "." + header + "." + payload, zoomsig.ErrMalformed, "header is not a single JSON object"},
		{"header for payload", header + "." + header + "." + mac, zoomsig.ErrSignature, ""},
		{"payload for MAC", header + "." + payload + "." + payload, zoomsig.ErrSignature, ""},
		{"a host instead", forged(goodHeader, payloadWith("role", "1")), zoomsig.ErrSignature, ""},
		{"another meeting", forged(goodHeader, payloadWith("mn", `"83137961704"`)), zoomsig.ErrSignature, ""},
		{"later", forged(goodHeader, payloadWith("exp", "1700007171")), zoomsig.ErrSignature, ""},
		{"a space in the payload", forged(goodHeader, goodPayload+" "), zoomsig.ErrSignature, ""},
		{"a space in the header", forged(goodHeader+" ", goodPayload), zoomsig.ErrSignature, ""},
		{"another order in the header", forged(`{"typ":"JWT","alg":"HS256"}`, goodPayload), zoomsig.ErrSignature, ""},
		{"kid in the header", forged(`{"alg":"HS256","typ":"JWT","kid":"x"}`, goodPayload), zoomsig.ErrSignature, ""},
		{"a key in the header", forged(`{"alg":"HS256","jwk":{"kty":"oct","k":"AAAA"}}`, goodPayload), zoomsig.ErrSignature, ""},
		{"none without a MAC", encode(`{"alg":"none"}`) + "." + payload + ".", zoomsig.ErrMalformed, "the MAC is empty"},
		{"NONE without a MAC", encode(`{"alg":"NONE"}`) + "." + payload + ".", zoomsig.ErrMalformed, "the MAC is empty"},
		{"none", forged(`{"alg":"none"}`, goodPayload), zoomsig.ErrAlgorithm, `alg is "none", expected "HS256"`},
		{"None", forged(`{"alg":"None"}`, goodPayload), zoomsig.ErrAlgorithm, `alg is "None"`},
		{"NONE", forged(`{"alg":"NONE"}`, goodPayload), zoomsig.ErrAlgorithm, `alg is "NONE"`},
		{"none with a short MAC", encode(`{"alg":"none"}`) + "." + payload + ".AA", zoomsig.ErrAlgorithm, `alg is "none"`},
		{"HS512, and right", encode(`{"alg":"HS512"}`) + "." + payload + "." + encode(string(hs512.Sum(nil))), zoomsig.ErrAlgorithm, `alg is "HS512"`},
		{"RS256 with a MAC", forged(`{"alg":"RS256"}`, goodPayload), zoomsig.ErrAlgorithm, `alg is "RS256"`},
	})
}

// TestVerifyEveryPlace: no prefix of a signature is one, nor is any text in
// which one character differs, is missing or stands twice.
func TestVerifyEveryPlace(t *testing.T) {
	good := jwt(goodHeader, goodPayload)
	signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: at(testNow)})
	refused := func(signature string) {
		claims, err := signer.Verify(signature)
		if err == nil || claims != nil {
			require.Fail(t, "accepted", signature)
		}
		switch sentinelOf(t, err) {
		case zoomsig.ErrMalformed, zoomsig.ErrAlgorithm, zoomsig.ErrSignature:
		default:
			require.Fail(t, "believed before the MAC", "%v", err)
		}
	}
	for i := range good {
		refused(good[:i])
		refused(good[i+1:])
		refused(good[:i] + good[i+1:])
		refused(good[:i] + good[i:i+1] + good[i:])
		for c := 0; c < 256; c++ {
			if byte(c) != good[i] {
				refused(good[:i] + string([]byte{byte(c)}) + good[i+1:])
			}
		}
	}
	_, err := signer.Verify(good)
	assert.NoError(t, err)
}

// TestVerifyEveryLetter: with a right MAC too, a signature in which one letter
// of header or payload is another is judged by what it then says.
func TestVerifyEveryLetter(t *testing.T) {
	now := time.Unix(testNow, 0)
	signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: clockAt(now)})
	input := encode(goodHeader) + "." + encode(goodPayload)
	for i := range input {
		for _, c := range base64Alphabet {
			signature := seal(input[:i] + string(c) + input[i+1:])
			want, ok := foreignVerify(testKey, testSecret, signature, now)
			claims, err := signer.Verify(signature)
			require.Equal(t, ok, err == nil, "%s: %v", signature, err)
			if ok {
				require.Equal(t, want, *claims)
			}
		}
	}
	for _, header := range []string{strings.ToUpper(encode(goodHeader)), strings.ToLower(encode(goodHeader))} {
		signature := seal(header + "." + encode(goodPayload))
		claims, err := signer.Verify(signature)
		checkVerdict(t, signature, claims, err, zoomsig.ErrMalformed)
	}
}

// TestVerifyOrder: of several faults the first in this order is named.
func TestVerifyOrder(t *testing.T) {
	forge := func(signature string) string { return signature[:len(signature)-10] + "AAAAAAAAAA" }
	expired := []string{"iat", "1600000000", "exp", "1600007200", "tokenExp", ""}
	with := func(changes ...string) string { return payloadWith(append(changes, expired...)...) }
	twice := strings.TrimSuffix(with("role", "2", "appKey", `"other"`), "}") + `,"role":2}`
	none, noneTwice := `{"alg":"none"}`, `{"alg":"none","alg":"none"}`
	runVerifyRows(t, []verifyRow{
		{"1 length", forge(jwt(noneTwice, twice+strings.Repeat(" ", 4096))), zoomsig.ErrMalformed, "bytes, expected at most"},
		{"2 segments", forge(jwt(noneTwice, twice)) + ".=", zoomsig.ErrMalformed, "number of dots is 3"},
		{"3 base64 of the header", forge(seal(encode(noneTwice) + "=." + encode(twice) + "=")), zoomsig.ErrMalformed, "the header is not canonical"},
		{"4 base64 of the payload", forge(seal(encode(noneTwice)+"."+encode(twice)+"=")) + "=", zoomsig.ErrMalformed, "the payload is not canonical"},
		{"5 base64 of the MAC", forge(jwt(noneTwice, twice)) + "=", zoomsig.ErrMalformed, "the MAC is not canonical"},
		{"6 JSON of the header", forge(jwt(noneTwice, twice)), zoomsig.ErrMalformed, `header contains "alg" twice`},
		{"7 algorithm", forge(jwt(none, twice)), zoomsig.ErrAlgorithm, `alg is "none"`},
		{"8 MAC", forge(jwt(goodHeader, twice)), zoomsig.ErrSignature, ""},
		{"9 JSON of the payload", jwt(goodHeader, twice), zoomsig.ErrMalformed, `payload contains "role" twice`},
		{"10 key", jwt(goodHeader, with("appKey", `"other"`, "role", "2")), zoomsig.ErrKey, `appKey is "other"`},
		{"11 claims", jwt(goodHeader, with("role", "2")), zoomsig.ErrInvalidClaims, "role is 2"},
		{"12 lifetime", jwt(goodHeader, payloadWith("iat", "1600000000", "exp", "1600172801", "tokenExp", "")), zoomsig.ErrInvalidClaims, "exp is 172801 seconds after iat"},
		{"13 times", jwt(goodHeader, with()), zoomsig.ErrExpired, "exp: expired "},
		{"not yet valid before expired", jwt(goodHeader, payloadWith("iat", "1700000001", "exp", "1700000000")), zoomsig.ErrNotYetValid, "iat: "},
		{"exp before tokenExp", jwt(goodHeader, payloadWith("exp", "1699999990", "tokenExp", "1699999980")), zoomsig.ErrExpired, "exp: expired 10s ago"},
		{"forged and expired", forge(jwt(goodHeader, with())), zoomsig.ErrSignature, ""},
		{"forged and not yet valid", forge(jwt(goodHeader, payloadWith("iat", "1700000001"))), zoomsig.ErrSignature, ""},
		{"forged and for another key", forge(jwt(goodHeader, payloadWith("sdkKey", `"other"`))), zoomsig.ErrSignature, ""},
		{"forged and for a third role", forge(jwt(goodHeader, payloadWith("role", "2"))), zoomsig.ErrSignature, ""},
		{"forged and no JSON", forge(jwt(goodHeader, "not JSON")), zoomsig.ErrSignature, ""},
		{"key before other claims", jwt(goodHeader, payloadWith("mn", "null", "appKey", "null")), zoomsig.ErrKey, "appKey is null"},
	})
}
