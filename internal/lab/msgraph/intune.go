package msgraph

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

const (
	rbac               = "deviceManagement/tenantAttachRBAC"
	managerCollections = "deviceManagement/configManagerCollections"
	deviceSummary      = "deviceManagement/userExperienceAnalyticsSummarizeWorkFromAnywhereDevices"
)

// intuneRoutes are the operations of Graph's beta for what Intune knows of tenant attach, by Microsoft's reference (Graph
// notes §3). A function without parameters may be written with or without its parentheses. The prices are inferred.
func intuneRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	read := []anyOf{readRBAC()}
	return []route{
		{get, rbac, 1, read, intune(getRBAC)},
		{get, rbac + "/getState", 1, read, intune(getRBACState)},
		{get, rbac + "/getState()", 1, read, intune(getRBACState)},
		{post, rbac + "/enable", 1, []anyOf{writeRBAC()}, intune(enableRBAC)},
		{get, managerCollections, 1, []anyOf{readManagerCollections()}, intune(listManagerCollections)},
	}
}

// intune refuses what the cloud of the tenant does not have. Graph answers an unknown path with 400 or 404.
func intune(handle func(*call) (*answer, error)) func(*call) (*answer, error) {
	return func(c *call) (*answer, error) {
		switch c.caller.tenant.Intune.Seed.BetaStatus {
		case 0:
			return handle(c)
		case http.StatusNotFound:
			return nil, &apiError{status: http.StatusNotFound, code: "ResourceNotFound", message: "Resource not found."}
		default:
			return nil, badRequest("Resource not found for the segment '" + strings.Split(c.request.path, "/")[1] + "'.")
		}
	}
}

func (c *call) betaBase() string {
	return strings.TrimSuffix(c.server.base(), version) + betaVersion
}

// getRBAC answers with the singleton, which says nothing of the state.
func getRBAC(c *call) (*answer, error) {
	return &answer{status: http.StatusOK, body: map[string]any{"@odata.context": c.betaBase() + "/$metadata#" + rbac, "id": c.caller.tenant.ID}}, nil
}

// getRBACState answers as functions do whose result is a complex type: its properties beside the context. The sample of the
// reference wraps them in value, as its generated samples do for every function.
func getRBACState(c *call) (*answer, error) {
	return &answer{status: http.StatusOK, body: map[string]any{"@odata.context": c.betaBase() + "/$metadata#microsoft.graph.tenantAttachRBACState", "enabled": c.caller.tenant.Intune.RBAC()}}, nil
}

// enableRBAC switches on or off: the action is called enable either way, and its parameter says which.
func enableRBAC(c *call) (*answer, error) {
	b, err := c.object("")
	if err != nil {
		return nil, err
	}
	var enable *bool
	if err := json.Unmarshal(b["enable"], &enable); err != nil || enable == nil || len(b) != 1 {
		return nil, badRequest("The parameter 'enable' of the action 'enable' is missing, is not a Boolean, or is not the only one.")
	}
	c.caller.tenant.Intune.SetRBAC(*enable)
	c.caller.tenant.RecordRBAC(c.caller.actor())
	return noContent(), nil
}

// managerPage is how many collections a page has: few, so that clients meet a second one. The true number is not published.
const managerPage = 3

func listManagerCollections(c *call) (*answer, error) {
	values, err := url.ParseQuery(c.request.query)
	if err != nil {
		return nil, badRequest("The query is not well-formed.")
	}
	out := map[string]any{"@odata.context": c.betaBase() + "/$metadata#" + managerCollections}
	page, last := []any{}, ""
	for _, one := range c.caller.tenant.ManagerCollections() {
		if one.ID <= values.Get("$skiptoken") {
			continue
		}
		if len(page) == managerPage {
			out["@odata.nextLink"] = c.betaBase() + "/" + managerCollections + "?$skiptoken=" + last
			break
		}
		page, last = append(page, plain(one)), one.ID
	}
	out["value"] = page
	return &answer{status: http.StatusOK, body: out}, nil
}

// getDeviceSummary counts what Endpoint analytics knows. What it answers while that is off is not found: zeros (inferred), or
// what the seed says.
func getDeviceSummary(c *call) (*answer, error) {
	intune := c.caller.tenant.Intune
	switch intune.Seed.AnalyticsStatus {
	case 0:
	case http.StatusForbidden:
		return nil, &apiError{status: http.StatusForbidden, code: "Forbidden", message: "Access to the requested resource is forbidden."}
	case http.StatusNotFound:
		return nil, &apiError{status: http.StatusNotFound, code: "ResourceNotFound", message: "Resource not found."}
	default: // as seen of a tenant without Intune
		return nil, badRequest("Request not applicable to target tenant.")
	}
	s := c.caller.tenant.DeviceSummary()
	return &answer{status: http.StatusOK, body: map[string]any{
		"@odata.context":                c.server.base() + "/$metadata#microsoft.graph.userExperienceAnalyticsWorkFromAnywhereDevicesSummary",
		"autopilotDevicesSummary":       nil,
		"cloudManagementDevicesSummary": map[string]any{"coManagedDeviceCount": s.CoManaged, "intuneDeviceCount": s.CoManaged, "tenantAttachDeviceCount": s.TenantAttached},
		"totalDevices":                  s.Total, "coManagedDevices": s.CoManaged, "intuneDevices": s.CoManaged, "tenantAttachDevices": s.TenantAttached,
		"windows10Devices": s.Total, "windows10DevicesWithoutTenantAttach": s.WithoutTenantAttach,
	}}, nil
}
