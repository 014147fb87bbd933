package diagnose

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/zoomsig/zoomsig/internal/jsontext"
)

// part is a stretch of base64: a part of a JWT, or a legacy signature or its MAC.
type part struct {
	name    string // "header", "payload", "MAC" or "signature"
	written string // as it stands in the text
	joined  string // without line breaks, and with a + for each space, as URLs are read
	plain   string // as unpadded base64url, apart from unused bits
	decoded string
	flaws   []string // what is not canonical about it
	broken  string   // why it cannot be read
}

const unusedBits = "unused bits that are not zero" // a flaw

// encodedMACLength is the length of the third part of a JWT.
const encodedMACLength = 43

func readPart(name, written string) part {
	unpadded := func(text string) string { return strings.TrimRight(text, "=") }
	line := joinLines(written)
	x := part{name: name, written: written, joined: strings.ReplaceAll(line, " ", "+")}
	unspaced := strings.ReplaceAll(line, " ", "")
	if len(unpadded(x.joined))%4 == 1 || name == "MAC" && len(unpadded(unspaced)) == encodedMACLength {
		x.joined = unspaced
	}
	x.plain = toBase64URL(unpadded(x.joined))
	if x.decoded = decodeBase64(x.plain); x.decoded == "" && x.plain != "" {
		x.broken = describeBase64Fault(x.plain)
	}
	flaw := func(isThere bool, name string) {
		if isThere {
			x.flaws = append(x.flaws, name)
		}
	}
	flaw(line != written, "a line break")
	flaw(strings.Contains(line, " "), "a space")
	flaw(x.joined != unpadded(x.joined), "padding (=)")
	flaw(name != "signature" && strings.ContainsAny(x.joined, "+/"), "+ or /")
	flaw(x.broken == "" && encodeBase64URL(x.decoded) != x.plain, unusedBits)
	return x
}

func describeBase64Fault(text string) string {
	i := strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf || !isBase64(byte(r)) })
	if i < 0 {
		return fmt.Sprintf("%d characters of base64url, a length that no encoder produces: "+
			"a character is missing or extra", len(text))
	}
	r, _ := utf8.DecodeRuneInString(text[i:])
	return fmt.Sprintf("text that is not base64url: %q at character %d", r, utf8.RuneCountInString(text[:i])+1)
}

// trimAppendedDigits recognizes ASP.NET's UrlTokenEncode, which appends to each
// part the number of padding characters that it left out.
func trimAppendedDigits(parts ...*part) {
	for _, x := range parts {
		if last := max(0, len(x.plain)-1); x.plain[last:] != strconv.Itoa(-last&3) {
			return
		}
	}
	for _, x := range parts {
		trimmed := readPart(x.name, x.plain[:len(x.plain)-1])
		x.plain, x.decoded, x.broken = trimmed.plain, trimmed.decoded, trimmed.broken
		x.flaws = slices.Insert(trimmed.flaws, 0, "the digit that UrlTokenEncode appends")
	}
}

// readObject reads a header or payload, and notes what is broken about it. If the
// object was encoded twice, it reads the inner one. An empty part is not broken: the
// signature is incomplete.
func (x *part) readObject() (members []jsontext.Member, ok bool) {
	if x.broken != "" || x.written == "" {
		return nil, false
	}
	if members, ok = jsontext.Members(nil, []byte(x.decoded)); ok {
		return members, true
	}
	text := strings.TrimSpace(x.decoded)
	if inner, isString := jsontext.Unquote(text); isString && hasOpeningBrace(inner) {
		x.broken, x.decoded = "a JSON string that holds the JSON object: it was turned into JSON twice", inner
	} else if inner := decodeBase64(text); hasOpeningBrace(inner) {
		x.broken, x.decoded = "base64 of base64: it was encoded twice", inner
	} else {
		x.broken = describeJSONFault(x.decoded)
		return nil, false
	}
	return jsontext.Members(nil, []byte(x.decoded))
}

// jsonCutOff says that a part ends too early.
const jsonCutOff = "JSON whose end is missing"

// describeJSONFault says why text is not a JSON object that a verifier can read.
func describeJSONFault(text string) string {
	var syntax *json.SyntaxError
	err := json.Indent(new(bytes.Buffer), []byte(text), "", "") // Unmarshal would link a decoder
	switch isJSON := !errors.As(err, &syntax); {
	case !utf8.ValidString(text):
		return "bytes that are not UTF-8"
	case isJSON && hasOpeningBrace(text):
		return "a JSON object that nests too deeply, or with half a surrogate pair in a name"
	case isJSON:
		return "JSON, but not an object"
	case strings.HasPrefix(text, "{'"):
		return "text that is not JSON: its quotes are single, as Python's str() writes them"
	case strings.HasPrefix(text, "\ufeff"):
		return "text with a byte order mark before the JSON"
	case strings.HasSuffix(strings.TrimRight(text, jsontext.Space), ",}"):
		return "text that is not JSON: it has a comma before the closing brace"
	case syntax.Offset >= int64(len(text)) && hasOpeningBrace(text):
		return jsonCutOff
	}
	return fmt.Sprintf("text that is not JSON, as byte %d shows", syntax.Offset)
}

func hasOpeningBrace(text string) bool {
	return strings.HasPrefix(strings.TrimLeft(text, jsontext.Space), "{")
}

// legacyFields splits the decoded text of a legacy signature: key, meeting
// number, timestamp, role and MAC. It returns nil for anything else.
func legacyFields(decoded string) []string {
	unprintable := func(r rune) bool { return r == utf8.RuneError || unicode.IsControl(r) }
	if strings.Count(decoded, ".") != 4 || strings.ContainsFunc(decoded, unprintable) {
		return nil
	}
	return strings.Split(decoded, ".")
}

// beginsObject reports whether text begins like base64url of a JSON object, perhaps after
// some white space.
func beginsObject(text string) bool {
	const enough = 8 // characters
	start, _ := base64.RawURLEncoding.DecodeString(text[:min(len(text), enough)])
	object := strings.TrimLeft(string(start), jsontext.Space)
	return strings.HasPrefix(text, "eyJ") ||
		len(object) > 1 && object[0] == '{' && strings.IndexByte("\"'} \t\r\n", object[1]) >= 0
}

func encodeBase64URL(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// decodeBase64 returns what text decodes to, or "" if it cannot be read.
func decodeBase64(text string) string {
	plain := strings.TrimRight(strings.ReplaceAll(joinLines(text), " ", "+"), "=")
	decoded, err := base64.RawURLEncoding.DecodeString(toBase64URL(plain))
	if err != nil {
		return ""
	}
	return string(decoded)
}

var (
	urlAlphabet = strings.NewReplacer("+", "-", "/", "_")
	stdAlphabet = strings.NewReplacer("-", "+", "_", "/")
)

func toBase64URL(text string) string { return urlAlphabet.Replace(text) }

func isBase64(c byte) bool {
	return 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || strings.IndexByte("+/-_", c) >= 0
}

func isDigits(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

// isHex reports the hex digits of that many bytes.
func isHex(text string, bytes int) bool {
	_, err := hex.DecodeString(text)
	return err == nil && len(text) == 2*bytes
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

// unescapePercent resolves percent-encoding as in URLs, and leaves everything else
// as it is.
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
