package diagnose

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/zoomsig/zoomsig"
)

// about returns what a fault says of a claim.
func (c *collector) about(x claim) vars { return vars{"part": x.name, "value": c.value(x)} }

// reportMissing reports that a claim is not there, is null or is empty. If it is there
// under another name, it only has to be renamed.
func (c *collector) reportMissing(code Code, name string) {
	known := vars{"part": name, "found": c.foundInstead(name), "missing": "missing", "iss": ""}
	if other := c.misspelled(name); other != "" {
		rename, reason := "Rename "+c.name(other)+" to "+name+": ", "the name must be exactly this."
		if strings.EqualFold(other, name) {
			reason = "the names of claims are case-sensitive."
		}
		known["missing"] = "missing; " + c.name(other) + " is there instead"
		known["hint"], known["cure"] = rename+reason, "json"
	}
	switch x, _ := c.claim(name); {
	case x.isNull():
		known["missing"] = "null"
	case x.name != "":
		known["missing"] = "empty: the variable that should hold it may not be set"
	}
	if iss, _ := c.claim("iss"); iss.text != "" && iss.text == c.opts.Key {
		known["iss"] = " The key is there as iss, which the Meeting SDK does not read."
	}
	c.report(code, "", known)
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

// checkKeys looks at the claims that hold the app's key.
func checkKeys(c *collector) {
	if !c.hasFields() {
		return
	}
	if c.format == FormatJWT {
		checkKeysPresent(c)
	}
	given := strings.TrimFunc(c.opts.Key, isWrapping)
	differs := false
	for _, k := range c.keys() {
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
				{"a type other than a string", true},
			})
			c.report(CodeKeyFormat, "", known)
		}
		if given == "" || strings.TrimFunc(k.text, isWrapping) == given {
			continue
		}
		differs = true
		switch {
		case c.isSwapped():
			c.report(CodeKeyMismatch, "swapped", known)
		case isPlaceholder(k.text):
			c.report(CodeKeyMismatch, "placeholder", known)
		default:
			c.report(CodeKeyMismatch, "", known)
		}
	}
	switch {
	case given == "" || differs || len(c.keys()) == 0:
	case given != c.opts.Key:
		c.passed("key", "The key is the given one, without the white space or quotes around that.")
	default:
		c.passed("key", "The key is the given one.")
	}
}

func checkKeysPresent(c *collector) {
	if !c.has("appKey") {
		c.reportMissing(CodeAppKeyMissing, "appKey")
	}
	if !c.has("sdkKey") && c.kind != kindNative {
		c.reportMissing(CodeSDKKeyMissing, "sdkKey")
	}
	app, hasApp := c.claim("appKey")
	sdk, hasSDK := c.claim("sdkKey")
	switch {
	case !hasApp || !hasSDK:
	case app.text == sdk.text:
		c.passed("keys", "The claims appKey and sdkKey are equal.")
	case !isPlaceholder(app.text) && !isPlaceholder(sdk.text):
		c.report(CodeKeysDiffer, "", vars{"value": c.value(app), "other": c.value(sdk)})
	}
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
		c.report(CodeVideoWebRTCValue, "", c.about(x))
	}
}

func checkMeetingNumber(c *collector, x claim) {
	known := c.about(x)
	switch number, err := zoomsig.ParseMeetingNumber(x.text); {
	case err == nil && number.String() == x.text:
		c.passed("meeting-number", "The meeting number has 9 to 11 digits.")
	case err == nil:
		c.report(CodeMeetingNumberFormat, "spaces", known)
	case strings.Contains(x.text, "://"):
		c.report(CodeMeetingNumberFormat, "link", known)
	case x.text == "" || x.isString() && isPlaceholder(x.text):
		known["is"] = describeValue(x)
		c.report(CodeMeetingNumberFormat, "word", known)
	default:
		c.report(CodeMeetingNumberFormat, "", known)
	}
}

func checkMeetingPresent(c *collector) {
	hasNumber := c.has("mn") || c.misspelled("mn") != ""
	hasRole := c.has("role") || c.misspelled("role") != "" || c.isNull("role") && c.has("mn")
	if !hasNumber && !hasRole {
		checkNativeToken(c)
		return
	}
	if !c.has("mn") {
		c.reportMissing(CodeMeetingNumberMissing, "mn")
	}
	if !c.has("role") && (!c.isNull("role") || !c.has("mn")) {
		c.reportMissing(CodeRoleMissing, "role")
	}
}

// checkNativeToken looks at a token without mn and role, which is right for native
// SDKs only.
func checkNativeToken(c *collector) {
	special := ""
	switch {
	case c.isNull("mn") || c.isNull("role"):
		special = "null"
	case c.kind == kindNative:
		special = "native"
	}
	c.report(CodeNativeToken, special, vars{"mn": c.foundInstead("mn"), "role": c.foundInstead("role")})
}

func checkRole(c *collector) {
	x, _ := c.claim("role")
	if x.name == "" || x.isNull() && !c.has("mn") {
		return
	}
	known := c.about(x)
	_, _, isNumber := readNumber(x.text)
	role, isRole := readRole(x.text)
	switch {
	case c.format == FormatJWT && !isNumber:
		known["is"] = describeValue(x)
		c.report(CodeClaimValue, "role", known)
	case !isRole:
		c.report(CodeRoleValue, "", known)
	default:
		c.passed("role", c.orHidden(fmt.Sprintf("The role is %d (%v).", role, role), "The role is 0 or 1."))
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

// describeValue says what a value seems to be that is not what it should be.
func describeValue(x claim) string {
	text := strings.TrimSpace(x.text)
	_, _, isNumber := readNumber(text)
	return first([]choice{
		{"null", x.isNull()},
		{"a boolean", x.raw == "true" || x.raw == "false"},
		{"an object", strings.HasPrefix(x.raw, "{")},
		{"an array", strings.HasPrefix(x.raw, "[")},
		{"an empty string", text == ""},
		{"a number with white space around it", isNumber && text != x.text},
		{"the word " + text, slices.Contains([]string{"NaN", "undefined", "null", "None", "Invalid Date"}, text)},
		{"text", true},
	})
}

// describeTimeValue says the same of a value that should be a time.
func describeTimeValue(x claim) string {
	number, _, isNumber := readNumber(x.text)
	_, err := time.Parse(digitsOfDate, x.text)
	text := describeValue(x)
	numbers := strings.FieldsFunc(x.text, func(r rune) bool { return r < '0' || r > '9' })
	return first([]choice{
		{"0, as if it was not set,", isNumber && number == 0},
		{"a time before 1970", isNumber && number < 0},
		{"a date written in digits", err == nil},
		{"a number that is out of range", isNumber},
		{text, text != "text"},
		{"a date as text", len(numbers) > 2 && strings.ContainsAny(x.text, "-/:.,")}, // such as 11/26/2026
		{"a date as text", len(numbers) == 2 && strings.Contains(x.text, ":")},       // such as 12:30
		{"text, perhaps a duration,", strings.IndexAny(x.text, "0123456789") == 0},
		{text, true},
	})
}

// checkDuplicates reports the first of the names that are given more than once in the
// header or payload, and how many there are besides.
func checkDuplicates(c *collector) {
	if !c.isMeetingSDKToken() {
		return
	}
	const most = 10
	for _, where := range []string{"header", "payload"} {
		prefix, members := "", c.claims
		if where == "header" {
			prefix, members = "header ", nil
			for _, m := range c.headerMembers {
				members = append(members, claim{name: m.Name})
			}
		}
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
