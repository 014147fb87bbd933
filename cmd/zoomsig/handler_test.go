package main

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

func TestServeGrants(t *testing.T) {
	const number = 83137961703
	participant := zoomsig.Claims{MeetingNumber: number}
	host := zoomsig.Claims{MeetingNumber: number, Role: zoomsig.RoleHost}
	off := zoomsig.Claims{MeetingNumber: number, VideoWebRTC: zoomsig.VideoWebRTCOff}
	on := zoomsig.Claims{MeetingNumber: number, VideoWebRTC: zoomsig.VideoWebRTCOn}
	s := startServer(t, "-allow-host", "-allow-native")
	tests := []struct {
		name, body string
		want       zoomsig.Claims
		lifetime   int // seconds
	}{
		{"Zoom's sample page", samplePage, participant, 7200},
		{"number with spaces", `{"meetingNumber":"831 3796 1703","role":0}`, participant, 7200},
		{"number as a JSON number", `{"meetingNumber":83137961703,"role":0}`, participant, 7200},
		{"9 digits", `{"meetingNumber":"123456789","role":0}`, zoomsig.Claims{MeetingNumber: 123456789}, 7200},
		{"role as a string", `{"meetingNumber":"83137961703","role":"0"}`, participant, 7200},
		{"host", `{"meetingNumber":"83137961703","role":1}`, host, 7200},
		{"host as a string", `{"meetingNumber":"83137961703","role":"1"}`, host, 7200},
		{"host in a word", `{"meetingNumber":"83137961703","role":"host"}`, host, 7200},
		{"the last of two roles", `{"meetingNumber":"83137961703","role":0,"role":1}`, host, 7200},
		{"neither number nor role", `{}`, zoomsig.Claims{Native: true}, 7200},
		{"native with lifetime", `{"expirationSeconds":1800}`, zoomsig.Claims{Native: true}, 1800},
		{"shortest", `{"meetingNumber":"83137961703","role":0,"expirationSeconds":1800}`, participant, 1800},
		{"longest", `{"meetingNumber":"83137961703","role":0,"expirationSeconds":172800}`, participant, 172800},
		{"shortest as a string", `{"meetingNumber":"83137961703","role":0,"expirationSeconds":"1800"}`, participant, 1800},
		{"longest as a string", `{"meetingNumber":"83137961703","role":0,"expirationSeconds":"172800"}`, participant, 172800},
		{"WebRTC off", `{"meetingNumber":"83137961703","role":0,"videoWebRtcMode":0}`, off, 7200},
		{"WebRTC on", `{"meetingNumber":"83137961703","role":0,"videoWebRtcMode":1}`, on, 7200},
		{"WebRTC off as a string", `{"meetingNumber":"83137961703","role":0,"videoWebRtcMode":"0"}`, off, 7200},
		{"WebRTC on as a string", `{"meetingNumber":"83137961703","role":0,"videoWebRtcMode":"1"}`, on, 7200},
		{"WebRTC null", `{"meetingNumber":"83137961703","role":0,"videoWebRtcMode":null}`, participant, 7200},
		{"WebRTC empty", `{"meetingNumber":"83137961703","role":0,"videoWebRtcMode":""}`, participant, 7200},
		{"unknown members", `{"meetingNumber":"83137961703","userName":"Ana","userName":null,"role":0,"x":{"role":1}}`, participant, 7200},
		{"names are exact", `{"meetingNumber":"83137961703","ROLE":1,"role":0,"EXPIRATIONSECONDS":1800}`, participant, 7200},
		{"an escape in a name", `{"meetingNumber":"83137961703","r\u006fle":1}`, host, 7200},
		{"white space around", " \r\n\t" + samplePage + "\n", participant, 7200},
		{"64 KiB", samplePage + strings.Repeat(" ", 65536-len(samplePage)), participant, 7200},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := time.Now().Truncate(time.Second)
			got := s.post(t, tt.body)
			require.Equal(t, http.StatusOK, got.status, got.Errors)
			claims := verify(t, got.Signature)
			issued := claims.IssuedAt
			assert.WithinRange(t, issued, before.Add(-30*time.Second), time.Now().Add(-30*time.Second))
			assert.Equal(t, time.Duration(tt.lifetime)*time.Second, claims.ExpiresAt.Sub(issued))
			assert.Equal(t, claims.ExpiresAt, claims.TokenExpiresAt)
			tt.want.SDKKey, tt.want.AppKey = testKey, testKey
			tt.want.IssuedAt, tt.want.ExpiresAt, tt.want.TokenExpiresAt = issued, claims.ExpiresAt, claims.ExpiresAt
			assert.Equal(t, &tt.want, claims)
		})
	}
}

