// Package when reads a time as people copy it: from a log, a response, a browser's
// console or a report.
package when

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/zoomsig/zoomsig/internal/jsontext"
)

// layouts all say the time zone. An abbreviation such as EST is not one, since
// several zones share it.
var layouts = [...]string{
	time.RFC3339,                        // also JavaScript's Date.toISOString
	"2006-01-02 15:04:05Z07:00",         // Python
	"2006-01-02 15:04:05 -0700",         // Ruby
	"2006-01-02 15:04:05 UTC",           // Ruby
	"Mon, 02 Jan 2006 15:04:05 GMT",     // HTTP, and JavaScript's Date.toUTCString
	"Mon, 02 Jan 2006 15:04:05 -0700",   // date -R
	"Mon Jan 02 2006 15:04:05 GMT-0700", // JavaScript's Date.toString
	"Mon Jan _2 15:04:05 UTC 2006",      // date -u
	"Mon Jan _2 03:04:05 PM UTC 2006",   // date -u in the United States
}

// latest is the last second that is read as seconds: larger numbers are
// milliseconds.
const latest = 99_999_999_999

// Parse reads a point in time from 1970 to 5138: a date as one of the layouts writes
// it, without what follows in parentheses, or a Unix time in seconds or in
// milliseconds. The error says what was expected, and quotes at most the beginning of
// text.
func Parse(text string) (time.Time, error) {
	date := strings.TrimSpace(text)
	if before, _, found := strings.Cut(date, " ("); found && strings.HasSuffix(date, ")") {
		date = before // such as the name of the time zone
	}
	if at, ok := parse(date); ok {
		return at, nil
	}
	const example = "such as 2022-03-10T18:39:43Z or 1646937583"
	if _, ok := parse(date + "Z"); ok {
		return time.Time{}, fmt.Errorf("zoomsig: the time %s has no time zone, expected a time %s",
			jsontext.CiteString(text), example)
	}
	return time.Time{}, fmt.Errorf("zoomsig: the time is %s, expected one since 1970 %s",
		jsontext.CiteString(text), example)
}

func parse(date string) (time.Time, bool) {
	if number, err := strconv.ParseUint(date, 10, 64); err == nil {
		switch {
		case number <= latest:
			return time.Unix(int64(number), 0).UTC(), true
		case number <= latest*1000+999:
			return time.UnixMilli(int64(number)).UTC(), true
		}
		return time.Time{}, false
	}
	for _, layout := range layouts {
		if at, err := time.Parse(layout, date); err == nil {
			return at.UTC(), at.Unix() >= 0 && at.Unix() <= latest
		}
	}
	return time.Time{}, false
}
