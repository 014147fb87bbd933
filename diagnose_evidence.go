package zoomsig

import (
	"encoding/json"
	"math/big"
	"strings"
	"time"
)

// evidence is what a text says if it is read as leniently as possible. The rules
// of a diagnosis check it.
type evidence struct {
	now  time.Time
	opts *DiagnoseOptions
	located

	format   Format
	segments []segment // of a JWT: header, payload and MAC, or as many as there are; of a legacy signature: the text and the MAC
	extra    int       // how many further segments there are
	header   []member  // of a JWT
	claims   []claim

	headerReadable, readable bool // whether the header, and whether the claims can be read

	mac    []byte   // nil if it cannot be read
	inputs []string // what the MAC may have been computed over

	secret   givenSecret
	findings []Finding // of the rules so far
}

// readEvidence reads a text as leniently as possible.
func readEvidence(text string, opts *DiagnoseOptions) *evidence {
	if line, found := strings.CutSuffix(text, "\n"); found {
		text = strings.TrimSuffix(line, "\r")
	}
	e := &evidence{
		now:     clockOrSystem(opts.Clock).Now().UTC(),
		opts:    opts,
		located: locate(text),
		format:  FormatUnknown,
	}
	if looksLikeJWT(e.signature) && !json.Valid([]byte(e.signature)) {
		e.readJWT()
	} else if looksLikeLegacy(e.signature) {
		e.readLegacy()
	}
	e.secret = findSecret(opts.Secret, e.segments, e.claims, text, unescapePercent(text), e.signature, e.around)
	return e
}

func (e *evidence) readJWT() {
	e.format = FormatJWT
	parts := strings.Split(e.signature, ".")
	e.extra = max(0, len(parts)-3)
	for i, name := range []string{"header", "payload", "MAC"}[:min(3, len(parts))] {
		e.segments = append(e.segments, readSegment(name, parts[i]))
	}
	trimAppendedDigits(e.segments)
	e.header, e.headerReadable = e.segments[0].readObject()
	if len(parts) < 2 {
		return
	}
	var members []member
	members, e.readable = e.segments[1].readObject()
	for _, m := range members {
		c := claim{name: m.name, raw: m.value, text: m.value}
		if text, ok := unquote(m.value); ok {
			c.text = text
		}
		e.claims = append(e.claims, c)
	}
	if len(parts) < 3 || e.segments[2].broken != "" {
		return
	}
	e.mac = []byte(e.segments[2].decoded)
	written := e.segments[0].written + "." + e.segments[1].written
	plain := e.segments[0].plain + "." + e.segments[1].plain
	e.inputs = []string{written}
	if plain != written {
		e.inputs = append(e.inputs, plain)
	}
}

func (e *evidence) readLegacy() {
	e.format = FormatLegacy
	e.readable = true
	s := readSegment("signature", e.signature)
	fields := legacyFields(s.decoded)
	for i, name := range []string{"apiKey", "mn", "timestamp", "role"} {
		e.claims = append(e.claims, claim{name: name, raw: fields[i], text: fields[i]})
	}
	mac := readSegment("MAC", fields[4])
	mac.flaws = nil // it is standard base64, as it should be
	if mac.broken != "" {
		mac.broken = "not base64"
	}
	e.segments = []segment{s, mac}
	if mac.broken == "" {
		e.mac = []byte(mac.decoded)
		e.inputs = []string{legacyMessage(fields[:4])}
	}
}

// claim returns the last claim of that name, as JSON.parse does. Null and an
// empty key count as absent.
func (e *evidence) claim(name string) (c claim, found bool) {
	for i := len(e.claims) - 1; i >= 0; i-- {
		if c := e.claims[i]; c.name == name {
			return c, c.raw != "null" && (c.text != "" || !isKeyClaim(name))
		}
	}
	return claim{}, false
}

func isKeyClaim(name string) bool { return name == "appKey" || name == "sdkKey" || name == "apiKey" }

func (e *evidence) has(names ...string) bool {
	for _, name := range names {
		if _, found := e.claim(name); found {
			return true
		}
	}
	return false
}

func (e *evidence) hasMeetingSDKClaim() bool {
	for _, c := range e.claims {
		if isMeetingSDKClaim(c.name) && e.has(c.name) {
			return true
		}
	}
	return false
}

// showClaim returns the value of a claim: a string quoted, anything else as JSON
// text.
func (e *evidence) showClaim(c claim) string {
	if c.isString() || e.format == FormatLegacy {
		return e.secret.show(citeString(c.text))
	}
	return e.secret.show(cite(c.raw))
}

// keys returns the claims that hold the app's key; only one of two that are
// equal.
func (e *evidence) keys() []claim {
	var keys []claim
	for _, name := range []string{"appKey", "sdkKey", "apiKey"} {
		isLegacy := name == "apiKey"
		if c, found := e.claim(name); found && isLegacy == (e.format == FormatLegacy) &&
			(len(keys) == 0 || keys[0].text != c.text) {
			keys = append(keys, c)
		}
	}
	return keys
}

// unixTime is a claim read as a Unix time.
type unixTime struct {
	claim
	seconds    int64 // rounded down; milliseconds if they were written by mistake
	nanos      int64
	isFraction bool // written with a fraction or an exponent
}

