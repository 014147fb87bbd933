package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestReadme runs the commands of README.md in their order, as they stand but for the
// port, in a shell each. A serve that listens is left running for the next commands.
func TestReadme(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil || runtime.GOOS == "windows" {
		t.Skip("no curl, or no shell")
	}
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	blocks := regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$").FindAllStringSubmatch(string(readme), -1)
	dir := t.TempDir()
	environment := shellWithCommand(t, dir)
	var address, output string
	ran := 0
	for _, block := range blocks {
		language, text := block[1], block[2]
		switch {
		case language == "ini":
			require.NoError(t, os.WriteFile(filepath.Join(dir, ".env"), []byte(text), 0o600))
		case language == "json":
			assert.Equal(t, text, output, "the response to the command before it")
		case language == "sh" && strings.HasPrefix(text, "zoomsig serve"):
			s := start(t, newCommand(t, append(strings.Fields(text)[1:], "-addr", "127.0.0.1:0")...))
			address = s.address
		case language == "sh":
			script := "set -aeu; . ./.env\n" + strings.ReplaceAll(text, "127.0.0.1:4000", address)
			shell := exec.Command("sh", "-c", script)
			shell.Dir, shell.Env = dir, environment
			printed, err := shell.Output()
			require.NoError(t, err, text)
			output = string(printed)
			ran++
		}
	}
	assert.Equal(t, 5, ran)
}
