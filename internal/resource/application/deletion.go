package application

import (
	"context"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

// deletionKey is the private state key of a deletion that failed: nothing else tells an application that this resource has put
// into the recycle bin, and is to delete for good, from one that somebody else has deleted.
const deletionKey = "deletion"

// The values of deletionKey, which are JSON.
const (
	deletionFailed = `"failed"` // it may have got as far as the recycle bin
	deletionInBin  = `"in bin"` // it is there
	deletionOff    = `""`       // the application is in use again
)

// reader reads private state.
type reader interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

// deletion is what is recorded of a deletion that failed; empty for nothing.
func deletion(ctx context.Context, private reader) string {
	data, _ := private.GetKey(ctx, deletionKey) // an error is one of the key, which is a constant
	return string(data)
}

// recordDeletion records it; an error is one of the key or the value, which are constants.
func recordDeletion(ctx context.Context, private core.Private, value string) {
	_ = private.SetKey(ctx, deletionKey, []byte(value))
}

// leftInBin reports whether an application that is gone is in the recycle bin because a deletion failed. It stays in the state
// then, so that the next destroy deletes it for good.
func (m *model) leftInBin(ctx context.Context, c *graph.Client, req resource.ReadRequest, resp *resource.ReadResponse) (bool, error) {
	if state := deletion(ctx, req.Private); !m.PurgeOnDestroy.ValueBool() || state != deletionFailed && state != deletionInBin {
		return false, nil
	}
	deleted, err := c.DeletedApplications(ctx, m.UniqueName.ValueString())
	left := slices.ContainsFunc(deleted, func(app graph.Application) bool { return strings.EqualFold(app.ObjectID, m.ID.ValueString()) })
	if left {
		recordDeletion(ctx, resp.Private, deletionInBin)
	}
	return left, err
}

// inUse forgets a deletion that failed before it came to the application.
func inUse(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	if state := deletion(ctx, req.Private); state != "" && state != deletionOff {
		recordDeletion(ctx, resp.Private, deletionOff)
	}
}

// planFromBin plans a new application in place of one that only waits in the recycle bin to be deleted for good.
func (m *model) planFromBin(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if deletion(ctx, req.Private) != deletionInBin {
		return
	}
	m.ID = types.StringUnknown()
	resp.RequiresReplace.Append(path.Root("id"))
}
