package zoomsig

import (
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/zoomsig/zoomsig/internal/jsontext"
)

// Claims holds the payload of a signature.
//
// Times are encoded in whole seconds since 1970. Fractions of a second are
// truncated, so that no time moves into the future. Times before 1970 or after
// 99,999,999,999 seconds (the year 5138) are invalid. A larger number is usually
// milliseconds passed by mistake.
//
// [Signer.Sign] replaces zero fields with defaults. [Signer.Verify] and
// UnmarshalJSON leave a field zero if it is absent from the payload, and return
// times in UTC.
type Claims struct {
	// SDKKey is the claim sdkKey. Leave it empty: [Signer.Sign] sets it to the
	// Signer's key. Web SDK versions before 4.0.0 may need it.
	SDKKey string

	MeetingNumber MeetingNumber // mn
	Role          Role          // role
	IssuedAt      time.Time     // iat

	// ExpiresAt is the claim exp, which the Web SDK reads. Zoom counts the lifetime
	// from IssuedAt, which is backdated by default: with an ExpiresAt of the current
	// time plus 48 hours, the lifetime is too long. For the longest lifetime, set
	// Options.Lifetime to MaxLifetime and leave ExpiresAt zero.
	ExpiresAt time.Time

	// AppKey is the claim appKey. Leave it empty: [Signer.Sign] sets it to the
	// Signer's key. Zoom documents it as required by Web SDK 5.0.0 and later, and by
	// native SDKs.
	AppKey string

	TokenExpiresAt time.Time   // tokenExp: read by native SDKs; normally equal to ExpiresAt
	VideoWebRTC    VideoWebRTC // video_webrtc_mode: read by the Web SDK only

	// Native omits mn and role. The signature is then not tied to a meeting:
	// native SDKs accept it for any meeting, the Web SDK for none.
	Native bool
}

// check checks the claims that are neither keys nor times.
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

// claimTime is a time of Claims with the name of its claim.
type claimTime struct {
	claim string
	at    time.Time
}

func (c *Claims) times() [3]claimTime {
	return [...]claimTime{{"iat", c.IssuedAt}, {"exp", c.ExpiresAt}, {"tokenExp", c.TokenExpiresAt}}
}

// maxSeconds is the latest valid time. The milliseconds of any date since 1973
// exceed it.
const maxSeconds = 99_999_999_999

const wantTime = "whole seconds since 1970, at most 99999999999"

func checkTime(claim string, seconds int64) error {
	if seconds < 0 || seconds > maxSeconds {
		return invalid(claim, strconv.FormatInt(seconds, 10), wantTime)
	}
	return nil
}

// MarshalJSON implements [encoding/json.Marshaler]. It encodes the payload with
// Zoom's names for the claims, in the order of Zoom's published example. Empty
// keys and zero times are omitted. If c is invalid, the error matches
// [ErrInvalidClaims].
func (c Claims) MarshalJSON() ([]byte, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	for _, t := range c.times() {
		if t.at.IsZero() {
			continue
		}
		if err := checkTime(t.claim, t.at.Unix()); err != nil {
			return nil, err
		}
	}
	sdkKey, err := encodeKey("sdkKey", c.SDKKey)
	if err != nil {
		return nil, err
	}
	appKey, err := encodeKey("appKey", c.AppKey)
	if err != nil {
		return nil, err
	}
	payload := appendMembers(nil, &c, sdkKey, appKey, payloadTimes{
		issued:       secondsOr(c.IssuedAt, absent),
		expires:      secondsOr(c.ExpiresAt, absent),
		tokenExpires: secondsOr(c.TokenExpiresAt, absent),
	})
	if len(payload) == 0 {
		return []byte("{}"), nil
	}
	payload[0] = '{'
	return append(payload, '}'), nil
}

// encodeKey returns a key as JSON, or "" if it is empty.
func encodeKey(claim, key string) (string, error) {
	switch {
	case key == "":
		return "", nil
	case !utf8.ValidString(key):
		return "", invalid(claim, jsontext.CiteString(key), "UTF-8")
	}
	return jsontext.Quote(key), nil
}

// payloadTimes are the times of a payload in seconds.
type payloadTimes struct{ issued, expires, tokenExpires int64 }

// absent stands for a time that is not in the payload. No valid time is negative.
const absent = -1

func secondsOr(t time.Time, whenZero int64) int64 {
	if t.IsZero() {
		return whenZero
	}
	return t.Unix()
}

