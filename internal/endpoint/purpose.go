package endpoint

// Purpose is what an endpoint is for.
type Purpose string

// The purposes. PurposeAdded is for what users have added.
const (
	PurposeTenantAttach Purpose = "tenant_attach"
	PurposeNotification Purpose = "notification"
	PurposeTelemetry    Purpose = "telemetry"
	PurposeCRLOCSP      Purpose = "crl_ocsp"
	PurposeSignIn       Purpose = "sign_in"
	PurposeGraph        Purpose = "graph"
	PurposeAdminCenter  Purpose = "admin_center"
	PurposeAdded        Purpose = "added"
)

// PurposeInfo describes a purpose for people.
type PurposeInfo struct {
	// Purpose is what is described.
	Purpose Purpose
	// What completes "this endpoint is for …".
	What string
	// Without is a sentence: what happens if such an endpoint cannot be reached.
	Without string
}

// Purposes describes all purposes.
func Purposes() []PurposeInfo {
	return []PurposeInfo{
		{PurposeTenantAttach, "onboarding and the upload of devices", "Onboarding and the upload of devices fail; the service connection point raises status message 11412 or 11488."},
		{PurposeNotification, "the long-lived connection over which actions reach the site", "Actions that are started in the admin center never reach the site."},
		{PurposeTelemetry, "the service's diagnostic data", "Microsoft lists it among the endpoints that the service connection point must reach; what fails without it is not documented."},
		{PurposeCRLOCSP, "the check whether certificates were revoked", "The service connection point checks revocation with the proxy of the operating system; without it the check fails, and with it every connection."},
		{PurposeSignIn, "signing in to Microsoft Entra", "No token is issued: neither this provider nor the site can sign in."},
		{PurposeGraph, "Microsoft Graph", "The application, its consent and its secret cannot be read, made or renewed."},
		{PurposeAdminCenter, "the admin center, in an administrator's browser", "Administrators cannot open the admin center from there."},
		{PurposeAdded, "what your configuration adds", "What your configuration adds cannot be reached."},
	}
}

// Info describes a purpose; the second result is false for an unknown one.
func (p Purpose) Info() (PurposeInfo, bool) {
	for _, info := range Purposes() {
		if info.Purpose == p {
			return info, true
		}
	}
	return PurposeInfo{}, false
}
