// Package compat keeps what a configuration can rely on: the names, types and uses of all arguments and attributes, as a
// snapshot in the repository. A change that breaks a configuration must stand in CHANGELOG.md before the snapshot takes it.
//
// Only what the protocol's schema says is compared: a default or a check that changes is not seen.
package compat
