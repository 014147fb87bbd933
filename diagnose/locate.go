package diagnose

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"github.com/zoomsig/zoomsig/internal/jsontext"
)

// maxLength is the most bytes that are read as one signature. It bounds the work and the report.
const maxLength = 1 << 14

// encodedMACLength is the length of the third part of a JWT.
const encodedMACLength = 43

// located is a signature that was found in a text.
type located struct {
	signature     string
	before, after string // the text around it
	others        int    // how many other signatures the text has, of those that were looked at
	escaped       bool   // it was percent-encoded, or escaped as in JSON
	again         bool   // it was base64-encoded once more
}

// locate finds the signature in a text that may have anything around it. If there is none, the signature is the
// whole text without white space and quotes around it. Its cost is linear in the length of the text.
func locate(text string) located {
	whole := located{signature: strings.TrimFunc(text, isWrapping)}
	if cut, found := strings.CutSuffix(whole.signature, "..."); found && isComplete(cut) {
		whole.signature = cut
	}
	whole.before, whole.after, _ = strings.Cut(text, whole.signature)
	switch inner := decodeBase64(whole.signature); {
	case isJWTAlone(whole.signature) || legacyFields(inner) != nil:
		return whole
	case isJWTAlone(inner) && strings.Count(inner, ".") == 2:
		whole.signature, whole.again = inner, true
		return whole
	}
	found := search(jsontext.Unescape(unescapePercent(text)))
	if found.signature == "" {
		return whole
	}
	found.escaped = !strings.Contains(text, found.signature)
	return found
}

// isWrapping reports white space, characters that cannot be seen, and quotes.
func isWrapping(r rune) bool { return isBlank(r) || isQuote(r) }
func isBlank(r rune) bool    { return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) }
func isQuote(r rune) bool    { return strings.ContainsRune("\"'`“”„‘’«»", r) }

// isJWTAlone reports whether text is a JWT, however damaged, with nothing around it and no white space inside.
func isJWTAlone(text string) bool {
	return beginsObject(text) && !strings.ContainsAny(text, jsontext.Space+"\"'`{}<>&?:;,()[]\\|%…")
}

// search returns the likeliest signature in text, the first of several.
func search(text string) (best located) {
	const most = 16 // bounds the work
	found, likelihood, budget := 0, -1, 1<<20
	for i := 0; i < len(text) && found < most && likelihood < named; i += len(leadingRun(text[i:])) + 1 {
		if start, end := findInRun(text[i:], &budget); end > 0 {
			l := located{signature: text[i+start : i+end], before: text[:i+start], after: text[i+end:]}
			if found++; l.likelihood() > likelihood {
				best, likelihood = l, l.likelihood()
			}
		}
	}
	best.others = max(0, found-1)
	return best
}

const named = 3 // the likelihood of the value of a member or parameter named signature

// likelihood is 0 for a legacy signature, and higher for a JWT and for claims of the Meeting SDK.
func (l located) likelihood() int {
	const farthest = 32
	name := strings.TrimRight(l.before[max(0, len(l.before)-farthest):], " \t\"':=")
	_, rest, _ := strings.Cut(l.signature, ".")
	payload, _, _ := strings.Cut(rest, ".")
	switch {
	case strings.HasSuffix(strings.ToLower(name), "signature"):
		return named
	case hasMeetingSDKClaim(decodeBase64(payload)):
		return 2
	case beginsObject(l.signature):
		return 1
	}
	return 0
}

// leadingRun returns the base64, dots and equals signs with which text begins.
func leadingRun(text string) string {
	end := 0
	for end < len(text) && (isBase64(text[end]) || text[end] == '.' || text[end] == '=') {
		end++
	}
	return text[:end]
}

// findInRun finds the first signature that begins in the leading run of text. A header must be followed by a payload or
// have an alg; a payload without a header must have claims of the Meeting SDK. The budget bounds the bytes to decode.
func findInRun(text string, budget *int) (start, end int) {
	run := leadingRun(text)
	if len(run) > maxLength {
		return 0, 0
	}
	for i := 0; i < len(run) && *budget > 0; i++ {
		if run[i] != 'e' || !beginsObject(run[i:]) { // base64 of a brace begins with e
			continue
		}
		header, rest, _ := strings.Cut(run[i:], ".")
		*budget -= len(header)
		decoded := decodeBase64(header)
		isHeader := json.Valid([]byte(decoded)) && (beginsObject(rest) || strings.Contains(decoded, `"alg"`))
		if isHeader || hasMeetingSDKClaim(decoded) && !strings.Contains(run[:i], ".") {
			return i, i + lengthOfJWT(text[i:min(len(text), i+maxLength)])
		}
	}
	if len(run) > encodedMACLength {
		isOdd := func(r rune) bool { return strings.ContainsRune("+/-_.", r) } // not in base64 of ASCII fields
		for _, field := range strings.FieldsFunc(run, isOdd) {
			field = field[strings.LastIndexByte(strings.TrimRight(field, "="), '=')+1:]
			if legacyFields(decodeBase64(field)) != nil {
				start = strings.Index(run, field)
				return start, start + len(field)
			}
		}
	}
	return 0, 0
}

