package acceptance

import (
	"crypto/x509"
	"encoding/base64"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/issuer"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// signInCase is one way to sign in, configured as a pipeline or a person does it.
type signInCase struct {
	block Attrs    // arguments of the provider block
	env   []string // variables
	// method and because are what the log must say of the choice; empty for a way that does not come as far as that.
	method, because string
	want            []string // what the error says; none: it works
}

// TestSignInWays: a plan that reads Microsoft Graph and the site works by every way to sign in, the log says which one was
// chosen and why, and what goes wrong is said with what to do. Neither log nor output has a secret.
func TestSignInWays(t *testing.T) {
	t.Parallel()
	e := New(t)
	admin := e.Client("admin")
	s := e.signInStand()
	id, secret := "ARM_CLIENT_ID="+admin.ClientID, "ARM_CLIENT_SECRET="+admin.Secret
	token := s.federated(admin)
	pem := readFile(t, e.Lab.CertificateFile("admin"))
	bundle, err := pkcs12.Modern.Encode(admin.Key, s.certificate(admin), nil, "of the bundle")
	if err != nil {
		t.Fatal(err)
	}
	pfx := base64.StdEncoding.EncodeToString(bundle)
	s.secrets = append(s.secrets, pfx, strings.Split(pem, "\n")[1], "of the bundle") // a line of the key

	issuerURL, request := e.Lab.IssuerURL(), e.Lab.Issuer().RequestToken(admin)
	pipelines, connection := issuerURL+issuer.PipelinesPath, e.Lab.Issuer().ServiceConnection(admin)
	machine := "IDENTITY_ENDPOINT=" + e.Lab.Endpoints("contoso").AuthorityHost + e.Tenant("contoso").ID + "/msi/token"
	header := "IDENTITY_HEADER=" + admin.Secret
	from := func(argument, variable string) string {
		return argument + ", from the environment variable " + variable
	}
	oidc := from("use_oidc", "ARM_USE_OIDC") + "; "
	none := filepath.Join(t.TempDir(), "none")

	for name, c := range map[string]signInCase{
		"secret":            {nil, []string{id, secret}, "client secret", from("client_secret", "ARM_CLIENT_SECRET"), nil},
		"secret in a file":  {nil, []string{"ARM_CLIENT_ID_FILE_PATH=" + s.file(admin.ClientID), "ARM_CLIENT_SECRET_FILE_PATH=" + s.file(admin.Secret)}, "client secret", from("client_secret_file_path", "ARM_CLIENT_SECRET_FILE_PATH"), nil},
		"secret by block":   {Attrs{"client_id": Q(admin.ClientID), "client_secret": Q(admin.Secret)}, nil, "client secret", "client_secret, from the provider block", nil},
		"PEM file":          {Attrs{"client_id": Q(admin.ClientID), "client_certificate_path": Q(e.Lab.CertificateFile("admin"))}, nil, "client certificate", "client_certificate_path, from the provider block", nil},
		"PEM":               {nil, []string{id, "ARM_CLIENT_CERTIFICATE=" + pem}, "client certificate", from("client_certificate", "ARM_CLIENT_CERTIFICATE"), nil},
		"base64 of PEM":     {nil, []string{id, "ARM_CLIENT_CERTIFICATE=" + base64.StdEncoding.EncodeToString([]byte(pem))}, "client certificate", from("client_certificate", "ARM_CLIENT_CERTIFICATE"), nil},
		"PKCS#12 file":      {nil, []string{id, "ARM_CLIENT_CERTIFICATE_PATH=" + s.file(string(bundle)), "ARM_CLIENT_CERTIFICATE_PASSWORD=of the bundle"}, "client certificate", from("client_certificate_path", "ARM_CLIENT_CERTIFICATE_PATH"), nil},
		"base64 of PKCS#12": {Attrs{"client_certificate": Q(pfx), "client_certificate_password": Q("of the bundle")}, []string{id}, "client certificate", "client_certificate, from the provider block", nil},

		"OIDC token":            {nil, []string{id, "ARM_USE_OIDC=true", "ARM_OIDC_TOKEN=" + token}, "OIDC token", oidc + from("oidc_token", "ARM_OIDC_TOKEN"), nil},
		"OIDC token in a file":  {Attrs{"use_oidc": "true", "oidc_token_file_path": Q(s.file(token))}, []string{id}, "OIDC token", "use_oidc, from the provider block; oidc_token_file_path, from the provider block", nil},
		"GitHub Actions":        {Attrs{"use_oidc": "true"}, []string{id, "ACTIONS_ID_TOKEN_REQUEST_URL=" + issuerURL + issuer.GitHubPath + "?api-version=2.0", "ACTIONS_ID_TOKEN_REQUEST_TOKEN=" + request}, "OIDC token request", "use_oidc, from the provider block; " + from("oidc_request_url", "ACTIONS_ID_TOKEN_REQUEST_URL"), nil},
		"GitHub by block":       {Attrs{"use_oidc": "true", "oidc_request_url": Q(issuerURL + issuer.GitHubPath), "oidc_request_token": Q(request)}, []string{id}, "OIDC token request", "use_oidc, from the provider block; oidc_request_url, from the provider block", nil},
		"Azure DevOps":          {nil, []string{id, "ARM_USE_OIDC=true", "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID=" + connection, "SYSTEM_OIDCREQUESTURI=" + pipelines, "SYSTEM_ACCESSTOKEN=" + request}, "Azure DevOps service connection", oidc + from("ado_pipeline_service_connection_id", "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID"), nil},
		"Azure DevOps by block": {Attrs{"use_oidc": "true", "ado_pipeline_service_connection_id": Q(connection), "oidc_request_url": Q(pipelines), "oidc_request_token": Q(request)}, []string{id}, "Azure DevOps service connection", "use_oidc, from the provider block; ado_pipeline_service_connection_id, from the provider block", nil},
		"AKS": {nil, []string{"ARM_USE_AKS_WORKLOAD_IDENTITY=true", "ARM_TENANT_ID=", "AZURE_TENANT_ID=" + e.Tenant("contoso").ID, "AZURE_CLIENT_ID=" + admin.ClientID, "AZURE_FEDERATED_TOKEN_FILE=" + s.file(token), "AZURE_AUTHORITY_HOST=https://login.microsoftonline.com/"},
			"AKS workload identity", from("use_aks_workload_identity", "ARM_USE_AKS_WORKLOAD_IDENTITY"), nil},
		"machine":               {nil, []string{"ARM_USE_MSI=true", machine, header}, "managed identity", from("use_msi", "ARM_USE_MSI"), nil},
		"identity of a machine": {Attrs{"use_msi": "true"}, []string{id, machine, "IDENTITY_HEADER=" + e.Client("stranger").Secret}, "managed identity", "use_msi, from the provider block", nil},

		// Variables may name several ways: the order is azuread's. What is in vain says so.
		"certificate before secret": {nil, []string{id, secret, "ARM_USE_MSI=true", "ARM_CLIENT_CERTIFICATE_PATH=" + e.Lab.CertificateFile("admin")}, "client certificate", from("client_certificate_path", "ARM_CLIENT_CERTIFICATE_PATH"), nil},
		"token before machine":      {nil, []string{id, "ARM_USE_OIDC=true", "ARM_USE_MSI=true", "ARM_OIDC_TOKEN=" + token, "SYSTEM_OIDCREQUESTURI=" + pipelines}, "OIDC token", oidc + from("oidc_token", "ARM_OIDC_TOKEN"), nil},
		"OIDC without a token":      {nil, []string{"ARM_USE_OIDC=true", "ARM_USE_MSI=true", machine, header}, "managed identity", from("use_msi", "ARM_USE_MSI") + "; " + from("use_oidc", "ARM_USE_OIDC") + ", was passed over: none of oidc_token,", nil},

		"secret of another":           {nil, []string{id, "ARM_CLIENT_SECRET=" + e.Client("reader").Secret}, "client secret", "", []string{"by client secret (" + from("client_secret", "ARM_CLIENT_SECRET") + "): Entra answered 401: AADSTS7000215"}},
		"wrong password":              {nil, []string{id, "ARM_CLIENT_CERTIFICATE=" + pfx, "ARM_CLIENT_CERTIFICATE_PASSWORD=wrong"}, "", "", []string{"sign-in by client certificate (" + from("client_certificate", "ARM_CLIENT_CERTIFICATE"), "client_certificate_password is not the password"}},
		"GitHub without a permission": {Attrs{"use_oidc": "true"}, []string{id, "ACTIONS_ID_TOKEN_REQUEST_URL=" + issuerURL + issuer.GitHubPath, "ACTIONS_ID_TOKEN_REQUEST_TOKEN=wrong"}, "OIDC token request", "", []string{"401 Unauthorized", "id-token: write"}},
		"GitHub's way at Azure DevOps": {nil, []string{id, "ARM_USE_OIDC=true", "SYSTEM_OIDCREQUESTURI=" + pipelines, "SYSTEM_ACCESSTOKEN=" + request}, "OIDC token request", "",
			[]string{"does not support http method", "set ado_pipeline_service_connection_id"}},
		"Azure DevOps, other job":    {nil, []string{id, "ARM_USE_OIDC=true", "ARM_OIDC_AZURE_SERVICE_CONNECTION_ID=" + world.NewID(), "SYSTEM_OIDCREQUESTURI=" + pipelines, "SYSTEM_ACCESSTOKEN=" + request}, "Azure DevOps service connection", "", []string{"authorized for use", "is this pipeline permitted to use it"}},
		"Azure DevOps, wrong token":  {nil, []string{id, "ARM_USE_OIDC=true", "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID=" + connection, "SYSTEM_OIDCREQUESTURI=" + pipelines, "SYSTEM_ACCESSTOKEN=wrong"}, "Azure DevOps service connection", "", []string{"401 Unauthorized: TF400813", "$(System.AccessToken)"}},
		"Azure DevOps without token": {nil, []string{id, "ARM_USE_OIDC=true", "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID=" + connection, "SYSTEM_OIDCREQUESTURI=" + pipelines}, "", "", []string{"oidc_request_token is not set", "$(System.AccessToken)"}},
		"AKS without a file":         {nil, []string{id, "ARM_USE_AKS_WORKLOAD_IDENTITY=true", "AZURE_FEDERATED_TOKEN_FILE=" + none}, "AKS workload identity", "", []string{"by AKS workload identity (" + from("use_aks_workload_identity", "ARM_USE_AKS_WORKLOAD_IDENTITY"), "reading oidc_token_file_path"}},
		"machine, wrong header":      {nil, []string{"ARM_USE_MSI=true", machine, "IDENTITY_HEADER=wrong"}, "managed identity", "", []string{"answered 401", "Is IDENTITY_HEADER what the machine has set?"}},
		"machine without identity":   {nil, []string{"ARM_USE_MSI=true", "ARM_CLIENT_ID=" + world.NewID(), machine, header}, "managed identity", "", []string{"No User Assigned or Delegated Managed Identity found", "Assign a managed identity to the machine"}},
		"machine in another tenant": {nil, []string{"ARM_USE_MSI=true", strings.Replace(machine, e.Tenant("contoso").ID, e.Tenant("fabrikam").ID, 1), header}, "managed identity", "",
			[]string{"the token is one of tenant " + e.Tenant("fabrikam").ID + ", not of " + e.Tenant("contoso").ID}},
		"no machine of Azure":   {nil, []string{"ARM_USE_MSI=true", "IDENTITY_ENDPOINT=http://127.0.0.1:1/", "IDENTITY_HEADER=x"}, "managed identity", "", []string{"the identity endpoint 127.0.0.1:1 gave no answer", "unset use_msi (ARM_USE_MSI)"}},
		"Azure CLI is missing":  {nil, []string{"PATH=" + none}, "Azure CLI", "use_cli, by default", []string{"by Azure CLI (use_cli, by default): the Azure CLI (az) is not installed", "no other way to sign in is configured"}},
		"nothing":               {nil, []string{"ARM_USE_CLI=false"}, "", "", []string{"no way to sign in is configured. Looked for, in this order", "use_cli is false (from the environment variable ARM_USE_CLI)"}},
		"two ways":              {Attrs{"client_id": Q(admin.ClientID), "client_secret": Q(admin.Secret), "use_msi": "true"}, nil, "", "", []string{"client_secret and use_msi are two ways to sign in, both from the provider block"}},
		"one thing twice":       {Attrs{"client_secret": Q(admin.Secret), "client_secret_file_path": Q("x")}, nil, "", "", []string{"client_secret and client_secret_file_path are two values for the same thing"}},
		"two ways in an entry":  {s.entry(Attrs{"oidc_token": Q(token), "use_oidc": "true", "use_cli": "true"}), []string{id, secret}, "", "", []string{"oidc_token and use_cli are two ways to sign in, both from the entry of tenants"}},
		"an empty secret file":  {nil, []string{id, "ARM_CLIENT_SECRET_FILE_PATH=" + s.file("")}, "", "", []string{"client_secret_file_path", "is empty"}},
		"a file that is absent": {nil, []string{id, "ARM_CLIENT_SECRET_FILE_PATH=" + none}, "", "", []string{"reading client_secret_file_path"}},
	} {
		t.Run(name, func(t *testing.T) { s.check(t, c) })
	}
	t.Run("outage", func(t *testing.T) {
		e.Fault(wire.Fault{Kind: wire.KindEntra, Status: 503, Times: 5})
		s.check(t, signInCase{env: []string{id, secret}, method: "client secret"})
	})
	s.p.Env = append(s.p.Env, id, secret)
	s.configure(nil)
	s.p.destroy()
	if err := e.RequireInitial(); err != nil {
		t.Error(err)
	}
}

// signInStand is a working directory with an application in its state: a plan reads it in Graph, and the site.
type signInStand struct {
	e       *Env
	t       *testing.T
	p       *process
	secrets []string // beside those that the lab knows
}

// signInStand applies the application as the client admin. Where the tenant is stands in the environment.
func (e *Env) signInStand() *signInStand {
	e.t.Helper()
	s := &signInStand{e: e, t: e.t}
	s.p = e.Process(s.config(e.SignIn("admin")), e.location()...)
	s.p.apply()
	return s
}

// location are the variables that say where tenant contoso of the lab is, and none that says how to sign in.
func (e *Env) location() []string {
	at := e.Lab.Endpoints("contoso")
	return []string{
		"ARM_TENANT_ID=" + at.TenantID, "ARM_ENVIRONMENT=" + at.Cloud, "TENANTATTACH_AUTHORITY_HOST=" + at.AuthorityHost, "TENANTATTACH_GRAPH_ENDPOINT=" + at.GraphEndpoint,
		"TENANTATTACH_ADMIN_SERVICE_URL=" + at.AdminServiceURL, "TENANTATTACH_ADMIN_SERVICE_SCOPE=" + at.AdminServiceScope, "TENANTATTACH_CA_CERTIFICATE_PATH=" + e.Lab.CAFile(),
		"IDENTITY_ENDPOINT=", "IDENTITY_HEADER=", "IDENTITY_SERVER_THUMBPRINT=", "IMDS_ENDPOINT=", "MSI_ENDPOINT=", "MSI_SECRET=",
	}
}

func (s *signInStand) config(block Attrs) string {
	return Block(`provider "tenantattach"`, block) + Resource("application", ApplicationAttrs()) + Data("site")
}

// configure replaces the configuration.
func (s *signInStand) configure(block Attrs) {
	s.t.Helper()
	name := filepath.Join(s.p.Dir, "main.tf")
	head, _, _ := strings.Cut(readFile(s.t, name), "provider \"tenantattach\"")
	if err := os.WriteFile(name, []byte(head+s.config(block)), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// check plans with one way to sign in.
func (s *signInStand) check(t *testing.T, c signInCase) {
	t.Helper()
	log := filepath.Join(t.TempDir(), "trace.log")
	p := *s.p
	p.t = t
	p.Env = append(p.Env[:len(p.Env):len(p.Env)], append(c.env, "TF_LOG=TRACE", "TF_LOG_PATH="+log)...)
	s.configure(c.block)
	exit := 0
	if len(c.want) > 0 {
		exit = 1
	}
	out := p.plan(exit)
	one := *s.e
	one.t = t
	one.sees(out, c.want...)
	text := readFile(t, log)
	requireNone(t, "the output", out, s.allSecrets())
	requireNone(t, "the log", text, s.allSecrets())
	lines := regexp.MustCompile(`(?m)^.*signing in to Microsoft Entra: .*$`).FindAllString(text, -1)
	if c.method == "" {
		if len(lines) > 0 {
			t.Errorf("it came as far as a sign-in: %s", lines[0])
		}
		return
	}
	if len(lines) == 0 || !strings.Contains(lines[0], "[DEBUG]") || !strings.Contains(lines[0], `method="`+c.method+`"`) || !strings.Contains(lines[0], `reason="`+c.because) {
		t.Errorf("the log does not say %q because of %q: %v", c.method, c.because, lines)
	}
	if len(lines) > 1 {
		t.Errorf("the log says it %d times", len(lines))
	}
}

func (s *signInStand) allSecrets() []string {
	return append(s.e.Lab.World().Secrets().All(), s.secrets...)
}

// file writes a file with a text.
func (s *signInStand) file(text string) string {
	s.t.Helper()
	name := filepath.Join(s.t.TempDir(), "text")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return name
}

// federated is a token of the lab's issuer.
func (s *signInStand) federated(c world.Client) string {
	s.t.Helper()
	raw, err := s.e.Lab.Issuer().Token(c, world.FederatedAudience)
	if err != nil {
		s.t.Fatal(err)
	}
	return raw
}

// entry is the argument `tenants` with one entry, which says how to sign in.
func (s *signInStand) entry(signIn Attrs) Attrs {
	return Attrs{"tenants": "{\n c = " + object(s.e.Where("contoso").With(signIn)) + "}"}
}

func (s *signInStand) certificate(c world.Client) *x509.Certificate {
	s.t.Helper()
	certificate, err := x509.ParseCertificate(c.Certificate)
	if err != nil {
		s.t.Fatal(err)
	}
	return certificate
}
