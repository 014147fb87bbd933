package diagnose

import (
	"fmt"
)

// checkTimes looks at iat, exp and tokenExp, and at the timestamp of a legacy
// signature.
func checkTimes(c *collector) {
	if c.hasClaims() {
		for _, name := range []string{"iat", "exp", "tokenExp"} {
			checkTimeValue(c, name)
		}
		checkLifetimes(c)
		checkExpiriesDiffer(c)
	}
	if c.hasFields() {
		checkIssuedAt(c)
	}
}

const (
	expectedTime = "a Unix time in whole seconds"
	makeTimes    = "Compute iat once, as the current Unix time in whole seconds minus 30, and exp and tokenExp as iat + 7200."
)

// checkTimeValue looks at one claim alone.
func checkTimeValue(c *collector, name string) {
	x, found := c.claim(name)
	t, isTime := c.time(name)
	f := fault{part: name, found: c.value(x), expected: expectedTime, cure: "time"}
	report := c.error
	if name == "tokenExp" && c.kind == kindWeb { // which does not read it
		report = c.warning
	}
	switch {
	case x.name == "":
		checkTimeMissing(c, name)
		return
	case !isTime:
		f.code = CodeClaimValue
		f.says = "The claim " + name + " is " + describeValue(x) + " instead of a Unix time in seconds."
		f.hint = makeTimes
		if x.isNull() {
			f.hint = "JSON writes NaN and an undefined value as null: look at how the time is computed. " + makeTimes
		}
		report(f)
		return
	case found && x.isString():
		reportClaimType(c, x, "time")
	}
	if !t.isSeconds() {
		f.code, f.expected = CodeMilliseconds, "seconds (10 digits)"
		f.says = "The claim " + name + " is in " + t.unit.name + "; Zoom counts seconds."
		f.hint = "Divide by " + divisor(t.unit) + " and round down. " + makeTimes
		if t.unit.since != 0 {
			f.hint = "Use DateTimeOffset.UtcNow.ToUnixTimeSeconds(): ticks count from the year 1. " + makeTimes
		}
		report(f)
	}
	if t.isFraction {
		f.code, f.expected = CodeFractionalTime, "whole seconds, digits only"
		f.says = "The claim " + name + " is not written as a whole number."
		f.hint = "Round the time down to whole seconds: Math.floor(…) in JavaScript, int(…) in Python. " + makeTimes
		report(f)
	}
	if t.isDuration() {
		f.code, f.expected = CodeExpiryDuration, "a Unix time in seconds, such as iat + 7200"
		f.says = "The claim " + name + " is a duration instead of a point in time."
		f.hint = "Add the duration to iat: exp and tokenExp are both iat + 7200."
		report(f)
	}
}

func divisor(u unit) string {
	return map[int64]string{1e3: "1000", 1e6: "1,000,000", 1e7: "10,000,000", 1e9: "1,000,000,000"}[u.perSecond]
}

