package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

const (
	// parallelism is how many resources Terraform works on at a time by default.
	parallelism = 10
	// chain is how many requests of a refresh of one tenant can only come one after the other: two to sign in at the site,
	// the tenants and the clouds for tenantattach_cloud_environment; then, for what depends on it, the mapping and the
	// collection; then the applications and the services for tenantattach_onboarding.
	chain = 8
	// many is how many tenants the budgets of a refresh and of memory are for; a refresh of more has the same.
	many = 100
	// overBound is the budget of a refresh, in bounds.
	overBound = 1.5
	// overOne is how much more memory many tenants may take than one.
	overOne = 2
	// bent is how much steeper the growth may become for it to count as linear, on a machine that does other things as well.
	bent = 1.5
)

// scaled is what was measured of so many tenants.
type scaled struct {
	tenants              int
	apply, refresh, plan spent
	applied, refreshed   int   // requests
	applying, planning   usage // of the provider
}

// measureScale applies and refreshes the full stack of more and more tenants.
func measureScale(ctx context.Context, b *bench) error {
	all := []scaled{}
	for _, n := range b.scale {
		b.say("%d tenants", n)
		s, err := b.scaleTo(ctx, n)
		if err != nil {
			return fmt.Errorf("%d tenants: %w", n, err)
		}
		all = append(all, s)
		b.reportScale(s)
	}
	for _, g := range []growth{
		{"apply", func(s scaled) time.Duration { return s.apply.wall }, func(s scaled) time.Duration { return s.applying.cpu }},
		{"plan", func(s scaled) time.Duration { return s.plan.wall }, func(s scaled) time.Duration { return s.planning.cpu }},
	} {
		b.reportGrowth(g, all)
	}
	if at := slices.IndexFunc(all, func(s scaled) bool { return s.tenants == many }); at > 0 && all[0].tenants == 1 {
		b.table.most(fmt.Sprintf("memory of the provider's process, %d tenants against 1", many), overOne, float64(all[at].planning.pss)/float64(all[0].planning.pss), " ×")
	}
	return nil
}

func (b *bench) scaleTo(ctx context.Context, n int) (s scaled, err error) {
	s.tenants = n
	l, err := b.startLab(ctx, seedOf(n))
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, l.stop()) }()
	if err := l.setLatency(ctx, b.latency); err != nil {
		return s, err
	}
	c, err := b.newStack(ctx, l, full, l.Tenants)
	if err != nil {
		return s, err
	}
	s.applying, err = watch(ctx, b.provider, func(ctx context.Context) (err error) {
		s.apply, s.applied, err = timed(ctx, l, c.apply)
		return err
	})
	if err != nil {
		return s, err
	}
	if s.refresh, s.refreshed, err = timed(ctx, l, c.refresh); err != nil {
		return s, err
	}
	if s.plan, _, err = timed(ctx, l, c.plan); err != nil {
		return s, err
	}
	s.planning, err = watch(ctx, b.provider, func(ctx context.Context) error {
		_, err := c.plan(ctx)
		return err
	})
	return s, err
}

// timed does one command, and counts its requests.
func timed(ctx context.Context, l *labProcess, do func(context.Context) (spent, error)) (spent, int, error) {
	if _, err := l.journal(ctx); err != nil {
		return spent{}, 0, err
	}
	took, err := do(ctx)
	if err != nil {
		return spent{}, 0, err
	}
	entries, err := l.journal(ctx)
	return took, len(entries), err
}

// bound is the least time that a refresh can take by its requests: no sooner than one tenant's longest chain of requests, and,
// since each request is made by one of the resources that Terraform works on at a time, no sooner than all requests take by so
// many. Terraform's own work is not in it.
func (b *bench) bound(s scaled) time.Duration {
	return max(chain*b.latency, time.Duration(s.refreshed)*b.latency/parallelism)
}

func (b *bench) reportScale(s scaled) {
	bound := b.bound(s)
	b.table.note(fmt.Sprintf("apply of %d tenants", s.tenants), fmt.Sprintf("%s, of which %.1f s by the provider; %d requests", s.apply, s.applying.cpu.Seconds(), s.applied))
	b.table.note(fmt.Sprintf("refresh of %d tenants", s.tenants), fmt.Sprintf("%s, %d requests", s.refresh, s.refreshed))
	b.table.note(fmt.Sprintf("plan of %d tenants, which refreshes first", s.tenants), fmt.Sprintf("%s, of which %.1f s by the provider", s.plan, s.planning.cpu.Seconds()))
	b.table.note(fmt.Sprintf("memory of a plan of %d tenants", s.tenants), fmt.Sprintf("%.1f MB in %d process(es)", megabytes(s.planning.pss), s.planning.processes))
	if s.tenants >= many { // below that, most is what each run costs anew
		b.table.most(fmt.Sprintf("refresh of %d tenants, bound %.1f s", s.tenants, bound.Seconds()), overBound*bound.Seconds(), s.refresh.wall.Seconds(), " s")
	}
}

// growth is something that grows with the number of tenants: the time that it takes, and what the provider works for it.
type growth struct {
	what        string
	wall, works func(scaled) time.Duration
}

// reportGrowth reports the slopes between each two numbers of tenants, and whether the provider works more for the last tenants
// than for the first ones: Terraform itself writes and compares states of all tenants, which is not linear. What one run costs
// anew, however many tenants it has, is left out of the comparison by the smallest run.
func (b *bench) reportGrowth(g growth, all []scaled) {
	slope := func(took func(scaled) time.Duration, from, to scaled) float64 {
		return (took(to) - took(from)).Seconds() / float64(to.tenants-from.tenants)
	}
	for i := 1; i < len(all); i++ {
		from, to := all[i-1], all[i]
		b.table.note(fmt.Sprintf("slope of %s, %d to %d tenants", g.what, from.tenants, to.tenants),
			fmt.Sprintf("%.0f ms a tenant, the provider works for %.0f ms of it", 1000*slope(g.wall, from, to), 1000*slope(g.works, from, to)))
	}
	if n := len(all); n > 2 {
		before := slope(g.works, all[0], all[n-2])
		b.table.most(fmt.Sprintf("growth of %s: the provider's slope from %d tenants on, against that up to there", g.what, all[n-2].tenants), bent, slope(g.works, all[n-2], all[n-1])/before, " ×")
	}
}
