package diagnose

import (
	"slices"
	"strings"
)

// codeVerdict returns what the given error code says about the signature, and "" if none was given. A code that means
// different things cannot be told.
func (c *collector) codeVerdict() string {
	switch last := len(c.reports) - 1; {
	case c.given == "":
		return ""
	case last < 0 || c.reports[0].verdict != c.reports[last].verdict: // They are sorted by verdict.
		return codeMaybe
	}
	return c.reports[0].verdict
}

// noteErrorCode says what the given error code means, and what it says about the signature.
func noteErrorCode(c *collector) {
	if c.given == "" || c.format == FormatJWT && !c.isMeetingSDKToken() {
		return
	}
	f := fault{code: CodeErrorCode, found: c.shownCode()}
	if c.isForeignCode() {
		f.hint = foreignCode
	}
	switch len(c.reports) {
	case 0:
		f.hint = "Look for the text that comes with the code: " + c.forSDK(
			"the server's answer is in the Network tab of the browser's developer tools.",
			"the SDK's log has it, and Zoom's documentation of the SDK lists its codes.",
			"for the Web SDK, in the Network tab of the browser's developer tools; for a native SDK, in the SDK's log.")
		f.found += ", which is not known here"
		if c.code == "" {
			f.found = "no error code that is known here"
		}
	case 1:
		r := c.reports[0]
		if r.name != "" && r.name != f.found && !strings.ContainsAny(r.name+f.found, ",(") {
			f.found += " (" + r.name + ")"
		}
		if c.isForeignCode() {
			f.hint += r.where() + ": "
		}
		f.hint += r.text + " " + r.cause
	default:
		f.hint += "It has more than one meaning:"
		for _, r := range c.reports {
			f.hint += "\n- " + r.where() + ": " + r.text + " " + r.cause
		}
	}
	f.hint += c.aboutSignature()
	c.note(f)
}

const foreignCode = "The given SDK is not known to report this code. "

// isForeignCode reports a code of other SDKs than the one that joins.
func (c *collector) isForeignCode() bool {
	_, kind := deduceSDK(c.reports[:min(1, len(c.reports))])
	return c.kind != kindUnknown && len(c.reports) > 0 && kind != c.kind
}

// shownCode returns the code as it was understood, unless it contains the secret.
func (c *collector) shownCode() string {
	if c.secret != "" && strings.Contains(c.code, c.secret) {
		return hiddenContent
	}
	return c.clean(c.code)
}

// aboutSignature says what the error code means for the findings.
func (c *collector) aboutSignature() string {
	var fitting []string
	for _, f := range c.faults {
		if c.explains(f) && !slices.Contains(fitting, string(f.code)) {
			fitting = append(fitting, string(f.code))
		}
	}
	verdict := c.codeVerdict()
	about := map[string]string{
		codeRejected: "\nThe error is about the signature.",
		codeMaybe:    "\nThe code alone does not say whether the signature is at fault.",
		codeOther:    "\nThe error is not about the signature.",
		codeAccepted: "\nZoom had accepted the signature when this error was reported, so ",
	}[verdict]
	switch {
	case verdict == codeAccepted && c.hasErrors():
		about += "the errors found here did not cause it."
	case verdict == codeAccepted:
		about += "the cause is elsewhere."
	case verdict == codeOther && c.hasErrors():
		about += " The errors found here are another matter: correct them too."
	case verdict == codeOther || c.signature == "" || c.given == c.signature:
	case len(fitting) == 1:
		about += " What was found here can be the cause: " + fitting[0] + "."
	case len(fitting) > 1:
		about += " Of what was found here, each of these can be the cause: " + list(fitting) + "."
	case c.hasErrors():
		about += " The errors found here are not known to cause it, but correct them too."
	}
	return about
}

// explains reports whether a fault can be the cause of the given error code.
func (c *collector) explains(f fault) bool {
	if len(c.reports) == 0 {
		return false
	}
	known := strings.Fields(c.reports[0].faults)
	isKnown := slices.Contains(known, string(f.code))
	isNote := f.severity == SeverityInfo && f.code != CodeSurroundingText && f.code != CodeFloat32Time &&
		f.code != CodeShortTimeLeft
	isInput := f.code == CodeSecretWrapped && f.severity == SeverityWarning || // The given secret is wrapped.
		f.code == CodeNotASignature && c.given == c.signature
	switch verdict := c.codeVerdict(); f.code {
	case CodeJoinMeetingDiffers, CodeJoinRoleDiffers, CodeSDKKeyMigration, CodeHostNeedsZAK, CodeVideoWebRTCValue:
		return isKnown // They cause no other errors.
	default:
		if verdict == codeAccepted || verdict == codeOther || isNote || isInput {
			return false
		}
	}
	return isKnown || len(known) == 0 || known[0] == "*" || slices.Contains(known, f.part)
}
