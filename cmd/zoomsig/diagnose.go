package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/zoomsig/zoomsig"
)

const diagnoseHelp = `usage: zoomsig diagnose [flags] [SIGNATURE]

Says why Zoom refuses a signature, which it takes from the argument or from
standard input. The exit code is 0 if nothing in it is wrong, 1 if something is.

The key comes from -key or else ZOOM_MEETING_SDK_KEY, the secret from
ZOOM_MEETING_SDK_SECRET. Without them they are not checked.

  zoomsig diagnose eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzZGtLZXkiOi…
  zoomsig diagnose -join-meeting "831 3796 1703" -join-role host < signature.txt
`

func diagnose(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	f := newFlags("diagnose", diagnoseHelp)
	var (
		opts = zoomsig.DiagnoseOptions{Secret: os.Getenv("ZOOM_MEETING_SDK_SECRET")}
		join zoomsig.Join
		role zoomsig.Role
	)
	asJSON := f.Bool("json", false, "print the diagnosis as JSON")
	at := f.String("at", "", "judge as of this `time`, such as 2022-03-10T18:39:43Z or 1646937583 (default now)")
	f.StringVar(&opts.Key, "key", "", "the `key` it should be made for (default ZOOM_MEETING_SDK_KEY)")
	f.StringVar(&join.SDKKey, "join-key", "", "the sdkKey that the page passes to join")
	f.StringVar(&join.MeetingNumber, "join-meeting", "", "the meetingNumber that the page passes to join")
	f.TextVar(&role, "join-role", zoomsig.RoleParticipant, "the role that the page means: participant or host")
	if code, done := f.parse(args, stdout, stderr); done {
		return code
	}
	if f.NArg() > 1 {
		return fail(stderr, fmt.Errorf("diagnose takes one signature, not %d; flags go before it", f.NArg()))
	}
	if !f.given("key") {
		opts.Key = os.Getenv("ZOOM_MEETING_SDK_KEY")
	}
	if f.given("at") {
		clock, err := fixedClock(*at)
		if err != nil {
			return fail(stderr, err)
		}
		opts.Clock = clock
	}
	if f.given("join-role") {
		join.Role = &role
	}
	if join != (zoomsig.Join{}) {
		opts.Join = &join
	}
	signature := f.Arg(0)
	if f.NArg() == 0 {
		text, err := io.ReadAll(io.LimitReader(stdin, 1<<20))
		if err != nil {
			return fail(stderr, err)
		}
		signature = strings.TrimSuffix(strings.TrimSuffix(string(text), "\n"), "\r") // the end of a line is none of it
	}
	return report(zoomsig.Diagnose(signature, &opts), *asJSON, stdout)
}

func report(d *zoomsig.Diagnosis, asJSON bool, stdout io.Writer) int {
	if asJSON {
		encoder := json.NewEncoder(stdout)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		_ = encoder.Encode(d) // cannot fail but for a closed output
	} else {
		fmt.Fprint(stdout, d)
	}
	if d.OK() {
		return exitOK
	}
	return exitFound
}
