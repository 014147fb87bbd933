package conformance

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig/internal/sigtest"
)

const (
	ruleLength    = "A signature has at most 4096 bytes."
	ruleThree     = "A signature has three parts, separated by two dots, and none is empty."
	ruleAlphabet  = "Each part is base64url without padding, and contains only the characters A to Z, a to z, 0 to 9, - and _."
	ruleUnused    = "Each part is the canonical base64url encoding of its bytes, so the unused bits of its last character are zero."
	ruleFormFirst = "The form of the signature and of its header is checked first, then the algorithm, then the MAC, and only then the payload."
	rulePayload   = "In the payload the JSON is checked first, then the keys, then the other claims, then the current time against `iat`, and finally against `exp` and `tokenExp`."
	ruleForged    = "Nothing in the payload is read before the MAC is known to be right, so a forged signature is never called expired."
	ruleMAC       = "The MAC is the 32 bytes of HMAC-SHA256 of the first two parts, as they are written, and the dot between them."
)

// conformVerify is a row of verify.jsonl or legacy-verify.jsonl.
type conformVerify struct {
	ID              string          `json:"id"`
	Comment         string          `json:"comment"`
	Rule            string          `json:"rule"`
	Key             string          `json:"key"`
	Secret          string          `json:"secret"`
	NowMS           int64           `json:"now_ms"`
	LeewayMS        int64           `json:"leeway_ms,omitempty"`
	MaxAgeMS        int64           `json:"max_age_ms,omitempty"`
	Signature       *string         `json:"signature,omitempty"`
	SignatureBase64 string          `json:"signature_base64,omitempty"`
	Result          string          `json:"result"`
	Claims          json.RawMessage `json:"claims,omitempty"`
}

// verifyCase is how the tables give a row. What is zero is as in the first row.
type verifyCase struct {
	id, comment, signature, result string
	key                            string
	now, leeway, maxAge            int64 // milliseconds
	claims                         string
}

// verifyGroup collects the rows of a rule.
type verifyGroup func(rule string, cases ...verifyCase)

// conformVerifyRows are the rows of verify.jsonl.
func conformVerifyRows(t testing.TB) []conformVerify {
	rows, group := verifyTable(goodPayload)
	verifyFormRows(t, group)
	verifyBase64Rows(t, group)
	verifyMACRows(t, group)
	verifyOrderRows(group)
	verifyJSONRows(group)
	verifyHeaderRows(group)
	verifyKeyRows(group)
	verifyNumberRows(group)
	verifyTimeRows(group)
	verifyWindowRows(group)
	return *rows
}

// verifyTable collects rows. A valid signature says claims, if the row does not
// say what else.
func verifyTable(claims string) (*[]conformVerify, verifyGroup) {
	rows := new([]conformVerify)
	return rows, func(rule string, cases ...verifyCase) {
		for _, c := range cases {
			row := conformVerify{
				ID: c.id, Comment: c.comment, Rule: rule,
				Key: c.key, Secret: testSecret, NowMS: c.now, LeewayMS: c.leeway, MaxAgeMS: c.maxAge,
				Result: c.result, Claims: json.RawMessage(c.claims),
			}
			if c.key == "" {
				row.Key = testKey
			}
			if c.now == 0 {
				row.NowMS = usualMS
			}
			if c.result == "valid" && c.claims == "" {
				row.Claims = json.RawMessage(claims)
			}
			if signature := c.signature; utf8.ValidString(signature) {
				row.Signature = &signature
			} else {
				row.SignatureBase64 = base64.StdEncoding.EncodeToString([]byte(signature))
			}
			*rows = append(*rows, row)
		}
	}
}

