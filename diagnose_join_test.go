package zoomsig_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// joinRows are about what the page passes to join, and the error code that join
// reports.
func joinRows(t testing.TB) []diagnosisRow {
	participant, host := zoomsig.RoleParticipant, zoomsig.RoleHost
	good := handMade(goodHeader, diagnosedPayload, testSecret)
	native := handMade(goodHeader, `{"appKey":"`+testKey+`","iat":1699999980,"exp":1700007180,"tokenExp":1700007180}`, testSecret)
	expired := handMade(goodHeader, strings.ReplaceAll(diagnosedPayload, "1700007180", "1699999999"), testSecret)
	var rows []diagnosisRow
	for _, row := range []struct {
		name string
		join zoomsig.Join
		want string
	}{
		{"join gets nothing", zoomsig.Join{}, ""},
		{"join gets the same", zoomsig.Join{SDKKey: testKey, MeetingNumber: "83137961703", Role: &participant}, ""},
		{"join gets another key", zoomsig.Join{SDKKey: "other"}, "join-key-differs"},
		{"join gets another number", zoomsig.Join{MeetingNumber: "83137961704"}, "join-meeting-differs"},
		{"join gets a number with spaces", zoomsig.Join{MeetingNumber: "831 3796 1703"}, "join-meeting-differs"},
		{"the page joins with another role", zoomsig.Join{Role: &host}, "join-role-differs"},
		{"everything differs", zoomsig.Join{SDKKey: "other", MeetingNumber: "1", Role: &host}, "join-key-differs join-meeting-differs join-role-differs"},
	} {
		join := row.join
		opts := &zoomsig.DiagnoseOptions{Clock: at(testNow), Join: &join}
		want := row.want
		if want == "" {
			want = "check-credentials"
		}
		rows = append(rows,
			diagnosisRow{row.name, good, opts, want},
			diagnosisRow{row.name + ", legacy", handMadeLegacy(testKey, "83137961703", "1699999980000", "0", testSecret), opts,
				strings.TrimSpace("legacy-format " + row.want)})
	}
	rows = append(rows,
		diagnosisRow{"native, joined with anything", native, &zoomsig.DiagnoseOptions{Clock: at(testNow), Join: &zoomsig.Join{SDKKey: testKey, MeetingNumber: "1", Role: &host}},
			"sdk-key-missing native-token check-credentials"},
		diagnosisRow{"two keys, join gets a third", handMade(goodHeader, change(t, diagnosedPayload, `"appKey":"AbC`, `"appKey":"XbC`), testSecret),
			&zoomsig.DiagnoseOptions{Clock: at(testNow), Join: &zoomsig.Join{SDKKey: "third"}}, "keys-differ join-key-differs"},
		diagnosisRow{"Video SDK token, joined", handMade(goodHeader, `{"app_key":"x","tpc":"y"}`, testSecret),
			&zoomsig.DiagnoseOptions{Clock: at(testNow), Join: &zoomsig.Join{SDKKey: "third"}, ErrorCode: 3712}, "video-sdk-token"},
	)
	rejected := []int{1, 200, 3003, 3704, 3705, 3706, 3707, 3708, 3709, 3710, 3711, 3712, 3713, 4003, 5012, 5013, 63, 6601, 6603, 10000, -1, 42}
	accepted := []int{4011, 4012, 4013, 4014, 4015, 4016, 4017, 4018, 4019, 504}
	for i, code := range append(rejected, accepted...) {
		want := "error-code"
		if i < len(rejected) {
			want = "error-code check-credentials"
		}
		opts := &zoomsig.DiagnoseOptions{Clock: at(testNow), ErrorCode: code}
		rows = append(rows,
			diagnosisRow{fmt.Sprint("error ", code), good, opts, want},
			diagnosisRow{fmt.Sprint("error ", code, ", expired"), expired, opts, "lifetime-too-short expired error-code"})
	}
	return append(rows, diagnosisRow{"error 3712, nothing given", "", &zoomsig.DiagnoseOptions{Clock: at(testNow), ErrorCode: 3712}, "empty error-code"})
}

// TestDiagnoseErrorCode: the verdict says what the code means, and the hint which
// findings explain it.
func TestDiagnoseErrorCode(t *testing.T) {
	good := handMade(goodHeader, diagnosedPayload, testSecret)
	expired := handMade(goodHeader, strings.ReplaceAll(diagnosedPayload, "1700007180", "1699999999"), testSecret)
	tests := []struct {
		code          int
		text          string
		verdict, hint string
	}{
		{4012, good, "Error code 4012: Zoom accepted the signature, but neither a ZAK nor an OBF token was passed to join. No errors found in this signature.", "user:read:zak"},
		{4012, expired, "Error code 4012: Zoom accepted the signature, but neither a ZAK nor an OBF token was passed to join. Errors found in this signature: lifetime-too-short, expired.", "user:read:token"},
		{3712, good, "Error code 3712: Zoom rejected the signature as invalid. No errors found in this signature.", "found nothing in the signature that explains it."},
		{3712, expired, "Error code 3712: Zoom rejected the signature as invalid. Errors found in this signature: lifetime-too-short, expired.", "what explains it: lifetime-too-short, expired."},
		{3705, expired, "Error code 3705: Zoom rejected the signature as expired. Errors found in this signature: lifetime-too-short, expired.", "what explains it: expired, lifetime-too-short."},
		{42, good, "Error code 42: an unknown error code. No errors found in this signature.", "Zoom's documentation"},
	}
	for _, tt := range tests {
		d := zoomsig.Diagnose(tt.text, &zoomsig.DiagnoseOptions{Clock: at(testNow), ErrorCode: tt.code})
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
		{asParticipant, zoomsig.Join{MeetingNumber: "831-3796-1704"}, "the same meeting number"},
		{asParticipant, zoomsig.Join{Role: &host}, "With role 0, a ZAK merely logs the user in."},
		{asHost, zoomsig.Join{Role: &participant}, "Request a signature for the role with which the page joins."},
	}
	for _, tt := range tests {
		d := zoomsig.Diagnose(tt.text, &zoomsig.DiagnoseOptions{Clock: at(testNow), Join: &tt.join})
		require.NotEmpty(t, d.Findings)
		assert.Contains(t, d.Findings[0].Hint, tt.hint)
	}
}
