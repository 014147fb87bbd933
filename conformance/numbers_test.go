package conformance

import (
	"fmt"
	"strings"
)

func verifyNumberRows(group verifyGroup) {
	addClaimRows(group, ruleMN, "mn", "valid",
		"9-digits-least", "is the least number of 9 digits.", `"100000000"`,
		"9-digits", "has 9 digits.", `"831379617"`,
		"10-digits", "has 10 digits.", `"9999999999"`,
		"11-digits-greatest", "is the greatest number of 11 digits.", `"99999999999"`,
	)
	for _, c := range [][4]string{
		{"integer", "is an integer of 9 digits, as in JavaScript without quotation marks.", "831379617", "831379617"},
		{"integer-11-digits", "is an integer of 11 digits.", "99999999999", "99999999999"},
		{"escaped", "has an escaped digit.", `"\u00383137961703"`, "83137961703"},
	} {
		group(ruleMN, verifyCase{id: "mn-claim-" + c[0], comment: "The claim mn " + c[1], signature: jwt(goodHeader, payloadWith("mn", c[2])), result: "valid", claims: payloadWith("mn", `"`+c[3]+`"`)})
	}
	addClaimRows(group, ruleMN, "mn", "claims",
		"8-digits", "is the greatest number of 8 digits.", `"99999999"`,
		"12-digits", "is the least number of 12 digits.", `"100000000000"`,
		"leading-zero-9-digits", "has 9 digits, the first of which is 0.", `"083137961"`,
		"leading-zero-12-digits", "has 11 digits after a 0.", `"083137961703"`,
		"zeros", "is 0 in 10 digits.", `"0000000000"`,
		"empty", "is an empty string.", `""`,
		"spaces-inside", "has the spaces with which Zoom shows it.", `"831 3796 1703"`,
		"hyphens-inside", "has hyphens in it.", `"831-3796-1703"`,
		"space-before", "begins with a space.", `" 83137961703"`,
		"space-after", "ends with a space.", `"83137961703 "`,
		"line-feed-after", "ends with a line feed, which some patterns overlook.", `"83137961703\n"`,
		"nul-after", "ends with NUL.", `"83137961703\u0000"`,
		"byte-order-mark-before", "begins with a byte order mark.", `"\ufeff83137961703"`,
		"comma-inside", "has a comma in it.", `"8313796,1703"`,
		"underscore-inside", "has an underscore in it.", `"8_3137961703"`,
		"plus-sign", "has a plus sign.", `"+83137961703"`,
		"minus-sign", "has a minus sign.", `"-83137961703"`,
		"point", "has a fraction of zero.", `"83137961703.0"`,
		"exponent", "is written with an exponent.", `"8.3137961703e10"`,
		"hex", "is written in hex.", `"0x135b5a1d27"`,
		"fullwidth", "is written in fullwidth digits.", `"８３１３７９６１７０３"`,
		"arabic", "is written in Arabic digits.", `"٨٣١٣٧٩٦١٧٠٣"`,
		"last-fullwidth", "ends with a fullwidth digit.", `"8313796170３"`,
		"half-surrogate", "ends with half of a surrogate pair.", `"8313796170\ud800"`,
		"link", "is the end of a link.", `"join/83137961703"`,
		"wraps-64-bits", "would wrap around 64 bits to a right number.", `"18446744156847513319"`,
		"long", "has 1000 digits.", `"`+strings.Repeat("8", 1000)+`"`,
		"integer-8-digits", "is an integer of 8 digits.", "99999999",
		"integer-12-digits", "is an integer of 12 digits.", "100000000000",
		"integer-0", "is the number 0.", "0",
		"integer-negative", "is a negative integer.", "-83137961703",
		"number-fraction-zero", "is a number with a fraction of zero.", "83137961703.0",
		"number-fraction", "is a number with a fraction.", "83137961703.5",
		"number-exponent", "is a number with an exponent.", "8.3137961703e10",
		"number-exponent-zero", "is a number with an exponent of zero.", "83137961703e0",
		"integer-wraps-64-bits", "is an integer that would wrap around 64 bits to a right number.", "18446744156847513319",
		"integer-long", "is an integer of 1000 digits.", strings.Repeat("8", 1000),
		"true", "is true.", "true",
		"array", "is an array with a right number in it.", `["83137961703"]`,
		"object", "is an object.", `{"mn":"83137961703"}`,
	)
	addClaimRows(group, ruleNull, "mn", "claims", "null", "is null.", "null")

	addClaimRows(group, ruleRoleClaim, "role", "valid", "1", "is 1.", "1")
	addClaimRows(group, ruleRoleClaim, "role", "claims",
		"2", "is 2.", "2",
		"10", "is 10.", "10",
		"minus-1", "is -1.", "-1",
		"minus-0", "is -0.", "-0",
		"0-point-0", "is 0.0.", "0.0",
		"1-point-0", "is 1.0.", "1.0",
		"fraction", "is 0.5.", "0.5",
		"exponent", "is 1e0.", "1e0",
		"zero-exponent", "is 0E5.", "0E5",
		"tenth", "is 10e-1.", "10e-1",
		"nearly-1", "is nearer to 1 than a floating-point number can tell.", "0.99999999999999999999",
		"nearly-0", "is nearer to 0 than a floating-point number can tell.", "1e-999",
		"256", "is 256, which is 0 in a byte.", "256",
		"65537", "is 65537, which is 1 in 16 bits.", "65537",
		"wraps-32-bits", "is 4294967297, which is 1 in 32 bits.", "4294967297",
		"wraps-64-bits", "is 18446744073709551617, which is 1 in 64 bits.", "18446744073709551617",
		"string-0", "is the string 0.", `"0"`,
		"string-1", "is the string 1.", `"1"`,
		"host", "is the string host.", `"host"`,
		"empty", "is an empty string.", `""`,
		"true", "is true, which some languages treat as 1.", "true",
		"false", "is false, which some languages treat as 0.", "false",
		"empty-array", "is an empty array, which some languages treat as 0.", "[]",
		"array", "is an array with 1 in it.", "[1]",
		"object", "is an object.", `{"role":1}`,
		"long", "is a number of 1001 digits.", "1"+strings.Repeat("0", 1000),
	)
	addClaimRows(group, ruleNull, "role", "claims", "null", "is null.", "null")

	addClaimRows(group, ruleVideoClaim, "video_webrtc_mode", "valid", "0", "is 0.", "0", "1", "is 1.", "1")
	addClaimRows(group, ruleVideoClaim, "video_webrtc_mode", "claims",
		"2", "is 2.", "2",
		"minus-1", "is -1.", "-1",
		"minus-0", "is -0.", "-0",
		"1-point-0", "is 1.0.", "1.0",
		"exponent", "is 1e0.", "1e0",
		"257", "is 257, which is 1 in a byte.", "257",
		"wraps-32-bits", "is 4294967297, which is 1 in 32 bits.", "4294967297",
		"string", "is the string 1.", `"1"`,
		"true", "is true.", "true",
		"array", "is an array with 1 in it.", "[1]",
	)
	addClaimRows(group, ruleNull, "video_webrtc_mode", "claims", "null", "is null.", "null")

	add := func(rule, id, comment, result string, changes ...string) {
		c := verifyCase{id: id, comment: comment, signature: jwt(goodHeader, payloadWith(changes...)), result: result}
		if result == "valid" {
			c.claims = payloadWith(changes...)
		}
		group(rule, c)
	}
	add(ruleMNAndRole, "native-token", "Without mn and role the signature is tied to no meeting.", "valid", "mn", "", "role", "")
	add(ruleMNAndRole, "native-token-least", "A native SDK needs appKey and three times.", "valid", "mn", "", "role", "", "sdkKey", "")
	add(ruleMNAndRole, "native-token-video", "The video mode may be set in a native signature.", "valid", "mn", "", "role", "", "video_webrtc_mode", "1")
	add(ruleMNAndRole, "mn-claim-missing", "The mn is missing beside role 0.", "claims", "mn", "")
	add(ruleMNAndRole, "mn-claim-missing-for-host", "The mn is missing beside role 1.", "claims", "mn", "", "role", "1")
	add(ruleMNAndRole, "role-claim-missing", "The role is missing beside an mn.", "claims", "role", "")
	add(ruleNull, "mn-and-role-claims-null", "The mn and the role are both null, which does not make a native signature.", "claims", "mn", "null", "role", "null")
	add(ruleNull, "mn-claim-null-alone", "The mn is null and the role is absent.", "claims", "mn", "null", "role", "")
	add(ruleNull, "role-claim-null-alone", "The role is null and the mn is absent.", "claims", "mn", "", "role", "null")
	add(ruleNames, "mn-claim-upper-case", "The claim MN does not take the place of mn.", "claims", "mn", "", "MN", `"83137961703"`)
	add(ruleNames, "role-claim-title-case", "The claim Role does not take the place of role.", "claims", "role", "", "Role", "0")
	add(ruleNames, "meeting-number-claim", "The claim meetingNumber does not take the place of mn.", "claims", "mn", "", "meetingNumber", `"83137961703"`)
	add(ruleInside, "mn-claim-inside", "An mn inside another claim does not take the place of mn.", "claims", "mn", "", "x", `{"mn":"83137961703"}`)
	ignored := func(id, comment string, changes ...string) {
		group(ruleNames, verifyCase{id: "unknown-" + id, comment: comment, signature: jwt(goodHeader, payloadWith(changes...)), result: "valid"})
	}
	ignored("mn-upper-case", "The claim MN beside mn is another claim.", "MN", `"1"`)
	ignored("exp-upper-case", "The claim EXP beside exp is another claim, and has not to be later.", "EXP", "1")
	ignored("role-title-case", "The claim Role beside role is another claim.", "Role", "2")
	ignored("folded", "Claims whose names Unicode folds to known ones are other claims.", "ſdkKey", `"other"`, "app\u212aey", `"other"`, "to\u212aenExp", "0")
	ignored("nbf", "The claim nbf is not read.", "nbf", "99999999999")
	ignored("iss-aud-sub-jti", "Registered claims that Zoom does not use are not read.", "iss", `"x"`, "aud", "null", "sub", "1", "jti", "[]")
	ignored("tpc", "A claim of the Video SDK beside those of the Meeting SDK is not read.", "tpc", `"a session"`, "app_key", `"other"`)
	ignored("number-of-any-size", "A number that overflows in a claim that is not read does no harm.", "x", "-1e999")
	ignored("of-any-type", "Claims that are not read may be of any type.", "a", "null", "b", "true", "c", "1.5", "d", `["",{"e":[]}]`)
	ignored("name-with-nul", "A name that is exp and NUL is another name.", `exp\u0000`, "1")
}

