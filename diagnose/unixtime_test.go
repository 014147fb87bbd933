package diagnose_test

import (
	"math/big"
	"math/rand"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig/diagnose"
)

// TestNumbers: whatever number iat is, it is read as math/big reads it.
func TestNumbers(t *testing.T) {
	random := rand.New(rand.NewSource(5))
	digits := func(most int) string {
		text := strconv.Itoa(1 + random.Intn(9))
		for n := random.Intn(most); n > 0; n-- {
			text += strconv.Itoa(random.Intn(10) * random.Intn(2))
		}
		return text
	}
	for i := 0; i < 5000; i++ {
		number := []string{"", "-"}[random.Intn(2)] + []string{"0", digits(25)}[random.Intn(2)]
		number += []string{"", "." + digits(25)}[random.Intn(2)]
		number += []string{"", "e" + digits(3), "E-" + digits(3), "e+" + digits(2)}[random.Intn(4)]
		value, ok := new(big.Rat).SetString(number)
		require.True(t, ok)
		exponent := number[strings.IndexAny(number+"e", "eE"):]
		isAbsurd := len(number) > 64 || len(strings.Trim(exponent, "eE+-")) > 2
		isBefore := value.Cmp(big.NewRat(-99_999_999_999, 1)) < 0
		payload := change(t, diagnosedPayload, "1699999980", number)
		codes := codesOf(diagnose.Signature(handMade(goodHeader, payload, testSecret), &diagnose.Options{Clock: at(testNow)}))
		assert.Equal(t, isAbsurd || isBefore, slices.Contains(codes, "issued-at-missing"), number)
		if !isAbsurd && !isBefore {
			assert.Equal(t, value.Cmp(big.NewRat(100_000_000_000, 1)) >= 0, slices.Contains(codes, "milliseconds"), number)
			isAfter := value.Cmp(big.NewRat(testNow, 1)) > 0
			isNano := new(big.Rat).Sub(value, big.NewRat(testNow, 1)).Cmp(big.NewRat(1, 1e9)) < 0 // less than can be told apart
			if !slices.Contains(codes, "milliseconds") && !(isAfter && isNano) {
				assert.Equal(t, isAfter, slices.Contains(codes, "issued-in-future"), number)
			}
		}
	}
	payload := change(t, diagnosedPayload, "1699999980", "1e98", "1700007180", "1e99") // both are read as the largest number
	codes := codesOf(diagnose.Signature(handMade(goodHeader, payload, testSecret), &diagnose.Options{Clock: at(testNow)}))
	assert.NotContains(t, codes, "lifetime-too-short")
}

