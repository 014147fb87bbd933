package diagnose

import (
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
	// VerdictElsewhere means that there is no error, and that the error code says that Zoom
	// accepted the signature.
	VerdictElsewhere Verdict = "elsewhere"
	// VerdictUnproven means that there is no error, but that the key or the secret was not
	// checked, a warning may apply, or the error code may blame the signature.
	VerdictUnproven Verdict = "unproven"
	// VerdictClean means that there is neither an error nor a warning, that the key and the
	// secret fit, and that no error code blames the signature.
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

// OK reports whether there is no finding of [SeverityError].
func (r *Report) OK() bool {
	return !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Severity == SeverityError })
}

// String returns the report for a person: the summary, the findings from errors to
// notes with what to change, what the signature contains, what was checked, and what
// was not.
func (r *Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", wrap(r.Summary, ""))
	r.writeFindings(&b)
	if r.Format != FormatUnknown {
		fmt.Fprintf(&b, "\n%s, checked as of %s\n", r.describeFormat(), formatTime(r.At))
	}
	writeField(&b, "header", r.Header)
	writeField(&b, map[bool]string{true: "fields", false: "payload"}[r.Format == FormatLegacy], r.Payload)
	for _, t := range r.Times {
		writeField(&b, t.Part, t.Text+" = "+t.Meaning)
	}
	writeChecks(&b, "CHECKED, and right", r.Checked)
	writeChecks(&b, "NOT CHECKED", r.Unchecked)
	return b.String()
}

func writeField(b *strings.Builder, name, text string) {
	if text != "" {
		fmt.Fprintf(b, "  %-9s  %s\n", name, text)
	}
}

func writeChecks(b *strings.Builder, title string, checks []Check) {
	if len(checks) > 0 {
		fmt.Fprintf(b, "\n%s\n", title)
	}
	for _, check := range checks {
		fmt.Fprintf(b, "- %s\n", check.Text)
	}
}

func (r *Report) describeFormat() string {
	isOther := func(f Finding) bool { return f.Code == CodeVideoSDKToken || f.Code == CodeAPIToken }
	if slices.ContainsFunc(r.Findings, isOther) {
		return "JWT, but not a Meeting SDK signature"
	}
	if r.Format == FormatLegacy {
		return "Legacy signature of a JWT app"
	}
	return "Meeting SDK JWT"
}

// writeFindings writes the findings, with a title for each severity. Neighbors that
// share code and hint form a group, whose hint is written once. Only the first cure
// that is code is shown, since each fills a screen.
func (r *Report) writeFindings(b *strings.Builder) {
	titles := map[Severity]string{
		SeverityError:   "ERRORS (any one of these can make a join fail)",
		SeverityWarning: "WARNINGS (each of these matters only in some cases)",
		SeverityInfo:    "NOTES",
	}
	isCured := false
	for start, end := 0, 0; start < len(r.Findings); start = end {
		f := r.Findings[start]
		for end < len(r.Findings) && r.Findings[end].belongsTo(f) {
			end++
		}
		if title, isNew := titles[f.Severity]; isNew {
			fmt.Fprintf(b, "\n%s\n", title)
			delete(titles, f.Severity)
		}
		writeGroup(b, r.Findings[start:end])
		if !isCured {
			writeSnippets(b, f.Snippets)
			isCured = len(f.Snippets) > 0
		}
	}
}

func (f Finding) belongsTo(g Finding) bool {
	return f.Code == g.Code && f.Hint == g.Hint && f.Severity == g.Severity
}

func writeGroup(b *strings.Builder, group []Finding) {
	var parts, lines []string
	for _, f := range group {
		line := f.describe()
		if f.Part != "" {
			parts = append(parts, f.Part)
			if len(group) > 1 {
				line = f.Part + ": " + line
			}
		}
		if line != "" {
			lines = append(lines, "    "+line+"\n")
		}
	}
	title := strings.TrimSuffix(string(group[0].Code)+": "+strings.Join(parts, ", "), ": ")
	fmt.Fprintf(b, "- %s\n%s", title, strings.Join(lines, ""))
	for _, line := range strings.Split(group[0].Hint, "\n") {
		indent := "  "
		if strings.HasPrefix(line, "- ") {
			indent = "    "
		}
		fmt.Fprintf(b, "  %s\n", wrap(line, indent))
	}
}

// writeSnippets writes a cure in each language.
func writeSnippets(b *strings.Builder, snippets []Snippet) {
	for _, s := range snippets {
		fmt.Fprintf(b, "    %-10s  %s\n", s.Language, strings.ReplaceAll(s.Code, "\n", "\n"+strings.Repeat(" ", 16)))
	}
}

// wrap breaks a line at spaces so that it fits on a terminal.
func wrap(line, indent string) string {
	const width = 100
	var b strings.Builder
	column := 0
	for i, word := range strings.Split(line, " ") {
		length := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case column+length >= width:
			b.WriteString("\n" + indent)
			column = len(indent)
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += length
	}
	return b.String()
}

func (f Finding) describe() string {
	text := f.Found
	if text != "" && !strings.HasPrefix(text, missing) {
		text = "found " + text
	}
	if f.Expected != "" {
		text += ", expected " + f.Expected
	}
	return text
}
