package acceptance

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// attached makes one object of each kind that has an identity, in the order in which they need each other.
func (p *protocol) attached() map[string]instance {
	p.t.Helper()
	app := p.create("application", map[string]any{"unique_name": "attach", "display_name": "ConfigMgr attach", "purge_on_destroy": true})
	return map[string]instance{
		"application":       app,
		"cloud_environment": p.create("cloud_environment", map[string]any{"name": "Contoso", "environment": "AzurePublicCloud"}),
		"collection_upload": p.create("collection_upload", map[string]any{"scope": "P0100014"}),
		"onboarding": p.create("onboarding", map[string]any{
			"handoff": "admin_service", "client_id": text(p.t, app.state, "client_id"), "application_name": "ConfigMgr attach", "identifier_uri": text(p.t, app.state, "identifier_uri"),
		}),
		"service_connection_point_proxy": p.create("service_connection_point_proxy", map[string]any{"proxy_server": "proxy.example", "proxy_port": 8080, "proxy_access_account": `CORP\svc-proxy`}),
		"intune_rbac":                    p.create("intune_rbac", map[string]any{"enabled": false}),
	}
}

// TestBrownfield: of an attached tenant everything is found, with the identity that it was made with; what Terraform
// generates for it is imported by that identity, and by an id, and plans empty. The application is as the console makes it:
// without a unique name.
func TestBrownfield(t *testing.T) {
	t.Parallel()
	e := New(t)
	p := e.Protocol("admin")
	made := p.attached()
	for _, kind := range kinds(p.identities) {
		if _, ok := made[kind]; !ok {
			t.Errorf("%s has an identity, and is not tested", kind)
		}
	}
	e.Drift(world.Change{Object: "application", Match: map[string]any{"uniqueName": "attach"}, Set: map[string]any{"uniqueName": ""}})
	for kind, one := range made {
		t.Run(kind, func(t *testing.T) {
			p := *p
			p.t = t
			found, failed := p.list(kind, map[string]any{"tenant": "contoso"})
			if failed != "" || len(found) != 1 {
				t.Fatalf("found %v, %s", found, failed)
			}
			if found[0].name == "" || !found[0].identity.Equal(one.identity) || one.identity.IsNull() {
				t.Errorf("found %q with identity %s, made was %s", found[0].name, found[0].identity, one.identity)
			}
			config := generated(p.resource(kind), found[0].state)
			for how, id := range map[string]string{"identity": "", "id": text(t, one.state, "id"), "key and id": "contoso/" + text(t, one.state, "id")} {
				got, failed := p.importBy(kind, id, found[0].identity)
				if failed != "" {
					t.Errorf("by %s: %s", how, failed)
					continue
				}
				if !got.identity.Equal(one.identity) {
					t.Errorf("by %s: the identity is %s", how, got.identity)
				}
				if how == "key and id" { // the key is configuration: with it in there, the plan would say that it changes
					continue
				}
				if !got.state.Equal(found[0].state) {
					t.Errorf("by %s: the state differs from what was listed:\n%s\n%s", how, got.state, found[0].state)
				}
				plan := p.plan(kind, got, config)
				if now := p.static(plan.PlannedState, got.state.Type()); !now.Equal(got.state) || len(plan.RequiresReplace) > 0 {
					t.Errorf("by %s: the plan is not empty:\n%s\n%s", how, got.state, now)
				}
			}
		})
	}
}

// TestUniqueNameLeftOut: an application that has a unique name keeps it when it is left out, and is not replaced.
func TestUniqueNameLeftOut(t *testing.T) {
	t.Parallel()
	p := New(t).Protocol("admin")
	one := p.create("application", map[string]any{"unique_name": "attach", "display_name": "ConfigMgr attach"})
	config := attributes(generated(p.resource("application"), one.state))
	config["unique_name"] = tftypes.NewValue(tftypes.String, nil)
	plan := p.plan("application", one, tftypes.NewValue(one.state.Type(), config))
	if now := p.static(plan.PlannedState, one.state.Type()); !now.Equal(one.state) || len(plan.RequiresReplace) > 0 {
		t.Errorf("the plan is not empty: %v\n%s\n%s", plan.RequiresReplace, one.state, now)
	}
}

// TestListNothing: of a tenant that is not attached nothing is found but the switch that every tenant has.
func TestListNothing(t *testing.T) {
	t.Parallel()
	e := New(t)
	p := e.Protocol("reader")
	for _, kind := range kinds(p.schemas.ListResourceSchemas) {
		found, failed := p.list(kind, map[string]any{"tenant": "fabrikam"})
		if want := map[string]int{"intune_rbac": 1}[kind]; len(found) != want || failed != "" {
			t.Errorf("%s: found %v, %s", kind, found, failed)
		}
	}
}

// TestListRefused: what cannot be asked is an error that names the tenant, and never an empty list.
func TestListRefused(t *testing.T) {
	t.Parallel()
	e := New(t)
	p := e.Protocol("stranger")
	for _, kind := range kinds(p.schemas.ListResourceSchemas) {
		found, failed := p.list(kind, nil)
		if len(found) > 0 || !strings.Contains(failed, "Tenant: the default tenant (c0117050-1111-4111-8111-111111111111)") {
			t.Errorf("%s: found %v, said %q", kind, found, failed)
		}
	}
	if _, failed := p.list("onboarding", map[string]any{"tenant": "nobody"}); !strings.Contains(failed, `no tenant "nobody"`) {
		t.Errorf("said %q", failed)
	}
}

// TestImportByIdentityRefused: an identity of a tenant that is not configured, or that is configured with two hierarchies, says
// so; one of another tenant's object is none of this tenant.
func TestImportByIdentityRefused(t *testing.T) {
	t.Parallel()
	e := New(t)
	other := e.Lab.Endpoints("fabrikam")
	p := e.Protocol("reader", map[string]any{"tenants": map[string]any{
		"elsewhere": map[string]any{"admin_service": map[string]any{"url": other.AdminServiceURL, "scope": other.AdminServiceScope}},
	}})
	identity := func(tenantID string) tftypes.Value {
		return valueOf(p.identities["tenantattach_cloud_environment"].ValueType(), map[string]any{"tenant_id": tenantID})
	}
	for tenantID, want := range map[string]string{
		other.TenantID:                      "has no tenant with the id",
		e.Lab.Endpoints("contoso").TenantID: `different hierarchies: the default tenant, tenant "elsewhere"`,
	} {
		if _, failed := p.importBy("cloud_environment", "", identity(tenantID)); !strings.Contains(failed, want) {
			t.Errorf("%s: said %q, want %q", tenantID, failed, want)
		}
	}
}

// TestIdentityOfOldState: a state of a version without identities gets them by a refresh, also of an object that is gone.
func TestIdentityOfOldState(t *testing.T) {
	t.Parallel()
	e := New(t)
	p := e.Protocol("admin")
	one := p.create("cloud_environment", map[string]any{"name": "Contoso", "environment": "AzurePublicCloud"})
	for _, gone := range []bool{false, true} {
		got := p.refresh(instance{kind: one.kind, state: one.state})
		if got.state.IsNull() != gone || !got.identity.Equal(one.identity) {
			t.Errorf("gone: %t, got %s with identity %s", gone, got.state, got.identity)
		}
		if !gone {
			p.destroy(one)
		}
	}
}
