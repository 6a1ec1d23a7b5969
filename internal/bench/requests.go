package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
)

// count are requests by service.
type count struct{ tokens, discovery, graph, site int }

func (c count) String() string {
	return fmt.Sprintf("%d tokens, %d Graph, %d AdminService", c.tokens, c.graph, c.site)
}

// countOf counts a journal. What a sign-in library asks for before its first token is counted apart.
func countOf(entries []wire.Entry) count {
	var c count
	for _, e := range entries {
		switch {
		case e.Kind == wire.KindGraph:
			c.graph++
		case e.Kind == wire.KindAdminService:
			c.site++
		case strings.HasSuffix(e.Path, "/token"):
			c.tokens++
		default:
			c.discovery++
		}
	}
	return c
}

// scenario is one command, and how many requests it may make at most.
type scenario struct {
	name string
	do   func(*stack, context.Context) (time.Duration, error)
	most *count
}

func scenarios() []scenario {
	return []scenario{
		{"first apply", (*stack).apply, nil},
		{"refresh", (*stack).plan, &count{tokens: 2, graph: 3, site: 7}},
		{"no-op apply", (*stack).apply, nil},
		{"destroy", (*stack).destroy, nil},
	}
}

// measureRequests counts the requests for the full stack of one tenant.
func measureRequests(ctx context.Context, b *bench) (err error) {
	l, err := b.startLab(ctx, seedOf(1))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.stop()) }()
	s, err := b.newStack(ctx, l, l.Tenants)
	if err != nil {
		return err
	}
	for _, sc := range scenarios() {
		if _, err := sc.do(s, ctx); err != nil {
			return err
		}
		entries, err := l.journal(ctx)
		if err != nil {
			return err
		}
		got := countOf(entries)
		b.say("%s: %s", sc.name, got)
		if os.Getenv("BENCH_TRACE") != "" {
			for _, e := range entries {
				fmt.Fprintf(os.Stderr, "   %s %s %s?%s %d %s\n", e.Kind, e.Method, e.Path, e.Query, e.Status, strings.Join(slices.Clone(e.Parts), " | "))
			}
		}
		if sc.most == nil {
			b.table.note(sc.name, got.String())
			continue
		}
		b.table.most(sc.name+", tokens", float64(sc.most.tokens), float64(got.tokens), "")
		b.table.most(sc.name+", Graph", float64(sc.most.graph), float64(got.graph), "")
		b.table.most(sc.name+", AdminService", float64(sc.most.site), float64(got.site), "")
	}
	return nil
}
