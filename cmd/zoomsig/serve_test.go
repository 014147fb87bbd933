package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

func TestServeUsage(t *testing.T) {
	// If one of these were accepted, serve would have nothing to listen with:
	// no machine has the address (RFC 5737), or there are no credentials.
	const nowhere = "-addr 192.0.2.1:0"
	const address, origin = ", expected host:port such as 127.0.0.1:4000", ", expected an http or https address without a path"
	tests := []struct{ name, key, secret, args, says string }{
		{"no key", "", testSecret, nowhere, "environment variable ZOOM_MEETING_SDK_KEY is not set; set it to the app's Client ID (or SDK Key)"},
		{"no secret", testKey, "", nowhere, "environment variable ZOOM_MEETING_SDK_SECRET is not set"},
		{"line break after secret", testKey, testSecret + "\n", nowhere, `the secret ends with '\n'`},
		{"address without port", "", "", "-addr 127.0.0.1", `-addr is "127.0.0.1"` + address},
		{"address without host", "", "", "-addr 4000", `-addr is "4000"` + address},
		{"no such port", "", "", "-addr 127.0.0.1:65536", `-addr is "127.0.0.1:65536"` + address},
		{"empty address", "", "", "-addr=", `-addr is ""` + address},
		{"long origin", "", "", "-origin " + strings.Repeat("x", 65), `-origin is "` + strings.Repeat("x", 64) + `..."` + origin},
		{"origin without scheme", "", "", "-origin app.example.com", `-origin is "app.example.com"` + origin},
		{"origin with another scheme", "", "", "-origin ftp://app.example.com", origin},
		{"origin with a path", "", "", "-origin https://app.example.com/page", origin},
		{"origin with two slashes", "", "", "-origin https://app.example.com//", origin},
		{"origin with a query", "", "", "-origin https://app.example.com?page", origin},
		{"origin with a user", "", "", "-origin https://ana@app.example.com", origin},
		{"origin without a number for a port", "", "", "-origin https://app.example.com:", origin},
		{"any origin", "", "", "-origin *", origin},
		{"any origin below a host", "", "", "-origin https://*.example.com", origin},
		{"no origin", "", "", "-origin=", origin},
		{"the second origin", "", "", "-origin https://app.example.com -origin null", origin},
		{"unknown flag", "", "", "-secret x", "flag provided but not defined: -secret"},
		{"argument", "", "", "4000", `serve takes no arguments, got "4000"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			args := append([]string{"serve"}, strings.Fields(tt.args)...)
			assertUsage(t, runCommand(t, tt.key, tt.secret, "", args...), tt.says)
		})
	}
}

// What is wrong with the credentials is in the log before serve listens.
func TestServeCredentials(t *testing.T) {
	tests := []struct {
		name, key, secret string
		problems          []string
	}{
		{"in order", testKey, testSecret, nil},
		{"placeholder", testKey, zoomSecret, []string{"placeholder-secret"}},
		{"one quote", testKey, `"` + testSecret, nil},
		{"first and last letter equal", testKey, "2" + testSecret[1:len(testSecret)-1] + "2", nil},
		{"nothing but a quote", testKey, `"`, nil},
		{"a quote before the key", `"` + testKey, testSecret, []string{"key-format"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if strings.Contains(os.Getenv("GODEBUG"), "fips140=only") && len(tt.secret) < 14 {
				t.Skip("crypto/hmac rejects a secret this short")
			}
			s := start(t, newCommand(tt.key, tt.secret, "serve", "-addr", "127.0.0.1:0"))
			before, _, _ := strings.Cut(s.stop(t), "msg=listening")
			assert.Equal(t, len(tt.problems), strings.Count(before, "level=WARN"), before)
			for _, problem := range tt.problems {
				assert.Regexp(t, `level=WARN msg="check the credentials" problem=`+problem+` hint="[A-Z].*\."`, before)
			}
		})
	}
	got := runCommand(t, testSecret, testSecret, "", "serve", "-addr", "192.0.2.1:0")
	assertUsage(t, got, "unusable credentials: the secret equals the key")
	got = runCommand(t, testKey, `"`+testSecret+`"`, "", "serve", "-addr", "192.0.2.1:0")
	assertUsage(t, got, "unusable credentials: the secret is in quotes, as copied from a .env file")
}

func TestServePortTaken(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	address := listener.Addr().String()
	got := runCommand(t, testKey, testSecret, "", "serve", "-addr", address)
	assert.Equal(t, 1, got.code)
	assert.Empty(t, got.stdout)
	assert.Regexp(t, "^zoomsig: listen tcp "+address+": [^\n]+ \\(use -addr to listen elsewhere\\)\n$", got.stderr)
}

// serve listens to other machines only if a flag says so.
func TestServeAddress(t *testing.T) {
	help := runCommand(t, "", "", "", "serve", "-h").stdout
	assert.Contains(t, help, `(default "127.0.0.1:4000")`)
	assert.NotContains(t, startServer(t).stop(t), "level=WARN")

	s := startServer(t, "-addr", "0.0.0.0:0")
	_, port, err := net.SplitHostPort(s.address)
	require.NoError(t, err)
	s.address = net.JoinHostPort("127.0.0.1", port)
	assert.Equal(t, http.StatusOK, s.post(t, samplePage).status)
	assert.Contains(t, s.stop(t), `level=WARN msg="listening on a non-loopback address: anyone who can reach it can get signatures"`)
}

// The request that was in progress when the signal came gets its response, and
// no other request is accepted.
func TestServeShutdown(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no process can send a signal to another here")
	}
	for _, stop := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		stop := stop
		t.Run(stop.String(), func(t *testing.T) {
			t.Parallel()
			if signal.Ignored(stop) {
				t.Skip("ignored here, as under nohup, and so by the server")
			}
			s := startServer(t)
			conn := s.dial(t)
			fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n",
				s.address, len(samplePage))
			reader := bufio.NewReader(conn)
			line, err := reader.ReadString('\n')
			require.NoError(t, err)
			require.Equal(t, "HTTP/1.1 100 Continue\r\n", line, "the handler reads the body")
			_, err = reader.ReadString('\n')
			require.NoError(t, err)
			io.WriteString(conn, samplePage[:9])

			require.NoError(t, s.command.Process.Signal(stop))
			select {
			case <-s.stopping:
			case <-s.ended:
				require.Fail(t, "serve ends without stopping", s.log.String())
			}
			for closed := false; !closed; {
				late, err := net.Dial("tcp", s.address)
				if closed = err != nil; !closed {
					late.Close()
				}
			}

			io.WriteString(conn, samplePage[9:])
			response, err := http.ReadResponse(reader, nil)
			require.NoError(t, err)
			assert.Equal(t, http.StatusOK, response.StatusCode)
			claims := verify(t, decodeReply(t, response).Signature)
			assert.Equal(t, zoomsig.MeetingNumber(83137961703), claims.MeetingNumber)
			s.wait(t)
			assert.Contains(t, s.log.String(), "method=POST path=/ status=200")
		})
	}
}

