// Package realservers runs real servers on the loopback interface for tests of Windows sign-in: a Kerberos realm with a
// KDC of its own, and an Apache with TLS that signs its callers in by Kerberos or NTLM before it passes them on to an
// administration service of the lab. So what the clients send is judged by implementations that this project has not
// written.
//
// The servers are children of the test and end with it, also when it fails or is killed. Their files are in directories
// of the test's own and their ports are free ones, so that tests can run beside each other. They need Linux and some
// Debian packages, which packages.txt lists and tools/real-servers.sh installs; Require skips a test where they are not.
package realservers
