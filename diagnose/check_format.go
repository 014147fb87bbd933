package diagnose

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/zoomsig/zoomsig/internal/errorcodes"
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
	case c.before+c.after != "" || c.escaped:
		c.report(CodeSurroundingText, kindOfSurroundings(c), vars{
			"before": fmt.Sprint(utf8.RuneCountInString(c.before)), "after": fmt.Sprint(utf8.RuneCountInString(c.after))})
	}
}

// kindOfText says what a text is that is not a signature: a special case of [CodeNotASignature].
func kindOfText(c *collector) string {
	text, lower := c.signature, strings.ToLower(bounded(c.signature, 1024))
	words, fields := strings.Fields(lower), legacyFields(text) // which are base64 in a signature
	begins := func(beginnings ...string) bool {
		return slices.ContainsFunc(beginnings, func(b string) bool { return strings.HasPrefix(lower, b) })
	}
	_, isObject := jsontext.Members(nil, []byte(text))
	return first([]choice{
		{"shortened", c.isShortened()},
		{"undefined", slices.Contains([]string{"undefined", "null", "NaN", "None", "nil"}, text)},
		{"secret", c.hidden},
		{"object", strings.Contains(text, "=>") || strings.HasPrefix(text, "function") ||
			begins("[object ", "response {", "promise {", "<response", "<coroutine", "system.threading.tasks")},
		{"html", strings.Contains(lower, "<body") || begins("<!doctype", "<html", "<?xml")},
		{"claims", hasMeetingSDKClaim(text)},
		{"json", isObject && !errorcodes.IsReport(text)},
		{"long", len(text) > maxLength},
		{"placeholder", isPlaceholder(text)},
		{"webhook", strings.Contains(lower, "v0=") && isHex(text[strings.LastIndexByte(text, '=')+1:], sha256.Size)},
		{"context", isAppsContext(decodeBase64(strings.TrimSpace(text[strings.LastIndexByte(text, ':')+1:])))},
		{"hmac", len(decodeBase64(text)) == sha256.Size || isHex(text, sha256.Size)},
		{"url", strings.Contains(text, "://")},
		{"fields", fields != nil && isDigits(fields[1]) && isDigits(fields[2]) && isDigits(fields[3])},
		{"error", errorcodes.IsReport(text)},
		{"message", len(words) > 2 || len(words[0]) == 3 && isDigits(words[0]) ||
			slices.Contains(strings.Fields("unauthorized forbidden not bad internal error service gateway"), words[0])},
		{"key", isKey(text) || isKey(decodeBase64(text))},
	})
}

// isAppsContext reports the layout of an encrypted Zoom Apps context: the lengths of the initialization vector, the
// additional data and the ciphertext, each before its bytes, and a tag of 16 bytes.
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

// kindOfSurroundings says what stands around a signature: a special case of [CodeSurroundingText]. It is an error only
// if the SDK may have been given it too: otherwise it came with the copy.
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

// isGlued reports a character that would not stand next to a signature in JSON, a URL, a header or code.
func isGlued(r rune) bool {
	return r < utf8.RuneSelf && !isWrapping(r) && !strings.ContainsRune("=:,;&?<>(){}[]|#/\\*~%", r)
}

// checkFormat looks at the kind of token and at its parts.
func checkFormat(c *collector) {
	switch {
	case c.format == FormatLegacy:
		checkLegacy(c)
	case c.isVideoSDKToken():
		c.report(CodeVideoSDKToken, "", vars{"part": first([]choice{{"tpc", c.has("tpc")}, {"app_key", true}})})
	case c.isAPIToken():
		c.report(CodeAPIToken, "", nil)
	case c.isMeetingSDKToken():
		checkAlgorithm(c)
		checkParts(c)
		if c.again {
			c.report(CodeEncoding, "again", nil)
		}
		for _, x := range c.parts() {
			checkFlaws(c, x, "")
		}
	}
}

func checkLegacy(c *collector) {
	const milliseconds = 13 // digits
	c.report(CodeLegacyFormat, "", nil)
	for _, x := range append(slices.Clone(c.claims), claim{name: "MAC", text: c.mac.written}) {
		_, isTime := x.time()
		switch {
		case x.text == "":
			c.report(CodeIncomplete, "field", c.about(x))
		case x.name == "timestamp" && !isTime:
			c.report(CodeMalformed, "timestamp", c.about(x))
		case x.name == "timestamp" && len(x.text) != milliseconds:
			c.report(CodeLegacySeconds, "", c.about(x))
		case x.name == "MAC" && c.mac.broken != "":
			c.report(CodeMalformed, "MAC", vars{"part": "MAC", "broken": c.mac.broken})
		}
	}
	checkFlaws(c, c.whole, "legacy")
}

