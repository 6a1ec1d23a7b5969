package acceptance

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

const statusData = "data.tenantattach_status.this"

// statusConfig reads the status alone.
func (e *Env) statusConfig(client string) string { return e.Provider(client) + Data("status") }

// The rows of an attachment that somebody made at the console.
const (
	attachedTenantRow, attachedApplicationRow, attachedServiceRow = 7001, 7002, 7003
	attachedClientID                                              = "a99a99a9-0000-4000-8000-000000000001"
)

// attach completes the upload chain of contoso by rows; the secret lasts so long.
func (e *Env) attach(secret time.Duration) {
	e.t.Helper()
	insert := func(class string, row map[string]any) {
		e.Drift(world.Change{Object: class, Insert: true, Set: row})
	}
	insert("SMS_AAD_Tenant_Ex", map[string]any{"ID": attachedTenantRow, "Name": "Contoso", "TenantID": e.Tenant("contoso").ID, "Environment": 1, "SiteCode": "P01"})
	insert("SMS_AAD_Application_Ex", map[string]any{
		"ID": attachedApplicationRow, "Name": "ConfigMgrSvc", "ClientID": attachedClientID, "IdentifierUri": "api://contoso/x", "TenantID": attachedTenantRow,
		"SecretKey": "0103", "SecretKeyExpiry": time.Now().Add(secret).UTC().Format(time.RFC3339), "IsClientApp": false,
	})
	insert("SMS_Azure_CloudService", map[string]any{"ID": attachedServiceRow, "Name": "Attach", "ServiceType": 5, "AssociatedAADWebApplications": []any{attachedApplicationRow}, "SiteCode": "P01"})
}

const month = 30 * 24 * time.Hour

// nothingUnread checks that all was read.
func nothingUnread() statecheck.StateCheck {
	return value(statusData, "unread", knownvalue.ListSizeExact(0))
}

// unread checks that exactly one thing was not read, and why.
func unread(what, reason, remedy string, permissions ...string) statecheck.StateCheck {
	checks := map[string]knownvalue.Check{
		"what": knownvalue.StringExact(what), "reason": knownvalue.StringRegexp(said(reason)), "remedy": knownvalue.StringRegexp(said(remedy)),
	}
	missing := []knownvalue.Check{}
	for _, p := range permissions {
		missing = append(missing, knownvalue.StringExact(p))
	}
	checks["permissions"] = knownvalue.ListExact(missing)
	return value(statusData, "unread", knownvalue.ListExact([]knownvalue.Check{knownvalue.ObjectPartial(checks)}))
}

