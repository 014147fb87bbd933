package zoomsig

import (
	"fmt"
	"strconv"
	"sync/atomic"
	"time"
)

// Clock tells the time to sign and to verify by. Sign, AppendSign, Verify and
// Diagnose read it exactly once per call. A Clock shared by goroutines must be
// safe for concurrent use.
//
// It is an interface so that a backend whose system clock is wrong can sign
// with the right time, and so that tests need not wait.
type Clock interface {
	Now() time.Time
}

// ClockFunc makes a Clock of a function such as time.Now. A nil ClockFunc is
// the system clock.
type ClockFunc func() time.Time

// Now returns what f returns.
func (f ClockFunc) Now() time.Time {
	if f == nil {
		return time.Now()
	}
	return f()
}

// SystemClock is the clock of the machine: time.Now. It is the default
// wherever a Clock is nil.
var SystemClock Clock = ClockFunc(time.Now)

func clockOrSystem(c Clock) Clock {
	if c == nil {
		return SystemClock
	}
	return c
}

// SkewClock is a Clock for a machine whose own clock is wrong and cannot be set
// right. It adds the offset that the last HTTP answer of a trusted server
// showed. It is safe for concurrent use. The zero SkewClock corrects
// SystemClock.
type SkewClock struct {
	base   Clock
	offset atomic.Pointer[time.Duration] // nil: nothing observed yet
}

// NewSkewClock makes a SkewClock that corrects base. Nil base: SystemClock.
func NewSkewClock(base Clock) *SkewClock {
	return &SkewClock{base: base}
}

// Now returns the time of the base clock plus the offset.
func (c *SkewClock) Now() time.Time {
	offset, _ := c.Offset()
	return clockOrSystem(c.base).Now().Add(offset)
}

// Offset returns by how much the last observed server was ahead of the base
// clock. It is false if none was observed.
func (c *SkewClock) Offset() (offset time.Duration, ok bool) {
	if p := c.offset.Load(); p != nil {
		return *p, true
	}
	return 0, false
}

// longestTrip bounds the error of an observation to half of it, and the half
// second that Date lacks: well within DefaultBackdate.
const longestTrip = 10 * time.Second

// Observe takes the offset from an HTTP answer: its Date and Age header values,
// "" where it has none, and when by the base clock, not by c, the request was
// sent and the answer received. Date is compared with the middle of the trip.
// The offset replaces the one before, however small it is, so that c follows a
// clock that is set right.
//
// ErrObservation: Date is missing or unreadable, Age is positive or unreadable,
// so that the answer may come from a cache, received is before sent, or the
// trip took longer than 10 seconds. The offset then stays as it is.
func (c *SkewClock) Observe(date, age string, sent, received time.Time) error {
	server, err := parseDate(date)
	if err != nil {
		return err
	}
	if seconds, err := strconv.ParseUint(age, 10, 64); age != "" && (err != nil || seconds > 0) {
		return fmt.Errorf("%w: Age is %s, expected none or 0", ErrObservation, citeString(age))
	}
	trip := received.Sub(sent)
	if trip < 0 || trip > longestTrip {
		return fmt.Errorf("%w: the trip took %v, expected 0s to %v", ErrObservation, trip, longestTrip)
	}
	const cutOff = time.Second / 2 // Date is cut to the second: half of one on average
	offset := server.Add(cutOff).Sub(sent.Add(trip / 2))
	c.offset.Store(&offset)
	return nil
}

// parseDate reads the three forms of a date in HTTP (RFC 9110 5.6.7).
func parseDate(date string) (time.Time, error) {
	for _, layout := range []string{"Mon, 02 Jan 2006 15:04:05 GMT", "Monday, 02-Jan-06 15:04:05 GMT", time.ANSIC} {
		if t, err := time.Parse(layout, date); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%w: Date is %s, expected one such as \"Mon, 02 Jan 2006 15:04:05 GMT\"", ErrObservation, citeString(date))
}
