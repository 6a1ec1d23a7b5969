package issuer

import (
	"net/http"

	"github.com/google/uuid"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// ServiceConnection is the id of the service connection that a client's jobs in Azure Pipelines may use.
func (i *Issuer) ServiceConnection(c world.Client) string { return connection(c.Subject) }

func connection(subject string) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(subject)).String()
}

// pipelines hands out the token of a service connection, as Azure DevOps does. A real one has an issuer and a subject of
// its own for it; the lab's is that of the client's other tokens. Statuses and texts of refusals are inferred.
func (i *Issuer) pipelines(w http.ResponseWriter, req *http.Request) {
	subject, ok := i.job(req)
	query := req.URL.Query()
	switch {
	case !ok && req.Header.Get("X-TFS-FedAuthRedirect") != "Suppress":
		http.Redirect(w, req, "/_signin", http.StatusFound)
	case !ok:
		refuse(w, http.StatusUnauthorized, problem("TF400813: The user is not authorized to access this resource."))
	case query.Get("api-version") == "":
		refuse(w, http.StatusBadRequest, problem("No api-version was supplied for the POST request."))
	case query.Get("serviceConnectionId") != connection(subject):
		refuse(w, http.StatusNotFound, problem("The service connection does not exist, or has been disabled, or hasn't been authorized for use."))
	default:
		raw, err := i.issue(subject, world.FederatedAudience)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		reply(w, map[string]any{"oidcToken": raw})
	}
}

// problem is an error of Azure DevOps.
func problem(message string) map[string]any {
	return map[string]any{"$id": "1", "innerException": nil, "message": message, "typeKey": "VssServiceException", "errorCode": 0}
}
