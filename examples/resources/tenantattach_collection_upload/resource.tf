resource "tenantattach_cloud_environment" "this" {
  name        = "Contoso"
  environment = "AzurePublicCloud"
}

data "tenantattach_collection" "pilot" {
  name = "Pilot"
}

resource "tenantattach_collection_upload" "this" {
  scope = data.tenantattach_collection.pilot.collection_id

  depends_on = [tenantattach_cloud_environment.this]
}
