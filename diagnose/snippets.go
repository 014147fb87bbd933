package diagnose

import (
	_ "embed"
	"strings"
)

// Snippet is a cure as code.
type Snippet struct {
	Language string `json:"language"` // such as "JavaScript" or "C#"
	Code     string `json:"code"`     // lines without a line break after the last
}

//go:embed snippets.txt
var snippetsFile string

// snippets returns a cure in JavaScript, Python, PHP, Java, C#, Ruby and Go, in this
// order, and nil if there is no cure with this name.
func snippets(cure string) []Snippet {
	_, rest, _ := strings.Cut(snippetsFile, "\n=== "+cure+"\n")
	section, _, _ := strings.Cut(rest, "\n=== ")
	var all []Snippet
	for _, part := range strings.Split("\n"+section, "\n--- ")[1:] {
		language, code, _ := strings.Cut(part, "\n")
		all = append(all, Snippet{Language: language, Code: strings.TrimRight(code, "\n")})
	}
	return all
}
