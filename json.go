package zoomsig

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// member is one member of a JSON object: its name decoded, its value as JSON
// text.
type member struct{ name, value string }

const jsonSpace = " \t\r\n"

// readObject reads the members of the header or payload in data: one JSON
// object in valid UTF-8 that gives no member twice. Anything else is
// ErrMalformed.
func readObject(room []member, segment string, data []byte) ([]member, error) {
	members, ok := splitObject(room, data)
	if !ok {
		return nil, fmt.Errorf("%w: the %s is not one JSON object in UTF-8", ErrMalformed, segment)
	}
	for i, m := range members {
		for _, earlier := range members[:i] {
			if m.name == earlier.name {
				return nil, fmt.Errorf("%w: the %s gives %s twice", ErrMalformed, segment, citeString(m.name))
			}
		}
	}
	return members, nil
}

// splitObject splits the one JSON object that data holds into its members, in
// their order. It answers false if data is anything else, or nests too deep.
//
// encoding/json decides what valid JSON is, so the walk below may rely on it.
// Decoding into a struct or a map would not do: it takes EXP for exp, the last
// of two members, null for nothing, and U+FFFD for bad UTF-8.
func splitObject(members []member, data []byte) ([]member, bool) {
	if !utf8.Valid(data) || !json.Valid(data) {
		return nil, false
	}
	text := strings.Trim(string(data), jsonSpace)
	if text[0] != '{' {
		return nil, false
	}
	text = skipSeparators(text[1:])
	for text[0] != '}' {
		end := tokenEnd(text)
		name, ok := unquote(text[:end])
		if !ok {
			return nil, false
		}
		text = skipSeparators(text[end:])
		if end = tokenEnd(text); end == 0 {
			return nil, false
		}
		members = append(members, member{name, text[:end]})
		text = skipSeparators(text[end:])
	}
	return members, true
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

// tokenEnd returns where the JSON value ends that text begins with: 0 if that
// nests deeper than maxDepth.
func tokenEnd(text string) int {
	depth, quoted := 0, false
	for i := 0; ; i++ { // valid JSON ends it
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
			if !quoted && depth == 0 {
				return i + 1
			}
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > maxDepth {
				return 0
			}
		case depth > 0 && (c == '}' || c == ']'):
			depth--
			if depth == 0 {
				return i + 1
			}
		case depth == 0 && strings.IndexByte(jsonSpace+",:}", c) >= 0:
			return i
		}
	}
}

// unquote decodes a JSON string. It answers false for any other value and for
// a string with half a surrogate pair, which no UTF-8 can hold.
func unquote(value string) (string, bool) {
	if len(value) < 2 || value[0] != '"' || value[len(value)-1] != '"' {
		return "", false
	}
	if strings.IndexByte(value, '\\') < 0 {
		return value[1 : len(value)-1], true
	}
	var s string
	if err := json.Unmarshal([]byte(value), &s); err != nil {
		return "", false
	}
	const replacement = string(utf8.RuneError)
	escapes := strings.ToLower(strings.ReplaceAll(value, `\\`, ""))
	return s, strings.Count(s, replacement) == strings.Count(value, replacement)+strings.Count(escapes, `\ufffd`)
}

// unescaped returns the text of data and, if there are escapes in it, what its
// strings decode to: where to look for a secret.
func unescaped(data []byte) string {
	if bytes.IndexByte(data, '\\') < 0 {
		return string(data)
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var text strings.Builder
	text.Write(data)
	for {
		token, err := decoder.Token()
		if err != nil {
			return text.String()
		}
		if s, ok := token.(string); ok {
			text.WriteString("\n" + s)
		}
	}
}

// quoteJSON encodes s, which must be valid UTF-8, as a JSON string.
func quoteJSON(s string) string { return string(marshal(s)) }

// marshal encodes what encoding/json cannot fail on. Unlike json.Marshal it
// leaves &, < and > as they are, as JSON.stringify does.
func marshal(v any) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
