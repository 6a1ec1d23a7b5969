package application

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

// model is the resource in configuration, plan and state.
type model struct {
	core.TenantFields
	ID                  types.String   `tfsdk:"id"`
	ClientID            types.String   `tfsdk:"client_id"`
	ServicePrincipalID  types.String   `tfsdk:"service_principal_id"`
	MicroserviceSPID    types.String   `tfsdk:"microservice_service_principal_id"`
	UniqueName          types.String   `tfsdk:"unique_name"`
	SignInAudience      types.String   `tfsdk:"sign_in_audience"`
	DisplayName         types.String   `tfsdk:"display_name"`
	IdentifierURI       types.String   `tfsdk:"identifier_uri"`
	RequiredPermissions types.Set      `tfsdk:"required_permissions"`
	AdminConsent        types.Bool     `tfsdk:"admin_consent"`
	Enabled             types.Bool     `tfsdk:"enabled"`
	Notes               types.String   `tfsdk:"notes"`
	Tags                types.Set      `tfsdk:"tags"`
	MicroserviceAppID   types.String   `tfsdk:"microservice_app_id"`
	IfSoftDeleted       types.String   `tfsdk:"if_soft_deleted"`
	PurgeOnDestroy      types.Bool     `tfsdk:"purge_on_destroy"`
	Timeouts            timeouts.Value `tfsdk:"timeouts"`
}

// desired is what the configuration asks for, free of Terraform's types.
type desired struct {
	tenantID      string
	uniqueName    string
	displayName   string
	audience      string
	identifierURI string // empty: the default, which needs the client id
	permissions   []permission
	dropped       []permission // required before and no longer: their consent goes; api is a client id
	consent       bool
	enabled       bool
	notes         string
	tags          []string
	apis          apis
	// made is called with the object id of the microservice's service principal the moment it is made.
	made func(objectID string)
}

func (m *model) desired(ctx context.Context, diags *diag.Diagnostics) desired {
	return desired{
		tenantID:      m.TenantID.ValueString(),
		uniqueName:    m.UniqueName.ValueString(),
		displayName:   m.DisplayName.ValueString(),
		audience:      m.SignInAudience.ValueString(),
		identifierURI: m.IdentifierURI.ValueString(),
		permissions:   m.permissions(ctx, diags),
		consent:       m.AdminConsent.ValueBool(),
		enabled:       m.Enabled.ValueBool(),
		notes:         m.Notes.ValueString(),
		tags:          core.Texts(ctx, m.Tags, diags),
		apis:          m.apis(),
	}
}

func (m *model) apis() apis { return apis{microservice: m.MicroserviceAppID.ValueString()} }

func (m *model) permissions(ctx context.Context, diags *diag.Diagnostics) []permission {
	list := []permission{}
	if !m.RequiredPermissions.IsNull() && !m.RequiredPermissions.IsUnknown() {
		diags.Append(m.RequiredPermissions.ElementsAs(ctx, &list, false)...)
	}
	return list
}

// defaultIdentifierURI satisfies ConfigMgr and the strictest app management policy of Entra (Graph notes §1.2).
func defaultIdentifierURI(tenantID, clientID string) string {
	return fmt.Sprintf("api://%s/%s", strings.ToLower(tenantID), strings.ToLower(clientID))
}

// set takes over what the tenant answered. Settings that only this provider has (if_soft_deleted, purge_on_destroy)
// keep their value, and so do the names of permissions that are known already, whose case may differ in the tenant.
func (m *model) set(ctx context.Context, p *graph.Picture, known []permission, diags *diag.Diagnostics) {
	app := p.Application
	if len(known) == 0 {
		known = documented()
	}
	names := m.apis().describe(app.RequiredAccess, p.Resources, known)

	m.ID = types.StringValue(app.ObjectID)
	m.ClientID = types.StringValue(app.AppID)
	m.UniqueName = core.TextOrNull(app.UniqueName, types.StringNull()) // one made in the portal has none
	m.SignInAudience = types.StringValue(app.SignInAudience)
	m.DisplayName = types.StringValue(app.DisplayName)
	m.IdentifierURI = types.StringValue(strings.Join(app.IdentifierURIs, " "))
	m.Notes = core.TextOrNull(app.Notes, m.Notes)
	m.Tags = core.TextSet(ctx, app.Tags, m.Tags, diags)
	m.Enabled = types.BoolValue(!app.Disabled && p.ServicePrincipal != nil && p.ServicePrincipal.Enabled)
	m.ServicePrincipalID = objectID(p.ServicePrincipal)
	m.MicroserviceSPID = objectID(p.Resources[m.apis().appID(apiMicroservice)])
	m.AdminConsent = types.BoolValue(m.consented(names, p))

	set, d := types.SetValueFrom(ctx, permissionType(), names)
	diags.Append(d...)
	m.RequiredPermissions = set
}

// consented reports whether consent is given. Consent to a part is neither: it is reported as the opposite of what was
// last applied, so that the plan shows it.
func (m *model) consented(names []permission, p *graph.Picture) bool {
	given, missing := 0, 0
	list, err := m.apis().resolve(names, p.Resources)
	if err != nil { // a permission that the tenant does not know cannot have been consented to
		missing++
	}
	for _, r := range list {
		if granted(p, r) {
			given++
		} else {
			missing++
		}
	}
	if given > 0 && missing > 0 {
		return !m.AdminConsent.IsNull() && !m.AdminConsent.ValueBool()
	}
	return missing == 0
}

func objectID(sp *graph.ServicePrincipal) types.String {
	if sp == nil {
		return types.StringNull()
	}
	return types.StringValue(sp.ObjectID)
}
