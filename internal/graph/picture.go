package graph

import (
	"context"
	"strings"

	abstractions "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/applicationswithappid"
	"github.com/microsoftgraph/msgraph-sdk-go/serviceprincipalswithappid"
)

// Picture reads the registration, the service principal, its consent and the service principals of the resources in
// one $batch, all addressed by client id. What does not exist is nil in the picture, not an error.
func (c *Client) Picture(ctx context.Context, appID string, resourceAppIDs ...string) (*Picture, error) {
	p := &Picture{Resources: map[string]*ServicePrincipal{}}
	parts, err := c.pictureParts(ctx, p, appID)
	if err != nil {
		return nil, err
	}
	for _, resource := range resourceAppIDs {
		one, err := c.principalPart(ctx, resource, func(sp *ServicePrincipal) { p.Resources[strings.ToLower(resource)] = sp })
		if err != nil {
			return nil, err
		}
		parts = append(parts, one)
	}
	return p, c.batch(ctx, version, parts)
}

func (c *Client) pictureParts(ctx context.Context, p *Picture, appID string) ([]part, error) {
	app, err := c.applicationPart(ctx, appID, func(app *Application) { p.Application = app })
	if err != nil {
		return nil, err
	}
	principal, err := c.principalPart(ctx, appID, func(sp *ServicePrincipal) { p.ServicePrincipal = sp })
	if err != nil {
		return nil, err
	}
	return []part{
		app,
		principal,
		partOf(c, readAssignments(), c.navigation(appID, "appRoleAssignments"), func(first listPage[wireAssignment]) error {
			list, err := rest(during(ctx, readAssignments()), c, first)
			p.Assignments = assignmentsOf(list)
			return err
		}),
		partOf(c, readGrants(), c.navigation(appID, "oauth2PermissionGrants"), func(first listPage[wireGrant]) error {
			list, err := rest(during(ctx, readGrants()), c, first)
			p.Grants = grantsOf(list)
			return err
		}),
	}, nil
}

func (c *Client) applicationPart(ctx context.Context, appID string, take func(*Application)) (part, error) {
	request, err := c.applicationByAppID(appID).ToGetRequestInformation(ctx, &applicationswithappid.ApplicationsWithAppIdRequestBuilderGetRequestConfiguration{
		QueryParameters: &applicationswithappid.ApplicationsWithAppIdRequestBuilderGetQueryParameters{Select: applicationFields},
	})
	return partOf(c, readApplication(), request, func(w wireApplication) error {
		one, err := c.found(w)
		take(one)
		return err
	}), err
}

func (c *Client) principalPart(ctx context.Context, appID string, take func(*ServicePrincipal)) (part, error) {
	request, err := c.principalByAppID(appID).ToGetRequestInformation(ctx, &serviceprincipalswithappid.ServicePrincipalsWithAppIdRequestBuilderGetRequestConfiguration{
		QueryParameters: &serviceprincipalswithappid.ServicePrincipalsWithAppIdRequestBuilderGetQueryParameters{Select: principalFields},
	})
	return partOf(c, readPrincipal(), request, func(w wirePrincipal) error {
		one, err := c.foundPrincipal(w)
		take(one)
		return err
	}), err
}

// navigation addresses what belongs to a service principal by the application's client id: the SDK has builders for
// that below the object id only.
func (c *Client) navigation(appID, property string) *abstractions.RequestInformation {
	return abstractions.NewRequestInformationWithMethodAndUrlTemplateAndPathParameters(abstractions.GET, "{+baseurl}/servicePrincipals(appId='{appId}')/"+property, map[string]string{"baseurl": c.base, "appId": appID})
}
