package zoomsig

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
)

// rule is one thing that Diagnose looks for.
type rule struct {
	code     Code
	severity Severity
	when     func(*evidence) bool
	right    string // what to say if nothing is found, if that is worth a word
	hint     string
	find     func(*evidence) []Finding // with Claim, Got and Want, and Hint if the rule's does not do
}

// rules is all that Diagnose looks for, in the order of its findings. To add a
// rule, add a Code, an entry here, and a row in TestDiagnoseRules.
var rules = concat(formatRules, claimRules, timeRules, secretRules, joinRules)

func concat(groups ...[]rule) (all []rule) {
	for _, group := range groups {
		all = append(all, group...)
	}
	return all
}

// When a rule applies.
func always(*evidence) bool        { return true }
func isUnknown(e *evidence) bool   { return e.format == FormatUnknown }
func isJWT(e *evidence) bool       { return e.format == FormatJWT && !isForeign(e) }
func isLegacy(e *evidence) bool    { return e.format == FormatLegacy }
func isRead(e *evidence) bool      { return isJWT(e) || isLegacy(e) }
func hasClaims(e *evidence) bool   { return isJWT(e) && e.readable }
func isSigned(e *evidence) bool    { return isLegacy(e) || hasClaims(e) }
func isVideoSDK(e *evidence) bool  { return e.has("app_key", "tpc") }
func isRESTToken(e *evidence) bool { return e.has("iss") && !e.has(meetingSDKClaims...) }

var meetingSDKClaims = []string{"sdkKey", "appKey", "mn", "role", "tokenExp", "video_webrtc_mode"}

// isForeign: of a token for another product nothing more is said.
func isForeign(e *evidence) bool { return isVideoSDK(e) || isRESTToken(e) }

func hasMAC(e *evidence) bool    { return isSigned(e) && len(e.mac) == sha256.Size }
func hasSecret(e *evidence) bool { return hasMAC(e) && e.opts.Secret != "" }
func isJoined(e *evidence) bool  { return isSigned(e) && e.opts.Join != nil }

// hasMoment applies a rule to signatures with one of these times.
func hasMoment(names ...string) func(*evidence) bool {
	return func(e *evidence) bool {
		for _, name := range names {
			if _, known := e.moment(name); known && isSigned(e) {
				return true
			}
		}
		return false
	}
}

// has applies a rule to signatures with that claim.
func has(name string) func(*evidence) bool {
	return func(e *evidence) bool { return isSigned(e) && e.has(name) }
}

// one is a finding if it is true.
func one(isFound bool, f Finding) []Finding {
	if !isFound {
		return nil
	}
	return []Finding{f}
}

// lacks is a finding if the claim is missing, null or empty.
func lacks(name, want string) func(*evidence) []Finding {
	return func(e *evidence) []Finding {
		return one(!e.has(name), Finding{Claim: name, Got: missing, Want: want})
	}
}

