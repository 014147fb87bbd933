package zoomsig

import (
	"fmt"
	"time"
)

var timeRules = []rule{
	{CodeIssuedAtMissing, SeverityError, hasClaims, "",
		"Add iat, the Unix time in seconds less 30.",
		lacksTime("iat")},
	{CodeExpiryMissing, SeverityError, hasClaims, "",
		"Add exp, iat and 7200.",
		lacksTime("exp")},
	{CodeTokenExpiryMissing, SeverityWarning, hasClaims, "",
		"Add tokenExp, the same value as exp: native SDKs read it.",
		lacksTime("tokenExp")},
	{CodeMilliseconds, SeverityError, hasClaims, "",
		"Divide by 1000 and cut: the JWT counts seconds. In JavaScript, Math.floor(Date.now() / 1000).",
		eachTime(func(e *evidence, t instant) []Finding {
			return one(t.isMilliseconds(), Finding{Claim: t.name, Got: e.cite(t.claim), Want: "seconds, which have 10 digits"})
		})},
	{CodeFractionalTime, SeverityError, hasClaims, "",
		"Cut the fraction off: Math.floor in JavaScript, int() in Python, and no floating point anywhere near it.",
		eachTime(func(e *evidence, t instant) []Finding {
			return one(t.fraction, Finding{Claim: t.name, Got: e.cite(t.claim), Want: "whole seconds, in digits alone"})
		})},
	{CodeTokenExpiryDuration, SeverityError, hasClaims, "",
		"tokenExp is a moment like exp, not a number of seconds from iat: write the same value as in exp.",
		eachTime(func(e *evidence, t instant) []Finding {
			return one(t.isDuration(), Finding{Claim: t.name, Got: e.cite(t.claim), Want: "Unix time in seconds"})
		})},
	{CodeLifetimeTooShort, SeverityError, hasClaims, "",
		"Zoom wants 1800 s at least. Use iat and 7200, both in seconds; seconds added to milliseconds end up here too.",
		eachLifetime(func(e *evidence, t instant, lifetime time.Duration) []Finding {
			return one(lifetime < MinLifetime, Finding{Claim: t.name, Got: inSeconds(lifetime), Want: "1800 to 172800 s after iat"})
		})},
	{CodeLifetimeTooLong, SeverityError, hasClaims, "",
		"Zoom takes 48 hours at most. Use iat and 7200, in seconds: 60*60*2, not 60*60*2*1000. Sign afresh for each join.",
		eachLifetime(func(e *evidence, t instant, lifetime time.Duration) []Finding {
			return one(lifetime > MaxLifetime, Finding{Claim: t.name, Got: inSeconds(lifetime), Want: "1800 to 172800 s after iat"})
		})},
	{CodeLifetimeBoundary, SeverityWarning, hasClaims, "",
		"Zoom's sample takes both ends, but native SDKs have been seen to refuse exactly 1800 s, and Android wants tokenExp 1800 s after the moment it is used. Use 7200.",
		eachLifetime(func(e *evidence, t instant, lifetime time.Duration) []Finding {
			return one(lifetime == MinLifetime || lifetime == MaxLifetime, Finding{Claim: t.name, Got: inSeconds(lifetime), Want: "between 1800 and 172800 s after iat"})
		})},
	{CodeExpiriesDiffer, SeverityWarning, hasClaims, "",
		"Write the same moment into both: the Web SDK reads exp, native SDKs read tokenExp, and the earlier of them ends the signature.",
		func(e *evidence) []Finding {
			exp, known := e.instant("exp")
			tokenExp, bothKnown := e.instant("tokenExp")
			differ := known && bothKnown && !tokenExp.isDuration() && !exp.at.Equal(tokenExp.at)
			return one(differ, Finding{Claim: "tokenExp", Got: e.cite(tokenExp.claim), Want: e.cite(exp.claim) + ", as exp"})
		}},
	{CodeIssuedInFuture, SeverityError, hasMoment("iat", "timestamp"), "it is not from the future",
		"",
		func(e *evidence) []Finding {
			t, ahead := e.ahead()
			return one(ahead > 0, Finding{Claim: t.name, Got: e.spell(t), Want: "not after " + spellTime(e.now), Hint: hintAhead(ahead)})
		}},
	{CodeFloat32Time, SeverityWarning, hasClaims, "",
		"iat, or iat and 30, is a multiple of 128: 32-bit floats step by 128 s at today's times, so it is up to 129 s off, and in the future once in three or four times. In Java, Math.round(getTime() / (float) 1000) does that, and so does Math.round of a long. Use Instant.now().getEpochSecond() - 30.",
		func(e *evidence) []Finding {
			t, ahead := e.ahead()
			return one(ahead > 0 && (t.seconds%128 == 0 || (t.seconds+30)%128 == 0), Finding{Claim: "iat", Got: e.cite(t.claim), Want: "a time that did not go through a float"})
		}},
	{CodeExpired, SeverityError, hasMoment("exp", "tokenExp"), "it is not expired",
		"Make a new signature in your backend for each join; do not paste or store one. If it is new, the clock that signed is behind, or local time was taken as if it were UTC.",
		func(e *evidence) []Finding {
			first, known := e.moment("exp")
			if t, both := e.moment("tokenExp"); both && (!known || t.at.Before(first.at)) {
				first, known = t, true
			}
			return one(known && !e.now.Before(first.at), Finding{Claim: first.name, Got: e.spell(first), Want: "after " + spellTime(e.now)})
		}},
}

