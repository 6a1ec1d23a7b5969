package msgraph

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

func (u user) intune(method, path, body string) reply {
	u.t.Helper()
	return u.betaOf("deviceManagement/", method, path, body)
}

func (l *lab) intuneSeed() *world.IntuneSeed { return &l.tenant("contoso").Intune.Seed }

// attach completes the upload chain of contoso.
func (l *lab) attach() {
	l.t.Helper()
	tenant := l.tenant("contoso")
	for _, row := range []world.Change{
		{Object: "SMS_AAD_Tenant_Ex", Set: map[string]any{"ID": 7, "TenantID": strings.ToUpper(tenant.ID)}},
		{Object: "SMS_AAD_Application_Ex", Set: map[string]any{"ID": 8, "TenantID": 7}},
		{Object: "SMS_Azure_CloudService", Set: map[string]any{"ID": 9, "ServiceType": 5, "AssociatedAADWebApplications": []any{8}}},
	} {
		row.Insert = true
		if _, err := tenant.Drift(row); err != nil {
			l.t.Fatal(err)
		}
	}
}

// TestIntuneRBAC: a change of the switch is shown after its delay, by one replica sooner than by another, and reads flap until
// all of them show it.
func TestIntuneRBAC(t *testing.T) {
	l := newLab(t, func(o *Options) { o.World = flapping(t, o.World) })
	l.intuneSeed().RBACDelay = 10 * time.Minute
	u := l.as(configWrite)
	shown := func() (on, off int) {
		for range tries {
			if u.intune("GET", "tenantAttachRBAC/getState", "").want(http.StatusOK).body["enabled"] == true {
				on++
			} else {
				off++
			}
		}
		return on, off
	}
	if on, _ := shown(); on != 0 {
		t.Fatal("it is on at first")
	}
	u.intune("POST", "tenantAttachRBAC/enable", `{"enable":true}`).want(http.StatusNoContent)
	l.clock.Advance(10*time.Minute - time.Second)
	if on, _ := shown(); on != 0 {
		t.Error("it is shown before its delay")
	}
	l.clock.Advance(2 * time.Second)
	if on, off := shown(); on == 0 || off == 0 {
		t.Errorf("%d reads show it, %d do not: no replica lags", on, off)
	}
	l.clock.Advance(lag)
	if _, off := shown(); off != 0 {
		t.Errorf("%d reads do not show it", off)
	}
	u.intune("POST", "tenantAttachRBAC/enable", `{"enable":false}`).want(http.StatusNoContent)
	l.clock.Advance(10*time.Minute + lag)
	if on, _ := shown(); on != 0 {
		t.Error("it is not switched off")
	}
	if got := u.intune("GET", "tenantAttachRBAC", "").want(http.StatusOK); got.body["enabled"] != nil {
		t.Errorf("the singleton says more than its id: %s", got.raw)
	}
	u.intune("GET", "tenantAttachRBAC/getState()", "").want(http.StatusOK)
}

// flapping is a world whose replicas lag.
func flapping(t *testing.T, w *world.World) *world.World {
	t.Helper()
	seed := world.DefaultSeed()
	seed.Clients, seed.Lag = nil, lag
	lagging, err := world.New(seed, w.Clock)
	if err != nil {
		t.Fatal(err)
	}
	for _, tenant := range w.Tenants() {
		if other, ok := lagging.Tenant(tenant.Name); ok {
			tenant.Intune = other.Intune
		}
	}
	return w
}