// The second signal ends a command that waits for a request.
func TestServeSecondSignal(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no process can send a signal to another here")
	}
	command := newCommand(testKey, testSecret, "serve", "-addr", "127.0.0.1:0")
	s := start(t, command)
	conn := s.dial(t)
	fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n")
	_, err := bufio.NewReader(conn).ReadString('\n')
	require.NoError(t, err, "the handler reads the body")
	require.NoError(t, command.Process.Signal(os.Interrupt))
	<-s.stopping
	require.NoError(t, command.Process.Signal(os.Interrupt))
	<-s.ended
	var exit *exec.ExitError
	require.ErrorAs(t, command.Wait(), &exit)
	assert.Equal(t, -1, exit.ExitCode(), "ended by a signal")
}

// nohup keeps the command running when its terminal is closed.
func TestServeNohup(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no process can send a signal to another here")
	}
	command := newCommand(testKey, testSecret)
	command.Path, command.Args = "/bin/sh", []string{"sh", "-c", `trap "" HUP; exec "$0" serve -addr 127.0.0.1:0`, binary}
	s := start(t, command)
	require.NoError(t, command.Process.Signal(syscall.SIGHUP))
	assert.Equal(t, http.StatusOK, s.post(t, samplePage).status)
}

func TestServeBreaks(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	err = serveUntilStopped(listener, http.NotFoundHandler(), slog.New(slog.NewTextHandler(io.Discard, nil)))
	assert.ErrorIs(t, err, net.ErrClosed)
}

