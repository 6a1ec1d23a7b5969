// Package endpointlist holds the provider's functions: the endpoints of a cloud, and what renders a list of endpoints for
// the proxies and firewalls that people have. They are pure: they need no tenant, no sign-in and no network, and work
// where the provider is not configured.
package endpointlist

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/function/form"
)

var _ function.Function = (*listFunction)(nil)

// listFunction is one function.
type listFunction struct {
	name       string
	definition function.Definition
	// options are what the object that may follow the parameters can have; none means that there is no such object.
	options []option
	// run makes the result. What is wrong it says in the arguments, and then its result does not count.
	run func(context.Context, *arguments) any
}

// Functions are the factories of all functions.
func Functions() []func() function.Function {
	out := []func() function.Function{}
	for _, f := range []func() *listFunction{
		endpoints, added, matches, squidACL, pacFile, nginxMap, fqdnList, winHTTPCommand, windowsBypass,
	} {
		out = append(out, func() function.Function { return f() })
	}
	return out
}

// Metadata implements function.Function.
func (f *listFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = f.name
}

// Definition implements function.Function.
func (f *listFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = f.definition
	if len(f.options) > 0 {
		resp.Definition.VariadicParameter = optionsParameter()
		resp.Definition.MarkdownDescription = strings.TrimRight(f.definition.MarkdownDescription, "\n") + optionsMarkdown(f.options)
	}
}

// Run implements function.Function.
func (f *listFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	a := &arguments{data: req.Arguments, fixed: len(f.definition.Parameters), known: f.options}
	result := f.run(ctx, a)
	if resp.Error = a.err; resp.Error == nil {
		resp.Error = resp.Result.Set(ctx, result)
	}
}

// endpointsParameter is the list of endpoints that most functions take.
func endpointsParameter() function.Parameter {
	return function.ListParameter{
		Name: "endpoints", ElementType: form.Parameter(),
		MarkdownDescription: "The endpoints, as the functions `endpoints` and `endpoint` and the data source `tenantattach_endpoints` give them. Choose among them with a `for` expression, and put several lists together with `concat`.",
	}
}

// textsParameter is a list of texts.
func textsParameter(name, what string) function.Parameter {
	return function.ListParameter{Name: name, ElementType: types.StringType, MarkdownDescription: what}
}
