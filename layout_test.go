package zoomsig_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestProgramThatOnlySigns checks that it contains neither the diagnosis nor
// math/big.
func TestProgramThatOnlySigns(t *testing.T) {
	if testing.Short() || runtime.GOOS == "js" {
		t.Skip("builds a program")
	}
	dir := t.TempDir()
	source, binary := filepath.Join(dir, "main.go"), filepath.Join(dir, "program")
	require.NoError(t, os.WriteFile(source, []byte(`package main

import (
	"fmt"
	"os"

	"github.com/zoomsig/zoomsig"
)

func main() {
	signer, err := zoomsig.NewSigner(os.Args[1], os.Args[2], nil)
	if err != nil {
		panic(err)
	}
	fmt.Println(signer.Sign(zoomsig.Claims{MeetingNumber: 83137961703}))
}
`), 0o600))
	output, err := exec.Command("go", "build", "-o", binary, source).CombinedOutput()
	require.NoError(t, err, "%s", output)
	symbols, err := exec.Command("go", "tool", "nm", binary).Output()
	require.NoError(t, err)
	require.Contains(t, string(symbols), "zoomsig.(*Signer).Sign")
	for _, line := range strings.Split(string(symbols), "\n") {
		line = strings.ToLower(line)
		for _, unwanted := range []string{"math/big.", "zoomsig/diagnose."} {
			assert.NotContains(t, line, unwanted)
		}
	}
}
