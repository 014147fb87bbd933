package diagnose

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/zoomsig/zoomsig/internal/jsontext"
)

const (
	expectedParts   = "header.payload.signature, three parts of base64url"
	expectedPayload = "appKey, sdkKey, mn, role, iat, exp and tokenExp"
	createApp       = "create a General app with the Meeting SDK enabled, and sign a JWT with its Client ID and Client " +
		"Secret"
)

// checkText looks at the text before any part of it is decoded.
func checkText(c *collector) {
	switch {
	case c.signature == "" && c.given == "":
		c.error(fault{code: CodeEmpty, found: "nothing", expected: "a signature",
			says: "There is no signature: the text is empty.",
			hint: "Check that your endpoint returns a signature, and that the " + c.forSDK("page", "program", "client") +
				" reads it from the right property of the response."})
	case c.signature == "":
	case c.format == FormatUnknown:
		other := describeOther(c)
		if other.found == "" {
			other.found = c.quote(bounded(c.signature, 32))
		}
		other.code, other.expected = CodeNotASignature, expectedParts
		c.error(other)
	}
	if c.format != FormatUnknown {
		checkSurroundings(c)
	}
}

// describeOther says what a text is that is not a signature, and how to get one. If
// nothing is found, the text describes itself best.
func describeOther(c *collector) fault {
	text, lower := c.signature, strings.ToLower(bounded(c.signature, 1024))
	const complete = "Pass the complete signature: three base64url parts separated by dots."
	_, isObject := jsontext.Members(nil, []byte(text))
	switch {
	case c.isShortened():
		return fault{found: "a text with an ellipsis", hint: "Copy the whole signature: " +
			"what displayed it put an ellipsis in place of the rest.", says: "The text was shortened for display."}
	case len(text) > maxLength:
		return fault{found: fmt.Sprintf("%d bytes without a signature", len(text)), hint: complete,
			says: "No signature was found in this text."}
	case text == "undefined" || text == "null" || text == "NaN" || text == "None" || text == "nil":
		return fault{hint: "Check the name of the property from which the client reads the signature: " +
			"the response does not have it. Log the whole response to see what it has.",
			says: "The text is " + text + ", which a missing value becomes: the response has no signature under that name."}
	case c.hidden:
		return fault{found: hiddenContent, hint: "Pass the signature, not the secret.",
			says: "The text is not a signature, and it contains the given secret."}
	case strings.HasPrefix(text, "function") || strings.Contains(text, "=>") || strings.HasPrefix(text, "Response {") ||
		strings.HasPrefix(text, "[object ") || strings.HasPrefix(text, "Promise {") || strings.HasPrefix(text, "<Response") ||
		strings.HasPrefix(text, "<coroutine") || strings.HasPrefix(text, "System.Threading.Tasks"):
		return fault{hint: "Await the call that fetches the signature, read the response's JSON, " +
			"and pass the string in it: the client passes an object instead.",
			says: "The text is the name of an object, such as a response or a promise, not a signature."}
	case strings.HasPrefix(lower, "<!doctype") || strings.HasPrefix(lower, "<html") || strings.HasPrefix(lower, "<?xml") ||
		strings.Contains(lower, "<body"):
		return fault{found: "an HTML page", hint: "Check the address that the client requests, and whether the endpoint " +
			"needs a login: an HTML page is what a server returns for a wrong path, an error or a login.",
			says: "The endpoint returned an HTML page instead of a signature: its address is wrong, or it needs a login."}
	case isObject && hasMeetingSDKClaim(encodeBase64URL(text)):
		return fault{found: "the claims as JSON, not signed", cure: "library",
			hint: "Sign the claims, and pass the JWT: three base64url parts separated by dots.",
			says: "The text is the payload as JSON; it was not signed."}
	case isObject && !looksLikeError(text):
		return fault{found: "JSON without a signature",
			hint: "Check your endpoint: its response does not contain a signature, and may say why.",
			says: "The text is JSON that contains no signature."}
	case strings.HasPrefix(text, "{{") || strings.HasPrefix(text, "${") || strings.HasPrefix(text, "<%") ||
		strings.HasPrefix(text, "<") && strings.HasSuffix(text, ">") || isPlaceholder(text):
		return fault{hint: "Fill in the signature: this is the placeholder of a template or an example.",
			says: "The text is a placeholder that was not filled in."}
	case isHex(text[strings.LastIndexByte(text, '=')+1:], sha256.Size) && strings.Contains(lower, "v0="):
		return fault{found: "the signature of a webhook", cure: "library",
			hint: "Create a Meeting SDK signature in your backend, which is a JWT. " +
				"This text is what Zoom sends with an event in the header x-zm-signature.",
			says: "The text is the signature of a webhook, not of the Meeting SDK."}
	case isAppsContext(decodeBase64(strings.TrimSpace(text[strings.LastIndexByte(text, ':')+1:]))):
		return fault{found: "the context of a Zoom App", cure: "library",
			hint: "Create a Meeting SDK signature in your backend, which is a JWT. " +
				"This text looks like what Zoom sends to a Zoom App in the header x-zoom-app-context.",
			says: "The text looks like the context of a Zoom App, not like a signature."}
	case len(decodeBase64(text)) == sha256.Size || isHex(text, sha256.Size):
		return fault{found: "32 bytes, as an HMAC alone", cure: "library",
			hint: "Put the header and the payload in front of it: header.payload.signature. " +
				"32 bytes are only the third part, the HMAC.",
			says: "The text is 32 bytes long, like an HMAC alone: header and payload are missing."}
	case strings.Contains(text, "://"):
		return fault{found: "a URL without a signature", hint: complete, says: "The text is a URL without a signature."}
	case isPlainLegacy(text):
		return fault{found: "the five fields of a legacy signature, not base64-encoded", cure: "library",
			hint: "Zoom retired the legacy format in 2023: " + createApp + ".",
			says: "The text is a legacy signature, not encoded; Zoom retired that format in 2023."}
	case looksLikeError(text):
		return fault{found: "an error that the SDK reported",
			hint: "Diagnose the signature that was passed when this error was reported. This text is the error itself.",
			says: "The text is the error that the SDK reported, not the signature."}
	case len(strings.Fields(text)) > 2 || isStatus(lower):
		return fault{hint: "Look at the endpoint that should return a signature: this text is a message, probably its error.",
			says: "The text is a message, probably an error of the endpoint, and not a signature."}
	case isKey(text) || isKey(decodeBase64(text)):
		return fault{found: "one word, perhaps the key", cure: "library",
			hint: "Sign a JWT that has the key as appKey. The key alone is not a signature, nor is base64 of it.",
			says: "The text is one word, perhaps the key, and not a signature."}
	}
	return fault{hint: complete, says: "The text is not a signature."}
}

