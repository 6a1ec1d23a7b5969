package onboarding

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
)

// arrival is what is known of a secret that was written to the site.
type arrival int

const (
	arrivedUnknown arrival = iota // it could not be read
	arrivedNot
	arrivedYes
)

// register writes the application's row, with a secret when h is not nil, and confirms it by what the site shows: a
// write whose answer was lost may have been done.
func (c clients) register(ctx context.Context, m *model, h *handover) (*adminservice.Application, arrival, error) {
	tenantRow, err := c.tenantRow(ctx)
	if err != nil {
		return nil, arrivedNot, err
	}
	there, err := c.atSite(ctx, m.ClientID.ValueString())
	if err != nil {
		return nil, arrivedNot, err
	}
	row := adminservice.ApplicationWrite{
		Name: m.ApplicationName.ValueString(), ClientID: m.ClientID.ValueString(), IdentifierURI: m.IdentifierURI.ValueString(), TenantRowID: tenantRow,
	}
	if h != nil {
		row.Secret, row.SecretExpiry = h.secret, h.expiry
	}
	if there == nil {
		_, err = c.site.CreateApplication(ctx, row)
	} else {
		row.RowID = there.RowID
		err = c.site.UpdateApplication(ctx, row)
	}
	return c.confirmRegistered(ctx, row, err)
}

func (c clients) confirmRegistered(ctx context.Context, want adminservice.ApplicationWrite, writeErr error) (*adminservice.Application, arrival, error) {
	a, err := c.atSite(ctx, want.ClientID)
	if err != nil {
		return nil, arrivedUnknown, errors.Join(writeErr, err)
	}
	if a == nil || !want.SecretExpiry.IsZero() && timestamp(a.SecretExpiry) != timestamp(want.SecretExpiry) {
		return nil, arrivedNot, errors.Join(writeErr, errors.New("the site does not show what was written to SMS_AAD_Application_Ex"))
	}
	if a.Name != want.Name || a.IdentifierURI != want.IdentifierURI || a.TenantRowID != want.TenantRowID {
		return nil, arrivedYes, errors.Join(writeErr, fmt.Errorf("row %d of SMS_AAD_Application_Ex shows name %q, App ID URI %q and tenant row %d, not what was written", a.RowID, a.Name, a.IdentifierURI, a.TenantRowID))
	}
	return a, arrivedYes, nil
}

// serve writes the upload service: its name, its description, and whether it uses the application.
func (c clients) serve(ctx context.Context, m *model, app *adminservice.Application) error {
	o, err := c.observeSite(ctx, m.ClientID.ValueString())
	if err != nil {
		return err
	}
	want, exists := m.service(o, app)
	if exists && sameService(*o.service, want) {
		return nil
	}
	if m.UploadEnabled.ValueBool() && !o.enabled() {
		if err := c.refuseSecondTenant(ctx, m.ClientID.ValueString(), ""); err != nil {
			return err
		}
	}
	if exists {
		err = c.site.UpdateCloudService(ctx, want)
	} else {
		_, err = c.site.CreateCloudService(ctx, want)
	}
	seen, readErr := c.observeSite(ctx, m.ClientID.ValueString())
	if readErr != nil {
		return errors.Join(err, readErr)
	}
	if seen.service == nil || seen.enabled() != m.UploadEnabled.ValueBool() || seen.service.Name != want.Name || seen.service.Description != want.Description {
		return errors.Join(err, errors.New("the site does not show what was written to SMS_Azure_CloudService"))
	}
	return c.removeTwins(ctx, app.RowID)
}

// removeTwins removes the services that upload with the application alone, but for the one that was made first: another apply
// may have made one at the same time. Both keep the same one.
func (c clients) removeTwins(ctx context.Context, application int64) error {
	services, err := c.site.CloudServices(ctx)
	if err != nil {
		return err
	}
	twins := slices.DeleteFunc(slices.Clone(services), func(s adminservice.CloudService) bool {
		return s.ServiceType != adminservice.ServiceTypeTenantAttach || !slices.Equal(s.ApplicationRowIDs, []int64{application})
	})
	slices.SortFunc(twins, func(a, b adminservice.CloudService) int { return cmp.Compare(a.RowID, b.RowID) })
	for _, twin := range twins[min(1, len(twins)):] {
		if err := c.site.DeleteCloudService(ctx, twin.RowID); err != nil && !adminservice.IsNotFound(err) {
			return err
		}
	}
	return nil
}

func (m *model) service(o observed, app *adminservice.Application) (want adminservice.CloudService, exists bool) {
	want = adminservice.CloudService{Name: defaultServiceName, ServiceType: adminservice.ServiceTypeTenantAttach}
	if o.service != nil {
		want, exists = *o.service, true
	}
	if name := m.ServiceName.ValueString(); name != "" {
		want.Name = name
	}
	want.Description = m.Description.ValueString()
	want.ApplicationRowIDs = slices.DeleteFunc(slices.Clone(want.ApplicationRowIDs), func(id int64) bool { return id == app.RowID })
	if m.UploadEnabled.ValueBool() {
		want.ApplicationRowIDs = append(want.ApplicationRowIDs, app.RowID)
	}
	return want, exists
}

func sameService(a, b adminservice.CloudService) bool {
	return a.Name == b.Name && a.Description == b.Description && slices.Equal(slices.Sorted(slices.Values(a.ApplicationRowIDs)), slices.Sorted(slices.Values(b.ApplicationRowIDs)))
}

// offboard takes the onboarding down at the site: the upload is unticked, the service and the application removed.
func (c clients) offboard(ctx context.Context, clientID string) error {
	o, err := c.observe(ctx, clientID)
	if err != nil || o.application == nil {
		return err
	}
	if o.service != nil {
		if err := c.removeService(ctx, o); err != nil {
			return err
		}
	}
	if err := c.site.DeleteApplication(ctx, o.application.RowID); err != nil && !adminservice.IsNotFound(err) {
		return err
	}
	left, err := c.observe(ctx, clientID)
	if err == nil && left.application != nil {
		err = fmt.Errorf("the site still shows row %d of SMS_AAD_Application_Ex", left.application.RowID)
	}
	return err
}

// removeService unticks the upload, which is how Microsoft wants it ended, before the service goes.
func (c clients) removeService(ctx context.Context, o observed) error {
	service := *o.service
	service.ApplicationRowIDs = slices.DeleteFunc(slices.Clone(service.ApplicationRowIDs), func(id int64) bool { return id == o.application.RowID })
	if o.enabled() {
		if err := c.site.UpdateCloudService(ctx, service); err != nil {
			return err
		}
	}
	if len(service.ApplicationRowIDs) > 0 { // somebody else's application uploads through it
		return nil
	}
	if err := c.site.DeleteCloudService(ctx, service.RowID); err != nil && !adminservice.IsNotFound(err) {
		return err
	}
	return nil
}
