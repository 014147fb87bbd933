package diagnose_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
	"github.com/zoomsig/zoomsig/diagnose"
)

// TestReport: whole reports, and the first of them as JSON.
func TestReport(t *testing.T) {
	payload := change(t, diagnosedPayload, "1699999980", "1700000098", `"tokenExp":1700007180`, `"tokenExp":1800.5`,
		`"exp":1700007180`, `"exp":1700007180.5`, `"role":0`, `"role":1`)
	role := zoomsig.RoleParticipant
	examine := func(text string, opts diagnose.Options) *diagnose.Report {
		opts.Clock = at(testNow)
		return diagnose.Signature(text, &opts)
	}
	diagnoses := []*diagnose.Report{
		examine(handMade(goodHeader, payload, testSecret)+"\n\n", diagnose.Options{
			Secret: testSecret, Join: &diagnose.Join{Role: &role}, ErrorCode: 3712,
		}),
		examine(handMade(goodHeader, diagnosedPayload, testSecret), diagnose.Options{}),
		examine(handMade(goodHeader, change(t, diagnosedPayload, "1699999980", "1700000000", testKey, "a b"), testSecret), diagnose.Options{
			Key: testKey, ErrorCode: 4012,
		}),
		examine(handMadeLegacy(testKey, "831 379 617", "1699999980", "0", testSecret), diagnose.Options{Secret: testSecret + " "}),
		examine(handMade(goodHeader, `{"app_key":"x"}`, testSecret), diagnose.Options{}),
		examine(handMade(goodHeader, `{"iss":"x"}`, testSecret), diagnose.Options{}),
		examine("undefined", diagnose.Options{}),
		examine(base64.RawStdEncoding.EncodeToString([]byte(testKey+".83137961703.NaN.0.***")), diagnose.Options{}),
	}
	var reports []string
	for _, d := range diagnoses {
		reports = append(reports, d.String())
	}
	compareGolden(t, "testdata/report.txt", strings.Join(reports, "\n"+strings.Repeat("=", 80)+"\n\n"))

	d := diagnoses[0]
	assert.False(t, d.OK())
	encoded, err := json.MarshalIndent(d, "", "  ")
	require.NoError(t, err)
	compareGolden(t, "testdata/report.json", string(encoded)+"\n")
	var decoded diagnose.Report
	require.NoError(t, json.Unmarshal(encoded, &decoded))
	assert.Equal(t, d.Findings, decoded.Findings)
	assert.Contains(t, decoded.String(), "- join-role-differs: role\n    found participant passed to join(), expected host, as in the signature\n")
}

// TestReportParts: each part is there if there is something in it.
func TestReportParts(t *testing.T) {
	opts := diagnose.Options{Clock: at(testNow)}
	assert.Equal(t, `Errors found: empty.

Not recognized: neither a Meeting SDK JWT nor a legacy signature, checked as of 2023-11-14T22:13:20Z (Unix time 1700000000)

ERRORS (any one of these can make a join fail)
- empty
    found nothing, expected a signature
  Check that your endpoint returns a signature, and that the page reads it from the right property of the response.
`, diagnose.Signature("", &opts).String())

	good := handMade(goodHeader, diagnosedPayload, testSecret)
	report := diagnose.Signature(good, &opts).String()
	assert.Contains(t, report, `
NOT CHECKED (provide these to have them checked)
- the secret: set ZOOM_MEETING_SDK_SECRET
- the key: set ZOOM_MEETING_SDK_KEY, or pass -key
- what the page passes to join(): pass -join-key, -join-meeting and -join-role
- the error code: pass -error with the code that join() reported
`)

	opts.Key, opts.Secret, opts.Join, opts.ErrorCode = testKey, testSecret, &diagnose.Join{SDKKey: testKey}, 3712
	report = diagnose.Signature(good, &opts).String()
	assert.Contains(t, report, "           iat (issued at) 1699999980 = 2023-11-14T22:13:00Z, 20 s ago\n")
	assert.Contains(t, report, "           exp (expires in the Web SDK) 1700007180 = 2023-11-15T00:13:00Z, in 1 h 59 min 40 s\n")
	assert.NotContains(t, report, "NOT CHECKED")
	_, passed, _ := strings.Cut(report, "\nOK: ")
	assert.Equal(t, "the algorithm is HS256; the MAC (signature part) is 32 bytes long; appKey equals sdkKey; the meeting number has 9 to 11 digits; "+
		"the signature was not issued in the future; the signature has not expired; the signature matches the secret provided; the key matches the one provided.\n", passed)

	withoutRole := diagnose.Signature(handMade(goodHeader, change(t, diagnosedPayload, `,"role":0`, ""), testSecret), &opts)
	assert.Contains(t, withoutRole.String(), "- role-missing: role\n    missing, expected 0 (participant) or 1 (host)\n")

	legacy := diagnose.Signature(handMadeLegacy(testKey, "83137961703", "1699999980000", "0", testSecret), &opts)
	assert.Contains(t, legacy.String(), "Legacy signature (JWT app type, retired in 2023), checked as of")
	assert.Contains(t, legacy.String(), "           timestamp (issued at) 1699999980000 = 2023-11-14T22:13:00Z, 20 s ago\n")
	assert.Equal(t, testKey+".83137961703.1699999980000.0", legacy.Payload, "without the MAC")
	assert.Empty(t, legacy.Header)

	foreign := diagnose.Signature(handMade(goodHeader, `{"iss":"x","exp":1700000010}`, testSecret), &opts)
	assert.Contains(t, foreign.String(), "           exp (expires) 1700000010 = 2023-11-14T22:13:30Z, in 10 s\n")
	assert.Contains(t, foreign.String(), "\n\nJWT, but not a Meeting SDK signature, checked as of")
}

