package diagnose_test

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig/diagnose"
)

// FuzzSignature: whatever a text is made of, its diagnosis obeys checkDiagnosis,
// and shows neither the secret nor the MAC. Header and payload become a JWT with
// the right MAC, or with another; the payload also becomes the fields of a legacy
// signature.
func FuzzSignature(f *testing.F) {
	for _, value := range []string{"1", `"x"`, `"\u001b"`, "1.5", "1e99", "-1", "null", "true", "[]", "{}", `"` + testSecret + `"`, `["\u0053` + testSecret[1:] + `"]`} {
		for _, name := range []string{"alg", "crit", "kid"} {
			f.Add(`{"`+name+`":`+value+`}`, goodPayload, "", "", "", testKey, "")
		}
		for _, name := range []string{"sdkKey", "appKey", "mn", "role", "iat", "exp", "tokenExp", "video_webrtc_mode", "iss", "app_key", `\u001b`, testSecret} {
			member := `"` + name + `":` + value
			f.Add(goodHeader, `{`+member+`,`+member+`}`, "", "", "", testKey, "831 3796 1703")
		}
	}
	f.Add(goodHeader, goodPayload, "short", `{"signature":"`, `"}`, testSecret, testSecret)
	f.Add(goodHeader, goodPayload, testSecret, " Bearer ", "\r\n", "\x00", "\"")
	f.Add("", testKey+".83137961703.1699999980000.0", "", "b'", "'", "", "")
	f.Add("", testSecret+".831 379.1e9.9", "", "https://example.com/?signature=", "%3D", "", "\u202e")
	f.Add("", ".....", "", `\ud800`, "=", "", "")
	f.Fuzz(func(t *testing.T, header, payload, mac, before, after, key, joined string) {
		if len(header)+len(payload)+len(mac)+len(before)+len(after)+len(key)+len(joined) > 4096 {
			t.Skip("longer than any signature")
		}
		encode := base64.RawURLEncoding.EncodeToString
		input := encode([]byte(header)) + "." + encode([]byte(payload))
		right := hmacOf(input, testSecret)
		legacyMAC := base64.StdEncoding.EncodeToString(hmacOf(base64.StdEncoding.EncodeToString([]byte(strings.ReplaceAll(payload, ".", ""))), testSecret))
		if mac == "" {
			mac = string(right)
		}
		for _, text := range []string{
			before + input + "." + encode([]byte(mac)) + after,
			before + base64.RawStdEncoding.EncodeToString([]byte(payload+"."+legacyMAC)) + after,
			before + header + payload + after,
		} {
			d := diagnose.Signature(text, &diagnose.Options{
				Clock: at(testNow), Key: key, Secret: testSecret, ErrorCode: len(before),
				Join: &diagnose.Join{SDKKey: joined, MeetingNumber: joined},
			})
			checkDiagnosis(t, d, testSecret)
			encoded, err := json.Marshal(d)
			require.NoError(t, err)
			for _, shown := range []string{d.String(), string(encoded)} {
				if d.Format == diagnose.FormatJWT {
					assert.NotContains(t, shown, encode(right))
				}
				if d.Format == diagnose.FormatLegacy {
					assert.NotContains(t, shown, legacyMAC)
				}
			}
		}
	})
}