// The reason is a part of what the response says.
func TestServeRejects(t *testing.T) {
	const object, small = "body is not a JSON object", "body is larger than 64 KiB"
	const digits, role = "expected 9 to 11 digits, not starting with 0", "expected 0 (participant) or 1 (host)"
	const seconds, mode = "expected a whole number from 1800 to 172800", "expected 0 (off) or 1 (on)"
	const noNumber, noRole = "meetingNumber is missing, but role is given", "role is missing, but meetingNumber is given"
	const host = "role is 1 (host); to sign for hosts, start zoomsig serve with -allow-host"
	const native = "meetingNumber is missing; to sign without it, for native SDKs, start zoomsig serve with -allow-native"
	s := startServer(t)
	tests := []struct {
		name, body string
		status     int
		want       []string
	}{
		{"empty body", ``, 400, []string{object}},
		{"no JSON", `meetingNumber=83137961703&role=0`, 400, []string{object}},
		{"half an object", samplePage[:20], 400, []string{object}},
		{"an array", `[` + samplePage + `]`, 400, []string{object}},
		{"null", `null`, 400, []string{object}},
		{"a string", `"role"`, 400, []string{object}},
		{"two objects", samplePage + samplePage, 400, []string{object}},
		{"something after it", samplePage + `}`, 400, []string{object}},
		{"byte order mark", "\ufeff" + samplePage, 400, []string{object}},
		{"very deep", strings.Repeat(`{"a":`, 10_000), 400, []string{object}},
		{"over 64 KiB", samplePage + strings.Repeat(" ", 65537-len(samplePage)), 413, []string{small}},

		{"role without number", `{"role":0}`, 400, []string{noNumber}},
		{"number without role", `{"meetingNumber":"83137961703"}`, 400, []string{noRole}},
		{"ROLE is no role", `{"meetingNumber":"83137961703","ROLE":0}`, 400, []string{noRole}},
		{"8 digits", `{"meetingNumber":"12345678","role":0}`, 400, []string{`meetingNumber is "12345678", ` + digits}},
		{"12 digits", `{"meetingNumber":123456789012,"role":0}`, 400, []string{`meetingNumber is 123456789012, ` + digits}},
		{"empty number", `{"meetingNumber":"","role":0}`, 400, []string{`meetingNumber is "", ` + digits}},
		{"null for a number", `{"meetingNumber":null,"role":0}`, 400, []string{`meetingNumber is null, ` + digits}},
		{"letters", `{"meetingNumber":"abc","role":0}`, 400, []string{`meetingNumber is "abc", `}},
		{"a link", `{"meetingNumber":"https://zoom.us/j/83137961703","role":0}`, 400, []string{`meetingNumber is "https://zoom.us/j/83137961703", `}},
		{"number with a fraction", `{"meetingNumber":83137961703.0,"role":0}`, 400, []string{`meetingNumber is 83137961703.0, ` + digits}},
		{"role 2", `{"meetingNumber":"83137961703","role":2}`, 400, []string{"role is 2, " + role}},
		{"role -1", `{"meetingNumber":"83137961703","role":-1}`, 400, []string{"role is -1, " + role}},
		{"role in another word", `{"meetingNumber":"83137961703","role":"boss"}`, 400, []string{`role is "boss", expected `}},
		{"empty role", `{"meetingNumber":"83137961703","role":""}`, 400, []string{`role is "", expected `}},
		{"null for a role", `{"meetingNumber":"83137961703","role":null}`, 400, []string{"role is null, " + role}},
		{"true for a role", `{"meetingNumber":"83137961703","role":true}`, 400, []string{"role is true, " + role}},
		{"too short", `{"meetingNumber":"83137961703","role":0,"expirationSeconds":1799}`, 400, []string{"expirationSeconds is 1799, " + seconds}},
		{"too long", `{"meetingNumber":"83137961703","role":0,"expirationSeconds":172801}`, 400, []string{"expirationSeconds is 172801, " + seconds}},
		{"too long for 64 bits", `{"meetingNumber":"83137961703","role":0,"expirationSeconds":18446744073709553416}`, 400,
			[]string{"expirationSeconds is 18446744073709553416, " + seconds}},
		{"too long for a response", `{"meetingNumber":"83137961703","role":0,"expirationSeconds":` + strings.Repeat("1", 65) + `}`, 400,
			[]string{"expirationSeconds is " + strings.Repeat("1", 64) + "..., " + seconds}},
		{"no lifetime", `{"meetingNumber":"83137961703","role":0,"expirationSeconds":0}`, 400, []string{"expirationSeconds is 0, " + seconds}},
		{"a fraction", `{"meetingNumber":"83137961703","role":0,"expirationSeconds":1800.5}`, 400, []string{"expirationSeconds is 1800.5, " + seconds}},
		{"null for seconds", `{"meetingNumber":"83137961703","role":0,"expirationSeconds":null}`, 400, []string{"expirationSeconds is null, " + seconds}},
		{"seconds with a unit", `{"meetingNumber":"83137961703","role":0,"expirationSeconds":"1800s"}`, 400, []string{`expirationSeconds is "1800s", ` + seconds}},
		{"WebRTC 2", `{"meetingNumber":"83137961703","role":0,"videoWebRtcMode":2}`, 400, []string{"videoWebRtcMode is 2, " + mode}},
		{"the last one counts", `{"meetingNumber":"83137961703","role":0,"r\u006fle":2}`, 400, []string{"role is 2, " + role}},
		{"all of them wrong", `{"videoWebRtcMode":[],"expirationSeconds":{},"role":{},"meetingNumber":[]}`, 400,
			[]string{"meetingNumber is [], " + digits, "role is {}, " + role, "expirationSeconds is {}, " + seconds, "videoWebRtcMode is [], " + mode}},
		{"wrong and missing", `{"role":2,"expirationSeconds":1}`, 400,
			[]string{"role is 2, " + role, noNumber, "expirationSeconds is 1, " + seconds}},

		{"host", `{"meetingNumber":"83137961703","role":1}`, 403, []string{host}},
		{"host as a string", `{"meetingNumber":"83137961703","role":"1"}`, 403, []string{host}},
		{"native", `{}`, 403, []string{native}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := s.post(t, tt.body)
			assert.Equal(t, tt.status, got.status)
			require.Len(t, got.Errors, len(tt.want), got.Errors)
			for i, want := range tt.want {
				property, _, _ := strings.Cut(want, " ")
				assert.Equal(t, property, got.Errors[i].Property)
				assert.Contains(t, got.Errors[i].Reason, want)
			}
		})
	}
	t.Run("each flag allows its own", func(t *testing.T) {
		assert.Equal(t, 403, startServer(t, "-allow-host").post(t, `{}`).status)
		assert.Equal(t, 403, startServer(t, "-allow-native").post(t, `{"meetingNumber":"83137961703","role":1}`).status)
	})
}

