package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

const (
	// overLimits is the budget: how much longer an apply may take than the limits allow at best.
	overLimits = 1.3
	// siteLimit is how many requests an SMS Provider takes of one client (AdminService notes §1.10). That it means a second,
	// and is answered with 429, is inferred.
	siteLimit = 200
	// unlimited is a quota that nothing reaches.
	unlimited = 1 << 30
	// told is for how long the throttled tenant is told to wait, each time, and onTheWay how long a request may have been
	// under way that was sent before the answer that said so.
	told, onTheWay = 5, 250 * time.Millisecond
	// neighbours is how many tenants there are beside the throttled one: fewer than Terraform works on at a time, so that
	// nothing but the provider could hold them back.
	neighbours = 5
	// throttled is the tenant that is throttled.
	throttled = "t001"
)

// measureThrottling applies many tenants within the limits of the services, and a few of which one is throttled.
func measureThrottling(ctx context.Context, b *bench) error {
	n := b.scale[len(b.scale)-1]
	free, _, err := b.applyWithin(ctx, n, unlimited, 0)
	if err != nil {
		return err
	}
	// Each tenant has a quota and a site of its own, and an apply of one needs less than either allows at once: at best the
	// limits cost no time, so that what it takes without them is what they allow.
	limited, entries, err := b.applyWithin(ctx, n, 0, siteLimit)
	if err != nil {
		return err
	}
	refused, early := judge(entries)
	b.table.note(fmt.Sprintf("apply of %d tenants without limits", n), fmt.Sprintf("%.1f s", free.Seconds()))
	b.table.most(fmt.Sprintf("apply of %d tenants within the limits", n), overLimits*free.Seconds(), limited.Seconds(), " s")
	b.table.note("requests refused", strconv.Itoa(refused))
	b.table.most("requests sent while told to wait", 0, float64(early), "")
	return b.throttleOne(ctx)
}

// applyWithin applies the full stack of so many tenants with these limits; 0 is that of the facts for Graph, and none for
// the sites.
func (b *bench) applyWithin(ctx context.Context, tenants, graph, site int) (time.Duration, []wire.Entry, error) {
	seed := seedOf(tenants)
	if graph > 0 {
		seed.ResourceUnits = graph
	}
	for i := range seed.Tenants {
		seed.Tenants[i].Hierarchy.RequestsPerSecond = site
	}
	return b.applyIn(ctx, seed, full, nil)
}

// applyIn applies one of the configurations in a lab of its own, which prepare changes first.
func (b *bench) applyIn(ctx context.Context, seed *world.Seed, name string, prepare func(*labProcess) error) (took time.Duration, entries []wire.Entry, err error) {
	l, err := b.startLab(ctx, seed)
	if err != nil {
		return 0, nil, err
	}
	defer func() { err = errors.Join(err, l.stop()) }()
	if prepare != nil {
		if err := prepare(l); err != nil {
			return 0, nil, err
		}
	}
	s, err := b.newStack(ctx, l, name, l.Tenants)
	if err != nil {
		return 0, nil, err
	}
	spent, err := s.apply(ctx)
	if err != nil {
		return 0, nil, err
	}
	entries, err = l.journal(ctx)
	return spent.wall, entries, err
}

// throttleOne throttles one tenant when it first writes, twice, and compares the others with a run in which none is. Their
// answers take some time, so that what is compared is not the noise of the machine.
func (b *bench) throttleOne(ctx context.Context) error {
	slow := func(l *labProcess) error { return l.setLatency(ctx, b.latency) }
	_, before, err := b.applyIn(ctx, seedOf(1+neighbours), "application", slow)
	if err != nil {
		return err
	}
	_, after, err := b.applyIn(ctx, seedOf(1+neighbours), "application", func(l *labProcess) error {
		fault := fmt.Sprintf(`{"kind":%q,"method":"PATCH","path":"uniqueName='attach-%s'","status":429,"retryAfter":"%d","times":2}`, wire.KindGraph, throttled, told)
		return errors.Join(slow(l), l.control(ctx, http.MethodPost, "/faults", fault, nil))
	})
	if err != nil {
		return err
	}
	for i := range after {
		if after[i].Fault { // it struck before the lab looked whose request it was
			after[i].Tenant = throttled
		}
	}
	refused, early := judge(after)
	if refused == 0 {
		return errors.New("the lab throttled nobody")
	}
	b.table.most("one tenant throttled: requests sent while told to wait", 0, float64(early), "")
	b.table.most("one tenant throttled: time of the others, against none throttled", overLimits, spanOfOthers(after)/spanOfOthers(before), " ×")
	return nil
}

// judge counts the requests that were refused, and those that a tenant sent while it was told to wait.
func judge(entries []wire.Entry) (refused, early int) {
	for _, hold := range entries {
		wait, err := strconv.Atoi(hold.RetryAfter)
		if err != nil {
			continue
		}
		refused++
		for _, e := range entries {
			after := e.At.Sub(hold.At)
			if e.Kind == hold.Kind && e.Tenant == hold.Tenant && after > onTheWay && after < time.Duration(wait)*time.Second {
				early++
			}
		}
	}
	return refused, early
}

// spanOfOthers is the time, in seconds, from the first to the last request to Graph of any tenant but the throttled one.
func spanOfOthers(entries []wire.Entry) float64 {
	var first, last time.Time
	for _, e := range entries {
		if e.Kind != wire.KindGraph || e.Tenant == throttled {
			continue
		}
		if first.IsZero() || e.At.Before(first) {
			first = e.At
		}
		if e.At.After(last) {
			last = e.At
		}
	}
	return last.Sub(first).Seconds()
}
