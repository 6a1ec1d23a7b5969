package core

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// The attributes of identities. They are those of the resource with the same names.
const (
	identityTenant = "tenant_id"
	identityID     = "id"
)

// Identity is the schema of what names an object for good: the GUID of its tenant and, where a tenant has more than one of
// them, its id, which is described by id. The key `tenant` is no part of it: that is configuration, and may be renamed.
func Identity(id string) identityschema.Schema {
	attributes := map[string]identityschema.Attribute{
		identityTenant: identityschema.StringAttribute{RequiredForImport: true, Description: "The GUID of the tenant."},
	}
	if id != "" {
		attributes[identityID] = identityschema.StringAttribute{RequiredForImport: true, Description: id}
	}
	return identityschema.Schema{Attributes: attributes}
}

// Save writes a model to the state, and what of it names the object to the identity.
func Save(ctx context.Context, state *tfsdk.State, identity *tfsdk.ResourceIdentity, model any, diags *diag.Diagnostics) {
	diags.Append(state.Set(ctx, model)...)
	var tenantID types.String
	diags.Append(state.GetAttribute(ctx, path.Root(identityTenant), &tenantID)...)
	identify(ctx, identity, tenantID, state.GetAttribute, diags)
}

// attributeGetter is the method GetAttribute of a state, and of whatever else has a schema.
type attributeGetter func(ctx context.Context, at path.Path, target any) diag.Diagnostics

// identify writes the identity of an object of a tenant. A resource without an identity has none to write.
func identify(ctx context.Context, identity *tfsdk.ResourceIdentity, tenantID types.String, get attributeGetter, diags *diag.Diagnostics) {
	if identity == nil {
		return
	}
	diags.Append(identity.SetAttribute(ctx, path.Root(identityTenant), tenantID)...)
	if !hasID(identity) {
		return
	}
	var id types.String
	diags.Append(get(ctx, path.Root(identityID), &id)...)
	diags.Append(identity.SetAttribute(ctx, path.Root(identityID), id)...)
}

// hasID reports whether the objects of a tenant are told apart by an id.
func hasID(identity *tfsdk.ResourceIdentity) bool {
	_, ok := identity.Schema.GetAttributes()[identityID]
	return ok
}
