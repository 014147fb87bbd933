package page_test

import (
	_ "embed"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"

	"github.com/zoomsig/zoomsig"
)

// states are what the page may look like: the fields, and a script to run after they are filled in.
var states = map[string]struct {
	values map[string]string
	then   string
}{
	"empty":     {nil, `document.getElementById("clear").click()`},
	"unproven":  {nil, `document.querySelectorAll("button.example")[3].click()`},
	"elsewhere": {map[string]string{"error-code": "4011"}, ``},
	"clean": {map[string]string{"signature": healthy(), "at": rejectedAt, "key": healthyKey,
		"secret": healthySecret}, ``},
	"errors": {map[string]string{"signature": fromTheFuture, "at": rejectedAt, "error-code": "3712", "secret": "wrong",
		"join-role": "host"}, `document.querySelectorAll("details").forEach((e) => { e.open = true; })`},
	"warnings": {map[string]string{"signature": token(`{` + keys + `"iat":"1690001506","exp":1690003306,` +
		`"tokenExp":1690003307,"a_very_long_name_of_a_claim_without_any_place_to_break_it_in_two":"` +
		fromTheFuture + `"}`), "at": rejectedAt}, ``},
	"bad field": {map[string]string{"signature": fromTheFuture, "at": "yesterday"}, ``},
	"failure":   {nil, `fail("The check could not be loaded."); document.getElementById("loading").hidden = false`},
}

const (
	healthyKey    = "AbCdEfGhIjKlMnOpQrStUv"
	healthySecret = "synthetic-secret-for-benchmark-0001"
)

// healthy returns a signature without a fault.
func healthy() string {
	signer, err := zoomsig.NewSigner(healthyKey, healthySecret, &zoomsig.Options{
		Clock: zoomsig.ClockFunc(func() time.Time { return time.Unix(1690001408, 0) })})
	if err != nil {
		panic(err)
	}
	signature, err := signer.Sign(zoomsig.Claims{MeetingNumber: 85746065432})
	if err != nil {
		panic(err)
	}
	return signature
}

// contrasts finds the least contrast of texts and of borders.
//
//go:embed contrasts.js
var contrasts string

// TestLook measures contrast and width in every state, in light and dark mode, on a desk and on a phone.
func TestLook(t *testing.T) {
	for _, scheme := range []string{"light", "dark"} {
		t.Run(scheme, func(t *testing.T) {
			b := openPage(t) // which fails in the last state
			call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
			background := b.text(`getComputedStyle(document.body).backgroundColor`)
			assert.Equal(t, map[string]string{"light": "rgb(246, 247, 249)", "dark": "rgb(16, 19, 23)"}[scheme], background)
			for _, name := range []string{
				"empty", "unproven", "elsewhere", "clean", "errors", "warnings", "bad field", "failure",
			} {
				state := states[name]
				b.do(chromedp.EmulateViewport(360, 740))
				if state.values != nil {
					b.fill(state.values)
				}
				if state.then != "" {
					b.exec(state.then)
				}
				got := eval[struct {
					Text, Border []any
					Count        int
				}](b, contrasts)
				t.Logf("%s: least contrast of %d texts %.2f (%s), of borders %.2f (%s)",
					name, got.Count, got.Text[0], got.Text[1], got.Border[0], got.Border[1])
				assert.GreaterOrEqual(t, got.Text[0], 4.5, "%s: %s", name, got.Text[1])
				assert.GreaterOrEqual(t, got.Border[0], 3.0, "%s: %s", name, got.Border[1])
				assert.LessOrEqual(t, eval[int](b, `document.documentElement.scrollWidth`), 360, name)
				assert.Equal(t, "", b.text(`[...document.querySelectorAll("body *")]
					.filter((e) => e.getBoundingClientRect().right > 360.5).map((e) => e.tagName + "#" + e.id).join()`), name)
				assert.Equal(t, "", b.text(`[...document.querySelectorAll("button, summary, input, select, textarea, a")]
					.filter((e) => e.checkVisibility() && getComputedStyle(e).display !== "inline")
					.filter((e) => e.getBoundingClientRect().height < 24)
					.map((e) => e.tagName + "#" + e.id + e.textContent).join()`), "%s: targets smaller than 24 px", name)
				for _, width := range []int64{320, 1280} {
					b.do(chromedp.EmulateViewport(width, 740))
					assert.LessOrEqual(t, eval[int64](b, `document.documentElement.scrollWidth`), width, name)
				}
			}
		})
	}
}

// TestNames shows that everything that can be operated has a name for a screen reader, and that the Tab key reaches the
// fields in order.
func TestNames(t *testing.T) {
	b := reusePage(t)
	call(b, accessibility.Enable, cdp.Empty{})
	b.fill(states["errors"].values)
	b.exec(states["errors"].then)
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
	assert.GreaterOrEqual(t, roles[`"combobox"`], 2, roles)
	assert.GreaterOrEqual(t, roles[`"button"`], 8, roles)
	assert.Equal(t, "polite", b.text(`document.getElementById("verdict").closest("[aria-live]").ariaLive`))

	b.focus("#signature")
	var order []string
	for range 12 {
		b.do(chromedp.KeyEvent("\t"))
		order = append(order, b.text(`document.activeElement.id || document.activeElement.tagName`))
	}
	assert.Equal(t, []string{"error-code", "sdk", "SUMMARY", "key", "secret", "reveal", "at", "join-key", "join-meeting",
		"join-role", "again", "as-issued"}, order)
}
