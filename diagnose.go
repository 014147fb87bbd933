package zoomsig

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// DiagnoseOptions tells Diagnose what the signature should be. What is left out
// is not checked.
type DiagnoseOptions struct {
	// Clock tells the time to judge by. Nil: SystemClock.
	Clock Clock
	// Key and Secret are the credentials that the signature should be made
	// with. No report shows the secret.
	Key, Secret string
	// Join is what the page passes to join.
	Join *Join
}

// Join is what a page passes to join beside the signature, written as it passes
// it. What is "" or nil is not compared.
type Join struct {
	SDKKey, MeetingNumber string
	Role                  *Role
}

// Diagnosis says what is known about a signature.
type Diagnosis struct {
	Format   Format    `json:"format"`
	At       time.Time `json:"at"`      // the time it was judged by, in UTC
	Header   string    `json:"header"`  // decoded, "" if there is none
	Payload  string    `json:"payload"` // decoded; of a legacy signature what stands before the MAC
	Findings []Finding `json:"findings"`

	times, right, unchecked []string // for the report alone
}

// Finding is one thing that is wrong, or that one ought to know.
type Finding struct {
	Code     Code     `json:"code"`
	Severity Severity `json:"severity"`
	Claim    string   `json:"claim"` // or segment; "" if it is about the whole
	Got      string   `json:"got"`   // what was found
	Want     string   `json:"want"`  // what was expected
	Hint     string   `json:"hint"`  // what to change
}

// Format is what kind of signature a string is.
type Format string

const (
	FormatUnknown Format = "unknown" // neither of the others
	FormatJWT     Format = "jwt"     // the SDK JWT
	FormatLegacy  Format = "legacy"  // the signature of JWT apps
)

// Severity is what a finding means for a join.
type Severity string

const (
	SeverityError   Severity = "error"   // enough for Zoom to refuse the signature
	SeverityWarning Severity = "warning" // refused by some SDKs or at some times
	SeverityInfo    Severity = "info"    // to know
)

// Code names what a finding is about. Codes are stable.
type Code string

