package acceptance

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

func TestDataSources(t *testing.T) {
	t.Parallel()
	e := New(t)
	ids := func(want ...string) knownvalue.Check {
		list := make([]knownvalue.Check, 0, len(want))
		for _, id := range want {
			list = append(list, knownvalue.ObjectPartial(map[string]knownvalue.Check{"collection_id": knownvalue.StringExact(id)}))
		}
		return knownvalue.ListExact(list)
	}
	tests := map[string]struct {
		client, kind string
		attrs        Attrs
		path         tfjsonpath.Path
		want         knownvalue.Check
		wantErr      string
	}{
		"site: version":                  {"reader", "site", nil, path("version"), knownvalue.StringExact("2509"), ""},
		"site: full version":             {"reader", "site", nil, path("full_version"), knownvalue.StringExact("5.00.9141.1000"), ""},
		"site: connection point":         {"reader", "site", nil, path("service_connection_points").AtSliceIndex(0).AtMapKey("online"), knownvalue.Bool(true), ""},
		"site: central administration":   {"reader", "site", Attrs{"tenant": Q("fabrikam")}, path("type"), knownvalue.StringExact("central_administration_site"), ""},
		"site: all sites":                {"reader", "site", Attrs{"tenant": Q("fabrikam")}, path("sites"), knownvalue.ListSizeExact(2), ""},
		"site: no administrative user":   {"registrar", "site", nil, path("version"), nil, "The account is no administrative user of ConfigMgr"},
		"collection by id":               {"reader", "collection", Attrs{"collection_id": Q("P0100015")}, path("limiting_collection_id"), knownvalue.StringExact("P0100014"), ""},
		"collection by name":             {"reader", "collection", Attrs{"name": Q("pilot")}, path("collection_id"), knownvalue.StringExact("P0100014"), ""},
		"collection: neither":            {"reader", "collection", nil, path("name"), nil, "No attribute specified when one (and only one) of [collection_id,name]"},
		"collection: unknown id":         {"reader", "collection", Attrs{"collection_id": Q("P01FFFFF")}, path("name"), nil, "answered 404"},
		"collection: unknown name":       {"reader", "collection", Attrs{"name": Q("Nobody")}, path("name"), nil, `the hierarchy shows 0 collections named "Nobody"`},
		"collection: hidden":             {"scoped", "collection", Attrs{"collection_id": Q("P0100020")}, path("name"), nil, "or it is hidden from the account by its security scopes"},
		"collections: of a user":         {"reader", "collections", Attrs{"type": Q("user")}, path("collections"), ids("P0100030", "SMS00002", "SMS00004"), ""},
		"collections: by expression":     {"reader", "collections", Attrs{"name_regex": Q("^Pilot - ")}, path("collections"), ids("P0100015", "P0100016"), ""},
		"collections: limited to one":    {"reader", "collections", Attrs{"limiting_collection_id": Q("P0100014")}, path("collections"), ids("P0100015"), ""},
		"collections: what one may see":  {"scoped", "collections", nil, path("collections"), ids("P0100014", "P0100015", "P0100016"), ""},
		"collections: bad expression":    {"reader", "collections", Attrs{"name_regex": Q("(")}, path("collections"), nil, "Unusable regular expression"},
		"unknown tenant":                 {"reader", "site", Attrs{"tenant": Q("northwind")}, path("version"), nil, "its tenants are: contoso, fabrikam, registrar, scoped"},
		"site: tenant id of the tenant":  {"reader", "site", Attrs{"tenant": Q("fabrikam")}, path("tenant_id"), knownvalue.StringExact(e.Lab.Endpoints("fabrikam").TenantID), ""},
		"collections: of another tenant": {"reader", "collections", Attrs{"tenant": Q("fabrikam"), "name_regex": Q("Pilot")}, path("collections"), ids("CAS00014"), ""},
	}
	config, checks, refused := e.Provider("reader", e.clients("registrar", "scoped")), []statecheck.StateCheck{}, map[string]refusal{}
	for name, tt := range tests {
		r := refusal{"data " + tt.kind, as(tt.client).With(tt.attrs), tt.wantErr}
		if tt.wantErr != "" {
			refused[name] = r
			continue
		}
		config += Block(r.head(name), r.attrs)
		checks = append(checks, statecheck.ExpectKnownValue("data.tenantattach_"+tt.kind+"."+label(name), tt.path, tt.want))
	}
	e.Run(resource.TestStep{Config: config, ConfigStateChecks: checks})
	refuses(t, e.Provider("reader", e.clients("registrar", "scoped")), refused)
}

// clients are the tenants of the lab, and contoso once more for each of these clients, which sign in for themselves.
func (e *Env) clients(names ...string) Attrs {
	var entries strings.Builder
	for _, t := range e.Lab.World().Tenants() {
		fmt.Fprintf(&entries, "    %s = %s\n", t.Name, object(e.Where(t.Name)))
	}
	for _, name := range names {
		fmt.Fprintf(&entries, "    %s = %s\n", name, object(e.Where("contoso").With(e.SignIn(name))))
	}
	return Attrs{"tenants": "{\n" + entries.String() + "  }"}
}

// as asks as one of the clients; reader is that of the provider itself.
func as(client string) Attrs {
	if client == "reader" {
		return Attrs{}
	}
	return Attrs{"tenant": Q(client)}
}
