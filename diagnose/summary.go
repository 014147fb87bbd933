package diagnose

import (
	"fmt"
	"slices"
)

func (c *collector) verdict() Verdict {
	code := c.codeVerdict()
	switch {
	case c.hasErrors():
		return VerdictErrors
	case code == codeAccepted:
		return VerdictElsewhere
	case c.hasPassed("secret") && c.hasPassed("key") && len(c.of(SeverityWarning)) == 0 && code != codeRejected &&
		code != codeMaybe:
		return VerdictClean
	}
	return VerdictUnproven
}

// summary says in words what to do first. It names causes, not codes.
func (c *collector) summary() string {
	const clean = "No error was found: the MAC was made with the given secret, the key is the given one, " +
		"and the signature is valid as of the time of this check."
	code := c.codeVerdict()
	switch verdict := c.verdict(); {
	case verdict == VerdictErrors:
		return c.summarizeErrors()
	case verdict == VerdictElsewhere || c.signature == "" || code == codeOther:
		return c.codeMeaning(true)
	case verdict == VerdictClean:
		return clean
	}
	text := "No error was found in what could be checked."
	if code != "" {
		text = c.codeMeaning(false)
	}
	if i := slices.IndexFunc(c.faults, c.explains); i >= 0 {
		return text + " A possible cause: " + lowerFirst(c.faults[i].says)
	}
	if warnings := c.of(SeverityWarning); len(warnings) > 0 {
		return text + " But note: " + lowerFirst(warnings[0].says)
	}
	switch {
	case c.secret == "":
		text += " Whether the signature was made with the right secret is not known: no secret was given."
	case !c.hasPassed("secret"):
		text += " Whether the signature was made with the right secret is not known: the MAC could not be compared."
	case c.opts.Key == "":
		text += " Whether the key is the right one is not known: no key was given."
	case len(c.reports) > 0:
		text += " Nothing that was checked explains it."
	}
	return text
}

// summarizeErrors says what the first error is, how many others there are, and how
// they go with the error code.
func (c *collector) summarizeErrors() string {
	errors := c.of(SeverityError)
	var others []Code
	for _, f := range errors[1:] {
		if f.code != errors[0].code && !slices.Contains(others, f.code) {
			others = append(others, f.code)
		}
	}
	text := errors[0].says
	if same := partsLike(errors[0], errors[1:]); len(same) > 0 {
		text += " The same goes for " + c.clean(list(same)) + "."
	}
	if errors[0].code == CodeEncoding && c.hasPassed("secret") {
		text += " The secret is right."
	}
	switch len(others) {
	case 0:
	case 1:
		text += " There is one more error."
	default:
		text += fmt.Sprintf(" There are %d more errors.", len(others))
	}
	switch code := c.codeVerdict(); {
	case c.given != "" && c.given == c.signature:
		return text + " " + c.codeMeaning(true)
	case (code == codeAccepted || code == codeOther) && c.explains(errors[0]):
		return c.codeMeaning(false) + " A possible cause: " + lowerFirst(text)
	case code == codeAccepted:
		return c.codeMeaning(true) + " What was given here, the signature, the key or the secret, " +
			"is probably not what was in use: " +
			lowerFirst(text)
	case code == codeOther:
		return c.codeMeaning(true) + " Apart from that, the signature has an error: " + lowerFirst(text)
	case len(c.reports) > 0 && !c.explains(errors[0]):
		return text + " This is not known to cause the reported error: " + c.codeMeaning(true)
	}
	return text
}

// partsLike returns the parts of faults that are cured like f.
func partsLike(f fault, others []fault) (parts []string) {
	for _, g := range others {
		if g.code == f.code && g.hint == f.hint && g.part != "" &&
			f.code != CodeDuplicateClaim && f.code != CodeSecretInClaims {
			parts = append(parts, g.part)
		}
	}
	return parts
}

// codeMeaning returns what the error code means, with or without what to do. If all
// meanings say the same about the signature, the first stands for all.
func (c *collector) codeMeaning(withCause bool) string {
	prefix := ""
	if c.isForeignCode() {
		prefix = foreignCode
	}
	code := c.codeVerdict()
	switch {
	case len(c.reports) == 0:
		return "The error code is not known here."
	case len(c.reports) > 1 && code == codeOther:
		return prefix + "In none of its meanings is the error code " + c.shownCode() + " about the signature."
	case len(c.reports) > 1 && code == codeMaybe && c.sdk != "":
		return prefix + "The error code " + c.shownCode() + " has more than one meaning, depending on when it is reported."
	case len(c.reports) > 1 && code == codeMaybe:
		return "The error code " + c.shownCode() + " has more than one meaning, " +
			"depending on the SDK and on when it is reported."
	case withCause:
		return prefix + c.reports[0].text + " " + c.reports[0].cause
	}
	return prefix + c.reports[0].text
}

// sort puts what to fix first first: errors before warnings before notes, what can
// explain the error code before what cannot, and otherwise as the checks found them.
func (c *collector) sort() {
	place := map[Code]int{} // where the first fault with this code stands
	for i := len(c.faults) - 1; i >= 0; i-- {
		place[c.faults[i].code] = i
	}
	rank := func(f fault) int {
		rank := map[Severity]int{SeverityError: 0, SeverityWarning: 2, SeverityInfo: 4}[f.severity]
		if f.severity != SeverityInfo && !c.explains(f) {
			rank++
		}
		if f.code == CodeErrorCode {
			rank-- // the first note
		}
		if f.code == CodeFloat32Time && f.severity == SeverityInfo {
			rank += 2 // a note on what is usually chance stands last
		}
		return rank*len(c.faults) + place[f.code]
	}
	slices.SortStableFunc(c.faults, func(f, g fault) int { return rank(f) - rank(g) })
}