const (
	CodeEmpty                Code = "empty"                  // there is nothing
	CodeNotASignature        Code = "not-a-signature"        // neither format: a bare HMAC, a URL
	CodeIncomplete           Code = "incomplete"             // a segment is missing or empty
	CodeMalformed            Code = "malformed"              // base64 or JSON that does not decode
	CodeSurroundingText      Code = "surrounding-text"       // white space, quotes or Bearer around it
	CodeEncoding             Code = "encoding"               // padding, + or /, line breaks, unused bits
	CodeAlgorithm            Code = "algorithm"              // the header is not one of HS256
	CodeMACLength            Code = "mac-length"             // the MAC has not 32 bytes
	CodeLegacyFormat         Code = "legacy-format"          // the format of JWT apps, retired in 2023
	CodeSeconds              Code = "seconds"                // a legacy timestamp in seconds
	CodeVideoSDKToken        Code = "video-sdk-token"        // a token for the Video SDK
	CodeAPIToken             Code = "api-token"              // a token for the REST API
	CodeAppKeyMissing        Code = "app-key-missing"        // no appKey
	CodeSDKKeyMissing        Code = "sdk-key-missing"        // no sdkKey
	CodeKeysDiffer           Code = "keys-differ"            // appKey is not sdkKey
	CodeKeyFormat            Code = "key-format"             // a key with characters that no key has
	CodeNativeToken          Code = "native-token"           // tied to no meeting
	CodeMeetingNumberMissing Code = "meeting-number-missing" // role without mn
	CodeRoleMissing          Code = "role-missing"           // mn without role
	CodeMeetingNumberFormat  Code = "meeting-number-format"  // mn is not 9 to 11 digits
	CodeRoleValue            Code = "role-value"             // role is not 0 or 1
	CodeClaimType            Code = "claim-type"             // a string where a number should be
	CodeDuplicateClaim       Code = "duplicate-claim"        // a claim is given twice
	CodeIssuedAtMissing      Code = "issued-at-missing"      // no iat
	CodeExpiryMissing        Code = "expiry-missing"         // no exp
	CodeTokenExpiryMissing   Code = "token-expiry-missing"   // no tokenExp
	CodeMilliseconds         Code = "milliseconds"           // a time in milliseconds
	CodeFractionalTime       Code = "fractional-time"        // a time with a fraction or exponent
	CodeTokenExpiryDuration  Code = "token-expiry-duration"  // tokenExp counts from iat
	CodeLifetimeTooShort     Code = "lifetime-too-short"     // under 1800 s
	CodeLifetimeTooLong      Code = "lifetime-too-long"      // over 172800 s
	CodeLifetimeBoundary     Code = "lifetime-boundary"      // exactly one of these
	CodeExpiriesDiffer       Code = "expiries-differ"        // exp is not tokenExp
	CodeIssuedInFuture       Code = "issued-in-future"       // iat or timestamp is after now
	CodeFloat32Time          Code = "float32-time"           // and went through a 32-bit float
	CodeExpired              Code = "expired"                // exp or tokenExp is not after now
	CodePlaceholderSecret    Code = "placeholder-secret"     // signed with the secret of an example
	CodeKeyUsedAsSecret      Code = "key-used-as-secret"     // signed with a key
	CodeSecretBase64Decoded  Code = "secret-base64-decoded"  // signed with what the secret decodes to
	CodeSecretHexDecoded     Code = "secret-hex-decoded"     // likewise
	CodeSecretWhitespace     Code = "secret-whitespace"      // white space around the secret
	CodeSecretMismatch       Code = "secret-mismatch"        // signed with another secret
	CodeKeyMismatch          Code = "key-mismatch"           // made for another key
	CodeSecretInClaims       Code = "secret-in-claims"       // the secret can be read in it
	CodeJoinKeyDiffers       Code = "join-key-differs"       // join gets another key
	CodeJoinMeetingDiffers   Code = "join-meeting-differs"   // join gets another meeting number
	CodeJoinRoleDiffers      Code = "join-role-differs"      // join gets another role
	CodeHostNeedsZAK         Code = "host-needs-zak"         // the host role needs more
	CodeCheckCredentials     Code = "check-credentials"      // nothing that a signature can show
)

// Diagnose says all that can be known about why Zoom refuses a signature with
// error 3712 "Signature is invalid" or with "The signature has expired". It
// takes any string. The more it is told by opts, the more it finds; nil means
// the zero options. It is pure: it reads opts and their clock, once, and
// nothing else.
//
// The findings have a fixed order, and each finding is made for a claim but
// once. A signature without any fault still has one: CodeCheckCredentials.
func Diagnose(signature string, opts *DiagnoseOptions) *Diagnosis {
	if opts == nil {
		opts = &DiagnoseOptions{}
	}
	e := gather(signature, opts)
	d := &Diagnosis{
		Format:    e.format,
		At:        e.now,
		Header:    e.display(0),
		Payload:   e.display(1),
		Findings:  []Finding{},
		times:     e.spellTimes(),
		unchecked: e.unchecked(),
	}
	for _, r := range rules {
		if !r.when(e) {
			continue
		}
		found := r.find(e)
		d.add(r, found)
		e.failed = e.failed || len(found) > 0 && r.severity == SeverityError
		if len(found) == 0 && r.right != "" {
			d.right = append(d.right, r.right)
		}
	}
	return d
}

// add adds what a rule found, once for each claim.
func (d *Diagnosis) add(r rule, found []Finding) {
	for _, f := range found {
		f.Code, f.Severity = r.code, r.severity
		if f.Hint == "" {
			f.Hint = r.hint
		}
		same := func(g Finding) bool { return g.Code == f.Code && g.Claim == f.Claim }
		if !slices.ContainsFunc(d.Findings, same) {
			d.Findings = append(d.Findings, f)
		}
	}
}

// OK reports whether there is no finding of SeverityError: whether nothing in
// the signature makes Zoom refuse it.
func (d *Diagnosis) OK() bool {
	for _, f := range d.Findings {
		if f.Severity == SeverityError {
			return false
		}
	}
	return true
}