func verifyFormRows(t testing.TB, group verifyGroup) {
	good := jwt(goodHeader, goodPayload)
	parts := strings.Split(good, ".")
	header, payload, mac := parts[0], parts[1], parts[2]
	rows := func(rule, result string, triples ...string) { addVerifyTriples(group, rule, result, triples) }
	group(ruleMAC, verifyCase{id: "usual", comment: "A signature as the signer of this suite makes it is valid.", signature: good, result: "valid"})
	rows(ruleThree, "malformed",
		"no-text", "An empty text is not a signature.", "",
		"word", "The text undefined, which JavaScript writes for a missing value, is not a signature.", "undefined",
		"mac-alone", "The MAC alone is not a signature.", mac,
		"payload-alone", "The payload alone is not a signature.", payload,
		"legacy-signature", "A legacy signature has no dots.", legacy(testKey, "83137961703", testMillis, "0"),
		"one-dot", "A dot does not make a signature.", ".",
		"no-mac", "Header and payload without a MAC are not a signature.", header+"."+payload,
		"no-header", "Payload and MAC without a header are not a signature.", payload+"."+mac,
		"two-dots", "Two dots have three empty parts.", "..",
		"header-empty", "The header is empty, and the MAC matches.", seal("."+payload),
		"payload-empty", "The payload is empty, and the MAC matches.", seal(header+"."),
		"mac-empty", "The MAC is empty.", header+"."+payload+".",
		"three-dots", "Three dots have four empty parts.", "...",
		"dot-after", "A dot after the signature makes a fourth part.", good+".",
		"dot-before", "A dot before the signature makes a fourth part.", "."+good,
		"dot-twice", "A second dot between header and payload is not skipped, even if the MAC covers it.", seal(header+".."+payload),
		"fourth-part-under-mac", "A fourth part that the MAC covers is one too many.", seal(header+"."+payload+"."+payload),
		"fourth-part-after-mac", "A fourth part after the MAC is not ignored.", good+"."+mac,
		"five-parts", "Five parts are an encrypted token (JWE), not a signed one.", seal(header+"."+payload+".a."+mac),
		"two-signatures", "Two signatures joined by a dot are not one.", good+"."+good,
		"fullwidth-dots", "Only U+002E is a dot.", strings.ReplaceAll(good, ".", "．"),
		"percent-encoded-dots", "A percent-encoded dot is no dot.", strings.ReplaceAll(good, ".", "%2E"),
		"dots-4096", "A text of 4096 dots is rejected like one of three.", strings.Repeat(".", 4096),
	)
	rows(ruleLength, "malformed",
		"length-4097", "A signature of 4097 bytes is too long, though its MAC matches.", sigtest.Padded(t, 4097),
		"length-100000", "A signature of 100000 bytes is too long, though its MAC matches.", sigtest.Padded(t, 100_000),
		"length-4096-letters-of-two-bytes", "Bytes count, not characters, but this is not base64 in any case.", strings.Repeat("é", 4096),
	)
	rows(ruleLength, "valid",
		"length-4096", "A signature of 4096 bytes is the longest.", sigtest.Padded(t, 4096),
		"length-4095", "A signature of 4095 bytes is short enough.", sigtest.Padded(t, 4095),
	)
	rows(ruleAlphabet, "malformed",
		"bearer-before", "The word Bearer before the signature is not skipped.", "Bearer "+good,
		"quoted", "Quotation marks around the signature are not skipped.", `"`+good+`"`,
		"space-before", "A space before the signature is not trimmed.", " "+good,
		"byte-order-mark-before", "A byte order mark before the signature is not skipped.", "\ufeff"+good,
		"space-after", "A space after the signature is not trimmed.", good+" ",
		"line-feed-after", "A line feed after the signature is not trimmed.", good+"\n",
		"windows-line-break-after", "A carriage return and a line feed after the signature are not trimmed.", good+"\r\n",
		"nul-after", "NUL does not end the signature.", good+"\x00",
		"no-break-space-after", "A no-break space after the signature is not trimmed.", good+"\u00a0",
		"not-utf-8-after", "A byte that is not UTF-8 is not base64.", good+"\xff",
		"not-utf-8-inside", "A byte that is not UTF-8 is not skipped inside the payload.", seal(header+"."+payload[:8]+"\x80"+payload[8:]),
		"line-feed-for-mac", "A line feed is not an empty MAC, nor a MAC.", header+"."+payload+".\n",
		"space-for-payload", "A space is not an empty payload, nor a payload.", seal(header+". "),
		"parts-not-encoded", "Header and payload are written as JSON.", seal(goodHeader+"."+goodPayload),
		"payload-not-encoded", "The payload is written as JSON.", seal(header+"."+goodPayload),
		"mac-in-standard-base64", "The MAC is in padded standard base64.", header+"."+payload+"."+base64.StdEncoding.EncodeToString(hmacOf(header+"."+payload, testSecret)),
		"fullwidth-letter", "A letter that compatibility normalization would turn into ASCII is not base64.", seal("ｅ"+header[1:]+"."+payload),
	)
	rows(ruleOneObject, "malformed",
		"header-upper-case", "The letter case of base64 counts: in capitals the header is no JSON.", seal(strings.ToUpper(header)+"."+payload),
		"payload-encoded-twice", "The payload is base64url of base64url.", jwt(goodHeader, payload),
		"payload-in-hex", "The payload in hex is base64url too, but of no JSON.", seal(header+"."+hex.EncodeToString([]byte(goodPayload+" "))),
		"parts-rotated", "The MAC stands first.", mac+"."+header+"."+payload,
	)
}

// addVerifyTriples adds rows of an id, a comment and a signature each.
func addVerifyTriples(group verifyGroup, rule, result string, triples []string) {
	for i := 0; i < len(triples); i += 3 {
		group(rule, verifyCase{id: triples[i], comment: triples[i+1], signature: triples[i+2], result: result})
	}
}

