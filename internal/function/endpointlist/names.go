package endpointlist

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
)

// fqdnResult is a list of names.
type fqdnResult struct {
	Names []string `tfsdk:"names"`
	Text  string   `tfsdk:"text"`
	Notes []string `tfsdk:"notes"`
}

// fqdnList is a list of names for a firewall.
func fqdnList() *listFunction {
	list := types.ListType{ElemType: types.StringType}
	return &listFunction{
		name: "fqdn_list",
		definition: function.Definition{
			Summary: "The hosts of the endpoints, as a firewall writes them",
			MarkdownDescription: "Writes the hosts in the words of a product, and tells in notes what that does not say of the endpoints. The result is an object:\n\n" +
				"- `names`: the lines, sorted and each once, for arguments that take a list.\n" +
				"- `text`: the same as text, one in a line, for external lists that a firewall fetches; with the notes as comments where the product takes comments.\n" +
				"- `notes`: what the list means to the product, what is left out of it and what it allows beyond the endpoints.\n\n" +
				"A list of names has neither scheme nor port: make one for each scheme and port, for a rule of its own, with a `for` expression. The targets:\n\n" + targets(),
			Parameters: []function.Parameter{
				endpointsParameter(),
				function.StringParameter{Name: "target", MarkdownDescription: "The product: one of the targets above."},
			},
			Return: function.ObjectReturn{AttributeTypes: map[string]attr.Type{"names": list, "text": types.StringType, "notes": list}},
		},
		options: []option{
			{"decrypts", flag, "Whether the product decrypts TLS, and so sees the paths of https. Default: false."},
			cloudOption(),
		},
		run: func(ctx context.Context, a *arguments) any {
			entries, target, o := a.entries(ctx, 0), a.text(ctx, 1), a.options(ctx)
			_, err := endpoint.FQDNList(nil, endpoint.FQDNOptions{Target: target})
			if target == "" {
				err = fmt.Errorf("the target is empty: use %s where no product is meant", endpoint.TargetPlain)
			}
			a.fail(1, err)
			settings := endpoint.FQDNOptions{Cloud: o.text["cloud"], Target: target, Decrypts: o.flags["decrypts"]}
			names, notes, err := endpoint.FQDNs(entries, settings)
			a.failed(o, err)
			text, err := endpoint.FQDNList(entries, settings)
			a.failed(o, err)
			return fqdnResult{names, text, sentences(notes)}
		},
	}
}

// targets lists the products, one in a line.
func targets() string {
	out := ""
	for _, t := range endpoint.Targets() {
		out += fmt.Sprintf("- `%s`: %s, %s.\n", t.Name, t.Product, t.Place)
	}
	return out
}

func sentences(notes []endpoint.Note) []string {
	out := []string{}
	for _, n := range notes {
		out = append(out, n.String())
	}
	return out
}
