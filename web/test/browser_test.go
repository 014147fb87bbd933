package page_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

var (
	site    string          // the directory of the built page
	command string          // the built command
	browser context.Context // the browser that all tests share
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

// run builds the page and the command, and starts the browser.
func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "zoomsig-page-")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	site, command = filepath.Join(dir, "site"), filepath.Join(dir, "zoomsig")
	for _, args := range [][]string{
		{"../build", site, "v1.2.3-test"},
		{"go", "build", "-C", "../..", "-buildvcs=false", "-o", command, "./cmd/zoomsig"},
	} {
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			log.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	var path string
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err = exec.LookPath(name); err == nil {
			break
		}
	}
	if err != nil {
		log.Fatal("no Chromium found: install it, or set CHROMIUM to its path")
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path),
		chromedp.WindowSize(1280, 900),
		chromedp.Flag("host-resolver-rules", "MAP *.example.com 127.0.0.1"),
	}
	for _, flag := range []string{
		"headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
		"disable-component-update", "disable-sync", "disable-dev-shm-usage", "no-proxy-server",
	} {
		options = append(options, chromedp.Flag(flag, true))
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	defer stop()
	var quit context.CancelFunc
	browser, quit = chromedp.NewContext(allocator)
	defer quit()
	if err := chromedp.Do(browser); err != nil {
		log.Fatal(err)
	}
	return m.Run()
}

// tab is a tab of the browser, and what it did.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	requests []string // "POST http://…"
	console  []string // what was logged, thrown or blocked
	dialogs  []string
}

func newTab(t *testing.T) *tab {
	t.Helper()
	ctx, closeTab := chromedp.NewContext(browser)
	t.Cleanup(closeTab)
	require.NoError(t, chromedp.Do(ctx))
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	t.Cleanup(cancel)
	return watch(t, ctx)
}

// watch notes what the tab of a context does.
func watch(t *testing.T, ctx context.Context) *tab {
	t.Helper()
	b := &tab{t: t, ctx: ctx}
	require.NoError(t, chromedp.Listen(ctx, b.note))
	call(b, network.Enable, network.EnableParams{})
	call(b, runtime.Enable, cdp.Empty{})
	call(b, cdplog.Enable, cdp.Empty{})
	return b
}

func (b *tab) note(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, e.Request.Method+" "+e.Request.URL)
	case *runtime.EventConsoleAPICalled:
		text := string(e.Type)
		for _, arg := range e.Args {
			text += fmt.Sprintf(" %s%s", arg.Value, arg.Description)
		}
		b.console = append(b.console, text)
	case *runtime.EventExceptionThrown:
		b.console = append(b.console, e.ExceptionDetails.Text)
	case *cdplog.EventEntryAdded:
		b.console = append(b.console, e.Entry.Text)
	case *page.EventJavascriptDialogOpening:
		b.dialogs = append(b.dialogs, e.Message)
	}
}

// noted returns what the tab did until now.
func (b *tab) noted() (requests, console, dialogs []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.requests), slices.Clone(b.console), slices.Clone(b.dialogs)
}

// do runs actions in the tab.
func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Do(b.ctx, actions...))
}

// eval evaluates JavaScript in the tab, as if the user had clicked.
func eval[T any](b *tab, script string) T {
	b.t.Helper()
	asUser := func(p *runtime.EvaluateParams) {
		yes := true
		p.UserGesture = &yes
	}
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise, asUser))
	require.NoError(b.t, err, script)
	return value
}

// content is the text of the element with this id, also if it cannot be seen; visible is whether it can.
func (b *tab) content(id string) string {
	b.t.Helper()
	return b.text(`document.getElementById(` + quote(id) + `).textContent`)
}

func (b *tab) visible(id string) bool {
	b.t.Helper()
	return b.is(`document.getElementById(` + quote(id) + `).checkVisibility()`)
}

// exec executes a statement.
func (b *tab) exec(script string) { b.t.Helper(); eval[chromedp.Void](b, script) }

func (b *tab) is(script string) bool     { b.t.Helper(); return eval[bool](b, script) }
func (b *tab) text(script string) string { b.t.Helper(); return eval[string](b, script) }

// focus, click and enter do what a user does. chromedp's own actions wait with a function made of a text, which the
// page's policy forbids, as chromedp.Poll does.
func (b *tab) focus(selector string) {
	b.t.Helper()
	require.True(b.t, b.is(`(() => {
		const e = document.querySelector(`+quote(selector)+`);
		e.focus();
		return e === document.activeElement;
	})()`), selector)
}

