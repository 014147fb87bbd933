package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// binary is the command, built once and run as a user runs it.
var binary string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "zoomsig")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		binary = filepath.Join(dir, "zoomsig.exe")
		build := exec.Command("go", "build", fmt.Sprintf("-race=%t", underRace()), "-o", binary, ".")
		build.Stderr = os.Stderr
		if err := build.Run(); err != nil {
			panic(err)
		}
		return m.Run()
	}())
}

// underRace reports whether the tests were built with -race.
func underRace() bool {
	info, _ := debug.ReadBuildInfo()
	for _, setting := range info.Settings {
		if setting.Key == "-race" {
			return setting.Value == "true"
		}
	}
	return false
}

const (
	testKey    = "abc123"
	testSecret = "your-256-bit-secret"
	zoomReadme = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzZGtLZXkiOiJhYmMxMjMiLCJtbiI6IjEyMzQ1Njc4OSIsInJvbGUiOjAsImlhdCI6MTY0NjkzNzU1MywiZXhwIjoxNjQ2OTQ0NzUzLCJhcHBLZXkiOiJhYmMxMjMiLCJ0b2tlbkV4cCI6MTY0Njk0NDc1M30.UcWxbWY-y22wFarBBc9i3lGQuZAsuUpl8GRR8wUah2M"
)

// environment is this process's, with the credentials as given. A command built
// with -race would wait a second before it ends.
func environment(key, secret string) []string {
	return append(os.Environ(), "ZOOM_MEETING_SDK_KEY="+key, "ZOOM_MEETING_SDK_SECRET="+secret, "GORACE=atexit_sleep_ms=0")
}

type result struct {
	stdout, stderr string
	code           int
}

// runCommand runs the command to its end.
func runCommand(t *testing.T, key, secret, stdin string, args ...string) result {
	t.Helper()
	command := exec.Command(binary, args...)
	command.Env = environment(key, secret)
	command.Stdin = strings.NewReader(stdin)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	err := command.Run()
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	return result{stdout.String(), stderr.String(), command.ProcessState.ExitCode()}
}

// assertUsage: nothing on standard output, one line on standard error, exit 2.
func assertUsage(t *testing.T, got result, says string) {
	t.Helper()
	assert.Equal(t, 2, got.code)
	assert.Empty(t, got.stdout)
	assert.True(t, strings.HasPrefix(got.stderr, "zoomsig: "), got.stderr)
	assert.Equal(t, 1, strings.Count(got.stderr, "\n"), got.stderr)
	assert.Contains(t, got.stderr, says)
	assert.NotContains(t, got.stderr, testSecret)
}

func TestUsage(t *testing.T) {
	assertUsage(t, runCommand(t, testKey, testSecret, ""), "which subcommand?")
	assertUsage(t, runCommand(t, testKey, testSecret, "", "frobnicate"), `no subcommand "frobnicate"`)
	assertUsage(t, runCommand(t, testKey, testSecret, "", "-x"), `no subcommand "-x"`)
}

func TestHelp(t *testing.T) {
	for _, flag := range []string{"-h", "--help", "help"} {
		got := runCommand(t, "", "", "", flag)
		assert.Equal(t, result{usage, "", 0}, got)
	}
	for _, subcommand := range []string{"sign", "diagnose", "serve"} {
		assert.Contains(t, usage, "zoomsig "+subcommand+" ", "an example")
		got := runCommand(t, "", "", "", subcommand, "-h")
		assert.Equal(t, 0, got.code)
		assert.Empty(t, got.stderr)
		assert.Contains(t, got.stdout, "usage: zoomsig "+subcommand)
		assert.Contains(t, got.stdout, "\n  zoomsig "+subcommand+" ", "an example")
		assert.Contains(t, got.stdout, "Flags:\n  -")
	}
}
