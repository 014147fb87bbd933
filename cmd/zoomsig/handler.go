package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/zoomsig/zoomsig"
)

// endpoint answers web pages that ask for a signature, by the contract of
// Zoom's meetingsdk-auth-endpoint-sample. It is there to be copied into a
// backend, which replaces authorize.
type endpoint struct {
	signer      *zoomsig.Signer
	clock       zoomsig.Clock
	origins     map[string]bool // whose pages it answers, besides localhost and loopback addresses
	allowHost   bool
	allowNative bool
	log         *slog.Logger
}

// authorize returns what speaks against a signature with these claims. Here two
// flags decide. A backend first asks who is signed in, before it reads the body,
// and here whether that person may join this meeting in this role.
func (e *endpoint) authorize(claims *zoomsig.Claims) []problem {
	switch {
	case claims.Role == zoomsig.RoleHost && !e.allowHost:
		return []problem{{"role", "1 (host) is refused unless zoomsig serve runs with -allow-host"}}
	case claims.Native && !e.allowNative:
		return []problem{{"meetingNumber", "missing: a signature tied to no meeting is refused unless zoomsig serve runs with -allow-native"}}
	}
	return nil
}

// problem is what is wrong with a member of the request's body, or with another
// part of the request.
type problem struct {
	Property string `json:"property"`
	Reason   string `json:"reason"`
}

func refuse(status int, problems ...problem) (int, any) {
	return status, map[string][]problem{"errors": problems}
}

func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	var claims zoomsig.Claims
	status, content := e.answer(w, r, &claims)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if content != nil {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
	}
	w.WriteHeader(status)
	if content != nil {
		_ = json.NewEncoder(w).Encode(content) // fails if the client is gone
	}
	lastDigits := ""
	if claims.MeetingNumber != 0 {
		lastDigits = fmt.Sprintf("%04d", claims.MeetingNumber%10_000)
	}
	e.log.Info("request", "method", cut(r.Method), "path", cut(r.URL.Path), "status", status,
		"duration", time.Since(began), "meeting", lastDigits)
}

// cut keeps lines of the log short, and a signature that stands in a path out
// of it.
func cut(text string) string {
	const longest = 64
	if len(text) > longest {
		return text[:longest] + "..."
	}
	return text
}

const maxBody = 64 << 10

// answer returns the status and what goes with it as JSON, if anything. It
// leaves in claims what it could read of them.
func (e *endpoint) answer(w http.ResponseWriter, r *http.Request, claims *zoomsig.Claims) (status int, content any) {
	switch {
	case !e.admit(w.Header(), r.Header["Origin"]):
		return refuse(http.StatusForbidden, problem{"Origin", "refused unless zoomsig serve runs with -origin and this origin"})
	case r.URL.Path != "/":
		return refuse(http.StatusNotFound, problem{"path", "want /"})
	case r.Method == http.MethodOptions:
		preflight(w.Header(), r.Header)
		return http.StatusNoContent, nil
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", "OPTIONS, POST")
		return refuse(http.StatusMethodNotAllowed, problem{"method", "want POST"})
	case !isJSON(r.Header.Get("Content-Type")):
		return refuse(http.StatusUnsupportedMediaType, problem{"Content-Type", "want application/json"})
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return refuse(http.StatusRequestEntityTooLarge, problem{"body", "over 64 KiB"})
	}
	if err != nil {
		return refuse(http.StatusBadRequest, problem{"body", "broke off or came too slowly"})
	}
	claims.IssuedAt = e.clock.Now().Add(-zoomsig.DefaultBackdate)
	if problems := decode(body, claims); problems != nil {
		return refuse(http.StatusBadRequest, problems...)
	}
	if problems := e.authorize(claims); problems != nil {
		return refuse(http.StatusForbidden, problems...)
	}
	signature, err := e.signer.Sign(*claims)
	if err != nil { // all but the clock was checked
		e.log.Error("cannot sign", "error", err)
		return refuse(http.StatusInternalServerError, problem{"signature", "zoomsig serve cannot sign: see its log"})
	}
	return http.StatusOK, map[string]string{"signature": signature, "sdkKey": e.signer.Key()}
}

// admit decides by the Origin header, which browsers send with every POST, even
// to a page's own host. So it also stops a page whose host name was rebound to
// this address. Other programs send none.
func (e *endpoint) admit(answer http.Header, origins []string) bool {
	answer.Set("Vary", "Origin")
	origin := strings.Join(origins, ", ")
	if len(origins) > 0 && !e.origins[origin] && !isLoopback(origin) {
		return false
	}
	if len(origins) > 0 {
		answer.Set("Access-Control-Allow-Origin", origin)
	}
	return true
}