func verifyBase64Rows(t testing.TB, group verifyGroup) {
	// Segments of both lengths that have unused bits, with - and _ in them.
	header := func(over int) string { return encode(sigtest.Spaced(`{"alg":"HS256","kid":"~~~???>>>"}`, over)) }
	payload := func(over int) string { return encode(sigtest.Spaced(payloadWith("x", `"~~~~???>>>"`), over)) }
	input, mac := "", ""
	for n := 0; !strings.Contains(mac, "-") || !strings.Contains(mac, "_"); n++ {
		input = encode(goodHeader) + "." + encode(payloadWith("x", fmt.Sprint(n)))
		mac = encode(string(hmacOf(input, testSecret)))
	}
	segments := []struct {
		name, text string
		whole      func(text string) string
	}{
		{"header", header(2), func(text string) string { return seal(text + "." + payload(2)) }},
		{"payload", payload(2), func(text string) string { return seal(header(2) + "." + text) }},
		{"mac", mac, func(text string) string { return input + "." + text }},
	}
	for _, s := range segments {
		require.Contains(t, s.text, "-")
		require.Contains(t, s.text, "_")
		require.Len(t, s.text, len(s.text)/4*4+3)
		middle := len(s.text) / 2
		title := map[string]string{"header": "The header", "payload": "The payload", "mac": "The MAC"}[s.name]
		add := func(rule, id, comment, text, result string) {
			group(rule, verifyCase{id: s.name + "-" + id, comment: title + " " + comment, signature: s.whole(text), result: result})
		}
		for _, c := range [][3]string{
			{"padded", "has padding.", s.text + "="},
			{"padded-twice", "has one padding character too many.", s.text + "=="},
			{"padded-by-four", "has four padding characters, which stand for nothing.", s.text + "===="},
			{"padded-inside", "has a padding character in it.", s.text[:middle] + "=" + s.text[middle:]},
			{"plus", "has + in place of -.", strings.ReplaceAll(s.text, "-", "+")},
			{"slash", "has / in place of _.", strings.ReplaceAll(s.text, "_", "/")},
			{"line-feed-inside", "has a line feed in it, which some decoders skip.", s.text[:middle] + "\n" + s.text[middle:]},
			{"carriage-return-inside", "has a carriage return in it, which some decoders skip.", s.text[:middle] + "\r" + s.text[middle:]},
			{"line-feed-before", "begins with a line feed.", "\n" + s.text},
			{"carriage-return-before", "begins with a carriage return.", "\r" + s.text},
			{"windows-line-break-after", "ends with a carriage return and a line feed.", s.text + "\r\n"},
			{"wrapped", "is wrapped in lines of four characters.", s.text[:4] + "\n" + s.text[4:8] + "\n" + s.text[8:]},
			{"space-inside", "has a space in it, which some decoders skip.", s.text[:middle] + " " + s.text[middle:]},
			{"tab-after", "ends with a tab.", s.text + "\t"},
			{"percent-encoded-padding", "has percent-encoded padding.", s.text + "%3D"},
			{"nul-inside", "has NUL in it.", s.text[:middle] + "\x00" + s.text[middle:]},
			{"exclamation-mark-inside", "has a character in it that no base64 has.", s.text[:middle] + "!" + s.text[middle:]},
		} {
			add(ruleAlphabet, c[0], c[1], c[2], "malformed")
		}
		add(ruleUnused, "five-characters", "has one character over its groups of four.", s.text[:len(s.text)-2], "malformed")
		for bits := 1; bits <= 3; bits++ {
			add(ruleUnused, fmt.Sprintf("unused-bits-%02b", bits), fmt.Sprintf("has the unused bits %02b.", bits), s.text[:len(s.text)-1]+letterAfter(s.text, bits), "malformed")
		}
	}
	group(ruleAlphabet,
		verifyCase{id: "parts-base64url", comment: "Header and payload have the characters - and _ in them.", signature: segments[0].whole(segments[0].text), result: "valid"},
		verifyCase{id: "mac-base64url", comment: "The MAC has the characters - and _ in it.", signature: input + "." + mac, result: "valid"},
	)
	for i, rule := range []string{ruleOneObject, ruleOneObject, ruleMAC} {
		s := segments[i]
		result := map[string]string{ruleOneObject: "malformed", ruleMAC: "signature"}[rule]
		group(rule, verifyCase{id: s.name + "-padding-count", comment: "ASP.NET's UrlTokenEncode appends the number of padding characters, which adds a byte to the " + map[string]string{"header": "header", "payload": "payload", "mac": "MAC"}[s.name] + ".", signature: s.whole(s.text + "1"), result: result})
	}
	for _, bits := range []int{1, 2, 4, 8, 15} {
		h, p := header(1), payload(1)
		group(ruleUnused,
			verifyCase{id: fmt.Sprintf("header-unused-bits-%04b", bits), comment: fmt.Sprintf("The header has the four unused bits %04b.", bits), signature: seal(h[:len(h)-1] + letterAfter(h, bits) + "." + p), result: "malformed"},
			verifyCase{id: fmt.Sprintf("payload-unused-bits-%04b", bits), comment: fmt.Sprintf("The payload has the four unused bits %04b.", bits), signature: seal(h + "." + p[:len(p)-1] + letterAfter(p, bits)), result: "malformed"},
		)
	}
	group(ruleUnused, verifyCase{id: "unused-bits-0000", comment: "Header and payload have four unused bits each that are zero.", signature: seal(header(1) + "." + payload(1)), result: "valid"})
}

