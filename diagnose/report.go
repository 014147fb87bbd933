package diagnose

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Report is what [Signature] found out about a signature.
type Report struct {
	Verdict Verdict   `json:"verdict"`
	Summary string    `json:"summary"` // the verdict in words: one to three sentences
	Format  Format    `json:"format"`
	SDK     SDK       `json:"sdk"`    // as given or deduced; empty if unknown
	At      time.Time `json:"at"`     // the time of the check, in UTC and not beyond the year 9999
	Header  string    `json:"header"` // decoded, for display: on one line, bounded; empty if there is none
	Payload string    `json:"payload"`

	Findings  []Finding `json:"findings"`  // what to fix first stands first: errors, warnings, notes
	Times     []Time    `json:"times"`     // the times that could be read
	Checked   []Check   `json:"checked"`   // what was checked and is right
	Unchecked []Check   `json:"unchecked"` // what was not checked: secret, key, sdk, error-code, join
}

// Verdict says in one word what a [Report] means.
type Verdict string

// The verdicts.
const (
	// VerdictErrors means that at least one finding is an error.
	VerdictErrors Verdict = "errors"
	// VerdictElsewhere means that there is no error, and that the error code says that Zoom accepted the signature.
	VerdictElsewhere Verdict = "elsewhere"
	// VerdictUnproven means that there is no error, but that the key or the secret was not checked, a warning may
	// apply, or the error code may blame the signature.
	VerdictUnproven Verdict = "unproven"
	// VerdictClean means that there is neither an error nor a warning, that the key and the secret fit, and that no
	// error code blames the signature.
	VerdictClean Verdict = "clean"
)

// Format is the format of a signature.
type Format string

// The formats.
const (
	FormatUnknown Format = "unknown" // neither of the others
	FormatJWT     Format = "jwt"     // a JWT, the format of Meeting SDK signatures
	FormatLegacy  Format = "legacy"  // the signature of JWT apps, which is not a JWT
)

// Severity says how a [Finding] affects a join.
type Severity string

// The severities.
const (
	SeverityError   Severity = "error"   // enough to make a join fail
	SeverityWarning Severity = "warning" // makes a join fail with some SDKs, or some of the time
	SeverityInfo    Severity = "info"    // worth knowing
)

// Finding is one thing that is wrong with a signature, or worth knowing about it.
type Finding struct {
	Code     Code      `json:"code"`
	Severity Severity  `json:"severity"`
	Part     string    `json:"part"`     // the claim or part, such as "iat" or "MAC"; empty for the whole
	Found    string    `json:"found"`    // what was found
	Expected string    `json:"expected"` // what was expected
	Hint     string    `json:"hint"`     // what to change; may have several lines, and items that begin with "- "
	Snippets []Snippet `json:"snippets"` // the cure as code, in several languages
}

// Time is a claim of the signature that is a time.
type Time struct {
	Part    string    `json:"part"`    // "iat", "exp", "tokenExp", or "timestamp" in a legacy signature
	Text    string    `json:"text"`    // as it is written
	Meaning string    `json:"meaning"` // such as "2022-03-10T18:39:43Z, 7 min 12 s ago"
	At      time.Time `json:"at"`
}

// Check is something that was checked, or was not.
type Check struct {
	Name string `json:"name"` // such as "secret"
	Text string `json:"text"` // a sentence
}

// Snippet is a cure as code.
type Snippet struct {
	Language string `json:"language"` // such as "JavaScript" or "C#"
	Code     string `json:"code"`     // lines without a line break after the last
}

//go:embed snippets.txt
var snippetsFile string

// snippets returns a cure in JavaScript, Python, PHP, Java, C#, Ruby and Go, in this order, and nil if there is no cure
// with this name.
func snippets(cure string) (all []Snippet) {
	_, rest, _ := strings.Cut(snippetsFile, "\n=== "+cure+"\n")
	section, _, _ := strings.Cut(rest, "\n=== ")
	for _, part := range strings.Split("\n"+section, "\n--- ")[1:] {
		language, code, _ := strings.Cut(part, "\n")
		all = append(all, Snippet{Language: language, Code: strings.TrimRight(code, "\n")})
	}
	return all
}

