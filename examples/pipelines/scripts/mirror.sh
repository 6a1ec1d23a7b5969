#!/bin/sh
# Put the provider where terraform init finds it without a registry: mirror.sh BINARY VERSION [PLATFORM]
#
# mirror.tfrc names the directory. The lock file then says which binary it was: terraform providers lock -fs-mirror=mirror.
set -eu

place=mirror/registry.terraform.io/tenantattach/tenantattach/$2/${3:-linux_amd64}
mkdir -p "$place"
cp "$1" "$place/terraform-provider-tenantattach_v$2"
chmod 755 "$place/terraform-provider-tenantattach_v$2"
