package zoomsig_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// TestDiagnoseErrorCode: the verdict says what the code means, and the hint which
// findings explain it.
func TestDiagnoseErrorCode(t *testing.T) {
	good := handMade(goodHeader, diagnosedPayload, testSecret)
	expired := handMade(goodHeader, strings.ReplaceAll(diagnosedPayload, "1700007180", "1699999999"), testSecret)
	otherKeys := handMade(goodHeader, change(t, diagnosedPayload, `"appKey":"AbC`, `"appKey":"XbC`), testSecret)
	withSpaces := handMade(goodHeader, change(t, diagnosedPayload, "83137961703", "831 3796 1703"), testSecret)
	asHost := handMade(goodHeader, change(t, diagnosedPayload, `"role":0`, `"role":1`), testSecret)
	participant := zoomsig.RoleParticipant
	tests := []struct {
		code          int
		text          string
		verdict, hint string
	}{
		{4012, good, "Error code 4012: Zoom accepted the signature, but neither a ZAK nor an OBF token was passed to join. No errors found.", "user:read:zak"},
		{4012, expired, "Error code 4012: Zoom accepted the signature, but neither a ZAK nor an OBF token was passed to join. Errors found: lifetime-too-short, expired.", "user:read:token"},
		{3712, good, "Error code 3712: Zoom rejected the signature as invalid. No errors found.", "found no cause in the signature."},
		{3712, expired, "Error code 3712: Zoom rejected the signature as invalid. Errors found: lifetime-too-short, expired.", "Likely causes in this diagnosis: lifetime-too-short, expired."},
		{3705, expired, "Error code 3705: Zoom rejected the signature as expired. Errors found: lifetime-too-short, expired.", "Likely causes in this diagnosis: expired, lifetime-too-short."},
		{3704, otherKeys, "Error code 3704: Zoom does not accept the key: it is not valid, or was deactivated. Errors found: keys-differ.", "Likely causes in this diagnosis: keys-differ."},
		{3706, withSpaces, "Error code 3706: the meeting number is wrong, or there is no such meeting. Errors found: meeting-number-format.", "Likely causes in this diagnosis: meeting-number-format."},
		{3708, asHost, "Error code 3708: the role is wrong. Errors found: join-role-differs.", "Likely causes in this diagnosis: join-role-differs."},
		{3003, asHost, "Error code 3003: the user is not the host of the meeting. Errors found: join-role-differs.", "Likely causes in this diagnosis: host-needs-zak."},
		{4003, withSpaces, "Error code 4003: a parameter of join is not valid. Errors found: meeting-number-format.", "found no cause in the signature."},
		{42, good, "Error code 42: an unknown error code. No errors found.", "Zoom's documentation"},
	}
	for _, tt := range tests {
		d := zoomsig.Diagnose(tt.text, &zoomsig.DiagnoseOptions{Clock: at(testNow), ErrorCode: tt.code, Join: &zoomsig.Join{Role: &participant}})
		verdict, _, _ := strings.Cut(d.String(), "\n")
		assert.Equal(t, tt.verdict, verdict)
		hint := ""
		for _, f := range d.Findings {
			if f.Code == zoomsig.CodeErrorCode {
				hint = f.Hint
			}
		}
		assert.Contains(t, hint, tt.hint)
	}
}

// TestDiagnoseJoinHints: the hint is about what differs.
func TestDiagnoseJoinHints(t *testing.T) {
	host, participant := zoomsig.RoleHost, zoomsig.RoleParticipant
	asParticipant := handMade(goodHeader, diagnosedPayload, testSecret)
	asHost := handMade(goodHeader, change(t, diagnosedPayload, `"role":0`, `"role":1`), testSecret)
	tests := []struct {
		text string
		join zoomsig.Join
		hint string
	}{
		{asParticipant, zoomsig.Join{MeetingNumber: "831 3796 1703"}, "Remove the spaces or hyphens"},
		{asParticipant, zoomsig.Join{MeetingNumber: "831-3796-1704"}, "Pass the meeting number that is in the signature to join"},
		{asParticipant, zoomsig.Join{Role: &host}, "With role 0, a ZAK merely logs the user in."},
		{asHost, zoomsig.Join{Role: &participant}, "Request a signature for the role in which the page joins."},
	}
	for _, tt := range tests {
		d := zoomsig.Diagnose(tt.text, &zoomsig.DiagnoseOptions{Clock: at(testNow), Join: &tt.join})
		require.NotEmpty(t, d.Findings)
		assert.Contains(t, d.Findings[0].Hint, tt.hint)
	}
}

// TestDiagnoseNotASignature: each kind of mistake has a hint of its own.
func TestDiagnoseNotASignature(t *testing.T) {
	for text, hint := range map[string]string{
		"undefined":              "the response does not have it",
		"null":                   "the response does not have it",
		"[object Promise]":       "Await the call",
		"[object Object]":        "Await the call",
		`{"message":"no"}`:       "Check your endpoint",
		"https://example.com/":   "three base64url parts",
		"abc123":                 "three base64url parts",
		strings.Repeat("0f", 32): "This is only the third part",
		"lHMJo1N6xPO1funoPTL_Z_vWS0-CWY9u4i9XABwRMms":                                  "This is only the third part",
		"abc123.83137961703.1690000000.0.lYqbmTETXx3no3x1/lnV9o80B6BpqCP+2khD5Oge1ys=": "Zoom retired the legacy format in 2023",
	} {
		d := zoomsig.Diagnose(text, &zoomsig.DiagnoseOptions{Clock: at(testNow)})
		require.Equal(t, "not-a-signature", strings.Join(codesOf(d), " "), text)
		assert.Contains(t, d.Findings[0].Hint, hint, text)
	}
}
