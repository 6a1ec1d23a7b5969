package acceptance

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

const collectionUpload = "tenantattach_collection_upload.this"

// mapped checks at the site which collection is uploaded.
func (e *Env) mapped(want string) resource.TestCheckFunc {
	return func(*state) error {
		t := e.Tenant("contoso")
		got := ""
		t.Hierarchy.View(func(tables *world.Tables) { got = tables.Mappings[t.ID] })
		if got != want {
			return fmt.Errorf("the site uploads collection %q, want %q", got, want)
		}
		return nil
	}
}

func TestCollectionUpload(t *testing.T) {
	t.Parallel()
	e := New(t)
	config := func(scope string) string {
		return e.Provider("admin") + Resource("cloud_environment", CloudEnvironmentAttrs()) + Resource("collection_upload", CollectionUploadAttrs(), Attrs{"scope": Q(scope)})
	}
	e.Life(
		resource.TestStep{Config: config("P0100014"), Check: e.mapped("P0100014"), ConfigStateChecks: []statecheck.StateCheck{
			value(collectionUpload, "collection_name", knownvalue.StringExact("Pilot")), value(collectionUpload, "device_count", knownvalue.Int64Exact(25)),
		}},
		resource.TestStep{ResourceName: collectionUpload, ImportState: true, ImportStateVerify: true},
		resource.TestStep{
			ResourceName: collectionUpload, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"tenant"},
			ImportStateIdFunc: importID(collectionUpload, "id"),
		},
		resource.TestStep{Config: config("P0100020"), Check: e.mapped("P0100020"), ConfigPlanChecks: action(collectionUpload, plancheck.ResourceActionUpdate)},
		resource.TestStep{Config: config("all_devices"), Check: e.mapped(""), ConfigPlanChecks: action(collectionUpload, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{value(collectionUpload, "device_count", knownvalue.Int64Exact(412))}},
		resource.TestStep{Config: config("P0100014"), Check: e.mapped("P0100014"), ConfigPlanChecks: action(collectionUpload, plancheck.ResourceActionUpdate)},
		resource.TestStep{ // the tenant disappears from the site, and the scope with it
			PreConfig: func() {
				id := e.Tenant("contoso").ID
				e.Drift(world.Change{Object: "SMS_AAD_Tenant_Ex", Match: map[string]any{"TenantID": id}, Delete: true})
				e.Drift(world.Change{Object: "SMS_CoMgmtConfigs", Match: map[string]any{"TenantID": id}, Delete: true})
			},
			Config: config("P0100014"), Check: e.mapped("P0100014"), ConfigPlanChecks: action(collectionUpload, plancheck.ResourceActionCreate),
		},
	)
}

// TestCollectionUploadPlan: what is wrong or surprising is said at plan, before anything changes.
func TestCollectionUploadPlan(t *testing.T) {
	t.Parallel()
	e := New(t)
	config := func(client, scope string) string {
		return e.Provider(client) + Resource("collection_upload", Attrs{"scope": Q(scope)})
	}
	for _, tt := range []struct{ name, client, scope, want string }{
		{"unknown collection", "admin", "P01FFFFF", "The hierarchy has no collection P01FFFFF"},
		{"user collection", "admin", "P0100030", `Collection P0100030 "Sales people" is not a device collection`},
		{"not an id", "admin", "Pilot", "or the id of a collection"},
		{"hidden by the account's scope", "scoped", "P0100020", "or the account may not see it"},
		{"no administrative user", "registrar", "P0100014", "The account is no administrative user of ConfigMgr"},
		{"the tenant is not registered", "admin", "P0100014", "Create tenantattach_cloud_environment first"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			one := *e
			one.t = t
			one.Run(resource.TestStep{Config: config(tt.client, tt.scope), ExpectError: said(tt.want)})
		})
	}
}
