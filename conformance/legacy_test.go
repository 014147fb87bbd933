package conformance

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
)

const (
	ruleLegacyDot       = "The key of a legacy signature must not contain a dot."
	ruleLegacyMaxAge    = "The maximum age is 86400000 milliseconds if it is not set, and it must not be negative."
	ruleLegacyBackdate  = "The legacy backdate is 30000 milliseconds if it is not set, zero if it is negative, and less than the maximum age."
	ruleLegacyNumber    = "The legacy meeting number must be set, and is 100000000 to 99999999999."
	ruleLegacyRole      = "The legacy role is 0 or 1, and 0 if it is not set."
	ruleLegacyNow       = "If the legacy timestamp is not set, it is the current time minus the backdate."
	ruleLegacyTimestamp = "The legacy timestamp has 13 digits, which means 1000000000000 to 9999999999999 milliseconds."
	ruleLegacyMessage   = "The legacy message is the key, the meeting number, the timestamp and the role, joined with nothing between them."
	ruleLegacySignMAC   = "The legacy MAC is HMAC-SHA256 of the padded standard base64 of the message."
	ruleLegacyWhole     = "A legacy signature is the key, the meeting number, the timestamp, the role, and the MAC in padded standard base64, joined by dots; the whole is then encoded in standard base64 without padding."

	ruleLegacyOrder      = "The form of a legacy signature is checked first (`malformed`), then its MAC (`signature`), its key (`key`), its other fields from left to right (`claims`), and finally its age (`not-yet-valid` or `expired`)."
	ruleLegacyLength     = "A legacy signature has at most 4096 bytes."
	ruleLegacyBase64     = "A legacy signature is canonical standard base64, either with all of its padding or with none, and contains no white space."
	ruleLegacyFields     = "A decoded legacy signature has exactly five fields, separated by dots."
	ruleLegacyMACField   = "The fifth field of a legacy signature is canonical standard base64 with padding."
	ruleLegacyMAC        = "The MAC of a legacy signature is the HMAC-SHA256 of its first four fields, joined and encoded as described under Signing in the legacy format."
	ruleLegacyKey        = "The first field of a legacy signature is the key."
	ruleLegacyNumberText = "The second field of a legacy signature is a meeting number of 9 to 11 digits from 0 to 9 that does not begin with 0."
	ruleLegacyTimeText   = "The third field of a legacy signature is a timestamp of exactly 13 digits from 0 to 9 that does not begin with 0."
	ruleLegacyRoleText   = "The fourth field of a legacy signature is the role, the digit 0 or 1."
	ruleLegacyNotYet     = "A legacy signature is not yet valid if the current time is before its timestamp minus the leeway."
	ruleLegacyExpired    = "A legacy signature has expired if the current time is after its timestamp plus the maximum age plus the leeway."
	ruleLegacyShift      = "Field lengths are checked: the MAC covers the fields without separators, so the same MAC would match if a digit moved to the next field."
)