// TestTimes: a time as it is written, in UTC, and its distance from now;
// and what is said about one that lies in the future.
func TestTimes(t *testing.T) {
	const clock, zone, integers = "Correct the signing machine's clock", "Use Unix time, which is UTC, not local time", "Use integer arithmetic for the time (see float32-time)."
	tests := []struct{ iat, got, hint string }{
		{"1700000001", "1700000001 = 2023-11-14T22:13:21Z, 1 s in the future", clock},
		{"1700000042.5", "1700000042.5 = 2023-11-14T22:14:02Z, 42 s in the future", clock},
		{"1700000000.5", "1700000000.5 = 2023-11-14T22:13:20Z, under 1 s in the future", clock},
		{"1700000119", "1700000119 = 2023-11-14T22:15:19Z, 119 s in the future", clock},
		{"1700000120", "1700000120 = 2023-11-14T22:15:20Z, 2 min in the future", clock},
		{"1700003419", "1700003419 = 2023-11-14T23:10:19Z, 56 min 59 s in the future", clock},
		{"1700003420", "1700003420 = 2023-11-14T23:10:20Z, 57 min in the future", zone},
		{"1700003780", "1700003780 = 2023-11-14T23:16:20Z, 1 h 3 min in the future", zone},
		{"1700003781", "1700003781 = 2023-11-14T23:16:21Z, 1 h 3 min 1 s in the future", clock},
		{"1700005219", "1700005219 = 2023-11-14T23:40:19Z, 1 h 26 min 59 s in the future", clock},
		{"1700005220", "1700005220 = 2023-11-14T23:40:20Z, 1 h 27 min in the future", zone},
		{"1700019800", "1700019800 = 2023-11-15T03:43:20Z, 5 h 30 min in the future", zone},
		{"1700050400", "1700050400 = 2023-11-15T12:13:20Z, 14 h in the future", zone},
		{"1700050580", "1700050580 = 2023-11-15T12:16:20Z, 14 h 3 min in the future", zone},
		{"1700050581", "1700050581 = 2023-11-15T12:16:21Z, 14 h 3 min 1 s in the future", clock},
		{"1700052200", "1700052200 = 2023-11-15T12:43:20Z, 14 h 30 min in the future", clock},
		{"1700172799", "1700172799 = 2023-11-16T22:13:19Z, 47 h 59 min 59 s in the future", clock},
		{"1700172800", "1700172800 = 2023-11-16T22:13:20Z, 2 days in the future", integers},
		{"1763113903", "1763113903 = 2025-11-14T09:51:43Z, 730 days in the future", clock},
		{"1763113904", "1763113904 = 2025-11-14T09:51:44Z, 2 years in the future", clock},
		{"99999999999", "99999999999 = 5138-11-16T09:46:39Z, 3115 years in the future", clock},
	}
	for _, tt := range tests {
		d := diagnose.Signature(handMade(goodHeader, change(t, diagnosedPayload, "1699999980", tt.iat), testSecret), &diagnose.Options{Clock: at(testNow)})
		i := slices.Index(codesOf(d), "issued-in-future")
		require.GreaterOrEqual(t, i, 0, tt.iat)
		f := d.Findings[i]
		assert.Equal(t, "iat", f.Claim)
		assert.Equal(t, tt.got, f.Got)
		assert.Equal(t, "no later than 2023-11-14T22:13:20Z (Unix time 1700000000)", f.Want)
		assert.Contains(t, f.Hint, tt.hint)
	}
	now := diagnose.Signature(handMade(goodHeader, change(t, diagnosedPayload, "1699999980", "1700000000"), testSecret), &diagnose.Options{Clock: at(testNow)})
	assert.Contains(t, now.String(), "iat (issued at) 1700000000 = 2023-11-14T22:13:20Z, now\n")
	fraction := diagnose.Signature(handMade(goodHeader, change(t, diagnosedPayload, "1699999980", "1699999979.5"), testSecret), &diagnose.Options{Clock: at(testNow)})
	assert.Contains(t, fraction.String(), "iat (issued at) 1699999979.5 = 2023-11-14T22:12:59Z, 20 s ago\n")
	half := clockAt(time.Unix(testNow, 500_000_000))
	for iat, want := range map[string]string{
		"1700000001": "under 1 s in the future", "1700000002": "1 s in the future", "1700000000.5": "now",
		"1700000000": "under 1 s ago", "1699999999": "1 s ago", "1699999999.25": "1 s ago", "1699999998.75": "1 s ago",
	} {
		d := diagnose.Signature(handMade(goodHeader, change(t, diagnosedPayload, "1699999980", iat), testSecret), &diagnose.Options{Clock: half})
		assert.Regexp(t, "iat .*, "+want+"\n", d.String(), iat)
	}

	for iat, want := range map[string]string{
		"-62135596800": "iat (issued at) -62135596800 = 0001-01-01T00:00:00Z, 2022 years ago\n",
		"-62135596801": "iat (issued at) -62135596801, 2022 years ago\n",
	} {
		d := diagnose.Signature(handMade(goodHeader, change(t, diagnosedPayload, "1699999980", iat), testSecret), &diagnose.Options{Clock: at(testNow)})
		assert.Contains(t, d.String(), want)
	}
	legacy := diagnose.Signature(handMadeLegacy(testKey, "83137961703", "1700000128000", "0", testSecret), &diagnose.Options{Clock: at(testNow)})
	assert.Contains(t, legacy.String(), clock+". The JWT that replaces this signature needs", "a legacy timestamp was not computed in floating point")
}
