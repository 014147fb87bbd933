package diagnose

import (
	"slices"
	"strings"
)

// What an error code says about the signature.
const (
	codeRejected = "rejected" // the signature itself is blamed
	codeAccepted = "accepted" // Zoom has accepted the signature
	codeMaybe    = "maybe"    // it cannot be told
	codeOther    = "other"    // nothing
)

// looksLikeError reports a text in which an SDK reports an error, as a console prints
// it.
func looksLikeError(text string) bool {
	lower := strings.ToLower(bounded(text, 1024))
	return strings.Contains(lower, "errorcode") || strings.Contains(lower, "errormessage")
}

// codeVerdict returns what the given error code says about the signature, and "" if
// none was given. A code that means different things cannot be told.
func (c *collector) codeVerdict() string {
	if c.given == "" {
		return ""
	}
	if len(c.reports) == 0 {
		return codeMaybe
	}
	verdict := c.reports[0].verdict
	for _, r := range c.reports[1:] {
		if r.verdict != verdict {
			return codeMaybe
		}
	}
	return verdict
}

// noteErrorCode says what the given error code means, and what it says about the
// signature.
func noteErrorCode(c *collector) {
	if c.given == "" || c.format == FormatJWT && !c.isMeetingSDKToken() {
		return
	}
	f := fault{code: CodeErrorCode, found: c.shownCode()}
	switch len(c.reports) {
	case 0:
		if f.found == "" {
			f.found = "no error code that is known here"
		} else {
			f.found += ", which is not known here"
		}
		f.hint = "Look for the text that comes with the code: " + c.forSDK(
			"the server's answer is in the Network tab of the browser's developer tools.",
			"the SDK's log has it, and Zoom's documentation of the SDK lists its codes.",
			"for the Web SDK, in the Network tab of the browser's developer tools; for a native SDK, in the SDK's log.")
	case 1:
		if name := c.reports[0].name; name != "" && name != f.found && !strings.ContainsAny(name+f.found, ",(") {
			f.found += " (" + name + ")"
		}
		f.hint = c.reports[0].text + " " + c.reports[0].cause
		if c.isForeignCode() {
			f.hint = foreignCode + c.reports[0].where() + ": " + f.hint
		}
	default:
		var meanings []string
		for _, r := range c.reports {
			meanings = append(meanings, r.where()+": "+r.text+" "+r.cause)
		}
		f.hint = "It has more than one meaning:\n- " + strings.Join(meanings, "\n- ")
		if c.isForeignCode() {
			f.hint = foreignCode + f.hint
		}
	}
	f.hint += c.aboutSignature()
	c.note(f)
}

const foreignCode = "The given SDK is not known to report this code. "

// isForeignCode reports a code of other SDKs than the one that joins.
func (c *collector) isForeignCode() bool {
	isOther := func(r sdkError) bool {
		return !slices.ContainsFunc(r.sdks, func(s SDK) bool { return s.kind() == c.kind })
	}
	return c.kind != kindUnknown && len(c.reports) > 0 && isOther(c.reports[0])
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
	causes := ""
	switch {
	case c.signature == "" || c.given == c.signature:
	case len(fitting) == 1:
		causes = " What was found here can be the cause: " + fitting[0] + "."
	case len(fitting) > 1:
		causes = " Of what was found here, each of these can be the cause: " + list(fitting) + "."
	case c.hasErrors():
		causes = " The errors found here are not known to cause it, but correct them too."
	}
	switch verdict := c.codeVerdict(); {
	case verdict == codeAccepted && c.hasErrors():
		return "\nZoom had accepted the signature when this error was reported, so the errors found here did not cause it."
	case verdict == codeAccepted:
		return "\nZoom had accepted the signature when this error was reported, so the cause is elsewhere."
	case verdict == codeRejected:
		return "\nThe error is about the signature." + causes
	case verdict == codeOther && c.hasErrors():
		return "\nThe error is not about the signature. The errors found here are another matter: correct them too."
	case verdict == codeOther:
		return "\nThe error is not about the signature."
	}
	return "\nThe code alone does not say whether the signature is at fault." + causes
}

// explains reports whether a fault can be the cause of the given error code.
func (c *collector) explains(f fault) bool {
	if len(c.reports) == 0 {
		return false
	}
	number := c.reports[0].code
	switch f.code { // what join gets can explain errors after Zoom has accepted the signature, too
	case CodeJoinMeetingDiffers:
		return slices.Contains([]string{"1", "200", "3001", "3004", "3610", "3703", "3706", "3707", "3712"}, number)
	case CodeJoinRoleDiffers:
		return slices.Contains([]string{"1", "200", "3003", "3008", "3708", "3711", "3712"}, number)
	}
	if v := c.codeVerdict(); v != codeRejected && v != codeMaybe {
		return false
	}
	switch f.code { // these explain some codes only, whatever their severity
	case CodeSDKKeyMigration:
		return number == "3704" || number == "3710"
	case CodeHostNeedsZAK:
		return number == "3711"
	}
	isGivenOnly := f.code == CodeSecretWrapped && f.severity == SeverityWarning
	isNote := f.severity == SeverityInfo && f.code != CodeSurroundingText && f.code != CodeFloat32Time &&
		f.code != CodeShortTimeLeft
	if isNote || isGivenOnly || f.code == CodeVideoWebRTCValue || f.code == CodeNotASignature && c.given == c.signature {
		return false
	}
	switch number {
	case "3704", "3710":
		return slices.Contains([]string{"appKey", "sdkKey", "apiKey"}, f.part) ||
			slices.Contains([]Code{CodeLegacyFormat, CodeKeyUsedAsSecret, CodeSecretInClaims}, f.code)
	case "3705":
		return slices.Contains([]string{"iat", "exp", "tokenExp"}, f.part)
	case "3706", "3707":
		return f.part == "mn"
	case "3708", "3711", "3010":
		return f.part == "role" || f.code == CodeNativeToken
	}
	return true
}
