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
	group  Group
	name   string
	probes []string
}

// Group is what packages are for.
type Group string

// The groups of the list.
const (
	Windows Group = "windows" // sign-in to Windows: the servers of this package
	Proxies Group = "proxies" // what is written for proxies: package realproxies

	Browser   Group = "browser"   // a browser that looks at pages: package driftreport
	Pipelines Group = "pipelines" // what checks the examples of pipelines
)

func packages() []debian {
	var all []debian
	var group Group
	for line := range strings.Lines(packageList) {
		line = strings.TrimSpace(line)
		switch fields := strings.Fields(line); {
		case strings.HasPrefix(line, "["):
			group = Group(strings.Trim(line, "[]"))
		case len(fields) > 1 && !strings.HasPrefix(line, "#"):
			all = append(all, debian{group: group, name: fields[0], probes: fields[1:]})
		}
	}
	return all
}

// Program returns the path of a program that a group has, for a test that starts it by itself.
func Program(name string) string { return find(name) }

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

// Missing returns what has to be installed for the servers of a group to run: names of Debian packages, and none when all
// is there. On another system than Linux it is all of them.
func Missing(of Group) []string {
	var missing []string
	for _, p := range packages() {
		if p.group != of {
			continue
		}
		if runtime.GOOS != "linux" || slices.ContainsFunc(p.probes, func(probe string) bool { return find(probe) == "" }) {
			missing = append(missing, p.name)
		}
	}
	return missing
}
