package diagnose

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/zoomsig/zoomsig/internal/jsontext"
)

// parsed is what a text says if it is read as leniently as possible. Nothing changes it after parse has returned it.
type parsed struct {
	located
	format Format

	header, payload part // of a JWT
	whole           part // of a legacy signature
	mac             part
	extra           int  // how many parts follow the third
	hasHeader       bool // of a JWT; otherwise its first part is the payload
	isReadable      bool // the payload of a JWT can be read
	knowsHeader     bool // and so can its header

	headerClaims []claim // the members of the header
	claims       []claim // the members of the payload, or the fields of a legacy signature
	times        []unixTime
	issued       unixTime // iat or the timestamp of a legacy signature, if it can be compared with the clock
}

// parse reads a text. One line break at its end, as editors and commands add it, is ignored.
func parse(text string) *parsed {
	if line, found := strings.CutSuffix(text, "\n"); found {
		text = strings.TrimSuffix(line, "\r")
	}
	p := &parsed{located: locate(text), format: FormatUnknown}
	_, rest, _ := strings.Cut(p.signature, ".")
	switch {
	case p.isShortened() || len(p.signature) > maxLength:
	case beginsObject(p.signature) || beginsObject(rest):
		p.readJWT()
	case legacyFields(decodeBase64(p.signature)) != nil:
		p.readLegacy()
	}
	for _, name := range []string{"iat", "exp", "tokenExp", "timestamp"} {
		if t, ok := p.claim(name).time(); ok && (name == "timestamp") == (p.format == FormatLegacy) {
			p.times = append(p.times, t)
			if t.isPoint && (name == "iat" || name == "timestamp") {
				p.issued = t
			}
		}
	}
	return p
}

// isShortened reports a JWT of which a display shows only some parts, with an ellipsis.
func (p *parsed) isShortened() bool {
	short := func(text string) string { return strings.ReplaceAll(text, "...", "…") }
	isAround := strings.HasSuffix(short(p.before), "…") || strings.HasPrefix(short(p.after), "…")
	isWithin := strings.Contains(short(p.signature), "…") && strings.Contains(p.signature, "eyJ")
	return (isAround || isWithin) &&
		(strings.Contains(p.signature, "…") || !isComplete(strings.TrimRight(p.signature, ".")))
}

func (p *parsed) readJWT() {
	texts := strings.Split(p.signature, ".")
	p.format, p.hasHeader = FormatJWT, len(texts) > 2 || !hasMeetingSDKClaim(decodeBase64(texts[0]))
	if !p.hasHeader {
		texts = slices.Insert(texts, 0, "")
	}
	p.extra = max(0, len(texts)-3)
	texts = append(texts, "", "")[:3]
	lacksDigit := func(text string) bool { // ASP.NET's UrlTokenEncode appends how much padding it has left out
		last := max(0, len(text)-1)
		return text[last:] != strconv.Itoa(-last&3)
	}
	hasDigits := !slices.ContainsFunc(texts, lacksDigit)
	p.header = readPart("header", texts[0], hasDigits)
	p.payload = readPart("payload", texts[1], hasDigits)
	p.mac = readPart("MAC", texts[2], hasDigits)
	p.headerClaims, p.knowsHeader = p.header.readObject()
	p.claims, p.isReadable = p.payload.readObject()
}

func (p *parsed) readLegacy() {
	p.format = FormatLegacy
	p.whole = readPart("signature", p.signature, false)
	fields := legacyFields(p.whole.decoded)
	for i, name := range []string{"apiKey", "mn", "timestamp", "role"} {
		p.claims = append(p.claims, claim{name: name, text: fields[i]})
	}
	p.mac = readPart("MAC", fields[4], false)
}

// parts returns the parts that are there.
func (p *parsed) parts() []part {
	return slices.DeleteFunc([]part{p.whole, p.header, p.payload, p.mac}, func(x part) bool { return x.name == "" })
}

// claim returns the last claim of that name, as JSON.parse does.
func (p *parsed) claim(name string) claim { return lastClaim(p.claims, name) }

