package acceptance

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
)

const endpointAllowlist = "tenantattach_endpoint_allowlist.this"

// requireSilence requires that nothing was sent to anybody.
func (e *Env) requireSilence() {
	e.t.Helper()
	for _, r := range e.Lab.Recorder().Journal() {
		e.t.Errorf("%s %s was sent", r.Method, r.Path)
	}
}

// TestEndpointAllowlist: the list follows the configuration, and nobody is asked for it.
func TestEndpointAllowlist(t *testing.T) {
	t.Parallel()
	e := New(t)
	config := func(attrs Attrs) string { return e.Provider("admin") + Resource("endpoint_allowlist", attrs) }
	has := func(attribute string, want ...string) statecheck.StateCheck {
		checks := []knownvalue.Check{}
		for _, w := range want {
			checks = append(checks, knownvalue.StringExact(w))
		}
		return value(endpointAllowlist, attribute, knownvalue.ListExact(checks))
	}
	e.Run(
		resource.TestStep{
			Config: config(nil),
			ConfigStateChecks: []statecheck.StateCheck{
				value(endpointAllowlist, "cloud", knownvalue.StringExact("public")),
				value(endpointAllowlist, "catalogue_version", knownvalue.StringExact(endpoint.Version)),
				value(endpointAllowlist, "entries", knownvalue.MapPartial(map[string]knownvalue.Check{
					"tenant_attach_service": knownvalue.ObjectPartial(map[string]knownvalue.Check{
						"url": knownvalue.StringExact("https://*.manage.microsoft.com"), "required": knownvalue.Bool(true), "port": knownvalue.Int64Exact(443), "path": knownvalue.StringExact(""),
					}),
					"notification_channel": knownvalue.ObjectPartial(map[string]knownvalue.Check{"idle_timeout_seconds": knownvalue.Int64Exact(180)}),
					"crl_microsoft_pkiops": knownvalue.ObjectPartial(map[string]knownvalue.Check{"path": knownvalue.StringExact("/pkiops")}),
				})),
				value(endpointAllowlist, "hash", knownvalue.StringRegexp(said("")))},
		},
		resource.TestStep{Config: config(Attrs{"crl_ocsp": "true", "connectors": `["service_connection_point"]`, "cloud": Q("public")}), PlanOnly: true},
		resource.TestStep{
			Config: config(Attrs{
				"crl_ocsp": "false", "exclusions": `["telemetry", "*.manage.microsoft.com", "aka.ms"]`,
				"additions": `["https://Gateway.manage.microsoft.com", "https://mirror.contoso.com:8443/x/"]`,
			}),
			ConfigPlanChecks: action(endpointAllowlist, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{
				has("fqdns", "gateway.manage.microsoft.com", "graph.microsoft.com", "login.microsoftonline.com", "mirror.contoso.com"),
				has("urls", "https://gateway.manage.microsoft.com", "https://graph.microsoft.com", "https://login.microsoftonline.com", "https://mirror.contoso.com:8443/x/"),
			},
		},
		resource.TestStep{
			Config:            config(Attrs{"cloud": Q("usgovernmentl5"), "connectors": `["provider"]`}),
			ConfigPlanChecks:  action(endpointAllowlist, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{has("fqdns", "dod-graph.microsoft.us", "login.microsoftonline.us")},
		},
		resource.TestStep{
			Config:            config(Attrs{"cloud": Q("china"), "tenant": Q("fabrikam")}),
			ConfigStateChecks: []statecheck.StateCheck{has("fqdns")},
		},
		resource.TestStep{ // what is added is known only once something else exists
			Config: config(Attrs{"additions": "[terraform_data.host.output]"}) + Block(`resource "terraform_data" "host"`, Attrs{"input": Q("later.contoso.com")}),
			ConfigStateChecks: []statecheck.StateCheck{
				value(endpointAllowlist, "fqdns", knownvalue.ListPartial(map[int]knownvalue.Check{7: knownvalue.StringExact("later.contoso.com")})),
			},
		},
	)
	e.requireSilence()
}

// TestEndpointAllowlistFunctions: the functions take the entries of the list as they are.
func TestEndpointAllowlistFunctions(t *testing.T) {
	t.Parallel()
	e := New(t)
	added, err := endpoint.ParseEntry("http://mirror.contoso.com:8080/x")
	if err != nil {
		t.Fatal(err)
	}
	entries := append(siteEntries(t), added)
	slices.SortFunc(entries, func(a, b endpoint.Entry) int { return strings.Compare(a.ID, b.ID) })
	list := "values(" + endpointAllowlist + ".entries)"
	e.Run(resource.TestStep{
		Config: e.Provider("admin") + Resource("endpoint_allowlist", Attrs{"additions": `["http://mirror.contoso.com:8080/x"]`}) +
			Block(`output "squid"`, Attrs{"value": call("squid_acl(" + list + ")")}) +
			Block(`output "matches"`, Attrs{"value": call(`matches("http://mirror.contoso.com:8080/x/y", ` + list + ")")}),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownOutputValue("squid", rendered(t)(endpoint.Squid(entries, endpoint.SquidOptions{}))),
			statecheck.ExpectKnownOutputValue("matches", knownvalue.Bool(true)),
		},
	})
}

// TestEndpointAllowlistRefusals: what is wrong fails at plan, with words.
func TestEndpointAllowlistRefusals(t *testing.T) {
	t.Parallel()
	e := New(t)
	tests := map[string]struct {
		attrs Attrs
		want  string
	}{
		"unknown id":             {Attrs{"exclusions": `["telemetrie"]`}, `"telemetrie" excludes nothing: no endpoint of this cloud has that id`},
		"unknown host":           {Attrs{"exclusions": `["www.contoso.com"]`}, `"www.contoso.com" excludes nothing`},
		"part of a wildcard":     {Attrs{"exclusions": `["gateway.manage.microsoft.com"]`}, "it is a part of *.manage.microsoft.com"},
		"of another connector":   {Attrs{"exclusions": `["admin_center"]`}, "is not on the list in the first place, because of connectors"},
		"an addition":            {Attrs{"exclusions": `["www.contoso.com"]`, "additions": `["www.contoso.com"]`}, "excludes nothing"},
		"addition of a registry": {Attrs{"additions": `["*.com"]`}, `"*.com" is no endpoint`},
		"addition with a query":  {Attrs{"additions": `["https://x.contoso.com/?a=b"]`}, "is no endpoint"},
		"added twice":            {Attrs{"additions": `["https://X.contoso.com", "x.contoso.com"]`}, "are the same endpoint"},
		"unknown cloud":          {Attrs{"cloud": Q("mars")}, "value must be one of"},
		"unknown connector":      {Attrs{"connectors": `["server"]`}, "value must be one of"},
		"no connector":           {Attrs{"connectors": `[]`}, "at least 1"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			one := *e
			one.t = t
			one.Run(resource.TestStep{Config: e.Provider("admin") + Resource("endpoint_allowlist", tt.attrs), PlanOnly: true, ExpectError: said(tt.want)})
		})
	}
	e.requireSilence()
}

