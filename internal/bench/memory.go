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

// usage is what the processes of one program have used.
type usage struct {
	// processes is how many there were at most, at any one time.
	processes int
	// pss is the proportional set size in bytes, at most: pages that several processes have in common count once.
	pss int64
	// cpu is the time of processors, of all of them, up to when each was looked at last.
	cpu time.Duration
}

// sampleInterval is how often memory is looked at.
const sampleInterval = 100 * time.Millisecond

// watch does the work and looks meanwhile what the processes of a program use.
func watch(ctx context.Context, binary string, work func(context.Context) error) (usage, error) {
	binary, err := filepath.EvalSymlinks(binary)
	if err != nil {
		return usage{}, err
	}
	watched, cancel := context.WithCancel(ctx)
	var peak usage
	spent := map[string]time.Duration{} // by process
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
			now, err := usageOf(binary, spent)
			if err != nil {
				done <- err
				return
			}
			peak.processes, peak.pss = max(peak.processes, now.processes), max(peak.pss, now.pss)
		}
	}()
	err = work(ctx)
	cancel()
	err = errors.Join(err, <-done)
	for _, cpu := range spent {
		peak.cpu += cpu
	}
	return peak, err
}

// usageOf is what the processes of a program use now. What each has spent is noted.
func usageOf(binary string, spent map[string]time.Duration) (usage, error) {
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
			spent[process] = max(spent[process], cpuOf(process))
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

// tick is the unit of times in /proc, whatever the kernel counts in.
const tick = 10 * time.Millisecond

// cpuOf is the time of processors that a process has spent, by its directory in /proc; 0 for one that has ended.
func cpuOf(process string) time.Duration {
	data, err := os.ReadFile(process + "/stat")
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(data), ") ") // of the name, which may hold anything
	const user, system = 11, 12
	fields := strings.Fields(after)
	if len(fields) <= system {
		return 0
	}
	u, _ := strconv.ParseInt(fields[user], 10, 64)
	s, _ := strconv.ParseInt(fields[system], 10, 64)
	return time.Duration(u+s) * tick
}

// megabytes are those of so many bytes.
func megabytes(bytes int64) float64 { return float64(bytes) / (1 << 20) }
