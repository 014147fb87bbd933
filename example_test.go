package zoomsig_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/zoomsig/zoomsig"
)

// TestMain sets the environment variables from which the examples read their
// credentials.
func TestMain(m *testing.M) {
	os.Setenv("ZOOM_MEETING_SDK_KEY", "abc123")
	os.Setenv("ZOOM_MEETING_SDK_SECRET", "your-256-bit-secret")
	os.Setenv("ZOOM_API_KEY", "zp1yfDk-RPufHFAgbbc95w")
	os.Setenv("ZOOM_API_SECRET", "BqJw1aBnPhoDbBctQWChUlFwXqCWKirK0jEX")
	os.Exit(m.Run())
}

// clock is fixed so that the output of the examples does not change. By default,
// a Signer uses the system clock.
var clock = zoomsig.ClockFunc(func() time.Time {
	return time.Date(2022, 3, 10, 18, 39, 43, 0, time.UTC)
})

// Create a signature for a participant who joins from a web page. Read your own
// credentials from the environment or from a secret store: these are placeholders.
func Example() {
	signer, err := zoomsig.NewSigner("abc123", "your-256-bit-secret", nil)
	if err != nil {
		log.Fatal(err)
	}
	meeting, err := zoomsig.ParseMeetingNumber("123 456 789")
	if err != nil {
		log.Fatal(err)
	}
	signature, err := signer.Sign(zoomsig.Claims{MeetingNumber: meeting})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(signature)
}

// Sign at a fixed time in a test, to compare the signature with an expected one.
func ExampleClockFunc() {
	signer, err := zoomsig.NewSigner(
		os.Getenv("ZOOM_MEETING_SDK_KEY"),
		os.Getenv("ZOOM_MEETING_SDK_SECRET"),
		&zoomsig.Options{Clock: zoomsig.ClockFunc(func() time.Time {
			return time.Date(2022, 3, 10, 18, 39, 43, 0, time.UTC)
		})},
	)
	if err != nil {
		log.Fatal(err)
	}
	signature, err := signer.Sign(zoomsig.Claims{MeetingNumber: 123456789, Role: zoomsig.RoleParticipant})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(signature)
	// Output:
	// eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzZGtLZXkiOiJhYmMxMjMiLCJtbiI6IjEyMzQ1Njc4OSIsInJvbGUiOjAsImlhdCI6MTY0NjkzNzU1MywiZXhwIjoxNjQ2OTQ0NzUzLCJhcHBLZXkiOiJhYmMxMjMiLCJ0b2tlbkV4cCI6MTY0Njk0NDc1M30.UcWxbWY-y22wFarBBc9i3lGQuZAsuUpl8GRR8wUah2M
}

// Native SDKs are initialized with a signature that is not tied to a meeting.
// Give it only to your own apps: it works for every meeting.
func ExampleSigner_Sign_native() {
	signer, err := zoomsig.NewSigner(
		os.Getenv("ZOOM_MEETING_SDK_KEY"),
		os.Getenv("ZOOM_MEETING_SDK_SECRET"),
		&zoomsig.Options{Clock: clock},
	)
	if err != nil {
		log.Fatal(err)
	}
	signature, err := signer.Sign(zoomsig.Claims{Native: true, Lifetime: 24 * time.Hour})
	if err != nil {
		log.Fatal(err)
	}
	claims, err := signer.Verify(signature)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(claims.IssuedAt, "until", claims.TokenExpiresAt)
	// Output:
	// 2022-03-10 18:39:13 +0000 UTC until 2022-03-11 18:39:13 +0000 UTC
}

// Create a signature that expires two minutes later, although the shortest
// lifetime is 30 minutes: backdate it by 28. Only the Web SDK accepts it.
func ExampleOptions_backdate() {
	signer, err := zoomsig.NewSigner(
		os.Getenv("ZOOM_MEETING_SDK_KEY"),
		os.Getenv("ZOOM_MEETING_SDK_SECRET"),
		&zoomsig.Options{
			Clock:    clock,
			Lifetime: 30 * time.Minute,
			Backdate: 28 * time.Minute,
		},
	)
	if err != nil {
		log.Fatal(err)
	}
	signature, err := signer.Sign(zoomsig.Claims{MeetingNumber: 123456789})
	if err != nil {
		log.Fatal(err)
	}
	claims, err := signer.Verify(signature)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(claims.ExpiresAt.Sub(clock.Now()))
	// Output:
	// 2m0s
}