func TestServeHTTPRules(t *testing.T) {
	s := startServer(t)
	tests := []struct {
		name, method, path, contentType string
		status                          int
		reason, allow                   string
	}{
		{"a query", "POST", "/?x=1", "application/json", 200, "", ""},
		{"charset", "POST", "/", "application/json; charset=utf-8", 200, "", ""},
		{"in capitals", "POST", "/", `Application/JSON;Charset="UTF-8"`, 200, "", ""},
		{"a charset without a name", "POST", "/", "application/json; charset", 415, `Content-Type is "application/json; charset", expected application/json`, ""},
		{"no content type", "POST", "/", "", 415, `Content-Type is "", expected application/json`, ""},
		{"a long content type", "POST", "/", strings.Repeat("x", 65), 415, `Content-Type is "` + strings.Repeat("x", 64) + `...", expected`, ""},
		{"what a form sends", "POST", "/", "text/plain", 415, `Content-Type is "text/plain", `, ""},
		{"what begins alike", "POST", "/", "application/json-patch+json", 415, `Content-Type is "application/json-patch+json", `, ""},
		{"two types", "POST", "/", "application/json, text/plain", 415, `Content-Type is "application/json, text/plain", `, ""},
		{"another path", "POST", "/signature", "application/json", 404, `path is "/signature", expected /`, ""},
		{"another path, another method", "GET", "/favicon.ico", "", 404, `path is "/favicon.ico", expected /`, ""},
		{"two slashes", "POST", "//", "application/json", 404, `path is "//", expected /`, ""},
		{"GET", "GET", "/", "", 405, `method is "GET", expected POST`, "OPTIONS, POST"},
		{"PUT", "PUT", "/", "application/json", 405, `method is "PUT", expected POST`, "OPTIONS, POST"},
		{"a long method", strings.Repeat("X", 65), "/", "", 405, `method is "` + strings.Repeat("X", 64) + `...", expected POST`, "OPTIONS, POST"},
		{"an unknown method", "SIGN", "/", "application/json", 405, `method is "SIGN", expected POST`, "OPTIONS, POST"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := decodeReply(t, s.send(t, tt.method, tt.path, samplePage, "Content-Type", tt.contentType))
			assert.Equal(t, tt.status, got.status)
			assert.Equal(t, tt.allow, got.header.Get("Allow"))
			if tt.reason != "" {
				require.Len(t, got.Errors, 1)
				property, _, _ := strings.Cut(tt.reason, " ")
				assert.Equal(t, property, got.Errors[0].Property)
				assert.Contains(t, got.Errors[0].Reason, tt.reason)
			}
		})
	}
	response := s.send(t, http.MethodHead, "/", "")
	assert.Equal(t, http.StatusMethodNotAllowed, response.StatusCode)
}

