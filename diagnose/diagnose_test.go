package diagnose_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math/rand"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
	"github.com/zoomsig/zoomsig/diagnose"
	"github.com/zoomsig/zoomsig/internal/sigtest"
)

// diagnosedPayload is one in which a diagnosis at testNow finds nothing to say.
// Neither its iat nor iat + 30 is a multiple of 128.
const diagnosedPayload = `{"sdkKey":"AbCdEfGhIjKlMnOpQrStUv","mn":"83137961703","role":0,"iat":1699999980,"exp":1700007180,"appKey":"AbCdEfGhIjKlMnOpQrStUv","tokenExp":1700007180}`

var update = flag.Bool("update", false, "write testdata/findings.txt and testdata/report.* anew")

// findingsFile has the findings of each row of the suite, after its id.
const findingsFile = "testdata/findings.txt"

// Test: Diagnose finds what diagnose.jsonl says, and in findingsFile stand
// the claim, Got and Want of each finding.
func TestFindings(t *testing.T) {
	before := map[string]string{}
	data, err := os.ReadFile(findingsFile)
	require.NoError(t, err)
	for _, findings := range strings.SplitAfter(string(data), "\n\n") {
		id, _, _ := strings.Cut(findings, "\n")
		before[id] = findings
	}
	var golden strings.Builder
	for _, row := range loadSuite(t) {
		if fips140(row.Secret) && row.Secret != "" || fips140("") && strings.HasPrefix(row.ID, "diagnose-placeholder-empty") {
			golden.WriteString(before[row.ID]) // crypto/hmac rejects a secret this short
			continue
		}
		opts := &diagnose.Options{Clock: at(row.AtS), Key: row.Key, Secret: row.Secret, ErrorCode: row.ErrorCode}
		opts.Join = row.Join
		d := diagnose.Signature(row.text(t), opts)
		t.Run(row.ID, func(t *testing.T) {
			assert.Equal(t, row.Codes, codesOf(d))
			checkDiagnosis(t, d, row.Secret)
		})
		fmt.Fprintln(&golden, row.ID)
		for _, f := range d.Findings {
			fmt.Fprintf(&golden, "\t%s %s | %s | %s | %s\n", f.Severity, f.Code, f.Claim, f.Got, f.Want)
		}
		fmt.Fprintln(&golden)
	}
	compareGolden(t, findingsFile, golden.String())
}

// compareGolden compares text with a file of testdata, or writes it there if the
// tests run with -update.
func compareGolden(t *testing.T, file, text string) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), text)
}

// TestVectors: signatures rebuilt from code that people posted, with dummy
// credentials. Every code in must is found, and none that is in neither must nor
// may.
func TestVectors(t *testing.T) {
	type row struct {
		ID, Signature, Key, Secret string
		At                         int64
		Must, May                  []string
	}
	for _, v := range sigtest.Load[row](t, "testdata/diagnose.jsonl") {
		t.Run(v.ID, func(t *testing.T) {
			d := diagnose.Signature(v.Signature, &diagnose.Options{Clock: at(v.At), Key: v.Key, Secret: v.Secret})
			assert.Subset(t, codesOf(d), v.Must)
			for _, f := range d.Findings {
				isNote := f.Code == diagnose.CodeFloat32Time && f.Severity == diagnose.SeverityInfo // of round numbers typed by hand
				assert.True(t, isNote || slices.Contains(append(v.Must, v.May...), string(f.Code)), f.Code)
			}
			checkDiagnosis(t, d, v.Secret)
		})
	}
}

func codesOf(d *diagnose.Report) []string {
	codes := []string{}
	for _, f := range d.Findings {
		codes = append(codes, string(f.Code))
	}
	return codes
}

// change replaces texts by others, pair by pair. Each must be there.
func change(t testing.TB, text string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		require.Contains(t, text, pairs[i])
		text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
	}
	return text
}

