package endpoint

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Internal are the names that clients reach without a proxy.
type Internal struct {
	// Local stands for every name without a dot: "<local>" in Windows.
	Local bool
	// Names are hosts such as server.contoso.com, or everything below one, as *.contoso.com.
	Names []string
}

// Local is how Windows writes every name without a dot in a list of names.
const Local = "<local>"

// InternalOf reads a list of names, of which Local is one.
func InternalOf(names []string) Internal {
	var out Internal
	for _, name := range names {
		if name == Local {
			out.Local = true
		} else {
			out.Names = append(out.Names, name)
		}
	}
	return out
}

// patterns reads the names; only their hosts mean anything.
func (n Internal) patterns() ([]Entry, error) {
	out := []Entry{}
	for _, name := range n.Names {
		if strings.ContainsAny(name, ":/") {
			return nil, fmt.Errorf("the internal name %q is no host: scheme, port and path are not possible here", shorten(name))
		}
		pattern, err := parseHost(name, true)
		if err != nil {
			return nil, fmt.Errorf("%q is no internal name: %w", shorten(name), err)
		}
		out = append(out, Entry{ID: "internal", Host: pattern})
	}
	return out, nil
}

// WinHTTPOptions say how to write the command that sets the proxy of Windows' services.
type WinHTTPOptions struct {
	// Cloud is the cloud that the entries are for; it is named in the comments.
	Cloud string
	// Proxy is host:port.
	Proxy string
	// Internal are the names that bypass the proxy.
	Internal Internal
	// PowerShell writes the comments for PowerShell; otherwise they are for cmd. The command is the same.
	PowerShell bool
	// Bare leaves the comments out, so that there is nothing but the command.
	Bare bool
}

// WinHTTPCommand writes the command that sets the proxy for Windows' services, which the revocation check of the service
// connection point uses: the proxy in the site's properties is for Configuration Manager only. The entries are those that
// must go through the proxy; it is an error if the bypass list lets one past it.
//
// In a bypass list of WinHTTP a wildcard is possible as the leftmost characters only; "<local>" stands for names without a
// dot (Windows, "Netsh.exe and ProxyCfg.exe proxy configuration tools"; WINHTTP_PROXY_INFO). Names that could end the quotes
// or mean something to cmd or PowerShell are refused, not escaped.
func WinHTTPCommand(entries []Entry, o WinHTTPOptions) (string, error) {
	if err := Validate(entries); err != nil {
		return "", err
	}
	proxy, err := parseProxy(o.Proxy)
	if err != nil {
		return "", err
	}
	patterns, err := o.Internal.patterns()
	if err != nil {
		return "", err
	}
	if err := bypassed(entries, patterns); err != nil {
		return "", err
	}
	lines, err := heading(o.Cloud, entries)
	if err != nil {
		return "", err
	}
	command := fmt.Sprintf("netsh winhttp set proxy proxy-server=\"%s\"", proxy)
	if list := bypassList(o.Internal.Local, patterns); list != "" {
		command += fmt.Sprintf(" bypass-list=\"%s\"", list)
	}
	return withComments(command, append(lines, winHTTPMeaning(o)...), o)
}

func withComments(command string, lines []string, o WinHTTPOptions) (string, error) {
	if strings.ContainsAny(command, "\r\n%!^&|`$'\\(),") || strings.Count(command, `"`)%2 != 0 {
		return "", errors.New("the command cannot be quoted safely") // the parsers let no such thing through
	}
	var b strings.Builder
	if !o.Bare {
		prefix := "rem"
		if o.PowerShell {
			prefix = "#"
		}
		for _, line := range lines {
			comment(&b, prefix, harmless(line))
		}
	}
	return b.String() + command + "\n", nil
}

