#!/bin/sh
# Wait until all tenants are planned, but no longer than some minutes: github-wait.sh MINUTES
#
# A job whose runner is away waits for it for a day or two, and timeout-minutes does not count that. So the job of the report
# does not need the others: it waits here, and reports without whoever is late.
set -eu

names=$("$(dirname "$0")/tenants.sh" names)
all=$(echo "$names" | wc -l)
deadline=$(($(date +%s) + $1 * 60))
while :; do
  # The jobs of the matrix appear some time after this one has begun, so those that are done are counted.
  jobs=$(gh api --paginate "repos/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID/jobs?filter=latest&per_page=100" \
    --jq '.jobs[] | select((.name | startswith("Plan ")) and .status == "completed") | .name') || jobs=
  planned=$(echo "$jobs" | grep -c . || true)
  [ "$planned" -lt "$all" ] || exit 0
  if [ "$(date +%s)" -ge "$deadline" ]; then
    echo "$planned of $all tenants are planned; the others are reported as missing"
    exit 0
  fi
  sleep "${INTERVAL:-30}"
done
