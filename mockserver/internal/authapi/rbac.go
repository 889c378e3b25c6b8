package authapi

import (
	"errors"
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// rolesOf are the user's roles that there are, by name; nil of nobody.
func (c *call) rolesOf(user *tenant.User) ([]*tenant.Role, *tenant.Error) {
	if user == nil {
		return nil, nil
	}
	var roles []*tenant.Role
	for _, id := range user.Roles {
		r, err := c.store.Role(c.Ctx, id)
		switch {
		case err == nil:
			roles = append(roles, r)
		case !errors.Is(err, store.ErrNotFound):
			return nil, c.fault(err)
		}
	}
	tenant.SortRoles(roles)
	return roles, nil
}

func roleNames(roles []*tenant.Role) []string {
	names := []string{}
	for _, r := range roles {
		names = append(names, r.Name)
	}
	return names
}

// permitted is what of the scopes the user may have: those of OpenID Connect, and of an API that enforces policies those that are the
// user's permissions at the time.
func (c *call) permitted(scopes []string, user *tenant.User, api *tenant.Audience) ([]string, *tenant.Error) {
	if user == nil || !api.EnforcesPolicies() {
		return scopes, nil
	}
	roles, refusal := c.rolesOf(user)
	if refusal != nil {
		return nil, refusal
	}
	return tenant.Within(scopes, append(slices.Clone(openIDScopes), user.PermissionsFor(api, roles)...)), nil
}

// permissions are what an access token tells of them where its API wants that: all that the user has, or what an application of its own has
// been granted.
func (c *call) permissions(in accessRequest) ([]string, *tenant.Error) {
	if in.user == nil {
		return append([]string{}, in.scopes...), nil
	}
	roles, refusal := c.rolesOf(in.user)
	return in.user.PermissionsFor(in.api, roles), refusal
}

// rolesClaims tells the user's roles by the claim that the tenant has for it; nil where there are none to tell.
func (c *call) rolesClaims(roles []*tenant.Role) (map[string]any, *tenant.Error) {
	if len(roles) == 0 {
		return nil, nil
	}
	s, err := c.store.Settings(c.Ctx)
	switch {
	case err != nil:
		return nil, c.fault(err)
	case s.RolesClaim == "":
		return nil, nil
	}
	return map[string]any{s.RolesClaim: roleNames(roles)}, nil
}

// ownClaims are those that the user's tokens say whatever anybody adds, with the roles that they tell of.
func (c *call) ownClaims(user *tenant.User) (map[string]any, []string, *tenant.Error) {
	if user == nil {
		return nil, nil, nil
	}
	roles, refusal := c.rolesOf(user)
	if refusal != nil {
		return nil, nil, refusal
	}
	told, refusal := c.rolesClaims(roles)
	return merged(told, user.Claims), roleNames(roles), refusal
}
