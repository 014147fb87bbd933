// Package jsontext reads JSON text without the leniency of encoding/json, and
// shows it in errors.
package jsontext

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// A Member is one member of a JSON object: its name decoded, its value as JSON
// text.
type Member struct{ Name, Value string }

// Space is the white space of JSON.
const Space = " \t\r\n"

// Members appends to members those of the JSON object in data, in their
// order. It returns false if data is not exactly one object in UTF-8, if a value
// nests too deep, or if a name contains half a surrogate pair.
//
// [json.Valid] decides what JSON is, so the rest of this file may assume valid
// syntax. Decoding into a struct or a map would not do: that accepts EXP for
// exp, the last of two members with one name, null for nothing, and U+FFFD for
// invalid UTF-8.
func Members(members []Member, data []byte) ([]Member, bool) {
	if !utf8.Valid(data) || !json.Valid(data) {
		return nil, false
	}
	text := strings.Trim(string(data), Space)
	if text[0] != '{' {
		return nil, false
	}
	members = slices.Grow(members, min(strings.Count(text, ":"), len(text)/len(`"":0,`)))
	var names strings.Builder
	text = skipSeparators(text[1:])
	for text[0] != '}' {
		end := tokenEnd(text)
		name, ok := unescape(&names, text[1:end-1])
		if !ok {
			return nil, false
		}
		text = skipSeparators(text[end:])
		if end = tokenEnd(text); end == 0 {
			return nil, false
		}
		members = append(members, Member{Name: name, Value: text[:end]})
		text = skipSeparators(text[end:])
	}
	return members, true
}

// CutOff is the fault of an object whose text ends too early.
const CutOff = "JSON whose end is missing"

// Fault says why [Members] does not accept a text, such as "JSON, but not an object".
func Fault(text string) string {
	var syntax *json.SyntaxError
	err := json.Indent(new(bytes.Buffer), []byte(text), "", "") // Unmarshal would link a decoder
	isObject := strings.HasPrefix(strings.TrimLeft(text, Space), "{")
	switch isJSON := !errors.As(err, &syntax); {
	case !utf8.ValidString(text):
		return "bytes that are not UTF-8"
	case isJSON && !isObject:
		return "JSON, but not an object"
	case isJSON:
		return "a JSON object that nests too deeply, or with half a surrogate pair in a name"
	case strings.HasPrefix(text, "{'"):
		return "text that is not JSON: its quotes are single, as Python's str() writes them"
	case strings.HasPrefix(text, "\ufeff"):
		return "text with a byte order mark before the JSON"
	case strings.HasSuffix(strings.TrimRight(text, Space), ",}"):
		return "text that is not JSON: it has a comma before the closing brace"
	case isObject && syntax.Offset >= int64(len(text)):
		return CutOff
	}
	return fmt.Sprintf("text that is not JSON, as byte %d shows", syntax.Offset)
}

// skipSeparators skips white space, colons and commas.
func skipSeparators(text string) string {
	i := 0
	for text[i] <= ' ' || text[i] == ':' || text[i] == ',' {
		i++
	}
	return text[i:]
}

// maxDepth is how deep a member's value may nest. Zoom's claims do not nest.
const maxDepth = 64

// tokenEnd returns the length of the JSON value at the start of text, or 0 if it
// nests deeper than maxDepth. In valid JSON, a member's name or value is always
// followed by one of the characters that end it.
func tokenEnd(text string) int {
	depth, quoted := 0, false
	for i := 0; ; i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > maxDepth {
				return 0
			}
		case depth > 0 && (c == '}' || c == ']'):
			depth--
		case depth == 0 && (c <= ' ' || c == ',' || c == ':' || c == '}'):
			return i
		}
	}
}

// Duplicate returns a name that two members have, if there is one.
func Duplicate(members []Member) (name string, found bool) {
	const few = 16 // for which comparing all pairs is faster than a map
	if len(members) <= few {
		for i, m := range members {
			for _, earlier := range members[:i] {
				if m.Name == earlier.Name {
					return m.Name, true
				}
			}
		}
		return "", false
	}
	seen := make(map[string]struct{}, len(members))
	for i, m := range members {
		seen[m.Name] = struct{}{}
		if len(seen) == i {
			return m.Name, true
		}
	}
	return "", false
}

