package zoomsig

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A Role is the role in which a user joins a meeting. It is encoded as
// "participant" or "host" in text, and as 0 or 1 in JSON. In a database, store
// it as an integer; [Signer.Sign] rejects any other than 0 and 1.
type Role int

const (
	// RoleParticipant joins a meeting. It is the zero Role.
	RoleParticipant Role = 0
	// RoleHost can start the meeting. The client must also pass the host's ZAK
	// token to join.
	RoleHost Role = 1
)

const wantRole = "0 (participant) or 1 (host)"

// ParseRole parses a role: "participant", "attendee" or "0" for
// [RoleParticipant], and "host" or "1" for [RoleHost]. For any other input,
// including "", it returns an error matching [ErrInvalidClaims].
func ParseRole(s string) (Role, error) {
	switch s {
	case "participant", "attendee", "0":
		return RoleParticipant, nil
	case "host", "1":
		return RoleHost, nil
	}
	return 0, invalid("role", citeString(s), `"participant" or "host"`)
}

// String returns "participant" or "host", and "Role(2)" for the invalid Role 2.
func (r Role) String() string {
	switch r {
	case RoleParticipant:
		return "participant"
	case RoleHost:
		return "host"
	}
	return "Role(" + strconv.Itoa(int(r)) + ")"
}

func (r Role) check() error {
	if r != RoleParticipant && r != RoleHost {
		return invalid("role", strconv.Itoa(int(r)), wantRole)
	}
	return nil
}

// MarshalText implements [encoding.TextMarshaler]. It returns what String
// returns and never fails.
func (r Role) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]. It accepts what
// [ParseRole] accepts.
func (r *Role) UnmarshalText(text []byte) error {
	role, err := ParseRole(string(text))
	if err == nil {
		*r = role
	}
	return err
}

// MarshalJSON implements [encoding/json.Marshaler]. It returns a number and
// never fails.
func (r Role) MarshalJSON() ([]byte, error) { return strconv.AppendInt(nil, int64(r), 10), nil }

// UnmarshalJSON implements [encoding/json.Unmarshaler]. It accepts what
// [ParseRole] accepts, as a string or a number, but not null.
func (r *Role) UnmarshalJSON(data []byte) error {
	if text, ok := unquote(string(data)); ok {
		return r.UnmarshalText([]byte(text))
	}
	role, ok := decodeRole(string(data))
	if !ok {
		return invalid("role", cite(string(data)), wantRole)
	}
	*r = role
	return nil
}

// decodeRole decodes the number that is a role on the wire.
func decodeRole(value string) (Role, bool) {
	switch value {
	case "0":
		return RoleParticipant, true
	case "1":
		return RoleHost, true
	}
	return 0, false
}

// A MeetingNumber is the number of a meeting or webinar: 9 to 11 digits, the
// first of which is not 0. The zero value means that there is none. It is
// encoded as digits in text, and as a string of digits in JSON. In a database,
// store it as a 64-bit integer; [Signer.Sign] rejects one that is out of range.
type MeetingNumber uint64

const (
	minMeetingNumber  MeetingNumber = 100_000_000
	maxMeetingNumber  MeetingNumber = 99_999_999_999
	wantMeetingNumber               = "9 to 11 digits, not starting with 0"
)

// ParseMeetingNumber parses a meeting number as Zoom's invitations show it:
// digits, which may be separated by spaces or hyphens ("831 3796 1703",
// "831-3796-1703"), including non-breaking ones, and surrounded by white space.
// For any other input it returns an error matching [ErrInvalidClaims].
func ParseMeetingNumber(s string) (MeetingNumber, error) {
	trimmed := strings.TrimSpace(s)
	var room [12]byte // one more than a meeting number has
	digits := room[:0]
	for i, r := range trimmed {
		inside := i > 0 && i+utf8.RuneLen(r) < len(trimmed)
		switch {
		case '0' <= r && r <= '9':
			if len(digits) < len(room) {
				digits = append(digits, byte(r))
			}
		case inside && strings.ContainsRune(" \u00a0\u2007\u202f-\u2010\u2011", r):
		default:
			return 0, invalid("mn", fmt.Sprintf("%s, which contains %q", citeString(s), r), wantMeetingNumber)
		}
	}
	n, ok := decodeDigits(string(digits))
	if !ok {
		return 0, invalid("mn", citeString(s), wantMeetingNumber)
	}
	return n, nil
}

