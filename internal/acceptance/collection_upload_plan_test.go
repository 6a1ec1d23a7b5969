package acceptance

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// scopeOf is a configuration of the registration and an upload scope.
func (e *Env) scopeOf(scope string) string {
	return e.Provider("admin") + Resource("cloud_environment", CloudEnvironmentAttrs()) + Resource("collection_upload", CollectionUploadAttrs(), Attrs{"scope": Q(scope)})
}

const (
	everyDevice = "Without a restriction the hierarchy uploads every device, for as long as the upload is on or from when it is turned on"
	children    = "Child collections are uploaded too"
)

// TestCollectionUploadSays: a plan that uploads more devices than one might expect says so.
func TestCollectionUploadSays(t *testing.T) {
	t.Parallel()
	e := New(t)
	restricted, all := e.scopeOf("P0100014"), e.scopeOf("all_devices")
	p := e.Process(restricted)
	out := p.plan(2)
	e.sees(out, children)
	e.sees(out, `- P0100015 "Pilot - Berlin", 10 members`)
	e.sees(out, `- P0100016 "Pilot - Berlin - Lab 1", 4 members`)
	e.sees(out, "Only collections that the account may see are listed; there may be more")
	p.apply()
	e.hides(p.plan(0), children)

	p.configure(restricted, all)
	out = p.plan(2)
	e.sees(out, "Apply lifts the restriction to collection P0100014. "+everyDevice)

	p.want(0, "state", "rm", collectionUpload)
	out = p.plan(2)
	e.sees(out, "Upload scope is set already")
	e.sees(out, "The hierarchy uploads collection P0100014 now; apply changes that to all devices. "+everyDevice)

	p.apply()
	e.hides(p.plan(0), everyDevice)
	p.configure(all, restricted)
	e.hides(p.plan(2), everyDevice)
}

// TestCollectionUploadDestroySays: a destroy that leaves the upload on for all devices says so.
func TestCollectionUploadDestroySays(t *testing.T) {
	t.Parallel()
	e := New(t)
	p := e.Process(e.Provider("admin") + Stack(nil))
	p.apply()
	e.sees(p.want(0, "plan", "-no-color", "-input=false", "-destroy"), "Destroying widens the upload")
	e.Drift(world.Change{Object: "SMS_Azure_CloudService", Set: map[string]any{"AssociatedAADWebApplications": []any{}}})
	e.hides(p.want(0, "plan", "-no-color", "-input=false", "-destroy"), "Destroying widens the upload")
}

// TestCollectionUploadDeleted: that the collection was deleted at the site is said by the next plan, although nothing of
// the configuration differs; another scope, or a destroy, gets past it.
func TestCollectionUploadDeleted(t *testing.T) {
	t.Parallel()
	e := New(t)
	config := e.scopeOf("P0100020")
	p := e.Process(config)
	p.apply()
	e.Lab.Recorder().ClearJournal()
	p.plan(0)
	if e.asks("SMS_Collection", 1) {
		t.Error("a plan without changes lists the collections")
	}
	e.Drift(world.Change{Object: "SMS_Collection", Match: map[string]any{"CollectionID": "P0100020"}, Delete: true})
	e.sees(p.plan(2), "The hierarchy has no collection P0100020")
	e.sees(p.want(1, "apply", "-no-color", "-input=false", "-auto-approve"), "read the collection P0100020")
	p.configure(config, e.scopeOf("P0100014"))
	p.apply()
	p.plan(0)
	e.Fault(wire.Fault{Kind: wire.KindAdminService, Method: http.MethodGet, Path: `/SMS_Collection\('P0100014'\)`, Status: http.StatusNotFound, Times: 1})
	p.apply() // what the refresh did not find is there again
	p.plan(0)
	e.Drift(world.Change{Object: "SMS_Collection", Match: map[string]any{"CollectionID": "P0100014"}, Delete: true})
	p.destroy()
	if err := e.mapped("")(nil); err != nil {
		t.Error(err)
	}
}

// TestCollectionUploadFailureSays: a failure is told in a sentence that names the tenant and the scope.
func TestCollectionUploadFailureSays(t *testing.T) {
	t.Parallel()
	e := New(t)
	config := e.Provider("admin") + Resource("collection_upload", Attrs{"scope": Q("P0100014")})
	e.Run(resource.TestStep{
		Config:      config,
		ExpectError: said("Cannot set the upload scope of tenant " + e.Tenant("contoso").ID + " to collection P0100014"),
	})
}
