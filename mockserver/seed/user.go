package seed

import (
	"maps"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Registered is the user as the tenant has it, created now.
func (u User) Registered(now time.Time) tenant.User {
	out := tenant.User{ID: u.ID, Email: u.Email, Name: u.Name, Connection: Connection, Blocked: u.Blocked, CreatedAt: now,
		Extra: map[string]any{}, Claims: maps.Clone(u.Claims), Roles: roleIDs(u.Roles), Permissions: permissions(u.Permissions),
		Profile: tenant.Profile{Nickname: u.Nickname, Picture: u.Picture, GivenName: u.GivenName, FamilyName: u.FamilyName,
			PhoneNumber: u.PhoneNumber, PhoneVerified: u.PhoneVerified}}
	out.SetPassword(u.Password, now)
	if u.EmailVerified != nil {
		out.Extra[tenant.ExtraEmailVerified] = *u.EmailVerified
	}
	if u.Username != "" {
		out.Extra[tenant.ExtraUsername] = u.Username
	}
	for name, metadata := range map[string]map[string]any{"user_metadata": u.UserMetadata, "app_metadata": u.AppMetadata} {
		if len(metadata) > 0 {
			out.Extra[name] = maps.Clone(metadata)
		}
	}
	return out
}
