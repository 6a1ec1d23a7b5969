// Package realproxies runs real proxies on the loopback interface: Squid, nginx, and pacparser for PAC files. So what
// package endpoint writes for them is judged by the products themselves, and what looks at proxies meets real ones: one
// that wants a login, one that cuts silent tunnels, one that inspects TLS.
//
// Nothing leaves the machine and no name is looked up: Squid passes everything to a far side, which is part of the test
// and stands for the internet. The proxies are children of the test and end with it, also when it fails or is killed.
// They need Linux and some Debian packages, which tools/real-servers.sh installs; Require skips a test where they are not.
package realproxies
