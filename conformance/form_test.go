package conformance

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig/internal/sigtest"
)

var update = flag.Bool("update", false, "write manifest.json and the findings of diagnose.jsonl")

// manifest is what manifest.json says about the suite.
type manifest struct {
	Version string         `json:"version"`
	Date    string         `json:"date"`
	Files   []manifestFile `json:"files"`
}

type manifestFile struct {
	Name    string `json:"name"`
	Profile string `json:"profile"`
	Rows    int    `json:"rows"`
	SHA256  string `json:"sha256"`
}

func readManifest(t *testing.T) manifest {
	t.Helper()
	data, err := os.ReadFile("manifest.json")
	require.NoError(t, err)
	var m manifest
	require.NoError(t, json.Unmarshal(data, &m))
	return m
}

// TestManifest keeps the numbers and hashes of manifest.json. With -update it writes them.
func TestManifest(t *testing.T) {
	m := readManifest(t)
	for i, file := range m.Files {
		data, err := os.ReadFile(file.Name)
		require.NoError(t, err)
		m.Files[i].Rows = bytes.Count(data, []byte("\n"))
		m.Files[i].SHA256 = fmt.Sprintf("%x", sha256.Sum256(data))
	}
	if *update {
		data, err := json.MarshalIndent(m, "", "  ")
		require.NoError(t, err)
		require.NoError(t, os.WriteFile("manifest.json", append(data, '\n'), 0o644))
	}
	assert.Equal(t, m, readManifest(t), "run go test ./conformance -run TestManifest -update")

	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	assert.Contains(t, string(readme), "This is version "+m.Version+".")
}

// TestRows: each row has an id of its own, is told apart from every other by what it gives, and names a rule of
// README.md, and each rule has a row. What else a row must have is in the schemas and in check.py.
func TestRows(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	uses := map[string]int{}
	for _, rule := range regexp.MustCompile(`(?m)^- \*\*([A-Z]\d+)\*\*`).FindAllSubmatch(readme, -1) {
		assert.NotContains(t, uses, string(rule[1]), "two rules have one id")
		uses[string(rule[1])] = 0
	}
	ids, inputs := map[string]bool{}, map[string]bool{}
	for _, file := range readManifest(t).Files {
		for _, row := range sigtest.Load[map[string]any](t, file.Name) {
			id, rule := row["id"].(string), row["rule"].(string)
			assert.False(t, ids[id], "two rows have the id %s", id)
			ids[id] = true
			require.Contains(t, uses, rule, id)
			uses[rule]++
			for _, member := range []string{"id", "comment", "rule"} {
				delete(row, member)
			}
			input := file.Name + fmt.Sprint(row)
			assert.False(t, inputs[input], "%s shows what another row shows", id)
			inputs[input] = true
		}
	}
	for rule, rows := range uses {
		assert.NotZero(t, rows, "no row follows from %s", rule)
	}
}
