package zoomsig_test

import (
	"bytes"
	"crypto/hmac"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// A second implementation of both formats, with encoding/json, crypto/hmac and
// regular expressions. It uses only the structs of the library.

var (
	digits9To11 = regexp.MustCompile(`^[1-9][0-9]{8,10}$`)
	seconds     = regexp.MustCompile(`^(0|[1-9][0-9]{0,10})$`)
	escapes     = regexp.MustCompile(`(?i)\\[^u]|\\ud[89ab]..\\ud[c-f]..`) // all but \u of a letter, or of half a pair
	halfPair    = regexp.MustCompile(`(?i)\\ud[89a-f]`)
	legacyText  = regexp.MustCompile(`(?s)^(.*)\.([1-9][0-9]{8,10})\.([1-9][0-9]{12})\.([01])\.([A-Za-z0-9+/]{43}=)$`)
)

// videoModes are what 0 and 1 stand for in a payload.
var videoModes = map[int]zoomsig.VideoWebRTC{0: zoomsig.VideoWebRTCOff, 1: zoomsig.VideoWebRTCOn}

// foreignVerify verifies a JWT, without leeway.
func foreignVerify(key, secret, signature string, now time.Time) (zoomsig.Claims, bool) {
	var none zoomsig.Claims
	parts := strings.Split(signature, ".")
	if len(parts) != 3 || len(signature) > 4096 {
		return none, false
	}
	header, okHeader := foreignObject(parts[0])
	payload, okPayload := foreignObject(parts[1])
	mac, err := base64.RawURLEncoding.DecodeString(parts[2])
	right := hmacOf(parts[0]+"."+parts[1], secret)
	if !okHeader || !okPayload || err != nil || encode(string(mac)) != parts[2] || !hmac.Equal(mac, right) {
		return none, false
	}
	for _, critical := range []string{"crit", "b64", "zip"} {
		if _, there := header[critical]; there {
			return none, false
		}
	}
	if algorithm, ok := foreignString(header["alg"]); !ok || algorithm != "HS256" {
		return none, false
	}
	return foreignClaims(key, payload, now)
}

// foreignObject decodes a canonical part to an object without repeated members.
func foreignObject(segment string) (map[string]json.RawMessage, bool) {
	text, err := base64.RawURLEncoding.DecodeString(segment)
	if err != nil || encode(string(text)) != segment || !utf8.Valid(text) || !json.Valid(text) {
		return nil, false
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return nil, false
	}
	members := map[string]json.RawMessage{}
	for decoder.More() {
		start := decoder.InputOffset()
		token, err := decoder.Token()
		name, ok := token.(string)
		written := text[start:decoder.InputOffset()]
		if _, twice := members[name]; err != nil || !ok || twice || halfPair.Match(escapes.ReplaceAll(written, nil)) {
			return nil, false
		}
		var value json.RawMessage
		if decoder.Decode(&value) != nil {
			return nil, false
		}
		members[name] = value
	}
	return members, true
}

func foreignString(value json.RawMessage) (text string, ok bool) {
	return text, len(value) > 0 && value[0] == '"' && json.Unmarshal(value, &text) == nil
}

// foreignClaims decodes and checks a payload.
func foreignClaims(key string, payload map[string]json.RawMessage, now time.Time) (c zoomsig.Claims, ok bool) {
	valid := true
	read := func(name string, into func(value json.RawMessage) bool) bool {
		value, there := payload[name]
		valid = valid && (!there || into(value))
		return there
	}
	ownKey := func(to *string) func(json.RawMessage) bool {
		return func(value json.RawMessage) bool {
			text, ok := foreignString(value)
			*to = text
			return ok && text == key
		}
	}
	moment := func(to *time.Time) func(json.RawMessage) bool {
		return func(value json.RawMessage) bool {
			n, err := strconv.ParseInt(string(value), 10, 64)
			*to = time.Unix(n, 0).UTC()
			return err == nil && seconds.Match(value)
		}
	}
	number := func(value json.RawMessage) bool {
		if text, ok := foreignString(value); ok {
			value = json.RawMessage(text)
		}
		n, err := strconv.ParseUint(string(value), 10, 64)
		c.MeetingNumber = zoomsig.MeetingNumber(n)
		return err == nil && digits9To11.Match(value)
	}
	bit := func(to func(int)) func(json.RawMessage) bool {
		return func(value json.RawMessage) bool {
			to(strings.Index("01", string(value)))
			return string(value) == "0" || string(value) == "1"
		}
	}
	hasKey := read("sdkKey", ownKey(&c.SDKKey))
	hasKey = read("appKey", ownKey(&c.AppKey)) || hasKey
	hasTimes := read("iat", moment(&c.IssuedAt))
	hasTimes = read("exp", moment(&c.ExpiresAt)) && hasTimes
	hasTokenExp := read("tokenExp", moment(&c.TokenExpiresAt))
	hasNumber := read("mn", number)
	hasRole := read("role", bit(func(n int) { c.Role = zoomsig.Role(n) }))
	read("video_webrtc_mode", bit(func(n int) { c.VideoWebRTC = videoModes[n] }))
	c.Native = !hasNumber
	alive := func(end time.Time) bool { return end.Sub(c.IssuedAt) <= 48*time.Hour && now.Before(end) }
	inTime := !now.Before(c.IssuedAt) && alive(c.ExpiresAt) && (!hasTokenExp || alive(c.TokenExpiresAt))
	return c, valid && hasKey && hasTimes && hasNumber == hasRole && inTime
}

// foreignSign signs a JWT in one of the ways in which other programs do.
func foreignSign(r *rand.Rand, secret string, payload map[string]any) string {
	segment := func(members map[string]any) string {
		var texts []string
		for name, value := range members {
			text, _ := json.Marshal(map[string]any{name: value})
			texts = append(texts, string(text[1:len(text)-1]))
		}
		sort.Strings(texts) // a map's order would not be the seed's
		r.Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
		text := "{" + strings.Join(texts, ",") + "}"
		if r.Intn(4) == 0 {
			var indented bytes.Buffer
			_ = json.Indent(&indented, []byte(text), "\r\n", "\t")
			text = indented.String()
		}
		return encode(text)
	}
	header := map[string]any{"alg": "HS256"}
	if r.Intn(4) > 0 {
		header["typ"] = "JWT"
	}
	if r.Intn(4) == 0 {
		header["kid"] = randomText(r, 1, 64)
	}
	input := segment(header) + "." + segment(payload)
	return input + "." + encode(string(hmacOf(input, secret)))
}

// foreignPayload returns the payload of c, with some optional members.
func foreignPayload(r *rand.Rand, c *zoomsig.Claims) map[string]any {
	payload := map[string]any{
		"sdkKey": c.SDKKey, "appKey": c.AppKey,
		"iat": c.IssuedAt.Unix(), "exp": c.ExpiresAt.Unix(), "tokenExp": c.TokenExpiresAt.Unix(),
	}
	if !c.Native {
		payload["role"] = int(c.Role)
		payload["mn"] = uint64(c.MeetingNumber)
		if r.Intn(4) > 0 {
			payload["mn"] = fmt.Sprint(payload["mn"])
		}
	}
	for mode, video := range videoModes {
		if c.VideoWebRTC == video {
			payload["video_webrtc_mode"] = mode
		}
	}
	switch r.Intn(4) {
	case 0:
		c.SDKKey = ""
		delete(payload, "sdkKey")
	case 1:
		c.AppKey = ""
		delete(payload, "appKey")
	}
	if r.Intn(4) == 0 {
		c.TokenExpiresAt = time.Time{}
		delete(payload, "tokenExp")
	}
	if r.Intn(4) == 0 {
		payload["x"+randomText(r, 1, 9)] = []any{nil, 1.5, map[string]any{"exp": randomText(r, 1, 9)}}
	}
	return payload
}

// foreignLegacyVerify verifies a legacy signature, without leeway and with a maximum
// age of 24 hours.
func foreignLegacyVerify(key, secret, signature string, now time.Time) (c zoomsig.LegacyClaims, ok bool) {
	text, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(signature, "="))
	padded, unpadded := base64.StdEncoding.EncodeToString(text), base64.RawStdEncoding.EncodeToString(text)
	canonical := signature == padded || signature == unpadded
	if err != nil || len(signature) > 4096 || !canonical {
		return c, false
	}
	fields := legacyText.FindStringSubmatch(string(text))
	if fields == nil || fields[1] != key || fields[5] != encodedMAC(secret, fields[1:5]) {
		return c, false
	}
	number, _ := strconv.ParseUint(fields[2], 10, 64)
	milliseconds, _ := strconv.ParseInt(fields[3], 10, 64)
	c = zoomsig.LegacyClaims{
		APIKey:        key,
		MeetingNumber: zoomsig.MeetingNumber(number),
		Role:          zoomsig.Role(fields[4][0] - '0'),
		Timestamp:     time.UnixMilli(milliseconds).UTC(),
	}
	age := now.Sub(c.Timestamp)
	return c, age >= 0 && age <= 24*time.Hour
}

