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
	for args, says := range map[string]string{
		"":                      "missing command, expected sign, diagnose, serve or version (see zoomsig -h)",
		"sing":                  `unknown command "sing", expected sign, diagnose, serve or version (see zoomsig -h)`,
		"-x":                    `unknown command "-x", expected sign`,
		"help sing":             `unknown command "sing", expected sign`,
		strings.Repeat("x", 65): `unknown command "` + strings.Repeat("x", 64) + `...", expected sign`,
		"version extra":         `unexpected argument "extra" (flags come before arguments; see zoomsig version -h)`,
		"sign -secret x":        "flag provided but not defined: -secret (see zoomsig sign -h)",
		"sign -native host":     `unexpected argument "host" (flags come before arguments; see zoomsig sign -h)`,
		"serve 4000":            `unexpected argument "4000" (flags come before arguments; see zoomsig serve -h)`,
		"diagnose a b":          `unexpected argument "b" (flags come before arguments; see zoomsig diagnose -h)`,
		"diagnose -at soon":     `-at: the time is "soon", expected one since 1970 such as`,
		"sign -at soon":         `-at: the time is "soon", expected one since 1970 such as`,
	} {
		assertUsage(t, runCommand(t, testKey, testSecret, "", strings.Fields(args)...), says)
	}
}

// A terminal obeys control characters, in a file's name for example.
func TestUsageControlCharacters(t *testing.T) {
	const bell, clear = "\a", "\x1b[2J\u202e\u009b\xff"
	for _, args := range [][]string{
		{bell + clear}, {"help", bell + clear}, {"sign", "-" + bell + clear}, {"sign", "-native", bell + clear},
		{"sign", "-native=" + bell + clear}, {"sign", "-meeting", bell + clear}, {"sign", "-lifetime", bell + clear},
		{"sign", "-at", bell + clear}, {"serve", "-addr", bell + clear}, {"serve", "-origin", bell + clear},
		{"diagnose", "-" + strings.Repeat(bell+clear, 1000)}, {"diagnose", "a", strings.Repeat(bell+clear, 1000)},
		{"diagnose", "-sdk", strings.Repeat(bell+clear, 1000)},
	} {
		got := runCommand(t, testKey, testSecret, "", args...)
		assertUsage(t, got, `\a`)
		assert.NotRegexp(t, `[^\n[:print:]�]`, got.stderr)
		assert.Less(t, len(got.stderr), 1000)
	}
	got := runCommand(t, "", "", "", "sign", "-"+bell+clear)
	assertUsage(t, got, `flag provided but not defined: -\a\x1b[2J\u202e\u009b� (see zoomsig sign -h)`)
}

func TestHelp(t *testing.T) {
	for _, flag := range []string{"-h", "-help", "--help", "help"} {
		assert.Equal(t, result{usage, "", 0}, runCommand(t, "", "", "", flag))
	}
	assert.Equal(t, result{usage, "", 0}, runCommand(t, "", "", "", "help", "help"))
	texts := usage
	for _, command := range []string{"sign", "diagnose", "serve", "version"} {
		got := runCommand(t, "", "", "", "help", command)
		assert.Equal(t, result{got.stdout, "", 0}, runCommand(t, "", "", "", command, "-h"))
		assert.Contains(t, got.stdout, "usage: zoomsig "+command)
		assert.Equal(t, command != "version", strings.Contains(got.stdout, "\nFlags:\n  -a"), got.stdout)
		texts += got.stdout
	}
	for _, line := range strings.Split(texts, "\n") {
		assert.LessOrEqual(t, len(strings.ReplaceAll(line, "\t", "        ")), 100, line)
	}
}

// Each example works exactly as it is written.
func TestHelpExamples(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no shell")
	}
	dir := t.TempDir()
	environment := shellWithCommand(t, dir)
	examples := regexp.MustCompile(`(?m)^ {2,}(zoomsig .*)$`).FindAllStringSubmatch(usage+signHelp+diagnoseHelp, -1)
	require.GreaterOrEqual(t, len(examples), 9)
	for _, example := range examples {
		if strings.HasPrefix(example[1], "zoomsig serve") {
			continue
		}
		shell := exec.Command("sh", "-c", example[1])
		shell.Dir, shell.Env = dir, environment
		output, err := shell.CombinedOutput()
		assert.NoError(t, err, "%s: %s", example[1], output)
	}
}

// shellWithCommand returns an environment in which zoomsig is the command, with
// credentials.
func shellWithCommand(t *testing.T, dir string) []string {
	t.Helper()
	command := newCommand(t)
	require.NoError(t, os.Symlink(command.Path, filepath.Join(dir, "zoomsig")))
	return append(command.Env, "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"))
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
