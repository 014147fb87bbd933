package main

import (
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// newEndpoint returns the handler of a server that signs at this time.
func newEndpoint(t *testing.T, seconds int64, allowed rights, log io.Writer) *endpoint {
	t.Helper()
	clock := zoomsig.ClockFunc(func() time.Time { return time.Unix(seconds, 999_999_999) })
	signer, err := zoomsig.NewSigner(testKey, testSecret, &zoomsig.Options{Clock: clock})
	require.NoError(t, err)
	return &endpoint{
		signer:       signer,
		authorize:    allowed.authorize,
		origins:      make(map[string]bool),
		originAdvice: "to allow it, start zoomsig serve with -origin",
		log:          slog.New(slog.NewTextHandler(log, nil)),
	}
}

func post(t *testing.T, e *endpoint, body string) reply {
	t.Helper()
	return decodeReply(t, send(e, http.MethodPost, "/", body, "Content-Type", "application/json"))
}

func TestEndpointGrants(t *testing.T) {
	const number = 83137961703
	participant := zoomsig.Claims{MeetingNumber: number}
	host := zoomsig.Claims{MeetingNumber: number, Role: zoomsig.RoleHost}
	off := zoomsig.Claims{MeetingNumber: number, VideoWebRTC: zoomsig.VideoWebRTCOff}
	on := zoomsig.Claims{MeetingNumber: number, VideoWebRTC: zoomsig.VideoWebRTCOn}
	tests := []struct {
		name, body string
		want       zoomsig.Claims
		lifetime   int // seconds
	}{
		{"Zoom's sample page", samplePage, participant, 7200},
		{"the example", exampleBody, participant, 7200},
		{"number with spaces", `{"meetingNumber":"831 3796 1703","role":0}`, participant, 7200},
		{"number as a JSON number", `{"meetingNumber":83137961703,"role":"0"}`, participant, 7200},
		{"host", `{"meetingNumber":"83137961703","role":1}`, host, 7200},
		{"host in a word", `{"meetingNumber":"83137961703","role":"host"}`, host, 7200},
		{"the last of two roles", `{"meetingNumber":"83137961703","role":0,"role":1}`, host, 7200},
		{"neither number nor role", `{}`, zoomsig.Claims{Native: true}, 7200},
		{"shortest", `{"expirationSeconds":1800}`, zoomsig.Claims{Native: true}, 1800},
		{"longest as a string", `{"expirationSeconds":"172800"}`, zoomsig.Claims{Native: true}, 172800},
		{"WebRTC off", `{"meetingNumber":"83137961703","role":0,"videoWebRtcMode":0}`, off, 7200},
		{"WebRTC on", `{"meetingNumber":"83137961703","role":0,"videoWebRtcMode":"1"}`, on, 7200},
		{"WebRTC null", `{"meetingNumber":"83137961703","role":0,"videoWebRtcMode":null}`, participant, 7200},
		{"unknown members", `{"meetingNumber":"83137961703","role":0,"userName":"Ana","x":{"role":1}}`, participant, 7200},
		{"similar names", `{"meetingNumber":"83137961703","meetingId":7,"ROLE":1,"role":0}`, participant, 7200},
		{"an escape in a name", `{"meetingNumber":"83137961703","r\u006fle":1}`, host, 7200},
		{"64 KiB", samplePage + strings.Repeat(" ", 65536-len(samplePage)), participant, 7200},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := newEndpoint(t, 1646937583, rights{host: true, native: true}, io.Discard)
			got := post(t, e, tt.body)
			require.Equal(t, http.StatusOK, got.status, got.Errors)
			assert.Equal(t, testKey, got.SDKKey)
			claims, err := e.signer.Verify(got.Signature)
			require.NoError(t, err)
			tt.want.SDKKey, tt.want.AppKey = testKey, testKey
			tt.want.IssuedAt = time.Unix(1646937553, 0).UTC()
			tt.want.ExpiresAt = tt.want.IssuedAt.Add(time.Duration(tt.lifetime) * time.Second)
			tt.want.TokenExpiresAt = tt.want.ExpiresAt
			assert.Equal(t, &tt.want, claims)
		})
	}
}

