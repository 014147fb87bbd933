package diagnose

import (
	"slices"
	"strings"
	"time"

	"github.com/zoomsig/zoomsig/internal/errorcodes"
)

// collector is what the checks know besides the parsed text, and what they have found so far.
type collector struct {
	*parsed
	privacy
	opts    *Options
	now     time.Time
	sdk     SDK
	kind    kind
	reports []errorcodes.Meaning // the meanings of the error code
	code    string               // the error code as it was understood
	given   string               // the text that reports it; empty if there is none

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
	c.kind = c.sdk.kind()
	around := bounded(c.before, 1024) + " " + bounded(c.after, 1024)
	c.given = first([]choice{
		{opts.ErrorCode, opts.ErrorCode != ""},
		{c.signature, c.format == FormatUnknown && errorcodes.IsReport(c.signature)},
		{around, errorcodes.IsReport(around)},
	})
	c.code, c.reports = errorcodes.Lookup(c.given, string(c.sdk))
	if c.kind == kindUnknown {
		c.sdk, c.kind = deduceSDK(c.reports)
	}
	if c.kind == kindUnknown && opts.Join != nil && *opts.Join != (Join{}) {
		c.sdk, c.kind = SDKWeb, kindWeb
		c.code, c.reports = errorcodes.Lookup(c.given, string(c.sdk))
	}
	if keys := c.keys(); c.secret == "" && opts.Key != "" && len(keys) > 0 && keys[0].text != opts.Key {
		c.hidden = c.madeWith(opts.Key) // key and secret are swapped, and the claim is the secret
	}
	return c
}

// deduceSDK returns the kind of SDK that reports all of the meanings, and the SDK if there is only one.
func deduceSDK(found []errorcodes.Meaning) (sdk SDK, k kind) {
	for _, e := range found {
		for _, name := range strings.Fields(strings.ToLower(e.SDKs)) {
			switch s := SDK(name); {
			case s.kind() == kindUnknown || k != kindUnknown && s.kind() != k: // The Video SDK is of no kind.
				return "", kindUnknown
			case k == kindUnknown:
				sdk, k = s, s.kind()
			case s != sdk:
				sdk = ""
			}
		}
	}
	return sdk, k
}

// report reports a fault with the words that faults.txt has for its code and, unless it is empty, a special case of
// it. The faults are kept in the order of the report: errors stand before warnings before notes, what can explain the
// error code before what cannot, and otherwise codes as in faults.txt. A code is reported once for each part.
func (c *collector) report(code Code, special string, known vars) {
	all := faultSections()
	words := wording{known, []vars{all[string(code)+" "+special], all[string(code)], all["common"]}, c.kind}
	f := fault{says: words.get("says"), member: words.get("member"), explains: words.get("explains"), Finding: Finding{
		Code: code, Severity: Severity(words.get("severity")), Part: words.get("part"), Found: words.get("found"),
		Expected: words.get("expected"), Hint: words.get("hint"), Snippets: snippets(words.get("cure")),
	}}
	f.rank = map[Severity]int{SeverityError: 0, SeverityWarning: 2, SeverityInfo: 4}[f.Severity]
	if !c.explains(f) && code != CodeErrorCode {
		f.rank++
	}
	f.rank = f.rank*len(faultsFile) + strings.Index(faultsFile, "\n["+string(code)+"]")
	isSame := func(g fault) bool { return g.Code == code && g.Part == f.Part && f.Part != "" }
	if !slices.ContainsFunc(c.faults, isSame) {
		c.faults = append(c.faults, f)
		slices.SortStableFunc(c.faults, func(f, g fault) int { return f.rank - g.rank })
	}
}

func (c *collector) hasFound(codes ...Code) bool {
	return slices.ContainsFunc(c.faults, func(f fault) bool { return slices.Contains(codes, f.Code) })
}

// hasErrors reports whether an error was found, which then stands first.
func (c *collector) hasErrors() bool { return c.index(SeverityError) == 0 }

// index returns the place of the first fault of that severity, or -1.
func (c *collector) index(severity Severity) int {
	return slices.IndexFunc(c.faults, func(f fault) bool { return f.Severity == severity })
}

func (c *collector) passed(name, text string) {
	c.checked = append(c.checked, Check{Name: name, Text: text})
}

func (c *collector) hasPassed(name string) bool {
	return slices.ContainsFunc(c.checked, func(check Check) bool { return check.Name == name })
}

// findings returns the findings. Duplicates are gone before anything is hidden, so that hiding changes no code.
func (c *collector) findings() []Finding {
	findings := []Finding{}
	for _, f := range c.faults {
		if f.member != "" && c.hidden {
			f.Part = f.member
		}
		f.Part, f.Found, f.Expected = c.clean(withoutRuns(f.Part)), c.clean(f.Found), c.clean(f.Expected)
		findings = append(findings, f.Finding)
	}
	return findings
}

// codeVerdict returns what the given error code says about the signature, and "" if none was given. A code that
// means different things cannot be told.
func (c *collector) codeVerdict() string {
	switch last := len(c.reports) - 1; {
	case c.given == "":
		return ""
	case last < 0 || c.reports[0].Verdict != c.reports[last].Verdict: // They are sorted by verdict.
		return errorcodes.Maybe
	}
	return c.reports[0].Verdict
}

// explains reports whether a fault can be the cause of the given error code.
func (c *collector) explains(f fault) bool {
	if len(c.reports) == 0 {
		return false
	}
	known, verdict := strings.Fields(c.reports[0].Faults), c.codeVerdict()
	isKnown := slices.Contains(known, string(f.Code))
	switch {
	case f.explains == "known":
		return isKnown
	case f.explains == "nothing" || verdict == errorcodes.Accepted || verdict == errorcodes.Other:
		return false
	}
	return isKnown || len(known) == 0 || known[0] == "*" || slices.Contains(known, f.Part)
}
