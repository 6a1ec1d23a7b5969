package acceptance

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// TestApplicationTagCase: tags differ by case.
func TestApplicationTagCase(t *testing.T) {
	t.Parallel()
	e := New(t)
	config := func(tag string) string {
		return e.Provider("admin") + Resource("application", ApplicationAttrs(), Attrs{"tags": "[" + Q(tag) + "]"})
	}
	tagged := func(want string) resource.TestCheckFunc {
		return func(*state) error {
			app, _ := e.Tenant("contoso").Directory.Head().ApplicationByUniqueName("attach")
			if !slices.Equal(app.Tags, []string{want}) {
				return fmt.Errorf("the tags are %v, want %s", app.Tags, want)
			}
			return nil
		}
	}
	e.Run(
		resource.TestStep{Config: config("attach"), Check: tagged("attach")},
		resource.TestStep{Config: config("Attach"), Check: tagged("Attach")},
	)
}

// TestApplicationPermissionSpelling: an API may be given by its client id, in any case, also one that has a name.
func TestApplicationPermissionSpelling(t *testing.T) {
	t.Parallel()
	e := New(t)
	config := func(permissions ...string) string {
		return e.Provider("admin") + Resource("application", ApplicationAttrs(), Attrs{"required_permissions": "[" + strings.Join(permissions, ", ") + "]"})
	}
	permission := func(api, name, typ string) string {
		return fmt.Sprintf("{ api = %q, name = %q, type = %q }", api, name, typ)
	}
	read := permission("microsoft_graph", "Directory.Read.All", "Role")
	write := permission(strings.ToUpper(world.MicroserviceAppID), "cmcollectiondata.WRITE", "Role")
	e.Run(
		resource.TestStep{Config: config(permission(world.GraphAppID, "directory.read.all", "Role"), write), Check: e.consented(2, "")},
		resource.TestStep{Config: config(read, write), Check: e.consented(2, ""), ConfigPlanChecks: action(application, plancheck.ResourceActionUpdate)},
		resource.TestStep{Config: config(read, permission(world.GraphAppID, "directory.read.all", "Role")), ExpectError: said("Permission given twice")},
		resource.TestStep{Config: config(write, permission("configuration_manager_microservice", "CmCollectionData.write", "Role")), ExpectError: said("Permission given twice")},
		resource.TestStep{Config: config(read, permission("microsoft_graph", "Directory.Read.All", "Scope")), Check: e.consented(1, "Directory.Read.All")},
	)
}