// conformLegacySignRows are the rows of legacy-sign.jsonl. What is wanted is
// an error, or meeting number, timestamp and role.
func conformLegacySignRows() []conformSign {
	var rows []conformSign
	add := func(rule, id, comment string, c signCase) {
		if c.key == "" && c.want != "credentials" {
			c.key = testKey
		}
		if c.secret == "" && c.want != "credentials" {
			c.secret = testSecret
		}
		if c.now == 0 {
			c.now = usualMS
		}
		if c.claims == "" {
			c.claims = `{"mn":83137961703}`
		}
		if c.want == "" {
			c.want = "83137961703 1699999970000 0"
		}
		row := conformSign{
			ID: "legacy-" + id, Comment: comment, Rule: rule, Key: c.key, Secret: c.secret, NowMS: c.now,
			Options: json.RawMessage(c.options), Claims: json.RawMessage(c.claims),
		}
		if isSignError(c.want) {
			row.Error = c.want
		} else {
			w := strings.Fields(c.want)
			row.Signature = handMadeLegacy(c.key, w[0], w[1], w[2], c.secret)
		}
		rows = append(rows, row)
	}
	add(ruleLegacyWhole, "defaults", "With a meeting number alone the rest is filled in.", signCase{})
	add(ruleLegacySignMAC, "forum", "The signature that a forum posted, of a public dummy app.", signCase{key: "zp1yfDk-RPufHFAgbbc95w", secret: "BqJw1aBnPhoDbBctQWChUlFwXqCWKirK0jEX", now: 1658977298692, want: "83137961703 1658977268692 0"})
	add(ruleLegacyWhole, "no-padding", "Base64 that would have one padding character has none.", signCase{claims: `{"mn":831379617}`, want: "831379617 1699999970000 0"})
	add(ruleLegacyWhole, "no-padding-twice", "Base64 that would have two padding characters has none.", signCase{claims: `{"mn":8313796170}`, want: "8313796170 1699999970000 0"})
	add(ruleLegacyWhole, "key-question-mark", "A key with characters at which the base64 alphabets differ is in the standard one.", signCase{key: "a?b?c?d>e>f>g"})
	add(ruleLegacyMessage, "key-ends-with-digit", "A key may end with a digit, and nothing separates it from the meeting number.", signCase{key: "key1234567890"})
	add(ruleSecretBytes, "secret-not-ascii", "A secret with letters beyond ASCII is encoded as UTF-8.", signCase{secret: "Schlüssel für 😀"})
	add(ruleAnyCharacter, "key-not-ascii", "A key with letters beyond ASCII is encoded as UTF-8.", signCase{key: "ключ"})
	add(ruleKeyLength, "key-of-512-bytes", "A key of 512 bytes is the longest.", signCase{key: strings.Repeat("k", 512)})
	add(ruleKeyLength, "key-of-513-bytes", "A key of 513 bytes is too long.", signCase{key: strings.Repeat("k", 513), secret: testSecret, want: "credentials"})
	add(ruleEmpty, "key-empty", "The key is empty.", signCase{secret: testSecret, want: "credentials"})
	add(ruleEmpty, "secret-empty", "The secret is empty.", signCase{key: testKey, want: "credentials"})
	add(ruleEnds, "key-space-before", "The key begins with a space.", signCase{key: " " + testKey, secret: testSecret, want: "credentials"})
	add(ruleEnds, "secret-line-feed-after", "The secret ends with a line feed.", signCase{key: testKey, secret: testSecret + "\n", want: "credentials"})
	add(ruleControl, "key-tab-inside", "The key has a tab in it.", signCase{key: "a\tkey", secret: testSecret, want: "credentials"})
	add(ruleKeyIsSecret, "key-is-secret", "The key and the secret are the same text.", signCase{key: testSecret, secret: testSecret, want: "credentials"})
	add(ruleLegacyDot, "key-dot-inside", "A dot in the key would add a field.", signCase{key: "a.b", secret: testSecret, want: "credentials"})
	add(ruleLegacyDot, "key-dot-after", "A dot after the key would add a field.", signCase{key: testKey + ".", secret: testSecret, want: "credentials"})
	add(ruleLegacyDot, "secret-dot-inside", "A dot in the secret does no harm.", signCase{secret: "a.secret.of.words"})
	add(ruleSignOrder, "credentials-before-options", "Both the key and the maximum age are wrong.", signCase{key: "a.b", secret: testSecret, options: `{"max_age_ms":-1}`, want: "credentials"})
	add(ruleSignOrder, "options-before-claims", "Both the maximum age and the role are wrong.", signCase{options: `{"max_age_ms":-1}`, claims: `{"mn":83137961703,"role":2}`, want: "options"})
	add(ruleLegacyMaxAge, "max-age-negative", "A negative maximum age is not replaced by the default.", signCase{options: `{"max_age_ms":-1}`, want: "options"})
	add(ruleLegacyMaxAge, "max-age-negative-no-backdate", "Without a backdate too a maximum age must not be negative.", signCase{options: `{"max_age_ms":-86400000,"backdate_ms":-1}`, want: "options"})
	add(ruleLegacyBackdate, "backdate-10-seconds", "A backdate of 10 s, that of an old Web SDK, takes the place of the default.", signCase{options: `{"backdate_ms":10000}`, want: "83137961703 1699999990000 0"})
	add(ruleLegacyBackdate, "backdate-300-seconds", "A backdate of 300 s is that of a later Web SDK.", signCase{options: `{"backdate_ms":300000}`, want: "83137961703 1699999700000 0"})
	add(ruleLegacyBackdate, "backdate-1-ms", "The timestamp is not rounded to seconds.", signCase{options: `{"backdate_ms":1}`, want: "83137961703 1699999999999 0"})
	add(ruleLegacyBackdate, "backdate-negative", "A negative backdate means that the timestamp is now.", signCase{options: `{"backdate_ms":-60000}`, want: "83137961703 1700000000000 0"})
	add(ruleLegacyBackdate, "backdate-below-max-age", "A backdate one millisecond below the default maximum age is the longest.", signCase{options: `{"backdate_ms":86399999}`, want: "83137961703 1699913600001 0"})
	add(ruleLegacyBackdate, "backdate-equals-max-age", "A backdate as long as the default maximum age is too long.", signCase{options: `{"backdate_ms":86400000}`, want: "options"})
	add(ruleLegacyBackdate, "default-backdate-equals-max-age", "The default backdate is too long for a maximum age of 30 s.", signCase{options: `{"max_age_ms":30000}`, want: "options"})
	add(ruleLegacyBackdate, "default-backdate-below-max-age", "The default backdate is just short enough for a maximum age of 30.001 s.", signCase{options: `{"max_age_ms":30001}`})
	add(ruleLegacyNow, "now-123-ms", "The milliseconds of the clock are in the timestamp.", signCase{now: 1700000000123, want: "83137961703 1699999970123 0"})
	add(ruleLegacyNow, "now-999-ms", "The last millisecond of a second is not rounded up.", signCase{now: 1700000000999, want: "83137961703 1699999970999 0"})
	add(ruleLegacyNow, "now-12-digits", "A clock within the backdate of 2001-09-09 gives a timestamp of 12 digits.", signCase{now: 1000000029999, want: "claims"})
	add(ruleLegacyNow, "now-13-digits", "A clock 30 s after 2001-09-09T01:46:40Z gives the first timestamp of 13 digits.", signCase{now: 1000000030000, want: "83137961703 1000000000000 0"})
	add(ruleLegacyNow, "now-1970", "A clock that begins in 1970 cannot be signed with.", signCase{now: 1, want: "claims"})
	timestamp := func(text string) string { return `{"mn":83137961703,"timestamp_ms":` + text + `}` }
	add(ruleLegacyTimestamp, "timestamp-least", "The least timestamp of 13 digits is accepted.", signCase{claims: timestamp("1000000000000"), want: "83137961703 1000000000000 0"})
	add(ruleLegacyTimestamp, "timestamp-12-digits", "The greatest timestamp of 12 digits is rejected.", signCase{claims: timestamp("999999999999"), want: "claims"})
	add(ruleLegacyTimestamp, "timestamp-greatest", "The greatest timestamp of 13 digits is accepted.", signCase{claims: timestamp("9999999999999"), want: "83137961703 9999999999999 0"})
	add(ruleLegacyTimestamp, "timestamp-14-digits", "The least timestamp of 14 digits is rejected.", signCase{claims: timestamp("10000000000000"), want: "claims"})
	add(ruleLegacyTimestamp, "timestamp-in-seconds", "A timestamp in seconds is rejected.", signCase{claims: timestamp("1700000000"), want: "claims"})
	add(ruleLegacyTimestamp, "timestamp-0", "A timestamp of 0 is set, and has one digit.", signCase{claims: timestamp("0"), want: "claims"})
	add(ruleLegacyTimestamp, "timestamp-negative", "A timestamp before 1970 is rejected.", signCase{claims: timestamp("-1700000000000"), want: "claims"})
	add(ruleLegacyTimestamp, "timestamp-given", "A timestamp that is set is not backdated.", signCase{claims: timestamp("1700000000123"), options: `{"backdate_ms":300000}`, want: "83137961703 1700000000123 0"})
	add(ruleLegacyTimestamp, "timestamp-in-the-future", "A timestamp that is set may lie in the future.", signCase{claims: timestamp("1800000000000"), want: "83137961703 1800000000000 0"})
	add(ruleLegacyNumber, "mn-missing", "There is no legacy signature without a meeting number.", signCase{claims: `{"role":1}`, want: "claims"})
	add(ruleLegacyNumber, "mn-8-digits", "The greatest number of 8 digits is too short.", signCase{claims: `{"mn":99999999}`, want: "claims"})
	add(ruleLegacyNumber, "mn-9-digits", "The least number of 9 digits is accepted.", signCase{claims: `{"mn":100000000}`, want: "100000000 1699999970000 0"})
	add(ruleLegacyNumber, "mn-11-digits", "The greatest number of 11 digits is accepted.", signCase{claims: `{"mn":99999999999}`, want: "99999999999 1699999970000 0"})
	add(ruleLegacyNumber, "mn-12-digits", "The least number of 12 digits is too long.", signCase{claims: `{"mn":100000000000}`, want: "claims"})
	add(ruleLegacyRole, "role-0", "Role 0 is that of a participant.", signCase{claims: `{"mn":83137961703,"role":0}`})
	add(ruleLegacyRole, "role-1", "Role 1 is that of a host.", signCase{claims: `{"mn":83137961703,"role":1}`, want: "83137961703 1699999970000 1"})
	add(ruleLegacyRole, "role-2", "There is no role 2.", signCase{claims: `{"mn":83137961703,"role":2}`, want: "claims"})
	add(ruleLegacyRole, "role-minus-1", "A role is not negative.", signCase{claims: `{"mn":83137961703,"role":-1}`, want: "claims"})
	return rows
}

