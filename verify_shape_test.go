package zoomsig_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// TestVerifyHeader: with a right MAC, whatever the header says.
func TestVerifyHeader(t *testing.T) {
	row := func(name, header string, wantErr error, says string) verifyRow {
		return verifyRow{name, jwt(header, goodPayload), wantErr, says}
	}
	var rows []verifyRow
	for _, header := range []string{
		`{"typ":"JWT","alg":"HS256"}`, `{"alg":"HS256"}`, " {\t\"alg\" :\r\n\"HS256\" } ", `{"\u0061lg":"\u0048S\u0032\u0035\u0036"}`,
		`{"alg":"HS256","typ":"jwt"}`, `{"alg":"HS256","typ":null}`, `{"alg":"HS256","typ":["JWT"]}`, `{"alg":"HS256","cty":"JWT"}`,
		`{"alg":"HS256","kid":"../../dev/null"}`, `{"alg":"HS256","kid":"' UNION SELECT 'x"}`, `{"alg":"HS256","kid":null}`,
		`{"alg":"HS256","jku":"https://example.com/keys"}`, `{"alg":"HS256","x5u":"https://example.com/keys"}`,
		`{"alg":"HS256","jwk":{"kty":"oct","k":"AAAA"}}`, `{"alg":"HS256","x5c":["AAAA"]}`, `{"alg":"HS256","iat":1,"exp":1}`,
		`{"alg":"HS256","ALG":"none"}`, `{"Alg":"none","alg":"HS256"}`, `{"alg":"HS256","CRIT":["exp"],"Zip":"DEF","B64":false}`, `{"alg":"HS256","x":{"crit":["x"],"alg":"none"}}`,
	} {
		rows = append(rows, row("good "+header, header, nil, ""))
	}
	for _, algorithm := range []string{
		`"none"`, `"None"`, `"NONE"`, `"nOnE"`, `""`, `"hs256"`, `"Hs256"`, `"HS256 "`, `" HS256"`, `"HS256\u0000"`, `"HS256\n"`, `"HS-256"`, `"HS2567"`, `"HS25"`, `"ＨＳ２５６"`, `"\"HS256\""`, `"H\ud800S256"`,
		`"HS384"`, `"HS512"`, `"RS256"`, `"PS256"`, `"ES256"`, `"EdDSA"`, `"HMAC"`, `"SHA256"`, `"A256KW"`, `"dir"`,
		"null", "true", "256", "0", "[]", `["HS256"]`, `["HS256","none"]`, "{}", `{"HS256":1}`,
	} {
		rows = append(rows, row("alg "+algorithm, `{"alg":`+algorithm+`,"typ":"JWT"}`, zoomsig.ErrAlgorithm, `expected "HS256"`))
	}
	for member, found := range map[string]string{
		`"crit":["exp"]`: `crit is ["exp"]`, `"crit":["b64"],"b64":true`: `crit is ["b64"]`, `"crit":[]`: "crit is []", `"crit":null`: "crit is null", `"crit":"exp"`: `crit is "exp"`, `"\u0063rit":["x"]`: `crit is ["x"]`,
		`"b64":false`: "b64 is false", `"b64":true`: "b64 is true", `"b64":null`: "b64 is null", `"zip":"DEF"`: `zip is "DEF"`, `"zip":null`: "zip is null",
	} {
		rows = append(rows, row("with "+member, `{"alg":"HS256",`+member+`}`, zoomsig.ErrAlgorithm, found+", expected none"))
		rows = append(rows, row("first "+member, `{`+member+`,"alg":"HS256"}`, zoomsig.ErrAlgorithm, found+", expected none"))
	}
	runVerifyRows(t, append(rows,
		row("no alg", `{"typ":"JWT"}`, zoomsig.ErrAlgorithm, `wrong algorithm: alg is missing, expected "HS256"`),
		row("ALG for alg", `{"ALG":"HS256"}`, zoomsig.ErrAlgorithm, "alg is missing"),
		row("Alg for alg", `{"Alg":"HS256","typ":"JWT"}`, zoomsig.ErrAlgorithm, "alg is missing"),
		row("a space in alg", `{"alg ":"HS256"}`, zoomsig.ErrAlgorithm, "alg is missing"),
		row("alg inside another", `{"header":{"alg":"HS256"}}`, zoomsig.ErrAlgorithm, "alg is missing"),
		row("the payload for a header", goodPayload, zoomsig.ErrAlgorithm, "alg is missing"),
		row("it says what was found", `{"alg":"RS256"}`, zoomsig.ErrAlgorithm, `zoomsig: wrong algorithm: alg is "RS256", expected "HS256"`),
		row("cut", `{"alg":"`+strings.Repeat("n", 2800)+`"}`, zoomsig.ErrAlgorithm, strings.Repeat("n", 63)+`…, expected "HS256"`),
		row("quoted", "{\"alg\":\"\x7f\u202e\u0085\"}", zoomsig.ErrAlgorithm, `alg is "\"\x7f\u202e\u0085\"", expected`),
		row("cut and quoted", `{"alg":"`+strings.Repeat("\x7f", 2800)+`"}`, zoomsig.ErrAlgorithm, `alg is "\"\x7f\x7f`),
		row("cut inside a character", `{"alg":"`+strings.Repeat("я", 1000)+`"}`, zoomsig.ErrAlgorithm, `\xd1"…, expected`),
		row("line breaks between tokens", "{\"alg\":[\n\"HS256\"\n]}", zoomsig.ErrAlgorithm, `alg is "[\n\"HS256\"\n]", expected`),
		row("crit cut", `{"alg":"HS256","crit":["`+strings.Repeat("x", 2000)+`"]}`, zoomsig.ErrAlgorithm, "xxx…, expected none"),
	))
}

