// Package sweep lets every request of an attachment's life fail in every way: for each scenario of the full stack, each of its
// requests and each fault, it runs Terraform with that fault at that request, and once more without. Both the lab and the
// state must then be what a run leaves that met no fault; an error must have said what failed; nothing may have crashed, and
// no secret may stand anywhere.
package sweep

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
)

// Options say what is swept, and how.
type Options struct {
	// Terraform is the path of the CLI, and ProviderDir the directory with the provider's binary.
	Terraform, ProviderDir string
	// Dir is a directory for labs and working directories.
	Dir string
	// Scenarios and Faults are the names of those that are swept; empty means all.
	Scenarios, Faults []string
	// From and To limit the requests, the first being 1; 0 is no limit.
	From, To int
	// Sample is how many cases are drawn from all of them; 0 is all. Seed decides which, and the order.
	Sample int
	Seed   uint64
	// Parallel is how many cases run at a time, each in a lab of its own.
	Parallel int
	// Progress is told after each case how far it is; nil for nobody.
	Progress func(done, all int, o Outcome)
}

// Result is what a sweep has found.
type Result struct {
	// Requests are how many each scenario has, by name.
	Requests map[string]int
	Outcomes []Outcome
}

// Failed are the cases that did not converge.
func (r *Result) Failed() []Outcome {
	return slices.DeleteFunc(slices.Clone(r.Outcomes), func(o Outcome) bool { return len(o.Problems) == 0 })
}

// Run sweeps. An error means that the sweep could not be done; what it has found is in the result.
func Run(ctx context.Context, o Options) (result *Result, err error) {
	first, err := newBed(ctx, o, filepath.Join(o.Dir, "1"))
	if err != nil {
		return nil, err
	}
	beds := []*bed{first}
	defer func() {
		for _, b := range beds {
			err = errors.Join(err, b.close())
		}
	}()
	result = &Result{Requests: map[string]int{}}
	cases, err := o.cases(ctx, first, result)
	if err != nil {
		return result, err
	}
	for n := 2; n <= min(o.Parallel, len(cases)); n++ {
		b, err := newBed(ctx, o, filepath.Join(o.Dir, strconv.Itoa(n)))
		if err != nil {
			return result, err
		}
		beds = append(beds, b)
	}
	result.Outcomes, err = o.sweep(ctx, beds, cases)
	return result, err
}

// cases are those that are to be run. How many requests a scenario has is counted.
func (o Options) cases(ctx context.Context, b *bed, result *Result) ([]oneCase, error) {
	chosenFaults, err := named(faults(), o.Faults, func(f fault) string { return f.name })
	if err != nil {
		return nil, err
	}
	chosen, err := named(scenarios(), o.Scenarios, func(s scenario) string { return s.name })
	if err != nil {
		return nil, err
	}
	cases := []oneCase{}
	for _, s := range chosen {
		c, err := b.cleanRun(ctx, s)
		if err != nil {
			return nil, err
		}
		result.Requests[s.name] = len(c.requests)
		to := len(c.requests)
		if o.To > 0 {
			to = min(to, o.To)
		}
		for request := max(o.From, 1); request <= to; request++ {
			for _, f := range chosenFaults {
				cases = append(cases, oneCase{s, f, request})
			}
		}
	}
	// Slow and quick ones are mixed, so that they are slow and quick side by side.
	random := rand.New(rand.NewPCG(o.Seed, o.Seed)) //nolint:gosec // which cases are drawn is no secret
	random.Shuffle(len(cases), func(i, j int) { cases[i], cases[j] = cases[j], cases[i] })
	if o.Sample > 0 {
		cases = cases[:min(o.Sample, len(cases))]
	}
	return cases, nil
}

// named are those of a list that have one of these names; no names means all.
func named[T any](all []T, names []string, nameOf func(T) string) ([]T, error) {
	if len(names) == 0 {
		return all, nil
	}
	known, out := []string{}, []T{}
	for _, one := range all {
		known = append(known, nameOf(one))
		if slices.Contains(names, nameOf(one)) {
			out = append(out, one)
		}
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("%q is not one of %v", name, known)
		}
	}
	return out, nil
}

// sweep lets each bed take one case after the other.
func (o Options) sweep(ctx context.Context, beds []*bed, cases []oneCase) ([]Outcome, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan oneCase)
	var (
		mu       sync.Mutex
		outcomes []Outcome
		workers  sync.WaitGroup
	)
	for _, b := range beds {
		workers.Go(func() {
			for c := range next {
				outcome, err := b.run(ctx, c)
				if err == nil { // what was interrupted says nothing
					err = ctx.Err()
				}
				if err != nil {
					cancel(fmt.Errorf("%s: %w", c, err))
					return
				}
				mu.Lock()
				outcomes = append(outcomes, outcome)
				if o.Progress != nil {
					o.Progress(len(outcomes), len(cases), outcome)
				}
				mu.Unlock()
			}
		})
	}
	feed(ctx, next, cases)
	workers.Wait()
	return outcomes, context.Cause(ctx)
}

func feed(ctx context.Context, next chan<- oneCase, cases []oneCase) {
	defer close(next)
	for _, c := range cases {
		select {
		case next <- c:
		case <-ctx.Done():
			return
		}
	}
}
