package managementapi

import "github.com/revokespec/revokespec/mockserver/internal/tenant"

// clientLogout is where, and after what, an application is told that a browser's session has ended. Auth0 takes https alone, of hosts
// that everybody reaches; applications under test are elsewhere.
func clientLogout() *schema {
	initiators := &schema{Type: "object", Additional: true, Properties: properties{
		"mode":                enum("custom", "all"),
		"selected_initiators": list(enum(tenant.LogoutInitiators...)),
	}}
	return &schema{Type: "object", Additional: true, Properties: properties{
		tenant.BackchannelURLs:       addresses(formatCalled),
		tenant.BackchannelInitiators: initiators,
	}}
}
