package zoomsig

import "time"

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
