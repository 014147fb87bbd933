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

const expectedMAC = "HMAC-SHA256 of header.payload with the app's secret"

// checkSecret looks for what the MAC was made with and over. A given secret that fits is
// not a right one if it is a key or stands in an example.
func checkSecret(c *collector) {
	isOther := slices.Contains(placeholderSecrets, c.secret) || c.secret == c.opts.Key || c.isInKeys(c.secret)
	switch {
	case !c.hasFields() || len(c.mac.decoded) != sha256.Size || slices.Contains(c.places, "MAC"):
	case !isOther && checkGivenSecret(c):
	case checkPlaceholderSecret(c) || checkKeyAsSecret(c):
	case c.secret != "" && (checkWrappedSecret(c) || checkSecretVariants(c)):
	case checkMACInput(c):
	case c.secret != "" && c.isIntact() && computeMAC(c.opts.Secret, "") != nil:
		c.mismatch = true
	}
}

// checkSecretMismatch reports a MAC that nothing explains. It is checked after the key,
// since a secret that does not fit is often that of another key.
func checkSecretMismatch(c *collector) {
	if !c.mismatch {
		return
	}
	expected := expectedMAC
	compute := "\nIf the secret is right, compute HMAC-SHA256 over header.payload exactly as they stand in the " +
		"signature, and change nothing afterwards."
	if c.format == FormatLegacy {
		expected, compute = "HMAC-SHA256 of the base64 of the four fields", ""
	}
	c.error(fault{code: CodeSecretMismatch, part: "MAC", cure: "secret",
		found: "a MAC that the given secret does not make", expected: expected,
		says: "The MAC does not fit the given secret: it was made with another secret or over other text, or the signature " +
			"was changed afterwards.",
		hint: "Copy the secret again from the app that has this key, and check that development and production credentials " +
			"are not mixed up and that no old environment variable is in use." + compute})
}

