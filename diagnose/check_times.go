package diagnose

import (
	"fmt"
	"strings"
	"time"

	"github.com/zoomsig/zoomsig/internal/errorcodes"
)

// checkTimes looks at iat, exp and tokenExp, and at the timestamp of a legacy signature.
func checkTimes(c *collector) {
	if !c.hasFields() {
		return
	}
	if c.format == FormatJWT {
		checkTimeValue(c, "iat", CodeIssuedAtMissing)
		checkTimeValue(c, "exp", CodeExpiryMissing)
		if c.kind != kindWeb {
			checkTimeValue(c, "tokenExp", CodeTokenExpiryMissing)
		}
	}
	checkLifetimes(c)
	checkIssuedAt(c)
	checkExpiry(c)
}

// expiries returns the times that say when the signature expires for this SDK, as far
// as known: the Web SDK reads exp, and native SDKs read tokenExp too.
func (c *collector) expiries() (times []unixTime) {
	for _, t := range c.times {
		if t.name == "exp" && !t.isDuration || t.name == "tokenExp" && !t.isDuration && c.kind != kindWeb {
			times = append(times, t)
		}
	}
	return times
}

func checkTimeValue(c *collector, name string, missing Code) {
	x := c.claim(name)
	t, isTime := x.time()
	known := c.about(x)
	if x.name == "" {
		c.reportMissing(missing, name)
		return
	}
	if !isTime {
		known["is"] = c.describeTime(x)
		c.report(CodeClaimValue, first([]choice{{"null", x.isNull()}, {"time", true}}), known)
		return
	}
	if x.isString() {
		c.report(CodeClaimType, "", known)
	}
	if t.unit.perSecond != 1 {
		known["unit"], known["per-second"] = t.unit.name, fmt.Sprint(t.unit.perSecond)
		c.report(CodeMilliseconds, first([]choice{{"ticks", t.unit.since != 0}}), known)
	}
	if t.isFraction {
		c.report(CodeFractionalTime, "", known)
	}
	if t.isDuration {
		c.report(CodeExpiryDuration, "", known)
	}
}

// checkLifetimes looks at the time from iat to each expiry that is written in the same
// unit, and at one of two that are equal.
func checkLifetimes(c *collector) {
	iat, _ := c.claim("iat").time()
	before, compared := len(c.faults), 0
	expiries := c.expiries()
	for i, end := range expiries {
		if end.unit != iat.unit || i > 0 && end.at.Equal(expiries[0].at) {
			continue
		}
		seconds, rest := end.at.Unix()-iat.at.Unix(), end.at.Nanosecond()-iat.at.Nanosecond()
		if rest < 0 {
			seconds--
		}
		compared++
		isFuture := iat.isPoint && iat.at.After(c.now)
		known := vars{"part": end.name, "seconds": fmt.Sprint(seconds), "lifetime": formatDistance(seconds),
			"shown": c.show(fmt.Sprintf("%d s after iat", seconds)), "before": formatDistance(-seconds),
			"thousandth": fmt.Sprint(seconds / 1000)}
		switch {
		case seconds < 0: // exchanged, iat would be a time in the past
			isExchanged := -seconds >= minLifetime && -seconds <= maxLifetime && isFuture
			c.report(CodeTimesSwapped, first([]choice{{"exchanged", isExchanged}}), known)
		case seconds < minLifetime:
			c.report(CodeLifetimeTooShort, "", known)
		case seconds > maxLifetime || seconds == maxLifetime && rest != 0:
			isThousandfold := seconds%1000 == 0 && seconds <= maxLifetime*1000
			c.report(CodeLifetimeTooLong, first([]choice{{"milliseconds", isThousandfold}}), known)
		case seconds == minLifetime && rest == 0:
			c.report(CodeLifetimeBoundary, "", known)
		case seconds == maxLifetime:
			c.report(CodeLifetimeBoundary, "longest", known)
		}
	}
	if compared == 1 && len(c.faults) == before && !c.hasFound(CodeMilliseconds) {
		c.passed("lifetime", "The lifetime is within the limits.")
	}
	if len(expiries) == 2 && !expiries[0].at.Equal(expiries[1].at) {
		c.report(CodeExpiriesDiffer, "", vars{"value": c.value(expiries[1].claim), "other": c.value(expiries[0].claim)})
	}
}

