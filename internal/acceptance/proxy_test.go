package acceptance

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
)

// proxy is an HTTP proxy that tunnels to the one host that it knows, wherever that is, and keeps what it was asked for.
type proxy struct {
	*httptest.Server
	knows, at string
	mu        sync.Mutex
	asked     []string
}

// ServeHTTP implements http.Handler.
func (p *proxy) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	p.mu.Lock()
	p.asked = append(p.asked, req.Method+" "+req.Host)
	p.mu.Unlock()
	if req.Method != http.MethodConnect || req.Host != p.knows {
		http.Error(w, "blocked by policy", http.StatusForbidden)
		return
	}
	out, err := new(net.Dialer).DialContext(req.Context(), "tcp", p.at)
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
	var both sync.WaitGroup
	both.Go(func() {
		_, _ = io.Copy(out, buffered)
		_ = out.(*net.TCPConn).CloseWrite()
	})
	_, _ = io.Copy(in, out)
	_ = in.Close()
	both.Wait()
}

func (p *proxy) requests() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.asked)
}

// TestProxy: sign-in and Graph go through the proxy of the environment, the administration service only when it is told
// to: it does not work through proxies, but the way to a gateway may need one.
func TestProxy(t *testing.T) {
	t.Parallel()
	e := New(t)
	real, err := url.Parse(e.Lab.Endpoints("contoso").AdminServiceURL)
	if err != nil {
		t.Fatal(err)
	}
	site := e.Tenant("contoso").Hierarchy.Profile.Server + ":" + real.Port() // no name server knows it
	p := &proxy{knows: site, at: real.Host}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	admin := func(more Attrs) Attrs {
		return Attrs{"admin_service": object(Attrs{"url": Q("https://" + site + real.Path), "scope": Q(e.Lab.Endpoints("contoso").AdminServiceScope)}.With(more))}
	}
	tests := map[string]struct {
		provider []Attrs
		code     int
		asked    string // empty: nothing
		says     string
	}{
		"site, told to":     {[]Attrs{admin(Attrs{"use_environment_proxy": "true"})}, 0, "CONNECT " + site, ""},
		"site, by default":  {[]Attrs{admin(nil)}, 1, "", "no such host"},
		"Entra, by default": {[]Attrs{{"authority_host": Q("https://login.contoso.example/")}}, 1, "CONNECT login.contoso.example:443", "Forbidden"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			one := *e
			one.t = t
			before := len(p.requests())
			run := one.Process(e.Provider("admin", tt.provider...)+Data("site"), "HTTPS_PROXY="+p.URL, "NO_PROXY=", "https_proxy=", "no_proxy=")
			one.sees(run.want(tt.code, "plan", "-no-color", "-input=false"), tt.says)
			asked := strings.Join(slices.Compact(p.requests()[before:]), ", ")
			if asked != tt.asked {
				t.Errorf("the proxy was asked for %q, want %q", asked, tt.asked)
			}
		})
	}
}