func encodedMAC(secret string, fields []string) string {
	return base64.StdEncoding.EncodeToString([]byte(legacyMAC(secret, fields...)))
}

// randomText returns a credential without a dot and without white space around it.
func randomText(r *rand.Rand, shortest, longest int) string {
	odd := []rune(` "\/<>&'+=é😀` + "\u2028\ufffd")
	text := make([]rune, shortest+r.Intn(longest-shortest+1))
	for i := range text {
		text[i] = rune(base64Alphabet[r.Intn(64)])
		if inside := i > 0 && i < len(text)-1; inside && r.Intn(16) == 0 {
			text[i] = odd[r.Intn(len(odd))]
		}
	}
	return string(text)
}

func randomClaims(r *rand.Rand, key string) zoomsig.Claims {
	iat := r.Int63n(99_999_999_999 - 172800)
	after := func() time.Time { return time.Unix(iat+1800+r.Int63n(172801-1800), 0).UTC() }
	c := zoomsig.Claims{
		VideoWebRTC: zoomsig.VideoWebRTC(r.Intn(3)),
		IssuedAt:    time.Unix(iat, 0).UTC(), ExpiresAt: after(), TokenExpiresAt: after(),
		AppKey: key, SDKKey: key,
	}
	if c.Native = r.Intn(8) == 0; !c.Native {
		c.MeetingNumber = zoomsig.MeetingNumber(100_000_000 + r.Int63n(99_900_000_000))
		c.Role = zoomsig.Role(r.Intn(2))
	}
	return c
}