// checkAlgorithm looks at the members of the header that decide how the MAC is made.
func checkAlgorithm(c *collector) {
	if !c.knowsHeader {
		return
	}
	before, algorithm := len(c.faults), c.algorithm()
	other := claim{} // the last member that is alg but for its case
	for _, x := range c.headerClaims {
		if x.name == "crit" || x.name == "b64" || x.name == "zip" {
			c.report(CodeAlgorithm, "extension", c.about(x))
		}
		if strings.EqualFold(x.name, "alg") {
			other = x
		}
	}
	if algorithm.text != "HS256" || !algorithm.isString() {
		c.report(CodeAlgorithm, first([]choice{
			{"none", c.isUnsigned()},
			{"other", algorithm.name != ""},
			{"case", other.name != ""},
			{"missing", true},
		}), vars{"value": c.value(algorithm), "other": c.name(other.name)})
	}
	if len(c.faults) == before {
		c.passed("algorithm", "The algorithm is HS256.")
	}
}

// checkParts looks for parts that are missing, cut off or cannot be decoded, and for a MAC of another length.
func checkParts(c *collector) {
	isPayloadCut := c.payload.broken == jsontext.CutOff || c.payload.broken != "" && len(c.payload.plain)%4 == 1
	if dots := strings.Count(c.signature, "."); c.hasHeader && (dots == 0 || dots == 1 && isPayloadCut) {
		c.report(CodeIncomplete, "inside", vars{"part": []string{"header", "payload"}[dots]})
		return
	}
	for _, x := range c.parts() {
		isMAC := x.name == "MAC"
		known := vars{"part": x.name, "word": x.written, "broken": x.broken}
		switch {
		case isMAC && x.written == "" && (c.payload.written == "" || c.isUnsigned()):
		case slices.Contains([]string{"undefined", "null", "None"}, x.written):
			c.report(CodeIncomplete, "word", known)
		case isMAC && (c.isCutOff() || c.inMAC): // checkMAC says so
		case x.broken != "":
			c.report(CodeMalformed, first([]choice{{"MAC", isMAC}}), known)
		case x.written == "":
			c.report(CodeIncomplete, first([]choice{{"empty", strings.Contains(c.signature, "..")}, {x.name, true}}), known)
		}
	}
	if c.extra > 0 && strings.HasSuffix(c.signature, ".") {
		c.report(CodeIncomplete, "dot", nil)
	} else if c.extra > 0 {
		c.report(CodeMalformed, "parts", vars{"count": fmt.Sprint(3 + c.extra)})
	}
	checkMAC(c)
}

// isCutOff reports a MAC that is too short because its end is missing.
func (p *parsed) isCutOff() bool {
	n := len(p.mac.plain)
	const sha1, md5 = 27, 22
	isOther := (n == sha1 || n == md5) && !slices.Contains(p.mac.flaws, unusedBits)
	return p.format == FormatJWT && n > 0 && n < encodedMACLength && !isOther &&
		p.mac.plain == p.mac.joined && !p.mac.isText()
}

// isText reports bytes that are readable, as a secret or hex digits are and an HMAC is not.
func (p *part) isText() bool {
	const chance = 8 // bytes, which are hardly ever readable by chance
	unreadable := func(r rune) bool { return r < ' ' || r > '~' }
	return len(p.decoded) >= chance && strings.IndexFunc(p.decoded, unreadable) < 0
}

func checkMAC(c *collector) {
	mac := c.mac.decoded
	// The algorithms of RFC 7518, 8037 and 8812 whose signatures are not 32 bytes long.
	const others = "HS384 HS512 RS256 RS384 RS512 ES256 ES384 ES512 PS256 PS384 PS512 ES256K EdDSA"
	isOther := c.algorithm().isString() && slices.Contains(strings.Fields(others), c.algorithm().text)
	hash := map[int]string{16: "MD5", 20: "SHA-1", 28: "SHA-224", 48: "SHA-384", 64: "SHA-512"}[len(mac)]
	switch {
	case !c.inMAC && c.isCutOff():
		c.report(CodeIncomplete, "cut-off", vars{"length": fmt.Sprint(len(c.mac.plain))})
	case !c.inMAC && (c.mac.broken != "" || mac == "" || isOther):
	case !c.inMAC && len(mac) == sha256.Size:
		c.passed("mac-length", "The MAC, the third part, has 32 bytes.")
	default:
		c.report(CodeMACLength, first([]choice{
			{"secret", c.inMAC},
			{"hex", isHex(mac, sha256.Size) || isHex(c.mac.joined, sha256.Size)},
			{"twice", len(decodeBase64(mac)) == sha256.Size},
			{"text", c.mac.isText()},
			{"hash", hash != ""},
		}), vars{"length": fmt.Sprint(len(mac)), "hash": hash})
	}
}

// checkFlaws looks for base64 that is not canonical.
func checkFlaws(c *collector, x part, special string) {
	if len(x.flaws) > 0 && x.broken == "" && !(x.name == "MAC" && c.isCutOff()) {
		c.report(CodeEncoding, special, vars{"part": x.name, "flaws": list(x.flaws)})
	}
}
