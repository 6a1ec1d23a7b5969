package core

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ImportID is an import id: `id` for the default tenant, `tenant/id` for an entry of `tenants`.
type ImportID struct{ Tenant, ID string }

// ParseImportID splits an import id at its last slash. what names the id for the error.
func ParseImportID(raw, what string) (ImportID, error) {
	parsed := ImportID{ID: raw}
	if at := strings.LastIndex(raw, "/"); at >= 0 {
		parsed = ImportID{Tenant: raw[:at], ID: raw[at+1:]}
		if parsed.Tenant == "" {
			return ImportID{}, fmt.Errorf("%q: the tenant before the slash is empty; give %q, or %q for an entry of the provider's tenants", raw, what, "tenant/"+what)
		}
	}
	if parsed.ID == "" {
		return ImportID{}, fmt.Errorf("%q: give %q, or %q for an entry of the provider's tenants", raw, what, "tenant/"+what)
	}
	return parsed, checkID(parsed.ID, what)
}

// checkID refuses what nothing escapes in a URL: it would lead to what lies above.
func checkID(id, what string) error {
	if id == "." || id == ".." {
		return fmt.Errorf("%q is no %s", id, what)
	}
	return nil
}

// Import starts an import, by an id or by an identity: it writes tenant and the attribute `id`; the read that follows fills
// in the rest. what names the id for errors.
func (r *Resource) Import(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse, what string) {
	parsed, err := ParseImportID(req.ID, what)
	if req.ID == "" && req.Identity != nil && !req.Identity.Raw.IsNull() {
		if parsed, err = r.fromIdentity(ctx, req, resp); err == nil {
			err = checkID(parsed.ID, what)
		}
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if err != nil {
		resp.Diagnostics.AddError("Unusable import id", err.Error())
		return
	}
	if parsed.Tenant != "" {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("tenant"), parsed.Tenant)...)
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), parsed.ID)...)
}

// fromIdentity finds the key of the tenant that an identity names by its GUID. Where a tenant has one object only, its id is
// that GUID.
func (r *Resource) fromIdentity(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) (ImportID, error) {
	var tenantID, id types.String
	resp.Diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root(identityTenant), &tenantID)...)
	t, err := r.tenants.ByID(tenantID.ValueString())
	if err != nil {
		return ImportID{}, err
	}
	if id = types.StringValue(t.ID()); hasID(req.Identity) {
		resp.Diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root(identityID), &id)...)
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("tenant_id"), t.ID())...)
	return ImportID{Tenant: t.Name(), ID: id.ValueString()}, nil
}