// documentedCodes returns the codes in the order of the source, each of which has
// a comment.
var documentedCodes = sync.OnceValue(func() []string {
	file, err := parser.ParseFile(token.NewFileSet(), "finding.go", nil, parser.ParseComments)
	if err != nil {
		panic(err)
	}
	var codes []string
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); ok && name.Name == "Code" && spec.Comment.Text() != "" {
			code, _ := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			codes = append(codes, code)
		}
		return true
	})
	return codes
})

// TestCodes: each code is documented, and the rows of its rule include one that
// finds it and one that does not.
func TestCodes(t *testing.T) {
	assert.Len(t, documentedCodes(), 51)
	formats := []diagnose.Format{diagnose.FormatUnknown, diagnose.FormatJWT, diagnose.FormatLegacy}
	assert.Equal(t, []diagnose.Format{"unknown", "jwt", "legacy"}, formats, "programs read them in the JSON")
	readme, err := os.ReadFile("../conformance/README.md")
	require.NoError(t, err)
	codes := map[string]string{} // of rules
	for _, rule := range regexp.MustCompile("(?m)^- \\*\\*(D\\d+)\\*\\*, `([a-z0-9-]+)`").FindAllSubmatch(readme, -1) {
		codes[string(rule[1])] = string(rule[2])
	}
	rows := map[string]map[bool]int{}
	for _, row := range loadSuite(t) {
		code := codes[row.Rule]
		if rows[code] == nil {
			rows[code] = map[bool]int{}
		}
		rows[code][slices.Contains(row.Codes, code)]++
	}
	for _, code := range documentedCodes() {
		assert.NotZero(t, rows[code][true], "no row finds %s", code)
		assert.NotZero(t, rows[code][false], "no row nearly finds %s", code)
	}
}

