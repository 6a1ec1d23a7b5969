// Package adminservice is the client of Configuration Manager's administration service (AdminService): a small OData
// client that knows the service's quirks, and the few WMI classes that tenant attach lives in.
package adminservice

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/jonboulle/clockwork"
)

// Options configure a client.
type Options struct {
	// BaseURL is https://<SMS Provider FQDN>/AdminService, or the route through a cloud management gateway.
	BaseURL string
	// Auth signs each request: the service does not keep a connection authenticated (AdminService notes §1.8).
	Auth policy.Policy
	// Transport carries the requests; it must not follow redirects and should not use a proxy, which the service does
	// not work through (AdminService notes §1.9). Nil is such a one.
	Transport policy.Transporter
	// ReadOnly refuses every request that is not a read before it is sent.
	ReadOnly bool
	// TenantID is the tenant whose hierarchy this is, for messages.
	TenantID string
	// Clock is the time that is waited by; nil is the real one.
	Clock clockwork.Clock
}

// Client is a client of one hierarchy. It is safe for concurrent use.
type Client struct {
	base    string
	options Options
	reads   runtime.Pipeline // tries again what was lost on the way
	writes  runtime.Pipeline // sends once: whether a lost write was done is looked up, never guessed
	cache   cache
	// metadata is a cache of its own: what a site exposes does not change with what is written.
	metadata cache
}

// New builds a client. It contacts nothing.
func New(o Options) (*Client, error) {
	base, err := url.Parse(o.BaseURL)
	if err != nil || base.Scheme != "https" || base.Host == "" || base.RawQuery != "" || base.Fragment != "" {
		return nil, fmt.Errorf("the address of the administration service, %q, is not https://<FQDN of the SMS Provider>/AdminService", o.BaseURL)
	}
	if o.Clock == nil {
		o.Clock = clockwork.NewRealClock()
	}
	if o.Transport == nil {
		o.Transport = defaultTransport()
	}
	c := &Client{base: strings.TrimRight(o.BaseURL, "/"), options: o}
	c.cache.entries = map[string]*entry{}
	c.metadata.entries = map[string]*entry{}
	c.reads = o.pipeline(policy.RetryOptions{
		RetryDelay:  retryDelay,
		StatusCodes: []int{http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusGatewayTimeout},
	})
	c.writes = o.pipeline(policy.RetryOptions{MaxRetries: -1})
	return c, nil
}

// retryDelay is before the first of the three retries of a read; it doubles each time.
const retryDelay = 500 * time.Millisecond

func (o Options) pipeline(retry policy.RetryOptions) runtime.Pipeline {
	return runtime.NewPipeline("adminservice", "", runtime.PipelineOptions{
		PerCall:  []policy.Policy{gate{readOnly: o.ReadOnly, tenantID: o.TenantID}},
		PerRetry: signers(o.Auth),
	}, &policy.ClientOptions{
		Transport: o.Transport,
		Telemetry: policy.TelemetryOptions{Disabled: true},
		Retry:     retry,
	})
}

func signers(auth policy.Policy) []policy.Policy {
	if auth == nil {
		return nil
	}
	return []policy.Policy{auth}
}

func defaultTransport() policy.Transporter {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.Proxy = nil
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
