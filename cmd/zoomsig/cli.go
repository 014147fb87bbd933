package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/zoomsig/zoomsig"
	"github.com/zoomsig/zoomsig/internal/when"
)

// Exit codes.
const (
	exitOK         = 0
	exitFound      = 1 // diagnose found an error
	exitNotServing = 1 // serve cannot listen, or was interrupted by an error
	exitUsage      = 2 // incorrect usage, or input or output failed
)

// fail reports an error in one line.
func fail(stderr io.Writer, err error) int {
	fmt.Fprintln(stderr, "zoomsig: "+strings.TrimPrefix(err.Error(), "zoomsig: "))
	return exitUsage
}

// flags is a set of flags whose errors are one line on standard error, and
// whose help goes to standard output.
type flags struct {
	*flag.FlagSet
	help string
	err  error // what is wrong with the value of a flag
}

func newFlags(name, help string) *flags {
	f := &flags{FlagSet: flag.NewFlagSet(name, flag.ContinueOnError), help: help}
	f.SetOutput(io.Discard)
	return f
}

// value defines a flag whose text is read by parse. The error of parse follows
// the name of the flag: `is "x", expected y`.
func (f *flags) value(name, usage string, parse func(text string) error) {
	f.Func(name, usage, func(text string) error {
		err := parse(text)
		if err != nil {
			f.err = fmt.Errorf("-%s %w", name, err)
		}
		return err
	})
}

// claim returns the function for [flags.value] that reads a claim as the library
// does.
func claim[T any](into *T, parse func(string) (T, error)) func(text string) error {
	return func(text string) (err error) {
		*into, err = parse(text)
		if invalid := (*zoomsig.ClaimError)(nil); errors.As(err, &invalid) {
			return fmt.Errorf("is %s, expected %s", invalid.Found, invalid.Expected)
		}
		return err
	}
}

// at defines the flag -at, which sets the clock.
func (f *flags) at(usage string, clock *zoomsig.Clock) {
	f.Func("at", usage+",\nsuch as 2022-03-10T18:39:43Z or 1646937583 (default now)", func(text string) error {
		at, err := when.Parse(text)
		if err != nil {
			f.err = fmt.Errorf("-at: %s", strings.TrimPrefix(err.Error(), "zoomsig: "))
		}
		*clock = zoomsig.ClockFunc(func() time.Time { return at })
		return err
	})
}

// parse reads the flags. If done is true, the command ends with code: help was
// requested, or the flags are wrong.
func (f *flags) parse(args []string, stdout, stderr io.Writer) (code int, done bool) {
	err := f.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, f.help, "\nFlags:\n")
		f.SetOutput(stdout)
		f.PrintDefaults()
		return exitOK, true
	case f.err != nil:
		return fail(stderr, f.err), true
	case err != nil:
		return fail(stderr, err), true
	}
	return exitOK, false
}

// given reports whether the flag was on the command line.
func (f *flags) given(name string) (found bool) {
	f.Visit(func(g *flag.Flag) { found = found || g.Name == name })
	return found
}

// credentials reads the app's key and secret from the environment. The
// parameters are the names that Zoom's portal has for them.
func credentials(keyName, secretName string) (key, secret string, err error) {
	key, secret = os.Getenv("ZOOM_MEETING_SDK_KEY"), os.Getenv("ZOOM_MEETING_SDK_SECRET")
	const unset = "environment variable %s is not set; set it to the %s"
	switch {
	case key == "":
		return "", "", fmt.Errorf(unset, "ZOOM_MEETING_SDK_KEY", keyName)
	case secret == "":
		return "", "", fmt.Errorf(unset, "ZOOM_MEETING_SDK_SECRET", secretName)
	}
	return key, secret, nil
}

func sdkCredentials() (key, secret string, err error) {
	return credentials("app's Client ID (or SDK Key)", "app's Client Secret (or SDK Secret)")
}
