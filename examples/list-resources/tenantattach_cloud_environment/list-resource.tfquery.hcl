# terraform query -generate-config-out=found.tf
list "tenantattach_cloud_environment" "found" {
  provider         = tenantattach
  include_resource = true

  config {
    tenant = "contoso"
  }
}
