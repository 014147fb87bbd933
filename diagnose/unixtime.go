package diagnose

import (
	"cmp"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/zoomsig/zoomsig"
)

// unixTime is a claim read as a Unix time.
type unixTime struct {
	claim
	seconds    int64 // rounded down; milliseconds if they were written by mistake
	nanos      int64 // what rounding left, 0 to 999,999,999
	isFraction bool  // written with a fraction or an exponent
}

// time reads a claim as a Unix time in seconds. A legacy timestamp of 13 digits
// is in milliseconds; one of 9 or 10 digits is in seconds by mistake.
func (e *evidence) time(name string) (t unixTime, found bool) {
	c, _ := e.claim(name)
	seconds, nanos, ok := readNumber(c.text)
	if !ok || seconds < -maxSeconds || (name == "timestamp") != (e.format == FormatLegacy) {
		return unixTime{}, false
	}
	if name == "timestamp" {
		switch {
		case !isDigits(c.text):
			return unixTime{}, false
		case len(c.text) == 13:
			seconds, nanos = seconds/1000, seconds%1000*int64(time.Millisecond)
		case len(c.text) < 9 || len(c.text) > 10:
			return unixTime{}, false
		}
	}
	return unixTime{claim: c, seconds: seconds, nanos: nanos, isFraction: strings.ContainsAny(c.text, ".eE")}, true
}

// maxNumber is what readNumber returns for all larger numbers, so that no
// difference between two numbers overflows.
const maxNumber = 999_999_999_999_999_999 // 18 digits

// readNumber reads a JSON number of at most 64 characters and with an exponent of
// at most 2 digits, and rounds it down to billionths; a negative one it rounds up
// to a whole number.
func readNumber(text string) (whole, billionths int64, ok bool) {
	mantissa, exponentText, _ := strings.Cut(strings.ToLower(text), "e")
	if len(text) > 64 || len(strings.TrimLeft(exponentText, "+-")) > 2 || !json.Valid([]byte(text)) {
		return
	}
	mantissa, isNegative := strings.CutPrefix(mantissa, "-")
	if !isDigits(strings.ReplaceAll(mantissa, ".", "")) {
		return // JSON, but not a number
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

// maxSeconds is the latest time in seconds: larger numbers are milliseconds.
const maxSeconds = 99_999_999_999

func (t unixTime) isMilliseconds() bool { return t.seconds > maxSeconds }

// isDuration reports a tokenExp that counts from iat instead of from 1970.
func (t unixTime) isDuration() bool {
	return t.name == "tokenExp" && t.seconds >= 1 && t.seconds <= 10_000_000
}

// pointInTime is like time, but finds only what can be compared with the clock:
// no milliseconds and no duration.
func (e *evidence) pointInTime(name string) (t unixTime, found bool) {
	t, found = e.time(name)
	return t, found && !t.isMilliseconds() && !t.isDuration()
}

// compare returns -1 if t is before the time given in seconds and nanoseconds, 0 if
// it is the same, and 1 if it is after it.
func (t unixTime) compare(seconds, nanos int64) int {
	if order := cmp.Compare(t.seconds, seconds); order != 0 {
		return order
	}
	return cmp.Compare(t.nanos, nanos)
}

func (t unixTime) isAfter(now time.Time) bool {
	return t.compare(now.Unix(), int64(now.Nanosecond())) > 0
}
func (t unixTime) isNow(now time.Time) bool {
	return t.compare(now.Unix(), int64(now.Nanosecond())) == 0
}
func (t unixTime) isSame(u unixTime) bool      { return t.compare(u.seconds, u.nanos) == 0 }
func (t unixTime) isLaterThan(u unixTime) bool { return t.compare(u.seconds, u.nanos) > 0 }

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
	length  int64 // in whole units, rounded down
	isWhole bool  // it was not rounded
	perUnit int64 // units per second: 1, or 1000 if all times are in milliseconds
	unit    string
}

// lifetimes returns the time from iat to exp, and to tokenExp if that is another.
func (e *evidence) lifetimes() []lifetime {
	iat, found := e.time("iat")
	if !found {
		return nil
	}
	var ends []unixTime
	allMilliseconds := iat.isMilliseconds()
	for _, name := range []string{"exp", "tokenExp"} {
		t, found := e.time(name)
		if !found || t.isDuration() {
			continue
		}
		allMilliseconds = allMilliseconds && t.isMilliseconds()
		if len(ends) == 0 || !t.isSame(ends[0]) {
			ends = append(ends, t)
		}
	}
	perUnit, unit := int64(1), "s"
	if allMilliseconds {
		perUnit, unit = 1000, "ms"
	}
	var lifetimes []lifetime
	for _, t := range ends {
		if t.isMilliseconds() != allMilliseconds || iat.isMilliseconds() != allMilliseconds || t.seconds == maxNumber {
			continue
		}
		length, nanos := t.seconds-iat.seconds, t.nanos-iat.nanos
		if nanos < 0 {
			length--
		}
		l := lifetime{claim: t.name, length: length, isWhole: nanos == 0, perUnit: perUnit, unit: unit}
		lifetimes = append(lifetimes, l)
	}
	return lifetimes
}

func (l lifetime) isTooShort() bool { return l.length < minLifetime*l.perUnit }

func (l lifetime) isTooLong() bool {
	return l.length > maxLifetime*l.perUnit || l.length == maxLifetime*l.perUnit && !l.isWhole
}

func (l lifetime) isBoundary() bool {
	return l.isWhole && (l.length == minLifetime*l.perUnit || l.length == maxLifetime*l.perUnit)
}
