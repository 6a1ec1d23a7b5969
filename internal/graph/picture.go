package graph

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
	abstractions "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoft/kiota-abstractions-go/serialization"
	core "github.com/microsoftgraph/msgraph-sdk-go-core"
	"github.com/microsoftgraph/msgraph-sdk-go/applicationswithappid"
	"github.com/microsoftgraph/msgraph-sdk-go/models"
	"github.com/microsoftgraph/msgraph-sdk-go/serviceprincipalswithappid"
)

// part is one read of a batch: the request and what to do with its answer. A part that answers 404 is left out.
type part struct {
	operation   operation
	request     *abstractions.RequestInformation
	constructor serialization.ParsableFactory
	take        func(serialization.Parsable)
}

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
	return p, c.batch(ctx, parts)
}

func (c *Client) pictureParts(ctx context.Context, p *Picture, appID string) ([]part, error) {
	app, err := c.applicationByAppID(appID).ToGetRequestInformation(ctx, &applicationswithappid.ApplicationsWithAppIdRequestBuilderGetRequestConfiguration{
		QueryParameters: &applicationswithappid.ApplicationsWithAppIdRequestBuilderGetQueryParameters{Select: applicationFields},
	})
	if err != nil {
		return nil, err
	}
	principal, err := c.principalPart(ctx, appID, func(sp *ServicePrincipal) { p.ServicePrincipal = sp })
	if err != nil {
		return nil, err
	}
	return []part{
		{readApplication(), app, models.CreateApplicationFromDiscriminatorValue, func(m serialization.Parsable) {
			if app, ok := m.(models.Applicationable); ok {
				p.Application = applicationOf(app)
			}
		}},
		principal,
		{readAssignments(), c.navigation(appID, "appRoleAssignments"), models.CreateAppRoleAssignmentCollectionResponseFromDiscriminatorValue, func(m serialization.Parsable) {
			if page, ok := m.(models.AppRoleAssignmentCollectionResponseable); ok {
				p.Assignments = assignmentsOf(page.GetValue())
			}
		}},
		{readGrants(), c.navigation(appID, "oauth2PermissionGrants"), models.CreateOAuth2PermissionGrantCollectionResponseFromDiscriminatorValue, func(m serialization.Parsable) {
			if page, ok := m.(models.OAuth2PermissionGrantCollectionResponseable); ok {
				p.Grants = grantsOf(page.GetValue())
			}
		}},
	}, nil
}

func (c *Client) principalPart(ctx context.Context, appID string, take func(*ServicePrincipal)) (part, error) {
	request, err := c.principalByAppID(appID).ToGetRequestInformation(ctx, &serviceprincipalswithappid.ServicePrincipalsWithAppIdRequestBuilderGetRequestConfiguration{
		QueryParameters: &serviceprincipalswithappid.ServicePrincipalsWithAppIdRequestBuilderGetQueryParameters{Select: principalFields},
	})
	return part{readPrincipal(), request, models.CreateServicePrincipalFromDiscriminatorValue, func(m serialization.Parsable) {
		if sp, ok := m.(models.ServicePrincipalable); ok {
			take(principalOf(sp))
		}
	}}, err
}

// navigation addresses what belongs to a service principal by the application's client id: the SDK has builders for
// that below the object id only.
func (c *Client) navigation(appID, property string) *abstractions.RequestInformation {
	request := abstractions.NewRequestInformationWithMethodAndUrlTemplateAndPathParameters(abstractions.GET, "{+baseurl}/servicePrincipals(appId='{appId}')/"+property, map[string]string{"baseurl": c.base, "appId": appID})
	request.Headers.TryAdd("Accept", "application/json")
	return request
}

// maxBatch is how many requests a $batch takes (Graph notes §2.2).
const maxBatch = 20

// batch sends reads together. Parts that are throttled or meet an outage are sent again, after the longest time that
// any of them asks for, under the deadline of ctx.
func (c *Client) batch(ctx context.Context, parts []part) error {
	for len(parts) > maxBatch {
		if err := c.batch(ctx, parts[:maxBatch]); err != nil {
			return err
		}
		parts = parts[maxBatch:]
	}
	intervals := backoff.NewExponentialBackOff()
	for {
		again, wait, err := c.batchOnce(ctx, parts)
		if err != nil || len(again) == 0 {
			return err
		}
		if wait == 0 {
			wait = intervals.NextBackOff()
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("reading from tenant %s: part of a $batch is still being throttled: %w", c.options.TenantID, ctx.Err())
		case <-c.options.Clock.After(wait):
		}
		parts = again
	}
}

// batchOnce returns the parts to send again and how long to wait before.
func (c *Client) batchOnce(ctx context.Context, parts []part) (again []part, wait time.Duration, err error) {
	request := core.NewBatchRequest(c.adapter)
	ids := make([]string, 0, len(parts))
	for _, p := range parts {
		item, err := request.AddBatchRequestStep(*p.request)
		if err != nil {
			return nil, 0, fmt.Errorf("building a $batch: %w", err)
		}
		ids = append(ids, *item.GetId())
	}
	response, err := request.Send(during(readBatch(ctx), operation{text: "read several objects"}), c.adapter)
	if err != nil {
		return nil, 0, clean(err)
	}
	for i, p := range parts {
		item := response.GetResponseById(ids[i])
		if item == nil || item.GetStatus() == nil {
			return nil, 0, fmt.Errorf("reading from tenant %s: the answer to a $batch lacks a part", c.options.TenantID)
		}
		retry, asked, err := c.takePart(p, item)
		if err != nil {
			return nil, 0, err
		}
		if retry {
			again, wait = append(again, p), max(wait, asked)
		}
	}
	return again, wait, nil
}

func (c *Client) takePart(p part, item core.BatchItem) (again bool, wait time.Duration, err error) {
	status := int(*item.GetStatus())
	switch status {
	case http.StatusNotFound:
		return false, 0, nil
	case http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusBadGateway, http.StatusGatewayTimeout:
		return true, partRetryAfter(item), nil
	}
	body, err := json.Marshal(item.GetBody())
	if err != nil {
		return false, 0, fmt.Errorf("reading a part of a $batch: %w", err)
	}
	if status != http.StatusOK {
		return false, 0, c.partError(p, item, status, body)
	}
	node, err := c.json.GetRootParseNode("application/json", body)
	if err != nil {
		return false, 0, fmt.Errorf("reading a part of a $batch: %w", err)
	}
	m, err := node.GetObjectValue(p.constructor)
	if err != nil {
		return false, 0, fmt.Errorf("reading a part of a $batch: %w", err)
	}
	p.take(m)
	return false, 0, nil
}

func (c *Client) partError(p part, item core.BatchItem, status int, body []byte) error {
	e := &Error{Op: p.operation.text, Permissions: p.operation.permissions, Method: http.MethodGet, Status: status, TenantID: c.options.TenantID}
	if target, err := p.request.GetUri(); err == nil {
		e.Path = target.Path
	}
	e.RequestID = item.GetHeaders()["request-id"]
	e.parse(body)
	return e
}

func partRetryAfter(item core.BatchItem) time.Duration {
	for name, value := range item.GetHeaders() {
		if seconds, err := strconv.ParseFloat(value, 64); strings.EqualFold(name, "Retry-After") && err == nil && seconds > 0 && seconds < 1e6 {
			return time.Duration(seconds * float64(time.Second))
		}
	}
	return 0
}
