package graph

import (
	"context"

	"github.com/microsoftgraph/msgraph-sdk-go/organization"
)

// TenantName is the display name of the tenant's organization.
func (c *Client) TenantName(ctx context.Context) (string, error) {
	page, err := organization.NewOrganizationRequestBuilderInternal(c.parameters(), c.adapter).Get(during(ctx, readOrganization()), &organization.OrganizationRequestBuilderGetRequestConfiguration{
		QueryParameters: &organization.OrganizationRequestBuilderGetQueryParameters{Select: []string{"id", "displayName"}},
	})
	if err != nil {
		return "", clean(err)
	}
	if page == nil || len(page.GetValue()) == 0 {
		return "", c.empty(readOrganization())
	}
	return text(page.GetValue()[0].GetDisplayName()), nil
}
