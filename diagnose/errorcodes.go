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
func deduceSDK(found []sdkError) (sdk SDK, of kind) {
	for i, e := range found {
		for j, other := range e.sdks {
			switch {
			case i+j == 0:
				sdk, of = other, other.kind()
			case other.kind() != of:
				return "", kindUnknown
			case other != sdk:
				sdk = ""
			}
		}
	}
	if of == kindUnknown {
		sdk = "" // the Video SDK
	}
	return sdk, of
}

// lookupErrors returns the code, name or message that a text as copied from a console reports, and what it means for
// the SDK; if that is unknown or does not report it, every meaning. The query is "" if the text has none.
func lookupErrors(reported string, sdk SDK) (query string, found []sdkError) {
	const longest = 4096
	query, found = readReport(reported[:min(len(reported), longest)]).search(errorTable())
	found = narrow(found, func(e *sdkError) bool { return !e.in(sdkVideo) })
	own := func(sdks ...SDK) {
		found = narrow(found, func(e *sdkError) bool { return slices.ContainsFunc(sdks, e.in) })
	}
	switch sdk { // React Native and Electron pass on codes of the SDKs that they are built on.
	case SDKReactNative:
		own(sdk, SDKAndroid, SDKIOS)
		if len(keep(found, func(e *sdkError) bool { return e.in(sdk) && !strings.Contains(e.name, " (") })) > 0 {
			own(sdk) // The names of the others end in "(Android)" or "(iOS)".
		}
	case SDKElectron:
		own(sdk, SDKWindows, SDKMacOS)
		own(sdk)
	default:
		own(sdk)
	}
	return query, merge(found)
}

// merge makes one of the meanings that several SDKs share. What blames the signature stands first.
func merge(found []sdkError) (merged []sdkError) {
	for _, e := range found {
		i := slices.IndexFunc(merged, func(m sdkError) bool {
			return m.code == e.code && m.phase == e.phase && m.text == e.text && m.cause == e.cause
		})
		if i < 0 {
			merged = append(merged, e)
			continue
		}
		merged[i].sdks = append(slices.Clip(merged[i].sdks), e.sdks...)
		if !strings.Contains(strings.ToLower(merged[i].name), e.id) {
			merged[i].name += ", " + e.name
		}
	}
	rank := func(e sdkError) int { return strings.Index("rejected maybe accepted other", e.verdict) }
	slices.SortStableFunc(merged, func(a, b sdkError) int { return rank(a) - rank(b) })
	return merged
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
