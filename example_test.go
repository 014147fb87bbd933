package zoomsig_test

import (
	"context"
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

// The examples read their credentials where a backend does.
func TestMain(m *testing.M) {
	os.Setenv("ZOOM_MEETING_SDK_KEY", "abc123")
	os.Setenv("ZOOM_MEETING_SDK_SECRET", "your-256-bit-secret")
	os.Setenv("ZOOM_API_KEY", "zp1yfDk-RPufHFAgbbc95w")
	os.Setenv("ZOOM_API_SECRET", "BqJw1aBnPhoDbBctQWChUlFwXqCWKirK0jEX")
	os.Exit(m.Run())
}

// clock stands still, so that the examples have an output. Without it, a Signer
// goes by the system clock.
var clock = zoomsig.ClockFunc(func() time.Time {
	return time.Date(2022, 3, 10, 18, 39, 43, 0, time.UTC)
})

// Sign for a web page that joins a meeting as a participant.
func Example() {
	signer, err := zoomsig.NewSigner(
		os.Getenv("ZOOM_MEETING_SDK_KEY"),
		os.Getenv("ZOOM_MEETING_SDK_SECRET"),
		&zoomsig.Options{Clock: clock},
	)
	if err != nil {
		log.Fatal(err)
	}
	meeting, err := zoomsig.ParseMeetingNumber("123 456 789")
	if err != nil {
		log.Fatal(err)
	}
	signature, err := signer.Sign(zoomsig.Claims{MeetingNumber: meeting, Role: zoomsig.RoleParticipant})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(signature)
	// Output:
	// eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzZGtLZXkiOiJhYmMxMjMiLCJtbiI6IjEyMzQ1Njc4OSIsInJvbGUiOjAsImlhdCI6MTY0NjkzNzU1MywiZXhwIjoxNjQ2OTQ0NzUzLCJhcHBLZXkiOiJhYmMxMjMiLCJ0b2tlbkV4cCI6MTY0Njk0NDc1M30.UcWxbWY-y22wFarBBc9i3lGQuZAsuUpl8GRR8wUah2M
}

// A native SDK is initialised with a signature that is tied to no meeting. Give
// it to your own apps only: it opens any meeting that its bearer may join.
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

// Signatures that live for a day, dated a minute back.
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

// A page asks its backend for a signature. Who may join, and who may start the
// meeting, is for the backend to say: whoever holds a signature for the host
// role and a ZAK token is the host.
func Example_handler() {
	signer, err := zoomsig.NewSigner(
		os.Getenv("ZOOM_MEETING_SDK_KEY"),
		os.Getenv("ZOOM_MEETING_SDK_SECRET"),
		&zoomsig.Options{Clock: clock},
	)
	if err != nil {
		log.Fatal(err)
	}
	type userKey struct{} // your session middleware sets the user
	hosts := map[zoomsig.MeetingNumber]string{123456789: "ana"}

	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var join struct {
			MeetingNumber zoomsig.MeetingNumber `json:"meetingNumber"`
			Role          zoomsig.Role          `json:"role"`
		}
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<10)).Decode(&join); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		user, signedIn := r.Context().Value(userKey{}).(string)
		if !signedIn || join.Role == zoomsig.RoleHost && hosts[join.MeetingNumber] != user {
			http.Error(w, "not for you", http.StatusForbidden)
			return
		}
		signature, err := signer.Sign(zoomsig.Claims{MeetingNumber: join.MeetingNumber, Role: join.Role})
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]string{"signature": signature, "sdkKey": signer.Key()})
	})

	ask := func(user, body string) {
		request := httptest.NewRequest(http.MethodPost, "/signature", strings.NewReader(body))
		request = request.WithContext(context.WithValue(request.Context(), userKey{}, user))
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, request)
		fmt.Println(answer.Code, strings.TrimSpace(answer.Body.String()))
	}
	ask("ben", `{"meetingNumber": "123 456 789", "role": 0}`)
	ask("ben", `{"meetingNumber": "123 456 789", "role": 1}`)
	ask("ana", `{"meetingNumber": "123 456", "role": 1}`)
	// Output:
	// 200 {"sdkKey":"abc123","signature":"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzZGtLZXkiOiJhYmMxMjMiLCJtbiI6IjEyMzQ1Njc4OSIsInJvbGUiOjAsImlhdCI6MTY0NjkzNzU1MywiZXhwIjoxNjQ2OTQ0NzUzLCJhcHBLZXkiOiJhYmMxMjMiLCJ0b2tlbkV4cCI6MTY0Njk0NDc1M30.UcWxbWY-y22wFarBBc9i3lGQuZAsuUpl8GRR8wUah2M"}
	// 403 not for you
	// 400 zoomsig: invalid claims: mn is "123 456", expected 9 to 11 digits, not starting with 0
}

