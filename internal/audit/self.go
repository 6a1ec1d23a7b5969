package audit

import (
	"cmp"
	"context"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

// Self is who Terraform is to the services, as far as that is known: what the same identity did is not told apart from what
// Terraform did.
type Self struct {
	// AppID and ObjectID are the client id and the service principal of an application; UPN is a user.
	AppID, ObjectID, UPN string
	// Account is the account at the site: DOMAIN\name or name@DNS name of the domain.
	Account string
}

// known adds who the token is for, which is a hint (see graph.Identity): without it, the configured client id it is.
func (s Self) known(ctx context.Context, client *graph.Client) Self {
	i, err := client.Identity(ctx)
	switch {
	case err != nil:
	case i.App:
		s.AppID, s.ObjectID = cmp.Or(i.AppID, s.AppID), i.ObjectID
	default:
		s.AppID, s.ObjectID, s.UPN = "", "", i.UPN
	}
	return s
}

// did reports whether an entry of Entra or Intune is by this identity.
func (s Self) did(e graph.AuditRecord) bool {
	if e.User != "" {
		return strings.EqualFold(e.User, s.UPN)
	}
	return e.AppID != "" && strings.EqualFold(e.AppID, s.AppID) || e.AppObjectID != "" && strings.EqualFold(e.AppObjectID, s.ObjectID)
}

// raised reports whether a message of the site is by this account.
func (s Self) raised(m adminservice.AuditMessage) bool {
	name, domain := account(m.User)
	ownName, ownDomain := account(s.Account)
	return name != "" && domain != "" && name == ownName && domain == ownDomain
}

// account is an account in lower case, with the first part of the name of its domain. That this part is the short name of
// the domain is the rule, and no more.
func account(text string) (name, domain string) {
	text = strings.ToLower(text)
	if before, after, ok := strings.Cut(text, `\`); ok {
		name, domain = after, before
	} else {
		name, domain, _ = strings.Cut(text, "@")
	}
	domain, _, _ = strings.Cut(domain, ".")
	return name, domain
}
