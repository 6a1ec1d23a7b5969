package sweep

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var (
	// crash is what Terraform and Go print when something has crashed.
	crash = regexp.MustCompile(`panic:|goroutine \d+ \[|plugin crashed|Plugin did not respond|The plugin encountered an error`)
	// attempt is how an error says what was tried, and tried is the id of the tenant that it was tried on.
	attempt = regexp.MustCompile(`could not |waiting for `)
	tried   = regexp.MustCompile(`c0117050-1111-4111-8111-111111111111`)
)

// judge says what is wrong with how the run with the fault has ended.
func (c oneCase) judge(exit int, output string) []string {
	switch {
	case crash.MatchString(output):
		return []string{"something has crashed"}
	case c.fault.kill && exit == 0:
		return []string{"the run was not killed"}
	case c.fault.kill || exit == 0:
		return nil
	}
	said := errorsIn(output)
	out := []string{}
	for _, must := range []*regexp.Regexp{c.fault.says, attempt, tried} {
		if !slices.ContainsFunc(said, must.MatchString) {
			out = append(out, fmt.Sprintf("the run exited with %d, and no error says %s", exit, must))
		}
	}
	return out
}

// errorsIn are the errors that Terraform has printed, each on one line: Terraform wraps them.
func errorsIn(output string) []string {
	errs, inside := []string{}, false
	for line := range strings.Lines(output) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "Error: ") {
			errs = append(errs, "")
		}
		inside = strings.HasPrefix(line, "Error: ") || inside && !strings.HasPrefix(line, "Warning: ")
		if inside {
			errs[len(errs)-1] += line + " "
		}
	}
	return errs
}