func checkTimeMissing(c *collector, name string) {
	f := fault{code: CodeTokenExpiryMissing, part: name, found: c.missing(name), expected: expectedTime, cure: "time",
		says: "The claim " + name + " is missing" + c.elsewhere(name) + "."}
	switch name {
	case "iat":
		f.code, f.hint = CodeIssuedAtMissing, c.orRename(name, "Add iat: the current Unix time in whole seconds, minus 30.")
		c.error(f)
	case "exp":
		f.code, f.hint = CodeExpiryMissing, c.orRename(name, "Add exp: iat + 7200.")
		c.error(f)
	default:
		f.hint = c.orRename(name, "Add tokenExp with the same value as exp: native SDKs read it. The Web SDK does not need it.")
		if c.kind == kindNative {
			c.error(f)
		} else if c.kind == kindUnknown {
			c.warning(f)
		}
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

func checkLifetimes(c *collector) {
	const atLeast, iat7200 = "Zoom requires at least 1800 seconds.", "Set exp and tokenExp to iat + 7200 (seconds). "
	all := c.lifetimes(c.expiries()...)
	for _, l := range all {
		f := fault{part: l.claim, found: fmt.Sprintf("%d s after iat", l.seconds), cure: "time",
			expected: fmt.Sprintf("%d to %d s after iat", minLifetime, maxLifetime)}
		switch {
		case l.isNegative():
			f.code, f.found, f.expected = CodeTimesSwapped, formatDistance(-l.seconds)+" before iat", "after iat"
			f.says = "The claim " + l.claim + " is " + f.found + "."
			f.hint = "Compute exp and tokenExp from iat: iat + 7200. " +
				"Here they are before it, whatever the clock shows."
			if length := -l.seconds; length >= minLifetime && length <= maxLifetime {
				f.says = "The claims iat and " + l.claim + " are probably swapped: " + l.claim + " is " + f.found + "."
				f.hint = "Exchange iat and " + l.claim + ". iat is the current time minus 30 seconds, and exp and tokenExp are " +
					"iat + 7200."
			}
			c.error(f)
		case l.isTooShort():
			f.code, f.says = CodeLifetimeTooShort, fmt.Sprintf("The signature is valid for %d s only. %s", l.seconds, atLeast)
			f.hint = iat7200 + atLeast
			c.error(f)
		case l.isTooLong():
			f.code = CodeLifetimeTooLong
			f.says = "The claim " + l.claim + " is " + formatDistance(l.seconds) + " after iat; at most 48 hours are accepted."
			f.hint = iat7200 + "Make a new signature for each join. If iat is not the current time, correct iat."
			c.error(f)
		case l.isBoundary():
			f.code, f.expected = CodeLifetimeBoundary, fmt.Sprintf("more than %d and less than %d s after iat", minLifetime, maxLifetime)
			f.says = fmt.Sprintf("The lifetime is exactly %d s, which SDKs have been reported to reject.", l.seconds)
			f.hint = "Use iat + 7200. Native SDKs have been observed to reject a lifetime of exactly 1800 seconds, and the Android " +
				"SDK requires 1800 seconds to be left when the signature is used."
			if l.seconds == maxLifetime {
				f.says = "The lifetime is exactly 48 hours, the longest that is accepted."
				f.hint = "Use iat + 7200, which leaves room for rounding. 48 hours are the longest lifetime that Zoom documents."
			}
			if c.kind == kindNative && l.seconds == minLifetime {
				c.error(f)
			} else {
				c.warning(f)
			}
		}
	}
	if len(all) == 1 && !c.hasFound(CodeTimesSwapped, CodeLifetimeTooShort, CodeLifetimeTooLong, CodeLifetimeBoundary) {
		c.passed("lifetime", "The lifetime is "+formatDistance(all[0].seconds)+", within the limits.")
	}
}

func checkExpiriesDiffer(c *collector) {
	exp, hasExp := c.time("exp")
	tokenExp, hasTokenExp := c.time("tokenExp")
	if !hasExp || !hasTokenExp || exp.isDuration() || tokenExp.isDuration() || exp.at.Equal(tokenExp.at) || c.kind == kindWeb {
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
		if float != "" && t.name == "iat" {
			noteFloat32(c, t, float)
		}
		return
	}
	apart := distance(t.at, c.now)
	f := fault{code: CodeIssuedInFuture, part: t.name, found: c.showTime(t), expected: "no later than " + formatTime(c.now),
		cure: "time"}
	const retry = "Zoom rejects a signature whose iat is in the future, and accepts it once that time is reached."
	ahead := t.name + " is " + formatDistance(apart) + " in the future"
	switch zone, exact := timeZone(apart); {
	case c.hasFound(CodeTimesSwapped):
		f.says = ahead + "."
		f.hint = "First compute exp from iat, so that it is after iat. Then iat must be the current time minus 30 seconds."
	case zone != "" && exact:
		f.says = ahead + ": the program probably used local time instead of UTC."
		f.hint = "Use Unix time, which does not depend on a time zone: the difference fits local time in UTC+" + zone + ". " +
			"In Python, time.time() is right, and datetime.utcnow().timestamp() is not."
	case float != "" && t.name == "iat":
		f.says = ahead + ": the time was probably computed in 32-bit floating point."
		f.hint = "Compute the time in integers, in Java with Instant.now().getEpochSecond() - 30. " +
			"If iat is still in the future after that, correct the signing machine's clock."
	case zone != "":
		f.says = ahead + ": the program may have used local time instead of UTC, or its clock is fast."
		f.hint = "Use Unix time, which does not depend on a time zone, and check the signing machine's clock. " +
			"The difference fits local time in UTC+" + zone + " if the signature was checked a few minutes after it was made."
	case apart >= 10*60:
		f.says = ahead + ": the signing machine's clock is fast, or the program used local time instead of UTC."
		f.hint = "Correct the signing machine's clock, or use Unix time instead of local time. " + retry
	default:
		f.says = ahead + ": the signing machine's clock is probably fast."
		f.hint = "Correct the signing machine's clock, and set iat to the current time minus 30 seconds. " + retry
	}
	c.error(f)
	if float != "" && t.name == "iat" {
		c.warning(fault{code: CodeFloat32Time, part: t.name, found: c.value(t.claim) + float, cure: "time",
			expected: "a time computed in integers", says: "The time may have been computed in 32-bit floating point.",
			hint: "Compute the time in integers: in Java, Instant.now().getEpochSecond() - 30. " +
				"Multiples of 128 come from 32-bit floating point, as in Java's Math.round(getTime() / (float) 1000)."})
	}
}

func noteFloat32(c *collector, t unixTime, float string) {
	c.note(fault{code: CodeFloat32Time, part: t.name, found: c.value(t.claim) + float, expected: "any whole number",
		hint: "Sign again a few seconds later. If that iat is a multiple of 128 as well, the time was computed in 32-bit floating " +
			"point, as by Java's Math.round(getTime() / (float) 1000), and is sometimes in the future.\n" +
			"By chance, 1 in 64 times looks like this, and so do round numbers."})
}

// describeFloat says why a time looks computed in 32-bit floating point, with or
// without 30 seconds of backdating: today such times are 128 seconds apart. It
// returns "" for any other time.
func describeFloat(t unixTime) string {
	switch {
	case t.at.Nanosecond() != 0:
	case t.at.Unix()%128 == 0:
		return ", a multiple of 128"
	case (t.at.Unix()+30)%128 == 0:
		return ", 30 less than a multiple of 128"
	}
	return ""
}

// timeZone returns the offset of a time zone from UTC, such as "5:30", that explains
// how far a time is ahead. exact is false if that takes a signature that is checked up
// to 15 minutes after it was made.
func timeZone(seconds int64) (zone string, exact bool) {
	const minute, hour, slack, late = 60, 60 * 60, 3 * 60, 15 * 60
	if seconds < hour-late || seconds > 14*hour+slack {
		return "", false
	}
	step := int64(30 * minute)
	if quarters := (seconds + slack) / (15 * minute); quarters == 23 || quarters == 35 || quarters == 51 {
		step = 15 * minute // Nepal, Eucla and the Chatham Islands
	}
	offset := (seconds - slack + step - 1) / step * step // the first that is not more than slack below
	ahead := offset - seconds
	if offset < hour || ahead > late {
		return "", false
	}
	zone = fmt.Sprint(offset / hour)
	if rest := offset % hour / minute; rest != 0 {
		zone = fmt.Sprintf("%s:%02d", zone, rest)
	}
	return zone, ahead <= slack
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
		f.code = CodeExpired
		f.says = "The signature expired " + formatDistance(left) + " ago."
		f.hint = "Make a new signature in your backend for each join, and do not store it or paste it into code. " +
			"If this one is new, the signing machine's clock is slow, or the program used local time instead of UTC."
		if iat, ok := c.issuedAt(); ok && c.opts.At.IsZero() && iat.at.Before(end.at) {
			f.hint += "\nIf Zoom rejected it when it was new, give the time of the rejection: it is then checked as of that time."
		}
		c.error(f)
		return
	case c.sdk == SDKAndroid && left < minLifetime:
		f.code, f.expected = CodeShortTimeLeft, "at least 1800 s left for Android"
		f.says = "The signature expires in " + formatDistance(left) + "; the Android SDK requires 30 minutes to be left."
		f.hint, f.cure = "Make a new signature for each join, with exp and tokenExp at iat + 7200.", "time"
		c.error(f)
	case left < 60:
		f.code, f.expected = CodeShortTimeLeft, "more than a minute left"
		f.hint = "Make a new signature for each join: this one is about to expire."
		c.note(f)
	}
	c.passed("expiry", "It has not expired, as of the time of this check.")
}
