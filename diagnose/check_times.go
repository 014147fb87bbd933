package diagnose

import (
	"fmt"
	"strings"
	"time"
)

const (
	expectedTime = "a Unix time in whole seconds"
	makeTimes    = "Compute iat once, as the current Unix time in whole seconds minus 30, " +
		"and exp and tokenExp as iat + 7200."
)

// checkTimes looks at iat, exp and tokenExp, and at the timestamp of a legacy
// signature.
func checkTimes(c *collector) {
	if c.hasClaims() {
		checkTimeValue(c, "iat")
		for _, name := range c.expiries() {
			checkTimeValue(c, name)
		}
		checkLifetimes(c)
		checkExpiriesDiffer(c)
	}
	if c.hasFields() {
		checkIssuedAt(c)
	}
}

// expiries returns the claims that say when the signature expires for this SDK, as
// far as known: the Web SDK reads exp, and native SDKs read tokenExp too.
func (c *collector) expiries() []string {
	if c.kind == kindWeb {
		return []string{"exp"}
	}
	return []string{"exp", "tokenExp"}
}

// checkTimeValue looks at one claim alone.
func checkTimeValue(c *collector, name string) {
	x, _ := c.claim(name)
	t, isTime := c.time(name)
	report := func(code Code, expected, is, hint string) {
		c.error(fault{code: code, part: name, found: c.value(x), expected: expected, cure: "time",
			says: "The claim " + name + " is " + is + ".", hint: hint})
	}
	_, notADate := time.Parse("20060102150405", x.text)
	switch {
	case x.name == "":
		checkTimeMissing(c, name)
		return
	case !isTime || notADate == nil:
		hint := makeTimes
		if x.isNull() {
			hint = "JSON writes NaN and an undefined value as null: look at how the time is computed. " + makeTimes
		}
		report(CodeClaimValue, expectedTime, describeTimeValue(x)+" instead of a Unix time in seconds", hint)
		return
	case x.isString():
		reportClaimType(c, x, "time")
	}
	if !t.isSeconds() {
		hint := fmt.Sprintf("Divide by %d and round down. ", t.unit.perSecond) + makeTimes
		if t.unit.since != 0 {
			hint = "Use DateTimeOffset.UtcNow.ToUnixTimeSeconds(): " + t.unit.name + " do not count from 1970. " + makeTimes
		}
		report(CodeMilliseconds, "seconds (10 digits)", "in "+t.unit.name+"; Zoom counts seconds", hint)
	}
	if t.isFraction {
		report(CodeFractionalTime, "whole seconds, digits only", "not written as a whole number",
			"Round the time down to whole seconds: Math.floor(…) in JavaScript, int(…) in Python. "+makeTimes)
	}
	if t.isDuration() {
		report(CodeExpiryDuration, "a Unix time in seconds, such as iat + 7200", "a duration instead of a point in time",
			"Add the duration to iat: exp and tokenExp are both iat + 7200.")
	}
}

func checkTimeMissing(c *collector, name string) {
	report := func(severity Severity, code Code, hint string) {
		c.add(severity, c.missing(code, name, expectedTime, "time", hint))
	}
	switch {
	case name == "iat":
		report(SeverityError, CodeIssuedAtMissing, "Add iat: the current Unix time in whole seconds, minus 30.")
	case name == "exp":
		report(SeverityError, CodeExpiryMissing, "Add exp: iat + 7200.")
	case c.kind == kindNative:
		report(SeverityError, CodeTokenExpiryMissing, "Add tokenExp with the same value as exp: native SDKs read it.")
	default:
		report(SeverityWarning, CodeTokenExpiryMissing,
			"Add tokenExp with the same value as exp if a native SDK joins. The Web SDK does not need it.")
	}
}

