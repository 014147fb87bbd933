package diagnose

import (
	"slices"
	"time"
)

// collector is what the checks know besides the parsed text, and what they have
// found so far.
type collector struct {
	*parsed
	privacy
	opts    *Options
	now     time.Time
	sdk     SDK
	kind    kind
	reports []sdkError // the meanings of the error code
	code    string     // the error code as it was understood
	given   string     // the text that reports it; empty if there is none

	mismatch  bool // the MAC was compared with the given secret, and nothing explains it
	faults    []fault
	checked   []Check
	unchecked []Check
}

func (c *collector) error(f fault)   { c.add(SeverityError, f) }
func (c *collector) warning(f fault) { c.add(SeverityWarning, f) }
func (c *collector) note(f fault)    { c.add(SeverityInfo, f) }

// add keeps a fault, unless the same code was reported for the same part.
func (c *collector) add(severity Severity, f fault) {
	f.severity = severity
	isSame := func(g fault) bool { return g.code == f.code && g.part == f.part && f.part != "" }
	if !slices.ContainsFunc(c.faults, isSame) {
		c.faults = append(c.faults, f)
	}
}

// hasFound reports whether one of these was found.
func (c *collector) hasFound(codes ...Code) bool {
	return slices.ContainsFunc(c.faults, func(f fault) bool { return slices.Contains(codes, f.code) })
}

func (c *collector) hasErrors() bool { return len(c.of(SeverityError)) > 0 }

// of returns the faults of one severity.
func (c *collector) of(severity Severity) (faults []fault) {
	for _, f := range c.faults {
		if f.severity == severity {
			faults = append(faults, f)
		}
	}
	return faults
}

// passed states that something was checked and is right.
func (c *collector) passed(name, text string) {
	c.checked = append(c.checked, Check{Name: name, Text: text})
}

func (c *collector) hasPassed(name string) bool {
	return slices.ContainsFunc(c.checked, func(check Check) bool { return check.Name == name })
}

// forSDK returns the text for the kind of SDK that joins.
func (c *collector) forSDK(web, native, unknown string) string {
	switch c.kind {
	case kindWeb:
		return web
	case kindNative:
		return native
	}
	return unknown
}

// findings returns the faults as findings. Duplicates are gone before anything is
// hidden, so that hiding changes no code.
func (c *collector) findings() []Finding {
	findings := make([]Finding, 0, len(c.faults))
	for _, f := range c.faults {
		if f.member != "" && c.hidden {
			f.part = f.member
		}
		findings = append(findings, Finding{
			Code:     f.code,
			Severity: f.severity,
			Part:     c.clean(withoutRuns(f.part)),
			Found:    c.clean(f.found),
			Expected: c.clean(f.expected),
			Hint:     f.hint,
			Snippets: append([]Snippet{}, snippets(f.cure)...),
		})
	}
	return findings
}
