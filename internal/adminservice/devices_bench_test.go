package adminservice

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"runtime"
	"strconv"
	"testing"
	"time"
)

// site answers pages of a collection of so many devices, without a network.
type site struct {
	devices  int
	requests int
	onPage   func()
}

var afterID = regexp.MustCompile(`ResourceID gt (\d+)`)

// RoundTrip implements http.RoundTripper.
func (s *site) RoundTrip(req *http.Request) (*http.Response, error) {
	s.requests++
	if s.onPage != nil {
		s.onPage()
	}
	last, err := strconv.Atoi(afterID.FindStringSubmatch(req.URL.Query().Get("$filter"))[1])
	if err != nil {
		return nil, err
	}
	var body bytes.Buffer
	body.WriteString(`{"value":[`)
	for id := last + 1; id <= min(last+pageSize, s.devices); id++ {
		if id > last+1 {
			body.WriteByte(',')
		}
		fmt.Fprintf(&body, `{"ResourceID":%d,"Name":"CON-PC-%06d","Domain":"CORP"}`, id, id)
	}
	body.WriteString(`]}`)
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(&body), Request: req}, nil
}

func (s *site) read(b *testing.B) time.Duration {
	b.Helper()
	c, err := New(Options{BaseURL: "https://cm01.example/AdminService", Transport: &http.Client{Transport: s}})
	if err != nil {
		b.Fatal(err)
	}
	n, start := 0, time.Now()
	_, err = c.Devices(b.Context(), DeviceQuery{Collection: AllSystems, Columns: []string{"Domain"}}, func(Device) bool {
		n++
		return true
	})
	took := time.Since(start)
	if pages := s.devices/pageSize + 1; err != nil || n != s.devices || s.requests != pages {
		b.Fatalf("%d devices in %d requests, %v", n, s.requests, err)
	}
	return took
}

// peak is the most memory that was in use at a page, beyond what was before.
func (s *site) peak(b *testing.B) float64 {
	b.Helper()
	used := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, most := used(), uint64(0)
	s.onPage = func() { most = max(most, used()) }
	s.read(b)
	return float64(max(most, before+1) - before)
}

// BenchmarkDevices compares a site with ten times as many devices: a device must not take longer there, and what is held
// beside the result not more.
func BenchmarkDevices(b *testing.B) {
	const few, many = 20_000, 200_000
	var fast, slow time.Duration
	for b.Loop() {
		fast += (&site{devices: few}).read(b)
		slow += (&site{devices: many}).read(b)
	}
	rounds := float64(b.N)
	b.ReportMetric(float64(slow.Nanoseconds())/rounds/many, "ns/device")
	b.ReportMetric(float64(slow)/float64(fast)*few/many, "time-ratio")
	little, much := (&site{devices: few}).peak(b), (&site{devices: many}).peak(b)
	b.ReportMetric(much/1024, "KiB-held")
	b.ReportMetric(much/little, "heap-ratio")
}
