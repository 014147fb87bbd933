package diagnose

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// missing is what is found where a claim is not there.
const missing = "missing"

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
	switch last := len(items) - 1; {
	case last > 1:
		return strings.Join(items[:last], ", ") + ", and " + items[last]
	default:
		return strings.Join(items, " and ")
	}
}

// lowerFirst lets a sentence follow a colon: a claim's name at its start stays as it
// is.
func lowerFirst(text string) string {
	first, rest, _ := strings.Cut(text, " ")
	if slices.Contains(strings.Fields("The There This A Key Meeting Role In"), first) {
		return strings.ToLower(first) + " " + rest
	}
	return text
}

// boundedTime keeps a time within the years that JSON can hold.
func boundedTime(t time.Time) time.Time {
	switch year := t.Year(); {
	case year < 0:
		return time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)
	case year > 9999:
		return time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
	}
	return t
}

// formatTime returns a time in UTC, and as the Unix time that a claim would hold.
func formatTime(t time.Time) string {
	return fmt.Sprintf("%s (Unix time %d)", t.UTC().Format(time.RFC3339), t.Unix())
}

// formatDistance returns a number of seconds in the units that a person would
// use.
func formatDistance(seconds int64) string {
	const minute, hour, day, year = 60, 60 * 60, 24 * 60 * 60, 31_556_952 // a year on average
	switch {
	case seconds < 1:
		return "under 1 s"
	case seconds < 2*minute:
		return fmt.Sprintf("%d s", seconds)
	case seconds < 3*day:
		text := fmt.Sprintf(" %d h %d min %d s", seconds/hour, seconds%hour/minute, seconds%minute)
		return strings.NewReplacer(" 0 h", "", " 0 min", "", " 0 s", "").Replace(text)[1:]
	case seconds < 2*year:
		return fmt.Sprintf("%d days", seconds/day)
	}
	return fmt.Sprintf("%d years", seconds/year)
}
