# The object id or the client id of the app registration; the key of the tenant before it, when there is one.
terraform import tenantattach_application.this 00000000-aaaa-bbbb-cccc-dddddddddddd
terraform import tenantattach_application.this contoso/00000000-aaaa-bbbb-cccc-dddddddddddd
