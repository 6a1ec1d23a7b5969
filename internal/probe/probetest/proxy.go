package probetest

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Proxy is an HTTP proxy to an internet. Its fields are set before it is used.
type Proxy struct {
	*httptest.Server
	// Refuse is what it answers for a host in place of doing what it is asked; "" is for all of them.
	Refuse map[string]int
	// Idle is after what time it cuts a tunnel in which nothing moves; zero is never.
	Idle time.Duration

	internet *Internet
	mu       sync.Mutex
	asked    []string
}

// NewProxy starts a proxy.
func NewProxy(t testing.TB, n *Internet) *Proxy {
	t.Helper()
	p := &Proxy{internet: n, Refuse: map[string]int{}}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

// Address is its URL.
func (p *Proxy) Address(t testing.TB) *url.URL {
	t.Helper()
	u, err := url.Parse(p.URL)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// Asked is what it was asked for.
func (p *Proxy) Asked() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.asked)
}

// ServeHTTP implements http.Handler.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	p.mu.Lock()
	p.asked = append(p.asked, req.Method+" "+req.Host)
	p.mu.Unlock()
	host, _, _ := strings.Cut(req.Host, ":")
	status := p.Refuse[host]
	if status == 0 {
		status = p.Refuse[""]
	}
	switch {
	case status != 0:
		if status == http.StatusProxyAuthRequired {
			w.Header().Set("Proxy-Authenticate", "Negotiate")
		}
		http.Error(w, "refused by policy", status)
	case req.Method == http.MethodConnect:
		p.tunnel(w, req)
	default:
		plain := &url.URL{Scheme: "http", Host: p.internet.At("x:80")}
		(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(plain); r.Out.Host = req.Host }}).ServeHTTP(w, req)
	}
}

func (p *Proxy) tunnel(w http.ResponseWriter, req *http.Request) {
	out, err := p.internet.Dial(req.Context(), "tcp", req.Host)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer func() { _ = out.Close() }()
	w.WriteHeader(http.StatusOK)
	in, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer func() { _ = in.Close() }()
	// What was read ahead of the hijack belongs to the tunnel.
	ahead := make([]byte, buffered.Reader.Buffered())
	_, _ = io.ReadFull(buffered, ahead)
	_, _ = out.Write(ahead)
	var both sync.WaitGroup
	both.Go(func() { p.pump(out, in) })
	both.Go(func() { p.pump(in, out) })
	both.Wait()
}

// pump copies until one side ends, or nothing has moved for too long; then the tunnel is over in both directions.
func (p *Proxy) pump(to, from net.Conn) {
	defer func() { _ = to.Close() }()
	defer func() { _ = from.Close() }()
	buffer := make([]byte, 32<<10)
	for {
		if p.Idle > 0 {
			_ = from.SetReadDeadline(time.Now().Add(p.Idle))
		}
		n, err := from.Read(buffer)
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}
