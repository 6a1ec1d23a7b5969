# One switch for the whole tenant, whatever number of hierarchies is attached to it: keep it in one configuration only.
resource "tenantattach_intune_rbac" "this" {
  enabled = true
}
