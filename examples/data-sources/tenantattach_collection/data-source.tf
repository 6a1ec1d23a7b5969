data "tenantattach_collection" "pilot" {
  name = "Pilot"
}

output "pilot" {
  value = "${data.tenantattach_collection.pilot.collection_id}: ${data.tenantattach_collection.pilot.member_count} members"
}
