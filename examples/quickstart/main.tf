# Attach every hierarchy in var.tenants to its Intune tenant, with one provider and one configuration.

terraform {
  required_version = ">= 1.11"

  required_providers {
    tenantattach = {
      source = "tenantattach/tenantattach"
    }
  }
}

# Who signs in stands in the environment: ARM_CLIENT_ID and ARM_CLIENT_SECRET, or any other of the ARM_* family.
provider "tenantattach" {
  # When something was changed outside Terraform, a plan says by whom. This needs AuditLog.Read.All.
  drift_attribution = true

  tenants = {
    for name, tenant in var.tenants : name => {
      tenant_id      = tenant.tenant_id
      environment    = tenant.environment
      authority_host = tenant.authority_host
      graph_endpoint = tenant.graph_endpoint
      admin_service  = tenant.admin_service
    }
  }
}

# The application that the hierarchy signs in as, with its permissions and the administrator's consent.
resource "tenantattach_application" "this" {
  for_each = var.tenants
  tenant   = each.key

  unique_name  = "tenant-attach-${each.key}"
  display_name = "ConfigMgr tenant attach (${each.key})"
  notes        = "Managed by Terraform."

  # A demo leaves no trace. Without this line Entra keeps a destroyed application for 30 days.
  purge_on_destroy = true
}

# The tenant, as the hierarchy knows it, and its Azure cloud.
resource "tenantattach_cloud_environment" "this" {
  for_each = var.tenants
  tenant   = each.key

  name        = each.value.name
  environment = each.value.cloud_environment
}

# Whose devices go up: set before the upload begins, so that nobody else's ever do.
resource "tenantattach_collection_upload" "this" {
  for_each = var.tenants
  tenant   = each.key

  scope = each.value.upload_scope

  depends_on = [tenantattach_cloud_environment.this]
}

# The onboarding itself: the client secret is made in Entra and handed to the site in memory.
resource "tenantattach_onboarding" "this" {
  for_each = var.tenants
  tenant   = each.key

  # A tenant that is not ready is refused at plan, with all that is missing, before anything is changed.
  preflight = "enforce"

  handoff          = "admin_service"
  client_id        = tenantattach_application.this[each.key].client_id
  application_name = tenantattach_application.this[each.key].display_name
  identifier_uri   = tenantattach_application.this[each.key].identifier_uri

  depends_on = [tenantattach_collection_upload.this]
}
