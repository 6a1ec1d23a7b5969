package devices

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
)

// TestList: the value keeps to what the plugin framework expects of a dynamic one.
func TestList(t *testing.T) {
	ctx := context.Background()
	tab := newTable(chosen([]string{"client"}))
	tab.add(adminservice.Device{ID: 7, Name: "HUSH"})
	full, none := tab.list(), newTable(nil).list()
	unknown := list{tftypes.NewValue(tftypes.DynamicPseudoType, tftypes.UnknownValue)}
	tests := map[string]struct {
		value         list
		null, unknown bool
	}{
		"zero":    {list{}, true, false},
		"null":    {list{tftypes.NewValue(tftypes.DynamicPseudoType, nil)}, true, false},
		"unknown": {unknown, false, true},
		"empty":   {none, false, false},
		"full":    {full, false, false},
	}
	for name, tt := range tests {
		raw, err := tt.value.ToTerraformValue(ctx)
		if err != nil || tt.value.IsNull() != tt.null || tt.value.IsUnknown() != tt.unknown || raw.IsNull() != tt.null || raw.IsKnown() == tt.unknown {
			t.Errorf("%s: null %v, unknown %v, %s, %v", name, tt.value.IsNull(), tt.value.IsUnknown(), raw, err)
		}
		back, err := listType{}.ValueFromTerraform(ctx, raw)
		if err != nil || !back.Equal(tt.value) || !tt.value.Equal(back) {
			t.Errorf("%s: came back as %s, %v", name, back, err)
		}
		dynamic, d := tt.value.ToDynamicValue(ctx)
		if d.HasError() || dynamic.IsNull() != tt.null || dynamic.IsUnknown() != tt.unknown {
			t.Errorf("%s: as a dynamic value %s, %v", name, dynamic, d)
		}
		again, d := listType{}.ValueFromDynamic(ctx, dynamic)
		if d.HasError() || again.IsNull() != tt.null {
			t.Errorf("%s: of a dynamic value %s, %v", name, again, d)
		}
		if strings.Contains(tt.value.String(), "HUSH") {
			t.Errorf("%s shows its devices", name)
		}
	}
	if full.Equal(none) || none.Equal(unknown) || full.Equal(types.DynamicNull()) || (listType{}).Equal(basetypes.DynamicType{}) || !(listType{}).Equal(full.Type(ctx)) {
		t.Error("takes different ones for equal, or equal ones for different")
	}
	dynamic, _ := full.ToDynamicValue(ctx)
	if got := dynamic.UnderlyingValue().String(); got != `[{"client":<null>,"name":"HUSH","resource_id":7.000000}]` && got != `[{"client":<null>,"name":"HUSH","resource_id":7}]` {
		t.Errorf("holds %s", got)
	}
}
