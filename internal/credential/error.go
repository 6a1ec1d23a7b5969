package credential

import (
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// Error says that no token could be had, in fewer words than azidentity's.
type Error struct {
	// How is the way to sign in that was used, and why it was chosen.
	How string
	// Host was asked last, and Tries how often; empty for a failure that is not one of a request.
	Host  string
	Tries int
	// Status is the last answer; 0 says that there was none. Description is what it says: Entra's begins with the AADSTS
	// code and ends with the ids that Microsoft's support asks for.
	Status      int
	Description string
	// Entra says that the sign-in host was asked, Identity that the identity endpoint of a machine was.
	Entra, Identity bool
	// Err is azidentity's error. What went wrong on the wire is not unwrapped: a connection that could not be made in time
	// is context.DeadlineExceeded to errors.Is, and would be taken for the end of the time that the operation has.
	Err error

	cause error
}

var aadsts = regexp.MustCompile(`AADSTS\d+`)

// explain makes an error of what a sign-in has met last. err is azidentity's.
func (s *signIn) explain(last attempt, err error) *Error {
	e := &Error{How: s.how(), Host: last.host, Tries: last.tries, Status: last.status, Description: last.said, Err: err, Identity: s.method == "managed identity"}
	if authority, bad := url.Parse(s.options.AuthorityHost); bad == nil {
		e.Entra = e.Host != "" && strings.EqualFold(authority.Host, e.Host)
	}
	e.cause = cmp.Or(last.own, last.err, err)
	return e
}

// Error implements error: what was tried, what came back, what to do.
func (e *Error) Error() string {
	switch {
	case e.Host == "":
		return fmt.Sprintf("%s: %s", e.How, plain(e.cause))
	case e.Status == 0:
		return fmt.Sprintf("%s: %s gave no answer%s: %s%s", e.How, e.who(), e.tried(), plain(e.cause), e.unanswered())
	default:
		text := fmt.Sprintf("%s: %s answered %d%s%s", e.How, e.who(), e.Status, e.tried(), quoted(e.Description))
		return advised(text, e.Description) + e.refused()
	}
}

// Unwrap gives azidentity's error.
func (e *Error) Unwrap() error { return e.Err }

func (e *Error) who() string {
	switch {
	case e.Identity:
		return "the identity endpoint " + e.Host
	case e.Entra && (e.Status == 0 || !aadsts.MatchString(e.Description)):
		return "the sign-in host " + e.Host
	case e.Entra:
		return "Entra"
	default:
		return e.Host
	}
}

func (e *Error) tried() string {
	if e.Tries < 2 {
		return ""
	}
	return fmt.Sprintf(" (%d tries)", e.Tries)
}

// unanswered is what to do when there is no answer.
func (e *Error) unanswered() string {
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(e.cause, &certificate):
		return ". Does a proxy inspect TLS? Name the PEM file of its root certificate in ca_certificate_path"
	case e.Identity:
		return ". A managed identity is there on a machine of Azure only, and a firewall or network policy must let " +
			"the machine reach that address. If this is none, unset use_msi (ARM_USE_MSI) and sign in another way"
	default:
		return ". Check that environment and authority_host are right, and that the machine reaches the host, or names its proxy in HTTPS_PROXY"
	}
}

// refused is what to do about an answer that is not Entra's.
func (e *Error) refused() string {
	switch {
	case e.Identity && (e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden):
		return ". Is IDENTITY_HEADER what the machine has set?"
	case e.Identity && e.Status < http.StatusInternalServerError && !aadsts.MatchString(e.Description):
		return ". Assign a managed identity to the machine; client_id (ARM_CLIENT_ID) must be that of a user-assigned one, or not be set for the system-assigned one"
	case e.Entra && !aadsts.MatchString(e.Description):
		return ". That is no answer of Entra: a proxy or firewall may have sent it"
	default:
		return ""
	}
}

var (
	azidentityName  = regexp.MustCompile(`^(\w+Credential)( authentication failed)?[:.] `)
	azidentityGuide = regexp.MustCompile(`\.? ?To troubleshoot, visit \S+$`)
)

// plain is the text of an error in one line, without azidentity's name for the way to sign in and its link.
func plain(err error) string {
	text := strings.Join(strings.Fields(err.Error()), " ")
	return azidentityGuide.ReplaceAllString(azidentityName.ReplaceAllString(text, ""), "")
}

// advised adds to a text what to do about the code that Entra's description has.
func advised(text, description string) string {
	if advice := advice(aadsts.FindString(description)); advice != "" {
		return strings.TrimRight(text, ". ") + ". " + advice
	}
	return text
}

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
	case "AADSTS700213", "AADSTS70021", "AADSTS700211", "AADSTS700212":
		return "Add a federated identity credential to the application with exactly this issuer, subject and audience"
	case "AADSTS700024":
		return "The federated token or certificate is not valid at this time: a token of a job lasts minutes only, and clocks must agree"
	case "AADSTS7000112":
		return "Somebody has disabled the application: Entra admin center, Enterprise applications, Properties"
	case "AADSTS500011":
		return "The tenant has no application with this App ID URI: check the scope, or graph_endpoint"
	case "AADSTS65001", "AADSTS650057":
		return "The Azure CLI (04b07795-8ddb-461a-bbee-02f9e1bf7b46) may not ask for tokens of this application: in its registration, Expose an API, add it as an authorized client application"
	case "AADSTS50076", "AADSTS50079", "AADSTS50173", "AADSTS70043", "AADSTS700082":
		return "The tenant wants a new sign-in: run az login again"
	default:
		return ""
	}
}
