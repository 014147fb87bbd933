package page_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestSize keeps the download small: at most 1.2 MB in all, as gzip.
func TestSize(t *testing.T) {
	size := new(counter)
	for _, name := range []string{"index.html", "zoomsig.wasm"} {
		data, err := os.ReadFile(filepath.Join(site, name))
		require.NoError(t, err)
		w, err := gzip.NewWriterLevel(size, gzip.BestCompression)
		require.NoError(t, err)
		_, err = w.Write(data)
		require.NoError(t, err)
		require.NoError(t, w.Close())
		t.Logf("with %s: %d bytes", name, *size)
	}
	assert.LessOrEqual(t, int(*size), 1_200_000)
}

type counter int

func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }

func TestFiles(t *testing.T) {
	entries, err := os.ReadDir(site)
	require.NoError(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	assert.Equal(t, []string{"index.html", "zoomsig.wasm"}, names)
	data, err := os.ReadFile(filepath.Join(site, "index.html"))
	require.NoError(t, err)
	for _, word := range []string{"WASM_", "_HASH", "PAGE_VERSION"} {
		assert.NotContains(t, string(data), word)
	}
	assert.Contains(t, string(data), `Version: <span id="version">v1.2.3-test</span>.`)
	for _, name := range []string{"index.html", "page.js", "style.css"} {
		data, err := os.ReadFile(filepath.Join("..", name))
		require.NoError(t, err)
		for _, word := range []string{"innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "localStorage",
			"sessionStorage", "indexedDB", "cookie", "console.", "history.", "@import", "url(", "src=\"", "href=\"/"} {
			assert.NotContains(t, string(data), word, name)
		}
	}
}

// TestNothingLeaves uses everything on the page, and looks for requests and for the secret.
func TestNothingLeaves(t *testing.T) {
	var hits atomic.Int32 // on the server
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hits.Add(1)
		http.FileServer(http.Dir(site)).ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	b := newTab(t)
	b.do(chromedp.Navigate(server.URL))
	b.wait(`document.querySelector("#loading").hidden`)
	requests, _, _ := b.noted()
	var loaded []string
	for _, r := range requests {
		path, _, _ := strings.Cut(r, "?")
		loaded = append(loaded, path[strings.LastIndex(path, "/")+1:])
	}
	assert.Equal(t, []string{"", "zoomsig.wasm"}, loaded)
	address := b.text(`location.href`)

	const secret = "a-secret-that-no-example-has-0002"
	assert.Equal(t, "password", b.text(`document.getElementById("secret").type`))
	assert.Equal(t, "off", b.text(`document.getElementById("secret").autocomplete`))
	b.click("#more summary")
	b.enter("#secret", secret)
	b.enter("#key", "AbCdEfGhIjKlMnOpQrStUv")
	for _, signature := range []string{
		fromTheFuture, secret, token(`{"sdkKey":"` + secret + `"}`), "https://example.com/?signature=" + fromTheFuture,
		`{"signature":"` + fromTheFuture + `"}`, strings.Repeat("a", 1<<20),
	} {
		b.fill(map[string]string{"signature": signature, "secret": secret, "join-key": secret})
		assert.NotContains(t, b.text(`document.documentElement.outerHTML + document.body.innerText`), secret)
	}
	for _, script := range []string{
		`document.querySelectorAll("button").forEach((e) => e.id !== "clear" && e.click())`,
		`document.getElementById("secret").value = ` + quote(secret),
		`document.getElementById("secret").dispatchEvent(new Event("input"))`,
	} {
		b.exec(script)
	}
	b.do(chromedp.KeyEvent("\r"))

	assert.Equal(t, address, b.text(`location.href`))
	for _, kept := range []string{"localStorage", "sessionStorage", "document.cookie", "name"} {
		assert.Zero(t, eval[int](b, kept+".length"), kept)
	}
	assert.Equal(t, "null", b.text(`JSON.stringify(history.state)`))
	assert.Equal(t, 0, eval[int](b, `(async () => (await indexedDB.databases()).length + (await caches.keys()).length)()`))
	requests, console, dialogs := b.noted()
	assert.Len(t, requests, len(loaded), "no request after loading")
	assert.NotContains(t, strings.Join(console, "\n"), secret)
	for _, line := range console {
		assert.Contains(t, line, "Password field is not contained in a form", "Chromium's own remark is all")
	}
	assert.Empty(t, dialogs)

	// Not even this page's own server can be reached, nor a form sent, nor a picture loaded.
	for _, script := range []string{
		`fetch("zoomsig.wasm").then(() => true, () => false)`,
		`fetch("https://www.example.com/").then(() => true, () => false)`,
		`new Promise((resolve) => {
			const image = new Image();
			image.onload = () => resolve(true);
			image.onerror = () => resolve(false);
			image.src = "x.png";
		})`,
		`new Promise((resolve) => {
			const frame = document.createElement("iframe");
			frame.onload = () => resolve(frame.contentDocument?.title.includes("Zoom") ?? false);
			frame.src = "index.html";
			document.body.append(frame);
		})`,
		`navigator.sendBeacon("x", "y") && false`,
	} {
		assert.False(t, b.is(`(async () => { try { return await `+script+`; } catch { return false; } })()`), script)
	}
	assert.EqualValues(t, len(loaded), hits.Load())
}

// TestPolicy keeps the policy that applies while the page loads: no other style or script than the page's own, which
// the browser checks by their hashes.
func TestPolicy(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(site, "index.html"))
	require.NoError(t, err)
	hash := func(tag string) string {
		_, text, _ := strings.Cut(string(data), "<"+tag+">")
		text, _, found := strings.Cut(text, "</"+tag+">")
		require.True(t, found)
		sum := sha256.Sum256([]byte(text))
		return base64.StdEncoding.EncodeToString(sum[:])
	}
	assert.Contains(t, string(data), `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; `+
		`script-src 'sha256-`+hash("script")+`' 'wasm-unsafe-eval'; style-src 'sha256-`+hash("style")+`'; img-src data:; `+
		`connect-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'">`)
	for _, element := range []string{"script", "style", "link rel=\"stylesheet\""} {
		assert.LessOrEqual(t, strings.Count(string(data), "<"+element), 1)
	}
}

