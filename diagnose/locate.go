package diagnose

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"github.com/zoomsig/zoomsig/internal/jsontext"
)

// maxLength is the most bytes that are read as one signature. It bounds the work
// and the report.
const maxLength = 1 << 14

// located is a signature that was found in a text.
type located struct {
	signature     string
	before, after string // the text around it
	others        int    // how many other signatures the text has, of those that were looked at
	escaped       bool   // it was percent-encoded, or escaped as in JSON
	again         bool   // it was base64-encoded once more
}

// locate finds the signature in a text that may have anything around it. If there
// is none, the signature is the whole text without white space and quotes around
// it. Its cost is linear in the length of the text.
func locate(text string) located {
	whole := located{signature: strings.TrimFunc(text, isWrapping)}
	if cut, found := strings.CutSuffix(whole.signature, "..."); found && isComplete(cut) {
		whole.signature = cut
	}
	whole.before, whole.after, _ = strings.Cut(text, whole.signature)
	inner := decodeBase64(whole.signature)
	if isJWTAlone(whole.signature) || legacyFields(inner) != nil {
		return whole
	}
	if isJWTAlone(inner) && strings.Count(inner, ".") == 2 {
		whole.signature, whole.again = inner, true
		return whole
	}
	plain := jsontext.Unescape(unescapePercent(text))
	found, others := search(plain)
	if found.quality == noSignature {
		return whole
	}
	signature := plain[found.start:found.end]
	return located{
		signature: signature,
		before:    plain[:found.start],
		after:     plain[found.end:],
		others:    others,
		escaped:   !strings.Contains(text, signature),
	}
}

// isWrapping reports white space, characters that cannot be seen, and quotes.
func isWrapping(r rune) bool { return isBlank(r) || isQuote(r) }

func isBlank(r rune) bool { return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) }

func isQuote(r rune) bool { return strings.ContainsRune("\"'`“”„‘’«»", r) }

// isJWTAlone reports whether text is a JWT, however damaged, with nothing before
// or after it and no white space inside.
func isJWTAlone(text string) bool {
	return beginsObject(text) && !strings.ContainsAny(text, jsontext.Space+"\"'`{}<>&?:;,()[]\\|%…")
}

// candidate is a stretch of a text that may be the signature.
type candidate struct {
	start, end int
	quality    int
}

// How good a candidate is.
const (
	noSignature = iota
	legacySignature
	anyJWT
	meetingSDKJWT
)

// search returns a signature, and how many others there are: the value of a member
// or parameter named signature; failing that, the first JWT with claims of the
// Meeting SDK; failing that, the first JWT; failing that, the first legacy signature.
func search(text string) (best candidate, others int) {
	const most = 16 // bounds the work
	found := 0
	for start := 0; start < len(text) && found < most; {
		end := endOfRun(text, start)
		if c := searchRun(text, start, end); c.quality > noSignature {
			found++
			if followsName(text[:c.start]) {
				return c, found - 1
			}
			if c.quality > best.quality {
				best = c
			}
		}
		start = end + 1
	}
	return best, found - 1
}

// followsName reports whether text ends with the name of a member or parameter
// called signature, as in {"signature": " or ?signature=.
func followsName(text string) bool {
	const name, farthest = "signature", 32
	text = strings.TrimRight(text[max(0, len(text)-farthest):], " \t\"':=")
	return len(text) >= len(name) && strings.EqualFold(text[len(text)-len(name):], name)
}

// endOfRun returns the end of the run of base64 and dots that begins at i, or i
// if there is none. An equals sign before more base64 is not padding and ends it, so
// that signature=eyJ is two runs.
func endOfRun(text string, i int) int {
	for ; i < len(text); i++ {
		isPadding := text[i] == '=' && (i+1 == len(text) || !isBase64(text[i+1]))
		if !isBase64(text[i]) && text[i] != '.' && !isPadding {
			break
		}
	}
	return i
}

// searchRun looks for a signature that begins in text[start:end], a run of base64 and
// dots. A header must be followed by a payload or have an alg; a payload without a
// header must have claims of the Meeting SDK.
func searchRun(text string, start, end int) candidate {
	const maxTries = 16 // bounds the work
	run := text[start:end]
	if len(run) > maxLength {
		return candidate{}
	}
	for i, tries := 0, 0; i < len(run) && tries < maxTries; i++ {
		if run[i] != 'e' || !beginsObject(run[i:]) { // base64 of a brace begins with e
			continue
		}
		tries++
		first, rest, _ := strings.Cut(run[i:], ".")
		payload, _, _ := strings.Cut(rest, ".")
		decoded := decodeBase64(first)
		isHeader := json.Valid([]byte(decoded)) && (beginsObject(payload) || strings.Contains(decoded, `"alg"`))
		isPayload := hasMeetingSDKClaim(first) && !strings.Contains(run[:i], ".")
		if !isHeader && !isPayload {
			continue
		}
		at := start + i
		c := candidate{at, at + endOfJWT(text[at:min(len(text), at+maxLength)]), anyJWT}
		if strings.Count(text[at:c.end], ".") > 2 && text[c.end-1] == '.' {
			c.end-- // that of a sentence
		}
		if hasMeetingSDKClaim(payload) {
			c.quality = meetingSDKJWT
		}
		return c
	}
	if len(run) <= encodedMACLength {
		return candidate{}
	}
	isOdd := func(r rune) bool { return strings.ContainsRune("+/-_.", r) } // base64 of ASCII fields has none of them
	for _, field := range strings.FieldsFunc(run, isOdd) {
		if len(field) > encodedMACLength && legacyFields(decodeBase64(field)) != nil {
			at := start + strings.Index(run, field)
			return candidate{at, at + len(field), legacySignature}
		}
	}
	return candidate{}
}

func hasMeetingSDKClaim(payload string) bool {
	members, _ := jsontext.Members(nil, []byte(decodeBase64(payload)))
	return slices.ContainsFunc(members, func(m jsontext.Member) bool { return isMeetingSDKClaim(m.Name) })
}

// endOfJWT returns the end of the JWT with which text begins. An incomplete one
// continues on the next line, and after a space if that makes it complete: the
// space is a + that was decoded as in a URL.
func endOfJWT(text string) int {
	const maxWords = 64 // bounds the work
	end := endOfRun(text, 0)
	for next, words := end, 0; words < maxWords && !isComplete(text[:next]); words++ {
		begin := len(text) - len(strings.TrimLeft(text[next:], jsontext.Space))
		gap := text[next:begin]
		next = endOfRun(text, begin)
		isWord := next > begin && (next == len(text) || strings.IndexByte(jsontext.Space, text[next]) >= 0)
		if !isWord || gap != " " && !strings.ContainsAny(gap, "\r\n") {
			break
		}
		if line := joinLines(text[:next]); !strings.Contains(line, " ") || isComplete(line) {
			end = next
		}
	}
	return end
}

// isComplete reports whether text has three parts, the last of which is as long as
// a MAC, or longer if there are no spaces.
func isComplete(text string) bool {
	line := joinLines(text)
	mac := strings.Trim(line[strings.LastIndexByte(line, '.')+1:], "= ")
	return strings.Count(line, ".") == 2 &&
		(len(mac) == encodedMACLength || len(mac) > encodedMACLength && !strings.Contains(line, " "))
}