var formatRules = []rule{
	{CodeEmpty, SeverityError, isUnknown, "",
		"There is nothing to diagnose. Look at what your endpoint answers, and at the name by which the page reads the signature from it.",
		func(e *evidence) []Finding {
			return one(e.text == "", Finding{Got: "nothing", Want: "a signature"})
		}},
	{CodeNotASignature, SeverityError, isUnknown, "",
		"Hand over the whole signature, header.payload.MAC: not the HMAC alone, nor what is around it.",
		func(e *evidence) []Finding {
			return one(e.text != "", Finding{Got: e.describe(), Want: "header.payload.MAC"})
		}},
	{CodeIncomplete, SeverityError, isRead, "",
		"A part is missing or empty. Join header, payload and MAC with dots, and check that nothing was cut off on the way to the page.",
		func(e *evidence) []Finding {
			empty := ""
			for _, s := range e.segments {
				if s.written == "" {
					empty = "an empty " + s.name
				}
			}
			for _, c := range e.claims {
				if c.text == "" && isLegacy(e) {
					empty = "an empty " + c.name
				}
			}
			switch {
			case isJWT(e) && len(e.segments) < 3:
				empty = fmt.Sprintf("%d of 3 segments", len(e.segments))
			case strings.HasSuffix(e.text, "."):
				empty = "an empty segment at the end"
			}
			return one(empty != "", Finding{Got: empty, Want: "header.payload.MAC"})
		}},
	{CodeMalformed, SeverityError, isRead, "",
		"This part cannot be read: it was damaged or cut, or encoded in another way. Encode the JSON once, as base64url of its UTF-8 bytes.",
		func(e *evidence) (all []Finding) {
			for _, s := range e.segments {
				all = append(all, one(s.broken != "", Finding{Claim: s.name, Got: s.broken, Want: "base64 of what belongs there"})...)
			}
			if e.surplus > 0 && !strings.HasSuffix(e.text, ".") {
				all = append(all, Finding{Got: fmt.Sprintf("%d segments", 3+e.surplus), Want: "3: header, payload and MAC"})
			}
			if _, known := e.moment("timestamp"); isLegacy(e) && !known && e.has("timestamp") {
				c, _ := e.claim("timestamp")
				all = append(all, Finding{Claim: c.name, Got: e.cite(c), Want: wantTimestamp})
			}
			return all
		}},
	{CodeSurroundingText, SeverityError, always, "",
		"Hand over the signature alone: strip white space and quotes, and leave out Bearer. If the quotes come of JSON, parse the answer first.",
		func(e *evidence) []Finding {
			return one(e.around != "", Finding{Got: citeString(e.redact(e.around)), Want: "nothing around the signature"})
		}},
	{CodeEncoding, SeverityError, isJWT, "",
		"Encode each part as base64url without padding: - for +, _ for /, no = at the end, no line breaks. Plain base64 (btoa) is not that.",
		(*evidence).flaws},
	{CodeEncoding, SeverityWarning, isLegacy, "",
		"Zoom's own samples differ here; drop the = at the end and any line break, and sign again if the text was changed.",
		(*evidence).flaws},
	{CodeAlgorithm, SeverityError, isJWT, "the algorithm is HS256",
		`Sign with HMAC-SHA256 and the header {"alg":"HS256","typ":"JWT"}.`,
		func(e *evidence) (all []Finding) {
			algorithm := missing
			for _, m := range e.header {
				switch m.name {
				case "alg":
					algorithm = m.value
				case "crit", "b64", "zip":
					all = append(all, Finding{Claim: m.name, Got: cite(e.redact(m.value)), Want: "none"})
				}
			}
			name, _ := unquote(algorithm)
			wrong := name != "HS256" && e.segments[0].broken == "" && e.segments[0].written != ""
			return append(one(wrong, Finding{Claim: "alg", Got: cite(e.redact(algorithm)), Want: `"HS256"`}), all...)
		}},
	{CodeMACLength, SeverityError, func(e *evidence) bool { return isRead(e) && len(e.mac) > 0 }, "the MAC has 32 bytes",
		"The MAC was cut, or encoded twice: encode the 32 raw bytes of the HMAC-SHA256, not their hex digits.",
		func(e *evidence) []Finding {
			return one(len(e.mac) != sha256.Size, Finding{Claim: "MAC", Got: fmt.Sprintf("%d bytes", len(e.mac)), Want: "32"})
		}},
	{CodeLegacyFormat, SeverityError, isLegacy, "",
		"Zoom retired JWT apps and their signatures in 2023. Create a General app with the Meeting SDK on, and sign a JWT with its Client ID and Client Secret.",
		func(e *evidence) []Finding {
			return []Finding{{Got: "the signature of a JWT app", Want: "a JWT"}}
		}},
	{CodeSeconds, SeverityError, isLegacy, "",
		"A legacy timestamp counts milliseconds: use the clock's milliseconds less 30000 as they are.",
		func(e *evidence) []Finding {
			t, known := e.moment("timestamp")
			return one(known && len(t.text) != 13, Finding{Claim: "timestamp", Got: e.cite(t.claim), Want: wantTimestamp})
		}},
	{CodeVideoSDKToken, SeverityError, isVideoSDK, "",
		"This is a token for the Video SDK, which is another product. The Meeting SDK needs sdkKey, appKey, mn, role, iat, exp and tokenExp, and the credentials of a Meeting SDK app.",
		func(e *evidence) []Finding {
			return []Finding{{Got: "app_key or tpc", Want: "appKey, sdkKey and mn"}}
		}},
	{CodeAPIToken, SeverityError, func(e *evidence) bool { return isRESTToken(e) && !isVideoSDK(e) }, "",
		"This is a token for Zoom's REST API or another service. The Meeting SDK needs sdkKey, appKey, mn, role, iat, exp and tokenExp.",
		func(e *evidence) []Finding {
			return []Finding{{Claim: "iss", Got: "iss and no claim of the Meeting SDK", Want: "appKey, sdkKey and mn"}}
		}},
}