// TestReportGroups: findings that share code and hint share one heading;
// the heading and each line name the claims that there are.
func TestReportGroups(t *testing.T) {
	d := diagnose.Report{Findings: []diagnose.Finding{
		{Code: "one", Severity: diagnose.SeverityError, Claim: "iat", Got: "1", Hint: "Do this."},
		{Code: "one", Severity: diagnose.SeverityError, Got: "2", Hint: "Do this."},
		{Code: "one", Severity: diagnose.SeverityError, Claim: "exp", Got: "3", Hint: "Do that."},
		{Code: "two", Severity: diagnose.SeverityError, Claim: "exp", Got: "4", Hint: "Do that."},
	}}
	assert.Contains(t, d.String(), `
- one: iat
    iat: found 1
    found 2
  Do this.
- one: exp
    found 3
  Do that.
- two: exp
    found 4
  Do that.
`)
}

// TestPassed: nothing is called right that was not checked, or is not
// right.
func TestPassed(t *testing.T) {
	good := handMade(goodHeader, diagnosedPayload, testSecret)
	parts := strings.Split(good, ".")
	payload := func(pairs ...string) string {
		return handMade(goodHeader, change(t, diagnosedPayload, pairs...), testSecret)
	}
	const appKey, sdkKey = `,"appKey":"AbCdEfGhIjKlMnOpQrStUv"`, `"sdkKey":"AbCdEfGhIjKlMnOpQrStUv",`
	tests := map[string][]string{
		"the algorithm is HS256": {"eyJ*." + parts[1] + "." + parts[2], "." + parts[1] + "." + parts[2],
			handMade(`["HS256"]`, diagnosedPayload, testSecret), handMade(`{"alg":"HS512"}`, diagnosedPayload, testSecret)},
		"the MAC (signature part) is 32 bytes long": {parts[0] + "." + parts[1] + ".", parts[0] + "." + parts[1], good[:len(good)-2],
			parts[0] + "." + parts[1] + ".*" + parts[2], handMade(`{"alg":"HS512"}`, diagnosedPayload, testSecret)},
		"appKey equals sdkKey":                       {payload(sdkKey, ""), payload(appKey, ""), payload(appKey, `,"appKey":"other"`)},
		"the meeting number has 9 to 11 digits":      {payload(`"mn":"83137961703",`, ""), payload("83137961703", "831 3796 1703")},
		"the signature was not issued in the future": {payload("1699999980", "1700000001"), payload("1699999980", "1699999980000"), payload(`"iat":1699999980,`, "")},
		"the signature has not expired":              {payload("1700007180", "1700000000"), payload("1700007180", "1700007180000"), payload(`,"exp":1700007180`, "", `,"tokenExp":1700007180`, "")},
		"the signature matches the secret provided":  {good[:len(good)-2], parts[0] + "." + parts[1], handMade(goodHeader, diagnosedPayload, testSecret+"x"), parts[0] + ".x." + parts[2]},
		"the key matches the one provided":           {payload(sdkKey, "", appKey, ""), payload(testKey, "other"), parts[0]},
	}
	for passed, texts := range tests {
		opts := &diagnose.Options{Clock: at(testNow), Key: testKey, Secret: testSecret}
		assert.Contains(t, diagnose.Signature(good, opts).String(), passed)
		for _, text := range texts {
			assert.NotContains(t, diagnose.Signature(text, opts).String(), passed, text)
		}
		assert.NotContains(t, diagnose.Signature(handMade(goodHeader, `{"app_key":"x"}`, testSecret), opts).String(), passed)
		assert.NotContains(t, diagnose.Signature("nothing", opts).String(), passed)
	}
	const placeholder = "your-256-bit-secret"
	placed := diagnose.Signature(handMade(goodHeader, diagnosedPayload, placeholder), &diagnose.Options{Clock: at(testNow), Secret: placeholder})
	assert.Contains(t, placed.String(), "the signature matches the secret provided", "though that is a placeholder")
	bare := diagnose.Signature(good, &diagnose.Options{Clock: at(testNow)}).String()
	assert.NotContains(t, bare, "provided")
}