func hasMeetingSDKClaim(object string) bool {
	members, _ := jsontext.Members(nil, []byte(object))
	return slices.ContainsFunc(members, func(m jsontext.Member) bool { return isMeetingSDKClaim(m.Name) })
}

// lengthOfJWT returns the length of the JWT with which text begins. An incomplete one continues on the next line, and
// after a space if that makes it complete: the space is a + that was decoded as in a URL.
func lengthOfJWT(text string) int {
	const maxWords = 64 // bounds the work
	end := len(leadingRun(text))
	next, words := end, strings.Fields(text[end:])
	for _, word := range words[:min(len(words), maxWords)] {
		if isComplete(text[:next]) || leadingRun(word) != word {
			break
		}
		next += strings.Index(text[next:], word) + len(word)
		switch line := joinLines(text[:next]); {
		case strings.Contains(line, "\t"): // which separates columns
			return end
		case !strings.Contains(line, " ") || isComplete(line):
			end = next
		}
	}
	if strings.Count(text[:end], ".") > 2 && text[end-1] == '.' {
		end-- // that of a sentence
	}
	return end
}

// isComplete reports whether text has three parts, the last of which is as long as a MAC. It may be longer, but not
// if there are spaces, which may separate the signature from other text.
func isComplete(text string) bool {
	line := joinLines(text)
	mac := strings.Trim(line[strings.LastIndexByte(line, '.')+1:], "= ")
	return strings.Count(line, ".") == 2 &&
		(len(mac) == encodedMACLength || len(mac) > encodedMACLength && !strings.Contains(line, " "))
}

// beginsObject reports whether text begins like base64url of a JSON object, perhaps after some white space.
func beginsObject(text string) bool {
	const enough = 8 // characters
	start, _ := base64.RawURLEncoding.DecodeString(text[:min(len(text), enough)])
	object := strings.TrimLeft(string(start), jsontext.Space)
	return len(object) > 1 && object[0] == '{' && strings.IndexByte("\"'} \t\r\n", object[1]) >= 0
}

// legacyFields splits the decoded text of a legacy signature: key, meeting number, timestamp, role and MAC. It returns
// nil for anything else.
func legacyFields(decoded string) []string {
	fields := strings.Split(decoded, ".")
	isUnprintable := func(r rune) bool { return r == unicode.ReplacementChar || unicode.IsControl(r) }
	if len(fields) != 5 || strings.ContainsFunc(decoded, isUnprintable) {
		return nil
	}
	return fields
}

// base64Digits are those of base64 and base64url.
const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"

func isBase64(c byte) bool      { return strings.IndexByte(base64Digits, c) >= 0 }
func isDigits(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

// toBase64URL also removes line breaks.
var toBase64URL = strings.NewReplacer("+", "-", "/", "_", "\r", "", "\n", "").Replace

func encodeBase64URL(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// decodeBase64 returns what text decodes to, or "" if it cannot be read or is too long for a signature.
func decodeBase64(text string) string {
	if len(text) > 2*maxLength {
		return ""
	}
	plain := strings.TrimRight(strings.ReplaceAll(joinLines(text), " ", "+"), "=")
	decoded, err := base64.RawURLEncoding.DecodeString(toBase64URL(plain))
	if err != nil {
		return ""
	}
	return string(decoded)
}

// joinLines removes line breaks, with the white space around them.
func joinLines(text string) string {
	if !strings.ContainsAny(text, "\r\n") {
		return text
	}
	lines := strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' })
	for i, line := range lines {
		lines[i] = strings.TrimSpace(line)
	}
	return strings.Join(lines, "")
}

// unescapePercent resolves percent-encoding as in URLs, and leaves everything else as it is.
func unescapePercent(text string) string {
	pieces := strings.Split(text, "%")
	for i, piece := range pieces[1:] {
		if decoded, err := hex.DecodeString(piece[:min(len(piece), 2)]); err == nil && len(decoded) == 1 {
			pieces[i+1] = string(decoded) + piece[2:]
		} else {
			pieces[i+1] = "%" + piece
		}
	}
	return strings.Join(pieces, "")
}

// isHex reports the hex digits of that many bytes.
func isHex(text string, bytes int) bool {
	decoded, err := hex.DecodeString(text)
	return err == nil && len(decoded) == bytes
}
