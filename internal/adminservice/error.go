package adminservice

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/bounded"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/winauth"
)

// Error is an answer of the administration service that is not a success.
type Error struct {
	// Op is what was tried, such as "list the collections".
	Op string
	// Method and Path are the request; the query is left out.
	Method, Path string
	// Status, Code and Message are the answer.
	Status        int
	Code, Message string
	// TenantID is the tenant whose hierarchy was asked; Host its SMS Provider.
	TenantID, Host string

	refused string // what a 401 means with the sign-in that was used; empty for a bearer token

	write  bool // it was a write that was refused
	proven bool // that the account may read was proven after a 404
	gone   bool // that the object is gone was seen after a 404
}

// Error implements error: what was tried, where, what came back, what to do.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "could not %s at the hierarchy of tenant %s: %s %s on %s answered %d %s", e.Op, e.TenantID, e.Method, e.Path, e.Host, e.Status, http.StatusText(e.Status))
	if e.Code != "" && e.Code != fmt.Sprint(e.Status) {
		fmt.Fprintf(&b, ", code %s", e.Code)
	}
	if e.Message != "" {
		fmt.Fprintf(&b, ": %s", strings.TrimRight(e.Message, ". "))
	}
	if advice := e.advice(); advice != "" {
		fmt.Fprintf(&b, ". %s", advice)
	}
	return b.String()
}

// advice is what each status was seen to mean (AdminService notes §1.7).
func (e *Error) advice() string {
	switch {
	case e.Status >= 300 && e.Status < 400:
		return "A redirect is not followed, so that no sign-in goes to another host. Set admin_service.url to the SMS Provider itself"
	case e.Status == http.StatusUnauthorized && e.refused != "":
		return e.refused
	case e.Status == http.StatusUnauthorized && strings.HasPrefix(e.Path, "/AdminService/"):
		return "At a site, /AdminService takes Windows sign-in only: set admin_service.auth = \"kerberos\". Tokens are taken at /AdminService_TokenAuth (observed), and by a cloud management gateway: or set admin_service.url to one of them"
	case e.Status == http.StatusUnauthorized:
		return "The sign-in was not accepted: check the scope, and that the administration service is set up for Microsoft Entra (Azure service Cloud Management or Administration Service Management). Microsoft documents user tokens only; that it takes an application's is not documented"
	case e.Status == http.StatusForbidden:
		return "The documented cause is that the SMS Provider demands a stronger sign-in (certificate or Windows Hello for Business) than this one: Hierarchy Settings, Authentication"
	case e.denied():
		return "The account is no administrative user of ConfigMgr, or its security role or scopes do not include this. ConfigMgr answers 404 for that. Reading needs the role Read-only Analyst; a security role with rights on the hierarchy's cloud services is needed to write"
	case e.Status == http.StatusNotFound && e.write && !e.gone:
		return "The account may read the site, so its security role does not include this write, or the object, class or method is not there, or the site takes no such parameter: ConfigMgr answers 404 for each"
	case e.Status == http.StatusNotFound:
		return "The account may read the site, so the object, class or method is not there, or it is hidden from the account by its security scopes"
	case e.Status == http.StatusInternalServerError:
		return "The SMS Provider failed: AdminService.log and SMSProv.log on it say why"
	case e.Status == http.StatusServiceUnavailable:
		return "The service seems not to be running: component SMS_REST_PROVIDER; restarting SMS_EXECUTIVE on the SMS Provider starts it"
	default:
		return ""
	}
}

// denied reports whether a 404 means that the account has no access, or may mean it for all that is known.
func (e *Error) denied() bool {
	return e.Status == http.StatusNotFound && !e.gone && (!e.proven || e.saysDenied())
}

func (e *Error) saysDenied() bool { return strings.HasPrefix(e.Message, "Access denied") }

// IsNotFound reports whether the object is not there: a 404 that does not say "access denied", after a read has proven
// that the account may read at all. A write proves more: that the account may read says nothing of its right to write,
// so there the object must be seen to be gone.
func IsNotFound(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Status == http.StatusNotFound && !e.denied() && (e.gone || !e.write)
}

// IsAccessDenied reports whether the account has no access, or may have none for all that is known.
func IsAccessDenied(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.denied() || e.Status == http.StatusForbidden)
}

