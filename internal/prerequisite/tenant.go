package prerequisite

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

// wholeTenant is the scope of a role that holds in the whole tenant.
const wholeTenant = "/"

// azureUSGovernment is the name of the US Government clouds in Configuration Manager.
const azureUSGovernment = "AzureUSGovernmentCloud"

// tenantChecks are about the tenant.
func tenantChecks() []Check {
	return []Check{
		{checkSignIn, "The identity signs in to Microsoft Graph", linkPermissions, fromField + "the provider reads and writes Microsoft Graph", signIn},
		{"global_administrator", "The administrator is an active Global Administrator", linkRoles, fromPrerequisites + "a Global Administrator signs in for the onboarding", globalAdministrator},
		{"graph_permissions", "The identity has the permissions of Microsoft Graph that the run needs", linkPermissions, fromPrerequisites + "the onboarding makes a third-party application and a first-party service principal", graphPermissions},
		{"cloud_environment", "Tenant attach is offered in the tenant's cloud, and the site knows that cloud", linkPrerequisites, fromPrerequisites + "an Azure cloud environment; not China", cloudEnvironment},
		{"us_government_features", "What the US Government cloud offers of tenant attach", linkPrerequisites, fromPrerequisites + "account onboarding, tenant sync, device sync and device actions from 2107 on", governmentFeatures},
		{"geographic_location", "Tenant and service connection point are in the same geographic location", linkPrerequisites, fromPrerequisites + "the same geographic location", geographicLocation},
		{"intune_licence", "The administrator has an Intune licence", linkLicences, fromPrerequisites + "at least one Intune licence for the administrator", intuneLicence},
		{AlreadyAttached, "The hierarchy is not attached elsewhere", linkSync, fromField + "a hierarchy that is onboarded twice is answered with 400", alreadyAttached},
	}
}

func signIn(f *facts) finding {
	if _, err := f.signed(); err != nil {
		return fails(told(err), "The guide Sign-in to Entra says how each way is configured.")
	}
	who, err := f.identity()
	switch {
	case err != nil:
		return passes("A token was issued, by " + f.tenant.SignInMethod() + ". For whom cannot be read from it.")
	case who.TenantID != "" && !strings.EqualFold(who.TenantID, f.tenant.ID()):
		return fails(fmt.Sprintf("The token that was issued is of tenant %s, not of %s.", who.TenantID, f.tenant.ID()), "Check tenant_id, and with which account the sign-in was made.")
	default:
		return passes(fmt.Sprintf("A token was issued for %s, by %s.", describe(who), f.tenant.SignInMethod()))
	}
}

func describe(who graph.Identity) string {
	if who.App {
		return "the application " + who.AppID
	}
	return "the user " + cmp.Or(who.UPN, who.ObjectID)
}

// globalAdministrator: an application cannot be the Global Administrator that the console asks for, and whoever runs Terraform
// need not be. So only of a named administrator is it a failure.
func globalAdministrator(f *facts) finding {
	const lag = " (An index answers, which a role that was activated a moment ago may not have reached.)"
	name, named := f.options.Administrator, true
	if name == "" {
		who, err := f.identity()
		if err != nil {
			return f.unread(behindError{checkSignIn, err})
		}
		if who.App {
			return unknown("Terraform signs in as an application, and no administrator is named. An application needs no role, but the permissions of the check graph_permissions; the Global Administrator is who signs in at the console.",
				"Name the administrator.")
		}
		name, named = cmp.Or(who.UPN, who.ObjectID), false
	}
	roles, err := f.rolesOf(name)
	if graph.IsNotFound(err) {
		return noSuchUser(name)
	}
	if err != nil {
		return f.unread(err)
	}
	held := []string{}
	for _, r := range roles {
		if strings.EqualFold(r.TemplateID, cloud.GlobalAdministratorRole) && r.Scope == wholeTenant {
			return passes(fmt.Sprintf("transitiveMemberOf: %s is Global Administrator, active now.", name))
		}
		held = append(held, cmp.Or(r.Name, r.TemplateID))
	}
	evidence := fmt.Sprintf("transitiveMemberOf: %s is no Global Administrator now; active roles: %s. A role that is only eligible does not count before it is activated.%s", name, cmp.Or(strings.Join(held, ", "), "none"), lag)
	if !named {
		return warns(evidence, "Whoever signs in at the console needs the role: name the administrator. With handoff = \"admin_service\" nobody does, and the permissions of the check graph_permissions count.")
	}
	return fails(evidence, "Activate or assign the role Global Administrator for the onboarding; Microsoft names no lesser one.")
}

func noSuchUser(name string) finding {
	return fails("users: the tenant has no user "+name+".", "Name users by their user principal name.")
}

func cloudEnvironment(f *facts) finding {
	c := f.tenant.Cloud()
	offered, why, err := endpoint.Offered(c.Name)
	if err != nil {
		return f.unread(err)
	}
	if !offered {
		return fails(fmt.Sprintf("The tenant is in %s. %s", c.Name, why), "There is no tenant attach in this cloud; co-management does not need it.")
	}
	environments, err := f.environments()
	if err != nil {
		return f.unread(err)
	}
	if len(environments) == 0 {
		return hidden("SMS_AzureEnvironments")
	}
	names := []string{}
	for _, e := range environments {
		if e.Name == c.AzureEnvironmentName {
			return passes(fmt.Sprintf("The tenant is in %s. %s SMS_AzureEnvironments has %s.", c.Name, why, e.Name))
		}
		names = append(names, e.Name)
	}
	return fails(fmt.Sprintf("The tenant is in %s. SMS_AzureEnvironments has no %s, but %s.", c.Name, c.AzureEnvironmentName, strings.Join(names, ", ")),
		"Check the provider's environment, and the version of the site.")
}

