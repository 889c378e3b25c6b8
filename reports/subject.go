package reports

// subjectTitle says what the rules of a subject are about.
func subjectTitle(name string) string {
	switch name {
	case "REV":
		return "The revocation endpoint"
	case "GRT":
		return "Grants: what dies with a token, and what must live"
	case "SET":
		return "The tenant setting that makes revocation delete the grant"
	case "DEV":
		return "Device credentials"
	case "RTM":
		return "Refresh tokens and sessions in the Management API"
	case "DSH":
		return "The dashboard"
	case "ROT":
		return "Refresh token rotation"
	case "COD":
		return "Authorization codes"
	case "DFL":
		return "The device authorization flow"
	case "PRP":
		return "Propagation and load"
	case "LIF":
		return "What else ends a refresh token"
	case "HKS":
		return "What a vendor does to its own server"
	case "":
		return "Your own rules"
	}
	return name
}
