package zoomsig_test

import (
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/zoomsig/zoomsig"
)

func TestSystemClock(t *testing.T) {
	for name, clock := range map[string]zoomsig.Clock{
		"nil ClockFunc":      zoomsig.ClockFunc(nil),
		"time.Now":           zoomsig.ClockFunc(time.Now),
		"SkewClock of nil":   zoomsig.NewSkewClock(nil),
		"the zero SkewClock": new(zoomsig.SkewClock),
	} {
		before := time.Now()
		now := clock.Now()
		assert.False(t, now.Before(before) || now.After(time.Now()), name)
	}
	signature, err := newSigner(t, testKey, testSecret, nil).Sign(zoomsig.Claims{MeetingNumber: testNumber})
	assert.NoError(t, err)
	_, err = newSigner(t, testKey, testSecret, nil).Verify(signature)
	assert.NoError(t, err, "a nil Clock is the system clock")
}

// machine is a computer whose clock a test sets.
type machine struct{ now time.Time }

func (m *machine) Now() time.Time { return m.now }

// TestSkewClock checks that each observation replaces the previous one, unless it
// fails. The clock differs as in forum thread 004.
func TestSkewClock(t *testing.T) {
	m := &machine{now: time.Unix(1562000000, 0)}
	clock := zoomsig.NewSkewClock(m)
	_, ok := clock.Offset()
	assert.False(t, ok)
	assert.Equal(t, m.now, clock.Now())
	for _, skew := range []time.Duration{-7 * time.Minute, 7 * time.Minute, 0} {
		date := m.now.Add(skew).UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT")
		assert.NoError(t, clock.Begin()(date, ""))
		checkError(t, clock.Begin()(date, "3600"), zoomsig.ErrObservation)
		offset, ok := clock.Offset()
		assert.True(t, ok)
		assert.Equal(t, skew+time.Second/2, offset, "Date lacks the fraction of the second")
		assert.Equal(t, m.now.Add(offset), clock.Now())
		m.now = m.now.Add(time.Hour)
	}
}

func TestSkewClockBegin(t *testing.T) {
	const date = "Mon, 01 Jul 2019 16:53:20 GMT"
	const half = 500 * time.Millisecond // which Date lacks on average
	sent := time.Unix(1562000000, 0)    // the time of date
	tests := []struct {
		name, date, age string
		sent            time.Time // by default the time of date
		trip            time.Duration
		want            time.Duration
		says            string // "" means that it is accepted
	}{
		{name: "at once", date: date, want: half},
		{name: "the middle of the trip", date: date, trip: 3 * time.Second, want: -1000 * time.Millisecond},
		{name: "longest trip", date: date, trip: 10 * time.Second, want: -4500 * time.Millisecond},
		{name: "longer trip", date: date, trip: 10*time.Second + 1,
			says: "the round trip took 10.000000001s, expected 0s to 10s"},
		{name: "clock set back during the trip", date: date, trip: -1, says: "the round trip took -1ns"},
		{name: "Age 0", date: date, age: "0", want: half},
		{name: "Age 1", date: date, age: "1", says: `Age is "1", expected none or 0`},
		{name: "Age not a number", date: date, age: "0~", says: `Age is "0~"`},
		{name: "Age negative", date: date, age: "-1", says: `Age is "-1"`},
		{name: "an hour ahead", date: "Mon, 01 Jul 2019 17:53:20 GMT", want: time.Hour + half},
		{name: "RFC 850", date: "Monday, 01-Jul-19 16:53:20 GMT", want: half},
		{name: "asctime", date: "Mon Jul  1 16:53:20 2019", want: half},
		{name: "no Date", says: `Date is "", expected one such as "Mon, 02 Jan 2006 15:04:05 GMT"`},
		{name: "Date with a zone", date: "Mon, 01 Jul 2019 16:53:20 CEST", says: "Date is"},
		{name: "long Date", date: strings.Repeat("\x1b", 1<<20), says: `\x1b`},
		{name: "dead battery", date: date, sent: time.Unix(0, 0), want: 1562000000*time.Second + half},
		{name: "clock far ahead", date: date, sent: sent.AddDate(200, 0, 0), want: -73048*24*time.Hour + half},
		{name: "Date in 9999", date: "Fri, 31 Dec 9999 23:59:59 GMT",
			says: "Date is 7980 years from the base clock, expected at most 292 years"},
		{name: "Date in year 1", date: "Mon, 01 Jan 0001 00:00:00 GMT", says: "Date is 2018 years from"},
		{name: "largest offset", date: date, sent: sent.Add(half - math.MaxInt64), want: math.MaxInt64},
		{name: "larger offset", date: date, sent: sent.Add(half - math.MaxInt64 - 1), says: "Date is 292 years from"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := &machine{now: sent}
			if !tt.sent.IsZero() {
				m.now = tt.sent
			}
			clock := zoomsig.NewSkewClock(m)
			observe := clock.Begin()
			m.now = m.now.Add(tt.trip)
			err := observe(tt.date, tt.age)
			offset, ok := clock.Offset()
			assert.Equal(t, tt.want, offset)
			assert.Equal(t, tt.says == "", ok)
			if tt.says == "" {
				assert.NoError(t, err)
				return
			}
			checkError(t, err, zoomsig.ErrObservation)
			assert.ErrorContains(t, err, tt.says)
		})
	}
}

// TestSkewClockConcurrent is useful with -race.
func TestSkewClockConcurrent(t *testing.T) {
	now := time.Unix(1562000000, 0)
	clock := zoomsig.NewSkewClock(clockAt(now))
	var wg sync.WaitGroup
	for g := 0; g < 8; g++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := 0; i < 100; i++ {
				assert.NoError(t, clock.Begin()("Mon, 01 Jul 2019 16:53:20 GMT", ""))
				assert.Equal(t, now.Add(time.Second/2), clock.Now())
			}
		}()
	}
	wg.Wait()
}
