package zoomsig_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"math/rand"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// TestDiagnoseSecrets: with which secret it was made, by what is given.
func TestDiagnoseSecrets(t *testing.T) {
	const hexSecret = "52e9142b85c70df6d81c125e9a4d3a5d2d84d0e7e0d94d766ed785734a858290"
	unhexed, err := hex.DecodeString(hexSecret)
	require.NoError(t, err)
	const base64Secret = "9CMpvaV-apOgkaraL-Bcb9SyntheticSecret+/"
	unbased := func(secret string) string {
		secret = strings.NewReplacer("+", "-", "/", "_").Replace(secret)
		decoded, err := base64.RawURLEncoding.DecodeString(secret[:len(secret)/4*4])
		require.NoError(t, err)
		return string(decoded)
	}
	tests := []struct {
		name, madeWith, given, want string
	}{
		{"the given", testSecret, testSecret, ""},
		{"another", "another secret of 28 characters", testSecret, "secret-mismatch"},
		{"any, none given", "another secret of 28 characters", "", ""},
		{"jwt.io's", "your-256-bit-secret", "", "placeholder-secret"},
		{"jwt.io's, another given", "your-256-bit-secret", testSecret, "placeholder-secret"},
		{"jwt.io's given", "your-256-bit-secret", "your-256-bit-secret", "placeholder-secret"},
		{"jwt.io's newer one", "a-string-secret-at-least-256-bits-long", "", "placeholder-secret"},
		{"README's", "MEETING_SDK_SECRET_HERE", testSecret, "placeholder-secret"},
		{"unset variable", "undefined", testSecret, "placeholder-secret"},
		{"empty", "", testSecret, "placeholder-secret"},
		{"the key", testKey, testSecret, "key-used-as-secret"},
		{"base64-decoded", unbased(testSecret), testSecret, "secret-base64-decoded"},
		{"base64-decoded, odd length", unbased(base64Secret), base64Secret, "secret-base64-decoded"},
		{"base64-decoded, padded", "0123456789abcdef", "MDEyMzQ1Njc4OWFiY2RlZg==", "secret-base64-decoded"},
		{"hex-decoded", string(unhexed), hexSecret, "secret-hex-decoded"},
		{"hex, not decoded", hexSecret, hexSecret, ""},
		{"given with a line break", testSecret, testSecret + "\n", "secret-whitespace"},
		{"made with a line break", testSecret + "\n", testSecret, "secret-whitespace"},
		{"made with a Windows line break", testSecret + "\r\n", testSecret, "secret-whitespace"},
		{"made with a space", testSecret + " ", testSecret, "secret-whitespace"},
		{"made with a space before", " " + testSecret, testSecret, "secret-whitespace"},
		{"one letter more", testSecret + "4", testSecret, "secret-mismatch"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if fips140(tt.madeWith) {
				t.Skip("crypto/hmac refuses a secret this short")
			}
			for prefix, signature := range map[string]string{
				"":              handMade(goodHeader, goodPayload, tt.madeWith),
				"legacy-format": handMadeLegacy(testKey, "83137961703", "1699999970000", "0", tt.madeWith),
			} {
				d := zoomsig.Diagnose(signature, &zoomsig.DiagnoseOptions{Clock: at(testNow), Secret: tt.given})
				codes := strings.TrimSuffix(strings.Join(codesOf(d), " "), "check-credentials")
				assert.Equal(t, strings.TrimSpace(prefix+" "+tt.want), strings.TrimSpace(codes))
				checkDiagnosis(t, d, tt.given)
			}
		})
	}
}

// TestDiagnoseShortSecret: where crypto/hmac refuses short secrets by panic,
// they are skipped; elsewhere they are tried.
func TestDiagnoseShortSecret(t *testing.T) {
	d := zoomsig.Diagnose(handMade(goodHeader, goodPayload, testSecret), &zoomsig.DiagnoseOptions{Clock: at(testNow), Secret: "short"})
	want := "secret-mismatch"
	if strings.Contains(os.Getenv("GODEBUG"), "fips140=only") {
		want = "check-credentials"
	}
	assert.Equal(t, want, strings.Join(codesOf(d), " "))
}

func TestDiagnoseGivenKeyAsSecret(t *testing.T) {
	d := zoomsig.Diagnose(handMade(goodHeader, goodPayload, "a key of its own"), &zoomsig.DiagnoseOptions{Clock: at(testNow), Key: "a key of its own"})
	assert.Equal(t, "key-used-as-secret key-mismatch", strings.Join(codesOf(d), " "))
}