// rejection is a body with what the response says.
type rejection struct {
	body    string
	status  int
	reasons []string // the beginnings
}

func assertRejects(t *testing.T, tests []rejection) {
	t.Helper()
	for _, tt := range tests {
		t.Run(clip(tt.body), func(t *testing.T) {
			got := post(t, newEndpoint(t, 1646937583, rights{}, io.Discard), tt.body)
			assert.Equal(t, tt.status, got.status)
			require.Len(t, got.Errors, len(tt.reasons), got.Errors)
			for i, reason := range tt.reasons {
				assert.True(t, strings.HasPrefix(reason, got.Errors[i].Property+" "), got.Errors[i].Property)
				assert.True(t, strings.HasPrefix(got.Errors[i].Reason, reason), got.Errors[i].Reason)
			}
		})
	}
}

func TestEndpointRejectsBody(t *testing.T) {
	const object = `, expected a JSON object such as {"meetingNumber": "83137961703", "role": 0}`
	assertRejects(t, []rejection{
		{" \r\n", 400, []string{"body is empty" + object}},
		{`[object Object]`, 400, []string{"body is [object Object], which JavaScript makes of an object that did not go"}},
		{`""`, 400, []string{"body is an empty string" + object}},
		{`"{\"role\":0}"`, 400, []string{"body is a string that holds JSON, as if it went through JSON.stringify twice"}},
		{`"role"`, 400, []string{"body is a string" + object}},
		{`meetingNumber=83137961703&role=0`, 400, []string{"body is a form" + object}},
		{`{a=1}`, 400, []string{"body is not valid JSON" + object}},
		{`"a=1`, 400, []string{"body is not valid JSON" + object}},
		{`undefined`, 400, []string{"body is not valid JSON" + object}},
		{samplePage + samplePage, 400, []string{"body is not valid JSON" + object}},
		{strings.Repeat(`{"a":`, 10_000), 400, []string{"body is not valid JSON" + object}},
		{`[` + samplePage + `]`, 400, []string{"body is an array" + object}},
		{`null`, 400, []string{"body is null" + object}},
		{`0`, 400, []string{"body is not an object" + object}},
		{strings.Repeat(" ", 65537), 413, []string{"body is larger than 64 KiB"}},
	})
}

func TestEndpointRejectsClaims(t *testing.T) {
	const digits, role = "expected 9 to 11 digits, not starting with 0", "expected 0 (participant) or 1 (host)"
	const seconds, mode = "expected a whole number from 1800 to 172800", "expected 0 (off) or 1 (on)"
	const noNumber, noRole = "meetingNumber is missing, but role is given", "role is missing, but meetingNumber is given"
	const host = "role is 1 (host); to sign for hosts, start zoomsig serve with -allow-host"
	const native = "meetingNumber is missing; to sign without it, for native SDKs, start zoomsig serve with -allow-native"
	assertRejects(t, []rejection{
		{`{"role":0}`, 400, []string{noNumber}},
		{`{"meetingNumber":"83137961703"}`, 400, []string{noRole}},
		{`{"meeting_number":"83137961703","role":0}`, 400, []string{"meeting_number is unknown, expected meetingNumber"}},
		{`{"mn":1,"MN":1,"Mn":1,"meeting":1,"meetingId":1,"meeting number":1,"Role":0}`, 400,
			[]string{"MN is unknown, expected meetingNumber", "Role is unknown, expected role"}},
		{`{"meeting":1,"role":0}`, 400, []string{"meeting is unknown, expected meetingNumber"}},
		{`{"meetingId":1,"role":0}`, 400, []string{"meetingId is unknown, expected meetingNumber"}},
		{`{"Role ` + strings.Repeat("_", 64) + `":0}`, 400,
			[]string{"Role " + strings.Repeat("_", 59) + "... is unknown, expected role", noNumber}},
		{`{"meetingNumber":"83137961703","role":0,"expiration-seconds":3600}`, 400,
			[]string{"expiration-seconds is unknown, expected expirationSeconds"}},
		{`{"meetingNumber":"12345678","role":0}`, 400, []string{`meetingNumber is "12345678", ` + digits}},
		{`{"meetingNumber":"","role":0}`, 400, []string{`meetingNumber is "", ` + digits}},
		{`{"meetingNumber":null,"role":null}`, 400,
			[]string{`meetingNumber is null, ` + digits, "role is null, " + role}},
		{`{"meetingNumber":"83137961703","role":2}`, 400, []string{"role is 2, " + role}},
		{`{"meetingNumber":"83137961703","role":""}`, 400, []string{`role is "", ` + role}},
		{`{"expirationSeconds":1799}`, 400, []string{"expirationSeconds is 1799, " + seconds}},
		{`{"expirationSeconds":172801}`, 400, []string{"expirationSeconds is 172801, " + seconds}},
		{`{"expirationSeconds":1800.5}`, 400, []string{"expirationSeconds is 1800.5, " + seconds}},
		{`{"expirationSeconds":null}`, 400, []string{"expirationSeconds is null, " + seconds}},
		{`{"expirationSeconds":` + strings.Repeat("1", 65) + `}`, 400,
			[]string{"expirationSeconds is " + strings.Repeat("1", 64) + "..., " + seconds}},
		{`{"videoWebRtcMode":[],"expirationSeconds":{},"role":{},"meetingNumber":[]}`, 400,
			[]string{"meetingNumber is [], " + digits, "role is {}, " + role,
				"expirationSeconds is {}, " + seconds, "videoWebRtcMode is [], " + mode}},

		{`{"meetingNumber":"83137961703","role":1}`, 403, []string{host}},
		{`{}`, 403, []string{native}},
	})
	const asHost = `{"meetingNumber":"83137961703","role":1}`
	assert.Equal(t, 403, post(t, newEndpoint(t, 0, rights{host: true}, io.Discard), `{}`).status)
	assert.Equal(t, 403, post(t, newEndpoint(t, 0, rights{native: true}, io.Discard), asHost).status)
}

