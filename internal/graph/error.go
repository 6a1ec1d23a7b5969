package graph

import (
	"cmp"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
)

// Error is an answer of Microsoft Graph that is not a success.
type Error struct {
	// Op is what was tried, such as "add a client secret".
	Op string
	// Method and Path are the request; the query is left out.
	Method, Path string
	// Status, Code and Message are the answer. Message is the service's and no contract.
	Status        int
	Code, Message string
	// RequestID and ClientRequestID are what Microsoft's support asks for.
	RequestID, ClientRequestID string
	// TenantID is the tenant that was asked.
	TenantID string
	// Permissions are the application permissions that allow Op, the least first (Graph notes §2).
	Permissions []string

	header   http.Header
	redirect string // scheme and host that the answer redirects to
}

// anyOp is what is said to be tried where nothing more precise is known.
const anyOp = "call Microsoft Graph"

// Error implements error: what was tried, on which tenant and object, what came back, what to do.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "could not %s in tenant %s: %s %s answered %d %s", cmp.Or(e.Op, anyOp), e.TenantID, e.Method, e.Path, e.Status, http.StatusText(e.Status))
	if e.Code != "" {
		fmt.Fprintf(&b, ", code %s", e.Code)
	}
	if e.Message != "" {
		fmt.Fprintf(&b, ": %s", strings.TrimRight(e.Message, ". "))
	}
	if e.RequestID != "" {
		fmt.Fprintf(&b, " (request id %s)", e.RequestID)
	}
	if advice := e.advice(); advice != "" {
		fmt.Fprintf(&b, ". %s", advice)
	}
	return b.String()
}

func (e *Error) advice() string {
	switch e.Status {
	case http.StatusUnauthorized:
		return "The token was not accepted: check that environment (or graph_endpoint and authority_host) is the cloud of the tenant"
	case http.StatusForbidden:
		if len(e.Permissions) > 0 {
			return fmt.Sprintf("The identity seems to lack a permission. Any of these application permissions of Microsoft Graph, with admin consent, is documented to allow it: %s", strings.Join(e.Permissions, ", "))
		}
		return "The identity seems to lack a permission of Microsoft Graph"
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return fmt.Sprintf("It redirects to %s, which is not followed: the token is for the configured endpoint only. A proxy may have sent it, or graph_endpoint is not the address of Microsoft Graph", cmp.Or(e.redirect, "nowhere"))
	case http.StatusTooManyRequests:
		return "The service is throttling this application in this tenant. Try again later, or with fewer runs side by side"
	default:
		return ""
	}
}

// answer is an error body of Microsoft Graph; innerError is spelled both ways (Graph notes §2.4).
type answer struct {
	Error struct {
		Code       string `json:"code"`
		Message    string `json:"message"`
		InnerError struct {
			RequestID       string `json:"request-id"`
			ClientRequestID string `json:"client-request-id"`
		} `json:"innerError"`
	} `json:"error"`
}

func newError(req *http.Request, res *http.Response, body []byte, tenantID string) *Error {
	op := operationOf(req.Context())
	e := &Error{Op: op.text, Permissions: op.permissions, Method: req.Method, Path: req.URL.Path, Status: res.StatusCode, TenantID: tenantID}
	e.take(res.Header)
	e.parse(body)
	e.redirect = redirectHost(req, res)
	return e
}

// redirectHost is where an answer redirects to, without the path and the query, which may hold what is not to be shown.
func redirectHost(req *http.Request, res *http.Response) string {
	location := res.Header.Get("Location")
	to, err := req.URL.Parse(location)
	if location == "" || err != nil {
		return ""
	}
	return to.Scheme + "://" + to.Host
}

// take takes over what the headers say.
func (e *Error) take(h http.Header) {
	e.RequestID, e.ClientRequestID = h.Get("request-id"), h.Get("client-request-id")
	e.header = h
}

// parse takes over an error body; anything else than Graph's form, such as a proxy's page, is said to be that.
func (e *Error) parse(body []byte) {
	var a answer
	if err := json.Unmarshal(body, &a); err != nil || a.Error.Code == "" && a.Error.Message == "" {
		if len(body) > 0 {
			e.Message = "the answer is not one of Microsoft Graph; a proxy or firewall may have sent it"
		}
		return
	}
	e.Code, e.Message = a.Error.Code, a.Error.Message
	if e.RequestID == "" {
		e.RequestID = a.Error.InnerError.RequestID
	}
	if e.ClientRequestID == "" {
		e.ClientRequestID = a.Error.InnerError.ClientRequestID
	}
}

