resource "tenantattach_cloud_environment" "this" {
  name        = "Contoso"
  environment = "AzurePublicCloud"
}
