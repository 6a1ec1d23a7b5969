package world

import "time"

// Subscription is a product that the organization has acquired: subscribedSku of Graph (Graph notes §2, Shapes).
type Subscription struct {
	ID               string        `json:"id"`
	AccountID        string        `json:"accountId"`
	AccountName      string        `json:"accountName"`
	AppliesTo        string        `json:"appliesTo"`
	CapabilityStatus string        `json:"capabilityStatus"`
	ConsumedUnits    int64         `json:"consumedUnits"`
	PrepaidUnits     PrepaidUnits  `json:"prepaidUnits"`
	ServicePlans     []ServicePlan `json:"servicePlans"`
	SkuID            string        `json:"skuId"`
	SkuPartNumber    string        `json:"skuPartNumber"`
	SubscriptionIDs  []string      `json:"subscriptionIds"`
}

// PrepaidUnits counts the licences of a subscription by their state.
type PrepaidUnits struct {
	Enabled   int64 `json:"enabled"`
	LockedOut int64 `json:"lockedOut"`
	Suspended int64 `json:"suspended"`
	Warning   int64 `json:"warning"`
}

// ServicePlan is a part of a product.
type ServicePlan struct {
	ServicePlanID      string `json:"servicePlanId"`
	ServicePlanName    string `json:"servicePlanName"`
	ProvisioningStatus string `json:"provisioningStatus"`
	AppliesTo          string `json:"appliesTo"`
}

// SubscriptionSeed is one product.
type SubscriptionSeed struct {
	// Name is its part number. Its ids are made from that.
	Name string `yaml:"name"`
	// Status is capabilityStatus; empty for Enabled. What is not Enabled or Warning has no licences left.
	Status string `yaml:"status"`
	// Licenses is how many licences there are.
	Licenses int64      `yaml:"licenses"`
	Plans    []PlanSeed `yaml:"plans"`
}

// PlanSeed is one service plan of a product.
type PlanSeed struct {
	ID   string `yaml:"id"`
	Name string `yaml:"name"`
	// Status is provisioningStatus; empty for Success.
	Status string `yaml:"status"`
}

// defaultSubscriptions are those of a tenant whose seed names none. Only the service plan of Intune has its real id (Graph
// notes §2).
func defaultSubscriptions() []SubscriptionSeed {
	return []SubscriptionSeed{{Name: "EMS", Licenses: 25, Plans: []PlanSeed{{ID: "c1ec4a95-1f05-45b3-a911-aa3fa01094f5", Name: "INTUNE_A"}}}}
}

const enabledStatus = "Enabled"

func (seed SubscriptionSeed) subscription(tenantID string) Subscription {
	sku := IDOf("sku", seed.Name)
	s := Subscription{
		ID: tenantID + "_" + sku, AccountID: tenantID, AccountName: "lab", AppliesTo: "User", CapabilityStatus: seed.Status, PrepaidUnits: PrepaidUnits{Enabled: seed.Licenses},
		ServicePlans: []ServicePlan{}, SkuID: sku, SkuPartNumber: seed.Name, SubscriptionIDs: []string{IDOf(tenantID, "subscription "+seed.Name)},
	}
	switch seed.Status {
	case "":
		s.CapabilityStatus = enabledStatus
	case enabledStatus:
	case "Warning":
		s.PrepaidUnits = PrepaidUnits{Warning: seed.Licenses}
	case "LockedOut":
		s.PrepaidUnits = PrepaidUnits{LockedOut: seed.Licenses}
	default:
		s.PrepaidUnits = PrepaidUnits{Suspended: seed.Licenses}
	}
	for _, p := range seed.Plans {
		status := p.Status
		if status == "" {
			status = "Success"
		}
		s.ServicePlans = append(s.ServicePlans, ServicePlan{ServicePlanID: p.ID, ServicePlanName: p.Name, ProvisioningStatus: status, AppliesTo: "User"})
	}
	return s
}

// assign takes a licence of a subscription, and returns the plans that a user has by it: none where the tenant does not have
// the product. The name of Intune's service is the one that is seen in the field.
func (s *Snapshot) assign(name string, now time.Time) []AssignedPlan {
	plans := []AssignedPlan{}
	sub, ok := first(s.Subscriptions, func(one Subscription) bool { return one.SkuPartNumber == name })
	if !ok {
		return plans
	}
	sub.ConsumedUnits++
	s.Subscriptions[sub.ID] = sub
	for _, p := range sub.ServicePlans {
		plans = append(plans, AssignedPlan{AssignedDateTime: now, CapabilityStatus: sub.CapabilityStatus, Service: "SCO", ServicePlanID: p.ServicePlanID})
	}
	return plans
}
