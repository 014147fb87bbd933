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
	err  error // of value
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
			return fmt.Errorf("is %s, expected %s", invalid.Found, invalid.Want)
		}
		return err
	}
}

// clock defines the flag -at, whose bounds are those of a claim.
func (f *flags) clock(usage string, clock *zoomsig.Clock) {
	const latest = 99_999_999_999
	const example = "such as 2022-03-10T18:39:43Z or 1646937583"
	f.value("at", usage+", "+example+" (default now)", func(text string) error {
		at, err := time.Parse(time.RFC3339, text)
		if seconds, notANumber := strconv.ParseInt(text, 10, 64); notANumber == nil {
			if seconds > latest && seconds/1000 <= latest {
				return fmt.Errorf("%d is in milliseconds, expected seconds such as %d", seconds, seconds/1000)
			}
			at, err = time.Unix(seconds, 0), nil
		}
		if err != nil || at.Unix() < 0 || at.Unix() > latest {
			return fmt.Errorf("is %q, expected a time since 1970, %s", clip(text), example)
		}
		*clock = zoomsig.ClockFunc(func() time.Time { return at })
		return nil
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
