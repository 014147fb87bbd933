package diagnose

import (
	"fmt"
	"strings"
	"time"

	"github.com/zoomsig/zoomsig"
)

const (
	expectedMeetingNumber = "9 to 11 digits, not starting with 0"
	expectedRole          = "0 (participant) or 1 (host)"
)

// missing returns the fault that a claim is not there, is null or is empty. If it is
// there under another name, it only has to be renamed.
func (c *collector) missing(code Code, name, expected, cure, hint string) fault {
	f := fault{code: code, part: name, found: c.foundInstead(name), expected: expected, cure: cure, hint: hint,
		says: "The claim " + name + " is missing."}
	if other := c.misspelled(name); other != "" {
		f.says = "The claim " + name + " is missing; " + c.name(other) + " is there instead."
		f.hint = "Rename " + c.name(other) + " to " + name + ": the name must be exactly this."
		if f.cure = "json"; strings.EqualFold(other, name) {
			f.hint = "Rename " + c.name(other) + " to " + name + ": the names of claims are case-sensitive."
		}
	}
	switch x, _ := c.claim(name); {
	case x.isNull():
		f.says = "The claim " + name + " is null."
	case x.name != "":
		f.says = "The claim " + name + " is empty: the variable that should hold it may not be set."
	}
	return f
}

// foundInstead says what is found where a claim should be.
func (c *collector) foundInstead(name string) string {
	if x, _ := c.claim(name); x.raw != "" {
		return c.value(x)
	}
	if other := c.misspelled(name); other != "" {
		return missing + ", but " + c.name(other) + " is there"
	}
	return missing
}

// checkMeeting looks at the claims that name the meeting and the role.
func checkMeeting(c *collector) {
	if !c.hasFields() {
		return
	}
	if c.format == FormatJWT {
		checkMeetingPresent(c)
	}
	if x, found := c.claim("mn"); found {
		checkMeetingNumber(c, x)
	}
	checkRole(c)
	if x, _ := c.claim("video_webrtc_mode"); x.name != "" && x.raw != "0" && x.raw != "1" {
		severity := SeverityWarning
		if c.kind == kindNative {
			severity = SeverityInfo // native SDKs do not read it
		}
		c.add(severity, fault{code: CodeVideoWebRTCValue, part: x.name, found: c.value(x), expected: "0 (off) or 1 (on)",
			says: "The claim video_webrtc_mode is not the number 0 or 1.",
			hint: "Set video_webrtc_mode to the number 0 (off) or 1 (on), or leave it out."})
	}
}

func checkMeetingNumber(c *collector, x claim) {
	number, err := zoomsig.ParseMeetingNumber(x.text)
	if err == nil && number.String() == x.text {
		c.passed("meeting-number", "The meeting number has 9 to 11 digits.")
		return
	}
	f := fault{code: CodeMeetingNumberFormat, part: x.name, found: c.value(x), expected: expectedMeetingNumber,
		says: "The claim mn is not the 9 to 11 digits of a meeting number.",
		hint: "Set mn to the digits of the meeting number. A personal link name or a passcode is not a meeting number."}
	switch {
	case err == nil:
		f.says, f.cure = "The meeting number has spaces, hyphens or white space.", "role"
		f.hint = "Set mn to the digits of the meeting number, without spaces or hyphens" +
			c.forSDK(", and pass the same string to join().", ".", ".")
	case strings.Contains(x.text, "://"):
		f.says = "The claim mn is a link instead of a meeting number."
		f.hint = "Take the digits after /j/ out of the link, and set mn to them."
	case x.text == "" || x.isString() && isPlaceholder(x.text):
		f.says = "The claim mn is " + describeValue(x) + ": the meeting number was probably not read from the request."
		f.hint, f.cure = fromRequest, "body"
	}
	c.error(f)
}

const fromRequest = "Check that the client sends the meeting number and the role, " +
	"and that the program that signs reads them under the same names. In PHP, $_POST is empty if the request has a JSON " +
	"body: read php://input."

func checkMeetingPresent(c *collector) {
	hasNumber := c.has("mn") || c.misspelled("mn") != ""
	hasRole := c.has("role") || c.misspelled("role") != "" || c.isNull("role") && c.has("mn")
	switch {
	case !hasNumber && !hasRole:
		checkNativeToken(c)
		return
	case !c.has("mn"):
		c.error(c.missing(CodeMeetingNumberMissing, "mn", expectedMeetingNumber, "body", c.forSDK(
			"Add mn, the meeting number. ",
			"Leave out role too: native SDKs accept a token without mn and role. Or add mn, the meeting number. ",
			"Add mn, the meeting number; for a native SDK, leaving out role too is right as well. ")+fromRequest))
	}
	if !c.has("role") && (!c.isNull("role") || !c.has("mn")) {
		c.error(c.missing(CodeRoleMissing, "role", expectedRole, "role",
			c.forSDK("Add role: the number 0 for a participant or 1 for a host.",
				"Leave out mn too: native SDKs accept a token without mn and role. Or add role: the number 0 or 1.",
				"Add role: the number 0 for a participant or 1 for a host; for a native SDK, "+
					"leaving out mn too is right as well.")))
	}
}

