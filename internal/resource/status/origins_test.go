package status

import (
	"context"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

// TestOrigins: each value of the schema has exactly one origin with a grade, and each member is in the table of evidence.
func TestOrigins(t *testing.T) {
	seen := map[string]bool{}
	for _, o := range origins() {
		for _, v := range o.values {
			if source, grade := o.described(v); grade == "" || source == "" {
				t.Errorf("%s: source %q, grade %q", v.attribute, source, grade)
			}
			if seen[v.attribute] {
				t.Errorf("%s has two origins", v.attribute)
			}
			seen[v.attribute] = true
		}
	}
	for _, name := range leaves() {
		if !seen[name] {
			t.Errorf("%s has no origin", name)
		}
		delete(seen, name)
	}
	for name := range seen {
		t.Errorf("%s is no attribute", name)
	}
	if failed := (picture{}).failures(); len(failed) != 0 {
		t.Errorf("an empty picture has failed: %v", failed)
	}
}

// leaves are the attributes that are read, those of objects with the name of the object before them.
func leaves() []string {
	var d DataSource
	var resp datasource.SchemaResponse
	d.Schema(context.Background(), datasource.SchemaRequest{}, &resp)
	shared := core.DataSourceAttributes(context.Background(), map[string]schema.Attribute{})
	names := []string{}
	for name, a := range resp.Schema.Attributes {
		if _, common := shared[name]; common || slices.Contains([]string{"sources", "unread"}, name) {
			continue
		}
		object, nested := a.(schema.SingleNestedAttribute)
		if !nested {
			names = append(names, name)
			continue
		}
		for child := range object.Attributes {
			names = append(names, name+"."+child)
		}
	}
	return names
}
