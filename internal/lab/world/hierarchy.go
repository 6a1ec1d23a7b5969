package world

import (
	"maps"
	"slices"
	"sync"

	"github.com/jonboulle/clockwork"
)

// Row is one instance of a WMI class, by the property names of the class.
type Row = map[string]any

// Roles of administrative users (AdminService notes §1.8).
const (
	RoleFullAdministrator = "Full Administrator"
	RoleReadOnlyAnalyst   = "Read-only Analyst"
)

// Admin is an administrative user of ConfigMgr.
type Admin struct {
	// LogonName is how the console shows the account.
	LogonName string `yaml:"logon_name" json:"logonName"`
	// AppID is the client id whose app-only tokens are this account's; empty for a person.
	AppID string `yaml:"app_id" json:"appId"`
	// UPN is the user whose delegated tokens are this account's; empty for an application.
	UPN string `yaml:"upn" json:"upn"`
	// Role is the security role.
	Role string `yaml:"role" json:"role"`
	// Collections are the ids of the collections that the account may see, with those limited to them; empty means all.
	Collections []string `yaml:"collections" json:"collections"`
}

// Profile is what kind of hierarchy it is.
type Profile struct {
	SiteCode string `yaml:"site_code"`
	SiteName string `yaml:"site_name"`
	// Server is the FQDN of the site server, which is also the SMS Provider and has the service connection point.
	Server string `yaml:"server"`
	// CAS makes the top site a central administration site with one primary site below it.
	CAS bool `yaml:"cas"`
	// Provider is the FQDN of the SMS Provider where it is not the site server.
	Provider string `yaml:"provider"`
	// Version is the release, such as 2509, and Build its build number (AdminService notes §3.9).
	Version string `yaml:"version"`
	Build   int64  `yaml:"build"`
	// NoWrites makes a site that exposes no writes of the upload chain: no published source says that any site does.
	NoWrites bool `yaml:"no_writes"`
	// NoAppOnlyTokens refuses app-only tokens: Microsoft documents delegated ones only; that the service takes others
	// is not found anywhere (AdminService notes §1.8). The default, to take them, is the lab's and inferred.
	NoAppOnlyTokens bool `yaml:"no_app_only_tokens"`
	// PageCap is how many rows a list has at most, whatever is asked for; 0 for any number. Nothing says that a site has such
	// a cap, or that it has none (AdminService notes §1.2).
	PageCap int `yaml:"page_cap"`
	// Refused are query options that the site takes for an error, such as $orderby: whether every site takes those that were
	// seen to work is not known.
	Refused []string `yaml:"refused_options"`
	// RequestsPerSecond is how many requests the SMS Provider takes in a second; 0 for any number. 200 a client are documented,
	// without saying what happens beyond, or per what (AdminService notes §1.10): a second, and 429, are inferred.
	RequestsPerSecond int `yaml:"requests_per_second"`
	// GatewayID is the 17-digit id in the route through the cloud management gateway (AdminService notes §1.1).
	GatewayID string `yaml:"gateway_id"`
	// ServerApp is the last part of the App ID URI of the hierarchy's server app: api://<tenant id>/<server app>.
	ServerApp string `yaml:"server_app"`
}

// Tables are the rows of a hierarchy, by class, with what lies behind its methods.
type Tables struct {
	Rows map[string][]Row
	// Mappings are the upload scopes: the id of a collection by the GUID of a tenant (AdminService notes §2.1).
	Mappings map[string]string
	// Secrets are the texts of SecretKey by the ID of the row of SMS_AAD_Application_Ex; the row itself holds them
	// encrypted.
	Secrets map[int64]string
	// RemovedDevices are the ids of those of the fleet that are gone.
	RemovedDevices map[int64]bool
	// Next are the last numbers that were given out, by class.
	Next map[string]int64
}

// NextID gives out a number for a new row of a class.
func (t *Tables) NextID(class string) int64 {
	t.Next[class]++
	return t.Next[class]
}

// Hierarchy is one Configuration Manager hierarchy, as its SMS Provider shows it.
type Hierarchy struct {
	Profile Profile
	// Fleet are the devices at the start; see DeviceClass.
	Fleet  *Fleet
	audits trail[siteAudit]

	mu     sync.RWMutex
	admins []Admin
	tables *Tables
}

func newHierarchy(p Profile, clock clockwork.Clock, admins []Admin, rows map[string][]Row, fleet *Fleet) *Hierarchy {
	return &Hierarchy{Profile: p, Fleet: fleet, audits: trail[siteAudit]{clock: clock}, admins: admins, tables: &Tables{
		Rows: rows, Mappings: map[string]string{}, Secrets: map[int64]string{}, RemovedDevices: map[int64]bool{},
		// Large first numbers: a row id must not be taken for the number of a cloud environment or a service type.
		Next: map[string]int64{"SMS_AAD_Tenant_Ex": 16777216, "SMS_AAD_Application_Ex": 16777316, "SMS_Azure_CloudService": 16777416},
	}}
}

// View shows the tables. They must be read only, and only while view runs.
func (h *Hierarchy) View(view func(*Tables)) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	view(h.tables)
}

// Update changes the tables: the change works on a copy, which is published unless it fails. It raises no audit message.
func (h *Hierarchy) Update(change func(*Tables) error) error {
	return h.change(change, func(*Tables, *Tables) {})
}

// UpdateBy is Update by somebody, about which the site raises audit messages.
func (h *Hierarchy) UpdateBy(by Actor, change func(*Tables) error) error {
	return h.change(change, func(before, after *Tables) { h.record(before, after, by) })
}

func (h *Hierarchy) change(change func(*Tables) error, done func(before, after *Tables)) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	next := h.tables.clone()
	if err := change(next); err != nil {
		return err
	}
	done(h.tables, next)
	h.tables = next
	return nil
}

func (t *Tables) clone() *Tables {
	rows := make(map[string][]Row, len(t.Rows))
	for class, list := range t.Rows {
		copied := make([]Row, len(list))
		for i, row := range list {
			copied[i] = maps.Clone(row)
		}
		rows[class] = copied
	}
	return &Tables{Rows: rows, Mappings: maps.Clone(t.Mappings), Secrets: maps.Clone(t.Secrets), RemovedDevices: maps.Clone(t.RemovedDevices), Next: maps.Clone(t.Next)}
}

// Admins are the administrative users.
func (h *Hierarchy) Admins() []Admin {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return slices.Clone(h.admins)
}

// SetAdmins replaces the administrative users, as somebody does at the console.
func (h *Hierarchy) SetAdmins(admins []Admin) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.admins = slices.Clone(admins)
}
