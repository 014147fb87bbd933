package zoomsig_test

import (
	"encoding/base64"
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// secretRows tell with which secret a signature was made, in both formats.
func secretRows(t testing.TB) []diagnosisRow {
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
	var rows []diagnosisRow
	for _, row := range []struct {
		name, madeWith, given, want string
	}{
		{"the given secret", testSecret, testSecret, ""},
		{"another secret", "another secret of 28 characters", testSecret, "secret-mismatch"},
		{"any secret, none given", "another secret of 28 characters", "", ""},
		{"quotes given as the secret", "another secret of 28 characters", `""`, ""},
		{"jwt.io's secret", "your-256-bit-secret", "", "placeholder-secret"},
		{"jwt.io's secret, another given", "your-256-bit-secret", testSecret, "placeholder-secret"},
		{"jwt.io's secret given", "your-256-bit-secret", "your-256-bit-secret", "placeholder-secret"},
		{"jwt.io's newer secret", "a-string-secret-at-least-256-bits-long", "", "placeholder-secret"},
		{"the secret of a README", "MEETING_SDK_SECRET_HERE", testSecret, "placeholder-secret"},
		{"an unset variable", "undefined", testSecret, "placeholder-secret"},
		{"an empty secret", "", testSecret, "placeholder-secret"},
		{"the key as secret", testKey, testSecret, "key-used-as-secret"},
		{"base64-decoded", unbased(testSecret), testSecret, "secret-base64-decoded"},
		{"base64-decoded, odd length", unbased(base64Secret), base64Secret, "secret-base64-decoded"},
		{"base64-decoded, padded", "0123456789abcdef", "MDEyMzQ1Njc4OWFiY2RlZg==", "secret-base64-decoded"},
		{"base64-decoded, given with a line break", unbased(testSecret), testSecret + "\n", "secret-base64-decoded"},
		{"hex-decoded", string(unhexed), hexSecret, "secret-hex-decoded"},
		{"hex, not decoded", hexSecret, hexSecret, ""},
		{"given with a line break", testSecret, testSecret + "\n", "secret-whitespace"},
		{"given in quotes", testSecret, `"` + testSecret + `"`, "secret-whitespace"},
		{"made with a line break", testSecret + "\n", testSecret, "secret-whitespace"},
		{"made with a Windows line break", testSecret + "\r\n", testSecret, "secret-whitespace"},
		{"made with a carriage return", testSecret + "\r", testSecret, "secret-whitespace"},
		{"made with a space", testSecret + " ", testSecret, "secret-whitespace"},
		{"made with a space before", " " + testSecret, testSecret, "secret-whitespace"},
		{"made with quotes", `"` + testSecret + `"`, testSecret, "secret-whitespace"},
		{"made with single quotes", "'" + testSecret + "'", testSecret, "secret-whitespace"},
		{"made with quotes, given with a line break", `"` + testSecret + `"`, testSecret + "\n", "secret-whitespace"},
		{"made with quotes and given with them", `"` + testSecret + `"`, `"` + testSecret + `"`, ""},
		{"one letter more", testSecret + "4", testSecret, "secret-mismatch"},
	} {
		if fips140(row.madeWith) {
			continue // crypto/hmac rejects a secret this short
		}
		opts := &zoomsig.DiagnoseOptions{Clock: at(testNow), Secret: row.given}
		want := row.want
		if want == "" {
			want = "check-credentials"
		}
		rows = append(rows,
			diagnosisRow{row.name, handMade(goodHeader, diagnosedPayload, row.madeWith), opts, want},
			diagnosisRow{row.name + ", legacy", handMadeLegacy(testKey, "83137961703", "1699999980000", "0", row.madeWith), opts,
				strings.TrimSpace("legacy-format " + row.want)})
	}
	return append(rows, diagnosisRow{
		name: "the given key as secret",
		text: handMade(goodHeader, diagnosedPayload, "a key of its own"),
		opts: &zoomsig.DiagnoseOptions{Clock: at(testNow), Key: "a key of its own"},
		want: "key-used-as-secret key-mismatch",
	})
}

// hiddenSecretRows have the secret in them. checkDiagnosis sees to it that no
// diagnosis shows it.
func hiddenSecretRows(t testing.TB) []diagnosisRow {
	member := func(json string) string {
		return handMade(goodHeader, change(t, diagnosedPayload, `"role":0`, `"role":0,`+json), testSecret)
	}
	escaped := `\u0053` + testSecret[1:]
	good := handMade(goodHeader, diagnosedPayload, testSecret)
	unsigned := good[:strings.LastIndexByte(good, '.')+1]
	encode := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	options := func(secret string) *zoomsig.DiagnoseOptions {
		return &zoomsig.DiagnoseOptions{Clock: at(testNow), Key: testKey, Secret: secret}
	}
	slashes := "Synthetic/Secret/Of/36/Characters/123"
	participant := zoomsig.RoleParticipant
	return []diagnosisRow{
		{name: "secret with a line break in a claim", text: member(`"s":"` + testSecret + `"`), opts: options(testSecret + "\n"), want: "secret-whitespace secret-in-claims"},
		{name: "secret in quotes in a claim", text: member(`"s":"` + testSecret + `"`), opts: options(`"` + testSecret + `"`), want: "secret-whitespace secret-in-claims"},
		{name: "secret as a member name", text: member(`"` + testSecret + `":1`), want: "secret-in-claims"},
		{name: "secret as a member name, twice", text: member(`"` + testSecret + `":1,"` + testSecret + `":2`), want: "duplicate-claim secret-in-claims"},
		{name: "secret in a longer claim", text: member(`"s":"x` + testSecret + `x"`), want: "secret-in-claims"},
		{name: "secret in an array", text: member(`"s":[["` + testSecret + `"]]`), want: "secret-in-claims"},
		{name: "secret in an object", text: member(`"s":{"a":"` + escaped + `"}`), want: "secret-in-claims"},
		{name: "secret as a name in an object", text: member(`"s":{"` + escaped + `":1}`), want: "secret-in-claims"},
		{name: "secret in two claims, once escaped", text: member(`"s":"` + testSecret + `","t":"` + escaped + `"`), want: "secret-in-claims secret-in-claims"},
		{name: "secret with slashes", text: handMade(goodHeader, change(t, diagnosedPayload, `{`, `{"s":"`+strings.ReplaceAll(slashes, "/", `\/`)+`",`), slashes), opts: options(slashes), want: "secret-in-claims"},
		{name: "secret in kid", text: handMade(`{"alg":"HS256","kid":"`+testSecret+`"}`, diagnosedPayload, testSecret), want: "secret-in-claims"},
		{name: "secret in kid, escaped", text: handMade(`{"alg":"HS256","kid":"`+escaped+`"}`, diagnosedPayload, testSecret), want: "secret-in-claims"},
		{name: "secret as alg", text: handMade(`{"alg":"`+escaped+`"}`, diagnosedPayload, testSecret), want: "algorithm secret-in-claims"},
		{name: "secret in crit", text: handMade(`{"alg":"HS256","crit":["`+escaped+`"]}`, diagnosedPayload, testSecret), want: "algorithm secret-in-claims"},
		{name: "secret as role", text: handMade(goodHeader, change(t, diagnosedPayload, `"role":0`, `"role":["`+escaped+`"]`), testSecret), want: "role-value secret-in-claims"},
		{name: "secret as the third part", text: unsigned + testSecret, want: "mac-length secret-in-claims"},
		{name: "secret encoded as the third part", text: unsigned + encode(testSecret), want: "mac-length secret-in-claims"},
		{name: "secret before the signature", text: testSecret + " " + good, want: "surrounding-text secret-in-claims"},
		{name: "secret in the response", text: `{"sdkSecret":"` + escaped + `","signature":"` + good + `"}`, want: "surrounding-text secret-in-claims"},
		{name: "secret percent-encoded in a URL", text: "https://example.com/?s=%53" + testSecret[1:] + "&signature=" + good, want: "surrounding-text secret-in-claims"},
		{name: "secret alone", text: testSecret, want: "not-a-signature secret-in-claims"},
		{name: "secret alone, encoded", text: encode(testSecret), want: "not-a-signature secret-in-claims"},
		{name: "secret in a signature that is encoded once more", text: encode(unsigned + testSecret), want: "not-a-signature secret-in-claims"},
		{name: "secret as a fourth part", text: good + "." + encode(testSecret), want: "malformed secret-in-claims"},
		{name: "secret encoded in a header before it", text: "Authorization: Basic " + encode(testKey+":"+testSecret) + "\n" + good, want: "surrounding-text secret-in-claims"},
		{name: "secret in a legacy signature of six fields", text: encode(testKey + ".83137961703.1699999980000.0.x." + testSecret), want: "not-a-signature secret-in-claims"},
		{name: "secret in JSON without a signature", text: `{"secret":"` + escaped + `"}`, want: "not-a-signature secret-in-claims"},
		{name: "secret in an API token", text: handMade(goodHeader, `{"iss":"`+testSecret+`","exp":1}`, testSecret), want: "api-token secret-in-claims"},
		{name: "secret as the given key", text: good, opts: &zoomsig.DiagnoseOptions{Clock: at(testNow), Key: testSecret, Secret: testSecret,
			Join: &zoomsig.Join{SDKKey: testSecret, MeetingNumber: "x" + testSecret, Role: &participant}}, want: "key-used-as-secret key-mismatch join-key-differs join-meeting-differs"},
		{name: "all-digit secret as iat", text: good, opts: options("1699999980"), want: "secret-mismatch secret-in-claims"},
		{name: "all-digit secret elsewhere", text: good, opts: options("1600000000123456"), want: "secret-mismatch"},
		{name: "short secret in a longer claim", text: member(`"s":"a secret!"`), opts: options("secret!"), want: "secret-mismatch"},
		{name: "short secret as a whole claim", text: member(`"s":"SECRET!"`), opts: options("SECRET!"), want: "secret-mismatch secret-in-claims"},
		{name: "one-letter secret", text: good, opts: options("u"), want: "secret-mismatch"},
		{name: "secret of white space and quotes", text: member(`"s":" \" "`), opts: options(` "" `), want: "check-credentials"},
	}
}

// TestDiagnoseShortSecret: where crypto/hmac rejects short secrets with a panic,
// they are not compared; elsewhere they are.
func TestDiagnoseShortSecret(t *testing.T) {
	d := zoomsig.Diagnose(handMade(goodHeader, diagnosedPayload, testSecret), &zoomsig.DiagnoseOptions{Clock: at(testNow), Secret: "short"})
	want := "secret-mismatch"
	if strings.Contains(os.Getenv("GODEBUG"), "fips140=only") {
		want = "check-credentials"
	}
	assert.Equal(t, want, strings.Join(codesOf(d), " "))
}

// TestDiagnoseHides: what a diagnosis shows of a signature that contains the
// secret, and where it says the secret is.
func TestDiagnoseHides(t *testing.T) {
	const hidden = "[hidden, because it contains the secret]"
	places := map[string]string{
		`"s":"` + testSecret + `"`:              "s",
		`"` + testSecret + `":1`:                "payload",
		`"a name":"` + testSecret + `"`:         `"a name"`,
		`"s":{"nested":["` + testSecret + `"]}`: "s",
	}
	for member, place := range places {
		text := handMade(goodHeader, change(t, diagnosedPayload, `"role":0`, `"role":7,`+member), testSecret)
		d := zoomsig.Diagnose(text, &zoomsig.DiagnoseOptions{Clock: at(testNow), Secret: testSecret})
		assert.Equal(t, hidden, d.Header)
		assert.Equal(t, hidden, d.Payload)
		require.Equal(t, "role-value secret-in-claims", strings.Join(codesOf(d), " "))
		assert.Equal(t, hidden, d.Findings[0].Got)
		assert.Equal(t, place, d.Findings[1].Claim)
		assert.NotContains(t, d.String(), "1700007180", "the times")
	}
}
