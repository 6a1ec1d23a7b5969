# All collections of the hierarchy.

terraform {
  required_providers {
    tenantattach = { source = "tenantattach/tenantattach" }
  }
}

provider "tenantattach" {}

data "tenantattach_collections" "this" {}
