package zoomsig_test

import (
	"encoding/base64"
	"errors"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// nearMisses returns a signature and texts that differ little from it.
func nearMisses(signature string) []string {
	middle, last := len(signature)/2, len(signature)-1
	return []string{
		signature, "", ".", "..", "....", signature[:last], signature[1:], signature[:middle],
		signature[:last] + next(signature, 1), signature[:last] + "A", "A" + signature[1:], signature[:middle] + "A" + signature[middle+1:],
		signature + "=", signature + "==", signature + "A", signature + ".", "." + signature, signature + "." + signature,
		signature + "\n", signature + "\r\n", "\n" + signature, "\r" + signature, signature[:middle] + "\n" + signature[middle:], signature[:10] + "\r" + signature[10:], " " + signature,
		strings.Replace(signature, "-", "+", 1), strings.Replace(signature, "_", "/", 1), strings.ToUpper(signature), strings.Replace(signature, ".", ".\n", 1),
	}
}

// checkChanges checks that changing any one character makes a signature invalid.
func checkChanges(t *testing.T, signature string, verify func(signature string) error) {
	for i := range signature {
		other := base64Alphabet[(strings.IndexByte(base64Alphabet, signature[i])+1)%64]
		if err := verify(signature[:i] + string(other) + signature[i+1:]); err == nil {
			require.Fail(t, "accepted", "%q with %c at %d", signature, other, i)
		}
	}
}

// sameRules reports whether the second implementation, which accepts any depth,
// rejects the same signatures as Verify.
func sameRules(signature string) bool {
	for _, segment := range strings.Split(signature, ".") {
		text, err := base64.RawURLEncoding.DecodeString(segment)
		if err == nil && strings.Count(string(text), "[")+strings.Count(string(text), "{") > 60 {
			return false
		}
	}
	return true
}

// FuzzVerify verifies the text as it is and with the right MAC appended, and the
// header and payload with the right MAC.
func FuzzVerify(f *testing.F) {
	vectors := vendorVectors(f)
	v := vectors["websdk-2.18.3-jwt"]
	now := time.UnixMilli(v.Now)
	signer := newSigner(f, v.Key, v.Secret, &zoomsig.Options{Clock: clockAt(now)})
	sealed := func(input string) string { return input + "." + encode(string(hmacOf(input, v.Secret))) }

	for _, id := range []string{"websdk-2.18.3-jwt", "websdk-2.3.5-jwt", "zoom-readme"} {
		golden := vectors[id].Signature
		payload := payloadOf(f, golden)
		for _, near := range nearMisses(golden) {
			f.Add(near, goodHeader, payload)
		}
		for _, near := range nearMisses(golden[:strings.LastIndexByte(golden, '.')]) {
			f.Add(near, goodHeader, payload)
		}
		inside := strings.TrimSuffix(payload, "}")
		for _, near := range []string{
			inside + `,"exp":1658984469}`, inside + `,"EXP":1}`, inside + `,"e\u0078p":1}`, inside + "}x", "\ufeff" + payload, inside + ",\"x\":\"\xff\"}", inside + `,"x":[[{"a":null}]]}`, inside + `,"\ud800":1,"\ufffd":2}`,
			inside + `,"tokenExp":1658984469,"video_webrtc_mode":1}`, inside + `,"tokenExp":1800}`, inside + `,"x":"` + v.Secret + `","role":2}`, strings.Replace(payload, v.Key, v.Secret, 1), " " + strings.ReplaceAll(payload, ",", " ,\n"),
			strings.Replace(payload, `"role":0`, `"role":1`, 1), strings.Replace(payload, `"role":0`, `"role":256`, 1), strings.Replace(payload, `"role":0`, `"role":0.0`, 1), strings.Replace(payload, `"mn":"83137961703"`, `"mn":83137961703`, 1),
			strings.Replace(payload, `"exp":1658984469`, `"exp":"1658984469"`, 1), strings.Replace(payload, `"exp":1658984469`, `"exp":1658984469.0`, 1), strings.Replace(payload, `"exp":1658984469`, `"exp":null`, 1), strings.Replace(payload, v.Key, "zp1yfDk", 1),
		} {
			f.Add("", goodHeader, near)
		}
		for _, near := range []string{
			`{"typ":"JWT","alg":"HS256"}`, `{"alg":"none"}`, `{"alg":"HS256","alg":"none"}`, `{"alg":"HS256","crit":["exp"]}`, `{"ALG":"HS256"}`, `{"alg":"HS256","kid":"x"}`, `{"alg":"` + v.Secret + `"}`, goodHeader + " ", goodHeader + "x", "[]", "",
		} {
			f.Add("", near, payload)
		}
	}
	golden := payloadOf(f, v.Signature)
	for _, value := range []string{"null", "true", "0", "1", "-1", "1.5", "1e99", `""`, `"1"`, `"\u001b\ud800"`, "[]", "{}", `[{"a":[1]}]`} {
		for _, name := range []string{"alg", "typ", "crit", "kid"} {
			f.Add("", `{"`+name+`":`+value+`}`, golden)
			f.Add("", `{"alg":"HS256","`+name+`":`+value+`}`, golden)
		}
		for _, name := range []string{"sdkKey", "appKey", "mn", "role", "iat", "exp", "tokenExp", "video_webrtc_mode", "x", `\ud800`, `\ud83d\ude00`} {
			f.Add("", goodHeader, strings.TrimSuffix(golden, "}")+`,"`+name+`":`+value+`}`)
			f.Add("", goodHeader, strings.Replace(golden, `"`+name+`":`, `"`+name+`":`+value+`,"x":`, 1))
		}
	}
	f.Fuzz(func(t *testing.T, text, header, payload string) {
		if len(text)+len(header)+len(payload) > 1<<14 {
			t.Skip("long")
		}
		for _, signature := range []string{text, sealed(text), sealed(encode(header) + "." + encode(payload))} {
			claims, err := signer.Verify(signature)
			want, ok := foreignVerify(v.Key, v.Secret, signature, now)
			if err != nil {
				checkVerdict(t, "", claims, err, sentinelOf(t, err))
				assert.NotContains(t, err.Error(), v.Secret)
				right := sealed(signature[:max(0, strings.LastIndexByte(signature, '.'))])
				assert.NotContains(t, err.Error(), right[len(right)-43:])
				assert.False(t, ok && sameRules(signature), "%q rejected: %v", signature, err)
				continue
			}
			require.True(t, ok, "%q accepted", signature)
			require.Equal(t, want, *claims)
			segments := strings.Split(signature, ".")
			require.Len(t, segments, 3)
			for _, segment := range segments {
				decoded, err := base64.RawURLEncoding.DecodeString(segment)
				require.NoError(t, err)
				require.Equal(t, segment, encode(string(decoded)))
			}
			checkChanges(t, signature, func(signature string) error { _, err := signer.Verify(signature); return err })
		}
	})
}

// FuzzLegacyVerify verifies the text as it is, and the fields with the right MAC.
func FuzzLegacyVerify(f *testing.F) {
	vectors := vendorVectors(f)
	v := vectors["forum-002"]
	now := time.UnixMilli(vectors["websdk-1.7.0-legacy"].Now)
	signer := newLegacySigner(f, v.Key, v.Secret, &zoomsig.LegacyOptions{Clock: clockAt(now)})
	millis := strconv.FormatInt(now.UnixMilli(), 10)

	for _, id := range []string{"forum-002", "websdk-1.7.0-legacy", "websdk-2.3.5-legacy"} {
		golden := vectors[id].Signature
		decoded, err := base64.RawStdEncoding.DecodeString(golden)
		require.NoError(f, err)
		text := string(decoded)
		for _, near := range nearMisses(golden) {
			f.Add(near, v.Key, "83137961703", millis, "0")
		}
		for _, near := range append(nearMisses(text), text[:len(text)-2]+next(text[:len(text)-1], 1)+"=", text[:len(text)-1]) {
			f.Add(base64.RawStdEncoding.EncodeToString([]byte(near)), v.Key, "83137961703", millis, "1")
		}
	}
	for _, key := range []string{"", v.Secret, "other", v.Key + "8", strings.Repeat("k", 512)} {
		f.Add("", key, "83137961703", millis, "0")
	}
	for _, number := range []string{"", "831379617", "8313796170", "99999999", "100000000000", "083137961703", "0831379617", "831 3796 1703", "+8313796170", "83137961703."} {
		f.Add("", v.Key, number, millis, "0")
	}
	for _, timestamp := range []string{"", "0" + millis, millis[1:], millis + "0", "0" + millis[1:], "+" + millis, "+" + millis[1:], millis[:10], millis[:12], "9" + millis, "9999999999999", "1000000000000"} {
		f.Add("", v.Key, "83137961703", timestamp, "1")
	}
	for _, role := range []string{"", "2", "00", "01", "10", "-0", "host", "0."} {
		f.Add("", v.Key, "83137961703", millis, role)
	}
	f.Fuzz(func(t *testing.T, text, key, number, timestamp, role string) {
		if len(text)+len(key)+len(number)+len(timestamp)+len(role) > 1<<14 {
			t.Skip("long")
		}
		fields := []string{key, number, timestamp, role}
		mac := encodedMAC(v.Secret, fields)
		sealed := base64.RawStdEncoding.EncodeToString([]byte(strings.Join(append(fields, mac), ".")))
		for _, signature := range []string{text, sealed} {
			claims, err := signer.Verify(signature)
			want, ok := foreignLegacyVerify(v.Key, v.Secret, signature, now)
			if err != nil {
				checkVerdict(t, "", claims, err, sentinelOf(t, err))
				assert.NotContains(t, err.Error(), v.Secret)
				assert.NotContains(t, err.Error(), mac)
				assert.False(t, ok, "%q rejected: %v", signature, err)
				if timeError := (*zoomsig.TimeError)(nil); errors.As(err, &timeError) {
					decoded, _ := base64.RawStdEncoding.DecodeString(strings.TrimRight(signature, "="))
					require.Regexp(t, legacyText, string(decoded), "only the time is wrong")
				}
				continue
			}
			require.True(t, ok, "%q accepted", signature)
			require.Equal(t, want, *claims)
			decoded, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(signature, "="))
			require.NoError(t, err)
			require.Contains(t, []string{base64.RawStdEncoding.EncodeToString(decoded), base64.StdEncoding.EncodeToString(decoded)}, signature)
			checkChanges(t, signature, func(signature string) error { _, err := signer.Verify(signature); return err })
		}
	})
}

