package diagnose_test

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig/diagnose"
	"github.com/zoomsig/zoomsig/internal/sigtest"
)

// FuzzSignature: whatever a text is made of, its report obeys diagnosed, and shows
// neither the secret nor the MAC. Header and payload become a JWT with the right MAC,
// or with another; the payload also becomes the fields of a legacy signature.
func FuzzSignature(f *testing.F) {
	const secret = sigtest.Secret
	for _, value := range []string{
		"1", `"x"`, `"\u001b"`, "1.5", "1e99", "-1", "null", "true", "[]", "{}", `"` + secret + `"`,
		`["\u0053` + secret[1:] + `"]`, `"` + base64URL(secret) + `"`, `"` + percent(secret) + `"`,
	} {
		for _, name := range []string{"alg", "crit", "kid"} {
			f.Add(`{"`+name+`":`+value+`}`, goodPayload, "", "", "", sigtest.Key, "", secret)
		}
		for _, name := range []string{
			"sdkKey", "appKey", "mn", "role", "iat", "exp", "tokenExp", "video_webrtc_mode", "iss", "app_key", `\u001b`, secret,
		} {
			member := `"` + name + `":` + value
			f.Add(sigtest.Header, `{`+member+`,`+member+`}`, "", "", "", sigtest.Key, "831 3796 1703", secret)
		}
	}
	f.Add(sigtest.Header, `{"a":"`+shortSecret+`"}`, "", "", "", "", "", shortSecret)
	f.Add(sigtest.Header, `{"`+shortSecret+`":"x `+shortSecret+`"}`, "", shortSecret, "", "", "errorCode: 3712",
		shortSecret)
	f.Add(sigtest.Header, `{"a":["\u0073`+shortSecret[1:]+`"]}`, "", "", "", "", "", shortSecret)
	f.Add(sigtest.Header, goodPayload, "short", `{"signature":"`, `"}`, secret, secret, secret)
	f.Add(sigtest.Header, goodPayload, secret, " Bearer ", "\r\n", "\x00", "\"", secret)
	f.Add("", sigtest.Key+".83137961703.1699999980000.0", "", "b'", "'", "", "", secret)
	f.Add("", secret+".831 379.1e9.9", "", "https://example.com/?signature=", "%3D", "", "\u202e", secret)
	f.Add("", ".....", "", `\ud800`, "=", "", "", secret)
	f.Fuzz(func(t *testing.T, header, payload, mac, before, after, key, joined, secret string) {
		if len(header)+len(payload)+len(mac)+len(before)+len(after)+len(key)+len(joined) > 4096 {
			t.Skip("longer than any signature")
		}
		input := base64URL(header) + "." + base64URL(payload)
		right := base64URL(string(sigtest.HMAC(input, sigtest.Secret)))
		fields := strings.Split(payload, ".")
		legacyMAC := base64.StdEncoding.EncodeToString([]byte(sigtest.LegacyMAC(sigtest.Secret, fields...)))
		if mac == "" {
			mac = right
		} else {
			mac = base64URL(mac)
		}
		for _, text := range []string{
			before + input + "." + mac + after,
			before + base64.RawStdEncoding.EncodeToString([]byte(payload+"."+legacyMAC)) + after,
			before + header + payload + after,
		} {
			r := diagnosed(t, text, &diagnose.Options{
				At: now, Key: key, Secret: secret, ErrorCode: joined,
				Join: &diagnose.Join{SDKKey: joined, MeetingNumber: joined, Role: joined},
			})
			encoded, err := json.Marshal(r)
			require.NoError(t, err)
			for _, shown := range []string{r.String(), string(encoded)} {
				assert.NotContains(t, shown, right)
				assert.NotContains(t, shown, legacyMAC)
			}
		}
	})
}
