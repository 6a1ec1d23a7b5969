package graph

import (
	"context"
	"strings"

	abstractions "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoft/kiota-abstractions-go/serialization"
	"github.com/microsoftgraph/msgraph-sdk-go/applicationswithappid"
	"github.com/microsoftgraph/msgraph-sdk-go/models"
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
		c.modelPart(readAssignments(), c.navigation(appID, "appRoleAssignments"), models.CreateAppRoleAssignmentCollectionResponseFromDiscriminatorValue, func(m serialization.Parsable) error {
			first, _ := m.(models.AppRoleAssignmentCollectionResponseable)
			list, err := collect(first, nil, c.moreAssignments(during(ctx, readAssignments())))
			p.Assignments = assignmentsOf(list)
			return err
		}),
		c.modelPart(readGrants(), c.navigation(appID, "oauth2PermissionGrants"), models.CreateOAuth2PermissionGrantCollectionResponseFromDiscriminatorValue, func(m serialization.Parsable) error {
			first, _ := m.(models.OAuth2PermissionGrantCollectionResponseable)
			list, err := collect(first, nil, c.moreGrants(during(ctx, readGrants())))
			p.Grants = grantsOf(list)
			return err
		}),
	}, nil
}

func (c *Client) applicationPart(ctx context.Context, appID string, take func(*Application)) (part, error) {
	request, err := c.applicationByAppID(appID).ToGetRequestInformation(ctx, &applicationswithappid.ApplicationsWithAppIdRequestBuilderGetRequestConfiguration{
		QueryParameters: &applicationswithappid.ApplicationsWithAppIdRequestBuilderGetQueryParameters{Select: applicationFields},
	})
	return c.modelPart(readApplication(), request, models.CreateApplicationFromDiscriminatorValue, func(m serialization.Parsable) error {
		app, _ := m.(models.Applicationable)
		one, err := c.found(app, nil)
		take(one)
		return err
	}), err
}

func (c *Client) principalPart(ctx context.Context, appID string, take func(*ServicePrincipal)) (part, error) {
	request, err := c.principalByAppID(appID).ToGetRequestInformation(ctx, &serviceprincipalswithappid.ServicePrincipalsWithAppIdRequestBuilderGetRequestConfiguration{
		QueryParameters: &serviceprincipalswithappid.ServicePrincipalsWithAppIdRequestBuilderGetQueryParameters{Select: principalFields},
	})
	return c.modelPart(readPrincipal(), request, models.CreateServicePrincipalFromDiscriminatorValue, func(m serialization.Parsable) error {
		sp, _ := m.(models.ServicePrincipalable)
		one, err := c.foundPrincipal(sp, nil)
		take(one)
		return err
	}), err
}

// navigation addresses what belongs to a service principal by the application's client id: the SDK has builders for
// that below the object id only.
func (c *Client) navigation(appID, property string) *abstractions.RequestInformation {
	return abstractions.NewRequestInformationWithMethodAndUrlTemplateAndPathParameters(abstractions.GET, "{+baseurl}/servicePrincipals(appId='{appId}')/"+property, map[string]string{"baseurl": c.base, "appId": appID})
}