func TestEndpointHTTP(t *testing.T) {
	long := strings.Repeat("X", 65)
	tests := []struct {
		method, path, contentType string
		status                    int
		reason, allow             string
	}{
		{"POST", "/?x=1", "application/json; charset=utf-8", 200, "", ""},
		{"POST", "/", "application/x-www-form-urlencoded", 200, "", ""}, // plain curl -d
		{"POST", "/", "", 200, "", ""},
		{"POST", "/signature", "application/json", 404, `path is "/signature", expected /`, ""},
		{"GET", "/favicon.ico", "", 404, `path is "/favicon.ico", expected /`, ""},
		{"POST", "//", "application/json", 404, `path is "//", expected /`, ""},
		{"GET", "/", "", 405, `method is "GET", expected POST`, "OPTIONS, POST"},
		{long, "/", "", 405, `method is "` + long[1:] + `...", expected POST`, "OPTIONS, POST"},
	}
	for _, tt := range tests {
		t.Run(tt.method+tt.path, func(t *testing.T) {
			e := newEndpoint(t, 1646937583, rights{}, io.Discard)
			got := decodeReply(t, send(e, tt.method, tt.path, samplePage, "Content-Type", tt.contentType))
			assert.Equal(t, tt.status, got.status)
			assert.Equal(t, tt.allow, got.header.Get("Allow"))
			if tt.reason != "" {
				property, _, _ := strings.Cut(tt.reason, " ")
				assert.Equal(t, []problem{{Property: property, Reason: tt.reason}}, got.Errors)
			}
		})
	}
}

