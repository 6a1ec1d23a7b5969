package graph

import (
	"context"
	"strings"

	"github.com/microsoftgraph/msgraph-sdk-go/models"
	"github.com/microsoftgraph/msgraph-sdk-go/serviceprincipals"
	"github.com/microsoftgraph/msgraph-sdk-go/serviceprincipalswithappid"
)

var principalFields = strings.Split("id,appId,displayName,accountEnabled,appRoles,oauth2PermissionScopes", ",") //nolint:gochecknoglobals // constant

func (c *Client) principalByID(objectID string) *serviceprincipals.ServicePrincipalItemRequestBuilder {
	return serviceprincipals.NewServicePrincipalsRequestBuilderInternal(c.parameters(), c.adapter).ByServicePrincipalId(objectID)
}

func (c *Client) principalByAppID(appID string) *serviceprincipalswithappid.ServicePrincipalsWithAppIdRequestBuilder {
	return serviceprincipalswithappid.NewServicePrincipalsWithAppIdRequestBuilderInternal(c.parameters(), c.adapter, &appID)
}

// ServicePrincipalByAppID reads the service principal of an application by the application's client id.
func (c *Client) ServicePrincipalByAppID(ctx context.Context, appID string) (*ServicePrincipal, error) {
	m, err := c.principalByAppID(appID).Get(during(ctx, readPrincipal()), &serviceprincipalswithappid.ServicePrincipalsWithAppIdRequestBuilderGetRequestConfiguration{
		QueryParameters: &serviceprincipalswithappid.ServicePrincipalsWithAppIdRequestBuilderGetQueryParameters{Select: principalFields},
	})
	return c.foundPrincipal(m, err)
}

func (c *Client) foundPrincipal(m models.ServicePrincipalable, err error) (*ServicePrincipal, error) {
	if err != nil {
		return nil, clean(err)
	}
	if m == nil || text(m.GetId()) == "" {
		return nil, c.empty(readPrincipal())
	}
	return principalOf(m), nil
}

// ServicePrincipal reads a service principal by its object id.
func (c *Client) ServicePrincipal(ctx context.Context, objectID string) (*ServicePrincipal, error) {
	m, err := c.principalByID(objectID).Get(during(ctx, readPrincipal()), &serviceprincipals.ServicePrincipalItemRequestBuilderGetRequestConfiguration{
		QueryParameters: &serviceprincipals.ServicePrincipalItemRequestBuilderGetQueryParameters{Select: principalFields},
	})
	return c.foundPrincipal(m, err)
}

// UpsertServicePrincipal makes the service principal of an application, or finds the one that there is. own says that
// the application was made here: a refusal may then be a replica that does not know it yet, and is asked again. For an
// application of Microsoft the same refusal is final: the identity needs Application.ReadWrite.All (Graph notes §2.1).
func (c *Client) UpsertServicePrincipal(ctx context.Context, appID string, own bool) (sp *ServicePrincipal, created bool, err error) {
	if own {
		ctx = ownApp(ctx)
	}
	body := models.NewServicePrincipal()
	m, err := c.principalByAppID(appID).Patch(during(ctx, createPrincipal(own)), body, &serviceprincipalswithappid.ServicePrincipalsWithAppIdRequestBuilderPatchRequestConfiguration{Headers: createIfMissing()})
	if err != nil {
		return nil, false, clean(err)
	}
	if m != nil && text(m.GetId()) != "" {
		return principalOf(m), true, nil
	}
	sp, err = c.ServicePrincipalByAppID(Expecting(ctx), appID)
	return sp, false, err
}

// SetServicePrincipalEnabled allows or forbids the sign-in of an application.
func (c *Client) SetServicePrincipalEnabled(ctx context.Context, objectID string, enabled bool) error {
	body := models.NewServicePrincipal()
	body.SetAccountEnabled(&enabled)
	_, err := c.principalByID(objectID).Patch(during(ctx, updatePrincipal()), body, nil)
	return clean(err)
}

// DeleteServicePrincipal moves a service principal to the recycle bin.
func (c *Client) DeleteServicePrincipal(ctx context.Context, objectID string) error {
	return clean(c.principalByID(objectID).Delete(during(ctx, deletePrincipal()), nil))
}

// AssignedTo lists who has an application permission of the resource.
func (c *Client) AssignedTo(ctx context.Context, resourceID string) ([]Assignment, error) {
	ctx = during(ctx, readAssignments())
	first, err := c.principalByID(resourceID).AppRoleAssignedTo().Get(ctx, nil)
	list, err := collect(first, err, c.moreAssignments(ctx))
	return assignmentsOf(list), err
}
