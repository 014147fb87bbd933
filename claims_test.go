package zoomsig_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

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
		{"", 0, `mn is "", want 9 to 11 digits without a leading zero`},
		{"   ", 0, `mn is "   ", want 9 to 11 digits`},
		{"12345678", 0, `mn is "12345678", want 9 to 11 digits`},
		{"100000000000", 0, `mn is "100000000000", want`},
		{"99999999999999999999999", 0, "want 9 to 11 digits"},
		{"012345678", 0, `mn is "012345678", want 9 to 11 digits without a leading zero`},
		{"0123456789012", 0, "without a leading zero"},
		{"-831379617", 0, `"-831379617" with '-' in it`},
		{"+831379617", 0, `with '+' in it`},
		{"831379617-", 0, `with '-' in it`},
		{"831.379.617", 0, `with '.' in it`},
		{"831_379_617", 0, `with '_' in it`},
		{"831\t379\n617", 0, `"831\t379\n617" with '\t' in it`},
		{"8.31e8", 0, `with '.' in it`},
		{"0x12345678", 0, `with 'x' in it`},
		{"Meeting ID: 831 3796 1703", 0, `with 'M' in it`},
		{"https://zoom.us/j/83137961703", 0, `with 'h' in it`},
		{"８３１３７９６１７", 0, `with '８' in it`},
		{"٨٣١٣٧٩٦١٧", 0, `with '٨' in it`},
		{"\u202a831379617", 0, `with '\u202a' in it`},
		{"831\x00379617", 0, `with '\x00' in it`},
		{"831379617\xff", 0, `with '` + "\ufffd" + `' in it`},
		{strings.Repeat("1", 1<<20), 0, "…, want 9 to 11 digits"},
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
		assert.Contains(t, err.Error(), `want "participant" or "host"`)
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

	assert.ErrorContains(t, flags.Parse([]string{"-role", "boss"}), `want "participant" or "host"`)
	assert.ErrorContains(t, flags.Parse([]string{"-meeting", "1"}), "want 9 to 11 digits")
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

	for _, v := range []any{zoomsig.Role(2), zoomsig.Role(-1), zoomsig.MeetingNumber(0), zoomsig.MeetingNumber(12345678), zoomsig.MeetingNumber(100000000000)} {
		_, err := json.Marshal(v)
		require.ErrorIs(t, err, zoomsig.ErrInvalidClaims)
	}
	for _, v := range []zoomsig.Role{2, -1} {
		_, err := v.MarshalText()
		checkError(t, err, zoomsig.ErrInvalidClaims)
	}

	for text, want := range map[string]joining{
		`{"Role":0,"Number":"831 3796 1703"}`:          {zoomsig.RoleParticipant, testNumber},
		`{"Role":1,"Number":83137961703}`:              {zoomsig.RoleHost, testNumber},
		`{"Role":1,"Number":"\u0038313796\u00201703"}`: {zoomsig.RoleHost, testNumber},
	} {
		var got joining
		require.NoError(t, json.Unmarshal([]byte(text), &got), text)
		assert.Equal(t, want, got)
	}
	for _, text := range []string{
		`{"Role":2}`, `{"Role":"1"}`, `{"Role":"host"}`, `{"Role":null}`, `{"Role":1.0}`, `{"Role":-0}`, `{"Role":1e0}`, `{"Role":257}`, `{"Role":true}`, `{"Role":[1]}`,
		`{"Number":null}`, `{"Number":8313796170.5}`, `{"Number":8.3137961703e10}`, `{"Number":-83137961703}`, `{"Number":12345678}`, `{"Number":"12345678"}`,
		`{"Number":""}`, `{"Number":[83137961703]}`, `{"Number":true}`, `{"Number":"\ud800"}`,
	} {
		got := joining{zoomsig.RoleHost, testNumber}
		err := json.Unmarshal([]byte(text), &got)
		checkError(t, err, zoomsig.ErrInvalidClaims)
		assert.Equal(t, joining{zoomsig.RoleHost, testNumber}, got, "an error changes nothing")
	}

	assert.ErrorContains(t, new(zoomsig.Role).UnmarshalJSON([]byte("\x1b[2J")), `role is "\x1b[2J", want`)

	// Called without encoding/json, on what it would never pass on.
	for _, text := range []string{"", `"`, `"8`, "8", "nul", `"\x"`} {
		checkError(t, new(zoomsig.Role).UnmarshalJSON([]byte(text)), zoomsig.ErrInvalidClaims)
		checkError(t, new(zoomsig.MeetingNumber).UnmarshalJSON([]byte(text)), zoomsig.ErrInvalidClaims)
	}
}

