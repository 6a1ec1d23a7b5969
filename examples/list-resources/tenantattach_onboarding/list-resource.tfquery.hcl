# terraform query -generate-config-out=found.tf
list "tenantattach_onboarding" "found" {
  provider         = tenantattach
  include_resource = true

  config {
    tenant = "contoso"
  }
}
