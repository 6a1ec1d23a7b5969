package core

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// TextOrNull is the value that an Optional attribute without a default has when the service answers s: an empty text
// and an absent one are the same there, so a configured "" stays "" and null stays null.
func TextOrNull(s string, prior types.String) types.String {
	if s == "" && (prior.IsNull() || prior.IsUnknown()) {
		return types.StringNull()
	}
	return types.StringValue(s)
}

// TextSet converts a list of texts of a service to a set; an empty one is null where the prior value was null.
func TextSet(ctx context.Context, values []string, prior types.Set, diags *diag.Diagnostics) types.Set {
	if len(values) == 0 && (prior.IsNull() || prior.IsUnknown()) {
		return types.SetNull(types.StringType)
	}
	set, d := types.SetValueFrom(ctx, types.StringType, values)
	diags.Append(d...)
	return set
}

// Texts are the elements of a set of texts; none for null and unknown.
func Texts(ctx context.Context, set types.Set, diags *diag.Diagnostics) []string {
	texts := make([]string, 0, len(set.Elements()))
	if set.IsNull() || set.IsUnknown() {
		return texts
	}
	diags.Append(set.ElementsAs(ctx, &texts, false)...)
	return texts
}
