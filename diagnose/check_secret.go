package diagnose

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf16"
)

// checkSecret looks for what the MAC was made with and over, and for the secret in the signature. A given secret that
// fits is not a right one if it is empty, a key or in an example.
func checkSecret(c *collector) {
	const most = 10
	for _, place := range c.places[:min(len(c.places), most)] {
		c.report(CodeSecretInClaims, first([]choice{
			{"same", c.opts.Key == c.opts.Secret},
			{"key", c.opts.Key == "" && isKeyClaim(place)},
			{"swapped", c.isSwapped()},
			{"text", place == ""},
		}), vars{"part": place})
	}
	isSuspect := slices.Contains(placeholderSecrets(), c.secret) || c.secret == c.opts.Key || c.isInKeys(c.secret)
	switch {
	case !c.hasFields() || len(c.mac.decoded) != sha256.Size || c.inMAC:
	case !isSuspect && checkGivenSecret(c) || checkWrongSecrets(c) || checkMACInput(c):
	case c.secret != "" && c.isIntact() && computeMAC(c.opts.Secret, "") != nil:
		c.report(CodeSecretMismatch, first([]choice{{"legacy", c.format == FormatLegacy}}), nil)
	}
}

// isSwapped reports a signature that has the given secret as its key and, if the MAC
// can be compared, was made with the given key.
func (c *collector) isSwapped() bool {
	return c.opts.Key != "" && c.isInKeys(c.secret) &&
		(len(c.mac.decoded) != sha256.Size || c.madeWith(c.opts.Key))
}

func (c *collector) isInKeys(text string) bool {
	return slices.ContainsFunc(c.keys(), func(k claim) bool { return k.text == text })
}

// checkGivenSecret compares the MAC with the secret as it was given, and without the
// white space and quotes around it.
func checkGivenSecret(c *collector) (found bool) {
	isRight, isWrapped := c.madeWith(c.secret), c.madeWith(c.opts.Secret)
	wrapping := strings.Replace(c.opts.Secret, c.secret, "", 1)
	what := first([]choice{
		{"quotes", strings.ContainsFunc(wrapping, isQuote)},
		{"a line break", strings.ContainsAny(wrapping, "\r\n")},
		{"white space", true},
	}) + " " + first([]choice{
		{"after", strings.HasPrefix(c.opts.Secret, c.secret)},
		{"before", strings.HasSuffix(c.opts.Secret, c.secret)},
		{"around", true},
	})
	if isRight {
		c.passed("secret", "The MAC was made with the given secret.")
	}
	if isRight != isWrapped {
		c.report(CodeSecretWrapped, first([]choice{{"given", isRight}, {"both", true}}), vars{"what": what})
	}
	return isRight || isWrapped
}

// wrongSecret is what a MAC has been made with by mistake.
type wrongSecret struct {
	code         Code
	secret, what string
}

// wrongSecrets returns what MACs have been made with by mistake: with what stands in examples, with a key, with what
// programs leave around a secret that they read from a file or a variable, and with what they make of a right secret.
func (c *collector) wrongSecrets() (all []wrongSecret) {
	for _, secret := range placeholderSecrets() {
		all = append(all, wrongSecret{CodePlaceholderSecret, secret, first([]choice{
			{"an empty secret", secret == ""},
			{"the given secret, which is the placeholder of an example", c.secret == secret},
			{"the placeholder of an example", c.secret != "" && strings.Contains(secret, c.secret)},
			{"the placeholder " + secret, true},
		})})
	}
	for _, k := range append(c.keys(), claim{name: "the given key", text: c.opts.Key}) {
		all = append(all, wrongSecret{CodeKeyUsedAsSecret, k.text, k.name})
	}
	if c.secret == "" {
		return all
	}
	for _, around := range [][3]string{
		{"", "\n", "a line break after"}, {"", "\r\n", "a line break after"}, {"", "\r", "a line break after"},
		{"", " ", "a space after"}, {" ", "", "a space before"}, {"", "\t", "a tab after"}, {"", ";", "a semicolon after"},
		{"\ufeff", "", "a byte order mark before"}, {`"`, `"`, "quotes around"}, {"'", "'", "quotes around"},
		{"`", "`", "quotes around"}, {`"`, `";`, "quotes and a semicolon around"},
		{"'", "';", "quotes and a semicolon around"}, {"b'", "'", "Python's b'…' around"},
	} {
		all = append(all, wrongSecret{CodeSecretWrapped, around[0] + c.secret + around[1], around[2]})
	}
	digits := toBase64URL(strings.TrimRight(c.secret, "="))
	decoded, _ := base64.RawURLEncoding.DecodeString(digits) // up to the first character that is no digit
	groups, _ := base64.RawURLEncoding.DecodeString(digits[:len(digits)/4*4])
	fromHex, _ := hex.DecodeString(c.secret)
	var little, big []byte
	for _, unit := range utf16.Encode([]rune(c.secret)) {
		little = binary.LittleEndian.AppendUint16(little, unit)
		big = binary.BigEndian.AppendUint16(big, unit)
	}
	return append(all,
		wrongSecret{CodeSecretBase64Decoded, string(decoded), "the secret decoded from base64"},
		wrongSecret{CodeSecretBase64Decoded, string(groups), "the secret decoded from base64"},
		wrongSecret{CodeSecretHexDecoded, string(fromHex), "the secret decoded from hex"},
		wrongSecret{CodeSecretUTF16, string(little), "the secret encoded as UTF-16 instead of UTF-8"},
		wrongSecret{CodeSecretUTF16, string(big), "the secret encoded as UTF-16 instead of UTF-8"})
}

func checkWrongSecrets(c *collector) (found bool) {
	all := c.wrongSecrets()
	i := slices.IndexFunc(all, func(s wrongSecret) bool { return c.madeWith(s.secret) })
	if i < 0 {
		return false
	}
	isKey := all[i].code == CodeKeyUsedAsSecret
	isGiven := isKey && all[i].secret == c.secret && c.opts.Key != "" && c.opts.Key != c.secret && !c.isSwapped()
	if isGiven {
		c.passed("secret", "The MAC was made with the given secret.")
	}
	c.report(all[i].code, first([]choice{
		{"swapped", isKey && c.isSwapped()},
		{"secret", isGiven},
	}), vars{"what": all[i].what})
	return true
}

// checkMACInput looks for a MAC over other bytes, and for a hash without a secret.
func checkMACInput(c *collector) (found bool) {
	isHash := func(text string) bool {
		sum := sha256.Sum256([]byte(text))
		return string(sum[:]) == c.mac.decoded
	}
	isPlain := func(input string) bool { return isHash(input) || isHash(input+c.secret) || isHash(c.secret+input) }
	for _, input := range c.wrongInputs() {
		if c.secret != "" && (c.isMAC(c.secret, input.bytes) || c.isMAC(c.opts.Secret, input.bytes)) {
			c.report(CodeMACInput, first([]choice{{"legacy", c.format == FormatLegacy}}), vars{"input": input.what})
			return true
		}
	}
	if found = slices.ContainsFunc(c.inputs(), isPlain); found {
		c.report(CodeMACInput, "hash", nil)
	}
	return found
}
