package acceptance

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// microservice is Microsoft's service principal in the directory; nil when there is none.
func (e *Env) microservice() *world.ServicePrincipal {
	if sp, ok := e.Tenant("contoso").Directory.Head().ServicePrincipalByAppID(world.MicroserviceAppID); ok {
		return &sp
	}
	return nil
}

// TestApplicationMicroserviceOfOthers: a service principal of the microservice that somebody has made anew is not ours,
// although we made the one before.
func TestApplicationMicroserviceOfOthers(t *testing.T) {
	t.Parallel()
	e := New(t, func(s *world.Seed) { s.Lag = 0 })
	other := world.MicroservicePrincipal()
	e.RunLeaving(
		func() error {
			if sp := e.microservice(); sp == nil || sp.ID != other.ID {
				return fmt.Errorf("the service principal is %v, want that of others", sp)
			}
			return nil
		},
		resource.TestStep{Config: e.Provider("admin") + Resource("application", ApplicationAttrs())},
		resource.TestStep{
			PreConfig: func() {
				err := e.Tenant("contoso").Directory.Update(func(s *world.Snapshot) error {
					ours, _ := s.ServicePrincipalByAppID(world.MicroserviceAppID)
					delete(s.ServicePrincipals, ours.ID)
					s.ServicePrincipals[other.ID] = other
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
			},
			Config: e.Provider("admin") + Resource("application", ApplicationAttrs()),
		},
	)
}

// TestApplicationOtherMicroservice: a change of microservice_app_id does not make the other principal ours, and does not
// lose the one that is.
func TestApplicationOtherMicroservice(t *testing.T) {
	t.Parallel()
	e := New(t, func(s *world.Seed) { s.Lag = 0 })
	other := world.MicroservicePrincipal()
	other.ID, other.AppID, other.DisplayName = world.NewID(), world.NewID(), "Another microservice"
	err := e.Tenant("contoso").Directory.Update(func(s *world.Snapshot) error { s.ServicePrincipals[other.ID] = other; return nil })
	if err != nil {
		t.Fatal(err)
	}
	e.initial = e.dump()
	e.Run(
		resource.TestStep{Config: e.Provider("admin") + Resource("application", ApplicationAttrs()), Check: e.consented(3, "Directory.Read.All")},
		resource.TestStep{Config: e.Provider("admin") + Resource("application", ApplicationAttrs(), Attrs{"microservice_app_id": Q(other.AppID)}), Check: e.consented(3, "Directory.Read.All")},
	)
}
