package diagnose

import "slices"

// errorMeaning is what an error code of join or of the SDK means for the
// signature.
type errorMeaning struct {
	codes    []int
	text     string
	hint     string
	accepted bool   // the error comes after Zoom has accepted the signature
	fitting  []Code // the findings that can explain it
}

// explainErrorCode returns the meaning of an error code, from Zoom's page on error
// codes, the names in Web SDK 6.2.0, and users' reports where it says so.
func explainErrorCode(code int) errorMeaning {
	for _, meaning := range errorMeanings() {
		if slices.Contains(meaning.codes, code) {
			return meaning
		}
	}
	return errorMeaning{text: "an unknown error code", hint: "Look the code up in Zoom's documentation of the SDK " +
		"that you use."}
}

func errorMeanings() []errorMeaning {
	const (
		newOBF = "Request a new OBF token for each join: GET /v2/users/{id}/token?type=onbehalf, with the scope " +
			"user:read:token."
		zakOrOBF = "Pass the user's ZAK (Zoom Access Key) to join() as zak, or an on-behalf-of (OBF) token as obfToken, " +
			"but never both. Request the token with GET /v2/users/{id}/token?type=zak (scope user:read:zak) " +
			"or ?type=onbehalf (scope user:read:token)."
		notSignature = "Look for the cause in the call to join() or in the meeting: it is probably not the signature."
	)
	return []errorMeaning{{
		codes: []int{3712},
		text:  "Zoom rejected the signature as invalid",
		fitting: []Code{
			CodeNotASignature, CodeIncomplete, CodeMalformed, CodeSurroundingText, CodeEncoding, CodeAlgorithm, CodeMACLength,
			CodeLegacyFormat, CodeSeconds, CodeAppKeyMissing, CodeKeysDiffer, CodeKeyFormat,
			CodeMeetingNumberMissing, CodeRoleMissing, CodeMeetingNumberFormat, CodeRoleValue, CodeDuplicateClaim,
			CodeIssuedAtMissing, CodeExpiryMissing, CodeMilliseconds, CodeFractionalTime, CodeTokenExpiryDuration,
			CodeLifetimeTooShort, CodeLifetimeTooLong, CodeIssuedInFuture, CodeFloat32Time, CodeExpired,
			CodePlaceholderSecret, CodeKeyUsedAsSecret, CodeSecretBase64Decoded, CodeSecretHexDecoded,
			CodeSecretWhitespace, CodeSecretMismatch, CodeKeyMismatch, CodeJoinKeyDiffers, CodeJoinMeetingDiffers,
		},
	}, {
		codes:   []int{3705},
		text:    "Zoom rejected the signature as expired",
		hint:    "Make a new signature for each join, and check the signing machine's clock.",
		fitting: []Code{CodeExpired, CodeLifetimeTooShort, CodeTokenExpiryDuration, CodeSeconds, CodeIssuedInFuture},
	}, {
		codes: []int{3704, 3710},
		text:  "Zoom does not accept the key: it is not valid, or was deactivated",
		hint:  "Check that the key is the Client ID (or SDK Key) of an activated app that has the Meeting SDK enabled.",
		fitting: []Code{
			CodeLegacyFormat, CodeAppKeyMissing, CodeKeysDiffer, CodeKeyFormat,
			CodeKeyUsedAsSecret, CodeKeyMismatch, CodeSecretInClaims, CodeJoinKeyDiffers,
		},
	}, {
		codes:   []int{3706, 3707},
		text:    "the meeting number is wrong, or there is no such meeting",
		hint:    "Check the meeting number in the signature and in the call to join().",
		fitting: []Code{CodeNativeToken, CodeMeetingNumberMissing, CodeMeetingNumberFormat, CodeJoinMeetingDiffers},
	}, {
		codes:   []int{3708},
		text:    "the role is wrong",
		hint:    "Set role to the number 0 (participant) or 1 (host).",
		fitting: []Code{CodeNativeToken, CodeRoleMissing, CodeRoleValue, CodeClaimType, CodeJoinRoleDiffers},
	}, {
		codes: []int{3709},
		text:  "the host was not found",
		hint:  notSignature,
	}, {
		codes: []int{3711},
		text:  "the host is in another meeting",
		hint:  notSignature,
	}, {
		codes: []int{3713},
		text:  "the user has no permission",
		hint:  notSignature,
	}, {
		codes:   []int{3003},
		text:    "the user is not the host of the meeting",
		hint:    "To start a meeting, set role to 1 and pass the host's ZAK to join() as zak. To join one, set role to 0.",
		fitting: []Code{CodeHostNeedsZAK},
	}, {
		codes: []int{4003},
		text:  "a parameter of join() is not valid",
		hint: "Check the call to join(), not the signature. " +
			"With a Web SDK before 4.0.0, pass the app's key to join() as sdkKey; " +
			"up to 2.8.0, it must be 36 characters long.",
		fitting: []Code{CodeJoinKeyDiffers, CodeJoinMeetingDiffers},
	}, {
		codes: []int{4011}, accepted: true,
		text: "Zoom accepted the signature, but the meeting belongs to another account and the app is not published",
		hint: "Have Zoom review and publish the app, or join a meeting of the account that owns it. " +
			"As of 2026-03-02, meetings of other accounts also require a ZAK or an OBF token.",
	}, {
		codes: []int{4012}, accepted: true,
		text: "Zoom accepted the signature, but neither a ZAK nor an OBF token was passed to join()",
		hint: zakOrOBF,
	}, {
		codes: []int{4013}, accepted: true,
		text: "Zoom accepted the signature, but a privilege token was passed to join() without an OBF token",
		hint: "Pass an on-behalf-of (OBF) token to join() as obfToken too. " + newOBF,
	}, {
		codes: []int{4014}, accepted: true,
		text: "Zoom accepted the signature, but the OBF token is not valid",
		hint: newOBF,
	}, {
		codes: []int{4015}, accepted: true,
		text: "Zoom accepted the signature, but the OBF token is for another meeting",
		hint: "Request an OBF token for the meeting being joined.",
	}, {
		codes: []int{4016}, accepted: true,
		text: "Zoom accepted the signature, but the privilege token is not valid or has expired",
		hint: "Request a new privilege token for each join.",
	}, {
		codes: []int{4017}, accepted: true,
		text: "Zoom accepted the signature, but the user who authorized the OBF token is not in the meeting",
		hint: "Let that user join first, or pass a ZAK to join() as zak instead of the OBF token.",
	}, {
		codes: []int{4018}, accepted: true,
		text: "Zoom accepted the signature, but the token conflicts with the login credentials",
		hint: "Pass only one of zak and obfToken to join(), that of the user on whose behalf the page joins.",
	}, {
		codes: []int{4019}, accepted: true,
		text: "Zoom accepted the signature, but removed the participant because the user who authorized the token left",
		hint: "Keep the user who authorized the OBF token in the meeting, or pass a ZAK to join() as zak.",
	}, {
		codes: []int{504}, accepted: true,
		text: "Zoom accepted the signature, but the native SDK was given neither a ZAK nor an OBF token",
		hint: "Pass a ZAK, or an OBF token (onBehalfToken on Android): anonymous joins are not allowed as of 2026-03-02.",
	}, {
		codes: []int{63, 6601},
		text:  "the meeting belongs to another account, according to users",
		hint: "Have Zoom review and publish the app, and pass a ZAK or an OBF token in addition to the signature. " +
			"The cause is probably not the signature.",
	}, {
		codes: []int{5012},
		text:  "the participant has already joined",
		hint:  notSignature,
	}, {
		codes: []int{5013},
		text:  "a parameter of join() is not valid",
		hint:  notSignature,
	}, {
		codes: []int{6603},
		text:  "the host's administrator has blocked the app",
		hint:  notSignature,
	}, {
		codes: []int{10000},
		text:  "the version of the SDK is too old",
		hint:  "Update the SDK. The cause is probably not the signature.",
	}, {
		codes: []int{1, 200},
		text:  "the join failed for a reason that this code does not specify",
		hint: "Look for the error that the SDK logs before this one. The cause may be the signature, a missing ZAK, " +
			"or, before Web SDK 5.1.4, a meeting of another account.",
	}}
}
