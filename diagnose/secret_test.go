package diagnose_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig/diagnose"
	"github.com/zoomsig/zoomsig/internal/sigtest"
)

const hidden = "[hidden, because the text contains the secret]"

func base64URL(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// escape escapes each character as in JSON.
func escape(text string) string {
	var b strings.Builder
	for _, r := range text {
		fmt.Fprintf(&b, `\u%04x`, r)
	}
	return b.String()
}

func percent(text string) string { return "%" + strings.TrimSuffix(hexPairs(text), "%") }

func hexPairs(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		fmt.Fprintf(&b, "%02x%%", text[i])
	}
	return b.String()
}

// TestFormsOfTheSecret: SECURITY.md lists the forms in which a report hides the
// secret. In each, it stands in a claim, in the header, in the text around the
// signature, and alone; and no content of the signature is shown.
func TestFormsOfTheSecret(t *testing.T) {
	forms := map[string]func(string) string{
		"as it is": func(s string) string { return s }, "base64": base64URL, "escapes": escape, "percent": percent,
		"padded base64": func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	}
	secrets := []string{sigtest.Secret, "sh0rt!", `quote"and\back/slash`, "påßwörd secret", "AAAABBBBCCCCDDDD"}
	for _, secret := range secrets {
		for outer, second := range forms {
			for inner, first := range forms {
				form := second(first(secret))
				quoted, err := json.Marshal(form)
				require.NoError(t, err)
				payload := `{"claim":` + string(quoted) + "," + goodPayload[1:]
				for place, text := range map[string]string{
					"claim":   sigtest.JWT(sigtest.Header, payload),
					"name":    sigtest.JWT(sigtest.Header, `{`+string(quoted)+`:1,`+goodPayload[1:]),
					"header":  sigtest.JWT(`{"alg":"HS256","kid":`+string(quoted)+`}`, goodPayload),
					"around":  "secret=" + form + " " + good(t),
					"alone":   form,
					"array":   sigtest.JWT(sigtest.Header, `{"c":[{"d":`+string(quoted)+`}],`+goodPayload[1:]),
					"twice":   sigtest.JWT(sigtest.Header, `{`+string(quoted)+`:1,`+string(quoted)+`:1,`+goodPayload[1:]),
					"payload": sigtest.Seal(sigtest.Encode(sigtest.Header) + "." + base64URL(base64URL(payload))),
				} {
					r := diagnosed(t, text, given(func(o *diagnose.Options) { o.Secret = secret }))
					shown := r.String()
					where := fmt.Sprintf("%s of %s of %q in %s", outer, inner, secret, place)
					assert.NotContains(t, shown, form, where)
					if place == "claim" || place == "header" {
						assert.Equal(t, hidden, r.Payload, where)
						assert.Empty(t, r.Times, where)
					}
					if len(secret) >= 8 {
						assert.Contains(t, codesOf(r), "secret-in-claims", where)
					}
				}
			}
		}
	}
}

// TestGivenValuesAreNotEchoed: whoever gives the secret as the key, or as what the
// page passes to join, does not see it, whatever the state of the MAC.
func TestGivenValuesAreNotEchoed(t *testing.T) {
	signature := good(t)
	mac := signature[strings.LastIndex(signature, ".")+1:]
	unsigned := strings.TrimSuffix(signature, mac)
	for _, text := range []string{
		signature, unsigned, unsigned + mac[:20], unsigned + strings.ToLower(mac), signature + "AAAA", signature + "=",
		strings.TrimSuffix(unsigned, "."), sigtest.Legacy("key", "83137961703", "1699999980000", "0"),
	} {
		for _, secret := range []string{sigtest.Key, "another secret of 32 characters."} {
			r := diagnosed(t, text, &diagnose.Options{
				At: now, Key: sigtest.Secret, Secret: secret, ErrorCode: sigtest.Secret,
				Join: &diagnose.Join{SDKKey: sigtest.Secret, MeetingNumber: sigtest.Secret, Role: sigtest.Secret},
			})
			encoded, err := json.Marshal(r)
			require.NoError(t, err)
			assert.NotContains(t, string(encoded)+r.String(), sigtest.Secret, text)
		}
	}
}

