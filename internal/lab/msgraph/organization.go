package msgraph

import (
	"net/http"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

func listOrganizations(c *call) (*answer, error) {
	one := map[string]world.Organization{c.replica.Organization.ID: c.replica.Organization}
	return c.list(organizationResource(), views(one, viewOrganization, nil))
}

func getOrganization(c *call) (*answer, error) {
	if !sameID(c.keys[0].value, c.replica.Organization.ID) {
		return nil, errMissing(c.keys[0].value)
	}
	return c.entity(http.StatusOK, organizationResource(), viewOrganization(c.replica.Organization))
}
