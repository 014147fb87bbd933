package zoomsig

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/zoomsig/zoomsig/internal/jsontext"
)

// A Role is the role in which a user joins a meeting: "participant" or "host" in text,
// 0 or 1 in JSON. Any other value is encoded as its number, and [Signer.Sign] rejects
// it.
type Role int

const (
	RoleParticipant Role = 0 // can join a meeting but not start it
	RoleHost        Role = 1 // can start it; the client must also pass the host's ZAK (Zoom Access Key) to join
)

const expectedRole = "0 (participant) or 1 (host)"

// ParseRole parses "participant", "attendee", "0", "host" or "1". For any other text,
// including "", it returns an error matching [ErrInvalidClaims].
func ParseRole(s string) (Role, error) {
	switch s {
	case "participant", "attendee", "0":
		return RoleParticipant, nil
	case "host", "1":
		return RoleHost, nil
	}
	return 0, invalid("role", jsontext.CiteString(s), expectedRole)
}

// String returns "participant" or "host", or the number of an invalid Role.
func (r Role) String() string {
	switch r {
	case RoleParticipant:
		return "participant"
	case RoleHost:
		return "host"
	}
	return strconv.Itoa(int(r))
}

// spelled returns the role as errors show it: 1 (host).
func (r Role) spelled() string {
	if number := strconv.Itoa(int(r)); number != r.String() {
		return number + " (" + r.String() + ")"
	}
	return r.String()
}

func (r Role) check() error {
	if r != RoleParticipant && r != RoleHost {
		return invalid("role", r.spelled(), expectedRole)
	}
	return nil
}

// MarshalText implements [encoding.TextMarshaler].
func (r Role) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText accepts what [ParseRole] accepts.
func (r *Role) UnmarshalText(text []byte) error { return unmarshalText(r, string(text), ParseRole) }

// MarshalJSON implements [encoding/json.Marshaler].
func (r Role) MarshalJSON() ([]byte, error) { return strconv.AppendInt(nil, int64(r), 10), nil }

// UnmarshalJSON accepts what [ParseRole] does, as a string or number, not null.
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

// A MeetingNumber is the number of a meeting or webinar: 9 to 11 digits, the first of
// which is not 0. Zero means that there is none. In text and in JSON it is a string of
// digits, or "" for zero. [Signer.Sign] rejects a number that is out of range.
type MeetingNumber uint64

const (
	minMeetingNumber      MeetingNumber = 100_000_000
	maxMeetingNumber      MeetingNumber = 99_999_999_999
	expectedMeetingNumber               = "9 to 11 digits, not starting with 0"
)

// ParseMeetingNumber parses a meeting number as invitations show it: digits, which may
// be separated by spaces or hyphens ("831 3796 1703"), also non-breaking ones, and be
// surrounded by white space. For any other text, including "", it returns an error
// matching [ErrInvalidClaims].
func ParseMeetingNumber(s string) (MeetingNumber, error) {
	const hyphens, spaces = "-\u2010\u2011", " \u00a0\u2007\u202f"
	trimmed := strings.TrimSpace(s)
	if strings.Trim(trimmed, hyphens) != trimmed {
		return 0, invalid("mn", jsontext.CiteString(s)+", which has a hyphen around it", expectedMeetingNumber)
	}
	var room [11]byte
	digits := room[:0]
	for _, r := range trimmed {
		switch {
		case '0' <= r && r <= '9':
			digits = append(digits, byte(r))
		case strings.ContainsRune(hyphens+spaces, r):
		default:
			found := fmt.Sprintf("%s, which contains %q", jsontext.CiteString(s), r)
			return 0, invalid("mn", found, expectedMeetingNumber)
		}
	}
	n, ok := decodeDigits(string(digits))
	if !ok {
		return 0, invalid("mn", jsontext.CiteString(s), expectedMeetingNumber)
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

// String returns the digits, or "" for zero.
func (n MeetingNumber) String() string {
	if n == 0 {
		return ""
	}
	return strconv.FormatUint(uint64(n), 10)
}

func (n MeetingNumber) check() error {
	if n == 0 {
		return invalid("mn", missing, expectedMeetingNumber)
	}
	if n < minMeetingNumber || n > maxMeetingNumber {
		return invalid("mn", n.String(), expectedMeetingNumber)
	}
	return nil
}

// MarshalText implements [encoding.TextMarshaler].
func (n MeetingNumber) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalText accepts what [ParseMeetingNumber] accepts, and "".
func (n *MeetingNumber) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*n = 0
		return nil
	}
	return unmarshalText(n, string(text), ParseMeetingNumber)
}

// MarshalJSON implements [encoding/json.Marshaler].
func (n MeetingNumber) MarshalJSON() ([]byte, error) { return []byte(`"` + n.String() + `"`), nil }

// UnmarshalJSON accepts what UnmarshalText does, also a number, but not null.
func (n *MeetingNumber) UnmarshalJSON(data []byte) error {
	if string(data) == `""` {
		*n = 0
		return nil
	}
	return unmarshalJSON(n, data, ParseMeetingNumber)
}

// VideoWebRTC selects whether the Web SDK uses WebRTC for video: "on", "off" or "" in
// text, and 1, 0 or null in JSON, as on the wire. As an integer in a database, 1 means
// on, too, but 0 means unset. Any other value is encoded as its number, and
// [Signer.Sign] rejects it.
type VideoWebRTC int

const (
	VideoWebRTCUnset VideoWebRTC = 0 // omits video_webrtc_mode, so that Zoom decides
	VideoWebRTCOn    VideoWebRTC = 1 // sets it to 1
	VideoWebRTCOff   VideoWebRTC = 2 // sets it to 0
)

const expectedVideoWebRTC = "0 (off) or 1 (on)"

// ParseVideoWebRTC parses "on", "1", "off", "0" or "". For any other text it returns an
// error matching [ErrInvalidClaims].
func ParseVideoWebRTC(s string) (VideoWebRTC, error) {
	switch s {
	case "":
		return VideoWebRTCUnset, nil
	case "on", "1":
		return VideoWebRTCOn, nil
	case "off", "0":
		return VideoWebRTCOff, nil
	}
	return 0, invalid("video_webrtc_mode", jsontext.CiteString(s), expectedVideoWebRTC)
}

// String returns "on", "off" or "", or the number of an invalid VideoWebRTC.
func (v VideoWebRTC) String() string {
	switch v {
	case VideoWebRTCUnset:
		return ""
	case VideoWebRTCOn:
		return "on"
	case VideoWebRTCOff:
		return "off"
	}
	return strconv.Itoa(int(v))
}

func (v VideoWebRTC) check() error {
	if v < VideoWebRTCUnset || v > VideoWebRTCOff {
		return invalid("video_webrtc_mode", v.String(), "on, off or unset") // as numbers they differ from the claim's
	}
	return nil
}

// MarshalText implements [encoding.TextMarshaler].
func (v VideoWebRTC) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText accepts what [ParseVideoWebRTC] accepts.
func (v *VideoWebRTC) UnmarshalText(text []byte) error {
	return unmarshalText(v, string(text), ParseVideoWebRTC)
}

// MarshalJSON implements [encoding/json.Marshaler].
func (v VideoWebRTC) MarshalJSON() ([]byte, error) {
	switch v {
	case VideoWebRTCUnset:
		return []byte("null"), nil
	case VideoWebRTCOn:
		return []byte("1"), nil
	case VideoWebRTCOff:
		return []byte("0"), nil
	}
	return []byte(v.String()), nil
}

// UnmarshalJSON accepts what UnmarshalText accepts, also a number, and null.
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
