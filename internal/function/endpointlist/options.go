package endpointlist

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
)

// kind is the type of an option.
type kind string

const (
	text  kind = "text"
	flag  kind = "true or false"
	texts kind = "list of texts"
)

// option is one attribute of the object that may follow the parameters of a function.
type option struct {
	name string
	kind kind
	what string
}

// cloudOption names the cloud in comments.
func cloudOption() option {
	return option{"cloud", text, "The cloud that the endpoints are for. It is named in the comments, and changes nothing else."}
}

// bypassOption are names that clients reach without a proxy.
func bypassOption(more string) option {
	return option{"bypass", texts, "Names that clients reach without a proxy, such as `server.contoso.com`, or `*.contoso.com` for all that is below; `<local>` stands for every name without a dot. " + more}
}

// optionsParameter is the object that may be left out: Terraform knows optional arguments as variadic ones only, and optional
// attributes as those of an object of any type.
func optionsParameter() function.Parameter {
	return function.DynamicParameter{
		Name: "options", AllowNullValue: true, MarkdownDescription: "One object with any of the options above. It can be left out, or null.",
	}
}

// optionsMarkdown lists options, one in a line.
func optionsMarkdown(known []option) string {
	out := "\n\nThe options, as attributes of an object; each can be left out, or null:\n\n"
	for _, o := range known {
		out += fmt.Sprintf("- `%s` (%s): %s\n", o.name, o.kind, o.what)
	}
	return out
}

// options are those of one call.
type options struct {
	given bool
	flags map[string]bool
	text  map[string]string
	texts map[string][]string
}

// options reads the object behind the parameters: an attribute that is not known to the function, or of another type, is an
// error; null is as if it were left out.
func (a *arguments) options(ctx context.Context) *options {
	o := &options{flags: map[string]bool{}, text: map[string]string{}, texts: map[string][]string{}}
	var all []types.Dynamic
	a.get(ctx, a.fixed, &all)
	if len(all) > 1 {
		a.fail(a.fixed+1, errors.New("there is one object with options at most"))
	}
	if a.err != nil || len(all) == 0 || all[0].IsNull() || all[0].UnderlyingValue().IsNull() {
		return o
	}
	o.given = true
	a.fail(a.fixed, o.read(all[0].UnderlyingValue(), a.known))
	return o
}

func (o *options) read(value attr.Value, known []option) error {
	var values map[string]attr.Value
	switch object := value.(type) {
	case types.Object:
		values = object.Attributes()
	case types.Map:
		values = object.Elements()
	default:
		return errors.New("options must be an object, such as { cloud = \"public\" }")
	}
	for name := range values {
		if !slices.ContainsFunc(known, func(k option) bool { return k.name == name }) {
			return fmt.Errorf("there is no option %q: use %s", name, names(known))
		}
	}
	for _, k := range known {
		if err := o.set(k, values[k.name]); err != nil {
			return err
		}
	}
	return o.checkCloud()
}

func names(known []option) string {
	out := []string{}
	for _, k := range known {
		out = append(out, k.name)
	}
	return strings.Join(out, ", ")
}

// set keeps the value of one option.
func (o *options) set(k option, value attr.Value) error {
	if dynamic, ok := value.(types.Dynamic); ok {
		value = dynamic.UnderlyingValue()
	}
	if value == nil || value.IsNull() {
		return nil
	}
	ok := false
	switch k.kind {
	case flag:
		var v types.Bool
		v, ok = value.(types.Bool)
		o.flags[k.name] = v.ValueBool()
	case text:
		var v types.String
		v, ok = value.(types.String)
		o.text[k.name] = v.ValueString()
	case texts:
		list, err := textsOf(value)
		if err != nil {
			return fmt.Errorf("the option %s: %w", k.name, err)
		}
		o.texts[k.name], ok = list, true
	}
	if !ok {
		return fmt.Errorf("the option %s must be: %s", k.name, k.kind)
	}
	return nil
}

func (o *options) checkCloud() error {
	if name := o.text["cloud"]; name != "" {
		if _, err := cloud.Parse(name); err != nil {
			return fmt.Errorf("the option cloud: %w", err)
		}
	}
	return nil
}

// bypass are the names of the option of that name; none is what is given for it.
func (o *options) bypass(none ...string) endpoint.Internal {
	if list, given := o.texts["bypass"]; given {
		return endpoint.InternalOf(list)
	}
	return endpoint.InternalOf(none)
}

// local stands in a bypass list of Windows for all names without a dot.
