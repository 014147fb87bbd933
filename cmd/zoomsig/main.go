// Command zoomsig makes Zoom Meeting SDK signatures and says why Zoom refuses
// one. Run it with -h.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/zoomsig/zoomsig"
)

const usage = `zoomsig makes the signature that a web page or app needs to join a Zoom meeting,
and says why Zoom refuses one.

  sign      print a signature
            zoomsig sign -meeting 83137961703 -role host

  diagnose  say what is wrong with a signature
            zoomsig diagnose eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzZGtLZXkiOi…

  serve     sign for web pages that ask by HTTP
            zoomsig serve -addr 127.0.0.1:4000

zoomsig SUBCOMMAND -h shows the flags of one.

Credentials come from the environment: ZOOM_MEETING_SDK_KEY is the app's Client
ID (or SDK Key), ZOOM_MEETING_SDK_SECRET its Client Secret (or SDK Secret).
`

// Exit codes.
const (
	exitOK    = 0
	exitFound = 1 // diagnose found an error
	exitUsage = 2
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		return fail(stderr, errors.New("which subcommand? sign, diagnose or serve; -h shows more"))
	}
	switch name, args := args[0], args[1:]; name {
	case "-h", "-help", "--help", "help":
		fmt.Fprint(stdout, usage)
		return exitOK
	case "sign":
		return sign(args, stdout, stderr)
	case "diagnose":
		return diagnose(args, stdin, stdout, stderr)
	case "serve":
		return serve(args, stdout, stderr)
	default:
		return fail(stderr, fmt.Errorf("no subcommand %q; -h shows them", name))
	}
}

// fail reports wrong usage in one line.
func fail(stderr io.Writer, err error) int {
	fmt.Fprintln(stderr, "zoomsig: "+strings.TrimPrefix(err.Error(), "zoomsig: "))
	return exitUsage
}

// flags is a flag set that keeps quiet, so that a wrong flag is one line on
// standard error and help goes to standard output.
type flags struct {
	*flag.FlagSet
	help string
}

func newFlags(name, help string) *flags {
	f := &flags{flag.NewFlagSet(name, flag.ContinueOnError), help}
	f.SetOutput(io.Discard)
	return f
}

// parse reads the flags. If done is true, the subcommand ends with code: help
// was asked for, or the flags are wrong.
func (f *flags) parse(args []string, stdout, stderr io.Writer) (code int, done bool) {
	err := f.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(stdout, f.help, "\nFlags:\n")
		f.SetOutput(stdout)
		f.PrintDefaults()
		return exitOK, true
	}
	if err != nil {
		return fail(stderr, err), true
	}
	return exitOK, false
}

// given reports whether the flag was on the command line.
func (f *flags) given(name string) (found bool) {
	f.Visit(func(g *flag.Flag) { found = found || g.Name == name })
	return found
}

// credentials reads the app's key and secret.
func credentials() (key, secret string, err error) {
	key, secret = os.Getenv("ZOOM_MEETING_SDK_KEY"), os.Getenv("ZOOM_MEETING_SDK_SECRET")
	switch {
	case key == "":
		return "", "", errors.New("ZOOM_MEETING_SDK_KEY is not set: the app's Client ID or SDK Key")
	case secret == "":
		return "", "", errors.New("ZOOM_MEETING_SDK_SECRET is not set: the app's Client Secret or SDK Secret")
	}
	return key, secret, nil
}

// fixedClock reads a time as RFC 3339 or as Unix time in seconds.
func fixedClock(text string) (zoomsig.Clock, error) {
	now, err := time.Parse(time.RFC3339, text)
	if seconds, notANumber := strconv.ParseInt(text, 10, 64); notANumber == nil {
		now, err = time.Unix(seconds, 0), nil
	}
	if err != nil {
		return nil, fmt.Errorf("-at %q: want a time such as 2022-03-10T18:39:43Z or 1646937583", text)
	}
	return zoomsig.ClockFunc(func() time.Time { return now }), nil
}
