package diagnose

import (
	"os"
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
			isClaim := isMeetingSDKClaim(word) || faultSections()["spellings of times"][word] != "" || word == "apiKey"
			assert.True(t, isClaim || word == "*" || strings.Contains(string(codes), `"`+word+`"`), word)
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
