package diagnose

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/zoomsig/zoomsig"
	"github.com/zoomsig/zoomsig/internal/errorcodes"
)

// about returns what a fault says of a claim.
func (c *collector) about(x claim) vars { return vars{"part": x.name, "value": c.value(x)} }

// reportMissing reports that a claim is not there, is null or is empty. If it is there
// under another name, it only has to be renamed.
func (c *collector) reportMissing(code Code, name string) {
	known := vars{"part": name, "found": c.foundInstead(name)}
	if other := c.misspelled(name); other != "" {
		known["cure"] = "json"
		known["hint"] = "Rename " + c.name(other) + " to " + name + ": the name must match exactly, also in case."
	}
	iss := c.claim("iss")
	c.report(code, first([]choice{{"iss", code == CodeAppKeyMissing && iss.text != "" && iss.text == c.opts.Key}}), known)
}

// foundInstead says what is found where a claim should be.
func (c *collector) foundInstead(name string) string {
	x, other := c.claim(name), c.misspelled(name)
	return first([]choice{
		{c.value(x) + ", as if a variable was not set", x.raw != "" && x.text == ""},
		{c.value(x), x.raw != ""},
		{"missing, but " + c.name(other) + " is there", other != ""},
		{"missing", true},
	})
}

func checkKeys(c *collector) {
	if !c.hasFields() {
		return
	}
	if c.format == FormatJWT {
		checkKeysPresent(c)
	}
	keys, given := c.keys(), strings.TrimFunc(c.opts.Key, isWrapping)
	differs := func(k claim) bool { return given != "" && strings.TrimFunc(k.text, isWrapping) != given }
	for _, k := range keys {
		known := c.about(k)
		const oldKeyLength = 36
		if c.format == FormatJWT && len(k.text) == oldKeyLength && isKey(k.text) {
			c.report(CodeSDKKeyMigration, "", known)
		}
		switch {
		case isPlaceholder(k.text) && (k.isString() || c.format == FormatLegacy):
			c.report(CodePlaceholderKey, "", known)
		case strings.ContainsFunc(k.text, isNotInKey) || c.format == FormatJWT && !k.isString():
			known["odd"] = first([]choice{
				{"a line break", strings.ContainsAny(k.text, "\r\n")},
				{"white space", strings.ContainsFunc(k.text, isBlank)},
				{"a quote", strings.ContainsFunc(k.text, isQuote)},
				{"a character other than letters, digits, _ and -", strings.ContainsFunc(k.text, isNotInKey)},
			})
			c.report(CodeKeyFormat, first([]choice{{"type", c.format == FormatJWT && !k.isString()}}), known)
		}
		if differs(k) {
			c.report(CodeKeyMismatch, first([]choice{
				{"swapped", c.isSwapped()},
				{"placeholder", isPlaceholder(k.text)},
			}), known)
		}
	}
	if given != "" && len(keys) > 0 && !slices.ContainsFunc(keys, differs) {
		c.passed("key", first([]choice{
			{"The key is the given one.", given == c.opts.Key},
			{"The key is the given one, without the white space or quotes around it.", true},
		}))
	}
}

func checkKeysPresent(c *collector) {
	if !c.has("appKey") {
		c.reportMissing(CodeAppKeyMissing, "appKey")
	}
	if !c.has("sdkKey") && c.kind != kindNative {
		c.reportMissing(CodeSDKKeyMissing, "sdkKey")
	}
	switch app, sdk := c.claim("appKey"), c.claim("sdkKey"); {
	case !app.isThere() || !sdk.isThere():
	case app.text == sdk.text:
		c.passed("keys", "The claims appKey and sdkKey are equal.")
	case !isPlaceholder(app.text) && !isPlaceholder(sdk.text):
		c.report(CodeKeysDiffer, "", vars{"value": c.value(app), "other": c.value(sdk)})
	}
}

