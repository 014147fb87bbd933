package diagnose

import (
	"slices"
	"strings"

	"github.com/zoomsig/zoomsig/internal/jsontext"
)

// givenSecret decides what a diagnosis may show, so that the secret never appears
// in one: if the secret can be read anywhere in the text, nothing of the text is
// shown. Whatever comes from the signature or from the options goes through show
// or showGiven before it becomes part of a finding or of the report.
type givenSecret struct {
	text   string   // without white space and quotes around it; empty if none was given
	places []string // where it can be read; "" stands for the whole text
	hidden bool     // it can be read somewhere
}

// hiddenContent stands for content that is not shown.
const hiddenContent = "[hidden, because it contains the secret]"

// minReportedSecret is the shortest secret, in bytes, that is reported wherever it
// occurs. A shorter one occurs in almost any text by chance.
const minReportedSecret = 8

// findSecret looks for the secret in the segments and claims, and in the texts that
// they come from.
func findSecret(secret string, segments []segment, claims []claim, texts ...string) givenSecret {
	s := givenSecret{text: strings.TrimFunc(secret, isWrapping)}
	if s.text == "" {
		return s
	}
	search := func(place string, spellings ...string) (found bool) {
		found = slices.ContainsFunc(spellings, s.isIn)
		if found {
			s.places = append(s.places, place)
		}
		return found
	}
	for _, segment := range segments {
		found := false
		if segment.name == "payload" || segment.name == "signature" {
			for _, c := range claims {
				place := claimName(c.name)
				if s.isIn(c.name) {
					place = segment.name
				}
				found = search(place, c.name, c.raw, c.text) || found
			}
		}
		if !found {
			search(segment.name, segment.decoded, segment.written, segment.plain)
		}
	}
	for _, text := range texts {
		if len(s.places) == 0 && (s.isIn(text) || s.isInRuns(text)) {
			s.places = append(s.places, "")
		}
	}
	s.hidden = len(s.places) > 0
	if len(s.text) < minReportedSecret {
		s.places = nil
		for _, c := range claims {
			if c.text == s.text {
				s.places = append(s.places, claimName(c.name))
			}
		}
	}
	return s
}

// isInRuns reports whether the secret can be read in what a run of base64 in text
// decodes to.
func (s givenSecret) isInRuns(text string) bool {
	isInPart := func(part string) bool { return s.isIn(decodeBase64(part)) }
	for i := 0; i < len(text); {
		end := max(i+1, endOfRun(text, i))
		if slices.ContainsFunc(strings.Split(text[i:end], "."), isInPart) {
			return true
		}
		i = end
	}
	return false
}

// isIn reports whether the secret can be read in text, with escapes as in JSON or
// without.
func (s givenSecret) isIn(text string) bool {
	return s.text != "" && jsontext.Contains(text, s.text)
}

// show returns text that comes from the signature, or stands for it if that is
// hidden.
func (s givenSecret) show(text string) string {
	if s.hidden {
		return hiddenContent
	}
	return text
}

// showGiven returns text that does not come from the signature, quoted, unless it
// contains the secret.
func (s givenSecret) showGiven(text string) string {
	if s.isIn(text) {
		return hiddenContent
	}
	return jsontext.CiteString(text)
}
