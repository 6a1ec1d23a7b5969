package graph

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"
	abstractions "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/oauth2permissiongrants"
)

// Assign gives a service principal an application permission of a resource. It is looked up before anything is sent
// again: that there is one already is a success.
func (c *Client) Assign(ctx context.Context, principalID, resourceID, roleID string) error {
	ctx = during(ctx, assignRole())
	body, err := assignmentOf(principalID, resourceID, roleID)
	if err != nil {
		return fmt.Errorf("consenting to an application permission: %w", err)
	}
	err = c.to(ctx, abstractions.POST, c.principalByID(principalID).AppRoleAssignments().BaseRequestBuilder, body, nil)
	if err == nil || Refused(err) {
		return err
	}
	if there, lookErr := c.assigned(ctx, principalID, resourceID, roleID); lookErr == nil && (there || isAlreadyThere(err)) {
		return nil
	}
	return err
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
	list, err := listAt[wireAssignment](ctx, c, c.principalByID(principalID).AppRoleAssignments().BaseRequestBuilder)
	return assignmentsOf(list), err
}

func assignmentOf(principalID, resourceID, roleID string) (w wireAssignment, err error) {
	if w.PrincipalID, err = uuid.Parse(principalID); err != nil {
		return w, err
	}
	if w.ResourceID, err = uuid.Parse(resourceID); err != nil {
		return w, err
	}
	w.RoleID, err = uuid.Parse(roleID)
	return w, err
}

// Unassign withdraws an application permission; that there is none is a success.
func (c *Client) Unassign(ctx context.Context, principalID, assignmentID string) error {
	err := c.to(during(ctx, unassignRole()), abstractions.DELETE, c.principalByID(principalID).AppRoleAssignments().ByAppRoleAssignmentId(assignmentID).BaseRequestBuilder, nil, nil)
	if IsNotFound(err) {
		return nil
	}
	return err
}

// SetGrant makes the delegated permissions that are consented to for all users of the tenant exactly these.
func (c *Client) SetGrant(ctx context.Context, clientID, resourceID string, scopes []string) error {
	current, err := c.grant(ctx, clientID, resourceID)
	if err != nil {
		return err
	}
	ctx = during(ctx, writeGrant())
	scope := strings.Join(scopes, scopeDivider)
	switch {
	case current == nil && scope == "":
		return nil
	case current == nil:
		err = c.createGrant(ctx, clientID, resourceID, scope)
	case scope == "":
		err = c.to(ctx, abstractions.DELETE, c.grants().ByOAuth2PermissionGrantId(current.ID).BaseRequestBuilder, nil, nil)
	default:
		err = c.setScope(ctx, current.ID, scope)
	}
	if scope == "" && IsNotFound(err) {
		return nil
	}
	return err
}

func (c *Client) grants() *oauth2permissiongrants.Oauth2PermissionGrantsRequestBuilder {
	return oauth2permissiongrants.NewOauth2PermissionGrantsRequestBuilderInternal(c.parameters(), c.adapter)
}

func (c *Client) setScope(ctx context.Context, grantID, scope string) error {
	return c.to(ctx, abstractions.PATCH, c.grants().ByOAuth2PermissionGrantId(grantID).BaseRequestBuilder, wireGrant{Scope: scope}, nil)
}

// createGrant posts a grant. When one is there after all, made by a request whose answer was lost, it is brought to scope.
func (c *Client) createGrant(ctx context.Context, clientID, resourceID, scope string) error {
	body := wireGrant{ClientID: clientID, ResourceID: resourceID, ConsentType: allUsers, Scope: scope}
	err := c.to(ctx, abstractions.POST, c.grants().BaseRequestBuilder, body, nil)
	if err == nil || Refused(err) {
		return err
	}
	there, lookErr := c.grant(ctx, clientID, resourceID)
	if lookErr == nil && there == nil && isAlreadyThere(err) {
		return nil
	}
	if lookErr != nil || there == nil {
		return err
	}
	return c.setScope(ctx, there.ID, scope)
}

// grant finds the grant for all users; nil when there is none.
func (c *Client) grant(ctx context.Context, clientID, resourceID string) (*Grant, error) {
	list, err := listAt[wireGrant](during(ctx, readGrants()), c, c.principalByID(clientID).Oauth2PermissionGrants().BaseRequestBuilder)
	for _, g := range grantsOf(list) {
		if strings.EqualFold(g.ResourceID, resourceID) && g.ConsentType == allUsers {
			return &g, nil
		}
	}
	return nil, err
}
