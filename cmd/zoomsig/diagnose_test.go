package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig/diagnose"
)

// TestDiagnose checks which options reach the diagnosis.
func TestDiagnose(t *testing.T) {
	signed := runCommand(t, testKey, testSecret, "", "sign", "-meeting", "83137961703", "-role", "host",
		"-at", zoomReadmeTime)
	require.Equal(t, 0, signed.code)
	signature := strings.TrimSuffix(signed.stdout, "\n")
	const differ = "join-key-differs join-meeting-differs join-role-differs"
	tests := []struct {
		name, key, secret, stdin, args string // S in args is the signature
		code                           int
		has, hasNot                    string // codes
	}{
		{"in order", testKey, testSecret, "", "S", 0, "host-needs-zak check-credentials", ""},
		{"standard input", testKey, testSecret, signed.stdout, "", 0, "check-credentials", "surrounding-text"},
		{"a Windows line end", testKey, testSecret, signature + "\r\n", "", 0, "check-credentials", "surrounding-text"},
		{"no credentials", "", "", signature, "", 0, "host-needs-zak", "key-mismatch secret-mismatch"},
		{"before it", testKey, testSecret, signature, "-at 2022-03-10T18:39:12Z", 1, "issued-in-future", ""},
		{"another key", testKey, testSecret, "", "-key other S", 1, "key-mismatch", ""},
		{"another key in the environment", "other", testSecret, "", "S", 1, "key-mismatch", ""},
		{"its key", "other", testSecret, "", "-key " + testKey + " S", 0, "", "key-mismatch"},
		{"no key to compare", "other", testSecret, "", "-key= S", 0, "", "key-mismatch"},
		{"another secret", testKey, testSecret + "x", "", "S", 1, "secret-mismatch", ""},
		{"join", testKey, testSecret, "", "-join-key other -join-meeting 8313796170 -join-role 0 S", 1, differ, ""},
		{"join in order", testKey, testSecret, "",
			"-join-key " + testKey + " -join-meeting 83137961703 -join-role host S", 0, "host-needs-zak", differ},
		{"an error code", testKey, testSecret, "", "-error 4012 S", 0, "error-code", ""},
		{"an error code and standard input", "", "", signature, "-error 4012", 0, "error-code host-needs-zak", ""},
		{"an error code alone", "", "", "", "-error 4012", 0, "error-code", "empty"},
		{"the name of an error", "", "", "", "-error AUTHRET_JWTTOKENWRONG", 0, "error-code", "empty"},
		{"nothing", testKey, testSecret, "", "", 1, "empty", ""},
		{"Zoom's README", "", "", "", zoomReadme, 1, "placeholder-secret", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			args := strings.Fields("diagnose -json -at " + zoomReadmeTime + " " + tt.args)
			if last := len(args) - 1; args[last] == "S" {
				args[last] = signature
			}
			got := runCommand(t, tt.key, tt.secret, tt.stdin, args...)
			assert.Equal(t, tt.code, got.code)
			assert.Empty(t, got.stderr)
			assert.NotContains(t, got.stdout, testSecret)
			var report diagnose.Report
			require.NoError(t, json.Unmarshal([]byte(got.stdout), &report))
			var codes []string
			for _, finding := range report.Findings {
				codes = append(codes, string(finding.Code))
			}
			assert.Subset(t, codes, strings.Fields(tt.has))
			for _, code := range strings.Fields(tt.hasNot) {
				assert.NotContains(t, codes, code)
			}
		})
	}
	assert.Equal(t, 1, runCommand(t, "", "", signature, "diagnose").code, "expired by now")
}

