package zoomsig_test

import (
	"encoding/json"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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
}

func TestNilClockIsTheSystemClock(t *testing.T) {
	before := time.Now().Add(-zoomsig.DefaultBackdate).Truncate(time.Second)
	signature, err := newSigner(t, testKey, testSecret, nil).Sign(zoomsig.Claims{MeetingNumber: testNumber})
	after := time.Now().Add(-zoomsig.DefaultBackdate)
	require.NoError(t, err)
	var claims struct{ Iat int64 }
	require.NoError(t, json.Unmarshal([]byte(payloadOf(t, signature)), &claims))
	assert.True(t, before.Unix() <= claims.Iat && claims.Iat <= after.Unix())
}

// steppingClock is the clock of a machine, set by a test.
type steppingClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *steppingClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *steppingClock) step(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// TestSkewClock observes an HTTP server whose clock differs from the machine's, as
// in forum thread 004. A cached response and a slow one change nothing, and a
// server that agrees sets the offset back to zero.
func TestSkewClock(t *testing.T) {
	const trip = 200 * time.Millisecond
	machine := &steppingClock{now: time.Unix(1562000000, 0)}
	clock := zoomsig.NewSkewClock(machine)
	_, ok := clock.Offset()
	assert.False(t, ok)
	assert.Equal(t, machine.Now(), clock.Now())

	observe := func(skew, trip time.Duration, age string) error {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			machine.step(trip / 2)
			w.Header().Set("Date", machine.Now().Add(skew).UTC().Format(http.TimeFormat))
			if age != "" {
				w.Header().Set("Age", age)
			}
		}))
		defer server.Close()
		observe := clock.Begin()
		response, err := server.Client().Head(server.URL)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		machine.step(trip / 2)
		return observe(response.Header.Get("Date"), response.Header.Get("Age"))
	}
	for _, skew := range []time.Duration{-7 * time.Minute, 7 * time.Minute, 0} {
		require.NoError(t, observe(skew, trip, ""))
		offset, ok := clock.Offset()
		assert.True(t, ok)
		assert.InDelta(t, skew, offset, float64(time.Second)/2, "Date lacks the fraction of the second")
		assert.Equal(t, machine.Now().Add(offset), clock.Now())

		checkError(t, observe(skew+time.Hour, trip, "3600"), zoomsig.ErrObservation)
		checkError(t, observe(skew+time.Hour, time.Minute, ""), zoomsig.ErrObservation)
		unchanged, _ := clock.Offset()
		assert.Equal(t, offset, unchanged)
	}
}

func TestSkewClockBegin(t *testing.T) {
	const date = "Mon, 01 Jul 2019 16:53:20 GMT"
	const half = 500 * time.Millisecond // which Date lacks on average
	sent := time.Unix(1562000000, 0)    // the time of date
	tests := []struct {
		name, date, age string
		sent            time.Time
		trip            time.Duration
		want            time.Duration
		says            string // "" means that it is accepted
	}{
		{"at once", date, "", sent, 0, half, ""},
		{"the middle of the trip", date, "", sent, 3 * time.Second, -1000 * time.Millisecond, ""},
		{"longest trip", date, "", sent, 10 * time.Second, -4500 * time.Millisecond, ""},
		{"longer trip", date, "", sent, 10*time.Second + 1, 0, "the round trip took 10.000000001s, expected 0s to 10s"},
		{"received before sent", date, "", sent, -1, 0, "the round trip took -1ns"},
		{"clock set ahead during the trip", date, "", sent, time.Hour, 0, "the round trip took 1h0m0s"},
		{"clock set back during the trip", date, "", sent, -time.Hour, 0, "the round trip took -1h0m0s"},
		{"Age 0", date, "0", sent, 0, half, ""},
		{"Age 1", date, "1", sent, 0, 0, `Age is "1"`},
		{"Age not a number", date, "0~", sent, 0, 0, `Age is "0~"`},
		{"Age negative", date, "-1", sent, 0, 0, `Age is "-1"`},
		{"Age unreadable", date, "new", sent, 0, 0, `Age is "new"`},
		{"an hour ahead", "Mon, 01 Jul 2019 17:53:20 GMT", "", sent, 0, time.Hour + half, ""},
		{"RFC 850", "Monday, 01-Jul-19 16:53:20 GMT", "", sent, 0, half, ""},
		{"asctime", "Mon Jul  1 16:53:20 2019", "", sent, 0, half, ""},
		{"no Date", "", "", sent, 0, 0, `Date is "", expected one such as "Mon, 02 Jan 2006 15:04:05 GMT"`},
		{"unreadable Date", "2019-07-01T16:53:20Z", "", sent, 0, 0, `Date is "2019-07-01T16:53:20Z"`},
		{"Date with a zone", "Mon, 01 Jul 2019 16:53:20 CEST", "", sent, 0, 0, "Date is"},
		{"long Date", strings.Repeat("\x1b", 1<<20), "", sent, 0, 0, `\x1b`},
		{"dead battery", date, "", time.Unix(0, 0), 0, 1562000000*time.Second + half, ""},
		{"clock far ahead", date, "", sent.AddDate(200, 0, 0), 0, -73048*24*time.Hour + half, ""},
		{"Date in 9999", "Fri, 31 Dec 9999 23:59:59 GMT", "", sent, 0, 0, "Date is 7980 years from the base clock, expected at most 292 years"},
		{"Date in year 1", "Mon, 01 Jan 0001 00:00:00 GMT", "", sent, 0, 0, "Date is 2018 years from"},
		{"largest offset", date, "", sent.Add(half - math.MaxInt64), 0, math.MaxInt64, ""},
		{"larger offset", date, "", sent.Add(half - math.MaxInt64 - 1), 0, 0, "Date is 292 years from"},
		{"base clock at zero", date, "", time.Time{}, 0, 0, "Date is 2018 years from"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			machine := &steppingClock{now: tt.sent}
			clock := zoomsig.NewSkewClock(machine)
			var wantErr error
			if tt.says != "" {
				wantErr = zoomsig.ErrObservation
			}
			observe := clock.Begin()
			machine.step(tt.trip)
			err := observe(tt.date, tt.age)
			checkError(t, err, wantErr)
			offset, ok := clock.Offset()
			assert.Equal(t, err == nil, ok)
			assert.Equal(t, tt.want, offset)
			if err != nil {
				assert.Contains(t, err.Error(), tt.says)
			}
		})
	}
}

// TestSkewClockConcurrent is useful with -race.
func TestSkewClockConcurrent(t *testing.T) {
	sent := time.Unix(1562000000, 0)
	clock := zoomsig.NewSkewClock(clockAt(sent))
	signer := newSigner(t, testKey, testSecret, &zoomsig.Options{Clock: clock})
	var wg sync.WaitGroup
	for g := 0; g < 8; g++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := 0; i < 100; i++ {
				assert.NoError(t, clock.Begin()("Mon, 01 Jul 2019 16:53:20 GMT", ""))
				assert.Equal(t, sent.Add(time.Second/2), clock.Now().Add(0))
				_, err := signer.Sign(zoomsig.Claims{MeetingNumber: testNumber})
				assert.NoError(t, err)
			}
		}()
	}
	wg.Wait()
}