func checkSecretInClaims(c *collector) {
	const most = 10
	for _, place := range c.places[:min(len(c.places), most)] {
		where := place
		if place == "" {
			where = "the text"
		}
		f := fault{code: CodeSecretInClaims, part: place, found: "the given secret", expected: "no secret",
			says: "The given secret can be read in " + where + ".",
			hint: "Take the secret out of the signature, and regenerate it in the app's credentials: " +
				"everyone who received this text can read it."}
		switch {
		case c.opts.Key == c.opts.Secret:
			f.says = "The same text was given as key and as secret, and it stands in the signature as its key."
			f.hint = "Give the secret, not the key, as the secret. If the secret was used as the key where the signature is " +
				"made, regenerate it: everyone who received this text can read it."
		case c.opts.Key == "" && isKeyClaim(place):
			f.says = "The given secret stands in " + place + ", where the key should be."
			f.hint = "Put the key into " + place + ", and sign with the secret: the two may be swapped. " +
				"If the program that signs has put the secret there, regenerate it: everyone who received this text can read it."
		case c.isSwapped():
			f.says = "Key and secret are swapped, either in the program that signs or in what was given."
			f.hint = "Exchange key and secret, either in the program that signs or in what was given to this diagnosis. " +
				"If the program has swapped them, regenerate the secret, which everyone who received the signature could read."
		}
		c.error(f)
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

func checkPlaceholderSecret(c *collector) bool {
	i := slices.IndexFunc(placeholderSecrets, c.madeWith)
	if i < 0 {
		return false
	}
	what := "the placeholder " + placeholderSecrets[i]
	switch {
	case placeholderSecrets[i] == "":
		what = "an empty secret"
	case strings.Contains(c.opts.Secret, placeholderSecrets[i]):
		what = "the given secret, which is the placeholder of an example"
	}
	c.error(fault{code: CodePlaceholderSecret, part: "MAC", found: "a MAC made with " + what, expected: expectedMAC,
		says: "The signature was made with " + what + ", not with the app's secret.",
		hint: "Use the app's Client Secret (or SDK Secret), and check that the variable that holds it is set."})
	return true
}

func checkKeyAsSecret(c *collector) bool {
	keys := append(c.keys(), claim{name: "the given key", text: c.opts.Key})
	i := slices.IndexFunc(keys, func(k claim) bool { return c.madeWith(k.text) })
	if i < 0 {
		return false
	}
	f := fault{code: CodeKeyUsedAsSecret, part: "MAC", found: "a MAC made with " + keys[i].name, expected: expectedMAC,
		says: "The signature was made with the key instead of the secret.",
		hint: "Sign with the secret, and put the key into appKey and sdkKey. If the secret was used as the key, " +
			"regenerate it: everyone who received the signature could read it."}
	switch {
	case c.isSwapped():
		f.says = "Key and secret are swapped."
		f.hint = "Exchange key and secret: they are swapped, either in the program that signs or in what was given to " +
			"this diagnosis."
	case keys[i].text == c.secret && c.opts.Key != "" && c.opts.Key != c.secret:
		f.says = "The MAC was made with the given secret, but the secret also stands in " + keys[i].name + ", in place of " +
			"the key."
		f.hint = "Put the key into appKey and sdkKey, and regenerate the secret: " +
			"everyone who received the signature could read it."
		c.passed("secret", "The MAC was made with the given secret.")
	}
	c.error(f)
	return true
}

// checkGivenSecret compares the MAC with the secret as it was given, and without the
// white space and quotes around it.
func checkGivenSecret(c *collector) bool {
	isRight, isWrapped := c.madeWith(c.secret), c.madeWith(c.opts.Secret)
	around := describeWrapping(c.opts.Secret, c.secret)
	wrapping := strings.TrimPrefix(around, "a ")
	if isRight {
		c.passed("secret", "The MAC was made with the given secret.")
	}
	switch {
	case isRight && !isWrapped:
		c.warning(fault{code: CodeSecretWrapped, part: "secret", found: "a given secret with " + around + " it",
			expected: "the secret alone",
			says: "The signature was made with the right secret; only the secret given to this diagnosis has " + around +
				" it.",
			hint: "Remove the " + wrapping + " the secret that was given to this diagnosis. " +
				"If the program that signs reads it from the same place, it removes this, and nothing is wrong there."})
	case isWrapped && !isRight:
		c.error(fault{code: CodeSecretWrapped, part: "MAC", found: "a MAC made with " + around + " the secret",
			expected: "HMAC-SHA256 with the secret alone", cure: "secret",
			says: "The secret has " + around + " it, both where the signature is made and as it was given here.",
			hint: "Remove the " + wrapping + " the secret where the signature is made, " +
				"and in the secret given to this diagnosis."})
	}
	return isRight || isWrapped
}

// describeWrapping says what stands around the secret, and where: "a line break after".
func describeWrapping(given, secret string) string {
	what, place := "white space", "around"
	switch wrapping := strings.Replace(given, secret, "", 1); {
	case strings.ContainsFunc(wrapping, isQuote):
		what = "quotes"
	case strings.ContainsAny(wrapping, "\r\n"):
		what = "a line break"
	}
	switch {
	case strings.HasPrefix(given, secret):
		place = "after"
	case strings.HasSuffix(given, secret):
		place = "before"
	}
	return what + " " + place
}

// checkWrappedSecret looks for what programs leave around a secret that they read from
// a file or a variable.
func checkWrappedSecret(c *collector) bool {
	for _, around := range []struct{ before, after, name string }{
		{"", "\n", "a line break after"}, {"", "\r\n", "a line break after"}, {"", "\r", "a line break after"},
		{"", " ", "a space after"}, {" ", "", "a space before"}, {"", "\t", "a tab after"}, {"", ";", "a semicolon after"},
		{"\ufeff", "", "a byte order mark before"}, {`"`, `"`, "quotes around"}, {"'", "'", "quotes around"},
		{"`", "`", "quotes around"}, {`"`, `";`, "quotes and a semicolon around"},
		{"'", "';", "quotes and a semicolon around"},
		{"b'", "'", "Python's b'…' around"},
	} {
		if c.madeWith(around.before + c.secret + around.after) {
			c.error(fault{code: CodeSecretWrapped, part: "MAC", found: "a MAC made with " + around.name + " the secret",
				expected: "HMAC-SHA256 with the secret alone", cure: "secret",
				says: "The signature was made with " + around.name + " the secret.",
				hint: "Remove " + around.name + " the secret where the signature is made. " +
					"Usual causes are the end of a line in a file and quotes in a .env file."})
			return true
		}
	}
	return false
}

// checkSecretVariants looks for what programs make of a right secret. Lenient decoders
// of base64 stop at the first character that is none, and some of them ignore what does
// not fill a group of four. UTF-16 has two byte orders.
func checkSecretVariants(c *collector) bool {
	digits := toBase64URL(strings.TrimRight(c.secret, "="))
	decoded, _ := base64.RawURLEncoding.DecodeString(digits)
	groups, _ := base64.RawURLEncoding.DecodeString(digits[:len(digits)/4*4])
	fromHex, _ := hex.DecodeString(c.secret)
	var little, big []byte
	for _, unit := range utf16.Encode([]rune(c.secret)) {
		little = binary.LittleEndian.AppendUint16(little, unit)
		big = binary.BigEndian.AppendUint16(big, unit)
	}
	for _, v := range []struct {
		code       Code
		secrets    [][]byte
		what, hint string
	}{{
		code: CodeSecretBase64Decoded, secrets: [][]byte{decoded, groups}, what: "the secret decoded from base64",
		hint: "Do not decode the secret from base64; sign with the bytes of its text. The Java library jjwt decodes it " +
			"where it takes a String: pass it Keys.hmacShaKeyFor(secret.getBytes(StandardCharsets.UTF_8)).",
	}, {
		code: CodeSecretHexDecoded, secrets: [][]byte{fromHex}, what: "the secret decoded from hex",
		hint: "Do not decode the secret from hex; sign with the bytes of its text. " +
			"The JavaScript library jsrsasign decodes strings of hex digits: pass it {utf8: secret}.",
	}, {
		code: CodeSecretUTF16, secrets: [][]byte{little, big}, what: "the secret encoded as UTF-16 instead of UTF-8",
		hint: "Encode the secret as UTF-8: in C#, Encoding.UTF8.GetBytes(secret), not Encoding.Unicode.",
	}} {
		if slices.ContainsFunc(v.secrets, func(secret []byte) bool { return c.madeWith(string(secret)) }) {
			c.error(fault{code: v.code, part: "MAC", found: "a MAC made with " + v.what, cure: "secret",
				expected: "HMAC-SHA256 with the UTF-8 bytes of the secret", says: "The signature was made with " + v.what + ".",
				hint: v.hint})
			return true
		}
	}
	return false
}

// checkMACInput looks for a MAC over other bytes, and for a hash without a secret.
func checkMACInput(c *collector) bool {
	f := fault{code: CodeMACInput, part: "MAC", expected: "HMAC-SHA256 of header.payload", cure: "hmac"}
	isHash := func(text string) bool {
		sum := sha256.Sum256([]byte(text))
		return string(sum[:]) == c.mac.decoded
	}
	isPlain := func(input string) bool { return isHash(input) || isHash(input+c.secret) || isHash(c.secret+input) }
	wrong := c.wrongInputs()
	i := slices.IndexFunc(wrong, func(input macInput) bool {
		return c.secret != "" && (c.isMAC(c.secret, input.bytes) || c.isMAC(c.opts.Secret, input.bytes))
	})
	switch {
	case slices.ContainsFunc(c.inputs(), isPlain):
		f.found = "SHA-256 without HMAC"
		f.says = "The third part is a plain SHA-256, not an HMAC with the secret."
		f.hint = "Use HMAC-SHA256, keyed with the secret, over header.payload. SHA-256 alone does not prove that the " +
			"secret is known."
	case i >= 0:
		over := wrong[i].what
		f.found = "an HMAC of " + over
		f.says = "The secret is right, but the MAC was made over " + over + " instead of header.payload."
		f.hint = "Encode header and payload as base64url without padding or line breaks, join them with a dot, and " +
			"compute the HMAC over exactly this text. The secret is right: change only what the HMAC is computed over."
	default:
		return false
	}
	if c.format == FormatLegacy {
		f.expected = "HMAC-SHA256 of the base64 of the four fields"
		f.hint = "This needs no fix of its own: the JWT that replaces this signature has a MAC over header.payload."
	}
	c.error(f)
	return true
}
