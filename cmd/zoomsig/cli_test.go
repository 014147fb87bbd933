package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// sign and serve need the same credentials.
func TestCredentials(t *testing.T) {
	const set = " set; set it to the app's "
	tests := []struct{ name, key, secret, says string }{
		{"none", "", "", "environment variables ZOOM_MEETING_SDK_KEY and ZOOM_MEETING_SDK_SECRET are not set; " +
			"set them to the app's Client ID (or SDK Key) and the app's Client Secret (or SDK Secret)"},
		{"no key", "", testSecret, "environment variable ZOOM_MEETING_SDK_KEY is not" + set + "Client ID (or SDK Key)"},
		{"no secret", testKey, "", "ZOOM_MEETING_SDK_SECRET is not" + set + "Client Secret (or SDK Secret)"},
		{"line break", testKey, testSecret + "\n", `the secret ends with '\n'`},
		{"quotes", testKey, `"` + testSecret + `"`, "the secret is in quotes"},
		{"one for both", testSecret, testSecret, "the secret equals the key"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			assertUsage(t, runCommand(t, tt.key, tt.secret, "", "sign", "-native"), tt.says)
			assertUsage(t, runCommand(t, tt.key, tt.secret, "", "serve", "-addr", "192.0.2.1:0"), tt.says)
		})
	}
}

func TestCredentialsWarnings(t *testing.T) {
	const id = "AbCdEfGhIjKlMnOpQrStUv" // as long as Zoom's
	tests := []struct {
		name, key, secret string
		warns             []string
	}{
		{"in order", id, testSecret, nil},
		{"both as long as an ID", id, strings.ToUpper(id), nil},
		{"swapped", testSecret, id, []string{"ZOOM_MEETING_SDK_SECRET is as long as a Client ID, and"}},
		{"placeholder", id, zoomSecret, []string{"placeholder-secret"}},
		{"key with a space", "abc 123", testSecret, []string{"key-format"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			signed := runCommand(t, tt.key, tt.secret, "", "sign", "-native", "-at", "99999")
			assert.Equal(t, 0, signed.code)
			assert.Equal(t, len(tt.warns), strings.Count(signed.stderr, "\n"), signed.stderr)
			served := runCommand(t, tt.key, tt.secret, "", "serve", "-addr", "192.0.2.1:0")
			assert.True(t, strings.HasPrefix(served.stderr, signed.stderr), served.stderr)
			for _, warning := range tt.warns {
				assert.Regexp(t, "(?m)^zoomsig: warning: .*"+warning, signed.stderr)
			}
			assert.NotContains(t, signed.stderr+served.stderr, tt.secret)
		})
	}
}

// The process prints what run prints, and ends with its exit code.
func TestProcess(t *testing.T) {
	output, err := newCommand(t, "sign", "-x").CombinedOutput()
	assert.EqualError(t, err, "exit status 2")
	assert.Equal(t, "zoomsig: flag provided but not defined: -x (see zoomsig sign -h)\n", string(output))
}
