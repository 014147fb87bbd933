package diagnose

import (
	"crypto/hmac"
	"crypto/sha256"
	"slices"
	"strings"
)

// rule is one thing that a diagnosis looks for.
type rule struct {
	code     Code
	severity Severity
	// when says to which signatures the rule applies; if nil, to all texts.
	when func(*evidence) bool
	// find reports each fault that it finds with Claim, Got and Want, and with a
	// Hint if that of the rule does not fit.
	find func(e *evidence, report func(Finding))
	hint string
	// passed is stated if the rule applies and finds nothing. It must be true
	// then: when must hold only for signatures on which find can check it.
	passed string
}

// apply lets the rule look at the evidence, and returns whether it found nothing.
// A fault that concerns a claim is reported once for each rule.
func (r rule) apply(e *evidence) (ok bool) {
	ok = true
	r.find(e, func(f Finding) {
		ok = false
		f.Code, f.Severity = r.code, r.severity
		if f.Hint == "" {
			f.Hint = r.hint
		}
		isSame := func(g Finding) bool { return g.Code == f.Code && g.Claim == f.Claim }
		if !slices.ContainsFunc(e.findings, isSame) {
			e.findings = append(e.findings, f)
		}
	})
	return ok
}

// To which signatures a rule applies.

func isUnknown(e *evidence) bool { return e.format == FormatUnknown }
func isLegacy(e *evidence) bool  { return e.format == FormatLegacy }

// isJWT reports a JWT of the Meeting SDK: about another token there is nothing
// more to say.
func isJWT(e *evidence) bool {
	return e.format == FormatJWT && !isVideoSDKToken(e) && !isAPIToken(e)
}

func isVideoSDKToken(e *evidence) bool { return e.has("app_key", "tpc") }

func isAPIToken(e *evidence) bool {
	return e.has("iss") && !e.hasMeetingSDKClaim() && !isVideoSDKToken(e)
}

func isRecognized(e *evidence) bool { return isJWT(e) || isLegacy(e) }

// hasClaims reports a JWT whose claims can be read.
func hasClaims(e *evidence) bool { return isJWT(e) && e.payloadReadable }

// hasFields reports a signature of either format whose claims can be read.
func hasFields(e *evidence) bool { return hasClaims(e) || isLegacy(e) }

// has applies a rule to signatures with one of these claims.
func has(names ...string) func(*evidence) bool {
	return func(e *evidence) bool { return hasFields(e) && e.has(names...) }
}

// hasPointInTime applies a rule to signatures with one of these claims, if it can
// be compared with the clock.
func hasPointInTime(names ...string) func(*evidence) bool {
	return func(e *evidence) bool {
		return hasFields(e) && slices.ContainsFunc(names, func(name string) bool {
			_, found := e.pointInTime(name)
			return found
		})
	}
}

// hasKey reports a signature that contains a key.
func hasKey(e *evidence) bool { return hasFields(e) && len(e.keys()) > 0 }

// hasMAC reports a signature whose MAC can be compared.
func hasMAC(e *evidence) bool { return hasFields(e) && len(e.mac) == sha256.Size }

func hasMACAndSecret(e *evidence) bool { return hasMAC(e) && e.secret.text != "" }

func isJoined(e *evidence) bool { return hasFields(e) && e.opts.Join != nil }

// isIntact reports a signature of which no part is damaged or missing, so that
// its MAC was computed over its text.
func (e *evidence) isIntact() bool { return !e.found(CodeIncomplete, CodeMalformed) }

// found reports whether a rule has found one of these.
func (e *evidence) found(codes ...Code) bool {
	return slices.ContainsFunc(e.findings, func(f Finding) bool { return slices.Contains(codes, f.Code) })
}

// hasErrors reports whether a rule has found an error.
func (e *evidence) hasErrors() bool {
	return slices.ContainsFunc(e.findings, func(f Finding) bool { return f.Severity == SeverityError })
}

// matches reports whether the MAC was made with this secret. tried is false if
// crypto/hmac rejects the secret: with GODEBUG=fips140=only it panics on fewer
// than 14 bytes.
func (e *evidence) matches(secret string) (matches, tried bool) {
	defer func() { _ = recover() }()
	for _, input := range e.inputs {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(input))
		if hmac.Equal(mac.Sum(nil), e.mac) {
			return true, true
		}
	}
	return false, true
}

// showOption returns text from the options, quoted, unless it contains the given
// secret or is the one with which the signature was made: key and secret may have
// been swapped.
func (e *evidence) showOption(text string) string {
	for _, secret := range []string{text, strings.TrimFunc(text, isWrapping)} {
		if matches, _ := e.matches(secret); matches {
			return hiddenContent
		}
	}
	return e.secret.showGiven(text)
}

// lacks reports a claim that is missing, null or, if it is a key, empty.
func lacks(name, want string) func(*evidence, func(Finding)) {
	return func(e *evidence, report func(Finding)) {
		if !e.has(name) {
			report(Finding{Claim: name, Got: missing, Want: want})
		}
	}
}
