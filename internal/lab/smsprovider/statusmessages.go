package smsprovider

import "slices"

// statusClasses describe status messages. Their properties are those of the SDK documentation; RecordID is sint64 there,
// which becomes Edm.Int64, as uint32 does (AdminService notes §1.5).
func statusClasses() []*class {
	return []*class{
		{
			name: "SMS_StatusMessage", keys: []string{"RecordID"},
			properties: slices.Concat(
				of(kindText, "Component", "MachineName", "ModuleName", "SiteCode", "TopLevelSiteCode"),
				of(kindUint32, "MessageID", "MessageType", "PerClient", "ProcessID", "RecordID", "ReportFunction", "Severity", "SuccessfulTransaction", "ThreadID", "Transaction", "Win32Error"),
				of(kindTime, "Time"),
			),
		},
		{
			name: "SMS_StatMsgInsStrings", keys: []string{"InsStrIndex", "RecordID"},
			properties: slices.Concat(of(kindUint32, "InsStrIndex", "RecordID"), of(kindText, "InsStrValue")),
		},
		{
			name: "SMS_StatMsgAttributes", keys: []string{"AttributeID", "AttributeTime", "AttributeValue"},
			properties: slices.Concat(of(kindUint32, "AttributeID", "RecordID"), of(kindTime, "AttributeTime"), of(kindText, "AttributeValue")),
		},
	}
}
