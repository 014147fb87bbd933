package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
	"time"

	"github.com/zoomsig/zoomsig"
)

// endpoint is an [http.Handler] with the interface of Zoom's
// meetingsdk-auth-endpoint-sample. It is meant to be copied into a backend that
// replaces authorize.
type endpoint struct {
	signer      *zoomsig.Signer
	clock       zoomsig.Clock
	origins     map[string]bool // accepted besides localhost and loopback addresses
	allowHost   bool
	allowNative bool
	log         *slog.Logger
}

// authorize returns the reasons not to sign these claims. Here two flags
// decide. In your backend, authenticate the user before reading the body, and
// check here whether that user may join this meeting in this role.
func (e *endpoint) authorize(claims *zoomsig.Claims) []problem {
	switch {
	case claims.Role == zoomsig.RoleHost && !e.allowHost:
		return []problem{newProblem("role", "is 1 (host); to sign for hosts, start zoomsig serve with -allow-host")}
	case claims.Native && !e.allowNative:
		return []problem{newProblem("meetingNumber",
			"is missing; to sign without it, for native SDKs, start zoomsig serve with -allow-native")}
	}
	return nil
}

// response is the JSON that a request gets: a signature, or the problems with
// the request.
type response struct {
	status    int
	Signature string    `json:"signature,omitempty"`
	SDKKey    string    `json:"sdkKey,omitempty"`
	Errors    []problem `json:"errors,omitempty"`
}

// problem is a reason to reject a request.
type problem struct {
	Property string `json:"property"` // a member of the body, or a part of the request such as Origin
	Reason   string `json:"reason"`
	logged   string // Reason without the value sent, which may be a secret in the wrong place
}

func newProblem(property, predicate string) problem {
	reason := property + " " + predicate
	return problem{Property: property, Reason: reason, logged: reason}
}

// invalid returns the problem that err finds with a member of the body.
func invalid(property string, err error) problem {
	p := newProblem(property, "is invalid")
	if claim := (*zoomsig.ClaimError)(nil); errors.As(err, &claim) {
		p.Reason = fmt.Sprintf("%s is %s, expected %s", property, claim.Found, claim.Expected)
		p.logged += ", expected " + claim.Expected
	}
	return p
}

func reject(status int, problems ...problem) response {
	return response{status: status, Errors: problems}
}

func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	var claims zoomsig.Claims
	response := e.respond(w, r, &claims)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if response.status == http.StatusNoContent {
		w.WriteHeader(response.status)
	} else {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(response.status)
		_ = json.NewEncoder(w).Encode(response) // fails only if the client is gone
	}

	lastDigits := ""
	if claims.MeetingNumber != 0 {
		lastDigits = fmt.Sprintf("%04d", claims.MeetingNumber%10_000)
	}
	log := e.log.With("method", clip(r.Method), "path", clip(r.URL.Path), "status", response.status,
		"duration", time.Since(began), "meeting", lastDigits)
	if response.Errors == nil {
		log.Info("request")
		return
	}
	var reasons []string
	for _, p := range response.Errors {
		reasons = append(reasons, p.logged)
	}
	log.Warn("request rejected", "reason", strings.Join(reasons, "; "))
}

// clip bounds text that is repeated in a log, a response or an error, such as a
// path that holds a signature.
func clip(text string) string {
	const longest = 64
	if len(text) > longest {
		return text[:longest] + "..."
	}
	return text
}

const maxBody = 64 << 10

// respond decides on a request. It leaves in claims what it could read of them.
func (e *endpoint) respond(w http.ResponseWriter, r *http.Request, claims *zoomsig.Claims) response {
	// Browsers send Origin with every POST, even to the page's own host, so
	// checking it also prevents DNS rebinding. Other programs send none.
	w.Header().Set("Vary", "Origin")
	if origins := r.Header["Origin"]; len(origins) > 0 {
		origin := strings.Join(origins, ", ")
		if !e.origins[origin] && !isLoopback(origin) {
			return reject(http.StatusForbidden, originProblem(origin))
		}
		w.Header().Set("Access-Control-Allow-Origin", origin)
	}
	switch {
	case r.URL.Path != "/":
		return reject(http.StatusNotFound, newProblem("path", fmt.Sprintf("is %q, expected /", clip(r.URL.Path))))
	case r.Method == http.MethodOptions:
		preflight(w.Header(), r.Header)
		return response{status: http.StatusNoContent}
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", "OPTIONS, POST")
		return reject(http.StatusMethodNotAllowed,
			newProblem("method", fmt.Sprintf("is %q, expected POST", clip(r.Method))))
	case !isJSON(r.Header.Get("Content-Type")):
		return reject(http.StatusUnsupportedMediaType,
			newProblem("Content-Type", fmt.Sprintf("is %q, expected application/json", clip(r.Header.Get("Content-Type")))))
	}

	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return reject(http.StatusRequestEntityTooLarge, newProblem("body", "is larger than 64 KiB"))
	}
	if err != nil {
		return reject(http.StatusBadRequest, newProblem("body", "is incomplete or arrived too slowly"))
	}
	claims.IssuedAt = e.clock.Now().Add(-zoomsig.DefaultBackdate)
	if problems := decode(body, claims); problems != nil {
		return reject(http.StatusBadRequest, problems...)
	}
	if problems := e.authorize(claims); problems != nil {
		return reject(http.StatusForbidden, problems...)
	}
	signature, err := e.signer.Sign(*claims)
	if err != nil { // only the clock has not been checked
		e.log.Error("cannot sign", "error", err)
		return reject(http.StatusInternalServerError,
			newProblem("signature", "could not be made; see the log of zoomsig serve"))
	}
	return response{status: http.StatusOK, Signature: signature, SDKKey: e.signer.Key()}
}

