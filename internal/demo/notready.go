package main

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// unready is the name of the tenant that is not ready to be attached.
const unready = "woodgrove"

// unreadySeed is a tenant that lacks much: a licence, a policy that allows client secrets, a supported version, and what
// lackEndpoint takes from it.
func unreadySeed() world.TenantSeed {
	return world.TenantSeed{
		Name: unready, ID: "d0061233-3333-4333-8333-333333333333", DisplayName: "Woodgrove", Cloud: "public", Country: "FR", Domain: "woodgrove.example",
		Hierarchy: world.Profile{
			SiteCode: "W01", SiteName: "Woodgrove Primary", Server: "cm01.corp.woodgrove.example", Version: "2303", Build: 9106,
			GatewayID: "72057594037927943", ServerApp: "5e4ae4a9-3333-4333-8333-333333333333",
		},
		Collections: []world.CollectionSeed{
			{ID: "SMS00001", Name: "All Systems", Type: 2, Members: 90, BuiltIn: true},
			{ID: "W0100014", Name: "Pilot", Type: 2, LimitTo: "SMS00001", Members: 9},
		},
		Subscriptions: []world.SubscriptionSeed{},
		AppPolicy:     &world.AppPolicySeed{Enabled: true, Passwords: []world.PasswordRestriction{{RestrictionType: "passwordAddition", State: "enabled"}}},
	}
}

// unmet are the checks that must fail for it.
func unmet() []string {
	return []string{"connection_point_checks", "endpoint_tenant_attach_discovery", "intune_licence", "secret_policy"}
}

// lackEndpoint lets its service connection point report what a closed firewall makes it report.
func (d *demo) lackEndpoint() error {
	t, ok := d.lab.World().Tenant(unready)
	if !ok {
		return fmt.Errorf("the lab has no tenant %s", unready)
	}
	return t.Raise(world.StatusMessage{ID: 11412, Severity: 0xC0000000, Component: "SMS_SERVICE_CONNECTOR", Machine: "CM01", Time: time.Now(), Texts: []string{"https://aka.ms/configmgrgateway"}})
}

var failedCheck = regexp.MustCompile(`- ([a-z0-9_]+): [A-Z]`)

// refuseUnready plans to attach the tenant, which must be refused with all that is not met, and change nothing.
func (d *demo) refuseUnready(ctx context.Context) error {
	quiet := d.unready
	quiet.Out = nil
	if _, err := d.run(ctx, quiet, 0, "init", "-input=false", "-plugin-dir="+d.plugins); err != nil {
		return err
	}
	fmt.Printf("$ terraform plan    # of %s alone, with preflight = \"enforce\"\n", unready)
	out, err := d.run(ctx, d.unready, 1, "plan", "-input=false")
	if err != nil {
		return err
	}
	_, refusal, _ := strings.Cut(out, "Prerequisites are not met")
	refusal, _, _ = strings.Cut(refusal, "Not known: ")
	failed := []string{}
	for _, found := range failedCheck.FindAllStringSubmatch(refusal, -1) {
		failed = append(failed, found[1])
	}
	slices.Sort(failed)
	if !slices.Equal(failed, unmet()) {
		return fmt.Errorf("the plan is refused for %v, not for %v", failed, unmet())
	}
	fmt.Printf("\nOne plan, %d prerequisites that are not met, nothing changed.\n", len(failed))
	return nil
}
