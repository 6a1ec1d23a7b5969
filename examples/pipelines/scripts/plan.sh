#!/bin/sh
# Plan one tenant and leave the plan as JSON for the report: plan.sh TENANT DIRECTORY
#
# terraform plan -detailed-exitcode ends with 0 for no changes, 2 for changes or drift, 1 for an error. Changes are what the
# report is for, so only an error fails this script. Even then there is a file for the report, so that the tenant is in it.
set -eu
umask 077 # plans have sensitive values in clear

tenant=$1
file=$2/$tenant.json
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP # which goes through EXIT
mkdir -p "$2"
rm -f "$file" # of an earlier run

code=0
terraform plan -input=false -no-color -lock=false -detailed-exitcode -var "tenant=$tenant" -out="$work/plan" || code=$?
# Of a plan that failed midway, Terraform saves what it has.
if [ ! -s "$work/plan" ] || ! terraform show -json "$work/plan" >"$work/json"; then
  echo "terraform plan of $tenant ended with $code; the log of its job says why" >"$work/json"
  code=1
fi
mv "$work/json" "$file"
case $code in
  0 | 2) ;;
  *) exit 1 ;;
esac
