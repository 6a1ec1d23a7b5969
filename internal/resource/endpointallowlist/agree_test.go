package endpointallowlist

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
)

// catalogue is a source whose entries a test has changed.
func catalogue(version string, change func([]endpoint.Entry) []endpoint.Entry) source {
	return source{version: version, entries: func(name string) ([]endpoint.Entry, error) {
		entries, err := endpoint.For(name)
		return change(entries), err
	}}
}

func unchanged(entries []endpoint.Entry) []endpoint.Entry { return entries }

func defaults() wishes {
	return wishes{cloud: "public", crlOCSP: true, connectors: []endpoint.Connector{endpoint.ServiceConnectionPoint}}
}

// planned is the list that a plan shows.
func planned(t *testing.T, s source, w wishes) model {
	t.Helper()
	a, err := s.agree(w)
	if err != nil {
		t.Fatal(err)
	}
	var m model
	var diags diag.Diagnostics
	m.set(context.Background(), a, &diags)
	if diags.HasError() {
		t.Fatal(diags)
	}
	return m
}

// TestNewCatalogue: a newer catalogue changes exactly its own entries.
func TestNewCatalogue(t *testing.T) {
	before := planned(t, catalogue("2026-01-01", unchanged), defaults())
	after := planned(t, catalogue("2027-01-01", func(entries []endpoint.Entry) []endpoint.Entry {
		out := []endpoint.Entry{}
		for _, e := range entries {
			switch e.ID {
			case "crl_digicert_4": // has gone
				continue
			case "telemetry":
				e.Host = "telemetry.microsoft.com"
			}
			out = append(out, e)
		}
		added := entries[0]
		added.ID, added.Host, added.Connectors = "zz_new", "new.microsoft.com", []endpoint.Connector{endpoint.ServiceConnectionPoint}
		return append(out, added)
	}), defaults())
	was, is := before.Entries.Elements(), after.Entries.Elements()
	changed := map[string]bool{}
	for id, e := range is {
		if old, known := was[id]; !known || !old.Equal(e) {
			changed[id] = true
		}
	}
	for id := range was {
		if is[id] == nil {
			changed[id] = true
		}
	}
	if len(changed) != 3 || !changed["crl_digicert_4"] || !changed["telemetry"] || !changed["zz_new"] {
		t.Errorf("changed are %v", changed)
	}
	if before.Hash.Equal(after.Hash) || after.CatalogueVersion != types.StringValue("2027-01-01") {
		t.Errorf("hash %s, version %s", after.Hash, after.CatalogueVersion)
	}
}

// TestAgreeOrder: the order of the configuration does not matter, and an exclusion does not reach an addition.
func TestAgreeOrder(t *testing.T) {
	s := catalogue("v", unchanged)
	one, other := defaults(), defaults()
	one.additions, one.exclusions = []string{"a.manage.microsoft.com", "b.contoso.com"}, []string{"*.manage.microsoft.com", "telemetry"}
	other.additions, other.exclusions = []string{"b.contoso.com", "a.manage.microsoft.com"}, []string{"telemetry", "*.manage.microsoft.com"}
	x, y := planned(t, s, one), planned(t, s, other)
	if !x.Hash.Equal(y.Hash) || !x.Entries.Equal(y.Entries) || !strings.Contains(x.FQDNs.String(), "a.manage.microsoft.com") || strings.Contains(x.FQDNs.String(), "*.manage") {
		t.Errorf("%s\n%s", x.FQDNs, y.FQDNs)
	}
}

// TestRules: one rule for each name; an address has none, and a note.
func TestRules(t *testing.T) {
	w := defaults()
	w.additions = []string{"http://192.0.2.7", "https://x.contoso.com:8443/a"}
	a, err := catalogue("v", unchanged).agree(w)
	if err != nil {
		t.Fatal(err)
	}
	rules, notes := a.rules(), strings.Join(a.notes(), "\n")
	if len(rules) != len(a.fqdns())-1 || rules["192.0.2.7"].Name != "" || rules["*.manage.microsoft.com"].FQDNs[0] != "*.manage.microsoft.com" {
		t.Errorf("%v", rules)
	}
	for _, want := range []string{"192.0.2.7", "https://x.contoso.com:8443/a", "http://crl.microsoft.com", "is a server"} {
		if !strings.Contains(notes, want) {
			t.Errorf("no %s in %s", want, notes)
		}
	}
}