// agreements returns how many signatures to compare.
func agreements() int {
	if testing.Short() {
		return 300
	}
	return 3000
}

// TestAgreement checks that each implementation verifies what the other signs.
func TestAgreement(t *testing.T) {
	r := rand.New(rand.NewSource(1681196269))
	for n := 0; n < agreements(); n++ {
		key, secret := randomText(r, 1, 64), randomText(r, 14, 64)
		claims := randomClaims(r, key)
		now := claims.IssuedAt.Add(time.Duration(r.Int63n(1800)) * time.Second)
		clock := zoomsig.ClockFunc(func() time.Time { return now })
		signer := newSigner(t, key, secret, &zoomsig.Options{Clock: clock})

		signature, err := signer.Sign(claims)
		require.NoError(t, err)
		read, ok := foreignVerify(key, secret, signature, now)
		require.True(t, ok, signature)
		require.Equal(t, claims, read)

		signature = foreignSign(r, secret, foreignPayload(r, &claims))
		verified, err := signer.Verify(signature)
		require.NoError(t, err, signature)
		require.Equal(t, claims, *verified)

		claims = randomClaims(r, key)
		now = claims.IssuedAt
		payload := foreignPayload(r, &claims)
		spoil(r, payload)
		signature = foreignSign(r, secret, payload)
		read, ok = foreignVerify(key, secret, signature, now)
		verified, err = signer.Verify(signature)
		require.Equal(t, ok, err == nil, "%v %v", payload, err)
		if ok {
			require.Equal(t, read, *verified)
		}
	}
}

