#!/bin/sh
# Write the report about the plans of this run: report.sh PLANS DIRECTORY MAX_AGE
#
# PLANS has TENANT.json for each tenant of tenants.json, at any depth: some systems put each artifact into a directory of its
# own. Where a job was run again, that directory ends in the number of the attempt, and the last one counts. A tenant without
# a plan, because its runner was away, is reported as missing; a plan that is older than MAX_AGE, such as 6h, as outdated.
#
# It ends with the exit code of drift-report: 0 nothing, 2 drift, 3 changes to be applied, 4 a plan is missing or not whole,
# 5 a plan is outdated.
set -eu
umask 077

mkdir -p "$1" "$2"
plans=$(cd "$1" && pwd)
out=$(cd "$2" && pwd)
max_age=$3
names=$("$(dirname "$0")/tenants.sh" names)

# terraform init has fetched the provider, and checked it against .terraform.lock.hcl where there is one.
provider=$(find -L "$PWD/.terraform/providers" -type f -name 'terraform-provider-tenantattach*' -perm -u+x 2>/dev/null | head -n 1)
[ -n "$provider" ] || { echo "report.sh: run terraform init first" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP # which goes through EXIT
mkdir "$work/plans"

set --
for tenant in $names; do
  plan=$(find "$plans" -type f -name "$tenant.json" | awk -F/ '{ n = split($(NF - 1), part, "-"); print part[n] + 0, $0 }' | sort -n | tail -n 1 | cut -d' ' -f2-)
  [ -z "$plan" ] || ln -s "$plan" "$work/plans/$tenant.json"
  set -- "$@" "plans/$tenant.json"
done

cd "$work" # so that the report names the plans alike every night
"$provider" drift-report -max-age "$max_age" \
  -markdown "$out/report.md" -junit "$out/report.xml" -sarif "$out/report.sarif" -html "$out/report.html" "$@"