// String returns the report for a person: what it is, the findings, worst
// first, then what is right and what was not checked.
func (d *Diagnosis) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, judged at %s\n", formatNames[d.Format], spellTime(d.At))
	if d.Header != "" {
		fmt.Fprintf(&b, "  header   %s\n", d.Header)
	}
	if d.Payload != "" {
		fmt.Fprintf(&b, "  payload  %s\n", d.Payload)
	}
	for _, line := range d.times {
		fmt.Fprintf(&b, "           %s\n", line)
	}
	for _, group := range []struct {
		severity Severity
		title    string
	}{
		{SeverityError, "ERRORS. Each is enough for Zoom to refuse the signature."},
		{SeverityWarning, "WARNINGS. Each may be the cause, with some SDKs or at some times."},
		{SeverityInfo, "NOTES"},
	} {
		title := "\n" + group.title + "\n"
		for _, f := range d.Findings {
			if f.Severity != group.severity {
				continue
			}
			b.WriteString(title)
			title = ""
			f.report(&b)
		}
	}
	if len(d.right) > 0 {
		fmt.Fprintf(&b, "\nRIGHT: %s.\n", strings.Join(d.right, "; "))
	}
	if len(d.unchecked) > 0 {
		fmt.Fprintf(&b, "NOT CHECKED: %s.\n", strings.Join(d.unchecked, "; "))
	}
	return b.String()
}

var formatNames = map[Format]string{
	FormatUnknown: "Not a signature of either format",
	FormatJWT:     "SDK JWT",
	FormatLegacy:  "Legacy signature of a JWT app",
}

func (f Finding) report(b *strings.Builder) {
	fmt.Fprintf(b, "- %s", f.Code)
	if f.Claim != "" {
		fmt.Fprintf(b, ", %s", f.Claim)
	}
	if f.Got != "" {
		fmt.Fprintf(b, ": %s", f.Got)
	}
	if f.Want != "" {
		fmt.Fprintf(b, "; want %s", f.Want)
	}
	fmt.Fprintf(b, "\n  %s\n", f.Hint)
}

// spellTimes spells out the times of the payload.
func (e *evidence) spellTimes() []string {
	var lines []string
	for _, name := range []string{"iat", "exp", "tokenExp", "timestamp"} {
		if t, found := e.moment(name); found {
			lines = append(lines, fmt.Sprintf("%s %s", name, e.spell(t)))
		}
	}
	return lines
}

// spell spells a time out: as it is written, in UTC, and how far from now.
func (e *evidence) spell(t instant) string {
	return fmt.Sprintf("%s = %s, %s", t.text, t.at.Format(time.RFC3339), e.distance(t.at))
}

func spellTime(t time.Time) string {
	return fmt.Sprintf("%d = %s", t.Unix(), t.Format(time.RFC3339))
}

func (e *evidence) distance(t time.Time) string {
	switch d := t.Sub(e.now); {
	case d > 0:
		return words(d) + " ahead of the clock"
	case d < 0:
		return words(-d) + " ago"
	default:
		return "now"
	}
}

// words spells a distance in the unit that a person would use.
func words(d time.Duration) string {
	switch seconds := int64(d / time.Second); {
	case seconds < 1:
		return "less than 1 s"
	case seconds < 120:
		return fmt.Sprintf("%d s", seconds)
	case seconds < 60*60:
		return fmt.Sprintf("%d min %d s", seconds/60, seconds%60)
	case seconds < 2*24*60*60:
		return fmt.Sprintf("%d h %d min", seconds/3600, seconds/60%60)
	case seconds < 2*365*24*60*60:
		return fmt.Sprintf("%d days", seconds/(24*60*60))
	default:
		return fmt.Sprintf("%d years", seconds/(365*24*60*60))
	}
}

// unchecked says what the options left out.
func (e *evidence) unchecked() []string {
	var list []string
	if e.opts.Secret == "" {
		list = append(list, "the secret, since none was given")
	}
	if e.opts.Key == "" {
		list = append(list, "the key, since none was given")
	}
	if e.opts.Join == nil {
		list = append(list, "what the page passes to join")
	}
	return list
}