const (
	legacyMS     = 1699999970_123
	legacyClaims = `{"apiKey":"` + testKey + `","mn":"83137961703","timestamp":1699999970123,"role":0}`
)

// conformLegacyVerifyRows are the rows of legacy-verify.jsonl.
func conformLegacyVerifyRows() []conformVerify {
	rows, group := verifyTable(legacyClaims)
	add := func(rule, id, comment, signature, result string) {
		group(rule, verifyCase{id: "legacy-" + id, comment: comment, signature: signature, result: result})
	}
	fields := []string{testKey, "83137961703", testMillis, "0"}
	good := legacy(fields...)
	raw := func(text string) string { return base64.RawStdEncoding.EncodeToString([]byte(text)) }
	decoded := strings.Join(append(fields, base64.StdEncoding.EncodeToString([]byte(legacyMAC(testSecret, fields...)))), ".")
	middle, end := len(good)/2, len(good)-1
	bits := func(n int) string { return good[:end] + next(good, n) }

	add(ruleLegacyMAC, "usual", "A legacy signature as the signer of this suite makes it is valid.", good, "valid")
	add(ruleLegacyBase64, "padded", "The padding may be there, as Zoom's Node sample writes it.", good+"=", "valid")
	for _, c := range [][4]string{
		{ruleLegacyBase64, "padded-twice", "One padding character too many is rejected.", good + "=="},
		{ruleLegacyBase64, "padded-by-four", "Four padding characters stand for nothing.", good + "===="},
		{ruleLegacyBase64, "padded-inside", "A padding character inside is rejected.", good[:middle] + "=" + good[middle:]},
		{ruleLegacyBase64, "padded-without-need", "Base64 that needs no padding has none.", legacy(testKey, "831379617", testMillis, "0") + "="},
		{ruleLegacyBase64, "padded-half", "Base64 with two padding characters is not written with one.", legacy(testKey, "8313796170", testMillis, "0") + "="},
		{ruleLegacyBase64, "padding-alone", "Padding alone is not a signature.", "===="},
		{ruleLegacyBase64, "cut", "A signature without its last character is rejected.", good[:end]},
		{ruleLegacyBase64, "unused-bits-01", "The unused bits are 01.", bits(1)},
		{ruleLegacyBase64, "unused-bits-10", "The unused bits are 10.", bits(2)},
		{ruleLegacyBase64, "unused-bits-padded", "The unused bits are 11 before padding.", bits(3) + "="},
		{ruleLegacyBase64, "line-feed-inside", "A line feed inside is not skipped.", good[:middle] + "\n" + good[middle:]},
		{ruleLegacyBase64, "carriage-return-inside", "A carriage return inside is not skipped.", good[:middle] + "\r" + good[middle:]},
		{ruleLegacyBase64, "line-feed-after", "A line feed after the signature is not trimmed.", good + "\n"},
		{ruleLegacyBase64, "line-feed-before-padding", "A line feed before the padding is not skipped.", good + "\n="},
		{ruleLegacyBase64, "space-before", "A space before the signature is not trimmed.", " " + good},
		{ruleLegacyBase64, "quoted", "Quotation marks around the signature are not skipped.", `"` + good + `"`},
		{ruleLegacyBase64, "nul-after", "NUL does not end the signature.", good + "\x00"},
		{ruleLegacyBase64, "not-utf-8-after", "A byte that is not UTF-8 is not base64.", good + "\xff"},
		{ruleLegacyBase64, "percent-encoded-padding", "Percent-encoded padding is not base64.", good + "%3D"},
		{ruleLegacyBase64, "not-encoded", "The five fields are not encoded, as in a forum's hand-made attempt.", decoded},
		{ruleLegacyBase64, "jwt", "A JWT is no legacy signature.", jwt(goodHeader, goodPayload)},
		{ruleLegacyFields, "no-text", "An empty text has one field.", ""},
		{ruleLegacyFields, "mac-alone", "The MAC alone has one field.", raw(decoded[len(decoded)-44:])},
		{ruleLegacyFields, "no-mac", "There are four fields and no MAC.", raw(strings.Join(fields, "."))},
		{ruleLegacyFields, "sixth-field", "A sixth field is not ignored.", raw(decoded + ".x")},
		{ruleLegacyFields, "sixth-field-empty", "An empty sixth field is one too many.", raw(decoded + ".")},
		{ruleLegacyFields, "sixth-field-under-mac", "A sixth field that the MAC covers is one too many.", legacy(append(fields, "x")...)},
		{ruleLegacyFields, "field-missing", "There are three fields and a MAC that matches.", legacy(fields[:3]...)},
		{ruleLegacyFields, "commas", "The fields are joined by commas.", raw(strings.ReplaceAll(decoded, ".", ","))},
		{ruleLegacyFields, "encoded-twice", "The signature is encoded twice.", raw(good)},
		{ruleLegacyMACField, "mac-not-padded", "The MAC has no padding.", raw(decoded[:len(decoded)-1])},
		{ruleLegacyMACField, "mac-padded-by-four", "The MAC has padding that stands for nothing.", raw(decoded + "===")},
		{ruleLegacyMACField, "mac-line-feed-after", "The MAC ends with a line feed.", raw(decoded + "\n")},
		{ruleLegacyMACField, "mac-line-feed-inside", "The MAC has a line feed in it.", raw(decoded[:len(decoded)-8] + "\n" + decoded[len(decoded)-8:])},
		{ruleLegacyMACField, "mac-unused-bits", "The unused bits of the MAC are not zero.", raw(decoded[:len(decoded)-2] + next(decoded[:len(decoded)-1], 1) + "=")},
		{ruleLegacyLength, "length-4097", "A signature of 4097 bytes is too long.", strings.Repeat("A", 4097)},
		{ruleLegacyLength, "length-4098", "A signature of 4098 bytes is too long, though its MAC matches.", legacy(strings.Repeat("k", 3073-73), "83137961703", testMillis, "0")},
	} {
		add(c[0], c[1], c[2], c[3], "malformed")
	}
	add(ruleLegacyBase64, "padded-with-two", "Base64 that needs two padding characters may have them.", legacy(testKey, "8313796170", testMillis, "0")+"==", "valid")
	(*rows)[len(*rows)-1].Claims = json.RawMessage(`{"apiKey":"` + testKey + `","mn":"8313796170","timestamp":1699999970123,"role":0}`)
	for n := 0; ; n++ { // a MAC that the base64 alphabets write differently
		fields := []string{testKey, fmt.Sprint(8313796170 + int64(n)), testMillis, "0"}
		mac := base64.StdEncoding.EncodeToString([]byte(legacyMAC(testSecret, fields...)))
		if urlSafe := strings.NewReplacer("+", "-", "/", "_").Replace(mac); urlSafe != mac {
			add(ruleLegacyMACField, "mac-url-safe", "The MAC is in URL-safe base64.", raw(strings.Join(append(fields, urlSafe), ".")), "malformed")
			break
		}
	}
	add(ruleLegacyMAC, "five-empty-fields", "Five empty fields are five fields, and the MAC does not match.", raw("...."), "signature")
	add(ruleLegacyLength, "length-4096", "A signature of 4096 bytes is read, and is for another key.", legacy(strings.Repeat("k", 3072-73), "83137961703", testMillis, "0"), "key")
	legacyMACRows(add, fields)
	legacyFieldRows(group, add)
	legacyWindowRows(group, good)
	return *rows
}