func TestServeOrigins(t *testing.T) {
	s := startServer(t, "-origin", "https://app.example.com", "-origin", "http://192.168.1.5:9999",
		"-origin", "https://WWW.Example.com:443/", "-origin", "http://www.example.com:80")
	tests := []struct {
		origin  string
		allowed bool
	}{
		{"http://localhost:9999", true}, // Zoom's sample page
		{"http://localhost", true},
		{"https://localhost:3000", true},
		{"http://127.0.0.1:9999", true},
		{"https://127.255.255.254", true},
		{"http://[::1]:9999", true},
		{"https://app.example.com", true},
		{"http://192.168.1.5:9999", true},
		{"https://www.example.com", true},
		{"http://www.example.com", true},
		{"http://app.localhost:9999", true}, // RFC 6761
		{"https://a.b.localhost", true},

		{"http://app.example.com", false},
		{"https://app.example.com:8443", false},
		{"https://app.example.com.evil.example", false},
		{"https://evil-app.example.com", false},
		{"http://192.168.1.5", false},
		{"http://evil.example", false},
		{"http://localhost.evil.example", false},
		{"http://evil-localhost", false},
		{"https://www.example.com:443", false},
		{"http://127.0.0.1.evil.example", false},
		{"http://[::1].evil.example", false},
		{"http://localhost@evil.example", false},
		{"http://localhost:9999@evil.example", false},
		{"http://evil.example#http://localhost", false},
		{"http://evil.example/localhost", false},
		{"http://localhost:9999/", false},
		{"http://localhost:port", false},
		{"http://126.255.255.255", false},
		{"http://128.0.0.1", false},
		{"http://0.0.0.0:9999", false},
		{"http://[::2]", false},
		{"http://[::]", false},
		{"ftp://localhost", false},
		{"chrome-extension://localhost", false},
		{"localhost:9999", false},
		{"file://", false},
		{"null", false},
		{"*", false},
		{"", false},
	}
	for _, tt := range tests {
		t.Run(tt.origin, func(t *testing.T) {
			status, other, allowOrigin := http.StatusForbidden, http.StatusForbidden, ""
			if tt.allowed {
				status, other, allowOrigin = http.StatusOK, http.StatusNotFound, tt.origin
			}
			got := decodeReply(t, s.send(t, "POST", "/", samplePage, "Content-Type", "application/json", "Origin", tt.origin))
			assert.Equal(t, status, got.status)
			assert.Equal(t, allowOrigin, got.header.Get("Access-Control-Allow-Origin"))
			if !tt.allowed {
				assert.Equal(t, "Origin", got.Errors[0].Property)
				assert.Contains(t, got.Errors[0].Reason, "Origin "+strconv.Quote(tt.origin)+" is not allowed; ")
			}
			got = decodeReply(t, s.send(t, "GET", "/x", "", "Origin", tt.origin))
			assert.Equal(t, other, got.status)
			assert.Equal(t, allowOrigin, got.header.Get("Access-Control-Allow-Origin"), "a page may read why")
		})
	}
	one, evil := "http://localhost:9999", "http://evil.example"
	got := decodeReply(t, s.send(t, "POST", "/", samplePage, "Content-Type", "application/json", "Origin", one, "Origin", evil))
	assert.Equal(t, http.StatusForbidden, got.status, "two origins")
	assert.NotContains(t, got.header, "Access-Control-Allow-Origin")
	got = s.post(t, samplePage)
	assert.Equal(t, http.StatusOK, got.status, "no origin")
	assert.NotContains(t, got.header, "Access-Control-Allow-Origin")
}

