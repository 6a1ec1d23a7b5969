# The GUID of the tenant; its key before it, when there is one.
terraform import tenantattach_intune_rbac.this 00000000-1111-2222-3333-444444444444
terraform import tenantattach_intune_rbac.this contoso/00000000-1111-2222-3333-444444444444
