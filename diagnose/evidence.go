package diagnose

import (
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"github.com/zoomsig/zoomsig"
	"github.com/zoomsig/zoomsig/internal/jsontext"
)

// evidence is what a text says if it is read as leniently as possible. The rules
// of a diagnosis check it.
type evidence struct {
	now  time.Time
	opts *Options
	located

	format Format
	// The segments of a JWT are header, payload and MAC, or as many as there are;
	// those of a legacy signature are the whole text and the MAC.
	segments []segment
	extra    int               // how many further segments there are
	header   []jsontext.Member // of a JWT
	claims   []claim

	headerReadable, payloadReadable bool // of a JWT

	mac    []byte   // empty if it cannot be read
	inputs []string // what the MAC may have been computed over

	secret   givenSecret
	findings []Finding // of the rules so far
}

// readEvidence reads a text as leniently as possible.
func readEvidence(text string, opts *Options) *evidence {
	if line, found := strings.CutSuffix(text, "\n"); found {
		text = strings.TrimSuffix(line, "\r")
	}
	clock := opts.Clock
	if clock == nil {
		clock = zoomsig.ClockFunc(nil)
	}
	e := &evidence{
		now:     clock.Now().UTC(),
		opts:    opts,
		located: locate(text),
		format:  FormatUnknown,
	}
	switch {
	case looksLikeJWT(e.signature):
		e.readJWT()
	case looksLikeLegacy(e.signature):
		e.readLegacy()
	}
	e.secret = findSecret(opts.Secret, e.segments, e.claims, text, unescapePercent(text), e.before, e.signature, e.after)
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
	var members []jsontext.Member
	members, e.payloadReadable = e.segments[1].readObject()
	for _, m := range members {
		c := claim{name: m.Name, raw: m.Value, text: m.Value}
		if text, ok := jsontext.Unquote(m.Value); ok {
			c.text = text
		}
		e.claims = append(e.claims, c)
	}
	if len(parts) < 3 {
		return
	}
	e.mac = []byte(e.segments[2].decoded)
	e.inputs = []string{
		e.segments[0].written + "." + e.segments[1].written,
		e.segments[0].plain + "." + e.segments[1].plain,
	}
}

func (e *evidence) readLegacy() {
	e.format = FormatLegacy
	s := readSegment("signature", e.signature)
	s.flaws = slices.DeleteFunc(s.flaws, func(flaw string) bool { return flaw == plusOrSlash })
	fields := legacyFields(s.decoded)
	for i, name := range []string{"apiKey", "mn", "timestamp", "role"} {
		e.claims = append(e.claims, claim{name: name, text: fields[i]})
	}
	mac := readSegment("MAC", fields[4])
	mac.flaws = nil // it is standard base64, as it should be
	if mac.broken != "" {
		mac.broken = "text that is not base64"
	}
	e.segments = []segment{s, mac}
	e.mac = []byte(mac.decoded)
	e.inputs = []string{base64.StdEncoding.EncodeToString([]byte(strings.Join(fields[:4], "")))}
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
		return e.secret.show(jsontext.CiteString(c.text))
	}
	return e.secret.show(jsontext.Cite(c.raw))
}

// keys returns the claims that hold the app's key; only one of two that are
// equal.
func (e *evidence) keys() []claim {
	names := []string{"appKey", "sdkKey"}
	if e.format == FormatLegacy {
		names = []string{"apiKey"}
	}
	var keys []claim
	for _, name := range names {
		if c, found := e.claim(name); found && (len(keys) == 0 || keys[0].text != c.text) {
			keys = append(keys, c)
		}
	}
	return keys
}
