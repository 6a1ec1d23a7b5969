package prerequisite

import (
	"slices"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
)

// Check is one thing that must be so.
type Check struct {
	ID, Title, Link string
	// Serves says for which line of Microsoft's list the check stands, in our words, or where else it comes from.
	Serves string

	do func(*facts) finding
}

// The checks that others stand on.
const (
	checkSite   = "administration_service"
	checkSignIn = "sign_in"
)

// AlreadyAttached is the check whether the hierarchy is attached elsewhere, SecretExpiry that of the secret at the site.
const (
	AlreadyAttached = "already_attached"
	SecretExpiry    = "secret_expiry"
)

// OfPeople are the checks for which somebody has to say whom or what they are about.
func OfPeople() []string {
	ids := []string{"global_administrator", "geographic_location"}
	for _, c := range accountChecks() {
		ids = append(ids, c.ID)
	}
	return ids
}

// Pages that say more.
const (
	docs = "https://learn.microsoft.com/intune/configmgr/"

	linkPrerequisites  = docs + "tenant-attach/prerequisites"
	linkSync           = docs + "tenant-attach/device-sync-actions"
	linkAdminService   = docs + "develop/adminservice/set-up"
	linkUpdates        = docs + "core/servers/manage/updates"
	linkConnection     = docs + "core/servers/deploy/configure/about-the-service-connection-point"
	linkCMPivot        = docs + "core/servers/manage/cmpivot-overview"
	linkProvider       = docs + "core/plan-design/hierarchy/plan-for-the-sms-provider"
	linkEndpoints      = docs + "core/plan-design/network/internet-endpoints#tenant-attach"
	linkImport         = docs + "tenant-attach/device-sync-actions#import-a-previously-created-microsoft-entra-application-optional"
	linkRenew          = docs + "core/servers/deploy/configure/azure-services-wizard#bkmk_renew"
	linkRBAC           = docs + "cloud-attach/use-intune-rbac"
	linkRoles          = "https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference"
	linkPermissions    = "https://learn.microsoft.com/graph/permissions-reference"
	linkLicences       = "https://learn.microsoft.com/intune/intune-service/fundamentals/licenses"
	linkAppManagement  = "https://learn.microsoft.com/graph/api/resources/applicationauthenticationmethodpolicy"
	linkConditional    = "https://learn.microsoft.com/entra/identity/conditional-access/workload-identity"
	fromPrerequisites  = "Prerequisites: "
	fromField          = "From the field: "
	fromDocs           = "From other pages of Microsoft: "
	endpointCheckStart = "endpoint_"
)

// Checks are all checks for a cloud, in the order in which they are shown. The endpoints are those of the catalogue that
// the service connection point must reach.
func Checks(cloudName string) ([]Check, error) {
	entries, err := endpoint.For(cloudName)
	if err != nil {
		return nil, err
	}
	return slices.Concat(siteChecks(), tenantChecks(), applicationChecks(), networkChecks(), endpointChecks(entries), accountChecks()), nil
}