// WireError says that there was no answer.
//
// It does not unwrap: a connection that could not be made in time is context.DeadlineExceeded to errors.Is, and would be
// taken for the end of the time that the operation has.
type WireError struct {
	Op, Method, Host, TenantID string
	Err                        error
}

// Error implements error: what was tried, what went wrong on the way, what to do.
func (e *WireError) Error() string {
	said := fmt.Sprintf("could not %s in tenant %s: %s %s: no answer: %v", cmp.Or(e.Op, anyOp), e.TenantID, e.Method, e.Host, e.Err)
	var certificate *tls.CertificateVerificationError
	if errors.As(e.Err, &certificate) {
		said += ". Does a proxy inspect TLS? Name the PEM file of its root certificate in ca_certificate_path"
	}
	return said
}

// permanent reports whether asking again would meet the same: a certificate that is not trusted, a name that does not
// exist.
func (e *WireError) permanent() bool {
	var certificate *tls.CertificateVerificationError
	var name *net.DNSError
	return errors.As(e.Err, &certificate) || errors.As(e.Err, &name) && name.IsNotFound
}

// wireError gives a failure on the wire its place. Our own refusals, and the end of the context, stay what they are.
func wireError(req *http.Request, err error, tenantID string) error {
	var signIn *SignInError
	var foreign *ForeignHostError
	if errors.As(err, &signIn) || errors.As(err, &foreign) {
		return err
	}
	op := operationOf(req.Context()).text
	if req.Context().Err() != nil {
		return fmt.Errorf("could not %s in tenant %s: %s %s: %w", cmp.Or(op, anyOp), tenantID, req.Method, req.URL.Path, err)
	}
	return &WireError{Op: op, Method: req.Method, Host: req.URL.Host, TenantID: tenantID, Err: err}
}

// SignInError says that no token could be had.
type SignInError struct {
	TenantID string
	Err      error
}

// Error implements error. azidentity's text carries the AADSTS code and the trace id, and no secret.
func (e *SignInError) Error() string {
	return fmt.Sprintf("could not sign in to tenant %s: %v", e.TenantID, e.Err)
}

// Unwrap gives azidentity's error.
func (e *SignInError) Unwrap() error { return e.Err }

// ReadOnlyError says that a write was refused because the provider is read-only. Nothing was sent.
type ReadOnlyError struct{ Method, Path, TenantID string }

// Error implements error.
func (e *ReadOnlyError) Error() string {
	return fmt.Sprintf("refused to send %s %s to tenant %s: the provider is configured with read_only = true. Nothing was sent", e.Method, e.Path, e.TenantID)
}

// ForeignHostError says that a request to another host than the configured one was refused, as a link in an answer may
// ask for. Nothing was sent, no token least of all.
type ForeignHostError struct{ Host, Endpoint, TenantID string }

// Error implements error.
func (e *ForeignHostError) Error() string {
	return fmt.Sprintf("refused to send a request for tenant %s to %s: the Microsoft Graph endpoint is https://%s. Nothing was sent", e.TenantID, e.Host, e.Endpoint)
}

// IsNotFound reports whether the service says that the object does not exist.
func IsNotFound(err error) bool { return hasStatus(err, http.StatusNotFound) }

// IsForbidden reports whether the service refused for lack of a permission.
func IsForbidden(err error) bool { return hasStatus(err, http.StatusForbidden) }

// Refused reports whether an error says for sure that nothing was done, so that there is nothing to look up.
func Refused(err error) bool {
	var readOnly *ReadOnlyError
	var signIn *SignInError
	var busy *BusyError
	return errors.As(err, &readOnly) || errors.As(err, &signIn) || errors.As(err, &busy) || IsForbidden(err)
}

func hasStatus(err error, status int) bool {
	var e *Error
	return errors.As(err, &e) && e.Status == status
}

// IsNameTaken reports whether a create was refused because another object, perhaps one in the recycle bin, has the unique
// name. Only the text says so, and texts are no contract: an answer that is not recognised stays an error.
func IsNameTaken(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Status == http.StatusBadRequest && strings.Contains(strings.ToLower(e.Message), "property uniquename")
}

// isAlreadyThere reports whether consent was refused because it is given already. A read may not show it: the replica that was
// asked lags then. Whoever waits until reads show what was written may take it for done.
func isAlreadyThere(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.Status == http.StatusBadRequest || e.Status == http.StatusConflict) && strings.Contains(strings.ToLower(e.Message), "already exists")
}

// IsUnknownReference reports whether a write was refused because the replica that was asked does not know what it refers
// to: it lags, or the thing is gone. Whoever repeats the write until reads show that it is done may go on.
func IsUnknownReference(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Status == http.StatusBadRequest && refersToUnknown(e.Message)
}
