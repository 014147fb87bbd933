package diagnose

import "time"

// Options tells [Signature] what is known about a signature besides its text. A
// field that is left at its zero value is not checked.
type Options struct {
	// At is the time at which Zoom rejected the signature. If zero, it is the current time.
	At time.Time
	// SDK is the SDK that joins. If it is empty or unknown, it is deduced from
	// ErrorCode and Join where these belong to only one SDK.
	SDK SDK
	// ErrorCode is what the SDK reported: a number such as "3712", a name such as
	// "AUTHRET_JWTTOKENWRONG", or a line that contains one, as a console prints it.
	ErrorCode string
	// Key is the key (Client ID) that the signature should have been made for.
	Key string
	// Secret is the secret (Client Secret) that the signature should have been made with. It never appears in a
	// [Report]: if it can be read in the signature, the report shows no content of the signature.
	Secret string
	// Join is what the page passes to the Web SDK's join function.
	Join *Join
}

// Join is what a page passes to the Web SDK's join function with the signature,
// spelled as the page passes it. An empty string is not compared.
type Join struct {
	SDKKey        string
	MeetingNumber string
	Role          string // "0" or "1", or a name that zoomsig.ParseRole accepts
}

// SDK is one of Zoom's Meeting SDKs. All but [SDKWeb] are native SDKs.
type SDK string

// The Meeting SDKs.
const (
	SDKWeb         SDK = "web"
	SDKAndroid     SDK = "android"
	SDKIOS         SDK = "ios"
	SDKWindows     SDK = "windows"
	SDKMacOS       SDK = "macos"
	SDKLinux       SDK = "linux"
	SDKElectron    SDK = "electron"
	SDKReactNative SDK = "react-native"
)

// kind is all that most checks need to know about the SDK.
type kind string

const (
	kindUnknown kind = ""
	kindWeb     kind = "web"
	kindNative  kind = "native"
)

func (s SDK) kind() kind {
	switch s {
	case SDKWeb:
		return kindWeb
	case SDKAndroid, SDKIOS, SDKWindows, SDKMacOS, SDKLinux, SDKElectron, SDKReactNative:
		return kindNative
	}
	return kindUnknown
}

// Report is what [Signature] found out about a signature.
type Report struct {
	Verdict Verdict   `json:"verdict"`
	Summary string    `json:"summary"` // the verdict in words: a few sentences
	Format  Format    `json:"format"`
	SDK     SDK       `json:"sdk"`    // as given or deduced; empty if unknown
	At      time.Time `json:"at"`     // the time of the check, in UTC and not beyond the year 9999
	Header  string    `json:"header"` // decoded, for display: on one line, bounded; empty if there is none
	Payload string    `json:"payload"`

	Findings  []Finding `json:"findings"`  // what to fix first stands first: errors, warnings, notes
	Times     []Time    `json:"times"`     // the times that could be read
	Checked   []Check   `json:"checked"`   // what was checked and is right
	Unchecked []Check   `json:"unchecked"` // what was not checked: secret, key, sdk, error-code, join
}

// Verdict says in one word what a [Report] means.
type Verdict string

// The verdicts.
const (
	VerdictErrors    Verdict = "errors"    // there is an error
	VerdictElsewhere Verdict = "elsewhere" // there is none, and the error code says that Zoom accepted the signature
	VerdictUnproven  Verdict = "unproven"  // neither of these, nor clean: something was not checked, or may be the cause
	VerdictClean     Verdict = "clean"     // key and secret fit; no error, no warning, no code that blames the signature
)

// Format is the format of a signature.
type Format string

// The formats.
const (
	FormatUnknown Format = "unknown" // neither of the others
	FormatJWT     Format = "jwt"     // a JWT, the format of Meeting SDK signatures
	FormatLegacy  Format = "legacy"  // the signature of JWT apps, which is not a JWT
)

// Severity says how a [Finding] affects a join.
type Severity string

// The severities.
const (
	SeverityError   Severity = "error"   // enough to make a join fail
	SeverityWarning Severity = "warning" // makes a join fail with some SDKs, or some of the time
	SeverityInfo    Severity = "info"    // worth knowing
)

// Finding is one thing that is wrong with a signature, or worth knowing about it.
type Finding struct {
	Code     Code      `json:"code"`
	Severity Severity  `json:"severity"`
	Part     string    `json:"part"`     // the claim or part, such as "iat" or "MAC"; empty for the whole
	Found    string    `json:"found"`    // what was found
	Expected string    `json:"expected"` // what was expected
	Hint     string    `json:"hint"`     // what to change; may have several lines, and items that begin with "- "
	Snippets []Snippet `json:"snippets"` // the cure as code, in several languages
}

// Time is a claim of the signature that is a time.
type Time struct {
	Part    string    `json:"part"`    // "iat", "exp", "tokenExp", or "timestamp" in a legacy signature
	Text    string    `json:"text"`    // as it is written
	Meaning string    `json:"meaning"` // such as "2022-03-10T18:39:43Z, 7 min 12 s ago"
	At      time.Time `json:"at"`
}

// Check is something that was checked, or was not.
type Check struct {
	Name string `json:"name"` // such as "secret"
	Text string `json:"text"` // a sentence
}

// Snippet is a cure as code.
type Snippet struct {
	Language string `json:"language"` // such as "JavaScript" or "C#"
	Code     string `json:"code"`     // lines without a line break after the last
}

