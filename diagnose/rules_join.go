package diagnose

import (
	"fmt"
	"strings"

	"github.com/zoomsig/zoomsig"
)

const (
	passedToJoin = " passed to join()"
	asSigned     = ", as in the signature"
)

// joinRules are about the call to join() and its result.
func joinRules() []rule {
	return []rule{{
		code: CodeJoinKeyDiffers, severity: SeverityError, when: isJoined,
		hint: "Pass to join() the sdkKey that is in the signature. Since Web SDK 4.0.0 you can omit it.",
		find: func(e *evidence, report func(Finding)) {
			for _, c := range e.keys() {
				if given := e.opts.Join.SDKKey; given != "" && given != c.text {
					report(Finding{Claim: c.name, Got: e.showOption(given) + passedToJoin, Want: e.showClaim(c) + asSigned})
					return
				}
			}
		},
	}, {
		code: CodeJoinMeetingDiffers, severity: SeverityError, when: isJoined,
		hint: "Pass to join() the meeting number that is in the signature, as digits only.",
		find: func(e *evidence, report func(Finding)) {
			c, found := e.claim("mn")
			given := e.opts.Join.MeetingNumber
			if !found || given == "" || given == c.text {
				return
			}
			f := Finding{Claim: c.name, Got: e.showOption(given) + passedToJoin, Want: e.showClaim(c) + asSigned}
			if number, err := zoomsig.ParseMeetingNumber(given); err == nil && number.String() == c.text {
				f.Hint = "Remove the spaces or hyphens from the meeting number that you pass to join()."
			}
			report(f)
		},
	}, {
		code: CodeJoinRoleDiffers, severity: SeverityError,
		when: func(e *evidence) bool { return isJoined(e) && e.opts.Join.Role != nil },
		hint: "Request a signature for the role in which the page joins.",
		find: func(e *evidence, report func(Finding)) {
			c, _ := e.claim("role")
			signed, known := readRole(c.text)
			if !known || signed == *e.opts.Join.Role {
				return
			}
			f := Finding{Claim: c.name, Got: e.opts.Join.Role.String() + passedToJoin, Want: signed.String() + asSigned}
			if signed == zoomsig.RoleParticipant {
				f.Hint = "Request a signature with role 1 to start the meeting. With role 0, a ZAK merely logs the user in."
			}
			if e.secret.hidden {
				f.Want = hiddenContent
			}
			report(f)
		},
	}, {
		code: CodeHostNeedsZAK, severity: SeverityInfo, when: has("role"),
		hint: "To start the meeting, also pass the host's ZAK (Zoom Access Key) to join() as zak. " +
			"Without it, or with another user's ZAK, Zoom rejects the join even if the signature is valid.",
		find: func(e *evidence, report func(Finding)) {
			if c, _ := e.claim("role"); c.text == "1" {
				report(Finding{Claim: c.name, Got: e.secret.show("1 (host)")})
			}
		},
	}, {
		code: CodeErrorCode, severity: SeverityInfo,
		when: func(e *evidence) bool { return e.opts.ErrorCode != 0 && (e.format != FormatJWT || isJWT(e)) },
		find: func(e *evidence, report func(Finding)) {
			meaning := explainErrorCode(e.opts.ErrorCode)
			f := Finding{Got: fmt.Sprintf("%d: %s", e.opts.ErrorCode, meaning.text), Hint: meaning.hint}
			var fitting []string
			for _, code := range meaning.fitting {
				if e.found(code) {
					fitting = append(fitting, string(code))
				}
			}
			switch {
			case len(fitting) > 0:
				f.Hint += "\nLikely causes among these findings: " + strings.Join(fitting, ", ") + "."
			case meaning.accepted && e.hasErrors():
				f.Hint += "\nThe errors found did not cause this code. " +
					"To see the signature as Zoom saw it, diagnose again with -at and the time of the join."
			case meaning.accepted:
			case e.hasErrors():
				f.Hint += "\nThe errors found are not known to cause this code, but correct them too."
			default:
				f.Hint += "\nThis diagnosis found no cause in the signature."
			}
			f.Hint = strings.TrimPrefix(f.Hint, "\n")
			report(f)
		},
	}, {
		code: CodeCheckCredentials, severity: SeverityInfo,
		when: func(e *evidence) bool { return !e.hasErrors() && !explainErrorCode(e.opts.ErrorCode).accepted },
		find: func(e *evidence, report func(Finding)) {
			report(Finding{Hint: "No error was found in the signature. If Zoom still rejects it, check each of these:\n- " +
				strings.Join(furtherChecks(e), "\n- ")})
		},
	}}
}

// furtherChecks returns what a signature cannot show, without what was checked.
func furtherChecks(e *evidence) []string {
	checks := []string{
		"The credentials belong to a General app with the Meeting SDK enabled, " +
			"not to a Server-to-Server OAuth app, another OAuth app or a Video SDK app.",
		"The app is activated, and its development credentials are used only in the account that owns the app.",
		"The meeting is hosted by the account that owns the app. Otherwise Zoom must have reviewed the app, " +
			"and as of 2026-03-02 join() requires a ZAK or an OBF token in addition to the signature, even with role 0.",
		"The signing machine's clock is correct. Compare date -u with curl -sI https://zoom.us | grep -i ^date. " +
			"A diagnosis run on a machine whose own clock is wrong cannot detect this.",
	}
	switch {
	case e.opts.Secret == "":
		checks = append(checks, "The secret is correct. Repeat the diagnosis with it: set ZOOM_MEETING_SDK_SECRET.")
	case !canTellSecret(e):
		checks = append(checks, "The secret is correct: the one that was given could not be compared with the signature.")
	}
	if e.opts.Join == nil {
		checks = append(checks,
			"The page passes to join() what was signed. Repeat the diagnosis with -join-key, -join-meeting and -join-role.")
	}
	if e.opts.Clock == nil {
		checks = append(checks,
			"The signature was valid when it was rejected. Repeat the diagnosis as of that time, with -at.")
	}
	return checks
}
