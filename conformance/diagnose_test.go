package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig/diagnose"
	"github.com/zoomsig/zoomsig/internal/sigtest"
)

// diagnoseRow is a line of diagnose.jsonl, with its members in order.
type diagnoseRow struct {
	ID         string           `json:"id"`
	Comment    string           `json:"comment"`
	Rule       string           `json:"rule"`
	Flags      []string         `json:"flags,omitempty"`
	Text       *string          `json:"text,omitempty"`
	TextBase64 []byte           `json:"text_base64,omitempty"`
	AtMS       int64            `json:"at_ms"`
	SDK        diagnose.SDK     `json:"sdk,omitempty"`
	ErrorCode  string           `json:"error_code,omitempty"`
	Key        string           `json:"key,omitempty"`
	Secret     string           `json:"secret,omitempty"`
	Join       *join            `json:"join,omitempty"`
	Verdict    diagnose.Verdict `json:"verdict"`
	Findings   []finding        `json:"findings"`
}

type join struct {
	SDKKey        string `json:"sdkKey,omitempty"`
	MeetingNumber string `json:"meetingNumber,omitempty"`
	Role          string `json:"role,omitempty"`
}

type finding struct {
	Code     diagnose.Code     `json:"code"`
	Severity diagnose.Severity `json:"severity"`
	Part     string            `json:"part"`
}

// TestDiagnose: the reports have the verdicts and findings of diagnose.jsonl. With -update it writes what they have
// now, and with -v it also prints what changed.
func TestDiagnose(t *testing.T) {
	rows := sigtest.Load[diagnoseRow](t, "diagnose.jsonl")
	for i, row := range rows {
		if sigtest.FIPS140("") && slices.Contains(row.Flags, "short-secret") {
			continue
		}
		verdict, findings := row.diagnose()
		if !*update {
			assert.Equal(t, row.Verdict, verdict, row.ID)
			assert.Equal(t, row.Findings, findings, row.ID)
		} else if was := fmt.Sprint(row.Verdict, row.Findings); was != fmt.Sprint(verdict, findings) {
			t.Logf("%s\n\twas %s\n\tnow %s", row.ID, was, fmt.Sprint(verdict, findings))
		}
		rows[i].Verdict, rows[i].Findings = verdict, findings
	}
	if *update {
		require.NoError(t, os.WriteFile("diagnose.jsonl", encode(t, rows), 0o644))
	}
}

func (row diagnoseRow) diagnose() (diagnose.Verdict, []finding) {
	text := string(row.TextBase64)
	if row.Text != nil {
		text = *row.Text
	}
	opts := &diagnose.Options{
		At:        time.UnixMilli(row.AtMS),
		SDK:       row.SDK,
		ErrorCode: row.ErrorCode,
		Key:       row.Key,
		Secret:    row.Secret,
	}
	if j := row.Join; j != nil {
		opts.Join = &diagnose.Join{SDKKey: j.SDKKey, MeetingNumber: j.MeetingNumber, Role: j.Role}
	}
	report := diagnose.Signature(text, opts)
	findings := []finding{}
	for _, f := range report.Findings {
		findings = append(findings, finding{Code: f.Code, Severity: f.Severity, Part: f.Part})
	}
	return report.Verdict, findings
}

// encode returns rows as lines of ASCII.
func encode(t *testing.T, rows []diagnoseRow) []byte {
	t.Helper()
	var lines bytes.Buffer
	encoder := json.NewEncoder(&lines)
	encoder.SetEscapeHTML(false)
	for _, row := range rows {
		require.NoError(t, encoder.Encode(row))
	}
	var ascii strings.Builder
	for _, r := range lines.String() {
		if r == '\n' || ' ' <= r && r <= '~' {
			ascii.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&ascii, `\u%04x`, unit)
		}
	}
	return []byte(ascii.String())
}
