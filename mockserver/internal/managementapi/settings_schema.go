package managementapi

import (
	"maps"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// settingFlags are the flags that Auth0's reference and SDK (go-auth0, TenantFlags) know.
var settingFlags = []string{
	"allow_changing_enable_sso", "allow_legacy_delegation_grant_types", "allow_legacy_ro_grant_types",
	"allow_legacy_tokeninfo_endpoint", "change_pwd_flow_v1", "dashboard_insights_view", "dashboard_log_streams_next",
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

var settingsBody = object(settingsProperties(flagsBody()))

func settingsProperties(flags *schema) properties {
	least := 0.01
	hours := func() *schema { return &schema{Type: "number", Minimum: &least, Description: "Hours."} }
	deviceFlow := described(nullable(object(properties{
		"charset": enum(tenant.CharsetBase20, tenant.CharsetDigits),
		"mask":    pattern(`^[-* ]+$`, tenant.LongestMask),
	})), "What user codes look like: at least 8 letters of base20, or 9 digits, an asterisk for each.")
	return properties{
		"flags": flags, "device_flow": deviceFlow,
		"session_lifetime": hours(), "idle_session_lifetime": hours(),
		"default_audience": text(), "default_directory": text(),
		"friendly_name": text(), "picture_url": text(), "support_email": text(), "support_url": text(),
		"allowed_logout_urls": list(address()), "default_redirection_uri": address(), "enabled_locales": list(text()),
		"sandbox_version": text(), "acr_values_supported": nullable(list(text())),
		"change_password": nullable(anything()), "guardian_mfa_page": nullable(anything()), "error_page": nullable(anything()),
		"security_headers": nullable(anything()), "country_codes": nullable(anything()), "legacy_sandbox_version": text(),
		"ephemeral_session_lifetime": hours(), "idle_ephemeral_session_lifetime": hours(), // there are no such sessions here
		"enable_ai_guide": flag(), "phone_consolidated_experience": flag(),
		"dynamic_client_registration_security_mode": enum("strict", "permissive"),
		tenant.SettingResourceProfile:               enum("audience", tenant.ResourceCompatibility),
		"session_cookie":                            nullable(anything()), "sessions": nullable(anything()), "oidc_logout": anything(),
		"universal_login": anything(), "mtls": nullable(anything()), "default_token_quota": nullable(anything()),
		"allow_organization_name_in_authentication_api":        nullable(flag()),
		"customize_mfa_in_postlogin_action":                    nullable(flag()),
		"pushed_authorization_requests_supported":              nullable(flag()),
		"skip_non_verifiable_callback_uri_confirmation_prompt": nullable(flag()),
	}
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
	return object(settingsProperties(&schema{Type: "object", Additional: flag()}))
}
