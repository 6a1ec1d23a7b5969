package devices

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

var (
	_ basetypes.DynamicTypable  = listType{}
	_ basetypes.DynamicValuable = list{}
)

// listType is the type of the attribute devices: a dynamic one whose values stay in the form in which they go to Terraform.
// The plugin framework turns every value of a state into its own form and back several times, at some kilobytes for each
// device: BenchmarkState.
type listType struct{ basetypes.DynamicType }

// Equal implements attr.Type.
func (t listType) Equal(o attr.Type) bool {
	_, ok := o.(listType)
	return ok
}

// String implements attr.Type.
func (t listType) String() string { return "devices.listType" }

// ValueType implements attr.Type.
func (t listType) ValueType(context.Context) attr.Value { return list{} }

// ValueFromTerraform implements attr.Type.
func (t listType) ValueFromTerraform(_ context.Context, in tftypes.Value) (attr.Value, error) {
	return list{in}, nil
}

// ValueFromDynamic implements basetypes.DynamicTypable.
func (t listType) ValueFromDynamic(ctx context.Context, in basetypes.DynamicValue) (basetypes.DynamicValuable, diag.Diagnostics) {
	raw, err := in.ToTerraformValue(ctx)
	if err != nil {
		return list{}, diag.Diagnostics{diag.NewErrorDiagnostic("Unusable list of devices", err.Error())}
	}
	return list{raw}, nil
}

// list is the value of the attribute devices; without a raw value it is null.
type list struct{ raw tftypes.Value }

// Type implements attr.Value.
func (l list) Type(context.Context) attr.Type { return listType{} }

// ToTerraformValue implements attr.Value.
func (l list) ToTerraformValue(context.Context) (tftypes.Value, error) {
	if l.raw.Type() == nil {
		return tftypes.NewValue(tftypes.DynamicPseudoType, nil), nil
	}
	return l.raw, nil
}

// Equal implements attr.Value.
func (l list) Equal(o attr.Value) bool {
	other, ok := o.(list)
	return ok && (l.IsNull() && other.IsNull() || l.raw.Equal(other.raw))
}

// IsNull implements attr.Value.
func (l list) IsNull() bool { return l.raw.Type() == nil || l.raw.IsNull() }

// IsUnknown implements attr.Value.
func (l list) IsUnknown() bool { return l.raw.Type() != nil && !l.raw.IsKnown() }

// String implements attr.Value. It does not write the devices.
func (l list) String() string {
	return fmt.Sprintf("devices (null %t, unknown %t)", l.IsNull(), l.IsUnknown())
}

// ToDynamicValue implements basetypes.DynamicValuable.
func (l list) ToDynamicValue(ctx context.Context) (basetypes.DynamicValue, diag.Diagnostics) {
	raw, err := l.ToTerraformValue(ctx)
	if err == nil {
		var v attr.Value
		if v, err = (basetypes.DynamicType{}).ValueFromTerraform(ctx, raw); err == nil {
			if dynamic, ok := v.(basetypes.DynamicValue); ok {
				return dynamic, nil
			}
		}
	}
	return basetypes.NewDynamicUnknown(), diag.Diagnostics{diag.NewErrorDiagnostic("Unusable list of devices", fmt.Sprint(err))}
}