// decodeDigits decodes the 9 to 11 digits of a meeting number.
func decodeDigits(text string) (MeetingNumber, bool) {
	if len(text) < 9 || len(text) > 11 || text[0] == '0' {
		return 0, false
	}
	var n MeetingNumber
	for i := 0; i < len(text); i++ {
		digit := text[i] - '0'
		if digit > 9 {
			return 0, false
		}
		n = 10*n + MeetingNumber(digit)
	}
	return n, true
}

// String returns the digits.
func (n MeetingNumber) String() string { return strconv.FormatUint(uint64(n), 10) }

func (n MeetingNumber) check() error {
	if n < minMeetingNumber || n > maxMeetingNumber {
		return invalid("mn", n.String(), wantMeetingNumber)
	}
	return nil
}

// MarshalText implements [encoding.TextMarshaler]. It returns the digits and
// never fails.
func (n MeetingNumber) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]. It accepts what
// [ParseMeetingNumber] accepts.
func (n *MeetingNumber) UnmarshalText(text []byte) error {
	number, err := ParseMeetingNumber(string(text))
	if err == nil {
		*n = number
	}
	return err
}

// MarshalJSON implements [encoding/json.Marshaler]. It returns a string of
// digits and never fails.
func (n MeetingNumber) MarshalJSON() ([]byte, error) { return []byte(`"` + n.String() + `"`), nil }

// UnmarshalJSON implements [encoding/json.Unmarshaler]. It accepts what
// [ParseMeetingNumber] accepts, as a string or a number, but not null.
func (n *MeetingNumber) UnmarshalJSON(data []byte) error {
	if text, ok := unquote(string(data)); ok {
		return n.UnmarshalText([]byte(text))
	}
	number, ok := decodeDigits(string(data))
	if !ok {
		return invalid("mn", cite(string(data)), wantMeetingNumber)
	}
	*n = number
	return nil
}

// VideoWebRTC selects whether the Web SDK uses WebRTC for video. It is encoded
// as "off" or "on" in text, and as 0 or 1 in JSON, as on the wire; the zero
// value is encoded as "" and null. The Go values are other numbers: in a
// database, store the text.
type VideoWebRTC int

const (
	// VideoWebRTCUnset omits the claim, so that Zoom decides.
	VideoWebRTCUnset VideoWebRTC = iota
	// VideoWebRTCOff sets video_webrtc_mode to 0.
	VideoWebRTCOff
	// VideoWebRTCOn sets video_webrtc_mode to 1.
	VideoWebRTCOn
)

const wantVideoWebRTC = "0 (off) or 1 (on)"

// ParseVideoWebRTC parses "off" or "0" as [VideoWebRTCOff], "on" or "1" as
// [VideoWebRTCOn], and "" as [VideoWebRTCUnset]. For any other input it returns
// an error matching [ErrInvalidClaims].
func ParseVideoWebRTC(s string) (VideoWebRTC, error) {
	switch s {
	case "":
		return VideoWebRTCUnset, nil
	case "off", "0":
		return VideoWebRTCOff, nil
	case "on", "1":
		return VideoWebRTCOn, nil
	}
	return 0, invalid("video_webrtc_mode", citeString(s), `"off" or "on"`)
}

// String returns "off", "on", or "" for [VideoWebRTCUnset], and
// "VideoWebRTC(3)" for the invalid value 3.
func (v VideoWebRTC) String() string {
	switch v {
	case VideoWebRTCUnset:
		return ""
	case VideoWebRTCOff:
		return "off"
	case VideoWebRTCOn:
		return "on"
	}
	return "VideoWebRTC(" + strconv.Itoa(int(v)) + ")"
}

func (v VideoWebRTC) check() error {
	if v < VideoWebRTCUnset || v > VideoWebRTCOn {
		return invalid("video_webrtc_mode", v.String(), wantVideoWebRTC)
	}
	return nil
}

// MarshalText implements [encoding.TextMarshaler]. It returns what String
// returns and never fails.
func (v VideoWebRTC) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]. It accepts what
// [ParseVideoWebRTC] accepts.
func (v *VideoWebRTC) UnmarshalText(text []byte) error {
	mode, err := ParseVideoWebRTC(string(text))
	if err == nil {
		*v = mode
	}
	return err
}

