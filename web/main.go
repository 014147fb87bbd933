//go:build js && wasm

// Command web is the WebAssembly of the page in this directory. It passes what
// the page's fields hold to [diagnose.Signature] and returns the diagnosis.
package main

import (
	"encoding/json"
	"strconv"
	"strings"
	"syscall/js"
	"time"

	"github.com/zoomsig/zoomsig"
	"github.com/zoomsig/zoomsig/diagnose"
)

// response is what the page gets, as JSON: what is wrong with its fields, by
// their ids, or else the diagnosis.
type response struct {
	Problems  map[string]string `json:"problems"`
	Diagnosis *diagnose.Report  `json:"diagnosis"`
	OK        bool              `json:"ok"`
	Report    string            `json:"report"`
}

func main() {
	js.Global().Set("zoomsigDiagnose", js.FuncOf(func(_ js.Value, args []js.Value) any {
		encoded, err := json.Marshal(check(func(id string) string { return args[0].Get(id).String() }))
		if err != nil {
			panic(err) // cannot happen: the response holds strings and a time before the year 9999
		}
		return string(encoded)
	}))
	select {} // the page calls the function for as long as it is open
}

// check reads the page's fields by their ids.
func check(field func(id string) string) response {
	clock, badTime := readClock(strings.TrimSpace(field("at")))
	errorCode, badCode := readErrorCode(strings.TrimSpace(field("error-code")))
	problems := map[string]string{}
	if badTime != "" {
		problems["at"] = badTime
	}
	if badCode != "" {
		problems["error-code"] = badCode
	}
	if len(problems) > 0 {
		return response{Problems: problems}
	}
	d := diagnose.Signature(field("signature"), &diagnose.Options{
		Clock:     clock,
		Key:       field("key"),
		Secret:    field("secret"),
		Join:      readJoin(field("join-key"), field("join-meeting"), field("join-role")),
		ErrorCode: errorCode,
	})
	return response{Diagnosis: d, OK: d.OK(), Report: d.String()}
}

// endOfSeconds is the Unix time from which on a number is treated as milliseconds.
const endOfSeconds = 1e11

// readClock reads RFC 3339 or Unix seconds. The clock is nil if there is no text.
func readClock(text string) (clock zoomsig.Clock, problem string) {
	if text == "" {
		return nil, ""
	}
	at, err := time.Parse(time.RFC3339, text)
	seconds, notANumber := strconv.ParseInt(text, 10, 64)
	if notANumber == nil {
		at, err = time.Unix(seconds, 0), nil
	}
	switch {
	case notANumber == nil && seconds >= endOfSeconds:
		return nil, "This looks like milliseconds. Enter Unix seconds, which have 10 digits."
	case err != nil:
		return nil, "Enter a time such as 2023-07-22T04:50:08Z, or Unix seconds such as 1690001408."
	case at.Unix() < 0 || at.Unix() >= endOfSeconds:
		return nil, "Enter a time between the years 1970 and 5138."
	}
	return zoomsig.ClockFunc(func() time.Time { return at }), ""
}

// readErrorCode returns 0 if there is no text.
func readErrorCode(text string) (code int, problem string) {
	if text == "" {
		return 0, ""
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil || n == 0 {
		return 0, "Enter the number alone, such as 3712."
	}
	return int(n), ""
}

// readJoin returns nil if there is nothing to compare.
func readJoin(key, meetingNumber, role string) *diagnose.Join {
	join := diagnose.Join{SDKKey: key, MeetingNumber: meetingNumber}
	if r, err := zoomsig.ParseRole(role); err == nil { // the page offers no other than these and ""
		join.Role = &r
	}
	if join == (diagnose.Join{}) {
		return nil
	}
	return &join
}
