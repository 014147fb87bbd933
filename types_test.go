package zoomsig_test

import (
	"bytes"
	"encoding"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"regexp"
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
		{"8 3137961703", 83137961703, ""},
		{"8313796170 3", 83137961703, ""},
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
		{"-831379617", 0, `"-831379617", which has a hyphen around it`},
		{"+831379617", 0, `which contains '+'`},
		{"831379617-", 0, `which has a hyphen around it`},
		{"831.379.617", 0, `which contains '.'`},
		{"831/379/617", 0, `"831/379/617", which contains '/'`},
		{"831:379:617", 0, `"831:379:617", which contains ':'`},
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
		got, err := zoomsig.ParseRole(text)
		checkError(t, err, zoomsig.ErrInvalidClaims)
		assert.Contains(t, err.Error(), "expected 0 (participant) or 1 (host)")
		assert.Zero(t, got)
	}
}

func TestParseVideoWebRTC(t *testing.T) {
	for text, want := range map[string]zoomsig.VideoWebRTC{
		"":    zoomsig.VideoWebRTCUnset,
		"off": zoomsig.VideoWebRTCOff,
		"0":   zoomsig.VideoWebRTCOff,
		"on":  zoomsig.VideoWebRTCOn,
		"1":   zoomsig.VideoWebRTCOn,
	} {
		got, err := zoomsig.ParseVideoWebRTC(text)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	for _, text := range []string{"2", "-1", "00", "On", " on", "true", "null", strings.Repeat("o", 1<<20)} {
		got, err := zoomsig.ParseVideoWebRTC(text)
		checkError(t, err, zoomsig.ErrInvalidClaims)
		assert.Contains(t, err.Error(), "expected 0 (off) or 1 (on)")
		assert.Zero(t, got)
	}
}

// TestEncoders checks that what an encoder writes is decoded to the same value. A
// value that is out of range is written without an error and rejected when it is
// read.
func TestEncoders(t *testing.T) {
	const off, on = zoomsig.VideoWebRTCOff, zoomsig.VideoWebRTCOn
	checkEncoders(t, zoomsig.RoleParticipant, zoomsig.ParseRole, "participant", "0", true)
	checkEncoders(t, zoomsig.RoleHost, zoomsig.ParseRole, "host", "1", true)
	checkEncoders(t, 2, zoomsig.ParseRole, "2", "2", false)
	checkEncoders(t, 12, zoomsig.ParseRole, "12", "12", false)
	checkEncoders(t, -1, zoomsig.ParseRole, "-1", "-1", false)
	checkEncoders(t, 100_000_000, zoomsig.ParseMeetingNumber, "100000000", `"100000000"`, true)
	checkEncoders(t, testNumber, zoomsig.ParseMeetingNumber, "83137961703", `"83137961703"`, true)
	checkEncoders(t, 99_999_999_999, zoomsig.ParseMeetingNumber, "99999999999", `"99999999999"`, true)

	checkEncoders(t, 99_999_999, zoomsig.ParseMeetingNumber, "99999999", `"99999999"`, false)
	checkEncoders(t, 100_000_000_000, zoomsig.ParseMeetingNumber, "100000000000", `"100000000000"`, false)
	checkEncoders(t, zoomsig.VideoWebRTCUnset, zoomsig.ParseVideoWebRTC, "", "null", true)
	checkEncoders(t, off, zoomsig.ParseVideoWebRTC, "off", "0", true)
	checkEncoders(t, on, zoomsig.ParseVideoWebRTC, "on", "1", true)
	checkEncoders(t, 3, zoomsig.ParseVideoWebRTC, "3", "3", false)
	checkEncoders(t, 12, zoomsig.ParseVideoWebRTC, "12", "12", false)
	checkEncoders(t, -1, zoomsig.ParseVideoWebRTC, "-1", "-1", false)
}

type smallType interface {
	comparable
	fmt.Stringer
	encoding.TextMarshaler
}

func checkEncoders[T smallType](t *testing.T, value T, parse func(string) (T, error), text, inJSON string, inRange bool) {
	t.Helper()
	assert.Equal(t, text, fmt.Sprint(value))
	assert.Equal(t, "{"+text+"}", fmt.Sprintf("%v", struct{ Value T }{value}))
	asText, err := value.MarshalText()
	require.NoError(t, err)
	assert.Equal(t, text, string(asText))
	asJSON, err := json.Marshal(map[string]T{"v": value})
	require.NoError(t, err)
	assert.Equal(t, `{"v":`+inJSON+`}`, string(asJSON))
	asKey, err := json.Marshal(map[T]int{value: 1})
	require.NoError(t, err)
	assert.Equal(t, `{"`+text+`":1}`, string(asKey))
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("", "v", value)
	slog.New(slog.NewTextHandler(&log, nil)).Info("", "v", value)
	assert.Contains(t, log.String(), `"v":`+inJSON+`}`)
	assert.Regexp(t, `v="?`+regexp.QuoteMeta(text)+`"?\n$`, log.String())

	for name, decode := range map[string]func(v *T) error{
		"Parse":        func(v *T) (err error) { *v, err = parse(text); return err },
		"text":         func(v *T) error { return any(v).(encoding.TextUnmarshaler).UnmarshalText(asText) },
		"JSON":         func(v *T) error { return json.Unmarshal([]byte(inJSON), v) },
		"text in JSON": func(v *T) error { return json.Unmarshal([]byte(`"`+text+`"`), v) },
		"JSON object": func(v *T) error {
			var decoded map[string]T
			err := json.Unmarshal(asJSON, &decoded)
			*v = decoded["v"]
			return err
		},
	} {
		var got T
		err := decode(&got)
		if !inRange {
			checkError(t, err, zoomsig.ErrInvalidClaims)
			continue
		}
		require.NoError(t, err, name)
		assert.Equal(t, value, got, name)
	}
}

func TestFlags(t *testing.T) {
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	var role zoomsig.Role
	var number zoomsig.MeetingNumber
	var mode zoomsig.VideoWebRTC
	flags.TextVar(&role, "role", zoomsig.RoleHost, "")
	flags.TextVar(&number, "meeting", testNumber, "")
	flags.TextVar(&mode, "video", zoomsig.VideoWebRTCUnset, "")
	require.NoError(t, flags.Parse(nil))
	assert.Equal(t, []any{zoomsig.RoleHost, testNumber, zoomsig.VideoWebRTCUnset}, []any{role, number, mode})
	require.NoError(t, flags.Parse([]string{"-role", "participant", "-meeting", "978-759-818", "-video", "on"}))
	assert.Equal(t, []any{zoomsig.RoleParticipant, zoomsig.MeetingNumber(978759818), zoomsig.VideoWebRTCOn}, []any{role, number, mode})
	assert.ErrorContains(t, flags.Parse([]string{"-role", "boss"}), `role is "boss", expected 0 (participant) or 1 (host)`)
	assert.ErrorContains(t, flags.Parse([]string{"-meeting", "1"}), `mn is "1", expected 9 to 11 digits`)
	assert.ErrorContains(t, flags.Parse([]string{"-video", "yes"}), `video_webrtc_mode is "yes", expected 0 (off) or 1 (on)`)
	assert.Equal(t, []any{zoomsig.RoleParticipant, zoomsig.MeetingNumber(978759818), zoomsig.VideoWebRTCOn}, []any{role, number, mode}, "an error changes nothing")
}

// TestUnmarshalSmallTypes checks that what the Parse functions accept is accepted as
// a string or a number. Verify accepts less.
func TestUnmarshalSmallTypes(t *testing.T) {
	type request struct {
		Role   zoomsig.Role
		Number zoomsig.MeetingNumber
		Video  zoomsig.VideoWebRTC
	}
	before := request{zoomsig.RoleHost, testNumber, zoomsig.VideoWebRTCOn}
	for text, want := range map[string]request{
		`{"Role":0}`:                       {zoomsig.RoleParticipant, testNumber, zoomsig.VideoWebRTCOn},
		`{"Role":"0"}`:                     {zoomsig.RoleParticipant, testNumber, zoomsig.VideoWebRTCOn},
		`{"Role":"attendee"}`:              {zoomsig.RoleParticipant, testNumber, zoomsig.VideoWebRTCOn},
		`{"Number":978759818}`:             {zoomsig.RoleHost, 978759818, zoomsig.VideoWebRTCOn},
		`{"Number":"978 759 818"}`:         {zoomsig.RoleHost, 978759818, zoomsig.VideoWebRTCOn},
		`{"Number":"\u0039\u00378759818"}`: {zoomsig.RoleHost, 978759818, zoomsig.VideoWebRTCOn},
		`{"Video":0}`:                      {zoomsig.RoleHost, testNumber, zoomsig.VideoWebRTCOff},
		`{"Video":"0"}`:                    {zoomsig.RoleHost, testNumber, zoomsig.VideoWebRTCOff},
		`{"Video":"off"}`:                  {zoomsig.RoleHost, testNumber, zoomsig.VideoWebRTCOff},
		`{"Video":""}`:                     {zoomsig.RoleHost, testNumber, zoomsig.VideoWebRTCUnset},
		`{"Video":null}`:                   {zoomsig.RoleHost, testNumber, zoomsig.VideoWebRTCUnset},
	} {
		got := before
		require.NoError(t, json.Unmarshal([]byte(text), &got), text)
		assert.Equal(t, want, got, text)
	}
	for member, values := range map[string][]string{
		"Role is %s, expected 0 (participant) or 1 (host)": {"2", `"2"`, `"boss"`, `""`, "null", "1.0", "-0", "1e0", "257", "true", "[1]", "{}", `"\ud800"`},
		"Number is %s, expected 9 to 11 digits":            {`"12345678"`, "12345678", "0"},
		"Number is %s":                                     {"null", "8313796170.5", "8.3137961703e10", "-83137961703", "[83137961703]", "true", `"\ud800"`, `"831.379.617"`},
		"Video is %s, expected 0 (off) or 1 (on)":          {"2", "-1", `"2"`, `"ON"`, `"null"`, "true", "1.0", "[1]"},
	} {
		name, says, _ := strings.Cut(member, " ")
		claim := map[string]string{"Role": "role ", "Number": "mn ", "Video": "video_webrtc_mode "}[name]
		for _, value := range values {
			got := before
			err := json.Unmarshal([]byte(`{"`+name+`":`+value+`}`), &got)
			checkError(t, err, zoomsig.ErrInvalidClaims)
			if !strings.Contains(value, `\`) {
				assert.ErrorContains(t, err, claim+strings.Replace(says, "%s", value, 1))
			}
			assert.Equal(t, before, got, "an error changes nothing")
		}
	}
	assert.ErrorContains(t, new(zoomsig.Role).UnmarshalJSON([]byte("\x1b[2J")), `role is "\x1b[2J", expected`)
	assert.ErrorContains(t, new(zoomsig.MeetingNumber).UnmarshalJSON([]byte("\x1b[2J")), `mn is "\x1b[2J", expected`)

	// Invalid JSON, which encoding/json would not pass on.
	for _, text := range []string{"", `"`, `"8`, "8", "nul", `"1x`, `x1"`, `"83137961703x`, `x83137961703"`, `"\x"`, `"\`, `"\u12"`, `"\u123"`, `"\~"`, `"\ud800\u"`} {
		checkError(t, new(zoomsig.Role).UnmarshalJSON([]byte(text)), zoomsig.ErrInvalidClaims)
		checkError(t, new(zoomsig.MeetingNumber).UnmarshalJSON([]byte(text)), zoomsig.ErrInvalidClaims)
	}
}
