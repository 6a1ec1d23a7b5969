# All devices in the upload scope, by id and name.

terraform {
  required_providers {
    tenantattach = { source = "tenantattach/tenantattach" }
  }
}

provider "tenantattach" {}

data "tenantattach_devices" "this" {
  collection_id = "SMS00001"
}
