package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The flag is shared by sign and diagnose.
func TestAt(t *testing.T) {
	const other = ", expected a time since 1970, such as 2022-03-10T18:39:43Z or 1646937583"
	tests := []struct{ name, at, says string }{
		{"epoch", "0", ""},
		{"latest", "99999999999", ""},
		{"latest, RFC 3339", "5138-11-16T09:46:39Z", ""},
		{"milliseconds", "1700000000000", "-at 1700000000000 is in milliseconds, expected seconds such as 1700000000\n"},
		{"first in milliseconds", "100000000000", "-at 100000000000 is in milliseconds, expected seconds such as 100000000"},
		{"last in milliseconds", "99999999999999", "is in milliseconds"},
		{"microseconds", "100000000000000", `-at is "100000000000000"` + other},
		{"over 64 bits", "9223372036854775808", `-at is "9223372036854775808"` + other},
		{"after the latest", "5138-11-16T09:46:40Z", `-at is "5138-11-16T09:46:40Z"` + other},
		{"before 1970", "-1", `-at is "-1"` + other},
		{"before 1970, RFC 3339", "1969-12-31T23:59:59Z", `-at is "1969-12-31T23:59:59Z"` + other},
		{"empty", "", `-at is ""` + other},
		{"long", strings.Repeat("x", 65), `-at is "` + strings.Repeat("x", 64) + `..."` + other},
		{"a word", "soon", `-at is "soon"` + other},
		{"no zone", "2022-03-10T18:39:43", other},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := runCommand(t, testKey, testSecret, "", "diagnose", "-at", tt.at, "x")
			if tt.says != "" {
				assertUsage(t, got, tt.says)
				return
			}
			assert.Equal(t, 1, got.code)
			assert.Empty(t, got.stderr)
		})
	}
}