func TestClaimsJSON(t *testing.T) {
	second := func(n int64) time.Time { return time.Unix(n, 0).UTC() }
	full := zoomsig.Claims{
		SDKKey: "a", MeetingNumber: testNumber, Role: zoomsig.RoleHost, IssuedAt: second(1), ExpiresAt: second(2),
		AppKey: `b"`, TokenExpiresAt: second(3), VideoWebRTC: zoomsig.VideoWebRTCOff,
	}
	tests := []struct {
		claims zoomsig.Claims
		want   string
	}{
		{full, `{"sdkKey":"a","mn":"83137961703","role":1,"iat":1,"exp":2,"appKey":"b\"","tokenExp":3,"video_webrtc_mode":0}`},
		{zoomsig.Claims{MeetingNumber: testNumber, VideoWebRTC: zoomsig.VideoWebRTCOn}, `{"mn":"83137961703","role":0,"video_webrtc_mode":1}`},
		{zoomsig.Claims{Native: true, AppKey: "k", IssuedAt: second(0)}, `{"iat":0,"appKey":"k"}`},
		{zoomsig.Claims{Native: true}, `{}`},
	}
	for _, tt := range tests {
		encoded, err := json.Marshal(tt.claims)
		require.NoError(t, err)
		assert.Equal(t, tt.want, string(encoded))
		var decoded zoomsig.Claims
		require.NoError(t, json.Unmarshal(encoded, &decoded))
		assert.Equal(t, tt.claims, decoded)
	}

	for _, claims := range []zoomsig.Claims{
		{},
		{MeetingNumber: 1},
		{MeetingNumber: testNumber, Role: 2},
		{MeetingNumber: testNumber, VideoWebRTC: 3},
		{Native: true, Role: 1},
		{Native: true, SDKKey: "\xff"},
		{Native: true, AppKey: "\xff"},
		{Native: true, SDKKey: "\xd0", AppKey: "\xba"}, // each half a letter
		{Native: true, IssuedAt: time.Unix(-1, 0)},
		{Native: true, ExpiresAt: time.Unix(100_000_000_000, 0)},
		{Native: true, TokenExpiresAt: time.Unix(-1, 0)},
	} {
		_, err := json.Marshal(claims)
		assert.ErrorIs(t, err, zoomsig.ErrInvalidClaims, "%+v", claims)
	}
}

func TestClaimsJSONFractionsAreCut(t *testing.T) {
	encoded, err := json.Marshal(zoomsig.Claims{Native: true, IssuedAt: time.Unix(5, 999_999_999)})
	require.NoError(t, err)
	assert.Equal(t, `{"iat":5}`, string(encoded))
}

// TestClaimsUnmarshal: the reader by itself; that Verify uses it is shown there.
func TestClaimsUnmarshal(t *testing.T) {
	for text, want := range map[string]zoomsig.Claims{
		" {\t\"mn\" : 83137961703 ,\r\n \"role\": 1 } ":                        {MeetingNumber: testNumber, Role: zoomsig.RoleHost},
		`{"\u0061ppKey":"\u0062\\\"","unknown":{"a":[1,"}",{"b":"\""}]},"":0}`: {Native: true, AppKey: `b\"`},
		`{"a":[],"b":{},"c":"\\","iat":12}`:                                    {Native: true, IssuedAt: time.Unix(12, 0).UTC()},
		`{"EXP":1,"ſdkKey":"x","Iat":null}`:                                    {Native: true},
		`{"sdkKey":"\ud83d\ude00"}`:                                            {Native: true, SDKKey: "😀"},
	} {
		var got zoomsig.Claims
		require.NoError(t, json.Unmarshal([]byte(text), &got), text)
		assert.Equal(t, want, got, text)
	}
	for text, wantErr := range map[string]error{
		`null`:                   zoomsig.ErrMalformed,
		`[]`:                     zoomsig.ErrMalformed,
		`"a"`:                    zoomsig.ErrMalformed,
		`{"exp":1,"exp":1}`:      zoomsig.ErrMalformed,
		`{"exp":1,"e\u0078p":2}`: zoomsig.ErrMalformed,
		"{\"sdkKey\":\"\xff\"}":  zoomsig.ErrMalformed,
		`{"\ud800":1}`:           zoomsig.ErrMalformed,
		`{"sdkKey":"\ud800"}`:    zoomsig.ErrInvalidClaims,
		`{"sdkKey":1}`:           zoomsig.ErrInvalidClaims,
		`{"appKey":null}`:        zoomsig.ErrInvalidClaims,
		`{"mn":"83137961703"}`:   zoomsig.ErrInvalidClaims,
		`{"role":0}`:             zoomsig.ErrInvalidClaims,
		`{"iat":1.0}`:            zoomsig.ErrInvalidClaims,
	} {
		got := zoomsig.Claims{AppKey: "kept"}
		checkError(t, json.Unmarshal([]byte(text), &got), wantErr)
		assert.Equal(t, zoomsig.Claims{AppKey: "kept"}, got, "an error changes nothing")
	}
	checkError(t, new(zoomsig.Claims).UnmarshalJSON(nil), zoomsig.ErrMalformed)
	checkError(t, new(zoomsig.Claims).UnmarshalJSON([]byte(`{}{}`)), zoomsig.ErrMalformed)
}
