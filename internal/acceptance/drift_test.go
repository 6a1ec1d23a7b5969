package acceptance

import (
	"context"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	fwresource "github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cli"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/provider"
)

// drift is one thing that somebody changes behind Terraform's back, and all that the next plan changes back.
type drift struct {
	name   string
	change world.Change
	want   Changes
	// covers are the configurable attributes whose drift this shows.
	covers []string
}

// TestDrift: drift in every configurable attribute is seen by the plan as exactly that, with exit code 2, and repaired by
// apply, which brings back exactly that: the next drift is all that the next plan sees.
func TestDrift(t *testing.T) {
	t.Parallel()
	e := New(t, func(s *world.Seed) { s.Lag = 0 })
	app := map[string]any{"uniqueName": "attach"}
	sp := map[string]any{"displayName": "ConfigMgr attach"}
	tenantRow := map[string]any{"TenantID": e.Tenant("contoso").ID}
	config := e.Provider("admin") + Stack(map[string]Attrs{
		"application": {"notes": Q("Ticket 4711"), "tags": `["attach"]`},
		"onboarding":  {"description": Q("by Terraform"), "service_name": Q("Attach")},
	}) + Resource("service_connection_point_proxy", ServiceConnectionPointProxyAttrs()) + Resource("intune_rbac", IntuneRBACAttrs())
	rotated := []string{"key_id", "secret_expiry", "secret_status"}
	drifts := []drift{
		{"display name", world.Change{Object: "application", Match: app, Set: map[string]any{"displayName": "Renamed"}}, Changes{application: {"display_name"}}, []string{"application.display_name"}},
		{"identifier URI", world.Change{Object: "application", Match: app, Set: map[string]any{"identifierUris": []any{"https://contoso.example/x"}}}, Changes{application: {"identifier_uri"}}, []string{"application.identifier_uri"}},
		{"no identifier URI", world.Change{Object: "application", Match: app, Set: map[string]any{"identifierUris": []any{}}}, Changes{application: {"identifier_uri"}}, nil},
		{"notes", world.Change{Object: "application", Match: app, Set: map[string]any{"notes": "other"}}, Changes{application: {"notes"}}, []string{"application.notes"}},
		{"notes cleared", world.Change{Object: "application", Match: app, Set: map[string]any{"notes": nil}}, Changes{application: {"notes"}}, nil},
		{"tags", world.Change{Object: "application", Match: app, Set: map[string]any{"tags": []any{"attach", "other"}}}, Changes{application: {"tags"}}, []string{"application.tags"}},
		{"application disabled", world.Change{Object: "application", Match: app, Set: map[string]any{"isDisabled": true}}, Changes{application: {"enabled"}}, []string{"application.enabled"}},
		{"service principal disabled", world.Change{Object: "servicePrincipal", Match: sp, Set: map[string]any{"accountEnabled": false}}, Changes{application: {"enabled"}}, nil},
		{"open to other tenants", world.Change{Object: "application", Match: app, Set: map[string]any{"signInAudience": "AzureADMultipleOrgs"}}, Changes{application: {"sign_in_audience"}}, []string{"application.sign_in_audience"}},
		{"tags in other case", world.Change{Object: "application", Match: app, Set: map[string]any{"tags": []any{"Attach"}}}, Changes{application: {"tags"}}, nil},
		{"a permission fewer", world.Change{Object: "application", Match: app, Set: map[string]any{"requiredResourceAccess": []any{}}}, Changes{application: {"required_permissions"}}, []string{"application.required_permissions"}},
		{"consent to an application permission revoked", world.Change{Object: "appRoleAssignment", Match: map[string]any{"principalDisplayName": "ConfigMgr attach", "appRoleId": "a7a0e953-7ed2-423c-849f-9d78b5e44612"}, Delete: true}, Changes{application: {"admin_consent"}}, []string{"application.admin_consent"}},
		{"all consent revoked", world.Change{Object: "appRoleAssignment", Match: map[string]any{"principalDisplayName": "ConfigMgr attach"}, Delete: true}, Changes{application: {"admin_consent"}}, nil},
		{"delegated consent revoked", world.Change{Object: "oauth2PermissionGrant", Delete: true}, Changes{application: {"admin_consent"}}, nil},
		{"name of the tenant", world.Change{Object: "SMS_AAD_Tenant_Ex", Match: tenantRow, Set: map[string]any{"Name": "Other"}}, Changes{cloudEnvironment: {"name"}}, []string{"cloud_environment.name"}},
		{"upload scope", world.Change{Object: "SMS_CoMgmtConfigs", Match: tenantRow, Set: map[string]any{"CollectionSiteID": "P0100020"}}, Changes{collectionUpload: {"collection_name", "device_count", "scope"}}, []string{"collection_upload.scope"}},
		{"upload scope lifted", world.Change{Object: "SMS_CoMgmtConfigs", Match: tenantRow, Delete: true}, Changes{collectionUpload: {"collection_name", "device_count", "scope"}}, nil},
		{"name of the application at the site", world.Change{Object: "SMS_AAD_Application_Ex", Set: map[string]any{"Name": "Other"}}, Changes{onboarding: {"application_name"}}, []string{"onboarding.application_name"}},
		{"URI of the application at the site", world.Change{Object: "SMS_AAD_Application_Ex", Set: map[string]any{"IdentifierUri": "api://other/x"}}, Changes{onboarding: {"identifier_uri"}}, []string{"onboarding.identifier_uri"}},
		{"upload unticked", world.Change{Object: "SMS_Azure_CloudService", Set: map[string]any{"AssociatedAADWebApplications": []any{}}}, Changes{onboarding: {"upload_enabled"}}, []string{"onboarding.upload_enabled"}},
		{"name of the service", world.Change{Object: "SMS_Azure_CloudService", Set: map[string]any{"Name": "Other"}}, Changes{onboarding: {"service_name"}}, []string{"onboarding.service_name"}},
		{"description of the service", world.Change{Object: "SMS_Azure_CloudService", Set: map[string]any{"Description": "other"}}, Changes{onboarding: {"description"}}, []string{"onboarding.description"}},
		{"service removed", world.Change{Object: "SMS_Azure_CloudService", Delete: true}, Changes{onboarding: {"service_row_id", "upload_enabled"}}, nil},
		{"proxy switched off", proxyChange("UseProxy.Value", 0), Changes{connectionProxy: {"enabled"}}, nil},
		{"name of the proxy", proxyChange("ProxyName.Value2", "other.example"), Changes{connectionProxy: {"proxy_server"}}, []string{"service_connection_point_proxy.proxy_server"}},
		{"port of the proxy", proxyChange("ProxyServerPort.Value", 80), Changes{connectionProxy: {"proxy_port"}}, []string{"service_connection_point_proxy.proxy_port"}},
		{"proxy without its account", proxyChange("AnonymousProxyAccess.Value", 1), Changes{connectionProxy: {"proxy_access_account"}}, []string{"service_connection_point_proxy.proxy_access_account"}},
		{"account of the proxy", proxyChange("ProxyUserName.Value2", `CORP\someone`), Changes{connectionProxy: {"proxy_access_account"}}, nil},
		{"no account of the proxy", proxyChange("ProxyUserName.Value2", ""), Changes{connectionProxy: {"proxy_access_account"}}, nil},
		{"use of Intune RBAC", world.Change{Object: "tenantAttachRBAC", Set: map[string]any{"enabled": false}}, Changes{intuneRBAC: {"enabled"}}, []string{"intune_rbac.enabled"}},
		{"secret removed", world.Change{Object: "application", Match: app, Set: map[string]any{"passwordCredentials": []any{}}}, Changes{onboarding: rotated}, nil},
		{"secret replaced at the site", world.Change{Object: "SMS_AAD_Application_Ex", Set: map[string]any{"SecretKeyExpiry": "2040-01-01T00:00:00Z"}}, Changes{onboarding: rotated}, nil},
	}
	p := e.Process(config)
	p.apply()
	for _, d := range drifts {
		t.Log(d.name)
		e.Drift(d.change)
		p.repairs(cli.Changes(d.want))
	}
	p.plan(0)
	p.destroy()
	if err := e.RequireInitial(); err != nil {
		t.Error(err)
	}
	requireCovered(t, drifts)
}

