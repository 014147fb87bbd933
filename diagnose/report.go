package diagnose

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Format is the format of a signature.
type Format string

const (
	FormatUnknown Format = "unknown" // neither of the others
	FormatJWT     Format = "jwt"     // a JWT, the format of Meeting SDK signatures
	FormatLegacy  Format = "legacy"  // the signature of JWT apps, which is not a JWT
)

// Report is what [Signature] found out about a signature. Header and Payload are
// on one line, with unprintable characters escaped, cut off after about 2000 bytes,
// and replaced by a notice if they contain the secret.
type Report struct {
	Format   Format    `json:"format"`
	At       time.Time `json:"at"`      // the time used for the check, in UTC
	Header   string    `json:"header"`  // decoded, for display; empty if there is none
	Payload  string    `json:"payload"` // likewise; for a legacy signature, the fields before the MAC
	Findings []Finding `json:"findings"`

	times, passed, unchecked []string // for the report alone
}

// OK reports whether there is no finding of [SeverityError].
func (d *Report) OK() bool {
	return !slices.ContainsFunc(d.Findings, func(f Finding) bool { return f.Severity == SeverityError })
}

// MarshalJSON encodes the exported fields. If At is beyond the year 9999, it becomes
// null.
func (d Report) MarshalJSON() ([]byte, error) {
	encoded := struct {
		Format   Format     `json:"format"`
		At       *time.Time `json:"at"`
		Header   string     `json:"header"`
		Payload  string     `json:"payload"`
		Findings []Finding  `json:"findings"`
	}{Format: d.Format, At: &d.At, Header: d.Header, Payload: d.Payload, Findings: d.Findings}
	if year := d.At.Year(); year < 0 || year > 9999 {
		encoded.At = nil
	}
	return json.Marshal(encoded)
}

// String returns a human-readable report: a verdict in one line, what the signature
// contains, the findings from errors to notes, which checks passed, and what was not
// checked.
func (d *Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n%s, checked as of %s\n", d.verdict(), d.describeFormat(), formatTime(d.At))
	if d.Header != "" {
		fmt.Fprintf(&b, "  header   %s\n", d.Header)
	}
	switch {
	case d.Payload == "":
	case d.Format == FormatLegacy:
		fmt.Fprintf(&b, "  fields   %s (key.meeting number.timestamp.role)\n", d.Payload)
	default:
		fmt.Fprintf(&b, "  payload  %s\n", d.Payload)
	}
	for _, line := range d.times {
		fmt.Fprintf(&b, "           %s\n", line)
	}
	d.reportFindings(&b, SeverityError, "ERRORS (any one of these can make a join fail)")
	d.reportFindings(&b, SeverityWarning,
		"WARNINGS (these make a join fail only with some SDKs, or only some of the time)")
	d.reportFindings(&b, SeverityInfo, "NOTES")
	if len(d.passed) > 0 {
		fmt.Fprintf(&b, "\nOK: %s.\n", strings.Join(d.passed, "; "))
	}
	if len(d.unchecked) > 0 {
		fmt.Fprintf(&b, "\nNOT CHECKED (provide these to have them checked)\n- %s\n", strings.Join(d.unchecked, "\n- "))
	}
	return b.String()
}

// verdict says in one line which errors were found, after what the error code means
// if that was reported.
func (d *Report) verdict() string {
	verdict := "No errors found."
	var names []string
	for _, f := range d.Findings {
		if f.Severity == SeverityError && (len(names) == 0 || names[len(names)-1] != string(f.Code)) {
			names = append(names, string(f.Code))
		}
	}
	if len(names) > 0 {
		verdict = "Errors found: " + strings.Join(names, ", ") + "."
	}
	for _, f := range d.Findings {
		if f.Code == CodeErrorCode {
			verdict = fmt.Sprintf("Error code %s. %s", f.Got, verdict)
		}
	}
	return verdict
}

func (d *Report) describeFormat() string {
	for _, f := range d.Findings {
		if f.Code == CodeVideoSDKToken || f.Code == CodeAPIToken {
			return "JWT, but not a Meeting SDK signature"
		}
	}
	switch d.Format {
	case FormatJWT:
		return "Meeting SDK JWT"
	case FormatLegacy:
		return "Legacy signature (JWT app type, retired in 2023)"
	}
	return "Not recognized: neither a Meeting SDK JWT nor a legacy signature"
}

// reportFindings writes the findings of one severity. Findings that share code
// and hint form a group, whose hint is written once.
func (d *Report) reportFindings(b *strings.Builder, severity Severity, title string) {
	var group []Finding
	flush := func() {
		if len(group) == 0 {
			return
		}
		if title != "" {
			fmt.Fprintf(b, "\n%s\n", title)
			title = ""
		}
		reportGroup(b, group)
		group = nil
	}
	for _, f := range d.Findings {
		if f.Severity != severity {
			continue
		}
		if len(group) > 0 && (group[0].Code != f.Code || group[0].Hint != f.Hint) {
			flush()
		}
		group = append(group, f)
	}
	flush()
}

func reportGroup(b *strings.Builder, group []Finding) {
	var claims []string
	for _, f := range group {
		if f.Claim != "" {
			claims = append(claims, f.Claim)
		}
	}
	fmt.Fprintf(b, "- %s", group[0].Code)
	if len(claims) > 0 {
		fmt.Fprintf(b, ": %s", strings.Join(claims, ", "))
	}
	b.WriteByte('\n')
	for _, f := range group {
		line := f.describe()
		if len(group) > 1 && f.Claim != "" {
			line = f.Claim + ": " + line
		}
		if line != "" {
			fmt.Fprintf(b, "    %s\n", line)
		}
	}
	fmt.Fprintf(b, "  %s\n", strings.ReplaceAll(group[0].Hint, "\n", "\n  "))
}

// missing is what is found where a claim is not there.
const missing = "missing"

func (f Finding) describe() string {
	var parts []string
	switch f.Got {
	case "":
	case missing:
		parts = append(parts, missing)
	default:
		parts = append(parts, "found "+f.Got)
	}
	if f.Want != "" {
		parts = append(parts, "expected "+f.Want)
	}
	return strings.Join(parts, ", ")
}

// formatTime returns a time in UTC, and as the Unix time that a claim would hold.
func formatTime(t time.Time) string {
	return fmt.Sprintf("%s (Unix time %d)", t.UTC().Format(time.RFC3339), t.Unix())
}

// formatDistance returns a number of seconds in the units that a person would
// use.
func formatDistance(seconds int64) string {
	const minute, hour, day, year = 60, 60 * 60, 24 * 60 * 60, 31_556_952 // a year on average
	switch {
	case seconds < 1:
		return "under 1 s"
	case seconds < 2*minute:
		return fmt.Sprintf("%d s", seconds)
	case seconds < 2*day:
		text := ""
		for _, unit := range []struct {
			seconds int64
			name    string
		}{{hour, "h"}, {minute, "min"}, {1, "s"}} {
			if n := seconds / unit.seconds; n > 0 {
				text += fmt.Sprintf(" %d %s", n, unit.name)
			}
			seconds %= unit.seconds
		}
		return text[1:]
	case seconds < 2*year:
		return fmt.Sprintf("%d days", seconds/day)
	default:
		return fmt.Sprintf("%d years", seconds/year)
	}
}
