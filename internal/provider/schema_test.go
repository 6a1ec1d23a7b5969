package provider

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	providerschema "github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
)

// described is what all schemas and attributes have in common here.
type described interface {
	GetDescription() string
	GetMarkdownDescription() string
}

// TestSchemas checks every schema: the framework's own validation, a description on everything at any depth that is in
// the committed documentation, and the argument tenant with its guarded tenant_id on every resource and data source.
func TestSchemas(t *testing.T) {
	ctx := context.Background()
	p := New("test")()

	var ps provider.SchemaResponse
	p.Schema(ctx, provider.SchemaRequest{}, &ps)
	if d := ps.Schema.ValidateImplementation(ctx); d.HasError() {
		t.Errorf("provider: %v", d)
	}
	requireDescribed(t, "index.md", "provider", ps.Schema, ps.Schema.Attributes)

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
			requireDescribed(t, page("resources", meta.TypeName), meta.TypeName, resp.Schema, resp.Schema.Attributes)
			requireTenant(t, resp.Schema.Attributes["tenant"], resp.Schema.Attributes["tenant_id"])
			if _, ok := resp.Schema.Attributes["timeouts"]; !ok {
				t.Error("no timeouts")
			}
			requireCapabilities(t, meta.TypeName, r)
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
			requireDescribed(t, page("data-sources", meta.TypeName), meta.TypeName, resp.Schema, resp.Schema.Attributes)
			requireTenant(t, resp.Schema.Attributes["tenant"], resp.Schema.Attributes["tenant_id"])
		})
	}
}

// TestListsAndActions checks the schemas of the list resources and actions: the framework's own validation, a description on
// everything that is in the committed documentation, and the argument tenant. A list is one of a resource.
func TestListsAndActions(t *testing.T) {
	ctx := context.Background()
	p := &tenantAttach{}
	names := []string{}
	for _, factory := range p.Resources(ctx) {
		var meta resource.MetadataResponse
		factory().Metadata(ctx, resource.MetadataRequest{ProviderTypeName: "tenantattach"}, &meta)
		names = append(names, meta.TypeName)
	}
	for _, factory := range p.ListResources(ctx) {
		l := factory()
		var meta resource.MetadataResponse
		l.Metadata(ctx, resource.MetadataRequest{ProviderTypeName: "tenantattach"}, &meta)
		var resp list.ListResourceSchemaResponse
		l.ListResourceConfigSchema(ctx, list.ListResourceSchemaRequest{}, &resp)
		if d := resp.Schema.ValidateImplementation(ctx); d.HasError() || !slices.Contains(names, meta.TypeName) {
			t.Errorf("list %s: %v", meta.TypeName, d)
		}
		requireDescribed(t, page("list-resources", meta.TypeName), meta.TypeName, resp.Schema, resp.Schema.Attributes)
		if resp.Schema.Attributes["tenant"] == nil || !resp.Schema.Attributes["tenant"].IsOptional() {
			t.Errorf("list %s: tenant is not an optional argument", meta.TypeName)
		}
	}
	for _, factory := range p.Actions(ctx) {
		a := factory()
		var meta action.MetadataResponse
		a.Metadata(ctx, action.MetadataRequest{ProviderTypeName: "tenantattach"}, &meta)
		var resp action.SchemaResponse
		a.Schema(ctx, action.SchemaRequest{}, &resp)
		if d := resp.Schema.ValidateImplementation(ctx); d.HasError() {
			t.Errorf("action %s: %v", meta.TypeName, d)
		}
		requireDescribed(t, page("actions", meta.TypeName), meta.TypeName, resp.Schema, resp.Schema.Attributes)
		if resp.Schema.Attributes["tenant"] == nil || !resp.Schema.Attributes["tenant"].IsOptional() {
			t.Errorf("action %s: tenant is not an optional argument", meta.TypeName)
		}
	}
}

func page(dir, typeName string) string {
	return dir + "/" + strings.TrimPrefix(typeName, "tenantattach_") + ".md"
}

// requireDescribed holds a schema and all its attributes to a description that is in the committed documentation.
func requireDescribed[A fwschema](t *testing.T, page, name string, schema described, attributes map[string]A) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "docs", page))
	if err != nil {
		t.Fatalf("%v: run make generate", err)
	}
	docs := string(data)
	requireText(t, docs, name, schema)
	for child, a := range attributes {
		requireText(t, docs, name+"."+child, a)
		requireNested(t, docs, name+"."+child, a)
	}
}

// fwschema is an attribute of any kind of schema.
type fwschema interface {
	described
	GetType() attr.Type
}

// requireNested descends into nested attributes, of whichever of the three kinds of schema they are.
func requireNested(t *testing.T, docs, name string, attribute any) {
	t.Helper()
	nested := map[string]described{}
	switch a := attribute.(type) {
	case providerschema.MapNestedAttribute:
		collect(nested, a.NestedObject.Attributes)
	case providerschema.SingleNestedAttribute:
		collect(nested, a.Attributes)
	case schema.SetNestedAttribute:
		collect(nested, a.NestedObject.Attributes)
	case schema.SingleNestedAttribute:
		collect(nested, a.Attributes)
	case dsschema.ListNestedAttribute:
		collect(nested, a.NestedObject.Attributes)
	case dsschema.SingleNestedAttribute:
		collect(nested, a.Attributes)
	}
	for child, a := range nested {
		requireText(t, docs, name+"."+child, a)
		requireNested(t, docs, name+"."+child, a)
	}
}

func collect[A described](into map[string]described, attributes map[string]A) {
	for name, a := range attributes {
		into[name] = a
	}
}

func requireText(t *testing.T, docs, name string, d described) {
	t.Helper()
	text := d.GetMarkdownDescription()
	if text == "" {
		text = d.GetDescription()
	}
	if text == "" {
		t.Errorf("%s has no description", name)
	}
	if !strings.Contains(docs, text) {
		t.Errorf("the documentation of %s does not say %q: run make generate", name, text)
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

// withoutImport are the resources that stand in the configuration and nowhere else: there is nothing to import.
func withoutImport() []string { return []string{"tenantattach_endpoint_allowlist"} }

func requireCapabilities(t *testing.T, typeName string, r resource.Resource) {
	t.Helper()
	if _, ok := r.(resource.ResourceWithImportState); !ok && !slices.Contains(withoutImport(), typeName) {
		t.Error("cannot be imported")
	}
	if _, ok := r.(resource.ResourceWithModifyPlan); !ok {
		t.Error("does not check its plan")
	}
}
