package conformance

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write *.jsonl anew")

// TestFiles: the files hold the rows of the tables. Each row has an id
// of its own, shows something of its own, and follows from a rule of the README,
// and each rule has a row.
func TestFiles(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	uses := map[string]int{} // of each rule
	for _, line := range strings.Split(string(readme), "\n") {
		if strings.HasPrefix(line, "- ") {
			uses[line[2:]] = 0
		}
	}
	kebab := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	sentence := regexp.MustCompile(`^[A-Z0-9].*[^.]\.$`)
	ids := map[string]string{}
	inputs := map[string]string{}
	check := func(file string, encoded [][]byte, least int) {
		assert.GreaterOrEqual(t, len(encoded), least, file)
		for _, line := range encoded {
			var row struct{ ID, Comment, Rule string }
			require.NoError(t, json.Unmarshal(line, &row))
			var members map[string]json.RawMessage
			require.NoError(t, json.Unmarshal(line, &members))
			assert.Regexp(t, kebab, row.ID)
			assert.Empty(t, ids[row.ID], "the id %s twice, in %s", row.ID, file)
			ids[row.ID] = file
			assert.Regexp(t, sentence, row.Comment, row.ID)
			if !strings.HasPrefix(row.Rule, "RFC ") {
				require.Contains(t, uses, row.Rule, "the rule of %s is not in the README", row.ID)
				uses[row.Rule]++
			}
			for _, member := range []string{"id", "comment", "rule"} {
				delete(members, member)
			}
			input, err := json.Marshal(members)
			require.NoError(t, err)
			assert.Empty(t, inputs[file+string(input)], "%s shows the same", row.ID)
			inputs[file+string(input)] = row.ID
		}
		want := append(bytes.Join(encoded, []byte("\n")), '\n')
		path := file
		if *update {
			require.NoError(t, os.WriteFile(path, want, 0o644))
		}
		got, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.True(t, bytes.Equal(want, got), "%s is stale: go test ./conformance -update", path)
	}
	check("sign.jsonl", encodeRows(t, conformSignRows()), 150)
	check("verify.jsonl", encodeRows(t, conformVerifyRows(t)), 400)
	check("legacy-sign.jsonl", encodeRows(t, conformLegacySignRows()), 40)
	check("legacy-verify.jsonl", encodeRows(t, conformLegacyVerifyRows()), 60)
	check("diagnose.jsonl", encodeRows(t, conformDiagnoseRows()), 150)
	for rule, rows := range uses {
		assert.NotZero(t, rows, "no row follows from: %s", rule)
	}
}

// encodeRows writes each row as a line of JSON in ASCII.
func encodeRows[T any](t testing.TB, rows []T) [][]byte {
	t.Helper()
	var lines [][]byte
	for _, row := range rows {
		var b bytes.Buffer
		encoder := json.NewEncoder(&b)
		encoder.SetEscapeHTML(false)
		require.NoError(t, encoder.Encode(row))
		lines = append(lines, []byte(inASCII(strings.TrimSuffix(b.String(), "\n"))))
	}
	return lines
}

// inASCII escapes in JSON what is not printable ASCII.
func inASCII(text string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		if ' ' <= unit && unit < 0x7f {
			b.WriteByte(byte(unit))
			continue
		}
		fmt.Fprintf(&b, `\u%04x`, unit)
	}
	return b.String()
}
