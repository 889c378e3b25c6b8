package memory

import "github.com/revokespec/revokespec/mockserver/internal/tenant"

// overhead is what any value costs besides its bytes: headers, pointers, its place in a map.
const overhead = 32

// sizeOf is about how many bytes a value takes that a request brought.
func sizeOf(value any) int {
	n := overhead
	switch v := value.(type) {
	case string:
		n += len(v)
	case []byte:
		n += len(v)
	case []string:
		n += sizeOfAll(v...)
	case []any:
		for _, inner := range v {
			n += sizeOf(inner)
		}
	case map[string]any:
		for name, inner := range v {
			n += overhead + len(name) + sizeOf(inner)
		}
	case map[string][]string:
		for name, inner := range v {
			n += overhead + len(name) + sizeOfAll(inner...)
		}
	}
	return n
}

func sizeOfAll(texts ...string) int {
	n := 0
	for _, t := range texts {
		n += overhead + len(t)
	}
	return n
}

func sizeOfClient(c tenant.Client) int {
	return sizeOfAll(c.ID, c.Name, c.Secret, c.AppType) + sizeOf(c.PublicKeys) + sizeOf(c.GrantTypes) + sizeOf(c.RedirectURIs) +
		sizeOf(c.LogoutURIs) + sizeOf(c.Origins) + sizeOf(c.Audiences) + sizeOf(c.Extra)
}

func sizeOfUser(u tenant.User) int {
	return sizeOfAll(u.ID, u.Email, u.Name, u.Connection) + sizeOf(u.Extra)
}

func sizeOfAudience(a tenant.Audience) int {
	return sizeOfAll(a.ID, a.Identifier, a.Name) + sizeOf(a.Scopes) + sizeOf(a.Extra)
}

func sizeOfKey(k tenant.PublicKeyCredential) int {
	return sizeOfAll(k.ID, k.UserID, k.ClientID, k.DeviceName, k.DeviceID, k.Value)
}

func sizeOfLog(e tenant.LogEvent) int {
	return sizeOfAll(e.ID, e.Description, e.ClientID, e.ClientName, e.UserID, e.UserName, e.Connection, e.Audience, e.Scope,
		e.IP, e.UserAgent) + sizeOf(e.Details)
}

func sizeOfCode(c tenant.Code) int {
	return sizeOfAll(c.ClientID, c.UserID, c.RedirectURI, c.Audience, c.Nonce, c.Challenge, c.ChallengeMethod, c.Session) + sizeOf(c.Scopes)
}

func sizeOfSession(s tenant.Session) int {
	return sizeOfAll(s.ID, s.UserID, s.Agent, s.IP) + sizeOf(s.Clients)
}

func sizeOfDevice(d tenant.DeviceAuthorization) int {
	return sizeOfAll(d.UserCode, d.Shown, d.ClientID, d.Audience, d.Agent, d.IP, d.UserID, d.Session) + sizeOf(d.Scopes)
}
