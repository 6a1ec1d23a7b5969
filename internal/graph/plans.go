package graph

import "context"

// ServicePlan is a part of a product, such as Intune in Enterprise Mobility + Security: in a subscription of the
// organization, or assigned to a user.
type ServicePlan struct {
	// ID is the same in every tenant. Name is only in subscriptions.
	ID, Name string
	// SKU is the part number of the product, and Status is provisioningStatus: in subscriptions.
	SKU, Status string
	// CapabilityStatus is Enabled, Warning, Suspended, Deleted or LockedOut: of the subscription, or of the user's plan.
	CapabilityStatus string
}

// Usable reports whether the plan can be used: Warning is a grace period (learn, assignedPlan, subscribedSku).
func (p ServicePlan) Usable() bool {
	return p.CapabilityStatus == "Enabled" || p.CapabilityStatus == "Warning"
}

// SubscribedPlans are the plans of all subscriptions of the organization (learn, subscribedsku-list).
func (c *Client) SubscribedPlans(ctx context.Context) ([]ServicePlan, error) {
	skus, err := list[struct {
		SKU              string `json:"skuPartNumber"`
		CapabilityStatus string `json:"capabilityStatus"`
		Plans            []struct {
			ID     string `json:"servicePlanId"`
			Name   string `json:"servicePlanName"`
			Status string `json:"provisioningStatus"`
		} `json:"servicePlans"`
	}](during(ctx, readPlans()), c, version, "subscribedSkus"+query("$select", "skuPartNumber,capabilityStatus,servicePlans"))
	out := []ServicePlan{}
	for _, s := range skus {
		for _, p := range s.Plans {
			out = append(out, ServicePlan{ID: p.ID, Name: p.Name, SKU: s.SKU, Status: p.Status, CapabilityStatus: s.CapabilityStatus})
		}
	}
	return out, err
}

// LicensedPlans are the plans that a user, by id or user principal name, has been assigned, be it through a group: those of
// User. users/{id}/licenseDetails, which names them, is documented not to answer applications (learn,
// user-list-licensedetails), while the user's assignedPlans are documented for both.
func (c *Client) LicensedPlans(ctx context.Context, user string) ([]ServicePlan, error) {
	u, err := c.User(ctx, user)
	if err != nil {
		return nil, err
	}
	return u.Plans, nil
}
