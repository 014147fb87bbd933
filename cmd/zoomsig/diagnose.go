package main

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/zoomsig/zoomsig/diagnose"
)

const diagnoseHelp = `usage: zoomsig diagnose [flags] [SIGNATURE]

Explains why Zoom rejects a signature. Reads it from the argument, or from
standard input if there is no argument. With -error, the signature may be
omitted: the report is then about the error code alone. The exit status is 0 if
no errors were found (there may be warnings), 1 if there were errors, and 2 for
incorrect usage.

The key comes from -key or ZOOM_MEETING_SDK_KEY, and the secret from
ZOOM_MEETING_SDK_SECRET. What is not provided is not checked.

  zoomsig sign -meeting 83137961703 > signature.txt
  zoomsig diagnose < signature.txt
  zoomsig diagnose -error 3712 -join-meeting 83137961703 "$(cat signature.txt)"
  zoomsig diagnose -error 4012

With -json, the output is one JSON object. The strings code, name and verdict are
stable:

  verdict    "errors", "elsewhere", "unproven" or "clean"
  summary    the verdict in words
  format     "jwt", "legacy" or "unknown"
  sdk        the SDK, as provided or deduced, "" if it is unknown
  at         the time used for the check, in RFC 3339
  header     the decoded header, "" if there is none
  payload    the decoded payload, "" if there is none
  findings   objects with code, severity ("error", "warning" or "info"), part,
             found, expected, hint, and snippets: objects with language and code
  times      objects with part, text, meaning and at
  checked    objects with name and text
  unchecked  objects with name and text

Flags:
`

// maxInput bounds what is read from standard input.
const maxInput = 1 << 20

func explain(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	f := newFlags("diagnose", diagnoseHelp)
	f.maxArguments = 1
	var (
		opts = diagnose.Options{Key: os.Getenv("ZOOM_MEETING_SDK_KEY"), Secret: os.Getenv("ZOOM_MEETING_SDK_SECRET")}
		join diagnose.Join
	)
	asJSON := f.Bool("json", false, "print the report as JSON")
	f.at("check the signature as of this `time`; use the time at which Zoom rejected it", &opts.At)
	f.value("sdk", "`name` of the SDK that joins: web, android, ios, windows, macos, linux,\n"+
		"electron or react-native", sdk(&opts.SDK))
	f.StringVar(&opts.ErrorCode, "error", "", "`code` that the SDK reported, such as 3712 or AUTHRET_JWTTOKENWRONG")
	f.Func("key", "expected `key` of the signature (default $ZOOM_MEETING_SDK_KEY)", func(key string) error {
		opts.Key = key
		return nil
	})
	f.StringVar(&join.SDKKey, "join-key", "", "sdkKey `value` that the page passes to join()")
	f.StringVar(&join.MeetingNumber, "join-meeting", "", "meetingNumber `value` that the page passes to join()")
	f.StringVar(&join.Role, "join-role", "", "`role` in which the page joins, participant or host")
	if code, done := f.parse(args, stdout, stderr); done {
		return code
	}
	if join != (diagnose.Join{}) {
		opts.Join = &join
	}
	signature := f.Arg(0)
	if f.NArg() == 0 && !(opts.ErrorCode != "" && isTerminal(stdin)) {
		var err error
		if signature, err = readSignature(stdin, stderr); err != nil {
			return fail(stderr, err)
		}
	}
	report := diagnose.Signature(signature, &opts)
	if err := write(stdout, report, &opts, *asJSON); err != nil {
		return fail(stderr, err)
	}
	if report.OK() {
		return exitOK
	}
	return exitFound
}

// sdk returns the function for [flags.value] that reads the name of an SDK.
func sdk(into *diagnose.SDK) func(text string) error {
	all := []diagnose.SDK{diagnose.SDKWeb, diagnose.SDKAndroid, diagnose.SDKIOS, diagnose.SDKWindows,
		diagnose.SDKMacOS, diagnose.SDKLinux, diagnose.SDKElectron, diagnose.SDKReactNative}
	return func(text string) error {
		*into = diagnose.SDK(strings.ToLower(text))
		if !slices.Contains(all, *into) {
			return fmt.Errorf("is %q, expected web, android, ios, windows, macos, linux, electron or react-native",
				clip(text))
		}
		return nil
	}
}

func readSignature(stdin io.Reader, stderr io.Writer) (string, error) {
	if isTerminal(stdin) {
		fmt.Fprintln(stderr, "zoomsig: reading the signature from standard input")
	}
	text, err := io.ReadAll(io.LimitReader(stdin, maxInput+1))
	if err == nil && len(text) > maxInput {
		err = fmt.Errorf("standard input is longer than %d bytes, expected one signature", maxInput)
	}
	return string(text), err
}

func isTerminal(stdin io.Reader) bool {
	file, ok := stdin.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&fs.ModeCharDevice != 0
}

func write(stdout io.Writer, report *diagnose.Report, opts *diagnose.Options, asJSON bool) error {
	if !asJSON {
		_, err := fmt.Fprint(stdout, report, howToCheck(report, opts))
		return err
	}
	encoder := json.NewEncoder(stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(report)
}

// howToCheck says how to provide what the report lacks.
func howToCheck(report *diagnose.Report, opts *diagnose.Options) string {
	var lines strings.Builder
	for _, missing := range report.Unchecked {
		how := map[string]string{
			"key":        "the key: pass -key, or set ZOOM_MEETING_SDK_KEY",
			"secret":     "the secret: set ZOOM_MEETING_SDK_SECRET",
			"sdk":        "the SDK: pass -sdk, for example -sdk web or -sdk android",
			"error-code": "the error code: pass -error with what the SDK reported",
			"join":       "the call to join(): pass -join-key, -join-meeting and -join-role",
		}[missing.Name]
		if how == "" || missing.Name == "secret" && opts.Secret != "" {
			continue
		}
		if lines.Len() == 0 {
			lines.WriteString("\nTO HAVE MORE CHECKED\n")
		}
		lines.WriteString("- " + how + "\n")
	}
	return lines.String()
}