// Code names what a [Finding] is about. Codes are stable: programs can rely on them.
type Code string

// The codes. A report has them in the order of faults.txt, in which their findings are best fixed.
const (
	CodeEmpty                Code = "empty"                  // there is no signature
	CodeNotASignature        Code = "not-a-signature"        // neither format: an HMAC alone, a URL, "undefined"
	CodeLegacyFormat         Code = "legacy-format"          // the format of JWT apps, retired in 2023
	CodeLegacySeconds        Code = "legacy-seconds"         // a legacy timestamp in seconds
	CodeVideoSDKToken        Code = "video-sdk-token"        // a token for the Video SDK
	CodeAPIToken             Code = "api-token"              // a REST API, ZAK or OBF token
	CodeAlgorithm            Code = "algorithm"              // the header is not that of an HS256 token
	CodeIncomplete           Code = "incomplete"             // a part is missing, empty or cut off
	CodeMalformed            Code = "malformed"              // base64 or JSON that cannot be decoded
	CodeEncoding             Code = "encoding"               // base64 that is not canonical
	CodeSurroundingText      Code = "surrounding-text"       // something else before or after the signature
	CodePlaceholderKey       Code = "placeholder-key"        // the key is a placeholder or an unset variable
	CodePlaceholderSecret    Code = "placeholder-secret"     // made with a placeholder from an example
	CodeKeyUsedAsSecret      Code = "key-used-as-secret"     // made with the key instead of the secret
	CodeSecretInClaims       Code = "secret-in-claims"       // the secret can be read in the signature
	CodeMACLength            Code = "mac-length"             // the MAC is not 32 bytes long
	CodeMACInput             Code = "mac-input"              // the MAC covers other bytes than header.payload
	CodeSecretWrapped        Code = "secret-wrapped"         // white space or quotes around the secret
	CodeSecretBase64Decoded  Code = "secret-base64-decoded"  // made with the secret base64-decoded
	CodeSecretHexDecoded     Code = "secret-hex-decoded"     // made with the secret hex-decoded
	CodeSecretUTF16          Code = "secret-utf16"           // made with the secret in UTF-16
	CodeAppKeyMissing        Code = "app-key-missing"        // no appKey
	CodeKeysDiffer           Code = "keys-differ"            // appKey and sdkKey differ
	CodeKeyFormat            Code = "key-format"             // a key with characters that Zoom's keys do not have
	CodeKeyMismatch          Code = "key-mismatch"           // made for another key
	CodeSecretMismatch       Code = "secret-mismatch"        // the MAC does not fit the secret in any known way
	CodeMilliseconds         Code = "milliseconds"           // a time in milliseconds or a smaller unit
	CodeFractionalTime       Code = "fractional-time"        // a time with a fraction or an exponent
	CodeClaimValue           Code = "claim-value"            // a time or a role that is a date, a word, null or a boolean
	CodeExpiryDuration       Code = "expiry-duration"        // exp or tokenExp is a duration
	CodeTimesSwapped         Code = "times-swapped"          // exp is before iat
	CodeIssuedAtMissing      Code = "issued-at-missing"      // no iat
	CodeExpiryMissing        Code = "expiry-missing"         // no exp
	CodeTokenExpiryMissing   Code = "token-expiry-missing"   // no tokenExp
	CodeIssuedInFuture       Code = "issued-in-future"       // iat or timestamp is after the time of the check
	CodeFloat32Time          Code = "float32-time"           // iat looks computed in 32-bit floating point
	CodeLifetimeTooShort     Code = "lifetime-too-short"     // less than 1800 seconds
	CodeLifetimeTooLong      Code = "lifetime-too-long"      // more than 172800 seconds
	CodeLifetimeBoundary     Code = "lifetime-boundary"      // exactly 1800 or 172800 seconds
	CodeNativeToken          Code = "native-token"           // neither mn nor role
	CodeMeetingNumberMissing Code = "meeting-number-missing" // role without mn
	CodeRoleMissing          Code = "role-missing"           // mn without role
	CodeMeetingNumberFormat  Code = "meeting-number-format"  // mn is not 9 to 11 digits
	CodeRoleValue            Code = "role-value"             // role is not 0 or 1
	CodeClaimType            Code = "claim-type"             // a string that spells a number
	CodeVideoWebRTCValue     Code = "video-webrtc-value"     // video_webrtc_mode is not 0 or 1
	CodeDuplicateClaim       Code = "duplicate-claim"        // a member given twice
	CodeExpiriesDiffer       Code = "expiries-differ"        // exp and tokenExp differ
	CodeExpired              Code = "expired"                // exp or tokenExp is not after the time of the check
	CodeShortTimeLeft        Code = "short-time-left"        // the signature expires soon
	CodeJoinKeyDiffers       Code = "join-key-differs"       // join() gets a different key
	CodeJoinMeetingDiffers   Code = "join-meeting-differs"   // join() gets a different meeting number
	CodeJoinRoleDiffers      Code = "join-role-differs"      // the page joins with another role
	CodeErrorCode            Code = "error-code"             // what the given error code means
	CodeHostNeedsZAK         Code = "host-needs-zak"         // the host role requires a ZAK
	CodeSDKKeyMigration      Code = "sdk-key-migration"      // an SDK Key, whose end Zoom has announced
	CodeSDKKeyMissing        Code = "sdk-key-missing"        // no sdkKey
	CodeCheckCredentials     Code = "check-credentials"      // no error found: what to check next
)
