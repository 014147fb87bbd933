package zoomsig

import (
	"fmt"
	"strconv"
	"time"

	"github.com/zoomsig/zoomsig/internal/jsontext"
)

// Claims holds the payload of a signature. [Signer.Sign] replaces zero fields with
// defaults. [Signer.Verify] leaves a field zero if it is absent from the payload, and
// returns times in UTC.
//
// Times are truncated to seconds, so that none moves into the future. Times before 1970
// or after 99,999,999,999 seconds (the year 5138) are invalid; a larger number is
// usually milliseconds passed by mistake.
type Claims struct {
	MeetingNumber MeetingNumber // mn
	Role          Role          // role

	// Native omits mn and role. The signature is then not tied to a meeting:
	// native SDKs accept it for any meeting, the Web SDK for none.
	Native bool

	VideoWebRTC VideoWebRTC // video_webrtc_mode: read by the Web SDK only

	// Lifetime takes the place of Options.Lifetime for this signature. It cannot be
	// combined with ExpiresAt or TokenExpiresAt. [Signer.Verify] leaves it zero. Check a
	// number of seconds from a client before you multiply it: a Duration overflows.
	Lifetime time.Duration

	IssuedAt       time.Time // iat
	ExpiresAt      time.Time // exp: read by the Web SDK
	TokenExpiresAt time.Time // tokenExp: read by native SDKs; normally equal to ExpiresAt

	// Leave the keys empty: [Signer.Sign] sets both to the Signer's key. Zoom requires
	// appKey; versions of the Web SDK before 4.0.0 may need sdkKey.
	AppKey, SDKKey string
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
		return invalid("role", c.Role.spelled(), "none with Native")
	case c.Native:
		return nil
	case c.MeetingNumber == 0:
		return invalid("mn", missing, expectedMeetingNumber)
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

const expectedTime = "whole seconds since 1970, at most 99999999999"

// appendPayload appends the payload of complete and valid claims. Its names and
// their order, that of Zoom's published example, are written down here.
func (c *Claims) appendPayload(dst []byte) []byte {
	dst = append(dst, `{"sdkKey":`...)
	start := len(dst)
	dst = jsontext.AppendQuote(dst, c.SDKKey)
	key := dst[start:] // of appKey as well
	if !c.Native {
		dst = append(dst, `,"mn":"`...)
		dst = strconv.AppendUint(dst, uint64(c.MeetingNumber), 10)
		dst = append(dst, `","role":`...)
		dst = append(dst, '0'+byte(c.Role))
	}
	dst = append(dst, `,"iat":`...)
	dst = strconv.AppendInt(dst, c.IssuedAt.Unix(), 10)
	dst = append(dst, `,"exp":`...)
	dst = strconv.AppendInt(dst, c.ExpiresAt.Unix(), 10)
	dst = append(dst, `,"appKey":`...)
	dst = append(dst, key...)
	dst = append(dst, `,"tokenExp":`...)
	dst = strconv.AppendInt(dst, c.TokenExpiresAt.Unix(), 10)
	switch c.VideoWebRTC {
	case VideoWebRTCOn:
		dst = append(dst, `,"video_webrtc_mode":1`...)
	case VideoWebRTCOff:
		dst = append(dst, `,"video_webrtc_mode":0`...)
	}
	return append(dst, '}')
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

// decodeClaims decodes the members of a payload whose keys are known to be key.
func decodeClaims(members []jsontext.Member, key string) (Claims, error) {
	var c Claims
	hasNumber, hasRole := false, false
	for _, m := range members {
		var ok bool
		var expected string
		switch m.Name {
		case "sdkKey":
			c.SDKKey, ok = key, true // not m.Value, which would keep the payload in memory
		case "appKey":
			c.AppKey, ok = key, true
		case "mn":
			hasNumber, expected = true, expectedMeetingNumber
			c.MeetingNumber, ok = decodeMeetingNumber(m.Value)
		case "role":
			hasRole, expected = true, expectedRole
			c.Role, ok = decodeRole(m.Value)
		case "iat":
			expected = expectedTime
			c.IssuedAt, ok = decodeTime(m.Value)
		case "exp":
			expected = expectedTime
			c.ExpiresAt, ok = decodeTime(m.Value)
		case "tokenExp":
			expected = expectedTime
			c.TokenExpiresAt, ok = decodeTime(m.Value)
		case "video_webrtc_mode":
			expected = expectedVideoWebRTC
			c.VideoWebRTC, ok = decodeVideoWebRTC(m.Value)
		default:
			continue
		}
		if !ok {
			return Claims{}, invalid(m.Name, jsontext.Cite(m.Value), expected)
		}
	}
	switch {
	case hasNumber && !hasRole:
		return Claims{}, invalid("role", missing, expectedRole)
	case hasRole && !hasNumber:
		return Claims{}, invalid("mn", missing, expectedMeetingNumber)
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
