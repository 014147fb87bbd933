package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/zoomsig/zoomsig"
)

const serveHelp = `usage: zoomsig serve [flags]

Signs for web pages, as Zoom's meetingsdk-auth-endpoint-sample does: POST / with
{"meetingNumber": "831 3796 1703", "role": 0} and, if wanted, expirationSeconds
and videoWebRtcMode. It asks nobody who they are: for development, not for the
internet.

  zoomsig serve
  zoomsig serve -addr 127.0.0.1:5000 -origin https://app.example.com -allow-host
`

const exitNotServing = 1 // the port is taken, or serving broke off

func serve(args []string, stdout, stderr io.Writer) int {
	f := newFlags("serve", serveHelp)
	log := slog.New(slog.NewTextHandler(stderr, nil))
	e := &endpoint{clock: zoomsig.SystemClock, origins: make(map[string]bool), log: log}
	addr := f.String("addr", "127.0.0.1:4000", "`address` to listen on")
	f.BoolVar(&e.allowHost, "allow-host", false, "sign for role 1, the host, too")
	f.BoolVar(&e.allowNative, "allow-native", false, "sign without a meeting number too, for native SDKs: for any meeting")
	f.Func("origin", "sign for pages of this `URL` too, such as https://app.example.com; may be repeated (default localhost and loopback addresses, at any port)", e.addOrigin)
	if code, done := f.parse(args, stdout, stderr); done {
		return code
	}
	if f.NArg() > 0 {
		return fail(stderr, fmt.Errorf("serve takes flags only, not %q", f.Arg(0)))
	}
	if _, err := net.ResolveTCPAddr("tcp", *addr); err != nil || *addr == "" {
		return fail(stderr, fmt.Errorf("-addr %q: want a host and a port, such as 127.0.0.1:4000", *addr))
	}
	key, secret, err := credentials()
	if err != nil {
		return fail(stderr, err)
	}
	e.signer, err = zoomsig.NewSigner(key, secret, nil)
	if err != nil {
		return fail(stderr, err)
	}
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		fail(stderr, fmt.Errorf("%w; -addr chooses another address", err))
		return exitNotServing
	}
	if err := serveUntilStopped(listener, e, log); err != nil {
		fail(stderr, err)
		return exitNotServing
	}
	return exitOK
}

// addOrigin refuses what no browser sends: a path, capitals, a default port.
func (e *endpoint) addOrigin(origin string) error {
	parts := originPattern.FindStringSubmatch(origin)
	if parts == nil || parts[1]+parts[3] == "http:80" || parts[1]+parts[3] == "https:443" {
		return errors.New("want scheme, host and port as browsers send them, such as https://app.example.com")
	}
	e.origins[origin] = true
	return nil
}

// serveUntilStopped returns nil after SIGINT or SIGTERM, when the requests that
// were on their way are answered. A second signal ends the process at once.
func serveUntilStopped(listener net.Listener, handler http.Handler, log *slog.Logger) error {
	server := &http.Server{
		Handler:           handler,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       5 * time.Second, // header and body
		WriteTimeout:      10 * time.Second,
		IdleTimeout:       time.Minute,
	}
	stop, ignore := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer ignore()
	broke := make(chan error, 1)
	go func() { broke <- server.Serve(listener) }()
	log.Info("listening", "addr", listener.Addr().String())
	if at, err := netip.ParseAddrPort(listener.Addr().String()); err == nil && !at.Addr().IsLoopback() {
		log.Warn("other machines may reach this address: whoever asks gets a signature")
	}
	select {
	case err := <-broke:
		return err
	case <-stop.Done():
	}
	ignore()
	log.Info("stopping")
	patience, cancel := context.WithTimeout(context.Background(), 15*time.Second) // reading and writing take less
	defer cancel()
	return server.Shutdown(patience)
}