func TestVerifySegments(t *testing.T) {
	good := jwt(goodHeader, goodPayload)
	parts := strings.Split(good, ".")
	header, payload, mac := parts[0], parts[1], parts[2]
	legacy, err := newLegacySigner(t, testKey, testSecret, &zoomsig.LegacyOptions{Clock: at(testNow)}).
		Sign(zoomsig.LegacyClaims{MeetingNumber: testNumber})
	require.NoError(t, err)
	notCanonical := " is not canonical base64url"
	runVerifyRows(t, []verifyRow{
		{"right", good, nil, ""},
		{"nothing", "", zoomsig.ErrMalformed, "number of dots is 0, expected 2"},
		{"a word", "signature", zoomsig.ErrMalformed, "number of dots is 0, expected 2"},
		{"undefined", "undefined", zoomsig.ErrMalformed, "number of dots is 0, expected 2"},
		{"MAC alone", mac, zoomsig.ErrMalformed, "number of dots is 0, expected 2"},
		{"payload as JSON", goodPayload, zoomsig.ErrMalformed, "number of dots is 0, expected 2"},
		{"a legacy signature", legacy, zoomsig.ErrMalformed, "number of dots is 0, expected 2"},
		{"one dot", ".", zoomsig.ErrMalformed, "number of dots is 1, expected 2"},
		{"no MAC, no dot", header + "." + payload, zoomsig.ErrMalformed, "number of dots is 1, expected 2"},
		{"no header, no dot", payload + "." + mac, zoomsig.ErrMalformed, "number of dots is 1, expected 2"},
		{"two dots", "..", zoomsig.ErrMalformed, "the header is empty"},
		{"empty header", seal("." + payload), zoomsig.ErrMalformed, "the header is empty"},
		{"empty payload", seal(header + "."), zoomsig.ErrMalformed, "the payload is empty"},
		{"empty MAC", header + "." + payload + ".", zoomsig.ErrMalformed, "the MAC is empty"},
		{"three dots", "...", zoomsig.ErrMalformed, "number of dots is 3, expected 2"},
		{"a dot after it", good + ".", zoomsig.ErrMalformed, "number of dots is 3, expected 2"},
		{"a dot before it", "." + good, zoomsig.ErrMalformed, "number of dots is 3, expected 2"},
		{"a dot inside", seal(header + ".." + payload), zoomsig.ErrMalformed, "number of dots is 3, expected 2"},
		{"a fourth segment under the MAC", seal(header + "." + payload + "." + payload), zoomsig.ErrMalformed, "number of dots is 3, expected 2"},
		{"a fourth segment after the MAC", good + "." + mac, zoomsig.ErrMalformed, "number of dots is 3, expected 2"},
		{"five segments, as JWE has", seal(header + "." + payload + ".a." + mac), zoomsig.ErrMalformed, "number of dots is 4, expected 2"},
		{"two signatures", good + "." + good, zoomsig.ErrMalformed, "number of dots is 5, expected 2"},
		{"fullwidth dots", strings.ReplaceAll(good, ".", "．"), zoomsig.ErrMalformed, "number of dots is 0, expected 2"},
		{"Bearer", "Bearer " + good, zoomsig.ErrMalformed, "the header" + notCanonical},
		{"quoted", `"` + good + `"`, zoomsig.ErrMalformed, "the header" + notCanonical},
		{"a space before it", " " + good, zoomsig.ErrMalformed, "the header" + notCanonical},
		{"a byte order mark before it", "\ufeff" + good, zoomsig.ErrMalformed, "the header" + notCanonical},
		{"a space after it", good + " ", zoomsig.ErrMalformed, "the MAC" + notCanonical},
		{"a line break after it", good + "\n", zoomsig.ErrMalformed, "the MAC" + notCanonical},
		{"a Windows line break after it", good + "\r\n", zoomsig.ErrMalformed, "the MAC" + notCanonical},
		{"NUL after it", good + "\x00", zoomsig.ErrMalformed, "the MAC" + notCanonical},
		{"a no-break space after it", good + "\u00a0", zoomsig.ErrMalformed, "the MAC" + notCanonical},
		{"bad UTF-8 after it", good + "\xff", zoomsig.ErrMalformed, "the MAC" + notCanonical},
		{"a line break for a MAC", header + "." + payload + ".\n", zoomsig.ErrMalformed, "the MAC" + notCanonical},
		{"segments not encoded", seal(goodHeader + "." + goodPayload), zoomsig.ErrMalformed, "the header" + notCanonical},
		{"payload not encoded", seal(header + "." + goodPayload), zoomsig.ErrMalformed, "the payload" + notCanonical},
		{"payload encoded twice", jwt(goodHeader, payload), zoomsig.ErrMalformed, "payload is not a single JSON object"},
		{"payload in hex", seal(header + "." + fmt.Sprintf("%x", goodPayload+" ")), zoomsig.ErrMalformed, "payload is not a single JSON object"},
		{"MAC in hex", header + "." + payload + "." + fmt.Sprintf("%x", hmacOf(header+"."+payload, testSecret)), zoomsig.ErrSignature, ""},
		{"MAC in standard base64", header + "." + payload + "." + base64.StdEncoding.EncodeToString(hmacOf(header+"."+payload, testSecret)), zoomsig.ErrMalformed, "the MAC" + notCanonical},
		{"percent-encoded dots", strings.ReplaceAll(good, ".", "%2E"), zoomsig.ErrMalformed, "number of dots is 0, expected 2"},
	})
}

