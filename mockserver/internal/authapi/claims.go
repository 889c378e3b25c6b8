package authapi

import (
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// profileClaims is what the scopes tell of a user (OpenID Connect Core, section 5.4; of Auth0, its "OpenID Connect Scopes" and
// go-auth0's recording TestUserInfo). A member that the user does not have is not there.
func (c *call) profileClaims(u *tenant.User, scopes []string) map[string]any {
	claims := map[string]any{"sub": u.ID}
	tell := func(name, value string) {
		if value != "" {
			claims[name] = value
		}
	}
	if slices.Contains(scopes, "email") && u.Email != "" {
		claims["email"], claims["email_verified"] = u.Email, u.EmailVerified()
	}
	if slices.Contains(scopes, "profile") {
		tell("name", u.Name)
		tell("nickname", u.Nickname())
		tell("picture", u.Picture())
		tell("given_name", u.Profile.GivenName)
		tell("family_name", u.Profile.FamilyName)
		claims["updated_at"] = c.Policy.SignIn.UpdatedAt(u.ChangedAt())
	}
	if slices.Contains(scopes, "phone") && u.Profile.PhoneNumber != "" {
		claims["phone_number"], claims["phone_number_verified"] = u.Profile.PhoneNumber, u.Profile.PhoneVerified
	}
	return claims
}
