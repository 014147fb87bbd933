package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// The flag is shared by sign and diagnose, and reads what the report says.
func TestAt(t *testing.T) {
	got := runCommand(t, testKey, testSecret, "", "diagnose", "-at", "2022-03-10T18:39:43Z (Unix time 1646937583)", "x")
	assert.Equal(t, 1, got.code)
	assert.Empty(t, got.stderr)
	got = runCommand(t, testKey, testSecret, "", "diagnose", "-at", "soon", "x")
	assertUsage(t, got, `zoomsig: -at: the time is "soon", expected one since 1970 such as`)
}
