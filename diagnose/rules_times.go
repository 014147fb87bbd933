package diagnose

import (
	"fmt"
	"time"
)

// timeRules are about iat, exp and tokenExp, and the timestamp of a legacy
// signature.
func timeRules() []rule {
	return []rule{{
		code: CodeIssuedAtMissing, severity: SeverityError, when: hasClaims,
		hint: "Add iat: the current Unix time in seconds, minus 30.",
		find: lacksTime("iat"),
	}, {
		code: CodeExpiryMissing, severity: SeverityError, when: hasClaims,
		hint: "Add exp: iat + 7200.",
		find: lacksTime("exp"),
	}, {
		code: CodeTokenExpiryMissing, severity: SeverityWarning, when: hasClaims,
		hint: "Add tokenExp with the same value as exp. Native SDKs read it.",
		find: lacksTime("tokenExp"),
	}, {
		code: CodeMilliseconds, severity: SeverityError, when: hasClaims,
		hint: "Use seconds, not milliseconds: in JavaScript, Math.floor(Date.now() / 1000). " +
			"Then compute exp and tokenExp from iat.",
		find: eachTime("seconds (10 digits)", unixTime.isMilliseconds),
	}, {
		code: CodeFractionalTime, severity: SeverityError, when: hasClaims,
		hint: "Round the time down to whole seconds: Math.floor(...) in JavaScript, int(...) in Python. " +
			"Do this once, for iat, and compute exp and tokenExp from it.",
		find: eachTime("whole seconds, digits only", func(t unixTime) bool { return t.isFraction }),
	}, {
		code: CodeTokenExpiryDuration, severity: SeverityError, when: hasClaims,
		hint: "Set tokenExp to the same value as exp. It is a point in time, not a duration.",
		find: eachTime("a Unix time in seconds", unixTime.isDuration),
	}, {
		code: CodeLifetimeTooShort, severity: SeverityError, when: hasClaims,
		hint: fmt.Sprintf("Set exp and tokenExp to iat + 7200 (seconds). Zoom requires at least %d seconds.", minLifetime),
		find: eachLifetime(fmt.Sprintf("%d to %d s", minLifetime, maxLifetime), lifetime.isTooShort),
	}, {
		code: CodeLifetimeTooLong, severity: SeverityError, when: hasClaims,
		hint: "Set exp and tokenExp to iat + 7200 (seconds), and make a new signature for each join. " +
			"Zoom allows at most 48 hours.",
		find: eachLifetime(fmt.Sprintf("%d to %d s", minLifetime, maxLifetime), lifetime.isTooLong),
	}, {
		code: CodeLifetimeBoundary, severity: SeverityWarning, when: hasClaims,
		hint: "Use iat + 7200. Native SDKs have been observed to reject a lifetime of exactly 1800 seconds, " +
			"and the Android SDK requires 1800 seconds to be left when the signature is used.",
		find: eachLifetime(fmt.Sprintf("more than %d and less than %d s", minLifetime, maxLifetime), lifetime.isBoundary),
	}, {
		code: CodeExpiriesDiffer, severity: SeverityWarning, when: hasClaims,
		hint: "Set exp and tokenExp to the same value. The Web SDK reads exp, and native SDKs read tokenExp.",
		find: func(e *evidence, report func(Finding)) {
			exp, hasExp := e.time("exp")
			tokenExp, hasTokenExp := e.time("tokenExp")
			if hasExp && hasTokenExp && !tokenExp.isDuration() && !exp.isSame(tokenExp) {
				want := e.showClaim(exp.claim) + ", as in exp"
				report(Finding{Claim: tokenExp.name, Got: e.showClaim(tokenExp.claim), Want: want})
			}
		},
	}, {
		code: CodeIssuedInFuture, severity: SeverityError, when: hasPointInTime("iat", "timestamp"),
		hint: "Correct the signing machine's clock, and set iat to the current time minus 30 seconds. " +
			"Zoom rejects a signature whose iat is in the future but accepts it once that time is reached, " +
			"so trying again may work.",
		find: func(e *evidence, report func(Finding)) {
			t := e.issuedAt()
			if !t.isAfter(e.now) {
				return
			}
			f := Finding{Claim: t.name, Got: e.showTime(t), Want: "no later than " + formatTime(e.now)}
			switch {
			case isTimeZone(t.distance(e.now)):
				f.Hint = "Use Unix time, which is UTC, not local time: the difference is a time-zone offset."
			case t.name == "timestamp":
				f.Hint = "Correct the signing machine's clock. The JWT that replaces this signature needs a correct clock too."
			case t.describeFloat() != "":
				f.Hint = "Use integer arithmetic for the time (see float32-time). " +
					"If iat is still in the future after that, correct the signing machine's clock."
			}
			report(f)
		},
		passed: "the signature was not issued in the future",
	}, {
		code: CodeFloat32Time, severity: SeverityWarning, when: hasPointInTime("iat"),
		hint: "Use integer arithmetic for the time: in Java, Instant.now().getEpochSecond() - 30. " +
			"Multiples of 128 come from 32-bit floating point, as in Java's Math.round(getTime() / (float) 1000).",
		find: func(e *evidence, report func(Finding)) {
			t := e.issuedAt()
			if float := t.describeFloat(); t.isAfter(e.now) && float != "" {
				report(Finding{Claim: t.name, Got: e.showClaim(t.claim) + float, Want: "a time computed in integers"})
			}
		},
	}, {
		code: CodeFloat32Time, severity: SeverityInfo, when: hasPointInTime("iat"),
		hint: "Sign again a few seconds later and diagnose that signature too: if it shows this note as well, " +
			"the time was computed in 32-bit floating point, as by Java's Math.round(getTime() / (float) 1000), " +
			"and is sometimes in the future.\n" +
			"By chance, 1 in 64 values looks like this; " +
			"if a join was rejected, diagnose again with -at and the time of the rejection.",
		find: func(e *evidence, report func(Finding)) {
			t := e.issuedAt()
			if float := t.describeFloat(); !t.isAfter(e.now) && float != "" {
				report(Finding{Claim: t.name, Got: e.showClaim(t.claim) + float})
			}
		},
	}, {
		code: CodeExpired, severity: SeverityError, when: hasPointInTime("exp", "tokenExp"),
		hint: "Make a new signature in your backend for each join, and do not reuse a stored or pasted one. " +
			"If this one is new, the signing machine's clock is slow, or the program used local time instead of UTC.",
		find: func(e *evidence, report func(Finding)) {
			end, hasExp := e.pointInTime("exp")
			if t, hasTokenExp := e.pointInTime("tokenExp"); hasTokenExp && (!hasExp || end.isLaterThan(t)) {
				end = t
			}
			if !end.isAfter(e.now) {
				report(Finding{Claim: end.name, Got: e.showTime(end), Want: "after " + formatTime(e.now)})
			}
		},
		passed: "the signature has not expired",
	}}
}

