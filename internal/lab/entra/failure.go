package entra

import (
	"fmt"
	"net/http"
	"strconv"
)

// failure is a refusal with its AADSTS code. Codes and kinds are Entra's; the texts are shortened and our own.
type failure struct {
	status int
	kind   string
	code   int
	text   string
}

func (f *failure) number() string { return strconv.Itoa(f.code) }

func refusal(status int, kind string, code int, format string, values ...any) *failure {
	return &failure{status: status, kind: kind, code: code, text: fmt.Sprintf("AADSTS%d: ", code) + fmt.Sprintf(format, values...)}
}

func unknownTenant(name string) *failure {
	return refusal(http.StatusBadRequest, "invalid_request", 90002, "Tenant '%s' not found. Check that the tenant ID is right and that this is the cloud that it is in.", name)
}

func unknownApplication(appID, tenant string) *failure {
	return refusal(http.StatusBadRequest, "unauthorized_client", 700016, "Application with identifier '%s' was not found in the directory '%s'. No administrator of the tenant has added or consented to it.", appID, tenant)
}

func disabledApplication(appID, name string) *failure {
	return refusal(http.StatusBadRequest, "unauthorized_client", 7000112, "Application '%s'(%s) is disabled.", appID, name)
}

// blockedByPolicy refuses what a Conditional Access policy blocks. The code is documented (learn, reference-error-codes);
// status and kind are inferred.
func blockedByPolicy() *failure {
	return refusal(http.StatusBadRequest, "access_denied", 53003, "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.")
}

func wrongSecret(appID string) *failure {
	return refusal(http.StatusUnauthorized, "invalid_client", 7000215, "Invalid client secret provided. Check that it is the secret value and not the secret ID, for app '%s'.", appID)
}

func expiredSecret(appID string) *failure {
	return refusal(http.StatusUnauthorized, "invalid_client", 7000222, "The provided client secret keys for app '%s' are expired. Create new keys for the app.", appID)
}

func badAssertion(reason string) *failure {
	return refusal(http.StatusUnauthorized, "invalid_client", 700027, "The certificate with which the client assertion is signed is not registered on the application, or the assertion is not valid: %s.", reason)
}

func noFederation(issuer, subject, audience string) *failure {
	return refusal(http.StatusUnauthorized, "invalid_client", 700213, "No matching federated identity record found for presented assertion with issuer '%s', subject '%s' and audience '%s'.", issuer, subject, audience)
}

func missingCredential() *failure {
	return refusal(http.StatusUnauthorized, "invalid_client", 7000216, "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.")
}

func unknownResource(resource, tenant string) *failure {
	return refusal(http.StatusBadRequest, "invalid_resource", 500011, "The resource principal named %s was not found in the tenant named %s.", resource, tenant)
}

func badScope(scope string) *failure {
	return refusal(http.StatusBadRequest, "invalid_scope", 1002012, "The provided value for scope %s is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.", scope)
}

func badGrant(grant string) *failure {
	return refusal(http.StatusBadRequest, "unsupported_grant_type", 70003, "The app requested an unsupported grant type '%s'.", grant)
}