// MarshalJSON implements [encoding/json.Marshaler]. It returns 0, 1 or null, or
// the number of an invalid value, and never fails.
func (v VideoWebRTC) MarshalJSON() ([]byte, error) {
	switch v {
	case VideoWebRTCUnset:
		return []byte("null"), nil
	case VideoWebRTCOff:
		return []byte("0"), nil
	case VideoWebRTCOn:
		return []byte("1"), nil
	}
	return strconv.AppendInt(nil, int64(v), 10), nil
}

// UnmarshalJSON implements [encoding/json.Unmarshaler]. It accepts what
// [ParseVideoWebRTC] accepts, as a string or a number, and null.
func (v *VideoWebRTC) UnmarshalJSON(data []byte) error {
	if text, ok := unquote(string(data)); ok {
		return v.UnmarshalText([]byte(text))
	}
	mode, ok := decodeVideoWebRTC(string(data))
	if !ok && string(data) != "null" {
		return invalid("video_webrtc_mode", cite(string(data)), wantVideoWebRTC)
	}
	*v = mode
	return nil
}

// decodeVideoWebRTC decodes the number that is a VideoWebRTC on the wire.
func decodeVideoWebRTC(value string) (VideoWebRTC, bool) {
	switch value {
	case "0":
		return VideoWebRTCOff, true
	case "1":
		return VideoWebRTCOn, true
	}
	return 0, false
}

// Claims is what a signature says: the payload of the JWT.
//
// Times are whole seconds on the wire. What is finer is cut off, never rounded,
// so that no time moves into the future. They must lie between 1970 and
// 99,999,999,999 seconds (the year 5138): what is beyond was meant as
// milliseconds.
//
// Sign fills in what is zero. Verify and UnmarshalJSON leave at zero what the
// payload does not have, and return times in UTC.
type Claims struct {
	SDKKey         string        // sdkKey: the app's key, read by Web SDKs before 5.0.0
	MeetingNumber  MeetingNumber // mn
	Role           Role          // role
	IssuedAt       time.Time     // iat
	ExpiresAt      time.Time     // exp: read by the Web SDK
	AppKey         string        // appKey: the same key, read by Web SDK 5.0.0 and later and by native SDKs
	TokenExpiresAt time.Time     // tokenExp: the same moment, read by native SDKs
	VideoWebRTC    VideoWebRTC   // video_webrtc_mode, web only

	// Native leaves out mn and role. Such a signature is tied to no meeting:
	// native SDKs take it for any, the Web SDK for none.
	Native bool
}

// check applies the rules of mn, role and video_webrtc_mode.
func (c *Claims) check() error {
	if err := c.VideoWebRTC.check(); err != nil {
		return err
	}
	switch {
	case c.Native && c.MeetingNumber != 0:
		return invalid("mn", c.MeetingNumber.String(), "none with Native")
	case c.Native && c.Role != RoleParticipant:
		return invalid("role", c.Role.String(), "none with Native")
	case c.Native:
		return nil
	case c.MeetingNumber == 0:
		return invalid("mn", missing, wantMeetingNumber+", or Native for a signature without a meeting")
	}
	if err := c.MeetingNumber.check(); err != nil {
		return err
	}
	return c.Role.check()
}

type expiry struct {
	claim string
	at    time.Time
}

func (c *Claims) expiries() [2]expiry {
	return [...]expiry{{"exp", c.ExpiresAt}, {"tokenExp", c.TokenExpiresAt}}
}

// maxSeconds is where times end. Milliseconds of any date since 1973 are more.
const maxSeconds = 99_999_999_999

const wantTime = "whole seconds since 1970, at most 99999999999"

func checkTime(claim string, seconds int64) error {
	if seconds < 0 || seconds > maxSeconds {
		return invalid(claim, strconv.FormatInt(seconds, 10), wantTime)
	}
	return nil
}

