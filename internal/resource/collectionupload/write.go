package collectionupload

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// write brings the hierarchy to the planned scope and reads it back.
func (m *model) write(ctx context.Context, t *tenant.Tenant) error {
	c, err := t.AdminService()
	if err != nil {
		return err
	}
	known, err := registered(ctx, c, t.ID())
	if err != nil {
		return err
	}
	if !known {
		return errors.New("the hierarchy does not know the tenant (no row in SMS_AAD_Tenant_Ex). Create tenantattach_cloud_environment first: refer to it in depends_on")
	}
	if collection := mapping(m.Scope.ValueString()); collection != "" {
		if _, err := c.Collection(ctx, collection); err != nil {
			return err
		}
	}
	if err := write(ctx, c, t.ID(), mapping(m.Scope.ValueString())); err != nil {
		return err
	}
	return m.read(ctx, c)
}

// write maps the tenant to a collection, or to none for all devices, and checks that the hierarchy shows it.
//
// Whether AddTenantCollectionMapping replaces a mapping is not known (AdminService notes §2.1). So it is tried first,
// which leaves no moment in which all devices are in scope. Only if it reports success, and a read shows the old mapping
// as it was, is the old mapping removed: after an error, nothing says that adding the new one would work.
func write(ctx context.Context, c *adminservice.Client, tenantID, collection string) error {
	current, err := c.CollectionMapping(ctx, tenantID)
	if err != nil || current == collection {
		return err
	}
	if collection == "" {
		return confirm(ctx, c, tenantID, collection, c.RemoveCollectionMapping(ctx, tenantID))
	}
	addErr := c.AddCollectionMapping(ctx, tenantID, collection)
	got, err := c.CollectionMapping(ctx, tenantID)
	if err == nil && addErr == nil && got == current && current != "" {
		return replace(ctx, c, tenantID, current, collection)
	}
	return verdict(got, collection, addErr, err)
}

// replace removes the mapping and adds the new one; if that fails the old one is put back.
func replace(ctx context.Context, c *adminservice.Client, tenantID, current, collection string) error {
	err := confirm(ctx, c, tenantID, "", c.RemoveCollectionMapping(ctx, tenantID))
	if err == nil {
		err = confirm(ctx, c, tenantID, collection, c.AddCollectionMapping(ctx, tenantID, collection))
	}
	if err == nil {
		return nil
	}
	// The caller may be out of time: putting the restriction back is worth a little more.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	if back := confirm(ctx, c, tenantID, current, c.AddCollectionMapping(ctx, tenantID, current)); back != nil {
		return fmt.Errorf("%w. The former collection %s could not be put back either (%w): ALL devices may be in the upload scope now. "+
			"Set the collection in the console, Properties of CoMgmtSettingsProd, tab Configure upload", err, current, back)
	}
	return fmt.Errorf("%w. The former collection %s is in force again", err, current)
}

// confirm lets what the hierarchy shows decide: a write whose answer was lost may have been done.
func confirm(ctx context.Context, c *adminservice.Client, tenantID, want string, writeErr error) error {
	got, err := c.CollectionMapping(ctx, tenantID)
	return verdict(got, want, writeErr, err)
}

// verdict is nil if the read after a write shows what was wanted, whatever the write answered.
func verdict(got, want string, writeErr, readErr error) error {
	if readErr != nil {
		return errors.Join(writeErr, readErr)
	}
	if got == want {
		return nil
	}
	return errors.Join(writeErr, fmt.Errorf("after the write the hierarchy shows the scope %s, not %s", scopeOf(got), scopeOf(want)))
}
