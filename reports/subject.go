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
	case "DSH":
		return "The dashboard"
	case "ROT":
		return "Refresh token rotation"
	case "DFL":
		return "The device authorization flow"
	case "PRP":
		return "Propagation and load"
	case "LIF":
		return "What else ends a refresh token"
	case "":
		return "Your own rules"
	}
	return name
}
