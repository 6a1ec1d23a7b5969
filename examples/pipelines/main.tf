# One tenant of tenants.json, which var.tenant names. Each has a state of its own, so that a nightly plan of one waits for
# no other, and a failure stays with it.

terraform {
  required_version = ">= 1.11"

  required_providers {
    tenantattach = {
      source = "tenantattach/tenantattach"
    }
  }
}

locals {
  tenants = jsondecode(file("${path.module}/tenants.json"))
  tenant  = local.tenants[var.tenant]
}

# Who signs in stands in the environment: ARM_CLIENT_ID and ARM_USE_OIDC for Entra, a keytab for the site. With
# TENANTATTACH_READ_ONLY=true nothing is ever written, whatever the identity may do.
provider "tenantattach" {
  tenants = {
    (var.tenant) = {
      tenant_id      = local.tenant.tenant_id
      client_id      = try(local.tenant.client_id, null)
      environment    = try(local.tenant.environment, "public")
      authority_host = try(local.tenant.authority_host, null)
      graph_endpoint = try(local.tenant.graph_endpoint, null)
      admin_service  = local.tenant.admin_service
    }
  }
}

resource "tenantattach_application" "this" {
  tenant       = var.tenant
  unique_name  = "tenant-attach-${var.tenant}"
  display_name = "ConfigMgr tenant attach (${var.tenant})"
}

resource "tenantattach_cloud_environment" "this" {
  tenant      = var.tenant
  name        = var.tenant
  environment = try(local.tenant.cloud_environment, "AzurePublicCloud")
}

resource "tenantattach_collection_upload" "this" {
  tenant     = var.tenant
  scope      = local.tenant.upload_scope
  depends_on = [tenantattach_cloud_environment.this]
}

resource "tenantattach_onboarding" "this" {
  tenant           = var.tenant
  handoff          = "admin_service"
  client_id        = tenantattach_application.this.client_id
  application_name = tenantattach_application.this.display_name
  identifier_uri   = tenantattach_application.this.identifier_uri
  depends_on       = [tenantattach_collection_upload.this]
}
