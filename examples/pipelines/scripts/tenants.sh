#!/bin/sh
# Print the tenants of tenants.json as a CI system takes them: tenants.sh names|github|azure|gitlab
set -eu

# A name is also part of the names of files, jobs and artifacts: it is held to what variables.tf takes.
wrong=$(jq -r 'to_entries[] | select(((.key | test("\\A[a-z0-9][a-z0-9-]{0,39}\\z")) and (.value.runner | type == "string")) | not) | .key | @json' tenants.json)
if [ -n "$wrong" ]; then
  printf 'tenants.sh: a tenant has a name of small letters, digits and hyphens, and a runner; not so: %s\n' "$wrong" >&2
  exit 1
fi

case $1 in
  names) jq -r 'keys[]' tenants.json ;;
  github) jq -c '[to_entries[] | {tenant: .key, runner: .value.runner}]' tenants.json ;;
  # A key of a matrix begins with a letter, and has only letters, digits and underscores.
  azure) jq -c 'with_entries({key: ("tenant_" + (.key | gsub("-"; "_"))), value: {tenant: .key, runner: .value.runner}})' tenants.json ;;
  gitlab)
    jq '{
      include: [{local: "gitlab-drift.yml"}],
      plan: {extends: ".plan", parallel: {matrix: [to_entries[] | {TENANT: .key, RUNNER: .value.runner}]}}
    }' tenants.json
    ;;
  *) echo "tenants.sh: $1 is no system that this script knows" >&2; exit 1 ;;
esac
