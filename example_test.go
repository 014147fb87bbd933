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
// credentials from the environment or from a secret store.
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
	signature, err := signer.Sign(zoomsig.Claims{Native: true})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(signature)
	// Output:
	// eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzZGtLZXkiOiJhYmMxMjMiLCJpYXQiOjE2NDY5Mzc1NTMsImV4cCI6MTY0Njk0NDc1MywiYXBwS2V5IjoiYWJjMTIzIiwidG9rZW5FeHAiOjE2NDY5NDQ3NTN9.z7TTm3_GolCxhYYmWd3vfrJMCAyiAsoExORB0iQThwM
}

// Create signatures whose iat is one minute ago and whose lifetime is a day.
func ExampleNewSigner_options() {
	signer, err := zoomsig.NewSigner(
		os.Getenv("ZOOM_MEETING_SDK_KEY"),
		os.Getenv("ZOOM_MEETING_SDK_SECRET"),
		&zoomsig.Options{
			Clock:    clock,
			Lifetime: 24 * time.Hour,
			Backdate: time.Minute,
		},
	)
	if err != nil {
		log.Fatal(err)
	}
	signature, err := signer.Sign(zoomsig.Claims{MeetingNumber: 123456789, VideoWebRTC: zoomsig.VideoWebRTCOn})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(signature)
	// Output:
	// eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzZGtLZXkiOiJhYmMxMjMiLCJtbiI6IjEyMzQ1Njc4OSIsInJvbGUiOjAsImlhdCI6MTY0NjkzNzUyMywiZXhwIjoxNjQ3MDIzOTIzLCJhcHBLZXkiOiJhYmMxMjMiLCJ0b2tlbkV4cCI6MTY0NzAyMzkyMywidmlkZW9fd2VicnRjX21vZGUiOjF9.Ptjh3ZMfKH0KrjlTKKM2G9dF9HBiA-Zl40fMCPbk5SI
}

// Create a signature that expires two minutes later, although the shortest
// lifetime is 30 minutes. Only the Web SDK accepts it.
func ExampleNewSigner_shortValidity() {
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

	handler := func(w http.ResponseWriter, r *http.Request) {
		var join struct {
			MeetingNumber zoomsig.MeetingNumber `json:"meetingNumber"`
			Role          zoomsig.Role          `json:"role"`
		}
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<10)).Decode(&join); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if !mayJoin(r, join.MeetingNumber, join.Role) {
			http.Error(w, "not authorized", http.StatusForbidden)
			return
		}
		signature, err := signer.Sign(zoomsig.Claims{MeetingNumber: join.MeetingNumber, Role: join.Role})
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
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
	} {
		response := httptest.NewRecorder()
		handler(response, httptest.NewRequest(http.MethodPost, "/signature", strings.NewReader(body)))
		fmt.Printf("%d %.65s\n", response.Code, strings.TrimSpace(response.Body.String()))
	}
	// Output:
	// 200 {"obfToken":"token from Zoom's REST API","signature":"eyJhbGciOiJ
	// 403 not authorized
	// 400 zoomsig: invalid claims: mn is "123 456", expected 9 to 11 digits
}

