package managementapi

import (
	"net/http"
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func roleUserRoutes() []route {
	unknown := []int{http.StatusNotFound}
	some := func(name string) *schema {
		return object(properties{name: &schema{Type: "array", MinItems: 1, Items: &schema{Type: "string", MinLength: 1, MaxLength: mostID}}}, name)
	}
	member := object(properties{"user_id": text(), "email": text(), "name": text(), "picture": text()})
	return []route{
		{method: "GET", path: "/roles/{id}/users", name: "roles.users.list", serve: (*call).listRoleUsers, does: "Get a role's users",
			scopes: []string{scopeReadUsers, "read:roles", "read:role_members"}, query: parameters(pages, checkpoints),
			status: http.StatusOK, answer: listAnswer("users", member), refusals: unknown},
		{method: "POST", path: "/roles/{id}/users", name: "roles.users.add", serve: (*call).addRoleUsers, does: "Assign users to a role",
			scopes: []string{"update:roles", "create:role_members"}, body: some("users"), status: http.StatusOK, answer: anything(), refusals: unknown},
		{method: "GET", path: "/users/{id}/roles", name: "users.roles.list", serve: (*call).listUserRoles, does: "Get a user's roles",
			scopes: []string{scopeReadUsers, "read:roles", "read:role_members"}, query: pages,
			status: http.StatusOK, answer: listAnswer("roles", ref("Role")), refusals: unknown},
		{method: "POST", path: "/users/{id}/roles", name: "users.roles.add", serve: (*call).addUserRoles, does: "Assign roles to a user",
			scopes: []string{"update:users", "create:role_members"}, body: some("roles"), status: http.StatusNoContent, refusals: unknown},
		{method: "DELETE", path: "/users/{id}/roles", name: "users.roles.remove", serve: (*call).removeUserRoles, does: "Remove roles from a user",
			scopes: []string{"update:users", "delete:role_members"}, body: some("roles"), status: http.StatusNoContent, refusals: unknown},
	}
}

func (c *call) listRoleUsers() (any, error) {
	r, err := c.roleOfPath()
	if err != nil {
		return nil, err
	}
	users, err := c.store.Users(c.Ctx)
	if err != nil {
		return nil, err
	}
	var items []item
	for _, u := range users {
		if slices.Contains(u.Roles, r.ID) {
			items = append(items, item{"user_id": u.ID, "email": u.Email, "name": u.Name, "picture": u.Picture()})
		}
	}
	return c.list(listing{name: "users", items: items, id: "user_id"})
}

func (c *call) addRoleUsers() (any, error) {
	r, err := c.roleOfPath()
	if err != nil {
		return nil, err
	}
	ids := textList(c.body["users"])
	for _, id := range ids { // before any is changed
		if _, err := c.user(id); err != nil {
			return nil, err
		}
	}
	for _, id := range ids {
		if err := c.changeRoles(id, func(has []string) []string { return tenant.Union(has, []string{r.ID}) }); err != nil {
			return nil, err
		}
	}
	return done, nil
}

func (c *call) changeRoles(userID string, change func([]string) []string) error {
	_, err := c.store.UpdateUser(c.Ctx, userID, func(u *tenant.User) error {
		u.Roles, u.UpdatedAt = change(u.Roles), c.Now
		return nil
	})
	return missing(err, inexistentUser())
}

// rolesOf are the roles of the user that there are, by name.
func (c *call) rolesOf(u *tenant.User) ([]*tenant.Role, error) {
	roles, err := c.store.Roles(c.Ctx)
	roles = slices.DeleteFunc(roles, func(r *tenant.Role) bool { return !slices.Contains(u.Roles, r.ID) })
	tenant.SortRoles(roles)
	return roles, err
}

func (c *call) listUserRoles() (any, error) {
	u, err := c.user(c.Param("id"))
	if err != nil {
		return nil, err
	}
	roles, err := c.rolesOf(u)
	if err != nil {
		return nil, err
	}
	var items []item
	for _, r := range roles {
		items = append(items, roleJSON(r))
	}
	return c.list(listing{name: "roles", items: items})
}

func (c *call) addUserRoles() (any, error) {
	ids := textList(c.body["roles"])
	if _, err := c.user(c.Param("id")); err != nil {
		return nil, err
	}
	for _, id := range ids {
		if _, err := c.store.Role(c.Ctx, id); err != nil {
			return nil, missing(err, inexistentRole())
		}
	}
	return nil, c.changeRoles(c.Param("id"), func(has []string) []string { return tenant.Union(has, ids) })
}

func (c *call) removeUserRoles() (any, error) {
	ids := textList(c.body["roles"])
	return nil, c.changeRoles(c.Param("id"), func(has []string) []string {
		return slices.DeleteFunc(slices.Clone(has), func(id string) bool { return slices.Contains(ids, id) })
	})
}
