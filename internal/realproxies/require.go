package realproxies

import (
	"os/exec"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/realservers"
)

// Require skips the test when something is missing that the proxies need, and says what. With the environment variable
// TENANTATTACH_TEST_REAL_SERVERS=require the test fails instead.
func Require(t testing.TB) {
	t.Helper()
	realservers.RequireGroup(t, realservers.Proxies)
}

// program returns the path of a program; the directories of system programs are not in the PATH of everybody.
func program(name string) string {
	for _, try := range []string{name, "/usr/local/sbin/" + name, "/usr/sbin/" + name, "/sbin/" + name} {
		if path, err := exec.LookPath(try); err == nil {
			return path
		}
	}
	return name
}