// otherSpellings are texts that a lenient decoder decodes to what segment
// encodes. It must have two characters or three over the quadruples, so that it
// has unused bits, and both "-" and "_".
func otherSpellings(t testing.TB, segment string) map[string]string {
	t.Helper()
	require.Contains(t, segment, "-")
	require.Contains(t, segment, "_")
	unused := map[int]int{2: 4, 3: 2}[len(segment)%4]
	require.NotZero(t, unused)
	middle := len(segment) / 2
	texts := map[string]string{
		"padded":             segment + "==="[:4-len(segment)%4],
		"too little padding": segment + "==="[:3-len(segment)%4] + "=",
		"too much padding":   segment + "====",
		"+ for -":            strings.ReplaceAll(segment, "-", "+"),
		"/ for _":            strings.ReplaceAll(segment, "_", "/"),
		"LF inside":          segment[:middle] + "\n" + segment[middle:],
		"CR inside":          segment[:middle] + "\r" + segment[middle:],
		"LF before":          "\n" + segment,
		"CR before":          "\r" + segment,
		"CR LF after":        segment + "\r\n",
		"LF at every fourth": strings.Join([]string{segment[:4], segment[4:8], segment[8:]}, "\n"),
		"space inside":       segment[:middle] + " " + segment[middle:],
		"tab after":          segment + "\t",
		"%3D after":          segment + "%3D",
		"NUL after":          segment + "\x00",
		"a fifth character":  segment + base64Alphabet[:5-len(segment)%4],
	}
	last := strings.IndexByte(base64Alphabet, segment[len(segment)-1])
	require.Zero(t, last&(1<<unused-1), "canonical")
	for bits := 1; bits < 1<<unused; bits++ {
		texts[fmt.Sprintf("unused bits %04b", bits)] = segment[:len(segment)-1] + base64Alphabet[last+bits:last+bits+1]
	}
	return texts
}

// spaced pads JSON with spaces to a length that encodes with unused bits:
// over is 1 for four of them, 2 for two.
func spaced(text string, over int) string {
	return text + strings.Repeat(" ", (over+3-len(text)%3)%3)
}

// TestVerifyBase64: a signature has one spelling, even where the MAC would fit
// another.
func TestVerifyBase64(t *testing.T) {
	var rows []verifyRow
	add := func(name, signature string, wantErr error) {
		rows = append(rows, verifyRow{name, signature, wantErr, ""})
	}
	for over := 1; over <= 2; over++ {
		header := encode(spaced(`{"alg":"HS256","kid":"~~~???>>>"}`, over))
		payload := encode(spaced(payloadWith("x", `"~~~~???>>>"`), over))
		add(fmt.Sprintf("canonical %d", over), seal(header+"."+payload), nil)
		for name, text := range otherSpellings(t, header) {
			add(fmt.Sprintf("header %d %s", over, name), seal(text+"."+payload), zoomsig.ErrMalformed)
		}
		for name, text := range otherSpellings(t, payload) {
			add(fmt.Sprintf("payload %d %s", over, name), seal(header+"."+text), zoomsig.ErrMalformed)
		}
	}
	input := encode(goodHeader) + "." + encode(goodPayload)
	mac := ""
	for n := 0; !strings.Contains(mac, "-") || !strings.Contains(mac, "_"); n++ {
		input = encode(goodHeader) + "." + encode(payloadWith("x", fmt.Sprint(n)))
		mac = encode(string(hmacOf(input, testSecret)))
	}
	for name, text := range otherSpellings(t, mac) {
		add("MAC "+name, input+"."+text, zoomsig.ErrMalformed)
	}
	runVerifyRows(t, rows)
}

