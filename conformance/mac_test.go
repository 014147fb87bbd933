package conformance

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func verifyMACRows(t testing.TB, group verifyGroup) {
	header, payload := encode(goodHeader), encode(goodPayload)
	input := header + "." + payload
	right := string(hmacOf(input, testSecret))
	flipped := func(bit int) string {
		mac := []byte(right)
		mac[bit/8] ^= 1 << (bit % 8)
		return string(mac)
	}
	decoded, err := base64.RawStdEncoding.DecodeString(testSecret)
	require.NoError(t, err)
	hs512, hs384 := hmac.New(sha512.New, []byte(testSecret)), hmac.New(sha512.New384, []byte(testSecret))
	hs512.Write([]byte(input))
	hs384.Write([]byte(input))
	plain, prefixed := sha256.Sum256([]byte(input)), sha256.Sum256([]byte(testSecret+input))
	of := func(text string) string { return string(hmacOf(text, testSecret)) }
	with := func(secret string) string { return string(hmacOf(input, secret)) }
	for _, c := range [][3]string{
		{"first-bit", "differs in its first bit", flipped(7)},
		{"middle-bit", "differs in a bit in its middle", flipped(128)},
		{"last-bit", "differs in its last bit", flipped(248)},
		{"one-byte", "is the first byte of the right one alone", right[:1]},
		{"first-16-bytes", "is the first half of the right one", right[:16]},
		{"last-16-bytes", "is the second half of the right one", right[16:]},
		{"31-bytes", "lacks its last byte", right[:31]},
		{"33-bytes", "is followed by NUL", right + "\x00"},
		{"after-nul", "is preceded by NUL", "\x00" + right},
		{"twice", "stands twice", right + right},
		{"zeros", "is 32 zeros", strings.Repeat("\x00", 32)},
		{"of-nothing", "is that of no text", of("")},
		{"in-hex", "is written in hex, which is base64url of other bytes", hex.EncodeToString([]byte(right))},
		{"encoded-twice", "is encoded twice", encode(right)},
		{"of-header", "covers the header alone", of(header)},
		{"of-payload", "covers the payload alone", of(payload)},
		{"without-dot", "covers both parts without a dot", of(header + payload)},
		{"with-dot-after", "covers both parts and a dot after them", of(input + ".")},
		{"other-way-round", "covers the payload before the header", of(payload + "." + header)},
		{"of-json", "covers the JSON and not its base64url", of(goodHeader + "." + goodPayload)},
		{"of-other-payload", "is that of a host's payload", of(header + "." + encode(payloadWith("role", "1")))},
		{"of-other-header", "is that of a header in another order", of(encode(`{"typ":"JWT","alg":"HS256"}`) + "." + payload)},
		{"of-mac", "is the MAC of the MAC", of(right)},
		{"other-secret", "is made with another secret", with("AnotherSyntheticSecretOf36Characters")},
		{"key-for-secret", "is made with the key in place of the secret", with(testKey)},
		{"placeholder", "is made with the secret of a published example", with("your-256-bit-secret")},
		{"secret-in-capitals", "is made with the secret in capitals", with(strings.ToUpper(testSecret))},
		{"secret-with-line-feed", "is made with the secret and a line feed", with(testSecret + "\n")},
		{"secret-after-space", "is made with the secret after a space", with(" " + testSecret)},
		{"secret-in-quotes", "is made with the secret in quotation marks", with(`"` + testSecret + `"`)},
		{"secret-cut", "is made with the secret without its last character", with(testSecret[:35])},
		{"secret-in-base64", "is made with the secret in base64", with(base64.StdEncoding.EncodeToString([]byte(testSecret)))},
		{"secret-base64-decoded", "is made with the secret base64-decoded", with(string(decoded))},
		{"secret-in-hex", "is made with the secret in hex", with(hex.EncodeToString([]byte(testSecret)))},
		{"hs512", "is HMAC-SHA512", string(hs512.Sum(nil))},
		{"hs512-cut", "is the first 32 bytes of HMAC-SHA512", string(hs512.Sum(nil)[:32])},
		{"hs384", "is HMAC-SHA384", string(hs384.Sum(nil))},
		{"sha256", "is SHA-256 without a secret", string(plain[:])},
		{"sha256-of-secret-and-input", "is SHA-256 of the secret and the text", string(prefixed[:])},
	} {
		group(ruleMAC, verifyCase{id: "mac-" + c[0], comment: "The MAC " + c[1] + ".", signature: input + "." + encode(c[2]), result: "signature"})
	}
	mac := encode(right)
	forged := func(header, payload string) string { return encode(header) + "." + encode(payload) + "." + mac }
	spaced := goodPayload + " "
	for _, c := range [][3]string{
		{"padding", "the padding of the payload is removed", header + "." + encode(spaced) + "." + encode(of(header+"."+base64.URLEncoding.EncodeToString([]byte(spaced))))},
		{"role", "role is changed to 1", forged(goodHeader, payloadWith("role", "1"))},
		{"mn", "mn is changed", forged(goodHeader, payloadWith("mn", `"83137961704"`))},
		{"exp", "exp is one second later", forged(goodHeader, payloadWith("exp", "1700007171"))},
		{"space-in-payload", "a space is added to the payload", forged(goodHeader, goodPayload+" ")},
		{"space-in-header", "a space is added to the header", forged(goodHeader+" ", goodPayload)},
		{"header-order", "the header's members change places", forged(`{"typ":"JWT","alg":"HS256"}`, goodPayload)},
		{"kid", "a kid is added to the header", forged(`{"alg":"HS256","typ":"JWT","kid":"x"}`, goodPayload)},
		{"payload-twice", "the payload stands in place of the MAC", header + "." + payload + "." + payload},
		{"header-twice", "the header stands in place of the payload", header + "." + header + "." + mac},
		{"payload-and-mac", "payload and MAC change places", header + "." + mac + "." + payload},
	} {
		group(ruleMAC, verifyCase{id: "changed-" + c[0], comment: "After signing " + c[1] + ".", signature: c[2], result: "signature"})
	}
	group(ruleMAC, verifyCase{id: "mac-of-spaced-json", comment: "The MAC covers the parts as they are written, with white space in the JSON.", signature: jwt(`{ "alg" : "HS256" }`, strings.ReplaceAll(goodPayload, ",", ", ")), result: "valid"})
	group("RFC 8725 section 3.10", verifyCase{id: "mac-key-in-header", comment: "After signing a key is put into the header, and the MAC is made with that.",
		signature: handMade(`{"alg":"HS256","jwk":{"kty":"oct","k":"`+encode("AnotherSyntheticSecret")+`"}}`, goodPayload, "AnotherSyntheticSecret"), result: "signature"})
	for _, c := range [][3]string{
		{"none-forged", "alg is none and the MAC does not match", encode(`{"alg":"none"}`) + "." + payload + "." + mac},
		{"none-short-mac", "alg is none and the MAC is one byte", encode(`{"alg":"none"}`) + "." + payload + ".AA"},
		{"rs256-hmac", "alg is RS256 and the MAC is an HMAC with the secret", jwt(`{"alg":"RS256"}`, goodPayload)},
	} {
		group(ruleAlg, verifyCase{id: "alg-" + c[0], comment: "The header's " + c[1] + ".", signature: c[2], result: "algorithm"})
	}
	input512 := encode(`{"alg":"HS512"}`) + "." + payload
	hs512.Reset()
	hs512.Write([]byte(input512))
	group(ruleAlg, verifyCase{id: "alg-hs512-right", comment: "The MAC is a right HMAC-SHA512, as the header says.", signature: input512 + "." + encode(string(hs512.Sum(nil))), result: "algorithm"})
	group(ruleThree, verifyCase{id: "alg-none-mac-empty", comment: "The header's alg is none and there is no MAC.", signature: encode(`{"alg":"none"}`) + "." + payload + ".", result: "malformed"})
}
