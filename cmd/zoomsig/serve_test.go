package main

import (
	"bufio"
	"bytes"
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

// Each of these fails before serve reads the credentials, which are missing.
func TestServeUsage(t *testing.T) {
	const address = ", expected host:port such as 127.0.0.1:4000"
	const origin = ", expected an http or https address without a path"
	for args, says := range map[string]string{
		"-addr 127.0.0.1":                              `-addr is "127.0.0.1"` + address,
		"-addr 4000":                                   `-addr is "4000"` + address,
		"-addr 127.0.0.1:65536":                        `-addr is "127.0.0.1:65536"` + address,
		"-addr=":                                       `-addr is ""` + address,
		"-origin " + strings.Repeat("x", 65):           `-origin is "` + strings.Repeat("x", 64) + `..."` + origin,
		"-addr " + strings.Repeat("x", 65):             `-addr is "` + strings.Repeat("x", 64) + `..."` + address,
		"-origin app.example.com":                      `-origin is "app.example.com"` + origin,
		"-origin ftp://app.example.com":                origin,
		"-origin https://app.example.com/page":         origin,
		"-origin https://app.example.com//":            origin,
		"-origin https://app.example.com?page":         origin,
		"-origin https://ana@app.example.com":          origin,
		"-origin https://app.example.com:":             origin,
		"-origin *":                                    origin,
		"-origin https://*.example.com":                origin,
		"-origin=":                                     origin,
		"-origin https://app.example.com -origin null": origin,
	} {
		assertUsage(t, runCommand(t, "", "", "", append([]string{"serve"}, strings.Fields(args)...)...), says)
	}
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

// Its first lines say where it is, and how to try it.
func TestServeAddress(t *testing.T) {
	assert.Contains(t, runCommand(t, "", "", "", "serve", "-h").stdout, `(default "127.0.0.1:4000")`)
	first := startServer(t)
	log := first.stop(t)
	assert.NotContains(t, log, "level=WARN")
	const announced = "\nzoomsig: serving http://ADDRESS/ until Ctrl-C is pressed. Try it:\n\n" +
		`  curl -d '{"meetingNumber": "83137961703", "role": 0}' http://ADDRESS/` + "\n\n"
	assert.Contains(t, log, strings.ReplaceAll(announced, "ADDRESS", first.address))

	s := start(t, newCommand(t, "serve", "-addr", "0.0.0.0:0", "-allow-host", "-allow-native"))
	_, port, err := net.SplitHostPort(s.address)
	require.NoError(t, err)
	s.address = net.JoinHostPort("127.0.0.1", port)
	claims := verify(t, s.post(t, `{"meetingNumber":"83137961703","role":1}`).Signature)
	assert.Equal(t, zoomsig.RoleHost, claims.Role)
	assert.True(t, verify(t, s.post(t, `{}`).Signature).Native)
	log = s.stop(t)
	assert.Contains(t, log, strings.ReplaceAll(announced, "ADDRESS", s.address))
	assert.Contains(t, log,
		`level=WARN msg="listening on a non-loopback address: anyone who can reach it can get signatures"`)
}

// beginPost sends a request up to the middle of its body, which the handler waits for.
func beginPost(t *testing.T, s *server) (net.Conn, *bufio.Reader) {
	t.Helper()
	conn := s.dial(t)
	fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n",
		len(samplePage))
	reader := bufio.NewReader(conn)
	line, err := reader.ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "HTTP/1.1 100 Continue\r\n", line)
	_, err = reader.ReadString('\n')
	require.NoError(t, err)
	io.WriteString(conn, samplePage[:9])
	return conn, reader
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
			conn, reader := beginPost(t, s)
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
	s := startServer(t)
	beginPost(t, s)
	require.NoError(t, s.command.Process.Signal(os.Interrupt))
	<-s.stopping
	require.NoError(t, s.command.Process.Signal(os.Interrupt))
	<-s.ended
	var exit *exec.ExitError
	require.ErrorAs(t, s.command.Wait(), &exit)
	assert.Equal(t, -1, exit.ExitCode(), "ended by a signal")
}

// nohup keeps the command running when its terminal is closed.
func TestServeNohup(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no process can send a signal to another here")
	}
	command := newCommand(t)
	command.Args = []string{"sh", "-c", `trap "" HUP; exec "$0" serve -addr 127.0.0.1:0`, command.Path}
	command.Path = "/bin/sh"
	s := start(t, command)
	require.NoError(t, command.Process.Signal(syscall.SIGHUP))
	assert.Equal(t, http.StatusOK, s.post(t, samplePage).status)
}

func TestServeBreaks(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	err = serveUntilStopped(listener, newServer(http.NotFoundHandler(), patience), log, io.Discard)
	assert.ErrorIs(t, err, net.ErrClosed)
}

// oneConn is a listener with one connection.
type oneConn chan net.Conn

func (l oneConn) Accept() (net.Conn, error) {
	if conn, open := <-l; open {
		return conn, nil
	}
	return nil, net.ErrClosed
}
func (l oneConn) Close() error   { return nil }
func (l oneConn) Addr() net.Addr { return &net.TCPAddr{} }

