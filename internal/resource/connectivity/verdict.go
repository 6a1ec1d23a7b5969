package connectivity

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// The overall status.
const (
	statusPass    = "pass"
	statusWarn    = "warn"
	statusFail    = "fail"
	statusUnknown = "unknown"
)

// verdict is what the findings mean together.
type verdict struct {
	status, reason string
	checkedAt      time.Time // zero: never
	age            time.Duration
}

const (
	// round is within what time messages are taken to belong together, so that the worst of them counts (inferred).
	round = time.Minute
	// clockDrift is how far the site's clock may be ahead of the one here before ages mean nothing.
	clockDrift = 5 * time.Minute
)

// judge says what the findings of the service connection point mean. all are those of other servers, too: the role may
// have moved.
func judge(own, all []finding, p point, now time.Time, maxAge time.Duration) verdict {
	offline := p.online != nil && !*p.online
	if len(own) == 0 && !offline {
		return verdict{status: statusUnknown, reason: never(all, p)}
	}
	v := verdict{}
	if len(own) > 0 {
		v.checkedAt, v.age = own[0].time, max(now.Sub(own[0].time), 0)
	}
	if offline {
		v.status, v.reason = statusUnknown, fmt.Sprintf("The service connection point on %s is in offline mode: it connects to nothing. Tenant attach needs the online mode.", p.server)
		return v
	}
	switch ahead := own[0].time.Sub(now); {
	case v.checkedAt.IsZero():
		v.status, v.age, v.reason = statusUnknown, 0, "The newest status message has no time, so its age is not known."
	case ahead > clockDrift:
		v.status, v.reason = statusUnknown, fmt.Sprintf("The newest status message is %s ahead of the clock of the machine that runs Terraform, so its age is not known: one of the two clocks is wrong.", rounded(ahead))
	case v.age > maxAge:
		v.status, v.reason = statusUnknown, fmt.Sprintf("The newest status message of %s is %s old, older than max_age (%s): what was found then (%s) says nothing of today. Is the SMS_EXECUTIVE service running there, and tenant attach on?", p.server, rounded(v.age), maxAge, worst(own).state)
	default:
		v.status, v.reason = meaning(worst(own), p)
	}
	return v
}

// worst is the worst finding of the last round; the newest one of these.
func worst(findings []finding) finding {
	out := findings[0]
	for _, f := range findings {
		if findings[0].time.Sub(f.time) <= round && badness(f.state) > badness(out.state) {
			out = f
		}
	}
	return out
}

// meaning is a finding in words. The meaning of the numbers is documented; see adminservice.
func meaning(f finding, p point) (status, reason string) {
	said := fmt.Sprintf("Status message %d of %s: ", f.messageID, p.server)
	if names := addresses(f.endpoints); names != "" {
		said = fmt.Sprintf("Status message %d of %s names %s: ", f.messageID, p.server, names)
	}
	const where = " EndpointConnectivityCheckWorker.log there says which."
	switch f.state {
	case stateOK:
		return statusPass, said + "all checks are successful."
	case stateWarning:
		return statusWarn, said + "one or more checks failed that are not critical." + where
	case stateError:
		return statusFail, said + "one or more critical checks failed." + where
	default:
		return statusFail, said + "a required endpoint of a cloud service cannot be reached." + where
	}
}

func addresses(list []named) string {
	out := []string{}
	for _, n := range list {
		out = append(out, n.address)
	}
	return strings.Join(out, ", ")
}

// never is the reason when the service connection point has said nothing.
func never(all []finding, p point) string {
	others := []string{}
	for _, f := range all {
		if f.server != "" && !slices.Contains(others, f.server) {
			others = append(others, f.server)
		}
	}
	if len(others) > 0 {
		return fmt.Sprintf("%s, which is the service connection point, has never reported a check; the status messages there are come from %s, which is not, or no longer.", p.server, strings.Join(others, ", "))
	}
	return fmt.Sprintf("The site shows no status message 11410, 11411, 11412 or 11488 of %s: it was never checked, as before the onboarding and before version 2010, or the messages were deleted, or the security role of the account does not let it see status messages.", p.server)
}

// rounded is a duration for people.
func rounded(d time.Duration) time.Duration {
	if d >= time.Hour {
		return d.Round(time.Minute)
	}
	return d.Round(time.Second)
}
