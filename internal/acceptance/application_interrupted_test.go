package acceptance

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
)

const assignments = "/appRoleAssignments"

// TestApplicationDroppedPermission: consent to a permission that is dropped is withdrawn by the next apply when the one
// that dropped it was interrupted.
func TestApplicationDroppedPermission(t *testing.T) {
	t.Parallel()
	e := New(t)
	config := func(attrs Attrs) string {
		return e.Provider("admin") + Resource("application", ApplicationAttrs(), attrs)
	}
	fewer := Attrs{"required_permissions": `[
    { api = "configuration_manager_microservice", name = "CmCollectionData.read", type = "Role" },
    { api = "microsoft_graph", name = "Directory.Read.All", type = "Role" },
    { api = "microsoft_graph", name = "Directory.Read.All", type = "Scope" },
  ]`}
	e.Run(
		resource.TestStep{Config: config(nil), Check: e.consented(3, "Directory.Read.All")},
		resource.TestStep{
			PreConfig: func() {
				e.Fault(wire.Fault{Method: http.MethodDelete, Path: assignments, Status: http.StatusForbidden, Times: 1})
			},
			Config: config(fewer), ExpectError: said("withdraw the consent"),
		},
		resource.TestStep{Config: config(fewer), Check: e.consented(2, "Directory.Read.All")},
	)
}

// TestApplicationFailedCreate: a create that fails half way is continued by the next apply, not undone by it.
func TestApplicationFailedCreate(t *testing.T) {
	t.Parallel()
	e := New(t)
	config := e.Provider("admin") + Resource("application", ApplicationAttrs(), Attrs{"if_soft_deleted": Q("refuse"), "purge_on_destroy": "false"})
	left := func() error {
		if n := len(e.Tenant("contoso").Directory.Head().DeletedApplications); n != 1 {
			return fmt.Errorf("%d applications in the recycle bin, want the one that was destroyed", n)
		}
		return nil
	}
	made := ""
	e.RunLeaving(left,
		resource.TestStep{
			PreConfig: func() {
				e.Fault(wire.Fault{Method: http.MethodPost, Path: assignments, Status: http.StatusForbidden, Times: 1})
			},
			Config: config, ExpectError: said("The application exists by now"),
		},
		resource.TestStep{
			PreConfig: func() {
				app, _ := e.Tenant("contoso").Directory.Head().ApplicationByUniqueName("attach")
				made = app.AppID
			},
			Config: config, ConfigPlanChecks: action(application, plancheck.ResourceActionCreate), Check: e.consented(3, "Directory.Read.All"),
			ConfigStateChecks: []statecheck.StateCheck{value(application, "client_id", knownvalue.StringFunc(func(got string) error {
				if got != made || made == "" {
					return fmt.Errorf("the application is %q, want %q", got, made)
				}
				return nil
			}))},
		},
	)
}
