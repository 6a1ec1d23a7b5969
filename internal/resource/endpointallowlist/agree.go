package endpointallowlist

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
)

// wishes are what is configured of a list.
type wishes struct {
	cloud                 string
	crlOCSP               bool
	connectors            []endpoint.Connector
	additions, exclusions []string
}

// agreement is the list that the wishes make of the catalogue.
type agreement struct {
	version string
	entries []endpoint.Entry
	// excluded are entries that are left out on purpose, revoked those that go with crl_ocsp.
	excluded, revoked []endpoint.Entry
}

// agree makes the list. Exclusions apply to the catalogue and not to the additions, so that a narrower endpoint can take the
// place of an excluded wildcard.
func (s source) agree(w wishes) (agreement, error) {
	catalogue, err := s.entries(w.cloud)
	if err != nil {
		return agreement{}, err
	}
	selected := endpoint.Select(catalogue, endpoint.Filter{Connectors: w.connectors})
	a := agreement{version: s.version}
	kept, err := a.exclude(selected, catalogue, w)
	if err != nil {
		return agreement{}, err
	}
	added, err := additions(w.additions)
	if err != nil {
		return agreement{}, err
	}
	a.entries = slices.Concat(kept, added)
	slices.SortFunc(a.entries, func(x, y endpoint.Entry) int { return cmp.Compare(x.ID, y.ID) })
	return a, endpoint.Validate(a.entries)
}

// exclude leaves out what is excluded and, unless it is wanted, what revocation needs.
func (a *agreement) exclude(selected, catalogue []endpoint.Entry, w wishes) ([]endpoint.Entry, error) {
	done, err := endpoint.Exclude(selected, w.exclusions)
	if err != nil {
		return nil, err
	}
	if len(done.Unused) > 0 {
		return nil, unused(done.Unused, catalogue)
	}
	a.excluded = done.Removed
	kept := []endpoint.Entry{}
	for _, e := range done.Kept {
		if e.Purpose == endpoint.PurposeCRLOCSP && !w.crlOCSP {
			a.revoked = append(a.revoked, e)
			continue
		}
		kept = append(kept, e)
	}
	return kept, nil
}

// unused is the error for exclusions that match nothing on the list, with what to do about it.
func unused(exclusions []string, catalogue []endpoint.Entry) error {
	said := []string{}
	for _, text := range exclusions {
		why := "no endpoint of this cloud has that id, URL, host or pattern. It is misspelt, or an endpoint of another cloud or of another version of the catalogue: remove it"
		if elsewhere, err := endpoint.Exclude(catalogue, []string{text}); err == nil && len(elsewhere.Removed) > 0 {
			why = "what it names is not on the list in the first place, because of connectors: remove it"
		}
		said = append(said, fmt.Sprintf("%q excludes nothing: %s.", text, why))
	}
	return errors.New(strings.Join(said, "\n"))
}

// additions reads what is added. The same endpoint written in two ways is an error: it would be one entry.
func additions(texts []string) ([]endpoint.Entry, error) {
	out := []endpoint.Entry{}
	seen := map[string]string{}
	for _, text := range slices.Sorted(slices.Values(texts)) {
		e, err := endpoint.ParseEntry(text)
		if err != nil {
			return nil, err
		}
		if other, known := seen[e.ID]; known {
			return nil, fmt.Errorf("%q and %q are the same endpoint, %s: keep one of them", other, text, e.URL())
		}
		seen[e.ID] = text
		out = append(out, e)
	}
	return out, nil
}

// fqdns are the hosts of the list, each once; a leading "*." stands for one or more labels.
func (a agreement) fqdns() []string { return endpoint.Hosts(a.entries) }
