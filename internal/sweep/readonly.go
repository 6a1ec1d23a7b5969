package sweep

import (
	"context"
	"errors"
	"path/filepath"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
)

// Refused is what became of a scenario that was run with read_only.
type Refused struct {
	Scenario string
	// Exit is how Terraform ended, and Errors are those that it printed, each on one line.
	Exit   int
	Errors []string
	// Journal are the requests.
	Journal []wire.Entry
	// Differences are what is in the lab or in the state otherwise than before.
	Differences []string
}

// ReadOnly runs every scenario with read_only.
func ReadOnly(ctx context.Context, o Options) (all []Refused, err error) {
	b, err := newBed(ctx, o, filepath.Join(o.Dir, "1"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	for _, s := range scenarios() {
		r, err := b.refuse(ctx, s)
		if err != nil {
			return all, err
		}
		all = append(all, r)
	}
	return all, nil
}

// refuse runs a scenario with read_only.
func (b *bed) refuse(ctx context.Context, s scenario) (Refused, error) {
	out := Refused{Scenario: s.name}
	if err := b.begin(ctx, startKey{fresh: s.fresh}); err != nil {
		return out, err
	}
	before, err := b.ending()
	if err != nil {
		return out, err
	}
	b.lab.Recorder().ClearJournal()
	bound := b.cli
	bound.Env = append(bound.Env[:len(bound.Env):len(bound.Env)], "TENANTATTACH_READ_ONLY=true")
	exit, said, err := bound.Run(ctx, s.arguments(false)...)
	if err != nil {
		return out, err
	}
	out.Exit, out.Errors, out.Journal = exit, errorsIn(said), b.lab.Recorder().Journal()
	after, err := b.ending()
	out.Differences = after.differences(before)
	return out, err
}
