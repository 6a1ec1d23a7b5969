package sweep

import (
	"net/http"
	"regexp"
	"strconv"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
)

const (
	// shortLimit is the time-out of every operation in a run that meets a delay, and delay is longer than that.
	shortLimit = 10 * time.Second
	delay      = shortLimit + 5*time.Second
)

// fault is one thing that goes wrong at one request.
type fault struct {
	name string
	wire wire.Fault
	// kill ends Terraform and the provider by SIGKILL when the service has acted.
	kill bool
	// says is what an error that it leads to must say about it.
	says *regexp.Regexp
}

// faults are all of them.
func faults() []fault {
	broken := regexp.MustCompile(`EOF|connection|cut|broken|closed`)
	all := []fault{}
	for _, status := range []int{
		http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusConflict,
		http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable,
	} {
		all = append(all, fault{name: strconv.Itoa(status), wire: wire.Fault{Status: status}, says: regexp.MustCompile(`\b` + strconv.Itoa(status) + `\b`)})
	}
	return append(all,
		fault{name: "reset", wire: wire.Fault{Reset: true}, says: broken},
		fault{name: "lost", wire: wire.Fault{LoseAnswer: true}, says: broken},
		fault{name: "cut", wire: wire.Fault{Cut: true}, says: broken},
		fault{name: "garbage", wire: wire.Fault{Garbage: true}, says: regexp.MustCompile(`not (valid )?JSON|no \$metadata|<!DOCTYPE`)},
		fault{name: "delay", wire: wire.Fault{Delay: wire.Duration(delay)}, says: regexp.MustCompile(`time|deadline`)},
		fault{name: "late", wire: wire.Fault{Late: true, Delay: wire.Duration(delay)}, says: regexp.MustCompile(`time|deadline`)},
		fault{name: "kill", wire: wire.Fault{LoseAnswer: true}, kill: true},
	)
}

// slow reports whether the operations must have a short time-out for the fault to be longer.
func (f fault) slow() bool { return f.wire.Delay > 0 }

// at is the fault at one request of a run, the first being 1.
func (f fault) at(request int) wire.Fault {
	w := f.wire
	w.Skip, w.Times = request-1, 1
	return w
}