var claimRules = []rule{
	{CodeAppKeyMissing, SeverityError, hasClaims, "",
		"Add appKey, the same value as sdkKey: Web SDK 5.0.0 and later read it, and post apiKey=undefined to Zoom without it.",
		lacks("appKey", "the app's key")},
	{CodeSDKKeyMissing, SeverityWarning, hasClaims, "",
		"Add sdkKey, the same value as appKey: Web SDKs before 5.0.0 read it.",
		lacks("sdkKey", "the app's key")},
	{CodeKeysDiffer, SeverityError, func(e *evidence) bool { return hasClaims(e) && e.has("sdkKey") && e.has("appKey") }, "appKey and sdkKey are the same",
		"Write the app's one key into both.",
		func(e *evidence) []Finding {
			keys := e.keys()
			if len(keys) < 2 {
				return nil
			}
			return []Finding{{Claim: "appKey", Got: e.cite(keys[0]), Want: e.cite(keys[1]) + ", as sdkKey"}}
		}},
	{CodeKeyFormat, SeverityError, isSigned, "",
		"Copy the key again, without spaces or quotes; if it is a placeholder, put in the app's Client ID or SDK Key.",
		func(e *evidence) (all []Finding) {
			for _, c := range e.keys() {
				strange := strings.ContainsFunc(c.text, isNoKeyCharacter) || isJWT(e) && !c.isString()
				all = append(all, one(strange, Finding{Claim: c.name, Got: e.cite(c), Want: "a string of A-Z, a-z, 0-9, _ and -"})...)
			}
			return all
		}},
	{CodeNativeToken, SeverityInfo, hasClaims, "",
		"Without mn and role this serves native SDKs, for any meeting. For a web page, add both.",
		func(e *evidence) []Finding {
			return one(!e.has("mn") && !e.has("role"), Finding{Claim: "mn", Got: "neither mn nor role", Want: "both for the Web SDK"})
		}},
	{CodeMeetingNumberMissing, SeverityError, has("role"), "",
		"Add mn, the meeting number in digits; it was probably not in the request from the page.",
		lacks("mn", wantMeetingNumber)},
	{CodeRoleMissing, SeverityError, has("mn"), "",
		"Add role: 0 to join, 1 to start the meeting.",
		lacks("role", wantRole)},
	{CodeMeetingNumberFormat, SeverityError, has("mn"), "mn is a meeting number",
		"Sign the digits alone, without spaces and hyphens, and pass the same to join. A personal link or a password is no meeting number.",
		func(e *evidence) []Finding {
			c, _ := e.claim("mn")
			_, ok := decodeDigits(c.text)
			return one(!ok, Finding{Claim: "mn", Got: e.cite(c), Want: wantMeetingNumber})
		}},
	{CodeRoleValue, SeverityError, has("role"), "",
		"Sign 0 to join or 1 to start the meeting.",
		func(e *evidence) []Finding {
			c, _ := e.claim("role")
			_, ok := decodeRole(c.text)
			return one(!ok, Finding{Claim: "role", Got: e.cite(c), Want: wantRole})
		}},
	{CodeClaimType, SeverityWarning, hasClaims, "",
		"Write it as a JSON number, without quotes. If your JWT library takes claims as strings, give it their type.",
		func(e *evidence) (all []Finding) {
			for _, name := range []string{"role", "iat", "exp", "tokenExp"} {
				c, found := e.claim(name)
				all = append(all, one(found && c.isString(), Finding{Claim: name, Got: e.cite(c), Want: "a number"})...)
			}
			return all
		}},
	{CodeDuplicateClaim, SeverityError, isJWT, "",
		"Write each member once: which of the two Zoom reads is not known.",
		func(e *evidence) (all []Finding) {
			times := map[string]int{}
			for _, m := range e.header {
				times["header "+m.name]++
			}
			for _, c := range e.claims {
				times[c.name]++
			}
			for name, n := range times {
				all = append(all, one(n > 1, Finding{Claim: cite(e.redact(name)), Got: fmt.Sprintf("%d times", n), Want: "once"})...)
			}
			slices.SortFunc(all, func(a, b Finding) int { return strings.Compare(a.Claim, b.Claim) })
			return all
		}},
}

func isNoKeyCharacter(r rune) bool {
	return !('A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '_' || r == '-')
}