// TestStatusAttached: the whole picture, with the identity that only reads.
func TestStatusAttached(t *testing.T) {
	t.Parallel()
	e := New(t, func(s *world.Seed) {
		s.Tenant("contoso").Intune.Hierarchies = []world.IntuneHierarchySeed{{ID: "5d1b0c6e-0000-4000-8000-00000000beef", Name: "North", Collections: 4}}
	})
	e.attach(2*month + time.Hour)
	e.Drift(world.Change{Object: "SMS_CoMgmtConfigs", Match: map[string]any{"TenantID": e.Tenant("contoso").ID}, Set: map[string]any{"CollectionSiteID": "P0100014"}})
	exactly := func(values map[string]knownvalue.Check) knownvalue.Check { return knownvalue.ObjectExact(values) }
	text, whole := knownvalue.StringExact, knownvalue.Int64Exact
	e.RunLeaving(func() error { return nil }, resource.TestStep{Config: e.statusConfig("reader"), ConfigStateChecks: []statecheck.StateCheck{
		value(statusData, "attached", knownvalue.Bool(true)), value(statusData, "broken_link", knownvalue.Null()),
		value(statusData, "reason", knownvalue.StringRegexp(said(`The upload service "Attach" (row 7003 of SMS_Azure_CloudService) uploads with application "ConfigMgrSvc" (client id `+attachedClientID+`) to tenant "Contoso".`))),
		value(statusData, "service", exactly(map[string]knownvalue.Check{"name": text("Attach"), "row_id": whole(attachedServiceRow)})),
		value(statusData, "application", exactly(map[string]knownvalue.Check{"client_id": text(attachedClientID), "name": text("ConfigMgrSvc"), "identifier_uri": text("api://contoso/x")})),
		value(statusData, "attached_tenant", exactly(map[string]knownvalue.Check{"tenant_id": text(e.Tenant("contoso").ID), "name": text("Contoso"), "environment": text("AzurePublicCloud"), "environment_id": whole(1)})),
		value(statusData, "secret_days_left", whole(60)), value(statusData, "secret_expiry", knownvalue.NotNull()),
		value(statusData, "upload_scope", text("P0100014")), value(statusData, "upload_collection_name", text("Pilot")), value(statusData, "upload_device_count", whole(25)),
		value(statusData, "service_connection_point", exactly(map[string]knownvalue.Check{"server": text(connectionServer), "site_code": text("P01"), "mode": text("online")})),
		value(statusData, "hierarchy", exactly(map[string]knownvalue.Check{"site_code": text("P01"), "site_name": text("Contoso Primary"), "support_id": text("5d1b0c6e-0000-4000-8000-000000009141")})),
		value(statusData, "intune_hierarchies", knownvalue.ListExact([]knownvalue.Check{
			knownvalue.ObjectPartial(map[string]knownvalue.Check{"name": text("Contoso Primary"), "id": text("5d1b0c6e-0000-4000-8000-000000009141"), "collections": whole(1), "last_modified": knownvalue.NotNull()}),
			knownvalue.ObjectPartial(map[string]knownvalue.Check{"name": text("North"), "collections": whole(4)}),
		})),
		value(statusData, "listed_in_intune", knownvalue.Bool(true)),
		value(statusData, "devices", exactly(map[string]knownvalue.Check{"total": whole(412), "intune": whole(0), "co_managed": whole(0), "tenant_attached": whole(25), "without_tenant_attach": whole(387)})),
		nothingUnread(),
		value(statusData, "sources", knownvalue.ListPartial(map[int]knownvalue.Check{
			0: exactly(map[string]knownvalue.Check{"attribute": text("attached"), "source": knownvalue.NotNull(), "grade": text("inferred"), "read": knownvalue.Bool(true)}),
			5: exactly(map[string]knownvalue.Check{"attribute": text("application.client_id"), "source": text("SMS_AAD_Application_Ex.ClientID"), "grade": text("observed"), "read": knownvalue.Bool(true)}),
		})),
	}})
}

// TestStatusNotAttached: each link of the chain may be missing, and the picture says which.
func TestStatusNotAttached(t *testing.T) {
	t.Parallel()
	drop := func(class string) func(*Env) {
		return func(e *Env) {
			e.attach(month)
			e.Drift(world.Change{Object: class, Match: map[string]any{"ID": map[string]int{"SMS_AAD_Tenant_Ex": attachedTenantRow, "SMS_AAD_Application_Ex": attachedApplicationRow, "SMS_Azure_CloudService": attachedServiceRow}[class]}, Delete: true})
		}
	}
	change := func(class, property string, to any) func(*Env) {
		return func(e *Env) {
			e.attach(month)
			e.Drift(world.Change{Object: class, Set: map[string]any{property: to}})
		}
	}
	other := "fab71ca0-2222-4222-8222-222222222222"
	tests := map[string]struct {
		arrange                    func(*Env)
		missing, reason            string
		application, tenant, scope bool
	}{
		"never":                {func(*Env) {}, "SMS_Azure_CloudService", "The hierarchy shows no upload service: no row of SMS_Azure_CloudService with ServiceType 5, or hides it from the account.", false, false, false},
		"another service":      {change("SMS_Azure_CloudService", "ServiceType", 1), "SMS_Azure_CloudService", "shows no upload service", false, false, true},
		"no service":           {drop("SMS_Azure_CloudService"), "SMS_Azure_CloudService", "shows no upload service", false, false, true},
		"upload unticked":      {change("SMS_Azure_CloudService", "AssociatedAADWebApplications", []any{}), "SMS_Azure_CloudService.AssociatedAADWebApplications", "uses no application: the upload is off", false, false, true},
		"no application":       {drop("SMS_AAD_Application_Ex"), "SMS_AAD_Application_Ex", `Not known, since the read of SMS_AAD_Application_Ex does not show all: The upload service "Attach" (row 7003 of SMS_Azure_CloudService) uses row 7002 of SMS_AAD_Application_Ex, but the hierarchy shows no such row.`, false, false, true},
		"no tenant":            {drop("SMS_AAD_Tenant_Ex"), "SMS_AAD_Tenant_Ex", "Not known, since the read of SMS_AAD_Tenant_Ex does not show all", true, false, false},
		"another row's tenant": {change("SMS_AAD_Application_Ex", "TenantID", 1), "SMS_AAD_Tenant_Ex", "It is not that of this tenant, which is row 7001", true, false, true},
		"another tenant":       {change("SMS_AAD_Tenant_Ex", "TenantID", other), "SMS_AAD_Tenant_Ex.TenantID", `to another tenant: "Contoso" (` + other + ")", true, true, false},
	}
	// A row that is not shown may be hidden as well as deleted.
	notAttached := func(reason string) knownvalue.Check {
		if strings.HasPrefix(reason, "Not known") {
			return knownvalue.Null()
		}
		return knownvalue.Bool(false)
	}
	null := func(given bool) knownvalue.Check {
		if given {
			return knownvalue.NotNull()
		}
		return knownvalue.Null()
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := New(t)
			tt.arrange(e)
			e.RunLeaving(func() error { return nil }, resource.TestStep{Config: e.statusConfig("reader"), ConfigStateChecks: []statecheck.StateCheck{
				value(statusData, "attached", notAttached(tt.reason)), value(statusData, "broken_link", knownvalue.StringExact(tt.missing)), value(statusData, "reason", knownvalue.StringRegexp(said(tt.reason))),
				value(statusData, "application", null(tt.application)), value(statusData, "secret_days_left", null(tt.application)), value(statusData, "attached_tenant", null(tt.tenant)), value(statusData, "upload_scope", null(tt.scope)),
				value(statusData, "listed_in_intune", knownvalue.Bool(false)), value(statusData, "devices", knownvalue.ObjectPartial(map[string]knownvalue.Check{"tenant_attached": knownvalue.Int64Exact(0)})),
				nothingUnread(),
			}})
		})
	}
}

