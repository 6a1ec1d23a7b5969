package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// page is how many rows the provider asks for at a time.
const page = 1000

// measureDevices reads many devices, and many collections, of one hierarchy.
func measureDevices(ctx context.Context, b *bench) (err error) {
	seed := seedOf(1)
	crowd(&seed.Tenants[0], b.devices, b.collections)
	l, err := b.startLab(ctx, seed)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.stop()) }()
	for _, kind := range []struct {
		name string
		rows int
	}{{"devices", b.devices}, {"collections", b.collections}} {
		if err := b.readMany(ctx, l, kind.name, kind.rows); err != nil {
			return fmt.Errorf("%s: %w", kind.name, err)
		}
	}
	return nil
}

// crowd gives a tenant so many devices and collections.
func crowd(t *world.TenantSeed, devices, collections int) {
	for i := range t.Collections {
		if c := &t.Collections[i]; c.BuiltIn && c.Type == 2 {
			c.Members = devices
		}
	}
	for i := len(t.Collections); i < collections; i++ {
		t.Collections = append(t.Collections, world.CollectionSeed{ID: fmt.Sprintf("P01%05X", 0x10000+i), Name: fmt.Sprintf("Office %d", i), Type: 2, LimitTo: "SMS00001"})
	}
}

// readMany reads all rows by one of the data sources, which Terraform then has in its state.
func (b *bench) readMany(ctx context.Context, l *labProcess, name string, rows int) error {
	s, err := b.newStackOf(ctx, l, name, l.Tenants[0])
	if err != nil {
		return err
	}
	if _, err := l.journal(ctx); err != nil {
		return err
	}
	var took spent
	memory, err := watch(ctx, b.provider, func(ctx context.Context) (err error) {
		took, err = s.apply(ctx)
		return err
	})
	if err != nil {
		return err
	}
	entries, err := l.journal(ctx)
	if err != nil {
		return err
	}
	reading, requests := readingTime(entries)
	// All rows, a page at a time, of which the last may be short or empty; and the few that say whose they are.
	const few = 8
	b.table.most(fmt.Sprintf("%d %s, requests to the site", rows, name), float64(rows/page+few), float64(requests), "")
	b.table.note(fmt.Sprintf("%d %s, time", rows, name), fmt.Sprintf("%.1f s, of which %.1f s until the last page was asked for", took.wall.Seconds(), reading.Seconds()))
	b.table.note(fmt.Sprintf("%d %s, peak memory of the provider", rows, name), fmt.Sprintf("%.0f MB, %.2f MB a page of %d", megabytes(memory.pss), megabytes(memory.pss)*page/float64(rows), page))
	return nil
}

// readingTime is the time from the first request to a site to the last, and how many there were.
func readingTime(entries []wire.Entry) (time.Duration, int) {
	var first, last time.Time
	requests := 0
	for _, e := range entries {
		if e.Kind != wire.KindAdminService {
			continue
		}
		if requests++; first.IsZero() || e.At.Before(first) {
			first = e.At
		}
		if e.At.After(last) {
			last = e.At
		}
	}
	return last.Sub(first), requests
}
