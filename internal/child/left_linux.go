package child

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/poll"
)

// prSetChildSubreaper is PR_SET_CHILD_SUBREAPER of prctl(2).
const prSetChildSubreaper = 36

// Adopt makes this process the parent of whatever its children leave behind when they end, so that Left finds that, too.
func Adopt() error {
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, prSetChildSubreaper, 1, 0); errno != 0 {
		return fmt.Errorf("adopting the children of children: %w", errno)
	}
	return nil
}

// Left waits for the end of all children. Those that are still there when ctx ends are returned by their command lines.
func Left(ctx context.Context) (left []string, err error) {
	waited := poll.Until(ctx, poll.Options{Interval: PollInterval, Max: PollMax, What: "the end of all children"}, func(context.Context) (bool, error) {
		left, err = running()
		return len(left) == 0, err
	})
	if err != nil {
		return nil, fmt.Errorf("looking for children: %w", err)
	}
	if waited == nil {
		return nil, nil
	}
	return left, nil
}

// running are the children of this process that have not ended.
func running() ([]string, error) {
	threads, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil {
		return nil, err
	}
	all := []string{}
	for _, file := range threads {
		children, err := os.ReadFile(file)
		if err != nil { // of a thread that has ended
			continue
		}
		for _, pid := range strings.Fields(string(children)) {
			line, err := os.ReadFile("/proc/" + pid + "/cmdline") // empty for one that has ended and was not waited for
			if line = bytes.TrimRight(line, "\x00"); err == nil && len(line) > 0 {
				all = append(all, pid+" "+string(bytes.ReplaceAll(line, []byte{0}, []byte{' '})))
			}
		}
	}
	return all, nil
}
