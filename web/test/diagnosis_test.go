package page_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
	"github.com/zoomsig/zoomsig/diagnose"
)

// shown is what the page shows of a diagnosis.
type shown struct {
	Format, OK, Verdict, Report string
	Findings                    []diagnose.Finding
}

// diagnosis reads it from the page.
func (b *tab) diagnosis() shown {
	b.t.Helper()
	return eval[shown](b, `(() => {
		const section = document.getElementById("diagnosis");
		const term = (e, name) => [...e.querySelectorAll("dt")].find((dt) => dt.textContent === name)?.nextSibling.textContent ?? "";
		return {
			format: section.dataset.format ?? "",
			ok: section.dataset.ok ?? "",
			verdict: document.getElementById("verdict").textContent,
			report: document.getElementById("report").textContent,
			findings: [...section.querySelectorAll("[data-code]")].map((e) => ({
				code: e.dataset.code,
				severity: e.dataset.severity,
				claim: term(e, "Claim"),
				got: term(e, "Found"),
				want: term(e, "Expected"),
				hint: [...e.parentElement.querySelectorAll("p.hint, .hint li")].map((line) => line.textContent).join("\n"),
			})),
		};
	})()`)
}

// inGo diagnoses what the page's fields hold.
func inGo(t *testing.T, held map[string]string) *diagnose.Report {
	t.Helper()
	opts := &diagnose.Options{Key: held["key"], Secret: held["secret"]}
	if held["at"] != "" {
		seconds, err := strconv.ParseInt(held["at"], 10, 64)
		require.NoError(t, err)
		opts.Clock = zoomsig.ClockFunc(func() time.Time { return time.Unix(seconds, 0) })
	}
	join := diagnose.Join{SDKKey: held["join-key"], MeetingNumber: held["join-meeting"]}
	if held["join-role"] != "" {
		role, err := zoomsig.ParseRole(held["join-role"])
		require.NoError(t, err)
		join.Role = &role
	}
	if join != (diagnose.Join{}) {
		opts.Join = &join
	}
	if held["error-code"] != "" {
		var err error
		opts.ErrorCode, err = strconv.Atoi(held["error-code"])
		require.NoError(t, err)
	}
	return diagnose.Signature(held["signature"], opts)
}

// requireSame requires that the page shows the same diagnosis as Go.
func requireSame(t *testing.T, want *diagnose.Report, got shown, message string) {
	t.Helper()
	require.Equal(t, string(want.Format), got.Format, message)
	require.Equal(t, strconv.FormatBool(want.OK()), got.OK, message)
	require.Equal(t, want.String(), got.Report, message)
	require.Equal(t, strings.SplitN(want.String(), "\n", 2)[0], got.Verdict, message)
	// The page groups the findings of one code, and shows each of their hints once.
	wanted := slices.Clone(want.Findings)
	slices.SortStableFunc(wanted, func(a, b diagnose.Finding) int {
		return firstOf(want.Findings, a.Code) - firstOf(want.Findings, b.Code)
	})
	require.Len(t, got.Findings, len(wanted), message)
	for i, f := range wanted {
		for _, line := range strings.Split(f.Hint, "\n") {
			require.Contains(t, got.Findings[i].Hint, strings.TrimPrefix(line, "- "), message)
		}
		f.Hint, got.Findings[i].Hint = "", ""
		require.Equal(t, f, got.Findings[i], message)
	}
}

func firstOf(findings []diagnose.Finding, code diagnose.Code) int {
	return slices.IndexFunc(findings, func(f diagnose.Finding) bool { return f.Code == code })
}

func codesOf(findings []diagnose.Finding) []string {
	codes := make([]string, 0, len(findings))
	for _, f := range findings {
		codes = append(codes, string(f.Code))
	}
	return slices.Compact(codes)
}

