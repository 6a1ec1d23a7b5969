// Package form is the form that endpoints have in Terraform: the objects that functions, data source and allowlist give, and
// that the functions take back, so that users can choose, change and add with expressions of their own.
package form

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Fields are an endpoint as functions take it. Its numbers are whole, but are of the type that takes any: a fraction is
// refused here, with words of our own.
type Fields struct {
	ID          types.String `tfsdk:"id"`
	Scheme      types.String `tfsdk:"scheme"`
	Host        types.String `tfsdk:"host"`
	Port        types.Number `tfsdk:"port"`
	Path        types.String `tfsdk:"path"`
	Exact       types.Bool   `tfsdk:"exact"`
	Purpose     types.String `tfsdk:"purpose"`
	Connectors  types.List   `tfsdk:"connectors"`
	Required    types.Bool   `tfsdk:"required"`
	Since       types.String `tfsdk:"since"`
	IdleSeconds types.Number `tfsdk:"idle_timeout_seconds"`
	Clouds      types.List   `tfsdk:"clouds"`
	Source      types.String `tfsdk:"source"`
	Grade       types.String `tfsdk:"grade"`
}

// Model is an endpoint as it is given: the URL comes with it, and is not looked at when it comes back.
type Model struct {
	Fields
	URL types.String `tfsdk:"url"`
}

// attribute is one attribute of an endpoint, described for people.
type attribute struct {
	name, what string
	kind       attr.Type
}

func attributes() []attribute {
	texts := types.ListType{ElemType: types.StringType}
	return []attribute{
		{"id", "The name of the endpoint, in snake_case and unique in a list. It stays when the host changes.", types.StringType},
		{"scheme", "`https` or `http`.", types.StringType},
		{"host", "The host name, in lower case and punycode, or an IPv4 address. A leading `*.` stands for one or more labels, never for the name itself.", types.StringType},
		{"port", "The TCP port.", types.NumberType},
		{"path", "The path, which stands for itself and for what is below it; empty for any path.", types.StringType},
		{"exact", "Whether the path stands for itself only.", types.BoolType},
		{"purpose", "What the endpoint is for: `tenant_attach`, `notification`, `telemetry`, `crl_ocsp`, `sign_in`, `graph`, `admin_center`, or `added` for what your configuration adds.", types.StringType},
		{"connectors", "Who opens the connection: `service_connection_point`, `browser` (of an administrator) and `provider` (this one).", texts},
		{"required", "Whether the endpoint is required; otherwise it is recommended.", types.BoolType},
		{"since", "The release of Configuration Manager from which on the endpoint is needed, such as `2107`; empty for all.", types.StringType},
		{"idle_timeout_seconds", "For how long a proxy must leave an idle connection open, at least, in seconds; 0 if nothing is said.", types.NumberType},
		{"clouds", "The national clouds of which the endpoint is part: `public`, `usgovernment`, `dod`, `china`.", texts},
		{"source", "Where that stands.", types.StringType},
		{"grade", "How sure it is: `documented`, `observed`, `inferred`, or `configured` for what your configuration adds.", types.StringType},
	}
}

const urlDescription = "The endpoint as a URL, with `*.` for a wildcard. Functions do not look at it."

// Parameter is the type of an endpoint as functions take it. An object with further attributes will do: Terraform leaves
// them out.
func Parameter() types.ObjectType {
	out := map[string]attr.Type{}
	for _, a := range attributes() {
		out[a.name] = a.kind
	}
	return types.ObjectType{AttrTypes: out}
}

// Result is the type of an endpoint as it is given.
func Result() types.ObjectType {
	out := Parameter()
	out.AttrTypes["url"] = types.StringType
	return out
}

// Markdown lists the attributes of an endpoint, one in a line.
func Markdown() string {
	text := ""
	for _, a := range attributes() {
		text += "- `" + a.name + "`: " + a.what + "\n"
	}
	return text + "- `url`: " + urlDescription + "\n"
}
