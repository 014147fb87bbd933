package page_test

import (
	"bufio"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestCORS requests a signature from zoomsig serve in pages of allowed, rejected and loopback origins. The browser
// sends a preflight first, since the body is JSON.
func TestCORS(t *testing.T) {
	pages := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<!doctype html><title>a page that joins</title>"))
	}))
	t.Cleanup(pages.Close)
	_, port, err := net.SplitHostPort(pages.Listener.Addr().String())
	require.NoError(t, err)
	endpoint := startServe(t, "-origin", "http://app.example.com:"+port)

	for _, tt := range []struct {
		host    string
		allowed bool
	}{
		{"app.example.com", true},
		{"evil.example.com", false},
		{"app.example.com.evil.example.com", false},
		{"localhost", true},
		{"127.0.0.1", true},
	} {
		t.Run(tt.host, func(t *testing.T) {
			proxy := &recorder{next: httputil.NewSingleHostReverseProxy(endpoint)}
			server := httptest.NewServer(proxy)
			t.Cleanup(server.Close)
			b := newTab(t)
			b.do(chromedp.Navigate("http://" + tt.host + ":" + port + "/"))
			got := b.text(`fetch(` + quote(server.URL) + `, {
				method: "POST",
				headers: { "Content-Type": "application/json" },
				body: JSON.stringify({ meetingNumber: "83137961703", role: 0 }),
			}).then((r) => r.text(), (e) => e.name)`)
			if !tt.allowed {
				assert.Equal(t, []string{"OPTIONS"}, proxy.methods())
				assert.Equal(t, "TypeError", got)
				return
			}
			assert.Equal(t, []string{"OPTIONS", "POST"}, proxy.methods())
			assert.Contains(t, got, `"signature":"eyJ`)
			assert.Contains(t, got, `"sdkKey":"abc123"`)
		})
	}
}

// recorder notes the method of each request before it passes the request on. Unlike the browser's events, which may be
// late, its notes are complete when the page has its response.
type recorder struct {
	next http.Handler

	mu       sync.Mutex
	received []string
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	r.mu.Lock()
	r.received = append(r.received, request.Method)
	r.mu.Unlock()
	r.next.ServeHTTP(w, request)
}

func (r *recorder) methods() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.received)
}

// startServe starts zoomsig serve on a free port, and returns its address.
func startServe(t *testing.T, args ...string) *url.URL {
	t.Helper()
	serve := exec.Command(command, append([]string{"serve", "-addr", "127.0.0.1:0"}, args...)...)
	serve.Env = []string{"ZOOM_MEETING_SDK_KEY=abc123", "ZOOM_MEETING_SDK_SECRET=a secret for this test"}
	log, err := serve.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, serve.Start())
	t.Cleanup(func() {
		_ = serve.Process.Kill()
		_ = serve.Wait()
	})
	lines := bufio.NewScanner(log)
	for lines.Scan() {
		if _, addr, found := strings.Cut(lines.Text(), "addr="); found {
			go func() {
				for lines.Scan() { // so that it is never blocked by its log
				}
			}()
			return &url.URL{Scheme: "http", Host: strings.Fields(addr)[0]}
		}
	}
	require.Fail(t, "zoomsig serve did not say where it listens")
	return nil
}
