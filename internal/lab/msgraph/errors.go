package msgraph

import (
	"errors"
	"fmt"
	"net/http"
)

// Codes of Graph's errors (Graph notes §2.4).
const (
	codeBadRequest  = "Request_BadRequest"
	codeNotFound    = "Request_ResourceNotFound"
	codeUnsupported = "Request_UnsupportedQuery"
	codeDenied      = "Authorization_RequestDenied"
	codeConflict    = "Request_MultipleObjectsWithSameKeyValue"
)

// apiError is an error that Graph answers with.
type apiError struct {
	status        int
	code, message string
	detail        string // code of the one entry of details; empty for none
	target        string // its property
	header        http.Header
}

// Error implements error.
func (e *apiError) Error() string { return e.code + ": " + e.message }

// failure makes the answer of an error, in the form of Graph notes §2.4.
func (s *server) failure(r request, err error) *answer {
	var e *apiError
	if !errors.As(err, &e) {
		e = &apiError{status: http.StatusInternalServerError, code: "generalException", message: err.Error()}
	}
	inner := map[string]any{
		"date": s.World.Clock.Now().UTC().Format("2006-01-02T15:04:05"), "request-id": r.id, "client-request-id": r.clientID,
	}
	body := map[string]any{"code": e.code, "message": e.message, "innerError": inner}
	if e.detail != "" {
		body["details"] = []any{map[string]any{"code": e.detail, "message": e.message, "target": e.target}}
	}
	return &answer{status: e.status, header: e.header, body: map[string]any{"error": body}}
}

func refuse(code, format string, args ...any) *apiError {
	return &apiError{status: http.StatusBadRequest, code: code, message: fmt.Sprintf(format, args...)}
}

// badRequest is a refusal by Graph's front, before the directory is asked.
func badRequest(message string) *apiError { return refuse("BadRequest", "%s", message) }

func errDenied() *apiError {
	return &apiError{status: http.StatusForbidden, code: codeDenied, message: "Insufficient privileges to complete the operation."}
}

// errMissing is the answer for an object that the asked replica does not know: because it does not exist, or not yet
// (Graph notes §2.1).
func errMissing(id string) *apiError {
	return &apiError{status: http.StatusNotFound, code: codeNotFound, message: fmt.Sprintf("Resource '%s' does not exist or one of its queried reference-property objects are not present.", id)}
}

// errTaken is the answer for a value that has to be unique in the tenant and is not. Graph says 400, not 409
// (hashicorp/go-autorest #308 for identifierUris, byte5ai/omadia #916 for uniqueName).
func errTaken(property string) *apiError {
	e := refuse(codeBadRequest, "Another object with the same value for property %s already exists.", property)
	e.detail, e.target = "ObjectConflict", property
	return e
}

func errInvalid(typeName, property string) *apiError {
	e := refuse(codeBadRequest, "Invalid value specified for property '%s' of resource '%s'.", property, typeName)
	e.detail, e.target = "InvalidValue", property
	return e
}

func errReadOnly(property string) *apiError {
	return refuse(codeBadRequest, "Property '%s' is read-only and cannot be set.", property)
}

func errThrottled() *apiError {
	return &apiError{status: http.StatusTooManyRequests, code: "TooManyRequests", message: "Too many requests. Please retry after the time that Retry-After states."}
}
