package child

import "os"

// Environment is what every program needs. It takes nothing else from the machine, so that neither its Kerberos nor
// its proxies nor its time zone matter.
func Environment() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "HOME=/nonexistent", "LC_ALL=C", "TZ=UTC"}
}
