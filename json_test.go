package zoomsig_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// notOneObject spoils the text of a JSON object in every way in which it stops
// being one JSON object in UTF-8. Each has a right MAC where it is used.
func notOneObject(object string) map[string]string {
	inside := strings.TrimSuffix(object, "}")
	bom := "\ufeff"
	var utf16LE, utf32LE strings.Builder
	for _, unit := range utf16.Encode([]rune(object)) {
		utf16LE.Write([]byte{byte(unit), byte(unit >> 8)})
		utf32LE.Write([]byte{byte(unit), byte(unit >> 8), 0, 0})
	}
	texts := map[string]string{
		"null": "null", "an array": "[" + object + "]", "an empty array": "[]", "an array of a string": `["a"]`, "an array of names and values": `["alg","HS256"]`, "a string": `"a"`, "an object in a string": fmt.Sprintf("%q", object),
		"a number": "1", "true": "true", "a space": " ", "NUL": "\x00", "a word": "undefined", "[object Object]": "[object Object]",
		"two objects": object + object, "two objects in lines": object + "\n" + object, "text after": object + "x", "a comma after": object + ",",
		"a brace after": object + "}", "a bracket after": object + "]", "NUL after": object + "\x00", "a comment after": object + "//", "null after": object + " null",
		"text before": "x" + object, "a comma before": "," + object, "an empty object before": "{}" + object, ")]}' before": ")]}'\n" + object,
		"byte order mark": bom + object, "byte order mark after": object + bom, "UTF-16": utf16LE.String(), "UTF-32": utf32LE.String(),
		"vertical tab": "\v" + object, "form feed": object + "\f", "no-break space": object + "\u00a0", "line separator": "\u2028" + object,
		"not closed": inside, "not opened": object[1:], "a comma too many": inside + ",}", "a comma at the beginning": "{," + object[1:], "two commas": inside + `,,"x":1}`, "no comma": inside + ` "x":1}`,
		"no colon": inside + `,"x" 1}`, "two colons": inside + `,"x"::1}`, "a name alone": inside + `,"x"}`, "no value": inside + `,"x":}`, "a name that is a number": inside + `,1:1}`,
		"a name not quoted": inside + `,x:1}`, "single quotes": inside + `,'x':1}`, "a comment": inside + `/**/}`,
		"NaN": inside + `,"x":NaN}`, "Infinity": inside + `,"x":Infinity}`, "True": inside + `,"x":True}`, "undefined": inside + `,"x":undefined}`,
		"a leading zero": inside + `,"x":01}`, "a plus sign": inside + `,"x":+1}`, "no digit before the point": inside + `,"x":.5}`, "no digit after it": inside + `,"x":1.}`, "no exponent": inside + `,"x":1e}`, "hex": inside + `,"x":0x1}`, "an underscore": inside + `,"x":1_0}`,
		"a control character": inside + ",\"x\":\"\x1f\"}", "a line break in a string": inside + ",\"x\":\"\n\"}", "NUL in a string": inside + ",\"x\":\"\x00\"}",
		`\x41`: inside + `,"x":"\x41"}`, `\'`: inside + `,"x":"\'"}`, `\u00g1`: inside + `,"x":"\u00g1"}`, `\u12`: inside + `,"x":"\u12"}`, "a string not closed": inside + `,"x":"\"}`,
		"bad UTF-8": inside + ",\"x\":\"\xff\"}", "bad UTF-8 in a name": inside + ",\"\xff\":1}", "half a character": inside + ",\"x\":\"\xc3\"}", "overlong": inside + ",\"x\":\"\xc1\x81\"}", "surrogate in UTF-8": inside + ",\"x\":\"\xed\xa0\x80\"}", "beyond Unicode": inside + ",\"x\":\"\xf4\x90\x80\x80\"}", "bad UTF-8 after": object + "\xff",
		"half a surrogate pair in a name": inside + `,"\ud800":1}`, "the other half": inside + `,"\udc00":1}`, "the halves swapped": inside + `,"\ude00\ud83d":1}`, "half of one beside U+FFFD": inside + `,"\ufffd` + "\ufffd" + `\ud800":1}`,
		"half of one before an escaped U+FFFD": inside + `,"\\ufffd\ud800":1}`,
		"a bracket not closed":                 inside + `,"x":[}`, "crossed brackets": inside + `,"x":[{]}}`, "a brace not closed": inside + `,"x":{}`,
		"absurd depth of arrays":       inside + `,"x":` + strings.Repeat("[", 1000) + strings.Repeat("]", 1000) + "}",
		"absurd depth of objects":      inside + `,"x":` + strings.Repeat(`{"":`, 400) + "0" + strings.Repeat("}", 400) + "}",
		"absurd depth that never ends": strings.Repeat(`[`, 2500),
	}
	for _, member := range []string{`"alg":"HS256"`, `"sdkKey":"` + testKey + `"`, `"exp":1700007170`} {
		if strings.Contains(object, member) {
			name := member[1:strings.Index(member, ":")]
			texts["again: "+member] = inside + "," + member + "}"
			texts["again, first: "+member] = "{" + member + "," + object[1:]
			texts["again, null: "+member] = inside + `,"` + name + `:null}`
			texts["again, escaped: "+member] = inside + fmt.Sprintf(`,"\u%04x`, name[0]) + member[2:] + "}"
		}
	}
	for name, members := range map[string]string{"": `"x":1,"x":1`, ", empty": `"":1,"":2`, ", escaped": `"x":1,"\u0078":1`, ", not side by side": `"x":1,"y":2,"x":3`} {
		texts["an unknown member twice"+name] = inside + "," + members + "}"
	}
	return texts
}

