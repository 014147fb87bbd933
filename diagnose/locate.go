package diagnose

import (
	"encoding/json"
	"strings"
	"unicode"

	"github.com/zoomsig/zoomsig/internal/jsontext"
)

// maxLength is the most bytes that are read as one signature. It bounds the work
// and the report.
const maxLength = 1 << 14

// located is a signature that was found in a text.
type located struct {
	signature string
	before    string // the text before it
	after     string // the text after it
	others    int    // how many other signatures the text has, of those that were looked at
	escaped   bool   // it was percent-encoded, or escaped as in JSON
	again     bool   // it was base64-encoded once more
}

// locate finds the signature in a text that may have anything around it. If there
// is none, the signature is the whole text without white space and quotes around
// it. Its cost is linear in the length of the text.
func locate(text string) located {
	trimmed := strings.TrimFunc(text, isWrapping)
	if cut, found := strings.CutSuffix(trimmed, "..."); found && isComplete(cut, false) {
		trimmed = cut
	}
	whole := located{signature: trimmed}
	if start := strings.Index(text, trimmed); trimmed != "" {
		whole.before, whole.after = text[:start], text[start+len(trimmed):]
	}
	if looksLikeLegacy(trimmed) || isJWTAlone(trimmed) {
		return whole
	}
	if len(trimmed) <= 2*maxLength {
		if inner := decodeBase64(trimmed); isJWTAlone(inner) && strings.Count(inner, ".") == 2 {
			whole.signature, whole.again = inner, true
			return whole
		}
	}
	plain := jsontext.Unescape(unescapePercent(text))
	s := search{text: plain, budget: 2 << 20}
	found, start := s.signature()
	if found == "" {
		return whole
	}
	return located{
		signature: found,
		others:    max(0, s.candidates-1),
		before:    plain[:start],
		after:     plain[start+len(found):],
		escaped:   !strings.Contains(text, found),
	}
}

// isWrapping reports white space, characters that cannot be seen, and quotes.
func isWrapping(r rune) bool { return isBlank(r) || isQuote(r) }

func isBlank(r rune) bool { return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) }

func isQuote(r rune) bool { return strings.ContainsRune("\"'`“”„‘’«»", r) }

// looksLikeJWT reports whether the first or the second part of text begins a JSON
// object.
func looksLikeJWT(text string) bool {
	if len(text) > maxLength {
		return false
	}
	header, rest, _ := strings.Cut(text, ".")
	payload, _, _ := strings.Cut(rest, ".")
	return beginsObject(header) || beginsObject(payload)
}

// isJWTAlone reports whether text is a JWT, however damaged, with nothing before
// or after it and no white space inside.
func isJWTAlone(text string) bool {
	header, _, _ := strings.Cut(text, ".")
	return beginsObject(header) && !strings.ContainsAny(text, jsontext.Space+"\"'`{}<>&?:;,()[]\\|%…")
}

// looksLikeLegacy reports whether text is base64 of the fields of a legacy
// signature.
func looksLikeLegacy(text string) bool {
	return len(text) <= maxLength && legacyFields(decodeBase64(text)) != nil
}

// search looks for a signature in a text.
type search struct {
	text   string
	budget int // how many more bytes may be decoded to find where a header begins

	candidates int // how many signatures were found
}

// How good a candidate for the signature is.
const (
	noSignature = iota
	legacySignature
	anyJWT
	meetingSDKJWT
)

// signature returns a signature and where it begins: the value of a member or
// parameter named signature; failing that, the first JWT with claims of the Meeting
// SDK; failing that, the first JWT; failing that, the first legacy signature.
func (s *search) signature() (found string, start int) {
	const maxCandidates = 16 // bounds the work
	best := noSignature
	for i := 0; i < len(s.text) && s.candidates < maxCandidates; {
		end := endOfRun(s.text, i)
		if end == i {
			i++
			continue
		}
		candidate, at, quality := s.run(i, end)
		if quality > noSignature {
			s.candidates++
			if followsName(s.text[:at]) {
				return candidate, at
			}
		}
		if quality > best {
			found, start, best = candidate, at, quality
		}
		i = end
	}
	return found, start
}

// followsName reports whether text ends with the name of a member or parameter
// called signature, as in {"signature": " or ?signature=.
func followsName(text string) bool {
	const name, farthest = "signature", 32
	text = strings.TrimRight(text[max(0, len(text)-farthest):], " \t\"':=")
	return len(text) >= len(name) && strings.EqualFold(text[len(text)-len(name):], name)
}