// A browser believes that a page whose host name now resolves to the loopback
// address has the same origin as the endpoint.
func TestServeReboundHost(t *testing.T) {
	s := startServer(t)
	request, err := http.NewRequest(http.MethodPost, s.url(), strings.NewReader(samplePage))
	require.NoError(t, err)
	request.Host = "evil.example:4000"
	request.Header.Set("Origin", "http://evil.example:4000")
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	assert.Equal(t, http.StatusForbidden, decodeReply(t, response).status)
}

func TestServePreflight(t *testing.T) {
	s := startServer(t)
	ask := func(origin string, header ...string) *http.Response {
		return s.send(t, http.MethodOptions, "/", "", append(header, "Origin", origin, "Access-Control-Request-Method", "POST")...)
	}
	const requested = "Access-Control-Request-Headers"
	got := ask("http://localhost:9999", requested, "authorization,content-type", requested, "x-requested-with")
	assert.Equal(t, http.StatusNoContent, got.StatusCode)
	assert.Equal(t, "http://localhost:9999", got.Header.Get("Access-Control-Allow-Origin"))
	assert.Equal(t, "POST", got.Header.Get("Access-Control-Allow-Methods"))
	assert.Equal(t, "authorization,content-type, x-requested-with", got.Header.Get("Access-Control-Allow-Headers"))
	assert.Equal(t, []string{"Origin", requested}, got.Header.Values("Vary"))
	assert.Empty(t, got.Header.Get("Content-Type"))
	assert.NotContains(t, ask("http://localhost:9999").Header, "Access-Control-Allow-Headers")

	got = ask("http://evil.example", requested, "content-type")
	assert.Equal(t, http.StatusForbidden, got.StatusCode)
	assert.Equal(t, []string{"Origin"}, got.Header.Values("Vary"))
	for name := range got.Header {
		assert.False(t, strings.HasPrefix(name, "Access-Control-"), name)
	}
	got = s.send(t, http.MethodOptions, "/", "")
	assert.Equal(t, http.StatusNoContent, got.StatusCode)
	assert.Equal(t, "OPTIONS, POST", got.Header.Get("Allow"))
	assert.NotContains(t, got.Header, "Access-Control-Allow-Origin")
}