// TestStatusUnread: one thing that cannot be read does not hide the others.
func TestStatusUnread(t *testing.T) {
	t.Parallel()
	const devices, hierarchies = "devices that Endpoint analytics counts", "hierarchies that Intune knows"
	intune := func(seed world.IntuneSeed) func(*world.Seed) {
		return func(s *world.Seed) { s.Tenant("contoso").Intune = seed }
	}
	without := func(permission string) func(*world.Seed) {
		return func(s *world.Seed) {
			for i := range s.Clients {
				kept := []string{}
				for _, p := range s.Clients[i].Graph {
					if p != permission {
						kept = append(kept, p)
					}
				}
				s.Clients[i].Graph = kept
			}
		}
	}
	fail := func(path string) func(*Env) {
		return func(e *Env) {
			e.Fault(wire.Fault{Kind: wire.KindAdminService, Path: path, Status: http.StatusInternalServerError})
		}
	}
	readCollections := []string{"DeviceManagementConfiguration.Read.All", "DeviceManagementConfiguration.ReadWrite.All", "DeviceManagementApps.Read.All", "DeviceManagementApps.ReadWrite.All"}
	readDevices := []string{"DeviceManagementManagedDevices.Read.All", "DeviceManagementManagedDevices.ReadWrite.All"}
	attached, null := knownvalue.Bool(true), knownvalue.Null()
	tests := map[string]struct {
		seed     func(*world.Seed)
		arrange  func(*Env)
		attached knownvalue.Check
		nulls    []string
		unread   statecheck.StateCheck
	}{
		"no permission for collections": {without("DeviceManagementConfiguration.Read.All"), nil, attached, []string{"intune_hierarchies", "listed_in_intune"}, unread(hierarchies, "answered 403", "Grant one of the permissions", readCollections...)},
		"no permission for devices":     {without("DeviceManagementManagedDevices.Read.All"), nil, attached, []string{"devices"}, unread(devices, "answered 403", "look whether Endpoint analytics is on", readDevices...)},
		"analytics: forbidden":          {intune(world.IntuneSeed{AnalyticsStatus: 403}), nil, attached, []string{"devices"}, unread(devices, "answered 403", "If the identity has one, look whether Endpoint analytics is on", readDevices...)},
		"analytics: not found":          {intune(world.IntuneSeed{AnalyticsStatus: 404}), nil, attached, []string{"devices"}, unread(devices, "answered 404", "Look whether Endpoint analytics is on")},
		"analytics: not applicable":     {intune(world.IntuneSeed{AnalyticsStatus: 400}), nil, attached, []string{"devices"}, unread(devices, "Request not applicable to target tenant", "tenants without an active Intune license")},
		"beta is gone":                  {intune(world.IntuneSeed{BetaStatus: 404}), nil, attached, []string{"intune_hierarchies", "listed_in_intune"}, unread(hierarchies, "answered 404", "in the beta of Microsoft Graph, which may have changed")},
		"services":                      {nil, fail("wmi/SMS_Azure_CloudService"), null, []string{"service", "application", "attached_tenant", "secret_expiry", "broken_link"}, unread("upload service", "answered 500", "The reason says")},
		"applications":                  {nil, fail("wmi/SMS_AAD_Application_Ex"), null, []string{"application", "attached_tenant", "secret_expiry", "broken_link"}, unread("applications", "answered 500", "The reason says")},
		"collection of the scope": {nil, func(e *Env) {
			e.limited("P0100014")
			fail(`SMS_Collection\(`)(e)
		}, attached, []string{"upload_collection_name", "upload_device_count"}, unread("uploaded collection", "answered 500", "The reason says")},
		"scope": {nil, fail("GetTenantCollectionMapping"), attached, []string{"upload_scope", "upload_collection_name"}, unread("upload scope", "answered 500", "The reason says")},
		"no connection point": {nil, func(e *Env) {
			e.Drift(world.Change{Object: "SMS_SCI_SysResUse", Match: map[string]any{"RoleName": "SMS Dmp Connector"}, Delete: true})
		}, attached, []string{"service_connection_point"}, unread("service connection point", "shows no service connection point", "The reason says")},
		"environments": {nil, fail("SMS_AzureEnvironments"), attached, nil, unread("Azure clouds", "answered 500", "The reason says")},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seeds := []func(*world.Seed){}
			if tt.seed != nil {
				seeds = append(seeds, tt.seed)
			}
			e := New(t, seeds...)
			e.attach(month)
			if tt.arrange != nil {
				tt.arrange(e)
			}
			checks := []statecheck.StateCheck{value(statusData, "attached", tt.attached), tt.unread, value(statusData, "hierarchy", knownvalue.NotNull())}
			for _, name := range tt.nulls {
				checks = append(checks, value(statusData, name, knownvalue.Null()))
			}
			if !slices.Contains(tt.nulls, "upload_scope") { // who may not read the collection knows the scope all the same
				checks = append(checks, value(statusData, "upload_scope", knownvalue.NotNull()))
			}
			e.RunLeaving(func() error { return nil }, resource.TestStep{Config: e.statusConfig("reader"), ConfigStateChecks: checks})
		})
	}
}

