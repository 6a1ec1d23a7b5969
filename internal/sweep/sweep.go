// Package sweep lets every request of an attachment's life fail in every way: for each scenario of the full stack, each of its
// requests and each fault, it runs Terraform with that fault at that request, and once more without. Both the lab and the
// state must then be what a run leaves that met no fault; an error must have said what failed; nothing may have crashed, and
// no secret may stand anywhere.
package sweep

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
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
	// Part is which share of the cases is run; the zero value is all of them.
	Part Part
	// Parallel is how many cases run at a time, each in a lab of its own, and how many more of those that wait for an answer
	// that comes too late: they compute next to nothing, and are not to keep the others from it.
	Parallel int
	// Progress is told after each case how far it is; nil for nobody.
	Progress func(done, all int, o Outcome)
}

// place orders cases at random, always in the same way for the same seed.
func (c oneCase) place(seed uint64) uint64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s", seed, c))
	return binary.BigEndian.Uint64(sum[:])
}

// Part is a share of the cases, such as the second of four: who runs all parts with the same other options runs each case once.
type Part struct{ Number, Of int }

// ParsePart reads a text such as 2/4.
func ParsePart(text string) (Part, error) {
	number, of, _ := strings.Cut(text, "/")
	n, err := strconv.Atoi(number)
	all, ofErr := strconv.Atoi(of)
	if err != nil || ofErr != nil || n < 1 || n > all {
		return Part{}, fmt.Errorf("%q is no part such as 2/4", text)
	}
	return Part{n, all}, nil
}

// of are the cases of the part. A case is in the same part however many others there are: where a scenario waits for something,
// its requests are one more or less from time to time.
func (p Part) of(cases []oneCase, seed uint64) []oneCase {
	if p.Of == 0 {
		return cases
	}
	return slices.DeleteFunc(slices.Clone(cases), func(c oneCase) bool { return c.place(seed)%uint64(p.Of) != uint64(p.Number-1) })
}

// Result is what a sweep has found.
type Result struct {
	// Requests are how many each scenario has, by name.
	Requests map[string]int
	// Part and Seed are those of the options; Drawn is how many cases there are in all parts, and Cases how many in this one.
	Part         Part
	Seed         uint64
	Drawn, Cases int
	// Outcomes are those of the cases that were run: fewer than all when the sweep was interrupted.
	Outcomes []Outcome
}

// Failed are the cases that did not converge.
func (r *Result) Failed() []Outcome {
	return slices.DeleteFunc(slices.Clone(r.Outcomes), func(o Outcome) bool { return len(o.Problems) == 0 })
}

// Run sweeps. An error means that the sweep could not be done to its end; what it has found is in the result, which is never nil.
func Run(ctx context.Context, o Options) (result *Result, err error) {
	result = &Result{Requests: map[string]int{}, Part: o.Part, Seed: o.Seed}
	beds := []*bed{}
	defer func() {
		for _, b := range beds {
			err = errors.Join(err, b.close())
		}
	}()
	add := func() error {
		b, err := newBed(ctx, o, filepath.Join(o.Dir, strconv.Itoa(len(beds)+1)))
		if err == nil {
			beds = append(beds, b)
		}
		return err
	}
	if err := add(); err != nil {
		return result, err
	}
	cases, err := o.cases(ctx, beds[0], result)
	if err != nil {
		return result, err
	}
	lanes := [2]lane{}
	for _, c := range cases {
		l := &lanes[one(c.fault.slow())]
		l.cases = append(l.cases, c)
	}
	used := 0
	for i := range lanes {
		for range min(o.Parallel, len(lanes[i].cases)) {
			if used == len(beds) {
				if err := add(); err != nil {
					return result, err
				}
			}
			lanes[i].beds = append(lanes[i].beds, beds[used])
			used++
		}
	}
	err = o.sweep(ctx, lanes[:], result)
	return result, err
}

// lane are cases with the beds that take one after the other.
type lane struct {
	beds  []*bed
	cases []oneCase
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
		result.Requests[s.name] = c.requests
		to := c.requests
		if o.To > 0 {
			to = min(to, o.To)
		}
		for request := max(o.From, 1); request <= to; request++ {
			for _, f := range chosenFaults {
				cases = append(cases, oneCase{s, f, request})
			}
		}
	}
	slices.SortFunc(cases, func(a, b oneCase) int { return cmp.Compare(a.place(o.Seed), b.place(o.Seed)) })
	if o.Sample > 0 {
		cases = cases[:min(o.Sample, len(cases))]
	}
	result.Drawn = len(cases)
	cases = o.Part.of(cases, o.Seed)
	result.Cases = len(cases)
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

// sweep lets the beds of each lane take one case after the other, and adds what becomes of them to the result.
func (o Options) sweep(ctx context.Context, lanes []lane, result *Result) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var (
		mu      sync.Mutex
		workers sync.WaitGroup
	)
	done := func(outcome Outcome) {
		mu.Lock()
		defer mu.Unlock()
		result.Outcomes = append(result.Outcomes, outcome)
		if o.Progress != nil {
			o.Progress(len(result.Outcomes), result.Cases, outcome)
		}
	}
	for _, l := range lanes {
		next := make(chan oneCase)
		workers.Go(func() { feed(ctx, next, l.cases) })
		for _, b := range l.beds {
			workers.Go(func() {
				if err := b.take(ctx, next, done); err != nil {
					cancel(err)
				}
			})
		}
	}
	workers.Wait()
	return context.Cause(ctx)
}

// take runs one case after the other.
func (b *bed) take(ctx context.Context, next <-chan oneCase, done func(Outcome)) error {
	for c := range next {
		outcome, err := b.run(ctx, c)
		if err == nil { // what was interrupted says nothing
			err = ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("%s: %w", c, err)
		}
		done(outcome)
	}
	return nil
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
