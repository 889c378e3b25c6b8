package reports

import "regexp"

var catalogueID = regexp.MustCompile(`^([A-Z]+)-[0-9]+$`)

// subject is the family of a rule of the catalogue, REV of REV-03, and "" for a user's own rule, whose id is FILE:LINE.
func subject(id string) string {
	if parts := catalogueID.FindStringSubmatch(id); parts != nil {
		return parts[1]
	}
	return ""
}

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