// without are the configurable attributes that have no drift of their own, and why.
func without() map[string]string {
	const ours, written, key = "only Terraform has it", "write-only, or about a secret that cannot be read back", "it is what the object is found by"
	return map[string]string{
		"application.unique_name": key, "application.microservice_app_id": ours, "application.if_soft_deleted": ours, "application.purge_on_destroy": ours,
		"cloud_environment.environment":         "its drift replaces the registration: TestCloudEnvironment",
		"service_connection_point_proxy.bypass": ours,
		"endpoint_allowlist.cloud":              ours, "endpoint_allowlist.crl_ocsp": ours, "endpoint_allowlist.connectors": ours, "endpoint_allowlist.additions": ours, "endpoint_allowlist.exclusions": ours,
		"endpoint_allowlist.publish_to_global_secure_access": "the drift of each part of it: TestEndpointAllowlistPublishDrift",
		"onboarding.preflight":                               ours, "onboarding.preflight_skip": ours,
		"onboarding.handoff": ours, "onboarding.client_id": key, "onboarding.secret_validity": ours, "onboarding.rotate_before": ours,
		"onboarding.client_secret": written, "onboarding.client_secret_version": written, "onboarding.client_secret_expiry": written,
	}
}

// requireCovered holds the table to: each configurable attribute of each resource is in it, or has a reason not to be.
func requireCovered(t *testing.T, drifts []drift) {
	t.Helper()
	covered := []string{}
	for _, d := range drifts {
		covered = append(covered, d.covers...)
	}
	for name, attributes := range resourceSchemas() {
		for attribute, a := range attributes {
			full := name + "." + attribute
			_, excused := without()[full]
			if attribute == "tenant" || attribute == "timeouts" || !a.IsRequired() && !a.IsOptional() || excused {
				continue
			}
			if !slices.Contains(covered, full) {
				t.Errorf("no drift of %s is tested", full)
			}
		}
	}
}

// resourceSchemas are the attributes of all resources, by their names without the provider's prefix.
func resourceSchemas() map[string]map[string]schema.Attribute {
	ctx := context.Background()
	all := map[string]map[string]schema.Attribute{}
	for _, factory := range provider.New("test")().Resources(ctx) {
		r := factory()
		var meta fwresource.MetadataResponse
		r.Metadata(ctx, fwresource.MetadataRequest{}, &meta)
		var resp fwresource.SchemaResponse
		r.Schema(ctx, fwresource.SchemaRequest{}, &resp)
		all[meta.TypeName[1:]] = resp.Schema.Attributes
	}
	return all
}

// dataSourceNames are the names of all data sources without the provider's prefix.
func dataSourceNames() []string {
	ctx := context.Background()
	names := []string{}
	for _, factory := range provider.New("test")().DataSources(ctx) {
		var meta datasource.MetadataResponse
		factory().Metadata(ctx, datasource.MetadataRequest{}, &meta)
		names = append(names, meta.TypeName[1:])
	}
	return names
}
