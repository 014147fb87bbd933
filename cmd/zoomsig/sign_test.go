package main

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const zoomReadmeTime = "2022-03-10T18:39:43Z"

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
	got := runCommand(t, testKey, testSecret, "", "sign", "-meeting", "123456789", "-at", zoomReadmeTime)
	assert.Equal(t, result{zoomReadme + "\n", "", 0}, got)
	got = runCommand(t, testKey, testSecret, "", "sign", "-meeting", "123456789", "-at", "2022-03-10T19:39:43.999+01:00")
	assert.Equal(t, result{zoomReadme + "\n", "", 0}, got)
}

func TestSignUsage(t *testing.T) {
	tests := []struct {
		name, key, secret string
		args              []string
		says              string
	}{
		{"no key", "", testSecret, []string{"-meeting", "123456789"}, "ZOOM_MEETING_SDK_KEY is not set"},
		{"no secret", testKey, "", []string{"-meeting", "123456789"}, "ZOOM_MEETING_SDK_SECRET is not set"},
		{"line break after secret", testKey, testSecret + "\n", []string{"-meeting", "123456789"}, `the secret ends with '\n'`},
		{"dot in legacy key", "a.b", testSecret, []string{"-legacy", "-meeting", "123456789"}, "API key contains a dot"},
		{"no meeting", testKey, testSecret, nil, "-meeting is missing"},
		{"bad meeting", testKey, testSecret, []string{"-meeting", "12345678"}, "expected 9 to 11 digits"},
		{"a link", testKey, testSecret, []string{"-meeting", "https://zoom.us/j/83137961703"}, "which contains 'h'"},
		{"bad role", testKey, testSecret, []string{"-meeting", "123456789", "-role", "boss"}, `expected 0 (participant) or 1 (host)`},
		{"bad lifetime", testKey, testSecret, []string{"-meeting", "123456789", "-lifetime", "29m59s"}, "expected 30m0s to 48h0m0s"},
		{"no lifetime", testKey, testSecret, []string{"-meeting", "123456789", "-lifetime", "0"}, "want 30m to 48h"},
		{"bad time", testKey, testSecret, []string{"-meeting", "123456789", "-at", "yesterday"}, "-at"},
		{"empty time", testKey, testSecret, []string{"-meeting", "123456789", "-at", ""}, "-at"},
		{"time before 1970", testKey, testSecret, []string{"-meeting", "123456789", "-at", "1969-12-31T23:59:59Z"}, "iat is -31"},
		{"native with meeting", testKey, testSecret, []string{"-native", "-meeting", "123456789"}, "-native goes with neither"},
		{"native with role", testKey, testSecret, []string{"-native", "-role", "participant"}, "-native goes with neither"},
		{"legacy with lifetime", testKey, testSecret, []string{"-legacy", "-meeting", "123456789", "-lifetime", "2h"}, "-legacy goes with neither"},
		{"legacy native", testKey, testSecret, []string{"-legacy", "-native"}, "-legacy goes with neither"},
		{"unknown flag", testKey, testSecret, []string{"-secret", "x"}, "flag provided but not defined: -secret"},
		{"argument", testKey, testSecret, []string{"-meeting", "123456789", "host"}, `sign takes flags only, not "host"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			assertUsage(t, runCommand(t, tt.key, tt.secret, "", append([]string{"sign"}, tt.args...)...), tt.says)
		})
	}
}
