package world

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"
)

const (
	systemRoleClass = "SMS_SCI_SysResUse"
	siteSystemRole  = "SMS Site System"
	// certificateProp holds a certificate with its key, encrypted: rows of the class have such (AdminService notes §0). Its
	// name is made up.
	certificateProp = "LabCertificate"
)

// systemRoles are the site system roles. The service connection point is on the site server; another server of the same
// site has a proxy of its own, and so has a site below a central administration site.
func (seed *TenantSeed) systemRoles() []Row {
	p := seed.Hierarchy
	rows := otherServer("mp01."+seed.Domain, p.SiteCode)
	if p.CAS {
		rows = append(rows, otherServer("primary."+seed.Domain, seed.childSite())...)
	}
	return append(rows,
		systemRole(p.Server, p.SiteCode, siteSystemRole, slices.Concat(
			siteSystemProps(p.Server), proxyProps(0, "", 80, 1, ""),
			[]any{prop(certificateProp, 0, newCertificate(), ""), prop("IsActive", 1, "", "")},
		)...),
		systemRole(p.Server, p.SiteCode, "SMS Site Server"),
		systemRole(cmp.Or(p.Provider, p.Server), p.SiteCode, "SMS Provider"),
		// Numbers are as loosely typed as they come: texts were seen for this one (AdminService notes §4).
		systemRole(p.Server, p.SiteCode, "SMS Dmp Connector", prop("OfflineMode", "0", "", "")),
	)
}

// certificateBytes is about how long such a text is.
const certificateBytes = 64

func newCertificate() string {
	raw := make([]byte, certificateBytes)
	_, _ = rand.Read(raw) // never fails
	return "0C01" + hex.EncodeToString(raw)
}

// RowSecrets are the secret texts that stand in rows of the site system roles, where whoever reads them sees them.
func (t *Tenant) RowSecrets() []string {
	secrets := []string{}
	t.Hierarchy.View(func(tables *Tables) {
		for _, row := range tables.Rows[systemRoleClass] {
			props, _ := row["Props"].([]any)
			for _, element := range props {
				if p, _ := element.(map[string]any); p["PropertyName"] == certificateProp {
					secrets = append(secrets, fmt.Sprint(p["Value1"]))
				}
			}
		}
	})
	return secrets
}

// childSite is the code of the site below a central administration site.
func (seed *TenantSeed) childSite() string { return "P" + seed.Hierarchy.SiteCode[:2] }

func otherServer(server, siteCode string) []Row {
	return []Row{
		systemRole(server, siteCode, siteSystemRole, slices.Concat(siteSystemProps(server), proxyProps(1, "other-proxy.example", 3128, 0, `CORP\someone`))...),
		systemRole(server, siteCode, "SMS Management Point"),
	}
}

// siteSystemProps are what a site system row has besides the proxy: names and fields as a published DSC module reads them.
func siteSystemProps(server string) []any {
	return []any{
		prop("Server Remote Name", 0, server, ""), prop("Server Remote Public Name", 0, "", ""),
		prop("FDMOperation", 0, "", ""), prop("UseMachineAccount", 1, "", ""), prop("UserName", 0, "", ""),
	}
}

// proxyProps are the five of the proxy. They stand on the site system row, not on that of the service connection point
// (AdminService notes §2.5).
func proxyProps(use int, name string, port, anonymous int, user string) []any {
	return []any{
		prop("UseProxy", use, "", ""), prop("ProxyName", 0, "", name), prop("ProxyServerPort", port, "", ""),
		prop("AnonymousProxyAccess", anonymous, "", ""), prop("ProxyUserName", 0, "", user),
	}
}

func prop(name string, value any, value1, value2 string) any {
	return map[string]any{"PropertyName": name, "Value": value, "Value1": value1, "Value2": value2}
}

// systemRole is one row. Its key has the form that the SDK documentation shows: path and role, with quotes, brackets and
// backslashes in it.
func systemRole(server, siteCode, role string, props ...any) Row {
	path := `["Display=\\` + server + `\"]MSWNET:["SMS_SITE=` + siteCode + `"]\\` + server + `\`
	if props == nil {
		props = []any{}
	}
	return Row{
		"FileType": 2, "ItemName": path + "," + role, "ItemType": "System Resource Usage", "SiteCode": siteCode,
		"NALPath": path, "NALType": "Windows NT Server", "NetworkOSPath": `\\` + server, "RoleName": role, "RoleCount": 0, "SslState": 0, "Type": 2,
		"PropLists": []any{map[string]any{"PropertyListName": "Lab list", "Values": []any{"b", "a", "b"}}}, "Props": props, "ServiceWindows": []any{},
	}
}
