package zoomsig

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/zoomsig/zoomsig/internal/jsontext"
)

// A Role is the role in which a user joins a meeting. It is encoded as
// "participant" or "host" in text, and as 0 or 1 in JSON. In a database, store
// it as an integer; [Signer.Sign] rejects any value other than 0 and 1.
type Role int

const (
	// RoleParticipant can join a meeting but not start it. It is the zero Role.
	RoleParticipant Role = 0
	// RoleHost can start the meeting. The client must also pass the host's ZAK
	// (Zoom Access Key) to the SDK's join function.
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
	return 0, invalid("role", jsontext.CiteString(s), wantRole)
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
func (r *Role) UnmarshalText(text []byte) error { return unmarshalText(r, string(text), ParseRole) }

// MarshalJSON implements [encoding/json.Marshaler]. It returns a number and
// never fails.
func (r Role) MarshalJSON() ([]byte, error) { return strconv.AppendInt(nil, int64(r), 10), nil }

// UnmarshalJSON implements [encoding/json.Unmarshaler]. It accepts what
// [ParseRole] accepts, as a string or a number, but not null.
func (r *Role) UnmarshalJSON(data []byte) error { return unmarshalJSON(r, data, ParseRole) }

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
// encoded as digits in text, and as a string of digits in JSON; the zero value is
// encoded as 0, which cannot be decoded again. In a database, store it as a 64-bit
// integer; [Signer.Sign] rejects a number that is out of range.
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
	var room [11]byte
	digits := room[:0]
	for i, r := range trimmed {
		inside := i > 0 && i+utf8.RuneLen(r) < len(trimmed)
		switch {
		case '0' <= r && r <= '9':
			digits = append(digits, byte(r))
		case inside && strings.ContainsRune(" \u00a0\u2007\u202f-\u2010\u2011", r):
		default:
			return 0, invalid("mn", fmt.Sprintf("%s, which contains %q", jsontext.CiteString(s), r), wantMeetingNumber)
		}
	}
	n, ok := decodeDigits(string(digits))
	if !ok {
		return 0, invalid("mn", jsontext.CiteString(s), wantMeetingNumber)
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
	return unmarshalText(n, string(text), ParseMeetingNumber)
}

// MarshalJSON implements [encoding/json.Marshaler]. It returns a string of
// digits and never fails.
func (n MeetingNumber) MarshalJSON() ([]byte, error) { return []byte(`"` + n.String() + `"`), nil }

// UnmarshalJSON implements [encoding/json.Unmarshaler]. It accepts what
// [ParseMeetingNumber] accepts, as a string or a number, but not null.
func (n *MeetingNumber) UnmarshalJSON(data []byte) error {
	return unmarshalJSON(n, data, ParseMeetingNumber)
}

// VideoWebRTC selects whether the Web SDK uses WebRTC for video. It is encoded
// as "off" or "on" in text, and as 0 or 1 in JSON, as on the wire; the zero
// value is encoded as "" and null. The Go constants are not 0 and 1: in a database,
// store what String returns.
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
	return 0, invalid("video_webrtc_mode", jsontext.CiteString(s), wantVideoWebRTC)
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
	return unmarshalText(v, string(text), ParseVideoWebRTC)
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
	if string(data) == "null" {
		*v = VideoWebRTCUnset
		return nil
	}
	return unmarshalJSON(v, data, ParseVideoWebRTC)
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

// unmarshalText sets *v to what parse returns for text, unless parse fails.
func unmarshalText[T any](v *T, text string, parse func(string) (T, error)) error {
	parsed, err := parse(text)
	if err == nil {
		*v = parsed
	}
	return err
}

// unmarshalJSON is like unmarshalText for what a JSON string holds, or for the
// text of any other JSON value.
func unmarshalJSON[T any](v *T, data []byte, parse func(string) (T, error)) error {
	value := string(data)
	if text, ok := jsontext.Unquote(value); ok {
		return unmarshalText(v, text, parse)
	}
	err := unmarshalText(v, value, parse)
	if claimError, ok := err.(*ClaimError); ok {
		claimError.Found = jsontext.Cite(value) // not in quotes, which would make it a string
	}
	return err
}
