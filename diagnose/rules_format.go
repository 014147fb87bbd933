package diagnose

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/zoomsig/zoomsig/internal/jsontext"
)

const (
	wantTimestamp = "13 digits, the milliseconds since 1970"
	wantParts     = "header.payload.signature, three parts of base64url"
	wantPayload   = "appKey, sdkKey, mn, role, iat, exp and tokenExp"
)

// formatRules are about the text before any claim is looked at.
func formatRules() []rule {
	return []rule{{
		code: CodeEmpty, severity: SeverityError,
		hint: "Check that your endpoint returns a signature, and that the page reads it from the right property of the " +
			"response.",
		find: func(e *evidence, report func(Finding)) {
			if e.signature == "" {
				report(Finding{Got: "nothing", Want: "a signature"})
			}
		},
	}, {
		code: CodeNotASignature, severity: SeverityError, when: isUnknown,
		find: func(e *evidence, report func(Finding)) {
			if e.signature != "" {
				got, hint := describeOther(e.signature)
				if got == "" {
					got = e.secret.show(jsontext.CiteString(e.signature))
				}
				report(Finding{Got: got, Want: wantParts, Hint: hint})
			}
		},
	}, {
		code: CodeIncomplete, severity: SeverityError, when: isRecognized,
		hint: "Join header, payload and signature with dots, and check that nothing truncates the string on its way to " +
			"the page.",
		find: func(e *evidence, report func(Finding)) {
			if got := describeMissingPart(e); got != "" {
				report(Finding{Got: got, Want: wantParts})
			} else if endsWithDot(e) {
				report(Finding{Got: "an empty part at the end", Want: wantParts, Hint: "Remove the dot at the end."})
			}
		},
	}, {
		code: CodeMalformed, severity: SeverityError, when: isRecognized,
		hint: "Encode the JSON text exactly once, as unpadded base64url of its UTF-8 bytes, " +
			"and check that nothing alters or truncates the string on its way to the page.",
		find: findMalformed,
	}, {
		code: CodeSurroundingText, severity: SeverityError,
		hint: "Pass only the signature to join(): remove everything around it, such as white space, quotation marks " +
			"or the word Bearer. " +
			"If it is part of a JSON response, parse that with response.json() and pass the property that holds the signature.",
		find: func(e *evidence, report func(Finding)) {
			switch {
			case e.before+e.after != "":
				got := e.secret.show(jsontext.CiteString(e.before + "…" + e.after))
				report(Finding{Got: got, Want: "nothing before or after the signature"})
			case e.escaped:
				report(Finding{Got: "a signature with escapes", Want: "the unescaped signature",
					Hint: "Decode the text that holds the signature, with decodeURIComponent or JSON.parse, then pass the " +
						"signature to join()."})
			}
		},
	}, {
		code: CodeEncoding, severity: SeverityError, when: isJWT,
		hint: "Encode each part as unpadded base64url: use - instead of +, _ instead of /, and no = or line breaks. " +
			"Standard base64, as btoa produces, and ASP.NET's UrlTokenEncode do not work.",
		find: findFlaws("unpadded base64url"),
	}, {
		code: CodeEncoding, severity: SeverityWarning, when: isLegacy,
		hint: "Remove the trailing = and any line breaks; some of Zoom's own samples keep the padding, others strip it.",
		find: findFlaws("standard base64 without padding"),
	}, {
		code: CodeAlgorithm, severity: SeverityError,
		when:   func(e *evidence) bool { return isJWT(e) && e.headerReadable },
		hint:   `Sign with HMAC-SHA256 and use the header {"alg":"HS256","typ":"JWT"}.`,
		find:   findAlgorithm,
		passed: "the algorithm is HS256",
	}, {
		code: CodeMACLength, severity: SeverityError,
		when:   func(e *evidence) bool { return isRecognized(e) && len(e.mac) > 0 && !isOtherAlgorithm(e.algorithm()) },
		find:   findMACLength,
		passed: "the MAC (signature part) is 32 bytes long",
	}, {
		code: CodeLegacyFormat, severity: SeverityError, when: isLegacy,
		hint: "Create a General app with the Meeting SDK enabled, and sign a JWT with its Client ID and Client Secret. " +
			"Zoom retired JWT apps and their format in 2023; despite the name, their signature is not a JWT.",
		find: func(e *evidence, report func(Finding)) {
			report(Finding{Got: "the base64 signature of a JWT app", Want: "a Meeting SDK JWT"})
		},
	}, {
		code: CodeSeconds, severity: SeverityError,
		hint: "This needs no fix of its own: " +
			"the legacy format counts milliseconds, but the JWT that replaces it counts seconds.",
		find: func(e *evidence, report func(Finding)) {
			if t, found := e.pointInTime("timestamp"); found && len(t.text) != 13 {
				report(Finding{Claim: t.name, Got: e.showClaim(t.claim), Want: wantTimestamp})
			}
		},
	}, {
		code: CodeVideoSDKToken, severity: SeverityError,
		hint: "For the Meeting SDK, sign a payload of " + wantPayload + " with the credentials of a General app that " +
			"has the Meeting SDK enabled. " +
			"This token is for the Video SDK, a different product.",
		find: func(e *evidence, report func(Finding)) {
			for _, name := range []string{"app_key", "tpc"} {
				if e.has(name) {
					report(Finding{Claim: name, Got: "a claim of the Video SDK", Want: wantPayload})
					return
				}
			}
		},
	}, {
		code: CodeAPIToken, severity: SeverityError, when: isAPIToken,
		hint: "As the signature, pass a JWT with " + wantPayload + ". " +
			"This token is for another purpose: pass a ZAK to join() as zak, an OBF token as obfToken, and keep a REST API " +
			"token in your backend.",
		find: func(e *evidence, report func(Finding)) {
			report(Finding{Claim: "iss", Got: "iss and no claim of the Meeting SDK", Want: wantPayload})
		},
	}}
}

