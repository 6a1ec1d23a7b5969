# One hierarchy, attached to one tenant: the whole stack. The provider is the caller's; `tenant` picks one of its tenants.

terraform {
  required_version = ">= 1.11"

  required_providers {
    tenantattach = {
      source = "tenantattach/tenantattach"
    }
  }
}

resource "tenantattach_application" "this" {
  tenant = var.tenant

  unique_name      = var.unique_name
  display_name     = var.display_name
  identifier_uri   = var.identifier_uri
  notes            = var.notes
  purge_on_destroy = var.purge_on_destroy

  microservice_app_id = var.microservice_app_id
}

# With handoff = "console" the wizard registers the tenant and sets the scope.
resource "tenantattach_cloud_environment" "this" {
  count  = var.handoff == "admin_service" ? 1 : 0
  tenant = var.tenant

  name        = var.tenant_name
  environment = var.cloud_environment
}

# The scope is set before the upload begins, so that no device outside of it ever goes up.
resource "tenantattach_collection_upload" "this" {
  count  = var.handoff == "admin_service" ? 1 : 0
  tenant = var.tenant

  scope = var.upload_scope

  depends_on = [tenantattach_cloud_environment.this]
}

resource "tenantattach_onboarding" "this" {
  tenant = var.tenant

  handoff          = var.handoff
  client_id        = tenantattach_application.this.client_id
  application_name = tenantattach_application.this.display_name
  identifier_uri   = tenantattach_application.this.identifier_uri
  upload_enabled   = var.upload_enabled

  secret_validity = var.secret_validity
  rotate_before   = var.rotate_before

  preflight      = var.preflight
  preflight_skip = var.preflight_skip

  depends_on = [tenantattach_collection_upload.this]
}

resource "tenantattach_service_connection_point_proxy" "this" {
  count  = var.proxy == null ? 0 : 1
  tenant = var.tenant

  proxy_server         = var.proxy.server
  proxy_port           = var.proxy.port
  proxy_access_account = var.proxy.account
  bypass               = var.proxy.bypass
}

resource "tenantattach_endpoint_allowlist" "this" {
  count  = var.allowlist == null ? 0 : 1
  tenant = var.tenant

  additions  = var.allowlist.additions
  exclusions = var.allowlist.exclusions
}

resource "tenantattach_intune_rbac" "this" {
  count  = var.use_intune_rbac == null ? 0 : 1
  tenant = var.tenant

  enabled = var.use_intune_rbac
}