// algorithm returns the header's alg.
func (p *parsed) algorithm() claim { return lastClaim(p.headerClaims, "alg") }

func (p *parsed) has(name string) bool { return p.claim(name).isThere() }

// isUnsigned reports the algorithm none, in any case.
func (p *parsed) isUnsigned() bool {
	return p.algorithm().isString() && strings.EqualFold(p.algorithm().text, "none")
}

// misspelled returns the name of a claim that looks like another spelling of name, or "".
func (p *parsed) misspelled(name string) string {
	spellings := strings.Fields(faultSections()["spellings"][name] + " " + faultSections()["time-spellings"][name])
	for _, c := range p.claims {
		plain := strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(c.name))
		if slices.Contains(spellings, plain) && !isMeetingSDKClaim(c.name) && c.name != name && !c.isNull() {
			return c.name
		}
	}
	return ""
}

// keys returns the claims that hold the app's key; only one of two that are equal.
func (p *parsed) keys() (keys []claim) {
	names := []string{"appKey", "sdkKey"}
	if p.format == FormatLegacy {
		names = []string{"apiKey"}
	}
	for _, name := range names {
		if x := p.claim(name); x.isThere() && (len(keys) == 0 || keys[0].text != x.text) {
			keys = append(keys, x)
		}
	}
	return keys
}

// isVideoSDKToken reports a token for the Video SDK. Beside a meeting number, app_key is another spelling of appKey.
func (p *parsed) isVideoSDKToken() bool {
	return p.format == FormatJWT && (p.has("tpc") || p.has("app_key") && !p.has("mn") && p.misspelled("mn") == "")
}

// isAPIToken reports a token for the REST API, a ZAK or an OBF token.
func (p *parsed) isAPIToken() bool {
	if p.format != FormatJWT || !p.has("iss") {
		return false
	}
	for name := range faultSections()["spellings"] {
		if p.has(name) || p.misspelled(name) != "" {
			return false
		}
	}
	return true
}

func (p *parsed) isMeetingSDKToken() bool {
	return p.format == FormatJWT && !p.isVideoSDKToken() && !p.isAPIToken()
}

// hasClaims reports a JWT of the Meeting SDK whose claims can be read, and hasFields also a legacy signature.
func (p *parsed) hasClaims() bool { return p.isMeetingSDKToken() && p.isReadable }
func (p *parsed) hasFields() bool { return p.hasClaims() || p.format == FormatLegacy }

// isIntact reports a signature of which no part is damaged or missing, so that its MAC was computed over its text.
func (p *parsed) isIntact() bool {
	return p.extra == 0 && !slices.ContainsFunc(p.parts(), func(x part) bool { return x.written == "" || x.broken != "" })
}

// inputs returns what the MAC must cover, as the text is written and in unpadded base64url.
func (p *parsed) inputs() []string {
	if p.format == FormatLegacy {
		message := strings.Join(legacyFields(p.whole.decoded)[:4], "")
		return []string{base64.StdEncoding.EncodeToString([]byte(message))}
	}
	return slices.Compact([]string{p.header.joined + "." + p.payload.joined, p.header.plain + "." + p.payload.plain})
}

type macInput struct{ bytes, what string }

// wrongInputs returns what programs have computed the MAC over by mistake.
func (p *parsed) wrongInputs() []macInput {
	if p.format == FormatLegacy {
		return []macInput{{decodeBase64(p.inputs()[0]), "the four fields without base64"}}
	}
	pad := func(text string) string { return text + strings.Repeat("=", -len(text)&3) }
	std := strings.NewReplacer("-", "+", "_", "/").Replace
	h, m := p.header, p.payload
	both := h.plain + "." + m.plain
	return []macInput{
		{h.written + "." + m.written, "the text with its line breaks"},
		{m.plain, "the payload part alone"},
		{m.decoded, "the payload's JSON"},
		{h.decoded + "." + m.decoded, "the JSON of the header, a dot, and the JSON of the payload"},
		{h.decoded + m.decoded, "the JSON of header and payload"},
		{h.plain + m.plain, "header and payload without the dot between them"},
		{pad(h.plain) + "." + pad(m.plain), "header and payload with padding (=)"},
		{std(both), "header and payload in standard base64 without padding"},
		{std(pad(h.plain) + "." + pad(m.plain)), "header and payload in standard base64 with padding"},
		{h.plain, "the header part alone"},
		{both + ".", "header and payload with a dot after them"},
		{both + "\n", "header and payload with a line break after them"},
		{base64.StdEncoding.EncodeToString([]byte(both)), "header.payload encoded in base64 once more"},
	}
}

