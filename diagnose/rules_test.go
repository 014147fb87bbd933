package diagnose_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
	"github.com/zoomsig/zoomsig/diagnose"
)

// TestErrorCode: the verdict says what the code means, and the hint which
// findings explain it.
func TestErrorCode(t *testing.T) {
	good := handMade(goodHeader, diagnosedPayload, testSecret)
	expired := handMade(goodHeader, strings.ReplaceAll(diagnosedPayload, "1700007180", "1699999999"), testSecret)
	otherKeys := handMade(goodHeader, change(t, diagnosedPayload, `"appKey":"AbC`, `"appKey":"XbC`), testSecret)
	withSpaces := handMade(goodHeader, change(t, diagnosedPayload, "83137961703", "831 3796 1703"), testSecret)
	asHost := handMade(goodHeader, change(t, diagnosedPayload, `"role":0`, `"role":1`), testSecret)
	future := handMadeLegacy(testKey, "83137961703", "1700000100000", "0", testSecret)
	participant := zoomsig.RoleParticipant
	tests := []struct {
		code          int
		text          string
		verdict, hint string
	}{
		{4012, good, "Error code 4012: Zoom accepted the signature, but neither a ZAK nor an OBF token was passed to join(). No errors found.", "user:read:zak"},
		{4013, good, "Error code 4013: Zoom accepted the signature, but a privilege token was passed to join() without an OBF token. No errors found.", "as obfToken too. Request a new OBF token for each join:"},
		{3705, future, "Error code 3705: Zoom rejected the signature as expired. Errors found: legacy-format, issued-in-future.", "Likely causes among these findings: issued-in-future."},
		{3704, expired, "Error code 3704: Zoom does not accept the key: it is not valid, or was deactivated. Errors found: lifetime-too-short, expired.", "The errors found are not known to cause this code, but correct them too."},
		{4012, expired, "Error code 4012: Zoom accepted the signature, but neither a ZAK nor an OBF token was passed to join(). Errors found: lifetime-too-short, expired.", "(scope user:read:token).\nThe errors found did not cause this code. To see"},
		{4012, good, "Error code 4012: Zoom accepted the signature, but neither a ZAK nor an OBF token was passed to join(). No errors found.", "(scope user:read:token)."},
		{3712, good, "Error code 3712: Zoom rejected the signature as invalid. No errors found.", "found no cause in the signature."},
		{3712, expired, "Error code 3712: Zoom rejected the signature as invalid. Errors found: lifetime-too-short, expired.", "Likely causes among these findings: lifetime-too-short, expired."},
		{3705, expired, "Error code 3705: Zoom rejected the signature as expired. Errors found: lifetime-too-short, expired.", "Likely causes among these findings: expired, lifetime-too-short."},
		{3704, otherKeys, "Error code 3704: Zoom does not accept the key: it is not valid, or was deactivated. Errors found: keys-differ.", "Likely causes among these findings: keys-differ."},
		{3706, withSpaces, "Error code 3706: the meeting number is wrong, or there is no such meeting. Errors found: meeting-number-format.", "Likely causes among these findings: meeting-number-format."},
		{3708, asHost, "Error code 3708: the role is wrong. Errors found: join-role-differs.", "Likely causes among these findings: join-role-differs."},
		{3003, asHost, "Error code 3003: the user is not the host of the meeting. Errors found: join-role-differs.", "Likely causes among these findings: host-needs-zak."},
		{3709, expired, "Error code 3709: the host was not found. Errors found: lifetime-too-short, expired.", "it is probably not the signature.\nThe errors found are not known"},
		{42, good, "Error code 42: an unknown error code. No errors found.", "Zoom's documentation of the SDK that you use.\nThis diagnosis found no cause in the signature."},
		{4003, withSpaces, "Error code 4003: a parameter of join() is not valid. Errors found: meeting-number-format.", "The errors found are not known to cause this code, but correct them too."},
	}
	for _, tt := range tests {
		d := diagnose.Signature(tt.text, &diagnose.Options{Clock: at(testNow), ErrorCode: tt.code, Join: &diagnose.Join{Role: &participant}})
		verdict, _, _ := strings.Cut(d.String(), "\n")
		assert.Equal(t, tt.verdict, verdict)
		hint := ""
		for _, f := range d.Findings {
			if f.Code == diagnose.CodeErrorCode {
				hint = f.Hint
			}
		}
		assert.Contains(t, hint, tt.hint)
		accepted := strings.HasPrefix(verdict, "Error code 401")
		assert.Equal(t, accepted && !d.OK(), strings.Contains(hint, "The errors found did not cause this code."))
		assert.False(t, accepted && strings.Contains(hint, "found no cause in the signature."))
	}
}

