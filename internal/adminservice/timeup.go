package adminservice

import (
	"fmt"
	"net/http"
)

// timeUp says that the time of an operation ended while a read was tried again, and what was met before: that the time is
// up explains nothing.
type timeUp struct {
	status int   // of the last answer; 0 when there was none
	last   error // why there was none
	err    error // the end of the time
}

func newTimeUp(res *http.Response, err error) *timeUp {
	if err != nil {
		return &timeUp{last: err}
	}
	return &timeUp{status: res.StatusCode}
}

func (t *timeUp) by(end error) error { return &timeUp{t.status, t.last, end} }

// Error implements error.
func (t *timeUp) Error() string {
	if t.status == 0 {
		return fmt.Sprintf("%v. Before that: %v. %s", t.err, t.last, wireAdvice(t.last))
	}
	said := fmt.Sprintf("%v. Before that it answered %d %s", t.err, t.status, http.StatusText(t.status))
	if advice := (&Error{Status: t.status}).advice(); advice != "" {
		said += ". " + advice
	}
	return said
}

// Unwrap gives the end of the time, and why there was no answer before.
func (t *timeUp) Unwrap() []error {
	if t.last == nil {
		return []error{t.err}
	}
	return []error{t.err, t.last}
}
