package zoomsig_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/zoomsig/zoomsig"
)

func TestSystemClock(t *testing.T) {
	for name, clock := range map[string]zoomsig.Clock{
		"SystemClock":   zoomsig.SystemClock,
		"nil ClockFunc": zoomsig.ClockFunc(nil),
		"time.Now":      zoomsig.ClockFunc(time.Now),
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
	assert.NoError(t, err)
	var claims zoomsig.Claims
	assert.NoError(t, claims.UnmarshalJSON([]byte(payloadOf(t, signature))))
	assert.False(t, claims.IssuedAt.Before(before) || claims.IssuedAt.After(after))
}
