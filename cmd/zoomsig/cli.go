package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/zoomsig/zoomsig"
	"github.com/zoomsig/zoomsig/diagnose"
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
	fmt.Fprintln(stderr, "zoomsig: "+printable(strings.TrimPrefix(err.Error(), "zoomsig: ")))
	return exitUsage
}

// printable escapes what a terminal would not print but obey.
func printable(text string) string {
	var line strings.Builder
	for _, r := range text {
		if unicode.IsPrint(r) {
			line.WriteRune(r)
			continue
		}
		quoted := strconv.QuoteRune(r)
		line.WriteString(quoted[1 : len(quoted)-1])
	}
	return line.String()
}

// flags is a set of flags whose errors are one line on standard error, and
// whose help goes to standard output.
type flags struct {
	*flag.FlagSet
	help         string
	maxArguments int   // besides flags
	err          error // what is wrong with the value of a flag
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

// at defines the flag -at.
func (f *flags) at(usage string, into *time.Time) {
	f.Func("at", usage+",\nsuch as 2022-03-10T18:39:43Z or 1646937583 (default now)", func(text string) (err error) {
		if *into, err = when.Parse(text); err != nil {
			f.err = fmt.Errorf("-at: %s", strings.TrimPrefix(err.Error(), "zoomsig: "))
		}
		return err
	})
}

// parse reads the flags. If done is true, the command ends with code: help was
// requested, or the flags are wrong.
func (f *flags) parse(args []string, stdout, stderr io.Writer) (code int, done bool) {
	err := f.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, f.help)
		f.SetOutput(stdout)
		f.PrintDefaults()
		return exitOK, true
	case f.err != nil:
		return fail(stderr, f.err), true
	case err != nil:
		return fail(stderr, fmt.Errorf("%s (see zoomsig %s -h)", clip(err.Error()), f.Name())), true
	case f.NArg() > f.maxArguments:
		return fail(stderr, fmt.Errorf("unexpected argument %q (flags come before arguments; see zoomsig %s -h)",
			clip(f.Arg(f.maxArguments)), f.Name())), true
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
	const keyVariable, secretVariable = "ZOOM_MEETING_SDK_KEY", "ZOOM_MEETING_SDK_SECRET"
	key, secret = os.Getenv(keyVariable), os.Getenv(secretVariable)
	const unset = "environment variable %s is not set; set it to the %s"
	switch {
	case key == "" && secret == "":
		err = fmt.Errorf("environment variables %s and %s are not set; set them to the %s and the %s",
			keyVariable, secretVariable, keyName, secretName)
	case key == "":
		err = fmt.Errorf(unset, keyVariable, keyName)
	case secret == "":
		err = fmt.Errorf(unset, secretVariable, secretName)
	}
	return key, secret, err
}

// sdkSigner returns a Signer with the credentials from the environment, and prints
// warnings about them. If at is not zero, it signs as if it were that time.
func sdkSigner(at time.Time, stderr io.Writer) (*zoomsig.Signer, error) {
	key, secret, err := credentials("app's Client ID (or SDK Key)", "app's Client Secret (or SDK Secret)")
	if err != nil {
		return nil, err
	}
	signer, err := zoomsig.NewSigner(key, secret, &zoomsig.Options{Clock: clock(at)})
	if err != nil {
		return nil, err
	}
	for _, warning := range warnings(key, secret) {
		fmt.Fprintln(stderr, "zoomsig: warning: "+warning)
	}
	return signer, nil
}

// clock returns a clock that shows this time, or nil, the system clock, if it is zero.
func clock(at time.Time) zoomsig.Clock {
	if at.IsZero() {
		return nil
	}
	return zoomsig.ClockFunc(func() time.Time { return at })
}

// warnings returns what is probably wrong with a key and a secret that NewSigner has
// accepted.
func warnings(key, secret string) (hints []string) {
	const idLength = 22 // of a Client ID; a Client Secret has 32 characters
	if len(secret) == idLength && len(key) != idLength {
		hints = append(hints, "ZOOM_MEETING_SDK_SECRET is as long as a Client ID, and ZOOM_MEETING_SDK_KEY is not: "+
			"they may be swapped. Every signature contains the key.")
	}
	at := time.Unix(1_700_000_000, 0) // in any year, so that only the credentials can be wrong
	signer, _ := zoomsig.NewSigner(key, secret, &zoomsig.Options{Clock: clock(at)})
	signature, _ := signer.Sign(zoomsig.Claims{Native: true})
	for _, finding := range diagnose.Signature(signature, &diagnose.Options{At: at}).Findings {
		hint := fmt.Sprintf("%s (%s)", finding.Hint, finding.Code)
		if finding.Severity == diagnose.SeverityError && !slices.Contains(hints, hint) {
			hints = append(hints, hint)
		}
	}
	return hints
}
