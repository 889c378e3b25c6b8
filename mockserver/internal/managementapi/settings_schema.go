package managementapi

import (
	"maps"
	"sync"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// settingFlags are the flags that Auth0's reference and SDK (go-auth0, TenantFlags) know.
var settingFlags = []string{
	"allow_changing_enable_sso", "allow_legacy_delegation_grant_types", "allow_legacy_ro_grant_types",
	"allow_legacy_tokeninfo_endpoint", "allow_other_legacy_grant_types",
	"cannot_change_enforce_client_authentication_on_passwordless_start", "change_pwd_flow_v1", "dashboard_new_onboarding", "dashboard_insights_view", "dashboard_log_streams_next",
	"disable_clickjack_protection_headers", "disable_fields_map_fix", "disable_impersonation",
	"disable_management_api_sms_obfuscation", "enable_adfs_waad_email_verification", "enable_apis_section",
	"enable_client_connections", "enable_custom_domain_in_emails", "enable_dynamic_client_registration",
	"enable_idtoken_api2", "enable_legacy_logs_search_v2", "enable_legacy_profile", "enable_pipeline2",
	"enable_public_signup_user_exists_error", "enable_sso", "enforce_client_authentication_on_passwordless_start",
	"mfa_show_factor_list_on_enrollment", "new_universal_login_experience_enabled", "no_disclose_enterprise_connections",
	"custom_domains_provisioning", "genai_trial", "improved_signup_bot_detection_in_classic", "remove_alg_from_jwks", "require_pushed_authorization_requests", tenant.FlagRevocationDeletesGrant,
	"trust_azure_adfs_email_verified_connection_property", "universal_login", "use_scope_descriptions_for_consent",
}

// flagsBody are the flags as they may be changed. All are booleans.
func flagsBody() *schema {
	members := properties{}
	for _, name := range settingFlags {
		members[name] = flag()
	}
	members[tenant.FlagRevocationDeletesGrant] = described(flag(),
		"Whether a grant is deleted when a refresh token of it is revoked by the Authentication API.")
	return object(members)
}

func settingsProperties(flags *schema) properties {
	least := 0.01
	hours := func() *schema { return &schema{Type: "number", Minimum: &least, Description: "Hours."} }
	deviceFlow := described(nullable(object(properties{
		"charset": enum(tenant.CharsetBase20, tenant.CharsetDigits),
		"mask":    pattern(`^[-* ]+$`, tenant.LongestMask),
	})), "What user codes look like: at least 8 letters of base20, or 9 digits, an asterisk for each.")
	out := properties{
		"flags": flags, "device_flow": deviceFlow, "session_lifetime": hours(), "idle_session_lifetime": hours(),
		"default_audience": described(text(), "The API of those that name none."), "allowed_logout_urls": list(formatted(formatLogout)),
		tenant.SettingResourceProfile: enum("audience", tenant.ResourceCompatibility),
		"oidc_logout":                 described(anything(), "Whether the discovery document names an endpoint to log out at."),
		"sessions":                    nullable(described(anything(), "Whether that asks the user first, where nothing says who that is.")),
	}
	maps.Copy(out, keptSettings(hours))
	return out
}

// keptSettings are those that the mock has no use for.
func keptSettings(hours func() *schema) properties {
	out := properties{
		"default_directory": text(), "friendly_name": text(), "picture_url": text(), "support_email": text(), "support_url": text(),
		"default_redirection_uri": formatted(formatPage), "enabled_locales": &schema{Type: "array", Items: name(16), MinItems: 1},
		"sandbox_version": text(), "legacy_sandbox_version": text(), "acr_values_supported": nullable(list(text())),
		"ephemeral_session_lifetime": hours(), "idle_ephemeral_session_lifetime": hours(), // there are no such sessions here
		"dynamic_client_registration_security_mode": enum("strict", "permissive"),
		"universal_login": anything(),
	}
	for _, name := range []string{"change_password", "guardian_mfa_page", "error_page", "security_headers", "country_codes", "session_cookie",
		"mtls", "default_token_quota"} {
		out[name] = nullable(anything())
	}
	for _, name := range []string{"allow_organization_name_in_authentication_api", "customize_mfa_in_postlogin_action",
		"pushed_authorization_requests_supported", "skip_non_verifiable_callback_uri_confirmation_prompt",
		"authorization_response_iss_parameter_supported"} {
		out[name] = nullable(flag())
	}
	for _, name := range []string{"enable_ai_guide", "phone_consolidated_experience", "client_id_metadata_document_supported",
		"include_session_metadata_in_tenant_logs"} {
		out[name] = flag()
	}
	for name, s := range out {
		out[name] = kept(s)
	}
	return out
}

// inMinutes are the settings that may be said in minutes as well, where they are hours.
var inMinutes = []string{"session_lifetime", "idle_session_lifetime", "ephemeral_session_lifetime", "idle_ephemeral_session_lifetime"}

// settingsBody is what may be changed.
var settingsBody = sync.OnceValue(func() *schema {
	more := properties{}
	for _, name := range inMinutes {
		more[name+"_in_minutes"] = described(integer(1, 1<<31), "The same in minutes; only one of both.")
	}
	return object(settingsProperties(flagsBody())).with(more)
})

// minutesToHours writes what was said in minutes as it is shown.
func minutesToHours(body map[string]any) error {
	for _, name := range inMinutes {
		minutes, given := body[name+"_in_minutes"].(float64)
		if !given {
			continue
		}
		if _, both := body[name]; both {
			return badBody(name + " and " + name + "_in_minutes are mutually exclusive")
		}
		body[name] = minutes / 60
		delete(body, name+"_in_minutes")
	}
	return nil
}

// completeDeviceFlow fills in what the patch leaves out of device_flow, and checks the outcome.
func completeDeviceFlow(old, patch tenant.Settings) error {
	value, given := patch.Other["device_flow"]
	if !given {
		return nil
	}
	flow := map[string]any{} // for null, the default
	if value != nil {
		before, _ := old.Other["device_flow"].(map[string]any)
		maps.Copy(flow, before)
		changes, _ := value.(map[string]any)
		maps.Copy(flow, changes)
	}
	format := tenant.UserCodeFormatOf(flow)
	if format.TooShort() {
		return badBody("Too few characters for the character set on property device_flow.mask")
	}
	patch.Other["device_flow"] = format.Setting()
	return nil
}

// settingsAnswer is what is shown: flags that this list does not know may have been seeded.
func settingsAnswer() *schema {
	return object(settingsProperties(&schema{Type: "object", Additional: flag()})).with(properties{"sandbox_versions_available": list(text())})
}
