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
		name := "tpc"
		if !c.has(name) {
			name = "app_key"
		}
		c.error(fault{code: CodeVideoSDKToken, part: name, found: "a claim of the Video SDK", expected: expectedPayload,
			says: "This is a token for the Video SDK, which is another product.", cure: "library",
			hint: "For the Meeting SDK, sign a payload of " + expectedPayload +
				" with the credentials of a General app that has the Meeting SDK enabled."})
	case c.isAPIToken():
		c.error(fault{code: CodeAPIToken, part: "iss", found: "the claim iss, but no claim of the Meeting SDK",
			expected: expectedPayload, cure: "library",
			says: "This is a token for another purpose, not a Meeting SDK signature.",
			hint: "Create a JWT with " + expectedPayload + " and use it as the signature. If this is a ZAK or an OBF token, " +
				c.forSDK("pass it to join() as zak or obfToken, beside the signature.",
					"pass it in the join parameters, beside the signature.", "pass it to the SDK beside the signature.") +
				" A token for the REST API stays in your backend."})
	case c.isMeetingSDKToken():
		checkAlgorithm(c)
		checkParts(c)
	}
}

func checkLegacy(c *collector) {
	c.error(fault{code: CodeLegacyFormat, found: "the base64 signature of a JWT app", expected: "a Meeting SDK JWT",
		says: "This is the signature of a JWT app, a format that Zoom retired in 2023.", cure: "library",
		hint: strings.ToUpper(createApp[:1]) + createApp[1:] + ". " +
			"Despite the name, a JWT app's signature is not a JWT, and SDKs of today do not accept it."})
	const noFix = "This needs no fix of its own: the JWT that replaces this signature "
	for _, x := range c.claims {
		if x.text == "" {
			c.error(fault{code: CodeIncomplete, part: x.name, found: "an empty " + x.name, expected: "five fields",
				says: "A field of the signature is empty.", hint: noFix + "has other fields."})
		}
	}
	if c.mac.written == "" {
		c.error(fault{code: CodeIncomplete, part: "MAC", found: "an empty MAC", expected: "five fields",
			says: "The MAC of the signature is missing.", hint: noFix + "has its MAC as the third part."})
	}
	if x, _ := c.claim("timestamp"); x.text != "" {
		const expected = "13 digits, the milliseconds since 1970"
		switch _, isTime := c.time("timestamp"); {
		case !isTime:
			c.error(fault{code: CodeMalformed, part: x.name, found: c.value(x), expected: expected,
				says: "The timestamp is not a time.", hint: noFix + "has other times."})
		case len(x.text) != 13:
			c.error(fault{code: CodeLegacySeconds, part: x.name, found: c.value(x), expected: expected,
				says: "The timestamp is in seconds; the legacy format counts milliseconds.", hint: noFix + "counts seconds."})
		}
	}
	checkFlaws(c, SeverityWarning, c.whole, "standard base64 without padding",
		"Remove the = at the end and any line breaks. Some of Zoom's own samples keep the padding, others strip it.")
	if c.mac.broken != "" {
		reportMalformed(c, c.mac)
	}
}

// checkAlgorithm looks at the members of the header that decide how the MAC is made.
func checkAlgorithm(c *collector) {
	if !c.knowsHeader {
		return
	}
	const hint = `Sign with HMAC-SHA256 and use the header {"alg":"HS256","typ":"JWT"}.`
	ok := true
	report := func(name, value, expected, says string) {
		ok = false
		c.error(fault{code: CodeAlgorithm, part: name, found: value, expected: expected, says: says, hint: hint,
			cure: "library"})
	}
	switch name, _ := jsontext.Unquote(c.algorithm()); {
	case name == "HS256":
	case c.isUnsigned():
		report("alg", c.show(jsontext.Cite(c.algorithm())), `"HS256"`, "The token is not signed: its algorithm is none.")
	case c.algorithm() == "":
		says := "The header names no algorithm; Zoom requires HS256."
		for _, m := range c.headerMembers {
			if strings.EqualFold(m.Name, "alg") {
				says = "The header has " + c.name(m.Name) + " instead of alg: the names of members are case-sensitive."
			}
		}
		report("alg", missing, `"HS256"`, says)
	default:
		algorithm := c.show(jsontext.Cite(c.algorithm()))
		report("alg", algorithm, `"HS256"`, "The algorithm is "+algorithm+" instead of HS256.")
	}
	for _, m := range c.headerMembers {
		if m.Name == "crit" || m.Name == "b64" || m.Name == "zip" {
			report(m.Name, c.show(jsontext.Cite(m.Value)), "none",
				"The header has "+m.Name+", which changes what a signature means.")
		}
	}
	if ok {
		c.passed("algorithm", "The algorithm is HS256.")
	}
}

