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
	request, err := c.applicationByID(objectID).ToGetRequestInformation(ctx, &applications.ApplicationItemRequestBuilderGetRequestConfiguration{
		QueryParameters: &applications.ApplicationItemRequestBuilderGetQueryParameters{Select: applicationFields},
	})
	return c.askApplication(ctx, request, err)
}

func (c *Client) askApplication(ctx context.Context, request *abstractions.RequestInformation, err error) (*Application, error) {
	if err != nil {
		return nil, err
	}
	w, err := readOne[wireApplication](ctx, c, readApplication(), request)
	if err != nil {
		return nil, err
	}
	return c.found(w)
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
	request, err := c.applicationByName(uniqueName).ToGetRequestInformation(ctx, &applicationswithuniquename.ApplicationsWithUniqueNameRequestBuilderGetRequestConfiguration{
		QueryParameters: &applicationswithuniquename.ApplicationsWithUniqueNameRequestBuilderGetQueryParameters{Select: applicationFields},
	})
	return c.askApplication(ctx, request, err)
}

// empty says that a read was answered, but not with the object.
func (c *Client) empty(o operation) error {
	return fmt.Errorf("could not %s in tenant %s: Microsoft Graph answered without it", o.text, c.options.TenantID)
}

func (c *Client) found(w wireApplication) (*Application, error) {
	if w.ID == "" {
		return nil, c.empty(readApplication())
	}
	return w.application(), nil
}

// UpsertApplication makes the application with this unique name, or writes spec to the one that has it. It can be
// repeated after a lost answer, which a POST cannot: two applications may have the same display name.
func (c *Client) UpsertApplication(ctx context.Context, uniqueName string, spec ApplicationSpec) (app *Application, created bool, err error) {
	body, err := spec.body()
	if err != nil {
		return nil, false, fmt.Errorf("describing the application: %w", err)
	}
	w, err := upsert[wireApplication](during(ctx, upsertApplication()), c, c.applicationByName(uniqueName).BaseRequestBuilder, body)
	if err != nil {
		return nil, false, err
	}
	if w.ID != "" {
		app = w.application()
		app.UniqueName = uniqueName // that the answer has it is seen in a sample only (Graph notes S16)
		return app, true, nil
	}
	// 204: it existed (Graph notes §4.1). Read it; the replica that is asked may not know it yet.
	app, err = c.ApplicationByUniqueName(Expecting(ctx), uniqueName)
	return app, false, err
}

// UpdateApplication writes spec to an application.
func (c *Client) UpdateApplication(ctx context.Context, objectID string, spec ApplicationSpec) error {
	body, err := spec.body()
	if err != nil {
		return fmt.Errorf("describing the application: %w", err)
	}
	return c.to(during(ctx, updateApplication()), abstractions.PATCH, c.applicationByID(objectID).BaseRequestBuilder, body, nil)
}

// DeleteApplication moves an application to the recycle bin, where it stays for 30 days.
func (c *Client) DeleteApplication(ctx context.Context, objectID string) error {
	return c.to(during(ctx, deleteApplication()), abstractions.DELETE, c.applicationByID(objectID).BaseRequestBuilder, nil, nil)
}

// clean takes the wrapping of net/http off an error: our own text says method and path already.
func clean(err error) error {
	if outer, ok := err.(*url.Error); ok { //nolint:errorlint // the outermost one only: what is inside belongs to the error
		return outer.Err
	}
	return err
}
