// Package diagnose says why Zoom rejects a Meeting SDK signature, with error 3712
// "Signature is invalid" or another, whatever program made the signature.
//
// [Signature] needs only the text; the more [Options] has, the more it can check. The [Report] begins with a summary
// in words. It has a [Finding] for each thing that is wrong or worth knowing, with a stable [Code], a hint that says
// what to change, and, where the cure is code, snippets in seven languages.
//
// Nothing is sent anywhere: a diagnosis depends only on its arguments and, unless
// Options.At is set, on the clock. The secret never appears in a report.
package diagnose

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Signature diagnoses a signature, which may be any string: it is also found inside
// longer text, such as an HTTP response. If opts is nil, the zero [Options] are used.
//
// If text is empty and Options.ErrorCode is set, the report is about the error code alone. A signature of more than
// 16,384 bytes is not recognized. The cost is linear in the length of text.
func Signature(text string, opts *Options) *Report {
	if opts == nil {
		opts = &Options{}
	}
	c := newCollector(text, opts)
	checkText(c)
	checkFormat(c)
	checkSecret(c)
	checkKeys(c)
	checkTimes(c)
	checkMeeting(c)
	checkDuplicates(c)
	checkJoin(c)
	noteErrorCode(c)
	noteNextChecks(c)
	c.addUnchecked()
	payload := c.payload.decoded
	if c.format == FormatLegacy { // without the MAC, which may be the right one
		payload = c.whole.decoded[:strings.LastIndexByte(c.whole.decoded, '.')]
	}
	return &Report{
		Verdict:   c.verdict(),
		Summary:   c.summary(),
		Format:    c.format,
		SDK:       c.sdk,
		At:        c.now,
		Header:    c.json(c.header.decoded),
		Payload:   c.json(payload),
		Findings:  c.findings(),
		Times:     c.shownTimes(),
		Checked:   append([]Check{}, c.checked...),
		Unchecked: append([]Check{}, c.unchecked...),
	}
}

// json returns the text of a header or payload on one line, printable and bounded.
func (c *collector) json(text string) string {
	const longest = 2000
	var compact bytes.Buffer
	if json.Compact(&compact, []byte(text)) == nil {
		text = compact.String()
	}
	printable := func(r rune) rune {
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}
	return c.show(strings.Map(printable, bounded(withoutRuns(text), longest)))
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
	// Only the first cure that is code is shown, since each fills a screen.
	cured := slices.IndexFunc(r.Findings, func(f Finding) bool { return len(f.Snippets) > 0 })
	for start, end := 0, 0; start < len(r.Findings); start = end {
		f := r.Findings[start]
		isLike := func(g Finding) bool { return g.Code == f.Code && g.Hint == f.Hint && g.Severity == f.Severity }
		for end < len(r.Findings) && isLike(r.Findings[end]) {
			end++
		}
		item(titles[f.Severity], describe(r.Findings[start:end]))
		if start == cured {
			for _, s := range f.Snippets {
				fmt.Fprintf(&b, "    %-10s  %s\n", s.Language, strings.ReplaceAll(s.Code, "\n", "\n"+strings.Repeat(" ", 16)))
			}
		}
	}
	format, payload := "JWT", "payload"
	if r.Format == FormatLegacy {
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
		if text != "" && !strings.HasPrefix(text, "missing") {
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
