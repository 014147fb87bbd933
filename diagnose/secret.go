package diagnose

import (
	"encoding/base64"
	"slices"
	"strings"

	"github.com/zoomsig/zoomsig/internal/jsontext"
)

// privacy decides what a report may show. If the given secret can be read anywhere
// in the text, nothing of the text is shown. A run of characters that could be the
// right MAC is never shown. Whatever comes from the text goes through quote, value or
// json, and the collector passes everything that it is given through clean.
type privacy struct {
	secret  string   // without white space and quotes around it; empty if none was given
	encoded []string // what base64 of it contains
	places  []string // where it can be read; "" stands for the whole text
	hidden  bool     // it can be read somewhere
}

// hiddenContent stands for content that is not shown because of the secret, and
// hiddenRun for one that may be a MAC or a whole signature.
const (
	hiddenContent = "[hidden, because the text contains the secret]"
	hiddenRun     = "[hidden]"
)

// minReportedSecret is the shortest secret, in bytes, that is reported wherever it
// occurs. A shorter one occurs in almost any text by chance.
const minReportedSecret = 8

// findSecret looks for the secret in the claims and parts, and in the whole text.
func findSecret(secret, text string, p *parsed) privacy {
	s := privacy{secret: strings.TrimFunc(secret, isWrapping)}
	if s.secret == "" {
		return s
	}
	s.encoded = encodings(s.secret)
	for _, x := range p.parts() {
		found := x.name == "header" && slices.ContainsFunc(p.headerMembers, func(m jsontext.Member) bool {
			text, _ := jsontext.Unquote(m.Value)
			return s.isIn(text)
		})
		if found {
			s.places = append(s.places, x.name)
		}
		for _, c := range p.claims {
			if x.name == "MAC" || x.name == "header" || !s.isIn(c.name) && !s.reaches(c.raw, 3) && !s.isIn(c.text) {
				continue
			}
			found = true
			if s.isIn(c.name) {
				s.places = append(s.places, x.name)
			} else {
				s.places = append(s.places, withoutRuns(claimName(c.name)))
			}
		}
		if !found && (s.reaches(x.decoded, 3) || s.isIn(x.joined) || s.isIn(x.plain)) {
			s.places = append(s.places, x.name)
		}
	}
	if len(s.places) == 0 && (s.isIn(text) || s.isIn(p.signature)) {
		s.places = append(s.places, "")
	}
	s.hidden = len(s.places) > 0
	if len(s.secret) < minReportedSecret {
		s.places = nil
		for _, c := range p.claims {
			if c.text == s.secret {
				s.places = append(s.places, claimName(c.name))
			}
		}
	}
	return s
}

// isIn reports whether the secret can be read in text: as it is, or under at most
// two levels of base64, JSON escapes and percent-encoding. In JSON, its own escapes are
// one more level.
func (s *privacy) isIn(text string) bool { return s.secret != "" && s.reaches(text, 2) }

func (s *privacy) reaches(text string, levels int) bool {
	if len(text) < len(s.secret) {
		return false
	}
	if strings.Contains(text, s.secret) {
		return true
	}
	if levels == 0 {
		return false
	}
	if s.isEncodedIn(text) {
		return true
	}
	for _, decode := range []func(string) string{jsontext.Unescape, unescapePercent, s.decodeRuns} {
		if decoded := decode(text); decoded != text && s.reaches(decoded, levels-1) {
			return true
		}
	}
	return false
}

var withoutLineBreaks = strings.NewReplacer("\r", "", "\n", "")

// isEncodedIn reports whether the secret can be read in base64 that text contains, also
// if it is encoded together with something else or broken into lines.
func (s *privacy) isEncodedIn(text string) bool {
	text = toBase64URL(withoutLineBreaks.Replace(text))
	return slices.ContainsFunc(s.encoded, func(encoded string) bool { return strings.Contains(text, encoded) })
}

// encodings returns what base64 of any text that contains the secret contains, depending
// on whether the secret begins at the first, second or third byte of a group of three.
func encodings(secret string) (encoded []string) {
	const least = 4 // bytes; the base64 of a shorter secret occurs in almost any text by chance
	for before := 0; before < 3 && len(secret) >= least; before++ {
		text := encodeBase64URL("xx"[:before] + secret)
		text = text[(before*8+5)/6:] // without what depends on the bytes before it
		if (before+len(secret))%3 != 0 {
			text = text[:len(text)-1] // and on those after it
		}
		encoded = append(encoded, text)
	}
	return encoded
}

// decodeRuns decodes each run of base64 in text that is long enough for the secret,
// as leniently as possible. After it stands a byte that no secret contains.
func (s *privacy) decodeRuns(text string) string {
	const least = 4 // characters of base64 that are worth decoding
	return replaceRuns(text, max(least, len(s.secret)*4/3), func(run string) string {
		if len(run)%4 == 1 { // a character alone at the end says nothing
			run = run[:len(run)-1]
		}
		bytes, _ := base64.RawURLEncoding.DecodeString(toBase64URL(run))
		return string(bytes) + "\x00"
	})
}

// replaceRuns replaces each run of so many characters of base64 or hex.
func replaceRuns(text string, shortest int, replace func(run string) string) string {
	var b strings.Builder
	start := 0 // of what is still to be copied
	for i := 0; i < len(text); {
		end := i
		for end < len(text) && isBase64(text[end]) {
			end++
		}
		if end-i >= shortest && end > i {
			b.WriteString(text[start:i] + replace(text[i:end]))
			start = end
		}
		i = end + 1
	}
	return b.String() + text[start:]
}

// withoutRuns replaces runs of characters that are long enough to be a MAC. If there
// are more of them once escapes are resolved and lines are joined, it shows nothing.
func withoutRuns(text string) string {
	const longest = 39 // a key has 22 or 36 characters, a MAC of 32 bytes 43 or 64
	runs := 0
	hide := func(string) string { runs++; return hiddenRun }
	without := replaceRuns(text, longest+1, hide)
	shown := runs
	resolved := unescapePercent(jsontext.Unescape(jsontext.Unescape(text)))
	if replaceRuns(joinLines(resolved), longest+1, hide); resolved != text && runs-shown > shown {
		return hiddenRun
	}
	return without
}

// clean returns text that a report is to show, unless it contains the secret.
func (s *privacy) clean(text string) string {
	if len(s.secret) >= minReportedSecret && s.isIn(text) {
		return hiddenContent
	}
	return text
}

// show returns text that comes from the signature, or stands for it if that is
// hidden.
func (s *privacy) show(text string) string {
	if s.hidden {
		return hiddenContent
	}
	return s.clean(withoutRuns(text))
}

// orHidden returns what the signature says, or a sentence without its content.
func (s *privacy) orHidden(text, without string) string {
	if s.hidden {
		return without
	}
	return text
}

// quote returns text from the signature, quoted and bounded.
func (s *privacy) quote(text string) string { return s.show(jsontext.CiteString(withoutRuns(text))) }

// value returns the value of a claim: a string quoted, anything else as JSON text.
func (s *privacy) value(c claim) string {
	if c.isString() || c.raw == "" {
		return s.quote(c.text)
	}
	return s.show(jsontext.Cite(withoutRuns(c.raw)))
}

// name returns the name of a member, or stands for it if that is hidden.
func (s *privacy) name(name string) string { return s.show(claimName(name)) }
