package conformance

import (
	"fmt"
	"strings"
	"unicode/utf16"
)

const (
	ruleOneObject = "The header and the payload are each one JSON object, with nothing but JSON's white space around it."
	ruleUTF8      = "The header and the payload are valid UTF-8 without a byte order mark."
	ruleTwice     = "A member name occurs once in the header or payload, after its escapes are resolved."
	ruleDepth     = "A member's value nests at most 64 levels of arrays and objects."
	ruleHalf      = "A member name does not contain half of a surrogate pair."
	ruleInside    = "Only the names of top-level members are compared and read, not names nested in values."
	ruleFree      = "White space, escapes and member order in the JSON may differ, as RFC 8259 allows."
	ruleAlg       = "The header's `alg` is the string `HS256`, compared exactly."
	ruleCrit      = "The header has no member `crit`, `b64` or `zip`, whatever its value is."
	ruleIgnored   = "Any other header parameter is ignored, so `typ` may be absent or have any value, and `kid`, `jku`, `jwk`, `x5c` and `x5u` do not select a key."
)

// jsonCase is a text made from that of an object. Its comment follows "The
// header" or "The payload".
type jsonCase struct {
	rule, id, comment string
	text              func(object string) string
	both              bool // a row for the header too
}

// inside adds text to the members of an object.
func inside(text string) func(string) string {
	return func(object string) string { return strings.TrimSuffix(object, "}") + text + "}" }
}

func instead(text string) func(string) string { return func(string) string { return text } }

func around(before, after string) func(string) string {
	return func(object string) string { return before + object + after }
}

func wide(unit func(u uint16) []byte) func(string) string {
	return func(object string) string {
		var b strings.Builder
		for _, u := range utf16.Encode([]rune(object)) {
			b.Write(unit(u))
		}
		return b.String()
	}
}

