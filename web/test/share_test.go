package page_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestCopy copies the report and the command, and runs the command in a shell: it prints the same, with the meeting
// number.
func TestCopy(t *testing.T) {
	b := reusePage(t)
	b.allowClipboard()
	const secret = "synthetic-secret-for-benchmark-0001"
	for name, values := range map[string]map[string]string{
		"plain":       {"signature": fromTheFuture, "at": rejectedAt},
		"with secret": {"signature": fromTheFuture, "at": rejectedAt, "secret": secret, "key": "AbCdEfGhIjKlMnOpQrStUv"},
		"all": {"signature": fromTheFuture, "at": "2023-07-22T06:50:08.5+02:00", "key": "it's",
			"error-code": "errorCode: 3712", "sdk": "react-native", "join-key": "$(id)",
			"join-meeting": "857 4606 5432", "join-role": "host"},
		"now":          {"signature": fromTheFuture},
		"line breaks":  {"signature": "Bearer " + fromTheFuture[:50] + "\n" + fromTheFuture[50:] + "\n", "at": rejectedAt},
		"a dash first": {"signature": "-h", "at": rejectedAt},
		"shell":        {"signature": "'; touch /tmp/x; echo \"$HOME\" `id` \\ !! '", "at": rejectedAt},
		"code alone":   {"error-code": "4011", "at": rejectedAt},
		"controls":     {"signature": "\x1b[31m\u202e" + fromTheFuture, "at": rejectedAt},
	} {
		t.Run(name, func(t *testing.T) {
			b.fill(values)
			b.exec(`document.getElementById("copy-report").click()`)
			b.wait(`document.getElementById("copied").textContent !== ""`)
			report := b.text(`navigator.clipboard.readText()`)
			assert.Equal(t, b.report().Text, report)

			b.exec(`document.getElementById("copy-command").click()`)
			b.wait(`document.getElementById("copied").textContent.includes("command")`)
			line := b.text(`navigator.clipboard.readText()`)
			assert.Equal(t, b.content("command"), line)
			assert.NotContains(t, line, secret)
			assert.NotRegexp(t, `[\p{Cc}\p{Cf}]`, line, "nothing that a terminal would interpret")
			shell := exec.Command("bash", "-c", line)
			shell.Dir = t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(shell.Dir, "signature.txt"), []byte(values["signature"]), 0o600))
			shell.Env = []string{"PATH=" + filepath.Dir(command), "HOME=" + shell.Dir,
				"ZOOM_MEETING_SDK_SECRET=" + values["secret"]}
			printed, err := shell.Output()
			if exit := (*exec.ExitError)(nil); err != nil {
				require.ErrorAs(t, err, &exit)
				require.Equal(t, 1, exit.ExitCode(), "%s: %s", line, exit.Stderr)
			}
			same, _, _ := strings.Cut(string(printed), "\n\nTO HAVE MORE CHECKED")
			mask := strings.NewReplacer("85746065432", "•••••••5432", "857 4606 5432", "••• •••• 5432")
			assert.Equal(t, strings.TrimSpace(mask.Replace(same)), strings.TrimSpace(report), line)
		})
	}
}

// TestMasked shows that of meeting numbers a shared report has only the last four digits, and that it has the times.
func TestMasked(t *testing.T) {
	b := reusePage(t)
	b.fill(map[string]string{"signature": fromTheFuture, "at": rejectedAt, "join-meeting": "831-3796-1703"})
	text := b.report().Text
	for _, number := range []string{"8574606", "831-3796", "8313796"} {
		assert.NotContains(t, text, number)
	}
	for _, shown := range []string{
		`"mn":"•••••••5432"`, "•••••••1703", `"iat":1690001506,"exp":1690008706,"tokenExp":1690008706`,
	} {
		assert.Contains(t, text, shown)
	}
	b.exec(`document.querySelectorAll("button.example")[2].click()`)
	assert.Contains(t, b.report().Text, "AbCdEfGhIjKlMnOpQrStUv.•••••••1703.1658977268692.0")
}

// TestValidity shows that the page says how long a signature can be used by whoever gets the command.
func TestValidity(t *testing.T) {
	b := reusePage(t)
	help := func(payload string) string {
		b.fill(map[string]string{"signature": token(payload)})
		return b.content("command-help")
	}
	assert.Equal(t, "The command contains the whole signature, which has expired.",
		help(`{`+keys+`"iat":1690001506,"exp":1690008706}`))
	assert.Equal(t, "The command contains the whole signature, which does not say when it expires.",
		help(`{`+keys+`"iat":1690001506}`))
	now := time.Now().Unix()
	assert.Regexp(t, `others may be able to join until it expires in (2h0m|1h59m)\d+s, at 20.*Z\.$`,
		help(fmt.Sprintf(`{%s"iat":%d,"exp":%d}`, keys, now, now+7200)))
}

// TestCommandWithoutSecret shows that no command is shown that would contain the secret.
func TestCommandWithoutSecret(t *testing.T) {
	b := reusePage(t)
	const secret = "a-secret-that-no-example-has-0002"
	for name, values := range map[string]map[string]string{
		"as the key":     {"signature": fromTheFuture, "key": secret},
		"in join":        {"signature": fromTheFuture, "join-key": secret},
		"in the code":    {"signature": fromTheFuture, "error-code": "3712 " + secret},
		"as text":        {"signature": "x " + secret},
		"in the payload": {"signature": token(`{"appKey":"` + secret + `"}`)},
	} {
		values["secret"] = ` "` + secret + `" `
		b.fill(values)
		b.exec(`document.getElementById("command-details").open = true`)
		assert.False(t, b.visible("command") || b.visible("copy-command"), name)
		assert.Equal(t, "", b.content("command"), name)
		assert.Equal(t, "The command is not shown: it would contain the secret.", b.content("command-help"), name)
		assert.NotContains(t, b.text(`document.body.innerText`), secret, name)
	}
}
