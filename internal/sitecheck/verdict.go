package sitecheck

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// What the findings mean.
const (
	StatusPass    = "pass"
	StatusWarn    = "warn"
	StatusFail    = "fail"
	StatusUnknown = "unknown"
)

// Verdict is what the findings mean together.
type Verdict struct {
	Status, Reason string
	CheckedAt      time.Time // zero: never
	Age            time.Duration
}

const (
	// Round is within what time messages are taken to belong together, so that the worst of them counts (inferred).
	Round = time.Minute
	// clockDrift is how far the site's clock may be ahead of the one here before ages mean nothing.
	clockDrift = 5 * time.Minute
)

// judge says what the findings of the service connection point mean. all are those of other servers, too: the role may
// have moved.
func judge(own, all []Finding, p Point, now time.Time, maxAge time.Duration) Verdict {
	offline := p.Online != nil && !*p.Online
	if len(own) == 0 && !offline {
		return Verdict{Status: StatusUnknown, Reason: never(all, p)}
	}
	v := Verdict{}
	if len(own) > 0 {
		v.CheckedAt, v.Age = own[0].Time, max(now.Sub(own[0].Time), 0)
	}
	if offline {
		v.Status, v.Reason = StatusUnknown, fmt.Sprintf("The service connection point on %s is in offline mode: it connects to nothing. Tenant attach needs the online mode.", p.Server)
		return v
	}
	switch ahead := own[0].Time.Sub(now); {
	case v.CheckedAt.IsZero():
		v.Status, v.Age, v.Reason = StatusUnknown, 0, "The newest status message has no time, so its age is not known."
	case ahead > clockDrift:
		v.Status, v.Reason = StatusUnknown, fmt.Sprintf("The newest status message is %s ahead of the clock of the machine that runs Terraform, so its age is not known: one of the two clocks is wrong.", rounded(ahead))
	case v.Age > maxAge:
		v.Status, v.Reason = StatusUnknown, fmt.Sprintf("The newest status message of %s is %s old, older than max_age (%s): what was found then (%s) says nothing of today. Is the SMS_EXECUTIVE service running there, and tenant attach on?", p.Server, rounded(v.Age), maxAge, worst(own).State)
	default:
		v.Status, v.Reason = meaning(worst(own), p)
	}
	return v
}

// worst is the worst finding of the last round; the newest one of these.
func worst(findings []Finding) Finding {
	out := findings[0]
	for _, f := range findings {
		if findings[0].Time.Sub(f.Time) <= Round && Badness(f.State) > Badness(out.State) {
			out = f
		}
	}
	return out
}

// meaning is a finding in words. The meaning of the numbers is documented; see adminservice.
func meaning(f Finding, p Point) (status, reason string) {
	said := fmt.Sprintf("Status message %d of %s: ", f.MessageID, p.Server)
	if names := addresses(f.Endpoints); names != "" {
		said = fmt.Sprintf("Status message %d of %s names %s: ", f.MessageID, p.Server, names)
	}
	const where = " EndpointConnectivityCheckWorker.log there says which."
	switch f.State {
	case StateOK:
		return StatusPass, said + "all checks are successful."
	case StateWarning:
		return StatusWarn, said + "one or more checks failed that are not critical." + where
	case StateError:
		return StatusFail, said + "one or more critical checks failed." + where
	default:
		return StatusFail, said + "a required endpoint of a cloud service cannot be reached." + where
	}
}

func addresses(list []Named) string {
	out := []string{}
	for _, n := range list {
		out = append(out, n.Address)
	}
	return strings.Join(out, ", ")
}

// never is the reason when the service connection point has said nothing.
func never(all []Finding, p Point) string {
	others := []string{}
	for _, f := range all {
		if f.Server != "" && !slices.Contains(others, f.Server) {
			others = append(others, f.Server)
		}
	}
	if len(others) > 0 {
		return fmt.Sprintf("%s, which is the service connection point, has never reported a check; the status messages there are come from %s, which is not, or no longer.", p.Server, strings.Join(others, ", "))
	}
	return fmt.Sprintf("The site shows no status message 11410, 11411, 11412 or 11488 of %s: it was never checked, as before the onboarding and before version 2010, or the messages were deleted, or the security role of the account does not let it see status messages.", p.Server)
}

// rounded is a duration for people.
func rounded(d time.Duration) time.Duration {
	if d >= time.Hour {
		return d.Round(time.Minute)
	}
	return d.Round(time.Second)
}
