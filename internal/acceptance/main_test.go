package acceptance

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/child"
)

// TestMain keeps what the machine has configured for Terraform and Azure out of the tests, and fails when they leave a process
// behind.
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
	err := child.Adopt()
	code := m.Run()
	if err = errors.Join(err, noneLeft(), removePlugins()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// noneLeft waits for the end of every process that the tests have started, or that these have.
func noneLeft() error {
	ctx, cancel := context.WithTimeout(context.Background(), child.StartTime)
	defer cancel()
	left, err := child.Left(ctx)
	if len(left) > 0 {
		err = fmt.Errorf("the tests have left processes behind:\n%s", strings.Join(left, "\n"))
	}
	return err
}
