package world

// start is a tenant as it was planted.
type start struct {
	directory *Snapshot
	tables    *Tables
	admins    []Admin
}

// remember keeps what there is for a later Reset.
func (t *Tenant) remember() {
	t.start = start{directory: t.Directory.Head(), admins: t.Hierarchy.Admins()}
	t.Hierarchy.View(func(tables *Tables) { t.start.tables = tables.clone() })
}

// Reset brings everything back to the start of the lab. The clients keep their secrets.
func (w *World) Reset() {
	for _, t := range w.tenants {
		t.Directory.restore(t.start.directory)
		t.Hierarchy.restore(t.start.tables.clone(), t.start.admins)
		t.Intune.restore()
		t.Directory.audits.clear()
		t.Hierarchy.audits.clear()
		t.intuneTrail.clear()
	}
}

func (d *Directory) restore(s *Snapshot) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.versions = []version{{at: d.clock.Now().Add(-settled), snapshot: s}}
}

func (i *Intune) restore() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.plant()
}

func (h *Hierarchy) restore(tables *Tables, admins []Admin) {
	h.mu.Lock()
	defer h.mu.Unlock()
	tables.Next = h.tables.Next // a number is given out once
	h.tables, h.admins = tables, admins
}
