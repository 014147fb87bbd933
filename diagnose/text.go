package diagnose

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/zoomsig/zoomsig/internal/jsontext"
)

// fault is a [Finding] in the making.
type fault struct {
	Finding
	says     string // the fault as a whole sentence, for the summary
	member   string // where the member stands that Part names, if Part comes from the text
	explains string // which error codes it can cause, as faults.txt says
	rank     int    // the report has those of a lower rank first
}

// choice is a text, such as the name of a special case, and whether it applies.
type choice struct {
	text    string
	applies bool
}

// first returns the text of the first choice that applies, or "".
func first(choices []choice) string {
	for _, choice := range choices {
		if choice.applies {
			return choice.text
		}
	}
	return ""
}

//go:embed faults.txt
var faultsFile string

// vars are texts that are named in braces.
type vars map[string]string

// faultSections has the lines of each section of faults.txt by their names.
var faultSections = sync.OnceValue(func() map[string]vars {
	sections := map[string]vars{}
	var section vars
	name := ""
	for _, line := range strings.Split(faultsFile, "\n") {
		switch {
		case strings.HasPrefix(line, "["):
			section = vars{}
			sections[strings.Trim(line, "[]")] = section
		case strings.HasPrefix(line, "  "):
			section[name] += line[1:]
		case line != "" && line[0] != '#':
			name, line, _ = strings.Cut(line, ":")
			section[name] = strings.TrimPrefix(line, " ")
		}
	}
	return sections
})

// wording says what names stand for. What a check knows comes first, then the special case, its code and [common].
type wording struct {
	known    vars
	sections []vars
	kind     kind
}

// get returns what a name stands for, or "".
func (w wording) get(name string) string {
	text, _ := w.find(name)
	return text
}

func (w wording) find(name string) (text string, found bool) {
	if text, found = w.known[name]; found {
		return text, true
	}
	for _, section := range w.sections {
		for _, key := range []string{name + " " + string(w.kind), name} {
			if text, found = section[key]; found {
				return w.fill(text), true
			}
		}
	}
	return "", false
}

// fill replaces the names in braces by what they stand for. Other braces stay.
func (w wording) fill(text string) string {
	pieces := strings.Split(strings.ReplaceAll(strings.ReplaceAll(text, ` \n`, "\n"), `\n`, "\n"), "{")
	for i, piece := range pieces[1:] {
		name, rest, _ := strings.Cut(piece, "}")
		if inner, found := w.find(name); found {
			pieces[i+1] = inner + rest
		} else {
			pieces[i+1] = "{" + piece
		}
	}
	return strings.Join(pieces, "")
}

//go:embed snippets.txt
var snippetsFile string

// snippets returns a cure in JavaScript, Python, PHP, Java, C#, Ruby and Go, in this order.
func snippets(cure string) []Snippet {
	all := []Snippet{}
	_, rest, _ := strings.Cut(snippetsFile, "\n=== "+cure+"\n")
	section, _, _ := strings.Cut(rest, "\n=== ")
	for _, part := range strings.Split("\n"+section, "\n--- ")[1:] {
		language, code, _ := strings.Cut(part, "\n")
		all = append(all, Snippet{Language: language, Code: strings.TrimRight(code, "\n")})
	}
	return all
}

// isMeetingSDKClaim reports a claim that distinguishes a Meeting SDK signature from other JWTs.
func isMeetingSDKClaim(name string) bool { return faultSections()["spellings"][name] != "" }

// claimName returns the name of a member as it is, or quoted and bounded if it is no name that a claim would have.
func claimName(name string) string {
	if name == "" || len(name) > 32 || strings.ContainsFunc(name, isNotInKey) {
		return jsontext.CiteString(name)
	}
	return name
}

// isKey reports a text that could be a key: letters, digits, _ and -.
func isKey(text string) bool {
	return len(text) >= 16 && len(text) <= 40 && !strings.ContainsFunc(text, isNotInKey)
}

func isNotInKey(r rune) bool {
	return !('A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '_' || r == '-')
}

// placeholderSecrets returns the secrets of examples, and what an unset variable becomes.
func placeholderSecrets() []string {
	return append(strings.Fields(faultSections()["placeholders"]["secrets"]), "")
}

// isPlaceholder reports what an example or an unset variable has in place of a value.
func isPlaceholder(text string) bool {
	if len(text) < 2 {
		return false
	}
	const longest = 40
	words, ends := faultSections()["placeholders"], text[:1]+text[len(text)-1:]
	plain := strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(text))
	switch {
	case strings.Trim(plain, "x*.") == "":
		return len(plain) > 2
	case isAny(text, strings.Contains, words["template"]), isAny(text, strings.HasPrefix, "$ @"),
		isAny(ends, strings.EqualFold, "<> %% [] __") && len(text) > 2, ends == "{}" && !strings.Contains(text, ":"),
		isAny(plain, strings.EqualFold, words["whole"]):
		return true
	}
	return len(plain) <= longest && isAny(plain, strings.Contains, words["name"]) &&
		(isAny(plain, strings.HasPrefix, words["before name"]) || strings.HasSuffix(plain, "here"))
}

// isAny reports whether a text has a relation to any of these words.
func isAny(text string, relation func(text, word string) bool, words string) bool {
	return slices.ContainsFunc(strings.Fields(words), func(word string) bool { return relation(text, word) })
}

// bounded returns the beginning of text.
func bounded(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most] + "…"
}

// list writes items as a sentence has them.
func list(items []string) string {
	if last := len(items) - 1; last > 1 {
		return strings.Join(items[:last], ", ") + ", and " + items[last]
	}
	return strings.Join(items, " and ")
}

// boundedTime keeps a time within the years that JSON can hold, 0 to 9999.
func boundedTime(t time.Time) time.Time {
	const first, last = -62_167_219_200, 253_402_300_799 // as Unix times
	return time.Unix(min(max(t.Unix(), first), last), int64(t.Nanosecond())).UTC()
}

// formatTime returns a time in UTC, and as the Unix time that a claim would hold.
func formatTime(t time.Time) string {
	return fmt.Sprintf("%s (Unix time %d)", t.UTC().Format(time.RFC3339), t.Unix())
}

var withoutZeros = strings.NewReplacer(" 0 h", "", " 0 min", "", " 0 s", "")

// formatDistance returns a number of seconds in the units that a person would use.
func formatDistance(seconds int64) string {
	const minute, hour, day, year = 60, 60 * 60, 24 * 60 * 60, 31_556_952 // a year on average
	switch {
	case seconds < 1:
		return "under 1 s"
	case seconds < 2*minute:
		return fmt.Sprintf("%d s", seconds)
	case seconds < 3*day:
		text := fmt.Sprintf(" %d h %d min %d s", seconds/hour, seconds%hour/minute, seconds%minute)
		return withoutZeros.Replace(text)[1:]
	case seconds < 2*year:
		return fmt.Sprintf("%d days", seconds/day)
	}
	return fmt.Sprintf("%d years", seconds/year)
}