func TestDiagnoseJoin(t *testing.T) {
	participant, host := zoomsig.RoleParticipant, zoomsig.RoleHost
	tests := []struct {
		name string
		join zoomsig.Join
		want string
	}{
		{"nothing", zoomsig.Join{}, ""},
		{"the same", zoomsig.Join{SDKKey: testKey, MeetingNumber: "83137961703", Role: &participant}, ""},
		{"another key", zoomsig.Join{SDKKey: "other"}, "join-key-differs"},
		{"another number", zoomsig.Join{MeetingNumber: "83137961704"}, "join-meeting-differs"},
		{"number with spaces", zoomsig.Join{MeetingNumber: "831 3796 1703"}, "join-meeting-differs"},
		{"another role", zoomsig.Join{Role: &host}, "join-role-differs"},
		{"all of it", zoomsig.Join{SDKKey: "other", MeetingNumber: "1", Role: &host}, "join-key-differs join-meeting-differs join-role-differs"},
	}
	signatures := map[string]string{
		"":              handMade(goodHeader, goodPayload, testSecret),
		"legacy-format": handMadeLegacy(testKey, "83137961703", "1699999970000", "0", testSecret),
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for prefix, signature := range signatures {
				d := zoomsig.Diagnose(signature, &zoomsig.DiagnoseOptions{Clock: at(testNow), Join: &tt.join})
				codes := strings.TrimSuffix(strings.Join(codesOf(d), " "), "check-credentials")
				assert.Equal(t, strings.TrimSpace(prefix+" "+tt.want), strings.TrimSpace(codes))
			}
		})
	}
	native := handMade(goodHeader, `{"appKey":"`+testKey+`","iat":1699999970,"exp":1700007170,"tokenExp":1700007170}`, testSecret)
	d := zoomsig.Diagnose(native, &zoomsig.DiagnoseOptions{Clock: at(testNow), Join: &zoomsig.Join{SDKKey: testKey, MeetingNumber: "1", Role: &host}})
	assert.Equal(t, "sdk-key-missing native-token check-credentials", strings.Join(codesOf(d), " "))
}

// TestDiagnoseOwnSignatures: what a Signer with default Options makes has
// nothing wrong, whether or not key and secret are given.
func TestDiagnoseOwnSignatures(t *testing.T) {
	random := rand.New(rand.NewSource(4))
	for i := 0; i < 1000; i++ {
		now := 1_600_000_000 + random.Int63n(1_000_000_000)
		claims := zoomsig.Claims{
			MeetingNumber: 100_000_000 + zoomsig.MeetingNumber(random.Int63n(99_900_000_000)),
			Role:          zoomsig.Role(random.Intn(2)),
		}
		signature, err := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: at(now)}).Sign(claims)
		require.NoError(t, err)
		want := "check-credentials"
		if claims.Role == zoomsig.RoleHost {
			want = "host-needs-zak check-credentials"
		}
		for _, opts := range []zoomsig.DiagnoseOptions{{}, {Key: testKey, Secret: testSecret}} {
			opts.Clock = at(now)
			d := zoomsig.Diagnose(signature, &opts)
			require.Equal(t, want, strings.Join(codesOf(d), " "))
			require.True(t, d.OK())
		}
	}
}

// TestDiagnoseFinding: claim, what was found with its distance, what was
// expected, and a hint that says what to change.
func TestDiagnoseFinding(t *testing.T) {
	payload := func(iat string) string {
		return handMade(goodHeader, change(t, goodPayload, "1699999970", iat), testSecret)
	}
	tests := []struct{ iat, got, hint string }{
		{"1700000001", "1700000001 = 2023-11-14T22:13:21Z, 1 s ahead of the clock", "subtract 1 s more"},
		{"1700000042", "1700000042 = 2023-11-14T22:14:02Z, 42 s ahead of the clock", "subtract 42 s more"},
		{"1700000042.5", "1700000042.5 = 2023-11-14T22:14:02Z, 42 s ahead of the clock", "subtract 43 s more"},
		{"1700000000.5", "1700000000.5 = 2023-11-14T22:13:20Z, less than 1 s ahead of the clock", "subtract 1 s more"},
		{"1700000120", "1700000120 = 2023-11-14T22:15:20Z, 2 min 0 s ahead of the clock", "subtract 120 s more"},
		{"1700003419", "1700003419 = 2023-11-14T23:10:19Z, 56 min 59 s ahead of the clock", "30 s in all is usual."},
		{"1700003420", "1700003420 = 2023-11-14T23:10:20Z, 57 min 0 s ahead of the clock", "time zone"},
		{"1700003780", "1700003780 = 2023-11-14T23:16:20Z, 1 h 3 min ahead of the clock", "time zone"},
		{"1700003781", "1700003781 = 2023-11-14T23:16:21Z, 1 h 3 min ahead of the clock", "30 s in all is usual."},
		{"1700019800", "1700019800 = 2023-11-15T03:43:20Z, 5 h 30 min ahead of the clock", "time zone"},
		{"1700050400", "1700050400 = 2023-11-15T12:13:20Z, 14 h 0 min ahead of the clock", "time zone"},
		{"1700050580", "1700050580 = 2023-11-15T12:16:20Z, 14 h 3 min ahead of the clock", "time zone"},
		{"1700052200", "1700052200 = 2023-11-15T12:43:20Z, 14 h 30 min ahead of the clock", "30 s in all is usual."},
		{"1700864000", "1700864000 = 2023-11-24T22:13:20Z, 10 days ahead of the clock", "subtract 864000 s more"},
		{"1800000000", "1800000000 = 2027-01-15T08:00:00Z, 3 years ahead of the clock", "subtract"},
	}
	for _, tt := range tests {
		d := zoomsig.Diagnose(payload(tt.iat), &zoomsig.DiagnoseOptions{Clock: at(testNow)})
		i := indexOf(codesOf(d), "issued-in-future")
		require.GreaterOrEqual(t, i, 0)
		f := d.Findings[i]
		assert.Equal(t, "iat", f.Claim)
		assert.Equal(t, tt.got, f.Got)
		assert.Equal(t, "not after 1700000000 = 2023-11-14T22:13:20Z", f.Want)
		assert.Contains(t, f.Hint, tt.hint)
		if tt.hint != "time zone" {
			assert.NotContains(t, f.Hint, "time zone")
		}
	}
}