// checkIssuedAt compares iat or the legacy timestamp with the time of the check.
func checkIssuedAt(c *collector) {
	t := c.issued
	if t.name == "" {
		return
	}
	ahead := distance(t.at, c.now)
	// Times in 32-bit floating point are 128 seconds apart today, some with 30 seconds taken off.
	isWhole := t.name == "iat" && t.at.Nanosecond() == 0
	multiple := first([]choice{
		{"a multiple of 128", isWhole && t.at.Unix()%128 == 0},
		{"30 less than a multiple of 128", isWhole && (t.at.Unix()+30)%128 == 0},
	})
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

const farthestZone = 14 * 60 * 60 // seconds from UTC

// timeZones says which mistakes with time zones put a time so many seconds ahead, or behind. exact is false if that
// takes a signature that is checked up to a quarter of an hour after it was made.
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
		for i, zones := range []string{east, west} {
			place := "UTC" + "+-"[i:i+1] + zone
			if strings.Contains(zones, " "+zone+" ") {
				fitting = append(fitting, first([]choice{
					{"local time in " + place + " that is treated as UTC", ahead == (i == 0)},
					{"UTC that is treated as local time in " + place + ", as by datetime.utcnow().timestamp() in Python", true},
				}))
			}
		}
		if len(fitting) > 0 {
			return strings.Join(fitting, ", or "), offset-minutes <= slack
		}
	}
	return "", false
}

func checkExpiry(c *collector) {
	if c.hasFound(CodeTimesSwapped) {
		return
	}
	var end unixTime // the earlier of the two
	for _, t := range c.expiries() {
		if t.isPoint && (end.name == "" || t.at.Before(end.at)) {
			end = t
		}
	}
	if end.name == "" {
		return
	}
	left := distance(end.at, c.now)
	known := vars{"part": end.name, "time": c.showTime(end), "now": formatTime(c.now), "left": formatDistance(left)}
	if !end.at.After(c.now) {
		reportExpired(c, known, left)
		return
	}
	if c.sdk == SDKAndroid && left < minLifetime || left < 60 {
		c.report(CodeShortTimeLeft, first([]choice{{"Android", c.sdk == SDKAndroid}}), known)
	}
	c.passed("expiry", "It has not expired, as of the time of this check.")
}

func reportExpired(c *collector, known vars, ago int64) {
	zones, exact := timeZones(distance(c.issued.at, c.now)-30, false)
	known["ago"], known["zones"] = first([]choice{{"just now", ago == 0}, {formatDistance(ago) + " ago", true}}), zones
	switch {
	case c.codeVerdict() == errorcodes.Accepted: // it was valid when Zoom accepted it
		known["severity"], known["old"] = string(SeverityInfo), ""
	case !c.opts.At.IsZero():
		known["old"] = ""
	}
	isFresh := ago <= farthestZone && !c.issued.at.After(c.now)
	c.report(CodeExpired, first([]choice{{"zones", isFresh && exact}, {"clock", isFresh}}), known)
}

// showTime returns a time as it is written, in UTC, and its distance from now.
func (c *collector) showTime(t unixTime) string {
	return c.show(bounded(t.text, 64) + " = " + c.meaning(t))
}

// meaning returns the point in time that a claim stands for.
func (c *collector) meaning(t unixTime) string {
	isStart, apart := t.name == "iat" || t.name == "timestamp", formatDistance(distance(t.at, c.now))
	text := first([]choice{
		{"now", t.at.Equal(c.now)},
		{apart + " ago", t.at.Before(c.now)},
		{apart + " in the future", isStart},
		{"in " + apart, true},
	})
	if t.at.Year() >= 0 {
		text = t.at.Format(time.RFC3339) + ", " + text
	}
	return text
}

// shownTimes returns the times of a signature for the report.
func (c *collector) shownTimes() []Time {
	times := []Time{}
	for _, t := range c.times {
		if t.isDuration || c.hidden || c.clean(t.text) != t.text || !c.hasFields() {
			continue
		}
		meaning := c.meaning(t)
		if !t.isPoint {
			meaning = "in " + t.unit.name + ": " + meaning
		}
		times = append(times, Time{Part: t.name, Text: t.text, Meaning: meaning, At: boundedTime(t.at)})
	}
	return times
}
