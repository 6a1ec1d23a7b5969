package acceptance

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/issuer"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
)

const endpointsAddress = "data.tenantattach_endpoints.this"

// TestEndpointsDataSource holds the data source to what the package says for the same choice.
func TestEndpointsDataSource(t *testing.T) {
	t.Parallel()
	e := New(t)
	tests := map[string]struct {
		attrs Attrs
		cloud string
		want  endpoint.Filter
	}{
		"of the tenant":    {nil, "public", endpoint.Filter{}},
		"of another cloud": {Attrs{"cloud": Q("usgovernmentl5")}, "dod", endpoint.Filter{}},
		"purposes":         {Attrs{"purposes": `["graph", "sign_in"]`}, "public", endpoint.Filter{Purposes: []endpoint.Purpose{endpoint.PurposeGraph, endpoint.PurposeSignIn}}},
		"connectors":       {Attrs{"connectors": `["browser"]`}, "public", endpoint.Filter{Connectors: []endpoint.Connector{endpoint.Browser}}},
		"required":         {Attrs{"required_only": "true"}, "public", endpoint.Filter{RequiredOnly: true}},
		"no revocation": {Attrs{"include_crl_ocsp": "false"}, "public", endpoint.Filter{Purposes: []endpoint.Purpose{
			endpoint.PurposeTenantAttach, endpoint.PurposeNotification, endpoint.PurposeTelemetry, endpoint.PurposeSignIn, endpoint.PurposeGraph, endpoint.PurposeAdminCenter,
		}}},
		"no revocation of some": {Attrs{"include_crl_ocsp": "false", "purposes": `["telemetry", "crl_ocsp"]`}, "public", endpoint.Filter{Purposes: []endpoint.Purpose{endpoint.PurposeTelemetry}}},
		"china":                 {Attrs{"cloud": Q("china")}, "china", endpoint.Filter{}},
	}
	config, checks := e.Provider("reader"), []statecheck.StateCheck{}
	for name, tt := range tests {
		all, err := endpoint.For(tt.cloud)
		if err != nil {
			t.Fatal(err)
		}
		config += Block(`data "tenantattach_endpoints" `+Q(label(name)), tt.attrs)
		address := "data.tenantattach_endpoints." + label(name)
		checks = append(checks, endpointsShow(address, endpoint.Select(all, tt.want))...)
		checks = append(checks, value(address, "tenant_id", knownvalue.StringExact(e.Tenant("contoso").ID)), value(address, "offered", knownvalue.Bool(tt.cloud != "china")))
	}
	e.Run(resource.TestStep{Config: config, ConfigStateChecks: checks})
	if requests := e.Lab.Recorder().Journal(); len(requests) != 0 {
		t.Errorf("the data source has made %d requests", len(requests))
	}
}

// endpointsShow checks what is computed from the entries.
func endpointsShow(address string, entries []endpoint.Entry) []statecheck.StateCheck {
	checks := []statecheck.StateCheck{
		value(address, "endpoints", knownvalue.ListSizeExact(len(entries))),
		value(address, "groups", knownvalue.ListSizeExact(len(endpoint.Groups(entries)))),
		value(address, "catalogue_version", knownvalue.StringExact(endpoint.Version)),
		value(address, "hash", knownvalue.StringExact(endpoint.Hash(entries))),
	}
	hosts := map[string]bool{}
	for i, e := range entries {
		hosts[e.Host] = true
		at := tfjsonpath.New("endpoints").AtSliceIndex(i)
		checks = append(checks,
			statecheck.ExpectKnownValue(address, at.AtMapKey("id"), knownvalue.StringExact(e.ID)),
			statecheck.ExpectKnownValue(address, at.AtMapKey("url"), knownvalue.StringExact(e.URL())))
	}
	return append(checks, value(address, "fqdns", knownvalue.ListSizeExact(len(hosts))))
}

