package core

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/audit"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// TestSummary: it names the object and its tenant, since Terraform shows one warning of those with the same summary, and
// nothing in it can be taken for something else. What only Terraform itself has done was not changed outside of it.
func TestSummary(t *testing.T) {
	one, err := tenant.NewRegistry(tenant.Settings{}, map[string]tenant.Settings{"contoso": {Name: "contoso", TenantID: "x"}}, false).Lookup("contoso")
	if err != nil {
		t.Fatal(err)
	}
	a := &Audit{Type: "tenantattach_application", Subject: "a\x1b[31m\nb"}
	own := []audit.Answer{{Records: []audit.Record{{Own: true}}}}
	const object = ": tenantattach_application a\uFFFD[31m\uFFFDb (tenant \"contoso\")"
	for _, tt := range []struct {
		gone    bool
		answers []audit.Answer
		want    string
	}{{true, nil, "Deleted outside Terraform"}, {false, nil, "Changed outside Terraform"}, {false, own, "Differs from the state"}, {true, own, "Differs from the state"}} {
		if got := a.summary(one, tt.gone, tt.answers); got != tt.want+object {
			t.Errorf("got %q", got)
		}
	}
}

// TestAsking: a log is asked about those of the changes that it may have, with the words, ids and names for these.
func TestAsking(t *testing.T) {
	a := &Audit{Places: []Place{
		{Question: audit.Question{Source: audit.Entra, Objects: []string{"app"}}, Of: []string{"secret", "sp", Gone}, IDs: []string{"sp"}, Words: map[string][]string{"secret": {"secrets"}, "name": {"Name"}, Gone: {"Delete"}}},
		{Question: audit.Question{Source: audit.Site}, Unless: []string{"scope"}, NamedBy: []string{"name"}},
	}}
	of := func(attribute, before, after string) change {
		return change{attribute: attribute, before: text(before), after: text(after)}
	}
	secret, name, sp, scope := of("secret", "current", "missing"), of("name", "Contoso", "x"), of("sp", "old", "new"), of("scope", "a", "b")
	for want, changes := range map[string][]change{
		"the audit log of Microsoft Entra [app] [] [{[current missing] [secrets]}], the audit messages of the site [] [] [{[current missing] []}]": {secret},
		"the audit messages of the site [] [Contoso x] [{[] []}]":                                                                                  {name},
		"the audit log of Microsoft Entra [app old new] [] [{[] []}], the audit messages of the site [] [] [{[old new] []}]":                       {sp},
		"": {scope, name},
		"the audit log of Microsoft Entra [app] [] [{[current missing] [secrets]}]":                                 {scope, secret},
		"the audit log of Microsoft Entra [app] [] [{[] [Delete]}], the audit messages of the site [] [] [{[] []}]": nil,
	} {
		for range 2 { // asking changes nothing in what is asked
			got := []string{}
			for _, q := range a.asking(changes) {
				got = append(got, fmt.Sprint(q.Source, " ", q.Objects, " ", q.Names, " ", q.Changes))
			}
			if strings.Join(got, ", ") != want {
				t.Errorf("got %q, want %q", strings.Join(got, ", "), want)
			}
		}
	}
}

// TestDetail: a long list of changes is cut, and it is said if no log could be asked.
func TestDetail(t *testing.T) {
	changes := []change{}
	for range mostChanges + 3 {
		changes = append(changes, change{path: "x", before: text("a"), after: tftypes.NewValue(tftypes.String, nil)})
	}
	got := detail(changes, nil, false)
	if strings.Count(got, `x: "a" → (none)`) != mostChanges || !strings.HasSuffix(got, "\nand 3 more\n\nNo audit log that could be asked has this change.") {
		t.Errorf("got %q", got)
	}
	if got := detail(nil, []audit.Answer{{Source: audit.Entra}}, true); !strings.HasPrefix(got, "It is gone.\n\nThe audit log of Microsoft Entra: no record since") {
		t.Errorf("got %q", got)
	}
}
