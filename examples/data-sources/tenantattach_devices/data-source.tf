# The devices that are meant to be uploaded and still have the client of version 2403.
data "tenantattach_devices" "old" {
  filter  = { client_version_prefix = "5.00.9128." }
  columns = ["client_version", "active"]
}

output "old" {
  value = { for d in data.tenantattach_devices.old.devices : d.name => d.client_version if d.active == true }
}

# How many there are in a collection, without listing them.
data "tenantattach_devices" "pilot" {
  collection_id = "P0100014"
  count_only    = true
}

output "pilot" {
  value = data.tenantattach_devices.pilot.device_count
}
