package core

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// Found is an object that a list has found.
type Found struct {
	// ID is the attribute `id` of the resource, and Name what people call the object.
	ID, Name string
}

// Lister is a list resource: it finds the objects of one kind in a tenant.
type Lister[M any] struct {
	// Kind is the type of the resource without the provider's prefix.
	Kind, Description string
	// Find finds the objects.
	Find func(context.Context, *tenant.Tenant) ([]Found, error)
	// Read brings a model up to date that has tenant and id, as the read after an import does. It reports whether the object
	// is there.
	Read func(context.Context, *tenant.Tenant, *M, *diag.Diagnostics) (bool, error)
}

// List returns the list resource.
func (l Lister[M]) List() list.ListResource { return &listing[M]{lister: l} }

var _ list.ListResourceWithConfigure = (*listing[any])(nil)

type listing[M any] struct {
	Resource
	lister Lister[M]
}

// Metadata implements list.ListResource.
func (l *listing[M]) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + l.lister.Kind
}

// ListResourceConfigSchema implements list.ListResource.
func (l *listing[M]) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: l.lister.Description,
		Attributes: map[string]schema.Attribute{
			"tenant": schema.StringAttribute{Optional: true, MarkdownDescription: "The key in the provider's `tenants` of the tenant to look into. Left out: the tenant of the provider block. With `for_each` on the block, many are looked into."},
		},
	}
}

// List implements list.ListResource.
func (l *listing[M]) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var key types.String
	diags := req.Config.GetAttribute(ctx, path.Root("tenant"), &key)
	if diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	t, err := l.tenants.Lookup(key.ValueString())
	if err != nil {
		diags.AddAttributeError(path.Root("tenant"), "Unusable tenant", err.Error())
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	found, err := l.find(ctx, t)
	if err != nil {
		Fail(&diags, "find what there is of tenantattach_"+l.lister.Kind, fmt.Errorf("%w\n\n%s", err, t.Where()))
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	stream.Results = func(push func(list.ListResult) bool) {
		pushed := int64(0)
		for _, f := range found {
			if req.Limit > 0 && pushed == req.Limit {
				return
			}
			result, there := l.result(ctx, req, t, f)
			if !there {
				continue
			}
			if pushed++; !push(result) {
				return
			}
		}
	}
}

func (l *listing[M]) find(ctx context.Context, t *tenant.Tenant) ([]Found, error) {
	ctx, cancel := context.WithTimeout(ctx, ReadTimeout)
	defer cancel()
	return l.lister.Find(Sharing(ctx, t), t)
}

// result is what an import would have: its first half is the state that an import starts from. Of an object that has vanished
// meanwhile there is none.
func (l *listing[M]) result(ctx context.Context, req list.ListRequest, t *tenant.Tenant, f Found) (result list.ListResult, there bool) {
	result = req.NewListResult(ctx)
	result.DisplayName = f.Name
	diags := &result.Diagnostics
	if key := l.key(t); key != "" {
		diags.Append(result.Resource.SetAttribute(ctx, path.Root("tenant"), key)...)
	}
	diags.Append(result.Resource.SetAttribute(ctx, path.Root("tenant_id"), t.ID())...)
	diags.Append(result.Resource.SetAttribute(ctx, path.Root("id"), f.ID)...)
	if there = true; req.IncludeResource && !diags.HasError() {
		there = l.read(ctx, t, &result, f)
	}
	identify(ctx, result.Identity, types.StringValue(t.ID()), result.Resource.GetAttribute, diags)
	return result, there
}

// key is the one that an import by identity comes to, so that what is generated from a list fits it.
func (l *listing[M]) key(t *tenant.Tenant) string {
	if home, err := l.tenants.ByID(t.ID()); err == nil {
		return home.Name()
	}
	return t.Name()
}

func (l *listing[M]) read(ctx context.Context, t *tenant.Tenant, result *list.ListResult, f Found) (there bool) {
	ctx, cancel := context.WithTimeout(ctx, ReadTimeout)
	defer cancel()
	var m M
	result.Diagnostics.Append(result.Resource.Get(ctx, &m)...)
	if result.Diagnostics.HasError() {
		return true
	}
	there, err := l.lister.Read(Sharing(ctx, t), t, &m, &result.Diagnostics)
	if err != nil {
		Fail(&result.Diagnostics, "read "+f.Name, fmt.Errorf("%w\n\n%s", err, t.Where()))
		return true
	}
	result.Diagnostics.Append(result.Resource.Set(ctx, &m)...)
	return there
}
