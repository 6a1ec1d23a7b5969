resource "tenantattach_application" "this" {
  unique_name  = "tenant-attach-p01"
  display_name = "ConfigMgr tenant attach (P01)"
  notes        = "Owned by the endpoint team. Managed by Terraform."
}
