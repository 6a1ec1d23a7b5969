package cloud

import "strings"

// Grades of what is known of an id.
const (
	// GradeDocumented: it stands in a page of Microsoft.
	GradeDocumented = "documented"
	// GradeThirdParty: several public sources agree, none of them Microsoft.
	GradeThirdParty = "third party"
	// GradeSingle: there is one public source.
	GradeSingle = "single source"
)

// IntunePlan is a service plan by which a licence may bring Intune.
type IntunePlan struct {
	// ID is the servicePlanId, the same in every tenant of every cloud as far as is known. Name is the servicePlanName.
	ID, Name string
	// Admin says that it licenses an administrator for the Intune admin center (inferred from the product: Microsoft
	// asks for "an Intune license" without naming plans).
	Admin bool
	// Grade says how sure the id is.
	Grade string
}

// IntunePlans are the service plans of Intune (Graph notes §2, from a public licence check that cites Microsoft's licensing
// reference). The names do not tell the cloud: a tenant of GCC was seen with plain INTUNE_A.
func IntunePlans() []IntunePlan {
	return []IntunePlan{
		{"c1ec4a95-1f05-45b3-a911-aa3fa01094f5", "INTUNE_A", true, GradeThirdParty},
		{"d216f254-796f-4dab-bbfa-710686e646b9", "INTUNE_A_GOV", true, GradeThirdParty},
		{"3e170737-c728-4eae-bbb9-3f3360f7184c", "INTUNE_A_VL", true, GradeThirdParty},
		{"da24caf9-af8e-485c-b7c8-e73336da2693", "INTUNE_EDU", true, GradeThirdParty},
		{"2b317a4a-77a6-4188-9437-b68a77b4e2c6", "INTUNE_A_D", true, GradeThirdParty},
		{"2c21e77a-e0d6-4570-b38a-7ff2dc17d2ca", "INTUNE_A_D_GOV", true, GradeThirdParty},
		{"b4288abe-01be-47d9-ad20-311d6e83fc24", "INTUNE_A_VL_USGOV_GCCHIGH", true, GradeSingle},
		{"e6025b08-2fa5-4313-bd0a-7e5ffca32958", "INTUNE_SMB", true, GradeThirdParty},
	}
}

// IntunePlanByID finds a service plan of Intune.
func IntunePlanByID(id string) (IntunePlan, bool) {
	for _, p := range IntunePlans() {
		if strings.EqualFold(p.ID, id) {
			return p, true
		}
	}
	return IntunePlan{}, false
}
