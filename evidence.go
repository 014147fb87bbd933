package zoomsig

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// evidence is what a string has to say when it is read as leniently as
// possible. The rules of a diagnosis judge it.
type evidence struct {
	now    time.Time
	opts   *DiagnoseOptions
	around string // what stands around the signature
	text   string // the signature itself

	format   Format
	segments []segment // of a JWT: header, payload and MAC, or as many as there are
	surplus  int       // how many more there are
	header   []member  // of a JWT
	claims   []claim   // empty if unreadable
	readable bool      // the claims are
	mac      []byte    // nil if unreadable
	inputs   []string  // what the MAC may have been computed over

	failed bool // a rule found an error
	fitted bool // a secret was found that fits the MAC
}

// segment is a stretch of base64.
type segment struct {
	name    string
	written string // without white space
	plain   string // as canonical base64url would have it, but for unused bits
	decoded string
	flaws   []string // in how it is written
	broken  string   // why it cannot be read
}

// claim is a member of the payload, or a field of a legacy signature.
type claim struct {
	name string
	raw  string // JSON text
	text string // what a string holds; the JSON text of anything else
}

func (c claim) isString() bool { return strings.HasPrefix(c.raw, `"`) }

// longestDiagnosed, in bytes, bounds the work and the report.
const longestDiagnosed = 1 << 14

func gather(signature string, opts *DiagnoseOptions) *evidence {
	e := &evidence{now: clockOrSystem(opts.Clock).Now().UTC(), opts: opts, format: FormatUnknown}
	e.text = strings.TrimFunc(signature, isWrapping)
	const scheme = "Bearer "
	if len(e.text) > len(scheme) && strings.EqualFold(e.text[:len(scheme)], scheme) {
		e.text = strings.TrimFunc(e.text[len(scheme):], isWrapping)
	}
	if start := strings.Index(signature, e.text); e.text != "" {
		e.around = signature[:start] + signature[start+len(e.text):]
	}
	if len(e.text) <= longestDiagnosed && !e.readJWT() {
		e.readLegacy()
	}
	return e
}

func isWrapping(r rune) bool {
	return isBlank(r) || strings.ContainsRune("\"'`“”„‘’«»", r)
}

// readJWT reads as a JWT what has dots in it and begins with a JSON object.
func (e *evidence) readJWT() bool {
	parts := strings.Split(e.text, ".")
	if json.Valid([]byte(e.text)) || !beginsObject(parts[0]) && (len(parts) == 1 || !beginsObject(parts[1])) {
		return false
	}
	e.format = FormatJWT
	e.surplus = max(0, len(parts)-3)
	for i, name := range []string{"header", "payload", "MAC"}[:min(3, len(parts))] {
		e.segments = append(e.segments, readSegment(name, parts[i]))
	}
	e.header, _ = e.segments[0].readObject()
	if len(parts) < 2 {
		return true
	}
	var members []member
	members, e.readable = e.segments[1].readObject()
	for _, m := range members {
		c := claim{m.name, m.value, m.value}
		if text, ok := unquote(m.value); ok {
			c.text = text
		}
		e.claims = append(e.claims, c)
	}
	if len(parts) == 3 && e.segments[2].broken == "" {
		e.mac = []byte(e.segments[2].decoded)
		written, plain := e.segments[0].written+"."+e.segments[1].written, e.segments[0].plain+"."+e.segments[1].plain
		e.inputs = []string{written}
		if plain != written {
			e.inputs = append(e.inputs, plain)
		}
	}
	return true
}

func beginsObject(part string) bool {
	s := readSegment("", part)
	return strings.HasPrefix(s.plain, "eyJ") || strings.HasPrefix(strings.TrimLeft(s.decoded, jsonSpace), "{")
}

func readSegment(name, part string) segment {
	s := segment{name: name, written: strings.Join(strings.Fields(part), "")}
	if s.written != part {
		s.flaws = append(s.flaws, "a line break or space")
	}
	s.plain = strings.TrimRight(s.written, "=")
	if s.plain != s.written {
		s.flaws = append(s.flaws, "padding (=)")
	}
	if strings.ContainsAny(s.plain, "+/") {
		s.flaws = append(s.flaws, "+ or /")
		s.plain = strings.NewReplacer("+", "-", "/", "_").Replace(s.plain)
	}
	decoded, err := base64.RawURLEncoding.DecodeString(s.plain)
	if err != nil {
		s.broken = "not base64url"
		return s
	}
	s.decoded = string(decoded)
	if base64.RawURLEncoding.EncodeToString(decoded) != s.plain {
		s.flaws = append(s.flaws, "unused bits that are not zero")
	}
	return s
}

