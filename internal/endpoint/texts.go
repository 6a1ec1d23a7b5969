package endpoint

import "slices"

// Hosts are the hosts of entries, sorted and each once; a leading "*." stands for one or more labels.
func Hosts(entries []Entry) []string {
	return sortedTexts(entries, func(e Entry) string { return e.Host })
}

// URLs are the entries as URLs, sorted and each once.
func URLs(entries []Entry) []string { return sortedTexts(entries, Entry.URL) }

func sortedTexts(entries []Entry, text func(Entry) string) []string {
	out := []string{}
	for _, e := range entries {
		out = append(out, text(e))
	}
	slices.Sort(out)
	return slices.Compact(out)
}
