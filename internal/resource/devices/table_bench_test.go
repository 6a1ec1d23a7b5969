package devices

import (
	"context"
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
)

// BenchmarkState is what a device costs on its way from the site's answer into the answer to Terraform.
func BenchmarkState(b *testing.B) {
	const devices = 20_000
	ctx := context.Background()
	var s datasource.SchemaResponse
	NewDataSource().Schema(ctx, datasource.SchemaRequest{}, &s)
	b.ReportAllocs()
	for b.Loop() {
		t := newTable(nil)
		for i := range devices {
			t.add(adminservice.Device{ID: int64(i), Name: fmt.Sprintf("CON-PC-%06d", i)})
		}
		state := tfsdk.State{Schema: s.Schema, Raw: tftypes.NewValue(s.Schema.Type().TerraformType(ctx), nil)}
		var m model
		m.Timeouts.Object = types.ObjectNull(map[string]attr.Type{"read": types.StringType})
		m.Columns = types.SetNull(types.StringType)
		m.Devices = t.list()
		if d := state.Set(ctx, &m); d.HasError() {
			b.Fatal(d)
		}
		if _, err := tfprotov6.NewDynamicValue(s.Schema.Type().TerraformType(ctx), state.Raw); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/devices, "ns/device")
}
