package smsprovider

import (
	"fmt"
	"slices"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

const (
	collectionClass  = "SMS_Collection"
	deviceCollection = 2 // CollectionType (AdminService notes §2.4)
	refreshManually  = 1 // RefreshType, of the published new collection
	// membershipRuleFrom is the build from which AddMembershipRule is exposed: about 2111 (AdminService notes §1.4).
	membershipRuleFrom = 9068
	// firstCollection keeps new ids away from those that seeds use.
	firstCollection = 0x1000
)

// collections is SMS_Collection, whose writes are the best published ones (AdminService notes §1.4). Its properties are
// those of the published $metadata, without the ones of evaluation.
func collections(p world.Profile) *class {
	c := &class{
		name: collectionClass, keys: []string{"CollectionID"}, secured: true,
		properties: slices.Concat(
			again(bySite(of(kindText, "CollectionID"))),
			required(of(kindText, "Name", "LimitToCollectionID")), required(of(kindUint32, "CollectionType")),
			again(of(kindUint32, "RefreshType")),
			of(kindText, "Comment"),
			bySite(of(kindText, "LimitToCollectionName", "MemberClassName", "ObjectPath")),
			bySite(of(kindSint32, "CloudSyncCount", "LocalMemberCount", "MemberCount")), bySite(of(kindUint32, "CurrentStatus")),
			bySite(of(kindBool, "IsBuiltIn", "IsReferenceCollection")), bySite(of(kindTime, "LastChangeTime", "LastMemberChangeTime", "LastRefreshTime")),
			lazily(objectsOf("SMS_CollectionRule", "CollectionRules")), lazily(objectsOf("SMS_ScheduleToken", "RefreshSchedule")),
			lazily(of(kindBytes, "ISVData")), lazily(of(kindUint32, "ISVDataSize")),
		),
		writes: &writes{newKey: newCollectionID, prepare: prepareCollection, remove: removeCollection},
	}
	if p.Build >= membershipRuleFrom {
		rule := property{name: "collectionRule", kind: kindObject, of: "SMS_CollectionRule"}
		c.methods = []method{{name: "AddMembershipRule", bound: true, writes: true, in: []property{rule}, run: addMembershipRule}}
	}
	return c
}

// newCollectionID is the site code with five hexadecimal digits (AdminService notes §2.5).
func newCollectionID(ch *change) any {
	return fmt.Sprintf("%s%05X", ch.server.profile.SiteCode, firstCollection+ch.tables.NextID(collectionClass))
}

func collection(tables *world.Tables, id string) (world.Row, bool) {
	for _, row := range tables.Rows[collectionClass] {
		if textOf(row["CollectionID"]) == id {
			return row, true
		}
	}
	return nil, false
}

func prepareCollection(ch *change, row world.Row) error {
	id := textOf(row["LimitToCollectionID"])
	limit, ok := collection(ch.tables, id)
	builtIn, _ := row["IsBuiltIn"].(bool)
	if limits := ok && ch.account.seesCollection(ch.tables, id); !limits && !builtIn {
		return providerFailed("The limiting collection %s does not exist.", id)
	}
	row["LimitToCollectionName"], row["LastChangeTime"] = textOf(limit["Name"]), ch.now
	if textOf(row["RefreshType"]) == "0" {
		row["RefreshType"] = int64(refreshManually)
	}
	return nil
}

// removeCollection refuses what the console refuses too (inferred).
func removeCollection(ch *change, row world.Row) error {
	if builtIn, _ := row["IsBuiltIn"].(bool); builtIn {
		return providerFailed("The collection %s is built in.", row["CollectionID"])
	}
	for _, other := range ch.tables.Rows[collectionClass] {
		if textOf(other["LimitToCollectionID"]) == textOf(row["CollectionID"]) {
			return providerFailed("The collection %s limits others.", row["CollectionID"])
		}
	}
	return nil
}

// addMembershipRule takes an object whose class stands in @odata.type (AdminService notes §1.4).
func addMembershipRule(i *invocation) (result, error) {
	rule, _ := i.arguments["collectionRule"].(map[string]any)
	if rule["@odata.type"] != "#"+namespace+".SMS_CollectionRuleDirect" {
		return result{}, notFound()
	}
	rules, _ := i.row["CollectionRules"].([]any)
	i.row["CollectionRules"] = append(slices.Clone(rules), rule)
	return result{}, nil
}
