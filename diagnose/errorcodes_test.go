package diagnose

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestErrorCodesHoldTheFacts compares the table with the rows that it was written from: the same SDKs, codes, names and
// phases, and a verdict that does not contradict theirs.
func TestErrorCodesHoldTheFacts(t *testing.T) {
	facts, err := os.ReadFile("testdata/error_codes.tsv")
	require.NoError(t, err)
	phases := map[string]string{"auth": "at initialization", "join": "when joining", "in-meeting": "in the meeting"}
	verdicts := map[string]string{}
	for _, e := range allErrors() {
		for _, sdk := range strings.Fields(strings.ToLower(e.sdks)) {
			key := strings.Join([]string{sdk, e.code, e.name, e.phase}, "|")
			assert.NotContains(t, verdicts, key)
			verdicts[key] = e.verdict
		}
	}
	rows := strings.Split(strings.TrimSpace(string(facts)), "\n")[1:]
	assert.Len(t, verdicts, len(rows))
	for _, row := range rows {
		f := strings.Split(row, "\t")
		allowed := map[string][]string{"yes": {"rejected"}, "maybe": {"maybe"}, "no": {"accepted", "other"}}[f[5]]
		name := strings.TrimSuffix(f[2], " (older headers)")
		assert.Contains(t, allowed, verdicts[strings.Join([]string{f[0], f[1], name, phases[f[4]]}, "|")], row)
	}
}

func allErrors() (all []sdkError) {
	for key, found := range errorTable() {
		for _, e := range found {
			if key == e.code {
				all = append(all, e)
			}
		}
	}
	return all
}

func TestErrorCodesAreSentences(t *testing.T) {
	assert.LessOrEqual(t, len(errorCodesTSV), 90_000)
	sentence := regexp.MustCompile(`^(join\(\)|[A-Z])[ -~]*[^ ]\.("?)$`)
	accepts := regexp.MustCompile(`accepted|signature is not the cause`)
	causes := map[string]string{}
	for _, e := range allErrors() {
		assert.Contains(t, []string{"", e.cause}, causes[e.code+e.phase+e.text]) // so that merge need not compare it
		causes[e.code+e.phase+e.text] = e.cause
		for _, text := range []string{e.text, e.cause} {
			assert.Regexp(t, sentence, text)
			assert.LessOrEqual(t, len(text), 200, text)
			assert.NotContains(t, text, "  ")
		}
		if e.verdict == "accepted" {
			assert.Regexp(t, accepts, e.text)
		} else if e.in(SDKReactNative) && e.code == "100" {
			assert.Contains(t, e.text, "with internalErrorCode 6601") // The code alone does not tell.
		} else {
			assert.NotRegexp(t, accepts, e.text)
		}
	}
}

// TestErrorMessages: where a message contains another one, it begins with it, so that the greater one is the longer.
func TestErrorMessages(t *testing.T) {
	for message := range errorTable() {
		for part := range errorTable() {
			if strings.HasPrefix(part, " ") && strings.Contains(message, part) {
				assert.True(t, strings.HasPrefix(message, part), "%q in %q", part, message)
			}
		}
	}
}

// TestErrorFaults: what can cause an error is a code or the name of a claim.
func TestErrorFaults(t *testing.T) {
	codes, err := os.ReadFile("report.go")
	require.NoError(t, err)
	for _, e := range allErrors() {
		for _, word := range strings.Fields(e.faults) {
			isClaim := isMeetingSDKClaim(word) || faultSections()["spellings of times"][word] != "" || word == "apiKey"
			assert.True(t, isClaim || word == "*" || strings.Contains(string(codes), `"`+word+`"`), word)
		}
	}
}

