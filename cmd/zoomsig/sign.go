package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/zoomsig/zoomsig"
)

const signHelp = `usage: zoomsig sign {-meeting NUMBER | -native} [flags]

Prints a signature to standard output, and warnings about the credentials to
standard error.

Credentials come from the environment: ZOOM_MEETING_SDK_KEY is the app's Client
ID (or SDK Key), ZOOM_MEETING_SDK_SECRET its Client Secret (or SDK Secret). With
-legacy, they are the API Key and the API Secret of a JWT app.

  zoomsig sign -meeting "831 3796 1703"
  zoomsig sign -meeting 83137961703 -role host -lifetime 1h
  zoomsig sign -native

Flags:
`

func sign(args []string, stdout, stderr io.Writer) int {
	f := newFlags("sign", signHelp)
	var (
		claims zoomsig.Claims
		at     time.Time
	)
	f.value("meeting", "`number` of the meeting or webinar, as the invitation shows it",
		claim(&claims.MeetingNumber, zoomsig.ParseMeetingNumber))
	f.value("role", "`role` in which to join, participant or host (default participant)",
		claim(&claims.Role, zoomsig.ParseRole))
	f.BoolVar(&claims.Native, "native", false, "omit the meeting number and role, for native SDKs")
	f.value("lifetime", "lifetime of the signature, a `duration` from 30m to 48h; for native SDKs, at least 31m\n"+
		"(default 2h)", lifetime(&claims.Lifetime))
	legacy := f.Bool("legacy", false, "create a legacy signature for a JWT app (retired in 2023)")
	f.at("sign as if it were this `time`", &at)
	if code, done := f.parse(args, stdout, stderr); done {
		return code
	}
	switch {
	case claims.Native && (f.given("meeting") || f.given("role")):
		return fail(stderr, errors.New("-native cannot be combined with -meeting or -role"))
	case *legacy && (claims.Native || f.given("lifetime")):
		return fail(stderr, errors.New("-legacy cannot be combined with -native or -lifetime"))
	case !claims.Native && !f.given("meeting"):
		return fail(stderr, errors.New("-meeting is missing (or -native, for native SDKs)"))
	}
	signature, err := "", error(nil)
	if *legacy {
		signature, err = signLegacy(&claims, at)
	} else {
		signature, err = signJWT(&claims, at, stderr)
	}
	if err == nil {
		_, err = fmt.Fprintln(stdout, signature)
	}
	if err != nil {
		return fail(stderr, err)
	}
	return exitOK
}

// lifetime returns the function for [flags.value] that reads a lifetime.
func lifetime(into *time.Duration) func(text string) error {
	return func(text string) (err error) {
		*into, err = time.ParseDuration(text)
		if err != nil {
			return fmt.Errorf("is %q, expected a duration such as 7200s or 2h", clip(text))
		}
		if *into < zoomsig.MinLifetime || *into > zoomsig.MaxLifetime {
			return fmt.Errorf("is %q, expected 30m to 48h", clip(text))
		}
		return nil
	}
}

func signJWT(claims *zoomsig.Claims, at time.Time, stderr io.Writer) (string, error) {
	signer, err := sdkSigner(at, stderr)
	if err != nil {
		return "", err
	}
	return signer.Sign(*claims)
}

func signLegacy(claims *zoomsig.Claims, at time.Time) (string, error) {
	key, secret, err := credentials("API Key of the JWT app, which -legacy requires",
		"API Secret of the JWT app, which -legacy requires")
	if err != nil {
		return "", err
	}
	//lint:ignore SA1019 -legacy asks for it
	signer, err := zoomsig.NewLegacySigner(key, secret, &zoomsig.LegacyOptions{Clock: clock(at)})
	if err != nil {
		return "", err
	}
	//lint:ignore SA1019 -legacy asks for it
	return signer.Sign(zoomsig.LegacyClaims{MeetingNumber: claims.MeetingNumber, Role: claims.Role})
}