// endOfRun returns the end of the run of base64 and dots that begins at i, or i
// if there is none. Equals signs belong to it only as padding before a dot or the
// end, so that signature=eyJ is two runs.
func endOfRun(text string, i int) int {
	for i < len(text) {
		switch c := text[i]; {
		case isBase64(c) || c == '.':
			i++
		case c == '=' && i > 0 && isBase64(text[i-1]):
			const most = 3 // padding is shorter; more equals signs are something else
			end := i
			for end < len(text) && text[end] == '=' && end-i < most {
				end++
			}
			if end < len(text) && (isBase64(text[end]) || text[end] == '=') {
				return i
			}
			i = end
		default:
			return i
		}
	}
	return i
}

// run looks for a signature that begins in text[start:end], a run of base64 and
// dots, and returns noSignature if there is none.
func (s *search) run(start, end int) (found string, at, quality int) {
	run := s.text[start:end]
	if len(run) > maxLength {
		return
	}
	for offset := 0; offset < len(run); {
		header, rest, _ := strings.Cut(run[offset:], ".")
		payload, _, _ := strings.Cut(rest, ".")
		if i := s.indexHeader(header, payload, offset == 0); i >= 0 {
			at = start + offset + i
			found = s.text[at : at+endOfJWT(s.text[at:min(len(s.text), at+maxLength)])]
			if strings.Count(found, ".") > 2 {
				found = strings.TrimSuffix(found, ".") // that of a sentence
			}
			if hasMeetingSDKClaim(payload) {
				return found, at, meetingSDKJWT
			}
			return found, at, anyJWT
		}
		offset += len(header) + 1
	}
	for offset := 0; offset < len(run); {
		field := run[offset:]
		if i := strings.IndexAny(field, "+/-_."); i >= 0 { // base64 of ASCII fields has none of them
			field = field[:i]
		}
		if len(field) > encodedMACLength && looksLikeLegacy(field) {
			return field, start + offset, legacySignature
		}
		offset += len(field) + 1
	}
	return
}

// indexHeader returns the offset in header of a JSON object in base64url that
// extends to the end of header, or -1. If no payload follows, the object must have an
// alg or, if it may be a payload without a header, claims of the Meeting SDK.
func (s *search) indexHeader(header, payload string, mayBePayload bool) int {
	payloadFollows := beginsObject(payload)
	for i := 0; i+1 < len(header) && s.budget > 0; i++ {
		if header[i] != 'e' || header[i+1] != 'y' && header[i+1] != 'w' { // base64 of { and " or white space
			continue
		}
		s.budget -= len(header) - i
		decoded := decodeBase64(header[i:])
		if json.Valid([]byte(decoded)) &&
			(payloadFollows || strings.Contains(decoded, `"alg"`) || mayBePayload && hasMeetingSDKClaim(header[i:])) {
			return i
		}
	}
	return -1
}

func hasMeetingSDKClaim(payload string) bool {
	members, _ := jsontext.Members(nil, []byte(decodeBase64(payload)))
	for _, m := range members {
		if isMeetingSDKClaim(m.Name) {
			return true
		}
	}
	return false
}

// endOfJWT returns the end of the JWT with which text begins. An incomplete one
// continues on the next line, and after a space if that makes it complete: the
// space is a + that was decoded as in a URL.
func endOfJWT(text string) int {
	const maxWords = 64 // bounds the work
	end := endOfRun(text, 0)
	joined, next, spaces := text[:end], end, false
	for words := 0; words < maxWords && !isComplete(joined, spaces); words++ {
		begin := len(text) - len(strings.TrimLeft(text[next:], jsontext.Space))
		gap := text[next:begin]
		next = endOfRun(text, begin)
		isWord := next > begin && (next == len(text) || strings.IndexByte(jsontext.Space, text[next]) >= 0)
		if !isWord || gap != " " && !strings.ContainsAny(gap, "\r\n") {
			return end
		}
		if gap == " " {
			spaces = true
			if !strings.HasSuffix(joined, ".") && text[begin] != '.' {
				joined += "+"
			}
		}
		joined += text[begin:next]
		if !spaces || isComplete(joined, spaces) {
			end = next
		}
	}
	return end
}

// isComplete reports whether text has three parts, the last of which is as long as
// a MAC, or longer unless it must be exactly that long.
func isComplete(text string, exactly bool) bool {
	mac := strings.TrimRight(text[strings.LastIndexByte(text, '.')+1:], "=")
	return strings.Count(text, ".") == 2 && (len(mac) == encodedMACLength || len(mac) > encodedMACLength && !exactly)
}
