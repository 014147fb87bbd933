package main

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSign(t *testing.T) {
	tests := []struct {
		name string
		args []string
		want string // the JWT's payload, or what a legacy signature holds up to the MAC
	}{
		{"Zoom's README", []string{"-meeting", "123456789"},
			`{"sdkKey":"abc123","mn":"123456789","role":0,"iat":1646937553,"exp":1646944753,"appKey":"abc123","tokenExp":1646944753}`},
		{"as the invitation shows it", []string{"-meeting", "831 3796 1703", "-role", "host", "-lifetime", "30m1s"},
			`{"sdkKey":"abc123","mn":"83137961703","role":1,"iat":1646937553,"exp":1646939354,"appKey":"abc123","tokenExp":1646939354}`},
		{"native", []string{"-native"},
			`{"sdkKey":"abc123","iat":1646937553,"exp":1646944753,"appKey":"abc123","tokenExp":1646944753}`},
		{"legacy", []string{"-legacy", "-meeting", "83137961703", "-role", "1"},
			`abc123.83137961703.1646937553000.1.`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			args := append([]string{"sign", "-at", zoomReadmeTime}, tt.args...)
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
	got := runCommand(t, testKey, zoomSecret, "", "sign", "-meeting", "123456789", "-at", zoomReadmeTime)
	assert.Equal(t, result{zoomReadme + "\n", "", 0}, got)
	got = runCommand(t, testKey, zoomSecret, "", "sign", "-meeting", "123456789", "-at", "2022-03-10T19:39:43.999+01:00")
	assert.Equal(t, result{zoomReadme + "\n", "", 0}, got)
}

func TestSignLifetime(t *testing.T) {
	const number = "123456789"
	for text, want := range map[string]time.Duration{"30m": 30 * time.Minute, "48h": 48 * time.Hour, "7200s": 2 * time.Hour} {
		got := runCommand(t, testKey, testSecret, "", "sign", "-meeting", number, "-lifetime", text)
		claims := verify(t, strings.TrimSuffix(got.stdout, "\n"))
		assert.Equal(t, want, claims.ExpiresAt.Sub(claims.IssuedAt))
	}
}

func TestSignBrokenOutput(t *testing.T) {
	t.Setenv("ZOOM_MEETING_SDK_KEY", testKey)
	t.Setenv("ZOOM_MEETING_SDK_SECRET", testSecret)
	var stderr strings.Builder
	assert.Equal(t, 2, run([]string{"sign", "-native"}, nil, brokenWriter{}, &stderr))
	assert.Equal(t, "zoomsig: no space left on device\n", stderr.String())
}

func TestSignUsage(t *testing.T) {
	tests := []struct{ name, key, secret, args, says string }{
		{"no key", "", testSecret, "-native",
			"environment variable ZOOM_MEETING_SDK_KEY is not set; set it to the app's Client ID (or SDK Key)"},
		{"no secret", testKey, "", "-native",
			"environment variable ZOOM_MEETING_SDK_SECRET is not set; set it to the app's Client Secret (or SDK Secret)"},
		{"no legacy key", "", testSecret, "-legacy -meeting 123456789",
			"ZOOM_MEETING_SDK_KEY is not set; set it to the API Key of the JWT app, which -legacy requires"},
		{"no legacy secret", testKey, "", "-legacy -meeting 123456789",
			"ZOOM_MEETING_SDK_SECRET is not set; set it to the API Secret of the JWT app, which -legacy requires"},
		{"line break after secret", testKey, testSecret + "\n", "-native", `the secret ends with '\n'`},
		{"dot in legacy key", "a.b", testSecret, "-legacy -meeting 123456789", "dot"},
		{"no meeting", testKey, testSecret, "", "-meeting is missing (or -native, for native SDKs)"},
		{"bad meeting", "", "", "-meeting 12345678", `-meeting is "12345678", expected 9 to 11 digits`},
		{"a link", "", "", "-meeting https://zoom.us/j/83137961703", "-meeting is \"https://zoom.us/j/83137961703\", which contains 'h'"},
		{"bad role", "", "", "-meeting 123456789 -role boss", `-role is "boss", expected 0 (participant) or 1 (host)`},
		{"lifetime without a unit", "", "", "-lifetime 7200", `-lifetime is "7200", expected a duration such as 7200s or 2h`},
		{"lifetime too short", "", "", "-lifetime 29m59.999s", `-lifetime is "29m59.999s", expected 30m to 48h`},
		{"lifetime too long", "", "", "-lifetime 48h0m1s", `-lifetime is "48h0m1s", expected 30m to 48h`},
		{"no lifetime", "", "", "-lifetime 0", `-lifetime is "0", expected 30m to 48h`},
		{"bad time", "", "", "-meeting 123456789 -at yesterday", "-at"},
		{"before 1970 with backdating", testKey, testSecret, "-meeting 123456789 -at 29", "iat is -1"},
		{"native with meeting", "", "", "-native -meeting 123456789", "-native cannot be combined with -meeting or -role"},
		{"native with role", "", "", "-native -role participant", "-native cannot be combined with -meeting or -role"},
		{"legacy with lifetime", "", "", "-legacy -meeting 123456789 -lifetime 2h", "-legacy cannot be combined with -native or -lifetime"},
		{"legacy native", "", "", "-legacy -native", "-legacy cannot be combined with -native or -lifetime"},
		{"unknown flag", "", "", "-secret x", "flag provided but not defined: -secret"},
		{"argument", "", "", "-meeting 123456789 host", `sign takes no arguments, got "host"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			args := append([]string{"sign"}, strings.Fields(tt.args)...)
			assertUsage(t, runCommand(t, tt.key, tt.secret, "", args...), tt.says)
		})
	}
}
