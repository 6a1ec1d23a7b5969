package core

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/audit"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/restless"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// Audit says where the changes of an object are recorded, so that a refresh which finds it changed can say by whom. A
// resource gives it to Refresh; all else is done here.
type Audit struct {
	// Type is the type of the resource, and Subject names the object: both stand in the summary, which must not be that of
	// another object, since Terraform shows one warning of those with the same summary.
	Type, Subject string
	// Places are the audit logs that have the object, each at most once.
	Places []Place
}

// Place is a log that has an object.
type Place struct {
	audit.Question
	// Of are the attributes whose changes are recorded there, and Gone if the deletion is; none means all.
	Of []string
	// Unless are attributes whose change explains those that the log has.
	Unless []string
	// Words are by attribute parts of what the log calls its change; those of Gone are what it calls the deletion.
	Words map[string][]string
	// IDs are the attributes whose values, before and after, are ids of objects; those of NamedBy are names of the object.
	IDs, NamedBy []string
}

// Gone stands for the object itself among the attributes.
const Gone = ""

// has are those of the changes that the log may have. If there are none, the object is gone.
func (p Place) has(changes []change) []change {
	if len(changes) == 0 {
		changes = []change{{attribute: Gone}}
	}
	if slices.ContainsFunc(changes, func(c change) bool { return slices.Contains(p.Unless, c.attribute) }) {
		return nil
	}
	out := []change{}
	for _, c := range changes {
		if len(p.Of) == 0 || slices.Contains(p.Of, c.attribute) {
			out = append(out, c)
		}
	}
	return out
}

// asks is the question about some changes.
func (p Place) asks(changes []change) audit.Question {
	q := p.Question
	q.Objects, q.Names = slices.Clone(q.Objects), slices.Clone(q.Names)
	for _, c := range changes {
		asked := audit.Change{Words: p.Words[c.attribute]}
		switch {
		case slices.Contains(p.IDs, c.attribute):
			q.Objects = append(q.Objects, c.texts()...)
		case slices.Contains(p.NamedBy, c.attribute):
			q.Names = append(q.Names, c.texts()...)
		default:
			asked.Values = c.texts()
		}
		q.Changes = append(q.Changes, asked)
	}
	q.Objects, q.Names = distinct(q.Objects), distinct(q.Names)
	return q
}

// distinct are the texts that are not empty, each once.
func distinct(texts []string) []string {
	out := []string{}
	for _, text := range texts {
		if text != "" && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}

// Private is the private state of a resource, as far as it is written here.
type Private interface {
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// agreedKey is the private key of when the state was last known to be what the services have: changes that are found
// later were made since. A refresh that finds no change does not move it: that would be a change of the state.
const agreedKey = "agreed"

// lookBack is for how long the logs are looked through when nothing says since when: as long as Entra keeps its log.
const lookBack = 30 * 24 * time.Hour

// agree takes down that the state is what the services have now.
func agree(ctx context.Context, t *tenant.Tenant, p Private, diags *diag.Diagnostics) {
	data, err := json.Marshal(t.Clock().Now().UTC())
	if err != nil { // a year of more than four digits
		return
	}
	diags.Append(p.SetKey(ctx, agreedKey, data)...)
}

// agreed is since when the state may be out of date.
func agreed(ctx context.Context, t *tenant.Tenant, resp *resource.ReadResponse) time.Time {
	earliest := t.Clock().Now().Add(-lookBack)
	if resp.Private == nil {
		return earliest
	}
	data, _ := resp.Private.GetKey(ctx, agreedKey) // whatever is wrong with it, there is none
	var at time.Time
	if err := json.Unmarshal(data, &at); err != nil || at.Before(earliest) {
		return earliest
	}
	return at
}

// attribute says who has changed an object, if it has changed: prior is the state before the refresh.
func (c Call) attribute(ctx context.Context, t *tenant.Tenant, prior tfsdk.State, resp *resource.ReadResponse) {
	if c.Audit == nil || !t.DriftAttribution() || c.Diags.HasError() || imported(prior) {
		return
	}
	changes := differences(ctx, prior, resp.State, restless.Attributes()[c.Audit.Type])
	if !isDrift(changes) && !resp.State.Raw.IsNull() {
		return
	}
	limit, d := c.Timeout(ctx, c.Default)
	c.Diags.Append(d...)
	clients := audit.Clients{Graph: t.Graph, Site: t.AdminService, Self: t.Self(), Silence: t.Silence()}
	answers := audit.Ask(ctx, clients, agreed(ctx, t, resp), min(audit.Longest, limit/4), c.Audit.asking(changes)...)
	c.Diags.AddWarning(c.Audit.summary(t, resp.State.Raw.IsNull(), answers), detail(changes, answers, resp.State.Raw.IsNull()))
	if resp.Private != nil && !resp.State.Raw.IsNull() {
		agree(ctx, t, resp.Private, c.Diags)
	}
}

// imported reports whether a state is that of an import: it says which object it is, and has nothing to compare with.
func imported(prior tfsdk.State) bool {
	for name, v := range attributesOf(prior.Raw) {
		if !isFrame(name) && name != "id" && !v.IsNull() {
			return false
		}
	}
	return true
}

// asking are the questions about the changes: each log is asked about those that it may have.
func (a *Audit) asking(changes []change) []audit.Question {
	out := []audit.Question{}
	for _, p := range a.Places {
		if asked := p.has(changes); len(asked) > 0 {
			out = append(out, p.asks(asked))
		}
	}
	return out
}

// summary says that the object differs. If all that the logs have of it is Terraform's own, nothing shows that anybody else
// has changed it: then the state may be out of date, such as after an apply that was killed.
func (a *Audit) summary(t *tenant.Tenant, gone bool, answers []audit.Answer) string {
	what := "Changed outside Terraform"
	switch {
	case audit.OnlyOwn(answers):
		what = "Differs from the state"
	case gone:
		what = "Deleted outside Terraform"
	}
	return fmt.Sprintf("%s: %s %s (%s)", what, a.Type, audit.Clean(a.Subject), t.Label())
}

// mostChanges is how many changes are listed.
const mostChanges = 10

func detail(changes []change, answers []audit.Answer, gone bool) string {
	parts, done := []string{}, "changed"
	if gone {
		parts, done = append(parts, "It is gone."), "deleted"
	} else {
		lines := []string{}
		for i, c := range changes {
			if i == mostChanges {
				lines = append(lines, fmt.Sprintf("and %d more", len(changes)-i))
				break
			}
			lines = append(lines, c.String())
		}
		parts = append(parts, strings.Join(lines, "\n"))
	}
	for _, a := range answers {
		parts = append(parts, a.Text(done))
	}
	if len(answers) == 0 {
		parts = append(parts, "No audit log that could be asked has this change.")
	}
	return strings.Join(parts, "\n\n")
}
