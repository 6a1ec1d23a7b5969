package winauth

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/bounded"
)

// The files of a machine say more than the library reads, and in ways that it refuses: dns_canonicalize_hostname =
// fallback, nested blocks, durations such as "7 days". So it is given only what matters for getting a ticket.

// libdefaults are the settings that are taken over.
func libdefaults() []string {
	return []string{"default_realm", "dns_lookup_kdc", "allow_weak_crypto", "udp_preference_limit", "default_tkt_enctypes", "default_tgs_enctypes", "permitted_enctypes"}
}

// krb5File is a krb5.conf, with those that it includes, as far as it is taken over.
type krb5File struct {
	text strings.Builder
	sets map[string]bool // the settings of [libdefaults] that it has
}

// maxIncludes bounds how deep files include each other.
const maxIncludes = 5

// readKrb5Files reads one file, or several as KRB5_CONFIG may name them; of those that are not there, one must be.
func readKrb5Files(names string) (*krb5File, error) {
	f := &krb5File{sets: map[string]bool{}}
	var missing error
	found := false
	for _, name := range filepath.SplitList(names) {
		if err := f.read(name, 0); err != nil {
			missing = err
			continue
		}
		found = true
	}
	if !found {
		return nil, missing
	}
	return f, nil
}

func (f *krb5File) read(name string, depth int) error {
	data, err := bounded.File(name)
	if err != nil {
		return err
	}
	section, nested := "", 0
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#' || line[0] == ';':
		case strings.HasPrefix(line, "include") && section == "" || strings.HasPrefix(line, "includedir "):
			if depth < maxIncludes {
				f.include(line, depth)
			}
		case line[0] == '[':
			section, nested = strings.ToLower(strings.Trim(strings.TrimSuffix(line, "*"), "[]")), 0
			fmt.Fprintf(&f.text, "[%s]\n", section)
		case section == "libdefaults":
			f.setting(line)
		case section == "domain_realm" && strings.Contains(line, "="):
			f.text.WriteString(line + "\n")
		case section == "realms":
			nested = f.realm(line, nested)
		}
	}
	if nested > 0 {
		return fmt.Errorf("%s: a block of [realms] is not closed", name)
	}
	return nil
}

// include reads further files; one that cannot be read is passed over, as a directory may be empty.
func (f *krb5File) include(line string, depth int) {
	kind, target, _ := strings.Cut(line, " ")
	names := []string{strings.TrimSpace(target)}
	if kind == "includedir" {
		names, _ = filepath.Glob(filepath.Join(names[0], "*"))
		// MIT takes names of letters, digits, dashes and underscores, and those that end in .conf.
		names = slices.DeleteFunc(names, func(name string) bool {
			base := strings.TrimSuffix(filepath.Base(name), ".conf")
			return strings.ContainsFunc(base, func(r rune) bool {
				return r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
			})
		})
	}
	for _, name := range names {
		_ = f.read(name, depth+1)
	}
}

func (f *krb5File) setting(line string) {
	key, value, ok := strings.Cut(line, "=")
	key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
	if !ok || !slices.Contains(libdefaults(), key) {
		return
	}
	f.sets[key] = true
	switch strings.ToLower(value) { // what MIT takes for a truth value, and the library does not
	case "on":
		value = "true"
	case "off":
		value = "false"
	}
	fmt.Fprintf(&f.text, "%s = %s\n", key, value)
}

// realm takes over the KDCs of a realm, and returns how deep in blocks it is after the line.
func (f *krb5File) realm(line string, nested int) int {
	key, _, _ := strings.Cut(line, "=")
	opens, closes := strings.Contains(line, "{"), strings.HasPrefix(line, "}")
	switch {
	case opens && strings.Contains(line, "}"): // a block on one line has no KDC that anybody writes so
		return nested
	case opens && nested == 0:
		fmt.Fprintf(&f.text, "%s = {\n", strings.TrimSpace(key))
		return 1
	case opens:
		return nested + 1
	case closes && nested == 1:
		f.text.WriteString("}\n")
		return 0
	case closes:
		return max(nested-1, 0)
	case nested == 1 && strings.EqualFold(strings.TrimSpace(key), "kdc"):
		f.text.WriteString(line + "\n")
	}
	return nested
}
