# terraform query -generate-config-out=found.tf
list "tenantattach_intune_rbac" "found" {
  provider         = tenantattach
  include_resource = true

  config {
    tenant = "contoso"
  }
}
