# Every resource of the provider for the one tenant of the provider that is passed in.

terraform {
  required_providers {
    tenantattach = { source = "tenantattach/tenantattach" }
  }
}

resource "tenantattach_application" "this" {
  unique_name      = "attach"
  display_name     = "ConfigMgr attach"
  purge_on_destroy = true
}

resource "tenantattach_cloud_environment" "this" {
  name        = "Contoso"
  environment = "AzurePublicCloud"
}

resource "tenantattach_collection_upload" "this" {
  scope      = "P0100014"
  depends_on = [tenantattach_cloud_environment.this]
}

resource "tenantattach_onboarding" "this" {
  handoff          = "admin_service"
  client_id        = tenantattach_application.this.client_id
  application_name = tenantattach_application.this.display_name
  identifier_uri   = tenantattach_application.this.identifier_uri
  depends_on       = [tenantattach_collection_upload.this]
}

resource "tenantattach_intune_rbac" "this" {
  enabled = true
}

resource "tenantattach_service_connection_point_proxy" "this" {
  proxy_server = "proxy.example"
  proxy_port   = 8080
}

resource "tenantattach_endpoint_allowlist" "this" {
  connectors                      = ["provider"]
  publish_to_global_secure_access = { policy_name = "Tenant attach", profile_name = "Servers" }
}
