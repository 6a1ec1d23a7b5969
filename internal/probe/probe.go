// Package probe looks, from where it runs, whether the endpoints that a service connection point needs can be reached:
// name, connection, proxy, TLS with its issuer, HTTP, revocation, and for how long an idle connection stays open. Each step
// says what was asked and what came back. It knows nothing of Terraform.
package probe

import (
	"context"
	"crypto/x509"
	"net"
	"net/url"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
)

// Options say how to look. The zero value is direct, with the resolver, dialer and roots of the system.
type Options struct {
	// Proxy is an http proxy that everything goes through; nil is none.
	Proxy *url.URL
	// Resolver finds the addresses of a name. It is not asked behind a proxy, which does that itself.
	Resolver interface {
		LookupHost(ctx context.Context, host string) ([]string, error)
	}
	// Dial opens a TCP connection.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Roots are the trusted roots; nil is those of the system.
	Roots *x509.CertPool
	// Clock is what certificates are judged by, and idle times measured by.
	Clock clockwork.Clock
	// Timeout is for one endpoint, without the idle time; AtATime is how many are looked at together.
	Timeout time.Duration
	AtATime int
	// Idle is for how long a connection of the notification channel is left idle; zero measures nothing.
	Idle time.Duration
}

// Defaults of Options.
const (
	defaultTimeout = 30 * time.Second
	defaultAtATime = 6
)

func (o Options) withDefaults() Options {
	if o.Resolver == nil {
		o.Resolver = net.DefaultResolver
	}
	if o.Dial == nil {
		o.Dial = new(net.Dialer).DialContext
	}
	if o.Clock == nil {
		o.Clock = clockwork.NewRealClock()
	}
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	if o.AtATime <= 0 {
		o.AtATime = defaultAtATime
	}
	return o
}

// Status is how a check went. The order is that of how bad it is.
type Status int

// The statuses.
const (
	Skipped Status = iota
	Pass
	Warn
	Fail
)

// String names a status.
func (s Status) String() string { return [...]string{"skipped", "pass", "warn", "fail"}[s] }

// Check is one step.
type Check struct {
	// Name is dns, tcp, proxy, tls, http, crl, ocsp, idle, or time for one that was cut short.
	Name   string
	Status Status
	// Asked and Answered are the evidence; Remedy is what to do, empty if there is nothing to do.
	Asked, Answered, Remedy string
}

// Result is what was found of one endpoint.
type Result struct {
	Target
	Checks []Check
	// HTTPStatus is what came back; zero if nothing did.
	HTTPStatus int
	// Issuer are the names of who issued the certificate, up to the root; empty without TLS.
	Issuer string
	// Inspected says that the certificate is from no authority that Microsoft's services use.
	Inspected bool
}

// Status is the worst of the checks.
func (r Result) Status() Status {
	worst := Skipped
	for _, c := range r.Checks {
		worst = max(worst, c.Status)
	}
	return worst
}

// Remedy is that of the worst check.
func (r Result) Remedy() string {
	for _, c := range r.Checks {
		if c.Remedy != "" && c.Status == r.Status() {
			return c.Remedy
		}
	}
	return ""
}

// Run looks at all targets, several at a time, and returns the results in the same order. One that fails stops no other.
func Run(ctx context.Context, targets []Target, o Options) []Result {
	o = o.withDefaults()
	results := make([]Result, len(targets))
	slots := make(chan struct{}, o.AtATime)
	var all sync.WaitGroup
	for i, target := range targets {
		all.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			p := &probe{Options: o, result: Result{Target: target}}
			p.run(ctx)
			results[i] = p.result
		})
	}
	all.Wait()
	return results
}

// probe is the look at one target.
type probe struct {
	Options
	result Result
}

func (p *probe) add(c Check) bool {
	p.result.Checks = append(p.result.Checks, c)
	return c.Status != Fail
}

func (p *probe) run(ctx context.Context) {
	defer p.timeIsUp(ctx)
	steps, cancel := context.WithTimeout(ctx, p.Timeout)
	defer cancel()
	chain, ok := p.reach(steps)
	if ok && len(chain) > 1 {
		p.chain(steps, chain)
	}
	if ok && p.result.IdleTimeout > 0 && p.Idle > 0 {
		p.idle(ctx)
	}
}

// timeIsUp takes back what failed for want of time: an operation that was cut short says nothing of the endpoint.
func (p *probe) timeIsUp(ctx context.Context) {
	if ctx.Err() == nil {
		return
	}
	if last := len(p.result.Checks) - 1; last >= 0 && p.result.Checks[last].Status == Fail {
		p.result.Checks = p.result.Checks[:last]
	}
	p.add(Check{"time", Warn, p.result.address(), "the time of the operation was up before this was looked at", "Give the argument timeouts more time."})
}
