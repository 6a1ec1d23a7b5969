package graph

import (
	"context"
	"time"
)

// ManagerCollectionsPath is where the collections are that Intune knows, in Graph's beta only (Graph notes §3).
const ManagerCollectionsPath = "deviceManagement/configManagerCollections"

// ManagerCollection is a collection of a Configuration Manager hierarchy that Intune knows.
type ManagerCollection struct {
	HierarchyID, HierarchyName string
	Modified                   time.Time // zero if it is not said
}

// ManagerCollections lists the collections that Intune knows, of all hierarchies that are attached to the tenant.
func (c *Client) ManagerCollections(ctx context.Context) ([]ManagerCollection, error) {
	wire, err := list[struct {
		HierarchyName        string     `json:"hierarchyName"`
		HierarchyIdentifier  string     `json:"hierarchyIdentifier"`
		LastModifiedDateTime *time.Time `json:"lastModifiedDateTime"`
	}](during(ctx, readManagerCollections()), c, betaVersion, ManagerCollectionsPath)
	out := make([]ManagerCollection, 0, len(wire))
	for _, w := range wire {
		one := ManagerCollection{HierarchyID: w.HierarchyIdentifier, HierarchyName: w.HierarchyName}
		if w.LastModifiedDateTime != nil {
			one.Modified = w.LastModifiedDateTime.UTC()
		}
		out = append(out, one)
	}
	return out, err
}