func (b *tab) click(selector string) {
	b.t.Helper()
	at := eval[[]float64](b, `(() => {
		const e = document.querySelector(`+quote(selector)+`);
		e.scrollIntoView({ block: "nearest" });
		const r = e.getBoundingClientRect();
		return [r.x + r.width / 2, r.y + r.height / 2];
	})()`)
	b.do(chromedp.MouseClickXY(at[0], at[1]))
}

func (b *tab) enter(selector, text string) {
	b.t.Helper()
	b.focus(selector)
	if b.is(`document.activeElement.tagName === "SELECT"`) {
		b.do(chromedp.KeyEvent(text))
		return
	}
	call(b, input.InsertText, input.InsertTextParams{Text: text})
}

// allowClipboard lets scripts read and write the clipboard.
func (b *tab) allowClipboard() {
	b.t.Helper()
	for _, permission := range []string{"clipboard-read", "clipboard-write"} {
		call(b, cdpbrowser.SetPermission, cdpbrowser.SetPermissionParams{
			Permission: &cdpbrowser.PermissionDescriptor{Name: permission},
			Setting:    cdpbrowser.PermissionSettingGranted,
		})
	}
}

// wait waits until JavaScript is true.
func (b *tab) wait(script string) {
	b.t.Helper()
	require.True(b.t, b.is(`new Promise((resolve) => {
		const check = () => (`+script+`) ? resolve(true) : setTimeout(check, 20);
		check();
	})`), script)
}

// openPage opens the page, from a folder of a server, and waits until it is ready.
func openPage(t *testing.T, before ...chromedp.Action[chromedp.Void]) *tab {
	t.Helper()
	b := newTab(t)
	b.do(before...)
	b.do(chromedp.Navigate(servePage(t)))
	b.wait(`document.querySelector("#loading").hidden`)
	require.True(t, b.is(`document.querySelector("#failure").hidden`), "the page reports a failure")
	return b
}

// reusePage returns a page that is as when it was opened, but may be that of the tests before: opening one takes a
// second.
func reusePage(t *testing.T) *tab {
	t.Helper()
	if shared == nil {
		server := httptest.NewServer(http.FileServer(http.Dir(site))) // until the tests end
		ctx, _ := chromedp.NewContext(browser)                        // until the browser is closed
		require.NoError(t, chromedp.Do(ctx))
		shared = watch(t, ctx)
		shared.do(chromedp.Navigate(server.URL))
	}
	shared.t = t
	call(shared, page.BringToFront, cdp.Empty{})
	shared.do(chromedp.EmulateViewport(1280, 900))
	shared.wait(`document.querySelector("#loading").hidden`)
	shared.exec(`clear(); language = "JavaScript"; scrollTo(0, 0)`)
	shared.exec(`document.querySelectorAll("details").forEach((e) => { e.open = false; })`)
	return shared
}

var shared *tab // of reusePage

func servePage(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.StripPrefix("/a/folder/", http.FileServer(http.Dir(site))))
	t.Cleanup(server.Close)
	return server.URL + "/a/folder/"
}

// fields are the ids of the page's fields.
var fields = []string{"signature", "error-code", "sdk", "key", "secret", "at", "join-key", "join-meeting", "join-role"}

// fill fills in the fields at once, the ones not named with nothing.
func (b *tab) fill(values map[string]string) {
	b.t.Helper()
	b.exec(`{
		const values = ` + quote(values) + `;
		for (const id of ` + quote(fields) + `) document.getElementById(id).value = values[id] ?? "";
		document.getElementById("key").dispatchEvent(new Event("input"));
	}`)
}

// held returns what the fields hold that are not empty.
func (b *tab) held() map[string]string {
	b.t.Helper()
	return eval[map[string]string](b, `Object.fromEntries(`+quote(fields)+`
		.map((id) => [id, document.getElementById(id).value])
		.filter(([, value]) => value !== ""))`)
}

func quote(value any) string {
	quoted, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(quoted)
}

// call runs a command of the DevTools protocol in the tab.
func call[P, R any](b *tab, command cdp.Command[P, R], params P) R {
	b.t.Helper()
	result, err := chromedp.Call(b.ctx, command, params)
	require.NoError(b.t, err)
	return result
}