// TestNesting: a member's value nests 64 levels at the most.
func TestNesting(t *testing.T) {
	nested := func(depth int) string {
		return strings.Repeat(`[{"a":`, depth/2) + strings.Repeat("[", depth%2) + `"[{"` + strings.Repeat("]", depth%2) + strings.Repeat("}]", depth/2)
	}
	runVerifyRows(t, []verifyRow{
		{"header 64", jwt(`{"alg":"HS256","x":`+nested(64)+`}`, goodPayload), nil, ""},
		{"header 65", jwt(`{"alg":"HS256","x":`+nested(65)+`}`, goodPayload), zoomsig.ErrMalformed, "the header is not"},
		{"payload 64", jwt(goodHeader, payloadWith("x", nested(64))), nil, ""},
		{"payload 64, another after it", jwt(goodHeader, payloadWith("x", nested(64), "y", nested(64))), nil, ""},
		{"payload 65", jwt(goodHeader, payloadWith("x", nested(65))), zoomsig.ErrMalformed, "the payload is not"},
		{"payload 65, last", jwt(goodHeader, payloadAnd(`"x":`+nested(65))), zoomsig.ErrMalformed, "the payload is not"},
	})
}

// TestManyMembers: what is done for many members is what is done for few.
func TestManyMembers(t *testing.T) {
	for _, count := range []int{1, 15, 16, 17, 100} {
		names := make([]string, count)
		for i := range names {
			names[i] = fmt.Sprintf(`"x%d":%d`, i, i)
		}
		members := strings.Join(names, ",")
		var claims zoomsig.Claims
		require.NoError(t, claims.UnmarshalJSON([]byte(`{`+members+`,"iat":5}`)))
		assert.Equal(t, int64(5), claims.IssuedAt.Unix())
		for _, again := range []string{`"x0":0`, names[count-1], `"\u0078` + names[count/2][2:]} {
			err := claims.UnmarshalJSON([]byte(`{` + members + "," + again + `}`))
			checkError(t, err, zoomsig.ErrMalformed)
			assert.ErrorContains(t, err, `the payload contains "x`)
		}
	}
}

func TestVerifyJSON(t *testing.T) {
	var rows []verifyRow
	for name, header := range notOneObject(goodHeader) {
		rows = append(rows, verifyRow{"header " + name, jwt(header, goodPayload), zoomsig.ErrMalformed, "zoomsig: malformed signature: the header "})
	}
	for name, payload := range notOneObject(goodPayload) {
		rows = append(rows, verifyRow{"payload " + name, jwt(goodHeader, payload), zoomsig.ErrMalformed, "zoomsig: malformed signature: the payload "})
	}
	runVerifyRows(t, append(rows, []verifyRow{
		{"header empty object", jwt("{}", goodPayload), zoomsig.ErrAlgorithm, `alg is missing, expected "HS256"`},
		{"payload empty object", jwt(goodHeader, "{}"), zoomsig.ErrKey, `appKey is missing, expected "` + testKey + `"`},
		{"header names the member", jwt(`{"alg":"HS256","alg":"HS256"}`, goodPayload), zoomsig.ErrMalformed, `header contains "alg" twice`},
		{"payload names the member", jwt(goodHeader, payloadAnd(`"ex\u0070":1`)), zoomsig.ErrMalformed, `payload contains "exp" twice`},
		{"payload names it cut and quoted", jwt(goodHeader, payloadAnd(`"\u001b`+strings.Repeat("x", 1000)+`":1,"\u001b`+strings.Repeat("x", 1000)+`":2`)), zoomsig.ErrMalformed, `the payload contains "\x1bxxx`},
	}...))
}
