package diagnose

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/zoomsig/zoomsig/internal/jsontext"
)

// checkText looks at the text before any part of it is decoded.
func checkText(c *collector) {
	switch {
	case c.signature == "" && c.given == "":
		c.report(CodeEmpty, "", nil)
	case c.signature == "":
	case c.format == FormatUnknown:
		known := vars{"text": c.quote(bounded(c.signature, 32)), "word": c.signature,
			"length": fmt.Sprint(len(c.signature))}
		if c.given == c.signature {
			known["explains"] = "nothing" // The text is the error itself.
		}
		c.report(CodeNotASignature, kindOfText(c), known)
	default:
		checkSurroundings(c)
	}
}

// kindOfText says what a text is that is not a signature: a special case of
// [CodeNotASignature].
func kindOfText(c *collector) string {
	text, lower := c.signature, strings.ToLower(bounded(c.signature, 1024))
	words := strings.Fields(lower)
	begins := func(beginnings ...string) bool {
		return slices.ContainsFunc(beginnings, func(b string) bool { return strings.HasPrefix(lower, b) })
	}
	_, isObject := jsontext.Members(nil, []byte(text))
	return first([]choice{
		{"shortened", c.isShortened()},
		{"long", len(text) > maxLength},
		{"undefined", slices.Contains([]string{"undefined", "null", "NaN", "None", "nil"}, text)},
		{"secret", c.hidden},
		{"object", strings.Contains(text, "=>") || begins("function", "[object ", "response {", "promise {",
			"<response", "<coroutine", "system.threading.tasks")},
		{"html", strings.Contains(lower, "<body") || begins("<!doctype", "<html", "<?xml")},
		{"claims", isObject && hasMeetingSDKClaim(encodeBase64URL(text))},
		{"json", isObject && !looksLikeError(text)},
		{"placeholder", isPlaceholder(text) || begins("{{", "${", "<%") || begins("<") && strings.HasSuffix(text, ">")},
		{"webhook", strings.Contains(lower, "v0=") && isHex(text[strings.LastIndexByte(text, '=')+1:], sha256.Size)},
		{"context", isAppsContext(decodeBase64(strings.TrimSpace(text[strings.LastIndexByte(text, ':')+1:])))},
		{"hmac", len(decodeBase64(text)) == sha256.Size || isHex(text, sha256.Size)},
		{"url", strings.Contains(text, "://")},
		{"fields", isPlainLegacy(text)},
		{"error", looksLikeError(text)},
		{"message", len(words) > 2 || len(words[0]) == 3 && isDigits(words[0]) ||
			slices.Contains(strings.Fields("unauthorized forbidden not bad internal error service gateway"), words[0])},
		{"key", isKey(text) || isKey(decodeBase64(text))},
	})
}

// isAppsContext reports the layout of an encrypted Zoom Apps context: the lengths
// of the initialization vector, the additional data and the ciphertext, each before
// its bytes, and a tag of 16 bytes.
func isAppsContext(data string) bool {
	const vector, tag = 12, 16
	if len(data) < 1+vector+2 || data[0] != vector {
		return false
	}
	data = data[1+vector:]
	additional := 2 + int(binary.LittleEndian.Uint16([]byte(data)))
	return len(data) >= additional+4+tag &&
		int64(binary.LittleEndian.Uint32([]byte(data[additional:]))) == int64(len(data)-additional-4-tag)
}

// isPlainLegacy reports the five fields of a legacy signature without base64
// around them.
func isPlainLegacy(text string) bool {
	fields := legacyFields(text)
	return fields != nil && isDigits(fields[1]) && isDigits(fields[2]) && isDigits(fields[3])
}

// checkSurroundings looks at what stands around a signature. It is an error only if
// the SDK may have been given it too: otherwise it came with the copy.
func checkSurroundings(c *collector) {
	if c.before+c.after != "" || c.escaped {
		c.report(CodeSurroundingText, kindOfSurroundings(c), vars{
			"before": fmt.Sprint(utf8.RuneCountInString(c.before)), "after": fmt.Sprint(utf8.RuneCountInString(c.after))})
	}
}

// kindOfSurroundings says what stands around a signature: a special case of
// [CodeSurroundingText].
func kindOfSurroundings(c *collector) string {
	before, after := strings.TrimFunc(c.before, isBlank), strings.TrimFunc(c.after, isBlank)
	last, _ := utf8.DecodeLastRuneInString(c.before)
	head, width := utf8.DecodeRuneInString(c.after)
	next, _ := utf8.DecodeRuneInString(c.after[width:])
	endsSentence := head == '.' && (strings.Trim(c.after, ".") == "" || isBlank(next))
	return first([]choice{
		{"escapes", c.before+c.after == ""},
		{"space", before+after == ""},
		{"key", strings.HasSuffix(before, "appKey:") ||
			strings.Contains(before, "appKey:") && strings.HasSuffix(before, ".")},
		{"bytes", (before == "b'" || before == `b"`) && after == before[1:]},
		{"backquotes", strings.Trim(before+after, "`") == ""},
		{"quotes", strings.TrimFunc(before+after, isQuote) == ""},
		{"glued", c.before != "" && isGlued(last) || c.after != "" && isGlued(head) && !endsSentence},
		{"several", c.others > 0},
		{"bearer", strings.HasSuffix(strings.ToLower(before), "bearer")},
		{"json", strings.HasPrefix(before, "{") && json.Valid([]byte(c.before+c.signature+c.after))},
		{"longer", true},
	})
}

// isGlued reports a character that would not stand next to a signature in JSON, a
// URL, a header or code.
func isGlued(r rune) bool {
	return r < utf8.RuneSelf && !isWrapping(r) && !strings.ContainsRune("=:,;&?<>(){}[]|#/\\*~%", r)
}
