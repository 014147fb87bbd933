package docs

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "copy diagnose/snippets.txt to troubleshooting.md")

const (
	snippetsBegin = "<!-- The rest of this section is written by: go test ./docs -update -->\n"
	snippetsEnd   = "<!-- The end of the snippets -->\n"
)

var (
	languages = []struct{ name, fence string }{
		{name: "JavaScript", fence: "js"}, {name: "Python", fence: "python"}, {name: "PHP", fence: "php"},
		{name: "Java", fence: "java"}, {name: "C#", fence: "csharp"}, {name: "Ruby", fence: "ruby"},
		{name: "Go", fence: "go"},
	}
	cures = []struct{ name, title string }{
		{name: "time", title: "Times"},
		{name: "encoding", title: "A part of the signature, as base64url"},
		{name: "hmac", title: "The third part, which is the MAC"},
		{name: "secret", title: "The secret"},
		{name: "json", title: "The payload"},
		{name: "role", title: "Meeting number and role"},
		{name: "body", title: "The body of a request"},
		{name: "library", title: "With a library"},
	}
)

// TestSnippets checks that troubleshooting.md has the snippets of the diagnosis,
// ordered by language.
func TestSnippets(t *testing.T) {
	data := read(t, "../diagnose/snippets.txt")
	require.Equal(t, len(cures), strings.Count(data, "\n=== "), "a cure without a title")
	require.Equal(t, len(cures)*len(languages), strings.Count(data, "\n--- "), "a language without a place")
	var section strings.Builder
	for _, language := range languages {
		fmt.Fprintf(&section, "\n### %s\n", language.name)
		for _, cure := range cures {
			_, code, found := strings.Cut(data, "\n=== "+cure.name+"\n")
			require.True(t, found, cure.name)
			_, code, found = strings.Cut("\n"+code, "\n--- "+language.name+"\n")
			require.True(t, found, "%s in %s", cure.name, language.name)
			code, _, _ = strings.Cut(code, "\n--- ")
			code, _, _ = strings.Cut(code, "\n=== ")
			fmt.Fprintf(&section, "\n%s:\n\n```%s\n%s\n```\n", cure.title, language.fence, strings.TrimRight(code, "\n"))
		}
	}
	section.WriteByte('\n')

	const path = "troubleshooting.md"
	document := read(t, path)
	before, rest, _ := strings.Cut(document, snippetsBegin)
	_, after, found := strings.Cut(rest, snippetsEnd)
	require.True(t, found, "the comments around the snippets")
	expected := before + snippetsBegin + section.String() + snippetsEnd + after
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(expected), 0o666))
		return
	}
	assert.Equal(t, expected, document, "run go test ./docs -update")
}
