package driftreport

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// bulk is some JSON of a size, as prior_state and configuration have it.
func bulk(size int) io.Reader {
	const one = `{"address":"x","values":{"a":[1,2,3],"b":"some text that is not looked at"}},`
	return io.MultiReader(strings.NewReader(`{"resources":[`), io.LimitReader(&repeat{text: one}, int64(size/len(one)*len(one))), strings.NewReader(`null]}`))
}

// repeat is a text without end.
type repeat struct {
	text string
	at   int
}

func (r *repeat) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = r.text[r.at]
		r.at = (r.at + 1) % len(r.text)
	}
	return len(p), nil
}

// withBulk is a plan with a state of this size in it.
func withBulk(t testing.TB, tenant string, size int) io.Reader {
	t.Helper()
	changes := []any{}
	for i := range 6 {
		changes = append(changes, entry(fmt.Sprintf("tenantattach_kind%d.this", i), "no-op", of(tenant, object{"x": "a"}), of(tenant, object{"x": "a"})))
	}
	changes = append(changes, entry(scope, "update", of(tenant, object{"x": "b"}), of(tenant, object{"x": "a"})))
	text := plan(t, object{"resource_drift": []any{entry(scope, "update", of(tenant, object{"x": "a"}), of(tenant, object{"x": "b"}))}, "resource_changes": changes})
	return io.MultiReader(strings.NewReader(strings.TrimSuffix(text, "}")+`,"prior_state":`), bulk(size), strings.NewReader("}"))
}

// TestMemory: what is not looked at is not kept, nor even held while it is read, however much it is.
func TestMemory(t *testing.T) {
	const size = 64 << 20
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	p := ReadPlan(withBulk(t, "contoso", size), "x.json", "x")
	runtime.ReadMemStats(&after)
	if p.Unreadable != "" || len(p.Findings) != 7 {
		t.Fatalf("%+v", p)
	}
	if allocated := after.TotalAlloc - before.TotalAlloc; allocated > size/8 {
		t.Errorf("reading %d MB allocated %d MB in all", size>>20, allocated>>20)
	}
}

// BenchmarkPlans reads the plans of 50 and of 500 tenants, each with some state in it that is skipped, and writes all forms. The
// last metrics are ratios of 500 to 50, by plan: they should be about one.
func BenchmarkPlans(b *testing.B) {
	dir := b.TempDir()
	for i := range 500 {
		tenant := fmt.Sprintf("tenant-%03d", i)
		text, err := io.ReadAll(withBulk(b, tenant, 1<<17))
		if err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, tenant+".json"), text, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	type cost struct{ time, heap float64 }
	costs := map[int]cost{}
	for _, plans := range []int{50, 500} {
		b.Run(fmt.Sprintf("%d", plans), func(b *testing.B) {
			files := []string{}
			for i := range plans {
				files = append(files, filepath.Join(dir, fmt.Sprintf("tenant-%03d.json", i)))
			}
			var c cost
			for b.Loop() {
				heap, start := live(), time.Now()
				r := Read(files, nil)
				for _, write := range []func(io.Writer, Report) error{WriteTable, WriteMarkdown, WriteJUnit, WriteHTML} {
					if err := write(io.Discard, r); err != nil {
						b.Fatal(err)
					}
				}
				c.time = float64(time.Since(start)) / float64(plans)
				c.heap = (live() - heap) / float64(plans)
				runtime.KeepAlive(r)
			}
			costs[plans] = c
			b.ReportMetric(c.time/1e6, "ms/plan")
			b.ReportMetric(c.heap, "live-B/plan")
			if few := costs[50]; plans > 50 && few.time > 0 {
				b.ReportMetric(c.time/few.time, "time-ratio")
				b.ReportMetric(c.heap/few.heap, "heap-ratio")
			}
		})
	}
}

// live is how much memory is in use.
func live() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}
