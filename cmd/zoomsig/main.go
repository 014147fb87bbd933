// Command zoomsig creates Zoom Meeting SDK signatures and explains why Zoom
// rejects a signature. Run it with -h for help.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
)

const usage = `zoomsig creates Zoom Meeting SDK signatures and explains why Zoom rejects a
signature.

  sign      print a signature
            zoomsig sign -meeting 83137961703 -role host

  diagnose  explain why Zoom rejects a signature
            zoomsig sign -meeting 83137961703 | zoomsig diagnose

  serve     run an HTTP endpoint that signs, for development
            zoomsig serve -addr 127.0.0.1:4000

  version   print the version

Run "zoomsig COMMAND -h" for the flags of a command.

Credentials come from the environment: ZOOM_MEETING_SDK_KEY is the app's Client
ID (or SDK Key), ZOOM_MEETING_SDK_SECRET its Client Secret (or SDK Secret).
`

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		return fail(stderr, errors.New("missing command: sign, diagnose, serve or version (see zoomsig -h)"))
	}
	switch name, args := args[0], args[1:]; name {
	case "-h", "-help", "--help", "help":
		fmt.Fprint(stdout, usage)
		return exitOK
	case "-version", "--version", "version":
		fmt.Fprintln(stdout, "zoomsig "+version())
		return exitOK
	case "sign":
		return sign(args, stdout, stderr)
	case "diagnose":
		return runDiagnose(args, stdin, stdout, stderr)
	case "serve":
		return serve(args, stdout, stderr)
	default:
		return fail(stderr, fmt.Errorf("unknown command %q%s (see zoomsig -h)", clip(name), suggestion(name)))
	}
}

// suggestion asks for the command that name is the beginning of, or differs from
// by at most two letters.
func suggestion(name string) string {
	for _, command := range []string{"sign", "diagnose", "serve", "version"} {
		if strings.HasPrefix(command, name) || within(2, name, command) {
			return "; did you mean " + command + "?"
		}
	}
	return ""
}

// within reports whether inserting, deleting or replacing at most n letters
// turns a into b.
func within(n int, a, b string) bool {
	for a != "" && b != "" && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	if a == "" || b == "" {
		return len(a)+len(b) <= n
	}
	return n > 0 && (within(n-1, a[1:], b) || within(n-1, a, b[1:]) || within(n-1, a[1:], b[1:]))
}

// tag is the version of a release. The linker sets it: see .ci/release.
var tag string

// version returns the version of the command and of Go. Unless tag is set, the
// command's is the one that the build recorded.
func version() string {
	name := tag
	if info, ok := debug.ReadBuildInfo(); ok && name == "" {
		name = info.Main.Version
	}
	return versionName(name) + " " + runtime.Version()
}

// pseudoVersion matches a version that stands for a commit without a tag.
var pseudoVersion = regexp.MustCompile(`[-.][0-9]{14}-[0-9a-f]{12}`)

func versionName(recorded string) string {
	switch {
	case recorded == "" || recorded == "(devel)":
		return "devel"
	case pseudoVersion.MatchString(recorded):
		return "devel (" + recorded + ")"
	}
	return recorded
}
