package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
	"time"

	"github.com/zoomsig/zoomsig"
)

// endpoint is an [http.Handler] with the interface of Zoom's
// meetingsdk-auth-endpoint-sample. This file can be copied into a backend that sets
// authorize.
type endpoint struct {
	signer *zoomsig.Signer

	// authorize returns the reasons not to sign these claims for this request. In your
	// backend, find out who sent the request, from its session cookie for example, and
	// check whether that user may join this meeting in this role, or, if claims.Native
	// is set, any meeting.
	authorize func(r *http.Request, claims *zoomsig.Claims) []problem

	// origins are those of pages that may request a signature, besides localhost and
	// loopback addresses. originAdvice, if set, ends the reason for rejecting another
	// origin, which follows it.
	origins      map[string]bool
	originAdvice string

	log *slog.Logger
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
		"meeting", lastDigits)
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
	// Browsers send Origin with every POST, even from a form or to the page's own
	// host, so checking it also prevents DNS rebinding. Other programs send none. The
	// Content-Type is not checked: it would add nothing, and plain curl -d says that
	// it sends a form.
	w.Header().Set("Vary", "Origin")
	if origins := r.Header["Origin"]; len(origins) > 0 {
		origin := strings.Join(origins, ", ")
		if !e.origins[origin] && !isLoopback(origin) {
			return reject(http.StatusForbidden, e.originProblem(origin))
		}
		w.Header().Set("Access-Control-Allow-Origin", origin)
	}
	switch {
	case r.URL.Path != "/":
		return reject(http.StatusNotFound, newProblem("path", fmt.Sprintf("is %q, expected /", clip(r.URL.Path))))
	case r.Method == http.MethodOptions:
		preflight(w.Header())
		return response{status: http.StatusNoContent}
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", "OPTIONS, POST")
		return reject(http.StatusMethodNotAllowed,
			newProblem("method", fmt.Sprintf("is %q, expected POST", clip(r.Method))))
	}

	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return reject(http.StatusRequestEntityTooLarge, newProblem("body", "is larger than 64 KiB"))
	}
	if err != nil {
		return reject(http.StatusBadRequest, newProblem("body", "is incomplete or arrived too slowly"))
	}
	if problems := decode(body, claims); problems != nil {
		return reject(http.StatusBadRequest, problems...)
	}
	if problems := e.authorize(r, claims); problems != nil {
		return reject(http.StatusForbidden, problems...)
	}
	signature, err := e.signer.Sign(*claims)
	if err != nil { // the request has been checked, so it is the clock or the Signer's options
		e.log.Error("cannot sign", "error", err)
		return reject(http.StatusInternalServerError,
			newProblem("signature", "could not be made; see the log"))
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
func (e *endpoint) originProblem(origin string) problem {
	predicate := fmt.Sprintf("%q is not allowed", clip(origin))
	switch {
	case !originPattern.MatchString(origin):
		predicate += "; open the page at an http or https address"
	case e.originAdvice != "":
		predicate += "; " + e.originAdvice + " " + origin
	}
	return newProblem("Origin", predicate)
}

// preflight allows all headers: the asterisk does not stand for Authorization, and
// old browsers do not know it. Access-Control-Allow-Credentials is never sent, so
// that a page of another origin cannot use the session of a user.
func preflight(header http.Header) {
	header.Set("Allow", "OPTIONS, POST")
	header.Set("Access-Control-Allow-Methods", "POST")
	header.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, *")
}

// exampleBody is a body that gets a signature.
const exampleBody = `{"meetingNumber": "83137961703", "role": 0}`

// decode reads the body into claims and returns all problems with it. It ignores
// unknown members unless they are probably meant to be known.
func decode(body []byte, claims *zoomsig.Claims) (problems []problem) {
	var members map[string]json.RawMessage // not a struct, for which ROLE is also role
	if _ = json.Unmarshal(body, &members); members == nil {
		return []problem{newProblem("body", whatIs(body)+", expected a JSON object such as "+exampleBody)}
	}
	read := func(name string, into json.Unmarshaler) (given bool) {
		value, given := members[name]
		if !given {
			other, similar := similarTo(name, members)
			if similar {
				problems = append(problems, newProblem(clip(other), "is unknown, expected "+name))
			}
			return similar
		}
		if err := into.UnmarshalJSON(value); err != nil {
			problems = append(problems, invalid(name, err))
		}
		return true
	}
	hasNumber := read("meetingNumber", &claims.MeetingNumber)
	if hasNumber && claims.MeetingNumber == 0 && problems == nil {
		_, err := zoomsig.ParseMeetingNumber("") // which is a MeetingNumber in JSON, but none here
		problems = append(problems, invalid("meetingNumber", err))
	}
	hasRole := read("role", &claims.Role)
	if hasRole && !hasNumber {
		problems = append(problems, newProblem("meetingNumber", "is missing, but role is given"))
	}
	if hasNumber && !hasRole {
		problems = append(problems, newProblem("role", "is missing, but meetingNumber is given"))
	}
	claims.Native = !hasNumber
	var lifetime seconds
	read("expirationSeconds", &lifetime)
	claims.Lifetime = time.Duration(lifetime) * time.Second
	read("videoWebRtcMode", &claims.VideoWebRTC)
	return problems
}

// similarTo returns the member that is probably meant to be the one with this name:
// meeting_number, for example.
func similarTo(name string, members map[string]json.RawMessage) (other string, found bool) {
	for member := range members {
		if simplify(member) == strings.ToLower(name) && (!found || member < other) {
			other, found = member, true
		}
	}
	return other, found
}

// simplify returns a name without what people change in names: meeting_number becomes
// meetingnumber.
func simplify(name string) string {
	name = strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(name))
	switch name {
	case "mn", "meetingid", "meeting":
		return "meetingnumber"
	}
	return name
}

// whatIs says what a body is that is not a JSON object.
func whatIs(body []byte) string {
	text := strings.TrimSpace(string(body))
	var value any
	err := json.Unmarshal(body, &value)
	inner, isString := value.(string)
	switch {
	case text == "":
		return "is empty"
	case text == "[object Object]":
		return "is [object Object], which JavaScript makes of an object that did not go through JSON.stringify"
	case strings.Contains(text, "=") && !strings.ContainsAny(text, "{\""):
		return "is a form"
	case err != nil:
		return "is not valid JSON"
	case isString && inner == "":
		return "is an empty string"
	case strings.HasPrefix(inner, "{"):
		return "is a string that holds JSON, as if it went through JSON.stringify twice"
	case isString:
		return "is a string"
	case value == nil:
		return "is null"
	case text[0] == '[':
		return "is an array"
	}
	return "is not an object"
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