// Unquote decodes a JSON string. It returns false for any other value, and for a
// string with half a surrogate pair, which UTF-8 cannot represent.
func Unquote(value string) (string, bool) {
	if len(value) < 2 || value[0] != '"' || value[len(value)-1] != '"' {
		return "", false
	}
	s, ok := unescape(new(strings.Builder), value[1:len(value)-1])
	if !ok {
		return "", false
	}
	return s, true
}

// unescape resolves the escapes of a JSON string, or of any other JSON text. It
// returns false if there are invalid ones, such as half a surrogate pair; each
// then becomes U+FFFD. The result is text itself or is kept in room, which may
// be shared by several calls.
func unescape(room *strings.Builder, text string) (string, bool) {
	if strings.IndexByte(text, '\\') < 0 {
		return text, true
	}
	start, valid := room.Len(), true
	for text != "" {
		if text[0] != '\\' {
			room.WriteByte(text[0])
			text = text[1:]
			continue
		}
		r, length := readEscape(text)
		valid = valid && r != invalidEscape
		room.WriteRune(r)
		text = text[length:]
	}
	return room.String()[start:], valid
}

// Unescape resolves the escapes of JSON strings anywhere in text, whether or
// not it is JSON.
func Unescape(text string) string {
	resolved, _ := unescape(new(strings.Builder), text)
	return resolved
}

// Contains reports whether text contains part, with escapes as in JSON or
// without.
func Contains(text, part string) bool {
	return strings.Contains(text, part) || strings.Contains(Unescape(text), part)
}

// invalidEscape is not a rune, so that strings.Builder writes U+FFFD for it.
const invalidEscape = -1

// readEscape reads the escape, or the pair of escapes, at the start of text.
func readEscape(text string) (r rune, length int) {
	if len(text) < 2 {
		return invalidEscape, len(text)
	}
	if i := strings.IndexByte(`"\/bfnrt`, text[1]); i >= 0 {
		return rune("\"\\/\b\f\n\r\t"[i]), 2
	}
	r = codeUnit(text)
	switch {
	case r == invalidEscape:
		return invalidEscape, 2
	case !utf16.IsSurrogate(r):
		return r, 6
	}
	if r = utf16.DecodeRune(r, codeUnit(text[6:])); r == utf8.RuneError {
		return invalidEscape, 6
	}
	return r, 12
}

// codeUnit returns the UTF-16 code unit of the \u escape at the start of text.
func codeUnit(text string) rune {
	if len(text) < 6 || text[:2] != `\u` {
		return invalidEscape
	}
	unit, err := strconv.ParseUint(text[2:6], 16, 16)
	if err != nil {
		return invalidEscape
	}
	return rune(unit)
}

// AppendQuote appends s, which must be valid UTF-8, as a JSON string to dst. Like
// JSON.stringify it escapes only what must be, which [json.Marshal] does not.
func AppendQuote(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0 // of what is still to be appended
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, s[start:i]...)
		start = i + 1
		if c < ' ' {
			dst = fmt.Appendf(dst, `\u%04x`, c)
		} else {
			dst = append(dst, '\\', c)
		}
	}
	return append(append(dst, s[start:]...), '"')
}

// longestCited is how many bytes of a text an error shows.
const longestCited = 64

// CiteString quotes and truncates a string for an error. What follows the first bytes
// and a whole character would be truncated anyway.
func CiteString(s string) string {
	return Cite(strconv.Quote(s[:min(len(s), longestCited+utf8.UTFMax)]))
}

// Cite truncates JSON text for an error, and quotes it if it is not printable. The
// result does not keep text in memory.
func Cite(text string) string {
	tail := ""
	if end := longestCited; len(text) > end {
		for end > longestCited-utf8.UTFMax && !utf8.RuneStart(text[end]) {
			end--
		}
		text, tail = text[:end], "…"
	}
	unprintable := func(r rune) bool { return !unicode.IsPrint(r) }
	if !utf8.ValidString(text) || strings.IndexFunc(text, unprintable) >= 0 {
		text = strconv.Quote(text)
	}
	return strings.Clone(text + tail)
}