func checkLifetimes(c *collector) {
	all := c.lifetimes(c.expiries()...)
	for _, l := range all {
		f := fault{part: l.claim, found: c.show(fmt.Sprintf("%d s after iat", l.seconds)), cure: "time",
			expected: fmt.Sprintf("%d to %d s after iat", minLifetime, maxLifetime),
			hint:     "Set exp and tokenExp to iat + 7200 (seconds)."}
		switch {
		case l.seconds < 0:
			reportSwapped(c, l, f)
		case l.seconds < minLifetime:
			f.code = CodeLifetimeTooShort
			f.says = fmt.Sprintf("The claim %s is %d s after iat; Zoom requires at least 1800 s.", l.claim, l.seconds)
			c.error(f)
		case l.seconds > maxLifetime || l.seconds == maxLifetime && !l.isWhole:
			f.code = CodeLifetimeTooLong
			f.says = "The claim " + l.claim + " is " + formatDistance(l.seconds) + " after iat; Zoom documents at most 48 hours."
			f.hint += " If iat is not the current time, correct iat."
			if l.seconds%1000 == 0 && l.seconds <= maxLifetime*1000 {
				f.hint = fmt.Sprintf("Add the lifetime in seconds: %d s are %d s in milliseconds. ", l.seconds, l.seconds/1000) +
					f.hint
			}
			c.error(f)
		case l.isWhole && (l.seconds == minLifetime || l.seconds == maxLifetime):
			reportBoundary(c, l, f)
		}
	}
	if len(all) == 1 && !c.hasFound(CodeMilliseconds, CodeTimesSwapped, CodeLifetimeTooShort, CodeLifetimeTooLong,
		CodeLifetimeBoundary) {
		lifetime := "The lifetime is " + formatDistance(all[0].seconds) + ", within the limits."
		c.passed("lifetime", c.orHidden(lifetime, "The lifetime is within the limits."))
	}
}

// reportSwapped reports an expiry before iat. The two are probably swapped if that
// makes iat a time in the past.
func reportSwapped(c *collector, l lifetime, f fault) {
	f.code, f.found, f.expected = CodeTimesSwapped, formatDistance(-l.seconds)+" before iat", "after iat"
	f.says = "The claim " + l.claim + " is " + f.found + "."
	f.hint = "Compute exp and tokenExp from iat, as iat + 7200, and not from another clock or time zone."
	iat, _ := c.issuedAt()
	if length := -l.seconds; length >= minLifetime && length <= maxLifetime && iat.at.After(c.now) {
		f.says = "The claims iat and " + l.claim + " are probably swapped: " + l.claim + " is " + f.found + "."
		f.hint = "Exchange iat and " + l.claim + ". iat is the current time minus 30 seconds, " +
			"and exp and tokenExp are iat + 7200."
	}
	c.error(f)
}

func reportBoundary(c *collector, l lifetime, f fault) {
	f.code, f.expected = CodeLifetimeBoundary, fmt.Sprintf("more than %d and less than %d s after iat",
		minLifetime, maxLifetime)
	if l.seconds == maxLifetime {
		f.says = "The lifetime is exactly 48 hours, the longest that Zoom documents."
		f.hint = "Use iat + 7200, which leaves room for rounding."
		c.warning(f)
		return
	}
	f.says = "The lifetime is exactly 1800 s, which native SDKs have been observed to reject."
	f.hint = "Use iat + 7200. Zoom documents 1800 seconds as the shortest lifetime, " +
		"but native SDKs have been observed to reject it, and the Android SDK requires 1800 seconds to be left when the " +
		"signature is used."
	switch c.kind {
	case kindWeb:
		f.says = "The lifetime is exactly 1800 s, the shortest that Zoom documents; native SDKs reject it."
		f.hint = "Use iat + 7200. Whether the Web SDK rejects a lifetime of exactly 1800 seconds, as native SDKs do, " +
			"is not known."
		c.warning(f)
	case kindNative:
		c.error(f)
	default:
		c.warning(f)
	}
}

func checkExpiriesDiffer(c *collector) {
	exp, hasExp := c.time("exp")
	tokenExp, hasTokenExp := c.time("tokenExp")
	if !hasExp || !hasTokenExp || exp.isDuration() || tokenExp.isDuration() || exp.at.Equal(tokenExp.at) ||
		c.kind == kindWeb {
		return
	}
	c.warning(fault{code: CodeExpiriesDiffer, part: "tokenExp", found: c.value(tokenExp.claim),
		expected: c.value(exp.claim) + ", as in exp", says: "The claims exp and tokenExp differ.", cure: "time",
		hint: "Set exp and tokenExp to the same value. The Web SDK reads exp, and native SDKs read tokenExp."})
}

