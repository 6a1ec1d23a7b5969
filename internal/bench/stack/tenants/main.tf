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

resource "tenantattach_application" "this" {
  for_each         = var.tenants
  tenant           = each.key
  unique_name      = "attach"
  display_name     = "ConfigMgr attach"
  purge_on_destroy = true
}

resource "tenantattach_cloud_environment" "this" {
  for_each    = var.tenants
  tenant      = each.key
  name        = "Contoso"
  environment = "AzurePublicCloud"
}

resource "tenantattach_collection_upload" "this" {
  for_each   = var.tenants
  tenant     = each.key
  scope      = "P0100014"
  depends_on = [tenantattach_cloud_environment.this]
}

resource "tenantattach_onboarding" "this" {
  for_each         = var.tenants
  tenant           = each.key
  handoff          = "admin_service"
  client_id        = tenantattach_application.this[each.key].client_id
  application_name = tenantattach_application.this[each.key].display_name
  identifier_uri   = tenantattach_application.this[each.key].identifier_uri
  depends_on       = [tenantattach_collection_upload.this]
}

resource "tenantattach_intune_rbac" "this" {
  for_each = var.tenants
  tenant   = each.key
  enabled  = true
}

resource "tenantattach_service_connection_point_proxy" "this" {
  for_each     = var.tenants
  tenant       = each.key
  proxy_server = "proxy.example"
  proxy_port   = 8080
}

resource "tenantattach_endpoint_allowlist" "this" {
  for_each                        = var.tenants
  tenant                          = each.key
  connectors                      = ["provider"]
  publish_to_global_secure_access = { policy_name = "Tenant attach", profile_name = "Servers" }
}