// MarshalJSON writes the payload with Zoom's names, in the order of Zoom's
// published example. It leaves out keys and times that are zero.
func (c Claims) MarshalJSON() ([]byte, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	if !utf8.ValidString(c.SDKKey) || !utf8.ValidString(c.AppKey) {
		return nil, invalid("sdkKey or appKey", "not UTF-8", "UTF-8")
	}
	var err error
	seconds := func(claim string, t time.Time) *int64 {
		if t.IsZero() || err != nil {
			return nil
		}
		s := t.Unix()
		err = checkTime(claim, s)
		return &s
	}
	wire := struct {
		SDKKey         string        `json:"sdkKey,omitempty"`
		MeetingNumber  MeetingNumber `json:"mn,omitempty"`
		Role           *Role         `json:"role,omitempty"`
		IssuedAt       *int64        `json:"iat,omitempty"`
		ExpiresAt      *int64        `json:"exp,omitempty"`
		AppKey         string        `json:"appKey,omitempty"`
		TokenExpiresAt *int64        `json:"tokenExp,omitempty"`
		VideoWebRTC    *int          `json:"video_webrtc_mode,omitempty"`
	}{
		SDKKey:         c.SDKKey,
		MeetingNumber:  c.MeetingNumber,
		IssuedAt:       seconds("iat", c.IssuedAt),
		ExpiresAt:      seconds("exp", c.ExpiresAt),
		AppKey:         c.AppKey,
		TokenExpiresAt: seconds("tokenExp", c.TokenExpiresAt),
	}
	if err != nil {
		return nil, err
	}
	if !c.Native {
		wire.Role = &c.Role
	}
	if c.VideoWebRTC != VideoWebRTCUnset {
		mode := int(c.VideoWebRTC - VideoWebRTCOff)
		wire.VideoWebRTC = &mode
	}
	return marshal(wire), nil
}

// UnmarshalJSON reads a payload as strictly as Verify does, but judges neither
// keys nor times: what it returns is unverified. Unknown members are ignored.
// Native is set if mn and role are both absent. The errors are ErrMalformed
// and ErrInvalidClaims.
func (c *Claims) UnmarshalJSON(data []byte) error {
	members, err := readObject(nil, "payload", data)
	if err != nil {
		return err
	}
	claims, err := decodeClaims(members)
	if err == nil {
		*c = claims
	}
	return err
}

func decodeClaims(members []member) (Claims, error) {
	var c Claims
	hasNumber, hasRole := false, false
	for _, m := range members {
		var ok bool
		var want string
		switch m.name {
		case "sdkKey":
			want = "a string"
			c.SDKKey, ok = unquote(m.value)
		case "appKey":
			want = "a string"
			c.AppKey, ok = unquote(m.value)
		case "mn":
			hasNumber, want = true, wantMeetingNumber
			c.MeetingNumber, ok = decodeMeetingNumber(m.value)
		case "role":
			hasRole, want = true, wantRole
			c.Role, ok = decodeRole(m.value)
		case "iat":
			want = wantTime
			c.IssuedAt, ok = decodeTime(m.value)
		case "exp":
			want = wantTime
			c.ExpiresAt, ok = decodeTime(m.value)
		case "tokenExp":
			want = wantTime
			c.TokenExpiresAt, ok = decodeTime(m.value)
		case "video_webrtc_mode":
			want = wantVideoWebRTC
			c.VideoWebRTC, ok = decodeVideoWebRTC(m.value)
		default:
			continue
		}
		if !ok {
			return Claims{}, invalid(m.name, cite(m.value), want)
		}
	}
	switch {
	case hasNumber && !hasRole:
		return Claims{}, invalid("role", missing, wantRole)
	case hasRole && !hasNumber:
		return Claims{}, invalid("mn", missing, wantMeetingNumber)
	}
	c.Native = !hasNumber
	return c, nil
}

// decodeMeetingNumber reads a string of digits, or the same as a number: that
// is what JavaScript makes of a meeting number that is not quoted.
func decodeMeetingNumber(value string) (MeetingNumber, bool) {
	if text, ok := unquote(value); ok {
		return decodeDigits(text)
	}
	return decodeDigits(value)
}

// decodeTime reads whole seconds in digits alone: no sign, fraction or
// exponent, even where the number they make is whole.
func decodeTime(value string) (time.Time, bool) {
	seconds, err := strconv.ParseUint(value, 10, 64)
	return time.Unix(int64(seconds), 0).UTC(), err == nil && seconds <= maxSeconds
}
