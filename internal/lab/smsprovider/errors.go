package smsprovider

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// failure is an answer that is no success. Its body is {"error":{"code","message"}} (AdminService notes §1.7).
type failure struct {
	status  int
	message string
	allow   string
}

// Error implements error.
func (f *failure) Error() string { return strconv.Itoa(f.status) + ": " + f.message }

// accessDenied is how the service says that an account may not do something: 404, with a message that begins so
// (AdminService notes §1.7, complete body seen).
func accessDenied() error {
	return &failure{status: http.StatusNotFound, message: "Access denied  WMI QUERY: "}
}

// notFound is the one answer to an unknown class or method, a wrong name or type of a parameter, another case, an absent
// instance and one that RBAC hides (AdminService notes §1.7). The message is inferred.
func notFound() error {
	return &failure{status: http.StatusNotFound, message: "No HTTP resource was found that matches the request URI."}
}

// badRequest refuses what is wrong in itself: query options and bodies (AdminService notes §1.7).
func badRequest(format string, args ...any) error {
	return &failure{status: http.StatusBadRequest, message: fmt.Sprintf(format, args...)}
}

// providerFailed is what the SMS Provider refuses for what it means: 500 is seen for failures of the provider and of WMI
// (AdminService notes §1.7). Which refusals of the upload chain there are is inferred.
func providerFailed(format string, args ...any) error {
	return &failure{status: http.StatusInternalServerError, message: fmt.Sprintf(format, args...)}
}

// notAllowed refuses a verb (inferred).
func notAllowed(allow ...string) error {
	return &failure{status: http.StatusMethodNotAllowed, message: "The requested resource does not support this HTTP method.", allow: strings.Join(allow, ", ")}
}

// refusal is the answer to a request that failed.
func refusal(err error) answer {
	var f *failure
	if !errors.As(err, &f) {
		f = &failure{status: http.StatusInternalServerError, message: "An error has occurred."}
	}
	var inner, outer object
	inner.set("code", strconv.Itoa(f.status))
	inner.set("message", f.message)
	outer.raw("error", inner.bytes())
	a := jsonAnswer(f.status, outer.bytes())
	a.allow = f.allow
	return a
}