// conformanceRow is a line of conformance/diagnose.jsonl.
type conformanceRow struct {
	ID        string
	Signature string
	Base64    []byte `json:"signature_base64"`
	AtS       int64  `json:"at_s"`
	Key       string
	Secret    string
	Join      struct {
		SDKKey        string
		MeetingNumber string
		Role          *zoomsig.Role
	}
	ErrorCode int `json:"error_code"`
	Codes     []string
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

// TestConformance compares the page with the suite and with Go. The fields of a page cannot hold everything: bytes that
// are not UTF-8, or line breaks in a secret. Where they hold something else than the row, only Go is compared.
func TestConformance(t *testing.T) {
	b := openPage(t)
	exact := 0
	for _, row := range rowsOf[conformanceRow](t, "conformance/diagnose.jsonl") {
		signature := row.Signature
		if row.Base64 != nil {
			signature = string(row.Base64)
		}
		values := map[string]string{
			"signature": signature, "key": row.Key, "secret": row.Secret, "at": strconv.FormatInt(row.AtS, 10),
			"join-key": row.Join.SDKKey, "join-meeting": row.Join.MeetingNumber,
		}
		if row.Join.Role != nil {
			values["join-role"] = row.Join.Role.String()
		}
		if row.ErrorCode != 0 {
			values["error-code"] = strconv.Itoa(row.ErrorCode)
		}
		held := b.fill(values)
		got := b.diagnosis()
		requireSame(t, inGo(t, held), got, row.ID)
		same := true
		for _, id := range fields {
			same = same && held[id] == values[id]
		}
		if same {
			exact++
			require.Equal(t, slices.Compact(row.Codes), codesOf(got.Findings), row.ID)
		}
	}
	t.Logf("%d rows entered exactly", exact)
	require.NotZero(t, exact)
}

// TestPosted compares the page with Go for the signatures rebuilt from code that people posted.
func TestPosted(t *testing.T) {
	type row struct {
		ID, Signature, Key, Secret string
		At                         int64
	}
	b := openPage(t)
	for _, row := range rowsOf[row](t, "diagnose/testdata/diagnose.jsonl") {
		held := b.fill(map[string]string{"signature": row.Signature, "at": strconv.FormatInt(row.At, 10), "key": row.Key, "secret": row.Secret})
		requireSame(t, inGo(t, held), b.diagnosis(), row.ID)
	}
}

// The signature of the first example, and the time at which it was rejected.
const (
	fromTheFuture = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhcHBLZXkiOiJBYkNkRWZHaElqS2xNbk9wUXJTdFV2Iiwic2RrS2V5IjoiQWJDZEVmR2hJaktsTW5PcFFyU3RVdiIsIm1uIjoiODU3NDYwNjU0MzIiLCJyb2xlIjowLCJpYXQiOjE2OTAwMDE1MDYsImV4cCI6MTY5MDAwODcwNiwidG9rZW5FeHAiOjE2OTAwMDg3MDZ9.AgFUJQZkDOkAJsAuQIlv6DnjyyyplPcY2ASNhjnvLlo"
	rejectedAt    = "1690001408"
)

// token returns a JWT with this payload and a MAC of zeros.
func token(payload string) string {
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + encode([]byte(payload)) + "." + encode(make([]byte, 32))
}

// TestTyping shows that the diagnosis follows each key.
func TestTyping(t *testing.T) {
	b := openPage(t)
	assert.Equal(t, shown{Findings: []diagnose.Finding{}}, b.diagnosis(), "at first")
	assert.True(t, b.is(`document.getElementById("details").hidden && document.getElementById("clear").hidden`))

	b.enter("#signature", "eyJ")
	assert.Equal(t, "false", b.diagnosis().OK)
	before := b.diagnosis().Verdict
	call(b, input.InsertText, input.InsertTextParams{Text: fromTheFuture[3:]})
	assert.Equal(t, "jwt", b.diagnosis().Format)
	assert.NotEqual(t, before, b.diagnosis().Verdict)
	assert.Contains(t, codesOf(b.diagnosis().Findings), "expired")

	b.click("#more summary")
	b.enter("#at", rejectedAt)
	assert.Equal(t, []string{"issued-in-future", "float32-time"}, codesOf(b.diagnosis().Findings))
	b.enter("#error-code", "4011")
	assert.Contains(t, codesOf(b.diagnosis().Findings), "error-code")
	b.enter("#join-role", "h")
	assert.Equal(t, "host", b.text(`document.getElementById("join-role").value`))
	assert.Contains(t, codesOf(b.diagnosis().Findings), "join-role-differs")

	b.click("#clear")
	assert.Equal(t, shown{Findings: []diagnose.Finding{}}, withoutReport(b.diagnosis()), "cleared")
	assert.Equal(t, "", b.text(`[...document.querySelectorAll("textarea, input, select")].map((e) => e.value).join("")`))
}

func withoutReport(s shown) shown {
	s.Report, s.Findings = "", []diagnose.Finding{}
	return s
}

// TestFieldProblems shows that no time or error code is silently ignored.
func TestFieldProblems(t *testing.T) {
	b := openPage(t)
	for _, tt := range []struct{ id, value, says string }{
		{"at", "1690001408000", "milliseconds"},
		{"at", "100000000000", "milliseconds"},
		{"at", "-1", "1970"},
		{"at", "9999-01-01T00:00:00Z", "5138"},
		{"at", "yesterday", "Unix seconds"},
		{"at", "2023-07-22 04:50:08", "2023-07-22T04:50:08Z"},
		{"at", "1690001408.5", "Unix seconds"},
		{"error-code", "x", "3712"},
		{"error-code", "0", "3712"},
		{"error-code", "37.12", "3712"},
		{"error-code", "99999999999", "3712"},
	} {
		t.Run(tt.id+" "+tt.value, func(t *testing.T) {
			eval[chromedp.Void](b, `document.getElementById("more").open = false`)
			b.fill(map[string]string{"signature": fromTheFuture, tt.id: tt.value})
			assert.Contains(t, b.text(`document.getElementById("`+tt.id+`-problem").textContent`), tt.says)
			assert.True(t, b.is(`document.getElementById("more").open`), "the field can be seen")
			assert.Equal(t, "true", b.text(`document.getElementById("`+tt.id+`").ariaInvalid`))
			assert.True(t, b.is(`document.getElementById("details").hidden`), "no diagnosis as of another time")
			assert.Equal(t, "", b.diagnosis().OK)
			assert.Contains(t, b.diagnosis().Verdict, "Correct the marked field")

			b.fill(map[string]string{"signature": fromTheFuture, "at": " 2023-07-22T04:50:08Z ", "error-code": " 3712 "})
			assert.Equal(t, "", b.text(`document.getElementById("`+tt.id+`-problem").textContent`))
			assert.Equal(t, "false", b.text(`document.getElementById("`+tt.id+`").ariaInvalid`))
			assert.Equal(t, []string{"issued-in-future", "float32-time", "error-code"}, codesOf(b.diagnosis().Findings))
		})
	}
}

// TestExamples clicks each button. Two of the signatures are made here, one was posted as it is.
func TestExamples(t *testing.T) {
	b := openPage(t)
	clock := func(seconds int64) zoomsig.Clock {
		return zoomsig.ClockFunc(func() time.Time { return time.Unix(seconds, 0) })
	}
	signer, err := zoomsig.NewSigner("lAzXXLSJQyKbYI1xZwqQOw", "a dummy secret", &zoomsig.Options{Clock: clock(1681189099)})
	require.NoError(t, err)
	wrongApp, err := signer.Sign(zoomsig.Claims{MeetingNumber: 82295245018})
	require.NoError(t, err)
	legacy, err := zoomsig.NewLegacySigner("AbCdEfGhIjKlMnOpQrStUv", "synthetic-secret-for-benchmark-0001",
		&zoomsig.LegacyOptions{Clock: clock(1562000000 + 7*60)})
	require.NoError(t, err)
	clockAhead, err := legacy.Sign(zoomsig.LegacyClaims{MeetingNumber: 83137961703})
	require.NoError(t, err)

	type row struct{ ID, Signature string }
	posted := map[string]string{}
	for _, row := range append(rowsOf[row](t, "diagnose/testdata/diagnose.jsonl"), rowsOf[row](t, "testdata/vendor.jsonl")...) {
		posted[row.ID] = row.Signature
	}

	for i, tt := range []struct {
		signature, at string
		codes         []string
	}{
		{posted["df-91781-java-float-divide@synthetic"], rejectedAt, []string{"issued-in-future", "float32-time"}},
		{"abc123.83137961703.1690000000.0.lYqbmTETXx3no3x1/lnV9o80B6BpqCP+2khD5Oge1ys=", "1690000000", []string{"not-a-signature"}},
		{posted["forum-002"], "1658977298", []string{"legacy-format"}},
		{wrongApp, "1681189099", []string{"check-credentials"}},
		{clockAhead, "1562000000", []string{"legacy-format", "issued-in-future"}},
	} {
		n := strconv.Itoa(i)
		eval[chromedp.Void](b, `document.querySelectorAll("button.example")[`+n+`].click()`)
		held := map[string]string{}
		for _, id := range fields {
			held[id] = b.text(`document.getElementById("` + id + `").value`)
		}
		assert.Equal(t, tt.signature, held["signature"], n)
		assert.Equal(t, tt.at, held["at"], n)
		requireSame(t, inGo(t, held), b.diagnosis(), n)
		for _, code := range tt.codes {
			assert.Contains(t, codesOf(b.diagnosis().Findings), code, n)
		}
		assert.Equal(t, "verdict", b.text(`document.activeElement.id`))
	}
	assert.Equal(t, 5, eval[int](b, `document.querySelectorAll("button.example").length`))
	assert.True(t, b.is(`[...document.querySelectorAll("button.example")].every((e) => document.getElementById(e.getAttribute("aria-describedby")).textContent.length > 60)`))
}

// TestCopy copies the report and the command, and runs the command in a shell: it prints the same.
func TestCopy(t *testing.T) {
	b := openPage(t)
	for _, permission := range []string{"clipboard-read", "clipboard-write"} {
		call(b, cdpbrowser.SetPermission, cdpbrowser.SetPermissionParams{
			Permission: &cdpbrowser.PermissionDescriptor{Name: permission}, Setting: cdpbrowser.PermissionSettingGranted})
	}
	const secret = "synthetic-secret-for-benchmark-0001"
	for name, values := range map[string]map[string]string{
		"plain":        {"signature": fromTheFuture, "at": rejectedAt},
		"with secret":  {"signature": fromTheFuture, "at": rejectedAt, "secret": secret, "key": "AbCdEfGhIjKlMnOpQrStUv"},
		"all":          {"signature": fromTheFuture, "at": "2023-07-22T06:50:08.5+02:00", "key": "it's", "error-code": "3712", "join-key": "$(id)", "join-meeting": "857 4606 5432", "join-role": "host"},
		"now":          {"signature": fromTheFuture},
		"line breaks":  {"signature": "Bearer " + fromTheFuture[:50] + "\n" + fromTheFuture[50:] + "\n", "at": rejectedAt},
		"a dash first": {"signature": "-h", "at": rejectedAt},
		"shell":        {"signature": "'; touch /tmp/x; echo \"$HOME\" `id` \\ !! '", "at": rejectedAt},
		"empty":        {"signature": "", "at": rejectedAt},
		"controls":     {"signature": "\x1b[31m\u202e" + fromTheFuture, "at": rejectedAt},
	} {
		t.Run(name, func(t *testing.T) {
			b.fill(values)
			eval[chromedp.Void](b, `document.getElementById("copy-report").click()`)
			b.wait(`document.getElementById("copied").textContent !== ""`)
			report := b.text(`navigator.clipboard.readText()`)
			assert.Equal(t, b.diagnosis().Report, report)

			eval[chromedp.Void](b, `document.getElementById("copy-command").click()`)
			b.wait(`document.getElementById("copied").textContent.includes("command")`)
			line := b.text(`navigator.clipboard.readText()`)
			assert.Equal(t, b.text(`document.getElementById("command").textContent`), line)
			assert.NotContains(t, line, secret)
			assert.NotRegexp(t, `[\p{Cc}\p{Cf}]`, line, "nothing that a terminal would interpret")
			shell := exec.Command("bash", "-c", line)
			shell.Dir = t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(shell.Dir, "signature.txt"), []byte(values["signature"]), 0o600))
			shell.Env = []string{"PATH=" + filepath.Dir(command), "HOME=" + shell.Dir, "ZOOM_MEETING_SDK_SECRET=" + values["secret"]}
			printed, err := shell.Output()
			if exit := (*exec.ExitError)(nil); err != nil {
				require.ErrorAs(t, err, &exit)
				require.Equal(t, 1, exit.ExitCode(), "%s: %s", line, exit.Stderr)
			}
			assert.Equal(t, strings.TrimSpace(report), strings.TrimSpace(string(printed)), line)
		})
	}
}

// TestCommandWithoutSecret shows that no command is shown that would contain the secret.
func TestCommandWithoutSecret(t *testing.T) {
	b := openPage(t)
	const secret = "synthetic-secret-for-benchmark-0001"
	for name, values := range map[string]map[string]string{
		"as the key":     {"signature": fromTheFuture, "key": secret},
		"in join":        {"signature": fromTheFuture, "join-key": secret},
		"as text":        {"signature": "x " + secret},
		"in the payload": {"signature": token(`{"appKey":"` + secret + `"}`)},
	} {
		values["secret"] = ` "` + secret + `" `
		b.fill(values)
		assert.True(t, b.is(`document.getElementById("command").hidden && document.getElementById("copy-command").hidden`), name)
		assert.Equal(t, "", b.text(`document.getElementById("command").textContent`), name)
		assert.NotContains(t, b.text(`document.body.innerText`), secret, name)
	}
}
