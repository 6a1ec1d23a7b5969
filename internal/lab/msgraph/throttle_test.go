package msgraph

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestCosts(t *testing.T) {
	l := newLab(t)
	u := l.admin()
	app := u.createApp("a")
	sp := u.createPrincipal(app.text("appId"))
	for path, units := range map[string]string{
		"applications": "2", "applications/" + app.text("id"): "1", "oauth2PermissionGrants": "2", "organization": "1",
		"servicePrincipals/" + sp.text("id") + "/appRoleAssignments":                     "2",
		query("servicePrincipals/"+sp.text("id")+"/appRoleAssignments", "$select", "id"): "1",
		query("applications", "$select", "id", "$top", "5"):                              "1",
		query("applications", "$top", "20"):                                              "2",
		"no/such/path":                                                                   "1",
	} {
		if got := u.get(path).header.Get("x-ms-resource-unit"); got != units {
			t.Errorf("%s costs %s, want %s", path, got, units)
		}
	}
}

func TestThrottling(t *testing.T) {
	l := newLab(t, func(o *Options) { o.ResourceUnits = 10 })
	u, other := l.as(orgRead), l.as(orgRead)
	for i := range 10 {
		r := u.get("organization").want(http.StatusOK)
		share := r.header.Get("x-ms-throttle-limit-percentage")
		if want := i >= 7; (share != "") != want {
			t.Errorf("after %d units: share %q", i+1, share)
		}
	}
	r := u.get("organization").want(http.StatusTooManyRequests, "TooManyRequests")
	wait, err := strconv.Atoi(r.header.Get("Retry-After"))
	if err != nil || wait < 1 {
		t.Fatalf("Retry-After is %q", r.header.Get("Retry-After"))
	}
	if got := r.header.Get("x-ms-throttle-scope"); got != "Tenant_Application/ReadWrite/"+u.appID+"/"+l.tenant("contoso").ID {
		t.Errorf("scope %q", got)
	}
	other.get("organization").want(http.StatusOK)

	// Who does not wait makes it worse.
	again, _ := strconv.Atoi(u.get("organization").want(http.StatusTooManyRequests).header.Get("Retry-After"))
	if again <= wait {
		t.Errorf("a second try waits %d s after %d s", again, wait)
	}
	l.clock.Advance(time.Duration(again-1) * time.Second)
	r = u.get("organization").want(http.StatusTooManyRequests)
	wait, _ = strconv.Atoi(r.header.Get("Retry-After"))
	l.clock.Advance(time.Duration(wait) * time.Second)
	u.get("organization").want(http.StatusOK)
}

// The parts of a batch are throttled one by one, inside an answer that is a 200.
func TestBatchIsThrottledByPart(t *testing.T) {
	l := newLab(t, func(o *Options) { o.ResourceUnits = 3 })
	u := l.as(orgRead)
	parts := []string{}
	for i := range 5 {
		parts = append(parts, fmt.Sprintf(`{"id":"%d","method":"GET","url":"/organization"}`, i))
	}
	answers, _ := u.batched(parts...)
	for i := range 5 {
		a := answers[strconv.Itoa(i)]
		if i < 3 {
			a.want(http.StatusOK)
			continue
		}
		a.want(http.StatusTooManyRequests, "TooManyRequests")
		if wait, err := strconv.Atoi(a.header.Get("Retry-After")); err != nil || wait < 1 {
			t.Errorf("part %d: Retry-After is %q", i, a.header.Get("Retry-After"))
		}
	}
}

// Writes have a quota of their own, over a longer time.
func TestWriteQuota(t *testing.T) {
	var m meter
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	for range writesQuota {
		if _, wait := m.add(now, 1, writesQuota, writesPeriod); wait != 0 {
			t.Fatalf("refused for %d s", wait)
		}
	}
	if share, wait := m.add(now, 1, writesQuota, writesPeriod); wait != 1 || share <= 1 {
		t.Errorf("share %f, wait %d", share, wait)
	}
	for range 2 * writesQuota {
		m.add(now, 1, writesQuota, writesPeriod)
	}
	share, wait := m.add(now, 1, writesQuota, writesPeriod)
	if share != maxUsed || wait > int(writesPeriod.Seconds()) {
		t.Errorf("share %f, wait %d", share, wait)
	}
}

func TestThrottledWriteDoesNothing(t *testing.T) {
	l := newLab(t, func(o *Options) { o.ResourceUnits = 1 })
	u := l.admin()
	u.createApp("a")
	r := u.do(http.MethodPost, "applications", `{"displayName":"b"}`).want(http.StatusTooManyRequests)
	if !strings.Contains(r.header.Get("x-ms-throttle-information"), "LimitExceeded") {
		t.Errorf("headers %v", r.header)
	}
	if n := len(l.tenant("contoso").Directory.Head().Applications); n != 1 {
		t.Errorf("there are %d applications", n)
	}
}