func preflight(answer, request http.Header) {
	answer.Set("Allow", "OPTIONS, POST")
	answer.Set("Access-Control-Allow-Methods", "POST")
	answer.Set("Access-Control-Allow-Headers", "Content-Type")
	// Chrome asks whether a page from the internet may reach this address.
	answer.Add("Vary", "Access-Control-Request-Private-Network")
	if request.Get("Access-Control-Request-Private-Network") == "true" {
		answer.Set("Access-Control-Allow-Private-Network", "true")
	}
}

// originPattern is an origin as browsers write it: scheme, host, port.
var originPattern = regexp.MustCompile(`^(https?)://([a-z0-9._-]+|\[[0-9a-f:]+\])(:[1-9][0-9]{0,4})?$`)

// isLoopback reports whether it is the origin of a page on localhost or a
// loopback address, at any port.
func isLoopback(origin string) bool {
	parts := originPattern.FindStringSubmatch(origin)
	if parts == nil {
		return false
	}
	address, err := netip.ParseAddr(strings.Trim(parts[2], "[]"))
	return parts[2] == "localhost" || err == nil && address.IsLoopback()
}

func isJSON(contentType string) bool {
	mediaType, parameters, err := mime.ParseMediaType(contentType)
	charset, given := parameters["charset"]
	return err == nil && mediaType == "application/json" && (!given || strings.EqualFold(charset, "utf-8"))
}

// decode reads the body into claims, whose IssuedAt is set, and returns every
// problem with it.
func decode(body []byte, claims *zoomsig.Claims) (problems []problem) {
	members, ok := readObject(body)
	if !ok {
		return []problem{{"body", "want one JSON object in UTF-8 and nothing after it"}}
	}
	read := func(name string, parse func(value []byte) error) (given bool) {
		var err error
		switch values := members[name]; len(values) {
		case 0:
			return false
		case 1:
			err = parse(values[0])
		default:
			err = errors.New("given more than once")
		}
		if err != nil {
			reason := strings.TrimPrefix(err.Error(), zoomsig.ErrInvalidClaims.Error()+": ")
			problems = append(problems, problem{name, reason})
		}
		return true
	}
	hasNumber := read("meetingNumber", claims.MeetingNumber.UnmarshalJSON)
	hasRole := read("role", func(value []byte) error { return claims.Role.UnmarshalJSON(unquote(value)) })
	if hasRole && !hasNumber {
		problems = append(problems, problem{"meetingNumber", "missing: it comes with role"})
	}
	if hasNumber && !hasRole {
		problems = append(problems, problem{"role", "missing: it comes with meetingNumber"})
	}
	claims.Native = !hasNumber && !hasRole
	read("expirationSeconds", func(value []byte) error {
		seconds, err := readNumber(value, uint64(zoomsig.MinLifetime/time.Second), uint64(zoomsig.MaxLifetime/time.Second))
		claims.ExpiresAt = claims.IssuedAt.Add(time.Duration(seconds) * time.Second)
		return err
	})
	read("videoWebRtcMode", func(value []byte) error {
		mode, err := readNumber(value, 0, 1)
		claims.VideoWebRTC = zoomsig.VideoWebRTCOff + zoomsig.VideoWebRTC(mode)
		return err
	})
	return problems
}

// readObject returns the values of each member, as JSON. A struct would not do:
// encoding/json takes ROLE for role, the last of two roles, and null for none.
func readObject(body []byte) (members map[string][]json.RawMessage, ok bool) {
	if !utf8.Valid(body) || !json.Valid(body) {
		return nil, false
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	if first, err := decoder.Token(); err != nil || first != json.Delim('{') {
		return nil, false
	}
	members = make(map[string][]json.RawMessage)
	for decoder.More() {
		token, _ := decoder.Token()
		name, isName := token.(string)
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil || !isName {
			return nil, false
		}
		members[name] = append(members[name], value)
	}
	return members, true
}

// unquote returns the text in a JSON string, and of any other value the JSON:
// the contract takes "0" for 0.
func unquote(value []byte) []byte {
	var text string
	if err := json.Unmarshal(value, &text); err != nil || text == "" {
		return value
	}
	return []byte(text)
}

func readNumber(value []byte, least, most uint64) (uint64, error) {
	n, err := strconv.ParseUint(string(unquote(value)), 10, 64)
	if err != nil || n < least || n > most {
		return 0, fmt.Errorf("want a whole number from %d to %d", least, most)
	}
	return n, nil
}