// TestClock: any time that a clock may show can be encoded, and leaves
// the distances sensible.
func TestClock(t *testing.T) {
	text := handMade(goodHeader, diagnosedPayload, testSecret)
	for year, at := range map[int]string{1: `"0001-01-01T00:00:00Z"`, 0: `"0000-01-01T00:00:00Z"`, 9999: `"9999-01-01T00:00:00Z"`, 10000: "null", -1: "null", 292277026: "null"} {
		d := diagnose.Signature(text, &diagnose.Options{Clock: clockAt(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC))})
		encoded, err := json.Marshal(d)
		require.NoError(t, err)
		assert.Contains(t, string(encoded), `"at":`+at+`,`)
		assert.NotContains(t, d.String(), "-9", year)
		var decoded diagnose.Report
		require.NoError(t, json.Unmarshal(encoded, &decoded))
	}
	berlin := time.FixedZone("CET", 60*60)
	assert.Equal(t, time.UTC, diagnose.Signature(text, &diagnose.Options{Clock: clockAt(time.Unix(testNow, 0).In(berlin))}).At.Location())
	d := diagnose.Signature(text, &diagnose.Options{Clock: clockAt(time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC))})
	assert.Contains(t, d.String(), ", 7975 years ago")
}

// TestShows: what is shown of the input, and how.
func TestShows(t *testing.T) {
	opts := &diagnose.Options{Clock: at(testNow), Secret: testSecret}
	with := func(member string) *diagnose.Report {
		return diagnose.Signature(handMade(goodHeader, `{`+member+`}`, testSecret), opts)
	}
	assert.Equal(t, `{"s":"a  b"}`, with(` "s" :  "a  b" `).Payload, "on one line")
	assert.Equal(t, `{"s":"\u202e"}`, with("\"s\":\"\u202e\"").Payload)
	assert.Equal(t, `{"s":"\ud834\udd73"}`, with("\"s\":\"\U0001d173\"").Payload, "as a surrogate pair")
	assert.Len(t, with(`"s":"`+strings.Repeat("x", 3000)+`"`).Payload, 2001+len("…"))

	for _, strange := range "@[`{/:" { // the neighbors of letters and digits
		assert.Equal(t, diagnose.CodeKeyFormat, with(`"appKey":"a` + string(strange) + `","mn":"1"`).Findings[1].Code)
	}
	d := with(`"\u001b[2J":1,"\u001b[2J":1,"` + strings.Repeat("x", 100) + `":1,"` + strings.Repeat("x", 100) + `":1`)
	var names []string
	for _, f := range d.Findings {
		if f.Code == diagnose.CodeDuplicateClaim {
			names = append(names, f.Claim)
		}
	}
	assert.Equal(t, []string{`"\x1b[2J"`, `"` + strings.Repeat("x", 63) + "…"}, names)

	var members []string
	for i := 0; i < 12; i++ {
		members = append(members, fmt.Sprintf(`"a%d":1,"a%d":2`, i, i))
	}
	var duplicates []string
	for _, f := range with(strings.Join(members, ",")).Findings {
		if f.Code == diagnose.CodeDuplicateClaim {
			duplicates = append(duplicates, f.Claim+": "+f.Got)
		}
	}
	require.Len(t, duplicates, 11)
	assert.Equal(t, []string{"a9: 2 times", "payload: 2 more duplicates"}, duplicates[9:])

	for name, claim := range map[string]string{
		"a_1": "a_1", "": `""`, "a b": `"a b"`, "é": `"é"`, "a^": `"a^"`, "a`": "\"a`\"",
		strings.Repeat("x", 32): strings.Repeat("x", 32), strings.Repeat("x", 33): `"` + strings.Repeat("x", 33) + `"`,
	} {
		findings := with(fmt.Sprintf(`"%s":1,"%s":1`, name, name)).Findings
		i := slices.IndexFunc(findings, func(f diagnose.Finding) bool { return f.Code == diagnose.CodeDuplicateClaim })
		require.GreaterOrEqual(t, i, 0, name)
		assert.Equal(t, claim, findings[i].Claim)
	}

	assert.Equal(t, diagnosedPayload, diagnose.Signature(encode(goodHeader)+"."+encode(diagnosedPayload), opts).Payload)
	unsigned := diagnose.Signature(encode(goodHeader)+"."+encode(diagnosedPayload), opts).String()
	assert.Contains(t, unsigned, "- the secret: it cannot be compared with this signature\n")
	placeholder := diagnose.Signature(handMade(goodHeader, diagnosedPayload, "your-256-bit-secret"), opts).String()
	assert.NotContains(t, placeholder, "- the secret")

	long := strings.Repeat("x", 5000)
	for _, f := range diagnose.Signature(handMade(`{"alg":"`+long+`","zip":"`+long+`"}`, diagnosedPayload, testSecret), opts).Findings {
		assert.Less(t, len(f.Got), 80)
	}
}
