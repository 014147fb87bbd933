package diagnose

import (
	"encoding/json"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/zoomsig/zoomsig"
)

// claim is a member of the payload or header, or a field of a legacy signature.
type claim struct {
	name string
	raw  string // JSON text; empty for a field
	text string // what a field or a string holds; the JSON text of anything else
}

func (c claim) isString() bool { return strings.HasPrefix(c.raw, `"`) }
func (c claim) isNull() bool   { return c.raw == "null" }

// isThere reports whether a claim is there. Null and an empty key count as absent.
func (c claim) isThere() bool {
	return c.name != "" && !c.isNull() && (c.text != "" || !isKeyClaim(c.name))
}

func isKeyClaim(name string) bool { return name == "appKey" || name == "sdkKey" || name == "apiKey" }

// lastClaim returns the last claim of that name, or the zero claim.
func lastClaim(claims []claim, name string) claim {
	for i := len(claims) - 1; i >= 0; i-- {
		if claims[i].name == name {
			return claims[i]
		}
	}
	return claim{}
}

// unixTime is a claim read as a point in time.
type unixTime struct {
	claim
	unit       unit
	at         time.Time
	isFraction bool // written with a fraction or an exponent
	isDuration bool // an exp or tokenExp that counts from iat instead of from 1970
	isPoint    bool // it can be compared with the clock: neither a duration nor in a wrong unit
}

// unit is the unit in which a time is written.
type unit struct {
	name      string
	perSecond int64
	since     int64 // the Unix time at which it begins to count
	below     int64 // numbers below this, and not below that of the unit before, are times of today in this unit
}

// units has what programs count: JavaScript milliseconds, PHP and Python also microseconds, Go and Java nanoseconds,
// Windows from the year 1601 and .NET from the year 1.
var units = []unit{
	{"seconds", 1, 0, 100e9}, {"milliseconds", 1e3, 0, 100e12}, {"microseconds", 1e6, 0, 100e15},
	{"nanoseconds", 1e9, 0, 125e15}, {"Windows file times", 1e7, -11_644_473_600, 160e15},
	{"nanoseconds", 1e9, 0, 600e15}, {".NET ticks", 1e7, -62_135_596_800, 700e15}, {"nanoseconds", 1e9, 0, math.MaxInt64},
}

// digitsOfDate is the layout of a date that is written as a number, such as 20261126123000.
const digitsOfDate = "20060102150405"

// time reads a claim as a point in time. A legacy timestamp of 13 digits is in
// milliseconds; one of 9 or 10 digits is in seconds by mistake.
func (c claim) time() (t unixTime, ok bool) {
	const longestDuration = 10_000_000
	number, billionths, ok := readNumber(c.text)
	_, err := time.Parse(digitsOfDate, c.text)
	isLegacy := c.name == "timestamp"
	isTimestamp := isDigits(c.text) && slices.Contains([]int{9, 10, 13}, len(c.text))
	if !ok || number <= 0 || number == math.MaxInt64 || err == nil || isLegacy && !isTimestamp {
		return unixTime{}, false
	}
	u := units[slices.IndexFunc(units, func(u unit) bool { return number < u.below })]
	nanos := number%u.perSecond*(1e9/u.perSecond) + billionths/u.perSecond
	t = unixTime{claim: c, unit: u, at: time.Unix(number/u.perSecond+u.since, nanos).UTC()}
	t.isFraction = strings.ContainsAny(c.text, ".eE")
	t.isDuration = (c.name == "exp" || c.name == "tokenExp") && number <= longestDuration
	t.isPoint = isLegacy || u.perSecond == 1 && !t.isDuration
	return t, true
}

// readNumber reads a JSON number of at most 64 characters and with an exponent of at most 2 digits, cut off after the
// billionths. A number out of range becomes the largest or smallest int64.
func readNumber(text string) (whole, billionths int64, ok bool) {
	_, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	number := new(big.Rat)
	if len(text) <= 64 && len(strings.TrimLeft(exponent, "+-")) <= 2 && json.Valid([]byte(text)) {
		_, ok = number.SetString(text) // which fails for other JSON
	}
	number.Mul(number, big.NewRat(1e9, 1))
	all := new(big.Int).Quo(number.Num(), number.Denom())
	integer, rest := new(big.Int).QuoRem(all, big.NewInt(1e9), new(big.Int))
	whole, _ = strconv.ParseInt(integer.String(), 10, 64)
	return whole, rest.Int64(), ok
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
