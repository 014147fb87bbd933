package page_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
	"github.com/zoomsig/zoomsig/diagnose"
)

// shown is what the page shows of a report.
type shown struct {
	Format, Verdict, Summary, Text string
	Findings                       []shownFinding
	Checked, Unchecked             []diagnose.Check
}

// shownFinding is a finding, and the card that it is in.
type shownFinding struct {
	Code, Severity, Part, Found, Expected string
	Card                                  int
	Hint                                  string // of the card
}

// read reads the report from the page.
const read = `(() => {
	const section = document.getElementById("diagnosis");
	const cards = [...section.querySelectorAll(".finding")];
	const term = (e, name) =>
		[...e.querySelectorAll("dt")].find((dt) => dt.textContent === name)?.nextSibling.textContent ?? "";
	const checks = (id) =>
		[...document.querySelectorAll("#" + id + " li")].map((e) => ({ name: e.dataset.name, text: e.firstChild.data }));
	return {
		format: section.dataset.format ?? "",
		verdict: section.dataset.verdict ?? "",
		summary: document.getElementById("verdict").textContent,
		text: document.getElementById("report").textContent,
		findings: [...section.querySelectorAll("[data-code]")].map((e) => ({
			code: e.dataset.code,
			severity: e.dataset.severity,
			part: term(e, "Part"),
			found: term(e, "Found"),
			expected: term(e, "Expected"),
			card: cards.indexOf(e.closest(".finding")),
			hint: [...e.closest(".finding").querySelectorAll("p.hint, .hint li")]
				.map((e) => (e.tagName === "LI" ? "- " : "") + e.textContent).join("\n"),
		})),
		checked: checks("checked"),
		unchecked: checks("unchecked"),
	};
})()`

func (b *tab) report() shown { b.t.Helper(); return eval[shown](b, read) }

// codes are the codes of the findings that the page shows.
func (b *tab) codes() []string {
	b.t.Helper()
	return eval[[]string](b, `[...document.querySelectorAll("[data-code]")].map((e) => e.dataset.code)`)
}

// inGo diagnoses what the page's fields hold.
func inGo(t *testing.T, held map[string]string) *diagnose.Report {
	t.Helper()
	var seconds int64
	_, err := fmt.Sscan(held["at"], &seconds)
	require.NoError(t, err)
	opts := &diagnose.Options{At: time.Unix(seconds, 0), SDK: diagnose.SDK(held["sdk"]), ErrorCode: held["error-code"],
		Key: held["key"], Secret: held["secret"]}
	join := diagnose.Join{SDKKey: held["join-key"], MeetingNumber: held["join-meeting"], Role: held["join-role"]}
	if join != (diagnose.Join{}) {
		opts.Join = &join
	}
	return diagnose.Signature(held["signature"], opts)
}

// requireSame requires that the page shows the report.
func requireSame(t *testing.T, expected *diagnose.Report, got shown, message string) {
	t.Helper()
	require.Equal(t, string(expected.Format), got.Format, message)
	require.Equal(t, string(expected.Verdict), got.Verdict, message)
	require.Equal(t, expected.Summary, got.Summary, message)
	require.ElementsMatch(t, expected.Checked, got.Checked, message)
	require.ElementsMatch(t, expected.Unchecked, got.Unchecked, message)
	require.Len(t, got.Findings, len(expected.Findings), message)
	card := -1
	for i, f := range expected.Findings {
		// Neighbors that share code and hint are in one card.
		if i == 0 || f.Code != expected.Findings[i-1].Code || f.Hint != expected.Findings[i-1].Hint {
			card++
		}
		require.Equal(t, shownFinding{Code: string(f.Code), Severity: string(f.Severity), Part: f.Part, Found: f.Found,
			Expected: f.Expected, Card: card, Hint: f.Hint}, got.Findings[i], message)
	}
	// Digits of meeting numbers are masked in the text.
	text, masked := []rune(expected.String()), []rune(got.Text)
	require.Len(t, masked, len(text), message)
	for i, r := range masked {
		if r == '•' && '0' <= text[i] && text[i] <= '9' {
			masked[i] = text[i]
		}
	}
	require.Equal(t, string(text), string(masked), message)
}

// conformanceRow is a line of conformance/diagnose.jsonl.
type conformanceRow struct {
	ID     string
	Text   string
	Base64 []byte `json:"text_base64"`
	AtMS   int64  `json:"at_ms"`
	Key    string
	Secret string
	Join   struct {
		SDKKey        string
		MeetingNumber string
		Role          string
	}
	ErrorCode string `json:"error_code"`
	SDK       string
}

// rowsOf reads a file of the repository, one JSON object a line.
func rowsOf[T any](t *testing.T, file string) []T {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(file)))
	require.NoError(t, err)
	var rows []T
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 8<<20)
	for lines.Scan() {
		var row T
		require.NoError(t, json.Unmarshal(lines.Bytes(), &row), "line %d", len(rows)+1)
		rows = append(rows, row)
	}
	require.NoError(t, lines.Err())
	require.NotEmpty(t, rows)
	return rows
}

