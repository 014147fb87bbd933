// This program shows how a backend uses a copy of handler.go: its authorize asks who
// is signed in. It sends itself three requests and prints the responses.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"

	"github.com/zoomsig/zoomsig"
)

// users are the users who are signed in, by session.
var users = map[string]string{"4f1c": "ana", "9b2e": "bob"}

func authorize(r *http.Request, claims *zoomsig.Claims) []problem {
	cookie, err := r.Cookie("session")
	if err != nil || users[cookie.Value] == "" {
		return []problem{newProblem("user", "is not signed in")}
	}
	if claims.Role == zoomsig.RoleHost && users[cookie.Value] != "bob" {
		return []problem{newProblem("role", "is 1 (host); only bob may be host")}
	}
	if claims.Native {
		return []problem{newProblem("meetingNumber", "is missing")}
	}
	return nil
}

func main() {
	signer, err := zoomsig.NewSigner(os.Getenv("ZOOM_MEETING_SDK_KEY"), os.Getenv("ZOOM_MEETING_SDK_SECRET"), nil)
	if err != nil {
		log.Fatal(err)
	}
	handler := &endpoint{
		signer:    signer,
		authorize: authorize,
		origins:   map[string]bool{"https://app.example.com": true},
		log:       slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	fmt.Println("no cookie:", ask(handler, "", 0))
	fmt.Println("ana's cookie:", ask(handler, "4f1c", 0))
	fmt.Println("ana's cookie, as host:", ask(handler, "4f1c", 1))
}

// ask requests a signature.
func ask(handler http.Handler, session string, role int) string {
	body := fmt.Sprintf(`{"meetingNumber": "83137961703", "role": %d}`, role)
	request := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	request.Header.Set("Origin", "https://app.example.com")
	request.AddCookie(&http.Cookie{Name: "session", Value: session})
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	var reply struct {
		Signature string
		Errors    []struct{ Reason string }
	}
	if err := json.Unmarshal(recorder.Body.Bytes(), &reply); err != nil {
		log.Fatal(err)
	}
	if reply.Signature != "" {
		return fmt.Sprintf("%d a signature", recorder.Code)
	}
	return fmt.Sprintf("%d %s", recorder.Code, reply.Errors[0].Reason)
}