// The host of the requests is example.com: a page there has the same origin if its
// name now resolves to the loopback address, and is rejected all the same.
func TestEndpointOrigins(t *testing.T) {
	e := newEndpoint(t, 1646937583, rights{}, io.Discard)
	for _, origin := range []string{"https://app.example.com", "http://192.168.1.5:9999",
		"https://WWW.Example.com:443/", "http://www.example.com:80"} {
		require.NoError(t, addTo(e.origins)(origin))
	}
	ask := func(origin ...string) reply {
		var header []string
		for _, o := range origin {
			header = append(header, "Origin", o)
		}
		return decodeReply(t, send(e, http.MethodPost, "/", samplePage, header...))
	}
	for _, origin := range strings.Fields(`
		http://localhost:9999 http://localhost https://localhost:3000 http://app.localhost:9999 https://a.b.localhost
		http://127.0.0.1:9999 https://127.255.255.254 http://[::1]:9999
		https://app.example.com http://192.168.1.5:9999 https://www.example.com http://www.example.com`) {
		got := ask(origin)
		assert.Equal(t, http.StatusOK, got.status, origin)
		assert.Equal(t, origin, got.header.Get("Access-Control-Allow-Origin"))
		got = decodeReply(t, send(e, http.MethodGet, "/x", "", "Origin", origin))
		assert.Equal(t, origin, got.header.Get("Access-Control-Allow-Origin"), "a page may read why")
	}
	rejected := strings.Fields(`
		http://example.com http://app.example.com https://app.example.com:8443 https://app.example.com.evil.example
		https://evil-app.example.com http://192.168.1.5 http://evil.example http://localhost.evil.example
		http://evil-localhost https://www.example.com:443 http://127.0.0.1.evil.example http://[::1].evil.example
		http://localhost@evil.example http://localhost:9999@evil.example http://evil.example#http://localhost
		http://evil.example/localhost http://localhost:9999/ http://localhost:port http://126.255.255.255
		http://128.0.0.1 http://0.0.0.0:9999 http://[::2] http://[::] ftp://localhost chrome-extension://localhost
		localhost:9999 file:// null *`)
	for _, origin := range append(rejected, "", "http://localhost, http://evil.example") {
		got := ask(origin)
		assert.Equal(t, http.StatusForbidden, got.status, origin)
		assert.NotContains(t, got.header, "Access-Control-Allow-Origin")
		assert.Equal(t, "Origin", got.Errors[0].Property)
		assert.Contains(t, got.Errors[0].Reason, `Origin "`+origin+`" is not allowed; `)
	}
	two := ask("http://localhost", "http://evil.example")
	assert.Equal(t, http.StatusForbidden, two.status)
	assert.Contains(t, two.Errors[0].Reason, `Origin "http://localhost, http://evil.example" is not allowed; `)
	e.originAdvice = ""
	assert.Equal(t, `Origin "http://evil.example" is not allowed`, ask("http://evil.example").Errors[0].Reason)
	got := ask()
	assert.Equal(t, http.StatusOK, got.status, "no origin")
	assert.NotContains(t, got.header, "Access-Control-Allow-Origin")
}

func TestEndpointPreflight(t *testing.T) {
	e := newEndpoint(t, 1646937583, rights{}, io.Discard)
	const names = "Access-Control-Request-Headers"
	ask := func(header ...string) *http.Response {
		return send(e, http.MethodOptions, "/", "", append(header, "Access-Control-Request-Method", "POST")...)
	}
	common := http.Header{
		"Cache-Control": {"no-store"}, "Vary": {"Origin"}, "X-Content-Type-Options": {"nosniff"},
		"Allow": {"OPTIONS, POST"}, "Access-Control-Allow-Methods": {"POST"},
		"Access-Control-Allow-Headers": {"Authorization, Content-Type, *"},
	}
	got := ask()
	assert.Equal(t, http.StatusNoContent, got.StatusCode)
	assert.Equal(t, common, got.Header)

	got = ask("Origin", "http://localhost:9999", names, "x-"+strings.Repeat("x", 1000))
	assert.Equal(t, http.StatusNoContent, got.StatusCode)
	common.Set("Access-Control-Allow-Origin", "http://localhost:9999")
	assert.Equal(t, common, got.Header)

	got = ask("Origin", "http://evil.example", names, "content-type")
	assert.Equal(t, http.StatusForbidden, got.StatusCode)
	for name := range got.Header {
		assert.False(t, strings.HasPrefix(name, "Access-Control-"), name)
	}
}

