package realservers

import (
	"os"
	"strings"
	"testing"
)

// requireVariable makes a test that cannot have its servers fail, where it would be skipped: for machines that must have
// them.
const requireVariable = "TENANTATTACH_TEST_REAL_SERVERS"

// Require skips the test when something is missing that the servers need, and says what. With the environment variable
// TENANTATTACH_TEST_REAL_SERVERS=require the test fails instead.
func Require(t testing.TB) {
	t.Helper()
	missing := Missing()
	if len(missing) == 0 {
		return
	}
	const format = "real servers need Linux and these Debian packages, which tools/real-servers.sh installs: %s"
	if os.Getenv(requireVariable) == "require" {
		t.Fatalf(format, strings.Join(missing, " "))
	}
	t.Skipf(format, strings.Join(missing, " "))
}
