package page_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestNow shows that a signature is checked as of the time at which it was entered until somebody asks for another.
func TestNow(t *testing.T) {
	b := openPage(t)
	const now = 1690001500
	b.exec(fmt.Sprintf(`Date.now = () => %d000`, now))
	b.focus("#signature")
	call(b, input.InsertText, input.InsertTextParams{Text: fromTheFuture}) // iat is 6 s ahead
	asOf := func() string { return b.text(`document.querySelector("#as-of span").textContent`) }
	assert.Equal(t, "Checked as of 2023-07-22T04:51:40Z.", asOf())
	assert.Contains(t, b.codes(), "issued-in-future")

	// Time passes. Another value is compared as of the same time, and a click changes nothing: the same elements stay.
	b.exec(fmt.Sprintf(`Date.now = () => %d000`, now+60))
	b.enter("#error-code", "3712")
	assert.Equal(t, "Checked as of 2023-07-22T04:51:40Z.", asOf())
	b.exec(`window.card = document.querySelector(".finding")`)
	b.click("#verdict")
	b.exec(`document.querySelectorAll("input, select, textarea").forEach((e) => e.dispatchEvent(new Event("change")))`)
	assert.True(t, b.is(`window.card === document.querySelector(".finding")`))

	b.click("#again")
	assert.Equal(t, "Checked as of 2023-07-22T04:52:40Z.", asOf())
	assert.NotContains(t, b.codes(), "issued-in-future")
	b.click("#as-issued")
	assert.Equal(t, "2023-07-22T04:51:46Z", b.held()["at"])
	assert.Equal(t, "Checked as of 2023-07-22T04:51:46Z.", asOf())
	assert.False(t, b.visible("as-issued"))
	b.click("#again")
	assert.NotContains(t, b.held(), "at")

	// The time of one signature is not that of the next.
	b.click("#as-issued")
	b.enter("#signature", " ")
	assert.NotContains(t, b.held(), "at")
}

// TestCodeAlone shows that an error code gets an answer without a signature.
func TestCodeAlone(t *testing.T) {
	b := reusePage(t)
	b.enter("#error-code", `{type: "JOIN_MEETING_FAILED", reason: "Signature is invalid.", errorCode: 4011}`)
	assert.Equal(t, "elsewhere", b.report().Verdict)
	assert.Equal(t, []string{"error-code"}, b.codes())
	assert.True(t, b.visible("verdict"))
}

// TestVerdictInView shows that what a paste brings is in view without scrolling, also with the other fields open, and
// that it moves nothing that is not below it.
func TestVerdictInView(t *testing.T) {
	for _, size := range [][2]int64{{1280, 900}, {390, 844}} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			b := reusePage(t)
			b.do(chromedp.EmulateViewport(size[0], size[1]))
			for _, open := range []string{"false", "true"} {
				b.exec(`document.getElementById("more").open = ` + open)
				for _, values := range []map[string]string{
					{"signature": fromTheFuture, "at": rejectedAt},
					{"signature": fromTheFuture, "error-code": "4011"},
				} {
					b.fill(values)
					assert.True(t, b.is(`(() => {
						const r = document.getElementById("answer").getBoundingClientRect();
						return scrollY === 0 && r.top >= 0 && r.bottom <= innerHeight && r.height > 0;
					})()`), "%s %v", open, values)
				}
			}
		})
	}
}

// TestLayoutShift shows that the page does not jump while it loads.
func TestLayoutShift(t *testing.T) {
	b := openPage(t)
	assert.LessOrEqual(t, eval[float64](b, `new Promise((resolve) => {
		let sum = 0;
		const observer = new PerformanceObserver((list) => { for (const e of list.getEntries()) sum += e.value; });
		observer.observe({ type: "layout-shift", buffered: true });
		requestAnimationFrame(() => requestAnimationFrame(() => { resolve(sum); }));
	})`), 0.01)
}

