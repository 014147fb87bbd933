package page_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
)

// states are what the page may look like: the fields, and a script to run after they are filled in.
var states = map[string]struct {
	values map[string]string
	then   string
}{
	"empty":   {nil, `document.getElementById("clear").click()`},
	"healthy": {nil, `document.querySelectorAll("button.example")[3].click()`},
	"errors":  {map[string]string{"signature": fromTheFuture, "at": rejectedAt, "error-code": "3712", "secret": "wrong", "join-role": "host"}, `document.querySelectorAll("details").forEach((e) => { e.open = true; })`},
	"warnings": {map[string]string{"signature": token(`{` + keys + `"iat":"1690001506","exp":1690003306,"tokenExp":1690003307,"` +
		`a_very_long_name_of_a_claim_without_any_place_to_break_it_in_two":"` + fromTheFuture + `"}`), "at": rejectedAt}, ``},
	"bad field": {map[string]string{"signature": fromTheFuture, "at": "yesterday", "error-code": "x"}, ``},
	"failure":   {nil, `fail("The check could not be loaded."); document.getElementById("loading").hidden = false; document.querySelectorAll("noscript").forEach((e) => e.remove())`},
}

// contrasts finds the least contrast of the visible texts, by WCAG 2.1, and of the borders of controls.
const contrasts = `(() => {
	const parse = (color) => { const [r, g, b, a = 1] = color.match(/[\d.]+/g).map(Number); return { c: [r, g, b], a }; };
	const luminance = ({ c }) => { const [r, g, b] = c.map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
	const ratio = (a, b) => { const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
	const back = (e) => { for (; e; e = e.parentElement) { const p = parse(getComputedStyle(e).backgroundColor); if (p.a === 1) return p; } throw new Error("no background"); };
	const found = { text: [99, ""], border: [99, ""], count: 0 };
	const note = (kind, value, what) => { if (value < found[kind][0]) found[kind] = [value, what]; };
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	for (let n = walker.nextNode(); n; n = walker.nextNode()) {
		const e = n.parentElement;
		if (n.textContent.trim() === "" || !e.checkVisibility({ visibilityProperty: true }) || ["SCRIPT", "NOSCRIPT", "OPTION"].includes(e.tagName)) continue;
		const style = getComputedStyle(e);
		found.count++;
		note("text", ratio(parse(e.namespaceURI.endsWith("svg") ? style.fill : style.color), back(e)), e.tagName + " " + n.textContent.slice(0, 40));
	}
	for (const e of document.querySelectorAll("textarea, input, select")) {
		if (!e.checkVisibility()) continue;
		const style = getComputedStyle(e);
		note("text", ratio(parse(style.color), parse(style.backgroundColor)), e.id);
		note("border", ratio(parse(style.borderTopColor), back(e.parentElement)), e.id);
	}
	for (const e of document.querySelectorAll("svg circle, svg .axis")) {
		const style = getComputedStyle(e);
		note("border", ratio(parse(e.tagName === "circle" && e.classList.contains("now") ? style.stroke : e.tagName === "circle" ? style.fill : style.stroke), back(e)), "svg " + e.getAttribute("class"));
	}
	return found;
})()`

// TestLook measures contrast and width in every state, in light and dark mode, on a desk and on a phone.
func TestLook(t *testing.T) {
	for _, scheme := range []string{"light", "dark"} {
		t.Run(scheme, func(t *testing.T) {
			b := openPage(t)
			call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
			background := b.text(`getComputedStyle(document.body).backgroundColor`)
			assert.Equal(t, map[string]string{"light": "rgb(246, 247, 249)", "dark": "rgb(16, 19, 23)"}[scheme], background)
			for _, name := range []string{"empty", "healthy", "errors", "warnings", "bad field", "failure"} {
				state := states[name]
				b.do(chromedp.EmulateViewport(360, 740))
				if state.values != nil {
					b.fill(state.values)
				}
				if state.then != "" {
					eval[chromedp.Void](b, state.then)
				}
				got := eval[struct {
					Text, Border []any
					Count        int
				}](b, contrasts)
				t.Logf("%s: least contrast of %d texts %.2f (%s), of borders %.2f (%s)", name, got.Count, got.Text[0], got.Text[1], got.Border[0], got.Border[1])
				assert.GreaterOrEqual(t, got.Text[0], 4.5, "%s: %s", name, got.Text[1])
				assert.GreaterOrEqual(t, got.Border[0], 3.0, "%s: %s", name, got.Border[1])
				assert.LessOrEqual(t, eval[int](b, `document.documentElement.scrollWidth`), 360, name)
				assert.Equal(t, "", b.text(`[...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > 360.5).map((e) => e.tagName + "#" + e.id).join()`), name)
				for _, width := range []int64{320, 1280} {
					b.do(chromedp.EmulateViewport(width, 740))
					assert.LessOrEqual(t, eval[int64](b, `document.documentElement.scrollWidth`), width, name)
				}
			}
		})
	}
}

// TestNames shows that everything that can be operated has a name for a screen reader, and that the Tab key reaches it in order.
func TestNames(t *testing.T) {
	b := openPage(t)
	call(b, accessibility.Enable, cdp.Empty{})
	b.fill(states["errors"].values)
	eval[chromedp.Void](b, states["errors"].then)
	tree := call(b, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	roles := map[string]int{}
	for _, node := range tree.Nodes {
		if node.Ignored || node.Role == nil {
			continue
		}
		role := fmt.Sprint(string(node.Role.Value))
		roles[role]++
		switch role {
		case `"button"`, `"textbox"`, `"combobox"`, `"link"`, `"image"`, `"progressbar"`, `"heading"`, `"region"`, `"group"`:
			if assert.NotNil(t, node.Name, role) && role != `"group"` {
				assert.NotEqual(t, `""`, string(node.Name.Value), "a %s without a name", role)
			}
		}
	}
	assert.Equal(t, 7, roles[`"textbox"`], roles)
	assert.Equal(t, 1, roles[`"combobox"`], roles)
	assert.Equal(t, 1, roles[`"image"`], roles)
	assert.GreaterOrEqual(t, roles[`"button"`], 8, roles)
	assert.Equal(t, "polite", b.text(`document.getElementById("verdict").getAttribute("aria-live")`))

	b.do(chromedp.Focus("#signature"))
	var order []string
	for range 9 {
		b.do(chromedp.KeyEvent("\t"))
		order = append(order, b.text(`document.activeElement.id || document.activeElement.tagName`))
	}
	assert.Equal(t, []string{"SUMMARY", "key", "secret", "at", "error-code", "join-key", "join-meeting", "join-role", "BUTTON"}, order)
}
