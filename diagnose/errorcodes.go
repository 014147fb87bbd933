package diagnose

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// errorCodesTSV has a line for each meaning of a code; its first line names the columns.
//
//go:embed error_codes.tsv
var errorCodesTSV string

// sdkVideo is another product than the Meeting SDK. Its codes are easily mistaken for those of the Web SDK.
const sdkVideo SDK = "video-sdk"

// sdkError is one meaning of an error code.
type sdkError struct {
	sdks     []SDK
	code     string
	name     string   // as the SDK spells it; several, separated by ", ", if SDKs spell it differently; may be empty
	phase    string   // "auth", "join", "in-meeting" or "other"
	verdict  string   // "rejected", "accepted", "maybe" or "other": see error_codes.tsv's test
	text     string   // what the code means: a sentence
	cause    string   // what to do: a sentence in the imperative
	id       string   // the name in lower case without a remark; "" if it is no name of the code
	messages []string // plain texts that stand beside the code in a console
}

var errorTable = sync.OnceValue(func() (all []sdkError) {
	for _, line := range strings.Split(strings.TrimSpace(errorCodesTSV), "\n")[1:] {
		f := strings.Split(line+"\t", "\t")
		e := sdkError{code: f[1], name: f[2], phase: f[3], verdict: f[4], text: f[5], cause: f[6]}
		for _, sdk := range strings.Fields(f[0]) {
			e.sdks = append(e.sdks, SDK(sdk))
		}
		for _, message := range strings.Split(f[7], ";") {
			e.messages = append(e.messages, plain(message))
		}
		if id, _, _ := strings.Cut(e.name, " ("); id != "internalErrorCode" && !strings.HasPrefix(id, "(") {
			e.id = strings.ToLower(id)
		}
		all = append(all, e)
	}
	return all
})

func (e *sdkError) in(sdk SDK) bool { return slices.Contains(e.sdks, sdk) }

// where names the SDKs and the phase in which they report the error.
func (e *sdkError) where() string {
	names := fmt.Sprint(e.sdks)
	for _, name := range strings.Fields("Web Android iOS Windows macOS Linux Electron React-Native Video-SDK") {
		names = strings.Replace(names, strings.ToLower(name), strings.Replace(name, "-", "\u00a0", 1), 1)
	}
	phases := map[string]string{"auth": " at initialization", "join": " when joining", "in-meeting": " in the meeting"}
	return strings.NewReplacer(" ", ", ", "\u00a0", " ").Replace(strings.Trim(names, "[]")) + phases[e.phase]
}

// deduceSDK returns the kind of SDK that reports all of the meanings, and the SDK if there is only one.
func deduceSDK(found []sdkError) (SDK, kind) {
	var sdks []SDK
	for _, e := range found {
		sdks = append(sdks, e.sdks...)
	}
	slices.Sort(sdks)
	switch sdks = slices.Compact(sdks); {
	case len(sdks) == 1 && sdks[0] != sdkVideo:
		return sdks[0], sdks[0].kind()
	case len(sdks) == 0 || slices.ContainsFunc(sdks, func(s SDK) bool { return s.kind() != sdks[0].kind() }):
		return "", kindUnknown
	}
	return "", sdks[0].kind()
}

func keep(all []sdkError, ok func(*sdkError) bool) (kept []sdkError) {
	for i := range all {
		if ok(&all[i]) {
			kept = append(kept, all[i])
		}
	}
	return kept
}

// narrow keeps the meanings that are ok, or all if none is.
func narrow(all []sdkError, ok func(*sdkError) bool) []sdkError {
	if kept := keep(all, ok); len(kept) > 0 {
		return kept
	}
	return all
}

// plain returns the words of a text in lower case, each between two spaces.
func plain(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return !isWord(c) })
	return " " + strings.Join(words, " ") + " "
}

func isWord(c rune) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' }
