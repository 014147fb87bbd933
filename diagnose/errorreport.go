package diagnose

import (
	"slices"
	"strconv"
	"strings"
)

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

// report is a text as copied from a console.
type report struct {
	words []string // its words and numbers in lower case
	plain string   // the same without punctuation, each between two spaces
}

func readReport(text string) report {
	r := report{plain: plain(text)}
	isBetween := func(c rune) bool { return !isWord(c) && !strings.ContainsRune("_.-", c) }
	text = withoutAddresses(strings.ToLower(text))
	for _, word := range strings.FieldsFunc(text, isBetween) {
		r.words = append(r.words, strings.TrimLeft(strings.TrimRight(word, ".-"), "."))
	}
	r.words = r.words[:min(len(r.words), 400)] // Each is compared with the whole table.
	return r
}

// withoutAddresses leaves out URLs, whose ports and paths are no codes.
func withoutAddresses(text string) string {
	words := strings.Fields(text)
	isAddress := func(word string) bool { return strings.Contains(word, "://") || strings.HasPrefix(word, "localhost:") }
	return strings.Join(slices.DeleteFunc(words, isAddress), " ")
}

// search looks for a name, for a number after a word that announces a code, for a known message, and for any number
// that is a code, in this order.
func (r report) search(all []sdkError) (query string, found []sdkError) {
	if found = r.named(all); len(found) > 0 {
		return strings.Fields(found[0].name)[0], found
	}
	told := r.told(all)
	number, place, weight := r.number(all)
	found = narrow(told, func(e *sdkError) bool { return e.code == number })
	switch {
	case len(told) > 0 && (weight < weightKeyed || found[0].code == number):
		return codes(found), found
	case weight == 0:
		return "", nil
	}
	found = keep(all, func(e *sdkError) bool { return e.code == number })
	if len(told) > 0 && len(keep(found, func(e *sdkError) bool { return e.name == "FAIL" })) > 0 {
		return codes(told) + " (reported as " + number + ")", told // The message beside "FAIL" decides.
	}
	if place > 0 { // as in "MobileRTCAuthError: 2"
		found = narrow(found, func(e *sdkError) bool { return strings.HasPrefix(e.id, r.words[place-1]+"_") })
	}
	if weight == weightInternal {
		return number, narrow(found, func(e *sdkError) bool { return strings.HasPrefix(e.name, "internal") })
	}
	return number, r.inContext(found)
}

// named returns the meanings of the first name. A name that is a plain word, such as FAIL, has to stand alone.
func (r report) named(all []sdkError) (found []sdkError) {
	for i := 0; i < len(r.words) && len(found) == 0; i++ {
		found = keep(all, func(e *sdkError) bool {
			return e.id != "" && e.id == r.words[i][strings.LastIndexByte(r.words[i], '.')+1:] &&
				(len(r.words) == 1 || strings.Trim(e.name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "")
		})
	}
	return found
}

// told returns the meanings of the longest known message.
func (r report) told(all []sdkError) []sdkError {
	best := "  " // what plain makes of no message
	for _, e := range all {
		for _, message := range e.messages {
			if len(message) > len(best) && strings.Contains(r.plain, message) {
				best = message
			}
		}
	}
	return keep(all, func(e *sdkError) bool { return len(best) > 2 && slices.Contains(e.messages, best) })
}

// announcing are the ends of words that announce a code.
var announcing = strings.Fields("error err code ret return result reason rawvalue")

// How sure it is that a number is the code.
const (
	weightKnown    = 1 + iota // It is the code of some meaning.
	weightKeyed               // It stands after "error", "code" and the like, or alone.
	weightInternal            // It stands after "internalErrorCode", which is more specific, and is known.
)

// number returns the number that most surely is a code. The weight is 0 if there is none.
func (r report) number(all []sdkError) (number string, place, weight int) {
	for i, word := range r.words {
		n, err := strconv.ParseInt(word, 0, 64)
		if err != nil || len(word) > len("0x80004005") {
			continue
		}
		code, w := strconv.FormatInt(n, 10), 0
		key := r.words[max(i-1, 0)] // A number is no key.
		isKnown := len(keep(all, func(e *sdkError) bool { return e.code == code })) > 0
		isKey := func(suffix string) bool { return strings.HasSuffix(key, suffix) }
		switch {
		case strings.HasPrefix(key, "internal"):
			if isKnown && n != 0 {
				w = weightInternal
			}
		case key == "code" && i > 1 && r.words[i-2] == "status" || key == "http" || strings.Contains(key, "."):
			// an HTTP status, or a line of a file
		case len(r.words) == 1 || slices.ContainsFunc(announcing, isKey):
			w = weightKeyed
		case isKnown && len(code) > 3:
			w = weightKnown
		}
		if w > weight {
			number, place, weight = code, i, w
			if key == "rawvalue" { // as in "MobileRTCAuthError(rawValue: 2)"
				place--
			}
		}
	}
	return number, place, weight
}

// codes returns the code of the meanings, or the alternatives.
func codes(found []sdkError) string {
	var all []string
	for _, e := range found {
		all = append(all, e.code)
	}
	return strings.Join(slices.Compact(all), " or ")
}

// inContext leaves out the meanings that contradict other words of the report.
func (r report) inContext(found []sdkError) []sdkError {
	for _, word := range r.words {
		found = narrow(found, func(e *sdkError) bool {
			switch word {
			case "onzoomsdkinitializeresult":
				return e.phase == "auth" && e.in(SDKAndroid)
			case "onmobilertcauthreturn":
				return e.phase == "auth" && e.in(SDKIOS)
			case "onauthenticationreturn":
				return e.phase == "auth"
			case "onmeetingstatuschanged":
				return e.phase == "join"
			case "join_meeting_failed", "errormessage":
				return e.in(SDKWeb)
			}
			return true
		})
	}
	return found
}
