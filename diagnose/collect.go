package diagnose

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
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

func newCollector(text string, opts *Options) *collector {
	at := opts.At
	if at.IsZero() {
		at = time.Now()
	}
	p := parse(text)
	c := &collector{parsed: p, privacy: findSecret(opts.Secret, text, p), opts: opts, now: boundedTime(at.UTC()),
		sdk: SDK(strings.ToLower(strings.TrimSpace(string(opts.SDK))))}
	if c.kind = c.sdk.kind(); c.kind == kindUnknown {
		c.sdk = ""
	}
	around := bounded(c.before, 1024) + " " + bounded(c.after, 1024)
	switch c.given = opts.ErrorCode; {
	case c.given != "":
	case c.format == FormatUnknown && looksLikeError(c.signature):
		c.given = c.signature
	case looksLikeError(around):
		c.given = around
	}
	c.code, c.reports = lookupErrors(c.given, c.sdk)
	if c.kind == kindUnknown {
		c.sdk, c.kind = deduceSDK(c.reports)
	}
	if c.kind == kindUnknown && opts.Join != nil && *opts.Join != (Join{}) {
		c.sdk, c.kind = SDKWeb, kindWeb
		c.code, c.reports = lookupErrors(c.given, c.sdk)
	}
	if keys := c.keys(); c.secret == "" && opts.Key != "" && len(keys) > 0 && keys[0].text != opts.Key {
		c.hidden = c.madeWith(opts.Key) // key and secret are swapped, and the claim is the secret
	}
	return c
}

// fault is a [Finding] in the making.
type fault struct {
	code                  Code
	severity              Severity
	part, found, expected string
	says                  string // the fault as a whole sentence, for the summary
	hint                  string
	cure                  string // the name of the snippets that show it
	member                string // where the member stands that part names, if part comes from the text
	rank                  int    // the report has those of a lower rank first
}

// add keeps a fault in the order of the report, unless the same code was reported for
// the same part: errors stand before warnings before notes, what can explain the error
// code before what cannot, and otherwise codes as in faults.txt.
func (c *collector) add(f fault) {
	f.rank = map[Severity]int{SeverityError: 0, SeverityWarning: 2, SeverityInfo: 4}[f.severity]
	switch {
	case f.severity != SeverityInfo && !c.explains(f):
		f.rank++
	case f.code == CodeErrorCode:
		f.rank-- // the first note
	case f.severity == SeverityInfo && f.code == CodeFloat32Time:
		f.rank += 2 // a note on what is usually chance stands last
	}
	f.rank = f.rank*len(faultsFile) + strings.Index(faultsFile, "\n["+string(f.code)+"]")
	place := len(c.faults)
	for i, g := range c.faults {
		if g.code == f.code && g.part == f.part && f.part != "" {
			return
		}
		if g.rank > f.rank {
			place = min(place, i)
		}
	}
	c.faults = slices.Insert(c.faults, place, f)
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

// report reports a fault with the words that faults.txt has for its code and, unless
// it is empty, a special case of it.
func (c *collector) report(code Code, special string, known vars) {
	words := wording{known, faultSections()[strings.TrimSpace(string(code)+" "+special)], c.kind}
	f := fault{code: code, severity: SeverityError, part: words.get("part"), found: words.get("found"),
		expected: words.get("expected"), says: words.get("says"), hint: words.get("hint"), cure: words.get("cure"),
		member: words.get("member")}
	if severity := words.get("severity"); severity != "" {
		f.severity = Severity(severity)
	}
	c.add(f)
}

// choice is a special case, and whether it applies.
type choice struct {
	special string
	applies bool
}

// first returns the first of the special cases that applies, or "".
func first(choices []choice) string {
	for _, choice := range choices {
		if choice.applies {
			return choice.special
		}
	}
	return ""
}

//go:embed faults.txt
var faultsFile string

// vars are texts that are named in braces.
type vars map[string]string

// faultSections has the lines of each section of faults.txt by their names. The
// section of a special case begins with those of the section of its code.
var faultSections = sync.OnceValue(func() map[string]vars {
	sections := map[string]vars{}
	var section vars
	name := ""
	for _, line := range strings.Split(faultsFile, "\n") {
		switch {
		case strings.HasPrefix(line, "["):
			line = strings.Trim(line, "[]")
			code, _, _ := strings.Cut(line, " ")
			section = vars{}
			for name, text := range sections[code] {
				section[name] = text
			}
			sections[line] = section
		case strings.HasPrefix(line, "  "):
			section[name] += line[1:]
		case line != "" && line[0] != '#':
			name, line, _ = strings.Cut(line, ":")
			section[name] = strings.TrimPrefix(line, " ")
			delete(section, name+" web") // inherited
			delete(section, name+" native")
		}
	}
	return sections
})

// wording is a section of faults.txt as it reads for a fault that was found.
type wording struct {
	known   vars // what the check knows
	section vars
	kind    kind
}

// get returns what a name stands for, or "".
func (w wording) get(name string) string {
	text, _ := w.find(name)
	return text
}

func (w wording) find(name string) (text string, found bool) {
	if text, found = w.known[name]; found {
		return text, true
	}
	for _, section := range []vars{w.section, faultSections()["common"]} {
		for _, key := range []string{name + " " + string(w.kind), name} {
			if text, found = section[key]; found {
				return w.fill(text), true
			}
		}
	}
	return "", false
}

var lineBreaks = strings.NewReplacer(` \n`, "\n", `\n`, "\n")

// fill replaces the names in braces by what they stand for. Other braces stay.
func (w wording) fill(text string) string {
	pieces := strings.Split(lineBreaks.Replace(text), "{")
	for i, piece := range pieces[1:] {
		name, rest, _ := strings.Cut(piece, "}")
		if inner, found := w.find(name); found {
			pieces[i+1] = inner + rest
		} else {
			pieces[i+1] = "{" + piece
		}
	}
	return strings.Join(pieces, "")
}

func (c *collector) error(f fault)   { f.severity = SeverityError; c.add(f) }
func (c *collector) warning(f fault) { f.severity = SeverityWarning; c.add(f) }
func (c *collector) note(f fault)    { f.severity = SeverityInfo; c.add(f) }

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
