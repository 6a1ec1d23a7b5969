#!/bin/sh
# Prints the section of CHANGELOG.md about a version: the notes of its release. Fails while the section is missing, empty,
# or still called unreleased.
set -eu

version=${1:?usage: tools/release/notes.sh VERSION}
cd "$(dirname "$0")/../.."

heading=$(awk -v version="$version" '$1 == "##" && $2 == version' CHANGELOG.md)
case $heading in
  '') echo "CHANGELOG.md has no section '## $version'" >&2; exit 1 ;;
  *'(unreleased)'*) echo "CHANGELOG.md calls $version unreleased: put the day of the release there" >&2; exit 1 ;;
esac
awk -v version="$version" '$1 == "##" { on = $2 == version; next } on' CHANGELOG.md | grep . ||
  { echo "CHANGELOG.md says nothing of $version" >&2; exit 1; }
