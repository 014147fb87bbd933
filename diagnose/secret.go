package diagnose

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/zoomsig/zoomsig/internal/jsontext"
)

// privacy decides what a report may show. If the given secret can be read anywhere in the text, nothing of the text
// is shown. A run of characters that could be the right MAC is never shown. What comes from the text goes through show,
// quote, value, name or json, and what comes from the options through clean.
type privacy struct {
	secret string   // without white space and quotes around it; empty if none was given
	places []string // where it is to be reported; "" stands for the whole text
	hidden bool     // it can be read somewhere
	inMAC  bool     // it can be read in the MAC, and is to be reported
}

// hiddenContent stands for content that is not shown because of the secret, and
// hiddenRun for one that may be a MAC or a whole signature.
const (
	hiddenContent = "[hidden, because the text contains the secret]"
	hiddenRun     = "[hidden]"
)

// minReportedSecret is the shortest secret, in bytes, that is reported wherever it occurs. A shorter one occurs in
// almost any text by chance, and is reported only as a whole claim.
const minReportedSecret = 8

// findSecret looks for the secret in the claims and parts, and in the whole text.
func findSecret(secret, text string, p *parsed) privacy {
	s := privacy{secret: strings.TrimFunc(secret, isWrapping)}
	look := func(place string, isWhole bool, texts ...string) bool {
		if !slices.ContainsFunc(texts, s.isIn) {
			return false
		}
		s.hidden = true
		if isWhole || len(s.secret) >= minReportedSecret {
			s.places = append(s.places, place)
		}
		return true
	}
	for _, x := range p.parts() {
		inClaim := false
		for _, c := range p.claims {
			if x.name == "payload" || x.name == "signature" { // which hold the claims
				name := withoutRuns(claimName(c.name))
				if look(x.name, false, c.name) || look(name, c.text == s.secret, c.text, jsontext.Unescape(c.raw)) {
					inClaim = true
				}
			}
		}
		if !inClaim && look(x.name, false, x.joined, jsontext.Unescape(x.decoded)) && x.name == "MAC" {
			s.inMAC = len(s.secret) >= minReportedSecret
		}
	}
	if !s.hidden {
		look("", false, slices.Compact([]string{text, p.signature})...)
	}
	return s
}

// isIn reports whether the secret can be read in text: as it is, or under at most two
// levels of base64, JSON escapes and percent-encoding.
func (s *privacy) isIn(text string) bool { return s.secret != "" && s.isUnder(2, text) }

func (s *privacy) isUnder(levels int, text string) bool {
	if found := strings.Contains(text, s.secret); found || levels == 0 || len(text) < len(s.secret) {
		return found
	}
	decoders := []func(string) string{jsontext.Unescape, unescapePercent, s.decodeRuns}
	return slices.ContainsFunc(decoders, func(decode func(string) string) bool {
		decoded := decode(text)
		return decoded != text && s.isUnder(levels-1, decoded)
	})
}

// decodeRuns decodes what may be base64 of the secret, also if that is broken into lines. The
// secret may be encoded together with something else, or stand right after it, so each run is
// decoded from each of its first four characters. A byte that no secret contains follows.
func (s *privacy) decodeRuns(text string) string {
	var b strings.Builder
	for _, run := range base64Runs(toBase64URL(text), base64.RawURLEncoding.EncodedLen(len(s.secret))) {
		b.Grow(3 * len(run))
		for start := 0; start < min(4, len(run)); start++ {
			decoded, _ := base64.RawURLEncoding.DecodeString(run[start:])
			b.Write(decoded)
			b.WriteByte(0)
		}
	}
	return b.String()
}

// base64Runs returns the runs of at least so many characters of base64 or hex. It keeps no short ones: there may be
// a million.
func base64Runs(text string, shortest int) (runs []string) {
	for text != "" {
		end := 0
		for end < len(text) && isBase64(text[end]) {
			end++
		}
		if end >= shortest {
			runs = append(runs, text[:end])
		}
		text = text[min(end+1, len(text)):]
	}
	return runs
}

// withoutRuns replaces runs of characters that are long enough to be a MAC. If there
// are more of them once escapes are resolved and lines are joined, it shows nothing.
func withoutRuns(text string) string {
	const shortest = 40 // a key has 22 or 36 characters, a MAC of 32 bytes 43 or 64
	runs := base64Runs(text, shortest)
	resolved := unescapePercent(jsontext.Unescape(jsontext.Unescape(text)))
	if resolved != text && len(base64Runs(joinLines(resolved), shortest)) > len(runs) {
		return hiddenRun
	}
	for _, run := range runs {
		text = strings.Replace(text, run, hiddenRun, 1)
	}
	return text
}

// madeWith reports whether the MAC, or what is left of it, was made with this secret over what it must cover.
func (p *parsed) madeWith(secret string) bool {
	return slices.ContainsFunc(p.inputs(), func(input string) bool { return p.isMAC(secret, input) })
}

func (p *parsed) isMAC(secret, input string) bool {
	const enough = 8 // characters, which are not the same by chance
	mac := computeMAC(secret, input)
	return hmac.Equal(mac, []byte(p.mac.decoded)) ||
		len(p.mac.plain) > enough && strings.HasPrefix(encodeBase64URL(string(mac)), p.mac.plain)
}

// computeMAC returns nil if crypto/hmac does not accept the secret: with
// GODEBUG=fips140=only, it panics on fewer than 14 bytes.
func computeMAC(secret, input string) []byte {
	defer func() { _ = recover() }()
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(input))
	return mac.Sum(nil)
}

// clean returns text that a report is to show, unless it contains the secret.
func (s *privacy) clean(text string) string {
	if len(s.secret) >= minReportedSecret && s.isIn(text) {
		return hiddenContent
	}
	return text
}

// show returns text that comes from the signature, or stands for it if that is hidden.
func (s *privacy) show(text string) string {
	if s.hidden && text != "" {
		return hiddenContent
	}
	return s.clean(withoutRuns(text))
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