// describeOther describes a text that is not a signature, and says how to get one.
// If got is empty, the text describes itself best.
func describeOther(text string) (got, hint string) {
	const complete = "Pass the complete signature: three base64url parts separated by dots."
	switch {
	case len(text) > maxDiagnosedLength:
		return fmt.Sprintf("%d bytes without a signature", len(text)), complete
	case text == "undefined" || text == "null" || text == "NaN" || text == "None":
		return "", "Check the name of the property from which the page reads the signature: the response does not have it."
	case strings.HasPrefix(text, "[object "):
		return "", "Await the call that fetches the signature, and pass a string to join(): the page passes an object or " +
			"a Promise."
	case len(decodeBase64(text)) == sha256.Size || isHexDigits(text):
		return "an HMAC alone", "Put the header and the payload in front of it: header.payload.signature. " +
			"This is only the third part, the HMAC."
	case json.Valid([]byte(text)):
		return "JSON without a signature", "Check your endpoint: its response does not contain a signature, and may " +
			"say why."
	case strings.Contains(text, "://"):
		return "a URL without a signature", complete
	case isPlainLegacy(text):
		return "the five fields of a legacy signature, not base64-encoded", "Sign a JWT with the credentials of a " +
			"General app " +
			"that has the Meeting SDK enabled. Zoom retired the legacy format in 2023; it also requires the whole string " +
			"in base64."
	}
	return "", complete
}

// isPlainLegacy reports the five fields of a legacy signature without base64
// around them.
func isPlainLegacy(text string) bool {
	fields := legacyFields(text)
	return fields != nil && isDigits(fields[1]) && isDigits(fields[2]) && isDigits(fields[3])
}

// describeMissingPart says which part of a signature is missing or empty, if any.
func describeMissingPart(e *evidence) string {
	if isLegacy(e) {
		for _, c := range e.claims {
			if c.text == "" {
				return "an empty " + c.name
			}
		}
		if e.segments[1].written == "" {
			return "an empty third part (MAC)"
		}
		return ""
	}
	if len(e.segments) < 3 {
		return fmt.Sprintf("%d of 3 parts", len(e.segments))
	}
	for _, s := range e.segments {
		if s.written == "" {
			return "an empty " + strings.ReplaceAll(s.name, "MAC", "third part (MAC)")
		}
	}
	return ""
}

