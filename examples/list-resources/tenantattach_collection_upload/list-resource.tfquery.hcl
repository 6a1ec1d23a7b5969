# terraform query -generate-config-out=found.tf
list "tenantattach_collection_upload" "found" {
  provider         = tenantattach
  include_resource = true

  config {
    tenant = "contoso"
  }
}
