package realservers

import (
	_ "embed"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// packageList is read by tools/real-servers.sh, too: there is no second list.
//
//go:embed packages.txt
var packageList string

// debian is a Debian package, with what shows that it is installed: the names of programs, and patterns of files.
type debian struct {
	name   string
	probes []string
}

func packages() []debian {
	var all []debian
	for line := range strings.Lines(packageList) {
		if fields := strings.Fields(line); len(fields) > 1 && !strings.HasPrefix(line, "#") {
			all = append(all, debian{name: fields[0], probes: fields[1:]})
		}
	}
	return all
}

// find returns the path of a program, or of the first file of a pattern; empty when there is none.
func find(probe string) string {
	if filepath.IsAbs(probe) {
		if found, err := filepath.Glob(probe); err == nil && len(found) > 0 {
			return found[0]
		}
		return ""
	}
	// The directories of system programs are not in the PATH of everybody.
	for _, name := range []string{probe, "/usr/local/sbin/" + probe, "/usr/sbin/" + probe, "/sbin/" + probe} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// file returns the path of what is first to show that a package is installed.
func file(name string) string {
	for _, p := range packages() {
		if p.name == name {
			return find(p.probes[0])
		}
	}
	return ""
}

// Missing returns what has to be installed for the servers to run: names of Debian packages, and none when all is there.
// On another system than Linux it is all of them.
func Missing() []string {
	var missing []string
	for _, p := range packages() {
		if runtime.GOOS != "linux" || slices.ContainsFunc(p.probes, func(probe string) bool { return find(probe) == "" }) {
			missing = append(missing, p.name)
		}
	}
	return missing
}