func TestEndpointLog(t *testing.T) {
	var log strings.Builder
	e := newEndpoint(t, 1646937583, rights{}, &log)
	const rejected = `WARN msg="request rejected" method=`
	const advice = ` path=/ status=403 meeting="" reason="Origin \"%s\" is not allowed; `
	secret := strings.ReplaceAll(`{"meetingNumber":"*","role":"*","expirationSeconds":"*"}`, "*", testSecret)
	for _, tt := range []struct{ method, path, body, origin, want string }{
		{"POST", "/", samplePage, "", `INFO msg=request method=POST path=/ status=200 meeting=1703`},
		{"POST", "/", `{"meetingNumber":"12345670042","role":1}`, "", rejected + `POST path=/ status=403 meeting=0042 ` +
			`reason="role is 1 (host); to sign for hosts, start zoomsig serve with -allow-host"`},
		{"POST", "/", secret, "", rejected + `POST path=/ status=400 meeting="" reason="` +
			`meetingNumber is invalid, expected 9 to 11 digits, not starting with 0; ` +
			`role is invalid, expected 0 (participant) or 1 (host); ` +
			`expirationSeconds is invalid, expected a whole number from 1800 to 172800"`},
		{"GET", "/a%0Ab%22=/" + strings.Repeat("x", 1000) + "?" + testSecret, "", "", rejected +
			`GET path="/a\nb\"=/` + strings.Repeat("x", 57) + `..." status=404 meeting="" ` +
			`reason="path is \"/a\\nb\\\"=/` + strings.Repeat("x", 57) + `...\", expected /"`},
		{strings.Repeat("X", 65), "/", "", "", rejected + strings.Repeat("X", 64) + `... path=/ status=405 meeting="" ` +
			`reason="method is \"` + strings.Repeat("X", 64) + `...\", expected POST"`},
		{"OPTIONS", "/", "", "https://app.example.com:8443", rejected + "OPTIONS" +
			strings.Replace(advice, "%s", "https://app.example.com:8443", 1) +
			`to allow it, start zoomsig serve with -origin https://app.example.com:8443"`},
		{"OPTIONS", "/", "", "http://" + strings.Repeat("x", 1000), rejected + "OPTIONS" +
			strings.Replace(advice, "%s", "http://"+strings.Repeat("x", 57)+"...", 1) +
			`open the page at an http or https address"`},
	} {
		log.Reset()
		header := []string{"X-Secret", testSecret}
		if tt.origin != "" {
			header = append(header, "Origin", tt.origin)
		}
		send(e, tt.method, tt.path, tt.body, header...)
		_, got, _ := strings.Cut(log.String(), " level=")
		assert.Equal(t, tt.want+"\n", got)
	}
}

// A clock before 1970 is all that can be wrong with a request that was checked.
func TestEndpointClock(t *testing.T) {
	var log strings.Builder
	got := post(t, newEndpoint(t, 0, rights{}, &log), samplePage)
	assert.Equal(t, http.StatusInternalServerError, got.status)
	assert.Equal(t, []problem{{Property: "signature", Reason: "signature could not be made; see the log"}}, got.Errors)
	assert.Contains(t, log.String(), `level=ERROR msg="cannot sign" error="zoomsig: invalid claims: iat is -30, `)
}

// The program in testdata/backend is what a copy of handler.go needs. Its users have
// a session cookie.
func TestEndpointCopy(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles a program")
	}
	dir := t.TempDir()
	for _, file := range []string{"handler.go", "testdata/backend/main.go"} {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, filepath.Base(file)), text, 0o600))
	}
	library, err := filepath.Abs("../..")
	require.NoError(t, err)
	module := "module example.com/backend\n\ngo 1.21\n\nrequire github.com/zoomsig/zoomsig v0.0.0\n\n" +
		"replace github.com/zoomsig/zoomsig => " + library + "\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "go.mod"), []byte(module), 0o600))
	program := exec.Command("go", "run", "-mod=mod", ".")
	program.Dir = dir
	program.Env = append(os.Environ(), "GOPROXY=off", "GOWORK=off",
		"ZOOM_MEETING_SDK_KEY="+testKey, "ZOOM_MEETING_SDK_SECRET="+testSecret)
	output, err := program.CombinedOutput()
	require.NoError(t, err, string(output))
	assert.Equal(t, "no cookie: 403 user is not signed in\n"+
		"ana's cookie: 200 a signature\n"+
		"ana's cookie, as host: 403 role is 1 (host); only bob may be host\n", string(output))
}