func legacyMACRows(add func(rule, id, comment, signature, result string), fields []string) {
	right, joined := legacyMAC(testSecret, fields...), strings.Join(fields, "")
	std := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	for _, c := range [][3]string{
		{"last-bit", "differs in its last bit", right[:31] + string([]byte{right[31] ^ 1})},
		{"empty", "is empty", ""},
		{"31-bytes", "lacks its last byte", right[:31]},
		{"33-bytes", "is followed by NUL", right + "\x00"},
		{"in-hex", "is written in hex", hex.EncodeToString([]byte(right))},
		{"of-fields", "covers the fields without base64, as in a forum's attempt", string(hmacOf(joined, testSecret))},
		{"of-dots", "covers the fields with dots", string(hmacOf(std(strings.Join(fields, ".")), testSecret))},
		{"of-unpadded", "covers base64 without padding", string(hmacOf(strings.TrimRight(std(joined), "="), testSecret))},
		{"of-host", "is that of a host", legacyMAC(testSecret, testKey, "83137961703", testMillis, "1")},
		{"other-secret", "is made with another secret", string(hmacOf(std(joined), "AnotherSyntheticSecretOf36Characters"))},
		{"key-for-secret", "is made with the key in place of the secret", string(hmacOf(std(joined), testKey))},
	} {
		add(ruleLegacyMAC, "mac-"+c[0], "The MAC "+c[1]+".", legacyWith(c[2], fields...), "signature")
	}
	for _, c := range []struct {
		id, comment string
		fields      []string
	}{
		{"mn", "After signing the meeting number is changed.", []string{testKey, "83137961704", testMillis, "0"}},
		{"role", "After signing the role is changed.", []string{testKey, "83137961703", testMillis, "1"}},
		{"key", "After signing the key is changed.", []string{"other", "83137961703", testMillis, "0"}},
		{"swapped", "After signing key and meeting number change places.", []string{"83137961703", testKey, testMillis, "0"}},
	} {
		add(ruleLegacyMAC, "changed-"+c.id, c.comment, legacyWith(right, c.fields...), "signature")
	}
	add(ruleLegacyOrder, "forged-expired", "The MAC is wrong, and the timestamp is years old.", legacyWith(right, testKey, "83137961703", "1600000000000", "0"), "signature")
	add(ruleLegacyOrder, "forged-role", "The MAC is wrong, and so is the role.", legacyWith(right, testKey, "83137961703", testMillis, "2"), "signature")
	add(ruleLegacyOrder, "order-form", "The MAC is wrong, and so is its padding.", legacyWith("x", testKey, "83137961703", testMillis, "0")+"====", "malformed")
	add(ruleLegacyOrder, "order-key", "The key, the role and the age are wrong.", legacy("other", "1", "1", "7"), "key")
	add(ruleLegacyOrder, "order-claims", "The role is wrong, and the timestamp is years old.", legacy(testKey, "83137961703", "1600000000000", "7"), "claims")
}

