# The client id of the application; the key of the tenant before it, when there is one.
terraform import tenantattach_onboarding.this 00000000-aaaa-bbbb-cccc-dddddddddddd
terraform import tenantattach_onboarding.this contoso/00000000-aaaa-bbbb-cccc-dddddddddddd
