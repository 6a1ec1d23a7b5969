package graph

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/microsoftgraph/msgraph-sdk-go/models"
	"github.com/microsoftgraph/msgraph-sdk-go/oauth2permissiongrants"
)

// Assign gives a service principal an application permission of a resource. It is looked up before anything is sent
// again: that there is one already is a success.
func (c *Client) Assign(ctx context.Context, principalID, resourceID, roleID string) error {
	ctx = during(ctx, assignRole())
	body, err := assignmentModel(principalID, resourceID, roleID)
	if err != nil {
		return fmt.Errorf("consenting to an application permission: %w", err)
	}
	_, err = c.principalByID(principalID).AppRoleAssignments().Post(ctx, body, nil)
	if err == nil || Refused(err) {
		return clean(err)
	}
	if there, lookErr := c.assigned(ctx, principalID, resourceID, roleID); lookErr == nil && there {
		return nil
	}
	return clean(err)
}

func (c *Client) assigned(ctx context.Context, principalID, resourceID, roleID string) (bool, error) {
	list, err := c.assignments(ctx, principalID)
	for _, a := range list {
		if strings.EqualFold(a.ResourceID, resourceID) && strings.EqualFold(a.RoleID, roleID) {
			return true, nil
		}
	}
	return false, err
}

func (c *Client) assignments(ctx context.Context, principalID string) ([]Assignment, error) {
	first, err := c.principalByID(principalID).AppRoleAssignments().Get(ctx, nil)
	list, err := collect(first, err, c.moreAssignments(ctx))
	return assignmentsOf(list), err
}

// moreAssignments reads further pages of a list of assignments; the link says which.
func (c *Client) moreAssignments(ctx context.Context) func(string) (models.AppRoleAssignmentCollectionResponseable, error) {
	return func(link string) (models.AppRoleAssignmentCollectionResponseable, error) {
		return c.principalByID("").AppRoleAssignments().WithUrl(link).Get(ctx, nil)
	}
}

func assignmentModel(principalID, resourceID, roleID string) (models.AppRoleAssignmentable, error) {
	ids := make([]uuid.UUID, 0, 3)
	for _, s := range []string{principalID, resourceID, roleID} {
		u, err := uuid.Parse(s)
		if err != nil {
			return nil, err
		}
		ids = append(ids, u)
	}
	m := models.NewAppRoleAssignment()
	m.SetPrincipalId(&ids[0])
	m.SetResourceId(&ids[1])
	m.SetAppRoleId(&ids[2])
	return m, nil
}

// Unassign withdraws an application permission; that there is none is a success.
func (c *Client) Unassign(ctx context.Context, principalID, assignmentID string) error {
	err := c.principalByID(principalID).AppRoleAssignments().ByAppRoleAssignmentId(assignmentID).Delete(during(ctx, unassignRole()), nil)
	if IsNotFound(err) {
		return nil
	}
	return clean(err)
}

// SetGrant makes the delegated permissions that are consented to for all users of the tenant exactly these.
func (c *Client) SetGrant(ctx context.Context, clientID, resourceID string, scopes []string) error {
	current, err := c.grant(ctx, clientID, resourceID)
	if err != nil {
		return err
	}
	ctx = during(ctx, writeGrant())
	scope := strings.Join(scopes, scopeDivider)
	builder := oauth2permissiongrants.NewOauth2PermissionGrantsRequestBuilderInternal(c.parameters(), c.adapter)
	switch {
	case current == nil && scope == "":
		return nil
	case current == nil:
		err = c.createGrant(ctx, builder, clientID, resourceID, scope)
	case scope == "":
		err = builder.ByOAuth2PermissionGrantId(current.ID).Delete(ctx, nil)
	default:
		body := models.NewOAuth2PermissionGrant()
		body.SetScope(&scope)
		_, err = builder.ByOAuth2PermissionGrantId(current.ID).Patch(ctx, body, nil)
	}
	if scope == "" && IsNotFound(err) {
		return nil
	}
	return clean(err)
}

// createGrant posts a grant. When one is there after all, made by a request whose answer was lost, it is brought to scope.
func (c *Client) createGrant(ctx context.Context, builder *oauth2permissiongrants.Oauth2PermissionGrantsRequestBuilder, clientID, resourceID, scope string) error {
	body := models.NewOAuth2PermissionGrant()
	consent := allUsers
	body.SetClientId(&clientID)
	body.SetResourceId(&resourceID)
	body.SetConsentType(&consent)
	body.SetScope(&scope)
	_, err := builder.Post(ctx, body, nil)
	if err == nil || Refused(err) {
		return err
	}
	there, lookErr := c.grant(ctx, clientID, resourceID)
	if lookErr != nil || there == nil {
		return err
	}
	patch := models.NewOAuth2PermissionGrant()
	patch.SetScope(&scope)
	_, err = builder.ByOAuth2PermissionGrantId(there.ID).Patch(ctx, patch, nil)
	return err
}

// grant finds the grant for all users; nil when there is none.
func (c *Client) grant(ctx context.Context, clientID, resourceID string) (*Grant, error) {
	ctx = during(ctx, readGrants())
	first, err := c.principalByID(clientID).Oauth2PermissionGrants().Get(ctx, nil)
	list, err := collect(first, err, c.moreGrants(ctx))
	for _, g := range grantsOf(list) {
		if strings.EqualFold(g.ResourceID, resourceID) && g.ConsentType == allUsers {
			return &g, nil
		}
	}
	return nil, err
}

// moreGrants reads further pages of a list of grants; the link says which.
func (c *Client) moreGrants(ctx context.Context) func(string) (models.OAuth2PermissionGrantCollectionResponseable, error) {
	return func(link string) (models.OAuth2PermissionGrantCollectionResponseable, error) {
		return c.principalByID("").Oauth2PermissionGrants().WithUrl(link).Get(ctx, nil)
	}
}
