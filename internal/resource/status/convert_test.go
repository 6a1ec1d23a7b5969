package status

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

func TestDaysLeft(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	for left, want := range map[time.Duration]int64{0: 0, time.Hour: 0, 24 * time.Hour: 1, 47 * time.Hour: 1, -time.Second: -1, -25 * time.Hour: -2} {
		if got := daysLeft(now.Add(left), now); got != want {
			t.Errorf("%s: got %d, want %d", left, got, want)
		}
	}
}

func TestSameHierarchy(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		same bool
	}{{"a-1", "{A-1}", true}, {"{a}", "a", true}, {"a", "b", false}, {"", "", false}, {"", "a", false}} {
		if sameHierarchy(tt.a, tt.b) != tt.same {
			t.Errorf("%q and %q: want %t", tt.a, tt.b, tt.same)
		}
	}
}

// TestHierarchiesOf: one for each id, however it is written; its newest collection names it.
func TestHierarchiesOf(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 5, d, 0, 0, 0, 0, time.UTC) }
	of := func(id, name string, modified time.Time) graph.ManagerCollection {
		return graph.ManagerCollection{HierarchyID: id, HierarchyName: name, Modified: modified}
	}
	got := hierarchiesOf([]graph.ManagerCollection{of("B", "South", day(1)), of("a", "North", day(2)), of("b", "South renamed", day(3)), of("c", "East", time.Time{})})
	if len(got) != 3 {
		t.Fatalf("%+v", got)
	}
	for i, want := range []struct {
		name, last  string
		collections int64
	}{{"East", "", 1}, {"North", "2026-05-02T00:00:00Z", 1}, {"South renamed", "2026-05-03T00:00:00Z", 2}} {
		if g := got[i]; g.Name.ValueString() != want.name || g.LastModified.ValueString() != want.last || g.Collections.ValueInt64() != want.collections {
			t.Errorf("got %+v, want %+v", g, want)
		}
	}
}

// TestJudgeSeveral: of several upload services the one counts that goes furthest, and best of all to the tenant.
func TestJudgeSeveral(t *testing.T) {
	const tenantID = "aaaaaaaa-0000-0000-0000-000000000000"
	p := picture{
		services: answer[[]adminservice.CloudService]{value: []adminservice.CloudService{
			{RowID: 10, ServiceType: 5}, {RowID: 11, ServiceType: 5, ApplicationRowIDs: []int64{9}}, {RowID: 12, ServiceType: 5, ApplicationRowIDs: []int64{2}}, {RowID: 13, ServiceType: 5, ApplicationRowIDs: []int64{3}},
		}},
		applications: answer[[]adminservice.Application]{value: []adminservice.Application{{RowID: 2, TenantRowID: 1}, {RowID: 3, TenantRowID: 4}}},
		tenants:      answer[[]adminservice.Tenant]{value: []adminservice.Tenant{{RowID: 1, TenantID: "other"}, {RowID: 4, TenantID: strings.ToUpper(tenantID)}}},
	}
	for left, want := range map[int]struct {
		row     int64
		missing string
	}{4: {13, ""}, 3: {12, linkOtherTenant}, 2: {11, linkApplication}, 1: {10, linkUsed}} {
		some := p
		some.services.value = p.services.value[:left]
		if v := some.judge(tenantID); v.upload.Service.RowID != want.row || v.missing != want.missing || v.attached == nil != (want.missing == linkApplication) || v.attached != nil && *v.attached != (want.missing == "") {
			t.Errorf("of %d: %+v", left, v)
		}
	}
}

// TestJudgeHidden: a row that another one names and that is not shown may be hidden or deleted, so nothing is claimed, unless
// what is shown decides it: the row of this tenant, which is another one. The reason names the read.
func TestJudgeHidden(t *testing.T) {
	const tenantID = "aaaaaaaa-0000-0000-0000-000000000000"
	no := false
	for name, tt := range map[string]struct {
		applications []adminservice.Application
		tenants      []adminservice.Tenant
		attached     *bool
		missing, say string
	}{
		"application":                   {nil, []adminservice.Tenant{{RowID: 1, TenantID: tenantID}}, nil, linkApplication, "the read of SMS_AAD_Application_Ex does not show all"},
		"tenant, of which nothing else": {[]adminservice.Application{{RowID: 2, TenantRowID: 7}}, nil, nil, linkTenant, "the read of SMS_AAD_Tenant_Ex does not show all"},
		"tenant, beside another":        {[]adminservice.Application{{RowID: 2, TenantRowID: 7}}, []adminservice.Tenant{{RowID: 1, TenantID: "other"}}, nil, linkTenant, "hidden from the account, or was deleted"},
		"tenant, beside this one":       {[]adminservice.Application{{RowID: 2, TenantRowID: 7}}, []adminservice.Tenant{{RowID: 1, TenantID: tenantID}}, &no, linkTenant, "It is not that of this tenant, which is row 1"},
	} {
		p := picture{
			services:     answer[[]adminservice.CloudService]{value: []adminservice.CloudService{{ServiceType: 5, ApplicationRowIDs: []int64{2}}}},
			applications: answer[[]adminservice.Application]{value: tt.applications}, tenants: answer[[]adminservice.Tenant]{value: tt.tenants},
		}
		if v := p.judge(tenantID); (v.attached == nil) != (tt.attached == nil) || v.attached != nil && *v.attached || v.missing != tt.missing || !strings.Contains(v.reason, tt.say) {
			t.Errorf("%s: %+v", name, v)
		}
	}
}

// TestJudgeUnknown: what could not be read leaves open what follows from it, and no more.
func TestJudgeUnknown(t *testing.T) {
	broken := errors.New("broken")
	const tenantID = "aaaaaaaa-0000-0000-0000-000000000000"
	full := picture{
		services:     answer[[]adminservice.CloudService]{value: []adminservice.CloudService{{ServiceType: 5, ApplicationRowIDs: []int64{2}}}},
		applications: answer[[]adminservice.Application]{value: []adminservice.Application{{RowID: 2, TenantRowID: 1}}},
		tenants:      answer[[]adminservice.Tenant]{value: []adminservice.Tenant{{RowID: 1, TenantID: tenantID}}},
	}
	idle := full
	idle.services.value = []adminservice.CloudService{{ServiceType: 5}}
	for name, tt := range map[string]struct {
		from  picture
		spoil func(*picture)
		known bool
	}{
		"all":                          {full, func(*picture) {}, true},
		"services":                     {full, func(p *picture) { p.services = answer[[]adminservice.CloudService]{err: broken} }, false},
		"applications":                 {full, func(p *picture) { p.applications = answer[[]adminservice.Application]{err: broken} }, false},
		"tenants":                      {full, func(p *picture) { p.tenants = answer[[]adminservice.Tenant]{err: broken} }, false},
		"applications that none needs": {idle, func(p *picture) { p.applications = answer[[]adminservice.Application]{err: broken} }, true},
	} {
		p := tt.from
		tt.spoil(&p)
		if v := p.judge(tenantID); (v.attached != nil) != tt.known || v.reason == "" {
			t.Errorf("%s: %+v", name, v)
		}
	}
}
