// Package audit asks the audit logs of the services who has changed an object, and when: Microsoft Entra's, Intune's, and
// the audit messages of a ConfigMgr site. It knows nothing of any resource. What it finds is inferred: an entry that fits by
// object and time need not be the change that was seen, so it never says that it is.
package audit

import (
	"context"
	"sync"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

// Source is an audit log.
type Source int

// The audit logs.
const (
	Entra Source = iota
	Site
	Intune
)

// String names the log in a sentence.
func (s Source) String() string {
	switch s {
	case Entra:
		return "the audit log of Microsoft Entra"
	case Site:
		return "the audit messages of the site"
	default:
		return "the audit log of Intune"
	}
}

// Question is where the changes of an object are recorded: one log, which is asked once.
type Question struct {
	Source Source
	// Objects are what entries about the object name. In Entra they are ids of target objects, any of which the log is asked
	// for; at a site they are texts that the insertion strings or attributes of a message have, such as the id of a collection;
	// in Intune they are parts of the activity, or of the type, name or id of a resource.
	Objects []string
	// Values are what was changed, from and to: an entry that names one of them fits best. Only a site's are looked at for it.
	Values []string
	// Words are parts of the activity, or of the names of changed properties, of an entry that fits best in Entra's log.
	Words []string
	// Messages are the ids of the status messages that a site raises for it.
	Messages []int64
}

// Clients are the services of a tenant. Building a client contacts nothing.
type Clients struct {
	Graph func() (*graph.Client, error)
	Site  func() (*adminservice.Client, error)
}

// Longest is how long the logs are waited for at most.
const Longest = 20 * time.Second

// Ask asks all questions side by side, within limit. A log that cannot be asked is an answer, too.
func Ask(ctx context.Context, c Clients, since time.Time, limit time.Duration, questions ...Question) []Answer {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	answers := make([]Answer, len(questions))
	var all sync.WaitGroup
	for i, q := range questions {
		all.Go(func() { answers[i] = c.ask(ctx, since, q) })
	}
	all.Wait()
	for i := range answers {
		answers[i].limit, answers[i].since = limit, since
	}
	return answers
}

func (c Clients) ask(ctx context.Context, since time.Time, q Question) Answer {
	a := Answer{Source: q.Source}
	switch q.Source {
	case Entra:
		a.Records, a.Err = c.entra(ctx, since, q)
	case Site:
		a.Records, a.Err = c.site(ctx, since, q)
	case Intune:
		a.Records, a.Err = c.intune(ctx, since, q)
	}
	return a
}

func (c Clients) entra(ctx context.Context, since time.Time, q Question) ([]Record, error) {
	client, err := c.Graph()
	if err != nil {
		return nil, err
	}
	entries, err := client.DirectoryAudits(ctx, since, q.Objects...)
	return best(fromGraph(entries, q.Words, func(graph.AuditRecord) bool { return true })), err
}

func (c Clients) intune(ctx context.Context, since time.Time, q Question) ([]Record, error) {
	client, err := c.Graph()
	if err != nil {
		return nil, err
	}
	entries, err := client.IntuneAudits(ctx, since)
	return fromGraph(entries, nil, q.about), err
}

func (c Clients) site(ctx context.Context, since time.Time, q Question) ([]Record, error) {
	client, err := c.Site()
	if err != nil {
		return nil, err
	}
	messages, err := client.AuditMessages(ctx, since, q.Messages)
	return fromSite(messages, q), err
}

// TenantAttachRBAC is where the switch "use Intune RBAC" of tenant attach is recorded: in Intune's audit log, which has the
// names of Graph's entities in its activities. That it has this one's is inferred.
func TenantAttachRBAC() Question {
	return Question{Source: Intune, Objects: []string{"TenantAttach", "tenant attach"}}
}