const findCut = "Find what cuts the string off on its way to the SDK: a database column of 255 characters, " +
	"for example, or a text that was not copied to its end."

// checkParts looks for parts that are missing, cut off or cannot be decoded, and for
// a MAC of another length.
func checkParts(c *collector) {
	const intact = "Check that nothing alters or cuts off the string on its way from the program that signs to the SDK."
	incomplete := func(part, found, says, hint string) {
		c.error(fault{code: CodeIncomplete, part: part, found: found, expected: expectedParts, says: says, hint: hint})
	}
	isPayloadCut := c.payload.broken == jsonCutOff || c.payload.broken != "" && len(c.payload.plain)%4 == 1
	if dots := strings.Count(c.signature, "."); c.hasHeader && dots < 2 && (isPayloadCut || dots == 0) {
		part := map[bool]string{true: "payload", false: "header"}[dots == 1]
		incomplete(part, "an end inside the "+part, "The end of the signature is cut off, inside the "+part+".", findCut)
		return
	}
	for _, x := range c.parts() {
		if x.name == "MAC" && c.payload.written == "" && x.written == "" {
			break // the payload is missing too
		}
		if x.written == "undefined" || x.written == "null" || x.written == "None" {
			incomplete(x.name, "the word "+x.written, "The "+x.name+" is the word "+x.written+", which a missing value becomes.",
				"Look at how the "+x.name+" is made: its variable has no value.")
			continue
		}
		switch {
		case x.broken != "" && !(x.name == "MAC" && (c.isCutOff() || slices.Contains(c.places, "MAC"))):
			reportMalformed(c, x)
		case x.written != "" || x.name == "MAC" && c.isUnsigned():
		case strings.Contains(c.signature, ".."):
			incomplete(x.name, "an empty part where the "+x.name+" should be", "The "+x.name+" is empty.",
				"If the text was shortened for display, copy it whole. "+intact)
		case x.name == "MAC":
			incomplete(x.name, "no third part (MAC)", "The third part, the MAC, is missing.",
				"Append a dot and the HMAC-SHA256 of header.payload. "+intact)
		case x.name == "header":
			incomplete(x.name, "payload and signature without a header", "The header, the first part, is missing.",
				`Put the header {"alg":"HS256","typ":"JWT"} in front, in base64url, and compute the HMAC over both.`)
		default:
			incomplete(x.name, "no "+x.name, "The "+x.name+" is missing.",
				"Join header, payload and signature with dots. "+intact)
		}
	}
	switch {
	case c.extra > 0 && strings.HasSuffix(c.signature, "."):
		incomplete("", "an empty part at the end", "There is a dot at the end.", "Remove the dot at the end.")
	case c.extra > 0:
		c.error(fault{code: CodeMalformed, found: fmt.Sprintf("%d parts", 3+c.extra), expected: expectedParts,
			says: "The signature has more than three parts.", hint: "Remove everything after the third part."})
	}
	checkMACLength(c)
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

func reportMalformed(c *collector, x part) {
	f := fault{code: CodeMalformed, part: x.name, found: x.broken, expected: "a JSON object in base64url",
		says: "The " + x.name + " cannot be read: it is " + x.broken + ".", cure: "json",
		hint: "Let a JSON library write the object, and encode its UTF-8 bytes once as base64url without padding. " +
			"Check that nothing alters or cuts off the string on its way to the SDK."}
	if x.name == "MAC" {
		f.expected, f.cure = "an HMAC of 32 bytes in base64url", "hmac"
		f.hint = "Encode the 32 bytes of the HMAC once. Check that nothing alters or cuts off the string on its way to the " +
			"SDK."
	}
	f.found = c.clean(f.found)
	c.error(f)
}

func checkMACLength(c *collector) {
	mac := c.mac.decoded
	f := fault{code: CodeMACLength, part: "MAC", expected: "32 bytes (43 characters)", cure: "hmac",
		found: fmt.Sprintf("%d bytes", len(mac)), says: fmt.Sprintf("The MAC has %d bytes instead of 32.", len(mac)),
		hint: "Use the 32 raw bytes of the HMAC-SHA256 as the third part, encoded once as base64url."}
	other := map[int]string{16: "MD5", 20: "SHA-1", 28: "SHA-224", 48: "SHA-384", 64: "SHA-512"}[len(mac)]
	switch {
	case slices.Contains(c.places, "MAC"):
		f.found, f.says = "the given secret", "The third part is the secret, not an HMAC made with it."
		f.hint = "Put the HMAC-SHA256 of header.payload there, as raw bytes in base64url, and regenerate the secret: " +
			"everyone who received the signature can read it."
		c.error(f)
		return
	case c.isCutOff():
		c.error(fault{code: CodeIncomplete, part: "MAC", expected: "43 characters, which are 32 bytes",
			found: fmt.Sprintf("%d of 43 characters", len(c.mac.plain)),
			says:  fmt.Sprintf("The end of the signature is cut off: its third part has %d of 43 characters.", len(c.mac.plain)),
			hint:  findCut})
		return
	case c.mac.broken != "" || mac == "" || isOtherAlgorithm(c.algorithm()):
		return
	case len(mac) == sha256.Size:
		c.passed("mac-length", "The MAC, the third part, has 32 bytes.")
		return
	case isHex(mac, sha256.Size) || isHex(c.mac.joined, sha256.Size):
		f.found = "the 64 hex digits of 32 bytes"
		f.says = "The MAC is written in hex instead of base64url."
		f.hint = "Encode the 32 raw bytes of the HMAC as base64url, not their hex digits. " +
			"In PHP, pass true as the last argument of hash_hmac."
	case len(decodeBase64(mac)) == sha256.Size:
		f.found, f.says = "base64 of base64 of 32 bytes", "The MAC is encoded in base64 twice."
		f.hint = "Encode the 32 raw bytes of the HMAC as base64url once, not twice."
	case c.mac.isText():
		f.found = fmt.Sprintf("readable text of %d bytes", len(mac))
		f.says = "The third part is a text in base64, not an HMAC."
		f.hint = "Put the HMAC-SHA256 of header.payload there, as raw bytes in base64url. " +
			"If the text is the secret, regenerate it: everyone who received the signature could read it."
	case other != "":
		f.found += ", the length of " + other
		f.says = "The MAC was probably made with " + other + " instead of SHA-256: it has " + fmt.Sprint(len(mac)) + " bytes."
		f.hint = "Use HMAC with SHA-256. " + f.hint
	}
	c.error(f)
}

// isOtherAlgorithm reports an algorithm of RFC 7518 whose signatures are not 32
// bytes long.
func isOtherAlgorithm(alg string) bool {
	const others = `"HS384" "HS512" "RS256" "RS384" "RS512" "ES256" "ES384" "ES512" "PS256" "PS384" "PS512"`
	return alg != "" && strings.Contains(others, alg)
}

// checkEncoding looks for base64 that is not canonical.
func checkEncoding(c *collector) {
	if !c.isMeetingSDKToken() {
		return
	}
	if c.again {
		c.error(fault{code: CodeEncoding, part: "signature", found: "a JWT that is encoded in base64 once more",
			expected: "the JWT itself", says: "The JWT is encoded in base64 once more.",
			hint: "Pass the JWT as it is: its parts are base64url already."})
	}
	for _, x := range c.parts() {
		checkFlaws(c, SeverityError, x, "base64url without padding",
			"Encode each part as base64url without padding: use - instead of +, _ instead of /, and no = or line breaks. "+
				"Standard base64, as btoa produces it, Android's Base64.DEFAULT and ASP.NET's UrlTokenEncode do not work.")
	}
}

func checkFlaws(c *collector, severity Severity, x part, expected, hint string) {
	if len(x.flaws) == 0 || x.broken != "" || x.name == "MAC" && c.isCutOff() {
		return
	}
	found := list(x.flaws)
	c.add(severity, fault{code: CodeEncoding, part: x.name, found: found, expected: expected, cure: "encoding", hint: hint,
		says: "The " + x.name + " is not " + expected + ": it has " + found + "."})
}
