package conformance

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestFiles: each row has an id of its own, shows something of its own, and follows
// from a rule of the README, and each rule has a row.
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
	ids, inputs := map[string]bool{}, map[string]bool{}
	for file, least := range map[string]int{
		"sign.jsonl": 150, "verify.jsonl": 400, "legacy-sign.jsonl": 40, "legacy-verify.jsonl": 60, "diagnose.jsonl": 150,
	} {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.False(t, regexp.MustCompile(`[^\n\x20-\x7e]`).Match(data), "%s is not ASCII", file)
		lines := bytes.Split(bytes.TrimSuffix(data, []byte("\n")), []byte("\n"))
		assert.GreaterOrEqual(t, len(lines), least, file)
		for _, line := range lines {
			var row struct{ ID, Comment, Rule string }
			require.NoError(t, json.Unmarshal(line, &row))
			assert.Regexp(t, kebab, row.ID)
			assert.False(t, ids[row.ID], "the id %s twice", row.ID)
			ids[row.ID] = true
			assert.Regexp(t, sentence, row.Comment, row.ID)
			if !strings.HasPrefix(row.Rule, "RFC ") {
				require.Contains(t, uses, row.Rule, "the rule of %s is not in the README", row.ID)
				uses[row.Rule]++
			}
			var input map[string]json.RawMessage
			require.NoError(t, json.Unmarshal(line, &input))
			for _, member := range []string{"id", "comment", "rule"} {
				delete(input, member)
			}
			encoded, err := json.Marshal(input)
			require.NoError(t, err)
			assert.False(t, inputs[file+string(encoded)], "%s shows nothing new", row.ID)
			inputs[file+string(encoded)] = true
		}
	}
	for rule, rows := range uses {
		assert.NotZero(t, rows, "no row follows from: %s", rule)
	}
}