// TestStatusWithoutSite: an account without rights at the site sees what Graph knows, and the other way round.
func TestStatusWithoutSite(t *testing.T) {
	t.Parallel()
	withIntune := func(s *world.Seed) {
		for i := range s.Clients {
			if s.Clients[i].Name == "registrar" {
				s.Clients[i].Graph = append(s.Clients[i].Graph, "DeviceManagementConfiguration.Read.All", "DeviceManagementManagedDevices.Read.All")
			}
		}
	}
	e := New(t, withIntune)
	e.attach(month)
	denied := knownvalue.ObjectPartial(map[string]knownvalue.Check{
		"permissions": knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("Read-only Analyst (security role of Configuration Manager)")}),
		"remedy":      knownvalue.StringRegexp(said("security role Read-only Analyst")), "reason": knownvalue.StringRegexp(said("no administrative user of ConfigMgr")),
	})
	e.RunLeaving(func() error { return nil },
		resource.TestStep{Config: e.statusConfig("registrar"), ConfigStateChecks: []statecheck.StateCheck{
			value(statusData, "attached", knownvalue.Null()), value(statusData, "reason", knownvalue.StringRegexp(said("Not known, since the upload services of the hierarchy could not be read"))),
			value(statusData, "unread", knownvalue.ListSizeExact(8)), value(statusData, "unread", knownvalue.ListPartial(map[int]knownvalue.Check{0: denied, 7: denied})),
			value(statusData, "devices", knownvalue.NotNull()), value(statusData, "intune_hierarchies", knownvalue.ListSizeExact(1)), value(statusData, "listed_in_intune", knownvalue.Null()),
		}},
		resource.TestStep{Config: e.statusConfig("owner"), ConfigStateChecks: []statecheck.StateCheck{
			value(statusData, "attached", knownvalue.Bool(true)), value(statusData, "unread", knownvalue.ListSizeExact(2)), value(statusData, "devices", knownvalue.Null()),
		}},
		resource.TestStep{Config: e.statusConfig("stranger"), ExpectError: said("nothing could be read, neither from the site nor from Microsoft Graph")},
	)
}

