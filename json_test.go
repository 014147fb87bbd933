package zoomsig_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// TestNesting: a member's value nests 64 levels at the most.
func TestNesting(t *testing.T) {
	nested := func(depth int) string {
		return strings.Repeat(`[{"a":`, depth/2) + strings.Repeat("[", depth%2) + `"[{"` + strings.Repeat("]", depth%2) + strings.Repeat("}]", depth/2)
	}
	runVerifyRows(t, []verifyRow{
		{"header 64", jwt(`{"alg":"HS256","x":`+nested(64)+`}`, goodPayload), nil, ""},
		{"header 65", jwt(`{"alg":"HS256","x":`+nested(65)+`}`, goodPayload), zoomsig.ErrMalformed, "the header is not"},
		{"payload 64", jwt(goodHeader, payloadWith("x", nested(64))), nil, ""},
		{"payload 64, another after it", jwt(goodHeader, payloadWith("x", nested(64), "y", nested(64))), nil, ""},
		{"payload 65", jwt(goodHeader, payloadWith("x", nested(65))), zoomsig.ErrMalformed, "the payload is not"},
		{"payload 65, last", jwt(goodHeader, payloadAnd(`"x":`+nested(65))), zoomsig.ErrMalformed, "the payload is not"},
	})
}

// TestManyMembers: what is done for many members is what is done for few.
func TestManyMembers(t *testing.T) {
	for _, count := range []int{1, 15, 16, 17, 100} {
		names := make([]string, count)
		for i := range names {
			names[i] = fmt.Sprintf(`"x%d":%d`, i, i)
		}
		members := strings.Join(names, ",")
		var claims zoomsig.Claims
		require.NoError(t, claims.UnmarshalJSON([]byte(`{`+members+`,"iat":5}`)))
		assert.Equal(t, int64(5), claims.IssuedAt.Unix())
		for _, again := range []string{`"x0":0`, names[count-1], `"\u0078` + names[count/2][2:]} {
			err := claims.UnmarshalJSON([]byte(`{` + members + "," + again + `}`))
			checkError(t, err, zoomsig.ErrMalformed)
			assert.ErrorContains(t, err, `the payload contains "x`)
		}
	}
}
