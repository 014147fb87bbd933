package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/zoomsig/zoomsig"
)

const signHelp = `usage: zoomsig sign -meeting NUMBER [flags]

Prints a signature, alone on standard output.

  zoomsig sign -meeting "831 3796 1703"
  zoomsig sign -meeting 83137961703 -role host -lifetime 30m1s
  zoomsig sign -native
`

func sign(args []string, stdout, stderr io.Writer) int {
	f := newFlags("sign", signHelp)
	var (
		claims zoomsig.Claims
		opts   zoomsig.Options
	)
	f.TextVar(&claims.MeetingNumber, "meeting", zoomsig.MeetingNumber(0), "meeting or webinar `number`, as the invitation shows it")
	f.TextVar(&claims.Role, "role", zoomsig.RoleParticipant, "participant or host")
	f.BoolVar(&claims.Native, "native", false, "tie the signature to no meeting, for native SDKs")
	f.DurationVar(&opts.Lifetime, "lifetime", zoomsig.DefaultLifetime, "30m to 48h")
	legacy := f.Bool("legacy", false, "make the signature of a JWT app, retired in 2023, from its API Key and API Secret")
	at := f.String("at", "", "sign as of this `time`, such as 2022-03-10T18:39:43Z or 1646937583 (default now)")
	if code, done := f.parse(args, stdout, stderr); done {
		return code
	}
	switch {
	case f.NArg() > 0:
		return fail(stderr, fmt.Errorf("sign takes flags only, not %q", f.Arg(0)))
	case claims.Native && (f.given("meeting") || f.given("role")):
		return fail(stderr, errors.New("-native goes with neither -meeting nor -role"))
	case !claims.Native && !f.given("meeting"):
		return fail(stderr, errors.New("-meeting is missing"))
	case *legacy && (claims.Native || f.given("lifetime")):
		return fail(stderr, errors.New("-legacy goes with neither -native nor -lifetime"))
	case opts.Lifetime == 0:
		return fail(stderr, errors.New("-lifetime 0: want 30m to 48h"))
	}
	if f.given("at") {
		clock, err := fixedClock(*at)
		if err != nil {
			return fail(stderr, err)
		}
		opts.Clock = clock
	}
	key, secret, err := credentials()
	if err != nil {
		return fail(stderr, err)
	}
	var signature string
	if *legacy {
		signature, err = signLegacy(key, secret, &claims, opts.Clock)
	} else {
		signature, err = signJWT(key, secret, &claims, &opts)
	}
	if err != nil {
		return fail(stderr, err)
	}
	fmt.Fprintln(stdout, signature)
	return exitOK
}

func signJWT(key, secret string, claims *zoomsig.Claims, opts *zoomsig.Options) (string, error) {
	signer, err := zoomsig.NewSigner(key, secret, opts)
	if err != nil {
		return "", err
	}
	return signer.Sign(*claims)
}

func signLegacy(key, secret string, claims *zoomsig.Claims, clock zoomsig.Clock) (string, error) {
	//lint:ignore SA1019 -legacy asks for it
	signer, err := zoomsig.NewLegacySigner(key, secret, &zoomsig.LegacyOptions{Clock: clock})
	if err != nil {
		return "", err
	}
	//lint:ignore SA1019 -legacy asks for it
	return signer.Sign(zoomsig.LegacyClaims{MeetingNumber: claims.MeetingNumber, Role: claims.Role})
}