// checkDiagnosis asserts what holds for every diagnosis.
func checkDiagnosis(t testing.TB, d *diagnose.Report, secret string) {
	t.Helper()
	require.NotEmpty(t, d.Findings)
	assert.LessOrEqual(t, len(d.Findings), 100)
	order := documentedCodes()
	seen := map[[2]string]bool{}
	last, errors := 0, 0
	for _, f := range d.Findings {
		i := slices.Index(order, string(f.Code))
		require.GreaterOrEqual(t, i, last, "%s is undocumented or out of order", f.Code)
		last = i
		once := [2]string{string(f.Code), f.Claim}
		assert.False(t, seen[once], "%s twice for %s", f.Code, f.Claim)
		seen[once] = true
		assert.Contains(t, []diagnose.Severity{diagnose.SeverityError, diagnose.SeverityWarning, diagnose.SeverityInfo}, f.Severity)
		assert.NotEmpty(t, f.Hint)
		if f.Severity == diagnose.SeverityError {
			errors++
		}
	}
	assert.Equal(t, errors == 0, d.OK())
	report := d.String()
	assert.Less(t, len(report), 20_000)
	encoded, err := json.Marshal(d)
	require.NoError(t, err)
	for _, text := range []string{report, string(encoded)} {
		assert.Equal(t, -1, strings.IndexFunc(text, func(r rune) bool { return r != '\n' && (r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u202e') }), "a control character")
		if secret = strings.Trim(secret, "\"' \t\r\n"); len(secret) >= 8 && !strings.HasPrefix(secret, "your-") {
			assert.NotContains(t, text, secret)
		}
	}
}

// TestIsDeterministic: the same text gives the same findings, also with
// repeated members whose names differ only where they are not shown.
func TestIsDeterministic(t *testing.T) {
	var payload strings.Builder
	for i := 0; i < 100; i++ {
		fmt.Fprintf(&payload, `"%s%d":1,`, strings.Repeat("x", 70), i%50)
	}
	text := handMade(`{"b":1,"a":1,"b":1,"a":1}`, "{"+payload.String()+`"exp":1,"iat":1,"exp":1,"iat":1}`, testSecret)
	opts := &diagnose.Options{Clock: at(testNow), Secret: testSecret}
	want := diagnose.Signature(text, opts)
	for i := 0; i < 1000; i++ {
		require.Equal(t, want, diagnose.Signature(text, opts))
	}
}

func TestIsBounded(t *testing.T) {
	good := handMade(goodHeader, diagnosedPayload, testSecret)
	var duplicates, secrets strings.Builder
	for i := 0; i < 700; i++ {
		fmt.Fprintf(&duplicates, `"a%d":1,"a%d":1,`, i, i)
		fmt.Fprintf(&secrets, `"a%d":"%s",`, i, testSecret)
	}
	for name, text := range map[string]string{
		"dots":                 strings.Repeat(".", 1<<20),
		"one letter":           strings.Repeat("A", 1<<20),
		"blanks":               strings.Repeat(" ", 1<<20),
		"quotes around":        strings.Repeat("'", 1<<19) + "x" + strings.Repeat("'", 1<<19),
		"controls":             "eyJ" + strings.Repeat("\x1b[2J", 1<<18),
		"percent signs":        strings.Repeat("%", 1<<20),
		"backslashes":          strings.Repeat(`\`, 1<<20),
		"beginnings":           strings.Repeat("eyJ.", 1<<18),
		"beginnings in words":  strings.Repeat("eyJhbGciOiJIUzI1NiJ9 ", 1<<15),
		"empty objects":        strings.Repeat("e30.e30 ", 1<<17),
		"signatures":           strings.Repeat(good+" ", 1<<11),
		"a signature far back": strings.Repeat("- ", 1<<19) + good,
		"long claim":           handMade(goodHeader, `{"sdkKey":"`+strings.Repeat("k", 10000)+`","mn":"`+strings.Repeat("\\u001b", 100)+`"}`, testSecret),
		"many claims":          handMade(goodHeader, `{`+strings.Repeat(`"":1,`, 2000)+`"":1}`, testSecret),
		"many duplicates":      handMade(goodHeader, `{`+duplicates.String()[:11000]+`"":1}`, testSecret),
		"many secrets":         handMade(goodHeader, `{`+secrets.String()[:len(`"a0":"",`+testSecret)*10+90]+`"}`, testSecret),
		"deep":                 handMade(goodHeader, `{"a":`+strings.Repeat("[", 4000)+strings.Repeat("]", 4000)+`}`, testSecret),
		"digits":               handMade(goodHeader, `{"iat":`+strings.Repeat("9", 9000)+`}`, testSecret),
	} {
		d := diagnose.Signature(text, &diagnose.Options{Clock: at(testNow), Secret: testSecret})
		t.Run(name, func(t *testing.T) { checkDiagnosis(t, d, testSecret) })
	}
}

// TestOwnSignatures: what a Signer with default Options makes has nothing
// wrong, whether or not key and secret are given.
func TestOwnSignatures(t *testing.T) {
	random := rand.New(rand.NewSource(4))
	for i := 0; i < 1000; i++ {
		now := 1_600_000_000 + random.Int63n(1_000_000_000)
		claims := zoomsig.Claims{
			MeetingNumber: 100_000_000 + zoomsig.MeetingNumber(random.Int63n(99_900_000_000)),
			Role:          zoomsig.Role(random.Intn(2)),
		}
		signature, err := newSigner(t, &zoomsig.Options{Clock: at(now)}).Sign(claims)
		require.NoError(t, err)
		want := "check-credentials"
		if claims.Role == zoomsig.RoleHost {
			want = "host-needs-zak " + want
		}
		if now%128 == 0 || (now-30)%128 == 0 {
			want = "float32-time " + want
		}
		for _, opts := range []diagnose.Options{{}, {Key: testKey, Secret: testSecret}} {
			opts.Clock = at(now)
			d := diagnose.Signature(signature, &opts)
			require.Equal(t, want, strings.Join(codesOf(d), " "))
			require.True(t, d.OK())
		}
	}
}

// TestNilOptions: the zero options, and the system clock.
func TestNilOptions(t *testing.T) {
	good := handMade(goodHeader, diagnosedPayload, testSecret)
	assert.Equal(t, "expired", strings.Join(codesOf(diagnose.Signature(good, nil)), " "))
	clock := new(countingClock)
	diagnose.Signature(good, &diagnose.Options{Clock: clock})
	assert.Equal(t, 1, clock.reads)
}
