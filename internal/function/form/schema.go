package form

import (
	data "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	resource "github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// DataSourceAttributes are those of an endpoint in a data source, all computed.
func DataSourceAttributes() map[string]data.Attribute {
	out := map[string]data.Attribute{}
	for _, a := range given() {
		out[a.name] = a.ofDataSource()
	}
	return out
}

// ResourceAttributes are those of an endpoint in a resource, all computed.
func ResourceAttributes() map[string]resource.Attribute {
	out := map[string]resource.Attribute{}
	for _, a := range given() {
		out[a.name] = a.ofResource()
	}
	return out
}

// given are the attributes of an endpoint as it is given.
func given() []attribute {
	return append(attributes(), attribute{"url", urlDescription, types.StringType})
}

func (a attribute) ofDataSource() data.Attribute {
	switch a.kind {
	case types.NumberType:
		return data.NumberAttribute{Computed: true, MarkdownDescription: a.what}
	case types.BoolType:
		return data.BoolAttribute{Computed: true, MarkdownDescription: a.what}
	case types.StringType:
		return data.StringAttribute{Computed: true, MarkdownDescription: a.what}
	default:
		return data.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: a.what}
	}
}

func (a attribute) ofResource() resource.Attribute {
	switch a.kind {
	case types.NumberType:
		return resource.NumberAttribute{Computed: true, MarkdownDescription: a.what}
	case types.BoolType:
		return resource.BoolAttribute{Computed: true, MarkdownDescription: a.what}
	case types.StringType:
		return resource.StringAttribute{Computed: true, MarkdownDescription: a.what}
	default:
		return resource.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: a.what}
	}
}