// TestStatusClouds: in the US Government cloud the beta may be there or not, and all may be 0 while Endpoint analytics is off.
func TestStatusClouds(t *testing.T) {
	t.Parallel()
	for _, status := range []int{0, http.StatusBadRequest, http.StatusNotFound} {
		e := New(t, government("2409", 9132), func(s *world.Seed) {
			s.Tenant("contoso").Intune = world.IntuneSeed{BetaStatus: status, AnalyticsOff: true}
		})
		e.attach(month)
		checks := []statecheck.StateCheck{
			value(statusData, "attached", knownvalue.Bool(true)),
			value(statusData, "devices", knownvalue.ObjectPartial(map[string]knownvalue.Check{"total": knownvalue.Int64Exact(0), "tenant_attached": knownvalue.Int64Exact(0)})),
		}
		if status == 0 {
			checks = append(checks, nothingUnread())
		} else {
			checks = append(checks, unread("hierarchies that Intune knows", http.StatusText(status), `Whether the beta of Microsoft Graph has this in the cloud "usgovernment" is not known; this answer says that it has not`))
		}
		e.RunLeaving(func() error { return nil }, resource.TestStep{Config: e.statusConfig("reader"), ConfigStateChecks: checks})
	}
}

// TestStatusConfiguration: a tenant that is not configured rightly is an error, and not a picture with nothing in it.
func TestStatusConfiguration(t *testing.T) {
	t.Parallel()
	e := New(t)
	e.RunLeaving(func() error { return nil },
		resource.TestStep{Config: e.Provider("reader", Attrs{"admin_service": ""}) + Data("status"), ExpectError: said("has no admin_service.url")},
		resource.TestStep{Config: e.statusConfig("reader") + Block(`data "tenantattach_status" "other"`, Attrs{"tenant": Q("nobody")}), ExpectError: said(`"nobody"`)},
	)
}

// TestStatusSlow: a part that does not come in time is said to be missing, and the rest is there.
func TestStatusSlow(t *testing.T) {
	t.Parallel()
	e := New(t)
	e.attach(month)
	e.Fault(wire.Fault{Kind: wire.KindGraph, Path: "configManagerCollections", Status: http.StatusServiceUnavailable, RetryAfter: "2"})
	e.RunLeaving(func() error { return nil }, resource.TestStep{
		Config: e.Provider("reader") + Data("status", Attrs{"timeouts": `{ read = "5s" }`}), ConfigStateChecks: []statecheck.StateCheck{
			value(statusData, "attached", knownvalue.Bool(true)), value(statusData, "devices", knownvalue.NotNull()), unread("hierarchies that Intune knows", "503", "The time was up"),
		},
	})
}

// TestStatusSideBySide: no part waits for another one: each of a pair of requests is held back until the other one has come.
func TestStatusSideBySide(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{{"configManagerCollections", "userExperienceAnalytics"}, {"wmi/SMS_AAD_Application_Ex", "wmi/SMS_SCI_SysResUse"}, {"wmi/SMS_Azure_CloudService", "configManagerCollections"}} {
		e := New(t)
		came := [2]chan struct{}{make(chan struct{}), make(chan struct{})}
		for i, path := range pair {
			e.Fault(wire.Fault{Path: path, Times: 1, OnStrike: func() {
				close(came[i])
				select {
				case <-came[1-i]:
				case <-time.After(time.Minute):
					t.Errorf("%s came, and %s did not", path, pair[1-i])
				}
			}})
		}
		e.RunLeaving(func() error { return nil }, resource.TestStep{Config: e.statusConfig("reader"), ConfigStateChecks: []statecheck.StateCheck{nothingUnread()}})
	}
}

// TestStatusChecks: the example of the documentation warns of a secret that ends soon, and of an upload that is off.
func TestStatusChecks(t *testing.T) {
	t.Parallel()
	e := New(t)
	end := time.Now().UTC().Truncate(24 * time.Hour).Add(10*24*time.Hour - 12*time.Hour)
	e.attach(time.Until(end))
	p := e.Process(e.Provider("reader") + readFile(t, "../../examples/data-sources/tenantattach_status/data-source.tf"))
	out := p.plan(2)
	e.sees(out, "The client secret of tenant attach ends "+end.Format(time.DateOnly))
	e.hides(out, "Tenant attach: ")
	e.Drift(world.Change{Object: "SMS_Azure_CloudService", Set: map[string]any{"AssociatedAADWebApplications": []any{}}})
	e.sees(p.plan(2), "uses no application: the upload is off", "ends at a time that is not known")
}