// appendMembers appends the members of the payload, each with a comma before it:
// the keys, which are given as JSON unless they are "", the times, and the other
// claims from c. The names and the order of the payload are written
// down here.
func appendMembers(dst []byte, c *Claims, sdkKey, appKey string, t payloadTimes) []byte {
	dst = appendMember(dst, `,"sdkKey":`, sdkKey)
	if !c.Native {
		dst = append(dst, `,"mn":"`...)
		dst = strconv.AppendUint(dst, uint64(c.MeetingNumber), 10)
		dst = append(dst, `","role":`...)
		dst = append(dst, '0'+byte(c.Role))
	}
	dst = appendTime(dst, `,"iat":`, t.issued)
	dst = appendTime(dst, `,"exp":`, t.expires)
	dst = appendMember(dst, `,"appKey":`, appKey)
	dst = appendTime(dst, `,"tokenExp":`, t.tokenExpires)
	if c.VideoWebRTC != VideoWebRTCUnset {
		dst = append(dst, `,"video_webrtc_mode":`...)
		dst = append(dst, '0'+byte(c.VideoWebRTC-VideoWebRTCOff))
	}
	return dst
}

func appendMember(dst []byte, name, value string) []byte {
	if value == "" {
		return dst
	}
	return append(append(dst, name...), value...)
}

func appendTime(dst []byte, name string, seconds int64) []byte {
	if seconds == absent {
		return dst
	}
	return strconv.AppendInt(append(dst, name...), seconds, 10)
}

// UnmarshalJSON implements [encoding/json.Unmarshaler]. It decodes a payload as
// strictly as [Signer.Verify], but it checks neither keys nor times: the result
// is not authenticated. Unknown members are ignored. Native is set if mn and
// role are both absent. An error matches [ErrMalformed] or [ErrInvalidClaims].
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

// readObject decodes the header or payload in data, which must be one JSON object in
// UTF-8 that contains no member twice, and appends its members to room. The error
// matches ErrMalformed.
func readObject(room []jsontext.Member, segment string, data []byte) ([]jsontext.Member, error) {
	members, ok := jsontext.Members(room, data)
	if !ok {
		return nil, fmt.Errorf("%w: the %s is not a single JSON object in UTF-8", ErrMalformed, segment)
	}
	if name, found := jsontext.Duplicate(members); found {
		return nil, fmt.Errorf("%w: the %s contains %s twice", ErrMalformed, segment, jsontext.CiteString(name))
	}
	return members, nil
}

func decodeClaims(members []jsontext.Member) (Claims, error) {
	var c Claims
	hasNumber, hasRole := false, false
	for _, m := range members {
		var ok bool
		var want string
		switch m.Name {
		case "sdkKey":
			want = "a string"
			c.SDKKey, ok = jsontext.Unquote(m.Value)
		case "appKey":
			want = "a string"
			c.AppKey, ok = jsontext.Unquote(m.Value)
		case "mn":
			hasNumber, want = true, wantMeetingNumber
			c.MeetingNumber, ok = decodeMeetingNumber(m.Value)
		case "role":
			hasRole, want = true, wantRole
			c.Role, ok = decodeRole(m.Value)
		case "iat":
			want = wantTime
			c.IssuedAt, ok = decodeTime(m.Value)
		case "exp":
			want = wantTime
			c.ExpiresAt, ok = decodeTime(m.Value)
		case "tokenExp":
			want = wantTime
			c.TokenExpiresAt, ok = decodeTime(m.Value)
		case "video_webrtc_mode":
			want = wantVideoWebRTC
			c.VideoWebRTC, ok = decodeVideoWebRTC(m.Value)
		default:
			continue
		}
		if !ok {
			return Claims{}, invalid(m.Name, jsontext.Cite(m.Value), want)
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

// decodeMeetingNumber decodes a string of digits, or the same as a number, which
// JavaScript makes of a meeting number that is not quoted.
func decodeMeetingNumber(value string) (MeetingNumber, bool) {
	if text, ok := jsontext.Unquote(value); ok {
		return decodeDigits(text)
	}
	return decodeDigits(value)
}

// decodeTime decodes whole seconds written as digits. It rejects a sign, a
// fraction and an exponent even if the number is whole.
func decodeTime(value string) (time.Time, bool) {
	seconds, err := strconv.ParseUint(value, 10, 64)
	return time.Unix(int64(seconds), 0).UTC(), err == nil && seconds <= maxSeconds
}
