package diagnose_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig/diagnose"
)

// TestManyTokens: of many JWTs, only the first sixteen are looked at.
func TestManyTokens(t *testing.T) {
	other := handMade(goodHeader, `{"iss":"x"}`, testSecret)
	good := handMade(goodHeader, diagnosedPayload, testSecret)
	for others, want := range map[int]string{15: "surrounding-text check-credentials", 16: "surrounding-text api-token"} {
		want = strings.TrimSuffix(want, " check-credentials") // not beside an error
		for _, last := range []string{"signature=" + good, good} {
			d := diagnose.Signature(strings.Repeat(other+" ", others)+last, &diagnose.Options{Clock: at(testNow)})
			assert.Equal(t, want, strings.Join(codesOf(d), " "), others)
		}
	}
}

// TestLongest: up to 16384 bytes are read as a signature, of either format.
func TestLongest(t *testing.T) {
	opts := &diagnose.Options{Clock: at(testNow)}
	jwt := handMade(goodHeader, diagnosedPayload, testSecret)
	legacy := handMadeLegacy(testKey, "83137961703", "1699999980000", "0", testSecret)
	longLegacy := legacy + strings.Repeat("=", 1<<14-len(legacy))
	longJWT := jwt + strings.Repeat("A", 1<<14-len(jwt))
	assert.Equal(t, diagnose.FormatJWT, diagnose.Signature(longJWT, opts).Format)
	assert.Equal(t, diagnose.FormatLegacy, diagnose.Signature(longLegacy, opts).Format)
	assert.Equal(t, diagnose.FormatUnknown, diagnose.Signature("x "+longJWT+"A", opts).Format)
	assert.Equal(t, diagnose.FormatJWT, diagnose.Signature("x "+longJWT, opts).Format)
	assert.Equal(t, "surrounding-text", strings.Join(codesOf(diagnose.Signature("x "+strings.Repeat("A", 100)+jwt, opts)), " "))
	for braces, want := range map[int]string{31: "surrounding-text", 32: "malformed"} { // that may begin objects
		assert.Equal(t, want, strings.Join(codesOf(diagnose.Signature("x "+strings.Repeat("e", braces)+jwt, opts)), " "))
	}
	assert.NotContains(t, diagnose.Signature(strings.Repeat("x,", 1<<13), opts).Findings[0].Got, "bytes", "16384 bytes are quoted")
	for _, text := range []string{longJWT + "A", longLegacy + "="} {
		d := diagnose.Signature(text, opts)
		assert.Equal(t, diagnose.FormatUnknown, d.Format)
		assert.Equal(t, "16385 bytes without a signature", d.Findings[0].Got)
	}
}

// TestNeighbors: a character next to those of base64 ends a signature.
func TestNeighbors(t *testing.T) {
	good := handMade(goodHeader, diagnosedPayload, testSecret)
	for _, c := range "@[`{:,*~" {
		d := diagnose.Signature(good+string(c)+" and more", &diagnose.Options{Clock: at(testNow)})
		assert.Equal(t, "surrounding-text", strings.Join(codesOf(d), " "), string(c))
	}
	d := diagnose.Signature(good+"=~ and more", &diagnose.Options{Clock: at(testNow)})
	require.Equal(t, "surrounding-text encoding", strings.Join(codesOf(d), " "))
	assert.Equal(t, `"…~ and more"`, d.Findings[0].Got)
}

// TestEndOfToken: where a JWT ends whose parts white space divides.
func TestEndOfToken(t *testing.T) {
	good := handMade(goodHeader, diagnosedPayload, testSecret)
	parts := strings.SplitAfter(good, ".")
	plus := seal(encode(goodHeader) + "." + strings.NewReplacer("-", "+", "_", "/").Replace(encode(change(t, diagnosedPayload, "{", `{"x":"~~~~~~",`))))
	unsigned := strings.TrimSuffix(good, parts[2])
	tests := map[string]struct{ text, around, codes string }{
		"lines":                         {"x " + good[:50] + "\n  " + good[50:100] + "\r\n" + good[100:] + " x", "x … x", "surrounding-text encoding"},
		"a space for each +":            {"x " + strings.ReplaceAll(plus, "+", " ") + " x", "x … x", "surrounding-text encoding"},
		"two spaces":                    {"x " + good[:100] + "  " + good[100:], "x …  " + good[100:], ""},
		"a space before other text":     {"x " + good[:100] + " and so on", "x … and so on", ""},
		"a MAC and more behind a space": {"x " + unsigned + parts[2][:20] + " " + parts[2][:24], "x … " + parts[2][:24], ""},
		"a longer MAC":                  {"x " + good + "abc\nx", "x …\nx", ""},
		"a line of other characters":    {"x " + good[:100] + "\n(x)", "x …\n(x)", ""},
	}
	for name, tt := range tests {
		d := diagnose.Signature(tt.text, &diagnose.Options{Clock: at(testNow)})
		codes := codesOf(d)
		i := slices.Index(codes, "surrounding-text")
		require.GreaterOrEqual(t, i, 0, name)
		around := strconv.Quote(tt.around)
		if len(around) > 64 {
			around = around[:64] + "…"
		}
		assert.Equal(t, around, d.Findings[i].Got, name)
		if tt.codes != "" {
			assert.ElementsMatch(t, strings.Fields(tt.codes), codes, name)
		}
	}
}

// TestEscapes: what is around a signature is shown with its escapes
// resolved, and what is no escape as it is.
func TestEscapes(t *testing.T) {
	good := handMade(goodHeader, diagnosedPayload, testSecret)
	for text, around := range map[string]string{
		"100% " + good: "100% …", "%zz " + good: "%zz …", good + " %2": "… %2", good + " %20": "…  ",
		good + " %": "… %", good + ` \`: "… \ufffd", good + ` \u12`: "… \ufffd12", good + ` \u00zz`: "… \ufffd00zz", good + ` \x`: "… \ufffd",
		good + ` \ud83d\ude00 \ud83d\u0041`: "… \U0001f600 \ufffdA", `\u0041 \/ ` + good: "A / …",
	} {
		d := diagnose.Signature(text, &diagnose.Options{Clock: at(testNow)})
		require.Equal(t, "surrounding-text", strings.Join(codesOf(d), " "), text)
		assert.Equal(t, strconv.Quote(around), d.Findings[0].Got)
	}
}