// TestTrustedTypes shows that no text can become markup or script.
func TestTrustedTypes(t *testing.T) {
	b := reusePage(t)
	for _, script := range []string{
		`document.body.innerHTML = "<b>"`,
		`document.createElement("script").textContent = "1"`,
	} {
		name := b.text(`(() => { try { ` + script + `; return ""; } catch (e) { return e.name; } })()`)
		assert.Equal(t, "TypeError", name, script)
	}
}

// TestFramed shows that the page asks for nothing inside a frame, where another page could lie on top of it.
func TestFramed(t *testing.T) {
	b := newTab(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/framing" {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, `<!doctype html><iframe src="/" width="800" height="600"></iframe>`)
			return
		}
		http.FileServer(http.Dir(site)).ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	b.do(chromedp.Navigate(server.URL + "/framing"))
	b.wait(`document.querySelector("iframe").contentDocument?.getElementById("framed")?.hidden === false`)
	const document = `document.querySelector("iframe").contentDocument`
	assert.Equal(t, 0, eval[int](b, document+`.querySelector("main").getClientRects().length`))
	assert.Equal(t, server.URL+"/", b.text(document+`.getElementById("alone").href`))
	requests, _, _ := b.noted()
	assert.NotContains(t, strings.Join(requests, "\n"), ".wasm")
}

// TestLeft shows that leaving the page empties it: neither the browser's cache of pages nor a restored session keeps
// what was entered.
func TestLeft(t *testing.T) {
	b := reusePage(t)
	b.fill(map[string]string{"signature": fromTheFuture, "key": "a key", "secret": "a secret", "at": rejectedAt})
	b.exec(`dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }))`)
	assert.Empty(t, b.held())
	assert.NotContains(t, b.text(`document.querySelector("main").textContent`), "85746065432")
	assert.NotContains(t, b.text(`document.querySelector("main").textContent`), "float32-time")
}

// TestMarkup shows that what a signature contains stays text.
func TestMarkup(t *testing.T) {
	b := openPage(t)
	elements := func() string {
		return b.text(`[...new Set([...document.querySelectorAll("body *")].map((e) => e.tagName))].sort().join()`)
	}
	tooShort := token(`{` + keys + `"iat":1690001506,"exp":1690001566,"tokenExp":1690001567,"x":[{}]}`)
	b.fill(map[string]string{"signature": tooShort, "at": rejectedAt})
	known := elements()
	for _, evil := range []string{
		`<img src=x onerror=alert(1)>`, `"></textarea><script>alert(1)</script>`, `&lt;svg onload=alert(1)&gt;`, `__proto__`,
	} {
		inJSON := strings.Trim(quote(evil), `"`)
		for _, signature := range []string{
			evil,
			token(`{"` + inJSON + `":1}`),
			token(`{` + keys + `"iat":"` + inJSON + `","exp":"` + inJSON + `","role":"` + inJSON + `"}`),
			token(`{"iat":{"` + inJSON + `":"` + inJSON + `"}}`),
			evil + fromTheFuture,
			`{"signature":"` + fromTheFuture + `","` + inJSON + `":1}`,
			"abc.83137961703." + evil + ".0.x",
		} {
			b.fill(map[string]string{"signature": signature, "key": evil, "error-code": evil, "join-key": evil,
				"join-meeting": evil, "at": rejectedAt})
			for _, tag := range strings.Split(elements(), ",") {
				assert.Contains(t, strings.Split(known, ","), tag, signature)
			}
			assert.NotEmpty(t, b.report().Summary, signature)
		}
		b.fill(map[string]string{"signature": fromTheFuture, "at": evil, "error-code": evil})
		assert.NotContains(t, b.text(`document.getElementById("more").innerHTML`), "<img")
	}
	_, console, dialogs := b.noted()
	assert.Empty(t, dialogs)
	for _, line := range console {
		assert.Contains(t, line, "Password field is not contained in a form")
	}
}

