package diagnose

import (
	"fmt"
	"slices"

	"github.com/zoomsig/zoomsig/internal/errorcodes"
)

func (c *collector) verdict() Verdict {
	code := c.codeVerdict()
	isProven := c.hasPassed("secret") && c.hasPassed("key") && len(c.of(SeverityWarning)) == 0
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
	code, verdict := c.codeVerdict(), c.verdict()
	switch {
	case verdict == VerdictErrors:
		return c.summarizeErrors()
	case verdict == VerdictElsewhere || c.signature == "" || code == errorcodes.Other:
		return c.codeMeaning(true)
	case verdict == VerdictClean:
		return "No error was found: the MAC was made with the given secret, the key is the given one, " +
			"and the signature is valid as of the time of this check."
	}
	text := "No error was found in what could be checked."
	if code != "" {
		text = c.codeMeaning(false)
	}
	i, warnings := slices.IndexFunc(c.faults, c.explains), c.of(SeverityWarning)
	const unknown = " Whether the signature was made with the right secret is not known: "
	switch {
	case i >= 0:
		return text + " A possible cause: " + c.faults[i].says
	case len(warnings) > 0:
		return text + " But note: " + warnings[0].says
	case c.secret == "":
		return text + unknown + "no secret was given."
	case !c.hasPassed("secret"):
		return text + unknown + "the MAC could not be compared."
	case c.opts.Key == "":
		return text + " Whether the key is the right one is not known: no key was given."
	case len(c.reports) > 0:
		return text + " Nothing that was checked explains it."
	}
	return text
}

// summarizeErrors says what the first error is, how many others there are, and how
// they go with the error code.
func (c *collector) summarizeErrors() string {
	errors := c.of(SeverityError)
	main, code := errors[0], c.codeVerdict()
	var others []Code
	var alike []string // other parts that are cured like the first
	for _, f := range errors[1:] {
		isWhole := f.part == "" || f.code == CodeDuplicateClaim || f.code == CodeSecretInClaims
		switch {
		case f.code != main.code && !slices.Contains(others, f.code):
			others = append(others, f.code)
		case f.code == main.code && f.hint == main.hint && !isWhole:
			alike = append(alike, f.part)
		}
	}
	text := main.says
	if len(alike) > 0 {
		text += " The same goes for " + c.clean(list(alike)) + "."
	}
	if main.code == CodeEncoding && c.hasPassed("secret") {
		text += " The secret is right."
	}
	switch len(others) {
	case 0:
	case 1:
		text += " There is one more error."
	default:
		text += fmt.Sprintf(" There are %d more errors.", len(others))
	}
	switch {
	case c.given != "" && c.given == c.signature:
		return text + " " + c.codeMeaning(true)
	case (code == errorcodes.Accepted || code == errorcodes.Other) && c.explains(main):
		return c.codeMeaning(false) + " A possible cause: " + text
	case code == errorcodes.Accepted:
		return c.codeMeaning(true) + " What was given here, the signature, the key or the secret, " +
			"is probably not what was in use. " + text
	case code == errorcodes.Other:
		return c.codeMeaning(true) + " Apart from that, the signature has an error. " + text
	case len(c.reports) > 0 && !c.explains(main):
		return text + " This is not known to cause the reported error: " + c.codeMeaning(true)
	}
	return text
}

// codeMeaning returns what the error code means, with or without what to do. If all
// meanings say the same about the signature, the first stands for all.
func (c *collector) codeMeaning(withCause bool) string {
	prefix, code, isOne := "", c.codeVerdict(), len(c.reports) == 1
	if c.isForeignCode() {
		prefix = foreignCode
	}
	switch {
	case len(c.reports) == 0:
		return "The error code is not known here."
	case !isOne && code == errorcodes.Other:
		return prefix + "In none of its meanings is the error code " + c.shownCode() + " about the signature."
	case !isOne && code == errorcodes.Maybe && c.sdk != "":
		return prefix + "The error code " + c.shownCode() + " has more than one meaning, depending on when it is reported."
	case !isOne && code == errorcodes.Maybe:
		return "The error code " + c.shownCode() + " has more than one meaning, " +
			"depending on the SDK and on when it is reported."
	case withCause:
		return prefix + c.reports[0].Text + " " + c.reports[0].Cause
	}
	return prefix + c.reports[0].Text
}
