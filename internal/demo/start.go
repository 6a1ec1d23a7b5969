package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cli"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// demo is a running demonstration.
type demo struct {
	lab     *lab.Lab
	cli     cli.CLI
	unready cli.CLI // for the tenant that is not ready
	plugins string
	// provider is the path of the provider's binary.
	provider string
	before   []byte // the lab's state at the start
}

// client is the lab's identity that signs in.
const client = "admin"

// tenant is an entry of the example's variable `tenants`.
type tenant struct {
	TenantID      string            `json:"tenant_id"`
	Name          string            `json:"name"`
	UploadScope   string            `json:"upload_scope"`
	AdminService  map[string]string `json:"admin_service"`
	AuthorityHost string            `json:"authority_host"`
	GraphEndpoint string            `json:"graph_endpoint"`
}

// attached are the tenants that are attached.
func attached() []string { return []string{"contoso", "fabrikam"} }

// scopes are the collections to upload, by tenant.
func scopes() map[string]string {
	return map[string]string{"contoso": "P0100014", "fabrikam": "CAS00014", unready: "W0100014"}
}

// start starts the lab and lays out the example as a user would: its files, the variables, and who signs in.
func start(ctx context.Context, dir, provider, version, terraform, example string) (*demo, error) {
	absolute, err := filepath.Abs(provider)
	if err != nil {
		return nil, err
	}
	d := &demo{plugins: filepath.Join(dir, "plugins"), provider: absolute}
	if err := cli.PluginDir(provider, version, d.plugins); err != nil {
		return nil, err
	}
	seed := world.DefaultSeed()
	seed.Tenants = append(seed.Tenants, unreadySeed())
	if d.lab, err = lab.Start(ctx, lab.Options{Seed: seed, Dir: filepath.Join(dir, "lab")}); err != nil {
		return nil, err
	}
	if err := d.lackEndpoint(); err != nil {
		return nil, err
	}
	if d.before, err = d.lab.World().Dump(""); err != nil {
		return nil, err
	}
	if d.cli, err = d.configure(terraform, filepath.Join(dir, "config"), example, attached()...); err != nil {
		return nil, err
	}
	d.unready, err = d.configure(terraform, filepath.Join(dir, unready), example, unready)
	return d, err
}

// configure lays the example out in a directory, for some tenants.
func (d *demo) configure(terraform, dir, example string, tenants ...string) (cli.CLI, error) {
	if err := os.CopyFS(dir, os.DirFS(example)); err != nil {
		return cli.CLI{}, err
	}
	return cli.CLI{Terraform: terraform, Dir: dir, Env: d.environment(), Out: os.Stdout}, d.writeVariables(filepath.Join(dir, "terraform.tfvars.json"), tenants)
}

// environment holds who signs in, and the lab's certificate authority.
func (d *demo) environment() []string {
	env := append(os.Environ(), "TENANTATTACH_CA_CERTIFICATE_PATH="+d.lab.CAFile(), "TF_IN_AUTOMATION=1")
	for _, c := range d.lab.World().Tenants()[0].Clients() {
		if c.Name == client {
			env = append(env, "ARM_CLIENT_ID="+c.ClientID, "ARM_CLIENT_SECRET="+c.Secret)
		}
	}
	return env
}

func (d *demo) writeVariables(file string, names []string) error {
	tenants := map[string]tenant{}
	for _, t := range d.lab.World().Tenants() {
		if !slices.Contains(names, t.Name) {
			continue
		}
		at := d.lab.Endpoints(t.Name)
		tenants[t.Name] = tenant{
			TenantID: at.TenantID, Name: t.DisplayName, UploadScope: scopes()[t.Name], AuthorityHost: at.AuthorityHost, GraphEndpoint: at.GraphEndpoint,
			AdminService: map[string]string{"url": at.AdminServiceURL, "scope": at.AdminServiceScope},
		}
	}
	data, err := json.MarshalIndent(map[string]any{"tenants": tenants}, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(data, '\n'), 0o600)
}
