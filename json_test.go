package zoomsig_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

// TestManyMembers checks on both sides of the number of members from which a map
// finds the repeated ones.
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
