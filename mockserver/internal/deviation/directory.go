package deviation

import "github.com/revokespec/revokespec/mockserver/internal/tenant"

// The functions below find what a deviation is about in the tenant as it is: no deviation is about a name of some seed.

// clientByID is nil when there is none.
func clientByID(p *tenant.Policy, id string) *tenant.Client {
	for _, c := range p.Directory.Clients() {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// secondClient is mock-second in the default tenant; nil in a tenant of fewer.
func secondClient(p *tenant.Policy) *tenant.Client {
	if all := p.Directory.Clients(); len(all) > 1 {
		return all[1]
	}
	return nil
}

// isSecondAudience is about https://api.two.example in the default tenant; false in a tenant of fewer.
func isSecondAudience(p *tenant.Policy, identifier string) bool {
	all := p.Directory.Audiences()
	return len(all) > 1 && all[1].Identifier == identifier
}

// otherAudiences picks the grants of the same user and application for every other audience.
func otherAudiences(p *tenant.Policy, k tenant.GrantKey) (all []tenant.Selector) {
	for _, other := range p.Directory.Audiences() {
		if other.Identifier != k.Audience {
			all = append(all, tenant.Selector{UserID: k.UserID, ClientID: k.ClientID, Audience: other.Identifier})
		}
	}
	return all
}

// otherApplications picks the grants of the same user and audience for every other application.
func otherApplications(p *tenant.Policy, k tenant.GrantKey) (all []tenant.Selector) {
	for _, other := range p.Directory.Clients() {
		if other.ID != k.ClientID {
			all = append(all, tenant.Selector{UserID: k.UserID, ClientID: other.ID, Audience: k.Audience})
		}
	}
	return all
}
