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

func TestDiagnose(t *testing.T) {
	signed := runCommand(t, testKey, testSecret, "", "sign", "-meeting", "83137961703", "-role", "host", "-at", zoomReadmeTime)
	require.Equal(t, 0, signed.code)
	signature := strings.TrimSuffix(signed.stdout, "\n")
	tests := []struct {
		name, key, secret, stdin string
		args                     []string
		wantCode                 int
		want, not                string // codes
	}{
		{"in order", testKey, testSecret, "", []string{"-at", zoomReadmeTime, signature}, 0, "host-needs-zak check-credentials", ""},
		{"standard input, as sign prints it", testKey, testSecret, signature + "\n", []string{"-at", "1646937583"}, 0, "check-credentials", ""},
		{"standard input with a Windows line end", testKey, testSecret, signature + "\r\n", []string{"-at", "1646937583"}, 0, "check-credentials", ""},
		{"standard input with more around", testKey, testSecret, signature + "\n\n", []string{"-at", "1646937583"}, 0, "surrounding-text", ""},
		{"no credentials", "", "", signature, []string{"-at", "1646937583"}, 0, "", ""},
		{"before it", testKey, testSecret, signature, []string{"-at", "2022-03-10T18:39:12Z"}, 1, "issued-in-future", ""},
		{"by the clock", testKey, testSecret, signature, nil, 1, "expired", ""},
		{"another key", testKey, testSecret, signature, []string{"-key", "other", "-at", zoomReadmeTime}, 1, "key-mismatch", ""},
		{"another key in the environment", "other", testSecret, signature, []string{"-at", zoomReadmeTime}, 1, "key-mismatch", ""},
		{"its key", "other", testSecret, signature, []string{"-key", testKey, "-at", zoomReadmeTime}, 0, "", "key-mismatch"},
		{"no key to compare", "other", testSecret, signature, []string{"-key", "", "-at", zoomReadmeTime}, 0, "", "key-mismatch"},
		{"another secret", testKey, testSecret + "x", signature, []string{"-at", zoomReadmeTime}, 1, "secret-mismatch", ""},
		{"join", testKey, testSecret, signature, []string{"-at", zoomReadmeTime, "-join-key", "other", "-join-meeting", "831 3796 1703", "-join-role", "participant"}, 1,
			"join-key-differs join-meeting-differs join-role-differs", ""},
		{"join in order", testKey, testSecret, signature, []string{"-at", zoomReadmeTime, "-join-key", testKey, "-join-meeting", "83137961703", "-join-role", "1"}, 0,
			"", "join-key-differs join-meeting-differs join-role-differs"},
		{"join as a participant", testKey, testSecret, signature, []string{"-at", zoomReadmeTime, "-join-role", "0"}, 1, "join-role-differs", ""},
		{"an error code", testKey, testSecret, signature, []string{"-at", zoomReadmeTime, "-error", "4012"}, 0, "error-code", ""},
		{"nothing", testKey, testSecret, "", nil, 1, "empty", ""},
		{"Zoom's README", "", "", "", []string{"-at", zoomReadmeTime, zoomReadme}, 1, "placeholder-secret", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := runCommand(t, tt.key, tt.secret, tt.stdin, append([]string{"diagnose", "-json"}, tt.args...)...)
			assert.Equal(t, tt.wantCode, got.code)
			assert.Empty(t, got.stderr)
			assert.NotContains(t, got.stdout, testSecret)
			var diagnosis diagnose.Report
			require.NoError(t, json.Unmarshal([]byte(got.stdout), &diagnosis))
			var codes []string
			for _, finding := range diagnosis.Findings {
				codes = append(codes, string(finding.Code))
			}
			assert.Subset(t, codes, strings.Fields(tt.want))
			for _, code := range strings.Fields(tt.not) {
				assert.NotContains(t, codes, code)
			}
		})
	}
}

func TestDiagnoseText(t *testing.T) {
	want := diagnose.Signature(zoomReadme, &diagnose.Options{At: time.Unix(1646937583, 0), Key: testKey, Secret: zoomSecret})
	got := runCommand(t, testKey, zoomSecret, "", "diagnose", "-at", zoomReadmeTime, zoomReadme)
	assert.Equal(t, result{want.String(), "", 1}, got)
}

func TestDiagnoseJSON(t *testing.T) {
	got := runCommand(t, "", "", "", "diagnose", "-json", "-at", zoomReadmeTime, zoomReadme)
	assert.Equal(t, 1, got.code)
	assert.Empty(t, got.stderr)
	var fields map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(got.stdout), &fields))
	assert.Len(t, fields, 11)
	assert.JSONEq(t, `"jwt"`, string(fields["format"]))
	assert.JSONEq(t, `"2022-03-10T18:39:43Z"`, string(fields["at"]))
	assert.JSONEq(t, `"{\"alg\":\"HS256\",\"typ\":\"JWT\"}"`, string(fields["header"]))
	assert.Contains(t, string(fields["payload"]), "sdkKey")
	var findings []diagnose.Finding
	require.NoError(t, json.Unmarshal(fields["findings"], &findings))
	require.Len(t, findings, 1)
	assert.Equal(t, diagnose.CodePlaceholderSecret, findings[0].Code)
	for _, key := range []string{"code", "severity", "part", "found", "expected", "hint"} {
		assert.Contains(t, string(fields["findings"]), `"`+key+`": "`)
	}
}

func TestDiagnoseUsage(t *testing.T) {
	for says, args := range map[string][]string{
		"flag provided but not defined: -secret": {"-secret", "x"},
	} {
		assertUsage(t, runCommand(t, testKey, testSecret, "", append([]string{"diagnose"}, args...)...), says)
	}
	longest := strings.Repeat(" ", 1<<20)
	assert.Equal(t, 1, runCommand(t, "", "", longest, "diagnose").code)
	assertUsage(t, runCommand(t, "", "", longest+" ", "diagnose"), "standard input is longer than 1048576 bytes")
}

// A user at a terminal is told what the command waits for. The null device counts
// as a terminal.
func TestDiagnoseTerminal(t *testing.T) {
	null, err := os.Open(os.DevNull)
	require.NoError(t, err)
	defer null.Close()
	for args, want := range map[string]string{
		"diagnose":   "zoomsig: reading the signature from standard input\n",
		"diagnose x": "",
	} {
		var stderr strings.Builder
		assert.Equal(t, 1, run(strings.Fields(args), null, io.Discard, &stderr))
		assert.Equal(t, want, stderr.String())
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errors.New("input/output error") }

func TestDiagnoseBrokenInputAndOutput(t *testing.T) {
	for name, tt := range map[string]struct {
		args   []string
		stdin  io.Reader
		stdout io.Writer
		want   string
	}{
		"input":       {[]string{"diagnose"}, brokenReader{}, io.Discard, "zoomsig: input/output error\n"},
		"output":      {[]string{"diagnose", "x"}, nil, brokenWriter{}, "zoomsig: no space left on device\n"},
		"JSON output": {[]string{"diagnose", "-json", "x"}, nil, brokenWriter{}, "zoomsig: no space left on device\n"},
	} {
		t.Run(name, func(t *testing.T) {
			var stderr strings.Builder
			assert.Equal(t, 2, run(tt.args, tt.stdin, tt.stdout, &stderr))
			assert.Equal(t, tt.want, stderr.String())
		})
	}
}
