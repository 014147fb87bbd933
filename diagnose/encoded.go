package diagnose

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
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

// Flaws of base64url. The first is none of standard base64.
const (
	plusOrSlash  = "+ or /"
	lineBreak    = "a line break"
	padding      = "padding (=)"
	unusedBits   = "unused bits that are not zero"
	tokenEncoded = "the digit that UrlTokenEncode appends"
)

// encodedMACLength is the length of the third part of a JWT.
const encodedMACLength = 43

func readPart(name, written string) part {
	p := part{name: name, written: written, joined: joinLines(written)}
	if p.joined != written {
		p.flaws = append(p.flaws, lineBreak)
	}
	if strings.Contains(p.joined, " ") { // in place of a +, as URLs are read, unless the length says otherwise
		p.flaws = append(p.flaws, "a space")
		without := strings.ReplaceAll(p.joined, " ", "")
		isWhole := name == "MAC" && len(strings.TrimRight(without, "=")) == encodedMACLength
		if p.joined = strings.ReplaceAll(p.joined, " ", "+"); len(strings.TrimRight(p.joined, "="))%4 == 1 || isWhole {
			p.joined = without
		}
	}
	p.plain = strings.TrimRight(p.joined, "=")
	if p.plain != p.joined {
		p.flaws = append(p.flaws, padding)
	}
	if strings.ContainsAny(p.plain, "+/") {
		p.flaws = append(p.flaws, plusOrSlash)
		p.plain = toBase64URL(p.plain)
	}
	p.decode()
	return p
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

var (
	urlAlphabet = strings.NewReplacer("+", "-", "/", "_")
	stdAlphabet = strings.NewReplacer("-", "+", "_", "/")
)

func toBase64URL(text string) string { return urlAlphabet.Replace(text) }
func toStdBase64(text string) string { return stdAlphabet.Replace(text) }

func pad(text string) string { return text + strings.Repeat("=", -len(text)&3) }

func (p *part) decode() {
	decoded, err := base64.RawURLEncoding.DecodeString(p.plain)
	if err == nil {
		p.decoded, p.broken = string(decoded), ""
		if base64.RawURLEncoding.EncodeToString(decoded) != p.plain {
			p.flaws = append(p.flaws, unusedBits)
		}
		return
	}
	p.decoded = ""
	if i := strings.IndexFunc(p.plain, func(r rune) bool { return r >= utf8.RuneSelf || !isBase64(byte(r)) }); i >= 0 {
		r, _ := utf8.DecodeRuneInString(p.plain[i:])
		p.broken = fmt.Sprintf("text that is not base64url: %q at character %d", r, utf8.RuneCountInString(p.plain[:i])+1)
		return
	}
	p.broken = fmt.Sprintf("%d characters of base64url, a length that no encoder produces: "+
		"a character is missing or extra",
		len(p.plain))
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

// trimAppendedDigits recognizes ASP.NET's UrlTokenEncode, which appends to each
// part the number of padding characters that it left out.
func trimAppendedDigits(parts []*part) {
	trimmed := make([]part, len(parts))
	for i, p := range parts {
		last := max(0, len(p.plain)-1)
		if p.plain[last:] != strconv.Itoa(-last&3) {
			return
		}
		trimmed[i] = *p
		trimmed[i].plain, trimmed[i].flaws = p.plain[:last], []string{tokenEncoded}
		trimmed[i].decode()
	}
	for i := range parts {
		*parts[i] = trimmed[i]
	}
}

// readObject reads a header or payload, and notes what is broken about it. If the
// object was encoded twice, it reads the inner one. An empty part is not broken: the
// signature is incomplete.
func (p *part) readObject() (members []jsontext.Member, ok bool) {
	if p.broken != "" || p.written == "" {
		return nil, false
	}
	if members, ok = jsontext.Members(nil, []byte(p.decoded)); ok {
		return members, true
	}
	if inner, isString := jsontext.Unquote(strings.Trim(p.decoded, jsontext.Space)); isString && hasOpeningBrace(inner) {
		p.broken, p.decoded = "a JSON string that holds the JSON object: it was turned into JSON twice", inner
	} else if inner := decodeBase64(strings.TrimSpace(p.decoded)); hasOpeningBrace(inner) {
		p.broken, p.decoded = "base64 of base64: it was encoded twice", inner
	} else {
		p.broken = describeJSONFault(p.decoded)
		return nil, false
	}
	return jsontext.Members(nil, []byte(p.decoded))
}

// jsonCutOff says that a part ends too early.
const jsonCutOff = "JSON whose end is missing"

// describeJSONFault says why text is not a JSON object that a verifier can read.
func describeJSONFault(text string) string {
	data := []byte(text)
	var syntax *json.SyntaxError
	switch err := json.Indent(new(bytes.Buffer), data, "", ""); { // Unmarshal would link a decoder
	case !utf8.Valid(data):
		return "bytes that are not UTF-8"
	case errors.As(err, &syntax) && strings.HasPrefix(text, "{'"):
		return "text that is not JSON: its quotes are single, as Python's str() writes them"
	case strings.HasPrefix(text, "\ufeff"):
		return "text with a byte order mark before the JSON"
	case errors.As(err, &syntax) && strings.HasSuffix(strings.TrimRight(text, jsontext.Space), ",}"):
		return "text that is not JSON: it has a comma before the closing brace"
	case errors.As(err, &syntax) && syntax.Offset >= int64(len(data)) && hasOpeningBrace(text):
		return jsonCutOff
	case errors.As(err, &syntax):
		return fmt.Sprintf("text that is not JSON, as byte %d shows", syntax.Offset)
	case !hasOpeningBrace(text):
		return "JSON, but not an object"
	}
	return "a JSON object that nests too deeply, or with half a surrogate pair in a name"
}

// legacyFields splits the decoded text of a legacy signature: key, meeting
// number, timestamp, role and MAC. It returns nil for anything else.
func legacyFields(decoded string) []string {
	unprintable := func(r rune) bool { return r == utf8.RuneError || unicode.IsControl(r) }
	if strings.Count(decoded, ".") != 4 || strings.IndexFunc(decoded, unprintable) >= 0 {
		return nil
	}
	return strings.Split(decoded, ".")
}

// beginsObject reports whether text begins like base64url of a JSON object.
func beginsObject(text string) bool {
	const enough = 64 // characters, for white space before the brace
	object := strings.TrimLeft(decodeBase64(text[:min(len(text), enough)]), jsontext.Space)
	return strings.HasPrefix(text, "eyJ") ||
		len(object) > 1 && object[0] == '{' && strings.IndexByte("\"'} \t\r\n", object[1]) >= 0
}

func hasOpeningBrace(text string) bool {
	return strings.HasPrefix(strings.TrimLeft(text, jsontext.Space), "{")
}

func isBase64(c byte) bool {
	return 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || strings.IndexByte("+/-_", c) >= 0
}

func isDigits(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

// isHex reports the hex digits of that many bytes.
func isHex(text string, bytes int) bool {
	_, err := hex.DecodeString(text)
	return err == nil && len(text) == 2*bytes
}

// unescapePercent resolves percent-encoding as in URLs, and leaves everything else
// as it is.
func unescapePercent(text string) string {
	if strings.IndexByte(text, '%') < 0 {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && i+2 < len(text) {
			if decoded, err := hex.DecodeString(text[i+1 : i+3]); err == nil {
				b.Write(decoded)
				i += 2
				continue
			}
		}
		b.WriteByte(text[i])
	}
	return b.String()
}
