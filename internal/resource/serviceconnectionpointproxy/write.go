package serviceconnectionpointproxy

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
)

// lookTime is for how long the outcome of a write is looked up when the time of the operation has run out.
const lookTime = 30 * time.Second

// unsureError says that a write was sent, and that it is not known whether it was done.
type unsureError struct{ err error }

// Error implements error.
func (e *unsureError) Error() string { return e.err.Error() }

// Unwrap gives what went wrong.
func (e *unsureError) Unwrap() error { return e.err }

// write sends a row that was edited, once, and lets what the site shows afterwards decide. A row that the edit did not
// change is not sent.
func write(ctx context.Context, c *adminservice.Client, before, edited adminservice.SystemRow, diags *diag.Diagnostics) error {
	if before.Equal(edited) {
		return nil
	}
	writeErr := c.UpdateSystemRow(ctx, edited)
	var refused *adminservice.ReadOnlyError
	if errors.As(writeErr, &refused) {
		return writeErr
	}
	after, err := look(ctx, c, before.Role.Key)
	if err != nil {
		return &unsureError{fmt.Errorf("%w. Whether the proxy of %s was written is not known", errors.Join(writeErr, err), before.Role.Host())}
	}
	switch is := after.Role.Proxy(); {
	case is.Same(edited.Role.Proxy()):
		warnOthers(edited, after, diags)
		return nil
	case is.Same(before.Role.Proxy()):
		return errors.Join(writeErr, fmt.Errorf("after the write %s shows %s, as before, not %s", before.Role.Host(), is, edited.Role.Proxy()))
	default:
		return &unsureError{errors.Join(writeErr, fmt.Errorf("after the write %s shows %s, not %s: somebody else may have written at the same time", before.Role.Host(), is, edited.Role.Proxy()))}
	}
}

// look reads a row, even when the time of the operation has run out: what a write came to is worth a little more.
func look(ctx context.Context, c *adminservice.Client, key adminservice.SystemRoleKey) (adminservice.SystemRow, error) {
	if ctx.Err() != nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(context.WithoutCancel(ctx), lookTime)
		defer cancel()
	}
	return c.SystemRow(ctx, key)
}

// warnOthers says what of a row is not as it was sent, other than the proxy.
func warnOthers(sent, after adminservice.SystemRow, diags *diag.Diagnostics) {
	if names := sent.Differs(after); len(names) > 0 {
		diags.AddWarning("Other settings of the server differ from what was sent", fmt.Sprintf("The proxy of %s was written, but these settings in its row of SMS_SCI_SysResUse are not as they were sent back: %s. "+
			"Either somebody changed them at the same moment, or the site did by itself. Look at the server in the console.", after.Role.Host(), strings.Join(names, ", ")))
	}
}
