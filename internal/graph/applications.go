package graph

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	abstractions "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/applications"
	"github.com/microsoftgraph/msgraph-sdk-go/applicationswithappid"
	"github.com/microsoftgraph/msgraph-sdk-go/applicationswithuniquename"
	"github.com/microsoftgraph/msgraph-sdk-go/models"
)

// applicationFields are read of an application: isDisabled and uniqueName come only when they are asked for.
var applicationFields = strings.Split("id,appId,displayName,uniqueName,signInAudience,notes,identifierUris,tags,isDisabled,requiredResourceAccess,passwordCredentials,deletedDateTime", ",") //nolint:gochecknoglobals // constant

func (c *Client) applicationByID(objectID string) *applications.ApplicationItemRequestBuilder {
	return applications.NewApplicationsRequestBuilderInternal(c.parameters(), c.adapter).ByApplicationId(objectID)
}

func (c *Client) applicationByAppID(appID string) *applicationswithappid.ApplicationsWithAppIdRequestBuilder {
	return applicationswithappid.NewApplicationsWithAppIdRequestBuilderInternal(c.parameters(), c.adapter, &appID)
}

func (c *Client) applicationByName(uniqueName string) *applicationswithuniquename.ApplicationsWithUniqueNameRequestBuilder {
	quoted := strings.ReplaceAll(uniqueName, "'", "''") // the SDK escapes for URLs, not for OData
	return applicationswithuniquename.NewApplicationsWithUniqueNameRequestBuilderInternal(c.parameters(), c.adapter, &quoted)
}

// Application reads an app registration by its object id.
func (c *Client) Application(ctx context.Context, objectID string) (*Application, error) {
	m, err := c.applicationByID(objectID).Get(during(ctx, readApplication()), &applications.ApplicationItemRequestBuilderGetRequestConfiguration{
		QueryParameters: &applications.ApplicationItemRequestBuilderGetQueryParameters{Select: applicationFields},
	})
	return c.found(m, err)
}

// ApplicationByAppID reads an app registration by its client id.
func (c *Client) ApplicationByAppID(ctx context.Context, appID string) (app *Application, err error) {
	p, err := c.applicationPart(ctx, appID, func(found *Application) { app = found })
	if err != nil {
		return nil, err
	}
	err = c.one(ctx, p)
	return app, err
}

// ApplicationByUniqueName reads an app registration by its unique name.
func (c *Client) ApplicationByUniqueName(ctx context.Context, uniqueName string) (*Application, error) {
	m, err := c.applicationByName(uniqueName).Get(during(ctx, readApplication()), &applicationswithuniquename.ApplicationsWithUniqueNameRequestBuilderGetRequestConfiguration{
		QueryParameters: &applicationswithuniquename.ApplicationsWithUniqueNameRequestBuilderGetQueryParameters{Select: applicationFields},
	})
	return c.found(m, err)
}

// empty says that a read was answered, but not with the object.
func (c *Client) empty(o operation) error {
	return fmt.Errorf("could not %s in tenant %s: Microsoft Graph answered without it", o.text, c.options.TenantID)
}

func (c *Client) found(m models.Applicationable, err error) (*Application, error) {
	if err != nil {
		return nil, clean(err)
	}
	if m == nil || text(m.GetId()) == "" {
		return nil, c.empty(readApplication())
	}
	return applicationOf(m), nil
}

// UpsertApplication makes the application with this unique name, or writes spec to the one that has it. It can be
// repeated after a lost answer, which a POST cannot: two applications may have the same display name.
func (c *Client) UpsertApplication(ctx context.Context, uniqueName string, spec ApplicationSpec) (app *Application, created bool, err error) {
	body, err := spec.model()
	if err != nil {
		return nil, false, fmt.Errorf("describing the application: %w", err)
	}
	m, err := c.applicationByName(uniqueName).Patch(during(ctx, upsertApplication()), body, &applicationswithuniquename.ApplicationsWithUniqueNameRequestBuilderPatchRequestConfiguration{Headers: createIfMissing()})
	if err != nil {
		return nil, false, clean(err)
	}
	if m != nil && text(m.GetId()) != "" {
		app = applicationOf(m)
		app.UniqueName = uniqueName // that the answer has it is seen in a sample only (Graph notes S16)
		return app, true, nil
	}
	// 204: it existed (Graph notes §4.1). Read it; the replica that is asked may not know it yet.
	app, err = c.ApplicationByUniqueName(Expecting(ctx), uniqueName)
	return app, false, err
}

func createIfMissing() *abstractions.RequestHeaders {
	headers := abstractions.NewRequestHeaders()
	headers.Add("Prefer", "create-if-missing")
	return headers
}

// UpdateApplication writes spec to an application.
func (c *Client) UpdateApplication(ctx context.Context, objectID string, spec ApplicationSpec) error {
	body, err := spec.model()
	if err != nil {
		return fmt.Errorf("describing the application: %w", err)
	}
	_, err = c.applicationByID(objectID).Patch(during(ctx, updateApplication()), body, nil)
	return clean(err)
}

// DeleteApplication moves an application to the recycle bin, where it stays for 30 days.
func (c *Client) DeleteApplication(ctx context.Context, objectID string) error {
	return clean(c.applicationByID(objectID).Delete(during(ctx, deleteApplication()), nil))
}

// clean takes the wrapping of net/http off an error: our own text says method and path already.
func clean(err error) error {
	if outer, ok := err.(*url.Error); ok { //nolint:errorlint // the outermost one only: what is inside belongs to the error
		return outer.Err
	}
	return err
}
