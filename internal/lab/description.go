package lab

// Description is everything that one needs to use a lab that runs in another process. It holds the clients' secrets.
type Description struct {
	CAFile     string              `json:"ca_file"`
	ControlURL string              `json:"control_url"`
	Clients    []DescribedClient   `json:"clients"`
	Tenants    []DescribedEndpoint `json:"tenants"`
}

// DescribedClient is an identity that may sign in to every tenant.
type DescribedClient struct {
	Name     string `json:"name"`
	ClientID string `json:"client_id"`
	Secret   string `json:"secret"`
}

// DescribedEndpoint is a tenant with where it is.
type DescribedEndpoint struct {
	Name              string `json:"name"`
	TenantID          string `json:"tenant_id"`
	Cloud             string `json:"cloud"`
	AuthorityHost     string `json:"authority_host"`
	GraphEndpoint     string `json:"graph_endpoint"`
	AdminServiceURL   string `json:"admin_service_url"`
	AdminServiceScope string `json:"admin_service_scope"`
}

// Describe says how to use the lab.
func (l *Lab) Describe() Description {
	d := Description{CAFile: l.CAFile(), ControlURL: l.ControlURL()}
	for _, c := range l.world.Tenants()[0].Clients() {
		d.Clients = append(d.Clients, DescribedClient{Name: c.Name, ClientID: c.ClientID, Secret: c.Secret})
	}
	for _, t := range l.world.Tenants() {
		at := l.Endpoints(t.Name)
		d.Tenants = append(d.Tenants, DescribedEndpoint{
			Name: t.Name, TenantID: at.TenantID, Cloud: at.Cloud, AuthorityHost: at.AuthorityHost, GraphEndpoint: at.GraphEndpoint,
			AdminServiceURL: at.AdminServiceURL, AdminServiceScope: at.AdminServiceScope,
		})
	}
	return d
}
