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
	RequireGroup(t, Windows)
}

// RequireGroup is Require for the servers of another group.
func RequireGroup(t testing.TB, of Group) {
	t.Helper()
	if missing := Missing(of); len(missing) > 0 {
		Lack(t, "real servers need Linux and these Debian packages, which tools/real-servers.sh installs: "+strings.Join(missing, " "))
	}
}

// Lack ends a test that cannot have its servers here, and says why.
func Lack(t testing.TB, why string) {
	t.Helper()
	if os.Getenv(requireVariable) == "require" {
		t.Fatal(why)
	}
	t.Skip(why)
}