// Deprecated, for a JWT app that still has one: see LegacySigner.
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

// A backend whose clock is wrong signs with the time of a server that it asks
// for something anyway.
func ExampleSkewClock() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", "Thu, 10 Mar 2022 18:32:43 GMT") // the machine is 7 minutes ahead
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

	// With each answer, now and then, or before the first signature.
	sent := clock.Now()
	answer, err := http.Head(server.URL)
	if err != nil {
		log.Fatal(err)
	}
	answer.Body.Close()
	err = corrected.Observe(answer.Header.Get("Date"), answer.Header.Get("Age"), sent, clock.Now())
	if errors.Is(err, zoomsig.ErrObservation) {
		log.Print(err) // the offset stays as it was
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

// What is wrong with a signature of which Zoom says only "Signature is invalid".
func ExampleDiagnose() {
	const signature = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhcHBLZXkiOiJBYkNkRWZHaElqS2xNbk9wUXJTdFV2Iiwic2RrS2V5IjoiQWJDZEVmR2hJaktsTW5PcFFyU3RVdiIsIm1uIjoiODU3NDYwNjU0MzIiLCJyb2xlIjowLCJpYXQiOjE2OTAwMDE1MDYsImV4cCI6MTY5MDAwODcwNiwidG9rZW5FeHAiOjE2OTAwMDg3MDZ9.AgFUJQZkDOkAJsAuQIlv6DnjyyyplPcY2ASNhjnvLlo"
	diagnosis := zoomsig.Diagnose(signature, &zoomsig.DiagnoseOptions{
		Clock: zoomsig.ClockFunc(func() time.Time { return time.Unix(1690001408, 0) }),
	})
	if !diagnosis.OK() {
		fmt.Println("Zoom refuses it:")
	}
	for _, f := range diagnosis.Findings {
		fmt.Printf("%s %s, %s: %s\n", f.Severity, f.Code, f.Claim, f.Got)
	}
	// Output:
	// Zoom refuses it:
	// error issued-in-future, iat: 1690001506 = 2023-07-22T04:51:46Z, 98 s in the future
	// warning float32-time, iat: 1690001506, a multiple of 128 minus 30
}

// A service that a page hands its signature to believes nothing in it before
// Verify has returned without an error.
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
			fmt.Println("ask for a new one:", err)
		case err != nil:
			fmt.Println("refused:", err)
		default:
			fmt.Println(claims.Role, "of", claims.MeetingNumber, "until", claims.ExpiresAt)
		}
	}
	verify("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzZGtLZXkiOiJhYmMxMjMiLCJtbiI6IjEyMzQ1Njc4OSIsInJvbGUiOjAsImlhdCI6MTY0NjkzNzU1MywiZXhwIjoxNjQ2OTQ0NzUzLCJhcHBLZXkiOiJhYmMxMjMiLCJ0b2tlbkV4cCI6MTY0Njk0NDc1M30.UcWxbWY-y22wFarBBc9i3lGQuZAsuUpl8GRR8wUah2M")
	verify("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzZGtLZXkiOiJhYmMxMjMiLCJtbiI6IjEyMzQ1Njc4OSIsInJvbGUiOjEsImlhdCI6MTY0NjkzNzU1MywiZXhwIjoxNjQ2OTQ0NzUzLCJhcHBLZXkiOiJhYmMxMjMiLCJ0b2tlbkV4cCI6MTY0Njk0NDc1M30.UcWxbWY-y22wFarBBc9i3lGQuZAsuUpl8GRR8wUah2M")
	verify("undefined")
	// Output:
	// participant of 123456789 until 2022-03-10 20:39:13 +0000 UTC
	// refused: zoomsig: signature does not match the secret
	// refused: zoomsig: malformed signature: number of dots is 0, expected 2
}

// How late it is tells a page that was left open from a clock that is wrong.
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
	var outside *zoomsig.TimeError
	if errors.As(err, &outside) {
		fmt.Println(outside.Claim, outside.Now.Sub(outside.Bound))
		fmt.Println(outside)
	}
	// Output:
	// exp 7m12s
	// zoomsig: exp: expired 7m12s ago, at 2022-03-10T20:39:13Z (now 2022-03-10T20:46:25Z, leeway 0s)
}

// Deprecated, for a JWT app that still has one: see LegacySigner.
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
		fmt.Println("ask for a new one:", err)
	case err != nil:
		fmt.Println("refused:", err)
	default:
		fmt.Println(claims.Role, "of", claims.MeetingNumber, "since", claims.Timestamp)
	}
	// Output:
	// participant of 83137961703 since 2022-07-28 03:01:08.692 +0000 UTC
}