// Return a signature to a web page, as JSON. The backend must decide who may join
// and who may start the meeting.
func Example_handler() {
	signer, err := zoomsig.NewSigner(
		os.Getenv("ZOOM_MEETING_SDK_KEY"),
		os.Getenv("ZOOM_MEETING_SDK_SECRET"),
		nil,
	)
	if err != nil {
		log.Fatal(err)
	}

	// mayJoin reports whether the user who is signed in may join in this role.
	mayJoin := func(r *http.Request, meeting zoomsig.MeetingNumber, role zoomsig.Role) bool {
		return role == zoomsig.RoleParticipant
	}
	// userToken returns the ZAK token that a host needs, or the OBF token that a
	// participant needs in a meeting of another account, from Zoom's REST API.
	userToken := func(r *http.Request, role zoomsig.Role) (name, token string) {
		return "obfToken", "token from Zoom's REST API"
	}
	// explain names a claim as the page does.
	explain := func(err error) string {
		var claim *zoomsig.ClaimError
		if !errors.As(err, &claim) {
			return "the request is not JSON, or cannot be signed"
		}
		property := map[string]string{"mn": "meetingNumber", "role": "role"}[claim.Claim]
		return fmt.Sprintf("%s is %s, expected %s", property, claim.Found, claim.Expected)
	}

	handler := func(w http.ResponseWriter, r *http.Request) {
		var join struct {
			MeetingNumber zoomsig.MeetingNumber `json:"meetingNumber"`
			Role          zoomsig.Role          `json:"role"`
		}
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<10)).Decode(&join); err != nil {
			http.Error(w, explain(err), http.StatusBadRequest)
			return
		}
		if !mayJoin(r, join.MeetingNumber, join.Role) {
			http.Error(w, "not authorized", http.StatusForbidden)
			return
		}
		signature, err := signer.Sign(zoomsig.Claims{MeetingNumber: join.MeetingNumber, Role: join.Role})
		if err != nil {
			http.Error(w, explain(err), http.StatusBadRequest)
			return
		}
		name, token := userToken(r, join.Role)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		_ = json.NewEncoder(w).Encode(map[string]string{"signature": signature, name: token})
	}

	for _, body := range []string{
		`{"meetingNumber": "123 456 789", "role": 0}`,
		`{"meetingNumber": "123 456 789", "role": 1}`,
		`{"meetingNumber": "123 456", "role": 0}`,
		`{"meetingNumber": "123 456 789", "role": 5}`,
	} {
		response := httptest.NewRecorder()
		handler(response, httptest.NewRequest(http.MethodPost, "/signature", strings.NewReader(body)))
		fmt.Printf("%d %.65s\n", response.Code, strings.TrimSpace(response.Body.String()))
	}
	// Output:
	// 200 {"obfToken":"token from Zoom's REST API","signature":"eyJhbGciOiJ
	// 403 not authorized
	// 400 meetingNumber is "123 456", expected 9 to 11 digits, not starting
	// 400 role is 5, expected 0 (participant) or 1 (host)
}

// skewTransport keeps a clock correct with the Date header of every response.
type skewTransport struct {
	clock *zoomsig.SkewClock
	base  http.RoundTripper
}

func (t skewTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	observe := t.clock.Begin()
	response, err := t.base.RoundTrip(r)
	if err == nil {
		if err := observe(response.Header.Get("Date"), response.Header.Get("Age")); err != nil {
			log.Print(err) // the previous offset stays in effect
		}
	}
	return response, err
}

