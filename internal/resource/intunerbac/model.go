package intunerbac

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

// model is the resource in configuration, plan and state.
type model struct {
	core.TenantFields
	ID                types.String   `tfsdk:"id"`
	Enabled           types.Bool     `tfsdk:"enabled"`
	PreviouslyEnabled types.Bool     `tfsdk:"previously_enabled"`
	Unconfirmed       types.Bool     `tfsdk:"unconfirmed"`
	Timeouts          timeouts.Value `tfsdk:"timeouts"`
}

// subject names the tenant for messages, as far as it is known.
func (m *model) subject() string {
	for _, id := range []types.String{m.TenantID, m.ID} {
		if id.ValueString() != "" {
			return "tenant " + id.ValueString()
		}
	}
	return "the tenant"
}

// onOff is a value in words.
func onOff(enabled bool) string {
	if enabled {
		return "on"
	}
	return "off"
}

// written is what this resource wrote last; it stands in the private data of the state, since a refresh must not change it.
type written struct {
	// Enabled is nil while nothing was written.
	Enabled *bool `json:"enabled,omitempty"`
	// Unsure says that reads have not shown it.
	Unsure bool `json:"unsure,omitempty"`
}

const writtenKey = "written"

// private are the private data of requests.
type private interface {
	GetKey(context.Context, string) ([]byte, diag.Diagnostics)
}

// settable are the private data of responses.
type settable interface {
	SetKey(context.Context, string, []byte) diag.Diagnostics
}

// writtenIn reads what was written last; known is false when there are no such private data.
func writtenIn(ctx context.Context, p private, diags *diag.Diagnostics) (w written, known bool) {
	data, d := p.GetKey(ctx, writtenKey)
	diags.Append(d...)
	if len(data) == 0 {
		return w, false
	}
	if err := json.Unmarshal(data, &w); err != nil {
		diags.AddError("Unreadable private data", fmt.Sprintf("What was written last cannot be read from the state: %v.", err))
	}
	return w, true
}

func (w written) keep(ctx context.Context, p settable, diags *diag.Diagnostics) {
	data, err := json.Marshal(w)
	if err != nil {
		diags.AddError("Unwritable private data", err.Error())
		return
	}
	diags.Append(p.SetKey(ctx, writtenKey, data)...)
}

// owns reports whether the switch is as this resource wrote it last, or may become so.
func (w written) owns(enabled bool) bool {
	return w.Unsure || w.Enabled != nil && *w.Enabled == enabled
}
