// Package graph is the client of Microsoft Graph v1.0: the only importer of msgraph-sdk-go. It knows Entra's
// replication lag, throttling and permissions, and says errors in words that an administrator can act on.
package graph

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/jonboulle/clockwork"
	abstractions "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoft/kiota-abstractions-go/authentication"
	jsonserialization "github.com/microsoft/kiota-serialization-json-go"
	core "github.com/microsoftgraph/msgraph-sdk-go-core"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/poll"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/readcache"
)

// Options configure a client.
type Options struct {
	// Root is where Microsoft Graph is, without a version: https://graph.microsoft.com. Tokens go to this host only.
	Root string
	// Credential signs in.
	Credential azcore.TokenCredential
	// Transport carries the requests; nil is http.DefaultTransport.
	Transport http.RoundTripper
	// ReadOnly refuses every request that is not a read before it is sent.
	ReadOnly bool
	// TenantID is the tenant, for messages.
	TenantID string
	// UserAgent identifies the provider.
	UserAgent string
	// Clock is the time that is waited by; nil is the real one.
	Clock clockwork.Clock
	// Pace is shared by all clients of the same application in the same tenant; nil is one of this client's own.
	Pace *Pace
	// AuditPace is the same for each audit log, which are throttled apart; nil is those of this client's own.
	AuditPace func(log string) *Pace
	// Lag says how read-after-write waits.
	Lag LagOptions
	// Writes are shared by all clients of the same tenant, so that none of them keeps what another has written over; nil is
	// those of this client alone.
	Writes *readcache.Writes
}

// LagOptions say how to wait for replicas that lag behind a write. The zero value has defaults that suit Entra.
type LagOptions struct {
	// Interval and Max are the first and the longest interval between two looks.
	Interval, Max time.Duration
	// Limit is for how long "not found" is taken for lag of an object that is known to exist.
	Limit time.Duration
}

const (
	version      = "/v1.0"
	defaultLimit = 5 * time.Minute
)

// Client is a client of one tenant's directory. It is safe for concurrent use.
type Client struct {
	options Options
	adapter abstractions.RequestAdapter
	base    string
	cache   readcache.Cache[partAnswer]
}

// New builds a client. It contacts nothing.
func New(o Options) (*Client, error) {
	root, err := url.Parse(o.Root)
	if err != nil || root.Scheme != "https" || root.Host == "" {
		return nil, fmt.Errorf("the Microsoft Graph endpoint %q is not an https:// URL", o.Root)
	}
	if o.Clock == nil {
		o.Clock = clockwork.NewRealClock()
	}
	if o.Pace == nil {
		o.Pace = NewPace(o.Clock)
	}
	if o.AuditPace == nil {
		own := NewPaces(o.Clock)
		o.AuditPace = func(log string) *Pace { return own.OfAudits(o.Root, o.TenantID, "", log) }
	}
	if o.Lag.Limit == 0 {
		o.Lag.Limit = defaultLimit
	}
	c := &Client{options: o, base: strings.TrimRight(o.Root, "/") + version}
	c.cache.Keeps = func(a partAnswer) bool { return len(a.Body) <= maxKept }
	if o.Writes != nil {
		o.Writes.Join(c.forget)
	}
	httpClient := &http.Client{
		Transport:     o.pipeline(root, c.wrote),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	adapter, err := core.NewGraphRequestAdapterBaseWithParseNodeFactoryAndSerializationWriterFactoryAndHttpClient(
		&authentication.AnonymousAuthenticationProvider{}, core.GraphClientOptions{}, jsonserialization.NewJsonParseNodeFactory(), jsonserialization.NewJsonSerializationWriterFactory(), httpClient)
	if err != nil {
		return nil, fmt.Errorf("building the Microsoft Graph client: %w", err)
	}
	adapter.SetBaseUrl(c.base)
	c.adapter = adapter
	return c, nil
}

// parameters are the path parameters that every request builder starts from.
func (c *Client) parameters() map[string]string { return map[string]string{"baseurl": c.base} }

// Await polls until a condition has held in inARow reads in a row, under the deadline of ctx: replicas answer by turns.
// "Not found" inside the condition counts as "not yet". Its reads are never shared, and what was shared before is forgotten:
// who waits has seen a replica that lags, or may have.
func (c *Client) Await(ctx context.Context, what string, inARow int, condition func(context.Context) (bool, error)) error {
	ctx = fresh(ctx)
	c.forget()
	return poll.Until(ctx, poll.Options{
		Clock: c.options.Clock, Interval: c.options.Lag.Interval, Max: c.options.Lag.Max, InARow: inARow, What: what,
	}, func(ctx context.Context) (bool, error) {
		done, err := condition(ctx)
		if IsNotFound(err) {
			return false, nil
		}
		return done, err
	})
}
