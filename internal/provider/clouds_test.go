package provider

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/credential"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

const cloudTenant = "aaaaaaaa-0000-0000-0000-000000000001"

// anyCloud answers for every sign-in host and every Graph, and notes who was asked for what.
type anyCloud struct {
	tokenHost, scope, graphHost string
	lookedUp                    []string // hosts that were asked for what they know of others
}

// RoundTrip implements http.RoundTripper.
func (c *anyCloud) RoundTrip(req *http.Request) (*http.Response, error) {
	base := "https://" + req.URL.Host + "/" + cloudTenant
	var body string
	switch {
	case strings.HasSuffix(req.URL.Path, "/discovery/instance"):
		c.lookedUp = append(c.lookedUp, req.URL.Host)
		body = fmt.Sprintf(`{"tenant_discovery_endpoint":"%[1]s/v2.0/.well-known/openid-configuration","metadata":[{"preferred_network":%[2]q,"preferred_cache":%[2]q,"aliases":[%[2]q]}]}`, base, req.URL.Host)
	case strings.HasSuffix(req.URL.Path, "/openid-configuration"):
		body = fmt.Sprintf(`{"issuer":"%[1]s/v2.0","authorization_endpoint":"%[1]s/authorize","token_endpoint":"%[1]s/token"}`, base)
	case req.Method == http.MethodPost:
		data, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		form, err := url.ParseQuery(string(data))
		if err != nil {
			return nil, err
		}
		c.tokenHost, c.scope = req.URL.Host, form.Get("scope")
		body = `{"access_token":"t","token_type":"Bearer","expires_in":3600}`
	default:
		c.graphHost = req.URL.Host
		body = `{"value":[{"id":"x","displayName":"name"}]}`
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(bytes.NewReader([]byte(body))), ContentLength: int64(len(body)), Request: req}, nil
}

// TestClouds: each cloud is signed in to at its own host, for its own Microsoft Graph. Only hosts of Microsoft's are asked
// what they know of each other.
func TestClouds(t *testing.T) {
	custom := settingsModel{AuthorityHost: types.StringValue("https://login.example/"), GraphEndpoint: types.StringValue("https://graph.example")}
	mirrored := settingsModel{GraphEndpoint: types.StringValue("https://graph.example/mirror/")}
	tests := []struct {
		environment      string
		model            settingsModel
		authority, graph string // hosts
		scope            string
		custom           bool
	}{
		{"public", settingsModel{}, "login.microsoftonline.com", "graph.microsoft.com", "https://graph.microsoft.com/.default", false},
		{"gcc", settingsModel{}, "login.microsoftonline.com", "graph.microsoft.com", "https://graph.microsoft.com/.default", false},
		{"usgovernment", settingsModel{}, "login.microsoftonline.us", "graph.microsoft.us", "https://graph.microsoft.us/.default", false},
		{"dod", settingsModel{}, "login.microsoftonline.us", "dod-graph.microsoft.us", "https://dod-graph.microsoft.us/.default", false},
		{"china", settingsModel{}, "login.chinacloudapi.cn", "microsoftgraph.chinacloudapi.cn", "https://microsoftgraph.chinacloudapi.cn/.default", false},
		{"public", custom, "login.example", "graph.example", "https://graph.example/.default", true},
		{"usgovernment", mirrored, "login.microsoftonline.us", "graph.example", "https://graph.example/mirror/.default", false},
	}
	for _, tt := range tests {
		t.Run(tt.environment+" "+tt.authority+" "+tt.graph, func(t *testing.T) {
			m := tt.model
			m.TenantID, m.Environment = types.StringValue(cloudTenant), types.StringValue(tt.environment)
			m.ClientID, m.ClientSecret = types.StringValue(cloudTenant), types.StringValue("s")
			s, err := m.settings("", "agent", adminServiceModel{})
			if err != nil {
				t.Fatal(err)
			}
			wire := &anyCloud{}
			s.Credential.TenantID, s.Credential.HTTPClient = s.TenantID, &http.Client{Transport: wire}
			cred, _, err := credential.New(s.Credential)
			if err != nil {
				t.Fatal(err)
			}
			client, err := graph.New(graph.Options{Root: s.GraphEndpoint, Credential: cred, Transport: wire, TenantID: s.TenantID})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := client.TenantName(t.Context()); err != nil {
				t.Fatal(err)
			}
			if wire.tokenHost != tt.authority || wire.graphHost != tt.graph || strings.Fields(wire.scope)[0] != tt.scope {
				t.Errorf("signed in at %s for %s, asked %s", wire.tokenHost, wire.scope, wire.graphHost)
			}
			if looked := len(wire.lookedUp) > 0; looked == tt.custom {
				t.Errorf("what hosts know of others was asked of %v", wire.lookedUp)
			}
		})
	}
}