func (c *Client) newError(op string, res *http.Response, body []byte) *Error {
	req := res.Request
	e := &Error{Op: op, Method: req.Method, Path: req.URL.Path, Host: req.URL.Host, TenantID: c.options.TenantID, Status: res.StatusCode, write: !isRead(req)}
	if e.Status == http.StatusUnauthorized && c.options.Refused != nil {
		e.refused = c.options.Refused(res)
	}
	var answer struct {
		Error struct {
			Code    any    `json:"code"` // a text; whether always is not known
			Message string `json:"message"`
		} `json:"error"`
	}
	if err := json.Unmarshal(body, &answer); err == nil {
		e.Message = answer.Error.Message
		if answer.Error.Code != nil {
			e.Code = fmt.Sprint(answer.Error.Code)
		}
	}
	return e
}

// unreadable says that a success was not understood: what of the site was asked for, and what is wrong with the answer.
func (c *Client) unreadable(op, what string, err error) error {
	return fmt.Errorf("could not %s at the hierarchy of tenant %s: %s answered for %s: %w", op, c.options.TenantID, c.providers.bases[c.providers.inUse()].Host, what, err)
}

// notShown is a success without the row that was asked for: to the account it is as absent as by a 404.
func (c *Client) notShown(op, class, message string) *Error {
	return &Error{Op: op, Method: http.MethodGet, Path: "/wmi/" + class, Host: c.providers.bases[c.providers.inUse()].Host, TenantID: c.options.TenantID, Status: http.StatusNotFound, Message: message}
}

// wireError says what went wrong before there was an answer.
func (c *Client) wireError(op string, req *http.Request, err error) error {
	var refused *ReadOnlyError
	var signIn *SignInError
	var unsigned *winauth.Error
	var foreign *winauth.ForeignHostError
	said := fmt.Sprintf("could not %s at the hierarchy of tenant %s: %s %s", op, c.options.TenantID, req.Method, hostOf(err, req.URL.Host))
	switch {
	case errors.As(err, &refused):
		return refused
	case errors.As(err, &signIn):
		return signIn
	case errors.As(err, &unsigned):
		return fmt.Errorf("%s: %w", said, unsigned)
	case errors.As(err, &foreign):
		return foreign
	}
	if req.Context().Err() != nil {
		return fmt.Errorf("%s: %w", said, err)
	}
	return &WireError{said: said, advice: wireAdvice(err), Err: err}
}

// WireError says that there was no answer.
//
// It does not unwrap: a connection that could not be made in time is context.DeadlineExceeded to errors.Is, and would be
// taken for the end of the time that the operation has.
type WireError struct {
	said, advice string
	Err          error
}

// Error implements error: what was tried, where, what went wrong, what to do.
func (e *WireError) Error() string { return fmt.Sprintf("%s: %v. %s", e.said, e.Err, e.advice) }

func wireAdvice(err error) string {
	var unknown x509.UnknownAuthorityError
	var verification *tls.CertificateVerificationError
	var hostname x509.HostnameError
	switch {
	case errors.Is(err, bounded.ErrTooLarge):
		return "Is this the administration service?"
	case errors.As(err, &hostname):
		return "Set admin_service.url to the FQDN that the certificate of the SMS Provider names"
	case errors.As(err, &unknown):
		return "A site without a PKI certificate uses one that its own root, \"SMS Issuing\", issued: export that from the certificate store SMS of the SMS Provider and name the PEM file in ca_certificate_path"
	case errors.As(err, &verification):
		return "Look at the certificate that the SMS Provider has bound to TCP 443"
	default:
		return "Is the SMS Provider up, and TCP 443 open to it from here? It is asked directly, not through an HTTP proxy, unless admin_service.use_environment_proxy says so"
	}
}

// proveAccess decides what a 404 means: only when the account may read SMS_Identification is the object really absent.
func (c *Client) proveAccess(ctx context.Context, err error) error {
	var e *Error
	if !errors.As(err, &e) || e.Status != http.StatusNotFound || e.saysDenied() {
		return err
	}
	if probe := c.probe(ctx); probe != nil {
		return fmt.Errorf("%w. That the account may read at all could not be proven either: %w", err, probe)
	}
	proven := *e
	proven.proven = true
	return &proven
}

// probe reads SMS_Identification, which every administrative user may.
func (c *Client) probe(ctx context.Context) error {
	_, err := c.Identification(ctx)
	return err
}
