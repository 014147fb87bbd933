package zoomsig_test

import "strings"

const (
	ruleDiagAppKey        = "`app-key-missing`: there is no appKey, or it is null or empty."
	ruleDiagSDKKey        = "`sdk-key-missing` (information): there is no sdkKey."
	ruleDiagKeysDiffer    = "`keys-differ`: appKey and sdkKey differ."
	ruleDiagKeyFormat     = "`key-format`: a key has a character other than A to Z, a to z, 0 to 9, _ and -."
	ruleDiagNative        = "`native-token` (information): there is neither mn nor role."
	ruleDiagNumberMissing = "`meeting-number-missing`: there is a role, but no mn."
	ruleDiagRoleMissing   = "`role-missing`: there is an mn, but no role."
	ruleDiagNumber        = "`meeting-number-format`: mn is not 9 to 11 digits, the first of which is not 0, as a string or a number."
	ruleDiagRole          = "`role-value`: role is not 0 or 1."
	ruleDiagVideoMode     = "`video-webrtc-value` (warning): video_webrtc_mode is present, not null, and not 0 or 1."
	ruleDiagType          = "`claim-type` (warning, for each claim): role, iat, exp or tokenExp is a string, which is then read as the number that it spells."

	ruleDiagIat      = "`issued-at-missing`: there is no iat that is a time."
	ruleDiagExp      = "`expiry-missing`: there is no exp that is a time."
	ruleDiagTokenExp = "`token-expiry-missing` (warning): there is no tokenExp that is a time."
	ruleDiagMillis   = "`milliseconds` (for each claim): iat, exp or tokenExp is 100000000000 or more."
	ruleDiagUnits    = "No lifetime is computed between a time in milliseconds and one in seconds."
	ruleDiagFraction = "`fractional-time` (for each claim): iat, exp or tokenExp has a fraction or an exponent."
	ruleDiagDuration = "`token-expiry-duration`: tokenExp is 1 to 10000000, which is a duration, and is then left out of what follows."
	ruleDiagShort    = "`lifetime-too-short`: exp or tokenExp is less than 1800 seconds after iat, counted in milliseconds if all three are in milliseconds."
	ruleDiagLong     = "`lifetime-too-long`: exp or tokenExp is more than 172800 seconds after iat, counted in milliseconds if all three are in milliseconds."
	ruleDiagBoundary = "`lifetime-boundary` (warning): exp or tokenExp is exactly 1800 or 172800 seconds after iat."
	ruleDiagExpiries = "`expiries-differ` (warning): exp and tokenExp differ."
	ruleDiagFuture   = "`issued-in-future`: iat or the timestamp of a legacy signature is after the time of diagnosis."
	ruleDiagFloat32  = "`float32-time` (warning with `issued-in-future`, otherwise information): iat or iat + 30 is a multiple of 128."
	ruleDiagExpired  = "`expired`: the earlier of exp and tokenExp is not after the time of diagnosis."
	ruleDiagNothing  = "`check-credentials` (information): there is no error, and the given error code does not say that Zoom accepted the signature."
)

