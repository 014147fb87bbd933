package zoomsig

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
)

var secretRules = []rule{
	{CodePlaceholderSecret, SeverityError, hasMAC, "",
		"It was signed with the secret of an example. Put in the app's Client Secret or SDK Secret, and check that the variable it comes from is set.",
		func(e *evidence) []Finding {
			for _, placeholder := range placeholders {
				if fits, _ := e.fits([]byte(placeholder)); fits {
					return []Finding{{Claim: "MAC", Got: "made with " + citeString(e.redact(placeholder)), Want: "made with the app's secret"}}
				}
			}
			return nil
		}},
	{CodeKeyUsedAsSecret, SeverityError, hasMAC, "",
		"The secret that signed can be read in the signature, or is the public key. Look whether key and secret are swapped. A secret that was published must be renewed.",
		func(e *evidence) []Finding {
			candidates := append(e.keys(), claim{name: "the given key", text: e.opts.Key})
			for _, c := range candidates {
				if c.text == "" {
					continue
				}
				if fits, _ := e.fits([]byte(c.text)); fits {
					return []Finding{{Claim: "MAC", Got: "made with the value of " + c.name, Want: "made with the app's secret"}}
				}
			}
			return nil
		}},
	{CodeSecretBase64Decoded, SeverityError, hasSecret, "",
		"The secret is text, not base64: sign with its UTF-8 bytes. In jjwt, that is signWith(Keys.hmacShaKeyFor(secret.getBytes(UTF_8))), not the String overload.",
		variants("the secret base64-decoded", func(secret string) (all [][]byte) {
			plain := strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(secret, "="))
			for _, text := range []string{plain, plain[:len(plain)/4*4]} { // some decoders drop the rest
				if decoded, err := base64.RawURLEncoding.DecodeString(text); err == nil {
					all = append(all, decoded)
				}
			}
			return all
		})},
	{CodeSecretHexDecoded, SeverityError, hasSecret, "",
		"The secret is text, not hex: sign with its UTF-8 bytes. jsrsasign takes a string of hex digits for hex; pass {utf8: secret}.",
		variants("the secret hex-decoded", func(secret string) [][]byte {
			decoded, _ := hex.DecodeString(secret)
			return [][]byte{decoded}
		})},
	{CodeSecretWhitespace, SeverityError, hasSecret, "",
		"There is white space around the secret, on one of the two sides. Trim it where it is read: a line break at the end of a file is the usual cause.",
		variants("the secret with other white space around it", func(secret string) [][]byte {
			trimmed := strings.TrimSpace(secret)
			return [][]byte{[]byte(trimmed), []byte(trimmed + "\n"), []byte(trimmed + "\r\n"), []byte(trimmed + " "), []byte(" " + trimmed)}
		})},
	{CodeSecretMismatch, SeverityError, func(e *evidence) bool {
		fits, tried := false, false
		if hasSecret(e) {
			fits, tried = e.fits([]byte(e.opts.Secret))
		}
		return tried && (fits || !e.fitted)
	}, "the MAC fits the secret",
		"It was made with another secret, or changed after signing. Copy the secret again, of the same app as the key, and look for another one on the way: an old variable, another environment.",
		func(e *evidence) []Finding {
			return one(!e.fitted, Finding{Claim: "MAC", Got: "not made with the given secret", Want: "made with it"})
		}},
	{CodeKeyMismatch, SeverityError, func(e *evidence) bool { return isSigned(e) && e.opts.Key != "" }, "the key is the given one",
		"Use key and secret of one and the same app. If it holds the secret, the two are swapped.",
		func(e *evidence) (all []Finding) {
			for _, c := range e.keys() {
				all = append(all, one(c.text != e.opts.Key, Finding{Claim: c.name, Got: e.cite(c), Want: citeString(e.redact(e.opts.Key))})...)
			}
			return all
		}},
	{CodeSecretInClaims, SeverityError, func(e *evidence) bool { return isSigned(e) && e.opts.Secret != "" }, "",
		"Everybody who gets this signature can read the secret. Renew it in the app's credentials, and sign the key here, not the secret.",
		func(e *evidence) (all []Finding) {
			for _, c := range e.claims {
				all = append(all, one(c.text == e.opts.Secret, Finding{Claim: c.name, Got: "the secret", Want: "no secret"})...)
			}
			return all
		}},
}