// readObject reads a header or payload, and notes what is broken about it. An
// empty one is not broken but incomplete.
func (s *segment) readObject() ([]member, bool) {
	members, ok := splitObject(nil, []byte(s.decoded))
	switch {
	case ok || s.broken != "" || s.written == "":
	case !utf8.ValidString(s.decoded):
		s.broken = "not UTF-8"
	case json.Valid([]byte(s.decoded)):
		s.broken = "JSON, but not an object"
	default:
		s.broken = "not JSON"
	}
	return members, ok
}

// readLegacy reads base64 of five fields with dots between.
func (e *evidence) readLegacy() {
	s := readSegment("signature", e.text)
	fields := strings.Split(s.decoded, ".")
	unprintable := func(r rune) bool { return r == utf8.RuneError || unicode.IsControl(r) }
	if len(fields) != 5 || strings.IndexFunc(s.decoded, unprintable) >= 0 {
		return
	}
	e.format = FormatLegacy
	e.readable = true
	for i, name := range []string{"apiKey", "mn", "timestamp", "role"} {
		e.claims = append(e.claims, claim{name, fields[i], fields[i]})
	}
	mac := readSegment("MAC", fields[4])
	mac.flaws = nil // standard base64, as it should be
	e.segments = []segment{s, mac}
	if mac.broken == "" {
		e.mac = []byte(mac.decoded)
		e.inputs = []string{legacyMessage(fields[:4])}
	}
}

// claim returns the last claim of that name, as JSON.parse does. Null and an
// empty key are none.
func (e *evidence) claim(name string) (claim, bool) {
	for i := len(e.claims) - 1; i >= 0; i-- {
		if c := e.claims[i]; c.name == name {
			return c, c.raw != "null" && (c.text != "" || !strings.HasSuffix(name, "Key"))
		}
	}
	return claim{}, false
}

func (e *evidence) has(names ...string) bool {
	for _, name := range names {
		if _, found := e.claim(name); found {
			return true
		}
	}
	return false
}

// keys returns the claims that hold the app's key; one of two that are the same.
func (e *evidence) keys() []claim {
	var keys []claim
	names := []string{"appKey", "sdkKey"}
	if isLegacy(e) {
		names = []string{"apiKey"}
	}
	for _, name := range names {
		if c, found := e.claim(name); found && (len(keys) == 0 || keys[0].text != c.text) {
			keys = append(keys, c)
		}
	}
	return keys
}

// instant is a claim read as a time.
type instant struct {
	claim
	at       time.Time
	seconds  int64 // at, cut down
	fraction bool  // written with a fraction or exponent
}

// instant reads a claim as Unix time in seconds. A legacy timestamp of 13 digits
// is in milliseconds; of 9 or 10, in seconds by mistake.
func (e *evidence) instant(name string) (instant, bool) {
	c, found := e.claim(name)
	value, ok := rational(c.text)
	if !found || !ok || isLegacy(e) != (name == "timestamp") {
		return instant{}, false
	}
	if isLegacy(e) {
		_, isMillis := decodeTimestamp(c.text)
		switch {
		case isMillis:
			value.Quo(value, big.NewRat(1000, 1))
		case len(strings.Trim(c.text, "0123456789")) > 0 || len(c.text) < 9 || len(c.text) > 10:
			return instant{}, false
		}
	}
	nanoseconds := new(big.Int).Quo(new(big.Int).Mul(value.Num(), big.NewInt(1e9)), value.Denom())
	seconds, rest := new(big.Int).DivMod(nanoseconds, big.NewInt(1e9), new(big.Int))
	if !seconds.IsInt64() {
		return instant{}, false
	}
	return instant{
		claim:    c,
		at:       time.Unix(seconds.Int64(), rest.Int64()).UTC(),
		seconds:  seconds.Int64(),
		fraction: strings.ContainsAny(c.text, ".eE"),
	}, true
}