// TestCodes: as many as the design has, each with a comment.
func TestCodes(t *testing.T) {
	assert.Len(t, documentedCodes(), 49)
	d := zoomsig.Diagnose(handMadeLegacy(testKey, "83137961703", "1699999970000", "0", testSecret), nil)
	assert.Equal(t, testKey+".83137961703.1699999970000.0", d.Payload, "without the MAC")
	assert.Empty(t, d.Header)
}

// TestDiagnoseShows: what stands in the report of the input, and how.
func TestDiagnoseShows(t *testing.T) {
	opts := &zoomsig.DiagnoseOptions{Clock: at(testNow), Secret: testSecret}
	with := func(member string) *zoomsig.Diagnosis {
		return zoomsig.Diagnose(handMade(goodHeader, `{`+member+`}`, testSecret), opts)
	}
	assert.Equal(t, `{"s":"[the secret]"}`, with(`"s" : "`+testSecret+`"`).Payload)
	assert.Equal(t, "[hidden, since it holds the secret in escapes]", with(`"s":"\u0053`+testSecret[1:]+`"`).Payload)
	assert.Equal(t, `{"s":"\u202e"}`, with("\"s\":\"\u202e\"").Payload)
	assert.Len(t, with(`"s":"`+strings.Repeat("x", 3000)+`"`).Payload, 2001+len("…"))

	for _, strange := range "@[`{/:" { // what stands next to letters and digits
		assert.Equal(t, zoomsig.CodeKeyFormat, with(`"appKey":"a` + string(strange) + `","mn":"1"`).Findings[1].Code)
	}
	assert.NotContains(t, with(`"appKey":"a"`).String(), "appKey and sdkKey are the same")
	assert.NotContains(t, with(`"sdkKey":"a"`).String(), "appKey and sdkKey are the same")

	empty := zoomsig.Diagnose(handMade(goodHeader, change(t, goodPayload, `{`, `{"s":"",`), testSecret), &zoomsig.DiagnoseOptions{Clock: at(testNow)})
	assert.Equal(t, "check-credentials", strings.Join(codesOf(empty), " "), "an empty claim is no secret that was not given")

	finding := func(signature string) zoomsig.Finding { return zoomsig.Diagnose(signature, opts).Findings[0] }
	assert.Equal(t, "4 segments", finding(handMade(goodHeader, goodPayload, testSecret)+".x").Got)
	short := zoomsig.Diagnose(handMade(goodHeader, change(t, goodPayload, "1700007170", "1700001769"), testSecret), opts)
	assert.Equal(t, "1799 s after iat", short.Findings[0].Got)
	hyphens := zoomsig.Diagnose(handMadeLegacy(testKey, "831-3796-1703", "1699999970000", "0", testSecret), opts)
	assert.Equal(t, `"831-3796-1703"`, hyphens.Findings[1].Got)

	longest := handMade(goodHeader, goodPayload, testSecret)
	longest += strings.Repeat("A", 1<<14-len(longest))
	assert.Equal(t, zoomsig.FormatJWT, zoomsig.Diagnose(longest, opts).Format)
	assert.Equal(t, "16385 bytes", finding(longest+"A").Got)
}

