// Package collection holds the data sources tenantattach_collection and tenantattach_collections.
package collection

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
)

// collectionModel is one collection.
type collectionModel struct {
	CollectionID types.String `tfsdk:"collection_id"`
	Name         types.String `tfsdk:"name"`
	Type         types.String `tfsdk:"type"`
	Comment      types.String `tfsdk:"comment"`
	MemberCount  types.Int64  `tfsdk:"member_count"`
	LimitingID   types.String `tfsdk:"limiting_collection_id"`
	LimitingName types.String `tfsdk:"limiting_collection_name"`
	BuiltIn      types.Bool   `tfsdk:"built_in"`
}

func convert(c adminservice.Collection) collectionModel {
	return collectionModel{
		CollectionID: types.StringValue(c.ID),
		Name:         types.StringValue(c.Name),
		Type:         types.StringValue(c.Type.String()),
		Comment:      types.StringValue(c.Comment),
		MemberCount:  types.Int64Value(int64(c.MemberCount)),
		LimitingID:   types.StringValue(c.LimitToID),
		LimitingName: types.StringValue(c.LimitToName),
		BuiltIn:      types.BoolValue(c.BuiltIn),
	}
}

// attributes are those of one collection, all computed.
func attributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"collection_id":            schema.StringAttribute{Computed: true, MarkdownDescription: "The id of the collection, such as `P0100014`."},
		"name":                     schema.StringAttribute{Computed: true, MarkdownDescription: "The name of the collection."},
		"type":                     schema.StringAttribute{Computed: true, MarkdownDescription: "`device`, `user` or `other`."},
		"comment":                  schema.StringAttribute{Computed: true, MarkdownDescription: "The comment of the collection."},
		"member_count":             schema.Int64Attribute{Computed: true, MarkdownDescription: "How many members the collection has."},
		"limiting_collection_id":   schema.StringAttribute{Computed: true, MarkdownDescription: "The id of the collection that this one is limited to."},
		"limiting_collection_name": schema.StringAttribute{Computed: true, MarkdownDescription: "The name of the collection that this one is limited to."},
		"built_in":                 schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether the collection came with ConfigMgr."},
	}
}