// rational reads a JSON number, whose exponent is not absurd. No float holds a
// time exactly.
func rational(text string) (*big.Rat, bool) {
	_, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	if len(text) > 64 || len(exponent) > 3 || !json.Valid([]byte(text)) {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

func (t instant) isMilliseconds() bool { return t.seconds > maxSeconds }

// isDuration reports tokenExp counted from iat instead of from 1970.
func (t instant) isDuration() bool {
	return t.name == "tokenExp" && t.seconds >= 1 && t.seconds <= 10_000_000
}

// moment is instant for a time that can be compared with others.
func (e *evidence) moment(name string) (instant, bool) {
	t, found := e.instant(name)
	return t, found && !t.isMilliseconds() && !t.isDuration()
}

// fits reports whether the MAC is one of this secret. It is not tried where
// crypto/hmac refuses the secret: with GODEBUG=fips140=only it panics on less
// than 14 bytes.
func (e *evidence) fits(secret []byte) (fits, tried bool) {
	defer func() { _ = recover() }()
	for _, input := range e.inputs {
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(input))
		if hmac.Equal(mac.Sum(nil), e.mac) {
			e.fitted = true
			return true, true
		}
	}
	return false, true
}

// redact takes the secret out of what goes into the report.
func (e *evidence) redact(text string) string {
	const instead = "[the secret]"
	if e.opts.Secret == "" {
		return text
	}
	text = strings.ReplaceAll(text, e.opts.Secret, instead)
	inJSON := quoteJSON(e.opts.Secret)
	return strings.ReplaceAll(text, inJSON[1:len(inJSON)-1], instead)
}

// cite is cite for a claim: a string quoted, anything else as JSON text.
func (e *evidence) cite(c claim) string {
	if c.isString() || e.format == FormatLegacy {
		return citeString(e.redact(c.text))
	}
	return cite(e.redact(c.raw))
}

// display returns the header or payload for the report: on one line, printable,
// bounded, and without the secret.
func (e *evidence) display(i int) string {
	if isLegacy(e) {
		i-- // its one segment is the payload
	}
	if i < 0 || i >= len(e.segments) {
		return ""
	}
	text := e.segments[i].decoded
	if isLegacy(e) {
		text = text[:strings.LastIndexByte(text, '.')] // without the MAC, which may be right
	}
	var compact bytes.Buffer
	if json.Compact(&compact, []byte(text)) == nil {
		text = compact.String()
	}
	if redacted := e.redact(text); redacted == text && e.holdsSecret() {
		return "[hidden, since it holds the secret in escapes]"
	}
	return printable(e.redact(text))
}

// holdsSecret reports whether the secret stands in a claim.
func (e *evidence) holdsSecret() bool {
	for _, c := range e.claims {
		if e.redact(c.name+"\n"+c.text) != c.name+"\n"+c.text {
			return true
		}
	}
	return false
}

// printable escapes what does not print, as JSON would, and cuts.
func printable(text string) string {
	const longest = 2000
	var b strings.Builder
	for _, r := range text {
		if b.Len() > longest {
			return b.String() + "…"
		}
		if unicode.IsPrint(r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

// flaws finds what is not canonical about base64 that can be read.
func (e *evidence) flaws() (all []Finding) {
	for _, s := range e.segments {
		all = append(all, one(len(s.flaws) > 0 && s.broken == "", Finding{Claim: s.name, Got: strings.Join(s.flaws, " and "), Want: "base64url without padding"})...)
	}
	return all
}

// describe says what a string is that is no signature.
func (e *evidence) describe() string {
	s := readSegment("", e.text)
	_, notHex := hex.DecodeString(e.text)
	switch {
	case len(e.text) > longestDiagnosed:
		return fmt.Sprintf("%d bytes", len(e.text))
	case len(s.decoded) == sha256.Size || notHex == nil && len(e.text) == 2*sha256.Size:
		return "an HMAC alone"
	case strings.Contains(e.text, "://"):
		return "a URL"
	case json.Valid([]byte(e.text)):
		return "JSON"
	case strings.Count(e.text, ".") == 4:
		return "five fields as in a legacy signature, but not base64-encoded"
	}
	return citeString(e.redact(e.text))
}
