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
	c.report(CodeLegacyFormat, "", nil)
	for _, x := range c.claims {
		if x.text == "" {
			c.report(CodeIncomplete, "field", c.about(x))
		}
	}
	if c.mac.written == "" {
		c.report(CodeIncomplete, "field-mac", nil)
	}
	if x, _ := c.claim("timestamp"); x.text != "" {
		const milliseconds = 13 // digits
		switch _, isTime := c.time("timestamp"); {
		case !isTime:
			c.report(CodeMalformed, "timestamp", c.about(x))
		case len(x.text) != milliseconds:
			c.report(CodeLegacySeconds, "", c.about(x))
		}
	}
	checkFlaws(c, c.whole, "legacy")
	if c.mac.broken != "" {
		c.report(CodeMalformed, "MAC", vars{"part": "MAC", "broken": c.mac.broken})
	}
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
	switch dots := strings.Count(c.signature, "."); {
	case c.hasHeader && dots == 0:
		c.report(CodeIncomplete, "inside", vars{"part": "header"})
		return
	case c.hasHeader && dots == 1 && isPayloadCut:
		c.report(CodeIncomplete, "inside", vars{"part": "payload"})
		return
	}
	for _, x := range c.parts() {
		checkPart(c, x)
	}
	switch {
	case c.extra > 0 && strings.HasSuffix(c.signature, "."):
		c.report(CodeIncomplete, "dot", nil)
	case c.extra > 0:
		c.report(CodeMalformed, "parts", vars{"count": fmt.Sprint(3 + c.extra)})
	}
	checkMAC(c)
}

func checkPart(c *collector, x part) {
	isMAC := x.name == "MAC"
	special := ""
	switch {
	case isMAC && c.payload.written == "" && x.written == "":
		return // the payload is missing too
	case x.written == "undefined" || x.written == "null" || x.written == "None":
		special = "word"
	case x.broken != "":
		if isMAC && (c.isCutOff() || slices.Contains(c.places, "MAC")) {
			return // as checkMAC says
		}
		if isMAC {
			special = "MAC"
		}
		c.report(CodeMalformed, special, vars{"part": x.name, "broken": x.broken})
		return
	case x.written != "" || isMAC && c.isUnsigned():
		return
	case strings.Contains(c.signature, ".."):
		special = "empty"
	default:
		special = x.name
	}
	c.report(CodeIncomplete, special, vars{"part": x.name, "word": x.written})
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
	hash := map[int]string{16: "MD5", 20: "SHA-1", 28: "SHA-224", 48: "SHA-384", 64: "SHA-512"}[len(mac)]
	switch isSecret := slices.Contains(c.places, "MAC"); {
	case !isSecret && c.isCutOff():
		c.report(CodeIncomplete, "cut-off", vars{"length": fmt.Sprint(len(c.mac.plain))})
	case !isSecret && (c.mac.broken != "" || mac == "" || isOtherAlgorithm(c.algorithm())):
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

// isOtherAlgorithm reports an algorithm of RFC 7518 whose signatures are not 32
// bytes long.
func isOtherAlgorithm(alg string) bool {
	const others = `"HS384" "HS512" "RS256" "RS384" "RS512" "ES256" "ES384" "ES512" "PS256" "PS384" "PS512"`
	return alg != "" && strings.Contains(others, alg)
}

// checkFlaws looks for base64 that is not canonical.
func checkFlaws(c *collector, x part, special string) {
	if len(x.flaws) > 0 && x.broken == "" && !(x.name == "MAC" && c.isCutOff()) {
		c.report(CodeEncoding, special, vars{"part": x.name, "flaws": list(x.flaws)})
	}
}
