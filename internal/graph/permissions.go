package graph

import (
	"errors"
	"fmt"
	"strings"
)

// HiddenError says that Graph answered, but showed of the objects only that they are there: that is how it hides what the
// identity may not read (learn, "Limited information returned for inaccessible member objects").
type HiddenError struct {
	// Op is what was tried, What is what was hidden.
	Op, What, TenantID string
	// Permissions are the application permissions that show it, the least first.
	Permissions []string
}

// Error implements error.
func (e *HiddenError) Error() string {
	return fmt.Sprintf("could not %s in tenant %s: Microsoft Graph answered without %s, as it does when the identity may not read them. Any of these application permissions of Microsoft Graph, with admin consent, is documented to allow it: %s",
		e.Op, e.TenantID, e.What, strings.Join(e.Permissions, ", "))
}

// MissingPermission are the application permissions of Microsoft Graph for the lack of which a call failed: any one of them
// is documented to allow it, the least is the first. Nil when the call failed for another reason.
func MissingPermission(err error) []string {
	var hidden *HiddenError
	if errors.As(err, &hidden) {
		return hidden.Permissions
	}
	var e *Error
	if errors.As(err, &e) && IsForbidden(err) {
		return e.Permissions
	}
	return nil
}
