# All tenants of the file in one configuration and one state.

terraform {
  required_version = ">= 1.11"

  required_providers {
    tenantattach = {
      source = "tenantattach/tenantattach"
    }
  }
}

variable "tenants_file" {
  description = "The YAML file with the tenants."
  type        = string
  default     = "../tenants.yaml"
}

variable "wave" {
  description = "The tenants to be attached so far, by name. Null: all of the file."
  type        = set(string)
  default     = null
}

locals {
  all     = yamldecode(file(var.tenants_file))
  tenants = { for name, tenant in local.all : name => tenant if var.wave == null ? true : contains(var.wave, name) }
}

# Every tenant of the file is configured, whether it is attached yet or not: one that leaves the wave can be destroyed.
provider "tenantattach" {
  tenants = {
    for name, tenant in local.all : name => {
      tenant_id      = tenant.tenant_id
      environment    = try(tenant.environment, "public")
      authority_host = try(tenant.authority_host, null)
      graph_endpoint = try(tenant.graph_endpoint, null)
      admin_service  = tenant.admin_service
    }
  }
}

module "tenant_attach" {
  source   = "../../modules/tenant-attach"
  for_each = local.tenants

  tenant       = each.key
  unique_name  = "tenant-attach-${each.key}"
  display_name = "ConfigMgr tenant attach (${each.key})"
  tenant_name  = each.value.name
  upload_scope = each.value.upload_scope
  handoff      = try(each.value.handoff, "admin_service")

  cloud_environment   = try(each.value.cloud_environment, "AzurePublicCloud")
  microservice_app_id = try(each.value.microservice_app_id, null)
  proxy               = try(each.value.proxy, null)
  allowlist           = try(each.value.allowlist, null)
  use_intune_rbac     = try(each.value.use_intune_rbac, null)
  purge_on_destroy    = try(each.value.purge_on_destroy, false)
}

output "attached" {
  description = "What is attached, and until when its client secret lasts."
  value       = { for name, m in module.tenant_attach : name => { client_id = m.client_id, secret_expiry = m.secret_expiry } }
}