// checkNativeToken looks at a token without mn and role, which is right for native
// SDKs only.
func checkNativeToken(c *collector) {
	f := fault{code: CodeNativeToken, part: "mn", found: "neither mn nor role", cure: "body",
		expected: "both for the Web SDK; neither or both for native SDKs",
		says:     "The signature has neither meeting number nor role, which the Web SDK needs.",
		hint: "Add mn and role if the Web SDK joins; a token without them works only with native SDKs, for any meeting. " +
			fromRequest}
	if c.isNull("mn") || c.isNull("role") {
		f.found = "mn: " + c.foundInstead("mn") + "; role: " + c.foundInstead("role")
		f.says = "Meeting number and role are null or missing: the program that signs probably did not read them from the " +
			"request."
		f.hint = "Read the meeting number and the role from the request before you sign. " + fromRequest
	}
	switch c.kind {
	case kindWeb:
		f.expected = "both, for the Web SDK"
		f.hint = strings.Replace(f.hint, " if the Web SDK joins; a token", ": a token", 1)
		c.error(f)
	case kindNative:
		f.expected = "neither or both, for a native SDK"
		if c.isNull("mn") || c.isNull("role") {
			f.hint = "Leave out mn and role, or set both. Whether native SDKs accept null is not known."
			c.warning(f)
			return
		}
		f.hint, f.cure = "For a native SDK, this is right: the token is not limited to one meeting.", ""
		c.note(f)
	default:
		c.warning(f)
	}
}

func checkRole(c *collector) {
	x, _ := c.claim("role")
	if x.name == "" || x.isNull() && (!c.has("mn")) {
		return
	}
	_, _, isNumber := readNumber(x.text)
	role, isRole := readRole(x.text)
	switch {
	case c.format == FormatJWT && !isNumber:
		c.error(fault{code: CodeClaimValue, part: x.name, found: c.value(x), expected: expectedRole, cure: "role",
			says: "The role is " + describeValue(x) + " instead of the number 0 or 1.",
			hint: "Set role to the number 0 (participant) or 1 (host). If it comes from a request, read it there as a number, " +
				"and check that the client sends it."})
	case !isRole:
		c.error(fault{code: CodeRoleValue, part: x.name, found: c.value(x), expected: expectedRole, cure: "role",
			says: "The role is not written as 0 or 1.", hint: "Set role to the number 0 (participant) or 1 (host)."})
	default:
		c.passed("role", c.orHidden(fmt.Sprintf("The role is %d (%v).", role, role), "The role is 0 or 1."))
	}
	if c.format == FormatJWT && x.isString() && isNumber {
		reportClaimType(c, x, "role")
	}
}

func reportClaimType(c *collector, x claim, cure string) {
	c.warning(fault{code: CodeClaimType, part: x.name, found: c.value(x), expected: "a number, without quotes", cure: cure,
		says: "The claim " + x.name + " is a string instead of a number.",
		hint: "Write the value as a JSON number, without quotes: convert it to an integer before you pass it to the JWT " +
			"library."})
}

// readRole reads a role that is written as Zoom reads it, as a digit.
func readRole(text string) (role zoomsig.Role, ok bool) {
	role, err := zoomsig.ParseRole(text)
	return role, err == nil && isDigits(text)
}

// describeValue says what a value seems to be that is not what it should be.
func describeValue(x claim) string {
	text := strings.TrimSpace(x.text)
	_, _, isNumber := readNumber(text)
	switch {
	case x.isNull():
		return "null"
	case x.raw == "true" || x.raw == "false":
		return "a boolean"
	case strings.HasPrefix(x.raw, "{"):
		return "an object"
	case strings.HasPrefix(x.raw, "["):
		return "an array"
	case text == "":
		return "an empty string"
	case isNumber && text != x.text:
		return "a number with white space around it"
	case text == "NaN" || text == "undefined" || text == "null" || text == "None" || text == "Invalid Date":
		return "the word " + text
	}
	return "text"
}

// describeTimeValue says the same of a value that should be a time.
func describeTimeValue(x claim) string {
	number, _, isNumber := readNumber(x.text)
	_, err := time.Parse(digitsOfDate, x.text)
	text := describeValue(x)
	switch {
	case isNumber && number == 0:
		return "0, as if it was not set,"
	case isNumber && number < 0:
		return "a time before 1970"
	case err == nil:
		return "a date written in digits"
	case isNumber:
		return "a number that is out of range"
	case text == "text" && looksLikeDate(x.text):
		return "a date as text"
	case text == "text" && x.text[0] >= '0' && x.text[0] <= '9':
		return "text, perhaps a duration,"
	}
	return text
}

// looksLikeDate reports a text such as 2026-11-26 12:10:30, 11/26/2026 or
// Thu, 26 Nov 2026.
func looksLikeDate(text string) bool {
	numbers := strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	return len(numbers) >= 3 && strings.ContainsAny(text, "-/:.,") || len(numbers) == 2 && strings.Contains(text, ":")
}

// checkDuplicates reports the names that are given more than once in the header or
// payload: the first ones, and how many there are besides.
func checkDuplicates(c *collector) {
	if !c.isMeetingSDKToken() {
		return
	}
	var header, payload []string
	for _, m := range c.headerMembers {
		header = append(header, m.Name)
	}
	for _, x := range c.claims {
		payload = append(payload, x.name)
	}
	reportDuplicates(c, "header", "header ", header)
	reportDuplicates(c, "payload", "", payload)
}

func reportDuplicates(c *collector, where, prefix string, names []string) {
	const most = 10
	count := map[string]int{}
	var repeated []string
	for _, name := range names {
		if count[name]++; count[name] == 2 {
			repeated = append(repeated, name)
		}
	}
	f := fault{code: CodeDuplicateClaim, expected: "once", cure: "json",
		says: "The " + where + " has the same member twice.",
		hint: "Write each member only once. It is not known which of the duplicates Zoom reads."}
	for _, name := range repeated[:min(len(repeated), most)] {
		f.part, f.found, f.member = prefix+claimName(name), fmt.Sprintf("%d times", count[name]), where
		c.error(f)
	}
	if more := len(repeated) - most; more > 0 {
		f.part, f.found, f.expected, f.member = where, fmt.Sprintf("%d more duplicates", more), "none", ""
		c.error(f)
	}
}