// LegacySigner is deprecated: Zoom retired JWT apps in 2023.
func ExampleLegacySigner_Sign() {
	signer, err := zoomsig.NewLegacySigner(
		os.Getenv("ZOOM_API_KEY"),
		os.Getenv("ZOOM_API_SECRET"),
		&zoomsig.LegacyOptions{Clock: clock},
	)
	if err != nil {
		log.Fatal(err)
	}
	signature, err := signer.Sign(zoomsig.LegacyClaims{
		MeetingNumber: 83137961703,
		Timestamp:     time.UnixMilli(1658977268692),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(signature)
	// Output:
	// enAxeWZEay1SUHVmSEZBZ2JiYzk1dy44MzEzNzk2MTcwMy4xNjU4OTc3MjY4NjkyLjAuWnZKUGpZRGV0eUxKajBHcVFOVGRIVEJxSzNIb2Qrd0dqT3VzZGFKekVqQT0
}

// Correct a wrong system clock with the Date header of a server that the backend
// calls anyway, such as https://api.zoom.us.
func ExampleSkewClock() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", "Thu, 10 Mar 2022 18:32:43 GMT") // 7 minutes behind this machine
	}))
	defer server.Close()

	corrected := zoomsig.NewSkewClock(clock)
	signer, err := zoomsig.NewSigner(
		os.Getenv("ZOOM_MEETING_SDK_KEY"),
		os.Getenv("ZOOM_MEETING_SDK_SECRET"),
		&zoomsig.Options{Clock: corrected},
	)
	if err != nil {
		log.Fatal(err)
	}

	// Do this for every response, or once before the first signature.
	observe := corrected.Begin()
	response, err := http.Head(server.URL)
	if err != nil {
		log.Fatal(err)
	}
	response.Body.Close()
	err = observe(response.Header.Get("Date"), response.Header.Get("Age"))
	if errors.Is(err, zoomsig.ErrObservation) {
		log.Print(err) // the previous offset stays in effect
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
// Verify succeeds.
func ExampleSigner_Verify() {
	signer, err := zoomsig.NewSigner(
		os.Getenv("ZOOM_MEETING_SDK_KEY"),
		os.Getenv("ZOOM_MEETING_SDK_SECRET"),
		&zoomsig.Options{Clock: clock, Leeway: 5 * time.Second},
	)
	if err != nil {
		log.Fatal(err)
	}
	verify := func(signature string) {
		claims, err := signer.Verify(signature)
		switch {
		case errors.Is(err, zoomsig.ErrExpired), errors.Is(err, zoomsig.ErrNotYetValid):
			fmt.Println("request a new one:", err)
		case err != nil:
			fmt.Println("rejected:", err)
		default:
			fmt.Println(claims.Role, "of", claims.MeetingNumber, "until", claims.ExpiresAt)
		}
	}
	verify("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzZGtLZXkiOiJhYmMxMjMiLCJtbiI6IjEyMzQ1Njc4OSIsInJvbGUiOjAsImlhdCI6MTY0NjkzNzU1MywiZXhwIjoxNjQ2OTQ0NzUzLCJhcHBLZXkiOiJhYmMxMjMiLCJ0b2tlbkV4cCI6MTY0Njk0NDc1M30.UcWxbWY-y22wFarBBc9i3lGQuZAsuUpl8GRR8wUah2M")
	verify("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzZGtLZXkiOiJhYmMxMjMiLCJtbiI6IjEyMzQ1Njc4OSIsInJvbGUiOjEsImlhdCI6MTY0NjkzNzU1MywiZXhwIjoxNjQ2OTQ0NzUzLCJhcHBLZXkiOiJhYmMxMjMiLCJ0b2tlbkV4cCI6MTY0Njk0NDc1M30.UcWxbWY-y22wFarBBc9i3lGQuZAsuUpl8GRR8wUah2M")
	verify("undefined")
	// Output:
	// participant of 123456789 until 2022-03-10 20:39:13 +0000 UTC
	// rejected: zoomsig: signature does not match the secret
	// rejected: zoomsig: malformed signature: number of dots is 0, expected 2
}

// A TimeError says by how much a signature has expired, which helps to distinguish
// a wrong clock from a page that was left open.
func ExampleSigner_Verify_expired() {
	signer, err := zoomsig.NewSigner(
		os.Getenv("ZOOM_MEETING_SDK_KEY"),
		os.Getenv("ZOOM_MEETING_SDK_SECRET"),
		&zoomsig.Options{Clock: zoomsig.ClockFunc(func() time.Time {
			return time.Date(2022, 3, 10, 20, 46, 25, 0, time.UTC)
		})},
	)
	if err != nil {
		log.Fatal(err)
	}
	_, err = signer.Verify("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzZGtLZXkiOiJhYmMxMjMiLCJtbiI6IjEyMzQ1Njc4OSIsInJvbGUiOjAsImlhdCI6MTY0NjkzNzU1MywiZXhwIjoxNjQ2OTQ0NzUzLCJhcHBLZXkiOiJhYmMxMjMiLCJ0b2tlbkV4cCI6MTY0Njk0NDc1M30.UcWxbWY-y22wFarBBc9i3lGQuZAsuUpl8GRR8wUah2M")
	var timeError *zoomsig.TimeError
	if errors.As(err, &timeError) {
		fmt.Println(timeError.Claim, timeError.Now.Sub(timeError.Bound))
		fmt.Println(timeError)
	}
	// Output:
	// exp 7m12s
	// zoomsig: exp: expired 7m12s ago, at 2022-03-10T20:39:13Z (now 2022-03-10T20:46:25Z, leeway 0s)
}

// LegacySigner is deprecated: Zoom retired JWT apps in 2023.
func ExampleLegacySigner_Verify() {
	signer, err := zoomsig.NewLegacySigner(
		os.Getenv("ZOOM_API_KEY"),
		os.Getenv("ZOOM_API_SECRET"),
		&zoomsig.LegacyOptions{
			Clock:  zoomsig.ClockFunc(func() time.Time { return time.UnixMilli(1658977298692) }),
			MaxAge: 2 * time.Hour,
		},
	)
	if err != nil {
		log.Fatal(err)
	}
	claims, err := signer.Verify("enAxeWZEay1SUHVmSEZBZ2JiYzk1dy44MzEzNzk2MTcwMy4xNjU4OTc3MjY4NjkyLjAuWnZKUGpZRGV0eUxKajBHcVFOVGRIVEJxSzNIb2Qrd0dqT3VzZGFKekVqQT0")
	switch {
	case errors.Is(err, zoomsig.ErrExpired), errors.Is(err, zoomsig.ErrNotYetValid):
		fmt.Println("request a new one:", err)
	case err != nil:
		fmt.Println("rejected:", err)
	default:
		fmt.Println(claims.Role, "of", claims.MeetingNumber, "since", claims.Timestamp)
	}
	// Output:
	// participant of 83137961703 since 2022-07-28 03:01:08.692 +0000 UTC
}
