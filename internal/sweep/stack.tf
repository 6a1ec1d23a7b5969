# The full stack of one tenant: every resource that the provider has. Where the tenant is, and who signs in, stands in the
# environment; what a scenario changes are variables.

terraform {
  required_providers {
    tenantattach = {
      source = "tenantattach/tenantattach"
    }
  }
}

variable "limit" {
  default = "10m"
}

variable "notes" {
  default = "first"
}

variable "permissions" {
  type    = set(object({ api = string, name = string, type = string }))
  default = null
}

variable "environment_name" {
  default = "Contoso"
}

variable "scope" {
  default = "P0100014"
}

variable "validity" {
  default = "8760h"
}

variable "rotate_before" {
  default = "720h"
}

variable "intune_rbac" {
  default = true
}

variable "proxy_port" {
  default = 8080
}

variable "exclusions" {
  type    = set(string)
  default = []
}

locals {
  timeouts = { create = var.limit, read = var.limit, update = var.limit, delete = var.limit }
}

provider "tenantattach" {}

resource "tenantattach_application" "this" {
  unique_name          = "attach"
  display_name         = "ConfigMgr attach"
  notes                = var.notes
  required_permissions = var.permissions
  purge_on_destroy     = true
  timeouts             = local.timeouts
}

resource "tenantattach_cloud_environment" "this" {
  name        = var.environment_name
  environment = "AzurePublicCloud"
  timeouts    = local.timeouts
}

resource "tenantattach_collection_upload" "this" {
  scope      = var.scope
  timeouts   = local.timeouts
  depends_on = [tenantattach_cloud_environment.this]
}

resource "tenantattach_onboarding" "this" {
  handoff          = "admin_service"
  client_id        = tenantattach_application.this.client_id
  application_name = tenantattach_application.this.display_name
  identifier_uri   = tenantattach_application.this.identifier_uri
  description      = var.notes
  secret_validity  = var.validity
  rotate_before    = var.rotate_before
  timeouts         = local.timeouts
  depends_on       = [tenantattach_collection_upload.this]
}

resource "tenantattach_intune_rbac" "this" {
  enabled  = var.intune_rbac
  timeouts = local.timeouts
}

resource "tenantattach_service_connection_point_proxy" "this" {
  proxy_server         = "proxy.example"
  proxy_port           = var.proxy_port
  proxy_access_account = "CORP\\svc-proxy"
  timeouts             = local.timeouts
}

resource "tenantattach_endpoint_allowlist" "this" {
  connectors = ["provider"]
  exclusions = var.exclusions
  timeouts   = local.timeouts

  publish_to_global_secure_access = {
    policy_name  = "Tenant attach"
    profile_name = "Servers"
  }
}
