package diagnose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/zoomsig/zoomsig"
)

// checkJoin compares what the page passes to join with what is signed.
func checkJoin(c *collector) {
	if c.opts.Join == nil || !c.hasFields() || c.kind == kindNative {
		return
	}
	before, compared := len(c.faults), false
	join := c.opts.Join
	for _, k := range c.keys() {
		compared = compared || join.SDKKey != ""
		if join.SDKKey != "" && join.SDKKey != k.text {
			found := "another key passed to join()"
			switch {
			case isPlaceholder(join.SDKKey):
				found = "a placeholder passed to join() as the key"
			case strings.EqualFold(strings.TrimFunc(join.SDKKey, isWrapping), k.text):
				found = "the same key, passed to join() with white space or in another case"
			}
			c.error(fault{code: CodeJoinKeyDiffers, part: k.name, found: found,
				expected: c.value(k) + ", as in the signature", says: "The key passed to join() is not the one in the signature.",
				hint: "Pass to join() the sdkKey that is in the signature. Since Web SDK 4.0.0 you can omit it."})
			break
		}
	}
	x, found := c.claim("mn")
	compared = compared || found && join.MeetingNumber != ""
	if found && join.MeetingNumber != "" && join.MeetingNumber != x.text {
		f := fault{code: CodeJoinMeetingDiffers, part: x.name, found: "another meeting number passed to join()",
			expected: c.value(x) + ", as in the signature",
			says:     "The signature is for another meeting than the one that is joined.",
			hint:     "Pass to join() the meeting number that is in the signature, and request a signature for each meeting."}
		if number, err := zoomsig.ParseMeetingNumber(join.MeetingNumber); err == nil {
			f.found = c.clean(number.String()) + " passed to join()"
			if number.String() == x.text {
				f.found = "the same number with spaces or hyphens"
				f.says = "The meeting number passed to join() has spaces or hyphens."
				f.hint = "Remove the spaces or hyphens from the meeting number that you pass to join()."
			}
		}
		if err := joinNumberFault(join.MeetingNumber); err != "" {
			f.found, f.says = err+" passed to join()", "What is passed to join() as the meeting number is "+err+"."
			f.hint = "Pass to join() the meeting number that is in the signature, as digits."
		}
		c.error(f)
	}
	if role := checkJoinRole(c, join.Role); (role || compared) && len(c.faults) == before {
		c.passed("join", "What is passed to join() fits the signature, as far as it could be compared.")
	}
}

// joinNumberFault says what is passed in place of a meeting number.
func joinNumberFault(given string) string {
	_, err := zoomsig.ParseMeetingNumber(given)
	switch {
	case err == nil:
		return ""
	case isPlaceholder(given):
		return "a placeholder or a missing value"
	case strings.Contains(given, "://"):
		return "a link"
	}
	return "no meeting number"
}

// checkJoinRole reports whether it could compare the roles.
func checkJoinRole(c *collector, given string) (compared bool) {
	x, _ := c.claim("role")
	signed, isRole := readRole(x.text)
	role, err := zoomsig.ParseRole(given)
	if given == "" || !isRole || err == nil && role == signed {
		return given != "" && isRole
	}
	f := fault{code: CodeJoinRoleDiffers, part: x.name, found: "no role that Zoom knows, for join()",
		expected: c.show(fmt.Sprintf("%d (%v), as in the signature", signed, signed)),
		says:     "The role with which the page joins is not the one in the signature.",
		hint:     "Request a signature for the role with which the page joins."}
	if err == nil {
		f.found = c.clean(fmt.Sprintf("%d (%v) for join()", role, role))
		if signed == zoomsig.RoleParticipant {
			f.hint = "Request a signature with role 1 to start the meeting. With role 0, " +
				"a ZAK logs the user in but does not make them the host."
		}
	}
	c.error(f)
	return true
}

// noteHost says what a host needs beside the signature.
func noteHost(c *collector) {
	if x, _ := c.claim("role"); x.text != "1" || !c.hasFields() {
		return
	}
	c.note(fault{code: CodeHostNeedsZAK, part: "role", found: c.show("1 (host)"),
		expected: "the host's ZAK beside the signature",
		says:     "Role 1, host, is signed, which needs the host's ZAK.",
		hint: "To start the meeting, also pass the host's ZAK (Zoom Access Key)" +
			c.forSDK(" to join() as zak", " in the start parameters", " to the SDK") + ". " +
			"Without it, or with another user's ZAK, Zoom does not let the user start the meeting, " +
			"even if the signature is valid."})
}

// noteNextChecks says what to check next where nothing is wrong that a signature can
// show.
func noteNextChecks(c *collector) {
	if c.hasErrors() || c.signature == "" || c.codeVerdict() == codeAccepted || !c.hasFields() {
		return
	}
	checks := []string{
		"The credentials belong to a General app with the Meeting SDK enabled, not to a Server-to-Server OAuth app, " +
			"another OAuth app or a Video SDK app.",
		"The app is activated, and its development credentials are used only in the account that owns the app.",
		"The meeting is hosted by the account that owns the app. Otherwise Zoom must have reviewed the app, and since " +
			"2026-03-02 a ZAK or an OBF token is required beside the signature, even with role 0.",
		"The clock of the machine that signs is correct.",
	}
	if c.opts.At.IsZero() {
		checks = append(checks, "The signature was valid when it was rejected: it was checked as of now.")
	}
	if c.secret == "" {
		checks = append(checks, "The secret is right: it was not given, so the MAC was not compared.")
	}
	if c.kind != kindNative && c.opts.Join == nil {
		checks = append(checks, "The page passes to join() the meeting number that was signed.")
	}
	start := "Nothing is wrong that was checked here. If Zoom still rejects the signature, check each of these:"
	if len(c.of(SeverityWarning)) > 0 || slices.ContainsFunc(c.faults, c.explains) {
		start = "If none of the possible causes applies and Zoom still rejects the signature, check each of these:"
	}
	c.note(fault{code: CodeCheckCredentials, hint: start + "\n- " + strings.Join(checks, "\n- ")})
}

// addUnchecked says what was not given, so that it was not checked.
func (c *collector) addUnchecked() {
	add := func(name, text string) { c.unchecked = append(c.unchecked, Check{Name: name, Text: text}) }
	if c.hasFields() {
		switch {
		case c.secret == "":
			add("secret", "The secret: none was given, so it was not compared with the MAC.")
		case !c.hasFound(CodeSecretMismatch, CodeSecretWrapped, CodeMACInput, CodeSecretBase64Decoded, CodeSecretHexDecoded,
			CodeSecretUTF16, CodePlaceholderSecret, CodeKeyUsedAsSecret) && !c.hasPassed("secret"):
			add("secret", "The secret: it could not be compared with the MAC of this signature.")
		}
		if c.opts.Key == "" {
			add("key", "The key: none was given to compare.")
		}
	}
	if c.sdk == "" && (c.kind == kindUnknown && c.hasFields() || len(c.reports) > 1) {
		add("sdk", "The SDK: it is not known which one joins, and Web and native SDKs need different claims.")
	}
	if c.given == "" {
		add("error-code", "The error code: none was given.")
	}
	switch {
	case !c.hasFields():
	case c.opts.Join != nil && c.kind == kindNative:
		add("join", "The call to join(): it belongs to the Web SDK, and another one joins.")
	case c.opts.Join == nil && c.kind != kindNative:
		add("join", "The call to join(): what the page passes to it was not given.")
	}
}
