package graph

import "strings"

// Need is something that a run does, with the application permissions of which any one allows it.
type Need struct {
	Doing string
	AnyOf []string
}

// NeedsOfPlan are those of a run that only reads.
func NeedsOfPlan() []Need {
	return needs(readApplication(), readPrincipal(), readAssignments(), readGrants(), readOrganization())
}

// NeedsOfApply are those of a run that attaches a hierarchy. microservice says that the service principal of the
// Configuration Manager Microservice is in the tenant already: making it takes more than the rest (Graph notes §2). consent
// says that admin consent is given.
func NeedsOfApply(microservice, consent bool) []Need {
	all := append(NeedsOfPlan(), needs(upsertApplication(), updateApplication(), createPrincipal(true), addPassword(), removePassword())...)
	if consent {
		all = append(all, needs(assignRole(), writeGrant())...)
	}
	if !microservice {
		all = append(all, needs(createPrincipal(false))...)
	}
	return all
}

// NeedsOfHandover are those of a run that hands an application over: with a client secret that is made, or with none.
func NeedsOfHandover(secret bool) []Need {
	if !secret {
		return needs(readApplication())
	}
	return needs(readApplication(), addPassword(), removePassword())
}

func needs(operations ...operation) []Need {
	out := []Need{}
	for _, o := range operations {
		n := Need{Doing: o.text}
		for _, p := range o.permissions {
			name, _, _ := strings.Cut(p, " ") // what stands behind it is for people
			n.AnyOf = append(n.AnyOf, name)
		}
		out = append(out, n)
	}
	return out
}