// TestWithout shows what the page says if it cannot check anything.
func TestWithout(t *testing.T) {
	const instead = "go run github.com/zoomsig/zoomsig/cmd/zoomsig@latest diagnose"
	t.Run("JavaScript", func(t *testing.T) {
		b := newTab(t)
		call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		b.do(chromedp.Navigate(servePage(t)))
		text := b.text(`document.body.innerText`)
		assert.Contains(t, text, "needs JavaScript and WebAssembly")
		assert.Contains(t, text, instead)
		assert.Contains(t, text, "download the command")
		assert.NotContains(t, text, "Loading")
	})
	for name, tt := range map[string]struct{ script, says string }{
		"WebAssembly": {`Object.defineProperty(window, "WebAssembly", { value: undefined })`, "does not support WebAssembly"},
		"connection":  {`window.fetch = () => Promise.reject(new TypeError("Failed to fetch"))`, "could not be loaded"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newTab(t)
			call(b, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: tt.script})
			b.do(chromedp.Navigate(servePage(t)))
			b.wait(`!document.getElementById("failure").hidden`)
			assert.Contains(t, b.text(`document.getElementById("failure").innerText`), tt.says)
			assert.Contains(t, b.text(`document.getElementById("failure").innerText`), instead)
			assert.True(t, b.is(`document.getElementById("loading").hidden`))
			assert.False(t, b.is(`fetch("index.html").then(() => true, () => false)`), "nothing can be requested")
		})
	}
	t.Run("the script", func(t *testing.T) {
		b := newTab(t)
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			page, err := os.ReadFile(filepath.Join(site, "index.html"))
			assert.NoError(t, err)
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write(bytes.Replace(page, []byte("<script>"), []byte("<script>alert(1);"), 1))
		}))
		t.Cleanup(server.Close)
		b.do(chromedp.Navigate(server.URL))
		b.wait(`getComputedStyle(document.getElementById("blocked")).visibility === "visible"`)
		assert.Contains(t, b.text(`document.getElementById("blocked").innerText`), instead)
		assert.False(t, b.visible("signature"))
	})
	for name, tt := range map[string]struct {
		status int
		says   string
	}{
		"the file":                {http.StatusNotFound, "404"},
		"WebAssembly in the file": {http.StatusOK, "could not be loaded"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newTab(t)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, ".wasm") {
					w.WriteHeader(tt.status)
					_, _ = io.WriteString(w, "<!doctype html>")
					return
				}
				http.FileServer(http.Dir(site)).ServeHTTP(w, r)
			}))
			t.Cleanup(server.Close)
			b.do(chromedp.Navigate(server.URL))
			b.wait(`!document.getElementById("failure").hidden`)
			assert.Contains(t, b.text(`document.getElementById("failure").innerText`), tt.says)
			assert.False(t, b.visible("signature"), "a field that does nothing")
		})
	}
}

// TestStopped shows that the page does not go on with an old diagnosis if the WebAssembly has stopped.
func TestStopped(t *testing.T) {
	b := openPage(t)
	b.fill(map[string]string{"signature": fromTheFuture, "at": rejectedAt})
	b.exec(`zoomsigDiagnose(undefined)`)
	b.wait(`!document.getElementById("failure").hidden`)
	assert.Equal(t, "", b.report().Verdict)
	assert.True(t, b.is(`document.getElementById("details").hidden`))
	b.fill(map[string]string{"signature": "x"})
	assert.Equal(t, "", b.report().Verdict)
}

// TestLoading holds the WebAssembly back half way: the progress is shown, and what was entered meanwhile is diagnosed.
func TestLoading(t *testing.T) {
	b := newTab(t)
	finish := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, ".wasm") {
			http.FileServer(http.Dir(site)).ServeHTTP(w, r)
			return
		}
		file, err := os.Open(filepath.Join(site, "zoomsig.wasm"))
		if !assert.NoError(t, err) {
			return
		}
		defer file.Close()
		_, _ = io.CopyN(w, file, 1<<21)
		w.(http.Flusher).Flush()
		<-finish
		_, _ = io.Copy(w, file)
	}))
	t.Cleanup(server.Close)
	b.do(chromedp.Navigate(server.URL))
	b.wait(`document.getElementById("progress").value === 1 << 21`)
	assert.True(t, b.is(`!document.getElementById("loading").hidden && document.getElementById("progress").max > 1 << 21`))
	b.fill(map[string]string{"signature": fromTheFuture, "at": rejectedAt})
	assert.Equal(t, "Checking as soon as the page has loaded …", b.report().Summary)
	close(finish)
	b.wait(`document.getElementById("loading").hidden`)
	assert.Equal(t, []string{"issued-in-future", "float32-time"}, b.codes())
}