// TestDiagnosisReport: a whole report, and the same as JSON.
func TestDiagnosisReport(t *testing.T) {
	payload := change(t, goodPayload, "1699999970", "1700000098", `"tokenExp":1700007170`, `"tokenExp":1800`, `"role":0`, `"role":1`)
	role := zoomsig.RoleParticipant
	d := zoomsig.Diagnose(handMade(goodHeader, payload, testSecret)+"\n", &zoomsig.DiagnoseOptions{
		Clock: at(testNow), Secret: testSecret, Join: &zoomsig.Join{Role: &role},
	})
	want, err := os.ReadFile("testdata/report.txt")
	require.NoError(t, err)
	assert.Equal(t, string(want), d.String())
	assert.False(t, d.OK())

	encoded, err := json.MarshalIndent(d, "", "  ")
	require.NoError(t, err)
	want, err = os.ReadFile("testdata/report.json")
	require.NoError(t, err)
	assert.JSONEq(t, string(want), string(encoded))
	assert.Contains(t, string(encoded), `"at": "2023-11-14T22:13:20Z"`)

	var decoded zoomsig.Diagnosis
	require.NoError(t, json.Unmarshal(encoded, &decoded))
	assert.Contains(t, decoded.String(), "- join-role-differs, role: participant in join; want host, as signed\n")
}

// TestDiagnosisReportParts: each part stands there if there is something in it.
func TestDiagnosisReportParts(t *testing.T) {
	opts := zoomsig.DiagnoseOptions{Clock: at(testNow)}
	assert.Equal(t, `Not a signature of either format, judged at 1700000000 = 2023-11-14T22:13:20Z

ERRORS. Each is enough for Zoom to refuse the signature.
- empty: nothing; want a signature
  There is nothing to diagnose. Look at what your endpoint answers, and at the name by which the page reads the signature from it.
NOT CHECKED: the secret, since none was given; the key, since none was given; what the page passes to join.
`, zoomsig.Diagnose("", &opts).String())

	opts.Key, opts.Secret, opts.Join = testKey, testSecret, &zoomsig.Join{SDKKey: testKey}
	report := zoomsig.Diagnose(handMade(goodHeader, goodPayload, testSecret), &opts).String()
	assert.Contains(t, report, "iat 1699999970 = 2023-11-14T22:12:50Z, 30 s ago\n")
	assert.NotContains(t, report, "NOT CHECKED")
	assert.True(t, strings.HasSuffix(report, "RIGHT: the algorithm is HS256; the MAC has 32 bytes; appKey and sdkKey are the same; mn is a meeting number; it is not from the future; it is not expired; the MAC fits the secret; the key is the given one.\n"), report)

	report = zoomsig.Diagnose(handMade(goodHeader, change(t, goodPayload, "1699999970", "1700000000"), testSecret), &opts).String()
	assert.Contains(t, report, "iat 1700000000 = 2023-11-14T22:13:20Z, now\n")
}

func TestDiagnoseIsBounded(t *testing.T) {
	for name, signature := range map[string]string{
		"dots":          strings.Repeat(".", 1<<20),
		"one letter":    strings.Repeat("A", 1<<20),
		"blanks":        strings.Repeat(" ", 1<<20),
		"quotes around": strings.Repeat("'", 1<<19) + "x" + strings.Repeat("'", 1<<19),
		"controls":      "eyJ" + strings.Repeat("\x1b[2J", 1<<18),
		"long claim":    handMade(goodHeader, `{"sdkKey":"`+strings.Repeat("k", 10000)+`","mn":"`+strings.Repeat("\\u001b", 100)+`"}`, testSecret),
		"many claims":   handMade(goodHeader, `{`+strings.Repeat(`"":1,`, 2000)+`"":1}`, testSecret),
		"deep":          handMade(goodHeader, `{"a":`+strings.Repeat("[", 4000)+strings.Repeat("]", 4000)+`}`, testSecret),
		"digits":        handMade(goodHeader, `{"iat":`+strings.Repeat("9", 9000)+`}`, testSecret),
	} {
		d := zoomsig.Diagnose(signature, &zoomsig.DiagnoseOptions{Clock: at(testNow), Secret: testSecret})
		checkDiagnosis(t, d, testSecret)
		assert.Less(t, len(d.String()), 16_000, name)
	}
}

// TestDiagnoseNilOptions: the zero options, and the system clock.
func TestDiagnoseNilOptions(t *testing.T) {
	assert.Equal(t, "expired", strings.Join(codesOf(zoomsig.Diagnose(handMade(goodHeader, goodPayload, testSecret), nil)), " "))
	clock := new(countingClock)
	zoomsig.Diagnose(handMade(goodHeader, goodPayload, testSecret), &zoomsig.DiagnoseOptions{Clock: clock})
	assert.Equal(t, 1, clock.reads)
}
