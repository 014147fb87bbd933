package diagnose

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/zoomsig/zoomsig/internal/jsontext"
)

// checkFormat looks at the kind of token and at its parts.
func checkFormat(c *collector) {
	switch {
	case c.format == FormatLegacy:
		checkLegacy(c)
	case c.isVideoSDKToken():
		part := "app_key"
		if c.has("tpc") {
			part = "tpc"
		}
		c.report(CodeVideoSDKToken, "", vars{"part": part})
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
		_, isTime := c.time(x.name)
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
	before := len(c.faults)
	algorithm := vars{"value": c.show(jsontext.Cite(c.algorithm()))}
	switch name, _ := jsontext.Unquote(c.algorithm()); {
	case name == "HS256":
	case c.isUnsigned():
		c.report(CodeAlgorithm, "none", algorithm)
	case c.algorithm() != "":
		c.report(CodeAlgorithm, "other", algorithm)
	default:
		special := "missing"
		for _, m := range c.headerMembers {
			if strings.EqualFold(m.Name, "alg") {
				special, algorithm["other"] = "case", c.name(m.Name)
			}
		}
		c.report(CodeAlgorithm, special, algorithm)
	}
	for _, m := range c.headerMembers {
		if m.Name == "crit" || m.Name == "b64" || m.Name == "zip" {
			c.report(CodeAlgorithm, "extension", vars{"part": m.Name, "value": c.show(jsontext.Cite(m.Value))})
		}
	}
	if len(c.faults) == before {
		c.passed("algorithm", "The algorithm is HS256.")
	}
}

// checkParts looks for parts that are missing, cut off or cannot be decoded, and for
// a MAC of another length.
func checkParts(c *collector) {
	isPayloadCut := c.payload.broken == jsonCutOff || c.payload.broken != "" && len(c.payload.plain)%4 == 1
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
		case isMAC && (c.isCutOff() || slices.Contains(c.places, "MAC")): // checkMAC says so
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

// isText reports bytes that are readable, as a secret or hex digits are and an HMAC
// is not.
func (p *part) isText() bool {
	const chance = 8 // bytes, which are hardly ever readable by chance
	unreadable := func(r rune) bool { return r < ' ' || r > '~' }
	return len(p.decoded) >= chance && strings.IndexFunc(p.decoded, unreadable) < 0
}

// checkMAC looks at the length of the MAC.
func checkMAC(c *collector) {
	mac := c.mac.decoded
	const others = `"HS384" "HS512" "RS256" "RS384" "RS512" "ES256" "ES384" "ES512" "PS256" "PS384" "PS512"` // RFC 7518
	isOther := c.algorithm() != "" && strings.Contains(others, c.algorithm())
	hash := map[int]string{16: "MD5", 20: "SHA-1", 28: "SHA-224", 48: "SHA-384", 64: "SHA-512"}[len(mac)]
	switch isSecret := slices.Contains(c.places, "MAC"); {
	case !isSecret && c.isCutOff():
		c.report(CodeIncomplete, "cut-off", vars{"length": fmt.Sprint(len(c.mac.plain))})
	case !isSecret && (c.mac.broken != "" || mac == "" || isOther): // or of the right length
	case !isSecret && len(mac) == sha256.Size:
		c.passed("mac-length", "The MAC, the third part, has 32 bytes.")
	default:
		c.report(CodeMACLength, first([]choice{
			{"secret", isSecret},
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