func diagnoseClaimCases() []diagnoseCase {
	const fine = "check-credentials"
	quoted := func(key string) string { return `"` + key + `"` }
	row := func(rule, id, comment, codes string, changes ...string) diagnoseCase {
		return diagnoseCase{rule: rule, id: id, comment: comment, signature: sound(changes...), codes: codes}
	}
	cases := []diagnoseCase{
		row(ruleDiagNothing, "sound", "Nothing is wrong with the signature, as far as it shows.", fine),
		{rule: ruleDiagNothing, id: "sound-right-secret", comment: "Nothing is wrong, and the key and the secret are right.", signature: sound(), codes: fine, key: testKey, secret: testSecret},
		row(ruleDiagNothing, "warning-alone", "A warning is no error.", "token-expiry-missing check-credentials", "tokenExp", ""),
		row(ruleDiagAppKey, "app-key-missing", "There is no appKey.", "app-key-missing", "appKey", ""),
		row(ruleDiagAppKey, "app-key-null", "The appKey is null.", "app-key-missing", "appKey", "null"),
		row(ruleDiagAppKey, "app-key-empty", "The appKey is an empty string.", "app-key-missing", "appKey", `""`),
		row(ruleDiagAppKey, "app-key-lower-case", "The claim appkey is not appKey.", "app-key-missing", "appKey", "", "appkey", quoted(testKey)),
		row(ruleDiagAppKey, "keys-missing", "There is neither key.", "app-key-missing sdk-key-missing", "appKey", "", "sdkKey", ""),
		row(ruleDiagSDKKey, "sdk-key-missing", "There is no sdkKey, as in Zoom's newest examples.", "sdk-key-missing check-credentials", "sdkKey", ""),
		row(ruleDiagKeysDiffer, "keys-differ", "The keys are those of two apps.", "keys-differ", "appKey", `"other"`),
		row(ruleDiagKeysDiffer, "keys-differ-in-case", "The keys differ in case.", "keys-differ", "appKey", quoted(strings.ToLower(testKey))),
		row(ruleDiagKeyFormat, "key-space", "Both keys begin with a space, as one in a forum did.", "key-format", "appKey", quoted(" "+testKey), "sdkKey", quoted(" "+testKey)),
		row(ruleDiagKeyFormat, "key-dot", "Both keys have a dot.", "key-format", "appKey", quoted("a.b"), "sdkKey", quoted("a.b")),
		row(ruleDiagKeyFormat, "key-look-alike", "Both keys begin with a Cyrillic letter.", "key-format", "appKey", quoted("А"+testKey[1:]), "sdkKey", quoted("А"+testKey[1:])),
		row(ruleDiagKeyFormat, "key-quoted", "Both keys have quotation marks in them, kept from a configuration file.", "key-format", "appKey", `"\"`+testKey+`\""`, "sdkKey", `"\"`+testKey+`\""`),
		row(ruleDiagKeyFormat, "key-all-characters", "A key may have all of these characters.", fine, "appKey", quoted("AZaz09_-"), "sdkKey", quoted("AZaz09_-")),
		row(ruleDiagNative, "native", "The signature is for native SDKs.", "native-token check-credentials", "mn", "", "role", ""),
		row(ruleDiagNative, "native-null", "Null counts as absent.", "native-token check-credentials", "mn", "null", "role", "null"),
		row(ruleDiagNumberMissing, "mn-missing", "There is no mn.", "meeting-number-missing", "mn", ""),
		row(ruleDiagNumberMissing, "mn-null", "The mn is null.", "meeting-number-missing", "mn", "null"),
		row(ruleDiagNumberMissing, "meeting-number-claim", "The claim meetingNumber is not mn.", "meeting-number-missing", "mn", "", "meetingNumber", `"83137961703"`),
		row(ruleDiagRoleMissing, "role-missing", "There is no role.", "role-missing", "role", ""),
		row(ruleDiagRoleMissing, "role-null", "The role is null.", "role-missing", "role", "null"),
		row(ruleDiagNumber, "mn-spaces", "The mn has the spaces with which Zoom shows it.", "meeting-number-format", "mn", `"831 3796 1703"`),
		row(ruleDiagNumber, "mn-8-digits", "The mn has 8 digits.", "meeting-number-format", "mn", `"83137961"`),
		row(ruleDiagNumber, "mn-9-digits", "An mn may have 9 digits.", fine, "mn", `"831379617"`),
		row(ruleDiagNumber, "mn-12-digits", "The mn has 12 digits.", "meeting-number-format", "mn", `"831379617031"`),
		row(ruleDiagNumber, "mn-leading-zero", "The mn begins with 0.", "meeting-number-format", "mn", `"0831379617"`),
		row(ruleDiagNumber, "mn-empty", "The mn is an empty string.", "meeting-number-format", "mn", `""`),
		row(ruleDiagNumber, "mn-link", "The mn is a link.", "meeting-number-format", "mn", `"https://zoom.us/j/83137961703"`),
		row(ruleDiagNumber, "mn-number", "An mn that is a number does no harm.", fine, "mn", "83137961703"),
		row(ruleDiagNumber, "mn-fraction", "The mn is a number with a fraction.", "meeting-number-format", "mn", "8313796170.5"),
		row(ruleDiagNumber, "mn-true", "The mn is true.", "meeting-number-format", "mn", "true"),
		row(ruleDiagRole, "role-2", "There is no role 2.", "role-value", "role", "2"),
		row(ruleDiagRole, "role-minus-1", "A role is not negative.", "role-value", "role", "-1"),
		row(ruleDiagRole, "role-true", "True is not a role.", "role-value", "role", "true"),
		row(ruleDiagRole, "role-host", "The word host is not a role, nor does it spell a number.", "role-value claim-type", "role", `"host"`),
		row(ruleDiagRole, "role-array", "An array is not a role.", "role-value", "role", "[1]"),
		row(ruleDiagVideoMode, "video-2", "There is no mode 2.", "video-webrtc-value check-credentials", "video_webrtc_mode", "2"),
		row(ruleDiagVideoMode, "video-true", "True is not a mode.", "video-webrtc-value check-credentials", "video_webrtc_mode", "true"),
		row(ruleDiagVideoMode, "video-0", "Mode 0 is right.", fine, "video_webrtc_mode", "0"),
		row(ruleDiagVideoMode, "video-1", "Mode 1 is right.", fine, "video_webrtc_mode", "1"),
		row(ruleDiagVideoMode, "video-null", "A mode of null counts as absent.", fine, "video_webrtc_mode", "null"),
		row(ruleDiagType, "role-string-0", "The role is the string 0.", "claim-type check-credentials", "role", `"0"`),
		row(ruleDiagType, "role-string-1", "The role is the string 1, which is read as 1.", "claim-type host-needs-zak check-credentials", "role", `"1"`),
		row(ruleDiagType, "role-string-2", "The role is the string 2, which is read as 2.", "role-value claim-type", "role", `"2"`),
		row(ruleDiagType, "iat-string", "The iat is a string.", "claim-type check-credentials", "iat", `"1699999971"`),
		row(ruleDiagType, "exp-and-token-exp-strings", "The exp and tokenExp are strings.", "claim-type claim-type check-credentials", "exp", `"1700007171"`, "tokenExp", `"1700007171"`),
		row(ruleDiagType, "exp-string-past", "The exp is a string, and has passed.", "claim-type lifetime-too-short expiries-differ expired", "exp", `"1699999999"`),
		row(ruleDiagType, "mn-string", "An mn is always a string.", fine, "mn", `"83137961704"`),
	}
	return cases
}

