# Every resource of the provider for one tenant: the one with this key, or that of the provider block.

terraform {
  required_providers {
    tenantattach = { source = "tenantattach/tenantattach" }
  }
}

variable "tenant" {
  type    = string
  default = null
}

resource "tenantattach_application" "this" {
  tenant           = var.tenant
  unique_name      = "attach"
  display_name     = "ConfigMgr attach"
  purge_on_destroy = true
}

resource "tenantattach_cloud_environment" "this" {
  tenant      = var.tenant
  name        = "Contoso"
  environment = "AzurePublicCloud"
}

resource "tenantattach_collection_upload" "this" {
  tenant     = var.tenant
  scope      = "P0100014"
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

resource "tenantattach_intune_rbac" "this" {
  tenant  = var.tenant
  enabled = true
}

resource "tenantattach_service_connection_point_proxy" "this" {
  tenant       = var.tenant
  proxy_server = "proxy.example"
  proxy_port   = 8080
}

resource "tenantattach_endpoint_allowlist" "this" {
  tenant                          = var.tenant
  connectors                      = ["provider"]
  publish_to_global_secure_access = { policy_name = "Tenant attach", profile_name = "Servers" }
}
