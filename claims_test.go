package zoomsig_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

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

	for says, claims := range map[string]zoomsig.Claims{
		"mn is missing":                       {},
		"mn is 1,":                            {MeetingNumber: 1},
		"role is 2":                           {MeetingNumber: testNumber, Role: 2},
		"video_webrtc_mode is VideoWebRTC(3)": {MeetingNumber: testNumber, VideoWebRTC: 3},
		"role is host, expected none with Native":     {Native: true, Role: 1},
		`sdkKey is "\xff", expected UTF-8`:            {Native: true, SDKKey: "\xff"},
		`appKey is "\xff", expected UTF-8`:            {Native: true, AppKey: "\xff"},
		`sdkKey is "\xd0", expected UTF-8`:            {Native: true, SDKKey: "\xd0", AppKey: "\xba"}, // each half a letter
		"iat is -1, expected whole seconds":           {Native: true, IssuedAt: time.Unix(-1, 0), ExpiresAt: time.Unix(-2, 0)},
		"iat is -9223372036854775808":                 {Native: true, IssuedAt: time.Unix(math.MinInt64, 0)},
		"exp is 100000000000, expected whole seconds": {Native: true, ExpiresAt: time.Unix(100_000_000_000, 0), TokenExpiresAt: time.Unix(-2, 0)},
		"tokenExp is -1, expected whole seconds":      {Native: true, TokenExpiresAt: time.Unix(-1, 0)},
	} {
		_, err := json.Marshal(claims)
		assert.ErrorIs(t, err, zoomsig.ErrInvalidClaims, "%+v", claims)
		assert.ErrorContains(t, err, says)
	}
}

func TestClaimsJSONFractionsAreCut(t *testing.T) {
	encoded, err := json.Marshal(zoomsig.Claims{Native: true, IssuedAt: time.Unix(5, 999_999_999)})
	require.NoError(t, err)
	assert.Equal(t, `{"iat":5}`, string(encoded))
}

// TestClaimsUnmarshal tests the decoder that Verify uses too.
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
		`{"\ud800\n":1}`:         zoomsig.ErrMalformed,
		`{"sdkKey":"\ud800"}`:    zoomsig.ErrInvalidClaims,
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

// TestClaimsMarshalKeys: a key is escaped as JSON.stringify escapes it.
func TestClaimsMarshalKeys(t *testing.T) {
	for key, want := range map[string]string{
		"a\"b\\c": `"a\"b\\c"`, "\x00\x1f \x7f": `"\u0000\u001f ` + "\x7f" + `"`, "<&>\u2028\u2029é": "\"<&>\u2028\u2029é\"",
	} {
		text, err := zoomsig.Claims{Native: true, SDKKey: key}.MarshalJSON()
		require.NoError(t, err)
		assert.Equal(t, `{"sdkKey":`+want+`}`, string(text))
		var decoded zoomsig.Claims
		require.NoError(t, decoded.UnmarshalJSON(text))
		assert.Equal(t, key, decoded.SDKKey)
	}
	_, err := zoomsig.Claims{Native: true, AppKey: "\xff"}.MarshalJSON()
	var claimError *zoomsig.ClaimError
	require.ErrorAs(t, err, &claimError)
	assert.Equal(t, zoomsig.ClaimError{Err: zoomsig.ErrInvalidClaims, Claim: "appKey", Found: `"\xff"`, Want: "UTF-8"}, *claimError)
}
