package diagnose

// Code names what a [Finding] is about. Codes are stable: programs can rely on
// them.
type Code string

// The codes, roughly in the order in which their findings are best fixed, which is
// that of a report.
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
