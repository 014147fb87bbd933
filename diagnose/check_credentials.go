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

// checkSecret looks for the secret in the signature, and for what the MAC was made
// with and over.
func checkSecret(c *collector) {
	checkSecretInClaims(c)
	if !c.hasFields() || len(c.mac.decoded) != sha256.Size {
		return
	}
	isKey := func(k claim) bool { return k.text == c.secret }
	isOther := slices.Contains(placeholderSecrets[:], c.secret) || slices.ContainsFunc(c.keys(), isKey) ||
		c.opts.Key == c.secret
	switch {
	case !isOther && checkGivenSecret(c):
	case checkPlaceholderSecret(c) || checkKeyAsSecret(c) || checkSecretVariants(c) || checkMACInput(c):
	case c.secret == "" || !c.isIntact() || computeMAC(c.opts.Secret, "") == nil:
	default:
		reportSecretMismatch(c)
	}
}

func reportSecretMismatch(c *collector) {
	c.error(fault{code: CodeSecretMismatch, part: "MAC", cure: "secret",
		found: "a MAC that the given secret does not make", expected: expectedMAC,
		says: "The MAC does not fit the given secret: it was made with another secret or over other text, or the signature " +
			"was changed afterwards.",
		hint: "Copy the secret again from the app that has this key, and check that development and production credentials " +
			"are not mixed up and that no old environment variable is in use.\n" +
			"If the secret is right, compute HMAC-SHA256 over header.payload exactly as they stand in the signature, and " +
			"change nothing afterwards."})
}

// madeWith reports whether the MAC was made with this secret over what it must cover.
func (c *collector) madeWith(secret string) bool {
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
			says: "The given secret can be read in the text.",
			hint: "Take the secret out of the signature, and regenerate it in the app's credentials: " +
				"everyone who received this text can read it."}
		if c.isSwapped() {
			f.hint = "Exchange key and secret, either in the program that signs or in what was given to this diagnosis. " +
				"If the program has swapped them, regenerate the secret, which everyone who received the signature could read."
		}
		c.error(f)
	}
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
	i := slices.IndexFunc(placeholderSecrets[:], c.madeWith)
	if i < 0 {
		return false
	}
	name := "the placeholder " + placeholderSecrets[i]
	if placeholderSecrets[i] == "" {
		name = "an empty secret"
	}
	c.error(fault{code: CodePlaceholderSecret, part: "MAC", found: "a MAC made with " + c.clean(name), expected: expectedMAC,
		says: "The signature was made with " + c.clean(name) + ", not with the app's secret.", cure: "secret",
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
		says: "The signature was made with the key instead of the secret.", cure: "secret",
		hint: "Sign with the secret, and put the key into appKey and sdkKey. If the secret was used as the key, " +
			"regenerate it: everyone who received the signature could read it."}
	if c.isSwapped() {
		f.says = "Key and secret are swapped."
		f.hint = "Exchange key and secret: they are swapped, either in the program that signs or in what was given to " +
			"this diagnosis."
	}
	c.error(f)
	return true
}

// checkGivenSecret compares the MAC with the secret as it was given, and without the
// white space and quotes around it.
func checkGivenSecret(c *collector) bool {
	wrapping := describeWrapping(c.opts.Secret, c.secret)
	switch {
	case c.secret == "":
		return false
	case wrapping == "" && c.madeWith(c.secret):
		c.passed("secret", "The MAC was made with the given secret.")
	case c.madeWith(c.opts.Secret):
		c.error(fault{code: CodeSecretWrapped, part: "MAC", found: "a MAC made with the secret and " + wrapping + " around it",
			expected: expectedMAC, cure: "secret",
			says: "The secret has " + wrapping + " around it, where the signature is made and here.",
			hint: "Remove " + wrapping + " around the secret where the signature is made, and in the secret given to this " +
				"diagnosis."})
	case c.madeWith(c.secret):
		c.warning(fault{code: CodeSecretWrapped, part: "secret", found: "a given secret with " + wrapping + " around it",
			expected: "the secret alone",
			says: "The signature was made with the right secret; only the secret given to this diagnosis has " + wrapping +
				" around it.",
			hint: "Remove " + wrapping + " around the secret that was given to this diagnosis. " +
				"If the program that signs reads it from the same place, it removes them, and nothing is wrong there."})
		c.passed("secret", "The MAC was made with the given secret, without "+wrapping+" around it.")
	default:
		return false
	}
	return true
}

// describeWrapping says what stands around the secret, if anything does.
func describeWrapping(given, secret string) string {
	around := strings.Replace(given, secret, "", 1)
	var found []string
	if strings.ContainsFunc(around, isQuote) {
		found = append(found, "quotes")
	}
	if strings.ContainsAny(around, "\r\n") {
		found = append(found, "a line break")
	} else if strings.ContainsFunc(around, isBlank) {
		found = append(found, "white space")
	}
	return list(found)
}