func verifyTimeRows(group verifyGroup) {
	for _, claim := range []struct{ name, good string }{{"iat", "1699999970"}, {"exp", "1700007170"}, {"tokenExp", "1700007170"}} {
		rows := func(rule string, triples ...string) { addClaimRows(group, rule, claim.name, "claims", triples...) }
		rows(ruleTimeClaim,
			"string", "is a string.", `"`+claim.good+`"`,
			"empty", "is an empty string.", `""`,
			"date", "is a date.", `"2023-11-14T22:13:20Z"`,
			"point-0", "is a number with a fraction of zero.", claim.good+".0",
			"fraction", "is a number with a fraction.", claim.good+".5",
			"exponent", "is a number with an exponent of zero.", claim.good+"e0",
			"float", "is a number with an exponent, as some languages write a float.", "1.7e9",
			"infinite", "is a number beyond all floats.", "1e999",
			"negative", "is negative.", "-"+claim.good,
			"minus-0", "is -0.", "-0",
			"true", "is true.", "true",
			"array", "is an array with a time in it.", "["+claim.good+"]",
			"object", "is an object with a time in it.", `{"$date":`+claim.good+`}`,
			"milliseconds", "is in milliseconds.", claim.good+"000",
			"beyond-range", "is 100000000000, one more than the last time.", "100000000000",
			"63-bits", "is one more than 63 bits hold.", "9223372036854775808",
			"wraps-64-bits", "would wrap around 64 bits to a right time.", map[bool]string{true: "18446744075409551586", false: "18446744075409558786"}[claim.name == "iat"],
			"long", "has 1001 digits.", "1"+strings.Repeat("0", 1000),
		)
		rows(ruleNull, "null", "is null.", "null")
	}
	add := func(rule, id, comment, result string, changes ...string) {
		c := verifyCase{id: id, comment: comment, signature: jwt(goodHeader, payloadWith(changes...)), result: result}
		if result == "valid" {
			c.claims = payloadWith(changes...)
		}
		group(rule, c)
	}
	add(ruleIatAndExp, "iat-claim-missing", "The iat is missing.", "claims", "iat", "")
	add(ruleIatAndExp, "exp-claim-missing", "The exp is missing, and tokenExp does not take its place.", "claims", "exp", "")
	add(ruleIatAndExp, "exp-claims-missing", "The exp and tokenExp are missing, and such a signature would not end.", "claims", "exp", "", "tokenExp", "")
	add(ruleIatAndExp, "native-iat-claim-missing", "A native signature needs iat.", "claims", "mn", "", "role", "", "iat", "")
	add(ruleIatAndExp, "native-exp-claim-missing", "A native signature needs exp.", "claims", "mn", "", "role", "", "exp", "")
	add(ruleIatAndExp, "keys-alone", "Keys without times are not a signature.", "claims", "mn", "", "role", "", "iat", "", "exp", "", "tokenExp", "")
	add(ruleNames, "iat-claim-upper-case", "The claim IAT does not take the place of iat.", "claims", "iat", "", "IAT", "1699999970")
	add(ruleNames, "exp-claim-title-case", "The claim Exp does not take the place of exp.", "claims", "exp", "", "Exp", "1700007170")
	add(ruleNames, "nbf-for-iat", "The claim nbf does not take the place of iat.", "claims", "iat", "", "nbf", "1699999970")
	add(ruleInside, "exp-claim-inside", "An exp inside another claim does not take the place of exp.", "claims", "exp", "", "x", `{"exp":1700007170}`)
	add(ruleNoTokenExp, "token-exp-claim-missing", "The tokenExp is missing.", "valid", "tokenExp", "")
	for _, claim := range []string{"exp", "tokenExp"} {
		id := map[string]string{"exp": "lifetime-", "tokenExp": "token-lifetime-"}[claim]
		add(ruleMaxLifetime, id+"172800", "The "+claim+" is 172800 s after iat.", "valid", claim, "1700172770")
		add(ruleMaxLifetime, id+"172801", "The "+claim+" is 172801 s after iat.", "claims", claim, "1700172771")
		add(ruleMaxLifetime, id+"century", "The "+claim+" is the last time there is.", "claims", claim, "99999999999")
		add(ruleMaxLifetime, id+"milliseconds-added", "The "+claim+" is iat plus a lifetime in milliseconds.", "claims", claim, "1707199970")
	}
	add(ruleMaxLifetime, "lifetime-from-1970", "The iat is 0, so the lifetime is decades long.", "claims", "iat", "0")
	add(ruleMinLifetime, "lifetime-1799", "A lifetime of 1799 s, which a signer rejects, is accepted.", "valid", "exp", "1700001769", "tokenExp", "1700001769")
	add(ruleMinLifetime, "lifetime-1", "A lifetime of one second is accepted within it.", "valid", "iat", "1700000000", "exp", "1700000001", "tokenExp", "")
	add(ruleMinLifetime, "token-lifetime-short", "A tokenExp before exp is accepted until it passes.", "valid", "tokenExp", "1700000001")
	for _, c := range []struct {
		leeway, lifetime int64
		result           string
	}{
		{999, 172800, "valid"}, {999, 172801, "claims"}, {1000, 172801, "valid"}, {1000, 172802, "claims"},
		{1999, 172801, "valid"}, {1999, 172802, "claims"}, {60000, 172860, "valid"}, {60000, 172861, "claims"},
	} {
		payload := payloadWith("exp", fmt.Sprint(1699999970+c.lifetime))
		row := verifyCase{
			id:      fmt.Sprintf("lifetime-%d-leeway-%d-ms", c.lifetime, c.leeway),
			comment: fmt.Sprintf("With a leeway of %d ms, the lifetime is %d s.", c.leeway, c.lifetime),
			leeway:  c.leeway, signature: jwt(goodHeader, payload), result: c.result,
		}
		if c.result == "valid" {
			row.claims = payload
		}
		group(ruleMaxLifetime, row)
	}
}
