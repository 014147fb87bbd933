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
	at, badTime := readClock(strings.TrimSpace(field("at")))
	problems := map[string]string{}
	if badTime != "" {
		problems["at"] = badTime
	}
	if len(problems) > 0 {
		return response{Problems: problems}
	}
	d := diagnose.Signature(field("signature"), &diagnose.Options{
		At:        at,
		Key:       field("key"),
		Secret:    field("secret"),
		Join:      readJoin(field("join-key"), field("join-meeting"), field("join-role")),
		ErrorCode: field("error-code"),
	})
	return response{Diagnosis: d, OK: d.OK(), Report: d.String()}
}

// endOfSeconds is the Unix time from which on a number is treated as milliseconds.
const endOfSeconds = 1e11

// readClock reads RFC 3339 or Unix seconds. The clock is nil if there is no text.
func readClock(text string) (at time.Time, problem string) {
	if text == "" {
		return time.Time{}, ""
	}
	at, err := time.Parse(time.RFC3339, text)
	seconds, notANumber := strconv.ParseInt(text, 10, 64)
	if notANumber == nil {
		at, err = time.Unix(seconds, 0), nil
	}
	switch {
	case notANumber == nil && seconds >= endOfSeconds:
		return time.Time{}, "This looks like milliseconds. Enter Unix seconds, which have 10 digits."
	case err != nil:
		return time.Time{}, "Enter a time such as 2023-07-22T04:50:08Z, or Unix seconds such as 1690001408."
	case at.Unix() < 0 || at.Unix() >= endOfSeconds:
		return time.Time{}, "Enter a time between the years 1970 and 5138."
	}
	return at, ""
}

// readJoin returns nil if there is nothing to compare.
func readJoin(key, meetingNumber, role string) *diagnose.Join {
	join := diagnose.Join{SDKKey: key, MeetingNumber: meetingNumber, Role: role}
	if join == (diagnose.Join{}) {
		return nil
	}
	return &join
}
