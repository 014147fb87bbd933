package when_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig/internal/when"
)

func TestParse(t *testing.T) {
	const read = "2022-03-10T18:39:43Z"
	for text, want := range map[string]string{
		"2022-03-10T18:39:43Z":                                             read,
		"2022-03-10T19:39:43.5+01:00":                                      "2022-03-10T18:39:43.5Z",
		"2022-03-10 18:39:43+00:00":                                        read,
		"2022-03-10 13:39:43 -0500":                                        read,
		"2022-03-10 18:39:43 UTC":                                          read,
		"Thu, 10 Mar 2022 18:39:43 GMT":                                    read,
		"Thu, 10 Mar 2022 19:39:43 +0100":                                  read,
		"Thu Mar 10 2022 18:39:43 GMT+0000 (Coordinated Universal Time)":   read,
		"Thu Mar 10 2022 13:39:43 GMT-0500 (Nordamerikanische Ostküsten…)": read,
		"Thu Mar 10 2022 19:39:43 GMT+0100":                                read,
		"Thu Mar 10 18:39:43 UTC 2022":                                     read,
		"Thu Mar  3 06:39:43 PM UTC 2022":                                  "2022-03-03T18:39:43Z",
		"2022-03-10T18:39:43Z (Unix time 1646937583)":                      read,
		"1646937583":               read,
		"1646937583123":            "2022-03-10T18:39:43.123Z",
		" \t1646937583\r\n":        read,
		"0":                        "1970-01-01T00:00:00Z",
		"99999999999":              "5138-11-16T09:46:39Z",
		"100000000000":             "1973-03-03T09:46:40Z",
		"99999999999999":           "5138-11-16T09:46:39.999Z",
		"5138-11-16T09:46:39.999Z": "5138-11-16T09:46:39.999Z",
	} {
		got, err := when.Parse(text)
		require.NoError(t, err)
		assert.Equal(t, want, got.Format(time.RFC3339Nano), text)
	}
}

func TestParseRejects(t *testing.T) {
	const example = " such as 2022-03-10T18:39:43Z or 1646937583"
	for _, text := range []string{
		"", "soon", "()", "-1", "+1", "1.5", "1e9", "100000000000000", "18446744073709551616",
		"5138-11-16T09:46:40Z", "1969-12-31T23:59:59.999Z", "0001-01-01T00:00:00Z",
		"Thu Mar 10 18:39:43 EST 2022", "Thu, 10 Mar 2022 18:39:43 EST", "2022-02-30T18:39:43Z",
		"2022-03-10T18:39:43Z (Unix time", "(2022-03-10T18:39:43Z)", "1646937583 1646937583",
	} {
		at, err := when.Parse(text)
		assert.EqualError(t, err, `zoomsig: the time is "`+text+`", expected one since 1970`+example)
		assert.Zero(t, at)
	}
	for _, text := range []string{"2022-03-10T18:39:43", "2022-03-10 18:39:43.123"} {
		_, err := when.Parse(text)
		assert.EqualError(t, err, `zoomsig: the time "`+text+`" has no time zone, expected a time`+example)
	}
	_, err := when.Parse(strings.Repeat("\x1b ", 1<<20))
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "\x1b")
	assert.Less(t, len(err.Error()), 500)
}
