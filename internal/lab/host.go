package lab

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// host is one emulated host: a listener on a port of its own.
type host struct {
	listener net.Listener
	server   *http.Server
	done     chan error
}

// headerTime bounds how long a client may take to send its headers.
const headerTime = 10 * time.Second

// reserve takes a port for a host; one that has a port keeps it.
func (l *Lab) reserve(ctx context.Context, kind, name string) error {
	if _, ok := l.hosts[kind+"/"+name]; ok {
		return nil
	}
	const loopback = "127.0.0.1"
	config, err := l.authority.Server([]string{"localhost"}, []net.IP{net.ParseIP(loopback)})
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(loopback, "0"))
	if err != nil {
		return fmt.Errorf("listening for the host %s %s: %w", kind, name, err)
	}
	l.hosts[kind+"/"+name] = &host{listener: tls.NewListener(listener, config), done: make(chan error, 1)}
	return nil
}

// serve starts a host with its handler.
func (l *Lab) serve(kind, name string, handler http.Handler) {
	h := l.hosts[kind+"/"+name]
	// What clients do to their TLS connections is not the lab's to report.
	h.server = &http.Server{Handler: handler, ReadHeaderTimeout: headerTime, ErrorLog: log.New(io.Discard, "", 0)}
	go func() { h.done <- h.server.Serve(h.listener) }()
}

func (h *host) close() error {
	if h.server == nil {
		return h.listener.Close()
	}
	err := h.server.Close()
	if served := <-h.done; !errors.Is(served, http.ErrServerClosed) {
		return errors.Join(err, served)
	}
	return err
}

// url is where a host is; it is empty for one that has no port.
func (l *Lab) url(kind, name string) func() string {
	return func() string {
		h, ok := l.hosts[kind+"/"+name]
		if !ok {
			return ""
		}
		return "https://" + h.listener.Addr().String()
	}
}
