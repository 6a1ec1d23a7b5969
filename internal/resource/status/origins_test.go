package status

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

// derived are the values that follow from several reads, with all of them.
func derived() map[string][]string {
	chain := []string{fromServices, fromApplications, fromTenants}
	return map[string][]string{
		"attached": chain, "broken_link": chain, "reason": chain, "attached_tenant.environment": {fromTenants, fromEnvironments}, "upload_scope": {fromTenants, fromScope},
		"upload_collection_name": {fromScope, fromCollection}, "upload_device_count": {fromScope, fromCollection}, "listed_in_intune": {fromSupportID, fromCollections},
	}
}

// TestOrigins: each value of the schema has its origins, one unless it is derived, with a grade, and each member is in the
// table of evidence.
func TestOrigins(t *testing.T) {
	seen := map[string][]string{}
	for _, o := range origins() {
		for _, v := range o.values {
			if source, grade := o.described(v); grade == "" || source == "" {
				t.Errorf("%s: source %q, grade %q", v.attribute, source, grade)
			}
			seen[v.attribute] = append(seen[v.attribute], o.name)
		}
	}
	for _, name := range leaves() {
		if want, ok := derived()[name]; ok && !slices.Equal(seen[name], want) || !ok && len(seen[name]) != 1 {
			t.Errorf("%s has the origins %q", name, seen[name])
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

// TestSources: a derived value has a source for each read that it follows from, and each says whether that one was done.
func TestSources(t *testing.T) {
	read := map[string][]bool{}
	for _, s := range sourcesOf(map[string]error{fromApplications: errors.New("broken"), fromSupportID: errors.New("broken")}) {
		read[s.Attribute.ValueString()] = append(read[s.Attribute.ValueString()], s.Read.ValueBool())
	}
	for name, want := range map[string][]bool{"attached": {true, false, true}, "reason": {true, false, true}, "listed_in_intune": {false, true}, "secret_expiry": {false}, "upload_scope": {true, true}} {
		if !slices.Equal(read[name], want) {
			t.Errorf("%s: %v, want %v", name, read[name], want)
		}
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
