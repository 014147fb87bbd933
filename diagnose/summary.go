package diagnose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/zoomsig/zoomsig/internal/errorcodes"
)

func (c *collector) verdict() Verdict {
	code := c.codeVerdict()
	isProven := c.hasPassed("secret") && c.hasPassed("key") && c.index(SeverityWarning) < 0
	switch {
	case c.hasErrors():
		return VerdictErrors
	case code == errorcodes.Accepted:
		return VerdictElsewhere
	case isProven && code != errorcodes.Rejected && code != errorcodes.Maybe:
		return VerdictClean
	}
	return VerdictUnproven
}

// summary says in words what to do first. It names causes, not codes.
func (c *collector) summary() string {
	code, verdict, sections := c.codeVerdict(), c.verdict(), faultSections()
	isError, isKnown := verdict == VerdictErrors, len(c.reports) > 0
	i, warning := slices.IndexFunc(c.faults, c.explains), c.index(SeverityWarning)
	known := vars{"meaning": c.codeMeaning(false), "advice": c.codeMeaning(true)}
	switch {
	case isError:
		known["said"], known["cause"] = c.summarizeErrors(), c.faults[max(i, 0)].says
	case i >= 0:
		known["said"] = c.faults[i].says
	case warning >= 0:
		known["said"] = c.faults[warning].says
	}
	if code != "" {
		known["start"] = known["meaning"]
	}
	return wording{known, []vars{sections["summary"]}, c.kind}.get(first([]choice{
		{"error is the text", isError && c.given != "" && c.given == c.signature},
		{"error as a cause", isError && (code == errorcodes.Accepted || code == errorcodes.Other) && i == 0},
		{"error elsewhere", isError && code == errorcodes.Accepted},
		{"error besides", isError && code == errorcodes.Other},
		{"error unexplained", isError && isKnown && i < 0},
		{"error beside a cause", isError && isKnown && i > 0},
		{"error", isError},
		{"code alone", verdict == VerdictElsewhere || c.signature == "" || code == errorcodes.Other},
		{"clean", verdict == VerdictClean},
		{"cause", i >= 0},
		{"warning", warning >= 0},
		{"no-secret", c.secret == ""},
		{"not compared", !c.hasPassed("secret")},
		{"no-key", c.opts.Key == ""},
		{"unexplained", isKnown},
		{"nothing found", true},
	}))
}

// summarizeErrors says what the first error is, and how many others there are.
func (c *collector) summarizeErrors() string {
	main, text := c.faults[0], c.faults[0].says
	var others []Code
	var alike []string // other parts that are cured like the first
	for _, f := range c.faults[1:] {
		isOther := (f.Code == CodeMalformed || f.Code == CodeEncoding) && f.Found != main.Found
		isWhole := f.Part == "" || f.Code == CodeDuplicateClaim || f.Code == CodeSecretInClaims
		switch {
		case f.Severity == SeverityError && f.Code != main.Code && !slices.Contains(others, f.Code):
			others = append(others, f.Code)
		case f.Severity == SeverityError && f.Code == main.Code && f.Hint == main.Hint && !isWhole && !isOther:
			alike = append(alike, f.Part)
		}
	}
	if len(alike) > 0 {
		text += " The same goes for " + c.clean(list(alike)) + "."
	}
	if main.Code == CodeEncoding && c.hasPassed("secret") {
		text += " The secret is right."
	}
	return text + first([]choice{
		{"", len(others) == 0},
		{" There is one more error.", len(others) == 1},
		{fmt.Sprintf(" There are %d more errors.", len(others)), true},
	})
}

// codeMeaning returns what the error code means, with or without what to do. If all
// meanings say the same about the signature, the first stands for all.
func (c *collector) codeMeaning(withAdvice bool) string {
	if len(c.reports) == 0 {
		return "The error code is not known here."
	}
	code, isOne := c.codeVerdict(), len(c.reports) == 1
	several := "The error code " + c.shownCode() + " has more than one meaning, depending on "
	return c.foreign() + first([]choice{
		{"In none of its meanings is the error code " + c.shownCode() + " about the signature.",
			!isOne && code == errorcodes.Other},
		{several + "when it is reported.", !isOne && code == errorcodes.Maybe && c.sdk != ""},
		{several + "the SDK and on when it is reported.", !isOne && code == errorcodes.Maybe},
		{c.reports[0].Text + " " + c.reports[0].Cause, withAdvice},
		{c.reports[0].Text, true},
	})
}

// noteErrorCode says what the given error code means, and what it says about the signature and the faults.
func noteErrorCode(c *collector) {
	if c.given == "" || c.format == FormatJWT && !c.isMeetingSDKToken() {
		return
	}
	verdict, shown := c.codeVerdict(), c.shownCode()
	isSettled := verdict == errorcodes.Accepted || verdict == errorcodes.Other
	var meanings, fitting []string
	for _, r := range c.reports {
		meanings = append(meanings, r.Where()+": "+r.Text+" "+r.Cause)
	}
	for _, f := range c.faults {
		if c.explains(f) && !slices.Contains(fitting, string(f.Code)) {
			fitting = append(fitting, string(f.Code))
		}
	}
	special := first([]choice{
		{"none", shown == ""},
		{"unknown", len(c.reports) == 0},
		{verdict + " cause", isSettled && len(fitting) > 0},
		{verdict + " errors", isSettled && c.hasErrors()},
		{verdict, verdict != errorcodes.Maybe},
	})
	known := vars{"code": shown, "causes": first([]choice{
		{"", c.signature == "" || c.given == c.signature},
		{" What was found here can be the cause: " + list(fitting) + ".", len(fitting) > 0},
		{" The errors found here are not known to cause it, but correct them too.", c.hasErrors()},
	})}
	if len(meanings) > 0 { // otherwise faults.txt says where to look
		r := c.reports[0]
		known["meaning"] = c.foreign() + first([]choice{
			{"It has more than one meaning:\n- " + strings.Join(meanings, "\n- "), len(meanings) > 1},
			{meanings[0], c.foreign() != ""},
			{r.Text + " " + r.Cause, true},
		})
		if len(meanings) == 1 && r.Name != "" && r.Name != shown && !strings.ContainsAny(r.Name+shown, ",(") {
			known["code"] += " (" + r.Name + ")"
		}
	}
	c.report(CodeErrorCode, special, known)
}

// foreign returns a sentence to begin with if the code, which is known, is that of other SDKs than the one that joins.
func (c *collector) foreign() string {
	if _, kind := deduceSDK(c.reports[:1]); c.kind != kindUnknown && kind != c.kind {
		return "The given SDK is not known to report this code. "
	}
	return ""
}

// shownCode returns the code as it was understood, unless the secret can be read in what was given.
func (c *collector) shownCode() string {
	if c.secret != "" && strings.Contains(c.code, c.secret) || c.clean(c.given) != c.given {
		return hiddenContent
	}
	return c.code
}
