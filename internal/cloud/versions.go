package cloud

import (
	"fmt"
	"maps"
	"slices"
)

// Version is one release of Configuration Manager, current branch.
type Version struct {
	// Name is the release, such as "2509".
	Name string
	// Build is the build number: 9141 in 5.00.9141.1000. Hotfix rollups do not change it.
	Build int
	// SupportEnds is the last day of support (YYYY-MM-DD); empty when it is not in the notes.
	SupportEnds string
}

// versions in ascending order (AdminService notes §3.9: documented up to 2409, observed from 2503 on).
func versions() []Version {
	return []Version{
		{"1810", 8740, ""}, {"1902", 8790, ""}, {"1906", 8853, ""}, {"1910", 8913, ""},
		{"2002", 8968, ""}, {"2006", 9012, ""}, {"2010", 9040, ""}, {"2103", 9049, ""},
		{"2107", 9058, ""}, {"2111", 9068, ""}, {"2203", 9078, ""}, {"2207", 9088, ""},
		{"2211", 9096, ""}, {"2303", 9106, ""}, {"2309", 9122, ""}, {"2403", 9128, "2025-10-22"},
		{"2409", 9132, "2026-06-04"}, {"2503", 9135, "2026-09-30"}, {"2509", 9141, "2027-05-12"}, {"2603", 9146, "2027-11-05"},
	}
}

// Find returns the release of a build: the newest that is not newer than it. exact is false for a build that is not in
// the table, such as one newer than the newest. ok is false for a build older than the oldest.
func Find(build int) (v Version, exact, ok bool) {
	for _, candidate := range versions() {
		if candidate.Build > build {
			break
		}
		v, exact, ok = candidate, candidate.Build == build, true
	}
	return v, exact, ok
}

// Newest reports whether a build is newer than all releases of the table.
func Newest(build int) bool { return build > versions()[len(versions())-1].Build }

// VersionName names the release of a build for people; one that is not in the table is said to be newer than the one
// before it, never taken for an error.
func VersionName(build int) string {
	v, exact, ok := Find(build)
	switch {
	case exact:
		return v.Name
	case ok:
		return fmt.Sprintf("newer than %s", v.Name)
	default:
		return fmt.Sprintf("older than %s", versions()[0].Name)
	}
}

// FeatureGate is a feature that a release brought.
type FeatureGate struct {
	// What names the feature for people.
	What string
	// MinVersion is the release that brought it.
	MinVersion string
	// Source is where that stands.
	Source string
}

// The gates that the code asks for.
const (
	GateTenantAttach = "tenant_attach"
	GateImportApp    = "import_app"
	GateUSGovernment = "us_government"
	GateNTLMOff      = "ntlm_off"
	GateIntuneRBAC   = "intune_rbac"
)

// gates are all version gates, in one place (AdminService notes §3.2).
func gates() map[string]FeatureGate {
	return map[string]FeatureGate{
		GateTenantAttach: {"tenant attach", "2002", "tenant attach, prerequisites"},
		GateImportApp:    {"the import of an existing application", "2006", "tenant attach, import a previously created app"},
		GateUSGovernment: {"tenant attach in the US Government cloud", "2107", "tenant attach, prerequisites"},
		GateIntuneRBAC:   {"the box to enforce Configuration Manager's roles, or to leave them to Intune", "2207", "cloud attach, use Intune RBAC"},
		GateNTLMOff:      {"an administration service that refuses NTLM", "2509", "what's new in 2509"},
	}
}

// Versions are all known releases, the oldest first.
func Versions() []Version { return versions() }

// Gates are all version gates.
func Gates() []FeatureGate { return slices.Collect(maps.Values(gates())) }

// Gate returns a gate by its constant; an unknown one allows nothing.
func Gate(name string) FeatureGate { return gates()[name] }

// Allows reports whether a build has the feature. Builds newer than the table count as newer.
func (g FeatureGate) Allows(build int) bool {
	for _, v := range versions() {
		if v.Name == g.MinVersion {
			return build >= v.Build
		}
	}
	return false
}
