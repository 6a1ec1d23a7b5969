package tenant

import (
	"fmt"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
)

// adminServiceAuth builds the policy that signs each request to the administration service. A further way to sign in
// is one more case here and one more value of AuthMethods.
func (t *Tenant) adminServiceAuth() (policy.Policy, error) {
	switch auth := t.settings.AdminService.Auth; auth {
	case AuthEntra:
		if t.settings.AdminService.Scope == "" {
			return nil, fmt.Errorf("%s (%s): admin_service.auth = %q needs admin_service.scope, api://<tenant id>/<server app>/.default: "+
				"the App ID URI of the server app of the hierarchy's Azure service Cloud Management (or Administration Service Management)", t.Label(), t.ID(), auth)
		}
		s, err := t.signIn()
		if err != nil {
			return nil, err
		}
		return adminservice.BearerAuth(s.credential, t.settings.AdminService.Scope), nil
	default:
		return nil, fmt.Errorf("%s (%s): admin_service.auth = %q is not one of %q", t.Label(), t.ID(), auth, AuthMethods())
	}
}