// TestEndpointAllowlistWarnings: whoever leaves out what is required is told what does not work without it.
func TestEndpointAllowlistWarnings(t *testing.T) {
	t.Parallel()
	e := New(t)
	p := e.Process(e.Provider("admin") + Resource("endpoint_allowlist", Attrs{"exclusions": `["notification_channel", "graph_site"]`, "crl_ocsp": "false"}))
	out := p.plan(2)
	e.sees(out, "Required endpoints are excluded", "notification_channel (https://*.manage.microsoft.com): Actions that are started in the admin center never reach the site.",
		"The endpoints of certificate revocation are left out", "crl_digicert_3 (http://crl3.digicert.com)")
	if strings.Contains(out, "graph_site (") {
		t.Error("graph_site is not required, and there is a warning about it")
	}
	china := e.Process(e.Provider("admin") + Resource("endpoint_allowlist", Attrs{"cloud": Q("china")}))
	e.sees(china.plan(2), "Tenant attach is not offered in this cloud", "disabled for Microsoft Azure operated by 21Vianet", "The list is empty")
	e.requireSilence()
}

// TestEndpointAllowlistCatalogue: the state of an older version of the provider, with another catalogue, plans to exactly
// the entries that have changed since.
func TestEndpointAllowlistCatalogue(t *testing.T) {
	t.Parallel()
	e := New(t)
	p := e.Process(e.Provider("admin") + Resource("endpoint_allowlist", Attrs{"additions": `["mirror.contoso.com"]`}))
	p.apply()
	p.plan(0)
	older(t, filepath.Join(p.Dir, "terraform.tfstate"))
	before, after := p.entries()
	changed := []string{}
	for id := range after {
		if !reflect.DeepEqual(before[id], after[id]) {
			changed = append(changed, id)
		}
	}
	for id := range before {
		if after[id] == nil {
			changed = append(changed, id)
		}
	}
	slices.Sort(changed)
	if want := []string{"crl_digicert_3", "gone_since", "telemetry"}; !slices.Equal(changed, want) {
		t.Errorf("the plan changes %v, want %v", changed, want)
	}
	e.sees(p.plan(2), `"gone_since" = {`, `"crl_digicert_3" = {`, `~ catalogue_version`, "unchanged elements hidden")
	p.apply()
	p.plan(0)
	p.destroy()
	e.requireSilence()
}

// older rewrites a state to what an older catalogue would have made: one entry was not known, one had another host, and one
// has gone since.
func older(t *testing.T, file string) {
	t.Helper()
	var state map[string]any
	data, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(data, &state)
	}
	if err != nil {
		t.Fatal(err)
	}
	list := state["resources"].([]any)[0].(map[string]any)["instances"].([]any)[0].(map[string]any)["attributes"].(map[string]any) //nolint:forcetypeassert // a state
	entries := list["entries"].(map[string]any)                                                                                    //nolint:forcetypeassert // a state
	list["catalogue_version"], list["hash"] = "2025-01-01", strings.Repeat("0", 64)
	delete(entries, "telemetry")
	entries["gone_since"] = entries["tenant_attach_service"]
	entries["crl_digicert_3"].(map[string]any)["host"] = "crl2.digicert.com" //nolint:forcetypeassert // a state
	if data, err = json.Marshal(state); err == nil {
		err = os.WriteFile(file, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// entries are the entries of the list before and after a plan.
func (p *process) entries() (before, after map[string]any) {
	p.t.Helper()
	p.want(2, "plan", "-no-color", "-input=false", "-detailed-exitcode", "-out=plan.out")
	var plan struct {
		Changes []struct {
			Change struct {
				Before, After struct {
					Entries map[string]any `json:"entries"`
				}
			} `json:"change"`
		} `json:"resource_changes"`
	}
	if err := json.Unmarshal([]byte(p.want(0, "show", "-json", "plan.out")), &plan); err != nil {
		p.t.Fatal(err)
	}
	return plan.Changes[0].Change.Before.Entries, plan.Changes[0].Change.After.Entries
}
