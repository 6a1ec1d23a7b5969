package smsprovider

import (
	"crypto/rand"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// The upload chain (AdminService notes §2.1): a service uses applications, each of which is of a tenant.
const (
	tenantClass      = "SMS_AAD_Tenant_Ex"
	applicationClass = "SMS_AAD_Application_Ex"
	serviceClass     = "SMS_Azure_CloudService"
	environmentClass = "SMS_AzureEnvironments"
	mappingClass     = "SMS_CoMgmtConfigs"
)

// uploadClasses are the classes of the upload chain (AdminService notes §2.2). Nobody has published a write of them over
// this interface: how one is taken is inferred from the schema and from the writes of other classes. Nothing limits a
// hierarchy to one upload tenant here, since that is inferred too (AdminService notes §3.6).
func uploadClasses() []*class {
	return []*class{
		{
			name: tenantClass, keys: []string{"ID"}, uploadChain: true,
			properties: slices.Concat(
				bySite(of(kindUint32, "ID")), bySite(of(kindText, "SiteCode")),
				required(of(kindText, "Name", "TenantID")), required(of(kindUint32, "Environment")),
			),
			writes: &writes{newKey: nextID(tenantClass), prepare: prepareTenant, remove: removeTenant},
		},
		{
			name: applicationClass, keys: []string{"ID"}, uploadChain: true,
			properties: slices.Concat(
				bySite(of(kindUint32, "ID")), bySite(of(kindText, "SiteCode")),
				required(of(kindText, "Name", "ClientID", "IdentifierUri")), required(of(kindUint32, "TenantID")),
				of(kindBool, "IsClientApp"), of(kindText, "ReplyUrl"), bySite(of(kindText, "SecretKey")), of(kindTime, "SecretKeyExpiry"),
				of(kindUint32, "Source"), of(kindUint32s, "AssociatedAADApplications"),
				bySite(of(kindTime, "ApplicationCreationTime", "LastUpdateTime", "SecretKeyCreationTime")),
			),
			writes: &writes{newKey: nextID(applicationClass), prepare: prepareApplication, remove: removeApplication},
		},
		{
			name: serviceClass, keys: []string{"ID"}, uploadChain: true,
			properties: slices.Concat(
				bySite(of(kindUint32, "ID")), bySite(of(kindText, "SiteCode")),
				required(of(kindText, "Name")), required(of(kindUint32, "ServiceType")),
				of(kindText, "Description"), of(kindUint32, "AuthenticationType"), of(kindUint32s, "AssociatedAADWebApplications"),
			),
			writes: &writes{newKey: nextID(serviceClass), prepare: prepareService, remove: func(*change, world.Row) error { return nil }},
		},
		{
			name: environmentClass, keys: []string{"ID"},
			properties: slices.Concat(of(kindUint32, "ID"), of(kindText, "EnvironmentName", "ActiveDirectoryEndpoint", "MicrosoftGraphEndpoint", "GraphEndpoint", "GatewayService", "CMMicroServiceResourceEndpoint", "ManagementPortalURL")),
		},
		{
			// Which property is the key is inferred; the lab has no rows of it.
			name: mappingClass, keys: []string{"AADTenantID"}, uploadChain: true,
			properties: of(kindText, "AADTenantID", "MDMTenantID", "MDMClientAppID", "MDMEnrollmentUrl", "MDMServiceResourceID", "MDMServiceUri", "ExcludedCollectionID", "DataWarehouseUrl"),
			methods:    mappingMethods(),
		},
	}
}

func nextID(class string) func(*change) any {
	return func(ch *change) any { return ch.tables.NextID(class) }
}

// rowByID finds a row of the upload chain.
func rowByID(tables *world.Tables, class string, id any) (world.Row, bool) {
	return firstRow(tables.Rows[class], func(row world.Row) bool { return textOf(row["ID"]) == textOf(id) })
}

func firstRow(rows []world.Row, match func(world.Row) bool) (world.Row, bool) {
	i := slices.IndexFunc(rows, match)
	if i < 0 {
		return nil, false
	}
	return rows[i], true
}

// taken says whether another row has the same text in a property; case does not matter in GUIDs.
func taken(tables *world.Tables, class, property string, row world.Row) bool {
	_, found := firstRow(tables.Rows[class], func(other world.Row) bool {
		return textOf(other["ID"]) != textOf(row["ID"]) && strings.EqualFold(textOf(other[property]), textOf(row[property]))
	})
	return found
}

// guidLength is that of a GUID in its usual form, the only one that is taken.
const guidLength = 36

// prepareTenant: the tenant is a GUID that has no row yet, and the environment one of the site's (inferred).
func prepareTenant(ch *change, row world.Row) error {
	id := textOf(row["TenantID"])
	if _, err := uuid.Parse(id); err != nil || len(id) != guidLength {
		return providerFailed("TenantID is no GUID.")
	}
	if _, ok := rowByID(ch.tables, environmentClass, row["Environment"]); !ok {
		return providerFailed("There is no Azure environment %s.", textOf(row["Environment"]))
	}
	if taken(ch.tables, tenantClass, "TenantID", row) {
		return providerFailed("The tenant %s is registered already.", id)
	}
	return nil
}

// removeTenant refuses while applications refer to the row, and drops the upload scope of the tenant (inferred).
func removeTenant(ch *change, row world.Row) error {
	if _, ok := firstRow(ch.tables.Rows[applicationClass], func(app world.Row) bool { return textOf(app["TenantID"]) == textOf(row["ID"]) }); ok {
		return providerFailed("Applications refer to the tenant %s.", textOf(row["ID"]))
	}
	dropMapping(ch.tables, textOf(row["TenantID"]))
	return nil
}

// prepareApplication: TenantID is the number of a row, not a GUID (AdminService notes §2.1); a client id has one row
// (inferred).
func prepareApplication(ch *change, row world.Row) error {
	ch.keepSecret(row)
	if _, ok := rowByID(ch.tables, tenantClass, row["TenantID"]); !ok {
		return providerFailed("There is no tenant %s.", textOf(row["TenantID"]))
	}
	if taken(ch.tables, applicationClass, "ClientID", row) {
		return providerFailed("The application %s is registered already.", textOf(row["ClientID"]))
	}
	row["LastUpdateTime"] = ch.now
	if row["ApplicationCreationTime"] == (property{kind: kindTime}).zero() {
		row["ApplicationCreationTime"] = ch.now
	}
	return nil
}

// keepSecret stores a secret that was sent: the row has it encrypted, and is given out so (AdminService notes §0, §2.2);
// to the schema SecretKey is therefore set by the site. Without one, or with an empty one, the secret stays as it is.
func (ch *change) keepSecret(row world.Row) {
	text, _ := ch.body["SecretKey"].(string)
	if text == "" {
		return
	}
	ch.server.world.Secrets().Add(text)
	id, _ := numberOf(row["ID"])
	ch.tables.Secrets[id] = text
	row["SecretKey"], row["SecretKeyCreationTime"] = encrypted(), ch.now
}

const encryptedBytes = 96

// encrypted is the look of an encrypted secret: nothing of the secret is in it.
func encrypted() string {
	raw := make([]byte, encryptedBytes)
	_, _ = rand.Read(raw) // never fails
	return "0C0100000B0000000102000003660000" + strings.ToUpper(hex.EncodeToString(raw))
}

// removeApplication refuses while a service uses the application (inferred).
func removeApplication(ch *change, row world.Row) error {
	used := func(service world.Row) bool {
		ids, _ := service["AssociatedAADWebApplications"].([]any)
		return slices.ContainsFunc(ids, func(id any) bool { return textOf(id) == textOf(row["ID"]) })
	}
	if _, ok := firstRow(ch.tables.Rows[serviceClass], used); ok {
		return providerFailed("An Azure service uses the application %s.", textOf(row["ID"]))
	}
	id, _ := numberOf(row["ID"])
	delete(ch.tables.Secrets, id)
	return nil
}

// prepareService: its applications are numbers of rows (AdminService notes §2.1).
func prepareService(ch *change, row world.Row) error {
	ids, _ := row["AssociatedAADWebApplications"].([]any)
	for _, id := range ids {
		if _, ok := rowByID(ch.tables, applicationClass, id); !ok {
			return providerFailed("There is no application %s.", textOf(id))
		}
	}
	return nil
}

// mapping is the upload scope of a tenant: the id of a collection, or nothing for all devices.
func mapping(tables *world.Tables, tenantID string) string {
	for id, collection := range tables.Mappings {
		if strings.EqualFold(id, tenantID) {
			return collection
		}
	}
	return ""
}

func dropMapping(tables *world.Tables, tenantID string) {
	maps.DeleteFunc(tables.Mappings, func(id, _ string) bool { return strings.EqualFold(id, tenantID) })
}
