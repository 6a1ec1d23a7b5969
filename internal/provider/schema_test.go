package provider

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	providerschema "github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
)

// described is what the schemas of providers, resources and data sources have in common here.
type described interface{ GetMarkdownDescription() string }

// TestSchemas checks every schema: the framework's own validation, a description on everything, and the argument
// tenant with its guarded tenant_id on every resource and data source.
func TestSchemas(t *testing.T) {
	ctx := context.Background()
	p := New("test")()

	var ps provider.SchemaResponse
	p.Schema(ctx, provider.SchemaRequest{}, &ps)
	if d := ps.Schema.ValidateImplementation(ctx); d.HasError() {
		t.Errorf("provider: %v", d)
	}
	requireDescription(t, "provider", ps.Schema)
	for name, a := range ps.Schema.Attributes {
		requireDescription(t, "provider."+name, a)
		requireDocumented(t, "index.md", a.GetMarkdownDescription())
		if nested, ok := a.(providerschema.MapNestedAttribute); ok {
			for child, c := range nested.NestedObject.Attributes {
				requireDescription(t, "provider."+name+"."+child, c)
			}
		}
	}

	for _, factory := range p.Resources(ctx) {
		r := factory()
		var meta resource.MetadataResponse
		r.Metadata(ctx, resource.MetadataRequest{ProviderTypeName: "tenantattach"}, &meta)
		t.Run(meta.TypeName, func(t *testing.T) {
			var resp resource.SchemaResponse
			r.Schema(ctx, resource.SchemaRequest{}, &resp)
			if d := resp.Schema.ValidateImplementation(ctx); d.HasError() {
				t.Fatalf("%v", d)
			}
			requireDescription(t, meta.TypeName, resp.Schema)
			for name, a := range resp.Schema.Attributes {
				if name != "timeouts" {
					requireDescription(t, meta.TypeName+"."+name, a)
					requireDocumented(t, "resources/"+strings.TrimPrefix(meta.TypeName, "tenantattach_")+".md", a.GetMarkdownDescription())
				}
			}
			requireTenant(t, resp.Schema.Attributes["tenant"], resp.Schema.Attributes["tenant_id"])
			if _, ok := resp.Schema.Attributes["timeouts"]; !ok {
				t.Error("no timeouts")
			}
			requireCapabilities(t, r)
			requireNoStoredSecret(t, resp.Schema.Attributes)
		})
	}
	for _, factory := range p.DataSources(ctx) {
		d := factory()
		var meta datasource.MetadataResponse
		d.Metadata(ctx, datasource.MetadataRequest{ProviderTypeName: "tenantattach"}, &meta)
		t.Run("data."+meta.TypeName, func(t *testing.T) {
			var resp datasource.SchemaResponse
			d.Schema(ctx, datasource.SchemaRequest{}, &resp)
			if d := resp.Schema.ValidateImplementation(ctx); d.HasError() {
				t.Fatalf("%v", d)
			}
			requireDescription(t, meta.TypeName, resp.Schema)
			for name, a := range resp.Schema.Attributes {
				if name != "timeouts" {
					requireDocumented(t, "data-sources/"+strings.TrimPrefix(meta.TypeName, "tenantattach_")+".md", a.GetMarkdownDescription())
				}
			}
			requireNestedDescriptions(t, meta.TypeName, resp.Schema.Attributes)
			requireTenant(t, resp.Schema.Attributes["tenant"], resp.Schema.Attributes["tenant_id"])
		})
	}
}

func requireDescription(t *testing.T, name string, a described) {
	t.Helper()
	if a.GetMarkdownDescription() == "" {
		t.Errorf("%s has no description", name)
	}
}

func requireNestedDescriptions(t *testing.T, name string, attributes map[string]dsschema.Attribute) {
	t.Helper()
	for child, a := range attributes {
		if child == "timeouts" {
			continue
		}
		requireDescription(t, name+"."+child, a)
		if nested, ok := a.(dsschema.ListNestedAttribute); ok {
			requireNestedDescriptions(t, name+"."+child, nested.NestedObject.Attributes)
		}
	}
}

func requireTenant(t *testing.T, name, id interface {
	IsOptional() bool
	IsComputed() bool
}) {
	t.Helper()
	if name == nil || !name.IsOptional() || name.IsComputed() {
		t.Error("tenant is not an optional argument")
	}
	if id == nil || id.IsOptional() || !id.IsComputed() {
		t.Error("tenant_id is not computed")
	}
}

func requireCapabilities(t *testing.T, r resource.Resource) {
	t.Helper()
	if _, ok := r.(resource.ResourceWithImportState); !ok {
		t.Error("cannot be imported")
	}
	if _, ok := r.(resource.ResourceWithModifyPlan); !ok {
		t.Error("does not check its plan")
	}
}

// requireNoStoredSecret holds every resource to: what is sensitive is write-only, so it never gets into a state.
func requireNoStoredSecret(t *testing.T, attributes map[string]schema.Attribute) {
	t.Helper()
	for name, a := range attributes {
		if a.IsSensitive() && !a.IsWriteOnly() {
			t.Errorf("%s is sensitive and would be stored", name)
		}
	}
}
