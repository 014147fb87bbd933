package main

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// answer is the body of an answer, which has either a signature or errors.
type answer struct {
	Signature string    `json:"signature"`
	SDKKey    string    `json:"sdkKey"`
	Errors    []problem `json:"errors"`
	status    int
	header    http.Header
}

// decodeAnswer reads an answer that has a body, and checks what holds for all.
func decodeAnswer(t *testing.T, response *http.Response) (a answer) {
	t.Helper()
	defer response.Body.Close()
	a.status, a.header = response.StatusCode, response.Header
	decoder := json.NewDecoder(response.Body)
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(&a))
	assert.Equal(t, "application/json; charset=utf-8", a.header.Get("Content-Type"))
	assert.Equal(t, "no-store", a.header.Get("Cache-Control"))
	assert.Equal(t, "nosniff", a.header.Get("X-Content-Type-Options"))
	assert.Contains(t, a.header.Values("Vary"), "Origin")
	if a.status == http.StatusOK {
		assert.Equal(t, testKey, a.SDKKey)
		assert.Nil(t, a.Errors)
	} else {
		assert.Empty(t, a.Signature+a.SDKKey)
		assert.NotEmpty(t, a.Errors)
	}
	return a
}

// send sends a request. header has names and values in turn.
func (s *server) send(t *testing.T, method, path, body string, header ...string) *http.Response {
	t.Helper()
	request, err := http.NewRequest(method, "http://"+s.address+path, strings.NewReader(body))
	require.NoError(t, err)
	for i := 0; i < len(header); i += 2 {
		request.Header.Add(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	return response
}

func (s *server) post(t *testing.T, body string) answer {
	t.Helper()
	return decodeAnswer(t, s.send(t, http.MethodPost, "/", body, "Content-Type", "application/json"))
}

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

func TestServeRefuses(t *testing.T) {
	const wantObject, wantNumber = "one JSON object", "expected 9 to 11 digits"
	const wantRole, wantSeconds, wantMode = "expected 0 (participant) or 1 (host)", "want a whole number from 1800 to 172800", "want a whole number from 0 to 1"
	s := startServer(t)
	tests := []struct {
		name, body string
		status     int
		want       []problem // Reason is a part of it
	}{
		{"empty body", ``, 400, []problem{{"body", wantObject}}},
		{"no JSON", `meetingNumber=83137961703&role=0`, 400, []problem{{"body", wantObject}}},
		{"half an object", samplePage[:20], 400, []problem{{"body", wantObject}}},
		{"an array", `[` + samplePage + `]`, 400, []problem{{"body", wantObject}}},
		{"null", `null`, 400, []problem{{"body", wantObject}}},
		{"a string", `"role"`, 400, []problem{{"body", wantObject}}},
		{"two objects", samplePage + samplePage, 400, []problem{{"body", wantObject}}},
		{"something after it", samplePage + `}`, 400, []problem{{"body", wantObject}}},
		{"byte order mark", "\ufeff" + samplePage, 400, []problem{{"body", wantObject}}},
		{"no UTF-8", `{"meetingNumber":"83137961703","role":0,"userName":"` + "\xe4" + `"}`, 400, []problem{{"body", wantObject}}},
		{"very deep", strings.Repeat(`{"a":`, 10_000), 400, []problem{{"body", wantObject}}},
		{"over 64 KiB", samplePage + strings.Repeat(" ", 65537-len(samplePage)), 413, []problem{{"body", "over 64 KiB"}}},

		{"role without number", `{"role":0}`, 400, []problem{{"meetingNumber", "missing"}}},
		{"number without role", `{"meetingNumber":"83137961703"}`, 400, []problem{{"role", "missing"}}},
		{"ROLE is no role", `{"meetingNumber":"83137961703","ROLE":0}`, 400, []problem{{"role", "missing"}}},
		{"8 digits", `{"meetingNumber":"12345678","role":0}`, 400, []problem{{"meetingNumber", wantNumber}}},
		{"12 digits", `{"meetingNumber":123456789012,"role":0}`, 400, []problem{{"meetingNumber", wantNumber}}},
		{"empty number", `{"meetingNumber":"","role":0}`, 400, []problem{{"meetingNumber", wantNumber}}},
		{"null for a number", `{"meetingNumber":null,"role":0}`, 400, []problem{{"meetingNumber", wantNumber}}},
		{"a link", `{"meetingNumber":"https://zoom.us/j/83137961703","role":0}`, 400, []problem{{"meetingNumber", "which contains 'h'"}}},
		{"number with a fraction", `{"meetingNumber":83137961703.0,"role":0}`, 400, []problem{{"meetingNumber", wantNumber}}},
		{"role 2", `{"meetingNumber":"83137961703","role":2}`, 400, []problem{{"role", wantRole}}},
		{"role -1", `{"meetingNumber":"83137961703","role":-1}`, 400, []problem{{"role", wantRole}}},
		{"role in a word", `{"meetingNumber":"83137961703","role":"boss"}`, 400, []problem{{"role", wantRole}}},
		{"empty role", `{"meetingNumber":"83137961703","role":""}`, 400, []problem{{"role", `"", expected 0 (participant) or 1 (host)`}}},
		{"null for a role", `{"meetingNumber":"83137961703","role":null}`, 400, []problem{{"role", wantRole}}},
		{"true for a role", `{"meetingNumber":"83137961703","role":true}`, 400, []problem{{"role", wantRole}}},
		{"too short", `{"meetingNumber":"83137961703","role":0,"expirationSeconds":1799}`, 400, []problem{{"expirationSeconds", wantSeconds}}},
		{"too long", `{"meetingNumber":"83137961703","role":0,"expirationSeconds":172801}`, 400, []problem{{"expirationSeconds", wantSeconds}}},
		{"too long for 64 bits", `{"meetingNumber":"83137961703","role":0,"expirationSeconds":18446744073709553416}`, 400, []problem{{"expirationSeconds", wantSeconds}}},
		{"no lifetime", `{"meetingNumber":"83137961703","role":0,"expirationSeconds":0}`, 400, []problem{{"expirationSeconds", wantSeconds}}},
		{"a fraction", `{"meetingNumber":"83137961703","role":0,"expirationSeconds":1800.5}`, 400, []problem{{"expirationSeconds", wantSeconds}}},
		{"null for seconds", `{"meetingNumber":"83137961703","role":0,"expirationSeconds":null}`, 400, []problem{{"expirationSeconds", wantSeconds}}},
		{"seconds with a unit", `{"meetingNumber":"83137961703","role":0,"expirationSeconds":"1800s"}`, 400, []problem{{"expirationSeconds", wantSeconds}}},
		{"WebRTC 2", `{"meetingNumber":"83137961703","role":0,"videoWebRtcMode":2}`, 400, []problem{{"videoWebRtcMode", wantMode}}},
		{"null for WebRTC", `{"meetingNumber":"83137961703","role":0,"videoWebRtcMode":null}`, 400, []problem{{"videoWebRtcMode", wantMode}}},
		{"empty WebRTC", `{"meetingNumber":"83137961703","role":0,"videoWebRtcMode":""}`, 400, []problem{{"videoWebRtcMode", wantMode}}},
		{"a member twice", `{"meetingNumber":"83137961703","role":0,"r\u006fle":0}`, 400, []problem{{"role", "more than once"}}},
		{"all of them wrong", `{"videoWebRtcMode":[],"expirationSeconds":{},"role":"x","meetingNumber":"x"}`, 400,
			[]problem{{"meetingNumber", wantNumber}, {"role", wantRole}, {"expirationSeconds", wantSeconds}, {"videoWebRtcMode", wantMode}}},
		{"wrong and missing", `{"role":2,"expirationSeconds":1}`, 400,
			[]problem{{"role", wantRole}, {"meetingNumber", "missing"}, {"expirationSeconds", wantSeconds}}},

		{"host", `{"meetingNumber":"83137961703","role":1}`, 403, []problem{{"role", "-allow-host"}}},
		{"host as a string", `{"meetingNumber":"83137961703","role":"1"}`, 403, []problem{{"role", "-allow-host"}}},
		{"native", `{}`, 403, []problem{{"meetingNumber", "-allow-native"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := s.post(t, tt.body)
			assert.Equal(t, tt.status, got.status)
			require.Len(t, got.Errors, len(tt.want), got.Errors)
			for i, want := range tt.want {
				assert.Equal(t, want.Property, got.Errors[i].Property)
				assert.Contains(t, got.Errors[i].Reason, want.Reason)
				assert.NotContains(t, got.Errors[i].Reason, "zoomsig: ")
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
		property, allow                 string
	}{
		{"a query", "POST", "/?x=1", "application/json", 200, "", ""},
		{"charset", "POST", "/", "application/json; charset=utf-8", 200, "", ""},
		{"in capitals", "POST", "/", `Application/JSON;Charset="UTF-8"`, 200, "", ""},
		{"another charset", "POST", "/", "application/json; charset=iso-8859-1", 415, "Content-Type", ""},
		{"no content type", "POST", "/", "", 415, "Content-Type", ""},
		{"what a form sends", "POST", "/", "text/plain", 415, "Content-Type", ""},
		{"what begins alike", "POST", "/", "application/json-patch+json", 415, "Content-Type", ""},
		{"two types", "POST", "/", "application/json, text/plain", 415, "Content-Type", ""},
		{"another path", "POST", "/signature", "application/json", 404, "path", ""},
		{"another path, another method", "GET", "/favicon.ico", "", 404, "path", ""},
		{"two slashes", "POST", "//", "application/json", 404, "path", ""},
		{"GET", "GET", "/", "", 405, "method", "OPTIONS, POST"},
		{"PUT", "PUT", "/", "application/json", 405, "method", "OPTIONS, POST"},
		{"an unknown method", "SIGN", "/", "application/json", 405, "method", "OPTIONS, POST"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := decodeAnswer(t, s.send(t, tt.method, tt.path, samplePage, "Content-Type", tt.contentType))
			assert.Equal(t, tt.status, got.status)
			assert.Equal(t, tt.allow, got.header.Get("Allow"))
			if tt.property != "" {
				require.Len(t, got.Errors, 1)
				assert.Equal(t, tt.property, got.Errors[0].Property)
			}
		})
	}
	response := s.send(t, http.MethodHead, "/", "")
	assert.Equal(t, http.StatusMethodNotAllowed, response.StatusCode)
}

func TestServeOrigins(t *testing.T) {
	s := startServer(t, "-origin", "https://app.example.com", "-origin", "http://192.168.1.5:9999")
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

		{"http://app.example.com", false},
		{"https://app.example.com:8443", false},
		{"https://app.example.com.evil.example", false},
		{"https://evil-app.example.com", false},
		{"http://192.168.1.5", false},
		{"http://evil.example", false},
		{"http://localhost.evil.example", false},
		{"http://evil.localhost", false},
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
			status, refused, allowOrigin := http.StatusForbidden, http.StatusForbidden, ""
			if tt.allowed {
				status, refused, allowOrigin = http.StatusOK, http.StatusNotFound, tt.origin
			}
			got := decodeAnswer(t, s.send(t, "POST", "/", samplePage, "Content-Type", "application/json", "Origin", tt.origin))
			assert.Equal(t, status, got.status)
			assert.Equal(t, allowOrigin, got.header.Get("Access-Control-Allow-Origin"))
			got = decodeAnswer(t, s.send(t, "GET", "/x", "", "Origin", tt.origin))
			assert.Equal(t, refused, got.status)
			assert.Equal(t, allowOrigin, got.header.Get("Access-Control-Allow-Origin"), "a page may read why")
		})
	}
	one, evil := "http://localhost:9999", "http://evil.example"
	got := decodeAnswer(t, s.send(t, "POST", "/", samplePage, "Content-Type", "application/json", "Origin", one, "Origin", evil))
	assert.Equal(t, http.StatusForbidden, got.status, "two origins")
	assert.NotContains(t, got.header, "Access-Control-Allow-Origin")
	got = s.post(t, samplePage)
	assert.Equal(t, http.StatusOK, got.status, "no origin")
	assert.NotContains(t, got.header, "Access-Control-Allow-Origin")
}

// A page whose host name now leads to the loopback address is of the same
// origin as the endpoint, in its browser's eyes.
func TestServeReboundHost(t *testing.T) {
	s := startServer(t)
	request, err := http.NewRequest(http.MethodPost, s.url(), strings.NewReader(samplePage))
	require.NoError(t, err)
	request.Host = "evil.example:4000"
	request.Header.Set("Origin", "http://evil.example:4000")
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	assert.Equal(t, http.StatusForbidden, decodeAnswer(t, response).status)
}

func TestServePreflight(t *testing.T) {
	s := startServer(t)
	ask := func(origin, private string) *http.Response {
		response := s.send(t, http.MethodOptions, "/", "", "Origin", origin, "Access-Control-Request-Method", "POST",
			"Access-Control-Request-Headers", "content-type", "Access-Control-Request-Private-Network", private)
		response.Body.Close()
		return response
	}
	const private = "Access-Control-Allow-Private-Network"
	got := ask("http://localhost:9999", "true")
	assert.Equal(t, http.StatusNoContent, got.StatusCode)
	assert.Equal(t, "http://localhost:9999", got.Header.Get("Access-Control-Allow-Origin"))
	assert.Equal(t, "POST", got.Header.Get("Access-Control-Allow-Methods"))
	assert.Equal(t, "Content-Type", got.Header.Get("Access-Control-Allow-Headers"))
	assert.Equal(t, "true", got.Header.Get(private))
	assert.Equal(t, []string{"Origin", "Access-Control-Request-Private-Network"}, got.Header.Values("Vary"))
	assert.Empty(t, got.Header.Get("Content-Type"))
	assert.NotContains(t, ask("http://localhost:9999", "").Header, private)

	got = ask("http://evil.example", "true")
	assert.Equal(t, http.StatusForbidden, got.StatusCode)
	assert.Equal(t, "Origin", got.Header.Get("Vary"))
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
	s.post(t, `{"meetingNumber":"`+testSecret+`","role":0}`)
	s.send(t, "GET", "/a%0Ab%22=/"+strings.Repeat("x", 1000)+"?"+testSecret, "", "X-Secret", testSecret)
	s.send(t, strings.Repeat("X", 1000), "/", "")
	lines := strings.Split(strings.TrimSuffix(s.stop(t), "\n"), "\n")
	for i, want := range []string{
		`level=INFO msg=request method=POST path=/ status=200 duration=\S+ meeting=1703`,
		`level=INFO msg=request method=POST path=/ status=403 duration=\S+ meeting=0042`,
		`level=INFO msg=request method=POST path=/ status=400 duration=\S+ meeting=""`,
		`level=INFO msg=request method=GET path="/a\\nb\\"=/x{57}\.\.\." status=404 duration=\S+ meeting=""`,
		`level=INFO msg=request method=X{64}\.\.\. path=/ status=405 duration=\S+ meeting=""`,
	} {
		require.Greater(t, len(lines), i)
		assert.Regexp(t, `^time=\S+ `+want+`$`, lines[i])
	}
}

// endpointAt is the handler without a server, at a time of its own.
func endpointAt(t *testing.T, seconds int64, log io.Writer) *endpoint {
	clock := zoomsig.ClockFunc(func() time.Time { return time.Unix(seconds, 999_999_999) })
	signer, err := zoomsig.NewSigner(testKey, testSecret, nil)
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
		{"before 1970", `{"meetingNumber":"123456789","role":0}`, 0, 500, "see its log"},
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