// TestConformance compares the page with Go for texts of the suite, and for signatures rebuilt from code that people
// posted. The fields of a page hold no line breaks and only UTF-8, so Go diagnoses what they hold.
func TestConformance(t *testing.T) {
	var all []map[string]string
	for _, row := range rowsOf[conformanceRow](t, "conformance/diagnose.jsonl") {
		signature := row.Text
		if row.Base64 != nil {
			signature = string(row.Base64)
		}
		role := map[string]string{"0": "participant", "1": "host"}[row.Join.Role]
		all = append(all, map[string]string{
			"signature": signature, "key": row.Key, "secret": row.Secret, "at": fmt.Sprint(row.AtMS / 1000), "sdk": row.SDK,
			"join-key": row.Join.SDKKey, "join-meeting": row.Join.MeetingNumber, "join-role": role,
			"error-code": row.ErrorCode,
		})
	}
	type postedRow struct {
		ID, Signature, Key, Secret string
		At                         int64
	}
	for _, row := range rowsOf[postedRow](t, "diagnose/testdata/diagnose.jsonl") {
		all = append(all, map[string]string{"signature": row.Signature, "key": row.Key,
			"secret": row.Secret, "at": fmt.Sprint(row.At)})
	}
	// A page shows all findings of one code in the same way, so rows that show nothing new are left out.
	seen := map[string]bool{}
	isNew := func(values map[string]string) bool {
		report := inGo(t, values)
		names := []string{string(report.Format), string(report.Verdict), string(report.SDK)}
		for _, f := range report.Findings {
			names = append(names, string(f.Code+"/")+string(f.Severity))
		}
		before := len(seen)
		for _, name := range names {
			seen[name] = true
		}
		return len(seen) > before
	}
	var chosen []map[string]string
	for _, values := range all {
		if (values["signature"] != "" || values["error-code"] != "") && isNew(values) {
			chosen = append(chosen, values)
		}
	}
	require.Greater(t, len(chosen), 50)
	for _, result := range reusePage(t).fillEach(chosen) {
		requireSame(t, inGo(t, result.Held), result.Shown, result.Held["signature"])
	}
}

// fillEach fills in the fields once for each of values, and returns what they then hold and what the page shows.
func (b *tab) fillEach(values []map[string]string) []struct {
	Held  map[string]string
	Shown shown
} {
	b.t.Helper()
	encoded, err := json.Marshal(values)
	require.NoError(b.t, err)
	return eval[[]struct {
		Held  map[string]string
		Shown shown
	}](b, string(encoded)+`.map((values) => {
		const held = {};
		for (const id of `+quote(fields)+`) {
			const e = document.getElementById(id);
			e.value = values[id] ?? "";
			held[id] = e.value;
		}
		document.getElementById("key").dispatchEvent(new Event("input"));
		return { held, shown: `+read+` };
	})`)
}

// The signature of the first example, and the time at which it was rejected.
const (
	fromTheFuture = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9." +
		"eyJhcHBLZXkiOiJBYkNkRWZHaElqS2xNbk9wUXJTdFV2Iiwic2RrS2V5IjoiQWJDZEVmR2hJaktsTW5PcFFyU3RVdiIsIm1uIjoiODU3NDYw" +
		"NjU0MzIiLCJyb2xlIjowLCJpYXQiOjE2OTAwMDE1MDYsImV4cCI6MTY5MDAwODcwNiwidG9rZW5FeHAiOjE2OTAwMDg3MDZ9." +
		"AgFUJQZkDOkAJsAuQIlv6DnjyyyplPcY2ASNhjnvLlo"
	rejectedAt = "1690001408"
)

// token returns a JWT with this payload and a MAC of zeros.
func token(payload string) string {
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + encode([]byte(payload)) + "." + encode(make([]byte, 32))
}

// TestTyping shows that the diagnosis follows each key, and that nothing is left of it when the fields are cleared.
func TestTyping(t *testing.T) {
	b := reusePage(t)
	nothing := shown{Findings: []shownFinding{}, Checked: []diagnose.Check{}, Unchecked: []diagnose.Check{}}
	assert.Equal(t, nothing, b.report(), "at first")
	assert.True(t, b.is(`document.getElementById("details").hidden && document.getElementById("clear").hidden`))
	assert.True(t, b.visible("examples"))

	b.focus("#signature")
	b.do(chromedp.KeyEvent("eyJ"))
	assert.Equal(t, "errors", b.report().Verdict)
	before := b.report().Summary
	call(b, input.InsertText, input.InsertTextParams{Text: fromTheFuture[3:]})
	assert.Equal(t, "jwt", b.report().Format)
	assert.NotEqual(t, before, b.report().Summary)
	assert.Contains(t, b.codes(), "expired")
	assert.False(t, b.visible("examples"))

	b.click("#more summary")
	b.enter("#at", rejectedAt)
	assert.Equal(t, []string{"issued-in-future", "float32-time"}, b.codes())
	b.enter("#error-code", "4011")
	assert.Contains(t, b.codes(), "error-code")
	b.enter("#join-role", "h")
	assert.Equal(t, "host", b.text(`document.getElementById("join-role").value`))
	assert.Contains(t, b.codes(), "join-role-differs")

	b.click("#clear")
	assert.Equal(t, nothing, b.report(), "cleared")
	assert.Equal(t, "", b.text(held))
	assert.True(t, b.visible("examples"))
	assert.Equal(t, "signature", b.text(`document.activeElement.id`))
}

