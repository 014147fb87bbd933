package docs

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/zoomsig/zoomsig"
)

func TestReadmeIsShort(t *testing.T) {
	readme := read(t, "../README.md")
	assert.LessOrEqual(t, strings.Count(readme, "\n"), 130)
	assert.LessOrEqual(t, len(strings.Fields(readme)), 1200)
}

// TestReadmeFragments checks that the Go fragments of the README, which have no
// package clause, are in the functions below, which the tests run.
func TestReadmeFragments(t *testing.T) {
	source := strings.ReplaceAll(read(t, "readme_test.go"), "\n\t", "\n")
	fragments := regexp.MustCompile("(?s)```golang\n(.*?)```").FindAllStringSubmatch(read(t, "../README.md"), -1)
	require.Len(t, fragments, 2)
	for _, fragment := range fragments {
		assert.Contains(t, source, "\n"+fragment[1])
	}
}

func respond(w http.ResponseWriter, err error) {
	properties := map[string]string{"mn": "meetingNumber", "role": "role", "exp": "expirationSeconds"}
	if invalid := (*zoomsig.ClaimError)(nil); errors.As(err, &invalid) {
		reason := fmt.Sprintf("%s is %s, expected %s", properties[invalid.Claim], invalid.Found, invalid.Expected)
		http.Error(w, reason, http.StatusBadRequest)
	}
}

func verify(signer *zoomsig.Signer, signature string) error {
	claims, err := signer.Verify(signature)
	if err != nil {
		return err
	}
	fmt.Println(claims.MeetingNumber, claims.Role, claims.ExpiresAt)
	return nil
}

func Example() {
	now := time.Date(2022, 3, 10, 18, 39, 43, 0, time.UTC)
	clock := zoomsig.ClockFunc(func() time.Time { return now })
	signer, err := zoomsig.NewSigner("abc123", "your-256-bit-secret", &zoomsig.Options{Clock: clock})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, claims := range []zoomsig.Claims{
		{MeetingNumber: 12345},
		{MeetingNumber: 123456789, Role: 2},
		{MeetingNumber: 123456789, Lifetime: time.Minute},
	} {
		_, err := signer.Sign(claims)
		response := httptest.NewRecorder()
		respond(response, err)
		fmt.Print(response.Code, " ", response.Body)
	}
	signature, err := signer.Sign(zoomsig.Claims{MeetingNumber: 123456789})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(verify(signer, signature))
	now = now.Add(zoomsig.DefaultLifetime)
	fmt.Println(errors.Is(verify(signer, signature), zoomsig.ErrExpired))
	// Output:
	// 400 meetingNumber is 12345, expected 9 to 11 digits, not starting with 0
	// 400 role is 2, expected 0 (participant) or 1 (host)
	// 400 expirationSeconds is 60 seconds after iat, expected 1800 to 172800
	// 123456789 participant 2022-03-10 20:39:13 +0000 UTC
	// <nil>
	// true
}
