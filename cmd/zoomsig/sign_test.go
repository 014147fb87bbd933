package main

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSign(t *testing.T) {
	const key, times = `{"sdkKey":"abc123",`, `"iat":1646937553,"exp":1646944753,"appKey":"abc123","tokenExp":1646944753}`
	tests := []struct {
		args string
		want string // the JWT's payload, or what a legacy signature holds up to the MAC
	}{
		{"-meeting 123456789", key + `"mn":"123456789","role":0,` + times},
		{"-meeting 831-3796-1703 -role host", key + `"mn":"83137961703","role":1,` + times},
		{"-native", key + times},
		{"-native -lifetime 30m1s", strings.ReplaceAll(key+times, "1646944753", "1646939354")},
		{"-native -lifetime 30m", strings.ReplaceAll(key+times, "1646944753", "1646939353")},
		{"-native -lifetime 48h", strings.ReplaceAll(key+times, "1646944753", "1647110353")},
		{"-legacy -meeting 83137961703 -role 1", `abc123.83137961703.1646937553000.1.`},
	}
	for _, tt := range tests {
		t.Run(tt.args, func(t *testing.T) {
			args := append([]string{"sign", "-at", zoomReadmeTime}, strings.Fields(tt.args)...)
			got := runCommand(t, testKey, testSecret, "", args...)
			assert.Equal(t, 0, got.code)
			assert.Empty(t, got.stderr)
			signature, found := strings.CutSuffix(got.stdout, "\n")
			require.True(t, found)
			if _, payload, isJWT := strings.Cut(signature, "."); isJWT {
				signature, _, _ = strings.Cut(payload, ".")
			}
			decoded, err := base64.RawURLEncoding.DecodeString(signature)
			require.NoError(t, err)
			assert.True(t, strings.HasPrefix(string(decoded), tt.want), string(decoded))
		})
	}
	// Nothing but the signature is on standard output, even if there are warnings.
	got := runCommand(t, testKey, zoomSecret, "", "sign", "-meeting", "123456789", "-at", zoomReadmeTime)
	assert.Equal(t, zoomReadme+"\n", got.stdout)
	assert.Contains(t, got.stderr, "zoomsig: warning: ")

	claims := verify(t, strings.TrimSpace(runCommand(t, testKey, testSecret, "", "sign", "-native").stdout))
	assert.True(t, claims.Native, "valid now")
}

func TestSignUsage(t *testing.T) {
	const legacyUse = " of the JWT app, which -legacy requires"
	const alone, legacyAlone = "-native cannot be combined with -meeting or -role",
		"-legacy cannot be combined with -native or -lifetime"
	for args, says := range map[string]string{
		"-legacy -meeting 123456789":              "to the API Key" + legacyUse + " and the API Secret" + legacyUse,
		"":                                        "-meeting is missing (or -native, for native SDKs)",
		"-meeting 12345678":                       `-meeting is "12345678", expected 9 to 11 digits`,
		"-meeting https://zoom.us/j/83137961703":  `-meeting is "https://zoom.us/j/83137961703", which contains 'h'`,
		"-meeting 123456789 -role boss":           `-role is "boss", expected 0 (participant) or 1 (host)`,
		"-lifetime 7200":                          `-lifetime is "7200", expected a duration such as 7200s or 2h`,
		"-lifetime 29m59.999s":                    `-lifetime is "29m59.999s", expected 30m to 48h`,
		"-lifetime 48h0m1s":                       `-lifetime is "48h0m1s", expected 30m to 48h`,
		"-lifetime 0":                             `-lifetime is "0", expected 30m to 48h`,
		"-native -meeting 123456789":              alone,
		"-native -role participant":               alone,
		"-legacy -meeting 123456789 -lifetime 2h": legacyAlone,
		"-legacy -native":                         legacyAlone,
	} {
		assertUsage(t, runCommand(t, "", "", "", append([]string{"sign"}, strings.Fields(args)...)...), says)
	}
	got := runCommand(t, "a.b", testSecret, "", "sign", "-legacy", "-meeting", "123456789")
	assertUsage(t, got, "dot")
	got = runCommand(t, testKey, testSecret, "", "sign", "-meeting", "123456789", "-at", "29")
	assertUsage(t, got, "iat is -1")
}

// brokenWriter is a standard output that cannot be written to.
type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestSignBrokenOutput(t *testing.T) {
	t.Setenv("ZOOM_MEETING_SDK_KEY", testKey)
	t.Setenv("ZOOM_MEETING_SDK_SECRET", testSecret)
	var stderr strings.Builder
	assert.Equal(t, 2, run([]string{"sign", "-native"}, nil, brokenWriter{}, &stderr))
	assert.Equal(t, "zoomsig: no space left on device\n", stderr.String())
}
