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
	before, keys := len(c.faults), c.keys()
	mn, _ := c.claim("mn")
	role, _ := c.claim("role")
	signed, isRole := readRole(role.text)
	isCompared := false
	if join.SDKKey != "" && len(keys) > 0 {
		isCompared = true
		if i := slices.IndexFunc(keys, func(k claim) bool { return k.text != join.SDKKey }); i >= 0 {
			c.report(CodeJoinKeyDiffers, first([]choice{
				{"placeholder", isPlaceholder(join.SDKKey)},
				{"case", strings.EqualFold(strings.TrimFunc(join.SDKKey, isWrapping), keys[i].text)},
			}), c.about(keys[i]))
		}
	}
	if join.MeetingNumber != "" && c.has("mn") {
		isCompared = true
		checkJoinMeeting(c, join.MeetingNumber, mn)
	}
	if join.Role != "" && isRole {
		isCompared = true
		checkJoinRole(c, join.Role, signed)
	}
	if isCompared && len(c.faults) == before {
		c.passed("join", "What is passed to join() fits the signature, as far as it could be compared.")
	}
}

func checkJoinMeeting(c *collector, given string, mn claim) {
	number, err := zoomsig.ParseMeetingNumber(given)
	known := c.about(mn)
	known["given"] = first([]choice{
		{c.clean(number.String()), err == nil},
		{"a placeholder or a missing value", isPlaceholder(given)},
		{"a link", strings.Contains(given, "://")},
		{"no meeting number", true},
	})
	if given != mn.text {
		c.report(CodeJoinMeetingDiffers, first([]choice{
			{"spaces", err == nil && number.String() == mn.text},
			{"other", err != nil},
		}), known)
	}
}

func checkJoinRole(c *collector, given string, signed zoomsig.Role) {
	role, err := zoomsig.ParseRole(given)
	known := vars{"signed": c.show(fmt.Sprintf("%d (%v), as in the signature", signed, signed)),
		"given": c.clean(fmt.Sprintf("%d (%v) for join()", role, role))}
	if err != nil || role != signed {
		c.report(CodeJoinRoleDiffers, first([]choice{
			{"", err != nil},
			{"host", signed == zoomsig.RoleParticipant},
			{"other", true},
		}), known)
	}
}

// noteNextChecks says what to check next where nothing is wrong that a signature can
// show.
func noteNextChecks(c *collector) {
	if c.hasErrors() || c.signature == "" || c.codeVerdict() == codeAccepted || !c.hasFields() {
		return
	}
	known := vars{}
	for name, isKnown := range map[string]bool{"at": !c.opts.At.IsZero(), "secret": c.secret != "",
		"join": c.kind == kindNative || c.opts.Join != nil} {
		if isKnown {
			known[name] = ""
		}
	}
	isPossible := len(c.of(SeverityWarning)) > 0 || slices.ContainsFunc(c.faults, c.explains)
	c.report(CodeCheckCredentials, first([]choice{{"possible", isPossible}}), known)
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
