package adminservice

import (
	"errors"
	"strings"
	"testing"
)

// TestConnectionPoint: one service connection point is found, none and several are said.
func TestConnectionPoint(t *testing.T) {
	point := func(server string) SystemRole {
		return SystemRole{RoleName: RoleServiceConnectionPoint, Server: `\\` + server, SiteCode: "P01"}
	}
	other := SystemRole{RoleName: RoleSiteSystem, Server: `\\a`, SiteCode: "P01"}
	if got, err := ConnectionPoint([]SystemRole{other, point("a")}); err != nil || got.Host() != "a" {
		t.Errorf("got %+v, %v", got, err)
	}
	for said, roles := range map[string][]SystemRole{
		"shows no service connection point (role SMS Dmp Connector in SMS_SCI_SysResUse), or hides it":  {other},
		"2 service connection points, where it can have one: a (site P01), b (site P01). Which of them": {point("a"), other, point("b")},
	} {
		_, err := ConnectionPoint(roles)
		var notOne *NotOnePointError
		if !errors.As(err, &notOne) || len(notOne.Servers) != len(ConnectionPoints(roles)) || !strings.Contains(err.Error(), said) {
			t.Errorf("got %v", err)
		}
	}
}

// TestSiteSystem: the row with the proxy is that of the server and the site, whatever their case.
func TestSiteSystem(t *testing.T) {
	row := func(server, site string) SystemRole {
		return SystemRole{RoleName: RoleSiteSystem, Server: `\\` + server, SiteCode: site}
	}
	roles := []SystemRole{row("b", "P01"), row("a", "P02"), {RoleName: "SMS Provider", Server: `\\a`, SiteCode: "P01"}}
	if got, err := SiteSystem(roles, "a", "P01"); got != nil || err != nil {
		t.Errorf("got %+v, %v", got, err)
	}
	roles = append(roles, row("A", "p01"))
	if got, err := SiteSystem(roles, "a", "P01"); err != nil || got == nil || got.Host() != "A" {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, err := SiteSystem(append(roles, row("a", "P01")), "a", "P01"); err == nil || got != nil || !strings.Contains(err.Error(), "2 rows of the role SMS Site System for a at site P01") {
		t.Errorf("got %+v, %v", got, err)
	}
}

// TestOffline: a row that does not say is not taken for one that is online.
func TestOffline(t *testing.T) {
	for props, want := range map[string][2]bool{"": {}, propText("OfflineMode", 0, ""): {false, true}, propText("OfflineMode", 1, ""): {true, true}} {
		if offline, known := row(t, rowText("", props)).Role.Offline(); offline != want[0] || known != want[1] {
			t.Errorf("%s: %t, %t", props, offline, known)
		}
	}
}
