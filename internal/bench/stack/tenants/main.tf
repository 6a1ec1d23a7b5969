# Every resource of the provider for each tenant in var.tenants, by one provider.

terraform {
  backend "http" {}

  required_providers {
    tenantattach = { source = "tenantattach/tenantattach" }
  }
}

variable "tenants" {
  type = map(object({
    tenant_id      = string
    authority_host = string
    graph_endpoint = string
    admin_service  = map(string)
  }))
}

provider "tenantattach" {
  tenants = var.tenants
}

# A module for each tenant, as in examples/fleet: in it, a resource refers to those of its own tenant alone.
module "tenant" {
  source   = "./tenant"
  for_each = var.tenants
  tenant   = each.key
}