// held is what all fields hold.
const held = `[...document.querySelectorAll("textarea, input, select")].map((e) => e.value).join("")`

// TestTimeOfRejection shows that the page reads the times that people copy, and silently ignores none.
func TestTimeOfRejection(t *testing.T) {
	b := reusePage(t)
	for _, at := range []string{" 2023-07-22T04:50:08Z ", "1690001408000", "Sat, 22 Jul 2023 04:50:08 GMT",
		"Sat Jul 22 2023 06:50:08 GMT+0200 (Central European Summer Time)"} {
		b.fill(map[string]string{"signature": fromTheFuture, "at": at})
		assert.Equal(t, []string{"issued-in-future", "float32-time"}, b.codes(), at)
		assert.Equal(t, "false", b.text(`document.getElementById("at").ariaInvalid`))
	}
	b.fill(map[string]string{"signature": fromTheFuture, "at": "yesterday"})
	assert.Equal(t, `The time is "yesterday", expected one since 1970 such as 2022-03-10T18:39:43Z or 1646937583.`,
		b.content("at-problem"))
	assert.True(t, b.is(`document.getElementById("more").open`), "the field can be seen")
	assert.Equal(t, "true", b.text(`document.getElementById("at").ariaInvalid`))
	assert.True(t, b.is(`document.getElementById("details").hidden`), "no diagnosis as of another time")
	assert.Equal(t, "", b.report().Verdict)
	assert.Contains(t, b.report().Summary, "cannot be read")
	b.click("#clear")
	assert.Equal(t, "", b.content("at-problem"))
}

// TestExamples clicks each button. Three of the signatures are made here.
func TestExamples(t *testing.T) {
	b := reusePage(t)
	const key, secret = "AbCdEfGhIjKlMnOpQrStUv", "synthetic-secret-for-benchmark-0001"
	signer, err := zoomsig.NewSigner("lAzXXLSJQyKbYI1xZwqQOw", "a dummy secret", &zoomsig.Options{
		Clock: zoomsig.ClockFunc(func() time.Time { return time.Unix(1681189099, 0) }),
	})
	require.NoError(t, err)
	wrongApp, err := signer.Sign(zoomsig.Claims{MeetingNumber: 82295245018})
	require.NoError(t, err)
	legacy := func(at time.Time) string {
		signer, err := zoomsig.NewLegacySigner(key, secret,
			&zoomsig.LegacyOptions{Clock: zoomsig.ClockFunc(func() time.Time { return at })})
		require.NoError(t, err)
		signature, err := signer.Sign(zoomsig.LegacyClaims{MeetingNumber: 83137961703})
		require.NoError(t, err)
		return signature
	}
	for i, tt := range []struct {
		signature, at string
		codes         []string
	}{
		{fromTheFuture, rejectedAt, []string{"issued-in-future", "float32-time"}},
		{"abc123.83137961703.1690000000.0.lYqbmTETXx3no3x1/lnV9o80B6BpqCP+2khD5Oge1ys=", "1690000000",
			[]string{"not-a-signature"}},
		{legacy(time.UnixMilli(1658977298692)), "1658977298", []string{"legacy-format"}},
		{wrongApp, "1681189099", []string{"check-credentials"}},
		{legacy(time.Unix(1562000000+7*60, 0)), "1562000000", []string{"legacy-format", "issued-in-future"}},
	} {
		n := fmt.Sprint(i)
		b.exec(`document.querySelectorAll("button.example")[` + n + `].click()`)
		values := b.held()
		assert.Equal(t, tt.signature, values["signature"], n)
		assert.Equal(t, tt.at, values["at"], n)
		requireSame(t, inGo(t, values), b.report(), n)
		for _, code := range tt.codes {
			assert.Contains(t, b.codes(), code, n)
		}
		assert.Equal(t, "verdict", b.text(`document.activeElement.id`))
		assert.True(t, b.visible("at"), "the fields that it fills in are shown")
	}
	assert.Equal(t, 5, eval[int](b, `document.querySelectorAll("button.example").length`))
	assert.True(t, b.is(`[...document.querySelectorAll("button.example")].every((e) =>
		document.getElementById(e.getAttribute("aria-describedby")).textContent.length > 60)`))

	// What belongs to the third example is gone as soon as another signature is entered; what was changed stays.
	b.exec(`document.querySelectorAll("button.example")[2].click()`)
	assert.Equal(t, secret, b.held()["secret"])
	b.enter("#join-meeting", "0")
	b.focus("#signature")
	b.exec(`document.activeElement.select()`)
	call(b, input.InsertText, input.InsertTextParams{Text: wrongApp})
	assert.Equal(t, map[string]string{"signature": wrongApp, "join-meeting": "831379617030"}, b.held())
	assert.NotContains(t, b.codes(), "secret-mismatch")
}
