package diagnose_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/zoomsig/zoomsig/diagnose"
	"github.com/zoomsig/zoomsig/internal/sigtest"
)

// BenchmarkSignature diagnoses a healthy signature, which takes 100 µs at most.
func BenchmarkSignature(b *testing.B) {
	text, opts := good(b), given(nil)
	for i := 0; i < b.N; i++ {
		if !diagnose.Signature(text, opts).OK() {
			b.Fatal("not OK")
		}
	}
}

// hostile returns texts that take long if they are read more than a few times.
func hostile(length int) map[string]string {
	header := sigtest.Encode(sigtest.Header)
	texts := map[string]string{}
	for _, unit := range []string{
		"=", "A===", "%3D", `\u0065`, "eyJ", "ey", "eyJ=", ". ", "\n", `{"a":`, "signature=" + header, header + ".",
		header + " ", "YS5iLmMuZC5l ", "a\n", "\u200b", "3712 ", strings.Repeat("eyJhYiI6", 2000) + "&",
	} {
		texts[fmt.Sprintf("%.12q", unit)] = strings.Repeat(unit, length/len(unit)) + "e"
	}
	return texts
}

// members returns a signature of about so many bytes whose payload has many members.
func members(length int) string {
	var b strings.Builder
	for i := 0; b.Len() < length*3/4-300; i++ {
		fmt.Fprintf(&b, `"a%d":%d,`, i, i)
	}
	return sigtest.JWT(sigtest.Header, "{"+b.String()+goodPayload[1:])
}

// BenchmarkHostile diagnoses 1 MB of anything, which takes under 100 ms. The ratio to the
// time for a sixteenth of it is about 16, on a machine at rest at most 20. It would be 256 if
// the cost were quadratic, and the benchmark fails in between.
func BenchmarkHostile(b *testing.B) {
	small, large := hostile(64<<10), hostile(1<<20)
	small["members"], large["members"] = members(1<<10), members(1<<14)
	for name := range small {
		b.Run(name, func(b *testing.B) {
			fastest := func(text string) time.Duration {
				fastest := time.Hour
				for i := 0; i < max(5, b.N); i++ {
					start := time.Now()
					diagnose.Signature(text, given(nil))
					fastest = min(fastest, time.Since(start))
				}
				return fastest
			}
			one, all := fastest(small[name]), fastest(large[name])
			ratio := float64(all) / float64(one)
			b.ReportMetric(float64(all.Nanoseconds()), "ns/op")
			b.ReportMetric(ratio, "ratio")
			if ratio > 64 {
				b.Errorf("16 times the length takes %.0f times as long", ratio)
			}
		})
	}
}

// TestWords: where a signature may go on after a line break or a space, only so many
// words are looked at.
func TestWords(t *testing.T) {
	text := "x " + sigtest.Encode(sigtest.Header) + "." + strings.Repeat("\na", 4000)
	allocations := testing.AllocsPerRun(1, func() { diagnose.Signature(text, given(nil)) })
	assert.Less(t, allocations, 1000.0)
}
