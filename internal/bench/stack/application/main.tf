# What lives in Entra alone, for each tenant in var.tenants: nothing of one tenant waits for anything of another.

terraform {
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

resource "tenantattach_application" "this" {
  for_each         = var.tenants
  tenant           = each.key
  unique_name      = "attach-${each.key}"
  display_name     = "ConfigMgr attach"
  purge_on_destroy = true
}
