package connectivity

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

// maxIdleProbe is the longest idle time that can be measured, in seconds: what Microsoft recommends (3 minutes), and some.
const maxIdleProbe = 200

// Schema implements datasource.DataSource.
func (d *DataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := siteAttributes()
	for name, a := range probeAttributes() {
		attributes[name] = a
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Whether the endpoints that tenant attach needs can be reached. The service connection point checks that itself (version 2010 and later) and raises status messages: 11410 (all well), 11411 (warning), 11412 (error), 11488 (critical). " +
			"They are read through the administration service, which contacts nothing else. With `probe = true` the machine that runs Terraform looks, too: **from where it stands, not from the service connection point**.\n\n" +
			"What the texts of the messages hold is not published: endpoints are told from them as far as they are named.",
		Attributes: core.DataSourceAttributes(ctx, attributes),
	}
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

func list(description string, attributes map[string]schema.Attribute) schema.ListNestedAttribute {
	return schema.ListNestedAttribute{Computed: true, MarkdownDescription: description, NestedObject: schema.NestedAttributeObject{Attributes: attributes}}
}

func siteAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"max_age":    schema.StringAttribute{Optional: true, MarkdownDescription: "How old the newest status message may be, as a duration such as `48h`, before it says nothing any more. Default: `72h`. How often the service connection point checks is not documented."},
		"status":     text("What the service connection point found last: `pass`, `warn`, `fail` or `unknown`. The newest message decides; of those within one minute the worst. Only messages of the server that has the role now count."),
		"reason":     text("Why the status is what it is, in words; for `unknown`: never checked, too old, or not readable for the account."),
		"checked_at": text("When the newest status message was raised, in UTC. Null: never."),
		"age":        text("How old that is, such as `3h2m1s`, by the clock of the machine that runs Terraform. It changes with every read."),
		"service_connection_point": schema.SingleNestedAttribute{
			Computed: true, MarkdownDescription: "The service connection point, and the proxy that the site has set for it. Null when there is not exactly one, or the account may not see it.",
			Attributes: map[string]schema.Attribute{
				"server":          text("The FQDN of its server."),
				"site_code":       text("The code of its site."),
				"mode":            text("`online` or `offline`. Null when the site does not say."),
				"proxy_enabled":   flag("Whether Configuration Manager uses a proxy on that server. Revocation lists are fetched with the proxy of the operating system instead, which the site does not show. Null when the row of the server is not shown."),
				"proxy_server":    text("The name of that proxy."),
				"proxy_port":      number("The port of that proxy."),
				"proxy_anonymous": flag("Whether it is used without an account."),
			},
		},
		"findings": list("The newest status messages, newest first, at most 50.", map[string]schema.Attribute{
			"time":         text("When the message was raised, in UTC."),
			"message_id":   number("The number of the message: 11410, 11411, 11412 or 11488."),
			"state":        text("What the number means: `ok`, `warning`, `error` or `critical`."),
			"severity":     text("The severity that the site gave it: `informational`, `warning` or `error`."),
			"component":    text("The component that raised it."),
			"server":       text("The server that raised it, as the site names it."),
			"site_code":    text("The code of the site that raised it."),
			"endpoints":    texts("The endpoints that its texts name."),
			"texts":        texts("The texts that the site puts into the sentence of the message. The sentence itself is not available here."),
			"texts_unread": text("Why the texts could not be read; null if they were."),
		}),
		"endpoints": list("What was last said of each endpoint that a message names, by address.", map[string]schema.Attribute{
			"endpoint":    text("The endpoint as the message names it."),
			"endpoint_id": text("The id of its entry in the catalogue of this provider; null if there is none."),
			"state":       text("`ok`, `warning`, `error` or `critical`. A later message that all checks were successful makes all of them `ok`."),
			"time":        text("When that was said, in UTC."),
			"message_id":  number("The number of the message that said it."),
		}),
	}
}

func probeAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"probe":              schema.BoolAttribute{Optional: true, MarkdownDescription: "Whether to contact the endpoints from the machine that runs Terraform. Default: `false`."},
		"proxy_url":          schema.StringAttribute{Optional: true, MarkdownDescription: "The proxy to go through, such as `http://proxy.example:8080`, without a login. Left out: none, whatever the environment says. Only with `probe = true`."},
		"idle_probe_seconds": schema.Int64Attribute{Optional: true, MarkdownDescription: "For how long to leave a connection idle, at most 200 seconds, to see whether something cuts it. Microsoft recommends that proxies leave the notification channel open for 3 minutes. Default: `0`, which measures nothing. Only with `probe = true`.", Validators: []validator.Int64{int64validator.Between(0, maxIdleProbe)}},
		"probe_status":       text("What the probe found: `pass`, `warn` or `fail`. Null without a probe."),
		"probe_from":         text("From where the probe looked, and through what. Null without a probe."),
		"probe_results": list("What the probe found, for each endpoint that the service connection point needs. Empty without a probe.", map[string]schema.Attribute{
			"endpoint_id":   text("The id of the entry in the catalogue of this provider."),
			"url":           text("What was asked for."),
			"from":          text("From where it was asked."),
			"pattern":       text("The entry, if it is a wildcard, for which `url` is a concrete name; null otherwise."),
			"required":      flag("Whether Microsoft lists the endpoint as required."),
			"status":        text("`pass`, `warn` or `fail`: the worst of the checks."),
			"http_status":   number("The HTTP status that came back; null if none did."),
			"issuer":        text("Who issued the certificate of the server, up to the root; null without TLS."),
			"tls_inspected": flag("Whether the certificate is not from an authority that Microsoft's services use, so that something in between reads the traffic."),
			"remedy":        text("What to do; null if there is nothing to do."),
			"checks": list("The steps.", map[string]schema.Attribute{
				"name":     text("`dns`, `tcp`, `proxy`, `tls`, `http`, `crl`, `ocsp` or `idle`; `time` for an endpoint that could not be looked at before the time was up."),
				"status":   text("`pass`, `warn`, `fail` or `skipped`."),
				"asked":    text("What was asked."),
				"answered": text("What came back."),
				"remedy":   text("What to do; null if there is nothing to do."),
			}),
		}),
	}
}
