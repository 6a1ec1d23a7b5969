package core

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// TestList: a list ends at its limit, leaves out what has vanished meanwhile, reads only what it is asked for, and shows what
// could not be read as an error.
func TestList(t *testing.T) {
	type model struct {
		TenantFields
		ID types.String `tfsdk:"id"`
	}
	reads := 0
	l := Lister[model]{
		Kind: "thing",
		Find: func(context.Context, *tenant.Tenant) ([]Found, error) {
			return []Found{{"a", "A"}, {"gone", "G"}, {"b", "B"}, {"bad", "X"}, {"c", "C"}}, nil
		},
		Read: func(_ context.Context, _ *tenant.Tenant, m *model, _ *diag.Diagnostics) (bool, error) {
			reads++
			if m.TenantID.ValueString() != "guid" || m.Tenant.ValueString() != "key" {
				t.Errorf("the read begins with %+v", m)
			}
			if m.ID.ValueString() == "bad" {
				return false, errors.New("refused")
			}
			return m.ID.ValueString() != "gone", nil
		},
	}.List()
	one, ok := l.(*listing[model])
	if !ok {
		t.Fatalf("it is a %T", l)
	}
	one.tenants = tenant.NewRegistry(tenant.Settings{}, map[string]tenant.Settings{"key": {Name: "key", TenantID: "guid"}}, false)
	var config list.ListResourceSchemaResponse
	l.ListResourceConfigSchema(t.Context(), list.ListResourceSchemaRequest{}, &config)
	text := schema.StringAttribute{Optional: true}
	req := list.ListRequest{
		Config:                 tfsdk.Config{Schema: config.Schema, Raw: tftypes.NewValue(config.Schema.Type().TerraformType(t.Context()), map[string]tftypes.Value{"tenant": tftypes.NewValue(tftypes.String, "key")})},
		ResourceSchema:         schema.Schema{Attributes: map[string]schema.Attribute{"tenant": text, "tenant_id": text, "id": text}},
		ResourceIdentitySchema: Identity("The id."),
	}
	for name, tt := range map[string]struct {
		limit   int64
		include bool
		want    []string
		reads   int
	}{
		"all":              {include: true, want: []string{"a", "b", "error", "c"}, reads: 5},
		"two":              {limit: 2, include: true, want: []string{"a", "b"}, reads: 3},
		"two, ids only":    {limit: 2, want: []string{"a", "gone"}},
		"more than are":    {limit: 9, include: true, want: []string{"a", "b", "error", "c"}, reads: 5},
		"all the ids only": {want: []string{"a", "gone", "b", "bad", "c"}},
	} {
		t.Run(name, func(t *testing.T) {
			reads = 0
			req.Limit, req.IncludeResource = tt.limit, tt.include
			var stream list.ListResultsStream
			l.List(t.Context(), req, &stream)
			got := []string{}
			for result := range stream.Results {
				if result.Diagnostics.HasError() {
					got = append(got, "error")
					continue
				}
				var id, tenantID types.String
				d := result.Identity.GetAttribute(t.Context(), path.Root("id"), &id)
				d.Append(result.Identity.GetAttribute(t.Context(), path.Root("tenant_id"), &tenantID)...)
				if d.HasError() || tenantID.ValueString() != "guid" {
					t.Errorf("%v, %v", d, tenantID)
				}
				got = append(got, id.ValueString())
			}
			if !slices.Equal(got, tt.want) || reads != tt.reads {
				t.Errorf("got %q after %d reads, want %q after %d", got, reads, tt.want, tt.reads)
			}
		})
	}
}
