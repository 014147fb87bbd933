// Package diagnose says why Zoom rejects a Meeting SDK signature, with error 3712
// "Signature is invalid" or another, whatever program made the signature.
//
// [Signature] needs only the text; the more [Options] has, the more it can check. The
// [Report] begins with a summary in words. It has a [Finding] for each thing that is
// wrong or worth knowing, with a stable [Code], a hint that says what to change, and,
// where the cure is code, snippets in seven languages.
//
// Nothing is sent anywhere: a diagnosis depends only on its arguments and, unless
// Options.At is set, on the clock. The secret never appears in a report.
package diagnose

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
)

// Signature diagnoses a signature, which may be any string: it is also found inside
// longer text, such as an HTTP response. If opts is nil, the zero [Options] are used.
//
// If text is empty and Options.ErrorCode is set, the report is about the error code
// alone. A signature of more than 16,384 bytes is not recognized. The cost is linear
// in the length of text.
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
	return &Report{
		Verdict:   c.verdict(),
		Summary:   c.summary(),
		Format:    c.format,
		SDK:       c.sdk,
		At:        c.now,
		Header:    c.json(c.header.decoded),
		Payload:   c.json(c.payloadText()),
		Findings:  c.findings(),
		Times:     c.shownTimes(),
		Checked:   append([]Check{}, c.checked...),
		Unchecked: append([]Check{}, c.unchecked...),
	}
}

// payloadText returns the payload; of a legacy signature, the fields without the MAC,
// which may be the right one.
func (p *parsed) payloadText() string {
	if p.format == FormatLegacy {
		return p.whole.decoded[:strings.LastIndexByte(p.whole.decoded, '.')]
	}
	return p.payload.decoded
}

// json returns the text of a header or payload on one line, printable and bounded.
// What does not print is escaped as in JSON.
func (c *collector) json(text string) string {
	const longest = 2000
	var compact bytes.Buffer
	if json.Compact(&compact, []byte(text)) == nil {
		text = compact.String()
	}
	text = withoutRuns(text)
	var b strings.Builder
	for _, r := range bounded(text, longest) {
		if unicode.IsPrint(r) {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return c.show(b.String())
}
