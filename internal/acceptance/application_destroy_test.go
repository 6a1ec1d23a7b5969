package acceptance

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// destroyFaults are what a destroy of the application meets, by what it is doing.
func destroyFaults() map[string]wire.Fault {
	refused := func(path string, skip int) wire.Fault {
		return wire.Fault{Kind: wire.KindGraph, Method: http.MethodDelete, Path: path, Status: http.StatusInternalServerError, Skip: skip, Times: 1}
	}
	return map[string]wire.Fault{
		"withdrawing consent":                  refused(assignments, 1),
		"deleting Microsoft's principal":       refused("^/v1.0/servicePrincipals/[^/]+$", 0),
		"deleting Microsoft's principal twice": refused("/deletedItems/", 0),
		"deleting the application":             refused("^/v1.0/applications/", 0),
		"deleting its principal for good":      refused("/deletedItems/", 1),
		"deleting the application for good":    refused("/deletedItems/", 2),
	}
}

// TestApplicationDestroyContinued: a destroy that failed half-way is continued by the next, to the end: neither Microsoft's
// service principal stays, which this resource has made, nor anything in the recycle bin.
func TestApplicationDestroyContinued(t *testing.T) {
	t.Parallel()
	for name, fault := range destroyFaults() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := New(t, func(s *world.Seed) { s.Lag = 0 })
			config := e.Provider("admin") + Resource("application", ApplicationAttrs())
			e.Run(
				resource.TestStep{Config: config},
				resource.TestStep{PreConfig: func() { e.Fault(fault) }, Config: config, Destroy: true, ExpectError: said("answered 500")},
			)
		})
	}
}

// TestApplicationAfterFailedDestroy: whoever wants the application again after a destroy that left it in the recycle bin gets
// a new one, and not "no changes".
func TestApplicationAfterFailedDestroy(t *testing.T) {
	t.Parallel()
	e := New(t, func(s *world.Seed) { s.Lag = 0 })
	config := e.Provider("admin") + Resource("application", ApplicationAttrs())
	e.Run(
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: func() { e.Fault(destroyFaults()["deleting the application for good"]) },
			Config:    config, Destroy: true, ExpectError: said("answered 500"),
		},
		resource.TestStep{Config: config, ConfigPlanChecks: action(application, plancheck.ResourceActionReplace), Check: e.consented(3, "Directory.Read.All")},
	)
}
