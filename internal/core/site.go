package core

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
)

// CheckWrites asks the site, at plan, whether it exposes the writes that a plan needs. The error says what is missing,
// which console step does the same, and how to import the result.
func CheckWrites(ctx context.Context, c *adminservice.Client, needs ...[]adminservice.Need) error {
	caps, err := c.Capabilities(ctx)
	if err != nil {
		return err
	}
	all := []adminservice.Need{}
	for _, n := range needs {
		all = append(all, n...)
	}
	return caps.Check(all...)
}

// CheckImported refuses to take an object of the configured tenant for another tenant's: id, where a tenant's GUID is
// the id, must be that of the tenant.
func CheckImported(id types.String, tenantID string) error {
	if id.IsNull() || strings.EqualFold(id.ValueString(), tenantID) {
		return nil
	}
	return fmt.Errorf("the import id names %s, but the provider configuration's tenant is %s. Give the GUID of that tenant, or put the key of the right one before it: \"key/GUID\"", id.ValueString(), tenantID)
}