// isStatus reports what endpoints return with an error: a status, or its name.
func isStatus(text string) bool {
	words := strings.Fields(text)
	switch words[0] {
	case "unauthorized", "forbidden", "not", "bad", "internal", "error", "service", "gateway":
		return true
	}
	return len(words[0]) == 3 && isDigits(words[0])
}

// isAppsContext reports the layout of an encrypted Zoom Apps context: the lengths
// of the initialization vector, the additional data and the ciphertext, each before
// its bytes, and a tag of 16 bytes.
func isAppsContext(data string) bool {
	const ivLength, tag = 12, 16
	if len(data) < 1+ivLength+2 || data[0] != ivLength {
		return false
	}
	rest := []byte(data[1+ivLength:])
	additional := int(binary.LittleEndian.Uint16(rest))
	if rest = rest[2:]; len(rest) < additional+4 {
		return false
	}
	rest = rest[additional:]
	return int64(binary.LittleEndian.Uint32(rest)) == int64(len(rest)-4-tag)
}

// isPlainLegacy reports the five fields of a legacy signature without base64
// around them.
func isPlainLegacy(text string) bool {
	fields := legacyFields(text)
	return fields != nil && isDigits(fields[1]) && isDigits(fields[2]) && isDigits(fields[3])
}

// checkSurroundings looks at what stands around a signature. It is an error only if
// the SDK may have been given it too: otherwise it came with the copy.
func checkSurroundings(c *collector) {
	const expected = "nothing before or after the signature"
	before, after := strings.TrimFunc(c.before, isBlank), strings.TrimFunc(c.after, isBlank)
	report := func(severity Severity, found, says, hint string) {
		c.add(severity, fault{code: CodeSurroundingText, found: found, expected: expected, says: says, hint: hint})
	}
	const onlySignature = "Pass only the signature: "
	last, _ := utf8.DecodeLastRuneInString(c.before)
	first, width := utf8.DecodeRuneInString(c.after)
	next, _ := utf8.DecodeRuneInString(c.after[width:])
	endsSentence := first == '.' && (strings.Trim(c.after, ".") == "" || isBlank(next))
	switch {
	case c.before+c.after == "" && c.escaped:
		report(SeverityError, "a signature with escapes", "The signature is escaped, as in a URL or in JSON.",
			"Decode the text that holds the signature, with decodeURIComponent or JSON.parse, before you pass the signature on.")
	case c.before+c.after == "":
	case before+after == "":
		report(SeverityInfo, "white space around the signature",
			"There is white space around the signature, which the client may pass to the SDK.",
			onlySignature+"if the white space was not added when the text was copied, remove it.")
	case strings.HasSuffix(before, "appKey:") || strings.Contains(before, "appKey:") && strings.HasSuffix(before, "."):
		report(SeverityError, "appKey: and the key before the signature", "The text has appKey: before the JWT.",
			onlySignature+"remove appKey: and what follows it up to the JWT. The key belongs into the payload, as appKey.")
	case (before == "b'" || before == `b"`) && after == before[1:]:
		report(SeverityError, "Python's notation of bytes, b'…', around the signature",
			"The signature is in Python's notation of bytes, b'…'.",
			onlySignature+"in Python, use signature.decode() instead of str(signature).")
	case strings.Trim(before+after, "`") == "":
		report(SeverityInfo, "backquotes around the signature, as in Markdown",
			"The signature is in backquotes, which the client may pass to the SDK.",
			onlySignature+"if the client passes the backquotes to the SDK, remove them.")
	case strings.TrimFunc(before+after, isQuote) == "":
		report(SeverityError, "quotation marks around the signature", "The signature is in quotation marks.",
			onlySignature+"remove the quotation marks. "+
				"If it is a JSON string, parse it with response.json(), not with response.text().")
	case c.before != "" && isGlued(last) || c.after != "" && isGlued(first) && !endsSentence:
		report(SeverityError, "other characters directly before or after the signature",
			"The signature has other characters directly before or after it.",
			onlySignature+"remove what stands directly before or after it.")
	case c.others > 0:
		report(SeverityInfo, "more than one JWT", "The text has more than one JWT.",
			"Diagnose one signature at a time. The one checked here is the value named signature or, if there is none, "+
				"the first JWT that is for the Meeting SDK.")
	case strings.HasSuffix(strings.ToLower(before), "bearer"):
		report(SeverityInfo, "the word Bearer before the signature",
			"The word Bearer stands before the signature, and the client may pass it to the SDK.",
			onlySignature+"if the client passes the word Bearer to the SDK, remove it.")
	case strings.HasPrefix(before, "{") && json.Valid([]byte(c.before+c.signature+c.after)):
		report(SeverityInfo, "a JSON object around the signature",
			"The signature was found in a JSON object, all of which the client may pass to the SDK.",
			onlySignature+"if the client passes all of this JSON to the SDK, parse it first, with response.json() in "+
				"JavaScript, and pass the property that holds the signature.")
	default:
		report(SeverityInfo, fmt.Sprintf("%d characters before and %d after the signature",
			utf8.RuneCountInString(c.before), utf8.RuneCountInString(c.after)),
			"The signature was found in a longer text, all of which the client may pass to the SDK.",
			onlySignature+"if the client passes all of this text to the SDK, take the signature out of it.")
	}
}

// isGlued reports a character that would not stand next to a signature in JSON, a
// URL, a header or code.
func isGlued(r rune) bool {
	return r < utf8.RuneSelf && !isWrapping(r) && !strings.ContainsRune("=:,;&?<>(){}[]|#/\\*~%", r)
}