// OK reports whether there is no finding of [SeverityError].
func (r *Report) OK() bool {
	return !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Severity == SeverityError })
}

// String returns the report for a person: the summary, the findings from errors to notes with what to change, what the
// signature contains, what was checked, and what was not.
func (r *Report) String() string {
	var b strings.Builder
	section := ""
	item := func(title, text string) {
		if title != section {
			fmt.Fprintf(&b, "\n%s\n", title)
			section = title
		}
		fmt.Fprintf(&b, "- %s\n", text)
	}
	field := func(name, text string) {
		if text != "" {
			fmt.Fprintf(&b, "  %-9s  %s\n", name, text)
		}
	}
	fmt.Fprintln(&b, wrap(r.Summary, ""))
	titles := map[Severity]string{
		SeverityError:   "ERRORS (any one of these can make a join fail)",
		SeverityWarning: "WARNINGS (each of these matters only in some cases)",
		SeverityInfo:    "NOTES",
	}
	isCured := false // Only the first cure that is code is shown, since each fills a screen.
	for start, end := 0, 0; start < len(r.Findings); start = end {
		f := r.Findings[start]
		isLike := func(g Finding) bool { return g.Code == f.Code && g.Hint == f.Hint && g.Severity == f.Severity }
		for end < len(r.Findings) && isLike(r.Findings[end]) {
			end++
		}
		item(titles[f.Severity], describe(r.Findings[start:end]))
		if !isCured {
			for _, s := range f.Snippets {
				fmt.Fprintf(&b, "    %-10s  %s\n", s.Language, strings.ReplaceAll(s.Code, "\n", "\n"+strings.Repeat(" ", 16)))
			}
			isCured = len(f.Snippets) > 0
		}
	}
	format, payload := "Meeting SDK JWT", "payload"
	switch {
	case slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Code == CodeVideoSDKToken || f.Code == CodeAPIToken }):
		format = "JWT, but not a Meeting SDK signature"
	case r.Format == FormatLegacy:
		format, payload = "Legacy signature of a JWT app", "fields"
	}
	if r.Format != FormatUnknown {
		fmt.Fprintf(&b, "\n%s, checked as of %s\n", format, formatTime(r.At))
	}
	field("header", r.Header)
	field(payload, r.Payload)
	for _, t := range r.Times {
		field(t.Part, t.Text+" = "+t.Meaning)
	}
	for _, check := range r.Checked {
		item("CHECKED, and right", check.Text)
	}
	for _, check := range r.Unchecked {
		item("NOT CHECKED", check.Text)
	}
	return b.String()
}

// describe returns the text of findings that share code and hint.
func describe(group []Finding) string {
	var parts []string
	found := ""
	for _, f := range group {
		text := f.Found
		if text != "" && !strings.HasPrefix(text, missing) {
			text = "found " + text
		}
		if f.Expected != "" {
			text += ", expected " + f.Expected
		}
		if f.Part != "" {
			parts = append(parts, f.Part)
			if len(group) > 1 {
				text = f.Part + ": " + text
			}
		}
		if text != "" {
			found += "\n    " + text
		}
	}
	text := strings.TrimSuffix(string(group[0].Code)+": "+strings.Join(parts, ", "), ": ") + found
	for _, line := range strings.Split(group[0].Hint, "\n") {
		indent := "  "
		if strings.HasPrefix(line, "- ") {
			indent = "    "
		}
		text += "\n  " + wrap(line, indent)
	}
	return text
}

// wrap breaks a line at spaces so that it fits on a terminal.
func wrap(line, indent string) string {
	const width = 100
	words, column := strings.Split(line, " "), 0
	for i, word := range words {
		length := utf8.RuneCountInString(word)
		if i > 0 && column+length > width {
			words[i] = "\n" + indent + word
			column = len(indent)
		}
		column += length + 1
	}
	return strings.ReplaceAll(strings.Join(words, " "), " \n", "\n")
}
