package zoomsig

import (
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/zoomsig/zoomsig/internal/jsontext"
)

// A Clock provides the current time. Each method that signs or verifies calls Now
// exactly once. A Clock used by several goroutines must be safe for concurrent use.
// Wherever a Clock is nil, the system clock is used.
type Clock interface {
	Now() time.Time
}

// ClockFunc is an adapter that allows an ordinary function such as [time.Now] to
// be used as a [Clock]. A nil ClockFunc returns the system time.
type ClockFunc func() time.Time

// Now calls f.
func (f ClockFunc) Now() time.Time {
	if f == nil {
		return time.Now()
	}
	return f()
}

func clockOrSystem(c Clock) Clock {
	if c == nil {
		return ClockFunc(nil)
	}
	return c
}

// A SkewClock is a [Clock] for a machine whose own clock is wrong and cannot be
// corrected. It corrects a base clock by the offset last observed from a trusted
// server. It is safe for concurrent use. The zero SkewClock corrects the system clock.
type SkewClock struct {
	base   Clock
	offset atomic.Pointer[time.Duration] // nil: nothing observed yet
}

// NewSkewClock returns a [SkewClock] that corrects base. If base is nil, the system
// clock is used.
func NewSkewClock(base Clock) *SkewClock {
	return &SkewClock{base: base}
}

// Now returns the time of the base clock plus the offset.
func (c *SkewClock) Now() time.Time {
	offset, _ := c.Offset()
	return clockOrSystem(c.base).Now().Add(offset)
}

// Offset returns how far the server was ahead of the base clock when it was last
// observed. If it never was, ok is false.
func (c *SkewClock) Offset() (offset time.Duration, ok bool) {
	if p := c.offset.Load(); p != nil {
		return *p, true
	}
	return 0, false
}

// longestTrip keeps an observation accurate to half of it, plus half a second
// for the fraction that Date lacks: well within DefaultBackdate.
const longestTrip = 10 * time.Second

// Begin notes the time at which an HTTP request is sent. Call observe when the response
// is received, with its Date and Age headers, or "" for a header that is absent. It sets
// the offset from Date and the middle of the round trip, in place of the previous one.
// It returns an error matching [ErrObservation], and keeps the previous offset, if
//   - Date is missing or invalid;
//   - Age is invalid or positive, so that the response may come from a cache;
//   - the round trip took more than 10 seconds, or less than none;
//   - the offset does not fit into a [time.Duration] (about 292 years).
func (c *SkewClock) Begin() (observe func(date, age string) error) {
	sent := clockOrSystem(c.base).Now()
	return func(date, age string) error {
		offset, err := measure(date, age, sent, clockOrSystem(c.base).Now())
		if err == nil {
			c.offset.Store(&offset)
		}
		return err
	}
}

// measure returns how far the server that sent date is ahead of the base clock.
func measure(date, age string, sent, received time.Time) (time.Duration, error) {
	server, err := parseDate(date)
	if err != nil {
		return 0, err
	}
	if strings.Trim(age, "0") != "" {
		return 0, fmt.Errorf("%w: Age is %s, expected none or 0", ErrObservation, jsontext.CiteString(age))
	}
	trip := received.Sub(sent)
	if trip < 0 || trip > longestTrip {
		return 0, fmt.Errorf("%w: the round trip took %v, expected 0s to %v", ErrObservation, trip, longestTrip)
	}
	const truncated = time.Second / 2 // by which Date is behind on average
	server = server.Add(truncated)
	middle := received.Add(-trip / 2) // not from sent, since the base clock may have been set meanwhile
	offset := server.Sub(middle)
	if !middle.Add(offset).Equal(server) {
		return 0, fmt.Errorf("%w: Date is %s from the base clock, expected at most 292 years",
			ErrObservation, distance(server, middle))
	}
	return offset, nil
}

// parseDate parses the three forms of a date in HTTP (RFC 9110 5.6.7).
func parseDate(date string) (time.Time, error) {
	for _, layout := range []string{"Mon, 02 Jan 2006 15:04:05 GMT", "Monday, 02-Jan-06 15:04:05 GMT", time.ANSIC} {
		if t, err := time.Parse(layout, date); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%w: Date is %s, expected one such as %q",
		ErrObservation, jsontext.CiteString(date), "Mon, 02 Jan 2006 15:04:05 GMT")
}
