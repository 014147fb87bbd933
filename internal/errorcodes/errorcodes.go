// Package errorcodes knows what the error codes of Zoom's SDKs mean, and finds them in a text as copied from a console.
package errorcodes

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// What an error code says about the signature.
const (
	Rejected = "rejected" // the signature itself is blamed
	Accepted = "accepted" // Zoom has accepted the signature
	Maybe    = "maybe"    // it cannot be told
	Other    = "other"    // nothing
)

// Meaning is one meaning of an error code.
type Meaning struct {
	SDKs    string // the SDKs that report it, as "Windows Linux React-Native"
	Code    string
	Name    string // as the SDK spells it; a remark in parentheses may follow it, or replace it
	Phase   string // when it is reported
	Verdict string // one of the above
	Text    string // what the code means: a sentence
	Cause   string // what to do: a sentence in the imperative
	Faults  string // codes and parts of the faults that can cause it; empty or with "*" if others can, too
}

// tsv has a line for each meaning of a code; its first line names the columns. The lines without a code are
// for words that tell which SDK reports an error, or when.
//
//go:embed error_codes.tsv
var tsv string

// table has the lines by code, by name in lower case, and by message as a phrase.
var table = sync.OnceValue(func() map[string][]Meaning {
	table := map[string][]Meaning{}
	for _, line := range strings.Split(strings.TrimSpace(tsv), "\n")[1:] {
		f := append(strings.Split(line, "\t"), make([]string, 8)...) // Empty columns at the end are left out.
		e := Meaning{f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7]}
		name, _, _ := strings.Cut(strings.ToLower(e.Name), " (")
		keys := []string{e.Code, name[strings.LastIndexByte(name, '.')+1:]}
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

// Where names the SDKs, and says when they report the error.
func (e Meaning) Where() string {
	return strings.TrimSpace(strings.NewReplacer(" ", ", ", "-", " ").Replace(e.SDKs) + " " + e.Phase)
}

// In reports whether an SDK such as "react-native" reports the error.
func (e Meaning) In(sdk string) bool {
	return slices.Contains(strings.Fields(strings.ToLower(e.SDKs)), sdk)
}

// IsReport reports whether an SDK reports an error at the beginning of text, as a console prints it.
func IsReport(text string) bool {
	const beginning = 1024
	lower := strings.ToLower(text[:min(len(text), beginning)])
	return strings.Contains(lower, "errorcode") || strings.Contains(lower, "errormessage")
}

// Lookup returns the code, name or message that a text as copied from a console reports, and what it means for
// the SDK; if that is unknown or does not report it, every meaning. The query is "" if the text has none.
func Lookup(reported, sdk string) (query string, found []Meaning) {
	const longest = 4096
	if reported == "" {
		return "", nil
	}
	query, found = understand(readWords(reported[:min(len(reported), longest)]))
	passesOn := map[string][]string{"electron": {"windows", "macos"}, "react-native": {"android", "ios"}}[sdk]
	// The Video SDK is another product, whose codes are easily mistaken for those of the Web SDK.
	found = narrow(found, func(e Meaning) bool { return !e.In("video-sdk") })
	found = narrow(found, func(e Meaning) bool { return e.In(sdk) || slices.ContainsFunc(passesOn, e.In) })
	// After the name of a code that React Native passes on stands "(Android)" or "(iOS)".
	found = narrow(found, func(e Meaning) bool { return e.In(sdk) && !strings.Contains(e.Name, " (") })
	return query, merge(found)
}

// narrow keeps the meanings that fit, or all if none does.
func narrow(all []Meaning, fits func(Meaning) bool) []Meaning {
	isUnfit := func(e Meaning) bool { return !fits(e) }
	if left := slices.DeleteFunc(slices.Clone(all), isUnfit); len(left) > 0 {
		return left
	}
	return all
}

// merge makes one of what means the same with several SDKs. What blames the signature stands first.
func merge(found []Meaning) (merged []Meaning) {
	for _, e := range found {
		isSame := func(m Meaning) bool { return m.Code == e.Code && m.Phase == e.Phase && m.Text == e.Text }
		i := slices.IndexFunc(merged, isSame)
		if i < 0 {
			merged = append(merged, e)
			continue
		}
		merged[i].SDKs += " " + e.SDKs
		if !strings.HasPrefix(e.Name, merged[i].Name) {
			merged[i].Name = "" // They spell it differently.
		}
	}
	rank := func(e Meaning) int { return strings.Index("rejected maybe accepted other", e.Verdict) }
	slices.SortStableFunc(merged, func(a, b Meaning) int { return rank(a) - rank(b) })
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
func understand(words []string) (query string, found []Meaning) {
	for _, word := range words {
		word = word[strings.LastIndexByte(word, '.')+1:]
		found = table()[word]
		// A name that is a plain word, such as FAIL, has to stand alone.
		if len(found) > 0 && found[0].Code != "" && found[0].Code != word &&
			(len(words) == 1 || strings.Trim(found[0].Name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "") {
			return strings.Fields(found[0].Name)[0], found
		}
	}
	text, message := phrase(words), ""
	for key := range table() {
		if key > message && strings.HasPrefix(key, " ") && strings.Contains(text, key) {
			message = key // the longer one, where one begins with the other
		}
	}
	told := table()[message]
	code, prefix, isSure := number(words)
	isVague := code == "1" || code == "200" // These say no more than that the join failed.
	if len(told) > 0 && (isVague || !isSure) {
		told = narrow(told, func(e Meaning) bool { return e.Code == code })
		query = told[0].Code
		for _, e := range told[1:] {
			query += " or " + e.Code
		}
		if isSure {
			query += " (reported as " + code + ")"
		}
		return query, told
	}
	found = narrow(table()[code], func(e Meaning) bool { return slices.Contains(told, e) })
	found = narrow(found, func(e Meaning) bool { return strings.HasPrefix(strings.ToLower(e.Name), prefix) })
	for _, word := range words {
		if at := table()[word]; len(at) > 0 && at[0].Code == "" {
			found = narrow(found, func(e Meaning) bool {
				return strings.Contains(e.SDKs, at[0].SDKs) && strings.HasPrefix(e.Phase, at[0].Phase)
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
		isKnown, isInternal := table()[decimal] != nil, strings.HasPrefix(before, "internal")
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
