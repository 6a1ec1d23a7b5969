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

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
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
	config, err := l.authority.Server(l.names(kind, name), []net.IP{net.ParseIP(loopback)})
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

// names are those that the certificate of a host is valid for. An administration service has its site's name, too: tickets
// are issued for that (AdminService notes §1.8).
func (l *Lab) names(kind, name string) []string {
	names := []string{"localhost"}
	if t, ok := l.world.Tenant(name); ok && kind == wire.KindAdminService {
		names = append(names, t.Hierarchy.Profile.Server)
	}
	return names
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
