package diagnose

import (
	"encoding/json"
	"math"
	"math/big"
	"strings"
	"time"

	"github.com/zoomsig/zoomsig"
)

// unixTime is a claim read as a point in time.
type unixTime struct {
	claim
	unit       unit
	at         time.Time
	isFraction bool // written with a fraction or an exponent
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
	const firstTick, lastTick = 600_000_000_000_000_000, 700_000_000_000_000_000         // the years 1902 to 2219
	const firstFileTime, lastFileTime = 125_000_000_000_000_000, 160_000_000_000_000_000 // the years 1997 to 2108
	switch {
	case number <= maxSeconds:
		return unit{"seconds", 1, 0}
	case number < 1e14:
		return unit{"milliseconds", 1e3, 0}
	case number < 1e17:
		return unit{"microseconds", 1e6, 0}
	case number >= firstFileTime && number < lastFileTime:
		return unit{"Windows file times", 1e7, -11_644_473_600}
	case number >= firstTick && number < lastTick:
		return unit{".NET ticks", 1e7, -62_135_596_800}
	}
	return unit{"nanoseconds", 1e9, 0}
}

// maxSeconds is the latest time in seconds: larger numbers are in a smaller unit.
const maxSeconds = 99_999_999_999

// digitsOfDate is the layout of a date that is written as a number, such as
// 20261126123000.
const digitsOfDate = "20060102150405"

// time reads a claim as a point in time. A legacy timestamp of 13 digits is in
// milliseconds; one of 9 or 10 digits is in seconds by mistake.
func (p *parsed) time(name string) (t unixTime, found bool) {
	c, _ := p.claim(name)
	number, billionths, ok := readNumber(c.text)
	if !ok || number <= 0 || number == math.MaxInt64 || (name == "timestamp") != (p.format == FormatLegacy) {
		return unixTime{}, false
	}
	if name == "timestamp" && !(isDigits(c.text) && (len(c.text) == 13 || len(c.text) == 9 || len(c.text) == 10)) {
		return unixTime{}, false
	}
	if _, err := time.Parse(digitsOfDate, c.text); err == nil {
		return unixTime{}, false
	}
	u := unitOf(number)
	nanos := number%u.perSecond*(1e9/u.perSecond) + billionths/u.perSecond
	return unixTime{
		claim: c, unit: u, isFraction: strings.ContainsAny(c.text, ".eE"),
		at: time.Unix(number/u.perSecond+u.since, nanos).UTC(),
	}, true
}

// readNumber reads a JSON number of at most 64 characters and with an exponent of
// at most 2 digits, and rounds it to billionths. If it is too large for an int64, it
// becomes the largest one.
func readNumber(text string) (whole, billionths int64, ok bool) {
	_, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	if len(text) > 64 || len(strings.TrimLeft(exponent, "+-")) > 2 || !json.Valid([]byte(text)) {
		return 0, 0, false
	}
	number, ok := new(big.Rat).SetString(text)
	if !ok {
		return 0, 0, false // JSON, but not a number
	}
	number.Mul(number, big.NewRat(1e9, 1))
	all := new(big.Int).Quo(number.Num(), number.Denom())
	seconds, rest := new(big.Int).QuoRem(all, big.NewInt(1e9), new(big.Int))
	if !seconds.IsInt64() {
		return math.MaxInt64, 0, true
	}
	return seconds.Int64(), rest.Int64(), true
}

func (t unixTime) isSeconds() bool { return t.unit.perSecond == 1 || t.name == "timestamp" }

// isDuration reports an exp or tokenExp that counts from iat instead of from 1970.
func (t unixTime) isDuration() bool {
	return (t.name == "exp" || t.name == "tokenExp") && t.unit.perSecond == 1 && t.at.Unix() <= 10_000_000
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

// distance returns the distance between two times in whole seconds, as they are shown.
func distance(t, u time.Time) int64 {
	seconds := t.Unix() - u.Unix()
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
		l := lifetime{claim: name, seconds: t.at.Unix() - iat.at.Unix(), isWhole: t.at.Nanosecond() == iat.at.Nanosecond()}
		if t.at.Nanosecond() < iat.at.Nanosecond() {
			l.seconds--
		}
		if len(lifetimes) == 0 || l.seconds != lifetimes[0].seconds || l.isWhole != lifetimes[0].isWhole {
			lifetimes = append(lifetimes, l)
		}
	}
	return lifetimes
}
