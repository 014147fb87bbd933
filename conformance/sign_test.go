package conformance

import (
	"encoding/json"
	"fmt"
	"strings"
)

// The rules that rows of the conformance suite quote: items of the lists in
// conformance/README.md.
const (
	ruleEmpty        = "A key or secret must not be empty."
	ruleEnds         = "A key or secret must not begin or end with white space, a control character or an invisible character, that is, with a character of Unicode's category Zs, Zl, Zp, Cc or Cf."
	ruleControl      = "A key or secret must not contain a control character (category Cc) anywhere."
	ruleKeyLength    = "A key has at most 512 bytes in UTF-8."
	ruleKeyIsSecret  = "A key and its secret must differ."
	ruleAnyCharacter = "A key or secret may otherwise contain any character, and a secret may have any length."
	ruleSecretBytes  = "The HMAC key is the UTF-8 bytes of the secret as it is given; it is never decoded."
	ruleSignOrder    = "If a row has several faults, the first in this order counts: credentials, options, claims."

	ruleLifetime       = "The lifetime is 1800 to 172800 seconds, and 7200 if it is not set."
	ruleBackdate       = "The backdate is 30000 milliseconds if it is not set, and zero if it is negative."
	ruleBackdateBelow  = "The backdate must be less than the lifetime."
	ruleNumberMissing  = "The meeting number must be set unless `native` is true."
	ruleNumber         = "The meeting number is 100000000 to 99999999999, which is 9 to 11 digits."
	ruleRole           = "The role is 0 or 1, and 0 if it is not set."
	ruleNative         = "With `native`, neither a meeting number nor a role other than 0 may be set, and the payload has neither `mn` nor `role`."
	ruleVideo          = "The claim `video_webrtc_mode` is 0 or 1. If it is not set, the payload does not have it."
	ruleIat            = "If `iat` is not set, it is the current time minus the backdate, rounded down to the second."
	ruleExp            = "If `exp` is not set, it is `iat` plus the lifetime."
	ruleTokenExp       = "If `tokenExp` is not set, it equals `exp`."
	ruleRounding       = "A time that is set is rounded down to the second, even before 1970."
	ruleTimeRange      = "Each of `iat`, `exp` and `tokenExp` is 0 to 99999999999 seconds."
	ruleLifetimeSigned = "Each of `exp` and `tokenExp` is 1800 to 172800 seconds after `iat`, after rounding."
	ruleHeader         = "The header is exactly `{\"alg\":\"HS256\",\"typ\":\"JWT\"}`."
	ruleOrder          = "The payload has the members `sdkKey`, `mn`, `role`, `iat`, `exp`, `appKey`, `tokenExp` and `video_webrtc_mode`, in this order and without white space."
	ruleTypes          = "In the payload `mn` is a string of digits, and `role`, `video_webrtc_mode` and the times are integers."
	ruleKeyEscapes     = "In the payload both `sdkKey` and `appKey` are the key. Quotation marks and backslashes in it are escaped with a backslash, and no other character is escaped."
	ruleSignMAC        = "The MAC is HMAC-SHA256 of the encoded header, a dot and the encoded payload."
	ruleSegments       = "The signature is the header, the payload and the MAC, each in base64url without padding, joined by dots."
)

// conformSign is a row of sign.jsonl or legacy-sign.jsonl.
type conformSign struct {
	ID        string          `json:"id"`
	Comment   string          `json:"comment"`
	Rule      string          `json:"rule"`
	Key       string          `json:"key"`
	Secret    string          `json:"secret"`
	NowMS     int64           `json:"now_ms"`
	Options   json.RawMessage `json:"options,omitempty"`
	Claims    json.RawMessage `json:"claims"`
	Signature string          `json:"signature,omitempty"`
	Error     string          `json:"error,omitempty"`
}

// signCase is how the table gives a row. What is zero is as in the first row.
type signCase struct {
	id, comment string
	key, secret string
	now         int64 // milliseconds
	options     string
	claims      string
	want        string // an error, or the payload: mn, role, iat, exp, tokenExp and video_webrtc_mode, - if absent
	keyJSON     string
}

