package msgraph

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// What the default app management policy refuses. The codes and texts of what it refuses of secrets, and the code of what it
// refuses of identifier URIs, are observed (Azure/azure-cli #28522, OfficeDev/microsoft-365-agents-toolkit #10998 and many
// more); that nonDefaultUriAddition is refused likewise is inferred. The lab's applications are set to receive tokens of
// version 1 and do not use SAML, so that those exemptions do not hold.

const enabledState = "enabled"

// restricts reports whether a restriction holds for an application that was made at a time. Without a state it does, as
// before Graph had one.
func restricts(state string, after *time.Time, created time.Time) bool {
	return (state == enabledState || state == "") && (after == nil || !created.Before(*after))
}

// policyOnURI refuses a new identifier URI.
func policyOnURI(s *world.Snapshot, app world.Application, uri string) error {
	policy := s.AppPolicy()
	on := policy.Applications.IdentifierURIs
	if !policy.IsEnabled || on == nil {
		return nil
	}
	org := s.Organization
	if r := on.NonDefault; r != nil && restricts(r.State, r.After, app.CreatedDateTime) && !isDefaultURI(uri, app.AppID, org.ID) {
		return refuse("InvalidNonDefaultIdentifierUriAsPerAppPolicy", "Failed to add identifier URI %s. Newly added URIs must be of the form api://{appId} or api://{tenantId}/{appId}, as per the default tenant policy of your organization.", uri)
	}
	if r := on.NotUnique; r != nil && restricts(r.State, r.After, app.CreatedDateTime) && !isUniqueURI(uri, app.AppID, org) {
		return refuse("InvalidUniqueTenantIdentifierAsPerAppPolicy", "Failed to add identifier URI %s. All newly added URIs must contain a tenant verified domain, tenant ID, or app ID, as per the default tenant policy of your organization.", uri)
	}
	return nil
}

func isDefaultURI(uri, appID, tenantID string) bool {
	return sameID(uri, "api://"+appID) || sameID(uri, "api://"+tenantID+"/"+appID)
}

// isUniqueURI knows what makes a URI unique: the tenant's id, the client id, or a verified domain (learn,
// identifierUriConfiguration).
func isUniqueURI(uri, appID string, org world.Organization) bool {
	text := strings.ToLower(uri)
	u, err := url.Parse(uri)
	return strings.Contains(text, strings.ToLower(appID)) || strings.Contains(text, strings.ToLower(org.ID)) || err == nil && onVerifiedDomain(u, org)
}

// policyOnPassword refuses a new client secret.
func policyOnPassword(s *world.Snapshot, app world.Application, p world.PasswordCredential) error {
	policy := s.AppPolicy()
	if !policy.IsEnabled {
		return nil
	}
	for _, r := range policy.Applications.Passwords {
		if !restricts(r.State, r.After, app.CreatedDateTime) {
			continue
		}
		switch r.RestrictionType {
		case "passwordAddition":
			return refuse("CredentialTypeNotAllowedAsPerAppPolicy", "Credential type not allowed as per assigned policy '%s'.", policy.ID)
		case "passwordLifetime":
			if most, ok := duration(value(r.MaxLifetime)); ok && p.EndDateTime.After(p.StartDateTime.Add(most)) {
				e := refuse("CredentialInvalidLifetimeAsPerAppPolicy", "Credential lifetime exceeds the max value allowed as per assigned policy '%s'.", policy.ID)
				e.detail, e.target = "InvalidKeyEndDate", "EndDate"
				return e
			}
		}
	}
	return nil
}

// durations have days, hours, minutes and seconds (learn, passwordCredentialConfiguration).
var durations = regexp.MustCompile(`^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$`)

// duration reads a duration of ISO 8601.
func duration(text string) (time.Duration, bool) {
	parts := durations.FindStringSubmatch(text)
	if parts == nil {
		return 0, false
	}
	total := time.Duration(0)
	for i, unit := range []time.Duration{24 * time.Hour, time.Hour, time.Minute, time.Second} {
		n, _ := strconv.Atoi(parts[i+1]) // empty for none
		total += time.Duration(n) * unit
	}
	return total, true
}
