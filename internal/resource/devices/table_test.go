package devices

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
)

// TestTable: rows are ordered by id, and have what was asked for.
func TestTable(t *testing.T) {
	tab, owner, odd := newTable(chosen([]string{"device_owner", "client"})), int64(2), int64(9)
	for _, d := range []adminservice.Device{{ID: 4_000_000_000, Name: "C", Owner: &odd}, {ID: 1, Name: "A", Owner: &owner, Client: new(bool)}, {ID: 2, Name: "B"}} {
		tab.add(d)
	}
	tab.sort()
	want := []string{"A personal known", "B null null", "C unknown (9) null"}
	got := []string{}
	for _, row := range tab.rows {
		var o map[string]tftypes.Value
		if err := row.As(&o); err != nil || len(o) != 4 {
			t.Fatalf("%v, %v", o, err)
		}
		var name, text *string
		if o["name"].As(&name) != nil || o["device_owner"].As(&text) != nil {
			t.Fatal("of another type")
		}
		said := *name + " null"
		if text != nil {
			said = *name + " " + *text
		}
		got = append(got, said+map[bool]string{true: " null", false: " known"}[o["client"].IsNull()])
	}
	if !slices.Equal(got, want) || !slices.Equal(tab.ids, []int64{1, 2, 4_000_000_000}) {
		t.Errorf("got %q, ids %v", got, tab.ids)
	}
}

// TestColumns: each is one property, and its name is one of an attribute.
func TestColumns(t *testing.T) {
	names, properties := []string{"resource_id", "name"}, []string{"ResourceID", "Name"}
	for _, c := range columns() {
		if slices.Contains(names, c.name) || slices.Contains(properties, c.property) || c.description == "" {
			t.Errorf("%s stands twice, or is not described", c.name)
		}
		names, properties = append(names, c.name), append(properties, c.property)
		if v := c.value(adminservice.Device{}); !v.IsNull() || !v.Type().Equal(c.kind) {
			t.Errorf("%s: nothing is %s", c.name, v)
		}
	}
	if got := chosen([]string{"active", "domain"}); len(got) != 2 || got[0].name != "domain" {
		t.Errorf("chosen: %v", got)
	}
}