const (
	usualMS   = testNow * 1000
	usualWant = "83137961703 0 1699999970 1700007170 1700007170 -"
)

func isSignError(want string) bool {
	return want == "credentials" || want == "options" || want == "claims"
}

// row signs the payload that c wants, without the library.
func (c signCase) row(rule string) conformSign {
	r := conformSign{
		ID: c.id, Comment: c.comment, Rule: rule,
		Key: c.key, Secret: c.secret, NowMS: c.now,
		Options: json.RawMessage(c.options), Claims: json.RawMessage(c.claims),
	}
	if isSignError(c.want) {
		r.Error = c.want
		return r
	}
	r.Signature = handMade(goodHeader, c.payload(), fullBlock(c.secret))
	return r
}

// fullBlock pads a secret to a block of SHA-256, as HMAC does itself (RFC 2104
// section 2): with GODEBUG=fips140=only crypto/hmac rejects short secrets.
func fullBlock(secret string) string {
	return secret + strings.Repeat("\x00", max(0, 64-len(secret)))
}

func (c signCase) payload() string {
	key := c.keyJSON
	if key == "" {
		key = `"` + c.key + `"`
	}
	w := strings.Fields(c.want)
	text := `{"sdkKey":` + key
	if w[0] != "-" {
		text += fmt.Sprintf(`,"mn":"%s","role":%s`, w[0], w[1])
	}
	text += fmt.Sprintf(`,"iat":%s,"exp":%s,"appKey":%s,"tokenExp":%s`, w[2], w[3], key, w[4])
	if w[5] != "-" {
		text += `,"video_webrtc_mode":` + w[5]
	}
	return text + "}"
}

// conformSignRows are the rows of sign.jsonl.
func conformSignRows() []conformSign {
	var rows []conformSign
	group := func(rule string, cases ...signCase) {
		for _, c := range cases {
			if c.now == 0 {
				c.now = usualMS
			}
			if c.key == "" && c.want != "credentials" {
				c.key = testKey
			}
			if c.secret == "" && c.want != "credentials" {
				c.secret = testSecret
			}
			if c.claims == "" {
				c.claims = `{"mn":83137961703}`
			}
			if c.want == "" {
				c.want = usualWant
			}
			rows = append(rows, c.row(rule))
		}
	}
	signCredentialRows(group)
	signOptionRows(group)
	signClaimRows(group)
	signTimeRows(group)
	return rows
}