// lacksTime reports a claim that is missing or is no time.
func lacksTime(name string) func(*evidence, func(Finding)) {
	return func(e *evidence, report func(Finding)) {
		if _, found := e.time(name); found {
			return
		}
		got := missing
		if c, found := e.claim(name); found {
			got = e.showClaim(c)
		}
		report(Finding{Claim: name, Got: got, Want: "a Unix time in seconds"})
	}
}

// eachTime reports the times of a JWT that are wrong.
func eachTime(want string, isWrong func(unixTime) bool) func(*evidence, func(Finding)) {
	return func(e *evidence, report func(Finding)) {
		for _, name := range []string{"iat", "exp", "tokenExp"} {
			if t, found := e.time(name); found && isWrong(t) {
				report(Finding{Claim: t.name, Got: e.showClaim(t.claim), Want: want})
			}
		}
	}
}

// eachLifetime reports the lifetimes of a JWT that are wrong.
func eachLifetime(want string, isWrong func(lifetime) bool) func(*evidence, func(Finding)) {
	return func(e *evidence, report func(Finding)) {
		for _, l := range e.lifetimes() {
			if isWrong(l) {
				got := e.secret.show(fmt.Sprintf("%d %s after iat", l.length, l.unit))
				report(Finding{Claim: l.claim, Got: got, Want: want + " after iat"})
			}
		}
	}
}

// issuedAt returns iat, or the timestamp of a legacy signature.
func (e *evidence) issuedAt() unixTime {
	if t, found := e.pointInTime("timestamp"); found {
		return t
	}
	t, _ := e.pointInTime("iat")
	return t
}

// isTimeZone reports a distance, in seconds, that is the offset of a time zone
// from UTC: a multiple of 30 minutes from 1 to 14 hours, give or take 3 minutes.
func isTimeZone(seconds int64) bool {
	const step, slack, hour = 30 * 60, 3 * 60, 60 * 60
	return seconds >= hour-slack && seconds <= 14*hour+slack && (seconds+slack)%step <= 2*slack
}

// describeFloat says why a time looks computed in 32-bit floating point, with or
// without 30 seconds of backdating: today such times are 128 seconds apart. It
// returns "" for any other time.
func (t unixTime) describeFloat() string {
	switch {
	case t.nanos != 0:
	case t.seconds%128 == 0:
		return ", a multiple of 128"
	case (t.seconds+30)%128 == 0:
		return ", 30 less than a multiple of 128"
	}
	return ""
}

// showTime returns a time as it is written, in UTC, and its distance from now.
func (e *evidence) showTime(t unixTime) string {
	const firstYear = -62135596800 // the beginning of year 1, in Unix seconds
	text := t.text
	if t.seconds >= firstYear {
		text += " = " + time.Unix(t.seconds, 0).UTC().Format(time.RFC3339)
	}
	distance := formatDistance(t.distance(e.now))
	switch isStart := t.name == "iat" || t.name == "timestamp"; {
	case t.isNow(e.now):
		text += ", now"
	case !t.isAfter(e.now):
		text += ", " + distance + " ago"
	case isStart:
		text += ", " + distance + " in the future"
	default:
		text += ", in " + distance
	}
	return e.secret.show(text)
}

// timeLines returns the times of a signature for the report.
func (e *evidence) timeLines() []string {
	var lines []string
	for _, label := range []struct{ name, meaning string }{
		{"iat", "issued at"},
		{"exp", "expires in the Web SDK"},
		{"tokenExp", "expires in native SDKs"},
		{"timestamp", "issued at"},
	} {
		if label.name == "exp" && !isJWT(e) {
			label.meaning = "expires"
		}
		if t, found := e.pointInTime(label.name); found && !e.secret.hidden {
			lines = append(lines, fmt.Sprintf("%s (%s) %s", label.name, label.meaning, e.showTime(t)))
		}
	}
	return lines
}
