package diagnose_test

import (
	"fmt"
	"strings"
	"testing"

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
		header + " ", "YS5iLmMuZC5l ", "a\n", "\u200b", "3712 ",
	} {
		texts[fmt.Sprintf("%.12q", unit)] = strings.Repeat(unit, length/len(unit)) + "e"
	}
	return texts
}

// BenchmarkHostile shows that the cost is linear: 1 MB of anything takes 16 times as
// long as 64 kB, and under 100 ms.
func BenchmarkHostile(b *testing.B) {
	for _, length := range []int{64 << 10, 1 << 20} {
		for name, text := range hostile(length) {
			b.Run(fmt.Sprintf("%s/%d", name, length), func(b *testing.B) {
				opts := given(nil)
				b.SetBytes(int64(len(text)))
				for i := 0; i < b.N; i++ {
					diagnose.Signature(text, opts)
				}
			})
		}
	}
}