func governmentFeatures(f *facts) finding {
	c := f.tenant.Cloud()
	if c.AzureEnvironmentName != azureUSGovernment {
		return passes("Does not apply: the tenant is in " + c.Name + ".")
	}
	top, err := f.top()
	if err != nil {
		return f.unread(err)
	}
	const offered = "account onboarding, tenant sync to Intune, device sync to Intune, and device actions in the admin center"
	if !cloud.Gate(cloud.GateUSGovernment).Allows(top.Build) {
		return fails(fmt.Sprintf("SMS_Site: version %s. The US Government cloud has tenant attach from 2107 on: %s.", cloud.VersionName(top.Build), offered), "Update the hierarchy.")
	}
	return passes(fmt.Sprintf("SMS_Site: version %s. Offered are %s; nothing else of tenant attach is documented for this cloud.", cloud.VersionName(top.Build), offered))
}

// geographicLocation: where the service connection point is stands nowhere in the site. What Microsoft compares is not
// published: a mismatch was seen to be answered with 400 (memdocs issue 2647).
func geographicLocation(f *facts) finding {
	org, err := f.organization()
	if err != nil {
		return f.unread(err)
	}
	switch site := f.options.Country; {
	case org.Country == "":
		return unknown("organization: the tenant has no country (countryLetterCode).", "Look it up in the Microsoft 365 admin center, organization profile, data location.")
	case site == "":
		return unknown("organization: the tenant's country is "+org.Country+". Where the service connection point is cannot be read from the site.", "Say in which country the service connection point is.")
	case strings.EqualFold(site, org.Country):
		return passes("organization: the tenant's country is " + org.Country + ", as that of the service connection point. What Microsoft compares is not published; that the country is what counts is inferred.")
	default:
		return warns(fmt.Sprintf("organization: the tenant's country is %s, and the service connection point is in %s. Microsoft demands the same geographic location; how large that is, is not published. A mismatch was seen to be answered with 400.", org.Country, strings.ToUpper(site)),
			"If both countries do not belong to the same region of Microsoft's cloud, move the service connection point, or attach another tenant.")
	}
}

func intuneLicence(f *facts) finding {
	plans, err := f.plans()
	if err != nil {
		return f.unread(err)
	}
	owned := intunePlans(plans)
	if like := likeIntune(plans); len(owned) == 0 && len(like) > 0 {
		return unknown("subscribedSkus: no service plan that is known to be Intune's; these are called so: "+strings.Join(like, ", ")+".", "Look in the Microsoft 365 admin center whether they license the Intune admin center.")
	}
	if len(owned) == 0 {
		return fails("subscribedSkus: no subscription of the tenant that is enabled has a service plan of Intune.", "Get a subscription with Intune, and assign it to the administrator.")
	}
	read := "subscribedSkus: " + strings.Join(owned, ", ") + "."
	if f.options.Administrator == "" {
		return unknown(read+" To whom it is assigned is not known without an administrator.", "Name the administrator.")
	}
	c, err := f.graph()
	if err != nil {
		return f.unread(err)
	}
	assigned, err := c.LicensedPlans(f.ctx, f.options.Administrator)
	if graph.IsNotFound(err) {
		return noSuchUser(f.options.Administrator)
	}
	if err != nil {
		return f.unread(err)
	}
	if own := intunePlans(assigned); len(own) > 0 {
		return passes(fmt.Sprintf("%s assignedPlans of %s: %s.", read, f.options.Administrator, strings.Join(own, ", ")))
	}
	return fails(fmt.Sprintf("%s assignedPlans of %s: no service plan of Intune that works.", read, f.options.Administrator), "Assign a licence with Intune to "+f.options.Administrator+".")
}

// intunePlans are the plans of Intune, as far as they work (Graph notes §2).
func intunePlans(plans []graph.ServicePlan) []string {
	names := []string{}
	for _, p := range plans {
		if known, ok := cloud.IntunePlanByID(p.ID); ok && p.Usable() && p.Status != "Disabled" && p.Status != "Error" {
			names = append(names, strings.TrimSpace(cmp.Or(p.Name, known.Name)+" "+inSKU(p.SKU)))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// likeIntune are the names of usable plans that sound like Intune and are not in the table of those that are known: the ids
// come from third parties (Graph notes §2). That for Office 365 alone is none (Graph notes §2).
func likeIntune(plans []graph.ServicePlan) []string {
	names := []string{}
	for _, p := range plans {
		_, known := cloud.IntunePlanByID(p.ID)
		if name := strings.ToUpper(p.Name); !known && p.Usable() && strings.Contains(name, "INTUNE") && name != "INTUNE_O365" {
			names = append(names, p.Name)
		}
	}
	return names
}

func inSKU(sku string) string {
	if sku == "" {
		return ""
	}
	return "(" + sku + ")"
}

// readMicroservice is the service principal of the Configuration Manager Microservice; nil if the tenant has none.
func (f *facts) readMicroservice(ctx context.Context, c *graph.Client) (*graph.ServicePrincipal, error) {
	sp, err := c.ServicePrincipalByAppID(ctx, cmp.Or(f.options.MicroserviceAppID, cloud.MicroserviceAppID))
	if graph.IsNotFound(err) {
		return nil, nil
	}
	return sp, err
}
