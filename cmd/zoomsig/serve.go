package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/zoomsig/zoomsig"
)

const serveHelp = `usage: zoomsig serve [flags]

Serves signatures over HTTP with the interface of Zoom's
meetingsdk-auth-endpoint-sample: POST / with {"meetingNumber": "83137961703",
"role": 0}; expirationSeconds and videoWebRtcMode are optional. There is no
authentication: every program on this machine can get a signature. Use it for
development only and do not expose it to the internet.

Credentials come from the environment: ZOOM_MEETING_SDK_KEY is the app's Client
ID (or SDK Key), ZOOM_MEETING_SDK_SECRET its Client Secret (or SDK Secret).

  zoomsig serve
  zoomsig serve -addr 127.0.0.1:5000 -origin https://app.example.com -allow-host

Flags:
`

func serve(args []string, stdout, stderr io.Writer) int {
	f := newFlags("serve", serveHelp)
	var allowed rights
	e := &endpoint{
		authorize:    allowed.authorize,
		origins:      make(map[string]bool),
		originAdvice: "to allow it, start zoomsig serve with -origin",
		log:          slog.New(slog.NewTextHandler(stderr, nil)),
	}
	addr := f.String("addr", "127.0.0.1:4000", "`address` to listen on")
	f.BoolVar(&allowed.host, "allow-host", false, "also sign for role 1, the host of the meeting")
	f.BoolVar(&allowed.native, "allow-native", false, "also accept requests without a meeting number;\n"+
		"such signatures are valid for any meeting in native SDKs")
	f.value("origin", "also accept requests from pages of this `origin`, such as https://app.example.com;\n"+
		"may be repeated (localhost and loopback addresses are always accepted)", addTo(e.origins))
	if code, done := f.parse(args, stdout, stderr); done {
		return code
	}
	if _, err := net.ResolveTCPAddr("tcp", *addr); err != nil || *addr == "" {
		return fail(stderr, fmt.Errorf("-addr is %q, expected host:port such as 127.0.0.1:4000", clip(*addr)))
	}
	var err error
	if e.signer, err = sdkSigner(time.Time{}, stderr); err != nil {
		return fail(stderr, err)
	}
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		err = fmt.Errorf("%w (use -addr to listen elsewhere)", err)
	} else {
		err = serveUntilStopped(listener, newServer(e, patience), e.log, stderr)
	}
	if err != nil {
		fail(stderr, err)
		return exitNotServing
	}
	return exitOK
}

// rights are what flags allow everyone to request.
type rights struct{ host, native bool }

func (allowed *rights) authorize(_ *http.Request, claims *zoomsig.Claims) []problem {
	switch {
	case claims.Role == zoomsig.RoleHost && !allowed.host:
		return []problem{newProblem("role", "is 1 (host); to sign for hosts, start zoomsig serve with -allow-host")}
	case claims.Native && !allowed.native:
		return []problem{newProblem("meetingNumber",
			"is missing; to sign without it, for native SDKs, start zoomsig serve with -allow-native")}
	}
	return nil
}

// addTo returns the function for [flags.value] that reads an origin as people write
// it: with a slash at the end, upper-case letters or a default port, none of which
// browsers send.
func addTo(origins map[string]bool) func(text string) error {
	return func(text string) error {
		parts := originPattern.FindStringSubmatch(strings.ToLower(strings.TrimSuffix(text, "/")))
		if parts == nil {
			return fmt.Errorf("is %q, expected an http or https address without a path, such as https://app.example.com",
				clip(text))
		}
		scheme, host, port := parts[1], parts[2], parts[3]
		if scheme+port == "http:80" || scheme+port == "https:443" {
			port = ""
		}
		origins[scheme+"://"+host+port] = true
		return nil
	}
}

// patience is the time that a client has to send a request, and to begin the next one.
const patience = 5 * time.Second

// newServer returns a server that no client can keep busy for more than three times
// this time, whether it sends slowly or does not read.
func newServer(handler http.Handler, patience time.Duration) *http.Server {
	return &http.Server{
		Handler:        handler,
		ReadTimeout:    patience,
		WriteTimeout:   2 * patience, // from the end of the header: who sends slowly gets a response
		MaxHeaderBytes: 16 << 10,
	}
}

// serveUntilStopped serves until SIGINT, SIGTERM or SIGHUP, waits for pending
// requests, and returns nil. A second signal terminates the process
// immediately.
func serveUntilStopped(listener net.Listener, server *http.Server, log *slog.Logger, stderr io.Writer) error {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // as nohup does
		signals = append(signals, syscall.SIGHUP)
	}
	stop, ignore := signal.NotifyContext(context.Background(), signals...)
	defer ignore()
	broke := make(chan error, 1)
	go func() { broke <- server.Serve(listener) }()
	announce(listener.Addr(), log, stderr)
	select {
	case err := <-broke:
		return err
	case <-stop.Done():
	}
	ignore()
	log.Info("stopping")
	ctx, cancel := context.WithTimeout(context.Background(), 2*server.WriteTimeout)
	defer cancel()
	return server.Shutdown(ctx)
}

// announce says where the server listens, and how to try it.
func announce(addr net.Addr, log *slog.Logger, stderr io.Writer) {
	log.Info("listening", "addr", addr.String())
	at, err := netip.ParseAddrPort(addr.String())
	if err == nil && !at.Addr().IsLoopback() {
		log.Warn("listening on a non-loopback address: anyone who can reach it can get signatures")
	}
	host := addr.String()
	if err == nil && at.Addr().IsUnspecified() {
		host = fmt.Sprintf("127.0.0.1:%d", at.Port())
	}
	fmt.Fprintf(stderr, "zoomsig: serving http://%s/ until Ctrl-C is pressed. Try it:\n\n  curl -d '%s' http://%[1]s/\n\n",
		host, exampleBody)
}
