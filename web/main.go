//go:build js && wasm

// Command web is the WebAssembly of the page in this directory. It passes what
// the page's fields hold to [diagnose.Signature] and returns the report.
package main

import (
	"encoding/json"
	"strconv"
	"strings"
	"syscall/js"
	"time"

	"github.com/zoomsig/zoomsig/diagnose"
	"github.com/zoomsig/zoomsig/internal/when"
)

// response is what the page gets, as JSON: what is wrong with the time, or else
// the report and what there is to share.
type response struct {
	Problem string           `json:"problem"`
	Report  *diagnose.Report `json:"report"`
	Text    string           `json:"text"`    // the report for a person, with meeting numbers masked
	Command string           `json:"command"` // for a POSIX shell; empty if it would contain the secret
	Help    string           `json:"help"`    // what to know before running or sharing the command
}

func main() {
	js.Global().Set("zoomsigDiagnose", js.FuncOf(func(_ js.Value, args []js.Value) any {
		encoded, err := json.Marshal(check(func(id string) string { return args[0].Get(id).String() }))
		if err != nil {
			panic(err) // cannot happen: the response holds strings and times before the year 10000
		}
		return string(encoded)
	}))
	select {} // the page calls the function for as long as it is open
}

// check reads the page's fields by their ids, and "now", the Unix time at which
// the signature was entered.
func check(field func(id string) string) response {
	now, err := strconv.ParseInt(field("now"), 10, 64)
	if err != nil {
		return response{Problem: "The clock of this device cannot be read."}
	}
	at := time.Unix(now, 0)
	if text := field("at"); strings.TrimSpace(text) != "" {
		if at, err = when.Parse(text); err != nil {
			return response{Problem: sentence(strings.TrimPrefix(err.Error(), "zoomsig: "))}
		}
	}
	opts := diagnose.Options{
		At:        at,
		SDK:       diagnose.SDK(field("sdk")),
		ErrorCode: field("error-code"),
		Key:       field("key"),
		Secret:    field("secret"),
	}
	join := diagnose.Join{
		SDKKey:        field("join-key"),
		MeetingNumber: field("join-meeting"),
		Role:          field("join-role"),
	}
	if join != (diagnose.Join{}) {
		opts.Join = &join
	}
	report := diagnose.Signature(field("signature"), &opts)
	command, help := commandFor(field("signature"), &opts, report, time.Unix(now, 0))
	return response{
		Report:  report,
		Text:    maskMeetingNumbers(report, join.MeetingNumber),
		Command: command,
		Help:    help,
	}
}

// sentence returns a text with a capital letter and a period.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}
