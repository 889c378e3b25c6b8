package seed

import (
	"slices"
	"strings"
	"sync"

	"github.com/revokespec/revokespec/internal/closest"
)

// managementScopes are the scopes of the Management API by their verbs: what tenants of today grant an application that is granted everything,
// and what Auth0's reference of the API names besides. The mock serves the fewest of them; but whoever moves an application here has a list of them.
var managementScopes = map[string]string{
	"create read update delete": `actions agents authentication_methods client_credentials client_grants client_keys clients connection_profiles connections
		custom_domains custom_signing_keys device_credentials directory_provisionings email_provider encryption_keys event_streams
		experimentation flows flows_vault flows_vault_connections forms groups hooks log_streams network_acls organization_clients
		organization_connections organization_discovery_domains organizations phone_providers phone_templates rate_limit_policies
		resource_servers roles rules scim_config self_service_profiles shields token_exchange_profiles user_attribute_profiles users
		users_app_metadata vdcs_templates`,
	"read": `client_summary entitlements events group_members insights logs logs_users organization_member_effective_roles
		organization_member_role_source_groups organizations_summary stats user_effective_permissions user_effective_roles
		user_idp_tokens user_permission_source_roles user_role_source_groups`,
	"create read delete": `group_roles network_acl_keys organization_client_grants organization_group_roles organization_groups organization_invitations
		organization_member_roles organization_members role_members scim_token user_custom_blocks`,
	"read update": `attack_protection connections_options event_deliveries guardian_factors limits mfa_policies prompts
		self_service_profile_custom_texts tenant_settings triggers`,
	"read delete":        `anomaly_blocks federated_connections_tokens flows_executions grants guardian_enrollments`,
	"read update delete": `branding refresh_tokens rules_configs sessions`,
	"create read update": `connections_keys email_templates signing_keys`,
	"create":             `guardian_enrollment_tickets user_tickets`,
	"create delete":      `passwords_checking_job sso_access_tickets`,
	"blacklist":          `tokens`,
	"update":             `client_token_vault_privileged_access`,
}

// knownScopes is sorted.
var knownScopes = sync.OnceValue(func() []string {
	known := ManagementScopes()
	for verbs, resources := range managementScopes {
		for verb := range strings.FieldsSeq(verbs) {
			for resource := range strings.FieldsSeq(resources) {
				known = append(known, verb+":"+resource)
			}
		}
	}
	slices.Sort(known)
	return known
})

// managementScope refuses what is no scope of the Management API, which is most often a slip.
func (c *checker) managementScope(place, scope string) {
	if _, is := slices.BinarySearch(knownScopes(), scope); !is {
		nearest, _ := closest.Of(scope, knownScopes())
		c.problem(place, "%q is no scope of the Management API; the nearest is %q", scope, nearest)
	}
}