// TestIntuneRefusals: bodies, permissions, clouds without the beta, and what is not in v1.0.
func TestIntuneRefusals(t *testing.T) {
	l := newLab(t)
	u := l.as(configWrite)
	for _, body := range []string{"", "{}", `{"enable":null}`, `{"enable":"true"}`, `{"enabled":true}`, `{"enable":true,"x":1}`} {
		u.intune("POST", "tenantAttachRBAC/enable", body).want(http.StatusBadRequest)
	}
	u.get("deviceManagement/tenantAttachRBAC/getState").want(http.StatusBadRequest)
	u.intune("GET", "tenantAttachRBAC/enable", "").want(http.StatusMethodNotAllowed)
	for path, may := range map[string][]string{
		"tenantAttachRBAC/getState": {configRead, configWrite, devicesRead}, "configManagerCollections": {configRead, configWrite, appsRead},
	} {
		l.admin().intune("GET", path, "").want(http.StatusForbidden, codeDenied)
		for _, permission := range may {
			l.as(permission).intune("GET", path, "").want(http.StatusOK)
		}
	}
	l.as(configRead, devicesRead).intune("POST", "tenantAttachRBAC/enable", `{"enable":true}`).want(http.StatusForbidden, codeDenied)
	l.as(configRead).get(deviceSummary+"()").want(http.StatusForbidden, codeDenied)
	for _, status := range []int{http.StatusBadRequest, http.StatusNotFound} {
		l.intuneSeed().BetaStatus = status
		u.intune("GET", "tenantAttachRBAC/getState", "").want(status)
		u.intune("POST", "tenantAttachRBAC/enable", `{"enable":true}`).want(status)
		u.intune("GET", "configManagerCollections", "").want(status)
	}
	if l.tenant("contoso").Intune.WrittenRBAC() {
		t.Error("a refusal has switched it")
	}
}

// TestManagerCollections: those of an attached hierarchy come and go with it, and the list has pages.
func TestManagerCollections(t *testing.T) {
	l := newLab(t)
	u := l.as(configRead)
	list := func() (names []string, pages int) {
		for path := "configManagerCollections"; path != ""; pages++ {
			r := u.intune("GET", path, "").want(http.StatusOK)
			for _, one := range r.values() {
				names = append(names, one["hierarchyName"].(string)+"/"+one["displayName"].(string))
			}
			_, path, _ = strings.Cut(r.text("@odata.nextLink"), "deviceManagement/")
		}
		return names, pages
	}
	if names, pages := list(); len(names) != 0 || pages != 1 {
		t.Errorf("before it is attached: %v on %d pages", names, pages)
	}
	l.attach()
	if names, _ := list(); len(names) != 1 || names[0] != "Contoso Primary/Pilot" {
		t.Errorf("attached: %v", names)
	}
	for range managerPage {
		if _, err := l.tenant("contoso").Drift(world.Change{Object: "configManagerCollection", Insert: true, Set: map[string]any{"displayName": "More", "hierarchyName": "Other"}}); err != nil {
			t.Fatal(err)
		}
	}
	if names, pages := list(); len(names) != managerPage+1 || pages != 2 {
		t.Errorf("%v on %d pages", names, pages)
	}
}

// TestDeviceSummary: the devices in the upload scope are counted; off, nothing is.
func TestDeviceSummary(t *testing.T) {
	l := newLab(t)
	u := l.as(devicesRead)
	counts := func() [2]float64 {
		r := u.get(deviceSummary + "()").want(http.StatusOK)
		return [2]float64{r.body["tenantAttachDevices"].(float64), r.body["windows10DevicesWithoutTenantAttach"].(float64)}
	}
	if got := counts(); got != [2]float64{0, 412} {
		t.Errorf("not attached: %v", got)
	}
	l.attach()
	if got := counts(); got != [2]float64{412, 0} {
		t.Errorf("attached: %v", got)
	}
	scope := world.Change{Object: "SMS_CoMgmtConfigs", Match: map[string]any{"TenantID": l.tenant("contoso").ID}, Set: map[string]any{"CollectionSiteID": "P0100014"}}
	if _, err := l.tenant("contoso").Drift(scope); err != nil {
		t.Fatal(err)
	}
	if got := counts(); got != [2]float64{25, 387} {
		t.Errorf("one collection: %v", got)
	}
	l.intuneSeed().AnalyticsOff = true
	if got := counts(); got != [2]float64{} {
		t.Errorf("off: %v", got)
	}
	for _, status := range []int{http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound} {
		l.intuneSeed().AnalyticsStatus = status
		u.get(deviceSummary).want(status)
	}
}
