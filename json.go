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
func readObject(segment string, data []byte) ([]member, error) {
	members, ok := splitObject(data)
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
// their order. It answers false if data is anything else.
//
// encoding/json decides what valid JSON is, so the walk below may rely on it.
// Decoding into a struct or a map would not do: it takes EXP for exp, the last
// of two members, null for nothing, and U+FFFD for bad UTF-8.
func splitObject(data []byte) ([]member, bool) {
	if !utf8.Valid(data) || !json.Valid(data) {
		return nil, false
	}
	text := strings.Trim(string(data), jsonSpace)
	if text[0] != '{' {
		return nil, false
	}
	members := make([]member, 0, 8)
	text = strings.TrimLeft(text[1:], jsonSpace)
	for text[0] != '}' {
		end := tokenEnd(text)
		name, ok := unquote(text[:end])
		if !ok {
			return nil, false
		}
		text = strings.TrimLeft(text[end:], jsonSpace+":")
		end = tokenEnd(text)
		members = append(members, member{name, text[:end]})
		text = strings.TrimLeft(text[end:], jsonSpace+",")
	}
	return members, true
}

// tokenEnd returns where the JSON value ends that text begins with.
func tokenEnd(text string) int {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
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
			depth++
		case depth > 0 && (c == '}' || c == ']'):
			depth--
			if depth == 0 {
				return i + 1
			}
		case depth == 0 && strings.IndexByte(jsonSpace+",:}", c) >= 0:
			return i
		}
	}
	return len(text)
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
	return s, strings.Count(s, replacement) == strings.Count(value, replacement)
}

// quoteJSON encodes s, which must be valid UTF-8, as a JSON string. Unlike
// json.Marshal it leaves &, < and > as they are, as JSON.stringify does.
func quoteJSON(s string) string {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(s) // cannot fail: s is a string and b takes everything
	return strings.TrimSuffix(b.String(), "\n")
}
