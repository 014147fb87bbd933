package diagnose

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// What an error code says about the signature.
const (
	codeRejected = "rejected" // the signature itself is blamed
	codeAccepted = "accepted" // Zoom has accepted the signature
	codeMaybe    = "maybe"    // it cannot be told
	codeOther    = "other"    // nothing
)

// sdkVideo is another product than the Meeting SDK. Its codes are easily mistaken for those of the Web SDK.
const sdkVideo SDK = "video-sdk"

// sdkError is one meaning of an error code.
type sdkError struct {
	sdks    string // the SDKs that report it, as "Windows Linux React-Native"
	code    string
	name    string // as the SDK spells it; a remark in parentheses may follow it, or replace it
	phase   string // when it is reported
	verdict string // one of the above
	text    string // what the code means: a sentence
	cause   string // what to do: a sentence in the imperative
	faults  string // codes and parts of the faults that can cause it; empty or with "*" if others can, too
}

// errorCodesTSV has a line for each meaning of a code; its first line names the columns. The lines without a code are
// for words that tell which SDK reports an error, or when.
//
//go:embed error_codes.tsv
var errorCodesTSV string

// errorTable has the lines by code, by name in lower case, and by message as a phrase.
var errorTable = sync.OnceValue(func() map[string][]sdkError {
	table := map[string][]sdkError{}
	for _, line := range strings.Split(strings.TrimSpace(errorCodesTSV), "\n")[1:] {
		f := append(strings.Split(line, "\t"), make([]string, 8)...) // Empty columns at the end are left out.
		e := sdkError{f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7]}
		name, _, _ := strings.Cut(strings.ToLower(e.name), " (")
		keys := []string{e.code, name[strings.LastIndexByte(name, '.')+1:]}
		for _, message := range strings.Split(f[8], ";") {
			keys = append(keys, phrase(readWords(message)))
		}
		for _, key := range keys {
			table[key] = append(table[key], e)
		}
	}
	for _, key := range []string{"", phrase(nil), "internalerrorcode"} { // These identify nothing.
		delete(table, key)
	}
	return table
})

// where names the SDKs, and says when they report the error.
func (e sdkError) where() string {
	return strings.TrimSpace(strings.NewReplacer(" ", ", ", "-", " ").Replace(e.sdks) + " " + e.phase)
}

func (e sdkError) in(sdk SDK) bool {
	return slices.Contains(strings.Fields(strings.ToLower(e.sdks)), string(sdk))
}

// deduceSDK returns the kind of SDK that reports all of the meanings, and the SDK if there is only one.
func deduceSDK(found []sdkError) (sdk SDK, k kind) {
	for _, e := range found {
		for _, name := range strings.Fields(strings.ToLower(e.sdks)) {
			switch s := SDK(name); {
			case s.kind() == kindUnknown || k != kindUnknown && s.kind() != k: // The Video SDK is of no kind.
				return "", kindUnknown
			case k == kindUnknown:
				sdk, k = s, s.kind()
			case s != sdk:
				sdk = ""
			}
		}
	}
	return sdk, k
}

// looksLikeError reports a text in which an SDK reports an error, as a console prints it.
func looksLikeError(text string) bool {
	lower := strings.ToLower(bounded(text, 1024))
	return strings.Contains(lower, "errorcode") || strings.Contains(lower, "errormessage")
}

// lookupErrors returns the code, name or message that a text as copied from a console reports, and what it means for
// the SDK; if that is unknown or does not report it, every meaning. The query is "" if the text has none.
func lookupErrors(reported string, sdk SDK) (query string, found []sdkError) {
	const longest = 4096
	query, found = understand(readWords(reported[:min(len(reported), longest)]))
	passesOn := map[SDK][]SDK{SDKElectron: {SDKWindows, SDKMacOS}, SDKReactNative: {SDKAndroid, SDKIOS}}[sdk]
	found = narrow(found, func(e sdkError) bool { return !e.in(sdkVideo) })
	found = narrow(found, func(e sdkError) bool { return e.in(sdk) || slices.ContainsFunc(passesOn, e.in) })
	// After the name of a code that React Native passes on stands "(Android)" or "(iOS)".
	found = narrow(found, func(e sdkError) bool { return e.in(sdk) && !strings.Contains(e.name, " (") })
	return query, merge(found)
}

// narrow keeps the meanings that fit, or all if none does.
func narrow(all []sdkError, fits func(sdkError) bool) []sdkError {
	isUnfit := func(e sdkError) bool { return !fits(e) }
	if left := slices.DeleteFunc(slices.Clone(all), isUnfit); len(left) > 0 {
		return left
	}
	return all
}