func checkMeeting(c *collector) {
	if !c.hasFields() {
		return
	}
	mn, role, mode := c.claim("mn"), c.claim("role"), c.claim("video_webrtc_mode")
	if c.format == FormatJWT {
		checkMeetingPresent(c, mn, role)
	}
	number, err := zoomsig.ParseMeetingNumber(mn.text)
	switch {
	case !mn.isThere():
	case err == nil && number.String() == mn.text:
		c.passed("meeting-number", "The meeting number has 9 to 11 digits.")
	default:
		c.report(CodeMeetingNumberFormat, first([]choice{
			{"spaces", err == nil},
			{"link", strings.Contains(mn.text, "://")},
			{"word", mn.text == "" || mn.isString() && isPlaceholder(mn.text)},
		}), c.about(mn))
	}
	if role.isThere() || role.isNull() && mn.isThere() {
		checkRole(c, role)
	}
	if mode.name != "" && mode.raw != "0" && mode.raw != "1" {
		c.report(CodeVideoWebRTCValue, "", c.about(mode))
	}
}

// checkMeetingPresent looks for mn and role. A token without both is right for native SDKs only.
func checkMeetingPresent(c *collector, mn, role claim) {
	hasNumber := mn.isThere() || c.misspelled("mn") != ""
	hasRole := role.isThere() || c.misspelled("role") != "" || role.isNull() && mn.isThere()
	if !hasNumber && !hasRole {
		c.report(CodeNativeToken, first([]choice{
			{"null", mn.isNull() || role.isNull()},
			{"native", c.kind == kindNative},
		}), vars{"mn": c.foundInstead("mn"), "role": c.foundInstead("role")})
		return
	}
	if !mn.isThere() {
		c.reportMissing(CodeMeetingNumberMissing, "mn")
	}
	if !role.isThere() && !(role.isNull() && mn.isThere()) {
		c.reportMissing(CodeRoleMissing, "role")
	}
}

func checkRole(c *collector, x claim) {
	known := c.about(x)
	_, _, isNumber := readNumber(x.text)
	_, isRole := readRole(x.text)
	switch {
	case c.format == FormatJWT && !isNumber:
		c.report(CodeClaimValue, "role", known)
	case !isRole:
		c.report(CodeRoleValue, "", known)
	default:
		c.passed("role", "The role is 0 or 1.")
	}
	if x.text == "1" {
		c.report(CodeHostNeedsZAK, "", vars{"value": c.show("1 (host)")})
	}
	if c.format == FormatJWT && x.isString() && isNumber {
		c.report(CodeClaimType, "role", known)
	}
}

// readRole reads a role that is written as Zoom reads it, as a digit.
func readRole(text string) (role zoomsig.Role, ok bool) {
	role, err := zoomsig.ParseRole(text)
	return role, err == nil && isDigits(text)
}

// describeTime says what a value seems to be that is not a time.
func (c *collector) describeTime(x claim) string {
	number, _, isNumber := readNumber(x.text)
	_, err := time.Parse(digitsOfDate, x.text)
	numbers := len(strings.FieldsFunc(x.text, func(r rune) bool { return r < '0' || r > '9' }))
	isDate := numbers > 2 && strings.ContainsAny(x.text, "-/:.,") || numbers == 2 && strings.Contains(x.text, ":")
	return c.value(x) + first([]choice{
		{", as if it was not set,", isNumber && number == 0},
		{", a time before 1970,", isNumber && number < 0},
		{", a date written in digits,", err == nil},
		{", a number out of range,", isNumber},
		{", a date as text,", x.isString() && isDate},
		{", perhaps a duration,", x.isString() && strings.IndexAny(x.text, "0123456789") == 0},
	})
}

// checkDuplicates reports the first of the names that are given more than once in the
// header or payload, and how many there are besides.
func checkDuplicates(c *collector) {
	if !c.isMeetingSDKToken() {
		return
	}
	const most = 10
	for i, members := range [][]claim{c.headerClaims, c.claims} {
		where, prefix := []string{"header", "payload"}[i], []string{"header ", ""}[i]
		count := map[string]int{}
		var repeated []string
		for _, x := range members {
			if count[x.name]++; count[x.name] == 2 {
				repeated = append(repeated, x.name)
			}
		}
		for _, name := range repeated[:min(len(repeated), most)] {
			c.report(CodeDuplicateClaim, "", vars{"part": prefix + claimName(name), "count": fmt.Sprint(count[name]),
				"where": where, "member": where})
		}
		if more := len(repeated) - most; more > 0 {
			c.report(CodeDuplicateClaim, "more", vars{"part": where, "count": fmt.Sprint(more), "where": where})
		}
	}
}

