package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// asCommand makes the test binary the command, so that a test can start it.
const asCommand = "ZOOMSIG_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
	}
	os.Exit(m.Run())
}

const (
	testKey    = "abc123"
	testSecret = "SyntheticSecretOf36CharactersAbcd123"

	// Zoom's own example: its secret, a signature, and the time to sign at.
	zoomSecret     = "your-256-bit-secret"
	zoomReadmeTime = "2022-03-10T18:39:43Z"
	zoomReadme     = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9." +
		"eyJzZGtLZXkiOiJhYmMxMjMiLCJtbiI6IjEyMzQ1Njc4OSIsInJvbGUiOjAsImlhdCI6MTY0NjkzNzU1MywiZXhwIjoxNjQ2OTQ0NzUzLCJh" +
		"cHBLZXkiOiJhYmMxMjMiLCJ0b2tlbkV4cCI6MTY0Njk0NDc1M30.UcWxbWY-y22wFarBBc9i3lGQuZAsuUpl8GRR8wUah2M"

	// samplePage is what the page of Zoom's sample posts.
	samplePage = `{"meetingNumber":"83137961703","role":0}`
)

type result struct {
	stdout, stderr string
	code           int
}

// runCommand runs the command in this process.
func runCommand(t *testing.T, key, secret, stdin string, args ...string) result {
	t.Helper()
	t.Setenv("ZOOM_MEETING_SDK_KEY", key)
	t.Setenv("ZOOM_MEETING_SDK_SECRET", secret)
	var stdout, stderr strings.Builder
	code := run(args, strings.NewReader(stdin), &stdout, &stderr)
	return result{stdout.String(), stderr.String(), code}
}

// newCommand returns the command as a process of its own. Built with -race, it
// would wait a second before it ends.
func newCommand(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	binary, err := os.Executable()
	require.NoError(t, err)
	command := exec.Command(binary, args...)
	command.Env = append(os.Environ(), asCommand+"=1", "GORACE=atexit_sleep_ms=0",
		"ZOOM_MEETING_SDK_KEY="+testKey, "ZOOM_MEETING_SDK_SECRET="+testSecret)
	return command
}

// assertUsage: nothing on standard output, one line on standard error, exit 2.
func assertUsage(t *testing.T, got result, says string) {
	t.Helper()
	assert.Equal(t, 2, got.code)
	assert.Empty(t, got.stdout)
	assert.Regexp(t, "^zoomsig: [^\n]+\n$", got.stderr)
	assert.Equal(t, 1, strings.Count(got.stderr, "zoomsig: "), got.stderr)
	assert.Contains(t, got.stderr, says)
	assert.NotContains(t, got.stderr, testSecret)
}

// server is a running `zoomsig serve`.
type server struct {
	command  *exec.Cmd
	address  string
	stopping chan struct{} // closed when the log says so
	ended    chan struct{} // closed at the end of the log
	log      bytes.Buffer  // may be read when ended is closed
}

// startServer runs the command at a free port, and ends it with the test.
func startServer(t *testing.T, args ...string) *server {
	t.Helper()
	return start(t, newCommand(t, append([]string{"serve", "-addr", "127.0.0.1:0"}, args...)...))
}

func start(t *testing.T, command *exec.Cmd) *server {
	t.Helper()
	s := &server{command: command, stopping: make(chan struct{}), ended: make(chan struct{})}
	stderr, err := command.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	t.Cleanup(func() { s.stop(t) })
	listening := make(chan string, 1)
	go func() {
		defer close(s.ended)
		defer close(listening)
		for lines := bufio.NewScanner(stderr); lines.Scan(); {
			s.log.WriteString(lines.Text() + "\n")
			if _, address, found := strings.Cut(lines.Text(), "msg=listening addr="); found {
				listening <- address
			}
			if strings.Contains(lines.Text(), "msg=stopping") {
				close(s.stopping)
			}
		}
	}()
	s.address = <-listening
	if s.address == "" {
		<-s.ended
		require.Fail(t, "serve does not listen", s.log.String())
	}
	return s
}

// stop interrupts the command, unless it has ended, and returns its log.
func (s *server) stop(t *testing.T) string {
	t.Helper()
	if s.command.ProcessState == nil {
		if runtime.GOOS == "windows" {
			_ = s.command.Process.Kill()
		} else {
			_ = s.command.Process.Signal(os.Interrupt)
		}
		s.wait(t)
	}
	return s.log.String()
}

// wait: the command ends with exit code 0, and its log shows no secret, no
// signature, no data race and no panic.
func (s *server) wait(t *testing.T) {
	t.Helper()
	<-s.ended
	err := s.command.Wait()
	if runtime.GOOS != "windows" {
		assert.NoError(t, err)
	}
	for _, not := range []string{testSecret, "eyJ", "DATA RACE", "panic"} {
		assert.NotContains(t, s.log.String(), not)
	}
}

func (s *server) url() string { return "http://" + s.address + "/" }

// dial opens a connection that a server which does nothing will not keep
// forever.
func (s *server) dial(t *testing.T) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", s.address)
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	require.NoError(t, conn.SetDeadline(time.Now().Add(time.Minute)))
	return conn
}

func (s *server) post(t *testing.T, body string) reply {
	t.Helper()
	response, err := http.Post(s.url(), "application/json", strings.NewReader(body))
	require.NoError(t, err)
	defer response.Body.Close()
	return decodeReply(t, response)
}

// send sends a request to a handler. header has names and values in turn.
func send(handler http.Handler, method, path, body string, header ...string) *http.Response {
	request := httptest.NewRequest(method, path, strings.NewReader(body))
	for i := 0; i < len(header); i += 2 {
		request.Header.Add(header[i], header[i+1])
	}
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	return recorder.Result()
}

// reply is a response that has a body: either a signature or errors.
type reply struct {
	Signature string    `json:"signature"`
	SDKKey    string    `json:"sdkKey"`
	Errors    []problem `json:"errors"`
	status    int
	header    http.Header
}

// decodeReply checks what holds for every reply.
func decodeReply(t *testing.T, response *http.Response) (a reply) {
	t.Helper()
	a.status, a.header = response.StatusCode, response.Header
	decoder := json.NewDecoder(response.Body)
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(&a))
	assert.Equal(t, "application/json; charset=utf-8", a.header.Get("Content-Type"))
	assert.Equal(t, "no-store", a.header.Get("Cache-Control"))
	assert.Equal(t, "nosniff", a.header.Get("X-Content-Type-Options"))
	assert.NotContains(t, a.header, "Access-Control-Allow-Credentials")
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

// verify returns the claims of a signature that was made now.
func verify(t *testing.T, signature string) *zoomsig.Claims {
	t.Helper()
	signer, err := zoomsig.NewSigner(testKey, testSecret, nil)
	require.NoError(t, err)
	claims, err := signer.Verify(signature)
	require.NoError(t, err)
	return claims
}
