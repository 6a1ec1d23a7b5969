package world

const userClass = "SMS_R_User"

// firstUserID is the number of the first discovered user. Those of users begin above those of computers.
const firstUserID = 2063597569

// discovered are the users that the site's discovery has found: the people of the seed, but for those that say otherwise.
func (seed *TenantSeed) discovered(people []PersonSeed) []Row {
	rows := []Row{}
	for i, p := range people {
		if p.Undiscovered {
			continue
		}
		rows = append(rows, Row{
			"ResourceId": int64(firstUserID + i), "ResourceType": int64(4), "UserName": p.Name, "UniqueUserName": `CORP\` + p.Name, "WindowsNTDomain": "CORP",
			"Name": `CORP\` + p.Name, "FullUserName": p.Name, "UserPrincipalName": p.Name + "@" + seed.Domain,
		})
	}
	return rows
}
