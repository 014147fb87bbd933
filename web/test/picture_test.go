package page_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
)

const keys = `"appKey":"AbCdEfGhIjKlMnOpQrStUv","sdkKey":"AbCdEfGhIjKlMnOpQrStUv","mn":"85746065432","role":0,`

func TestTimes(t *testing.T) {
	const legacyNow = "1658977298"
	const legacy = "enAxeWZEay1SUHVmSEZBZ2JiYzk1dy44MzEzNzk2MTcwMy4xNjU4OTc3MjY4NjkyLjAuWnZKUGpZRGV0eUxKajBHcVFOVGRIVEJxSzNIb2Qrd0dqT3VzZGFKekVqQT0"
	b := openPage(t, chromedp.EmulateViewport(360, 800))
	for _, tt := range []struct {
		name, signature, at string
		hidden              bool
		marked              bool // the allowed lifetime is
		says                []string
	}{
		{"float", fromTheFuture, rejectedAt, false, true, []string{
			"iat: 2023-07-22 04:51:46 UTC, 98 s after now, in the future, looks rounded by a 32-bit float.",
			"exp and tokenExp: 2023-07-22 06:51:46 UTC, 2 h 1 min after now, 2 h after iat.",
			"now: 2023-07-22 04:50:08 UTC. ",
			"Allowed for exp and tokenExp: 30 minutes to 48 hours after iat."}},
		{"milliseconds", token(`{` + keys + `"iat":1690001506000,"exp":1690008706000,"tokenExp":1690008706000}`), "1690001536", false, true,
			[]string{"iat: 2023-07-22 04:51:46 UTC, 30 s before now, in milliseconds instead of seconds."}},
		{"year 5138", token(`{` + keys + `"iat":1690001506,"exp":99999999999,"tokenExp":1690001566}`), "1690001506", false, true, []string{
			"exp: 5138-11-16 09:46:39 UTC, 3,117 years after now, 3,117 years after iat, more than 48 hours after iat",
			"tokenExp: 2023-07-22 04:52:46 UTC, 60 s after now, 60 s after iat, less than 30 minutes after iat"}},
		{"beyond all dates", token(`{` + keys + `"iat":1690001506,"exp":1e300,"tokenExp":-1e300}`), "1690001506", false, true, []string{"iat"}},
		{"zero and negative", token(`{` + keys + `"iat":0,"exp":-5,"tokenExp":8.64e12}`), "1690001506", false, true, []string{"iat: 1970-01-01", "exp: 1969-12-31 23:59:55"}},
		{"a duration", token(`{` + keys + `"iat":1690001506,"exp":1690008706,"tokenExp":7200}`), "1690001536", false, true, []string{"iat", "exp: "}},
		{"no iat", token(`{` + keys + `"exp":"1690001507"}`), "1690001506", false, false, []string{"exp", "a string instead of a number"}},
		{"exp a string", token(`{` + keys + `"iat":1690001506,"exp":"1690008706","tokenExp":1690008706}`), "1690001536", false, true,
			[]string{"exp and tokenExp: 2023-07-22 06:51:46 UTC, 1 h 59 min after now, 2 h after iat, a string instead of a number."}},
		{"iat twice", token(`{` + keys + `"iat":1,"iat":1690001506,"exp":1690008706,"tokenExp":1690008706}`), "1690001536", false, true,
			[]string{"iat: 2023-07-22 04:51:46 UTC, 30 s before now, given twice."}},
		{"legacy", legacy, legacyNow, false, false, []string{"timestamp: 2022-07-28 03:01:08.692 UTC, 29 s before now"}},
		{"no times", token(`{` + keys + `"iat":null,"exp":{},"tokenExp":"soon"}`), rejectedAt, true, false, nil},
		{"no signature", "x", rejectedAt, true, false, nil},
		{"no JSON", token(`{"iat":1690001506`), rejectedAt, true, false, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b.fill(map[string]string{"signature": tt.signature, "at": tt.at})
			assert.Equal(t, tt.hidden, b.is(`document.getElementById("times").getBoundingClientRect().height === 0`))
			for _, text := range tt.says {
				assert.Contains(t, b.text(`document.getElementById("times").getAttribute("aria-label")`), text)
			}
			if tt.hidden {
				return
			}
			assert.Equal(t, tt.marked, b.is(`document.querySelector("svg#times rect.allowed") !== null`))
			// Everything can be seen: within the picture, and finite.
			assert.Equal(t, "", b.text(`(() => {
				const svg = document.getElementById("times"), frame = svg.getBoundingClientRect();
				return [...svg.querySelectorAll("*")].filter((e) => {
					const r = e.getBoundingClientRect();
					return e.tagName !== "g" && (r.left < frame.left - 1 || r.right > frame.right + 1 || r.top < frame.top || r.bottom > frame.bottom + 1)
						|| e.outerHTML.includes("NaN") || e.outerHTML.includes("Infinity");
				}).map((e) => e.outerHTML).join("\n");
			})()`))
			// The labels do not cover each other.
			assert.Equal(t, "", b.text(`(() => {
				const boxes = [...document.querySelectorAll("svg#times text")].map((e) => [e.textContent, e.getBBox()]);
				return boxes.flatMap(([a, p], i) => boxes.slice(i + 1).filter(([, q]) =>
					p.x < q.x + q.width && q.x < p.x + p.width && p.y + 3 < q.y + q.height && q.y + 3 < p.y + p.height).map(([b]) => a + " / " + b)).join("\n");
			})()`))
		})
	}
}

