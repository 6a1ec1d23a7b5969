package intunerbac

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// shown is how many reads in a row must show a change.
const shown = 3

// inAdminCenter is where people find the switch.
const inAdminCenter = "Microsoft Intune admin center, Tenant administration, Connectors and tokens, Microsoft Endpoint Configuration Manager, Use Intune RBAC"

// rbac is the switch of one tenant.
type rbac struct {
	client *graph.Client
	tenant *tenant.Tenant
}

// switchOf refuses the cloud that has no tenant attach (AdminService notes §3.1).
func switchOf(t *tenant.Tenant) (rbac, error) {
	if t.Cloud().Name == cloud.China {
		return rbac{}, errors.New("the upload to the Microsoft Intune admin center is disabled for Azure China 21Vianet (Microsoft Intune tenant attach, prerequisites): there are no tenant-attached devices that Intune's roles could decide about")
	}
	c, err := t.Graph()
	return rbac{c, t}, err
}

// read reads the switch once.
func (s rbac) read(ctx context.Context) (bool, error) {
	enabled, err := s.client.IntuneRBAC(ctx)
	return enabled, s.explain(err)
}

// steady reads it until several reads in a row show the same. A path that is not there is found out by the first.
func (s rbac) steady(ctx context.Context) (bool, error) {
	if enabled, err := s.read(ctx); err != nil {
		return enabled, err
	}
	enabled, err := graph.Steady(ctx, s.client, "the use of Intune RBAC", s.client.IntuneRBAC)
	return enabled, s.explain(err)
}

// explain adds to an error of a path that the service does not know what is known of the tenant's cloud.
func (s rbac) explain(err error) error {
	if !graph.IsNotOffered(err) {
		return err
	}
	known := "Microsoft's reference lists the switch for this cloud, but it is in the beta of Microsoft Graph, which may have changed"
	if name := s.tenant.Cloud().Name; name != cloud.Public {
		known = fmt.Sprintf("Whether the beta of Microsoft Graph has the switch in the cloud %q is not known: Microsoft's reference lists it for all clouds, but the machine-readable description of the beta is not published for this one. This answer says that it has not", name)
	}
	return fmt.Errorf("%w. %s. People find it here: %s", err, known, inAdminCenter)
}

// write switches, unless it is so already, and waits until reads show it. The result says what was written, also next to an
// error that leaves open whether it was.
func (s rbac) write(ctx context.Context, is, want bool) (written, error) {
	if is == want {
		return written{}, nil
	}
	if err := s.client.SetIntuneRBAC(ctx, want); err != nil {
		if graph.Refused(err) || !graph.MayBeDone(err) && ctx.Err() == nil {
			return written{}, s.explain(err)
		}
		return written{&want, true}, fmt.Errorf("%w. Whether the switch was set is not known", err)
	}
	if err := s.await(ctx, want); err != nil {
		return written{&want, true}, fmt.Errorf("%w. The service has taken the change, but reads do not show it yet; it may still take effect", err)
	}
	return written{Enabled: &want}, nil
}

func (s rbac) await(ctx context.Context, want bool) error {
	return s.client.Await(ctx, "Microsoft Graph to show the use of Intune RBAC as "+onOff(want), shown, func(ctx context.Context) (bool, error) {
		enabled, err := s.client.IntuneRBAC(ctx)
		return enabled == want, err
	})
}

// putBack switches to what was there before, unless somebody else has switched meanwhile.
func (s rbac) putBack(ctx context.Context, w written, before bool, diags *diag.Diagnostics) error {
	is, err := s.steady(ctx)
	if err != nil {
		return err
	}
	if !w.owns(is) {
		if is != before {
			core.Warn(diags, "tenant "+s.tenant.ID(), "Use of Intune RBAC stays as it is", fmt.Sprintf("Somebody else has switched it %s in tenant %s since it was written last, so it was left. Before the first apply it was %s.", onOff(is), s.tenant.ID(), onOff(before)))
		}
		return nil
	}
	if w.Unsure && is == before {
		is = s.settled(ctx, w, before)
	}
	if w.Unsure && is == before { // it may come even later: what is written now comes after it
		return s.client.SetIntuneRBAC(ctx, before)
	}
	_, err = s.write(ctx, is, before)
	return err
}

// settled waits, for half of the time that is left, until reads show what was written last and was on its way; else whoever
// switches next would take the one for the other.
func (s rbac) settled(ctx context.Context, w written, before bool) bool {
	if deadline, limited := ctx.Deadline(); limited {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Until(deadline)/2)
		defer cancel()
	}
	if s.await(ctx, *w.Enabled) != nil {
		return before
	}
	return *w.Enabled
}
