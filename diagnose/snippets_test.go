package diagnose

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
	"github.com/zoomsig/zoomsig/internal/sigtest"
)

var cures = []string{"time", "encoding", "hmac", "secret", "json", "role", "body", "library"}

func TestSnippets(t *testing.T) {
	assert.Equal(t, len(cures), strings.Count(snippetsFile, "\n=== "), "a cure without a test")
	for _, cure := range cures {
		var languages []string
		for _, s := range snippets(cure) {
			languages = append(languages, s.Language)
			lines := strings.Split(s.Code, "\n")
			assert.LessOrEqual(t, len(lines), 6, "%s in %s", cure, s.Language)
			for _, line := range lines {
				assert.LessOrEqual(t, len(line), 120, line)
				assert.Equal(t, strings.TrimRight(line, " \t"), line)
			}
			assert.NotEmpty(t, strings.TrimSpace(lines[0]), "%s in %s", cure, s.Language)
		}
		assert.Equal(t, []string{"JavaScript", "Python", "PHP", "Java", "C#", "Ruby", "Go"}, languages, cure)
	}
	for _, unknown := range []string{"", "Time", "tim", "--- Go"} {
		assert.Empty(t, snippets(unknown), unknown)
	}
	assert.Equal(t, "iat = Time.now.to_i - 30 # to_f has a fraction\nexp = iat + 7200 # tokenExp is the same",
		snippets("time")[5].Code)
}

const (
	snippetText    = `  00ffÄ\n` // what a file holds, as a literal in every language
	snippetAwkward = `???>>>ü`   // in base64: a slash, a plus and padding
	snippetBody    = `{"meetingNumber":"83137961703","role":1}`
	jackson        = "/usr/share/java/jackson-"
	snippetsRun    = "SNIPPETS" // see CONTRIBUTING.md
)

// snippetPrograms run the snippets of one language each. The program's file is $1,
// and its standard input is snippetBody.
var snippetPrograms = []struct{ language, file, command string }{
	{"JavaScript", "main.js", `node "$1"`},
	{"Python", "main.py", `python3 "$1"`},
	{"PHP", "main.php", `REDIRECT_STATUS=1 REQUEST_METHOD=POST CONTENT_TYPE=application/json CONTENT_LENGTH=40 ` +
		`SCRIPT_FILENAME="$1" php-cgi | sed '1,/^\r*$/d'`},
	{"Java", "Main.java", `java -XX:TieredStopAtLevel=1 -cp ` +
		jackson + `core.jar:` + jackson + `databind.jar:` + jackson + `annotations.jar "$1"`},
	{"C#", "main.cs", `mcs -r:System.Web.Extensions -out:"$1.exe" "$1" && mono "$1.exe"`},
	{"Ruby", "main.rb", `ruby "$1"`},
	{"Go", "main.go.txt", `mv "$1" "${1%.txt}" && go run "${1%.txt}"`},
}

// snippetResults is what a program prints.
type snippetResults struct {
	IAT, Exp                   int64
	Claims, Body               json.RawMessage
	Secret, Encoded, Signature string
	Library                    []string
}

// TestSnippetsRun runs every snippet but those that snippets.txt names.
func TestSnippetsRun(t *testing.T) {
	if os.Getenv(snippetsRun) == "" {
		t.Skip("set " + snippetsRun + "=1 to run the snippets")
	}
	for _, program := range snippetPrograms {
		program := program
		t.Run(program.language, func(t *testing.T) {
			t.Parallel()
			before := time.Now().Unix()
			got := runSnippets(t, program.language, program.file, program.command)
			after := time.Now().Unix()

			assert.GreaterOrEqual(t, got.IAT, before-30)
			assert.LessOrEqual(t, got.IAT, after-30)
			assert.Equal(t, got.IAT+7200, got.Exp)
			assert.Equal(t, sigtest.Encode(snippetAwkward), got.Encoded)
			assert.Equal(t, hex.EncodeToString([]byte("00ffÄ")), got.Secret)
			assert.JSONEq(t, `{"mn":"83137961703","role":1}`, string(got.Claims))

			signatures := append(got.Library, got.Signature)
			switch program.language {
			case "C#":
				require.Empty(t, got.Body)
				require.Empty(t, got.Library)
			case "Java":
				require.Empty(t, got.Library)
				fallthrough
			default:
				assert.JSONEq(t, `{"mn":"83137961703","role":1}`, string(got.Body))
			}
			for _, signature := range signatures {
				verifySnippet(t, signature, before, after)
			}
		})
	}
}

// verifySnippet checks a signature that a snippet made from before to after.
func verifySnippet(t *testing.T, signature string, before, after int64) {
	t.Helper()
	signer, err := zoomsig.NewSigner(sigtest.Key, sigtest.Secret, &zoomsig.Options{Clock: sigtest.At(after)})
	require.NoError(t, err)
	claims, err := signer.Verify(signature)
	require.NoError(t, err, signature)
	assert.Equal(t, zoomsig.MeetingNumber(83137961703), claims.MeetingNumber)
	assert.Equal(t, zoomsig.RoleHost, claims.Role)
	assert.Equal(t, [2]string{sigtest.Key, sigtest.Key}, [2]string{claims.AppKey, claims.SDKKey})
	assert.GreaterOrEqual(t, claims.IssuedAt.Unix(), before-30)
	assert.LessOrEqual(t, claims.IssuedAt.Unix(), after-30)
	assert.Equal(t, claims.IssuedAt.Add(2*time.Hour), claims.ExpiresAt)
	assert.Equal(t, claims.ExpiresAt, claims.TokenExpiresAt)
}

// runSnippets puts a language's snippets into its program in testdata and runs it.
func runSnippets(t *testing.T, language, file, command string) (results snippetResults) {
	t.Helper()
	pairs := []string{"{{KEY}}", sigtest.Key, "{{SECRET}}", sigtest.Secret,
		"{{TEXT}}", snippetText, "{{AWKWARD}}", snippetAwkward, "{{BODY}}", snippetBody}
	for _, cure := range cures {
		for _, s := range snippets(cure) {
			if s.Language == language {
				pairs = append(pairs, "{{"+cure+"}}", strings.ReplaceAll(s.Code, "\n", "\n    ")) // as Python needs it
			}
		}
	}
	_, jsrsasign, found := strings.Cut(snippets("library")[0].Code, "\n// jsrsasign: ")
	require.True(t, found)
	pairs = append(pairs, "{{jsrsasign}}", jsrsasign)
	program, err := os.ReadFile(filepath.Join("testdata", "snippets", file))
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), file)
	require.NoError(t, os.WriteFile(path, []byte(strings.NewReplacer(pairs...).Replace(string(program))), 0o600))

	run := exec.Command("sh", "-c", command, "sh", path)
	run.Env = append(os.Environ(), "TZ=Asia/Tokyo")
	run.Stdin = strings.NewReader(snippetBody)
	var stdout, stderr bytes.Buffer
	run.Stdout, run.Stderr = &stdout, &stderr
	require.NoError(t, run.Run(), stderr.String())
	require.NoError(t, json.Unmarshal(stdout.Bytes(), &results), "%s%s", stdout.String(), stderr.String())
	return results
}