// letterAfter is the last letter of base64url text with bits added to its value.
func letterAfter(text string, bits int) string {
	i := strings.IndexByte(base64Alphabet, text[len(text)-1]) + bits
	return base64Alphabet[i : i+1]
}

func verifyOrderRows(group verifyGroup) {
	forge := func(signature string) string { return signature[:len(signature)-10] + "AAAAAAAAAA" }
	expired := []string{"iat", "1600000000", "exp", "1600007200", "tokenExp", ""}
	with := func(changes ...string) string { return payloadWith(append(changes, expired...)...) }
	twice := strings.TrimSuffix(with("role", "2", "appKey", `"other"`), "}") + `,"role":2}`
	const none, noneTwice = `{"alg":"none"}`, `{"alg":"none","alg":"none"}`
	future := payloadWith("iat", "1700000001")
	for _, c := range []struct{ rule, id, comment, signature, result string }{
		{ruleFormFirst, "order-form", "The MAC is padded, the algorithm is none, the MAC is wrong, and so is the payload.", forge(jwt(none, twice)) + "=", "malformed"},
		{ruleFormFirst, "order-header", "The header has alg twice, the MAC is wrong, and so is the payload.", forge(jwt(noneTwice, twice)), "malformed"},
		{ruleFormFirst, "order-algorithm", "The algorithm is none, the MAC is wrong, and so is the payload.", forge(jwt(none, twice)), "algorithm"},
		{ruleFormFirst, "order-mac", "The MAC is wrong, and so is the payload.", forge(jwt(goodHeader, twice)), "signature"},
		{rulePayload, "order-json", "The payload has role twice, another key, role 2, and has expired.", jwt(goodHeader, twice), "malformed"},
		{rulePayload, "order-key", "The payload has another key, role 2, and has expired.", jwt(goodHeader, with("appKey", `"other"`, "role", "2")), "key"},
		{rulePayload, "order-key-null", "The key is null before any other claim that is.", jwt(goodHeader, payloadWith("mn", "null", "appKey", "null")), "key"},
		{rulePayload, "order-claims", "The payload has role 2, and has expired.", jwt(goodHeader, with("role", "2")), "claims"},
		{rulePayload, "order-lifetime", "The lifetime is too long, and has passed.", jwt(goodHeader, payloadWith("iat", "1600000000", "exp", "1600172801", "tokenExp", "")), "claims"},
		{rulePayload, "order-future-lifetime", "The lifetime is too long, and has not begun.", jwt(goodHeader, payloadWith("iat", "1700000001", "exp", "1700172802", "tokenExp", "")), "claims"},
		{rulePayload, "order-window", "The window ends before it begins, so it has not begun, though it has ended.", jwt(goodHeader, payloadWith("iat", "1700000001", "exp", "1700000000")), "not-yet-valid"},
		{ruleForged, "forged-expired", "The MAC is wrong, and the payload has expired.", forge(jwt(goodHeader, with())), "signature"},
		{ruleForged, "forged-not-yet-valid", "The MAC is wrong, and the payload is not valid yet.", forge(jwt(goodHeader, future)), "signature"},
		{ruleForged, "forged-key", "The MAC is wrong, and the payload is for another key.", forge(jwt(goodHeader, payloadWith("sdkKey", `"other"`))), "signature"},
		{ruleForged, "forged-claims", "The MAC is wrong, and the payload has role 2.", forge(jwt(goodHeader, payloadWith("role", "2"))), "signature"},
		{ruleForged, "forged-no-json", "The MAC is wrong, and the payload is no JSON.", forge(jwt(goodHeader, "not JSON")), "signature"},
		{ruleForged, "forged-not-utf-8", "The MAC is wrong, and the payload is not UTF-8.", forge(jwt(goodHeader, "\xff")), "signature"},
	} {
		group(c.rule, verifyCase{id: c.id, comment: c.comment, signature: c.signature, result: c.result})
	}
}
