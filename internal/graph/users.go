package graph

import (
	"context"
	"fmt"
	"strings"
)

// User is a user of the tenant.
type User struct {
	ID, UPN string
	Enabled bool
	// Synchronized says that it comes from Active Directory.
	Synchronized bool
	// OnPremisesDomain, a DNS name, and OnPremisesUPN are empty for a user of the cloud.
	OnPremisesDomain, OnPremisesUPN string
	// Plans are the service plans of its licences.
	Plans []ServicePlan
}

// userFields come on $select only, for the most part (learn, user).
const userFields = "id,userPrincipalName,accountEnabled,onPremisesSyncEnabled,onPremisesDomainName,onPremisesUserPrincipalName,assignedPlans"

type wireUser struct {
	ID               string `json:"id"`
	UPN              string `json:"userPrincipalName"`
	Enabled          *bool  `json:"accountEnabled"`
	Synchronized     *bool  `json:"onPremisesSyncEnabled"` // null: never synchronized; false: no longer
	OnPremisesDomain string `json:"onPremisesDomainName"`
	OnPremisesUPN    string `json:"onPremisesUserPrincipalName"`
	Plans            []struct {
		ID               string `json:"servicePlanId"`
		CapabilityStatus string `json:"capabilityStatus"`
	} `json:"assignedPlans"`
}

// User reads a user by its object id or user principal name.
func (c *Client) User(ctx context.Context, user string) (*User, error) {
	path, err := c.userPath(user, readUser())
	if err != nil {
		return nil, err
	}
	var w wireUser
	if err := c.v1(during(ctx, readUser()), path+query("$select", userFields), &w); err != nil {
		return nil, err
	}
	if w.ID == "" {
		return nil, c.empty(readUser())
	}
	return w.user(), nil
}

func (w wireUser) user() *User {
	u := &User{
		ID: w.ID, UPN: w.UPN, Enabled: w.Enabled != nil && *w.Enabled, Synchronized: w.Synchronized != nil && *w.Synchronized,
		OnPremisesDomain: w.OnPremisesDomain, OnPremisesUPN: w.OnPremisesUPN,
		Plans: []ServicePlan{},
	}
	for _, p := range w.Plans {
		u.Plans = append(u.Plans, ServicePlan{ID: p.ID, CapabilityStatus: p.CapabilityStatus})
	}
	return u
}

// GroupsOf are the object ids of the groups that a user, by id or user principal name, is a member of, be it through
// another group (learn, user-list-transitivememberof). An index answers, that may be behind.
func (c *Client) GroupsOf(ctx context.Context, user string) ([]string, error) {
	path, err := c.userPath(user, readGroups())
	if err != nil {
		return nil, err
	}
	groups, err := list[struct {
		ID string `json:"id"`
	}](advanced(during(ctx, readGroups())), c, version, path+"/transitiveMemberOf/microsoft.graph.group"+query("$select", "id", "$count", "true", "$top", "999"))
	out := []string{}
	for _, g := range groups {
		if g.ID == "" {
			return nil, c.empty(readGroups())
		}
		out = append(out, g.ID)
	}
	return out, err
}

// userPath addresses a user. A name that begins with a dollar sign has to stand in parentheses (learn, user-get); none at
// all would address all users.
func (c *Client) userPath(user string, o operation) (string, error) {
	switch {
	case strings.Trim(user, ".") == "":
		return "", fmt.Errorf("could not %s in tenant %s: %q is neither an object id nor a user principal name", o.text, c.options.TenantID, user)
	case strings.HasPrefix(user, "$"):
		return "users(" + keySegment(user) + ")", nil
	default:
		return "users/" + segment(user), nil
	}
}
