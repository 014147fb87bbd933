// Package docs holds documents. Its tests compare them with what they describe.
package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// documents are the Markdown files of the repository, by path.
func documents(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, pattern := range []string{"../*.md", "../*/*.md", "../*/*/*.md"} {
		paths, err := filepath.Glob(pattern)
		require.NoError(t, err)
		for _, path := range paths {
			texts[path] = read(t, path)
		}
	}
	return texts
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(data)
}

// rows returns the cells of the tables in a text, row by row.
func rows(text string) [][]string {
	var rows [][]string
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "|") {
			rows = append(rows, strings.Split(strings.Trim(line, "|"), "|"))
		}
	}
	return rows
}

func TestCellsAreShort(t *testing.T) {
	for _, row := range rows(read(t, "troubleshooting.md")) {
		for _, cell := range row {
			assert.LessOrEqual(t, len(strings.Fields(cell)), 20, cell)
		}
	}
}

var (
	link    = regexp.MustCompile(`\]\(([^()\s]*)\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.*)$`)
	dropped = regexp.MustCompile("[^a-z0-9 _-]")
)

// anchors returns the anchors that GitHub gives to the headings of a text.
func anchors(text string) []string {
	var anchors []string
	for _, match := range heading.FindAllStringSubmatch(text, -1) {
		anchors = append(anchors, strings.ReplaceAll(dropped.ReplaceAllString(strings.ToLower(match[1]), ""), " ", "-"))
	}
	return anchors
}

func TestLinksLeadSomewhere(t *testing.T) {
	texts := documents(t)
	for path, text := range texts {
		for _, match := range link.FindAllStringSubmatch(text, -1) {
			target, anchor, _ := strings.Cut(match[1], "#")
			if strings.Contains(target, ":") {
				continue
			}
			linked := path
			if target != "" {
				linked = filepath.Join(filepath.Dir(path), target)
				_, err := os.Stat(linked)
				assert.NoError(t, err, "%s links to %s", path, match[1])
			}
			if anchor != "" {
				assert.Contains(t, anchors(texts[linked]), anchor, "%s links to %s", path, match[1])
			}
		}
	}
}

// TestErrorCodes checks that the page has all codes of the Web SDK, and those of
// native SDKs that say something about the token at initialization.
func TestErrorCodes(t *testing.T) {
	_, page, _ := strings.Cut(read(t, "troubleshooting.md"), "\n## Error codes of the Web SDK\n")
	web, page, _ := strings.Cut(page, "\n## Error codes of native SDKs\n")
	native, _, _ := strings.Cut(page, "\n## ")
	var checked int
	for _, line := range strings.Split(read(t, "../internal/errorcodes/error_codes.tsv"), "\n")[1:] {
		fields := strings.Split(line, "\t")
		if len(fields) < 5 {
			continue
		}
		sdks, code, name, verdict := fields[0], fields[1], strings.Fields(fields[2] + " -")[0], fields[4]
		switch {
		case sdks == "Web":
			assert.True(t, strings.Contains(web, "\n| "+code+" |"), line)
		case sdks == "Video-SDK" || verdict != "rejected" && verdict != "maybe":
			continue
		case name != "-" && name != "(general":
			assert.True(t, strings.Contains(native, "| `"+name+"`"), line)
		}
		checked++
	}
	assert.Greater(t, checked, 140)
}

// TestFindings checks that a diagnosis can report what the page says it reports.
func TestFindings(t *testing.T) {
	codes := read(t, "../diagnose/report.go")
	var count int
	for _, table := range strings.Split(read(t, "troubleshooting.md"), "\n\n") {
		if !strings.Contains(table, "| reported as |") {
			continue
		}
		for _, row := range rows(table) {
			for _, match := range regexp.MustCompile("`([a-z0-9-]+)`").FindAllStringSubmatch(row[len(row)-1], -1) {
				count++
				assert.True(t, strings.Contains(codes, strconv.Quote(match[1])), match[1])
			}
		}
	}
	assert.Greater(t, count, 40)
}