// merge makes one of what means the same with several SDKs. What blames the signature stands first.
func merge(found []sdkError) (merged []sdkError) {
	for _, e := range found {
		isSame := func(m sdkError) bool { return m.code == e.code && m.phase == e.phase && m.text == e.text }
		i := slices.IndexFunc(merged, isSame)
		if i < 0 {
			merged = append(merged, e)
			continue
		}
		merged[i].sdks += " " + e.sdks
		if !strings.HasPrefix(e.name, merged[i].name) {
			merged[i].name = "" // They spell it differently.
		}
	}
	rank := func(e sdkError) int { return strings.Index("rejected maybe accepted other", e.verdict) }
	slices.SortStableFunc(merged, func(a, b sdkError) int { return rank(a) - rank(b) })
	return merged
}

// readWords returns the words and numbers of a text in lower case.
func readWords(text string) (words []string) {
	// A code can be printed as "MobileRTCAuthError(rawValue: 2)". With a dot, "status.code" announces none.
	text = strings.NewReplacer("(rawvalue", " ", "status code", "status.code").Replace(strings.ToLower(text))
	for _, word := range strings.FieldsFunc(text, func(c rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789_.-", c)
	}) {
		if word = strings.TrimLeft(strings.TrimRight(word, ".-"), "."); word != "" && len(words) < 400 {
			words = append(words, word)
		}
	}
	return words
}

// phrase joins words so that strings.Contains finds whole words only.
func phrase(words []string) string { return " " + strings.Join(words, " ") + " " }

// understand looks for a name, for a number after a word that announces a code, for a known message, and for any
// number that is a code, in this order.
func understand(words []string) (query string, found []sdkError) {
	for _, word := range words {
		word = word[strings.LastIndexByte(word, '.')+1:]
		found = errorTable()[word]
		// A name that is a plain word, such as FAIL, has to stand alone.
		if len(found) > 0 && found[0].code != "" && found[0].code != word &&
			(len(words) == 1 || strings.Trim(found[0].name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "") {
			return strings.Fields(found[0].name)[0], found
		}
	}
	text, message := phrase(words), ""
	for key := range errorTable() {
		if key > message && strings.HasPrefix(key, " ") && strings.Contains(text, key) {
			message = key // the longer one, where one begins with the other
		}
	}
	told := errorTable()[message]
	code, prefix, isSure := number(words)
	isVague := code == "1" || code == "200" // These say no more than that the join failed.
	if len(told) > 0 && (isVague || !isSure) {
		told = narrow(told, func(e sdkError) bool { return e.code == code })
		query = told[0].code
		for _, e := range told[1:] {
			query += " or " + e.code
		}
		if isSure {
			query += " (reported as " + code + ")"
		}
		return query, told
	}
	found = narrow(errorTable()[code], func(e sdkError) bool { return slices.Contains(told, e) })
	found = narrow(found, func(e sdkError) bool { return strings.HasPrefix(strings.ToLower(e.name), prefix) })
	for _, word := range words {
		if at := errorTable()[word]; len(at) > 0 && at[0].code == "" {
			found = narrow(found, func(e sdkError) bool {
				return strings.Contains(e.sdks, at[0].sdks) && strings.HasPrefix(e.phase, at[0].phase)
			})
		}
	}
	return code, found
}

// number returns the number that most surely is a code, and what the name of its meaning may begin with. It is sure if
// it is announced as a code, or stands alone.
func number(words []string) (code, prefix string, isSure bool) {
	announcing := []string{"error", "err", "code", "ret", "return", "result", "reason", "rawvalue"} // ends of words
	for i, word := range words {
		n, err := strconv.ParseInt(word, 0, 64)
		if err != nil || len(word) > len("0x80004005") {
			continue
		}
		decimal, before := strconv.FormatInt(n, 10), words[max(i-1, 0)] // A number announces nothing.
		isKnown, isInternal := errorTable()[decimal] != nil, strings.HasPrefix(before, "internal")
		isAnnounced := func(end string) bool { return strings.HasSuffix(before, end) }
		switch {
		case strings.Contains(before, ".") || before == "localhost" || isInternal && (!isKnown || n == 0):
			// the line of a file, a port, or no error
		case isInternal:
			return decimal, "internal", true // more specific than the code beside it
		case !isSure && (len(words) == 1 || slices.ContainsFunc(announcing, isAnnounced)):
			code, prefix, isSure = decimal, before+"_", true
		case code == "" && isKnown && n > 999:
			code, prefix = decimal, before+"_"
		}
	}
	return code, prefix, isSure
}
