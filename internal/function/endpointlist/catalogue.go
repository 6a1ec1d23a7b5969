package endpointlist

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/function/form"
)

// endpoints is the catalogue of a cloud.
func endpoints() *listFunction {
	return &listFunction{
		name: "endpoints",
		definition: function.Definition{
			Summary: "The endpoints that tenant attach needs in a national cloud",
			MarkdownDescription: "Gives the catalogue (version " + endpoint.Version + ") of what tenant attach, its administrators and this provider must reach on the internet, sorted by id. " +
				"Nothing is fetched: the catalogue is a part of the provider.\n\nEach endpoint is an object:\n\n" + form.Markdown() +
				"\nFor `china` there is only what this provider itself reaches, since the upload is not offered there.",
			Parameters: []function.Parameter{function.StringParameter{
				Name: "cloud", MarkdownDescription: "The cloud: `public` (also `global`, `gcc`), `usgovernment` (also `usgovernmentl4`), `dod` (also `usgovernmentl5`) or `china`.",
			}},
			Return: function.ListReturn{ElementType: form.Result()},
		},
		run: func(ctx context.Context, a *arguments) any {
			entries, err := endpoint.For(a.text(ctx, 0))
			a.fail(0, err)
			return form.Of(entries)
		},
	}
}

// added is an endpoint of the user's own.
func added() *listFunction {
	return &listFunction{
		name: "endpoint",
		definition: function.Definition{
			Summary: "An endpoint of your own, from a URL",
			MarkdownDescription: "Makes an endpoint that can be put beside those of the catalogue, with the purpose `added`, for every connector and cloud, and not required. Other values are set with `merge`.\n\n" +
				"Refused are user information, a query, a fragment, a wildcard anywhere but in the first label or over a whole registry such as `*.com`, IPv6 addresses, and names of one label.",
			Parameters: []function.Parameter{function.StringParameter{
				Name: "url", MarkdownDescription: "A URL with `https` or `http`, or a host alone, which means `https`. The host may begin with `*.`; a path stands for itself and for what is below it.",
			}},
			Return: function.ObjectReturn{AttributeTypes: form.Result().AttrTypes},
		},
		run: func(ctx context.Context, a *arguments) any {
			e, err := endpoint.ParseEntry(a.text(ctx, 0))
			a.fail(0, err)
			return form.One(e)
		},
	}
}

// matches asks whether a list allows a URL.
func matches() *listFunction {
	return &listFunction{
		name: "matches",
		definition: function.Definition{
			Summary: "Whether a list of endpoints allows a URL",
			MarkdownDescription: "Tells whether one of the endpoints allows the URL: scheme, host and port must be those of the endpoint, and the path its path or below it. It is what every other function means by an endpoint, as far as its product can say it.\n\n" +
				"`*.example.com` stands for any number of labels below `example.com`, and not for `example.com` itself. Query and fragment mean nothing. A URL that products read differently is never allowed, such as one with user information, a backslash or, where the endpoint has a path, an encoded slash.",
			Parameters: []function.Parameter{
				function.StringParameter{Name: "url", MarkdownDescription: "The URL, with its scheme."},
				endpointsParameter(),
			},
			Return: function.BoolReturn{},
		},
		run: func(ctx context.Context, a *arguments) any {
			_, ok := endpoint.Match(a.text(ctx, 0), a.entries(ctx, 1))
			return ok
		},
	}
}
