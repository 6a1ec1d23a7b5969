package graph

import (
	"context"
	"fmt"
)

// DeviceSummaryPath is where Endpoint analytics counts devices, in v1.0 (Graph notes §3). The builder of the SDK for it would
// bring the package of all of deviceManagement, so it is asked in JSON.
const DeviceSummaryPath = "deviceManagement/userExperienceAnalyticsSummarizeWorkFromAnywhereDevices()"

// DeviceSummary is what Endpoint analytics counts. It is the one count of tenant-attached devices in v1.0: they are not among
// managedDevices (Graph notes §3). A number that the service does not say is nil.
type DeviceSummary struct {
	Total               *int64 `json:"totalDevices"`
	Intune              *int64 `json:"intuneDevices"`
	CoManaged           *int64 `json:"coManagedDevices"`
	TenantAttached      *int64 `json:"tenantAttachDevices"`
	WithoutTenantAttach *int64 `json:"windows10DevicesWithoutTenantAttach"`
}

// DeviceSummary reads what Endpoint analytics counts. Without that nothing is counted; what the service answers then is not
// published.
func (c *Client) DeviceSummary(ctx context.Context) (DeviceSummary, error) {
	ctx = during(ctx, readDeviceSummary())
	summary, err := function[DeviceSummary](ctx, c, func(out any) error { return c.v1(ctx, DeviceSummaryPath, out) })
	if err == nil && summary == (DeviceSummary{}) {
		err = fmt.Errorf("could not %s in tenant %s: the answer has none of the counts", operationOf(ctx).text, c.options.TenantID)
	}
	return summary, err
}
