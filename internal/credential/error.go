package credential

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// Error is a refusal of Entra, in fewer words than azidentity's.
type Error struct {
	// Method is the way to sign in that was used.
	Method string
	// Status and Description are Entra's answer; the description begins with the AADSTS code and ends with the ids that
	// Microsoft's support asks for.
	Status      int
	Description string
	// Err is azidentity's error.
	Err error
}

var aadsts = regexp.MustCompile(`^AADSTS\d+`)

// Error implements error: what was tried, what came back, what to do.
func (e *Error) Error() string {
	said := fmt.Sprintf("by %s: Entra answered %d: %s", e.Method, e.Status, strings.TrimRight(e.Description, ". "))
	if advice := advice(aadsts.FindString(e.Description)); advice != "" {
		said += ". " + advice
	}
	return said
}

// Unwrap gives azidentity's error.
func (e *Error) Unwrap() error { return e.Err }

// advice is what to do about the codes that a wrong configuration meets.
func advice(code string) string {
	switch code {
	case "AADSTS7000215":
		return "Set client_secret (ARM_CLIENT_SECRET) to the value of the secret, not to its id"
	case "AADSTS7000222":
		return "The client secret has ended: make a new one, and set client_secret (ARM_CLIENT_SECRET)"
	case "AADSTS700016":
		return "Check client_id and tenant_id; an application of another tenant must have been consented to in this one"
	case "AADSTS90002":
		return "Check tenant_id, and that environment is the cloud that the tenant is in"
	case "AADSTS700027":
		return "Upload the certificate to the application, or sign in with the one that it has"
	case "AADSTS700213", "AADSTS70021":
		return "Add a federated identity credential to the application with exactly this issuer, subject and audience"
	case "AADSTS7000112":
		return "Somebody has disabled the application: Entra admin center, Enterprise applications, Properties"
	case "AADSTS500011":
		return "The tenant has no application with this App ID URI: check the scope, or graph_endpoint"
	default:
		return ""
	}
}

// explained is a credential whose refusals are said in fewer words.
type explained struct {
	azcore.TokenCredential
	method string
}

// GetToken implements azcore.TokenCredential.
func (c explained) GetToken(ctx context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	token, err := c.TokenCredential.GetToken(ctx, o)
	var failed *azidentity.AuthenticationFailedError
	if errors.As(err, &failed) && failed.RawResponse != nil {
		if description := describe(failed); description != "" {
			err = &Error{Method: c.method, Status: failed.RawResponse.StatusCode, Description: description, Err: err}
		}
	}
	return token, err
}

// describe takes Entra's own words out of an answer; empty for an answer that is not Entra's.
func describe(failed *azidentity.AuthenticationFailedError) string {
	body, err := runtime.Payload(failed.RawResponse)
	if err != nil {
		return ""
	}
	var answer struct {
		Description string `json:"error_description"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return ""
	}
	return strings.Join(strings.Fields(answer.Description), " ")
}
