package prerequisite

import (
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
)

// TestSitePermission: an account is only said to lack the right where nothing that cannot be read may give it.
func TestSitePermission(t *testing.T) {
	const account, name = "alice@contoso.com", `CONTOSO\alice`
	full := adminservice.AdministrativeUser{LogonName: strings.ToUpper(name), Roles: []string{roleFull}}
	operator := adminservice.AdministrativeUser{LogonName: name, Roles: []string{"Operations Administrator"}}
	other := adminservice.AdministrativeUser{LogonName: `CONTOSO\bob`, Roles: []string{roleFull}}
	group := adminservice.AdministrativeUser{LogonName: `CONTOSO\operators`, Group: true}
	for name, tt := range map[string]struct {
		undiscovered bool
		admins       []adminservice.AdministrativeUser
		build        int
		rbac         func() (bool, error)
		want         Status
		says         string
	}{
		"full administrator":              {admins: []adminservice.AdministrativeUser{other, full}, want: Pass, says: roleFull},
		"another role":                    {admins: []adminservice.AdministrativeUser{operator}, want: Unknown, says: "Operations Administrator"},
		"perhaps by a group":              {admins: []adminservice.AdministrativeUser{other, group}, rbac: gives(false), want: Unknown, says: "by a group"},
		"not discovered":                  {undiscovered: true, admins: []adminservice.AdministrativeUser{other}, want: Unknown, says: "not discovered"},
		"none is seen":                    {want: Unknown, says: "not one row"},
		"before Intune's roles":           {admins: []adminservice.AdministrativeUser{other}, build: 9078, want: Fail, says: "no administrative user."},
		"Intune's roles may decide":       {admins: []adminservice.AdministrativeUser{other}, rbac: gives(true), want: Warn, says: "cannot be read"},
		"Intune's roles do not decide":    {admins: []adminservice.AdministrativeUser{other}, rbac: gives(false), want: Fail, says: "tenantAttachRBAC"},
		"whether they do is not readable": {admins: []adminservice.AdministrativeUser{other}, rbac: refuses[bool](&adminservice.Error{Status: 403}), want: Warn, says: "cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			f := ready(t, "public")
			f.options.Accounts = []string{account}
			found := []adminservice.DiscoveredUser{{UniqueName: `CONTOSO\alice`}}
			if tt.undiscovered {
				found = nil
			}
			f.named.Store("discovered "+account, gives(found))
			f.administrators = gives(tt.admins)
			if tt.rbac != nil {
				f.intuneRBAC = tt.rbac
			}
			if tt.build != 0 {
				f.sites = gives([]adminservice.Site{{Code: "P01", Type: adminservice.SitePrimary, Build: tt.build}})
			}
			if got := checkOf(t, "public", "accounts_site_permission").do(f); got.status != tt.want || !strings.Contains(got.evidence, tt.says) {
				t.Errorf("got %+v", got)
			}
		})
	}
}
