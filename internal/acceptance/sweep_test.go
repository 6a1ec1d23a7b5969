package acceptance

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/sweep"
)

// sweepSeed is the environment variable that chooses other cases than the usual ones.
const sweepSeed = "SWEEP_SEED"

// cases is how many are drawn: each is two runs of Terraform and more, and the suite is to stay short.
const cases = 4

// TestSweep draws a few cases from all that `make sweep` has: a request of the life of the full stack fails, and the next run
// converges to what a run leaves that met no fault. It says by which seed they were drawn, and what is in them.
func TestSweep(t *testing.T) {
	t.Parallel()
	seed := uint64(1)
	if text := os.Getenv(sweepSeed); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("%s: %v", sweepSeed, err)
		}
	}
	dir, err := pluginDir()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s=%d", sweepSeed, seed)
	result, err := sweep.Run(t.Context(), sweep.Options{
		Terraform: terraformPath(t), ProviderDir: dir, Dir: t.TempDir(), Sample: cases, Seed: seed, Parallel: 1,
		Progress: func(_, _ int, o sweep.Outcome) {
			t.Logf("%s (%s): absorbed %t", o.Case, o.Request, o.Absorbed)
			if len(o.Problems) > 0 {
				t.Errorf("%s (%s) has not converged:\n%s\n%s", o.Case, o.Request, strings.Join(o.Problems, "\n"), o.Output)
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(result.Outcomes); n != cases {
		t.Errorf("%d cases, want %d", n, cases)
	}
}