// serveOn serves one connection, which the server closes.
func serveOn(t *testing.T, conn net.Conn) {
	t.Helper()
	server := newServer(newEndpoint(t, 1646937583, rights{}, io.Discard), time.Hour)
	listener := make(oneConn)
	go func() { _ = server.Serve(listener) }()
	listener <- conn
	close(listener)
}

// stalledClient is the server's end of a connection to a client that sends a request
// and then nothing, and does not read if isDeaf is true. Every deadline is over at
// once; without one, the server waits.
type stalledClient struct {
	net.Conn
	isDeaf bool
	closed chan struct{}

	mu          sync.Mutex
	changed     sync.Cond // with mu: one of the fields below
	request     *strings.Reader
	response    bytes.Buffer
	read, write time.Time // deadlines
}

func newStalledClient(request string, isDeaf bool) *stalledClient {
	c := &stalledClient{request: strings.NewReader(request), isDeaf: isDeaf, closed: make(chan struct{})}
	c.changed.L = &c.mu
	return c
}

func (c *stalledClient) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n, err := c.request.Read(p); err == nil {
		return n, nil
	}
	for c.read.IsZero() {
		c.changed.Wait()
	}
	return 0, os.ErrDeadlineExceeded
}

func (c *stalledClient) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.isDeaf {
		return c.response.Write(p)
	}
	for c.write.IsZero() {
		c.changed.Wait()
	}
	return 0, os.ErrDeadlineExceeded
}

func (c *stalledClient) set(deadline *time.Time, at time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	*deadline = at
	c.changed.Broadcast()
	return nil
}

func (c *stalledClient) SetReadDeadline(at time.Time) error  { return c.set(&c.read, at) }
func (c *stalledClient) SetWriteDeadline(at time.Time) error { return c.set(&c.write, at) }
func (c *stalledClient) RemoteAddr() net.Addr                { return &net.TCPAddr{} }
func (c *stalledClient) LocalAddr() net.Addr                 { return &net.TCPAddr{} }
func (c *stalledClient) Close() error                        { close(c.closed); return nil }

// Whoever sends or reads too slowly loses the connection, and so does whoever does
// nothing more after a request.
func TestServeSlowClient(t *testing.T) {
	const post = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
	whole := post + strconv.Itoa(len(samplePage)) + "\r\n\r\n" + samplePage
	const incomplete = `{"errors":[{"property":"body","reason":"body is incomplete or arrived too slowly"}]}`
	for name, tt := range map[string]struct {
		request      string
		isDeaf       bool
		status, body string
	}{
		"header":        {"POST / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", false, "", ""},
		"body":          {post + "1000\r\n\r\n" + samplePage, false, "HTTP/1.1 400 Bad Request\r\n", incomplete},
		"idle":          {whole, false, "HTTP/1.1 200 OK\r\n", `"signature":"eyJ`},
		"does not read": {whole, true, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			conn := newStalledClient(tt.request, tt.isDeaf)
			serveOn(t, conn)
			select {
			case <-conn.closed:
			case <-time.After(time.Minute):
				require.Fail(t, "the server still waits")
			}
			conn.mu.Lock()
			defer conn.mu.Unlock()
			assert.True(t, strings.HasPrefix(conn.response.String(), tt.status), conn.response.String())
			assert.Contains(t, conn.response.String(), tt.body)
		})
	}
}

func TestServeLargeRequest(t *testing.T) {
	const begin = "POST / HTTP/1.1\r\nHost: localhost\r\n"
	for request, status := range map[string]string{
		begin + "X: " + strings.Repeat("x", 15_000) + "\r\nContent-Length: 0\r\n\r\n":       "HTTP/1.1 400 ",
		begin + "X: " + strings.Repeat("x", 21_000) + "\r\nContent-Length: 0\r\n\r\n":       "HTTP/1.1 431 ",
		begin + "Content-Length: 1000000000000\r\n\r\n" + strings.Repeat(" ", 70_000):       "HTTP/1.1 413 ",
		begin + "Transfer-Encoding: chunked\r\n\r\n11111\r\n" + strings.Repeat(" ", 70_000): "HTTP/1.1 413 ",
	} {
		client, conn := net.Pipe()
		serveOn(t, conn)
		go io.WriteString(client, request)
		line, err := bufio.NewReader(client).ReadString('\n')
		require.NoError(t, err)
		assert.True(t, strings.HasPrefix(line, status), line)
		client.Close()
	}
}

func TestServeConcurrentRequests(t *testing.T) {
	e := newEndpoint(t, 1646937583, rights{host: true}, io.Discard)
	var group sync.WaitGroup
	for i := 0; i < 200; i++ {
		i := i
		group.Add(1)
		go func() {
			defer group.Done()
			body := fmt.Sprintf(`{"meetingNumber":%d,"role":%d,"expirationSeconds":%d}`, 123450000+i, i%2, 1800+i)
			claims, err := e.signer.Verify(post(t, e, body).Signature)
			if assert.NoError(t, err) {
				assert.Equal(t, zoomsig.MeetingNumber(123450000+i), claims.MeetingNumber)
				assert.Equal(t, zoomsig.Role(i%2), claims.Role)
				assert.Equal(t, time.Duration(1800+i)*time.Second, claims.ExpiresAt.Sub(claims.IssuedAt))
			}
		}()
	}
	group.Wait()
}
