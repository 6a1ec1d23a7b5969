# terraform query -generate-config-out=found.tf
list "tenantattach_service_connection_point_proxy" "found" {
  provider         = tenantattach
  include_resource = true

  config {
    tenant = "contoso"
  }
}