func TestServeLog(t *testing.T) {
	s := startServer(t)
	s.post(t, samplePage)
	s.post(t, `{"meetingNumber":"12345670042","role":1}`)
	s.post(t, `{"meetingNumber":"`+testSecret+`","role":"`+testSecret+`","expirationSeconds":"`+testSecret+`"}`)
	s.send(t, "GET", "/a%0Ab%22=/"+strings.Repeat("x", 1000)+"?"+testSecret, "", "X-Secret", testSecret)
	s.send(t, strings.Repeat("X", 1000), "/", "")
	s.send(t, strings.Repeat("X", 64), "/", "")
	s.send(t, "OPTIONS", "/", "", "Origin", "https://app.example.com:8443")
	s.send(t, "OPTIONS", "/", "", "Origin", "null")
	s.send(t, "OPTIONS", "/", "", "Origin", "http://"+strings.Repeat("x", 1000))
	s.send(t, "OPTIONS", "/", "", "Origin", "http://localhost:9999")
	_, log, _ := strings.Cut(s.stop(t), "msg=listening")
	lines := strings.Split(strings.TrimSuffix(log, "\n"), "\n")[1:]
	for i, want := range []string{
		`INFO msg=request method=POST path=/ status=200 duration=\S+ meeting=1703`,
		`WARN msg="request rejected" method=POST path=/ status=403 duration=\S+ meeting=0042 reason="role is 1 .* -allow-host"`,
		`WARN msg="request rejected" method=POST path=/ status=400 duration=\S+ meeting="" ` +
			`reason="meetingNumber is invalid, expected 9 .*; role is invalid, expected .*; expirationSeconds is invalid, expected a whole number from 1800 to 172800"`,
		`WARN msg="request rejected" method=GET path="/a\\nb\\"=/x{57}\.\.\." status=404 duration=\S+ meeting="" ` +
			`reason="path is \\"/a\\\\nb\\\\\\"=/x{57}\.\.\.\\", expected /"`,
		`WARN msg="request rejected" method=X{64}\.\.\. path=/ status=405 duration=\S+ meeting="" reason="method is .*"`,
		`WARN msg="request rejected" method=X{64} path=/ status=405 duration=\S+ meeting="" reason="method is .*"`,
		`WARN msg="request rejected" method=OPTIONS path=/ status=403 duration=\S+ meeting="" ` +
			`reason="Origin \\"https://app.example.com:8443\\" is not allowed; to allow it, start zoomsig serve with -origin https://app.example.com:8443"`,
		`WARN msg="request rejected" method=OPTIONS path=/ status=403 duration=\S+ meeting="" ` +
			`reason="Origin \\"null\\" is not allowed; open the page at an http or https address"`,
		`WARN msg="request rejected" method=OPTIONS path=/ status=403 duration=\S+ meeting="" ` +
			`reason="Origin \\"http://x{57}...\\" is not allowed; open the page at an http or https address"`,
		`INFO msg=request method=OPTIONS path=/ status=204 duration=\S+ meeting=""`,
	} {
		require.Greater(t, len(lines), i)
		assert.Regexp(t, `^time=\S+ level=`+want+`$`, lines[i])
	}
}

// endpointAt returns the handler without a server, with a clock that shows this time.
func endpointAt(t *testing.T, seconds int64, log io.Writer) *endpoint {
	clock := zoomsig.ClockFunc(func() time.Time { return time.Unix(seconds, 999_999_999) })
	signer, err := zoomsig.NewSigner(testKey, zoomSecret, nil)
	require.NoError(t, err)
	return &endpoint{signer: signer, clock: clock, log: slog.New(slog.NewTextHandler(log, nil))}
}

func TestEndpointClock(t *testing.T) {
	const zoomReadmeSeconds = 1646937583
	tests := []struct {
		name, body string
		seconds    int64
		status     int
		want       string
	}{
		{"Zoom's README", `{"meetingNumber":"123456789","role":0}`, zoomReadmeSeconds, 200, zoomReadme},
		{"with the lifetime given", `{"meetingNumber":"123456789","role":0,"expirationSeconds":7200}`, zoomReadmeSeconds, 200, zoomReadme},
		{"before 1970", `{"meetingNumber":"123456789","role":0}`, 0, 500, "signature could not be made; see the log of zoomsig serve"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var log strings.Builder
			request := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(tt.body))
			request.Header.Set("Content-Type", "application/json")
			recorder := httptest.NewRecorder()
			endpointAt(t, tt.seconds, &log).ServeHTTP(recorder, request)
			assert.Equal(t, tt.status, recorder.Code)
			assert.Contains(t, recorder.Body.String(), tt.want)
			assert.Equal(t, tt.status == 500, strings.Contains(log.String(), "level=ERROR"), log.String())
		})
	}
}
