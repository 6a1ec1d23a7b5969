package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// usage is what the processes of one program have used at most, at any one time.
type usage struct {
	processes int
	// pss is the proportional set size in bytes: pages that several processes have in common count once.
	pss int64
}

// sampleInterval is how often memory is looked at.
const sampleInterval = 100 * time.Millisecond

// watch does the work and looks meanwhile how much memory the processes of a program use.
func watch(ctx context.Context, binary string, work func(context.Context) error) (usage, error) {
	binary, err := filepath.EvalSymlinks(binary)
	if err != nil {
		return usage{}, err
	}
	watched, cancel := context.WithCancel(ctx)
	var peak usage
	done := make(chan error, 1)
	go func() {
		for ticker := time.NewTicker(sampleInterval); ; {
			select {
			case <-watched.Done():
				ticker.Stop()
				done <- nil
				return
			case <-ticker.C:
			}
			now, err := usageOf(binary)
			if err != nil {
				done <- err
				return
			}
			peak.processes, peak.pss = max(peak.processes, now.processes), max(peak.pss, now.pss)
		}
	}()
	err = work(ctx)
	cancel()
	return peak, errors.Join(err, <-done)
}

// usageOf is what the processes of a program use now.
func usageOf(binary string) (usage, error) {
	var u usage
	processes, err := filepath.Glob("/proc/[0-9]*")
	if err != nil || len(processes) == 0 {
		return u, errors.Join(errors.New("memory is measured by /proc, which only Linux has"), err)
	}
	for _, process := range processes {
		if exe, err := os.Readlink(process + "/exe"); err != nil || exe != binary {
			continue // another's, or gone
		}
		pss, err := pssOf(process)
		if err != nil {
			return u, err
		}
		if pss > 0 {
			u.processes++
			u.pss += pss
		}
	}
	return u, nil
}

// pssOf is the proportional set size of a process by its directory in /proc; 0 for one that has ended.
func pssOf(process string) (int64, error) {
	data, err := os.ReadFile(process + "/smaps_rollup")
	if err != nil {
		var gone *fs.PathError
		if errors.As(err, &gone) {
			return 0, nil
		}
		return 0, err
	}
	for line := range strings.Lines(string(data)) {
		fields := strings.Fields(line)
		if len(fields) < 2 || fields[0] != "Pss:" {
			continue
		}
		kilobytes, err := strconv.ParseInt(fields[1], 10, 64)
		if err != nil {
			return 0, fmt.Errorf("%s/smaps_rollup: %w", process, err)
		}
		return kilobytes << 10, nil
	}
	return 0, nil
}

// megabytes are those of so many bytes.
func megabytes(bytes int64) float64 { return float64(bytes) / (1 << 20) }
