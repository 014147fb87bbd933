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
	VerdictErrors    Verdict = "errors"    // at least one finding is an error
	VerdictElsewhere Verdict = "elsewhere" // no error, and the error code says that Zoom accepted the signature
	VerdictUnproven  Verdict = "unproven"  // no error, but not everything was checked, or a warning may apply
	VerdictClean     Verdict = "clean"     // no error, and the key and the secret fit
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
	r.writeFindings(&b, SeverityError, "ERRORS (any one of these can make a join fail)")
	r.writeFindings(&b, SeverityWarning, "WARNINGS (each of these matters only in some cases)")
	r.writeFindings(&b, SeverityInfo, "NOTES")
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
		fmt.Fprintf(b, "  %-8s  %s\n", name, text)
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
	if slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Code == CodeVideoSDKToken || f.Code == CodeAPIToken }) {
		return "JWT, but not a Meeting SDK signature"
	}
	if r.Format == FormatLegacy {
		return "Legacy signature of a JWT app"
	}
	return "Meeting SDK JWT"
}

// writeFindings writes the findings of one severity. Findings that share code and
// hint form a group, whose hint is written once.
func (r *Report) writeFindings(b *strings.Builder, severity Severity, title string) {
	var group []Finding
	cure := r.firstCure()
	for i, f := range r.Findings {
		if f.Severity != severity {
			continue
		}
		if group = append(group, f); i+1 < len(r.Findings) && r.Findings[i+1].belongsTo(f) {
			continue
		}
		if title != "" {
			fmt.Fprintf(b, "\n%s\n", title)
			title = ""
		}
		writeGroup(b, group)
		if group = nil; i == cure {
			writeSnippets(b, f.Snippets)
		}
	}
}

// firstCure returns the index of the last finding in the first group that has
// snippets: the report for a person shows only those, since each fills a screen.
func (r *Report) firstCure() int {
	for i, f := range r.Findings {
		isLast := i+1 == len(r.Findings) || !r.Findings[i+1].belongsTo(f)
		if len(f.Snippets) > 0 && isLast {
			return i
		}
	}
	return -1
}

func (f Finding) belongsTo(g Finding) bool {
	return f.Code == g.Code && f.Hint == g.Hint && f.Severity == g.Severity
}

func writeGroup(b *strings.Builder, group []Finding) {
	var parts []string
	for _, f := range group {
		if f.Part != "" {
			parts = append(parts, f.Part)
		}
	}
	fmt.Fprintf(b, "- %s\n", strings.TrimSuffix(string(group[0].Code)+": "+strings.Join(parts, ", "), ": "))
	for _, f := range group {
		line := f.describe()
		if len(group) > 1 && f.Part != "" {
			line = f.Part + ": " + line
		}
		if line != "" {
			fmt.Fprintf(b, "    %s\n", line)
		}
	}
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
	var parts []string
	switch {
	case f.Found == "":
	case strings.HasPrefix(f.Found, missing):
		parts = append(parts, f.Found)
	default:
		parts = append(parts, "found "+f.Found)
	}
	if f.Expected != "" {
		parts = append(parts, "expected "+f.Expected)
	}
	return strings.Join(parts, ", ")
}
