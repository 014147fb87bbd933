package diagnose

import (
	"cmp"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/zoomsig/zoomsig"
)

// unixTime is a claim read as a point in time.
type unixTime struct {
	claim
	unit       unit
	seconds    int64 // since 1970, rounded down
	nanos      int64 // what rounding left, 0 to 999,999,999
	isFraction bool  // written with a fraction or an exponent
}

// unit is the unit in which a time is written.
type unit struct {
	name      string
	perSecond int64
	since     int64 // the Unix time at which it begins to count
}

// unitOf returns the unit in which a number can only be a time of today. JavaScript
// counts milliseconds, PHP and Python can count microseconds, Go and Java
// nanoseconds, and .NET ticks since the year 1.
func unitOf(number int64) unit {
	const firstTick, lastTick = 600_000_000_000_000_000, 700_000_000_000_000_000 // the years 1902 to 2219
	switch {
	case number <= maxSeconds:
		return unit{"seconds", 1, 0}
	case number < 1e14:
		return unit{"milliseconds", 1e3, 0}
	case number < 1e17:
		return unit{"microseconds", 1e6, 0}
	case number >= firstTick && number < lastTick:
		return unit{".NET ticks", 1e7, -62_135_596_800}
	}
	return unit{"nanoseconds", 1e9, 0}
}

// maxSeconds is the latest time in seconds: larger numbers are in a smaller unit.
const maxSeconds = 99_999_999_999

// time reads a claim as a point in time. A legacy timestamp of 13 digits is in
// milliseconds; one of 9 or 10 digits is in seconds by mistake.
func (p *parsed) time(name string) (t unixTime, found bool) {
	c, _ := p.claim(name)
	number, billionths, ok := readNumber(c.text)
	if !ok || number < -maxSeconds || number == maxNumber || (name == "timestamp") != (p.format == FormatLegacy) {
		return unixTime{}, false
	}
	if name == "timestamp" && !(isDigits(c.text) && (len(c.text) == 13 || len(c.text) == 9 || len(c.text) == 10)) {
		return unixTime{}, false
	}
	u := unitOf(number)
	t = unixTime{claim: c, unit: u, isFraction: strings.ContainsAny(c.text, ".eE")}
	t.seconds, t.nanos = number/u.perSecond+u.since, number%u.perSecond*(1e9/u.perSecond)+billionths/u.perSecond
	return t, true
}

// maxNumber is what readNumber returns for all larger numbers, so that no
// difference between two numbers overflows.
const maxNumber = 9_200_000_000_000_000_000

// readNumber reads a JSON number of at most 64 characters and with an exponent of
// at most 2 digits, and rounds it down to billionths; a negative one it rounds up
// to a whole number.
func readNumber(text string) (whole, billionths int64, ok bool) {
	if len(text) > 64 || !json.Valid([]byte(text)) {
		return
	}
	mantissa, exponentText, _ := strings.Cut(strings.ToLower(text), "e")
	mantissa, isNegative := strings.CutPrefix(mantissa, "-")
	if len(strings.TrimLeft(exponentText, "+-")) > 2 || !isDigits(strings.ReplaceAll(mantissa, ".", "")) {
		return // too large, or JSON but not a number
	}
	exponent, _ := strconv.Atoi(exponentText)
	zeros := strings.Repeat("0", 99+9) // for the largest exponent, and for the billionths
	integer, fraction, _ := strings.Cut(mantissa, ".")
	point := len(zeros) + len(integer) + exponent
	digits := zeros + integer + fraction + zeros
	whole, _ = strconv.ParseInt(digits[:point], 10, 64) // the largest int64 if it overflows
	whole = min(whole, maxNumber)
	billionths, _ = strconv.ParseInt(digits[point:][:9], 10, 64)
	if isNegative {
		return -whole, 0, true
	}
	return whole, billionths, true
}

func (t unixTime) isSeconds() bool { return t.unit.perSecond == 1 || t.name == "timestamp" }

// isDuration reports an exp or tokenExp that counts from iat instead of from 1970.
func (t unixTime) isDuration() bool {
	return (t.name == "exp" || t.name == "tokenExp") && t.unit.perSecond == 1 && t.seconds >= 1 && t.seconds <= 10_000_000
}

// pointInTime is like time, but finds only what can be compared with the clock:
// seconds that are not a duration.
func (p *parsed) pointInTime(name string) (t unixTime, found bool) {
	t, found = p.time(name)
	return t, found && t.isSeconds() && !t.isDuration()
}

// issuedAt returns iat, or the timestamp of a legacy signature.
func (p *parsed) issuedAt() (t unixTime, found bool) {
	if p.format == FormatLegacy {
		return p.pointInTime("timestamp")
	}
	return p.pointInTime("iat")
}

// compare returns -1 if t is before now, 0 if it is the same, and 1 if it is after
// it.
func (t unixTime) compare(now time.Time) int {
	if order := cmp.Compare(t.seconds, now.Unix()); order != 0 {
		return order
	}
	return cmp.Compare(t.nanos, int64(now.Nanosecond()))
}

func (t unixTime) isAfter(now time.Time) bool { return t.compare(now) > 0 }
func (t unixTime) isSame(u unixTime) bool     { return t.seconds == u.seconds && t.nanos == u.nanos }
func (t unixTime) isBefore(u unixTime) bool {
	return t.seconds < u.seconds || t.seconds == u.seconds && t.nanos < u.nanos
}

// distance returns the distance between now and t in whole seconds.
func (t unixTime) distance(now time.Time) int64 {
	seconds, nanos := t.seconds-now.Unix(), t.nanos-int64(now.Nanosecond())
	switch {
	case seconds > 0 && nanos < 0:
		seconds--
	case seconds < 0 && nanos > 0:
		seconds++
	}
	return max(seconds, -seconds)
}

// The lifetimes that Zoom accepts, in seconds.
const (
	minLifetime = int64(zoomsig.MinLifetime / time.Second)
	maxLifetime = int64(zoomsig.MaxLifetime / time.Second)
)

// lifetime is the time from iat to exp or tokenExp.
type lifetime struct {
	claim   string
	seconds int64 // rounded down
	isWhole bool  // it was not rounded
}

// lifetimes returns the time from iat to each of these claims that is written in
// the same unit as iat, without one that equals the one before.
func (p *parsed) lifetimes(claims ...string) []lifetime {
	iat, found := p.time("iat")
	if !found {
		return nil
	}
	var lifetimes []lifetime
	for _, name := range claims {
		t, found := p.time(name)
		if !found || t.isDuration() || t.unit != iat.unit {
			continue
		}
		l := lifetime{claim: name, seconds: t.seconds - iat.seconds, isWhole: t.nanos == iat.nanos}
		if t.nanos < iat.nanos {
			l.seconds--
		}
		if len(lifetimes) == 0 || l.seconds != lifetimes[0].seconds || l.isWhole != lifetimes[0].isWhole {
			lifetimes = append(lifetimes, l)
		}
	}
	return lifetimes
}

func (l lifetime) isNegative() bool { return l.seconds < 0 }
func (l lifetime) isTooShort() bool { return l.seconds >= 0 && l.seconds < minLifetime }
func (l lifetime) isTooLong() bool {
	return l.seconds > maxLifetime || l.seconds == maxLifetime && !l.isWhole
}
func (l lifetime) isBoundary() bool {
	return l.isWhole && (l.seconds == minLifetime || l.seconds == maxLifetime)
}
