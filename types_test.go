package zoomsig_test

import (
	"encoding"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

func TestParseMeetingNumber(t *testing.T) {
	tests := []struct {
		text string
		want zoomsig.MeetingNumber
		says string // "" means that it parses
	}{
		{"83137961703", 83137961703, ""},
		{"831 3796 1703", 83137961703, ""},
		{"831-3796-1703", 83137961703, ""},
		{"831\u00a03796\u00a01703", 83137961703, ""},
		{"831\u202f3796\u20071703", 83137961703, ""},
		{"831\u20113796\u20101703", 83137961703, ""},
		{" \t831 3796 1703\r\n", 83137961703, ""},
		{"831  3796 - 1703", 83137961703, ""},
		{"978-759-818", 978759818, ""},
		{"100000000", 100000000, ""},
		{"99999999999", 99999999999, ""},
		{"", 0, `mn is "", expected 9 to 11 digits, not starting with 0`},
		{"   ", 0, `mn is "   ", expected 9 to 11 digits`},
		{"12345678", 0, `mn is "12345678", expected 9 to 11 digits`},
		{"100000000000", 0, `mn is "100000000000", expected`},
		{"99999999999999999999999", 0, "expected 9 to 11 digits"},
		{"012345678", 0, `mn is "012345678", expected 9 to 11 digits, not starting with 0`},
		{"0123456789012", 0, "not starting with 0"},
		{"-831379617", 0, `"-831379617", which contains '-'`},
		{"+831379617", 0, `which contains '+'`},
		{"831379617-", 0, `which contains '-'`},
		{"831.379.617", 0, `which contains '.'`},
		{"831_379_617", 0, `which contains '_'`},
		{"831\t379\n617", 0, `"831\t379\n617", which contains '\t'`},
		{"8.31e8", 0, `which contains '.'`},
		{"0x12345678", 0, `which contains 'x'`},
		{"Meeting ID: 831 3796 1703", 0, `which contains 'M'`},
		{"https://zoom.us/j/83137961703", 0, `which contains 'h'`},
		{"８３１３７９６１７", 0, `which contains '８'`},
		{"٨٣١٣٧٩٦١٧", 0, `which contains '٨'`},
		{"\u202a831379617", 0, `which contains '\u202a'`},
		{"831\x00379617", 0, `which contains '\x00'`},
		{"831379617\xff", 0, `which contains '` + "\ufffd" + `'`},
		{strings.Repeat("1", 1<<20), 0, "…, expected 9 to 11 digits"},
	}
	for _, tt := range tests {
		var wantErr error
		if tt.says != "" {
			wantErr = zoomsig.ErrInvalidClaims
		}
		got, err := zoomsig.ParseMeetingNumber(tt.text)
		checkError(t, err, wantErr)
		assert.Equal(t, tt.want, got)
		if err != nil {
			assert.Contains(t, err.Error(), tt.says)
		}
	}
}

func TestParseRole(t *testing.T) {
	for text, want := range map[string]zoomsig.Role{
		"participant": zoomsig.RoleParticipant,
		"attendee":    zoomsig.RoleParticipant,
		"0":           zoomsig.RoleParticipant,
		"host":        zoomsig.RoleHost,
		"1":           zoomsig.RoleHost,
	} {
		got, err := zoomsig.ParseRole(text)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	for _, text := range []string{"", "2", "-1", "00", "Host", " host", "co-host", "０", strings.Repeat("h", 1<<20)} {
		_, err := zoomsig.ParseRole(text)
		checkError(t, err, zoomsig.ErrInvalidClaims)
		assert.Contains(t, err.Error(), `expected 0 (participant) or 1 (host)`)
	}
}

func TestRoleAndNumberPrinted(t *testing.T) {
	assert.Equal(t, "participant host Role(2) Role(-1)", fmt.Sprint(zoomsig.RoleParticipant, zoomsig.RoleHost, zoomsig.Role(2), zoomsig.Role(-1)))
	assert.Equal(t, "1", fmt.Sprintf("%d", zoomsig.RoleHost))
	assert.Equal(t, "83137961703 83137961703", fmt.Sprintf("%v %d", testNumber, testNumber))
}

func TestRoleAndNumberAsFlags(t *testing.T) {
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	var role zoomsig.Role
	var number zoomsig.MeetingNumber
	flags.TextVar(&role, "role", zoomsig.RoleParticipant, "")
	flags.TextVar(&number, "meeting", zoomsig.MeetingNumber(0), "")
	require.NoError(t, flags.Parse([]string{"-role", "host", "-meeting", "831 3796 1703"}))
	assert.Equal(t, zoomsig.RoleHost, role)
	assert.Equal(t, testNumber, number)
	assert.Equal(t, "participant", flags.Lookup("role").DefValue)
	assert.Equal(t, "host", flags.Lookup("role").Value.String())

	assert.ErrorContains(t, flags.Parse([]string{"-role", "boss"}), `expected 0 (participant) or 1 (host)`)
	assert.ErrorContains(t, flags.Parse([]string{"-meeting", "1"}), "expected 9 to 11 digits")
	assert.Equal(t, zoomsig.RoleHost, role, "an error changes nothing")
	assert.Equal(t, testNumber, number, "an error changes nothing")
}

func TestRoleAndNumberInJSON(t *testing.T) {
	type joining struct {
		Role   zoomsig.Role
		Number zoomsig.MeetingNumber
	}
	encoded, err := json.Marshal(joining{zoomsig.RoleHost, testNumber})
	require.NoError(t, err)
	assert.Equal(t, `{"Role":1,"Number":"83137961703"}`, string(encoded))

	for text, want := range map[string]joining{
		`{"Role":0,"Number":"831 3796 1703"}`:          {zoomsig.RoleParticipant, testNumber},
		`{"Role":"1","Number":83137961703}`:            {zoomsig.RoleHost, testNumber},
		`{"Role":1,"Number":"\u0038313796\u00201703"}`: {zoomsig.RoleHost, testNumber},
	} {
		var got joining
		require.NoError(t, json.Unmarshal([]byte(text), &got), text)
		assert.Equal(t, want, got)
	}
	for _, text := range []string{
		`{"Role":2}`, `{"Role":"2"}`, `{"Role":null}`, `{"Role":1.0}`, `{"Role":-0}`, `{"Role":1e0}`, `{"Role":257}`, `{"Role":true}`, `{"Role":[1]}`,
		`{"Number":null}`, `{"Number":8313796170.5}`, `{"Number":8.3137961703e10}`, `{"Number":-83137961703}`, `{"Number":12345678}`, `{"Number":"12345678"}`,
		`{"Number":""}`, `{"Number":[83137961703]}`, `{"Number":true}`, `{"Number":"\ud800"}`,
	} {
		got := joining{zoomsig.RoleHost, testNumber}
		err := json.Unmarshal([]byte(text), &got)
		checkError(t, err, zoomsig.ErrInvalidClaims)
		assert.Equal(t, joining{zoomsig.RoleHost, testNumber}, got, "an error changes nothing")
	}

	assert.ErrorContains(t, new(zoomsig.Role).UnmarshalJSON([]byte("\x1b[2J")), `role is "\x1b[2J", expected`)

	// Called without encoding/json, on what it would never pass on.
	for _, text := range []string{"", `"`, `"8`, "8", "nul", `"\x"`} {
		checkError(t, new(zoomsig.Role).UnmarshalJSON([]byte(text)), zoomsig.ErrInvalidClaims)
		checkError(t, new(zoomsig.MeetingNumber).UnmarshalJSON([]byte(text)), zoomsig.ErrInvalidClaims)
	}
}

// TestSmallTypesSurviveEncoders: what is in range comes back, and what is not is
// written without an error and rejected when it is read.
func TestSmallTypesSurviveEncoders(t *testing.T) {
	for _, role := range []zoomsig.Role{zoomsig.RoleParticipant, zoomsig.RoleHost, 2, -1} {
		checkEncoders(t, role, zoomsig.ParseRole, role == 0 || role == 1)
	}
	for _, number := range []zoomsig.MeetingNumber{0, 99_999_999, 100_000_000, testNumber, 99_999_999_999, 100_000_000_000} {
		checkEncoders(t, number, zoomsig.ParseMeetingNumber, number >= 100_000_000 && number <= 99_999_999_999)
	}
	for _, mode := range []zoomsig.VideoWebRTC{zoomsig.VideoWebRTCUnset, zoomsig.VideoWebRTCOff, zoomsig.VideoWebRTCOn, 3, -1} {
		checkEncoders(t, mode, zoomsig.ParseVideoWebRTC, mode >= 0 && mode <= 2)
	}
}

type textValue interface {
	comparable
	fmt.Stringer
	encoding.TextMarshaler
}

func checkEncoders[T textValue](t *testing.T, value T, parse func(string) (T, error), inRange bool) {
	text, err := value.MarshalText()
	require.NoError(t, err)
	assert.Equal(t, value.String(), string(text))
	assert.Equal(t, value.String(), fmt.Sprint(value))
	asJSON, err := json.Marshal(value)
	require.NoError(t, err)
	var wantErr error
	if !inRange {
		wantErr = zoomsig.ErrInvalidClaims
	}
	check := func(got T, err error) {
		t.Helper()
		checkError(t, err, wantErr)
		if inRange {
			assert.Equal(t, value, got)
		}
	}
	check(parse(string(text)))
	var decoded T
	err = any(&decoded).(encoding.TextUnmarshaler).UnmarshalText(text)
	check(decoded, err)
	decoded = *new(T)
	err = json.Unmarshal(asJSON, &decoded)
	check(decoded, err)
}

func TestVideoWebRTC(t *testing.T) {
	var got struct {
		Mode zoomsig.VideoWebRTC `json:"videoWebRtcMode"`
	}
	for text, want := range map[string]zoomsig.VideoWebRTC{
		`0`: zoomsig.VideoWebRTCOff, `1`: zoomsig.VideoWebRTCOn, `null`: zoomsig.VideoWebRTCUnset,
		`"0"`: zoomsig.VideoWebRTCOff, `"1"`: zoomsig.VideoWebRTCOn, `""`: zoomsig.VideoWebRTCUnset,
		`"off"`: zoomsig.VideoWebRTCOff, `"on"`: zoomsig.VideoWebRTCOn,
	} {
		got.Mode = 7
		require.NoError(t, json.Unmarshal([]byte(`{"videoWebRtcMode":`+text+`}`), &got), text)
		assert.Equal(t, want, got.Mode, text)
	}
	for _, text := range []string{`2`, `-1`, `"2"`, `true`, `1.0`, `[1]`, `"null"`, `"ON"`} {
		got.Mode = zoomsig.VideoWebRTCOn
		err := json.Unmarshal([]byte(`{"videoWebRtcMode":`+text+`}`), &got)
		checkError(t, err, zoomsig.ErrInvalidClaims)
		assert.Equal(t, zoomsig.VideoWebRTCOn, got.Mode, "an error changes nothing")
	}
}