// checkJoin compares what the page passes to join with what is signed.
func checkJoin(c *collector) {
	join := c.opts.Join
	if join == nil || !c.hasFields() || c.kind == kindNative {
		return
	}
	before, keys, mn := len(c.faults), c.keys(), c.claim("mn")
	signed, isRole := readRole(c.claim("role").text)
	hasKey, hasNumber, hasRole := join.SDKKey != "" && len(keys) > 0, join.MeetingNumber != "" && mn.isThere(),
		join.Role != "" && isRole
	i := slices.IndexFunc(keys, func(k claim) bool { return k.text != join.SDKKey })
	if hasKey && i >= 0 {
		c.report(CodeJoinKeyDiffers, first([]choice{
			{"placeholder", isPlaceholder(join.SDKKey)},
			{"case", strings.EqualFold(strings.TrimFunc(join.SDKKey, isWrapping), keys[i].text)},
		}), c.about(keys[i]))
	}
	if hasNumber && join.MeetingNumber != mn.text {
		number, err := zoomsig.ParseMeetingNumber(join.MeetingNumber)
		known := c.about(mn)
		known["given"] = first([]choice{
			{c.clean(number.String()), err == nil},
			{"a placeholder or a missing value", isPlaceholder(join.MeetingNumber)},
			{"a link", strings.Contains(join.MeetingNumber, "://")},
			{"no meeting number", true},
		})
		c.report(CodeJoinMeetingDiffers, first([]choice{
			{"spaces", err == nil && number.String() == mn.text},
			{"other", err != nil},
		}), known)
	}
	if role, err := zoomsig.ParseRole(join.Role); hasRole && (err != nil || role != signed) {
		c.report(CodeJoinRoleDiffers, first([]choice{
			{"", err != nil},
			{"host", signed == zoomsig.RoleParticipant},
			{"other", true},
		}), vars{"signed": c.show(fmt.Sprintf("%d (%v), as in the signature", signed, signed)),
			"given": c.clean(fmt.Sprintf("%d (%v) for join()", role, role))})
	}
	if (hasKey || hasNumber || hasRole) && len(c.faults) == before {
		c.passed("join", "What is passed to join() fits the signature, as far as it could be compared.")
	}
}

// noteNextChecks says what to check next where nothing is wrong that a signature can show.
func noteNextChecks(c *collector) {
	if c.hasErrors() || c.signature == "" || c.codeVerdict() == errorcodes.Accepted || !c.hasFields() {
		return
	}
	known := vars{}
	for name, isKnown := range map[string]bool{"at": !c.opts.At.IsZero(), "secret": c.secret != "",
		"join": c.kind == kindNative || c.opts.Join != nil} {
		if isKnown {
			known[name] = ""
		}
	}
	isPossible := c.index(SeverityWarning) >= 0 || slices.ContainsFunc(c.faults, c.explains)
	c.report(CodeCheckCredentials, first([]choice{{"possible", isPossible}}), known)
}

// addUnchecked says what was not given, so that it was not checked.
func (c *collector) addUnchecked() {
	missing := func(isMissing bool, name, special string) {
		if text := faultSections()["unchecked"][strings.TrimSpace(name+" "+special)]; isMissing {
			c.unchecked = append(c.unchecked, Check{Name: name, Text: text})
		}
	}
	isCompared := c.hasPassed("secret") || c.hasFound(CodeSecretMismatch, CodeSecretWrapped, CodeMACInput,
		CodeSecretBase64Decoded, CodeSecretHexDecoded, CodeSecretUTF16, CodePlaceholderSecret, CodeKeyUsedAsSecret)
	hasFields, hasJoin, isNative := c.hasFields(), c.opts.Join != nil, c.kind == kindNative
	missing(hasFields && c.secret == "", "secret", "")
	missing(hasFields && c.secret != "" && !isCompared, "secret", "given")
	missing(hasFields && c.opts.Key == "", "key", "")
	missing(c.sdk == "" && (len(c.reports) > 1 || c.kind == kindUnknown && hasFields), "sdk", "")
	missing(c.given == "", "error-code", "")
	missing(hasFields && hasJoin && isNative, "join", "given")
	missing(hasFields && !hasJoin && !isNative, "join", "")
}
