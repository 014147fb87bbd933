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

Run "zoomsig help COMMAND" for the flags of a command.

Credentials come from the environment: ZOOM_MEETING_SDK_KEY is the app's Client
ID (or SDK Key), ZOOM_MEETING_SDK_SECRET its Client Secret (or SDK Secret).
`

const versionHelp = `usage: zoomsig version

Prints the version of zoomsig and of Go.
`

const commands = "sign, diagnose, serve or version (see zoomsig -h)"

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		return fail(stderr, errors.New("missing command, expected "+commands))
	}
	name, args := args[0], args[1:]
	switch name {
	case "-h", "-help", "--help", "help":
		if len(args) > 0 && args[0] != name {
			return run([]string{args[0], "-h"}, stdin, stdout, stderr)
		}
		fmt.Fprint(stdout, usage)
		return exitOK
	case "-version", "--version", "version":
		return printVersion(args, stdout, stderr)
	case "sign":
		return sign(args, stdout, stderr)
	case "diagnose":
		return explain(args, stdin, stdout, stderr)
	case "serve":
		return serve(args, stdout, stderr)
	default:
		return fail(stderr, fmt.Errorf("unknown command %q, expected %s", clip(name), commands))
	}
}

// tag is the version of a release. The linker sets it: see .ci/release.
var tag string

func printVersion(args []string, stdout, stderr io.Writer) int {
	f := newFlags("version", versionHelp)
	if code, done := f.parse(args, stdout, stderr); done {
		return code
	}
	fmt.Fprintln(stdout, "zoomsig "+version())
	return exitOK
}

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
