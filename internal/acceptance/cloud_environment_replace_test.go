package acceptance

import (
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// otherCloud moves the registration of contoso to the US Government cloud.
func (e *Env) otherCloud() {
	e.t.Helper()
	e.Drift(world.Change{Object: "SMS_AAD_Tenant_Ex", Match: map[string]any{"TenantID": e.Tenant("contoso").ID}, Set: map[string]any{"Environment": 2}})
}

// TestCloudEnvironmentInUse: a registration that applications belong to is not half replaced. The plan refuses, and what
// it advises works.
func TestCloudEnvironmentInUse(t *testing.T) {
	t.Parallel()
	e := New(t)
	p := e.Process(e.Provider("admin") + Stack(nil))
	p.apply()
	e.otherCloud()
	before := string(e.dump())
	refused := func(out string) {
		t.Helper()
		e.sees(out, "Registration is in use and cannot be replaced")
		e.sees(out, `- "ConfigMgr attach", client id`)
		e.sees(out, "does not get past this")
		if string(e.dump()) != before {
			t.Error("something was changed all the same")
		}
	}
	refused(p.plan(1))
	refused(p.want(1, "apply", "-no-color", "-input=false", "-auto-approve"))
	p.want(0, "destroy", "-no-color", "-input=false", "-auto-approve", "-refresh=false", "-target="+onboarding, "-target="+cloudEnvironment)
	p.apply()
	p.plan(0)
	p.destroy()
	if err := e.RequireInitial(); err != nil {
		t.Error(err)
	}
}

// TestCloudEnvironmentInUseDestroy: the whole can be destroyed however the registration has drifted, as the error says.
func TestCloudEnvironmentInUseDestroy(t *testing.T) {
	t.Parallel()
	e := New(t)
	p := e.Process(e.Provider("admin") + Stack(nil))
	p.apply()
	e.otherCloud()
	e.sees(p.want(1, "destroy", "-no-color", "-input=false", "-auto-approve"), "Without -refresh=false, Terraform makes this plan before it destroys anything")
	p.want(0, "destroy", "-no-color", "-input=false", "-auto-approve", "-refresh=false")
	if err := e.RequireInitial(); err != nil {
		t.Error(err)
	}
}

// TestCloudEnvironmentReplace: nothing belongs to the registration, so it is replaced; the upload scope goes with it, which
// the plan says.
func TestCloudEnvironmentReplace(t *testing.T) {
	t.Parallel()
	e := New(t)
	p := e.Process(e.Provider("admin") + Resource("cloud_environment", CloudEnvironmentAttrs()) + Resource("collection_upload", CollectionUploadAttrs()))
	p.apply()
	e.otherCloud()
	out := p.plan(2)
	e.sees(out, "# forces replacement")
	e.sees(out, "~ environment_id = 2 -> 1")
	e.sees(out, "Replacing may lift the upload scope")
	p.want(0, "apply", "-no-color", "-input=false", "-auto-approve", "-replace="+collectionUpload)
	p.plan(0)
	if err := e.mapped("P0100014")(nil); err != nil {
		t.Error(err)
	}
	p.destroy()
}

// TestCloudEnvironmentRegisteredOtherwise: a create that meets a row of another cloud says what works: an import, if
// nothing belongs to the row.
func TestCloudEnvironmentRegisteredOtherwise(t *testing.T) {
	t.Parallel()
	t.Run("in use", func(t *testing.T) {
		t.Parallel()
		e := New(t, func(s *world.Seed) { s.Tenant("contoso").CloudManagement = true })
		e.otherCloud()
		out := e.Process(e.Provider("admin") + Resource("cloud_environment", CloudEnvironmentAttrs())).plan(1)
		e.sees(out, "Tenant is registered with another cloud environment")
		e.sees(out, `- "CMG server app", client id`)
		e.sees(out, "While they do, it cannot be replaced")
	})
	t.Run("free", func(t *testing.T) {
		t.Parallel()
		e := New(t)
		e.Drift(world.Change{Object: "SMS_AAD_Tenant_Ex", Insert: true, Set: map[string]any{"ID": 900, "Name": "Contoso", "TenantID": e.Tenant("contoso").ID, "Environment": 2, "SiteCode": "P01"}})
		p := e.Process(e.Provider("admin") + Resource("cloud_environment", CloudEnvironmentAttrs()))
		e.sees(p.plan(1), "import it, and the next plan replaces it")
		p.want(0, "import", "-no-color", "-input=false", cloudEnvironment, e.Tenant("contoso").ID)
		e.sees(p.plan(2), "# forces replacement")
		p.apply()
		p.plan(0)
	})
}
