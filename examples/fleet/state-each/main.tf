# One tenant of the file, which var.tenant names; each has a state of its own.

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

variable "tenant" {
  description = "The tenant, by its name in the file."
  type        = string

  validation {
    condition     = contains(keys(yamldecode(file(var.tenants_file))), var.tenant)
    error_message = "The file has no tenant of that name."
  }

  # A plan of one tenant in the state of another would destroy the other.
  validation {
    condition     = contains(["default", var.tenant], terraform.workspace)
    error_message = "This is the workspace of another tenant: terraform workspace select -or-create ${var.tenant}"
  }
}

locals {
  tenant = yamldecode(file(var.tenants_file))[var.tenant]
}

provider "tenantattach" {
  tenants = {
    (var.tenant) = {
      tenant_id      = local.tenant.tenant_id
      environment    = try(local.tenant.environment, "public")
      authority_host = try(local.tenant.authority_host, null)
      graph_endpoint = try(local.tenant.graph_endpoint, null)
      admin_service  = local.tenant.admin_service
    }
  }
}

module "tenant_attach" {
  source = "../../modules/tenant-attach"

  tenant       = var.tenant
  unique_name  = "tenant-attach-${var.tenant}"
  display_name = "ConfigMgr tenant attach (${var.tenant})"
  tenant_name  = local.tenant.name
  upload_scope = local.tenant.upload_scope
  handoff      = try(local.tenant.handoff, "admin_service")

  cloud_environment   = try(local.tenant.cloud_environment, "AzurePublicCloud")
  microservice_app_id = try(local.tenant.microservice_app_id, null)
  proxy               = try(local.tenant.proxy, null)
  allowlist           = try(local.tenant.allowlist, null)
  use_intune_rbac     = try(local.tenant.use_intune_rbac, null)
  purge_on_destroy    = try(local.tenant.purge_on_destroy, false)
}

output "attached" {
  description = "What is attached, and until when its client secret lasts."
  value       = { client_id = module.tenant_attach.client_id, secret_expiry = module.tenant_attach.secret_expiry }
}
