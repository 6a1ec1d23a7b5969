package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
)

// count are requests by service.
type count struct{ tokens, discovery, graph, site int }

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

// scenario is one command, with the least requests that it needs.
type scenario struct {
	name  string
	do    func(*stack, context.Context) (spent, error)
	least count
	// most is what it may make at most; nil where design.md has no budget for it.
	most *count
}

// scenarios are the commands in the order in which they can be run. The least that each needs follows from what the provider
// promises, and counts requests as they are on the wire: a $batch is one.
//
// Every process that contacts a service needs a token for it. The lab's sites are signed in to with tokens, so there are two
// a process: one is Graph's, and budgeted; with Windows sign-in the other does not exist. A refresh and an apply are a
// process each; a first apply makes a plan and applies it, in two processes, and a destroy has a third one between them,
// which plans the destroy, and which a resource asks whether the site takes its writes.
//
// A refresh reads everything once. Graph: the registration with its service principal, its consent and the APIs (one $batch
// of v1.0), a published policy with the profiles (one $batch of the beta), and the switch. The site: one list for each of
// SMS_AAD_Tenant_Ex, SMS_AzureEnvironments, SMS_AAD_Application_Ex, SMS_Azure_CloudService and SMS_SCI_SysResUse, the
// mapping, and the mapped collection.
//
// A first apply: 13 writes to Graph (the registration and, once its id is known, its URI; two service principals, three
// permissions and one grant; the secret; the switch; the policy, its link and its description when it is done) and 5 to the
// site (tenant, mapping, application, service, proxy). Before them the plan asks Graph for 13 things (the unique name, the
// bin, the switch and who it is about, policies, profiles, and seven of the prerequisites) and the site for 13 ($metadata,
// seven classes, the row of the proxy, the site itself, two of the prerequisites, and the proof of access that makes an
// empty list mean that nothing is there). The apply looks again before it writes, 4 and 9 times, and what was written must
// be shown: by two reads in a row of the application and of the secret, by three of the switch and of the policy, and by
// one of each row, 10 and 5.
//
// A destroy refreshes, and asks in its plan for $metadata and the services. It makes 13 writes to Graph (three permissions,
// the grant, the secret, the switch, link and policy; the application and the microservice, which it made; and the two with
// the application's service principal out of the bin) and 6 to the site; before them it looks at 6 and 7 things, and what
// is gone must be seen to be: 12 and 5 reads.
func scenarios() []scenario {
	refresh := count{tokens: 2, graph: 3, site: 7}
	return []scenario{
		{"first apply", (*stack).apply, count{tokens: 4, graph: 40, site: 32}, nil},
		{"refresh", (*stack).plan, refresh, &refresh},
		{"no-op apply", (*stack).apply, refresh, &refresh},
		{"destroy", (*stack).destroy, count{tokens: 5, graph: 34, site: 27}, nil},
	}
}

// measureRequests counts the requests for the full stack of one tenant.
func measureRequests(ctx context.Context, b *bench) (err error) {
	l, err := b.startLab(ctx, seedOf(1))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.stop()) }()
	s, err := b.newStack(ctx, l, full, l.Tenants)
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
		sc.report(&b.table, countOf(entries))
	}
	return nil
}

func (s scenario) report(t *table, got count) {
	for _, c := range []struct {
		service          string
		least, most, got int
	}{
		{"tokens", s.least.tokens, s.allowed().tokens, got.tokens},
		{"Graph", s.least.graph, s.allowed().graph, got.graph},
		{"AdminService", s.least.site, s.allowed().site, got.site},
	} {
		what := fmt.Sprintf("%s, %s (least: %d)", s.name, c.service, c.least)
		if s.most == nil {
			t.note(what, fmt.Sprintf("%d, %.2f of the least", c.got, float64(c.got)/float64(c.least)))
		} else {
			t.most(what, float64(c.most), float64(c.got), "")
		}
	}
	t.note(s.name+", what the sign-in library asks for besides", fmt.Sprint(got.discovery))
}

// allowed is what the scenario may make at most; nothing where there is no budget.
func (s scenario) allowed() count {
	if s.most == nil {
		return count{}
	}
	return *s.most
}
