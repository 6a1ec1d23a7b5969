# One provider for each tenant. OpenTofu only: Terraform has no for_each of providers.

terraform {
  required_version = ">= 1.11"

  required_providers {
    tenantattach = {
      source = "tenantattach/tenantattach"
    }
  }
}

variable "tenants" {
  description = "All tenants that this configuration knows, by a short name of your own."
  type = map(object({
    tenant_id     = string
    name          = string
    upload_scope  = string
    admin_service = map(string)
  }))
}

variable "attached" {
  description = "Those of them that are attached."
  type        = set(string)
}

provider "tenantattach" {
  alias    = "each"
  for_each = var.tenants

  tenant_id     = each.value.tenant_id
  admin_service = each.value.admin_service
}

module "tenant_attach" {
  source   = "../modules/tenant-attach"
  for_each = var.attached

  providers = {
    tenantattach = tenantattach.each[each.key]
  }

  unique_name  = "tenant-attach-${each.key}"
  display_name = "ConfigMgr tenant attach (${each.key})"
  tenant_name  = var.tenants[each.key].name
  upload_scope = var.tenants[each.key].upload_scope
  handoff      = "admin_service"
}
