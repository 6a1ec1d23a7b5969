package adminservice

import (
	"context"
	"strings"
)

const (
	adminClass = "SMS_Admin"
	userClass  = "SMS_R_User"
)

// AdministrativeUser is SMS_Admin: an account, or a group, that may use the console.
type AdministrativeUser struct {
	// LogonName is DOMAIN\name.
	LogonName string
	Roles     []string // names of its security roles
	Group     bool
}

type administrativeUserRow struct {
	LogonName string   `json:"LogonName"`
	RoleNames []string `json:"RoleNames"`
	IsGroup   flag     `json:"IsGroup"`
}

// AdministrativeUsers lists the administrative users. The class refuses $select (AdminService notes §1.2), so whole rows
// come; only what is needed is kept.
func (c *Client) AdministrativeUsers(ctx context.Context) ([]AdministrativeUser, error) {
	found, err := list[administrativeUserRow](ctx, c, "list the administrative users", adminClass, nil)
	out := make([]AdministrativeUser, 0, len(found))
	for _, r := range found {
		out = append(out, AdministrativeUser{LogonName: r.LogonName, Roles: r.RoleNames, Group: bool(r.IsGroup)})
	}
	return out, err
}

// DiscoveredUser is SMS_R_User: a user that a discovery of the site has found.
type DiscoveredUser struct {
	// UniqueName is DOMAIN\name.
	UniqueName string
	UPN        string
}

type discoveredUserRow struct {
	UniqueUserName    string `json:"UniqueUserName"`
	UserPrincipalName string `json:"UserPrincipalName"`
}

// DiscoveredUsers are the users with a UPN: one for each discovery that has not been merged, none when no discovery has
// found the user, or the account may not see it. Since one site answered a filter for a text with 404 (AdminService notes
// §1.2), that answer is an error here, never taken for "none".
func (c *Client) DiscoveredUsers(ctx context.Context, upn string) ([]DiscoveredUser, error) {
	const op = "look up the discovered user"
	literal := "'" + strings.ReplaceAll(upn, "'", "''") + "'"
	found, err := filtered[discoveredUserRow](ctx, c, op, userClass, "UserPrincipalName eq "+literal, "")
	out := []DiscoveredUser{}
	for _, r := range found {
		if strings.EqualFold(r.UserPrincipalName, upn) {
			out = append(out, DiscoveredUser{UniqueName: r.UniqueUserName, UPN: r.UserPrincipalName})
		}
	}
	return out, err
}