// checkSecretVariants looks for what programs make of a right secret.
func checkSecretVariants(c *collector) bool {
	secret := c.secret
	for _, v := range []struct {
		code       Code
		secrets    []string
		what, hint string
	}{{
		code: CodeSecretWrapped,
		secrets: []string{
			secret + "\n", secret + "\r\n", secret + "\r", secret + " ", " " + secret, "\ufeff" + secret,
			`"` + secret + `"`, "'" + secret + "'", "`" + secret + "`",
		},
		what: "the secret and white space or quotes around it",
		hint: "Remove white space and quotes around the secret where the signature is made. " +
			"Usual causes are a line break at the end of a file and quotes in a .env file.",
	}, {
		code: CodeSecretBase64Decoded, secrets: decodedBase64(secret), what: "the secret decoded from base64",
		hint: "Do not decode the secret from base64; sign with the bytes of its text. The Java library jjwt decodes it " +
			"where it takes a String: pass it Keys.hmacShaKeyFor(secret.getBytes(StandardCharsets.UTF_8)).",
	}, {
		code: CodeSecretHexDecoded, secrets: decodedHex(secret), what: "the secret decoded from hex",
		hint: "Do not decode the secret from hex; sign with the bytes of its text. The JavaScript library jsrsasign decodes " +
			"strings of hex digits: pass it {utf8: secret}.",
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

// checkKeys looks at the claims that hold the app's key.
func checkKeys(c *collector) {
	const expected = "the app's Client ID (or SDK Key)"
	if c.hasClaims() {
		checkKeysPresent(c, expected)
	}
	if !c.hasFields() {
		return
	}
	given := strings.TrimFunc(c.opts.Key, isWrapping)
	differs := false
	for _, k := range c.keys() {
		switch {
		case isPlaceholder(k.text):
			c.error(fault{code: CodePlaceholderKey, part: k.name, found: c.value(k), expected: expected, cure: "secret",
				says: "The key is " + c.value(k) + ": the variable that should hold it is not set, or the example was not filled in.",
				hint: "Put the app's Client ID (or SDK Key) in place of this placeholder, and check that the variable that holds " +
					"it is set where the program runs."})
		case strings.ContainsFunc(k.text, isNotInKey) || c.format == FormatJWT && !k.isString():
			c.error(fault{code: CodeKeyFormat, part: k.name, found: c.value(k), expected: "a string of letters, digits, _ and -",
				says: "The key has characters that no key of Zoom has.",
				hint: "Copy the Client ID (or SDK Key) from the app's credentials again, without spaces or quotes."})
		}
		if given != "" && k.text != given && strings.TrimFunc(k.text, isWrapping) != given {
			differs = true
			c.error(fault{code: CodeKeyMismatch, part: k.name, found: c.value(k), expected: "the given key",
				says: "The signature is for another key than the given one.",
				hint: "Use the key and the secret of the same app, and look for environment variables of another app or " +
					"environment. If this claim contains the secret, key and secret are swapped."})
		}
	}
	if given != "" && !differs && len(c.keys()) > 0 {
		c.passed("key", "The key is the given one.")
	}
}

func checkKeysPresent(c *collector, expected string) {
	if !c.has("appKey") {
		c.error(fault{code: CodeAppKeyMissing, part: "appKey", found: c.missing("appKey"), expected: expected,
			says: "The claim appKey is missing" + c.elsewhere("appKey") + ".", cure: "json",
			hint: c.orRename("appKey", "Add appKey: the app's Client ID (or SDK Key). "+
				"Zoom documents it as required since Web SDK 5.0.0 and for native SDKs.")})
	}
	app, hasApp := c.claim("appKey")
	sdk, hasSDK := c.claim("sdkKey")
	switch {
	case hasApp && hasSDK && app.text != sdk.text:
		c.error(fault{code: CodeKeysDiffer, part: "appKey", found: c.value(app), expected: c.value(sdk) + ", as in sdkKey",
			says: "The claims appKey and sdkKey differ.",
			hint: "Set appKey and sdkKey to the same value: the app's Client ID (or SDK Key)."})
	case hasApp && hasSDK:
		c.passed("keys", "The claims appKey and sdkKey are equal.")
	}
}

// noteKeys says what is worth knowing about the keys.
func noteKeys(c *collector) {
	if !c.hasClaims() {
		return
	}
	const oldKeyLength = 36
	for _, k := range c.keys() {
		if len(k.text) == oldKeyLength && isKey(k.text) {
			c.note(fault{code: CodeSDKKeyMigration, part: k.name, found: "a key of 36 characters, an SDK Key",
				expected: "a Client ID", says: "The key is an SDK Key, whose end Zoom has announced.",
				hint: "Sign with the Client ID and Client Secret of the app instead of its SDK Key and SDK Secret, whose end Zoom " +
					"has announced. Zoom's pages contradict each other about the date, and whether this key still works cannot " +
					"be seen here."})
		}
	}
	if !c.has("sdkKey") && c.kind != kindNative {
		c.note(fault{code: CodeSDKKeyMissing, part: "sdkKey", found: c.missing("sdkKey"), expected: "the same as appKey, or nothing",
			hint: "Add sdkKey with the value of appKey if a Web SDK before 4.0.0 joins. Later SDKs do not need it."})
	}
}
