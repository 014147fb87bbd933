package diagnose

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf16"
)

const expectedMAC = "HMAC-SHA256 of header.payload with the app's secret"

// checkSecret looks for what the MAC was made with and over.
func checkSecret(c *collector) {
	if !c.hasFields() || len(c.mac.decoded) != sha256.Size || slices.Contains(c.places, "MAC") {
		return
	}
	isOther := slices.Contains(placeholderSecrets, c.secret) || c.opts.Key == c.secret ||
		slices.ContainsFunc(c.keys(), func(k claim) bool { return k.text == c.secret })
	switch {
	case !isOther && checkGivenSecret(c):
	case checkPlaceholderSecret(c) || checkKeyAsSecret(c):
	case checkWrappedSecret(c) || checkSecretVariants(c) || checkMACInput(c):
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

// madeWith reports whether the MAC, or what is left of it, was made with this secret over
// what it must cover.
func (c *collector) madeWith(secret string) bool {
	if c.isCutOff() && len(c.mac.plain) > 8 {
		return slices.ContainsFunc(c.inputs(), func(input string) bool {
			return strings.HasPrefix(encodeBase64URL(string(computeMAC(secret, input))), c.mac.plain)
		})
	}
	return slices.ContainsFunc(c.inputs(), func(input string) bool { return c.isMAC(secret, input) })
}

func (c *collector) isMAC(secret, input string) bool {
	return hmac.Equal(computeMAC(secret, input), []byte(c.mac.decoded))
}

// computeMAC returns nil if crypto/hmac does not accept the secret: with
// GODEBUG=fips140=only, it panics on fewer than 14 bytes.
func computeMAC(secret, input string) []byte {
	defer func() { _ = recover() }()
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(input))
	return mac.Sum(nil)
}

func checkSecretInClaims(c *collector) {
	const most = 10
	for _, place := range c.places[:min(len(c.places), most)] {
		f := fault{code: CodeSecretInClaims, part: place, found: "the given secret", expected: "no secret",
			says: "The given secret can be read in " + describePlace(place) + ".",
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

func describePlace(place string) string {
	if place == "" {
		return "the text"
	}
	return place
}

// isSwapped reports a signature that has the given secret as its key and, if the MAC
// can be compared, was made with the given key.
func (c *collector) isSwapped() bool {
	if c.opts.Key == "" || !slices.ContainsFunc(c.keys(), func(k claim) bool { return k.text == c.secret }) {
		return false
	}
	return len(c.mac.decoded) != sha256.Size || c.madeWith(c.opts.Key)
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
	what, place := describeWrapping(c.opts.Secret, c.secret)
	wrapping := strings.TrimPrefix(what, "a ") + " " + place // such as "line break after"
	switch {
	case c.secret == "":
		return false
	case c.opts.Secret == c.secret && c.madeWith(c.secret):
		c.passed("secret", "The MAC was made with the given secret.")
	case c.madeWith(c.opts.Secret):
		c.error(fault{code: CodeSecretWrapped, part: "MAC", found: "a MAC made with " + what + " " + place + " the secret",
			expected: "HMAC-SHA256 with the secret alone", cure: "secret",
			says: "The secret has " + what + " " + place + " it, both where the signature is made and as it was given here.",
			hint: "Remove the " + wrapping + " the secret where the signature is made, " +
				"and in the secret given to this diagnosis."})
	case c.madeWith(c.secret):
		c.warning(fault{code: CodeSecretWrapped, part: "secret", found: "a given secret with " + what + " " + place + " it",
			expected: "the secret alone",
			says: "The signature was made with the right secret; only the secret given to this diagnosis has " + what + " " +
				place + " it.",
			hint: "Remove the " + wrapping + " the secret that was given to this diagnosis. " +
				"If the program that signs reads it from the same place, it removes this, and nothing is wrong there."})
		c.passed("secret", "The MAC was made with the given secret.")
	default:
		return false
	}
	return true
}

// describeWrapping says what stands around the secret, and where.
func describeWrapping(given, secret string) (what, place string) {
	before, after, _ := strings.Cut(given, secret)
	switch {
	case strings.ContainsFunc(before+after, isQuote):
		what = "quotes"
	case strings.ContainsAny(before+after, "\r\n"):
		what = "a line break"
	default:
		what = "white space"
	}
	switch {
	case before == "":
		return what, "after"
	case after == "":
		return what, "before"
	}
	return what, "around"
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
		secret := around.before + c.secret + around.after
		if c.secret == "" || !c.madeWith(secret) {
			continue
		}
		c.error(fault{code: CodeSecretWrapped, part: "MAC", found: "a MAC made with " + around.name + " the secret",
			expected: "HMAC-SHA256 with the secret alone", cure: "secret",
			says: "The signature was made with " + around.name + " the secret.",
			hint: "Remove " + around.name + " the secret where the signature is made. " +
				"Usual causes are the end of a line in a file and quotes in a .env file."})
		return true
	}
	return false
}

// checkSecretVariants looks for what programs make of a right secret.
func checkSecretVariants(c *collector) bool {
	secret := c.secret
	for _, v := range []struct {
		code       Code
		secrets    []string
		what, hint string
	}{{
		code: CodeSecretBase64Decoded, secrets: decodedBase64(secret), what: "the secret decoded from base64",
		hint: "Do not decode the secret from base64; sign with the bytes of its text. The Java library jjwt decodes it " +
			"where it takes a String: pass it Keys.hmacShaKeyFor(secret.getBytes(StandardCharsets.UTF_8)).",
	}, {
		code: CodeSecretHexDecoded, secrets: decodedHex(secret), what: "the secret decoded from hex",
		hint: "Do not decode the secret from hex; sign with the bytes of its text. " +
			"The JavaScript library jsrsasign decodes strings of hex digits: pass it {utf8: secret}.",
	}, {
		code: CodeSecretUTF16, secrets: inUTF16(secret), what: "the secret encoded as UTF-16 instead of UTF-8",
		hint: "Encode the secret as UTF-8: in C#, Encoding.UTF8.GetBytes(secret), not Encoding.Unicode.",
	}} {
		if secret != "" && slices.ContainsFunc(v.secrets, c.madeWith) {
			c.error(fault{code: v.code, part: "MAC", found: "a MAC made with " + v.what, cure: "secret",
				expected: "HMAC-SHA256 with the UTF-8 bytes of the secret", says: "The signature was made with " + v.what + ".",
				hint: v.hint})
			return true
		}
	}
	return false
}

// decodedBase64 returns what lenient decoders make of a secret: they stop at the
// first character that is not base64, and some ignore what does not fill a group of
// four.
func decodedBase64(secret string) (decoded []string) {
	plain := toBase64URL(strings.TrimRight(secret, "="))
	for _, text := range []string{plain, plain[:len(plain)/4*4]} {
		if bytes, _ := base64.RawURLEncoding.DecodeString(text); len(bytes) > 0 {
			decoded = append(decoded, string(bytes))
		}
	}
	return decoded
}

func decodedHex(secret string) []string {
	if bytes, _ := hex.DecodeString(secret); len(bytes) > 0 {
		return []string{string(bytes)}
	}
	return nil
}

// inUTF16 returns the secret in both byte orders.
func inUTF16(secret string) []string {
	var little, big []byte
	for _, unit := range utf16.Encode([]rune(secret)) {
		little = append(little, byte(unit), byte(unit>>8))
		big = append(big, byte(unit>>8), byte(unit))
	}
	return []string{string(little), string(big)}
}

// checkMACInput looks for a MAC over other bytes, and for a hash without a secret.
func checkMACInput(c *collector) bool {
	f := fault{code: CodeMACInput, part: "MAC", expected: "HMAC-SHA256 of header.payload", cure: "hmac"}
	over := c.wrongInput()
	switch {
	case c.isPlainHash():
		f.found = "SHA-256 without HMAC"
		f.says = "The third part is a plain SHA-256, not an HMAC with the secret."
		f.hint = "Use HMAC-SHA256, keyed with the secret, over header.payload. SHA-256 alone does not prove that the " +
			"secret is known."
	case over != "":
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

func (c *collector) isPlainHash() bool {
	return slices.ContainsFunc(c.inputs(), func(input string) bool {
		for _, text := range []string{input, input + c.secret, c.secret + input} {
			if sum := sha256.Sum256([]byte(text)); string(sum[:]) == c.mac.decoded {
				return true
			}
		}
		return false
	})
}

// wrongInput says what else the MAC was made over with the given secret, or "".
func (c *collector) wrongInput() string {
	for _, input := range c.wrongInputs() {
		if c.secret != "" && (c.isMAC(c.secret, input.bytes) || c.isMAC(c.opts.Secret, input.bytes)) {
			return input.what
		}
	}
	return ""
}
