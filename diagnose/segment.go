package diagnose

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/zoomsig/zoomsig/internal/jsontext"
)

// segment is a stretch of base64.
type segment struct {
	name    string
	written string // without line breaks, and with a + for each space
	plain   string // as unpadded base64url, apart from unused bits
	decoded string
	flaws   []string // what is not canonical about it
	broken  string   // why it cannot be read
}

// claim is a member of the payload, or a field of a legacy signature.
type claim struct {
	name string
	raw  string // JSON text; empty for a field
	text string // what a field or a string holds; the JSON text of anything else
}

func (c claim) isString() bool { return strings.HasPrefix(c.raw, `"`) }

// plusOrSlash is a flaw of base64url, but not of standard base64.
const plusOrSlash = "+ or /"

func readSegment(name, part string) segment {
	s := segment{name: name, written: joinLines(part)}
	if s.written != part {
		s.flaws = append(s.flaws, "a line break or space")
	}
	s.written = strings.ReplaceAll(s.written, " ", "+") // as URLs are read
	s.plain = strings.TrimRight(s.written, "=")
	if s.plain != s.written {
		s.flaws = append(s.flaws, "padding (=)")
	}
	if strings.ContainsAny(s.plain, "+/") {
		s.flaws = append(s.flaws, plusOrSlash)
		s.plain = strings.NewReplacer("+", "-", "/", "_").Replace(s.plain)
	}
	s.decode()
	return s
}

// decodeBase64 returns what text decodes to, or "" if it cannot be read.
func decodeBase64(text string) string { return readSegment("", text).decoded }

// joinLines removes line breaks, with the white space around them.
func joinLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSpace(line)
	}
	return strings.Join(lines, "")
}

func (s *segment) decode() {
	decoded, err := base64.RawURLEncoding.DecodeString(s.plain)
	if err != nil {
		s.decoded, s.broken = "", "text that is not base64url"
		return
	}
	s.decoded, s.broken = string(decoded), ""
	if base64.RawURLEncoding.EncodeToString(decoded) != s.plain {
		s.flaws = append(s.flaws, "unused bits that are not zero")
	}
}

// trimAppendedDigits recognizes ASP.NET's UrlTokenEncode, which appends to each
// part the number of padding characters that it left out.
func trimAppendedDigits(segments []segment) {
	var trimmed []segment
	for _, s := range segments {
		last := max(0, len(s.plain)-1)
		if s.plain[last:] != strconv.Itoa((4-last%4)%4) {
			return
		}
		s.plain = s.plain[:last]
		s.flaws = []string{"the digit that UrlTokenEncode appends"}
		s.decode()
		trimmed = append(trimmed, s)
	}
	copy(segments, trimmed)
}

// readObject reads a header or payload, and notes what is broken about it. An
// empty one is not broken: the signature is incomplete.
func (s *segment) readObject() ([]jsontext.Member, bool) {
	data := []byte(s.decoded)
	members, ok := jsontext.Members(nil, data)
	switch {
	case ok || s.broken != "" || s.written == "":
	case !utf8.Valid(data):
		s.broken = "bytes that are not UTF-8"
	case !json.Valid(data):
		s.broken = "text that is not JSON"
	case !hasOpeningBrace(s.decoded):
		s.broken = "JSON, but not an object"
	default:
		s.broken = "a JSON object that nests too deeply, or with half a surrogate pair in a name"
	}
	return members, ok
}

// legacyFields splits the decoded text of a legacy signature: key, meeting
// number, timestamp, role and MAC. It returns nil for anything else.
func legacyFields(decoded string) []string {
	unprintable := func(r rune) bool { return r == utf8.RuneError || unicode.IsControl(r) }
	fields := strings.Split(decoded, ".")
	if len(fields) != 5 || strings.IndexFunc(decoded, unprintable) >= 0 {
		return nil
	}
	return fields
}

// beginsObject reports whether part looks like base64url of a JSON object. One that
// cannot be decoded does if it begins with {" and no white space.
func beginsObject(part string) bool {
	return strings.HasPrefix(part, "eyJ") || hasOpeningBrace(decodeBase64(part))
}

func hasOpeningBrace(text string) bool {
	return strings.HasPrefix(strings.TrimLeft(text, jsontext.Space), "{")
}

func isMeetingSDKClaim(name string) bool {
	switch name {
	case "sdkKey", "appKey", "mn", "role", "tokenExp", "video_webrtc_mode":
		return true
	}
	return false
}

func isDigits(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

// unescapePercent resolves percent-encoding as in URLs, and leaves everything else
// as it is.
func unescapePercent(text string) string {
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

// claimName returns the name of a member as it is, or quoted and bounded if it is
// no name that a claim would have.
func claimName(name string) string {
	isOdd := func(r rune) bool {
		return r != '_' && (r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r))
	}
	if name == "" || len(name) > 32 || strings.ContainsFunc(name, isOdd) {
		return jsontext.CiteString(name)
	}
	return name
}
