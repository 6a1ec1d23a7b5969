package acceptance

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestMain keeps what the machine has configured for Terraform and Azure out of the tests.
func TestMain(m *testing.M) {
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		for _, prefix := range []string{"ARM_", "AZURE_", "TENANTATTACH_", "TF_CLI_", "TF_VAR_", "TF_LOG", "TF_PLUGIN_CACHE", "ACTIONS_", "SYSTEM_", "KRB5"} {
			if strings.HasPrefix(name, prefix) {
				_ = os.Unsetenv(name) // cannot fail for a name that the environment has
			}
		}
	}
	_ = os.Setenv("TF_CLI_CONFIG_FILE", os.DevNull)
	_ = os.Setenv("CHECKPOINT_DISABLE", "1")
	// Hundreds of processes that live for a moment need no garbage collection before they use much memory.
	_ = os.Setenv("GOGC", "off")
	_ = os.Setenv("GOMEMLIMIT", "1GiB")
	code := m.Run()
	if err := removePlugins(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}
