resource "tenantattach_application" "this" {
  unique_name  = "tenant-attach-p01"
  display_name = "ConfigMgr tenant attach (P01)"
}

resource "tenantattach_cloud_environment" "this" {
  name        = "Contoso"
  environment = "AzurePublicCloud"
}

# The scope is set before the upload begins, so that no device outside of it ever goes up.
resource "tenantattach_collection_upload" "this" {
  scope = "P0100014"

  depends_on = [tenantattach_cloud_environment.this]
}

resource "tenantattach_onboarding" "this" {
  # "console" is the documented way: the plan says what to type into the wizard, and apply waits until it is done.
  handoff = "admin_service"

  client_id        = tenantattach_application.this.client_id
  application_name = tenantattach_application.this.display_name
  identifier_uri   = tenantattach_application.this.identifier_uri

  secret_validity = "8760h"
  rotate_before   = "720h"

  depends_on = [tenantattach_collection_upload.this]
}