// One byte a second, in the header and in the body, does not hold a connection
// open for more than the five seconds of the timeouts, and neither does silence
// after a request.
func TestServeSlowClient(t *testing.T) {
	const post = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
	const incomplete = `{"errors":[{"property":"body","reason":"body is incomplete or arrived too slowly"}]}`
	for name, tt := range map[string]struct{ begin, drip, status, body string }{
		"header": {"POST / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", " ", "", ""},
		"body":   {post + "1000\r\n\r\n" + samplePage, " ", "HTTP/1.1 400 Bad Request\r\n", incomplete},
		"idle":   {post + strconv.Itoa(len(samplePage)) + "\r\n\r\n" + samplePage, "", "HTTP/1.1 200 OK\r\n", ""},
	} {
		tt := tt
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn := startServer(t).dial(t)
			io.WriteString(conn, tt.begin)
			var response strings.Builder
			closed := make(chan error)
			go func() {
				_, err := io.Copy(&response, conn)
				closed <- err
			}()
			tick := time.NewTicker(time.Second)
			defer tick.Stop()
			for {
				select {
				case <-tick.C:
					io.WriteString(conn, tt.drip)
				case err := <-closed:
					assert.False(t, errors.Is(err, os.ErrDeadlineExceeded), "not closed in a minute")
					assert.True(t, strings.HasPrefix(response.String(), tt.status), response.String())
					assert.Contains(t, response.String(), tt.body)
					return
				}
			}
		})
	}
}

func TestServeBodyWithoutEnd(t *testing.T) {
	s := startServer(t)
	for name, header := range map[string]string{
		"chunks":           "Transfer-Encoding: chunked",
		"a length that is": "Content-Length: 1000000000000",
	} {
		t.Run(name, func(t *testing.T) {
			conn := s.dial(t)
			fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n%s\r\n\r\n", header)
			go func() {
				for err := error(nil); err == nil; {
					_, err = io.WriteString(conn, "400\r\n"+strings.Repeat(" ", 0x400)+"\r\n")
				}
			}()
			response, err := http.ReadResponse(bufio.NewReader(conn), nil)
			require.NoError(t, err)
			assert.Equal(t, http.StatusRequestEntityTooLarge, response.StatusCode)
			assert.Equal(t, "body", decodeReply(t, response).Errors[0].Property)
			assert.True(t, response.Close)
		})
	}
}

// halfBody begins a body, and then its request is cancelled.
type halfBody struct {
	ctx    context.Context
	cancel func()
	begun  bool
}

func (b *halfBody) Read(buffer []byte) (int, error) {
	if !b.begun {
		b.begun = true
		return copy(buffer, samplePage[:9]), nil
	}
	b.cancel()
	return 0, b.ctx.Err()
}

// Requests that are cancelled half way get no signature and leave nothing
// behind that the others, or the end, would wait for.
func TestServeCancelledRequests(t *testing.T) {
	s := startServer(t)
	var group sync.WaitGroup
	for i := 0; i < 100; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			ctx, cancel := context.WithCancel(context.Background())
			request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url(), &halfBody{ctx: ctx, cancel: cancel})
			if assert.NoError(t, err) {
				request.Header.Set("Content-Type", "application/json")
				_, err = http.DefaultClient.Do(request)
				assert.ErrorIs(t, err, context.Canceled)
			}
		}()
	}
	group.Wait()
	assert.Equal(t, http.StatusOK, s.post(t, samplePage).status)
	log := s.stop(t)
	assert.Equal(t, 1, strings.Count(log, "status=200"), log)
	assert.NotContains(t, log, "status=500")
}

// exchange sends a request on a connection of its own and returns the response,
// or nothing if the connection was broken.
func exchange(address, request string) []byte {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil
	}
	defer conn.Close()
	io.WriteString(conn, request)
	response, err := io.ReadAll(conn)
	if err != nil {
		return nil
	}
	return response
}

func TestServeConcurrentRequests(t *testing.T) {
	const requests = 2000
	s := startServer(t, "-allow-host")
	responses := make([][]byte, requests)
	var group sync.WaitGroup
	for i := range responses {
		i := i
		body := fmt.Sprintf(`{"meetingNumber":%d,"role":%d,"expirationSeconds":%d}`, 123450000+i, i%2, 1800+i)
		request := fmt.Sprintf("POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
		group.Add(1)
		go func() {
			defer group.Done()
			// On a busy machine, some of them run into the timeouts.
			for try := 0; try < 10 && len(responses[i]) == 0; try++ {
				responses[i] = exchange(s.address, request)
			}
		}()
	}
	group.Wait()
	for i, text := range responses {
		response, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(text)), nil)
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, response.StatusCode)
		claims := verify(t, decodeReply(t, response).Signature)
		assert.Equal(t, zoomsig.MeetingNumber(123450000+i), claims.MeetingNumber)
		assert.Equal(t, zoomsig.Role(i%2), claims.Role)
		assert.Equal(t, time.Duration(1800+i)*time.Second, claims.ExpiresAt.Sub(claims.IssuedAt))
	}
	log := s.stop(t)
	granted := strings.Count(log, "msg=request method=POST path=/ status=200 ")
	assert.GreaterOrEqual(t, granted, requests)
	assert.Equal(t, granted, strings.Count(log, "msg=request"))
}