func lacksTime(name string) func(*evidence) []Finding {
	return func(e *evidence) []Finding {
		got := missing
		if c, found := e.claim(name); found {
			got = e.cite(c)
		}
		_, known := e.instant(name)
		return one(!known, Finding{Claim: name, Got: got, Want: "Unix time in seconds"})
	}
}

// eachTime looks at every time of a JWT that can be read.
func eachTime(find func(*evidence, instant) []Finding) func(*evidence) []Finding {
	return func(e *evidence) (all []Finding) {
		for _, name := range []string{"iat", "exp", "tokenExp"} {
			if t, known := e.instant(name); known {
				all = append(all, find(e, t)...)
			}
		}
		return all
	}
}

// eachLifetime looks at the time from iat to exp, and to tokenExp if it is
// another.
func eachLifetime(find func(*evidence, instant, time.Duration) []Finding) func(*evidence) []Finding {
	return func(e *evidence) (all []Finding) {
		iat, known := e.moment("iat")
		if !known {
			return nil
		}
		exp, hasExp := e.moment("exp")
		if hasExp {
			all = find(e, exp, exp.at.Sub(iat.at))
		}
		if t, both := e.moment("tokenExp"); both && !(hasExp && t.at.Equal(exp.at)) {
			all = append(all, find(e, t, t.at.Sub(iat.at))...)
		}
		return all
	}
}

func inSeconds(d time.Duration) string { return fmt.Sprintf("%d s after iat", d/time.Second) }

// ahead returns iat or the legacy timestamp, and how far it lies after now.
func (e *evidence) ahead() (instant, time.Duration) {
	for _, name := range []string{"iat", "timestamp"} {
		if t, known := e.moment(name); known {
			return t, t.at.Sub(e.now)
		}
	}
	return instant{}, 0
}

// hintAhead says what to subtract, and, if it is the distance of a time zone,
// where that comes from.
func hintAhead(ahead time.Duration) string {
	hint := fmt.Sprintf("Zoom refuses a signature from the future until its own clock gets there, which is why a retry may work. The clock that signed is ahead, or the time was not dated back: set the clock right, or subtract %d s more when signing. 30 s in all is usual.",
		(ahead+time.Second-1)/time.Second)
	const zone, slack = 30 * time.Minute, 3 * time.Minute
	if off := (ahead + slack) % zone; ahead >= 2*zone-slack && off <= 2*slack && ahead <= 14*time.Hour+slack {
		hint += " The distance is that of a time zone: take Unix time, which is UTC, not the local wall clock."
	}
	return hint
}
