package tenant

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/bounded"
)

// transports are the two ways out of the process: to Microsoft's cloud, through the proxy that the environment names,
// and to the site, which does not work through proxies (AdminService notes §1.9).
type transports struct {
	cloud http.RoundTripper
	site  siteTransports
}

// pool makes the transports of a process: tenants that trust the same authorities and use the same proxies share them, so
// that hundreds of tenants do not make hundreds of connections to one sign-in host and one Microsoft Graph.
type pool struct {
	limits *adminservice.Limits

	mu   sync.Mutex
	made map[trust]transports
}

// trust is what transports are told apart by.
type trust struct {
	caPEM, caPath string
	siteProxied   bool
}

func newPool(limits *adminservice.Limits) *pool {
	return &pool{limits: limits, made: map[trust]transports{}}
}

func (p *pool) of(t trust) (transports, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if made, ok := p.made[t]; ok {
		return made, nil
	}
	roots, err := trustedRoots(t.caPEM, t.caPath)
	if err != nil {
		return transports{}, err
	}
	cloud := newTransport(roots, true)
	cloud.MaxIdleConnsPerHost = idlePerHost
	p.made[t] = transports{cloud: cloud, site: siteTransports{roots: roots, proxied: t.siteProxied, limits: p.limits}}
	return p.made[t], nil
}

// siteTransports make the transports to a site, within the limits of its SMS Providers.
type siteTransports struct {
	roots   *x509.CertPool
	proxied bool
	limits  *adminservice.Limits
}

// shared is one with a pool of connections.
func (s siteTransports) shared() http.RoundTripper { return s.limit(s.connect()) }

func (s siteTransports) limit(next http.RoundTripper) http.RoundTripper { return s.limits.Wrap(next) }

// connect is a transport of its own. Windows sign-in is not defined for HTTP/2, which Windows servers offer.
func (s siteTransports) connect() *http.Transport {
	t := newTransport(s.roots, s.proxied)
	t.ForceAttemptHTTP2 = false
	t.Protocols = new(http.Protocols)
	t.Protocols.SetHTTP1(true)
	t.ReadBufferSize, t.WriteBufferSize = siteBuffer, siteBuffer
	t.IdleConnTimeout = siteIdle
	return t
}

// answerTime is how long one request may wait for an answer: a firewall that drops packets must not use up the whole time
// of an operation. It is that of Microsoft's SDK (Graph notes §4.1).
const answerTime = 100 * time.Second

// dialTime is how long a connection may take to come about: where packets are dropped, nothing else ends it.
const dialTime = 10 * time.Second

// A site is asked a few things within seconds, by requests of some hundred bytes, and there may be hundreds of sites: what a
// connection holds, and the connections that nobody uses, are most of what a tenant takes up in memory.
const (
	siteBuffer = 1 << 10
	siteIdle   = 5 * time.Second
)

// idlePerHost is how many idle connections are kept to one host of the cloud, which all tenants share: as many as resources
// are worked on at a time by default. It matters for proxies and others that do not speak HTTP/2, over which one is enough.
const idlePerHost = 10

func newTransport(roots *x509.CertPool, proxied bool) *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots}
	t.ResponseHeaderTimeout = answerTime
	t.DialContext = (&net.Dialer{Timeout: dialTime}).DialContext
	if !proxied {
		t.Proxy = nil
	}
	return t
}

// trustedRoots are the system's roots and those of the configuration; nil means the system's alone.
func trustedRoots(caPEM, caPath string) (*x509.CertPool, error) {
	if caPEM == "" && caPath == "" {
		return nil, nil
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	if caPEM != "" && !roots.AppendCertsFromPEM([]byte(caPEM)) {
		return nil, errors.New("ca_certificate holds no PEM certificate")
	}
	if caPath == "" {
		return roots, nil
	}
	data, err := bounded.File(caPath)
	if err != nil {
		return nil, fmt.Errorf("reading ca_certificate_path: %w", err)
	}
	if !roots.AppendCertsFromPEM(data) {
		return nil, fmt.Errorf("ca_certificate_path %s holds no PEM certificate", caPath)
	}
	return roots, nil
}

// refuseRedirect keeps a sign-in, and trust in what is read, with the host that was named: a redirect is answered to the
// caller as it is.
func refuseRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
