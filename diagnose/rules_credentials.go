package diagnose

import (
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
)

const wantAppSecret = "one made with the app's secret"

// credentialRules are about the key and secret that the signature was made with.
func credentialRules() []rule {
	return []rule{{
		code: CodePlaceholderSecret, severity: SeverityError, when: hasMAC,
		hint: "Use the app's Client Secret (or SDK Secret), and check that the environment variable that holds it is " +
			"set. " +
			"The signature was made with a placeholder.",
		find: func(e *evidence, report func(Finding)) {
			for _, placeholder := range placeholders {
				if matches, _ := e.matches(placeholder); matches {
					got := "a MAC made with " + e.secret.showGiven(placeholder)
					report(Finding{Claim: "MAC", Got: got, Want: wantAppSecret})
				}
			}
		},
	}, {
		code: CodeKeyUsedAsSecret, severity: SeverityError, when: hasMAC,
		hint: "Sign with the secret, and put the key in appKey and sdkKey: key and secret may be swapped. " +
			"If the secret was used as the key, regenerate it, because everyone who received the signature could read it.",
		find: func(e *evidence, report func(Finding)) {
			for _, c := range append(e.keys(), claim{name: "the given key", text: e.opts.Key}) {
				if matches, _ := e.matches(c.text); matches && c.text != "" {
					f := Finding{Claim: "MAC", Got: "a MAC made with the value of " + c.name, Want: wantAppSecret}
					if e.isSwapped() {
						f.Hint = "Exchange key and secret: they are swapped, either in the program that signs or in what was " +
							"given to this diagnosis."
					}
					report(f)
				}
			}
		},
	}, {
		code: CodeSecretBase64Decoded, severity: SeverityError, when: hasMACAndSecret,
		hint: "Do not base64-decode the secret; sign with its UTF-8 bytes. " +
			"In the Java library jjwt, use signWith(Keys.hmacShaKeyFor(secret.getBytes(UTF_8))) " +
			"instead of the overload that takes a String.",
		find: eachVariant("the secret, base64-decoded", func(secret string) (variants []string) {
			plain := strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(secret, "="))
			for _, text := range []string{plain, plain[:len(plain)/4*4]} { // some decoders ignore the rest
				decoded, _ := base64.RawURLEncoding.DecodeString(text) // up to the first character that is not base64
				variants = append(variants, string(decoded))
			}
			return variants
		}),
	}, {
		code: CodeSecretHexDecoded, severity: SeverityError, when: hasMACAndSecret,
		hint: "Do not hex-decode the secret; sign with its UTF-8 bytes. " +
			"In the JavaScript library jsrsasign, which decodes strings of hex digits, pass {utf8: secret}.",
		find: eachVariant("the secret, hex-decoded", func(secret string) []string {
			decoded, _ := hex.DecodeString(secret)
			return []string{string(decoded)}
		}),
	}, {
		code: CodeSecretWhitespace, severity: SeverityError, when: hasMACAndSecret,
		hint: "Remove white space and quotes around the secret, both where the signature is made and in the secret given " +
			"to this diagnosis. " +
			"Usual causes are a line break at the end of a file and quotes in a .env file.",
		find: eachVariant("the secret with different white space or quotes around it", func(secret string) []string {
			return []string{
				secret, secret + "\n", secret + "\r\n", secret + "\r", secret + " ", " " + secret,
				`"` + secret + `"`, "'" + secret + "'",
			}
		}),
	}, {
		code: CodeSecretMismatch, severity: SeverityError, when: canTellSecret,
		hint: "Copy the secret again from the app that has this key, and check for development and production " +
			"credentials that are mixed up, outdated environment variables, and quotes kept from a .env file. " +
			"The signature was made with a different secret, or was altered after signing.",
		find: func(e *evidence, report func(Finding)) {
			if matches, _ := e.matches(e.opts.Secret); !matches {
				report(Finding{Claim: "MAC", Got: "a MAC that does not match the secret provided", Want: "one made with it"})
			}
		},
		passed: "the signature matches the secret provided",
	}, {
		code: CodeKeyMismatch, severity: SeverityError,
		when: func(e *evidence) bool { return hasKey(e) && e.opts.Key != "" },
		hint: "Use the key and secret of the same app. If this claim contains the secret, key and secret are swapped.",
		find: func(e *evidence, report func(Finding)) {
			for _, c := range e.keys() {
				if c.text != e.opts.Key {
					report(Finding{Claim: c.name, Got: e.showClaim(c), Want: e.showOption(e.opts.Key)})
				}
			}
		},
		passed: "the key matches the one provided",
	}, {
		code: CodeSecretInClaims, severity: SeverityError,
		hint: "Regenerate the secret in the app's credentials, and take it out of the signature: " +
			"anyone who receives this text can read it.",
		find: func(e *evidence, report func(Finding)) {
			const maxReported = 10
			places := e.secret.places
			for _, place := range places[:min(len(places), maxReported)] {
				f := Finding{Claim: place, Got: "the secret", Want: "no secret"}
				if e.isSwapped() {
					f.Hint = "If the program that signs has swapped key and secret, regenerate the secret, " +
						"which everyone who received the signature could read."
				}
				report(f)
			}
		},
	}}
}

// canTellSecret reports whether the given secret is the right one, or can be told to
// be wrong.
func canTellSecret(e *evidence) bool {
	if !hasMACAndSecret(e) {
		return false
	}
	matches, tried := e.matches(e.opts.Secret)
	return matches || tried && e.isIntact() && !knowsSecret(e)
}

// knowsSecret reports whether a rule has found out with which other secret the
// signature was made.
func knowsSecret(e *evidence) bool {
	return e.found(CodePlaceholderSecret, CodeKeyUsedAsSecret, CodeSecretBase64Decoded, CodeSecretHexDecoded,
		CodeSecretWhitespace)
}

// isSwapped reports a signature made with the given key that has the given secret as
// its key.
func (e *evidence) isSwapped() bool {
	matches, _ := e.matches(e.opts.Key)
	return matches && slices.ContainsFunc(e.keys(), func(c claim) bool { return c.text == e.opts.Secret })
}

// eachVariant reports a MAC that was made with a variant of the given secret. The
// secret is passed without white space and quotes around it.
func eachVariant(name string, variants func(secret string) []string) func(*evidence, func(Finding)) {
	return func(e *evidence, report func(Finding)) {
		for _, variant := range variants(e.secret.text) {
			if variant == e.opts.Secret || variant == "" {
				continue
			}
			if matches, _ := e.matches(variant); matches {
				report(Finding{Claim: "MAC", Got: "a MAC made with " + name, Want: "one made with the exact secret"})
			}
		}
	}
}

// placeholders are the secrets of well-known examples, and what an unset variable
// becomes.
var placeholders = [...]string{
	"your-256-bit-secret", "a-string-secret-at-least-256-bits-long", // jwt.io
	"MEETING_SDK_SECRET_HERE", "SDK_SECRET_HERE", "JWT_API_SECRET_HERE", // READMEs of Zoom's samples
	"YOUR_CLIENT_SECRET_OR_SDK_SECRET", "YOUR_CLIENT_SECRET", "YOUR_SDK_SECRET", "YOUR_API_SECRET", "YOUR_SECRET",
	"your_client_secret", "your_sdk_secret", "your-secret", "your_secret", "SDK_SECRET", "API_SECRET", "CLIENT_SECRET",
	"ZOOM_SDK_SECRET", "ZOOM_CLIENT_SECRET", "ZOOM_MEETING_SDK_SECRET",
	"secret", "", "undefined", "null", "None",
}
