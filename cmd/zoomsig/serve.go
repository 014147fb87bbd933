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
	"github.com/zoomsig/zoomsig/diagnose"
)

const serveHelp = `usage: zoomsig serve [flags]

Serves signatures over HTTP with the interface of Zoom's
meetingsdk-auth-endpoint-sample: POST / with {"meetingNumber": "83137961703",
"role": 0}; expirationSeconds and videoWebRtcMode are optional. There is no
authentication: use it for development only and do not expose it to the internet.

Credentials come from the environment: ZOOM_MEETING_SDK_KEY is the app's Client
ID (or SDK Key), ZOOM_MEETING_SDK_SECRET its Client Secret (or SDK Secret).

  zoomsig serve
  zoomsig serve -addr 127.0.0.1:5000 -origin https://app.example.com -allow-host
`

func serve(args []string, stdout, stderr io.Writer) int {
	f := newFlags("serve", serveHelp)
	log := slog.New(slog.NewTextHandler(stderr, nil))
	e := &endpoint{clock: zoomsig.ClockFunc(nil), origins: make(map[string]bool), log: log}
	addr := f.String("addr", "127.0.0.1:4000", "`address` to listen on")
	f.BoolVar(&e.allowHost, "allow-host", false, "also sign for role 1, the host of the meeting")
	f.BoolVar(&e.allowNative, "allow-native", false, "also accept requests without a meeting number;\n"+
		"such signatures are valid for any meeting in native SDKs")
	f.value("origin", "also accept requests from pages of this `origin`, such as https://app.example.com;\n"+
		"may be repeated (localhost and loopback addresses are always accepted)", e.addOrigin)
	if code, done := f.parse(args, stdout, stderr); done {
		return code
	}
	if f.NArg() > 0 {
		return fail(stderr, fmt.Errorf("serve takes no arguments, got %q", f.Arg(0)))
	}
	if _, err := net.ResolveTCPAddr("tcp", *addr); err != nil || *addr == "" {
		return fail(stderr, fmt.Errorf("-addr is %q, expected host:port such as 127.0.0.1:4000", *addr))
	}
	key, secret, err := sdkCredentials()
	if err != nil {
		return fail(stderr, err)
	}
	e.signer, err = zoomsig.NewSigner(key, secret, nil)
	if err != nil {
		return fail(stderr, err)
	}
	checkCredentials(e.signer, secret, log)
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		err = fmt.Errorf("%w (use -addr to listen elsewhere)", err)
	} else {
		err = serveUntilStopped(listener, e, log)
	}
	if err != nil {
		fail(stderr, err)
		return exitNotServing
	}
	return exitOK
}

// addOrigin accepts an origin as people write it: with a slash at the end,
// upper-case letters or a default port, none of which browsers send.
func (e *endpoint) addOrigin(text string) error {
	parts := originPattern.FindStringSubmatch(strings.ToLower(strings.TrimSuffix(text, "/")))
	if parts == nil {
		return fmt.Errorf("is %q, expected an http or https address without a path, such as https://app.example.com",
			clip(text))
	}
	scheme, host, port := parts[1], parts[2], parts[3]
	if scheme+port == "http:80" || scheme+port == "https:443" {
		port = ""
	}
	e.origins[scheme+"://"+host+port] = true
	return nil
}

// checkCredentials signs once, and logs what is wrong with the credentials.
func checkCredentials(signer *zoomsig.Signer, secret string, log *slog.Logger) {
	const warning = "check the credentials"
	signature, err := signer.Sign(zoomsig.Claims{MeetingNumber: 123456789})
	if err != nil {
		log.Warn("cannot sign", "error", err)
		return
	}
	for _, finding := range diagnose.Signature(signature, &diagnose.Options{Secret: secret}).Findings {
		if finding.Severity == diagnose.SeverityError {
			log.Warn(warning, "problem", finding.Code, "hint", finding.Hint)
		}
	}
}

// serveUntilStopped serves until SIGINT, SIGTERM or SIGHUP, waits for pending
// requests, and returns nil. A second signal terminates the process
// immediately.
func serveUntilStopped(listener net.Listener, handler http.Handler, log *slog.Logger) error {
	server := &http.Server{
		Handler:     handler,
		ReadTimeout: 5 * time.Second, // for a header, a body, and the wait for the next request
	}
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // as nohup does
		signals = append(signals, syscall.SIGHUP)
	}
	stop, ignore := signal.NotifyContext(context.Background(), signals...)
	defer ignore()
	broke := make(chan error, 1)
	go func() { broke <- server.Serve(listener) }()
	log.Info("listening", "addr", listener.Addr().String())
	if at, err := netip.ParseAddrPort(listener.Addr().String()); err == nil && !at.Addr().IsLoopback() {
		log.Warn("listening on a non-loopback address: anyone who can reach it can get signatures")
	}
	select {
	case err := <-broke:
		return err
	case <-stop.Done():
	}
	ignore()
	log.Info("stopping")
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	return server.Shutdown(ctx)
}
