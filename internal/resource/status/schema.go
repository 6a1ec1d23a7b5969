package status

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

const description = "One picture of an attachment, from both ends: whether the hierarchy uploads to the tenant and, if not, which link is missing; the application and how long its secret lasts; whose devices are uploaded; " +
	"the service connection point; which hierarchies Intune knows; how many devices are tenant-attached.\n\n" +
	"It only reads. What cannot be read is null, with an entry in `unread` that says why and which permission is missing, and the rest is there all the same. `sources` says of each value where it comes from and how sure that is. " +
	"It is an error only when the tenant is not configured rightly, or when nothing at all can be read.\n\n" +
	"What Graph knows is in its beta, except the counts of devices, and Intune needs an active license in the tenant. Whether the beta is there in the US Government clouds is not known: where it is not, that is in `unread`."

// Schema implements datasource.DataSource.
func (d *DataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := siteAttributes()
	for name, a := range intuneAttributes() {
		attributes[name] = a
	}
	for name, a := range originAttributes() {
		attributes[name] = a
	}
	resp.Schema = schema.Schema{MarkdownDescription: description, Attributes: core.DataSourceAttributes(ctx, attributes)}
}

func text(description string) schema.StringAttribute {
	return schema.StringAttribute{Computed: true, MarkdownDescription: description}
}

func number(description string) schema.Int64Attribute {
	return schema.Int64Attribute{Computed: true, MarkdownDescription: description}
}

func flag(description string) schema.BoolAttribute {
	return schema.BoolAttribute{Computed: true, MarkdownDescription: description}
}

func texts(description string) schema.ListAttribute {
	return schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: description}
}

func one(description string, attributes map[string]schema.Attribute) schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{Computed: true, MarkdownDescription: description, Attributes: attributes}
}

func list(description string, attributes map[string]schema.Attribute) schema.ListNestedAttribute {
	return schema.ListNestedAttribute{Computed: true, MarkdownDescription: description, NestedObject: schema.NestedAttributeObject{Attributes: attributes}}
}

func siteAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"attached": flag("Whether the hierarchy uploads to this tenant: the chain from the upload service over its application to the row of the tenant is complete. Null when a part of it could not be read, or is not shown though another row names it: it may be hidden from the account, which then needs more rights, or be deleted; `reason` says which read it is. " +
			"It says what the site is set up to do, and not that the upload works: see `devices` and `intune_hierarchies` for what has arrived."),
		"reason": text("Why `attached` is what it is, in words."),
		"broken_link": text("The first link that is missing: `" + linkService + "` (there is no upload service), `" + linkUsed + "` (it uses no application: the upload is off), `" + linkApplication + "` (its application is not shown), `" +
			linkTenant + "` (the tenant of the application is not shown), or `" + linkOtherTenant + "` (it uploads to another tenant). Null when it is attached, or when what could not be read leaves open which."),
		"service": one("The upload service: the row of `SMS_Azure_CloudService` with ServiceType 5. With several, the one whose chain goes furthest. Null when there is none.", map[string]schema.Attribute{
			"name": text("The name of the service."), "row_id": number("The id of its row."),
		}),
		"application": one("The application that the service uses. Null when it uses none, or the account does not see it.", map[string]schema.Attribute{
			"client_id": text("The client id (application id) in Entra."), "name": text("Its name at the site."), "identifier_uri": text("Its App ID URI at the site."),
		}),
		"attached_tenant": one("The tenant that the application belongs to, which is not this one when `broken_link` says so. Null when the chain does not reach a tenant.", map[string]schema.Attribute{
			"tenant_id": text("The GUID of the tenant."), "name": text("Its name at the site."),
			"environment":    text("Its Azure cloud, such as `AzurePublicCloud`. Where the site does not name the number, the two names that were observed are used; null for any other."),
			"environment_id": number("The number that the hierarchy has for the cloud."),
		}),
		"secret_expiry":          text("When the client secret of the application ends, as the site has it, in UTC. Configuration Manager does not warn of that for imported applications. Null when it is not known."),
		"secret_days_left":       number("How many whole days the secret still lasts, by the clock of the machine that runs Terraform; below zero after its end. It changes with the days."),
		"upload_scope":           text("Whose devices are uploaded to this tenant: `" + scopeAll + "`, or the id of a collection. Null when the hierarchy does not know the tenant."),
		"upload_collection_name": text("The name of the collection. Null for `" + scopeAll + "`, and when the collection was deleted or is hidden from the account."),
		"upload_device_count":    number("How many members the collection has. Null as `upload_collection_name`."),
		"service_connection_point": one("The service connection point. Null when there is not exactly one, or the account may not see it.", map[string]schema.Attribute{
			"server": text("The FQDN of its server."), "site_code": text("The code of its site."), "mode": text("`online`, which tenant attach needs, or `offline`. Null when the row does not say."),
		}),
		"hierarchy": one("The hierarchy behind the administration service.", map[string]schema.Attribute{
			"site_code": text("The code of the site that answers."), "site_name": text("The name of that site."), "support_id": text("The support id of the hierarchy, as the console shows it."),
		}),
	}
}

func intuneAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"intune_hierarchies": list("The hierarchies that Intune lists collections of, by name. That these are only the collections that are made available to Intune is inferred: a hierarchy without any may be attached all the same. Null when they could not be read.", map[string]schema.Attribute{
			"id": text("The id that Intune has for the hierarchy."), "name": text("The name that Intune has for it."),
			"collections": number("How many of its collections Intune lists."), "last_modified": text("When the newest change of one of them was, in UTC. Null when Intune does not say."),
		}),
		"listed_in_intune": flag("Whether one of `intune_hierarchies` has the support id of this hierarchy. That the two ids are the same thing is inferred, so `false` proves nothing. Null when one of them could not be read."),
		"devices": one("What Endpoint analytics counts in the tenant, of all hierarchies. Tenant-attached devices are not among Graph's managed devices; this is the one count of them. "+
			"While Endpoint analytics is off, all may be 0, or null with an entry in `unread`: what is answered then is not published.", map[string]schema.Attribute{
			"total": number("All devices that are counted."), "intune": number("Those that Intune manages."), "co_managed": number("Those that are co-managed."),
			"tenant_attached": number("Those that are tenant-attached."), "without_tenant_attach": number("Windows devices without tenant attach."),
		}),
	}
}

func originAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"sources": list("Where each value comes from.", map[string]schema.Attribute{
			"attribute": text("The attribute."), "source": text("The class and property at the site, or the version and path of Microsoft Graph."),
			"grade": text("How sure it is that the source holds this: `documented`, `observed` or `inferred`; see the guide *Evidence*."), "read": flag("Whether the source was read."),
		}),
		"unread": list("What could not be read. Empty when all was.", map[string]schema.Attribute{
			"what": text("What it is, in words."), "attributes": texts("The attributes that are null for it, or open."), "source": text("The class at the site, or the path of Microsoft Graph."),
			"reason":      text("What was tried, and what came back."),
			"permissions": texts("The permissions any one of which may be missing: application permissions of Microsoft Graph, or the security role of Configuration Manager. Empty when it failed for another reason."),
			"remedy":      text("What to do."),
		}),
	}
}