// checkIssuedAt compares iat or the legacy timestamp with the time of the check.
func checkIssuedAt(c *collector) {
	t, found := c.issuedAt()
	if !found {
		return
	}
	float := describeFloat(t)
	if !t.at.After(c.now) {
		c.passed("issued-at", "It was not issued in the future, as of the time of this check.")
		if float != "" {
			c.note(fault{code: CodeFloat32Time, part: t.name, found: c.value(t.claim) + float, expected: "any whole number",
				says: "iat is" + float[1:] + ", like times in 32-bit floating point, which are sometimes in the future.",
				hint: "Sign again a few seconds later. If that iat is a multiple of 128 as well, the time was computed in 32-bit " +
					"floating point, as by Java's Math.round(getTime() / (float) 1000), and is sometimes in the future.\n" +
					"By chance, 1 in 64 times looks like this, and so do round numbers."})
		}
		return
	}
	ahead := distance(t.at, c.now)
	f := fault{code: CodeIssuedInFuture, part: t.name, found: c.showTime(t),
		expected: "no later than " + formatTime(c.now),
		says:     t.name + " is " + formatDistance(ahead) + " in the future", cure: "time"}
	const retry = "Zoom rejects a signature whose iat is in the future, and accepts it once that time is reached."
	switch zones, exact := timeZones(ahead, true); {
	case c.hasFound(CodeTimesSwapped):
		f.says += "."
		f.hint = "First compute exp from iat, so that it is after iat. Then iat must be the current time minus 30 seconds."
	case zones != "" && exact:
		f.says += ": the program probably mixed up local time and UTC."
		f.hint = "Use Unix time, which does not depend on a time zone: in Python, time.time().\n" +
			"The difference fits " + zones + "."
	case float != "":
		f.says += ": the time was probably computed in 32-bit floating point."
		f.hint = "Compute the time in integers, in Java with Instant.now().getEpochSecond() - 30. " +
			"If iat is still in the future after that, correct the signing machine's clock."
	case zones != "":
		f.says += ": the program may have mixed up local time and UTC, or its clock is fast."
		f.hint = "Use Unix time, which does not depend on a time zone, and check the signing machine's clock.\n" +
			"If the signature was checked a few minutes after it was made, the difference fits " + zones + "."
	case ahead >= 10*60 && ahead <= farthestZone:
		f.says += ": the signing machine's clock is fast, or the program mixed up local time and UTC."
		f.hint = "Correct the signing machine's clock, or use Unix time instead of local time. " + retry
	default:
		f.says += ": the signing machine's clock is probably fast."
		f.hint = "Correct the signing machine's clock, and set iat to the current time minus 30 seconds. " + retry
	}
	c.error(f)
	if float != "" {
		c.warning(fault{code: CodeFloat32Time, part: t.name, found: c.value(t.claim) + float, cure: "time",
			expected: "a time computed in integers", says: "The time may have been computed in 32-bit floating point.",
			hint: "Compute the time in integers: in Java, Instant.now().getEpochSecond() - 30. " +
				"Multiples of 128 come from 32-bit floating point, as in Java's Math.round(getTime() / (float) 1000)."})
	}
}

// describeFloat says why iat looks computed in 32-bit floating point, with or
// without 30 seconds of backdating: today such times are 128 seconds apart. It
// returns "" for any other time.
func describeFloat(t unixTime) string {
	switch seconds := t.at.Unix(); {
	case t.at.Nanosecond() != 0 || t.name != "iat":
	case seconds%128 == 0:
		return ", a multiple of 128"
	case (seconds+30)%128 == 0:
		return ", 30 less than a multiple of 128"
	}
	return ""
}

const farthestZone = 14 * 60 * 60 // seconds from UTC

