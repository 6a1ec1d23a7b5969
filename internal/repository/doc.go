// Package repository holds the files of this repository that are no code to the code, and to each other: CONTRIBUTING.md,
// the list of dependencies, and the links between pages.
package repository
