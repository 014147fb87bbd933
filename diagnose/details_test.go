package diagnose_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/zoomsig/zoomsig/diagnose"
	"github.com/zoomsig/zoomsig/internal/sigtest"
)

// TestDetails has a row for each special case that no vector has: a text, what is
// known about it, and what the report then says.
func TestDetails(t *testing.T) {
	type options = func(*diagnose.Options)
	code := func(code string) options { return func(o *diagnose.Options) { o.ErrorCode = code } }
	sdk := func(sdk diagnose.SDK) options { return func(o *diagnose.Options) { o.SDK = sdk } }
	at := func(year int) options {
		return func(o *diagnose.Options) { o.At = time.Date(year, 1, 2, 0, 0, 0, 0, time.UTC) }
	}
	nullClaims := []string{`"83137961703"`, "null", `"role":0`, `"role":null`}
	oldKey := strings.Repeat("AbCdEfGhI", 4)
	fields := []string{sigtest.Key, "83137961703", "1699999980000", "0"}
	overFields := string(sigtest.HMAC(strings.Join(fields, ""), sigtest.Secret))
	input := sigtest.Encode(sigtest.Header) + "." + sigtest.Encode(goodPayload)
	signedWith := func(secret string) string {
		return input + "." + sigtest.Encode(string(sigtest.HMAC(input, secret)))
	}
	for _, test := range []struct {
		name, text string
		change     options
		says       string
	}{
		{"a time before the year 0", good(t), at(-5), "checked as of 0000-01-01T00:00:00Z"},
		{"a time after the year 9999", good(t), at(12000), "checked as of 9999-12-31T23:59:59Z"},
		{"a character on the border", strings.Repeat("é?", 40), nil, "…"},
		{"more than a signature", strings.Repeat("?", 20_000), nil, "20000 bytes without a signature"},
		{"a run longer than a signature", "? " + strings.Repeat("x", 20_000), nil, "20002 bytes without a signature"},
		{"video_webrtc_mode, native", good(t, `"role":0`, `"role":0,"video_webrtc_mode":2`), sdk(diagnose.SDKIOS),
			"NOTES - video-webrtc-value"},
		{"null, native", good(t, nullClaims...), sdk(diagnose.SDKLinux), "Whether native SDKs accept null is not known."},
		{"an SDK Key and 3704", good(t, sigtest.Key, oldKey), code("3704"),
			"What was found here can be the cause: key-mismatch and sdk-key-migration"},
		{"a host and 3711", good(t, `"role":0`, `"role":1`), code("3711"), "can be the cause: host-needs-zak"},
		{"no meeting number and 3706", good(t, `"mn"`, `"x"`), code("3706"), "can be the cause: meeting-number-missing"},
		{"a legacy MAC without base64", sigtest.LegacyWith(overFields, fields...), nil,
			"an HMAC of the four fields without base64"},
		{"the key as iss", good(t, `"appKey"`, `"iss"`), nil,
			"The key is there as iss, which the Meeting SDK does not read."},
		{"a long page", "<!DOCTYPE html>" + strings.Repeat("<p>", 10_000), nil, "found an HTML page"},
		{"a secret that contains a placeholder", signedWith("your-256-bit-secret"),
			func(o *diagnose.Options) { o.Secret = "no-your-256-bit-secret" }, "made with the placeholder your-256-bit-secret,"},
		{"a placeholder that contains the secret", signedWith("MEETING_SDK_SECRET_HERE"),
			func(o *diagnose.Options) { o.Secret = "MEETING_SDK_SECRET" }, "made with the placeholder of an example,"},
		{"a claim named MAC", good(t, `"mn"`, `"MAC":"`+sigtest.Secret+`","mn"`), nil, "made with the given secret."},
		{"an error beside a cause", good(t, `"role":0`, `"role":2`, `"exp":1700007180`, `"exp":"1700007180"`), code("3705"),
			"is known to cause the reported one. A possible cause: The claim exp is a string"},
		{"behind by 3 hours", good(t, "1699999980", "1699989170", "1700007180", "1699996370"), nil, "iat fits"},
		{"the secret as key, signed with the secret", good(t, sigtest.Key, sigtest.Secret), nil,
			"but the secret also stands in appKey, in place of the key."},
		{"the secret as key", good(t, sigtest.Key, sigtest.Secret), nil, "Take the secret out of the signature"},
		{"a time of day", good(t, `"exp":1700007180`, `"exp":"12:30"`), nil, `"12:30", a date as text,`},
		{"the meeting number alone", good(t),
			func(o *diagnose.Options) { o.Join = &diagnose.Join{MeetingNumber: "83137961703"} },
			"What is passed to join() fits the signature"},
		{"mn null, no role", good(t, `"83137961703"`, "null", `"role":0,`, ""), nil,
			"Meeting number and role are null or missing"},
		{"an endpoint's error", "Function host is not running.", nil, "The text is a message"},
		{"another meeting and an accepted signature", good(t), func(o *diagnose.Options) {
			o.ErrorCode, o.Join = "3004", &diagnose.Join{MeetingNumber: "12345678901"}
		}, "when this error was reported. What was found here can be the cause: join-meeting-differs."},
		{"another meeting and an error about it", good(t), func(o *diagnose.Options) {
			o.ErrorCode, o.Join = "3001", &diagnose.Join{MeetingNumber: "12345678901"}
		}, "not about the signature. What was found here can be the cause: join-meeting-differs."},
		{"a status", "404 page", nil, "The text is a message"},
		{"a template as key", good(t, sigtest.Key, "process.env.KEY"), nil, "- placeholder-key"},
	} {
		r := diagnosed(t, test.text, given(test.change))
		assert.Contains(t, strings.Join(strings.Fields(r.String()), " "), test.says, test.name)
	}
	wrong := func(o *diagnose.Options) { o.Secret = "another secret of 32 characters." }
	lastDot := strings.LastIndexByte(good(t), '.')
	for _, test := range []struct {
		name, text string
		change     options
		not        string
	}{
		{"padding and another secret", good(t) + "=", wrong, "The secret is right"},
		{"four parts and another secret", good(t) + ".x", wrong, "secret-mismatch"},
		{"another spelling that is null", good(t, `"role":0`, `"Role":null`), nil, "Rename"},
		{"a space after a dot", "x " + good(t)[:lastDot] + ". " + good(t)[lastDot+1:] + " x", nil, "- incomplete"},
		{"a private name", good(t, `"mn"`, `"M_N`+sigtest.Secret+`":1,"M N"`), nil, "M N"},
		{"lines indented by tabs", good(t)[:100] + "\n\t" + good(t)[100:], nil, "cut off"},
		{"an end that is cut off before a tab", good(t)[:lastDot+31] + "\tmeeting_joined_ok", nil, "cannot be read"},
		{"EdDSA", sigtest.Encode(`{"alg":"EdDSA"}`) + "." + sigtest.Encode(goodPayload) + "." +
			sigtest.Encode(strings.Repeat("\x80", 64)), nil, "- mac-length"},
		{"three days old", good(t, "1699999980", "1699740000", "1700007180", "1699747200"), nil, "If this one is new"},
		{"a lifetime of some days", good(t, "1700007180", "1700299981"), nil, "Add the lifetime in seconds"},
		{"the key as secret", signedWith(sigtest.Key), func(o *diagnose.Options) { o.Secret = "" }, "[hidden"},
		{"two algorithms", sigtest.JWT(`{"alg":"none","alg":"HS256"}`, goodPayload), nil, "- algorithm"},
	} {
		r := diagnosed(t, test.text, given(test.change))
		assert.NotContains(t, r.String(), test.not, test.name)
	}
	for _, healthy := range []string{
		"signature: " + good(t) + ".", "It is " + good(t) + ". It fails.", "`" + good(t) + "`", "```\n" + good(t) + "\n```",
		"**" + good(t) + "**", "> " + good(t), "签名：" + good(t) + "。", "→" + good(t) + "←", good(t) + "%\n", good(t) + "…",
		good(t) + "...", "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + good(t), "Authorization: Bearer " + good(t),
		`{"data":{"signature":"` + good(t) + `"}}`, "https://example.com/join?signature=" + good(t) + "&role=0",
	} {
		assert.True(t, diagnosed(t, healthy, given(nil)).OK(), healthy)
	}
	assert.Equal(t, "empty", codesOf(diagnose.Signature("", nil)))
	assert.Equal(t, diagnose.FormatLegacy, diagnose.Signature("YWE Li4uLg===", nil).Format, "spaces and padding")
}
