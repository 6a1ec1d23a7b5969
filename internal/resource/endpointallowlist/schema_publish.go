package endpointallowlist

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// defaultPriority is that of Microsoft's samples.
const defaultPriority = 100

// publishing are the argument that publishes the list, and what comes of it.
func publishing() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"publish_to_global_secure_access": schema.SingleNestedAttribute{
			Optional: true,
			MarkdownDescription: "Publishes the list as a filtering policy of Global Secure Access that allows, with one rule for each host, linked to a security profile. In the public cloud only, with `NetworkAccess.ReadWrite.All`, and through the **beta** of Microsoft Graph, which Microsoft does not support in production and may change. " +
				"It filters the traffic of clients, so that it is a weak fit for a server such as the service connection point: see `notes`. " +
				"A policy of that name that somebody else has made is refused, and nothing of it is changed. While a policy is made its description ends with `[unfinished, by Terraform (tenantattach): …]`, so that the next apply of the same list goes on with it if this one is cut short.",
			Attributes: map[string]schema.Attribute{
				"policy_name": schema.StringAttribute{Required: true, Validators: []validator.String{stringvalidator.LengthBetween(1, 256)}, MarkdownDescription: "The name of the filtering policy. No other policy of the tenant may have it."},
				"description": schema.StringAttribute{Optional: true, MarkdownDescription: "Its description."},
				"profile_id": schema.StringAttribute{
					Optional: true, Validators: []validator.String{stringvalidator.ExactlyOneOf(path.MatchRelative().AtParent().AtName("profile_id"), path.MatchRelative().AtParent().AtName("profile_name"))},
					MarkdownDescription: "The id of the security profile (filtering profile) that the policy is linked to. Give this or `profile_name`.",
				},
				"profile_name": schema.StringAttribute{Optional: true, MarkdownDescription: "The name of that profile."},
				"priority": schema.Int64Attribute{
					Optional: true, Default: int64default.StaticInt64(defaultPriority), Computed: true, Validators: []validator.Int64{int64validator.AtLeast(1)},
					MarkdownDescription: "The priority of the policy in the profile; smaller numbers come first. Default: 100. A link cannot be given another priority: it is removed and made again.",
				},
			},
		},
		"published": schema.SingleNestedAttribute{
			Computed: true, MarkdownDescription: "The policy as it is published; null for none. Drift shows here, rule by rule.",
			Attributes: map[string]schema.Attribute{
				"policy_id":   schema.StringAttribute{Computed: true, MarkdownDescription: "The id of the filtering policy."},
				"action":      schema.StringAttribute{Computed: true, MarkdownDescription: "Its action: `allow`."},
				"profile_ids": schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "The ids of the security profiles that it is linked to, one for each link: the configured one, once."},
				"link_state":  schema.StringAttribute{Computed: true, MarkdownDescription: "The state of the link: `enabled`."},
				"rules": schema.MapNestedAttribute{
					Computed: true, MarkdownDescription: "The rules by their names: one for each host, named after it.",
					NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
						"type":  schema.StringAttribute{Computed: true, MarkdownDescription: "The type: `fqdn`."},
						"fqdns": schema.SetAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "The names that it allows."},
					}},
				},
			},
		},
		"notes": schema.ListAttribute{
			Computed: true, ElementType: types.StringType, MarkdownDescription: "What the published policy does not say of the list, such as schemes, ports and paths; empty when nothing is published.",
		},
	}
}
