package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// otherSecret is no placeholder, so that a signature made with it is in order.
const otherSecret = "SyntheticSecretOf36CharactersAbcd123"

func TestDiagnose(t *testing.T) {
	signed := runCommand(t, testKey, otherSecret, "", "sign", "-meeting", "83137961703", "-role", "host", "-at", zoomReadmeTime)
	require.Equal(t, 0, signed.code)
	signature := strings.TrimSuffix(signed.stdout, "\n")
	tests := []struct {
		name, key, secret, stdin string
		args                     []string
		wantCode                 int
		want                     []string // in the report
		not                      []string // not in it
	}{
		{"in order", testKey, otherSecret, "", []string{"-at", zoomReadmeTime, signature}, 0,
			[]string{"SDK JWT, judged at 1646937583 = 2022-03-10T18:39:43Z", "- host-needs-zak", "- check-credentials", "the MAC fits the secret", "the key is the given one"},
			[]string{"ERRORS", "WARNINGS", "NOT CHECKED: the"}},
		{"standard input, as sign prints it", testKey, otherSecret, signature + "\n", []string{"-at", "1646937583"}, 0, []string{"check-credentials"}, []string{"surrounding-text"}},
		{"standard input with a Windows line end", testKey, otherSecret, signature + "\r\n", []string{"-at", "1646937583"}, 0, []string{"check-credentials"}, []string{"surrounding-text"}},
		{"standard input with more around", testKey, otherSecret, signature + "\n\n", []string{"-at", "1646937583"}, 1, []string{"surrounding-text"}, nil},
		{"no credentials", "", "", signature, []string{"-at", "1646937583"}, 0, []string{"NOT CHECKED: the secret, since none was given; the key, since none was given"}, nil},
		{"before it", testKey, otherSecret, signature, []string{"-at", "2022-03-10T18:39:12Z"}, 1, []string{"- issued-in-future, iat", "1 s ahead of the clock"}, nil},
		{"by the clock", testKey, otherSecret, signature, nil, 1, []string{"- expired, exp"}, nil},
		{"another key", testKey, otherSecret, signature, []string{"-key", "other", "-at", zoomReadmeTime}, 1, []string{`- key-mismatch, appKey: "abc123"; want "other"`}, nil},
		{"no key to compare", testKey, otherSecret, signature, []string{"-key", "", "-at", zoomReadmeTime}, 0, []string{"NOT CHECKED: the key"}, nil},
		{"another secret", testKey, otherSecret + "x", signature, []string{"-at", zoomReadmeTime}, 1, []string{"- secret-mismatch"}, nil},
		{"join", testKey, otherSecret, signature, []string{"-at", zoomReadmeTime, "-join-key", "other", "-join-meeting", "831 3796 1703", "-join-role", "participant"}, 1,
			[]string{"- join-key-differs", "- join-meeting-differs", "- join-role-differs"}, []string{"NOT CHECKED"}},
		{"join in order", testKey, otherSecret, signature, []string{"-at", zoomReadmeTime, "-join-key", testKey, "-join-meeting", "83137961703", "-join-role", "1"}, 0, nil, []string{"join-"}},
		{"join as a participant", testKey, otherSecret, signature, []string{"-at", zoomReadmeTime, "-join-role", "0"}, 1, []string{"- join-role-differs"}, nil},
		{"nothing", testKey, otherSecret, "", nil, 1, []string{"- empty"}, nil},
		{"Zoom's README", "", "", "", []string{"-at", zoomReadmeTime, zoomReadme}, 1, []string{"- placeholder-secret"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := runCommand(t, tt.key, tt.secret, tt.stdin, append([]string{"diagnose"}, tt.args...)...)
			assert.Equal(t, tt.wantCode, got.code)
			assert.Empty(t, got.stderr)
			assert.NotContains(t, got.stdout, otherSecret)
			for _, want := range tt.want {
				assert.Contains(t, got.stdout, want)
			}
			for _, not := range tt.not {
				assert.NotContains(t, got.stdout, not)
			}
		})
	}
}

func TestDiagnoseJSON(t *testing.T) {
	got := runCommand(t, "", "", "", "diagnose", "-json", "-at", zoomReadmeTime, zoomReadme)
	assert.Equal(t, 1, got.code)
	assert.Empty(t, got.stderr)
	var fields map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(got.stdout), &fields))
	assert.Len(t, fields, 5)
	assert.JSONEq(t, `"jwt"`, string(fields["format"]))
	assert.JSONEq(t, `"2022-03-10T18:39:43Z"`, string(fields["at"]))
	assert.JSONEq(t, `"{\"alg\":\"HS256\",\"typ\":\"JWT\"}"`, string(fields["header"]))
	assert.Contains(t, string(fields["payload"]), "sdkKey")
	var findings []zoomsig.Finding
	require.NoError(t, json.Unmarshal(fields["findings"], &findings))
	require.Len(t, findings, 1)
	assert.Equal(t, zoomsig.CodePlaceholderSecret, findings[0].Code)
	for _, key := range []string{"code", "severity", "claim", "got", "want", "hint"} {
		assert.Contains(t, string(fields["findings"]), `"`+key+`": "`)
	}
}

func TestDiagnoseUsage(t *testing.T) {
	for says, args := range map[string][]string{
		"flag provided but not defined: -secret": {"-secret", "x"},
		"diagnose takes one signature, not 2":    {"a", "b"},
		`-at "soon"`:                             {"-at", "soon", "a"},
		`-at ""`:                                 {"-at", "", "a"},
		`expected 0 (participant) or 1 (host)`:   {"-join-role", "boss", "a"},
	} {
		assertUsage(t, runCommand(t, testKey, testSecret, "", append([]string{"diagnose"}, args...)...), says)
	}
}
