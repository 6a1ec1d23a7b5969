package application

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// madeMicroservice is the private state key of the object ids of the microservice's service principals that this
// resource made: more than one after a change of microservice_app_id.
const madeMicroservice = "made_microservice"

// made are object ids of service principals.
type made []string

// madeIDs reads what was recorded.
func madeIDs(ctx context.Context, get func(context.Context, string) ([]byte, diag.Diagnostics), diags *diag.Diagnostics) made {
	data, d := get(ctx, madeMicroservice)
	diags.Append(d...)
	var ids made
	if data != nil {
		if err := json.Unmarshal(data, &ids); err != nil {
			diags.AddError("Unreadable private state", "The list of service principals that this resource made cannot be read: "+err.Error())
		}
	}
	return ids
}

// record adds an id to what is recorded.
func (m made) record(ctx context.Context, id string, set func(context.Context, string, []byte) diag.Diagnostics, diags *diag.Diagnostics) made {
	ids := slices.Concat(m, made{id})
	data, err := json.Marshal(ids)
	if err != nil { // a list of texts always encodes
		diags.AddError("Unwritable private state", err.Error())
		return m
	}
	diags.Append(set(ctx, madeMicroservice, data)...)
	return ids
}
