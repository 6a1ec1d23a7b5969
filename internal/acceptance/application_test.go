package acceptance

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

const application = "tenantattach_application.this"

// action is a plan check: what the plan does with one resource.
func action(address string, want plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, want)}}
}

// value is a state check on one attribute.
func value(address, attribute string, want knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), want)
}

func TestApplication(t *testing.T) {
	t.Parallel()
	// That Microsoft's service principal was made by a resource that has disappeared is not known any more, so it is there.
	e := New(t, func(s *world.Seed) { s.Tenant("contoso").Microservice = true })
	config := func(changes ...Attrs) string {
		return e.Provider("admin") + Resource("application", append([]Attrs{ApplicationAttrs()}, changes...)...)
	}
	richer := Attrs{"display_name": Q("Renamed"), "notes": Q("Ticket 4711"), "tags": `["lab", "attach"]`, "admin_consent": "false", "enabled": "false",
		"identifier_uri": Q("api://" + e.Tenant("contoso").ID + "/attach"), "required_permissions": `[{ api = "microsoft_graph", name = "directory.read.all", type = "Role" }]`}
	e.Life(
		resource.TestStep{
			Config: config(),
			ConfigStateChecks: []statecheck.StateCheck{
				value(application, "tenant_id", knownvalue.StringExact(e.Tenant("contoso").ID)),
				value(application, "identifier_uri", knownvalue.StringRegexp(regexp.MustCompile("^api://"+e.Tenant("contoso").ID+"/[0-9a-f-]{36}$"))),
				value(application, "required_permissions", knownvalue.SetSizeExact(4)),
				value(application, "admin_consent", knownvalue.Bool(true)),
				value(application, "microservice_service_principal_id", knownvalue.NotNull()),
			},
			Check: e.consented(3, "Directory.Read.All"),
		},
		resource.TestStep{ResourceName: application, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"purge_on_destroy"}},
		resource.TestStep{
			ResourceName: application, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"purge_on_destroy", "tenant"},
			ImportStateIdFunc: importID(application, "client_id"),
		},
		resource.TestStep{
			Config: config(richer), ConfigPlanChecks: action(application, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{
				value(application, "display_name", knownvalue.StringExact("Renamed")), value(application, "enabled", knownvalue.Bool(false)),
				value(application, "tags", knownvalue.SetSizeExact(2)), value(application, "admin_consent", knownvalue.Bool(false)),
			},
			Check: e.consented(0, ""),
		},
		resource.TestStep{Config: config(), ConfigPlanChecks: action(application, plancheck.ResourceActionUpdate), Check: e.consented(3, "Directory.Read.All")},
		resource.TestStep{ // disappears
			PreConfig: func() {
				e.Drift(world.Change{Object: "application", Match: map[string]any{"uniqueName": "attach"}, Delete: true})
			},
			Config: config(), ConfigPlanChecks: action(application, plancheck.ResourceActionCreate),
		},
		resource.TestStep{Config: config(Attrs{"unique_name": Q("attach-2")}), ConfigPlanChecks: action(application, plancheck.ResourceActionReplace)},
	)
}

// importID builds an import id under the key contoso, of an attribute in the state.
func importID(address, attribute string) resource.ImportStateIdFunc {
	return func(s *state) (string, error) {
		rs, ok := s.RootModule().Resources[address]
		if !ok {
			return "", fmt.Errorf("%s is not in the state", address)
		}
		return "contoso/" + rs.Primary.Attributes[attribute], nil
	}
}

// consented checks in the directory how many application permissions the application has been granted, and the
// delegated ones.
func (e *Env) consented(roles int, scopes string) resource.TestCheckFunc {
	return func(s *state) error {
		id := s.RootModule().Resources[application].Primary.Attributes["service_principal_id"]
		head := e.Tenant("contoso").Directory.Head()
		n, granted := 0, ""
		for _, a := range head.Assignments {
			if a.PrincipalID == id {
				n++
			}
		}
		for _, g := range head.Grants {
			if g.ClientID == id {
				granted = g.Scope
			}
		}
		if n != roles || granted != scopes {
			return fmt.Errorf("%d application permissions and the delegated permissions %q are consented to, want %d and %q", n, granted, roles, scopes)
		}
		return nil
	}
}

// TestApplicationSoftDelete: a deleted application comes back, goes for good, or stays in the way, as configured.
func TestApplicationSoftDelete(t *testing.T) {
	t.Parallel()
	e := New(t)
	config := func(changes Attrs) string {
		return e.Provider("admin") + Resource("application", ApplicationAttrs(), Attrs{"purge_on_destroy": "false"}, changes)
	}
	var first, restored, replaced string
	remember := func(into *string) resource.TestCheckFunc {
		return resource.TestCheckResourceAttrWith(application, "client_id", func(v string) error { *into = v; return nil })
	}
	e.RunLeaving(
		func() error {
			if n := len(e.Tenant("contoso").Directory.Head().DeletedApplications); n != 1 {
				return fmt.Errorf("%d applications in the recycle bin, want the last one", n)
			}
			return nil
		},
		resource.TestStep{Config: config(nil), Check: remember(&first)},
		resource.TestStep{Config: config(nil), Destroy: true},
		resource.TestStep{Config: config(Attrs{"if_soft_deleted": Q("refuse")}), ExpectError: said("Deleted application is in the way")},
		resource.TestStep{Config: config(nil), Check: remember(&restored)},
		resource.TestStep{Config: config(nil), Destroy: true},
		resource.TestStep{Config: config(Attrs{"if_soft_deleted": Q("replace")}), Check: remember(&replaced)},
	)
	if first == "" || restored != first || replaced == first {
		t.Errorf("made %s, restored %s, replaced by %s", first, restored, replaced)
	}
}

// TestApplicationRefusals: what is wrong fails at plan, or with the permission that is missing.
func TestApplicationRefusals(t *testing.T) {
	t.Parallel()
	e := New(t)
	tests := map[string]struct {
		client string
		attrs  Attrs
		want   string
	}{
		"URI of another tenant":          {"admin", Attrs{"identifier_uri": Q("api://" + e.Tenant("fabrikam").ID + "/x")}, `must begin with "api://` + e.Tenant("contoso").ID},
		"no unique name":                 {"admin", Attrs{"unique_name": ""}, "Missing unique name"},
		"no URI":                         {"admin", Attrs{"identifier_uri": Q("urn:x")}, "must be api://"},
		"no such permission":             {"admin", Attrs{"required_permissions": `[{ api = "microsoft_graph", name = "No.Such", type = "Role" }]`}, `has no permission "No.Such"`},
		"unknown type":                   {"admin", Attrs{"required_permissions": `[{ api = "microsoft_graph", name = "x", type = "role" }]`}, "value must be one of"},
		"no rights at all":               {"stranger", nil, "Application.Read.All"},
		"rights to own only":             {"owner", nil, "Application.ReadWrite.All"},
		"no right to consent":            {"registrar", nil, "AppRoleAssignment.ReadWrite.All"},
		"an expired secret":              {"lapsed", nil, "AADSTS7000222"},
		"no right to write":              {"reader", nil, "Application.ReadWrite.OwnedBy"},
		"microservice that is not there": {"admin", Attrs{"microservice_app_id": Q("12345678-0000-4000-8000-000000000000")}, "12345678-0000-4000-8000-000000000000"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e := New(t)
			e.RunLeaving(func() error { return nil }, resource.TestStep{Config: e.Provider(tt.client) + Resource("application", ApplicationAttrs(), tt.attrs), ExpectError: said(tt.want)})
		})
	}
}
