package application

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

// The names of the two APIs that ConfigMgr's application needs, and the two kinds of permission.
const (
	apiMicroservice = "configuration_manager_microservice"
	apiGraph        = "microsoft_graph"
	typeRole        = "Role"
	typeScope       = "Scope"
)

// permission is one element of required_permissions.
type permission struct {
	API  string `tfsdk:"api"`
	Name string `tfsdk:"name"`
	Type string `tfsdk:"type"`
}

func permissionType() types.ObjectType {
	return types.ObjectType{AttrTypes: map[string]attr.Type{"api": types.StringType, "name": types.StringType, "type": types.StringType}}
}

// documented are the permissions that Microsoft's page on importing an app lists (Graph notes §1.2).
func documented() []permission {
	return []permission{
		{apiMicroservice, "CmCollectionData.read", typeRole},
		{apiMicroservice, "CmCollectionData.write", typeRole},
		{apiGraph, "Directory.Read.All", typeRole},
		{apiGraph, "Directory.Read.All", typeScope},
	}
}

func defaultPermissions() types.Set {
	elements := make([]attr.Value, 0, 4)
	for _, p := range documented() {
		elements = append(elements, types.ObjectValueMust(permissionType().AttrTypes, map[string]attr.Value{
			"api": types.StringValue(p.API), "name": types.StringValue(p.Name), "type": types.StringValue(p.Type),
		}))
	}
	return types.SetValueMust(permissionType(), elements)
}

// apis maps the names of APIs to client ids: the microservice's can be overridden.
type apis struct{ microservice string }

func (a apis) appID(api string) string {
	switch api {
	case apiMicroservice:
		return strings.ToLower(a.microservice)
	case apiGraph:
		return cloud.GraphAppID
	default:
		return strings.ToLower(api)
	}
}

// same reports whether two elements of required_permissions are one permission, however it is spelled.
func (a apis) same(p, q permission) bool {
	return a.appID(p.API) == a.appID(q.API) && p.Type == q.Type && strings.EqualFold(p.Name, q.Name)
}

func (a apis) name(appID string) string {
	switch {
	case strings.EqualFold(appID, a.microservice):
		return apiMicroservice
	case strings.EqualFold(appID, cloud.GraphAppID):
		return apiGraph
	default:
		return strings.ToLower(appID)
	}
}

// appIDs are the client ids of all APIs in the list and of the microservice, each once, sorted.
func (a apis) appIDs(list []permission) []string {
	ids := []string{a.appID(apiMicroservice)}
	for _, p := range list {
		ids = append(ids, a.appID(p.API))
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// resolved is a permission with the ids that it has in the tenant.
type resolved struct {
	permission
	appID      string
	resourceID string // object id of the API's service principal
	id         string
}

// resolve looks the permissions up by name in the service principals of their APIs: ids are never taken on trust, and
// the case of names differs between Microsoft's own pages (Graph notes §1.2).
func (a apis) resolve(list []permission, resources map[string]*graph.ServicePrincipal) ([]resolved, error) {
	out := make([]resolved, 0, len(list))
	for _, p := range list {
		appID := a.appID(p.API)
		sp := resources[appID]
		if sp == nil {
			return nil, fmt.Errorf("the tenant has no service principal for %s (client id %s), so its permission %s cannot be looked up", p.API, appID, p.Name)
		}
		found, ok := sp.Permission(p.Name, p.Type)
		if !ok {
			return nil, fmt.Errorf("%s (client id %s) has no permission %q of type %s; those of that type are: %s", sp.DisplayName, appID, p.Name, p.Type, offered(sp, p.Type))
		}
		out = append(out, resolved{permission: p, appID: appID, resourceID: sp.ObjectID, id: found.ID})
	}
	return out, nil
}

// known are the permissions of a list that can be looked up; those that cannot have no consent either.
func (a apis) known(list []permission, resources map[string]*graph.ServicePrincipal) []resolved {
	out := []resolved{}
	for _, p := range list {
		if one, err := a.resolve([]permission{p}, resources); err == nil {
			out = append(out, one...)
		}
	}
	return out
}

// without are the permissions of a list that are not in the other one. They come with client ids, since the two lists
// may mean different APIs by the same name.
func (a apis) without(list []permission, b apis, other []permission) []permission {
	out := []permission{}
	for _, p := range list {
		p.API = a.appID(p.API)
		if !slices.ContainsFunc(other, func(o permission) bool { return b.same(o, p) }) {
			out = append(out, p)
		}
	}
	return out
}

func offered(sp *graph.ServicePrincipal, typ string) string {
	names := []string{}
	for _, p := range sp.Permissions {
		if p.Type == typ {
			names = append(names, p.Value)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// required converts to what the app registration declares, in a stable order.
func required(list []resolved) []graph.ResourceAccess {
	out := make([]graph.ResourceAccess, 0, len(list))
	for _, p := range list {
		out = append(out, graph.ResourceAccess{ResourceAppID: p.appID, ID: p.id, Type: p.Type})
	}
	return sorted(out)
}

func sorted(list []graph.ResourceAccess) []graph.ResourceAccess {
	list = slices.Clone(list)
	for i := range list {
		list[i].ResourceAppID, list[i].ID = strings.ToLower(list[i].ResourceAppID), strings.ToLower(list[i].ID)
	}
	slices.SortFunc(list, func(x, y graph.ResourceAccess) int {
		return cmp.Or(cmp.Compare(x.ResourceAppID, y.ResourceAppID), cmp.Compare(x.Type, y.Type), cmp.Compare(x.ID, y.ID))
	})
	return list
}

// describe converts what the app registration declares to names. One that the tenant cannot name keeps its id, so that
// the plan shows it as drift. Those that are known keep the spelling of api and name that they have there.
func (a apis) describe(list []graph.ResourceAccess, resources map[string]*graph.ServicePrincipal, known []permission) []permission {
	out := make([]permission, 0, len(list))
	for _, access := range list {
		p := permission{API: a.name(access.ResourceAppID), Name: strings.ToLower(access.ID), Type: access.Type}
		if sp := resources[strings.ToLower(access.ResourceAppID)]; sp != nil {
			for _, offer := range sp.Permissions {
				if offer.Type == access.Type && strings.EqualFold(offer.ID, access.ID) {
					p.Name = offer.Value
				}
			}
		}
		for _, k := range known {
			if a.same(k, p) {
				p = k
				break
			}
		}
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}
