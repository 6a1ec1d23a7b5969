package acceptance

import (
	"context"
	"errors"
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
// converges to what a run leaves that met no fault. It says by which seed they were drawn, and what is in them. The sweep is
// interrupted when they have been run, and still says what became of them.
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
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	result, err := sweep.Run(ctx, sweep.Options{
		Terraform: terraformPath(t), ProviderDir: dir, Dir: t.TempDir(), Sample: cases + 1, Part: sweep.Part{Number: 1, Of: 1}, Seed: seed, Parallel: 1,
		Progress: func(done, _ int, o sweep.Outcome) {
			if done == cases {
				interrupt()
			}
			t.Logf("%s (%s): absorbed %t", o.Case, o.Request, o.Absorbed)
			if len(o.Problems) > 0 {
				t.Errorf("%s (%s) has not converged:\n%s\n%s", o.Case, o.Request, strings.Join(o.Problems, "\n"), o.Output)
			}
		},
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if n := len(result.Outcomes); n < cases || result.Cases != cases+1 {
		t.Errorf("%d of %d cases", n, result.Cases)
	}
}
