package serviceconnectionpointproxy

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
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
	var readOnly *adminservice.ReadOnlyError
	if errors.As(writeErr, &readOnly) {
		return writeErr
	}
	after, err := look(ctx, c, before.Role.Key)
	if err != nil {
		return unsure(before, errors.Join(writeErr, err))
	}
	err = attempt{before, edited, after, writeErr}.outcome()
	if err == nil {
		warnOthers(c, edited, after, diags)
	}
	return err
}

// unsure is the error of a write of which it is not known whether it was done, or is still to be.
func unsure(row adminservice.SystemRow, err error) error {
	return &unsureError{fmt.Errorf("%w. Whether the proxy of %s was written is not known", err, row.Role.Host())}
}

// attempt is a write that was sent, with the row that the site shows afterwards.
type attempt struct {
	before, edited, after adminservice.SystemRow
	err                   error // of the write
}

// outcome is what came of it. A site that still shows what was there before may do the write a moment later, unless it has
// refused it.
func (a attempt) outcome() error {
	is, host := a.after.Role.Proxy(), a.before.Role.Host()
	err := a.err
	switch {
	case is.Same(a.edited.Role.Proxy()):
		if err == nil || a.shown() {
			return nil
		}
	case is.Same(a.before.Role.Proxy()):
		err = errors.Join(err, fmt.Errorf("after the write %s shows %s, as before, not %s", host, is, a.edited.Role.Proxy()))
	default:
		return &unsureError{errors.Join(err, fmt.Errorf("after the write %s shows %s, not %s: somebody else may have written at the same time", host, is, a.edited.Role.Proxy()))}
	}
	if adminservice.Refused(a.err) {
		return err
	}
	return unsure(a.before, err)
}

// shown reports whether the proxy that was to be written can only be there because it was: it is another than before, or,
// where only what does not matter changes, its properties have the text that was sent.
func (a attempt) shown() bool {
	if !a.before.Role.Proxy().Same(a.edited.Role.Proxy()) {
		return true
	}
	sent, err := a.edited.FoundProxy()
	if err != nil {
		return false
	}
	was, err := a.before.FoundProxy()
	if err != nil || was.Equal(sent) {
		return false
	}
	is, err := a.after.FoundProxy()
	return err == nil && is.Equal(sent)
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
func warnOthers(c *adminservice.Client, sent, after adminservice.SystemRow, diags *diag.Diagnostics) {
	if names := sent.Differs(after); len(names) > 0 {
		core.Warn(diags, "tenant "+c.TenantID()+", "+after.Role.Host(), "Other settings of the server differ from what was sent", fmt.Sprintf("The proxy of %s was written, but these settings in its row of SMS_SCI_SysResUse are not as they were sent back: %s. "+
			"Either somebody changed them at the same moment, or the site did by itself. Look at the server in the console.", after.Role.Host(), strings.Join(names, ", ")))
	}
}