// TestInvalidJoin: an invalid parameter of join() may be one that differs.
func TestInvalidJoin(t *testing.T) {
	good := handMade(goodHeader, diagnosedPayload, testSecret)
	join := &diagnose.Join{SDKKey: "x", MeetingNumber: "1"}
	d := diagnose.Signature(good, &diagnose.Options{Clock: at(testNow), ErrorCode: 4003, Join: join})
	require.Equal(t, "join-key-differs join-meeting-differs error-code", strings.Join(codesOf(d), " "))
	assert.Contains(t, d.Findings[2].Hint, "Likely causes among these findings: join-key-differs, join-meeting-differs.")
}

// TestJoinHints: the hint is about what differs.
func TestJoinHints(t *testing.T) {
	host, participant := zoomsig.RoleHost, zoomsig.RoleParticipant
	asParticipant := handMade(goodHeader, diagnosedPayload, testSecret)
	asHost := handMade(goodHeader, change(t, diagnosedPayload, `"role":0`, `"role":1`), testSecret)
	withoutNumber := handMade(goodHeader, change(t, diagnosedPayload, `"83137961703"`, "0"), testSecret)
	tests := []struct {
		text string
		join diagnose.Join
		hint string
	}{
		{asParticipant, diagnose.Join{MeetingNumber: "831 3796 1703"}, "Remove the spaces or hyphens"},
		{asParticipant, diagnose.Join{MeetingNumber: "831-3796-1704"}, "Pass to join() the meeting number that is in the signature, as digits only."},
		{withoutNumber, diagnose.Join{MeetingNumber: "x"}, "Pass to join() the meeting number that is in the signature"},
		{asParticipant, diagnose.Join{Role: &host}, "With role 0, a ZAK merely logs the user in."},
		{asHost, diagnose.Join{Role: &participant}, "Request a signature for the role in which the page joins."},
	}
	for _, tt := range tests {
		d := diagnose.Signature(tt.text, &diagnose.Options{Clock: at(testNow), Join: &tt.join})
		i := slices.IndexFunc(d.Findings, func(f diagnose.Finding) bool { return strings.HasPrefix(string(f.Code), "join-") })
		require.GreaterOrEqual(t, i, 0)
		assert.Contains(t, d.Findings[i].Hint, tt.hint)
	}
}

// TestPartHints: the hint is about the part that is missing or too much.
func TestPartHints(t *testing.T) {
	good := handMade(goodHeader, diagnosedPayload, testSecret)
	for text, hint := range map[string]string{
		good[:strings.LastIndex(good, ".")]: "Join header, payload and signature with dots, and check",
		good + ".":                          "Remove the dot at the end.",
		good + ".x":                         "Remove everything after the third part.",
	} {
		d := diagnose.Signature(text, &diagnose.Options{Clock: at(testNow)})
		require.Len(t, d.Findings, 1, text)
		assert.Contains(t, d.Findings[0].Hint, hint)
	}
}

// TestNotASignature: each kind of mistake has a hint of its own.
func TestNotASignature(t *testing.T) {
	for text, hint := range map[string]string{
		"undefined":              "the response does not have it",
		"null":                   "the response does not have it",
		"[object Promise]":       "Await the call",
		"[object Object]":        "Await the call",
		`{"message":"no"}`:       "Check your endpoint",
		"https://example.com/":   "three base64url parts",
		"abc123":                 "three base64url parts",
		"NaN":                    "the response does not have it",
		"None":                   "the response does not have it",
		"k.1.2.0.m":              "Zoom retired the legacy format in 2023",
		"k.x.2.0.m":              "three base64url parts",
		"k.1~.2.0.m":             "three base64url parts",
		"k.1.x.0.m":              "three base64url parts",
		"k.1.2.x.m":              "three base64url parts",
		"k..2.0.m":               "three base64url parts",
		"k.1..0.m":               "three base64url parts",
		"k.1.2..m":               "three base64url parts",
		strings.Repeat("0f", 32): "This is only the third part",
		"lHMJo1N6xPO1funoPTL_Z_vWS0-CWY9u4i9XABwRMms":                                  "This is only the third part",
		"abc123.83137961703.1690000000.0.lYqbmTETXx3no3x1/lnV9o80B6BpqCP+2khD5Oge1ys=": "Zoom retired the legacy format in 2023",
	} {
		d := diagnose.Signature(text, &diagnose.Options{Clock: at(testNow)})
		require.Equal(t, "not-a-signature", strings.Join(codesOf(d), " "), text)
		assert.Contains(t, d.Findings[0].Hint, hint, text)
	}
}

