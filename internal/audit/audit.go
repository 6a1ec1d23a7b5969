// Package audit asks the audit logs of the services who has changed an object, and when: Microsoft Entra's, Intune's, and
// the audit messages of a ConfigMgr site. It knows nothing of any resource. What it finds is inferred: an entry that fits by
// object and time need not be the change that was seen, so it never says that it is.
package audit

import (
	"context"
	"errors"
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

// entries are what the log has.
func (s Source) entries() string {
	if s == Site {
		return "audit messages"
	}
	return "entries"
}

// Question is where the changes of an object are recorded: one log, which is asked once.
type Question struct {
	Source Source
	// Objects are what entries about the object name. In Entra they are ids of target objects, any of which the log is asked
	// for; at a site they are texts that the insertion strings or attributes of a message have, such as the id of a collection;
	// in Intune they are parts of the activity or of the type of a resource.
	Objects []string
	// Names are what the object is called, which others may be, too: at a site an entry that names one of them fits less than
	// one that names one of Objects.
	Names []string
	// Kinds are parts of the activity, or of the type of a resource, of entries of Intune that may be about the object.
	Kinds []string
	// Messages are the ids of the status messages that a site raises for it.
	Messages []int64
	// Changes are what was changed. For each of them the entries are looked for that fit it best.
	Changes []Change
}

// Change is one thing that was changed.
type Change struct {
	// Values are what it was and is: an entry of a site that names one of them fits best.
	Values []string
	// Words are parts of the activity, or of the names of changed properties, of an entry that fits best in Entra's log.
	Words []string
}

// Clients are the services of a tenant. Building a client contacts nothing.
type Clients struct {
	Graph func() (*graph.Client, error)
	Site  func() (*adminservice.Client, error)
	// Self is who Terraform is to them.
	Self Self
	// Silence is which of the logs did not answer in time before; nil is none.
	Silence *Silence
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
		all.Go(func() { answers[i] = c.patiently(ctx, since, limit, q) })
	}
	all.Wait()
	for i := range answers {
		answers[i].limit, answers[i].since = limit, since
	}
	return answers
}

// patiently asks a log, unless it has not answered in as much time just before.
func (c Clients) patiently(ctx context.Context, since time.Time, limit time.Duration, q Question) Answer {
	if err := c.Silence.of(q.Source, limit); err != nil {
		return Answer{Source: q.Source, Err: err}
	}
	a, err := c.ask(ctx, since, q)
	a.Source, a.Err = q.Source, err
	if errors.Is(err, context.DeadlineExceeded) {
		c.Silence.note(q.Source, limit)
	}
	return a
}

func (c Clients) ask(ctx context.Context, since time.Time, q Question) (Answer, error) {
	if q.Source == Site {
		client, err := c.Site()
		if err != nil {
			return Answer{}, err
		}
		found := func(m []adminservice.AuditMessage) bool { return q.answered(q.ofSite(m, c.Self)) }
		log, err := client.AuditMessages(ctx, since, q.Messages, found)
		return Answer{Records: best(q.ofSite(log.Messages, c.Self), q.Changes), Read: len(log.Messages), More: log.More}, err
	}
	client, err := c.Graph()
	if err != nil {
		return Answer{}, err
	}
	self := sync.OnceValue(func() Self { return c.Self.known(ctx, client) })
	found := func(r []graph.AuditRecord) bool { return q.answered(q.ofGraph(r, self())) }
	var log graph.Audits
	if q.Source == Entra {
		log, err = client.DirectoryAudits(ctx, since, found, q.Objects...)
	} else {
		log, err = client.IntuneAudits(ctx, since, found)
	}
	if err != nil {
		return Answer{}, err
	}
	return Answer{Records: best(q.ofGraph(log.Records, self()), q.Changes), Read: len(log.Records), More: log.More}, nil
}

// TenantAttachRBAC is where the switch "use Intune RBAC" of tenant attach is recorded: in Intune's audit log, which has the
// names of Graph's entities in its activities. That it has this one's is inferred; what else is about tenant attach may be it.
func TenantAttachRBAC() Question {
	return Question{Source: Intune, Objects: []string{"TenantAttachRBAC"}, Kinds: []string{"TenantAttach", "tenant attach"}}
}