// TestLanguage shows that the choice of a language holds for all snippets, and for the next ones.
func TestLanguage(t *testing.T) {
	b := reusePage(t)
	chosen := func() []string {
		return eval[[]string](b, `[...document.querySelectorAll(".snippets select")].map((e) => e.value)`)
	}
	twoCures := token(`{"iat":1690001506000,"exp":1690008706000,"mn":"85746065432","role":0}`)
	b.fill(map[string]string{"signature": twoCures, "at": rejectedAt})
	require.Greater(t, len(chosen()), 1)
	assert.NotContains(t, chosen(), "Python")
	b.exec(`{
		const select = document.querySelectorAll(".snippets select")[1];
		select.value = "Python";
		select.dispatchEvent(new Event("change"));
	}`)
	for _, language := range chosen() {
		assert.Equal(t, "Python", language)
	}
	assert.Contains(t, b.content("findings"), "import time")
	b.fill(map[string]string{"signature": fromTheFuture, "at": rejectedAt})
	assert.Equal(t, []string{"Python"}, chosen(), "neighbors with the same code show it once")
}

// TestUnchecked shows that what was not checked leads to its field.
func TestUnchecked(t *testing.T) {
	b := reusePage(t)
	address := b.text(`location.href`)
	for name, id := range map[string]string{"secret": "secret", "key": "key", "join": "join-key"} {
		b.fill(map[string]string{"signature": fromTheFuture, "at": rejectedAt})
		b.exec(`document.getElementById("more").open = false`)
		b.exec(`document.querySelector("#unchecked [data-name=` + name + `] a").click()`)
		assert.Equal(t, id, b.text(`document.activeElement.id`))
		assert.True(t, b.is(`document.activeElement.checkVisibility()`))
	}
	assert.Equal(t, address, b.text(`location.href`))
	b.fill(map[string]string{"signature": fromTheFuture, "at": rejectedAt, "secret": "x", "key": "x", "join-key": "x"})
	for _, name := range []string{"secret", "key", "join"} {
		assert.True(t, b.is(`document.querySelector("#unchecked [data-name=`+name+`]") === null`), name)
	}
}

// TestSecretField shows a secret on request only, and a space around it without.
func TestSecretField(t *testing.T) {
	b := reusePage(t)
	b.click("#more summary")
	b.enter("#secret", "synthetic-secret ")
	assert.Equal(t, "There is white space after the secret.", b.content("secret-space"))
	b.click("#reveal")
	assert.Equal(t, "text", b.text(`document.getElementById("secret").type`))
	b.click("#reveal")
	assert.Equal(t, "password", b.text(`document.getElementById("secret").type`))
}

// TestTooLong shows that the page answers a text of megabytes within a second.
func TestTooLong(t *testing.T) {
	b := reusePage(t)
	b.allowClipboard()
	for _, character := range []string{"a", "\n"} {
		b.exec(`navigator.clipboard.writeText(` + quote(character) + `.repeat(5 << 20))`)
		b.focus("#signature")
		start := time.Now()
		call(b, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: "keyDown", Commands: []string{"paste"}})
		assert.Equal(t, "The text has 5,242,880 characters, too many to be checked. "+
			"A signature has a few hundred: paste it alone.", b.report().Summary)
		assert.Less(t, time.Since(start), 2*time.Second)
		assert.Empty(t, b.held())
	}
	b.fill(map[string]string{"key": strings.Repeat("a", 20_001), "signature": fromTheFuture})
	assert.Contains(t, b.report().Summary, "20,001 characters")
	// The longest texts that are checked take a second at most, if nothing else runs.
	for name, text := range map[string]string{
		"line breaks": strings.Repeat("\n", 20_000),
		"dots":        strings.Repeat(".", 20_000),
		"padding":     strings.Repeat("=", 19_999) + "a",
		"brackets":    token(strings.Repeat("[", 14_000)),
		"members":     token(`{` + strings.Repeat(`"iat":1,`, 1_500) + `"exp":2}`),
	} {
		start := time.Now()
		b.fill(map[string]string{"signature": text, "at": rejectedAt})
		assert.Equal(t, "errors", b.report().Verdict, name)
		assert.Less(t, time.Since(start), 5*time.Second, name)
	}
}