func TestLookupErrors(t *testing.T) {
	for _, test := range []struct {
		reported string
		sdk      SDK
		query    string
		names    string // of the meanings, with ";" between them; empty where SDKs spell it differently
		where    string // of the first meaning
		verdict  string // of the first meaning
	}{
		{reported: "3712", query: "3712", names: "SIGNATURE_INVALID", where: "Web when joining", verdict: "rejected"},
		{reported: " '3712'. \n", query: "3712", names: "SIGNATURE_INVALID", where: "Web when joining", verdict: "rejected"},
		{reported: "0xE80", query: "3712", names: "SIGNATURE_INVALID", where: "Web when joining", verdict: "rejected"},
		{reported: "3712", sdk: SDKAndroid, query: "3712", names: "SIGNATURE_INVALID", where: "Web when joining",
			verdict: "rejected"},
		{reported: "Join failed: errorCode: 3712", query: "3712", names: "SIGNATURE_INVALID", where: "Web when joining",
			verdict: "rejected"},
		{reported: "Error: the join failed with 3712 (index.js:31)", query: "3712", names: "SIGNATURE_INVALID",
			where: "Web when joining", verdict: "rejected"},
		{reported: `{"type":"JOIN_MEETING_FAILED","reason":"Signature is invalid.","errorCode":3712}`, query: "3712",
			names: "SIGNATURE_INVALID", where: "Web when joining", verdict: "rejected"},
		{reported: "Object: {“type”:“JOIN_MEETING_FAILED”,“reason”:“Signature is invalid.”,“errorCode”:3712}", query: "3712",
			names: "SIGNATURE_INVALID", where: "Web when joining", verdict: "rejected"},
		{reported: "the signature is invalid", query: "3712", names: "SIGNATURE_INVALID", where: "Web when joining",
			verdict: "rejected"},
		{reported: "Not support start meeting via tokens", query: "3265", names: "TOKEN_ERROR", where: "Web when joining",
			verdict: "other"},
		{reported: "Token error", query: "3265 or 3623", names: "TOKEN_ERROR;TOKEN_ERROR_ALT", where: "Web when joining",
			verdict: "other"},
		{reported: "Token error: obfToken and zak cannot be used simultaneously.", query: "3636", names: "OBF_ERROR",
			where: "Web when joining", verdict: "other"},
		// A message beside a code without a meaning of its own decides.
		{reported: "{method: 'join', status: false, errorCode: 1, errorMessage: 'The signature has expired.', result: null}",
			query: "3705 (reported as 1)", names: "SIGNATURE_EXPIRED", where: "Web when joining", verdict: "rejected"},
		{reported: "{method: 'join', status: false, errorCode: 1, errorMessage: 'Fail to join the meeting.', result: null}",
			query: "1", names: "FAIL", where: "Web when joining", verdict: "maybe"},
		{reported: "errorCode 3610, Token has expired.", query: "3610", names: "apac.errorcodes_tk_expired",
			where: "Web when joining", verdict: "maybe"},
		{reported: "3610", query: "3610", names: "apac.errorcodes_tk_expired;MEETING_NOT_EXIST_ALT",
			where: "Web when joining", verdict: "maybe"},
		{reported: "4012", query: "4012", names: "NOT_ALLOW_ANONYMOUS_JOIN", where: "Web when joining", verdict: "accepted"},
		{reported: "3004", query: "3004", names: "WRONG_MEETING_PASSWORD", where: "Web when joining", verdict: "accepted"},
		// Names, and numbers after the name of their enumeration.
		{reported: "authret_jwttokenwrong", query: "AUTHRET_JWTTOKENWRONG", names: "AUTHRET_JWTTOKENWRONG",
			where: "Windows, Linux, Electron at initialization", verdict: "rejected"},
		{reported: "auth failed: ZoomSDKAuthError_JwtTokenWrong", query: "ZoomSDKAuthError_JwtTokenWrong",
			names: "ZoomSDKAuthError_JwtTokenWrong", where: "macOS at initialization", verdict: "rejected"},
		{reported: "SDK Authorization failed with MobileRTCAuthError: 2", query: "2",
			names: "MobileRTCAuthError_KeyOrSecretWrong",
			where: "iOS, React Native at initialization", verdict: "rejected"},
		{reported: "join FAIL"}, // A plain word is no name in a longer text.
		// A number that depends on the SDK and the phase.
		{reported: "5", sdk: SDKAndroid, query: "5", names: "ZOOM_ERROR_AUTHRET_TOKENWRONG;MEETING_ERROR_NETWORK_ERROR",
			where: "Android at initialization", verdict: "rejected"},
		{reported: "onZoomSDKInitializeResult errorCode=5, internalErrorCode=0", query: "5",
			names: "ZOOM_ERROR_AUTHRET_TOKENWRONG", where: "Android at initialization", verdict: "rejected"},
		{reported: "onZoomSDKInitializeResult errorCode=5, internalErrorCode=124", query: "124",
			names: "internalErrorCode (ERROR_TOKEN)",
			where: "Android at initialization", verdict: "rejected"},
		{reported: "onMobileRTCAuthReturn: 5", query: "5", names: "MobileRTCAuthError_Unknown",
			where: "iOS at initialization", verdict: "maybe"},
		{reported: "onAuthenticationReturn, ret = 7", sdk: SDKWindows, query: "7", names: "AUTHRET_NONE",
			where: "Windows, Linux, Electron at initialization", verdict: "other"},
		{reported: "onMeetingStatusChanged, result: 7", sdk: SDKLinux, query: "7", names: "MEETING_FAIL_MEETING_NOT_START",
			where: "Windows, Linux, Electron when joining", verdict: "accepted"},
		{reported: "JOIN_MEETING_FAILED err 124", query: "124", names: "(server code)", where: "Web when joining",
			verdict: "maybe"},
		{reported: "Error: 100, internalErrorCode=6601", query: "6601", names: "internalErrorCode",
			where: "Android when joining", verdict: "accepted"},
		{reported: "11", sdk: SDKReactNative, query: "11",
			names: "MobileRTCAuthError_TokenWrong;",
			where: "iOS, React Native at initialization", verdict: "rejected"},
		{reported: "504", sdk: SDKReactNative, query: "504", names: "appCanNotAnonymousJoinMeeting",
			where: "React Native when joining", verdict: "accepted"},
		{reported: "504", sdk: SDKElectron, query: "504",
			where: "Windows, Linux, macOS when joining", verdict: "accepted"},
		{reported: "2", sdk: SDKElectron, query: "2",
			names: "AUTHRET_KEYORSECRETWRONG;MEETING_FAIL_RECONNECT_ERR;SDKERR_WRONG_USAGE",
			where: "Windows, Linux, Electron at initialization", verdict: "rejected"},
		{reported: "-1", query: "-1"},
		{reported: "99999", query: "99999"},
		{reported: "20261126 83137961703 31"},
		{reported: "hello"},
		{reported: ""},
		{reported: strings.Repeat(".", 4096) + "3712"},
		{reported: strings.Repeat("a ", 400) + "3712"},
	} {
		query, found := lookupErrors(test.reported, test.sdk)
		assert.Equal(t, test.query, query, test.reported)
		var names []string
		for _, e := range found {
			names = append(names, e.name)
		}
		assert.Equal(t, test.names, strings.Join(names, ";"), test.reported)
		if len(found) > 0 {
			assert.Equal(t, test.where, found[0].where(), test.reported)
			assert.Equal(t, test.verdict, found[0].verdict, test.reported)
		}
	}
}

