//go:build js && wasm

// Command web is the WebAssembly of the page in this directory. It passes what
// the page's fields hold to [diagnose.Signature] and returns the report.
package main

import (
	"reflect"
	"strconv"
	"strings"
	"syscall/js"
	"time"

	"github.com/zoomsig/zoomsig/diagnose"
	"github.com/zoomsig/zoomsig/internal/when"
)

// response is what the page gets: what is wrong with the time, or else
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
		return toJS(reflect.ValueOf(check(func(id string) string { return args[0].Get(id).String() })))
	}))
	select {} // the page calls the function for as long as it is open
}

// toJS returns a value as JSON.parse would return its JSON. The encoder of
// encoding/json would make the page 5 % larger.
func toJS(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return toJS(v.Elem())
	case reflect.Slice:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = toJS(v.Index(i))
		}
		return list
	case reflect.Struct:
		if at, ok := v.Interface().(time.Time); ok {
			return at.Format(time.RFC3339Nano)
		}
		object := map[string]any{}
		for i := 0; i < v.NumField(); i++ {
			object[v.Type().Field(i).Tag.Get("json")] = toJS(v.Field(i))
		}
		return object
	}
	return v.String()
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