// TestNoMAC: a report never shows what could be the right MAC, so that nobody can
// put the signature together again from it.
func TestNoMAC(t *testing.T) {
	signature := good(t)
	dot := strings.LastIndex(signature, ".")
	unsigned, mac := signature[:dot], signature[dot+1:]
	raw, err := base64.RawURLEncoding.DecodeString(mac)
	require.NoError(t, err)
	inJSON := func(value string) string { return sigtest.JWT(sigtest.Header, `{"x":"`+value+`",`+goodPayload[1:]) }
	for _, text := range []string{
		signature, unsigned + "\r." + mac, mac + " " + signature, "sha256=" + mac, unsigned + "\nsha256=" + mac, mac,
		unsigned + "..." + mac, unsigned + "." + mac + "1", unsigned + ". " + mac, inJSON(signature), inJSON(mac + "="),
		inJSON(hex.EncodeToString(raw)), inJSON(escape(mac)), inJSON(url.QueryEscape(base64.StdEncoding.EncodeToString(raw))),
		inJSON(strings.ReplaceAll(base64.StdEncoding.EncodeToString(raw), "/", `\/`)), inJSON(mac[:20] + `\n` + mac[20:]),
		sigtest.JWT(sigtest.Header, signature), hex.EncodeToString(raw), "v0=" + hex.EncodeToString(raw),
		sigtest.JWT(sigtest.Header, strings.Replace(goodPayload, `"83137961703"`, `"`+mac+`"`, 1)),
		sigtest.JWT(`{"alg":"`+mac+`"}`, goodPayload),
	} {
		r := diagnosed(t, text, given(func(o *diagnose.Options) { o.Secret = "" }))
		encoded, err := json.Marshal(r)
		require.NoError(t, err)
		for _, shown := range []string{r.String(), string(encoded)} {
			for _, form := range []string{
				mac, hex.EncodeToString(raw), base64.StdEncoding.EncodeToString(raw), escape(mac), mac[:20] + `\n` + mac[20:],
			} {
				assert.NotContains(t, shown, form, text)
			}
		}
	}
}

// TestHidingChangesNoCode: the codes are the same whether or not the content is
// hidden.
func TestHidingChangesNoCode(t *testing.T) {
	var members strings.Builder
	for i := 0; i < 12; i++ {
		fmt.Fprintf(&members, `"a%d":1,"a%d":1,`, i, i)
	}
	payload := "{" + members.String() + `"b":"x",` +
		strings.NewReplacer(`"role":0`, `"role":7`, "1700007180", "17").Replace(goodPayload)[1:]
	shown := diagnosed(t, sigtest.JWT(sigtest.Header, payload), given(nil))
	text := sigtest.JWT(sigtest.Header, strings.Replace(payload, `"x"`, `"`+sigtest.Secret+`"`, 1))
	hides := diagnosed(t, text, given(nil))
	assert.Equal(t, codesOf(shown), strings.Replace(codesOf(hides), "secret-in-claims ", "", 1))
	assert.Equal(t, 11, strings.Count(codesOf(hides), "duplicate-claim"))
	assert.Equal(t, hidden, finding(t, hides, diagnose.CodeRoleValue).Found)
}

// TestPlacesOfTheSecret: the secret is found wherever base64 of it can stand, and the
// report then shows nothing of the text.
func TestPlacesOfTheSecret(t *testing.T) {
	in := func(value string) string { return sigtest.JWT(sigtest.Header, `{"c":"`+value+`",`+goodPayload[1:]) }
	lines := base64.StdEncoding.EncodeToString([]byte("NAME=x SECRET=" + sigtest.Secret + " PORT=1"))
	for name, text := range map[string]string{
		"after another character":  in("/" + base64URL(sigtest.Secret)),
		"after two":                in("id-" + base64URL(sigtest.Secret)),
		"after a byte":             in(base64URL("x" + sigtest.Secret)),
		"after two bytes":          in(base64URL("xy" + sigtest.Secret + "z")),
		"in lines":                 in(lines[:40] + `\n` + lines[40:]),
		"beside a private name":    sigtest.JWT(sigtest.Header, `{"me@x.test":1,"me@x.test":1,"s":"`+sigtest.Secret+`"}`),
		"in a header":              sigtest.JWT(`{"alg":"HS256","jwk":{"k":"`+escape(sigtest.Secret)+`"}}`, goodPayload),
		"beside a role and a time": in(sigtest.Secret),
	} {
		r := diagnosed(t, text, given(nil))
		assert.Contains(t, codesOf(r), "secret-in-claims", name)
		assert.Equal(t, hidden, r.Payload, name)
		for _, content := range []string{"me@x.test", "participant", "2 h", lines[:20], "1699999980"} {
			assert.NotContains(t, r.String(), content, name)
		}
	}
	for _, code := range []string{"371234", "errorCode: 371234"} {
		r := diagnosed(t, "x", given(func(o *diagnose.Options) { o.Secret, o.ErrorCode = "371234", code }))
		assert.NotContains(t, r.String(), "371234")
	}
	name := sigtest.JWT(sigtest.Header, `{"`+lines[:43]+`":1,"`+lines[:43]+`":1}`)
	assert.NotContains(t, diagnosed(t, name, given(nil)).String(), lines[:43], "a name as long as a MAC")
}
