package zoomsig_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/zoomsig/zoomsig"
)

// TestDiagnoseManyTokens: of many JWTs, only the first sixteen are looked at.
func TestDiagnoseManyTokens(t *testing.T) {
	other := handMade(goodHeader, `{"iss":"x"}`, testSecret)
	good := handMade(goodHeader, diagnosedPayload, testSecret)
	for others, want := range map[int]string{15: "surrounding-text check-credentials", 16: "surrounding-text api-token"} {
		want = strings.TrimSuffix(want, " check-credentials") // not beside an error
		for _, last := range []string{"signature=" + good, good} {
			d := zoomsig.Diagnose(strings.Repeat(other+" ", others)+last, &zoomsig.DiagnoseOptions{Clock: at(testNow)})
			assert.Equal(t, want, strings.Join(codesOf(d), " "), others)
		}
	}
}

// TestDiagnoseLongest: up to 16384 bytes are read as a signature, of either format.
func TestDiagnoseLongest(t *testing.T) {
	opts := &zoomsig.DiagnoseOptions{Clock: at(testNow)}
	jwt := handMade(goodHeader, diagnosedPayload, testSecret)
	legacy := handMadeLegacy(testKey, "83137961703", "1699999980000", "0", testSecret)
	longLegacy := legacy + strings.Repeat("=", 1<<14-len(legacy))
	longJWT := jwt + strings.Repeat("A", 1<<14-len(jwt))
	assert.Equal(t, zoomsig.FormatJWT, zoomsig.Diagnose(longJWT, opts).Format)
	assert.Equal(t, zoomsig.FormatLegacy, zoomsig.Diagnose(longLegacy, opts).Format)
	for _, text := range []string{longJWT + "A", longLegacy + "="} {
		d := zoomsig.Diagnose(text, opts)
		assert.Equal(t, zoomsig.FormatUnknown, d.Format)
		assert.Equal(t, "16385 bytes without a signature", d.Findings[0].Got)
	}
}

// TestDiagnoseNeighbors: a character next to those of base64 ends a signature.
func TestDiagnoseNeighbors(t *testing.T) {
	good := handMade(goodHeader, diagnosedPayload, testSecret)
	for _, c := range "@[`{:,*" {
		d := zoomsig.Diagnose(good+string(c)+" and more", &zoomsig.DiagnoseOptions{Clock: at(testNow)})
		assert.Equal(t, "surrounding-text", strings.Join(codesOf(d), " "), string(c))
	}
}