// malformedJSON are texts that are not one JSON object in UTF-8 by the rules.
var malformedJSON = []jsonCase{
	{ruleOneObject, "null", "is null.", instead("null"), true},
	{ruleOneObject, "true", "is true.", instead("true"), false},
	{ruleOneObject, "number", "is a number.", instead("1"), true},
	{ruleOneObject, "string", "is a string.", instead(`"a"`), true},
	{ruleOneObject, "array", "is an array of the object.", around("[", "]"), true},
	{ruleOneObject, "array-of-pairs", "is an array of a name and a value.", instead(`["alg","HS256"]`), false},
	{ruleOneObject, "object-in-string", "is a string with the object in it.", func(object string) string { return fmt.Sprintf("%q", object) }, false},
	{ruleOneObject, "space", "is a space.", instead(" "), true},
	{ruleOneObject, "nul", "is NUL.", instead("\x00"), false},
	{ruleOneObject, "javascript-object", "is what JavaScript writes for an object that is added to a string.", instead("[object Object]"), false},
	{ruleOneObject, "two-objects", "is two objects.", func(object string) string { return object + object }, true},
	{ruleOneObject, "two-lines", "is two lines with an object each.", func(object string) string { return object + "\n" + object }, false},
	{ruleOneObject, "text-after", "has text after it.", around("", "x"), true},
	{ruleOneObject, "comma-after", "has a comma after it.", around("", ","), false},
	{ruleOneObject, "brace-after", "has one closing brace too many.", around("", "}"), true},
	{ruleOneObject, "bracket-after", "has a closing bracket after it.", around("", "]"), false},
	{ruleOneObject, "nul-after", "has NUL after it.", around("", "\x00"), true},
	{ruleOneObject, "comment-after", "has a comment after it.", around("", "//"), false},
	{ruleOneObject, "null-after", "has null after it.", around("", " null"), false},
	{ruleOneObject, "text-before", "has text before it.", around("x", ""), false},
	{ruleOneObject, "empty-object-before", "has an empty object before it.", around("{}", ""), true},
	{ruleOneObject, "script-guard-before", "has the guard )]}' before it.", around(")]}'\n", ""), false},
	{"RFC 8259 section 2", "vertical-tab-before", "has a vertical tab before it, which is no white space in JSON.", around("\v", ""), true},
	{"RFC 8259 section 2", "form-feed-after", "has a form feed after it, which is no white space in JSON.", around("", "\f"), false},
	{"RFC 8259 section 2", "no-break-space-after", "has a no-break space after it, which is no white space in JSON.", around("", "\u00a0"), false},
	{"RFC 8259 section 2", "line-separator-before", "has a line separator before it, which is no white space in JSON.", around("\u2028", ""), false},
	{ruleUTF8, "byte-order-mark", "begins with a byte order mark.", around("\ufeff", ""), true},
	{ruleUTF8, "byte-order-mark-after", "ends with a byte order mark.", around("", "\ufeff"), false},
	{ruleUTF8, "utf-16-le", "is in UTF-16, low byte first.", wide(func(u uint16) []byte { return []byte{byte(u), byte(u >> 8)} }), true},
	{ruleUTF8, "utf-16-be", "is in UTF-16, high byte first.", wide(func(u uint16) []byte { return []byte{byte(u >> 8), byte(u)} }), false},
	{ruleUTF8, "utf-32", "is in UTF-32.", wide(func(u uint16) []byte { return []byte{byte(u), byte(u >> 8), 0, 0} }), false},
	{ruleUTF8, "latin-1", "has a byte in a value that is not UTF-8.", inside(",\"x\":\"\xe9\""), true},
	{ruleUTF8, "latin-1-in-name", "has a byte in a name that is not UTF-8.", inside(",\"\xff\":1"), false},
	{ruleUTF8, "cut-character", "has the first byte of two in a value.", inside(",\"x\":\"\xc3\""), false},
	{ruleUTF8, "overlong", "has an overlong encoding of A.", inside(",\"x\":\"\xc1\x81\""), true},
	{ruleUTF8, "overlong-nul", "has an overlong encoding of NUL, as Java writes it.", inside(",\"x\":\"\xc0\x80\""), false},
	{ruleUTF8, "encoded-surrogate", "has half of a surrogate pair encoded as UTF-8.", inside(",\"x\":\"\xed\xa0\x80\""), true},
	{ruleUTF8, "cesu-8", "has both halves of a surrogate pair encoded as UTF-8.", inside(",\"x\":\"\xed\xa0\xbd\xed\xb8\x80\""), false},
	{ruleUTF8, "beyond-unicode", "has an encoding of U+110000.", inside(",\"x\":\"\xf4\x90\x80\x80\""), false},
	{ruleUTF8, "not-utf-8-after", "has a byte after it that is not UTF-8.", around("", "\xff"), false},
	{ruleTwice, "unknown-twice", "has an unknown member twice.", inside(`,"x":1,"x":1`), true},
	{ruleTwice, "empty-name-twice", "has a member with an empty name twice.", inside(`,"":1,"":2`), false},
	{ruleTwice, "twice-escaped", "has a member twice, once with an escape in its name.", inside(`,"x":1,"\u0078":1`), true},
	{ruleTwice, "twice-apart", "has a member twice with another between.", inside(`,"x":1,"y":2,"x":3`), false},
	{ruleTwice, "twice-null", "has a member twice, once as null.", inside(`,"x":1,"x":null`), false},
	{ruleTwice, "twice-beyond-16-bits", "has a member twice, once with its name as a surrogate pair in escapes.", inside(`,"😀":1,"\ud83d\ude00":1`), false},
	{ruleDepth, "depth-65-arrays", "has 65 arrays in each other.", inside(`,"x":` + strings.Repeat("[", 65) + strings.Repeat("]", 65)), true},
	{ruleDepth, "depth-65-objects", "has 65 objects in each other.", inside(`,"x":` + strings.Repeat(`{"":`, 65) + "0" + strings.Repeat("}", 65)), false},
	{ruleDepth, "depth-65-mixed", "has arrays and objects in each other, 65 of them.", inside(`,"x":` + strings.Repeat(`[{"":`, 32) + "[]" + strings.Repeat("}]", 32)), false},
	{ruleDepth, "depth-65-second", "has a shallow array and then one that is too deep.", inside(`,"x":[[],` + strings.Repeat("[", 64) + strings.Repeat("]", 64) + "]"), false},
	{ruleDepth, "depth-1000", "has 1000 arrays in each other.", inside(`,"x":` + strings.Repeat("[", 1000) + strings.Repeat("]", 1000)), true},
	{ruleOneObject, "depth-never-ends", "is 2500 opening brackets.", instead(strings.Repeat("[", 2500)), true},
	{ruleHalf, "half-surrogate", "has the first half of a surrogate pair in a name.", inside(`,"\ud800":1`), true},
	{ruleHalf, "half-before-hex-digits", "has half of a surrogate pair in a name before the digits of the other half, without its backslash.", inside(`,"\ud83d//de00":1`), false},
	{ruleHalf, "other-half", "has the second half of a surrogate pair in a name.", inside(`,"\udc00":1`), false},
	{ruleHalf, "halves-swapped", "has a surrogate pair in a name with its halves swapped.", inside(`,"\ude00\ud83d":1`), false},
	{ruleHalf, "half-after-u-fffd", "has half of a surrogate pair in a name after a right U+FFFD.", inside(`,"\ufffd` + "\ufffd" + `\ud800":1`), false},
	{ruleHalf, "half-after-backslash", "has half of a surrogate pair in a name after an escaped backslash.", inside(`,"\\ufffd\ud800":1`), false},
	{"RFC 8259 section 4", "not-closed", "has no closing brace.", func(object string) string { return strings.TrimSuffix(object, "}") }, true},
	{"RFC 8259 section 4", "not-opened", "has no opening brace.", func(object string) string { return object[1:] }, false},
	{"RFC 8259 section 4", "trailing-comma", "has a comma after its last member.", inside(","), true},
	{"RFC 8259 section 4", "leading-comma", "has a comma before its first member.", func(object string) string { return "{," + object[1:] }, false},
	{"RFC 8259 section 4", "two-commas", "has two commas between members.", inside(`,,"x":1`), false},
	{"RFC 8259 section 4", "no-comma", "has no comma between members.", inside(` "x":1`), false},
	{"RFC 8259 section 4", "no-colon", "has no colon after a name.", inside(`,"x" 1`), false},
	{"RFC 8259 section 4", "two-colons", "has two colons after a name.", inside(`,"x"::1`), false},
	{"RFC 8259 section 4", "name-alone", "has a name without a value.", inside(`,"x"`), false},
	{"RFC 8259 section 4", "no-value", "has nothing after a colon.", inside(`,"x":`), false},
	{"RFC 8259 section 4", "name-number", "has a number for a name.", inside(",1:1"), false},
	{"RFC 8259 section 4", "name-not-quoted", "has a name without quotation marks.", inside(",x:1"), true},
	{"RFC 8259 section 7", "single-quotes", "has a name in single quotes.", inside(",'x':1"), false},
	{"RFC 8259 section 2", "comment", "has a comment in it.", inside("/**/"), true},
	{"RFC 8259 section 5", "bracket-not-closed", "has an array that is not closed.", inside(`,"x":[`), false},
	{"RFC 8259 section 5", "crossed-brackets", "has an array that closes after an object that it is in.", inside(`,"x":[{]}`), false},
	{"RFC 8259 section 5", "array-trailing-comma", "has an array with a comma at its end.", inside(`,"x":[1,]`), false},
	{"RFC 8259 section 6", "nan", "has NaN in it.", inside(`,"x":NaN`), true},
	{"RFC 8259 section 6", "infinity", "has Infinity in it.", inside(`,"x":Infinity`), false},
	{"RFC 8259 section 6", "minus-infinity", "has -Infinity in it.", inside(`,"x":-Infinity`), false},
	{"RFC 8259 section 3", "python-true", "has Python's True in it.", inside(`,"x":True`), false},
	{"RFC 8259 section 3", "undefined", "has undefined in it.", inside(`,"x":undefined`), true},
	{"RFC 8259 section 6", "leading-zero", "has a number with a leading zero.", inside(`,"x":01`), true},
	{"RFC 8259 section 6", "plus-sign", "has a number with a plus sign.", inside(`,"x":+1`), false},
	{"RFC 8259 section 6", "minus-alone", "has a minus sign without a number.", inside(`,"x":-`), false},
	{"RFC 8259 section 6", "no-integer-part", "has a number that begins with a point.", inside(`,"x":.5`), false},
	{"RFC 8259 section 6", "no-fraction-part", "has a number that ends with a point.", inside(`,"x":1.`), false},
	{"RFC 8259 section 6", "no-exponent", "has a number that ends with an e.", inside(`,"x":1e`), false},
	{"RFC 8259 section 6", "hex-number", "has a number in hex.", inside(`,"x":0x1`), false},
	{"RFC 8259 section 6", "underscore", "has a number with an underscore in it.", inside(`,"x":1_0`), false},
	{"RFC 8259 section 6", "arabic-digit", "has a digit that is not in ASCII.", inside(`,"x":١`), false},
	{"RFC 8259 section 7", "control-character", "has the control character U+001F in a string.", inside(",\"x\":\"\x1f\""), true},
	{"RFC 8259 section 7", "line-feed-in-string", "has a line feed in a string.", inside(",\"x\":\"\n\""), false},
	{"RFC 8259 section 7", "nul-in-string", "has NUL in a string.", inside(",\"x\":\"\x00\""), false},
	{"RFC 8259 section 7", "escape-x", `has the escape \x41 in a string.`, inside(`,"x":"\x41"`), false},
	{"RFC 8259 section 7", "escape-apostrophe", "has an escaped apostrophe in a string.", inside(`,"x":"\'"`), false},
	{"RFC 8259 section 7", "escape-not-hex", "has an escape in a string with a letter that is not hex.", inside(`,"x":"\u00g1"`), false},
	{"RFC 8259 section 7", "escape-underscore", "has an escape in a string with an underscore in it.", inside(`,"x":"\u1_23"`), false},
	{"RFC 8259 section 7", "escape-short", "has an escape in a string with two digits.", inside(`,"x":"\u12"`), false},
	{"RFC 8259 section 7", "string-not-closed", "has a string that is not closed.", inside(`,"x":"\"`), false},
}

