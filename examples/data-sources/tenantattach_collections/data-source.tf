data "tenantattach_collections" "pilots" {
  type       = "device"
  name_regex = "^Pilot"
}

output "pilots" {
  value = { for c in data.tenantattach_collections.pilots.collections : c.name => c.collection_id }
}
