package page_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

func TestShots(t *testing.T) {
	for _, scheme := range []string{"light", "dark"} {
		for _, w := range []int64{1280, 360} {
			b := newTab(t)
			call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
			b.do(chromedp.EmulateViewport(w, 900), chromedp.Navigate(servePage(t)))
			b.wait(`document.querySelector("#loading").hidden`)
			shot := func(name string) {
				buf, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
				if err != nil { t.Fatal(err) }
				os.WriteFile(fmt.Sprintf("/tmp/shots/%s-%s-%d.png", name, scheme, w), buf, 0o644)
			}
			shot("idle")
			for i := 0; i < 5; i++ {
				b.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf("document.querySelectorAll('.example')[%d].click()", i)))
				shot(fmt.Sprintf("ex%d", i))
			}
			fmt.Println(b.noted())
		}
	}
}
