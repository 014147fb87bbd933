package page_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
)

const keys = `"appKey":"AbCdEfGhIjKlMnOpQrStUv","sdkKey":"AbCdEfGhIjKlMnOpQrStUv","mn":"85746065432","role":0,`

// TestTimes shows the times in order, with what is wrong, and only where one is at fault or somebody asks.
func TestTimes(t *testing.T) {
	b := reusePage(t)
	times := func() []string {
		return eval[[]string](b, `[...document.querySelectorAll("#times li")].map((e) => e.className + ": " + e.textContent)`)
	}
	b.fill(map[string]string{"signature": fromTheFuture, "at": rejectedAt})
	assert.Equal(t, []string{
		"check:  2023-07-22T04:50:08Z, the time of the check",
		"error: iat 2023-07-22T04:51:46Z, 98 s in the future",
		": exp 2023-07-22T06:51:46Z, in 2 h 1 min 38 s",
		": tokenExp 2023-07-22T06:51:46Z, in 2 h 1 min 38 s",
	}, times())
	assert.True(t, b.is(`document.getElementById("times").open`))

	b.exec(`document.querySelectorAll("button.example")[3].click()`)
	assert.Len(t, times(), 4)
	assert.False(t, b.is(`document.getElementById("times").open`), "no time is at fault")
	b.exec(`document.getElementById("times").open = true`)
	b.enter("#error-code", "3")
	assert.True(t, b.is(`document.getElementById("times").open`), "as the user left it")

	b.fill(map[string]string{"signature": "x", "at": rejectedAt})
	assert.False(t, b.visible("times"))
}

// TestClaimsExplained reaches the explanation of a claim with the pointer and with the keyboard, and dismisses it.
func TestClaimsExplained(t *testing.T) {
	b := reusePage(t)
	b.do(chromedp.EmulateViewport(360, 740))
	payload := `{"appKey":"a","unknown":{"iat":[1,{}]},"iat":1690001506,"exp":"1690008706","tokenExp":1e30}`
	b.fill(map[string]string{"signature": token(payload), "at": rejectedAt})
	assert.Equal(t, `{
  "appKey": "a",
  "unknown": {
    "iat": [
      1,
      {}
    ]
  },
  "iat": 1690001506,2023-07-22T04:51:46Z, 98 s in the future
  "exp": "1690008706",2023-07-22T06:51:46Z, in 2 h 1 min 38 s
  "tokenExp": 1e30
}`, b.text(`(() => {
		const e = document.getElementById("payload").cloneNode(true);
		e.querySelectorAll("[role=tooltip]").forEach((t) => t.remove());
		return e.textContent;
	})()`))

	const visible = `[...document.querySelectorAll("[role=tooltip]")]
		.filter((e) => e.checkVisibility()).map((e) => e.textContent).join()`
	assert.Equal(t, "", b.text(visible))
	b.focus("#payload .claim button")
	assert.Contains(t, b.text(visible), "The app’s key again.")
	assert.LessOrEqual(t, eval[int](b, `document.documentElement.scrollWidth`), 360)
	b.do(chromedp.KeyEvent("\x1b"))
	assert.Equal(t, "", b.text(visible), "dismissed")
	b.do(chromedp.KeyEvent("\t"))
	assert.Contains(t, b.text(visible), "When the signature was issued", "the next claim")
	b.focus("#signature")
	assert.Equal(t, "", b.text(visible))
	at := eval[[]float64](b, `(() => {
		const e = document.querySelector("#header .claim button");
		e.scrollIntoView({ block: "center" });
		const r = e.getBoundingClientRect();
		return [r.x + 5, r.y + 5];
	})()`)
	b.do(chromedp.MouseEvent("mouseMoved", at[0], at[1]))
	assert.Contains(t, b.text(visible), "HS256")

	// Also after another signature each name is described by its own explanation.
	b.fill(map[string]string{"signature": fromTheFuture, "at": rejectedAt})
	assert.True(t, b.is(`[...document.querySelectorAll(".claim button")].every((e) =>
		document.getElementById(e.getAttribute("aria-describedby")) === e.nextSibling)`))
}
