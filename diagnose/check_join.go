package diagnose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/zoomsig/zoomsig"
)

// checkJoin compares what the page passes to join with what is signed.
func checkJoin(c *collector) {
	join := c.opts.Join
	if join == nil || !c.hasFields() || c.kind == kindNative {
		return
	}
	before := len(c.faults)
	hasKey := checkJoinKey(c, join.SDKKey)
	hasNumber := checkJoinMeeting(c, join.MeetingNumber)
	hasRole := checkJoinRole(c, join.Role)
	if (hasKey || hasNumber || hasRole) && len(c.faults) == before {
		c.passed("join", "What is passed to join() fits the signature, as far as it could be compared.")
	}
}

// checkJoinKey reports whether it could compare the keys.
func checkJoinKey(c *collector, given string) (compared bool) {
	keys := c.keys()
	i := slices.IndexFunc(keys, func(k claim) bool { return k.text != given })
	switch {
	case given == "" || i < 0:
	case isPlaceholder(given):
		c.report(CodeJoinKeyDiffers, "placeholder", c.about(keys[i]))
	case strings.EqualFold(strings.TrimFunc(given, isWrapping), keys[i].text):
		c.report(CodeJoinKeyDiffers, "case", c.about(keys[i]))
	default:
		c.report(CodeJoinKeyDiffers, "", c.about(keys[i]))
	}
	return given != "" && len(keys) > 0
}

// checkJoinMeeting reports whether it could compare the meeting numbers.
func checkJoinMeeting(c *collector, given string) (compared bool) {
	x, found := c.claim("mn")
	if !found || given == "" || given == x.text {
		return found && given != ""
	}
	known := c.about(x)
	number, err := zoomsig.ParseMeetingNumber(given)
	switch {
	case err == nil && number.String() == x.text:
		c.report(CodeJoinMeetingDiffers, "spaces", known)
		return true
	case err == nil:
		known["given"] = c.clean(number.String())
		c.report(CodeJoinMeetingDiffers, "", known)
		return true
	case isPlaceholder(given):
		known["given"] = "a placeholder or a missing value"
	case strings.Contains(given, "://"):
		known["given"] = "a link"
	default:
		known["given"] = "no meeting number"
	}
	c.report(CodeJoinMeetingDiffers, "other", known)
	return true
}

// checkJoinRole reports whether it could compare the roles.
func checkJoinRole(c *collector, given string) (compared bool) {
	x, _ := c.claim("role")
	signed, isRole := readRole(x.text)
	role, err := zoomsig.ParseRole(given)
	known := vars{"part": x.name, "signed": c.show(fmt.Sprintf("%d (%v), as in the signature", signed, signed)),
		"given": c.clean(fmt.Sprintf("%d (%v) for join()", role, role))}
	switch {
	case given == "" || !isRole:
		return false
	case err != nil:
		c.report(CodeJoinRoleDiffers, "", known)
	case role != signed && signed == zoomsig.RoleParticipant:
		c.report(CodeJoinRoleDiffers, "host", known)
	case role != signed:
		c.report(CodeJoinRoleDiffers, "other", known)
	}
	return true
}

// noteNextChecks says what to check next where nothing is wrong that a signature can
// show.
func noteNextChecks(c *collector) {
	if c.hasErrors() || c.signature == "" || c.codeVerdict() == codeAccepted || !c.hasFields() {
		return
	}
	special := ""
	if len(c.of(SeverityWarning)) > 0 || slices.ContainsFunc(c.faults, c.explains) {
		special = "possible"
	}
	known := vars{}
	if !c.opts.At.IsZero() {
		known["at"] = ""
	}
	if c.secret != "" {
		known["secret"] = ""
	}
	if c.kind == kindNative || c.opts.Join != nil {
		known["join"] = ""
	}
	c.report(CodeCheckCredentials, special, known)
}

// addUnchecked says what was not given, so that it was not checked.
func (c *collector) addUnchecked() {
	unless := func(isChecked bool, name, text string) {
		if !isChecked {
			c.unchecked = append(c.unchecked, Check{Name: name, Text: text})
		}
	}
	isCompared := c.hasPassed("secret") || c.hasFound(CodeSecretMismatch, CodeSecretWrapped, CodeMACInput,
		CodeSecretBase64Decoded, CodeSecretHexDecoded, CodeSecretUTF16, CodePlaceholderSecret, CodeKeyUsedAsSecret)
	isNative := c.kind == kindNative
	if c.hasFields() {
		unless(c.secret != "", "secret", "The secret: none was given, so it was not compared with the MAC.")
		unless(c.secret == "" || isCompared, "secret",
			"The secret: it could not be compared with the MAC of this signature.")
		unless(c.opts.Key != "", "key", "The key: none was given to compare.")
	}
	unless(c.sdk != "" || len(c.reports) < 2 && (c.kind != kindUnknown || !c.hasFields()), "sdk",
		"The SDK: it is not known which one joins, and Web and native SDKs need different claims.")
	unless(c.given != "", "error-code", "The error code: none was given.")
	if c.hasFields() {
		unless(c.opts.Join == nil || !isNative, "join",
			"The call to join(): it belongs to the Web SDK, and another one joins.")
		unless(c.opts.Join != nil || isNative, "join", "The call to join(): what the page passes to it was not given.")
	}
}