func FuzzParseMeetingNumber(f *testing.F) {
	for _, seed := range []string{
		"83137961703", "831 3796 1703", "831-3796-1703", "831\u00a03796\u00a01703", "831\u202f3796\u20071703", "831\u20113796\u20101703", " \t831379617\r\n", "100000000", "99999999999",
		"", " ", "-", "12345678", "100000000000", "012345678", "-831379617", "831379617-", "+831379617", "831.379.617", "8e8", "８３１３７９６１７", "٨٣١٣٧٩٦١٧", "831379617\xff", "\ufeff831379617", "18446744073709551616",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		number, err := zoomsig.ParseMeetingNumber(text)
		if err != nil {
			checkError(t, err, zoomsig.ErrInvalidClaims)
			sentinelOf(t, err)
			require.Zero(t, number)
			return
		}
		digits := number.String()
		require.Regexp(t, digits9To11, digits)
		require.Equal(t, digits, regexp.MustCompile(`[^0-9]`).ReplaceAllString(text, ""))
		again, err := zoomsig.ParseMeetingNumber(digits)
		require.NoError(t, err)
		require.Equal(t, number, again)
	})
}

// FuzzSign signs any claims, after others whose traces must not show. A time of -1
// stands for the zero Time.
func FuzzSign(f *testing.F) {
	for _, file := range []string{"node.jsonl", "java.jsonl"} {
		for _, v := range loadVectors[vector](f, file) {
			c := v.claims(f)
			f.Add("", testKey, uint64(c.MeetingNumber), int(c.Role), v.IAT, v.Exp, v.TokenExp, int64(0), int(c.VideoWebRTC), false)
		}
	}
	for _, key := range []string{"", testKey, "other", testSecret, "x" + testSecret, "\xff", strings.Repeat("k", 600)} {
		f.Add(key, "", uint64(testNumber), 0, int64(testNow), int64(-1), int64(-1), int64(999_999_999), 0, false)
		f.Add("", key, uint64(0), 0, int64(-1), int64(-1), int64(-1), int64(0), 2, true)
	}
	for _, second := range []int64{0, 1, -2, math.MinInt64, math.MaxInt64, 99_999_999_999, 100_000_000_000, testNow * 1000, testNow + 1799, testNow + 172801} {
		f.Add("", "", uint64(testNumber), 1, second, int64(-1), int64(-1), int64(0), 0, false)
		f.Add("", "", uint64(testNumber), 1, int64(testNow), second, int64(-1), int64(1), 1, false)
		f.Add("", "", uint64(0), 0, int64(testNow), int64(-1), second, int64(-1), 3, true)
	}
	f.Add("", "", uint64(math.MaxUint64), -1, int64(-1), int64(-1), int64(-1), int64(0), -1, true)
	f.Add("", "", uint64(99_999_999), 2, int64(-1), int64(-1), int64(-1), int64(0), 0, false)

	now := time.Unix(testNow, 0)
	signer := newSigner(f, testKey, testSecret, &zoomsig.Options{Clock: zoomsig.ClockFunc(func() time.Time { return now }), Backdate: -1})
	f.Fuzz(func(t *testing.T, sdkKey, appKey string, number uint64, role int, iat, exp, tokenExp, nanoseconds int64, video int, native bool) {
		moment := func(seconds int64) time.Time {
			if seconds == -1 {
				return time.Time{}
			}
			return time.Unix(seconds, nanoseconds)
		}
		claims := zoomsig.Claims{
			SDKKey: sdkKey, MeetingNumber: zoomsig.MeetingNumber(number), Role: zoomsig.Role(role), IssuedAt: moment(iat), ExpiresAt: moment(exp),
			AppKey: appKey, TokenExpiresAt: moment(tokenExp), VideoWebRTC: zoomsig.VideoWebRTC(video), Native: native,
		}
		for _, other := range []zoomsig.Claims{
			{MeetingNumber: 100_000_000, VideoWebRTC: zoomsig.VideoWebRTCOn}, {MeetingNumber: 1_000_000_000}, {MeetingNumber: testNumber}, {Native: true},
		} {
			now = time.Unix(testNow, 0)
			_, err := signer.Sign(other)
			require.NoError(t, err)
			checkSigned(t, signer, claims, &now)
		}
	})
}

// checkSigned checks that signing claims fails, or that Verify returns the same
// claims.
func checkSigned(t *testing.T, signer *zoomsig.Signer, claims zoomsig.Claims, now *time.Time) {
	*now = time.Unix(testNow, 0)
	signature, err := signer.Sign(claims)
	if err != nil {
		checkError(t, err, zoomsig.ErrInvalidClaims)
		sentinelOf(t, err)
		require.Empty(t, signature)
		return
	}
	want := completed(claims, testKey, *now)
	*now = want.IssuedAt
	got, err := signer.Verify(signature)
	require.NoError(t, err)
	require.Equal(t, want, *got)
	read, ok := foreignVerify(testKey, testSecret, signature, *now)
	require.True(t, ok)
	require.Equal(t, want, read)
}
