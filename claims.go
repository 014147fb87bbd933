package zoomsig

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Role is what a person joins a meeting as. Its text form is "participant" or
// "host", its JSON form Zoom's number. The zero Role is a participant.
type Role int

const (
	// RoleParticipant joins.
	RoleParticipant Role = 0
	// RoleHost starts the meeting. Zoom also wants the host's ZAK token, which
	// is passed to join beside the signature.
	RoleHost Role = 1
)

const wantRole = "0 (participant) or 1 (host)"

// ParseRole reads "participant", "attendee" or "0", "host" or "1". Anything
// else is ErrInvalidClaims.
func ParseRole(s string) (Role, error) {
	switch s {
	case "participant", "attendee", "0":
		return RoleParticipant, nil
	case "host", "1":
		return RoleHost, nil
	}
	return 0, &refusal{ErrInvalidClaims, "role", citeString(s), `"participant" or "host"`}
}

// String returns "participant" or "host", and "Role(2)" for a Role that is
// neither.
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
		return &refusal{ErrInvalidClaims, "role", strconv.Itoa(int(r)), wantRole}
	}
	return nil
}

// MarshalText returns what String returns, and ErrInvalidClaims for a Role that
// is neither participant nor host.
func (r Role) MarshalText() ([]byte, error) {
	return []byte(r.String()), r.check()
}

// UnmarshalText reads what ParseRole reads.
func (r *Role) UnmarshalText(text []byte) error {
	role, err := ParseRole(string(text))
	if err == nil {
		*r = role
	}
	return err
}

// MarshalJSON writes the number 0 or 1.
func (r Role) MarshalJSON() ([]byte, error) {
	return strconv.AppendInt(nil, int64(r), 10), r.check()
}

// UnmarshalJSON reads the number 0 or 1 and nothing else: no string, no null.
func (r *Role) UnmarshalJSON(data []byte) error {
	role, ok := decodeRole(string(data))
	if !ok {
		return &refusal{ErrInvalidClaims, "role", cite(string(data)), wantRole}
	}
	*r = role
	return nil
}

func decodeRole(value string) (Role, bool) {
	switch value {
	case "0":
		return RoleParticipant, true
	case "1":
		return RoleHost, true
	}
	return 0, false
}

// MeetingNumber is the number of a meeting or webinar: 9 to 11 digits without
// a leading zero. Its text form is the digits, its JSON form a string of them.
type MeetingNumber uint64

const wantMeetingNumber = "9 to 11 digits without a leading zero"

// ParseMeetingNumber reads a meeting number as Zoom's invitations show it:
// digits with spaces or hyphens between them ("831 3796 1703",
// "831-3796-1703"), no-break ones too, and white space around. Anything else is
// ErrInvalidClaims, with an error that says what is in the way.
func ParseMeetingNumber(s string) (MeetingNumber, error) {
	trimmed := strings.TrimSpace(s)
	var digits strings.Builder
	for i, r := range trimmed {
		inside := i > 0 && i+utf8.RuneLen(r) < len(trimmed)
		switch {
		case '0' <= r && r <= '9':
			digits.WriteRune(r)
		case inside && strings.ContainsRune(" \u00a0\u2007\u202f-\u2010\u2011", r):
		default:
			return 0, &refusal{ErrInvalidClaims, "mn", fmt.Sprintf("%s with %q in it", citeString(s), r), wantMeetingNumber}
		}
	}
	n, ok := decodeDigits(digits.String())
	if !ok {
		return 0, &refusal{ErrInvalidClaims, "mn", citeString(s), wantMeetingNumber}
	}
	return n, nil
}

// String returns the digits.
func (n MeetingNumber) String() string { return strconv.FormatUint(uint64(n), 10) }

func (n MeetingNumber) check() error {
	const shortest, longest = 100_000_000, 99_999_999_999
	if n < shortest || n > longest {
		return &refusal{ErrInvalidClaims, "mn", n.String(), wantMeetingNumber}
	}
	return nil
}

// MarshalText returns the digits, and ErrInvalidClaims for a number that has
// not 9 to 11 of them.
func (n MeetingNumber) MarshalText() ([]byte, error) {
	return []byte(n.String()), n.check()
}

// UnmarshalText reads what ParseMeetingNumber reads.
func (n *MeetingNumber) UnmarshalText(text []byte) error {
	number, err := ParseMeetingNumber(string(text))
	if err == nil {
		*n = number
	}
	return err
}

// UnmarshalJSON reads a string that ParseMeetingNumber reads, or a whole
// number. It refuses null.
func (n *MeetingNumber) UnmarshalJSON(data []byte) error {
	if text, ok := unquote(string(data)); ok {
		return n.UnmarshalText([]byte(text))
	}
	number, ok := decodeDigits(string(data))
	if !ok {
		return &refusal{ErrInvalidClaims, "mn", cite(string(data)), wantMeetingNumber}
	}
	*n = number
	return nil
}

// decodeDigits reads 9 to 11 ASCII digits and nothing else.
func decodeDigits(text string) (MeetingNumber, bool) {
	n, err := strconv.ParseUint(text, 10, 64)
	number := MeetingNumber(n)
	return number, err == nil && text[0] != '0' && number.check() == nil
}

// VideoWebRTC says whether a web page sends and receives video by WebRTC.
type VideoWebRTC int

const (
	// VideoWebRTCUnset leaves the claim out, and the choice to Zoom.
	VideoWebRTCUnset VideoWebRTC = iota
	// VideoWebRTCOff is 0 on the wire.
	VideoWebRTCOff
	// VideoWebRTCOn is 1 on the wire.
	VideoWebRTCOn
)

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

const wantVideoWebRTC = "0 (off) or 1 (on)"

// check applies the rules of mn, role and video_webrtc_mode.
func (c *Claims) check() error {
	switch {
	case c.VideoWebRTC < VideoWebRTCUnset || c.VideoWebRTC > VideoWebRTCOn:
		return &refusal{ErrInvalidClaims, "video_webrtc_mode", fmt.Sprintf("VideoWebRTC(%d)", c.VideoWebRTC), wantVideoWebRTC}
	case c.Native && c.MeetingNumber != 0:
		return &refusal{ErrInvalidClaims, "mn", c.MeetingNumber.String(), "none with Native"}
	case c.Native && c.Role != RoleParticipant:
		return &refusal{ErrInvalidClaims, "role", c.Role.String(), "none with Native"}
	case c.Native:
		return nil
	case c.MeetingNumber == 0:
		return &refusal{ErrInvalidClaims, "mn", missing, wantMeetingNumber + ", or Native for a signature tied to no meeting"}
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
		return &refusal{ErrInvalidClaims, claim, strconv.FormatInt(seconds, 10), wantTime}
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
		return nil, &refusal{ErrInvalidClaims, "sdkKey or appKey", "not UTF-8", "UTF-8"}
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
		VideoWebRTC    *VideoWebRTC  `json:"video_webrtc_mode,omitempty"`
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
		mode := c.VideoWebRTC - VideoWebRTCOff
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
			return Claims{}, &refusal{ErrInvalidClaims, m.name, cite(m.value), want}
		}
	}
	switch {
	case hasNumber && !hasRole:
		return Claims{}, &refusal{ErrInvalidClaims, "role", missing, wantRole}
	case hasRole && !hasNumber:
		return Claims{}, &refusal{ErrInvalidClaims, "mn", missing, wantMeetingNumber}
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

func decodeVideoWebRTC(value string) (VideoWebRTC, bool) {
	switch value {
	case "0":
		return VideoWebRTCOff, true
	case "1":
		return VideoWebRTCOn, true
	}
	return 0, false
}
