# terraform query -generate-config-out=found.tf
list "tenantattach_application" "found" {
  provider         = tenantattach
  include_resource = true

  config {
    tenant = "contoso"
  }
}
