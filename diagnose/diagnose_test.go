package diagnose_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig/diagnose"
	"github.com/zoomsig/zoomsig/internal/sigtest"
)

var update = flag.Bool("update", false, "write testdata/reports.txt and summaries.txt anew")

// vector is a text that people have, or have asked about, and what its diagnosis has
// to find.
type vector struct {
	ID, Text, Signature     string
	At                      int64
	Key, Secret, SDK, Error string
	Join                    *diagnose.Join
	Must, May               []string
	MustNot                 []string `json:"must_not"`
	Says                    string
}

func (v vector) report(t *testing.T) *diagnose.Report {
	return diagnosed(t, v.Text+v.Signature, &diagnose.Options{
		At: time.Unix(v.At, 0), Key: v.Key, Secret: v.Secret, SDK: diagnose.SDK(v.SDK), ErrorCode: v.Error, Join: v.Join,
	})
}

// TestVectors: signatures rebuilt from code that people posted, with dummy
// credentials. Nothing is reported that is in neither must nor may.
func TestVectors(t *testing.T) {
	for _, v := range sigtest.Load[vector](t, "testdata/diagnose.jsonl") {
		t.Run(v.ID, func(t *testing.T) {
			r := v.report(t)
			codes := strings.Fields(codesOf(r))
			assert.Subset(t, codes, v.Must)
			for _, f := range r.Findings {
				isNote := f.Severity == diagnose.SeverityInfo // such as float32-time for times typed by hand
				assert.True(t, isNote || contains(append(v.Must, v.May...), string(f.Code)), f.Code)
			}
		})
	}
}

// TestReports: texts whose diagnosis is easily misleading, and the whole report of
// each, which is to be read as its reader would.
func TestReports(t *testing.T) {
	var golden []string
	for _, v := range sigtest.Load[vector](t, "testdata/misleading.jsonl") {
		r := v.report(t)
		for i := range r.Findings {
			r.Findings[i].Snippets = nil // snippets.txt has them
		}
		codes := strings.Fields(codesOf(r))
		assert.Subset(t, codes, v.Must, v.ID)
		for _, code := range v.MustNot {
			assert.NotContains(t, codes, code, v.ID)
		}
		golden = append(golden, fmt.Sprintf("=== %s (%s)\n=== verdict %s, sdk %q\n\n%s\n", v.ID, v.Says, r.Verdict, r.SDK, r))
	}
	compareGolden(t, "testdata/reports.txt", golden)
}

// TestSummaries: what the reports on many more texts begin with.
func TestSummaries(t *testing.T) {
	if sigtest.FIPS140("") {
		t.Skip("crypto/hmac rejects some of the secrets")
	}
	var golden []string
	for _, v := range sigtest.Load[vector](t, "testdata/kinds.jsonl") {
		r := v.report(t)
		var codes []string
		for _, f := range r.Findings {
			codes = append(codes, fmt.Sprintf("%.1s:%s", f.Severity, f.Code))
		}
		line := fmt.Sprintf("%s: %s %q\n\t%s\n", v.ID, r.Verdict, r.SDK, strings.Join(codes, " "))
		golden = append(golden, line+"\t"+r.Summary+"\n")
	}
	compareGolden(t, "testdata/summaries.txt", golden)
}

// compareGolden compares texts with a file of testdata, or writes it there if the
// tests run with -update.
func compareGolden(t *testing.T, file string, golden []string) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(strings.Join(golden, "")), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	for _, text := range golden {
		isThere := strings.Contains(string(want), text)
		assert.True(t, isThere, "not in %s; if right, run go test ./diagnose -update:\n%s", file, text)
	}
	assert.Len(t, string(want), len(strings.Join(golden, "")), "%s has other texts", file)
}

func contains(list []string, text string) bool {
	for _, item := range list {
		if item == text {
			return true
		}
	}
	return false
}
