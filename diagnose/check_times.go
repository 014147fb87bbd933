package diagnose

import (
	"fmt"
	"strings"
	"time"
)

// checkTimes looks at iat, exp and tokenExp, and at the timestamp of a legacy
// signature.
func checkTimes(c *collector) {
	if c.hasClaims() {
		checkTimeValue(c, "iat", CodeIssuedAtMissing)
		checkTimeValue(c, "exp", CodeExpiryMissing)
		if c.kind != kindWeb {
			checkTimeValue(c, "tokenExp", CodeTokenExpiryMissing)
		}
		checkLifetimes(c)
		checkExpiriesDiffer(c)
	}
	if c.hasFields() {
		checkIssuedAt(c)
	}
	if c.hasClaims() {
		checkExpiry(c)
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
func checkTimeValue(c *collector, name string, missing Code) {
	x, _ := c.claim(name)
	t, isTime := c.time(name)
	known := c.about(x)
	switch {
	case x.name == "":
		c.reportMissing(missing, name)
		return
	case x.isNull():
		c.report(CodeClaimValue, "null", known)
		return
	case !isTime:
		known["is"] = c.describeTime(x)
		c.report(CodeClaimValue, "time", known)
		return
	case x.isString():
		c.report(CodeClaimType, "", known)
	}
	known["unit"], known["per-second"] = t.unit.name, fmt.Sprint(t.unit.perSecond)
	switch {
	case t.isSeconds():
	case t.unit.since != 0:
		c.report(CodeMilliseconds, "ticks", known)
	default:
		c.report(CodeMilliseconds, "", known)
	}
	if t.isFraction {
		c.report(CodeFractionalTime, "", known)
	}
	if t.isDuration() {
		c.report(CodeExpiryDuration, "", known)
	}
}

func checkLifetimes(c *collector) {
	all := c.lifetimes(c.expiries()...)
	before := len(c.faults)
	for _, l := range all {
		known := vars{"part": l.claim, "seconds": fmt.Sprint(l.seconds), "lifetime": formatDistance(l.seconds),
			"shown": c.show(fmt.Sprintf("%d s after iat", l.seconds)), "before": formatDistance(-l.seconds),
			"thousandth": fmt.Sprint(l.seconds / 1000)}
		switch iat, _ := c.issuedAt(); {
		case -l.seconds >= minLifetime && -l.seconds <= maxLifetime && iat.at.After(c.now):
			c.report(CodeTimesSwapped, "exchanged", known) // this makes iat a time in the past
		case l.seconds < 0:
			c.report(CodeTimesSwapped, "", known)
		case l.seconds < minLifetime:
			c.report(CodeLifetimeTooShort, "", known)
		case l.seconds > maxLifetime || l.seconds == maxLifetime && !l.isWhole:
			special := ""
			if l.seconds%1000 == 0 && l.seconds <= maxLifetime*1000 {
				special = "milliseconds"
			}
			c.report(CodeLifetimeTooLong, special, known)
		case l.isWhole && l.seconds == minLifetime:
			c.report(CodeLifetimeBoundary, "", known)
		case l.seconds == maxLifetime:
			c.report(CodeLifetimeBoundary, "longest", known)
		}
	}
	if len(all) == 1 && len(c.faults) == before && !c.hasFound(CodeMilliseconds) {
		lifetime := "The lifetime is " + formatDistance(all[0].seconds) + ", within the limits."
		c.passed("lifetime", c.orHidden(lifetime, "The lifetime is within the limits."))
	}
}

func checkExpiriesDiffer(c *collector) {
	exp, hasExp := c.time("exp")
	tokenExp, hasTokenExp := c.time("tokenExp")
	isComparable := hasExp && hasTokenExp && !exp.isDuration() && !tokenExp.isDuration() && c.kind != kindWeb
	if isComparable && !exp.at.Equal(tokenExp.at) {
		c.report(CodeExpiriesDiffer, "", vars{"value": c.value(tokenExp.claim), "other": c.value(exp.claim)})
	}
}

// checkIssuedAt compares iat or the legacy timestamp with the time of the check.
func checkIssuedAt(c *collector) {
	t, found := c.issuedAt()
	if !found {
		return
	}
	ahead := distance(t.at, c.now)
	multiple := describeFloat(t)
	zones, exact := timeZones(ahead, true)
	known := vars{"part": t.name, "value": c.value(t.claim), "multiple": multiple, "time": c.showTime(t),
		"now": formatTime(c.now), "ahead": formatDistance(ahead), "zones": zones}
	if !t.at.After(c.now) {
		c.passed("issued-at", "It was not issued in the future, as of the time of this check.")
		if multiple != "" {
			c.report(CodeFloat32Time, "past", known)
		}
		return
	}
	c.report(CodeIssuedInFuture, first([]choice{
		{"swapped", c.hasFound(CodeTimesSwapped)},
		{"zones", exact},
		{"float", multiple != ""},
		{"late", zones != ""},
		{"far", ahead >= 10*60 && ahead <= farthestZone},
	}), known)
	if multiple != "" {
		c.report(CodeFloat32Time, "", known)
	}
}

// describeFloat says why iat looks computed in 32-bit floating point, with or
// without 30 seconds of backdating: today such times are 128 seconds apart. It
// returns "" for any other time.
func describeFloat(t unixTime) string {
	switch seconds := t.at.Unix(); {
	case t.at.Nanosecond() != 0 || t.name != "iat":
	case seconds%128 == 0:
		return "a multiple of 128"
	case (seconds+30)%128 == 0:
		return "30 less than a multiple of 128"
	}
	return ""
}

const farthestZone = 14 * 60 * 60 // seconds from UTC

// timeZones says which mistakes with time zones put a time so many seconds ahead, or
// behind. exact is false if that takes a signature that is checked up to a quarter of an
// hour after it was made.
func timeZones(seconds int64, ahead bool) (mistakes string, exact bool) {
	const slack, late = 3, 16 // minutes
	const hours = " 1 2 3 4 5 6 7 8 9 10 11 12 "
	const east = hours + "3:30 4:30 5:30 5:45 6:30 8:45 9:30 10:30 12:45 13 14 "
	const west = hours + "3:30 9:30 "
	minutes := seconds / 60
	for offset := int64(60); offset <= farthestZone/60; offset += 15 {
		if offset-minutes < -slack || offset-minutes > late {
			continue
		}
		zone := strings.TrimSuffix(fmt.Sprintf("%d:%02d", offset/60, offset%60), ":00")
		var fitting []string
		if strings.Contains(east, " "+zone+" ") {
			fitting = append(fitting, zoneMistake(ahead, "UTC+"+zone))
		}
		if strings.Contains(west, " "+zone+" ") {
			fitting = append(fitting, zoneMistake(!ahead, "UTC-"+zone))
		}
		if len(fitting) > 0 {
			return strings.Join(fitting, ", or "), offset-minutes <= slack
		}
	}
	return "", false
}

func zoneMistake(takesLocal bool, zone string) string {
	if takesLocal {
		return "local time in " + zone + " that is treated as UTC"
	}
	return "UTC that is treated as local time in " + zone + ", as by datetime.utcnow().timestamp() in Python"
}

// checkExpiry compares exp and tokenExp with the time of the check.
func checkExpiry(c *collector) {
	if c.hasFound(CodeTimesSwapped) {
		return
	}
	var end unixTime // the earlier of the two
	for _, name := range c.expiries() {
		if t, ok := c.pointInTime(name); ok && (end.name == "" || t.at.Before(end.at)) {
			end = t
		}
	}
	if end.name == "" {
		return
	}
	left := distance(end.at, c.now)
	known := vars{"part": end.name, "time": c.showTime(end), "now": formatTime(c.now), "left": formatDistance(left)}
	switch {
	case !end.at.After(c.now):
		reportExpired(c, known, left)
		return
	case c.sdk == SDKAndroid && left < minLifetime:
		c.report(CodeShortTimeLeft, "Android", known)
	case left < 60:
		c.report(CodeShortTimeLeft, "", known)
	}
	c.passed("expiry", "It has not expired, as of the time of this check.")
}

func reportExpired(c *collector, known vars, ago int64) {
	const ifNew = " If this one is new, "
	known["ago"], known["fresh"] = formatDistance(ago), ""
	iat, _ := c.issuedAt()
	zones, exact := timeZones(distance(iat.at, c.now)-30, false)
	switch isFresh := ago <= farthestZone && !iat.at.After(c.now); {
	case isFresh && exact:
		known["fresh"] = ifNew + "the program probably mixed up local time and UTC: iat fits " + zones + "."
	case isFresh:
		known["fresh"] = ifNew + "the signing machine's clock is slow, or the program mixed up local time and UTC."
	}
	switch {
	case c.codeVerdict() == codeAccepted: // it was valid when Zoom accepted it
		known["severity"], known["old"] = string(SeverityInfo), ""
	case !c.opts.At.IsZero():
		known["old"] = ""
	}
	c.report(CodeExpired, first([]choice{{"now", ago == 0}}), known)
}

// showTime returns a time as it is written, in UTC, and its distance from now.
func (c *collector) showTime(t unixTime) string {
	return c.show(bounded(t.text, 64) + " = " + c.meaning(t))
}

// meaning returns the point in time that a claim stands for.
func (c *collector) meaning(t unixTime) string {
	text, apart := "", formatDistance(distance(t.at, c.now))
	if t.at.Year() >= 0 {
		text = t.at.Format(time.RFC3339) + ", "
	}
	switch isStart := t.name == "iat" || t.name == "timestamp"; {
	case t.at.Equal(c.now):
		return text + "now"
	case t.at.Before(c.now):
		return text + apart + " ago"
	case isStart:
		return text + apart + " in the future"
	}
	return text + "in " + apart
}

// times returns the times of a signature for the report.
func (c *collector) times() []Time {
	times := []Time{}
	for _, name := range []string{"iat", "exp", "tokenExp", "timestamp"} {
		t, found := c.time(name)
		if !found || t.isDuration() || c.hidden || c.clean(t.text) != t.text || !c.hasFields() {
			continue
		}
		meaning := c.meaning(t)
		if !t.isSeconds() {
			meaning = "in " + t.unit.name + ": " + meaning
		}
		times = append(times, Time{Part: name, Text: strings.Clone(t.text), Meaning: meaning, At: boundedTime(t.at)})
	}
	return times
}
