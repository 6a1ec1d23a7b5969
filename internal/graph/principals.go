package graph

import (
	"context"
	"strings"

	abstractions "github.com/microsoft/kiota-abstractions-go"
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
	request, err := c.principalByAppID(appID).ToGetRequestInformation(ctx, &serviceprincipalswithappid.ServicePrincipalsWithAppIdRequestBuilderGetRequestConfiguration{
		QueryParameters: &serviceprincipalswithappid.ServicePrincipalsWithAppIdRequestBuilderGetQueryParameters{Select: principalFields},
	})
	return c.askPrincipal(ctx, request, err)
}

// ServicePrincipal reads a service principal by its object id.
func (c *Client) ServicePrincipal(ctx context.Context, objectID string) (*ServicePrincipal, error) {
	request, err := c.principalByID(objectID).ToGetRequestInformation(ctx, &serviceprincipals.ServicePrincipalItemRequestBuilderGetRequestConfiguration{
		QueryParameters: &serviceprincipals.ServicePrincipalItemRequestBuilderGetQueryParameters{Select: principalFields},
	})
	return c.askPrincipal(ctx, request, err)
}

func (c *Client) askPrincipal(ctx context.Context, request *abstractions.RequestInformation, err error) (*ServicePrincipal, error) {
	if err != nil {
		return nil, err
	}
	w, err := readOne[wirePrincipal](ctx, c, readPrincipal(), request)
	if err != nil {
		return nil, err
	}
	return c.foundPrincipal(w)
}

func (c *Client) foundPrincipal(w wirePrincipal) (*ServicePrincipal, error) {
	if w.ID == "" {
		return nil, c.empty(readPrincipal())
	}
	return w.principal(), nil
}

// UpsertServicePrincipal makes the service principal of an application, or finds the one that there is. own says that
// the application was made here: a refusal may then be a replica that does not know it yet, and is asked again. For an
// application of Microsoft the same refusal is final: the identity needs Application.ReadWrite.All (Graph notes §2.1).
func (c *Client) UpsertServicePrincipal(ctx context.Context, appID string, own bool) (sp *ServicePrincipal, created bool, err error) {
	if own {
		ctx = ownApp(ctx)
	}
	w, err := upsert[wirePrincipal](during(ctx, createPrincipal(own)), c, c.principalByAppID(appID).BaseRequestBuilder, map[string]any{})
	if err != nil {
		return nil, false, err
	}
	if w.ID != "" {
		return w.principal(), true, nil
	}
	sp, err = c.ServicePrincipalByAppID(Expecting(ctx), appID)
	return sp, false, err
}

// SetServicePrincipalEnabled allows or forbids the sign-in of an application.
func (c *Client) SetServicePrincipalEnabled(ctx context.Context, objectID string, enabled bool) error {
	return c.to(during(ctx, updatePrincipal()), abstractions.PATCH, c.principalByID(objectID).BaseRequestBuilder, map[string]any{"accountEnabled": enabled}, nil)
}

// DeleteServicePrincipal moves a service principal to the recycle bin.
func (c *Client) DeleteServicePrincipal(ctx context.Context, objectID string) error {
	return c.to(during(ctx, deletePrincipal()), abstractions.DELETE, c.principalByID(objectID).BaseRequestBuilder, nil, nil)
}

// AssignedTo lists who has an application permission of the resource.
func (c *Client) AssignedTo(ctx context.Context, resourceID string) ([]Assignment, error) {
	list, err := listAt[wireAssignment](during(ctx, readAssignments()), c, c.principalByID(resourceID).AppRoleAssignedTo().BaseRequestBuilder)
	return assignmentsOf(list), err
}