// padded is a right signature of the given length, by white space in the
// payload.
func padded(t testing.TB, length int) string {
	t.Helper()
	payload := (length - len(seal(encode(goodHeader)+"."))) * 3 / 4
	signature := jwt(goodHeader, goodPayload+strings.Repeat(" ", payload-len(goodPayload)))
	require.Len(t, signature, length)
	return signature
}

func TestVerifyLength(t *testing.T) {
	runVerifyRows(t, []verifyRow{
		{"4095", padded(t, 4095), nil, ""},
		{"4096", padded(t, 4096), nil, ""},
		{"4097", padded(t, 4097), zoomsig.ErrMalformed, "4097 bytes, expected at most 4096"},
		{"4097 of dots", strings.Repeat(".", 4097), zoomsig.ErrMalformed, "4097 bytes, expected at most 4096"},
		{"4096 of dots", strings.Repeat(".", 4096), zoomsig.ErrMalformed, "number of dots is 4096, expected 2"},
	})
}

// TestVerifyCost: what is too long is refused unread, and what is not is
// refused, or accepted, with little memory.
func TestVerifyCost(t *testing.T) {
	const megabyte = 1 << 20
	repeat := func(text string) string { return strings.Repeat(text, megabyte/len(text)) }
	tests := map[string]string{}
	for name, text := range map[string]string{
		"dots": repeat("."), "brackets": repeat("["), "braces": repeat(`{"":`), "digits": repeat("9"),
		"string": `"` + repeat("a") + `"`, "quotes": repeat(`"`), "escapes": `"` + repeat(`\u0000`) + `"`, "A": repeat("A"), "line breaks": repeat("\n"), "bad UTF-8": repeat("\xff"),
	} {
		tests["raw "+name] = text
		tests["header "+name] = jwt(text, goodPayload)
		tests["payload "+name] = jwt(goodHeader, text)
		tests["algorithm "+name] = jwt(`{"alg":`+text+`}`, goodPayload)
		tests["claim "+name] = jwt(goodHeader, payloadWith("x", text))
		tests["MAC "+name] = encode(goodHeader) + "." + encode(goodPayload) + "." + text
	}
	signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: at(testNow)})
	for _, signature := range tests {
		claims, err := signer.Verify(signature)
		checkVerdict(t, signature, claims, err, zoomsig.ErrMalformed)
		checkAllocations(t, 5, func() { _, _ = signer.Verify(signature) })
	}

	members := func(name string, least int) string { // as many as go into 4096 bytes
		var b strings.Builder
		for n := 0; b.Len() < 2900-least; n++ {
			fmt.Fprintf(&b, `,"`+name+`":0`, n)
		}
		return b.String()
	}
	for name, tt := range map[string]struct {
		signature string
		wantErr   error
		allocs    float64
	}{
		"right":                        {jwt(goodHeader, goodPayload), nil, 10},
		"members in the header":        {jwt(`{"alg":"HS256"`+members("%x", 250)+`}`, goodPayload), nil, 30},
		"members in the payload":       {jwt(goodHeader, payloadAnd(members("%x", 250)[1:])), nil, 30},
		"escaped members":              {jwt(`{"alg":"HS256"`+members(`\u%04x`, 250)+`}`, goodPayload), nil, 250},
		"escaped members, rejected":    {jwt(`{"alg":"none"`+members(`\u%04x`, 250)+`}`, goodPayload), zoomsig.ErrAlgorithm, 250},
		"shorter escapes, rejected":    {jwt(`{"alg":"none"`+members(`\n%x`, 250)+`}`, goodPayload), zoomsig.ErrAlgorithm, 250},
		"members without an algorithm": {jwt(`{"x":0`+members("%x", 250)+`}`, goodPayload), zoomsig.ErrAlgorithm, 30},
	} {
		require.LessOrEqual(t, len(tt.signature), 4096, name)
		claims, err := signer.Verify(tt.signature)
		checkVerdict(t, tt.signature, claims, err, tt.wantErr)
		checkAllocations(t, tt.allocs, func() { _, _ = signer.Verify(tt.signature) })
	}
}
