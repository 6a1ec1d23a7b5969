package driftreport

import (
	"cmp"
	"strings"
)

const (
	// provider is how the name of this provider ends, whatever the registry.
	provider = "/tenantattach/tenantattach"
	// prefix is that of the types of its resources.
	prefix = "tenantattach_"
)

// ours reports whether a resource is of this provider: only those have a tenant.
func (c *change) ours() bool {
	if c.ProviderName == "" {
		return strings.HasPrefix(c.Type, prefix)
	}
	return strings.HasSuffix(c.ProviderName, provider)
}

// tenant is the one that a resource names, as far as it is known. Where the resource goes to another tenant, it is that.
func (c *change) tenant(hide *mask) Tenant {
	var t Tenant
	if !c.ours() {
		return t
	}
	for _, view := range []any{c.Change.After, c.Change.Before} {
		object, _ := view.(map[string]any)
		t.Name = cmp.Or(t.Name, visibleText(object, "tenant", hide))
		t.ID = cmp.Or(t.ID, visibleText(object, "tenant_id", hide))
	}
	return t
}

// visibleText is an attribute that is a text and may be shown.
func visibleText(object map[string]any, name string, hide *mask) string {
	value, ok := object[name].(string)
	if !ok || hide.hides(object) || hide.key(name).any() {
		return ""
	}
	return value
}

// nameTenants fills in what a plan knows of its tenants in one place and not in another: the GUID of a tenant whose
// resource is yet to be made, and the label of the file for the tenant without a key.
func (p *Plan) nameTenants() {
	ids := map[string]string{}
	for _, f := range p.Findings {
		if id, ok := ids[f.Tenant.Name]; f.ours && f.Tenant.ID != "" && (!ok || id == f.Tenant.ID) {
			ids[f.Tenant.Name] = f.Tenant.ID
		} else if f.Tenant.ID != "" {
			ids[f.Tenant.Name] = "" // the key stands for two tenants: nothing is guessed
		}
	}
	for i := range p.Findings {
		f := &p.Findings[i]
		if !f.ours {
			continue
		}
		if f.Tenant.ID == "" {
			f.Tenant.ID = ids[f.Tenant.Name]
		}
		if f.Tenant.Name == "" {
			f.Tenant.Name = p.Label
		}
	}
}

// withoutKeys is an address without the keys of instances, which may be names of tenants.
func withoutKeys(address string) string {
	var b strings.Builder
	depth, quoted, escaped := 0, false, false
	for _, r := range address {
		switch {
		case escaped:
			escaped = false
		case quoted && r == '\\':
			escaped = true
		case depth > 0 && r == '"':
			quoted = !quoted
		case !quoted && r == '[':
			depth++
		case !quoted && r == ']' && depth > 0:
			depth--
			continue
		}
		if depth == 0 {
			b.WriteRune(r)
		}
	}
	return b.String()
}
