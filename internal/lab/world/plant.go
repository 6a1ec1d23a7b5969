package world

import (
	"cmp"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"hash/fnv"
	"math/big"
	"strconv"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/rsakey"
)

// Client ids of Microsoft's applications, and the ids of their permissions (Graph notes §1.2, §1.3).
const (
	GraphAppID        = "00000003-0000-0000-c000-000000000000"
	MicroserviceAppID = "557c67cf-c916-4293-8373-d584996f60ae"
	// MicrosoftTenantID owns Microsoft's applications.
	MicrosoftTenantID = "f8cdef31-a31e-4b4a-93e4-5f571e91255a"
)

// Client is a seeded identity, with what it signs in with.
type Client struct {
	Name, ClientID string
	Secret         string
	// Certificate is DER, Key its private key; only some clients have one.
	Certificate []byte
	Key         *rsa.PrivateKey
	// Subject is the subject of federated tokens that stand for it.
	Subject string
}

// FederatedIssuer stands in the federated credentials of the clients until the lab knows where its own issuer listens.
const (
	FederatedIssuer   = "lab-issuer"
	FederatedAudience = "api://AzureADTokenExchange"
)

const secretBytes = 30

// plant makes a tenant of its seed.
func (w *World) plant(seed *TenantSeed) (*Tenant, error) {
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(seed.Name))
	now := w.Clock.Now().UTC().Truncate(time.Second)
	t := &Tenant{Name: seed.Name, ID: seed.ID, DisplayName: seed.DisplayName, Cloud: seed.Cloud, intuneTrail: trail[IntuneAudit]{clock: w.Clock}}
	t.Directory = newDirectory(w.Clock, Organization{
		ID: seed.ID, DisplayName: seed.DisplayName, CountryLetterCode: seed.Country, TenantType: "AAD", MDMAuthority: cmp.Or(seed.MDMAuthority, "intune"),
		VerifiedDomains: []VerifiedDomain{{Name: seed.Domain, IsDefault: true}, {Name: seed.Name + ".onmicrosoft.example", IsInitial: true}},
	}, w.seed.Lag, hash.Sum64())

	admins := []Admin{{LogonName: `CORP\first.admin`, UPN: "first.admin@" + seed.Domain, Role: RoleFullAdministrator}}
	for _, p := range w.seed.People {
		if p.Site != "" {
			admins = append(admins, Admin{LogonName: `CORP\` + p.Name, UPN: p.Name + "@" + seed.Domain, Role: p.Site})
		}
	}
	err := t.Directory.Update(func(s *Snapshot) error {
		graph := graphPrincipal()
		s.ServicePrincipals[graph.ID] = graph
		for i, name := range seed.SecurityProfiles {
			p := FilteringProfile{ID: NewID(), Name: name, Version: "1.0.0", State: "enabled", Priority: int64(100 * (i + 1)), Links: []FilteringLink{}}
			s.FilteringProfiles[p.ID] = p
		}
		if err := w.plantFacts(t, s, seed, now); err != nil {
			return err
		}
		if seed.Microservice {
			sp := MicroservicePrincipal()
			s.ServicePrincipals[sp.ID] = sp
		}
		for _, c := range w.seed.Clients {
			client, err := w.plantClient(t, s, c, graph, now)
			if err != nil {
				return fmt.Errorf("client %s: %w", c.Name, err)
			}
			t.clients = append(t.clients, client)
			if c.Site != "" {
				admins = append(admins, Admin{LogonName: `CORP\` + c.Name, AppID: c.ClientID, Role: c.Site, Collections: c.SiteCollections})
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	t.Directory.settle()
	t.Hierarchy = newHierarchy(seed.Hierarchy, w.Clock, admins, seed.rows(w.seed.People), seed.fleet())
	t.Intune = newIntune(seed.Intune, w.Clock, w.seed.Lag, hash.Sum64())
	if seed.CloudManagement {
		if err := t.Hierarchy.Update(func(tables *Tables) error { return seed.plantCloudManagement(tables, now) }); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// plantClient adds the service principal of a client with its consent, and its registration in the first tenant of
// the cloud.
func (w *World) plantClient(t *Tenant, s *Snapshot, c ClientSeed, graph ServicePrincipal, now time.Time) (Client, error) {
	sp := ServicePrincipal{ID: NewID(), AppID: c.ClientID, DisplayName: "lab client " + c.Name, AccountEnabled: true, ServicePrincipalType: "Application", ServicePrincipalNames: []string{c.ClientID}, Tags: []string{}, AppRoles: []AppRole{}, Scopes: []PermissionScope{}}
	client, isHome := w.knownClient(t.Cloud, c.ClientID), false
	if client == nil {
		made, app, err := w.newClient(c, now)
		if err != nil {
			return Client{}, err
		}
		s.Applications[app.ID] = app
		client, isHome = &made, true
	}
	sp.AppOwnerOrganizationID = t.ID
	if !isHome {
		home, _, _ := w.HomeOf(t.Cloud, c.ClientID)
		sp.AppOwnerOrganizationID = home.ID
	}
	s.ServicePrincipals[sp.ID] = sp
	for _, name := range c.Graph {
		role, ok := findRole(graph, name)
		if !ok {
			return Client{}, fmt.Errorf("microsoft Graph has no application permission %s in the lab", name)
		}
		a := AppRoleAssignment{ID: NewID(), AppRoleID: role.ID, CreatedDateTime: now, PrincipalDisplayName: sp.DisplayName, PrincipalID: sp.ID, PrincipalType: "ServicePrincipal", ResourceDisplayName: graph.DisplayName, ResourceID: graph.ID}
		s.Assignments[a.ID] = a
	}
	return *client, nil
}

// knownClient is a client that an earlier tenant of the cloud has registered.
func (w *World) knownClient(cloud, appID string) *Client {
	for _, t := range w.tenants {
		for i := range t.clients {
			if t.Cloud == cloud && t.clients[i].ClientID == appID {
				return &t.clients[i]
			}
		}
	}
	return nil
}

func (w *World) newClient(c ClientSeed, now time.Time) (Client, Application, error) {
	client := Client{Name: c.Name, ClientID: c.ClientID, Secret: w.NewSecretText(), Subject: "repo:lab/" + c.Name + ":ref:refs/heads/main"}
	ends := now.AddDate(0, 6, 0)
	if c.SecretExpired {
		ends = now.AddDate(0, 0, -1)
	}
	name := "lab"
	app := Application{
		ID: NewID(), AppID: c.ClientID, CreatedDateTime: now, DisplayName: "lab client " + c.Name, SignInAudience: "AzureADMultipleOrgs",
		IdentifierURIs: []string{}, Tags: []string{}, RequiredResourceAccess: []RequiredResourceAccess{},
		PasswordCredentials: []PasswordCredential{{KeyID: NewID(), DisplayName: &name, Hint: client.Secret[:3], StartDateTime: now.AddDate(0, -6, 0), EndDateTime: ends, Text: client.Secret}},
		KeyCredentials:      []KeyCredential{},
		Federated:           []FederatedCredential{{ID: NewID(), Name: "lab", Issuer: FederatedIssuer, Subject: client.Subject, Audience: FederatedAudience}},
	}
	if !c.Certificate {
		return client, app, nil
	}
	var err error
	if client.Certificate, client.Key, err = selfSigned(c.Name, now); err != nil {
		return Client{}, Application{}, err
	}
	app.KeyCredentials = []KeyCredential{{KeyID: NewID(), DisplayName: "CN=" + c.Name, Type: "AsymmetricX509Cert", Usage: "Verify", StartDateTime: now.AddDate(0, -6, 0), EndDateTime: now.AddDate(0, 6, 0), Certificate: client.Certificate}}
	return client, app, nil
}

// NewSecretText makes the text of a client secret, of Entra's look, and records it.
func (w *World) NewSecretText() string {
	raw := make([]byte, secretBytes)
	_, _ = rand.Read(raw) // never fails
	text := "lab8Q~" + base64.RawURLEncoding.EncodeToString(raw)
	w.secrets.Add(text)
	return text
}

func selfSigned(name string, now time.Time) ([]byte, *rsa.PrivateKey, error) {
	key, err := rsakey.Named("client-" + name)
	if err != nil {
		return nil, nil, err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: name}, NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(1, 0, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, nil, fmt.Errorf("making a certificate: %w", err)
	}
	return der, key, nil
}

func findRole(sp ServicePrincipal, value string) (AppRole, bool) {
	for _, r := range sp.AppRoles {
		if r.Value == value {
			return r, true
		}
	}
	return AppRole{}, false
}

// rows are those that a hierarchy has before anybody attaches it.
func (seed *TenantSeed) rows(people []PersonSeed) map[string][]Row {
	rows := map[string][]Row{}
	p := seed.Hierarchy
	full := "5.00." + strconv.FormatInt(p.Build, 10) + ".1000"
	site := func(code, name, server, parent string, typ int) Row {
		return Row{"SiteCode": code, "SiteName": name, "ServerName": server, "ReportingSiteCode": parent, "Type": typ, "Version": full, "BuildNumber": p.Build,
			"InstallDir": `C:\Program Files\Microsoft Configuration Manager`, "Mode": 0, "Status": 1, "RequestedStatus": 1}
	}
	top := 2
	if p.CAS {
		top = 4
		rows["SMS_Site"] = append(rows["SMS_Site"], site(seed.childSite(), seed.DisplayName+" Primary", "primary."+seed.Domain, p.SiteCode, 2))
	}
	rows["SMS_Site"] = append(rows["SMS_Site"], site(p.SiteCode, p.SiteName, p.Server, "", top))
	rows["SMS_Identification"] = []Row{{"ThisSiteCode": p.SiteCode, "ThisSiteName": p.SiteName, "SMSVersion": full, "SMSBuildNumber": p.Build, "SMSProviderServer": p.Server, "SMSSiteServer": p.Server, "SupportID": "5d1b0c6e-0000-4000-8000-" + fmt.Sprintf("%012d", p.Build)}}
	names := map[string]string{}
	for _, c := range seed.Collections {
		names[c.ID] = c.Name
	}
	for _, c := range seed.Collections {
		rows["SMS_Collection"] = append(rows["SMS_Collection"], c.row(names[c.LimitTo]))
	}
	rows["SMS_AzureEnvironments"] = environments()
	rows[systemRoleClass] = seed.systemRoles()
	rows[userClass] = seed.discovered(people)
	return rows
}

func (c CollectionSeed) row(limit string) Row {
	return Row{"CollectionID": c.ID, "Name": c.Name, "Comment": "", "CollectionType": c.Type, "MemberCount": c.Members, "LocalMemberCount": c.Members,
		"LimitToCollectionID": c.LimitTo, "LimitToCollectionName": limit, "IsBuiltIn": c.BuiltIn, "CurrentStatus": 1, "RefreshType": 2, "ObjectPath": "/", "CloudSyncCount": c.cloudSyncs(),
		// Lazy properties: filled only when the instance is asked for by its key (AdminService notes §1.3).
		"CollectionRules": []any{}, "RefreshSchedule": []any{}, "ISVData": nil, "ISVDataSize": 0}
}

// cloudSyncs is CloudSyncCount: what it counts is not found; that it is above zero for a collection that is made available to
// Intune is inferred.
func (c CollectionSeed) cloudSyncs() int64 {
	if c.Available {
		return 1
	}
	return 0
}

// environments of SMS_AzureEnvironments. The numbers 1 and 2 are observed; that of China is not found anywhere, so the
// lab's 3 is made up (AdminService notes §2.4).
func environments() []Row {
	env := func(id int, name, login, graph string) Row {
		return Row{"ID": id, "EnvironmentName": name, "ActiveDirectoryEndpoint": login, "MicrosoftGraphEndpoint": graph}
	}
	return []Row{
		env(1, "AzurePublicCloud", "https://login.microsoftonline.com/", "https://graph.microsoft.com/"),
		env(2, "AzureUSGovernmentCloud", "https://login.microsoftonline.us/", "https://graph.microsoft.us/"),
		env(3, "AzureChinaCloud", "https://login.chinacloudapi.cn/", "https://microsoftgraph.chinacloudapi.cn/"),
	}
}

// plantCloudManagement adds the rows of the Azure service Cloud Management.
func (seed *TenantSeed) plantCloudManagement(tables *Tables, now time.Time) error {
	environment := 1
	if seed.Cloud == CloudUSGovernment {
		environment = 2
	}
	tenant := tables.NextID("SMS_AAD_Tenant_Ex")
	tables.Rows["SMS_AAD_Tenant_Ex"] = []Row{{"ID": tenant, "Name": seed.DisplayName, "TenantID": seed.ID, "Environment": environment, "SiteCode": seed.Hierarchy.SiteCode}}
	tables.Rows["SMS_AAD_Application_Ex"] = []Row{{
		"ID": tables.NextID("SMS_AAD_Application_Ex"), "Name": "CMG server app", "ClientID": seed.Hierarchy.ServerApp, "IdentifierUri": "api://" + seed.ID + "/" + seed.Hierarchy.ServerApp,
		"IsClientApp": false, "ReplyUrl": "", "SecretKey": "0103000000", "SecretKeyCreationTime": stamp(now), "SecretKeyExpiry": stamp(now.AddDate(1, 0, 0)),
		"ApplicationCreationTime": stamp(now), "LastUpdateTime": stamp(now), "Source": 1, "SiteCode": seed.Hierarchy.SiteCode, "TenantID": tenant, "AssociatedAADApplications": []any{},
	}}
	return nil
}

// PEM is the client's certificate with its private key.
func (c Client) PEM() ([]byte, error) {
	key, err := x509.MarshalPKCS8PrivateKey(c.Key)
	if err != nil {
		return nil, fmt.Errorf("encoding the key of client %s: %w", c.Name, err)
	}
	return append(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Certificate})...), nil
}
