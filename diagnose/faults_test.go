package diagnose

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig/internal/errorcodes"
)

// TestErrorFaults: what can cause an error is a code or the name of a claim.
func TestErrorFaults(t *testing.T) {
	codes, err := os.ReadFile("report.go")
	require.NoError(t, err)
	table, err := os.ReadFile("../internal/errorcodes/error_codes.tsv")
	require.NoError(t, err)
	for _, line := range strings.Split(string(table), "\n")[1:] {
		columns := strings.Split(line, "\t")
		if len(columns) < 8 {
			continue
		}
		for _, word := range strings.Fields(columns[7]) {
			isClaim := isMeetingSDKClaim(word) || faultSections()["time-spellings"][word] != "" || word == "apiKey"
			assert.True(t, isClaim || word == "*" || strings.Contains(string(codes), `"`+word+`"`), word)
		}
	}
}

// TestFaults: the code reports each special case of faults.txt, and each name in braces stands for something.
func TestFaults(t *testing.T) {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	verdicts := []string{errorcodes.Rejected, errorcodes.Accepted, errorcodes.Other}
	source := ""
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		source += string(text)
	}
	sections := faultSections()
	for name, section := range sections {
		code, special, isSpecial := strings.Cut(name, " ")
		if verdict, suffix, found := strings.Cut(special, " "); slices.Contains(verdicts, verdict) {
			special, isSpecial = " "+suffix, found
		}
		assert.True(t, !isSpecial || strings.Contains(source, `"`+special+`"`), name)
		for line, text := range section {
			for _, match := range regexp.MustCompile(`\{([a-z-]+)\}`).FindAllStringSubmatch(text, -1) {
				words := wording{sections: []vars{section, sections[code], sections["common"]}}
				_, found := words.find(match[1])
				assert.True(t, found || strings.Contains(source, `"`+match[1]+`"`), "%s %s: %s", name, line, match[1])
			}
		}
	}
}

func TestDeduceSDK(t *testing.T) {
	for _, test := range []struct {
		reported string
		sdk      SDK
		kind     kind
	}{
		{reported: "3712", sdk: SDKWeb, kind: kindWeb},
		{reported: "4019", sdk: SDKWeb, kind: kindWeb},
		{reported: "200", sdk: SDKWeb, kind: kindWeb}, // The Video SDK does not count.
		{reported: "504", kind: kindNative},
		{reported: "AUTHRET_JWTTOKENWRONG", kind: kindNative},
		{reported: "ZOOM_ERROR_NETWORK_UNAVAILABLE", sdk: SDKAndroid, kind: kindNative},
		{reported: "1", kind: kindUnknown},
		{reported: "6603", kind: kindUnknown},
		{reported: "ZoomVideoSDKErrors_Auth_Error", kind: kindUnknown},
		{reported: "99999", kind: kindUnknown},
	} {
		_, found := errorcodes.Lookup(test.reported, "")
		sdk, kind := deduceSDK(found)
		assert.Equal(t, test.sdk, sdk, test.reported)
		assert.Equal(t, test.kind, kind, test.reported)
	}
}