func signCredentialRows(group func(rule string, cases ...signCase)) {
	both := func(rule, id, comment, want string, spoil func(text string) string) {
		c := signCase{id: "key-" + id, comment: "The key " + comment, key: spoil(testKey), secret: testSecret, want: want}
		group(rule, c)
		c = signCase{id: "secret-" + id, comment: "The secret " + comment, key: testKey, secret: spoil(testSecret), want: want}
		group(rule, c)
	}
	both(ruleEmpty, "empty", "is empty.", "credentials", func(string) string { return "" })
	both(ruleEnds, "white-space-alone", "is a space and nothing else.", "credentials", func(string) string { return " " })
	for _, end := range []struct{ id, comment, before, after string }{
		{"space-before", "begins with a space, as it does when it is copied.", " ", ""},
		{"space-after", "ends with a space.", "", " "},
		{"tab-before", "begins with a tab.", "\t", ""},
		{"line-feed-after", "ends with a line feed, as it does when it is read from a file.", "", "\n"},
		{"windows-line-break-after", "ends with a carriage return and a line feed.", "", "\r\n"},
		{"next-line-after", "ends with U+0085, next line.", "", "\u0085"},
		{"no-break-space-before", "begins with a no-break space, as it does when it is copied from a page.", "\u00a0", ""},
		{"line-separator-after", "ends with U+2028, the line separator.", "", "\u2028"},
		{"ideographic-space-after", "ends with U+3000, the ideographic space.", "", "\u3000"},
		{"byte-order-mark-before", "begins with a byte order mark.", "\ufeff", ""},
		{"zero-width-space-after", "ends with a zero-width space.", "", "\u200b"},
		{"soft-hyphen-after", "ends with a soft hyphen.", "", "\u00ad"},
		{"right-to-left-mark-before", "begins with a right-to-left mark.", "\u200f", ""},
		{"nul-after", "ends with NUL.", "", "\x00"},
		{"delete-before", "begins with U+007F.", "\x7f", ""},
	} {
		both(ruleEnds, end.id, end.comment, "credentials", func(text string) string { return end.before + text + end.after })
	}
	inside := func(c string) func(string) string {
		return func(text string) string { return text[:8] + c + text[8:] }
	}
	both(ruleControl, "tab-inside", "has a tab in it.", "credentials", inside("\t"))
	both(ruleControl, "line-feed-inside", "has a line feed in it.", "credentials", inside("\n"))
	both(ruleControl, "nul-inside", "has NUL in it.", "credentials", inside("\x00"))
	both(ruleControl, "delete-inside", "has U+007F in it.", "credentials", inside("\x7f"))
	both(ruleControl, "c1-inside", "has U+0080, a control character beyond ASCII, in it.", "credentials", inside("\u0080"))
	group(ruleAnyCharacter,
		signCase{id: "key-space-inside", comment: "White space is allowed inside a key.", key: "a key"},
		signCase{id: "secret-space-inside", comment: "White space is allowed inside a secret.", secret: "a secret of words"},
		signCase{id: "key-zero-width-space-inside", comment: "An invisible character that is no control character is allowed inside a key.", key: "a\u200bkey"},
		signCase{id: "secret-no-break-space-inside", comment: "A no-break space is allowed inside a secret.", secret: "a\u00a0secret\u00a0of\u00a0words"},
		signCase{id: "secret-in-quotes", comment: "Quotation marks around a secret are part of it.", secret: `"` + testSecret + `"`},
		signCase{id: "secret-of-1-byte", comment: "A secret of one byte keys the HMAC.", secret: "s"},
		signCase{id: "secret-of-13-bytes", comment: "A secret of 13 bytes, one less than FIPS 140 demands, is accepted.", secret: "thirteen byte"},
		signCase{id: "secret-of-14-bytes", comment: "A secret of 14 bytes is accepted.", secret: "fourteen bytes"},
		signCase{id: "secret-of-63-bytes", comment: "A secret is one byte shorter than a block of SHA-256.", secret: strings.Repeat("s", 63)},
		signCase{id: "secret-of-64-bytes", comment: "A secret is as long as a block of SHA-256.", secret: strings.Repeat("s", 64)},
		signCase{id: "secret-of-1000-bytes", comment: "A secret may be longer than a key.", secret: strings.Repeat("s", 1000)},
	)
	group("RFC 2104 section 2", signCase{id: "secret-of-65-bytes", comment: "A secret longer than a block of SHA-256 is hashed first.", secret: strings.Repeat("s", 65)})
	group(ruleSecretBytes,
		signCase{id: "secret-not-ascii", comment: "A secret with letters beyond ASCII is encoded as UTF-8.", secret: "Schlüssel für 😀"},
		signCase{id: "secret-hex", comment: "A secret that looks like hex is not decoded.", secret: strings.Repeat("0123456789abcdef", 4)},
		signCase{id: "secret-base64", comment: "A secret that looks like base64 is not decoded.", secret: "U3ludGhldGljU2VjcmV0T2YzNkNoYXJhY3RlcnM="},
		signCase{id: "secret-percent", comment: "A secret with percent signs is not decoded.", secret: "a%20secret%2Bof%3Dwords"},
		signCase{id: "secret-escapes", comment: "A backslash in a secret is a backslash.", secret: `a secret\nof\u0041words`},
	)
	group(ruleKeyIsSecret,
		signCase{id: "key-is-secret", comment: "The key and the secret are the same text.", key: testSecret, secret: testSecret, want: "credentials"},
		signCase{id: "key-is-secret-but-for-case", comment: "The key and the secret differ in one letter's case.", key: "s" + testSecret[1:]},
		signCase{id: "secret-begins-with-key", comment: "The secret begins with the key, but differs from it.", secret: testKey + "and more"},
	)
	group(ruleKeyLength,
		signCase{id: "key-of-1-byte", comment: "A key may have one character.", key: "k"},
		signCase{id: "key-of-2-bytes", comment: "A key of two characters moves what follows it in base64.", key: "ke"},
		signCase{id: "key-of-3-bytes", comment: "A key of three characters moves what follows it by another step in base64.", key: "key"},
		signCase{id: "key-of-512-bytes", comment: "A key of 512 bytes is the longest.", key: strings.Repeat("k", 512)},
		signCase{id: "key-of-513-bytes", comment: "A key of 513 bytes is too long.", key: strings.Repeat("k", 513), secret: testSecret, want: "credentials"},
		signCase{id: "key-of-256-letters-in-512-bytes", comment: "A key of 256 letters of two bytes each is the longest.", key: strings.Repeat("é", 256)},
		signCase{id: "key-of-512-letters-in-513-bytes", comment: "Bytes count, not characters.", key: strings.Repeat("k", 511) + "é", secret: testSecret, want: "credentials"},
		signCase{id: "key-of-512-quotes", comment: "A key's length counts before it is escaped.", key: strings.Repeat(`"`, 512), keyJSON: `"` + strings.Repeat(`\"`, 512) + `"`},
	)
	group(ruleKeyEscapes,
		signCase{id: "key-quote", comment: "A quotation mark in a key is escaped.", key: `a"b`, keyJSON: `"a\"b"`},
		signCase{id: "key-backslash", comment: "A backslash in a key is escaped.", key: `a\b`, keyJSON: `"a\\b"`},
		signCase{id: "key-backslash-quote", comment: "A backslash and a quotation mark are each escaped.", key: `a\"b`, keyJSON: `"a\\\"b"`},
		signCase{id: "key-json", comment: "A key that looks like members of the payload stays a string.", key: `","exp":1,"x":"`, keyJSON: `"\",\"exp\":1,\"x\":\""`},
		signCase{id: "key-html", comment: "The characters <, > and & are not escaped.", key: "<a&b>"},
		signCase{id: "key-line-separators", comment: "The characters U+2028 and U+2029 are not escaped.", key: "a\u2028b\u2029c"},
		signCase{id: "key-slash", comment: "A slash is not escaped.", key: "a/b"},
		signCase{id: "key-apostrophe", comment: "An apostrophe is not escaped.", key: "it's"},
		signCase{id: "key-cyrillic", comment: "A letter beyond ASCII is written in UTF-8.", key: "ключ"},
		signCase{id: "key-emoji", comment: "A character beyond 16 bits is written in UTF-8.", key: "key 😀"},
		signCase{id: "key-replacement-character", comment: "U+FFFD is a character like any other.", key: "a\ufffdb"},
		signCase{id: "key-decomposed", comment: "A letter and its accent are not composed.", key: "cle\u0301"},
		signCase{id: "key-u-escape", comment: "What looks like an escape in a key has its backslash escaped.", key: `k\u0041`, keyJSON: `"k\\u0041"`},
	)
	group(ruleSignOrder,
		signCase{id: "credentials-before-options", comment: "Both the secret and the lifetime are wrong.", key: testKey, secret: " " + testSecret, options: `{"lifetime_s":1}`, want: "credentials"},
		signCase{id: "options-before-claims", comment: "Both the lifetime and the role are wrong.", options: `{"lifetime_s":1}`, claims: `{"mn":83137961703,"role":2}`, want: "options"},
		signCase{id: "credentials-before-claims", comment: "Both the key and the meeting number are wrong.", key: testKey + "\n", secret: testSecret, claims: `{"mn":1}`, want: "credentials"},
	)
}