func legacyFieldRows(group verifyGroup, add func(rule, id, comment, signature, result string)) {
	with := func(field int, value string) string {
		fields := []string{testKey, "83137961703", testMillis, "0"}
		fields[field] = value
		return legacy(fields...)
	}
	rows := func(field int, rule, result, id, comment string, triples ...string) {
		for i := 0; i < len(triples); i += 3 {
			add(rule, id+triples[i], comment+triples[i+1], with(field, triples[i+2]), result)
		}
	}
	rows(0, ruleLegacyKey, "key", "key-", "The first field ",
		"other", "is the key of another app.", "other",
		"field-empty", "is empty.", "",
		"space-after", "ends with a space.", testKey+" ",
		"longer", "begins with the key.", testKey+"8",
		"lower-case", "is the key in lower case.", strings.ToLower(testKey),
		"not-utf-8", "is not UTF-8.", "\xff\xfe",
	)
	rows(1, ruleLegacyNumberText, "claims", "number-", "The second field ",
		"empty", "is empty.", "",
		"8-digits", "has 8 digits.", "99999999",
		"12-digits", "has 12 digits.", "100000000000",
		"leading-zero", "begins with 0.", "083137961703",
		"spaces", "has spaces in it.", "831 3796 1703",
		"line-feed-after", "ends with a line feed.", "83137961703\n",
		"plus-sign", "has a plus sign.", "+83137961703",
		"exponent", "has an exponent.", "8313796170e1",
		"fullwidth", "is in fullwidth digits.", "８３１３７９６１７０３",
		"not-utf-8", "ends with a byte that is not UTF-8.", "8313796170\xff",
		"wraps-64-bits", "would wrap around 64 bits to a right number.", "18446744156847513319",
	)
	rows(2, ruleLegacyTimeText, "claims", "timestamp-text-", "The third field ",
		"empty", "is empty.", "",
		"seconds", "is in seconds.", "1699999970",
		"12-digits", "has 12 digits.", "169999997012",
		"14-digits", "has 14 digits.", "16999999701230",
		"leading-zero", "has 13 digits, the first of which is 0.", "0169999997012",
		"zero-before", "has 13 digits after a 0.", "01699999970123",
		"plus-sign", "has 12 digits after a plus sign.", "+169999997012",
		"minus-sign", "has a minus sign.", "-1699999970123",
		"point", "has a fraction.", "1699999970,12",
		"exponent", "has an exponent.", "16999999701e2",
		"space-after", "ends with a space.", "169999997012 ",
		"fullwidth", "is in fullwidth digits.", "１６９９９９９９７０１２３",
		"underscore", "has an underscore in it.", "1699999970_12",
	)
	rows(3, ruleLegacyRoleText, "claims", "role-text-", "The fourth field ",
		"empty", "is empty.", "",
		"2", "is 2.", "2",
		"00", "is 00.", "00",
		"01", "is 01.", "01",
		"10", "is 10.", "10",
		"minus-0", "is -0.", "-0",
		"line-feed-after", "ends with a line feed.", "0\n",
		"host", "is the word host.", "host",
		"fullwidth", "is a fullwidth digit.", "０",
		"256", "is 256, which is 0 in a byte.", "256",
	)
	reads := func(rule, id, comment string, number, timestamp, role string) {
		group(rule, verifyCase{id: "legacy-" + id, comment: comment, signature: legacy(testKey, number, timestamp, role), result: "valid",
			claims: fmt.Sprintf(`{"apiKey":"%s","mn":"%s","timestamp":%s,"role":%s}`, testKey, number, timestamp, role)})
	}
	reads(ruleLegacyNumberText, "number-9-digits", "The second field is the least number of 9 digits.", "100000000", testMillis, "0")
	reads(ruleLegacyNumberText, "number-10-digits", "The second field has 10 digits.", "8313796170", testMillis, "0")
	reads(ruleLegacyNumberText, "number-11-digits", "The second field is the greatest number of 11 digits.", "99999999999", testMillis, "0")
	reads(ruleLegacyRoleText, "role-text-1", "The fourth field is 1.", "83137961703", testMillis, "1")

	const key = "key1234567890"
	for _, c := range []struct {
		id, comment, result string
		fields              []string
	}{
		{"signed", "The digits stand as they were signed.", "valid", []string{key, "8313796170", testMillis, "0"}},
		{"mn-to-timestamp", "A digit moved from the meeting number to the timestamp, which has 14 now.", "claims", []string{key, "831379617", "0" + testMillis, "0"}},
		{"timestamp-to-mn", "A digit moved from the timestamp to the meeting number, and the timestamp has 12 now.", "claims", []string{key, "83137961701", testMillis[1:], "0"}},
		{"timestamp-to-role", "A digit moved from the timestamp to the role.", "claims", []string{key, "8313796170", testMillis[:12], "30"}},
		{"role-to-timestamp", "The role moved to the timestamp.", "claims", []string{key, "8313796170", testMillis + "0", ""}},
		{"13-digits-left", "Digits moved on both sides of the timestamp, which has 13 again and begins with 0.", "claims", []string{key, "831379617", "0" + testMillis[:12], "30"}},
		{"13-digits-right", "Digits moved on both sides of the timestamp, and no role is left.", "claims", []string{key, "83137961701", testMillis[1:] + "0", ""}},
		{"key-to-mn", "A digit moved from the key to the meeting number.", "key", []string{key[:12], "08313796170", testMillis, "0"}},
		{"mn-to-key", "A digit moved from the meeting number to the key.", "key", []string{key + "8", "313796170", testMillis, "0"}},
		{"all-in-key", "Everything moved to the key.", "key", []string{key + "8313796170" + testMillis + "0", "", "", ""}},
	} {
		row := verifyCase{id: "legacy-shift-" + c.id, comment: c.comment, key: key, signature: legacy(c.fields...), result: c.result}
		if c.result == "valid" {
			row.claims = `{"apiKey":"key1234567890","mn":"8313796170","timestamp":1699999970123,"role":0}`
		}
		group(ruleLegacyShift, row)
	}
}

