package adminservice

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// Need is something that a write needs the site to expose.
type Need struct {
	Class, Method string
	Kind          Kind
	keys          []string // the key properties that an address must name; nil for a class with one
	console       string   // the console step that does the same
	importForm    string   // how the result comes under Terraform then
}

// The console steps that do by hand what the provider writes (AdminService notes §3.3).
const (
	consoleTenant  = "Administration, Cloud Services, Azure Services, Configure Azure Services (or Cloud Attach): sign in with the environment of the tenant"
	consoleAttach  = "Administration, Cloud Services, Cloud Attach (before 2111: Co-management), Configure Cloud Attach: import the application and tick the upload"
	consoleMapping = "Administration, Cloud Services, Cloud Attach, Properties of CoMgmtSettingsProd, tab Configure upload: choose all devices or the collection"
	consoleProxy   = "Administration, Site Configuration, Servers and Site System Roles: select the server of the service connection point, Properties of its role Site system, tab Proxy; " +
		"or by the cmdlet Set-CMSiteSystemServer -EnableProxy $true -ProxyServerName -ProxyServerPort -ProxyAccessAccount"
)

// NeedTenantWrite is what tenantattach_cloud_environment needs.
func NeedTenantWrite() []Need {
	return needs(tenantClass, consoleTenant, "terraform import tenantattach_cloud_environment.NAME [TENANT/]<tenant GUID>")
}

// NeedApplicationWrite is what tenantattach_onboarding needs for the application.
func NeedApplicationWrite() []Need {
	return needs(applicationClass, consoleAttach, "terraform import tenantattach_onboarding.NAME [TENANT/]<client id>")
}

// NeedCloudServiceWrite is what tenantattach_onboarding needs for the upload service.
func NeedCloudServiceWrite() []Need {
	return needs(serviceClass, consoleAttach, "terraform import tenantattach_onboarding.NAME [TENANT/]<client id>")
}

// NeedMappingWrite is what tenantattach_collection_upload needs.
func NeedMappingWrite() []Need {
	return needs(mappingClass, consoleMapping, "terraform import tenantattach_collection_upload.NAME [TENANT/]<tenant GUID>")
}

// NeedProxyWrite is what tenantattach_service_connection_point_proxy needs.
func NeedProxyWrite() []Need {
	out := needs(systemRoleClass, consoleProxy, "terraform import tenantattach_service_connection_point_proxy.NAME [TENANT/]<FQDN of the server>")
	for i := range out {
		out[i].keys = systemRoleKeys()
	}
	return out
}

// needs are the writes of a class that the evidence table knows.
func needs(class, console, importForm string) []Need {
	out := []Need{}
	for _, f := range Evidence() {
		switch f.Kind {
		case KindProperty, KindWritten, KindList, KindGet:
			continue
		}
		if f.Class == class {
			out = append(out, Need{Class: class, Method: f.Member, Kind: f.Kind, console: console, importForm: importForm})
		}
	}
	return out
}

// Capabilities is what a site exposes, by its $metadata.
type Capabilities struct {
	sets    map[string]restrictions // by class
	methods map[string]bool         // by class.method
	// document is $metadata itself, in which the keys of a class are looked up.
	document []byte
}

// Capabilities reads $metadata, once per client.
func (c *Client) Capabilities(ctx context.Context) (*Capabilities, error) {
	const op = "read what the site exposes ($metadata)"
	return c.metadata.Get(ctx, metadataPath, func(ctx context.Context) (*Capabilities, error) {
		body, err := c.call(ctx, op, http.MethodGet, metadataPath, nil, nil)
		if err != nil {
			return nil, c.proveAccess(ctx, err)
		}
		caps, err := parseMetadata(body)
		if err != nil {
			return nil, c.unreadable(op, metadataPath, err)
		}
		caps.document = body
		return caps, nil
	})
}

// Check returns nil, or a *MissingCapability that names everything that is missing. A verb that $metadata says nothing
// about is not missing: it is tried, which is inferred.
func (caps *Capabilities) Check(list ...Need) error {
	missing := []Need{}
	for _, n := range list {
		if !caps.has(n) {
			missing = append(missing, n)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return &MissingCapability{missing}
}

// Methods are the exposed methods, as Class.Method, whose names contain all of the words, in any case.
func (caps *Capabilities) Methods(words ...string) []string {
	out := []string{}
	for _, name := range slices.Sorted(maps.Keys(caps.methods)) {
		if !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(strings.ToLower(name), strings.ToLower(word)) }) && strings.Contains(name, ".") {
			out = append(out, name)
		}
	}
	return out
}

func (caps *Capabilities) has(n Need) bool {
	if n.Method != "" {
		return caps.methods[n.Class+"."+n.Method]
	}
	set, ok := caps.sets[n.Class]
	return ok && !set.forbids(n.Kind) && (n.keys == nil || caps.keyedBy(n.Class, n.keys))
}

// MissingCapability says what a site does not expose.
type MissingCapability struct{ Missing []Need }

// Error implements error: what is missing, which console step does the same, and how to go on.
func (e *MissingCapability) Error() string {
	what, steps, imports := []string{}, []string{}, []string{}
	for _, n := range e.Missing {
		name := n.Class + " (" + string(n.Kind) + ")"
		if n.keys != nil {
			name = n.Class + " (" + string(n.Kind) + ", by the keys " + strings.Join(n.keys, ", ") + ")"
		}
		if n.Method != "" {
			name = n.Class + "." + n.Method
		}
		what = append(what, name)
		steps = append(steps, n.console)
		imports = append(imports, n.importForm)
	}
	return fmt.Sprintf("the administration service of this site does not expose: %s. Nothing was changed.\n\nIn the console the same is done by: %s.\n\nThen bring it under Terraform: %s",
		strings.Join(what, ", "), strings.Join(unique(steps), "; "), strings.Join(unique(imports), "; "))
}

func unique(list []string) []string {
	out := []string{}
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
