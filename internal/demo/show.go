package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

func heading(n int, title string) { fmt.Printf("\n━━━ %d. %s\n\n", n, title) }

// table prints aligned columns.
func table(rows ...[]string) error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		if _, err := fmt.Fprintln(w, strings.Join(row, "\t")); err != nil {
			return err
		}
	}
	return w.Flush()
}

func (d *demo) showLab(context.Context) error {
	rows := [][]string{{"TENANT", "ID", "SITE", "VERSION", "ADMINISTRATION SERVICE"}}
	for _, t := range d.lab.World().Tenants() {
		p := t.Hierarchy.Profile
		rows = append(rows, []string{t.DisplayName, t.ID, p.SiteCode + " " + p.Server, p.Version, d.lab.Endpoints(t.Name).AdminServiceURL})
	}
	return table(rows...)
}

// showAttached shows the objects that the apply has made, as the services have them.
func (d *demo) showAttached(context.Context) error {
	for _, t := range d.lab.World().Tenants() {
		if t.Name == unready {
			continue
		}
		s := t.Directory.Head()
		app, ok := s.ApplicationByUniqueName("tenant-attach-" + t.Name)
		if !ok {
			return fmt.Errorf("entra of %s has no application", t.Name)
		}
		sp, ok := s.ServicePrincipalByAppID(app.AppID)
		if !ok {
			return fmt.Errorf("entra of %s has no service principal for %s", t.Name, app.AppID)
		}
		rows := [][]string{
			{t.DisplayName + ", Entra", "application", app.DisplayName + ", " + app.IdentifierURIs[0]},
			{"", "client secrets", fmt.Sprintf("%d, until %s", len(app.PasswordCredentials), app.PasswordCredentials[0].EndDateTime.Format("2006-01-02"))},
			{"", "consent", strings.Join(consent(s, sp), ", ")},
		}
		rows = append(rows, site(t)...)
		if err := table(append(rows, []string{"", "", ""})...); err != nil {
			return err
		}
	}
	return nil
}

func consent(s *world.Snapshot, sp world.ServicePrincipal) []string {
	names := []string{}
	for _, a := range s.Assignments {
		if a.PrincipalID != sp.ID {
			continue
		}
		for _, role := range s.ServicePrincipals[a.ResourceID].AppRoles {
			if role.ID == a.AppRoleID {
				names = append(names, role.Value)
			}
		}
	}
	for _, g := range s.Grants {
		if g.ClientID == sp.ID {
			names = append(names, g.Scope+" (delegated)")
		}
	}
	return names
}

func site(t *world.Tenant) [][]string {
	rows := [][]string{}
	t.Hierarchy.View(func(tables *world.Tables) {
		for _, row := range tables.Rows["SMS_AAD_Tenant_Ex"] {
			rows = append(rows, []string{t.DisplayName + ", site", "SMS_AAD_Tenant_Ex", fmt.Sprintf("%v, cloud environment %v", row["Name"], row["Environment"])})
		}
		for _, row := range tables.Rows["SMS_AAD_Application_Ex"] {
			rows = append(rows, []string{"", "SMS_AAD_Application_Ex", fmt.Sprintf("%v, secret until %v", row["ClientID"], row["SecretKeyExpiry"])})
		}
		for _, row := range tables.Rows["SMS_Azure_CloudService"] {
			rows = append(rows, []string{"", "SMS_Azure_CloudService", fmt.Sprintf("%v, type %v, uploads with %v", row["Name"], row["ServiceType"], row["AssociatedAADWebApplications"])})
		}
		rows = append(rows, []string{"", "uploaded collection", tables.Mappings[t.ID]})
	})
	return rows
}