func legacyWindowRows(group verifyGroup, good string) {
	for _, c := range []struct {
		rule, id, comment   string
		now, leeway, maxAge int64
		result              string
	}{
		{ruleLegacyNotYet, "timestamp", "A legacy signature begins to be valid at its timestamp.", legacyMS, 0, 0, "valid"},
		{ruleLegacyNotYet, "before-timestamp", "A millisecond before its timestamp it is not yet valid.", legacyMS - 1, 0, 0, "not-yet-valid"},
		{ruleLegacyNotYet, "timestamp-leeway", "With a leeway of 60 s it is valid that long before.", legacyMS - 60_000, 60_000, 0, "valid"},
		{ruleLegacyNotYet, "before-timestamp-leeway", "With a leeway of 60 s it is not yet valid a millisecond earlier.", legacyMS - 60_001, 60_000, 0, "not-yet-valid"},
		{ruleLegacyExpired, "end", "After exactly 24 hours it is still valid.", legacyMS + 86_400_000, 0, 0, "valid"},
		{ruleLegacyExpired, "after-end", "A millisecond after 24 hours it has expired.", legacyMS + 86_400_001, 0, 0, "expired"},
		{ruleLegacyExpired, "end-leeway", "With a leeway of 1 ms it is valid that much longer.", legacyMS + 86_400_001, 1, 0, "valid"},
		{ruleLegacyExpired, "after-end-leeway", "With a leeway of 1 ms it has expired a millisecond later.", legacyMS + 86_400_002, 1, 0, "expired"},
		{ruleLegacyExpired, "end-max-age", "With a maximum age of a minute it is valid after exactly a minute.", legacyMS + 60_000, 0, 60_000, "valid"},
		{ruleLegacyExpired, "after-end-max-age", "With a maximum age of a minute it has expired a millisecond later.", legacyMS + 60_001, 0, 60_000, "expired"},
		{ruleLegacyExpired, "end-max-age-48-hours", "The maximum age may be longer than the default.", legacyMS + 172_800_000, 0, 172_800_000, "valid"},
		{ruleLegacyExpired, "end-max-age-leeway", "With a leeway and a maximum age of a minute each it is valid after two minutes.", legacyMS + 120_000, 60_000, 60_000, "valid"},
		{ruleLegacyExpired, "after-end-max-age-leeway", "With a leeway and a maximum age of a minute each it has expired a millisecond after two minutes.", legacyMS + 120_001, 60_000, 60_000, "expired"},
		{ruleLegacyNotYet, "clock-1970", "A clock that begins in 1970 is before any legacy signature.", 1, 0, 0, "not-yet-valid"},
	} {
		group(c.rule, verifyCase{id: "legacy-window-" + c.id, comment: c.comment, signature: good, now: c.now, leeway: c.leeway, maxAge: c.maxAge, result: c.result})
	}
}
