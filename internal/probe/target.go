package probe

import (
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
)

// Target is one endpoint to look at.
type Target struct {
	// ID is that of the entry of the catalogue.
	ID string
	// URL is what is asked for.
	URL *url.URL
	// Pattern is the entry as the catalogue has it, if it is a wildcard; URL then is a concrete name for it.
	Pattern  string
	Required bool
	// IdleTimeout is for how long the connection must be left open, at least; zero if nothing is said.
	IdleTimeout time.Duration
}

// Targets are those that the service connection point needs in a cloud.
func Targets(cloudName string) ([]Target, error) {
	entries, err := endpoint.For(cloudName)
	if err != nil {
		return nil, err
	}
	out := []Target{}
	for _, e := range endpoint.Select(entries, endpoint.Filter{Connectors: []endpoint.Connector{endpoint.ServiceConnectionPoint}}) {
		t, err := targetOf(e)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

func targetOf(e endpoint.Entry) (Target, error) {
	t := Target{ID: e.ID, Required: e.Required, IdleTimeout: e.IdleTimeout}
	if strings.HasPrefix(e.Host, "*.") {
		t.Pattern = e.URL()
		name, known := knownNames()[e.Host]
		if !known {
			return t, fmt.Errorf("no name is known for %s", e.URL())
		}
		e.Host = name
	}
	address, err := url.Parse(e.URL())
	if err != nil {
		return t, fmt.Errorf("endpoint %s: %w", e.ID, err)
	}
	if address.Path == "" {
		address.Path = "/"
	}
	t.URL = address
	return t, nil
}

// knownNames are concrete names for the wildcards. The first is of the early documentation of tenant attach (AdminService
// notes §3.8), the second of Intune's endpoints for US Government customers; that no better one is published is why the
// result says which name was asked for.
func knownNames() map[string]string {
	return map[string]string{"*.manage.microsoft.com": "gateway.configmgr.manage.microsoft.com", "*.manage.microsoft.us": "portal.manage.microsoft.us"}
}

func (t Target) secure() bool { return t.URL.Scheme == endpoint.HTTPS }

// address is host and port.
func (t Target) address() string {
	return net.JoinHostPort(t.URL.Hostname(), strconv.Itoa(portOf(t.URL)))
}

func portOf(u *url.URL) int {
	if n, err := strconv.Atoi(u.Port()); err == nil {
		return n
	}
	if u.Scheme == endpoint.HTTPS {
		return 443
	}
	return 80
}