// Correct a wrong system clock with the responses of a server that the backend
// calls anyway, such as https://api.zoom.us.
func ExampleSkewClock() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", "Thu, 10 Mar 2022 18:32:43 GMT") // 7 minutes behind this machine
	}))
	defer server.Close()

	corrected := zoomsig.NewSkewClock(clock)
	client := http.Client{Transport: skewTransport{corrected, http.DefaultTransport}}
	response, err := client.Head(server.URL)
	if err != nil {
		log.Fatal(err)
	}
	response.Body.Close()

	signer, err := zoomsig.NewSigner(
		os.Getenv("ZOOM_MEETING_SDK_KEY"),
		os.Getenv("ZOOM_MEETING_SDK_SECRET"),
		&zoomsig.Options{Clock: corrected},
	)
	if err != nil {
		log.Fatal(err)
	}
	signature, err := signer.Sign(zoomsig.Claims{MeetingNumber: 123456789})
	if err != nil {
		log.Fatal(err)
	}
	claims, err := signer.Verify(signature)
	if err != nil {
		log.Fatal(err)
	}
	offset, _ := corrected.Offset()
	fmt.Println(offset, claims.IssuedAt)
	// Output:
	// -6m59.5s 2022-03-10 18:32:13 +0000 UTC
}

// A service that receives a signature from a page must not trust its claims until
// Verify succeeds. A TimeError says by how much a signature has expired, which helps
// to distinguish a wrong clock from a page that was left open.
func ExampleSigner_Verify() {
	now := clock.Now()
	signer, err := zoomsig.NewSigner(
		os.Getenv("ZOOM_MEETING_SDK_KEY"),
		os.Getenv("ZOOM_MEETING_SDK_SECRET"),
		&zoomsig.Options{Clock: zoomsig.ClockFunc(func() time.Time { return now }), Leeway: 5 * time.Second},
	)
	if err != nil {
		log.Fatal(err)
	}
	verify := func(signature string) {
		claims, err := signer.Verify(signature)
		var timeError *zoomsig.TimeError
		switch {
		case errors.As(err, &timeError):
			fmt.Println("request a new one:", timeError.Claim, timeError.Now.Sub(timeError.Bound))
		case err != nil:
			fmt.Println("rejected:", err)
		default:
			fmt.Println(claims.Role, "of", claims.MeetingNumber, "until", claims.ExpiresAt)
		}
	}
	signature, err := signer.Sign(zoomsig.Claims{MeetingNumber: 123456789})
	if err != nil {
		log.Fatal(err)
	}
	verify(signature)
	verify(strings.Replace(signature, ".e", ".f", 1))
	verify("undefined")
	now = now.Add(3 * time.Hour)
	verify(signature)
	// Output:
	// participant of 123456789 until 2022-03-10 20:39:13 +0000 UTC
	// rejected: zoomsig: signature does not match the secret
	// rejected: zoomsig: malformed signature: number of dots is 0, expected 2
	// request a new one: exp 1h0m30s
}

// LegacySigner is deprecated: Zoom retired JWT apps in 2023.
func ExampleLegacySigner() {
	signer, err := zoomsig.NewLegacySigner(
		os.Getenv("ZOOM_API_KEY"),
		os.Getenv("ZOOM_API_SECRET"),
		&zoomsig.LegacyOptions{Clock: zoomsig.ClockFunc(func() time.Time { return time.UnixMilli(1658977298692) })},
	)
	if err != nil {
		log.Fatal(err)
	}
	signature, err := signer.Sign(zoomsig.LegacyClaims{MeetingNumber: 83137961703})
	if err != nil {
		log.Fatal(err)
	}
	claims, err := signer.Verify(signature)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(signature)
	fmt.Println(claims.Role, "of", claims.MeetingNumber, "since", claims.Timestamp)
	// Output:
	// enAxeWZEay1SUHVmSEZBZ2JiYzk1dy44MzEzNzk2MTcwMy4xNjU4OTc3MjY4NjkyLjAuWnZKUGpZRGV0eUxKajBHcVFOVGRIVEJxSzNIb2Qrd0dqT3VzZGFKekVqQT0
	// participant of 83137961703 since 2022-07-28 03:01:08.692 +0000 UTC
}