func TestDeduceSDK(t *testing.T) {
	for _, test := range []struct {
		reported string
		sdk      SDK
		kind     kind
	}{
		{reported: "3712", sdk: SDKWeb, kind: kindWeb},
		{reported: "4019", sdk: SDKWeb, kind: kindWeb},
		{reported: "200", sdk: SDKWeb, kind: kindWeb}, // The Video SDK does not count.
		{reported: "504", kind: kindNative},
		{reported: "AUTHRET_JWTTOKENWRONG", kind: kindNative},
		{reported: "ZOOM_ERROR_NETWORK_UNAVAILABLE", sdk: SDKAndroid, kind: kindNative},
		{reported: "1", kind: kindUnknown},
		{reported: "6603", kind: kindUnknown},
		{reported: "ZoomVideoSDKErrors_Auth_Error", kind: kindUnknown},
		{reported: "99999", kind: kindUnknown},
	} {
		_, found := lookupErrors(test.reported, "")
		sdk, kind := deduceSDK(found)
		assert.Equal(t, test.sdk, sdk, test.reported)
		assert.Equal(t, test.kind, kind, test.reported)
	}
}

func FuzzLookupErrors(f *testing.F) {
	for _, seed := range []string{"3712", "errorCode: 3712", "AUTHRET_JWTTOKENWRONG", "internalErrorCode=124",
		"Token error", `{"reason":"Signature is invalid.","errorCode":200}`, "-0x1_0", "\xff…3610", "FAIL"} {
		f.Add(seed, "")
		f.Add(seed, "react-native")
	}
	f.Fuzz(func(t *testing.T, reported, sdk string) {
		query, found := lookupErrors(reported, SDK(sdk))
		assert.LessOrEqual(t, len(query), 80)
		assert.Regexp(t, "^[ -~]*$", query)
		if query == "" {
			assert.Empty(t, found)
		}
		for i, e := range found {
			assert.NotEmpty(t, e.sdks)
			again, same := lookupErrors(e.code, "")
			assert.Equal(t, e.code, again)
			assert.True(t, slices.ContainsFunc(same, func(s sdkError) bool { return s.code == e.code }))
			if i > 0 && SDK(sdk) == SDKWeb {
				assert.Equal(t, found[0].in(SDKWeb), e.in(SDKWeb))
			}
		}
	})
}
