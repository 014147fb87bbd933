package conformance

import "fmt"

const (
	ruleNotYetValid = "A signature is not yet valid if the current time is before `iat` minus the leeway."
	ruleExpired     = "A signature has expired if the current time is `exp` plus the leeway or later, or `tokenExp` plus the leeway or later."
	ruleLeeway      = "The leeway is zero if it is not set."
)

// verifyWindowRows adds rows at the edges of the time in which a signature is
// valid. The times of day stand in the table, and not what computes them.
func verifyWindowRows(group verifyGroup) {
	window := func(rule, id, comment, payload string, now, leeway int64, result string) {
		c := verifyCase{id: "window-" + id, comment: comment, signature: jwt(goodHeader, payload), now: now, leeway: leeway, result: result}
		if result == "valid" {
			c.claims = payload
		}
		group(rule, c)
	}
	expAlone := payloadWith("tokenExp", "")
	expFirst := payloadWith("exp", "1700003570")
	tokenExpFirst := payloadWith("tokenExp", "1700003570")
	const iatMS, expMS, earlyMS = 1699999970_000, 1700007170_000, 1700003570_000

	window(ruleLeeway, "iat", "The signature begins to be valid at iat.", goodPayload, iatMS, 0, "valid")
	window(ruleLeeway, "before-iat", "A millisecond before iat the signature is not yet valid.", goodPayload, iatMS-1, 0, "not-yet-valid")
	window(ruleLeeway, "before-exp", "A millisecond before exp and tokenExp the signature is valid.", goodPayload, expMS-1, 0, "valid")
	window(ruleLeeway, "exp", "At exp and tokenExp the signature has expired.", goodPayload, expMS, 0, "expired")
	window(ruleExpired, "before-exp-alone", "A millisecond before exp the signature is valid, without tokenExp.", expAlone, expMS-1, 0, "valid")
	window(ruleExpired, "exp-alone", "At exp the signature has expired, without tokenExp.", expAlone, expMS, 0, "expired")
	window(ruleExpired, "before-exp-first", "A millisecond before an exp that is before tokenExp the signature is valid.", expFirst, earlyMS-1, 0, "valid")
	window(ruleExpired, "exp-first", "At exp the signature has expired, though tokenExp is later.", expFirst, earlyMS, 0, "expired")
	window(ruleExpired, "before-token-exp-first", "A millisecond before a tokenExp that is before exp the signature is valid.", tokenExpFirst, earlyMS-1, 0, "valid")
	window(ruleExpired, "token-exp-first", "At tokenExp the signature has expired, though exp is later.", tokenExpFirst, earlyMS, 0, "expired")
	for _, leeway := range []int64{1, 1500, 60_000} {
		id, with := fmt.Sprintf("-leeway-%d-ms", leeway), fmt.Sprintf("With a leeway of %d ms, ", leeway)
		window(ruleNotYetValid, "iat"+id, with+"the signature is valid that long before iat.", goodPayload, iatMS-leeway, leeway, "valid")
		window(ruleNotYetValid, "before-iat"+id, with+"the signature is not yet valid a millisecond earlier.", goodPayload, iatMS-leeway-1, leeway, "not-yet-valid")
		window(ruleExpired, "before-exp"+id, with+"the signature is valid until a millisecond before that long after exp.", goodPayload, expMS+leeway-1, leeway, "valid")
		window(ruleExpired, "exp"+id, with+"the signature has expired that long after exp.", goodPayload, expMS+leeway, leeway, "expired")
	}
	window(ruleExpired, "before-token-exp-first-leeway", "With a leeway, a tokenExp that is before exp decides.", tokenExpFirst, earlyMS+59_999, 60_000, "valid")
	window(ruleExpired, "token-exp-first-leeway", "With a leeway, the signature has expired that long after a tokenExp that is before exp.", tokenExpFirst, earlyMS+60_000, 60_000, "expired")
	window(ruleExpired, "exp-first-leeway", "With a leeway, the signature has expired that long after an exp that is before tokenExp.", expFirst, earlyMS+60_000, 60_000, "expired")

	window(ruleNotYetValid, "clock-1970", "A clock that begins in 1970 is before any signature.", goodPayload, 1, 0, "not-yet-valid")
	window(ruleNotYetValid, "clock-year-1", "A clock of the year 1 is before any signature.", goodPayload, -62135596800_000, 0, "not-yet-valid")
	window(ruleExpired, "clock-year-9999", "A clock of the year 9999 is after the end of any present signature.", goodPayload, 253402300799_000, 0, "expired")
	window(ruleNotYetValid, "clock-7-minutes-behind", "On a machine that is 7 minutes behind, a signature just made is not yet valid.", goodPayload, 1699999580_000, 0, "not-yet-valid")
	window(ruleExpired, "clock-7-minutes-ahead", "On a machine that is 7 minutes ahead, a signature is expired 7 minutes too early.", goodPayload, 1700007175_000, 0, "expired")
	window(ruleNotYetValid, "leeway-greatest", "A leeway of centuries does not wrap around.", goodPayload, 1, 9_223_372_036_854, "valid")
	window(ruleExpired, "leeway-greatest-end", "A leeway of centuries has an end.", goodPayload, expMS+9_223_372_036_854, 9_223_372_036_854, "expired")
	window(ruleNotYetValid, "iat-seconds-ahead", "A signature that was not backdated is not yet valid for a clock that is a second behind.", payloadWith("iat", "1700000001"), 1700000000_000, 0, "not-yet-valid")
	window(ruleNotYetValid, "iat-float32", "An iat that a 32-bit float rounded up lies in the future.", payloadWith("iat", "1700000128"), 1700000000_000, 0, "not-yet-valid")
	window(ruleNotYetValid, "iat-hours-ahead", "An iat that is local time treated as UTC is hours ahead.", payloadWith("iat", "1700019770", "exp", "1700026970", "tokenExp", "1700026970"), 1700000000_000, 0, "not-yet-valid")
	window(ruleExpired, "exp-0", "An exp of 0 means 1970.", payloadWith("exp", "0"), 1700000000_000, 0, "expired")
	window(ruleExpired, "token-exp-0", "A tokenExp of 0 means 1970, and is not absent.", payloadWith("tokenExp", "0"), 1700000000_000, 0, "expired")
	window(ruleExpired, "token-exp-is-duration", "A duration in place of tokenExp means a time in 1970.", payloadWith("tokenExp", "7200"), 1700000000_000, 0, "expired")
	window(ruleExpired, "exp-equals-iat", "An exp that equals iat leaves no time.", payloadWith("exp", "1699999970"), iatMS, 0, "expired")
	window(ruleMinLifetime, "exp-equals-iat-leeway", "An exp that equals iat leaves the leeway.", payloadWith("exp", "1699999970"), iatMS, 1, "valid")
	window(ruleMinLifetime, "exp-before-iat-leeway", "An exp a second before iat leaves the rest of the leeway.", payloadWith("exp", "1699999969"), iatMS, 1001, "valid")
	window(ruleMinLifetime, "exp-before-iat", "An exp a second before iat leaves no time, even if the leeway is a second.", payloadWith("exp", "1699999969"), iatMS, 1000, "expired")
	window(ruleNotYetValid, "iat-0", "An iat of 0 is a time like any other.", payloadWith("iat", "0", "exp", "7200", "tokenExp", "7200"), 7199_999, 0, "valid")
	window(ruleExpired, "last-times", "The last exp there is can still be reached.", payloadWith("iat", "99999992799", "exp", "99999999999", "tokenExp", "99999999999"), 99999999998_999, 0, "valid")
	window(ruleExpired, "beyond-32-bits", "A time after February 2106 is not truncated to 32 bits.", payloadWith("iat", "4294967296", "exp", "4294974496", "tokenExp", "4294974496"), 4294967296_000, 0, "valid")
}