// TestFurtherChecks: what cannot be seen in a signature is listed, but for
// what was checked.
func TestFurtherChecks(t *testing.T) {
	signature, err := newSigner(t, nil).Sign(zoomsig.Claims{MeetingNumber: testNumber})
	require.NoError(t, err)
	hint := func(opts diagnose.Options) string {
		d := diagnose.Signature(signature, &opts)
		require.Equal(t, diagnose.CodeCheckCredentials, d.Findings[len(d.Findings)-1].Code)
		return d.Findings[len(d.Findings)-1].Hint
	}
	all := hint(diagnose.Options{})
	assert.Contains(t, hint(diagnose.Options{Secret: `""`}), "\n- The secret is correct: the one that was given could not be compared")
	for line, opts := range map[string]diagnose.Options{
		"\n- The secret is correct.":                        {Secret: testSecret},
		"\n- The page passes to join() what was signed.":    {Join: &diagnose.Join{}},
		"\n- The signature was valid when it was rejected.": {Clock: zoomsig.ClockFunc(nil)},
	} {
		assert.Contains(t, all, line)
		assert.NotContains(t, hint(opts), line)
		assert.Equal(t, strings.Count(all, "\n- ")-1, strings.Count(hint(opts), "\n- "))
	}
}

// TestPlaceholders: each secret of an example is recognized.
func TestPlaceholders(t *testing.T) {
	for _, placeholder := range []string{
		"your-256-bit-secret", "a-string-secret-at-least-256-bits-long",
		"MEETING_SDK_SECRET_HERE", "SDK_SECRET_HERE", "JWT_API_SECRET_HERE",
		"YOUR_CLIENT_SECRET_OR_SDK_SECRET", "YOUR_CLIENT_SECRET", "YOUR_SDK_SECRET", "YOUR_API_SECRET", "YOUR_SECRET",
		"your_client_secret", "your_sdk_secret", "your-secret", "your_secret", "SDK_SECRET", "API_SECRET", "CLIENT_SECRET",
		"ZOOM_SDK_SECRET", "ZOOM_CLIENT_SECRET", "ZOOM_MEETING_SDK_SECRET", "secret", "", "undefined", "null", "None",
	} {
		if fips140(placeholder) {
			continue
		}
		d := diagnose.Signature(handMade(goodHeader, diagnosedPayload, placeholder), &diagnose.Options{Clock: at(testNow)})
		assert.Equal(t, "placeholder-secret", strings.Join(codesOf(d), " "), placeholder)
		assert.Equal(t, "a MAC made with "+strconv.Quote(placeholder), d.Findings[0].Got)
	}
}

// TestMACHints: hex digits in place of the MAC are named.
func TestMACHints(t *testing.T) {
	unsigned := strings.TrimSuffix(handMade(goodHeader, diagnosedPayload, testSecret), encode(string(hmacOf(encode(goodHeader)+"."+encode(diagnosedPayload), testSecret))))
	digits := strings.Repeat("0f", 32)
	for mac, isHex := range map[string]bool{
		digits: true, encode(digits): true, digits[:62]: false, encode(digits[:62]): false, encode(digits[:63] + "x"): false, strings.Repeat("g", 64): false,
	} {
		d := diagnose.Signature(unsigned+mac, &diagnose.Options{Clock: at(testNow)})
		i := slices.Index(codesOf(d), "mac-length")
		require.GreaterOrEqual(t, i, 0, mac)
		assert.Equal(t, isHex, strings.Contains(d.Findings[i].Hint, "hex representation"), mac)
	}
}
