package status

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

// unreadOf says of each read that failed what is missing, why, and what to do.
func unreadOf(failed map[string]error, cloudName string) []unreadModel {
	out := []unreadModel{}
	for _, o := range origins() {
		err := failed[o.name]
		if err == nil {
			continue
		}
		u := unreadModel{What: types.StringValue(o.name), Source: types.StringValue(o.where), Reason: types.StringValue(err.Error()), Permissions: []types.String{}, Remedy: types.StringValue(remedy(o.name, err, cloudName))}
		for _, v := range o.values {
			u.Attributes = append(u.Attributes, types.StringValue(v.attribute))
		}
		for _, p := range permissions(err) {
			u.Permissions = append(u.Permissions, types.StringValue(p))
		}
		out = append(out, u)
	}
	return out
}

// analyst is the security role of ConfigMgr that reads.
const analyst = "Read-only Analyst (security role of Configuration Manager)"

// permissions are those that may be missing: any one of them is enough.
func permissions(err error) []string {
	var e *graph.Error
	switch {
	case errors.As(err, &e) && e.Status == http.StatusForbidden:
		return e.Permissions
	case adminservice.IsAccessDenied(err):
		return []string{analyst}
	default:
		return nil
	}
}

// remedy is what to do about a read that failed.
func remedy(name string, err error, cloudName string) string {
	var signIn *graph.SignInError
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "The time was up. Read again, with a longer timeouts.read if the service is slow."
	case errors.As(err, &signIn):
		return "Correct the sign-in to Microsoft Entra in the provider configuration."
	case graph.IsForbidden(err) && name == fromDevices:
		return "Grant one of the permissions, with admin consent. If the identity has one, look whether Endpoint analytics is on in the tenant: what is answered while it is off is not published."
	case graph.IsForbidden(err):
		return "Grant one of the permissions, with admin consent."
	case graph.IsNotOffered(err) && name == fromDevices:
		return "Look whether Endpoint analytics is on in the tenant: what is answered while it is off is not published."
	case graph.IsNotOffered(err) && cloudName != cloud.Public:
		return fmt.Sprintf("Whether the beta of Microsoft Graph has this in the cloud %q is not known; this answer says that it has not. Nothing can be done from here.", cloudName)
	case graph.IsNotOffered(err):
		return "It is in the beta of Microsoft Graph, which may have changed. Look for a newer version of this provider."
	case strings.Contains(err.Error(), "not applicable to target tenant"):
		return "This was seen of tenants without an active Intune license. Look whether the tenant has one."
	case adminservice.IsAccessDenied(err):
		return "Make the account an administrative user with the security role Read-only Analyst, for all instances of the objects."
	default:
		return "The reason says what is known."
	}
}