func diagnoseTimeCases() []diagnoseCase {
	const fine = "check-credentials"
	row := func(rule, id, comment, codes string, changes ...string) diagnoseCase {
		return diagnoseCase{rule: rule, id: id, comment: comment, signature: sound(changes...), codes: codes}
	}
	at := func(c diagnoseCase, seconds int64) diagnoseCase { c.at = seconds; return c }
	ends := func(seconds string) []string { return []string{"exp", seconds, "tokenExp", seconds} }
	all := func(iat, end string) []string { return append(ends(end), "iat", iat) }
	cases := []diagnoseCase{
		row(ruleDiagIat, "iat-missing", "There is no iat.", "issued-at-missing", "iat", ""),
		row(ruleDiagIat, "iat-null", "The iat is null.", "issued-at-missing", "iat", "null"),
		row(ruleDiagIat, "iat-true", "The iat is true.", "issued-at-missing", "iat", "true"),
		row(ruleDiagIat, "iat-upper-case", "The claim IAT is not iat.", "issued-at-missing", "iat", "", "IAT", "1699999971"),
		row(ruleDiagIat, "iat-word", "The iat is a string that spells no number.", "claim-type issued-at-missing", "iat", `"now"`),
		row(ruleDiagExp, "exp-missing", "There is no exp.", "expiry-missing", "exp", ""),
		row(ruleDiagExp, "exp-object", "The exp is an object.", "expiry-missing", "exp", "{}"),
		row(ruleDiagTokenExp, "token-exp-missing-native", "A native signature lacks what native SDKs read.", "native-token token-expiry-missing check-credentials", "tokenExp", "", "mn", "", "role", ""),
		row(ruleDiagTokenExp, "token-exp-null", "The tokenExp is null.", "token-expiry-missing check-credentials", "tokenExp", "null"),
		row(ruleDiagMillis, "milliseconds-all", "All times are in milliseconds.", "milliseconds milliseconds milliseconds", all("1699999971000", "1700007171000")...),
		row(ruleDiagUnits, "milliseconds-iat", "The iat alone is in milliseconds.", "milliseconds", "iat", "1699999971000"),
		row(ruleDiagUnits, "milliseconds-exp", "The exp alone is in milliseconds.", "milliseconds expiries-differ", "exp", "1700007171000"),
		row(ruleDiagMillis, "exp-100000000000", "The least number that is treated as milliseconds.", "milliseconds expiries-differ", "exp", "100000000000"),
		row(ruleDiagMillis, "exp-99999999999", "The greatest number that is treated as seconds.", "lifetime-too-long expiries-differ", "exp", "99999999999"),
		row(ruleDiagFraction, "fraction-all", "All times have a fraction.", "fractional-time fractional-time fractional-time", all("1699999971.123", "1700007171.123")...),
		row(ruleDiagFraction, "fraction-iat", "The iat has a fraction.", "fractional-time", "iat", "1699999971.5"),
		row(ruleDiagFraction, "fraction-zero", "The iat is a float without a fraction.", "fractional-time", "iat", "1699999971.0"),
		row(ruleDiagFraction, "exponent-iat", "The iat is written with an exponent.", "fractional-time", "iat", "1.699999971e9"),
		row(ruleDiagDuration, "token-exp-1800", "The tokenExp is a duration.", "token-expiry-duration", "tokenExp", "1800"),
		row(ruleDiagDuration, "token-exp-1", "The least tokenExp that is treated as a duration.", "token-expiry-duration", "tokenExp", "1"),
		row(ruleDiagDuration, "token-exp-10000000", "The greatest tokenExp that is treated as a duration.", "token-expiry-duration", "tokenExp", "10000000"),
		row(ruleDiagDuration, "token-exp-0", "A tokenExp of 0 means a time in 1970.", "lifetime-too-short expiries-differ expired", "tokenExp", "0"),
		row(ruleDiagDuration, "token-exp-10000001", "A tokenExp of 10000001 means a time in 1970.", "lifetime-too-short expiries-differ expired", "tokenExp", "10000001"),
		row(ruleDiagDuration, "exp-7200", "An exp that is a duration means a time in 1970.", "lifetime-too-short expiries-differ expired", "exp", "7200"),
		row(ruleDiagShort, "lifetime-1799", "The lifetime is 1799 s.", "lifetime-too-short", ends("1700001770")...),
		row(ruleDiagShort, "lifetime-60", "The lifetime is 60 s.", "lifetime-too-short", ends("1700000031")...),
		row(ruleDiagShort, "lifetime-negative", "The exp is before iat.", "lifetime-too-short expired", ends("1699999970")...),
		row(ruleDiagShort, "lifetime-1799-token-exp", "The tokenExp alone is 1799 s after iat.", "lifetime-too-short expiries-differ", "tokenExp", "1700001770"),
		row(ruleDiagShort, "lifetime-1799-milliseconds", "All times are in milliseconds, and the lifetime is 1799 s.", "milliseconds milliseconds milliseconds lifetime-too-short", all("1699999971000", "1700001770000")...),
		row(ruleDiagLong, "lifetime-172801", "The lifetime is 172801 s.", "lifetime-too-long", ends("1700172772")...),
		row(ruleDiagLong, "lifetime-7200000", "Milliseconds were added to seconds.", "lifetime-too-long", ends("1707199971")...),
		row(ruleDiagLong, "lifetime-172801-token-exp", "The tokenExp alone is 172801 s after iat.", "lifetime-too-long expiries-differ", "tokenExp", "1700172772"),
		row(ruleDiagLong, "lifetime-172801-milliseconds", "All times are in milliseconds, and the lifetime is 172801 s.", "milliseconds milliseconds milliseconds lifetime-too-long", all("1699999971000", "1700172772000")...),
		row(ruleDiagBoundary, "lifetime-1800", "The lifetime is exactly 1800 s, which native SDKs have rejected.", "lifetime-boundary check-credentials", ends("1700001771")...),
		row(ruleDiagBoundary, "lifetime-1801", "A lifetime of 1801 s is long enough.", fine, ends("1700001772")...),
		row(ruleDiagBoundary, "lifetime-172799", "A lifetime of 172799 s is short enough.", fine, ends("1700172770")...),
		row(ruleDiagBoundary, "lifetime-172800", "The lifetime is exactly 172800 s.", "lifetime-boundary check-credentials", ends("1700172771")...),
		row(ruleDiagExpiries, "expiries-differ", "The tokenExp is one second after exp.", "expiries-differ check-credentials", "tokenExp", "1700007172"),
		row(ruleDiagExpiries, "expiries-differ-in-type", "A string and a number of the same digits do not differ.", "claim-type check-credentials", "tokenExp", `"1700007171"`),
		at(row(ruleDiagFuture, "iat-now", "An iat of now is not in the future.", fine), 1699999971),
		at(row(ruleDiagFuture, "iat-1-second-ahead", "An iat one second ahead is in the future.", "issued-in-future"), 1699999970),
		at(row(ruleDiagFuture, "iat-hours-ahead", "An iat that is local time treated as UTC is hours ahead.", "issued-in-future"), 1699980171),
		{rule: ruleDiagFuture, id: "legacy-ahead", comment: "The timestamp of a legacy signature is ahead by a millisecond.", signature: legacy(testKey, "83137961703", "1700000000001", "0"), codes: "legacy-format issued-in-future"},
		{rule: ruleDiagFuture, id: "legacy-now", comment: "The timestamp of a legacy signature is now.", signature: legacy(testKey, "83137961703", "1700000000000", "0"), codes: "legacy-format"},
		row(ruleDiagFloat32, "float32-ahead", "An iat that is a multiple of 128 is ahead.", "issued-in-future float32-time", "iat", "1700000128"),
		row(ruleDiagFloat32, "float32-backdated-ahead", "An iat 30 s before a multiple of 128 is ahead.", "issued-in-future float32-time", "iat", "1700000098"),
		row(ruleDiagFloat32, "float32-near-miss-ahead", "An iat next to a multiple of 128 is ahead.", "issued-in-future", "iat", "1700000129"),
		row(ruleDiagFloat32, "float32-past", "An iat that is a multiple of 128 is not ahead.", "float32-time check-credentials", "iat", "1699999872"),
		row(ruleDiagFloat32, "float32-backdated-past", "An iat 30 s before a multiple of 128 is not ahead.", "float32-time check-credentials", "iat", "1699999970"),
		row(ruleDiagFloat32, "float32-near-miss-past", "An iat 31 s before a multiple of 128 does not look like a 32-bit float.", fine, "iat", "1699999969"),
		at(row(ruleDiagExpired, "exp-1-second-ahead", "A second before exp the signature has not expired.", fine), 1700007170),
		at(row(ruleDiagExpired, "exp-now", "At exp the signature has expired.", "expired"), 1700007171),
		at(row(ruleDiagExpired, "token-exp-now", "At a tokenExp before exp the signature has expired.", "expiries-differ expired", "tokenExp", "1700006171"), 1700006171),
		at(row(ruleDiagExpired, "exp-now-token-exp-later", "At an exp before tokenExp the signature has expired.", "expiries-differ expired", "exp", "1700006171"), 1700006171),
		at(row(ruleDiagExpired, "expired-without-token-exp", "Without tokenExp the exp decides.", "token-expiry-missing expired", "tokenExp", ""), 1700007171),
		at(row(ruleDiagExpired, "clock-7-minutes-ahead", "A signing machine's clock that is ahead does not show in an expired signature.", "expired"), 1700007591),
	}
	return cases
}
