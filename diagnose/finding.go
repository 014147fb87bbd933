package diagnose

// Severity says how a [Finding] affects a join.
type Severity string

const (
	SeverityError   Severity = "error"   // enough to make a join fail
	SeverityWarning Severity = "warning" // makes a join fail with some SDKs, or some of the time
	SeverityInfo    Severity = "info"    // worth knowing
)

// Finding is one thing that is wrong with a signature, or worth knowing about it.
type Finding struct {
	Code     Code     `json:"code"`
	Severity Severity `json:"severity"`
	Claim    string   `json:"claim"` // the claim or part; empty if it is about the whole signature
	Got      string   `json:"got"`   // what was found
	Want     string   `json:"want"`  // what was expected
	Hint     string   `json:"hint"`  // what to change
}

// Code names what a [Finding] is about. Codes are stable: programs can rely on
// them.
type Code string

// The codes, in the order in which [Signature] reports them.
const (
	CodeEmpty                Code = "empty"                  // there is no signature
	CodeNotASignature        Code = "not-a-signature"        // neither format: an HMAC alone, a URL, "undefined"
	CodeIncomplete           Code = "incomplete"             // a part is missing or empty
	CodeMalformed            Code = "malformed"              // base64 or JSON that cannot be decoded
	CodeSurroundingText      Code = "surrounding-text"       // something else before or after the signature
	CodeEncoding             Code = "encoding"               // base64 that is not canonical
	CodeAlgorithm            Code = "algorithm"              // the header is not that of an HS256 token
	CodeMACLength            Code = "mac-length"             // the MAC is not 32 bytes long
	CodeLegacyFormat         Code = "legacy-format"          // the format of JWT apps, retired in 2023
	CodeSeconds              Code = "seconds"                // a legacy timestamp in seconds
	CodeVideoSDKToken        Code = "video-sdk-token"        // a token for the Video SDK
	CodeAPIToken             Code = "api-token"              // a REST API, ZAK or OBF token
	CodeAppKeyMissing        Code = "app-key-missing"        // no appKey
	CodeSDKKeyMissing        Code = "sdk-key-missing"        // no sdkKey
	CodeKeysDiffer           Code = "keys-differ"            // appKey and sdkKey differ
	CodeKeyFormat            Code = "key-format"             // a key with characters that Zoom's keys do not have
	CodeNativeToken          Code = "native-token"           // neither mn nor role
	CodeMeetingNumberMissing Code = "meeting-number-missing" // role without mn
	CodeRoleMissing          Code = "role-missing"           // mn without role
	CodeMeetingNumberFormat  Code = "meeting-number-format"  // mn is not 9 to 11 digits
	CodeRoleValue            Code = "role-value"             // role is not 0 or 1
	CodeVideoWebRTCValue     Code = "video-webrtc-value"     // video_webrtc_mode is not 0 or 1
	CodeClaimType            Code = "claim-type"             // a string instead of a number
	CodeDuplicateClaim       Code = "duplicate-claim"        // a member given twice
	CodeIssuedAtMissing      Code = "issued-at-missing"      // no iat
	CodeExpiryMissing        Code = "expiry-missing"         // no exp
	CodeTokenExpiryMissing   Code = "token-expiry-missing"   // no tokenExp
	CodeMilliseconds         Code = "milliseconds"           // a time in milliseconds
	CodeFractionalTime       Code = "fractional-time"        // a time with a fraction or an exponent
	CodeTokenExpiryDuration  Code = "token-expiry-duration"  // tokenExp is a duration
	CodeLifetimeTooShort     Code = "lifetime-too-short"     // less than 1800 seconds
	CodeLifetimeTooLong      Code = "lifetime-too-long"      // more than 172800 seconds
	CodeLifetimeBoundary     Code = "lifetime-boundary"      // exactly 1800 or 172800 seconds
	CodeExpiriesDiffer       Code = "expiries-differ"        // exp and tokenExp differ
	CodeIssuedInFuture       Code = "issued-in-future"       // iat or timestamp is after now
	CodeFloat32Time          Code = "float32-time"           // iat looks computed in 32-bit floating point
	CodeExpired              Code = "expired"                // exp or tokenExp is not after now
	CodePlaceholderSecret    Code = "placeholder-secret"     // made with a placeholder from an example
	CodeKeyUsedAsSecret      Code = "key-used-as-secret"     // made with the key instead of the secret
	CodeSecretBase64Decoded  Code = "secret-base64-decoded"  // made with the secret base64-decoded
	CodeSecretHexDecoded     Code = "secret-hex-decoded"     // made with the secret hex-decoded
	CodeSecretWhitespace     Code = "secret-whitespace"      // made with different white space or quotes around the secret
	CodeSecretMismatch       Code = "secret-mismatch"        // made with another secret
	CodeKeyMismatch          Code = "key-mismatch"           // made for another key
	CodeSecretInClaims       Code = "secret-in-claims"       // the secret can be read in the signature
	CodeJoinKeyDiffers       Code = "join-key-differs"       // join() gets a different key
	CodeJoinMeetingDiffers   Code = "join-meeting-differs"   // join() gets a different meeting number
	CodeJoinRoleDiffers      Code = "join-role-differs"      // the page joins with another role
	CodeHostNeedsZAK         Code = "host-needs-zak"         // the host role requires a ZAK
	CodeErrorCode            Code = "error-code"             // what the given error code means
	CodeCheckCredentials     Code = "check-credentials"      // no error found: check the app and its credentials
)