// TestTimesMarked shows that a fault has the color and the words, and that the places follow the times.
func TestTimesMarked(t *testing.T) {
	b := openPage(t)
	b.fill(map[string]string{"signature": fromTheFuture, "at": rejectedAt})
	assert.Equal(t, "in the future", b.text(`document.querySelector("svg#times text.error").textContent`))
	assert.Equal(t, b.text(`getComputedStyle(document.querySelector("svg#times text.error")).fill`),
		b.text(`getComputedStyle(document.querySelector("svg#times circle.error")).fill`))
	assert.True(t, b.is(`(() => {
		const x = (selector) => document.querySelector("svg#times " + selector).getBBox().x;
		const [exp, iat, now] = [...document.querySelectorAll("svg#times circle")].map((e) => e.getBBox().x);
		const range = document.querySelector("svg#times rect").getBBox();
		return now < iat && iat < range.x && range.x < exp && exp < range.x + range.width;
	})()`))
	assert.Equal(t, "img", b.text(`document.getElementById("times").getAttribute("role")`))

	b.fill(map[string]string{"signature": token(`{` + keys + `"iat":1690001506,"exp":1690008706,"tokenExp":7200}`), "at": "1690001536"})
	assert.Equal(t, "tokenExp is 7200: a duration instead of a time.", b.text(`document.getElementById("undrawn").textContent`))

	assert.True(t, b.is(`document.getElementById("times").getAttribute("width") > 600`))
	b.do(chromedp.EmulateViewport(500, 800))
	b.wait(`document.getElementById("times").getAttribute("width") < 470`)
}

// TestClaimsExplained reaches the explanation of a claim with the pointer and with the keyboard, and dismisses it.
func TestClaimsExplained(t *testing.T) {
	b := openPage(t, chromedp.EmulateViewport(360, 740))
	b.fill(map[string]string{"signature": token(`{"appKey":"a","unknown":{"iat":[1,{}]},"iat":1690001506,"iat":1690001507,"exp":1.5e3}`), "at": rejectedAt})
	assert.Equal(t, `{
  "appKey": "a",
  "unknown": {
    "iat": [
      1,
      {}
    ]
  },
  "iat": 1690001506,2023-07-22 04:51:46 UTC
  "iat": 1690001507,2023-07-22 04:51:47 UTC
  "exp": 1.5e31970-01-01 00:25:00 UTC
}`, b.text(`(() => { const e = document.getElementById("payload").cloneNode(true); e.querySelectorAll("[role=tooltip]").forEach((t) => t.remove()); return e.textContent; })()`))

	const visible = `[...document.querySelectorAll("[role=tooltip]")].filter((e) => e.getClientRects().length > 0).map((e) => e.textContent).join()`
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
	at := eval[[]float64](b, `(() => { const e = document.querySelector("#header .claim button"); e.scrollIntoView({ block: "center" }); const r = e.getBoundingClientRect(); return [r.x + 5, r.y + 5]; })()`)
	b.do(chromedp.MouseEvent("mouseMoved", at[0], at[1]))
	assert.Contains(t, b.text(visible), "HS256")
	assert.True(t, b.is(`[...document.querySelectorAll(".claim button")].every((e) => document.getElementById(e.getAttribute("aria-describedby")).textContent !== "")`))
	assert.True(t, b.is(`new Set([...document.querySelectorAll("[id]")].map((e) => e.id)).size === document.querySelectorAll("[id]").length`), "ids are unique")
}
