#!/bin/sh
# Plan one tenant and leave the plan as JSON for the report: plan.sh TENANT DIRECTORY
#
# terraform plan -detailed-exitcode ends with 0 for no changes, 2 for changes or drift, 1 for an error. Changes are what the
# report is for, so only an error fails this script. Even then there is a file for the report, so that the tenant is in it.
set -eu

tenant=$1
file=$2/$tenant.json
plan=$(mktemp)
trap 'rm -f "$plan"' EXIT
mkdir -p "$2"

code=0
terraform plan -input=false -no-color -lock=false -detailed-exitcode -var "tenant=$tenant" -out="$plan" || code=$?
# Of a plan that failed midway, Terraform saves what it has.
if [ ! -s "$plan" ] || ! terraform show -json "$plan" >"$file"; then
  echo "terraform plan of $tenant ended with $code; the log of its job says why" >"$file"
  code=1
fi
case $code in
  0 | 2) ;;
  *) exit 1 ;;
esac
