package diagnose_test

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig/diagnose"
	"github.com/zoomsig/zoomsig/internal/sigtest"
)

// goodPayload is one about which a diagnosis at now has nothing to say. Neither its
// iat nor iat + 30 is a multiple of 128.
const goodPayload = `{"sdkKey":"AbCdEfGhIjKlMnOpQrStUv","mn":"83137961703","role":0,"iat":1699999980,` +
	`"exp":1700007180,"appKey":"AbCdEfGhIjKlMnOpQrStUv","tokenExp":1700007180}`

// shortSecret is one of fewer than 8 bytes, which is no word of a report.
const shortSecret = "s3cr!t"

var now = time.Unix(sigtest.Now, 0)

// good returns a healthy signature, with changes in its payload: each text of a pair
// is replaced by the other, and must be there.
func good(t testing.TB, pairs ...string) string {
	t.Helper()
	payload := goodPayload
	for i := 0; i < len(pairs); i += 2 {
		require.Contains(t, payload, pairs[i])
		payload = strings.ReplaceAll(payload, pairs[i], pairs[i+1])
	}
	return sigtest.JWT(sigtest.Header, payload)
}

// given returns options with the right credentials and changes to them.
func given(change func(*diagnose.Options)) *diagnose.Options {
	opts := &diagnose.Options{At: now, Key: sigtest.Key, Secret: sigtest.Secret}
	if change != nil {
		change(opts)
	}
	return opts
}

// diagnosed diagnoses a text, and checks what is true of every report.
func diagnosed(t testing.TB, text string, opts *diagnose.Options) *diagnose.Report {
	t.Helper()
	r := diagnose.Signature(text, opts)
	encoded, err := json.Marshal(r)
	require.NoError(t, err)
	var decoded diagnose.Report
	require.NoError(t, json.Unmarshal(encoded, &decoded))
	assert.Equal(t, *r, decoded, "nothing is lost in the JSON")
	for _, list := range []any{r.Findings, r.Times, r.Checked, r.Unchecked} {
		assert.NotNil(t, list, "lists are empty, never null")
	}
	assert.NotEmpty(t, r.Summary)
	errors := 0
	rank := map[diagnose.Severity]int{diagnose.SeverityError: 0, diagnose.SeverityWarning: 1, diagnose.SeverityInfo: 2}
	for i, f := range r.Findings {
		assert.NotEmpty(t, f.Hint, f.Code)
		assert.NotRegexp(t, `\{[a-z-]+\}`, f.Expected, "a name of faults.txt")
		if f.Severity == diagnose.SeverityError {
			errors++
		}
		if i > 0 {
			assert.LessOrEqual(t, rank[r.Findings[i-1].Severity], rank[f.Severity], "errors, warnings, notes")
		}
	}
	assert.Equal(t, errors == 0, r.OK())
	assert.Equal(t, errors > 0, r.Verdict == diagnose.VerdictErrors)
	shown := r.String() + string(encoded)
	assert.Less(t, len(shown), 200_000)
	for _, c := range r.String() {
		assert.False(t, c < ' ' && c != '\n' && c != '\t' || c == '\u202e', "%q can change a terminal", c)
	}
	secret := strings.TrimSpace(opts.Secret)
	isWord := len(secret) < 8 || strings.Contains(secret, " ") || len(strings.Trim(secret, "aeinorst")) < 5 ||
		strings.Contains("2023-11-14T22:13:20Z (Unix time 1700000000)", secret)
	if !isWord || secret == shortSecret { // which a report may have in sentences of its own
		assert.NotContains(t, shown, secret)
		unescaped := regexp.MustCompile(`\\+u00[0-7][0-9a-f]`).ReplaceAllStringFunc(shown, func(escape string) string {
			code, _ := strconv.ParseUint(escape[len(escape)-2:], 16, 8)
			return string(rune(code))
		})
		assert.NotContains(t, unescaped, secret)
	}
	return r
}

func codesOf(r *diagnose.Report) string {
	var codes []string
	for _, f := range r.Findings {
		codes = append(codes, string(f.Code))
	}
	return strings.Join(codes, " ")
}

// finding returns the first finding with this code.
func finding(t testing.TB, r *diagnose.Report, code diagnose.Code) diagnose.Finding {
	t.Helper()
	for _, f := range r.Findings {
		if f.Code == code {
			return f
		}
	}
	require.Contains(t, codesOf(r), code)
	return diagnose.Finding{}
}