// placeholders are secrets of examples, and what an unset variable becomes.
var placeholders = []string{
	"your-256-bit-secret", "a-string-secret-at-least-256-bits-long", // jwt.io
	"MEETING_SDK_SECRET_HERE", "SDK_SECRET_HERE", "JWT_API_SECRET_HERE", // READMEs of Zoom's samples
	"YOUR_CLIENT_SECRET_OR_SDK_SECRET", "YOUR_CLIENT_SECRET", "YOUR_SDK_SECRET", "YOUR_API_SECRET", "YOUR_SECRET",
	"your_client_secret", "your_sdk_secret", "your-secret", "your_secret", "SDK_SECRET", "API_SECRET", "CLIENT_SECRET",
	"ZOOM_SDK_SECRET", "ZOOM_CLIENT_SECRET", "ZOOM_MEETING_SDK_SECRET",
	"secret", "", "undefined", "null", "None",
}

// variants looks whether the MAC is one of what became of the given secret.
func variants(got string, of func(secret string) [][]byte) func(*evidence) []Finding {
	return func(e *evidence) []Finding {
		for _, secret := range of(e.opts.Secret) {
			if string(secret) == e.opts.Secret || len(secret) == 0 {
				continue
			}
			if fits, _ := e.fits(secret); fits {
				return []Finding{{Claim: "MAC", Got: "made with " + got, Want: "made with the secret"}}
			}
		}
		return nil
	}
}

var joinRules = []rule{
	{CodeJoinKeyDiffers, SeverityError, isJoined, "",
		"Pass to join the key that was signed, or from Web SDK 5.0.0 on none at all.",
		func(e *evidence) []Finding {
			for _, c := range e.keys() {
				if e.opts.Join.SDKKey != "" && e.opts.Join.SDKKey != c.text {
					return []Finding{{Claim: c.name, Got: citeString(e.redact(e.opts.Join.SDKKey)) + " in join", Want: e.cite(c) + ", as signed"}}
				}
			}
			return nil
		}},
	{CodeJoinMeetingDiffers, SeverityError, isJoined, "",
		"Pass to join the meeting number that was signed, written the same way: digits alone.",
		func(e *evidence) []Finding {
			c, found := e.claim("mn")
			differs := found && e.opts.Join.MeetingNumber != "" && e.opts.Join.MeetingNumber != c.text
			return one(differs, Finding{Claim: "mn", Got: citeString(e.redact(e.opts.Join.MeetingNumber)) + " in join", Want: e.cite(c) + ", as signed"})
		}},
	{CodeJoinRoleDiffers, SeverityError, isJoined, "",
		"Ask your backend for a signature with the role that you pass to join.",
		func(e *evidence) []Finding {
			c, _ := e.claim("role")
			signed, known := decodeRole(c.text)
			differs := known && e.opts.Join.Role != nil && *e.opts.Join.Role != signed
			if !differs {
				return nil
			}
			return []Finding{{Claim: "role", Got: e.opts.Join.Role.String() + " in join", Want: signed.String() + ", as signed"}}
		}},
	{CodeHostNeedsZAK, SeverityInfo, has("role"), "",
		"To start the meeting, pass the host's ZAK token to join as zak too; without it, or with another user's, the join is refused whatever the signature says.",
		func(e *evidence) []Finding {
			c, _ := e.claim("role")
			return one(c.text == "1", Finding{Claim: "role", Got: "1 (host)"})
		}},
	{CodeCheckCredentials, SeverityInfo, func(e *evidence) bool { return !e.failed }, "",
		"Nothing is wrong that a signature can show. If Zoom refuses it still: the credentials must be of a General app with the Meeting SDK on, not of a Server-to-Server OAuth or Video SDK app; the app activated, and published or in the account of the meeting's host; the secret the app's own (give it to this diagnosis); and the clock right.",
		func(e *evidence) []Finding { return []Finding{{}} }},
}
