package diagnose

import (
	"fmt"
	"strings"

	"github.com/zoomsig/zoomsig"
)

const (
	wantKey           = "the app's Client ID (or SDK Key)"
	wantMeetingNumber = "9 to 11 digits, not starting with 0"
	wantRole          = "0 (participant) or 1 (host)"
)

// claimRules are about the claims other than times.
func claimRules() []rule {
	return []rule{{
		code: CodeAppKeyMissing, severity: SeverityError, when: hasClaims,
		hint: "Add appKey: the app's Client ID (or SDK Key). " +
			"Zoom documents appKey as required since Web SDK 5.0.0 and for native SDKs.",
		find: lacks("appKey", wantKey),
	}, {
		code: CodeSDKKeyMissing, severity: SeverityInfo, when: hasClaims,
		hint: "Add sdkKey with the same value as appKey if you use a Web SDK before 4.0.0. Later SDKs do not need it.",
		find: lacks("sdkKey", wantKey),
	}, {
		code: CodeKeysDiffer, severity: SeverityError,
		when: func(e *evidence) bool { return hasClaims(e) && e.has("sdkKey") && e.has("appKey") },
		hint: "Set appKey and sdkKey to the same value: the app's Client ID (or SDK Key).",
		find: func(e *evidence, report func(Finding)) {
			if keys := e.keys(); len(keys) > 1 {
				report(Finding{Claim: keys[0].name, Got: e.showClaim(keys[0]), Want: e.showClaim(keys[1]) + ", as in sdkKey"})
			}
		},
		passed: "appKey equals sdkKey",
	}, {
		code: CodeKeyFormat, severity: SeverityError, when: hasKey,
		hint: "Copy the Client ID (or SDK Key) from the app's credentials again, without spaces or quotes. " +
			"If this value is a placeholder, replace it.",
		find: func(e *evidence, report func(Finding)) {
			for _, c := range e.keys() {
				if strings.ContainsFunc(c.text, isNotInKey) || isJWT(e) && !c.isString() {
					report(Finding{Claim: c.name, Got: e.showClaim(c), Want: "a string of letters, digits, _ and -"})
				}
			}
		},
	}, {
		code: CodeNativeToken, severity: SeverityInfo, when: hasClaims,
		hint: "For a web page, add mn and role. Without them, a signature works only with native SDKs, for any meeting.",
		find: func(e *evidence, report func(Finding)) {
			if !e.has("mn", "role") {
				report(Finding{Claim: "mn", Got: "neither mn nor role", Want: "both for the Web SDK"})
			}
		},
	}, {
		code: CodeMeetingNumberMissing, severity: SeverityError, when: has("role"),
		hint: "Add mn, the meeting number, as digits. " +
			"Check that the page sends it to your backend under the name that the backend reads.",
		find: lacks("mn", wantMeetingNumber),
	}, {
		code: CodeRoleMissing, severity: SeverityError, when: has("mn"),
		hint: "Add role: 0 for a participant or 1 for a host.",
		find: lacks("role", wantRole),
	}, {
		code: CodeMeetingNumberFormat, severity: SeverityError, when: has("mn"),
		hint: "Set mn to the digits of the meeting number, without spaces or hyphens, and pass the same string to join(). " +
			"A personal link name or a passcode is not a meeting number.",
		find: func(e *evidence, report func(Finding)) {
			c, _ := e.claim("mn")
			if number, err := zoomsig.ParseMeetingNumber(c.text); err != nil || number.String() != c.text {
				report(Finding{Claim: c.name, Got: e.showClaim(c), Want: wantMeetingNumber})
			}
		},
		passed: "the meeting number has 9 to 11 digits",
	}, {
		code: CodeRoleValue, severity: SeverityError, when: has("role"),
		hint: "Set role to the number 0 (participant) or 1 (host).",
		find: func(e *evidence, report func(Finding)) {
			c, _ := e.claim("role")
			if _, ok := readRole(c.text); !ok {
				report(Finding{Claim: c.name, Got: e.showClaim(c), Want: wantRole})
			}
		},
	}, {
		code: CodeVideoWebRTCValue, severity: SeverityWarning, when: has("video_webrtc_mode"),
		hint: "Set video_webrtc_mode to the number 0 (off) or 1 (on), or leave it out.",
		find: func(e *evidence, report func(Finding)) {
			c, _ := e.claim("video_webrtc_mode")
			if c.raw != "0" && c.raw != "1" {
				report(Finding{Claim: c.name, Got: e.showClaim(c), Want: "0 (off) or 1 (on)"})
			}
		},
	}, {
		code: CodeClaimType, severity: SeverityWarning, when: hasClaims,
		hint: "Write the value as a JSON number, without quotes. " +
			"If your JWT library turns claims into strings, pass it an integer.",
		find: func(e *evidence, report func(Finding)) {
			for _, name := range []string{"role", "iat", "exp", "tokenExp"} {
				if c, _ := e.claim(name); c.isString() {
					report(Finding{Claim: c.name, Got: e.showClaim(c), Want: "a number"})
				}
			}
		},
	}, {
		code: CodeDuplicateClaim, severity: SeverityError, when: isJWT,
		hint: "Write each member only once. It is not known which of the duplicates Zoom reads.",
		find: func(e *evidence, report func(Finding)) {
			var headerNames, claimNames []string
			for _, m := range e.header {
				headerNames = append(headerNames, m.Name)
			}
			for _, c := range e.claims {
				claimNames = append(claimNames, c.name)
			}
			findDuplicates(e, "header", headerNames, report)
			findDuplicates(e, "payload", claimNames, report)
		},
	}}
}

// readRole reads a role that is written as Zoom reads it, as a digit.
func readRole(text string) (role zoomsig.Role, ok bool) {
	role, err := zoomsig.ParseRole(text)
	return role, err == nil && isDigits(text)
}

func isNotInKey(r rune) bool {
	return !('A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '_' || r == '-')
}

// findDuplicates reports the first names that are given more than once in the
// header or payload, and how many there are besides.
func findDuplicates(e *evidence, segment string, names []string, report func(Finding)) {
	const maxReported = 10
	count := map[string]int{}
	var repeated []string
	for _, name := range names {
		if count[name]++; count[name] == 2 {
			repeated = append(repeated, name)
		}
	}
	for i, name := range repeated {
		if i == maxReported {
			report(Finding{Claim: segment, Got: fmt.Sprintf("%d more duplicates", len(repeated)-i), Want: "none"})
			return
		}
		claim := claimName(name)
		if segment == "header" {
			claim = "header " + claim
		}
		if e.secret.hidden {
			claim = segment
		}
		report(Finding{Claim: claim, Got: fmt.Sprintf("%d times", count[name]), Want: "once"})
	}
}