// spoil replaces a claim by a value that may or may not be valid.
func spoil(r *rand.Rand, payload map[string]any) {
	iat := payload["iat"].(int64)
	values := []any{
		nil, true, "", 0, 1, 2, -1, 1.5, json.Number("1.0"), json.Number("1e9"), json.Number("17e8"), json.Number("-0"),
		"0", "1", 256, int64(1) << 32, json.Number("18446744073709551617"), "831379617", int64(8313796170), "83137961703",
		"831 379 617", "０", []any{1}, map[string]any{}, payload["sdkKey"], payload["appKey"], iat, iat - 1, iat + 1,
		iat + 172800, iat + 172801, fmt.Sprint(iat), int64(99_999_999_999), int64(100_000_000_000),
	}
	names := []string{"sdkKey", "appKey", "mn", "role", "iat", "exp", "tokenExp", "video_webrtc_mode", "EXP", "nbf"}
	payload[names[r.Intn(len(names))]] = values[r.Intn(len(values))]
	if r.Intn(4) == 0 {
		delete(payload, names[r.Intn(len(names))])
	}
}

// TestLegacyAgreement is TestAgreement for the legacy format.
func TestLegacyAgreement(t *testing.T) {
	r := rand.New(rand.NewSource(1658977268692))
	for n := 0; n < agreements(); n++ {
		key, secret := randomText(r, 1, 64), randomText(r, 14, 64)
		claims := zoomsig.LegacyClaims{
			APIKey:        key,
			MeetingNumber: zoomsig.MeetingNumber(100_000_000 + r.Int63n(99_900_000_000)),
			Role:          zoomsig.Role(r.Intn(2)),
			Timestamp:     time.UnixMilli(1_000_000_000_000 + r.Int63n(9_000_000_000_000)).UTC(),
		}
		now := claims.Timestamp.Add(time.Duration(r.Int63n(int64(24 * time.Hour))))
		signer := newLegacySigner(t, key, secret, &zoomsig.LegacyOptions{Clock: clockAt(now)})

		signature, err := signer.Sign(claims)
		require.NoError(t, err)
		read, ok := foreignLegacyVerify(key, secret, signature, now)
		require.True(t, ok, signature)
		require.Equal(t, claims, read)

		millis := fmt.Sprint(claims.Timestamp.UnixMilli())
		fields := []string{key, fmt.Sprint(uint64(claims.MeetingNumber)), millis, fmt.Sprint(int(claims.Role))}
		text := strings.Join(append(fields, encodedMAC(secret, fields)), ".")
		encoding := []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding}[r.Intn(2)]
		verified, err := signer.Verify(encoding.EncodeToString([]byte(text)))
		require.NoError(t, err, text)
		require.Equal(t, claims, *verified)

		// Move a dot, or spoil a field, under the right MAC.
		if r.Intn(2) == 0 {
			digits := strings.Join(fields[1:], "")
			i := r.Intn(len(digits))
			j := i + r.Intn(len(digits)-i)
			copy(fields[1:], []string{digits[:i], digits[i:j], digits[j:]})
		} else {
			spoiled := []string{"", "0", "1", "2", "00", "831379617", "1700000000", "0700000000000", key + "0"}
			fields[r.Intn(4)] = spoiled[r.Intn(len(spoiled))]
		}
		signature = encoding.EncodeToString([]byte(strings.Join(append(fields, encodedMAC(secret, fields)), ".")))
		_, ok = foreignLegacyVerify(key, secret, signature, now)
		_, err = signer.Verify(signature)
		require.Equal(t, ok, err == nil, "%q %v", fields, err)
	}
}