// timeZones says which mistakes with time zones put a time so many seconds ahead, or
// behind. exact is false if that takes a signature that is checked up to a quarter of an
// hour after it was made.
func timeZones(seconds int64, ahead bool) (mistakes string, exact bool) {
	const slack, late = 3, 16
	const east = " 3:30 4:30 5:30 5:45 6:30 8:45 9:30 10:30 12:45 13 14 " // the zones that are not 1 to 12 whole hours
	const west = " 3:30 9:30 "
	minutes := seconds / 60
	for offset := int64(60); offset <= farthestZone/60; offset += 15 {
		if offset-minutes < -slack || offset-minutes > late {
			continue
		}
		zone := strings.TrimSuffix(fmt.Sprintf("%d:%02d", offset/60, offset%60), ":00")
		isBoth := offset%60 == 0 && offset <= 12*60
		var fitting []string
		for _, z := range []struct {
			sign, others string
			takesLocal   bool // otherwise it treats UTC as local time, as Python's datetime.utcnow().timestamp() does
		}{{"+", east, ahead}, {"-", west, !ahead}} {
			switch {
			case !isBoth && !strings.Contains(z.others, " "+zone+" "):
			case z.takesLocal:
				fitting = append(fitting, "local time in UTC"+z.sign+zone+" that is treated as UTC")
			default:
				fitting = append(fitting, "UTC that is treated as local time in UTC"+z.sign+zone+
					", as by datetime.utcnow().timestamp() in Python")
			}
		}
		if len(fitting) > 0 {
			return strings.Join(fitting, ", or "), offset-minutes <= slack
		}
	}
	return "", false
}

// checkExpiry compares exp and tokenExp with the time of the check.
func checkExpiry(c *collector) {
	if !c.hasClaims() {
		return
	}
	var end unixTime
	found := false
	for _, name := range c.expiries() {
		if t, ok := c.pointInTime(name); ok && (!found || t.at.Before(end.at)) {
			end, found = t, true
		}
	}
	if !found || c.hasFound(CodeTimesSwapped) {
		return
	}
	left := distance(end.at, c.now)
	f := fault{part: end.name, found: c.showTime(end), expected: "after " + formatTime(c.now)}
	switch {
	case !end.at.After(c.now):
		reportExpired(c, f, left)
		return
	case c.sdk == SDKAndroid && left < minLifetime:
		f.code, f.expected = CodeShortTimeLeft, "at least 1800 s left for Android"
		f.says = "The signature expires in " + formatDistance(left) + "; the Android SDK requires 30 minutes to be left."
		f.hint, f.cure = "Make a new signature for each join, with exp and tokenExp at iat + 7200.", "time"
		c.error(f)
	case left < 60:
		f.code, f.expected, f.says = CodeShortTimeLeft, "more than a minute left", "The signature is about to expire."
		f.hint = "Make a new signature for each join: this one is about to expire."
		c.note(f)
	}
	c.passed("expiry", "It has not expired, as of the time of this check.")
}

func reportExpired(c *collector, f fault, ago int64) {
	f.code, f.says = CodeExpired, "The signature expired "+formatDistance(ago)+" ago."
	if ago == 0 {
		f.says = "The signature expires at the time of this check."
	}
	f.hint = "Make a new signature in your backend for each join, and do not store it or paste it into code."
	iat, _ := c.issuedAt()
	isFresh := ago <= farthestZone && !iat.at.After(c.now)
	zones, exact := timeZones(distance(iat.at, c.now)-30, false)
	switch {
	case isFresh && zones != "" && exact:
		f.hint += " If this one is new, the program probably mixed up local time and UTC: iat fits " + zones + "."
	case isFresh:
		f.hint += " If this one is new, the signing machine's clock is slow, or the program mixed up local time and UTC."
	}
	if c.codeVerdict() == codeAccepted {
		c.note(f) // it was valid when Zoom accepted it
		return
	}
	if c.opts.At.IsZero() {
		f.hint += "\nIf Zoom rejected it when it was new, give the time of the rejection: it is then checked as of that time."
	}
	c.error(f)
}
