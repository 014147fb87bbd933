package errorcodes

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestFacts compares the table with the rows that it was written from: the same SDKs, codes, names and
// phases, and a verdict that does not contradict theirs.
func TestFacts(t *testing.T) {
	facts, err := os.ReadFile("testdata/error_codes.tsv")
	require.NoError(t, err)
	phases := map[string]string{"auth": "at initialization", "join": "when joining", "in-meeting": "in the meeting"}
	verdicts := map[string]string{}
	for _, e := range allMeanings() {
		for _, sdk := range strings.Fields(strings.ToLower(e.SDKs)) {
			key := strings.Join([]string{sdk, e.Code, e.Name, e.Phase}, "|")
			assert.NotContains(t, verdicts, key)
			verdicts[key] = e.Verdict
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

func allMeanings() (all []Meaning) {
	for key, found := range table() {
		for _, e := range found {
			if key == e.Code {
				all = append(all, e)
			}
		}
	}
	return all
}

func TestSentences(t *testing.T) {
	assert.LessOrEqual(t, len(tsv), 90_000)
	sentence := regexp.MustCompile(`^(join\(\)|[A-Z])[ -~]*[^ ]\.("?)$`)
	accepts := regexp.MustCompile(`accepted|signature is not the cause`)
	causes := map[string]string{}
	for _, e := range allMeanings() {
		assert.Contains(t, []string{"", e.Cause}, causes[e.Code+e.Phase+e.Text]) // so that merge need not compare it
		causes[e.Code+e.Phase+e.Text] = e.Cause
		for _, text := range []string{e.Text, e.Cause} {
			assert.Regexp(t, sentence, text)
			assert.LessOrEqual(t, len(text), 200, text)
			assert.NotContains(t, text, "  ")
		}
		if e.Verdict == "accepted" {
			assert.Regexp(t, accepts, e.Text)
		} else if e.In("react-native") && e.Code == "100" {
			assert.Contains(t, e.Text, "with internalErrorCode 6601") // The code alone does not tell.
		} else {
			assert.NotRegexp(t, accepts, e.Text)
		}
	}
}

// TestMessages: where a message contains another one, it begins with it, so that the greater one is the longer.
func TestMessages(t *testing.T) {
	for message := range table() {
		for part := range table() {
			if strings.HasPrefix(part, " ") && strings.Contains(message, part) {
				assert.True(t, strings.HasPrefix(message, part), "%q in %q", part, message)
			}
		}
	}
}

func TestLookup(t *testing.T) {
	for _, test := range []struct {
		reported string
		sdk      string
		query    string
		names    string // of the meanings, with ";" between them; empty where SDKs spell it differently
		where    string // of the first meaning
		verdict  string // of the first meaning
	}{
		{reported: "3712", query: "3712", names: "SIGNATURE_INVALID", where: "Web when joining", verdict: "rejected"},
		{reported: " '3712'. \n", query: "3712", names: "SIGNATURE_INVALID", where: "Web when joining", verdict: "rejected"},
		{reported: "0xE80", query: "3712", names: "SIGNATURE_INVALID", where: "Web when joining", verdict: "rejected"},
		{reported: "3712", sdk: "android", query: "3712", names: "SIGNATURE_INVALID", where: "Web when joining",
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
		{reported: "5", sdk: "android", query: "5", names: "ZOOM_ERROR_AUTHRET_TOKENWRONG;MEETING_ERROR_NETWORK_ERROR",
			where: "Android at initialization", verdict: "rejected"},
		{reported: "onZoomSDKInitializeResult errorCode=5, internalErrorCode=0", query: "5",
			names: "ZOOM_ERROR_AUTHRET_TOKENWRONG", where: "Android at initialization", verdict: "rejected"},
		{reported: "onZoomSDKInitializeResult errorCode=5, internalErrorCode=124", query: "124",
			names: "internalErrorCode (ERROR_TOKEN)",
			where: "Android at initialization", verdict: "rejected"},
		{reported: "onMobileRTCAuthReturn: 5", query: "5", names: "MobileRTCAuthError_Unknown",
			where: "iOS at initialization", verdict: "maybe"},
		{reported: "onAuthenticationReturn, ret = 7", sdk: "windows", query: "7", names: "AUTHRET_NONE",
			where: "Windows, Linux, Electron at initialization", verdict: "other"},
		{reported: "onMeetingStatusChanged, result: 7", sdk: "linux", query: "7", names: "MEETING_FAIL_MEETING_NOT_START",
			where: "Windows, Linux, Electron when joining", verdict: "accepted"},
		{reported: "JOIN_MEETING_FAILED err 124", query: "124", names: "(server code)", where: "Web when joining",
			verdict: "maybe"},
		{reported: "Error: 100, internalErrorCode=6601", query: "6601", names: "internalErrorCode",
			where: "Android when joining", verdict: "accepted"},
		{reported: "11", sdk: "react-native", query: "11",
			names: "MobileRTCAuthError_TokenWrong;",
			where: "iOS, React Native at initialization", verdict: "rejected"},
		{reported: "504", sdk: "react-native", query: "504", names: "appCanNotAnonymousJoinMeeting",
			where: "React Native when joining", verdict: "accepted"},
		{reported: "504", sdk: "electron", query: "504",
			where: "Windows, Linux, macOS when joining", verdict: "accepted"},
		{reported: "2", sdk: "electron", query: "2",
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
		query, found := Lookup(test.reported, test.sdk)
		assert.Equal(t, test.query, query, test.reported)
		var names []string
		for _, e := range found {
			names = append(names, e.Name)
		}
		assert.Equal(t, test.names, strings.Join(names, ";"), test.reported)
		if len(found) > 0 {
			assert.Equal(t, test.where, found[0].Where(), test.reported)
			assert.Equal(t, test.verdict, found[0].Verdict, test.reported)
		}
	}
}

func FuzzLookup(f *testing.F) {
	for _, seed := range []string{"3712", "errorCode: 3712", "AUTHRET_JWTTOKENWRONG", "internalErrorCode=124",
		"Token error", `{"reason":"Signature is invalid.","errorCode":200}`, "-0x1_0", "\xff…3610", "FAIL"} {
		f.Add(seed, "")
		f.Add(seed, "react-native")
	}
	f.Fuzz(func(t *testing.T, reported, sdk string) {
		query, found := Lookup(reported, sdk)
		assert.LessOrEqual(t, len(query), 80)
		assert.Regexp(t, "^[ -~]*$", query)
		if query == "" {
			assert.Empty(t, found)
		}
		for i, e := range found {
			assert.NotEmpty(t, e.SDKs)
			again, same := Lookup(e.Code, "")
			assert.Equal(t, e.Code, again)
			assert.True(t, slices.ContainsFunc(same, func(s Meaning) bool { return s.Code == e.Code }))
			if i > 0 && sdk == "web" {
				assert.Equal(t, found[0].In("web"), e.In("web"))
			}
		}
	})
}