func verifyJSONRows(group verifyGroup) {
	for _, c := range malformedJSON {
		group(c.rule, verifyCase{id: "payload-" + c.id, comment: "The payload " + c.comment, signature: jwt(goodHeader, c.text(goodPayload)), result: "malformed"})
		if c.both {
			group(c.rule, verifyCase{id: "header-" + c.id, comment: "The header " + c.comment, signature: jwt(c.text(goodHeader), goodPayload), result: "malformed"})
		}
	}
	again := func(id, comment, header, payload string) {
		group(ruleTwice, verifyCase{id: id, comment: comment, signature: jwt(header, payload), result: "malformed"})
	}
	again("header-alg-twice", "The header has the same alg twice.", `{"alg":"HS256","alg":"HS256"}`, goodPayload)
	again("header-alg-twice-none-first", "The header has alg none and then HS256.", `{"alg":"none","alg":"HS256"}`, goodPayload)
	again("header-alg-twice-none-last", "The header has alg HS256 and then none.", `{"alg":"HS256","alg":"none"}`, goodPayload)
	again("header-alg-twice-escaped", "The header has alg twice, once with an escape in its name.", `{"alg":"HS256","\u0061lg":"none"}`, goodPayload)
	again("header-typ-twice", "The header has typ twice.", `{"alg":"HS256","typ":"JWT","typ":"JWT"}`, goodPayload)
	again("payload-key-twice", "The payload has the same sdkKey twice.", goodHeader, payloadAnd(`"sdkKey":"`+testKey+`"`))
	again("payload-key-twice-other-first", "The payload has another appKey and then the right one.", goodHeader, `{"appKey":"other",`+goodPayload[1:])
	again("payload-exp-twice", "The payload has the same exp twice.", goodHeader, payloadAnd(`"exp":1700007170`))
	again("payload-exp-twice-later-last", "The payload has an exp that has passed and then one that has not.", goodHeader, payloadAnd(`"exp":1700010000`))
	again("payload-exp-twice-escaped", "The payload has exp twice, once with an escape in its name.", goodHeader, payloadAnd(`"e\u0078p":1700007170`))
	again("payload-exp-twice-null", "The payload has exp twice, the second time as null.", goodHeader, payloadAnd(`"exp":null`))
	again("payload-role-twice", "The payload has role 0 and then role 1.", goodHeader, payloadAnd(`"role":1`))

	valid := func(rule, id, comment, header, payload string) {
		group(rule, verifyCase{id: id, comment: comment, signature: jwt(header, payload), result: "valid"})
	}
	valid(ruleDepth, "payload-depth-64-arrays", "The payload has 64 arrays in each other.", goodHeader, payloadWith("x", strings.Repeat("[", 64)+strings.Repeat("]", 64)))
	valid(ruleDepth, "payload-depth-64-mixed", "The payload has arrays and objects in each other, 64 of them.", goodHeader, payloadWith("x", strings.Repeat(`[{"":`, 32)+"0"+strings.Repeat("}]", 32)))
	valid(ruleDepth, "header-depth-64-objects", "The header has 64 objects in each other.", inside(`,"x":`+strings.Repeat(`{"":`, 64)+"0"+strings.Repeat("}", 64))(goodHeader), goodPayload)
	valid(ruleDepth, "payload-wide", "The payload has 200 arrays beside each other.", goodHeader, payloadWith("x", "["+strings.Repeat("[],", 199)+"[]]"))
	valid(ruleDepth, "payload-brackets-in-string", "Brackets in a string nest nothing.", goodHeader, payloadWith("x", `"`+strings.Repeat("[", 100)+`"`))
	valid(ruleInside, "payload-nested-twice", "Inside a value a name may occur twice.", goodHeader, payloadWith("x", `{"a":1,"a":2}`))
	valid(ruleInside, "payload-nested-claims", "Claims inside another claim are not read.", goodHeader, payloadWith("x", `{"exp":1,"role":2,"sdkKey":"other"}`))
	valid(ruleInside, "header-nested-alg", "An alg inside another parameter is not read.", `{"alg":"HS256","x":{"alg":"none","crit":["x"]}}`, goodPayload)
	valid(ruleFree, "payload-spaced", "The payload has all four kinds of JSON's white space around its tokens.", goodHeader, "\r\n\t "+strings.NewReplacer(",", " ,\t", ":", "\r:\n").Replace(goodPayload)+" \n")
	valid(ruleFree, "payload-reversed", "The payload's members stand in another order.", goodHeader, `{"tokenExp":1700007170,"appKey":"`+testKey+`","exp":1700007170,"iat":1699999970,"role":0,"mn":"83137961703","sdkKey":"`+testKey+`"}`)
	valid(ruleFree, "payload-escapes", "The payload's names and strings are written in escapes.", goodHeader, strings.NewReplacer(`"exp"`, `"\u0065x\u0070"`, `"mn":"8`, `"\u006Dn":"\u0038`, "AbC", `\u0041b\u0043`).Replace(goodPayload))
	valid(ruleFree, "header-spaced", "The header has white space around its tokens.", " {\t\"alg\" :\r\n\"HS256\" } ", goodPayload)
	valid(ruleFree, "header-escapes", "The header's alg and HS256 are written in escapes.", `{"\u0061lg":"\u0048S\u0032\u0035\u0036"}`, goodPayload)
	valid(ruleFree, "header-reversed", "The header has typ before alg.", `{"typ":"JWT","alg":"HS256"}`, goodPayload)
	valid("RFC 8259 section 7", "payload-short-escapes", "All escapes of JSON may occur in a string.", goodHeader, payloadWith("x", `"\"\\\/\b\f\n\r\t\u0000"`))
	valid("RFC 8259 section 7", "payload-delete-in-string", "U+007F may stand in a JSON string.", goodHeader, payloadWith("x", "\"\x7f\""))
	valid("RFC 8259 section 4", "payload-empty-name", "A member's name may be empty.", goodHeader, payloadWith("", "1"))
	valid("RFC 8259 section 8.2", "payload-half-surrogate-in-value", "Half of a surrogate pair in a claim that is not read does no harm.", goodHeader, payloadWith("x", `"\ud800"`))
	valid(ruleHalf, "payload-surrogate-pair-in-name", "A whole surrogate pair may stand in a name.", goodHeader, payloadWith(`\ud83d\ude00`, "1"))
	valid(ruleHalf, "payload-u-fffd-in-name", "U+FFFD in a name is not half of a surrogate pair.", goodHeader, payloadAnd(`"\ufffd`+"\ufffd"+`":1`))
	valid(ruleUTF8, "payload-all-of-utf-8", "The payload has characters of one to four bytes.", goodHeader, payloadWith("x", `"aé€😀"`))
}
