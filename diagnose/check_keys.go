package diagnose

import (
	"strings"
	"unicode/utf8"
)

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
		case k.raw == "" && isPlaceholder(k.text) || k.isString() && isPlaceholder(k.text):
			c.error(fault{code: CodePlaceholderKey, part: k.name, found: c.value(k), expected: expected,
				says: "The key is " + c.value(k) + ": the variable that should hold it is not set, " +
					"or the example was not filled in.",
				hint: "Put the app's Client ID (or SDK Key) in place of this placeholder, and check that the variable that holds " +
					"it is set where the program runs."})
		case strings.ContainsFunc(k.text, isNotInKey) || c.format == FormatJWT && !k.isString():
			c.error(fault{code: CodeKeyFormat, part: k.name, found: c.value(k), expected: "a string of letters, digits, _ and -",
				says: "The key has " + describeOdd(k) + ", which no key of Zoom has.",
				hint: "Copy the Client ID (or SDK Key) from the app's credentials again, without spaces or quotes."})
		}
		if given == "" || k.text == given || strings.TrimFunc(k.text, isWrapping) == given {
			continue
		}
		differs = true
		f := fault{code: CodeKeyMismatch, part: k.name, found: c.value(k), expected: "the given key",
			says: "The signature is for another key than the given one.",
			hint: "Use the key and the secret of the same app, and look for environment variables of another app or " +
				"environment."}
		switch {
		case c.isSwapped():
			f.hint = "Exchange key and secret: they are swapped."
		case isPlaceholder(k.text):
			f.hint = "Put the given key in place of the placeholder."
		}
		c.error(f)
	}
	if given != "" && !differs && len(c.keys()) > 0 {
		text := "The key is the given one."
		if given != c.opts.Key {
			text = "The key is the given one, without the white space or quotes around that."
		}
		c.passed("key", text)
	}
}

// issHoldsKey says that the key is given as iss, as in tokens for the REST API.
func (c *collector) issHoldsKey() string {
	if iss, _ := c.claim("iss"); iss.text != "" && iss.text == c.opts.Key {
		return " The key is there as iss, which the Meeting SDK does not read."
	}
	return ""
}

func checkKeysPresent(c *collector, expected string) {
	if !c.has("appKey") {
		c.error(c.missing(CodeAppKeyMissing, "appKey", expected, "json", "Add appKey: the app's Client ID (or SDK Key). "+
			"Zoom documents it as required since Web SDK 5.0.0 and for native SDKs."+c.issHoldsKey()))
	}
	app, hasApp := c.claim("appKey")
	sdk, hasSDK := c.claim("sdkKey")
	switch {
	case hasApp && hasSDK && app.text != sdk.text && (isPlaceholder(app.text) || isPlaceholder(sdk.text)):
	case hasApp && hasSDK && app.text != sdk.text:
		c.error(fault{code: CodeKeysDiffer, part: "appKey", found: c.value(app), expected: c.value(sdk) + ", as in sdkKey",
			says: "The claims appKey and sdkKey differ.",
			hint: "Set appKey and sdkKey to the same value: the app's Client ID (or SDK Key)."})
	case hasApp && hasSDK:
		c.passed("keys", "The claims appKey and sdkKey are equal.")
	}
}

// describeOdd names the first character of a key that does not belong there.
func describeOdd(k claim) string {
	i := strings.IndexFunc(k.text, isNotInKey)
	if i < 0 {
		return "a type other than a string"
	}
	switch r, _ := utf8.DecodeRuneInString(k.text[i:]); {
	case r == '\n' || r == '\r':
		return "a line break"
	case isBlank(r):
		return "white space"
	case isQuote(r):
		return "a quote"
	}
	return "a character other than letters, digits, _ and -"
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
				hint: "Sign with the Client ID and Client Secret of the app instead of its SDK Key and SDK Secret, " +
					"whose end Zoom has announced. Zoom's pages contradict each other about the date, " +
					"and whether this key still works cannot be seen here."})
		}
	}
	if !c.has("sdkKey") && c.kind != kindNative {
		c.note(c.missing(CodeSDKKeyMissing, "sdkKey", "the same as appKey, or nothing", "",
			"Add sdkKey with the value of appKey if a Web SDK before 4.0.0 joins. Later SDKs do not need it."))
	}
}
