package world

import "maps"

// Saved is what a tenant held at one time.
type Saved struct {
	directory   *Snapshot
	tables      *Tables
	admins      []Admin
	rbac        bool
	collections map[string]ManagerCollection
}

// Save keeps what all tenants hold now, by the name of the tenant, for a later Restore.
func (w *World) Save() map[string]Saved {
	saved := map[string]Saved{}
	for _, t := range w.tenants {
		saved[t.Name] = t.save()
	}
	return saved
}

// Restore brings everything back to what was saved, and forgets the audit trails. The clients keep their secrets, and a
// number that was given out since then is not given out again.
func (w *World) Restore(saved map[string]Saved) {
	for _, t := range w.tenants {
		t.restore(saved[t.Name])
	}
}

// Reset brings everything back to the start of the lab.
func (w *World) Reset() {
	for _, t := range w.tenants {
		t.restore(t.start)
	}
}

func (t *Tenant) save() Saved {
	return Saved{directory: t.Directory.Head(), tables: t.Hierarchy.Backup(), admins: t.Hierarchy.Admins(), rbac: t.Intune.WrittenRBAC(), collections: t.Intune.written()}
}

func (t *Tenant) restore(s Saved) {
	t.Directory.restore(s.directory)
	t.Hierarchy.restore(s.tables.clone(), s.admins)
	t.Intune.restore(s.rbac, s.collections)
	t.Directory.audits.clear()
	t.Hierarchy.audits.clear()
	t.intuneTrail.clear()
}

func (d *Directory) restore(s *Snapshot) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.versions = []version{{at: d.clock.Now().Add(-settled), snapshot: s}}
}

func (i *Intune) restore(rbac bool, collections map[string]ManagerCollection) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.collections, i.offBoarded = maps.Clone(collections), false
	i.settle(rbac)
}

// written are the collections that were planted or changed.
func (i *Intune) written() map[string]ManagerCollection {
	i.mu.Lock()
	defer i.mu.Unlock()
	return maps.Clone(i.collections)
}

// Backup is a copy of what the site holds, and Recover brings a site back to one, as its administrator does: nobody records it.
func (h *Hierarchy) Backup() *Tables {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.tables.clone()
}

// Recover brings the site back to a backup.
func (h *Hierarchy) Recover(backup *Tables) { h.restore(backup.clone(), h.Admins()) }

func (h *Hierarchy) restore(tables *Tables, admins []Admin) {
	h.mu.Lock()
	defer h.mu.Unlock()
	tables.Next = h.tables.Next // a number is given out once
	h.tables, h.admins = tables, admins
}