// originPattern matches an origin as browsers write it: scheme, host and port.
var originPattern = regexp.MustCompile(`^(https?)://([a-z0-9._-]{1,253}|\[[0-9a-f:]{2,39}\])(:[1-9][0-9]{0,4})?$`)

// isLoopback reports whether origin is that of a page on localhost, a name
// below it (RFC 6761) or a loopback address, at any port.
func isLoopback(origin string) bool {
	parts := originPattern.FindStringSubmatch(origin)
	if parts == nil {
		return false
	}
	host := parts[2]
	address, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && address.IsLoopback()
}

// originProblem says how to allow an origin. The log has to say it, since
// browsers show no body of a rejected preflight request.
func originProblem(origin string) problem {
	advice := "open the page at an http or https address"
	if originPattern.MatchString(origin) {
		advice = "to allow it, start zoomsig serve with -origin " + origin
	}
	return newProblem("Origin", fmt.Sprintf("%q is not allowed; %s", clip(origin), advice))
}

// preflight allows all headers, so that a copy of this file can read
// Authorization.
func preflight(response, request http.Header) {
	response.Set("Allow", "OPTIONS, POST")
	response.Set("Access-Control-Allow-Methods", "POST")
	response.Add("Vary", "Access-Control-Request-Headers")
	if names := request["Access-Control-Request-Headers"]; len(names) > 0 {
		response.Set("Access-Control-Allow-Headers", strings.Join(names, ", "))
	}
}

func isJSON(contentType string) bool {
	mediaType, _, err := mime.ParseMediaType(contentType)
	return err == nil && mediaType == "application/json"
}

// decode reads the body into claims, whose IssuedAt is set, and returns all
// problems with it. It ignores unknown members.
func decode(body []byte, claims *zoomsig.Claims) (problems []problem) {
	var members map[string]json.RawMessage // not a struct, for which ROLE is also role
	if err := json.Unmarshal(body, &members); err != nil || members == nil {
		return []problem{newProblem("body", "is not a JSON object")}
	}
	read := func(name string, into json.Unmarshaler) (given bool) {
		value, given := members[name]
		if given {
			if err := into.UnmarshalJSON(value); err != nil {
				problems = append(problems, invalid(name, err))
			}
		}
		return given
	}
	hasNumber := read("meetingNumber", &claims.MeetingNumber)
	hasRole := read("role", &claims.Role)
	if hasRole && !hasNumber {
		problems = append(problems, newProblem("meetingNumber", "is missing, but role is given"))
	}
	if hasNumber && !hasRole {
		problems = append(problems, newProblem("role", "is missing, but meetingNumber is given"))
	}
	if hasNumber && claims.MeetingNumber == 0 && problems == nil {
		problems = append(problems, newProblem("meetingNumber", `is "", expected 9 to 11 digits, not starting with 0`))
	}
	claims.Native = !hasNumber
	var lifetime seconds
	if read("expirationSeconds", &lifetime) {
		claims.ExpiresAt = claims.IssuedAt.Add(time.Duration(lifetime) * time.Second)
	}
	read("videoWebRtcMode", &claims.VideoWebRTC)
	return problems
}

// seconds is a lifetime, in JSON a number or a string that holds one.
type seconds int64

func (s *seconds) UnmarshalJSON(data []byte) error {
	const least, most = int64(zoomsig.MinLifetime / time.Second), int64(zoomsig.MaxLifetime / time.Second)
	var number json.Number
	_ = json.Unmarshal(data, &number) // leaves number empty if it fails
	n, err := number.Int64()
	if err != nil || n < least || n > most {
		return &zoomsig.ClaimError{
			Err:      zoomsig.ErrInvalidClaims,
			Claim:    "exp",
			Found:    clip(string(data)),
			Expected: fmt.Sprintf("a whole number from %d to %d", least, most),
		}
	}
	*s = seconds(n)
	return nil
}