func winHTTPMeaning(o WinHTTPOptions) []string {
	lines := []string{
		"Run it as an administrator on the server of the service connection point. It is for the whole server.",
		"A proxy is for hosts, not for endpoints: all that is not in the bypass list goes through it; what is allowed is the proxy's to say.",
	}
	if !o.Internal.Local && len(o.Internal.Names) == 0 {
		return append(lines, "There is no bypass list: connections within the site go through the proxy, too, which Microsoft advises against.")
	}
	return append(lines, "In the bypass list *.example.com stands for names below example.com, at any depth, with every scheme, port and path.")
}

// WindowsBypassOptions say what is in a bypass list.
type WindowsBypassOptions struct {
	// Internal are the names that bypass the proxy.
	Internal Internal
	// Endpoints puts the hosts of the entries into the list: they go direct. Otherwise they go through the proxy, and it is an
	// error if the list lets one past it.
	Endpoints bool
}

// WindowsBypass writes the bypass list of a proxy of Windows, separated by semicolons: for WinHTTP, for the Internet options, or
// for a group policy. It knows hosts only; WindowsBypassNotes tells what that means for the entries.
func WindowsBypass(entries []Entry, o WindowsBypassOptions) (string, error) {
	list, err := rules(entries)
	if err != nil {
		return "", err
	}
	patterns, err := o.Internal.patterns()
	if err != nil {
		return "", err
	}
	if !o.Endpoints {
		if err := bypassed(entries, patterns); err != nil {
			return "", err
		}
		return bypassList(o.Internal.Local, patterns), nil
	}
	for _, r := range list {
		patterns = append(patterns, r.Entry)
	}
	return bypassList(o.Internal.Local, patterns), nil
}

// WindowsBypassNotes are what a bypass list cannot say of the entries that are in it: the list itself has no room for it.
func WindowsBypassNotes(entries []Entry, o WindowsBypassOptions) ([]Note, error) {
	list, err := rules(entries)
	if err != nil || !o.Endpoints {
		return nil, err
	}
	notes := []Note{{Text: "A bypass list of Windows knows hosts only: each of these bypasses the proxy with every scheme, port and path."}}
	for _, r := range list {
		if r.Path != "" {
			notes = append(notes, Note{r.ids, fmt.Sprintf("The path %s cannot be said: every path of the host bypasses the proxy.", r.Path)})
		}
	}
	return notes, nil
}

// bypassList joins what bypasses the proxy, each once, in a fixed order.
func bypassList(local bool, patterns []Entry) string {
	names := []string{}
	for _, p := range patterns {
		names = append(names, p.Host)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	if local {
		names = append([]string{Local}, names...)
	}
	return strings.Join(names, ";")
}

// bypassed is the error for an internal name that lets an entry, or a part of it, past the proxy.
func bypassed(entries, patterns []Entry) error {
	for _, p := range patterns {
		for _, e := range entries {
			if overlaps(p.Host, e.Host) {
				return fmt.Errorf("the internal name %s lets %s (%s) past the proxy: make it narrower, or leave %s out of the endpoints", p.Host, e.Host, e.ID, e.ID)
			}
		}
	}
	return nil
}

// parseProxy reads host:port, and writes it in its normal form.
func parseProxy(text string) (string, error) {
	host, port, given := strings.Cut(text, ":")
	number, ok := parsePort(port)
	if !given || !ok || strings.HasPrefix(host, "*") {
		return "", fmt.Errorf("%q is no proxy: write host:port, with a port from 1 to 65535", shorten(text))
	}
	name, err := parseHost(host, true)
	if err != nil {
		return "", fmt.Errorf("%q is no proxy: %w", shorten(text), err)
	}
	return fmt.Sprintf("%s:%d", name, number), nil
}

// harmless leaves nothing in a comment that a shell could take for more than a comment.
func harmless(text string) string {
	return strings.Map(func(r rune) rune {
		if isLower(r) || isDigit(r) || 'A' <= r && r <= 'Z' || strings.ContainsRune(" .,:;*'-_/", r) {
			return r
		}
		return '?'
	}, text)
}