func signOptionRows(group func(rule string, cases ...signCase)) {
	group(ruleSegments, signCase{id: "defaults", comment: "With a meeting number alone everything else is filled in."})
	group(ruleLifetime,
		signCase{id: "lifetime-least", comment: "A lifetime of 1800 s is the shortest.", options: `{"lifetime_s":1800}`, want: "83137961703 0 1699999970 1700001770 1700001770 -"},
		signCase{id: "lifetime-below-least", comment: "A lifetime of 1799 s is too short.", options: `{"lifetime_s":1799}`, want: "options"},
		signCase{id: "lifetime-above-least", comment: "A lifetime of 1801 s is used as it is.", options: `{"lifetime_s":1801}`, want: "83137961703 0 1699999970 1700001771 1700001771 -"},
		signCase{id: "lifetime-default", comment: "A lifetime of 7200 s gives what no lifetime gives.", options: `{"lifetime_s":7200}`},
		signCase{id: "lifetime-greatest", comment: "A lifetime of 172800 s is the longest.", options: `{"lifetime_s":172800}`, want: "83137961703 0 1699999970 1700172770 1700172770 -"},
		signCase{id: "lifetime-below-greatest", comment: "A lifetime of 172799 s is used as it is.", options: `{"lifetime_s":172799}`, want: "83137961703 0 1699999970 1700172769 1700172769 -"},
		signCase{id: "lifetime-above-greatest", comment: "A lifetime of 172801 s is too long.", options: `{"lifetime_s":172801}`, want: "options"},
		signCase{id: "lifetime-negative", comment: "A negative lifetime is not replaced by the default.", options: `{"lifetime_s":-7200}`, want: "options"},
		signCase{id: "lifetime-one-second", comment: "A lifetime of one second is too short.", options: `{"lifetime_s":1}`, want: "options"},
		signCase{id: "lifetime-in-milliseconds", comment: "A lifetime of two hours in milliseconds is too long.", options: `{"lifetime_s":7200000}`, want: "options"},
	)
	group(ruleBackdate,
		signCase{id: "backdate-default", comment: "A backdate of 30 s gives what no backdate gives.", options: `{"backdate_ms":30000}`},
		signCase{id: "backdate-10-seconds", comment: "A backdate of 10 s takes the place of the default.", options: `{"backdate_ms":10000}`, want: "83137961703 0 1699999990 1700007190 1700007190 -"},
		signCase{id: "backdate-300-seconds", comment: "A backdate of 300 s moves iat and exp.", options: `{"backdate_ms":300000}`, want: "83137961703 0 1699999700 1700006900 1700006900 -"},
		signCase{id: "backdate-negative", comment: "A negative backdate means that iat is now and not in the future.", options: `{"backdate_ms":-3600000}`, want: "83137961703 0 1700000000 1700007200 1700007200 -"},
		signCase{id: "backdate-minus-one", comment: "A backdate of -1 ms means none.", options: `{"backdate_ms":-1}`, want: "83137961703 0 1700000000 1700007200 1700007200 -"},
	)
	group(ruleBackdateBelow,
		signCase{id: "backdate-just-below-lifetime", comment: "A backdate one millisecond below the default lifetime is the longest.", options: `{"backdate_ms":7199999}`, want: "83137961703 0 1699992800 1700000000 1700000000 -"},
		signCase{id: "backdate-equals-lifetime", comment: "A backdate as long as the default lifetime is too long.", options: `{"backdate_ms":7200000}`, want: "options"},
		signCase{id: "backdate-just-below-own-lifetime", comment: "The lifetime that is set is the limit of the backdate.", options: `{"lifetime_s":1800,"backdate_ms":1799999}`, want: "83137961703 0 1699998200 1700000000 1700000000 -"},
		signCase{id: "backdate-equals-own-lifetime", comment: "A backdate as long as the lifetime that is set is too long.", options: `{"lifetime_s":1800,"backdate_ms":1800000}`, want: "options"},
		signCase{id: "backdate-of-a-day", comment: "A backdate of a day is allowed with a lifetime of two days.", options: `{"lifetime_s":172800,"backdate_ms":86400000}`, want: "83137961703 0 1699913600 1700086400 1700086400 -"},
	)
}
