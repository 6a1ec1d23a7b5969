// Package restless is the one table of what changes by itself. Whoever looks for what somebody has changed, the attribution
// of a refresh and the drift report, asks it.
package restless

// Attributes are by type of resource the attributes at the top that change without anybody changing the object.
func Attributes() map[string][]string {
	return map[string][]string{
		"tenantattach_collection_upload": {"device_count"}, // devices come and go, and so do the members of a collection
		"tenantattach_intune_rbac":       {"unconfirmed"},  // the service shows at last what was written
	}
}