// TestEndpointsDataSourceTenant shows which cloud the data source is for, and what it needs for that.
func TestEndpointsDataSourceTenant(t *testing.T) {
	t.Parallel()
	nobody := Block(`provider "tenantattach"`, Attrs{})
	government := Block(`provider "tenantattach"`, Attrs{"tenant_id": Q("11111111-1111-4111-8111-111111111111"), "environment": Q("usgovernment")})
	tests := map[string]struct {
		config, wantErr string
		checks          []statecheck.StateCheck
	}{
		"no sign-in": {government + Data("endpoints"), "", []statecheck.StateCheck{
			value(endpointsAddress, "cloud", knownvalue.StringExact("usgovernment")),
			value(endpointsAddress, "offered_reason", knownvalue.StringExact("Documented for US Government customers from version 2107 on.")),
		}},
		"no tenant": {nobody + Data("endpoints", Attrs{"cloud": Q("gcc")}), "", []statecheck.StateCheck{
			value(endpointsAddress, "cloud", knownvalue.StringExact("gcc")), value(endpointsAddress, "tenant_id", knownvalue.Null()),
		}},
		"no tenant and no cloud": {nobody + Data("endpoints"), "has no tenant_id", nil},
		"no such tenant":         {nobody + Data("endpoints", Attrs{"cloud": Q("public"), "tenant": Q("northwind")}), `the provider configuration has no tenant "northwind"`, nil},
		"no such cloud":          {nobody + Data("endpoints", Attrs{"cloud": Q("mars")}), "Attribute cloud value must be one of", nil},
		"no such purpose":        {nobody + Data("endpoints", Attrs{"purposes": `["added"]`}), "value must be one of", nil},
		"no such connector":      {nobody + Data("endpoints", Attrs{"connectors": `["site"]`}), "value must be one of", nil},
		"no purposes":            {nobody + Data("endpoints", Attrs{"purposes": "[]"}), "set must contain at least 1 elements", nil},
		"functions take the same ": {
			nobody + Data("endpoints", Attrs{"cloud": Q("public")}) + Block(`output "same"`, Attrs{"value": call(`squid_acl(data.tenantattach_endpoints.this.endpoints)`) + " == " + call(`squid_acl(`) + call(`endpoints("public"))`)}), "",
			[]statecheck.StateCheck{statecheck.ExpectKnownOutputValue("same", knownvalue.Bool(true))},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			step := resource.TestStep{Config: tt.config, ConfigStateChecks: tt.checks}
			if tt.wantErr != "" {
				step.ExpectError = said(tt.wantErr)
			}
			runSteps(t, step)
		})
	}
}

// TestEndpointsPublished: what Microsoft publishes is compared with the catalogue, and changes nothing in the list.
func TestEndpointsPublished(t *testing.T) {
	t.Parallel()
	e := New(t)
	address := e.Lab.IssuerURL() + issuer.PublishedPath
	all, err := endpoint.For("public")
	if err != nil {
		t.Fatal(err)
	}
	config := func(url string) string {
		return e.Provider("reader") + Data("endpoints", Attrs{"published_url": Q(url)}) +
			Block(`output "new"`, Attrs{"value": `[for d in data.tenantattach_endpoints.this.differences : d.published if d.kind == "only_published"]`})
	}
	e.Run(
		resource.TestStep{Config: config("http://x.example"), ExpectError: said("must be an https:// URL")},
		resource.TestStep{Config: config("https://user:word@x.example/list"), ExpectError: said("must be an https:// URL without a login")},
		resource.TestStep{Config: config(e.Lab.IssuerURL() + "/none"), ExpectError: said("for the published endpoints: it answered 404")},
		resource.TestStep{Config: config(e.Lab.IssuerURL() + "/jwks"), ExpectError: said("is not in its format")},
		resource.TestStep{Config: config(address + "?ServiceAreas=MEM"), ConfigStateChecks: append(endpointsShow(endpointsAddress, all),
			statecheck.ExpectKnownOutputValue("new", knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("manage.microsoft.com"), knownvalue.StringExact("new.cdn.example")})))},
	)
	for _, entry := range e.Lab.Recorder().Journal() {
		if entry.Kind != wire.KindIssuer {
			t.Errorf("%s %s was asked for", entry.Kind, entry.Path)
		}
	}
}
