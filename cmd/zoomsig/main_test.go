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

func TestUsage(t *testing.T) {
	for name, says := range map[string]string{
		"sing":                  `unknown command "sing"; did you mean sign? (see zoomsig -h)`,
		"diag":                  "did you mean diagnose?",
		"diagnosis":             "did you mean diagnose?",
		"servers":               "did you mean serve?",
		"verison":               "did you mean version?",
		"siiign":                "did you mean sign?",
		"sn":                    "did you mean sign?",
		"sipm":                  "did you mean sign?",
		"vrersion":              "did you mean version?",
		"frobnicate":            `unknown command "frobnicate" (see zoomsig -h)`,
		"siiiign":               `unknown command "siiiign" (see zoomsig -h)`,
		strings.Repeat("x", 65): `unknown command "` + strings.Repeat("x", 64) + `..." (see zoomsig -h)`,
		"-x":                    `unknown command "-x" (see zoomsig -h)`,
	} {
		assertUsage(t, runCommand(t, testKey, testSecret, "", name), says)
	}
	assertUsage(t, runCommand(t, testKey, testSecret, ""), "missing command: sign, diagnose, serve or version")
}

func TestHelp(t *testing.T) {
	for _, flag := range []string{"-h", "-help", "--help", "help"} {
		assert.Equal(t, result{usage, "", 0}, runCommand(t, "", "", "", flag))
	}
	for _, command := range []string{"sign", "diagnose", "serve"} {
		assert.Contains(t, usage, "zoomsig "+command, "an example")
		got := runCommand(t, "", "", "", command, "-h")
		assert.Equal(t, 0, got.code)
		assert.Empty(t, got.stderr)
		assert.Contains(t, got.stdout, "usage: zoomsig "+command)
		assert.Contains(t, got.stdout, "Flags:\n  -")
	}
}

// Each example works exactly as it is written.
func TestHelpExamples(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no shell")
	}
	dir := t.TempDir()
	require.NoError(t, os.Symlink(binary, filepath.Join(dir, "zoomsig")))
	examples := regexp.MustCompile(`(?m)^ {2,}(zoomsig .*)$`).FindAllStringSubmatch(usage+signHelp+diagnoseHelp, -1)
	require.Len(t, examples, 9)
	for _, example := range examples {
		if strings.HasPrefix(example[1], "zoomsig serve") {
			continue
		}
		shell := exec.Command("sh", "-c", example[1])
		shell.Dir = dir
		shell.Env = append(newCommand(testKey, testSecret).Env, "PATH="+dir+":"+os.Getenv("PATH"))
		output, err := shell.CombinedOutput()
		assert.NoError(t, err, "%s: %s", example[1], output)
	}
}

func TestVersion(t *testing.T) {
	for _, flag := range []string{"version", "-version", "--version"} {
		got := runCommand(t, "", "", "", flag)
		assert.Equal(t, 0, got.code)
		assert.Empty(t, got.stderr)
		assert.Regexp(t, `^zoomsig (devel|v\d)\S*( \(\S+\))? `+regexp.QuoteMeta(runtime.Version())+"\n$", got.stdout)
	}
	for recorded, want := range map[string]string{
		"":        "devel",
		"(devel)": "devel",
		"v1.2.3":  "v1.2.3",
		"v1.2.3-0.20261121135511-ad84a56f2b9e+dirty": "devel (v1.2.3-0.20261121135511-ad84a56f2b9e+dirty)",
		"v0.0.0-20261121135511-ad84a56f2b9e":         "devel (v0.0.0-20261121135511-ad84a56f2b9e)",
	} {
		assert.Equal(t, want, versionName(recorded))
	}
}
