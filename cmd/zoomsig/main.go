// Command zoomsig makes Zoom Meeting SDK signatures. Run it with -h.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

const usage = `zoomsig makes the signature that a web page or app needs to join a Zoom meeting.

  sign      print a signature
            zoomsig sign -meeting 83137961703 -role host

zoomsig SUBCOMMAND -h shows the flags of one.

Credentials come from the environment: ZOOM_MEETING_SDK_KEY is the app's Client
ID (or SDK Key), ZOOM_MEETING_SDK_SECRET its Client Secret (or SDK Secret).
`

// Exit codes.
const (
	exitOK    = 0
	exitUsage = 2
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		return fail(stderr, errors.New("which subcommand? sign; -h shows more"))
	}
	switch name, args := args[0], args[1:]; name {
	case "-h", "-help", "--help", "help":
		fmt.Fprint(stdout, usage)
		return exitOK
	case "sign":
		return sign(args, stdout, stderr)
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