// part is a stretch of base64: a part of a JWT, or a legacy signature or its MAC.
type part struct {
	name    string // "header", "payload", "MAC" or "signature"
	written string // as it stands in the text
	joined  string // without line breaks, and with a + for each space, as URLs are read
	plain   string // as unpadded base64url, apart from unused bits
	decoded string
	flaws   []string // what is not canonical about it
	broken  string   // why it cannot be read
}

const unusedBits = "unused bits that are not zero" // a flaw

// readPart reads a part as leniently as possible. A space stands for a +, unless the length says that it was inserted.
func readPart(name, written string, hasDigit bool) part {
	unpadded := func(text string) string { return strings.TrimRight(text, "=") }
	line := joinLines(written)
	x := part{name: name, written: written, joined: strings.ReplaceAll(line, " ", "+")}
	unspaced := strings.ReplaceAll(line, " ", "")
	if len(unpadded(x.joined))%4 == 1 || name == "MAC" && len(unpadded(unspaced)) == encodedMACLength {
		x.joined = unspaced
	}
	x.plain = toBase64URL(unpadded(x.joined))
	if hasDigit {
		x.plain = x.plain[:len(x.plain)-1]
	}
	x.decoded = decodeBase64(x.plain)
	i := strings.IndexFunc(x.plain, func(r rune) bool { return !strings.ContainsRune(base64Digits, r) })
	switch {
	case i >= 0:
		r, _ := utf8.DecodeRuneInString(x.plain[i:])
		x.broken = fmt.Sprintf("text that is not base64url: %q at character %d", r, utf8.RuneCountInString(x.plain[:i])+1)
	case len(x.plain)%4 == 1:
		x.broken = fmt.Sprintf("%d characters of base64url, a length that no encoder produces: "+
			"a character is missing or extra", len(x.plain))
	}
	flaw := func(isThere bool, name string) {
		if isThere {
			x.flaws = append(x.flaws, name)
		}
	}
	flaw(line != written, "a line break")
	flaw(strings.Contains(line, " "), "a space")
	flaw(x.joined != unpadded(x.joined), "padding (=)")
	flaw(name != "signature" && strings.ContainsAny(x.joined, "+/"), "+ or /")
	flaw(hasDigit, "the digit that UrlTokenEncode appends")
	flaw(x.broken == "" && encodeBase64URL(x.decoded) != x.plain, unusedBits)
	return x
}

// readObject reads the members of a header or payload, and notes what is broken about it. If the object was encoded
// twice, it reads the inner one. An empty part is not broken: the signature is incomplete.
func (x *part) readObject() (claims []claim, ok bool) {
	members, ok := jsontext.Members(nil, []byte(x.decoded))
	if !ok && x.broken == "" && x.written != "" {
		text := strings.TrimSpace(x.decoded)
		inner, _ := jsontext.Unquote(text)
		switch again := decodeBase64(text); {
		case hasOpeningBrace(inner):
			x.broken, x.decoded = "a JSON string that holds the JSON object: it was turned into JSON twice", inner
		case hasOpeningBrace(again):
			x.broken, x.decoded = "base64 of base64: it was encoded twice", again
		default:
			x.broken = jsontext.Fault(x.decoded)
		}
		members, ok = jsontext.Members(nil, []byte(x.decoded))
	}
	for _, m := range members {
		text, isString := jsontext.Unquote(m.Value)
		if !isString {
			text = m.Value
		}
		claims = append(claims, claim{name: m.Name, raw: m.Value, text: text})
	}
	return claims, ok
}

func hasOpeningBrace(text string) bool { return strings.HasPrefix(strings.TrimSpace(text), "{") }
