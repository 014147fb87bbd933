package diagnose

import (
	"strings"
	"time"
)

// showTime returns a time as it is written, in UTC, and its distance from now.
func (c *collector) showTime(t unixTime) string {
	return c.show(bounded(t.text, 64) + " = " + c.meaning(t))
}

// meaning returns the point in time that a claim stands for.
func (c *collector) meaning(t unixTime) string {
	text := ""
	if t.at.Year() >= 0 {
		text = t.at.Format(time.RFC3339) + ", "
	}
	apart := formatDistance(distance(t.at, c.now))
	switch isStart := t.name == "iat" || t.name == "timestamp"; {
	case t.at.Equal(c.now):
		return text + "now"
	case t.at.Before(c.now):
		return text + apart + " ago"
	case isStart:
		return text + apart + " in the future"
	default:
		return text + "in " + apart
	}
}

// times returns the times of a signature for the report.
func (c *collector) times() []Time {
	times := []Time{}
	for _, name := range []string{"iat", "exp", "tokenExp", "timestamp"} {
		t, found := c.time(name)
		if !found || t.isDuration() || c.hidden || c.clean(t.text) != t.text || !c.hasFields() {
			continue
		}
		meaning := c.meaning(t)
		if !t.isSeconds() {
			meaning = "in " + t.unit.name + ": " + meaning
		}
		times = append(times, Time{Part: name, Text: strings.Clone(t.text), Meaning: meaning, At: boundedTime(t.at)})
	}
	return times
}
