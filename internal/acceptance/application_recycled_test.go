package acceptance

import (
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// recycled makes an application with credentials of every kind and destroys it; it is in the recycle bin then.
func (e *Env) recycled(config string) (appID string) {
	e.t.Helper()
	p := e.Process(config)
	p.apply()
	p.destroy()
	err := e.Tenant("contoso").Directory.Update(func(s *world.Snapshot) error {
		for id, app := range s.DeletedApplications {
			appID = app.AppID
			app.PasswordCredentials = []world.PasswordCredential{{KeyID: world.NewID(), EndDateTime: time.Now().AddDate(1, 0, 0)}}
			app.KeyCredentials = []world.KeyCredential{{KeyID: world.NewID(), Type: "AsymmetricX509Cert", Usage: "Verify", EndDateTime: time.Now().AddDate(1, 0, 0)}}
			app.Federated = []world.FederatedCredential{{ID: world.NewID(), Name: "one", Issuer: "https://issuer.example", Subject: "s", Audience: world.FederatedAudience}}
			s.DeletedApplications[id] = app
		}
		return nil
	})
	if err != nil {
		e.t.Fatal(err)
	}
	return appID
}

func recyclable(e *Env, policy string) string {
	return e.Provider("admin") + Resource("application", ApplicationAttrs(), Attrs{"purge_on_destroy": "false", "if_soft_deleted": policy})
}

func (p *process) mustSay(out, text string) {
	p.t.Helper()
	if !said(text).MatchString(out) {
		p.t.Errorf("nothing says %q in:\n%s", text, out)
	}
}

// TestApplicationRestored: the plan says that a deleted application comes back; nothing that it could sign in with does.
func TestApplicationRestored(t *testing.T) {
	t.Parallel()
	e := New(t)
	appID := e.recycled(recyclable(e, Q("restore")))
	p := e.Process(recyclable(e, Q("restore")))
	out := p.plan(2)
	p.mustSay(out, "Deleted application will be restored")
	p.mustSay(out, appID)
	p.apply()
	app, _ := e.Tenant("contoso").Directory.Head().ApplicationByUniqueName("attach")
	if app.AppID != appID || len(app.PasswordCredentials)+len(app.KeyCredentials)+len(app.Federated) != 0 {
		t.Errorf("restored %+v", app)
	}
	p.plan(0)
}

// TestApplicationRestoreInterrupted: an application whose old credentials cannot be removed does not stay restored.
func TestApplicationRestoreInterrupted(t *testing.T) {
	t.Parallel()
	e := New(t)
	appID := e.recycled(recyclable(e, Q("restore")))
	p := e.Process(recyclable(e, Q("restore")))
	e.Fault(wire.Fault{Method: "DELETE", Path: "federatedIdentityCredentials", Status: 403, Times: 1})
	p.mustSay(p.want(1, "apply", "-no-color", "-input=false", "-auto-approve"), "is in the recycle bin again")
	if _, live := e.Tenant("contoso").Directory.Head().ApplicationByAppID(appID); live {
		t.Error("the application is live, with its old credentials")
	}
	p.apply()
	app, _ := e.Tenant("contoso").Directory.Head().ApplicationByUniqueName("attach")
	if app.AppID != appID || len(app.PasswordCredentials)+len(app.KeyCredentials)+len(app.Federated) != 0 {
		t.Errorf("restored %+v", app)
	}
}

// TestApplicationReplaced: the plan says that a deleted application goes for good.
func TestApplicationReplaced(t *testing.T) {
	t.Parallel()
	e := New(t)
	appID := e.recycled(recyclable(e, Q("replace")))
	p := e.Process(recyclable(e, Q("replace")))
	out := p.plan(2)
	p.mustSay(out, "Deleted application will be deleted for good")
	p.mustSay(out, appID)
	p.apply()
	head := e.Tenant("contoso").Directory.Head()
	if app, _ := head.ApplicationByUniqueName("attach"); app.AppID == appID || len(head.DeletedApplications) != 0 {
		t.Errorf("the application is %s again, or %d are in the recycle bin", app.AppID, len(head.DeletedApplications))
	}
}

// TestApplicationUnknownPolicy: a policy that is known only at apply is not taken for a refusal.
func TestApplicationUnknownPolicy(t *testing.T) {
	t.Parallel()
	e := New(t)
	appID := e.recycled(recyclable(e, Q("restore")))
	p := e.Process("resource \"terraform_data\" \"later\" {\n  input = \"restore\"\n}\n" + recyclable(e, "terraform_data.later.output"))
	p.mustSay(p.plan(2), "Deleted application found")
	p.apply()
	if app, _ := e.Tenant("contoso").Directory.Head().ApplicationByUniqueName("attach"); app.AppID != appID {
		t.Errorf("the application is %q, want %s", app.AppID, appID)
	}
}

// TestApplicationTakenOver: the plan says that there is an application already, and what becomes of it.
func TestApplicationTakenOver(t *testing.T) {
	t.Parallel()
	e := New(t)
	e.Process(recyclable(e, Q("restore"))).apply()
	for policy, fate := range map[string]string{"restore": "comes back from the recycle bin", "replace": "is then deleted for good", "refuse": "the apply fails"} {
		p := e.Process(recyclable(e, Q(policy)))
		out := p.plan(2)
		for _, text := range []string{"Application exists already", "Apply takes it over", fate} {
			p.mustSay(out, text)
		}
		if strings.Contains(out, "Error:") {
			t.Errorf("the plan fails:\n%s", out)
		}
	}
}
