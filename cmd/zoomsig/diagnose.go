package main

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/zoomsig/zoomsig"
	"github.com/zoomsig/zoomsig/diagnose"
)

const diagnoseHelp = `usage: zoomsig diagnose [flags] [SIGNATURE]

Explains why Zoom rejects a signature. Reads it from the argument, or from
standard input if there is no argument. The exit status is 0 if no errors were
found (there may be warnings), 1 if there were errors, and 2 for incorrect usage.

The key comes from -key or ZOOM_MEETING_SDK_KEY, and the secret from
ZOOM_MEETING_SDK_SECRET. What is not provided is not checked.

  zoomsig sign -meeting 83137961703 > signature.txt
  zoomsig diagnose < signature.txt
  zoomsig diagnose -join-meeting 83137961703 -join-role participant "$(cat signature.txt)"

With -json, the output is one JSON object:

  format    "jwt", "legacy" or "unknown"
  at        the time used for the check, in RFC 3339
  header    the decoded header, "" if there is none
  payload   the decoded payload, "" if there is none
  findings  a list of objects, whose members are strings:
            code      the kind of finding, such as "expired"; codes are stable
            severity  "error", "warning" or "info"
            claim     the claim or the part of the signature, "" for the whole
            got       what was found
            want      what was expected
            hint      what to change

Flags:
`

// maxInput bounds what is read from standard input.
const maxInput = 1 << 20

func explain(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	f := newFlags("diagnose", diagnoseHelp)
	f.maxArguments = 1
	var (
		opts  = diagnose.Options{Secret: os.Getenv("ZOOM_MEETING_SDK_SECRET")}
		join  diagnose.Join
		clock zoomsig.Clock
	)
	asJSON := f.Bool("json", false, "print the diagnosis as JSON")
	f.at("check the signature as of this `time`; use the time at which Zoom rejected it", &clock)
	f.StringVar(&opts.Key, "key", "", "expected `key` of the signature (default $ZOOM_MEETING_SDK_KEY)")
	f.StringVar(&join.SDKKey, "join-key", "", "sdkKey `value` that the page passes to join()")
	f.StringVar(&join.MeetingNumber, "join-meeting", "", "meetingNumber `value` that the page passes to join()")
	f.StringVar(&join.Role, "join-role", "", "`role` in which the page joins, participant or host")
	f.StringVar(&opts.ErrorCode, "error", "", "`code` that the SDK reported, such as 3712 or AUTHRET_JWTTOKENWRONG")
	f.StringVar((*string)(&opts.SDK), "sdk", "", "`name` of the SDK that joins: web, android, ios, windows, macos, linux, electron")
	if code, done := f.parse(args, stdout, stderr); done {
		return code
	}
	if !f.given("key") {
		opts.Key = os.Getenv("ZOOM_MEETING_SDK_KEY")
	}
	if clock != nil {
		opts.At = clock.Now()
	}
	if join != (diagnose.Join{}) {
		opts.Join = &join
	}
	signature := f.Arg(0)
	if f.NArg() == 0 {
		if isTerminal(stdin) {
			fmt.Fprintln(stderr, "zoomsig: reading the signature from standard input")
		}
		text, err := io.ReadAll(io.LimitReader(stdin, maxInput+1))
		if err == nil && len(text) > maxInput {
			err = fmt.Errorf("standard input is longer than %d bytes, expected one signature", maxInput)
		}
		if err != nil {
			return fail(stderr, err)
		}
		signature = string(text)
	}
	d := diagnose.Signature(signature, &opts)
	if err := report(d, *asJSON, stdout); err != nil {
		return fail(stderr, err)
	}
	if d.OK() {
		return exitOK
	}
	return exitFound
}

func isTerminal(stdin io.Reader) bool {
	file, ok := stdin.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&fs.ModeCharDevice != 0
}

func report(d *diagnose.Report, asJSON bool, stdout io.Writer) error {
	if !asJSON {
		_, err := fmt.Fprint(stdout, d)
		return err
	}
	encoder := json.NewEncoder(stdout)
	encoder.SetIndent("", "  ")
	return encoder.Encode(d)
}
