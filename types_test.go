package zoomsig_test

import (
	"encoding"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

func TestParseMeetingNumber(t *testing.T) {
	for _, text := range []string{
		"83137961703", "831 3796 1703", "831-3796-1703", "831\u00a03796\u00a01703", "831\u202f3796\u20071703",
		"831\u20113796\u20101703", " \t831 3796 1703\r\n", "831  3796 - 1703", "8 3137961703", "8313796170 3",
	} {
		got, err := zoomsig.ParseMeetingNumber(text)
		require.NoError(t, err, text)
		assert.Equal(t, testNumber, got, text)
	}
	for _, tt := range []struct{ text, says string }{
		{"", `mn is "", expected 9 to 11 digits, not starting with 0`},
		{"   ", `mn is "   ", expected`},
		{"12345678", `mn is "12345678", expected`},
		{"100000000000", `mn is "100000000000", expected`},
		{"012345678", `mn is "012345678", expected`},
		{"-83137961703-", `mn is "-83137961703-", which has a hyphen around it, expected`},
		{"-831379617", "which has a hyphen around it"},
		{"831379617\u2011", "which has a hyphen around it"},
		{"-", "which has a hyphen around it"},
		{"+831379617", `which contains '+'`},
		{"831.379.617", `which contains '.'`},
		{"831/379/617", `"831/379/617", which contains '/'`},
		{"831:379:617", `which contains ':'`},
		{"831\t379\n617", `"831\t379\n617", which contains '\t'`},
		{"0x12345678", `which contains 'x'`},
		{"https://zoom.us/j/83137961703", `which contains 'h'`},
		{"８３１３７９６１７", `which contains '８'`},
		{"\u202a831379617", `which contains '\u202a'`},
		{"831\x00379617", `which contains '\x00'`},
		{"831379617\xff", "which contains '\ufffd'"},
		{strings.Repeat("1", 1<<20), strings.Repeat("1", 63) + "…, expected 9 to 11 digits"},
	} {
		got, err := zoomsig.ParseMeetingNumber(tt.text)
		checkError(t, err, zoomsig.ErrInvalidClaims)
		assert.ErrorContains(t, err, tt.says)
		assert.Zero(t, got)
	}
}

// smallType is a pointer to one of the three small types.
type smallType[T any] interface {
	*T
	encoding.TextUnmarshaler
	json.Unmarshaler
}

// spelling is a value of a small type with its text and its JSON.
type spelling[T any] struct {
	value      T
	text, json string
}

// checkSpellings checks what is written for each value, and that it is read again. A
// value that is out of range is written without an error and rejected when it is
// read.
func checkSpellings[T comparable, P smallType[T]](
	t *testing.T, parse func(string) (T, error), valid, invalid []spelling[T],
) {
	t.Helper()
	for i, tt := range append(valid, invalid...) {
		assert.Equal(t, tt.text, fmt.Sprint(tt.value))
		asJSON, err := json.Marshal(map[string]T{"v": tt.value})
		require.NoError(t, err)
		assert.Equal(t, `{"v":`+tt.json+`}`, string(asJSON))
		asKey, err := json.Marshal(map[T]int{tt.value: 1})
		require.NoError(t, err)
		assert.Equal(t, `{"`+tt.text+`":1}`, string(asKey))
		text, err := any(tt.value).(encoding.TextMarshaler).MarshalText()
		require.NoError(t, err)
		assert.Equal(t, tt.text, string(text))
		for name, read := range map[string]func(v P) error{
			"text":           func(v P) error { return v.UnmarshalText([]byte(tt.text)) },
			"JSON":           func(v P) error { return json.Unmarshal([]byte(tt.json), v) },
			"text in a JSON": func(v P) error { return json.Unmarshal([]byte(`"`+tt.text+`"`), v) },
		} {
			got := valid[0].value
			err := read(&got)
			if i < len(valid) {
				require.NoError(t, err, name)
				assert.Equal(t, tt.value, got, name)
				continue
			}
			checkError(t, err, zoomsig.ErrInvalidClaims)
			assert.Equal(t, valid[0].value, got, "an error changes nothing")
		}
		want := tt.value
		parsed, err := parse(tt.text)
		if err != nil {
			want = *new(T)
		}
		assert.Equal(t, want, parsed)
	}
}

func TestSpellings(t *testing.T) {
	checkSpellings(t, zoomsig.ParseRole, []spelling[zoomsig.Role]{
		{zoomsig.RoleHost, "host", "1"},
		{zoomsig.RoleParticipant, "participant", "0"},
	}, []spelling[zoomsig.Role]{{2, "2", "2"}, {12, "12", "12"}, {-1, "-1", "-1"}})
	checkSpellings(t, zoomsig.ParseMeetingNumber, []spelling[zoomsig.MeetingNumber]{
		{testNumber, "83137961703", `"83137961703"`},
		{100_000_000, "100000000", `"100000000"`},
		{99_999_999_999, "99999999999", `"99999999999"`},
		{0, "", `""`},
	}, []spelling[zoomsig.MeetingNumber]{
		{1, "1", `"1"`}, {99_999_999, "99999999", `"99999999"`}, {100_000_000_000, "100000000000", `"100000000000"`},
	})
	checkSpellings(t, zoomsig.ParseVideoWebRTC, []spelling[zoomsig.VideoWebRTC]{
		{zoomsig.VideoWebRTCOn, "on", "1"},
		{zoomsig.VideoWebRTCOff, "off", "0"},
		{zoomsig.VideoWebRTCUnset, "", "null"},
	}, []spelling[zoomsig.VideoWebRTC]{{3, "3", "3"}, {12, "12", "12"}, {-1, "-1", "-1"}})
	assert.Equal(t, zoomsig.VideoWebRTCOn, zoomsig.VideoWebRTC(1), "a raw 1 means on")
}

// TestUnmarshalSmallTypes checks that what the Parse functions accept is accepted as
// a string or a number. Verify accepts less.
func TestUnmarshalSmallTypes(t *testing.T) {
	type request struct {
		Role   zoomsig.Role
		Number zoomsig.MeetingNumber
		Video  zoomsig.VideoWebRTC
	}
	const on, off, unset = zoomsig.VideoWebRTCOn, zoomsig.VideoWebRTCOff, zoomsig.VideoWebRTCUnset
	before := request{zoomsig.RoleHost, testNumber, on}
	for text, want := range map[string]request{
		`{"Role":0}`:                       {zoomsig.RoleParticipant, testNumber, on},
		`{"Role":"0"}`:                     {zoomsig.RoleParticipant, testNumber, on},
		`{"Role":"attendee"}`:              {zoomsig.RoleParticipant, testNumber, on},
		`{"Number":978759818}`:             {zoomsig.RoleHost, 978759818, on},
		`{"Number":"978 759 818"}`:         {zoomsig.RoleHost, 978759818, on},
		`{"Number":"\u0039\u00378759818"}`: {zoomsig.RoleHost, 978759818, on},
		`{"Number":""}`:                    {zoomsig.RoleHost, 0, on},
		`{"Video":0}`:                      {zoomsig.RoleHost, testNumber, off},
		`{"Video":"0"}`:                    {zoomsig.RoleHost, testNumber, off},
		`{"Video":""}`:                     {zoomsig.RoleHost, testNumber, unset},
		`{"Video":null}`:                   {zoomsig.RoleHost, testNumber, unset},
	} {
		got := before
		require.NoError(t, json.Unmarshal([]byte(text), &got), text)
		assert.Equal(t, want, got, text)
	}
	for _, tt := range []struct {
		member, claim, expected string
		values                  []string
	}{
		{"Role", "role", "0 (participant) or 1 (host)", []string{"2", `"2"`, `"boss"`, `"Host"`, `" host"`, `"00"`, `""`,
			"null",
			"1.0", "-0", "1e0", "257", "true", "[1]", "{}"}},
		{"Number", "mn", "9 to 11 digits, not starting with 0", []string{"12345678", `"12345678"`, "0", `"0"`}},
		{"Video", "video_webrtc_mode", "0 (off) or 1 (on)", []string{"2", "-1", `"2"`, `"ON"`, `"null"`, "true", "1.0",
			"[1]"}},
	} {
		for _, value := range tt.values {
			got := before
			err := json.Unmarshal([]byte(`{"`+tt.member+`":`+value+`}`), &got)
			assert.EqualError(t, err, "zoomsig: invalid claims: "+tt.claim+" is "+value+", expected "+tt.expected)
			assert.Equal(t, before, got, "an error changes nothing")
		}
	}
	for _, value := range []string{"null", "8313796170.5", "8.3137961703e10", "-83137961703", "[83137961703]",
		`"\ud800"`} {
		number := testNumber
		checkError(t, json.Unmarshal([]byte(value), &number), zoomsig.ErrInvalidClaims)
		assert.Equal(t, testNumber, number)
	}
	assert.ErrorContains(t, new(zoomsig.Role).UnmarshalJSON([]byte("\x1b[2J")), `role is "\x1b[2J", expected`)
}

// TestUnmarshalInvalidJSON passes text that encoding/json would not pass on.
func TestUnmarshalInvalidJSON(t *testing.T) {
	for _, text := range []string{
		"", `"`, `"8`, "8", "nul", `"1x`, `x1"`, `"83137961703x`, `x83137961703"`,
		`"\x"`, `"\`, `"\u12"`, `"\u123"`, `"\~"`, `"\ud800\u"`,
	} {
		checkError(t, new(zoomsig.Role).UnmarshalJSON([]byte(text)), zoomsig.ErrInvalidClaims)
		checkError(t, new(zoomsig.MeetingNumber).UnmarshalJSON([]byte(text)), zoomsig.ErrInvalidClaims)
	}
}
