package tenant

import (
	"cmp"
	"maps"
	"time"
)

// FlagRevocationDeletesGrant is the setting "Refresh Token Revocation Deletes Grant" (Auth0, "Revoke Refresh Tokens").
const FlagRevocationDeletesGrant = "revoke_refresh_token_grant"

// SettingResourceProfile is how the API that tokens are asked for is named: with ResourceCompatibility, by the parameter
// resource where there is no audience (Auth0, tenant settings, Resource Parameter Compatibility Profile).
const (
	SettingResourceProfile = "resource_parameter_profile"
	ResourceCompatibility  = "compatibility"
)

// Settings of a tenant, as the Management API shows them.
type Settings struct {
	Flags map[string]bool
	Other map[string]any

	// Passwords is the policy of the connection, which is not shown among the settings; empty: PasswordGood.
	Passwords PasswordPolicy
	// RolesClaim is the claim by which tokens tell the users' roles; empty: none does.
	RolesClaim string
}

// settingTurnedOff is the day since which new tenants start with the setting off (Auth0, "Revoke Refresh Tokens").
var settingTurnedOff = time.Date(2021, time.January, 13, 0, 0, 0, 0, time.UTC)

// Auth0's lifetimes of a browser session.
const (
	defaultSession     = 168 * time.Hour
	defaultIdleSession = 72 * time.Hour
)

// DefaultSettings are those of a tenant founded at that time; the zero time means a new one.
func DefaultSettings(founded time.Time) Settings {
	return Settings{
		Flags: map[string]bool{
			"allow_changing_enable_sso":            false,
			"disable_clickjack_protection_headers": false,
			"disable_impersonation":                true,
			"enable_sso":                           true,
			"universal_login":                      true,
			FlagRevocationDeletesGrant:             !founded.IsZero() && founded.Before(settingTurnedOff),
		},
		Other: map[string]any{
			"friendly_name":                         "revokespec",
			"session_lifetime":                      int(defaultSession.Hours()),
			"idle_session_lifetime":                 int(defaultIdleSession.Hours()),
			"ephemeral_session_lifetime":            72,
			"idle_ephemeral_session_lifetime":       24,
			"default_directory":                     "",
			"enabled_locales":                       []any{"en"},
			"sandbox_version":                       "22",
			"sandbox_versions_available":            []any{"22", "18"},
			"change_password":                       map[string]any{"enabled": false},
			"guardian_mfa_page":                     map[string]any{"enabled": false},
			"universal_login":                       map[string]any{},
			settingOIDCLogout:                       map[string]any{logoutDiscovery: founded.IsZero() || !founded.Before(logoutDiscovered)},
			SettingResourceProfile:                  "audience",
			"client_id_metadata_document_supported": false,
			"phone_consolidated_experience":         false,
		},
	}
}

// RevocationDeletesGrant is the state of the setting.
func (s Settings) RevocationDeletesGrant() bool { return s.Flags[FlagRevocationDeletesGrant] }

// SessionLifetimes are how long a browser session lasts, and how long it lasts unused (session_lifetime and
// idle_session_lifetime, in hours).
func (s Settings) SessionLifetimes() (absolute, idle time.Duration) {
	return s.hours("session_lifetime", defaultSession), s.hours("idle_session_lifetime", defaultIdleSession)
}

func (s Settings) hours(name string, otherwise time.Duration) time.Duration {
	var n float64
	switch v := s.Other[name].(type) {
	case int:
		n = float64(v)
	case float64:
		n = v
	}
	if n <= 0 {
		return otherwise
	}
	return time.Duration(n * float64(time.Hour))
}

// LogoutURIs are where a browser may be sent after a logout that names no application (allowed_logout_urls).
func (s Settings) LogoutURIs() []string {
	return textsOf(s.Other["allowed_logout_urls"])
}

// Clone shares nothing with s that Merge changes.
func (s Settings) Clone() Settings {
	return Settings{Flags: maps.Clone(s.Flags), Other: maps.Clone(s.Other), Passwords: s.Passwords, RolesClaim: s.RolesClaim}
}

// Merge returns s with the fields of patch: flags one by one, all else whole.
func (s Settings) Merge(patch Settings) Settings {
	out := s.Clone()
	maps.Copy(out.Flags, patch.Flags)
	maps.Copy(out.Other, patch.Other)
	out.Passwords = cmp.Or(patch.Passwords, s.Passwords)
	out.RolesClaim = cmp.Or(patch.RolesClaim, s.RolesClaim)
	return out
}
