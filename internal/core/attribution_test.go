package core

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/audit"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// TestSummary: it names the object and its tenant, since Terraform shows one warning of those with the same summary, and
// nothing in it can be taken for something else.
func TestSummary(t *testing.T) {
	one, err := tenant.NewRegistry(tenant.Settings{}, map[string]tenant.Settings{"contoso": {Name: "contoso", TenantID: "x"}}, false).Lookup("contoso")
	if err != nil {
		t.Fatal(err)
	}
	a := &Audit{Type: "tenantattach_application", Subject: "a\x1b[31m\nb"}
	if got := a.summary(one, true); got != "Deleted outside Terraform: tenantattach_application a\uFFFD[31m\uFFFDb (tenant \"contoso\")" {
		t.Errorf("got %q", got)
	}
}

// TestAsking: a log is asked when it may have one of the changes, with the words for these.
func TestAsking(t *testing.T) {
	a := &Audit{Places: []Place{
		{Question: audit.Question{Source: audit.Entra}, Of: []string{"secret"}, Words: map[string][]string{"secret": {"secrets"}, "name": {"Name"}, Gone: {"Delete"}}},
		{Question: audit.Question{Source: audit.Site}},
	}}
	secret, name := change{attribute: "secret", before: text("current"), after: text("missing")}, change{attribute: "name", before: text("Contoso"), after: text("x")}
	for want, changes := range map[string][]change{
		"the audit log of Microsoft Entra [secrets] [current missing], the audit messages of the site [] [current missing]": {secret},
		"the audit messages of the site [] [Contoso]": {name},
		"the audit log of Microsoft Entra [secrets Name] [current missing Contoso], the audit messages of the site [] [current missing Contoso]": {secret, name},
		"the audit log of Microsoft Entra [Delete] [], the audit messages of the site [] []":                                                     nil,
	} {
		got := []string{}
		for _, q := range a.asking(changes) {
			got = append(got, q.Source.String()+" ["+strings.Join(q.Words, " ")+"] ["+strings.Join(q.Values, " ")+"]")
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("got %q, want %q", strings.Join(got, ", "), want)
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