// time reads a claim as a Unix time in seconds. A legacy timestamp of 13 digits
// is in milliseconds; one of 9 or 10 digits is in seconds by mistake.
func (e *evidence) time(name string) (t unixTime, found bool) {
	c, found := e.claim(name)
	value, ok := readNumber(c.text)
	if !found || !ok || (name == "timestamp") != (e.format == FormatLegacy) {
		return unixTime{}, false
	}
	if name == "timestamp" {
		_, isMillis := decodeTimestamp(c.text)
		switch {
		case isMillis:
			value.Quo(value, big.NewRat(1000, 1))
		case strings.Trim(c.text, "0123456789") != "" || len(c.text) < 9 || len(c.text) > 10:
			return unixTime{}, false
		}
	}
	nanos := new(big.Int).Div(new(big.Int).Mul(value.Num(), big.NewInt(1e9)), value.Denom())
	seconds, rest := new(big.Int).DivMod(nanos, big.NewInt(1e9), new(big.Int))
	if limit := big.NewInt(1 << 62); seconds.CmpAbs(limit) > 0 { // so that no difference overflows
		return unixTime{}, false
	}
	return unixTime{
		claim:      c,
		seconds:    seconds.Int64(),
		nanos:      rest.Int64(),
		isFraction: strings.ContainsAny(c.text, ".eE"),
	}, true
}

// readNumber reads a JSON number whose exponent is not absurd. It is exact, which
// a float is not.
func readNumber(text string) (*big.Rat, bool) {
	_, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	if len(text) > 64 || len(exponent) > 3 || !json.Valid([]byte(text)) {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

func (t unixTime) isMilliseconds() bool { return t.seconds > maxSeconds }

// isDuration reports a tokenExp that counts from iat instead of from 1970.
func (t unixTime) isDuration() bool {
	return t.name == "tokenExp" && t.seconds >= 1 && t.seconds <= 10_000_000
}

// pointInTime is time for one that can be compared with the clock: not in
// milliseconds, and not a duration.
func (e *evidence) pointInTime(name string) (t unixTime, found bool) {
	t, found = e.time(name)
	return t, found && !t.isMilliseconds() && !t.isDuration()
}

// isAfter reports whether t is after now, and equals whether it is now.
func (t unixTime) isAfter(now time.Time) bool {
	return t.seconds > now.Unix() || t.seconds == now.Unix() && t.nanos > int64(now.Nanosecond())
}

func (t unixTime) equals(now time.Time) bool {
	return t.seconds == now.Unix() && t.nanos == int64(now.Nanosecond())
}

func (t unixTime) isSame(u unixTime) bool { return t.seconds == u.seconds && t.nanos == u.nanos }

func (t unixTime) isLaterThan(u unixTime) bool {
	return t.seconds > u.seconds || t.seconds == u.seconds && t.nanos > u.nanos
}

// secondsFrom returns the distance between now and t in whole seconds.
func (t unixTime) secondsFrom(now time.Time) int64 {
	seconds, nanos := t.seconds-now.Unix(), t.nanos-int64(now.Nanosecond())
	switch {
	case seconds > 0 && nanos < 0:
		seconds--
	case seconds < 0 && nanos > 0:
		seconds++
	}
	return max(seconds, -seconds)
}

// lifetime is the time from iat to exp or tokenExp.
type lifetime struct {
	claim    string
	length   int64 // rounded down
	exactly  bool  // it was not rounded
	perUnit  int64 // units per second: 1, or 1000 if all times are in milliseconds
	unitName string
}

// lifetimes returns the time from iat to exp, and to tokenExp if that is another.
func (e *evidence) lifetimes() []lifetime {
	iat, found := e.time("iat")
	if !found {
		return nil
	}
	var ends []unixTime
	for _, name := range []string{"exp", "tokenExp"} {
		t, found := e.time(name)
		if !found || t.isDuration() {
			continue
		}
		if len(ends) == 0 || !t.isSame(ends[0]) {
			ends = append(ends, t)
		}
	}
	perUnit, unitName := int64(1), "s"
	if iat.isMilliseconds() {
		perUnit, unitName = 1000, "ms"
	}
	allMilliseconds := true
	for _, t := range ends {
		allMilliseconds = allMilliseconds && t.isMilliseconds()
	}
	var lifetimes []lifetime
	for _, t := range ends {
		if iat.isMilliseconds() != t.isMilliseconds() || iat.isMilliseconds() && !allMilliseconds {
			continue
		}
		length, nanos := t.seconds-iat.seconds, t.nanos-iat.nanos
		if nanos < 0 {
			length--
		}
		lifetimes = append(lifetimes, lifetime{t.name, length, nanos == 0, perUnit, unitName})
	}
	return lifetimes
}

func (l lifetime) isTooShort() bool { return l.length < minLifetime*l.perUnit }

func (l lifetime) isTooLong() bool {
	return l.length > maxLifetime*l.perUnit || l.length == maxLifetime*l.perUnit && !l.exactly
}

func (l lifetime) isBoundary() bool {
	return l.exactly && (l.length == minLifetime*l.perUnit || l.length == maxLifetime*l.perUnit)
}