// The command adds how to provide what was not provided.
func TestDiagnoseText(t *testing.T) {
	at := time.Unix(1646937583, 0)
	want := diagnose.Signature(zoomReadme, &diagnose.Options{At: at})
	got := runCommand(t, "", "", "", "diagnose", "-at", zoomReadmeTime, zoomReadme)
	assert.Equal(t, result{want.String() + `
TO HAVE MORE CHECKED
- the secret: set ZOOM_MEETING_SDK_SECRET
- the key: pass -key, or set ZOOM_MEETING_SDK_KEY
- the SDK: pass -sdk, for example -sdk web or -sdk android
- the error code: pass -error with what the SDK reported
- the call to join(): pass -join-key, -join-meeting and -join-role
`, "", 1}, got)

	want = diagnose.Signature(zoomReadme, &diagnose.Options{At: at, SDK: diagnose.SDKAndroid, ErrorCode: "5",
		Key: testKey, Secret: zoomSecret})
	got = runCommand(t, testKey, zoomSecret, "", "diagnose", "-at", zoomReadmeTime, "-sdk", "Android", "-error", "5",
		zoomReadme)
	assert.Equal(t, result{want.String(), "", 1}, got)

	// The secret was provided, but there is nothing to compare it with.
	got = runCommand(t, testKey, zoomSecret, "", "diagnose", zoomReadme[:len(zoomReadme)-1])
	assert.Contains(t, got.stdout, "\n- The secret: it could not be compared")
	assert.NotContains(t, got.stdout, "ZOOM_MEETING_SDK_SECRET")
}

// The help names every member of the report.
func TestDiagnoseJSON(t *testing.T) {
	at := time.Unix(1646937583, 0)
	var want strings.Builder
	encoder := json.NewEncoder(&want)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	require.NoError(t, encoder.Encode(diagnose.Signature("<a&b>", &diagnose.Options{At: at})))
	require.Contains(t, want.String(), "<a&b>")
	got := runCommand(t, "", "", "", "diagnose", "-json", "-at", zoomReadmeTime, "<a&b>")
	assert.Equal(t, result{want.String(), "", 1}, got)
	var members map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(got.stdout), &members))
	for name := range members {
		assert.Contains(t, diagnoseHelp, "\n  "+name+" ")
	}
}

func TestDiagnoseUsage(t *testing.T) {
	const all = "expected web, android, ios, windows, macos, linux, electron or react-native"
	assertUsage(t, runCommand(t, "", "", "", "diagnose", "-sdk", "flutter", "x"), `-sdk is "flutter", `+all)
	assert.Equal(t, 1, runCommand(t, "", "", strings.Repeat(" ", 1<<20), "diagnose").code, "empty")
}

// A user at a terminal is told what the command waits for; an error code needs
// nothing more. The null device counts as a terminal.
func TestDiagnoseTerminal(t *testing.T) {
	null, err := os.Open(os.DevNull)
	require.NoError(t, err)
	defer null.Close()
	for args, want := range map[string]string{
		"diagnose":             "zoomsig: reading the signature from standard input\n",
		"diagnose x":           "",
		"diagnose -error 4012": "",
	} {
		var stderr strings.Builder
		run(strings.Fields(args), null, io.Discard, &stderr)
		assert.Equal(t, want, stderr.String())
	}
	pipe, end, err := os.Pipe()
	require.NoError(t, err)
	defer pipe.Close()
	require.NoError(t, end.Close())
	var stderr strings.Builder
	assert.Equal(t, 1, run([]string{"diagnose"}, pipe, io.Discard, &stderr))
	assert.Empty(t, stderr.String())
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errors.New("input/output error") }

func TestDiagnoseBrokenInputAndOutput(t *testing.T) {
	tooLong := io.MultiReader(strings.NewReader(strings.Repeat(" ", 1<<20+1)), brokenReader{})
	var stderr strings.Builder
	assert.Equal(t, 2, run([]string{"diagnose"}, tooLong, io.Discard, &stderr))
	assert.Equal(t, "zoomsig: standard input is longer than 1048576 bytes, expected one signature\n", stderr.String())
	for args, want := range map[string]string{
		"diagnose":         "zoomsig: input/output error\n",
		"diagnose x":       "zoomsig: no space left on device\n",
		"diagnose -json x": "zoomsig: no space left on device\n",
	} {
		var stderr strings.Builder
		assert.Equal(t, 2, run(strings.Fields(args), brokenReader{}, brokenWriter{}, &stderr))
		assert.Equal(t, want, stderr.String())
	}
}
