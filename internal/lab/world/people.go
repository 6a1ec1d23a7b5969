package world

import "github.com/google/uuid"

// People are the accounts of Active Directory of the seed.
func (w *World) People() []PersonSeed { return w.seed.People }

// UPN is the name of a person's user in the tenant: name@<the tenant's own domain>.
func (t *Tenant) UPN(person string) string {
	for _, d := range t.Directory.Head().Organization.VerifiedDomains {
		if d.IsDefault {
			return person + "@" + d.Name
		}
	}
	return person
}

// UserID is the object id of a person's user in the tenant, made from its name.
func (t *Tenant) UserID(person string) string { return IDOf(t.ID, t.UPN(person)) }

// IDOf makes the id of an object that has none of its own in the lab: the same in every run.
func IDOf(tenantID, name string) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(tenantID+"/"+name)).String()
}