func endsWithDot(e *evidence) bool { return strings.HasSuffix(e.signature, ".") }

func findMalformed(e *evidence, report func(Finding)) {
	for _, s := range e.segments {
		if s.broken == "" {
			continue
		}
		f := Finding{Claim: s.name, Got: s.broken, Want: "a JSON object in base64url"}
		if s.name == "MAC" {
			f.Want = "an HMAC of 32 bytes in base64"
			f.Hint = "Encode the HMAC exactly once, and check that nothing alters or truncates the string on its way to " +
				"the page."
		}
		report(f)
	}
	if e.extra > 0 && !endsWithDot(e) {
		report(Finding{Got: fmt.Sprintf("%d parts", 3+e.extra), Want: "3: header, payload and signature",
			Hint: "Remove everything after the third part."})
	}
	if c, _ := e.claim("timestamp"); isLegacy(e) && c.text != "" {
		if _, isTime := e.pointInTime("timestamp"); !isTime {
			report(Finding{Claim: c.name, Got: e.showClaim(c), Want: wantTimestamp,
				Hint: "This needs no fix of its own: the JWT that replaces this signature uses different times."})
		}
	}
}

func findFlaws(want string) func(*evidence, func(Finding)) {
	return func(e *evidence, report func(Finding)) {
		for _, s := range e.segments {
			if len(s.flaws) > 0 && s.broken == "" {
				got := strings.Join(s.flaws, " and ")
				report(Finding{Claim: s.name, Got: got, Want: want})
			}
		}
	}
}

// algorithm returns the header's alg as JSON text.
func (e *evidence) algorithm() string {
	algorithm := missing
	for _, m := range e.header {
		if m.Name == "alg" {
			algorithm = m.Value
		}
	}
	return algorithm
}

// isOtherAlgorithm reports an algorithm of RFC 7518 whose signatures are not 32
// bytes long.
func isOtherAlgorithm(alg string) bool {
	switch alg {
	case `"HS384"`, `"HS512"`, `"RS256"`, `"RS384"`, `"RS512"`, `"ES256"`, `"ES384"`, `"ES512"`,
		`"PS256"`, `"PS384"`, `"PS512"`:
		return true
	}
	return false
}

func findAlgorithm(e *evidence, report func(Finding)) {
	if name, _ := jsontext.Unquote(e.algorithm()); name != "HS256" {
		report(Finding{Claim: "alg", Got: e.secret.show(jsontext.Cite(e.algorithm())), Want: `"HS256"`})
	}
	for _, m := range e.header {
		if m.Name == "crit" || m.Name == "b64" || m.Name == "zip" {
			report(Finding{Claim: m.Name, Got: e.secret.show(jsontext.Cite(m.Value)), Want: "none"})
		}
	}
}

func findMACLength(e *evidence, report func(Finding)) {
	if len(e.mac) == sha256.Size {
		return
	}
	const hexHint = "Encode the 32 raw bytes of the HMAC-SHA256 as base64url. This is their hex representation."
	hint := "The third part (MAC) must be the 32 raw bytes of the HMAC-SHA256, encoded once as base64url. " +
		"Check that nothing truncates it or encodes it twice."
	if isHexDigits(string(e.mac)) || isHexDigits(e.segments[len(e.segments)-1].written) {
		hint = hexHint
	}
	report(Finding{Claim: "MAC", Got: fmt.Sprintf("a length of %d", len(e.mac)), Want: "32 bytes", Hint: hint})
}

// isHexDigits reports the hex digits of 32 bytes.
func isHexDigits(text string) bool {
	_, err := hex.DecodeString(text)
	return err == nil && len(text) == 2*sha256.Size
}
