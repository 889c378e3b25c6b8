package managementapi

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func permissionRoutes() []route {
	unknown := []int{http.StatusNotFound}
	one := properties{"resource_server_identifier": name(600), "permission_name": name(280)}
	body := object(properties{"permissions": &schema{Type: "array", MinItems: 1,
		Items: object(one, "resource_server_identifier", "permission_name")}}, "permissions")
	ofRole := object(one).with(properties{"resource_server_name": text(), "description": text()})
	ofUser := ofRole.with(properties{"sources": list(object(properties{"source_id": text(), "source_name": text(), "source_type": enum("DIRECT", "ROLE")}))})
	return []route{
		{method: "GET", path: "/roles/{id}/permissions", name: "roles.permissions.list", serve: (*call).listRolePermissions,
			does: "Get permissions granted by role", scopes: []string{"read:roles"}, query: pages,
			status: http.StatusOK, answer: listAnswer("permissions", ofRole), refusals: unknown},
		{method: "POST", path: "/roles/{id}/permissions", name: "roles.permissions.add", serve: (*call).addRolePermissions,
			does: "Associate permissions with a role", scopes: []string{"update:roles"}, body: body,
			status: http.StatusCreated, answer: anything(), refusals: unknown},
		{method: "DELETE", path: "/roles/{id}/permissions", name: "roles.permissions.remove", serve: (*call).removeRolePermissions,
			does: "Remove permissions from a role", scopes: []string{"update:roles"}, body: body, status: http.StatusNoContent, refusals: unknown},
		{method: "GET", path: "/users/{id}/permissions", name: "users.permissions.list", serve: (*call).listUserPermissions,
			does: "Get a user's permissions", scopes: []string{"read:users"}, query: pages,
			status: http.StatusOK, answer: listAnswer("permissions", ofUser), refusals: unknown},
		{method: "POST", path: "/users/{id}/permissions", name: "users.permissions.add", serve: (*call).addUserPermissions,
			does: "Assign permissions to a user", scopes: []string{"update:users"}, body: body,
			status: http.StatusCreated, answer: anything(), refusals: unknown},
		{method: "DELETE", path: "/users/{id}/permissions", name: "users.permissions.remove", serve: (*call).removeUserPermissions,
			does: "Remove permissions from a user", scopes: []string{"update:users"}, body: body, status: http.StatusNoContent, refusals: unknown},
	}
}

// namedPermissions are those of the body.
func (c *call) namedPermissions() (out []tenant.Permission) {
	for _, p := range c.body["permissions"].([]any) {
		m := p.(map[string]any)
		out = append(out, tenant.Permission{API: m["resource_server_identifier"].(string), Name: m["permission_name"].(string)})
	}
	return out
}

// knownPermissions are those of the body, each of which has to be a scope of its API.
func (c *call) knownPermissions() ([]tenant.Permission, error) {
	all := c.namedPermissions()
	for _, p := range all {
		api, err := c.audience(p.API)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(api.Scopes, p.Name) {
			return nil, problem(http.StatusBadRequest, "The permission "+tenant.Shorten(p.Name)+" is no scope of the resource server", "invalid_body")
		}
	}
	return all, nil
}

// held is a permission and whom it is of.
type held struct {
	tenant.Permission
	sources []item // where it is a user's
}

// listPermissions lists those that are still scopes of an API, in order.
func (c *call) listPermissions(all []held) (any, error) {
	apis, err := c.store.Audiences(c.Ctx)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b held) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.API, b.API)) })
	var items []item
	for _, p := range all {
		i := slices.IndexFunc(apis, func(a *tenant.Audience) bool { return a.Identifier == p.API && slices.Contains(a.Scopes, p.Name) })
		if i < 0 {
			continue
		}
		descriptions, _ := apis[i].Extra[descriptionsExtra].(map[string]any)
		description, _ := descriptions[p.Name].(string)
		out := item{"permission_name": p.Name, "description": description, "resource_server_name": apis[i].Name, "resource_server_identifier": p.API}
		if p.sources != nil {
			out["sources"] = p.sources
		}
		items = append(items, out)
	}
	return c.list(listing{name: "permissions", items: items})
}

func (c *call) listRolePermissions() (any, error) {
	r, err := c.roleOfPath()
	if err != nil {
		return nil, err
	}
	var all []held
	for _, p := range r.Permissions {
		all = append(all, held{Permission: p})
	}
	return c.listPermissions(all)
}

// listUserPermissions tells of each where the user has it from.
func (c *call) listUserPermissions() (any, error) {
	u, err := c.user(c.Param("id"))
	if err != nil {
		return nil, err
	}
	roles, err := c.rolesOf(u)
	if err != nil {
		return nil, err
	}
	var all []held
	add := func(p tenant.Permission, source item) {
		i := slices.IndexFunc(all, func(h held) bool { return h.Permission == p })
		if i < 0 {
			i, all = len(all), append(all, held{Permission: p})
		}
		all[i].sources = append(all[i].sources, source)
	}
	for _, p := range u.Permissions {
		add(p, item{"source_id": "", "source_name": "", "source_type": "DIRECT"})
	}
	for _, r := range roles {
		for _, p := range r.Permissions {
			add(p, item{"source_id": r.ID, "source_name": r.Name, "source_type": "ROLE"})
		}
	}
	return c.listPermissions(all)
}

func (c *call) addRolePermissions() (any, error) {
	if _, err := c.roleOfPath(); err != nil {
		return nil, err
	}
	more, err := c.knownPermissions()
	if err != nil {
		return nil, err
	}
	return done, c.changeRole(func(r *tenant.Role) { r.Permissions = tenant.WithPermissions(r.Permissions, more) })
}

func (c *call) removeRolePermissions() (any, error) {
	less := c.namedPermissions()
	return nil, c.changeRole(func(r *tenant.Role) { r.Permissions = tenant.WithoutPermissions(r.Permissions, less) })
}

func (c *call) changeRole(change func(*tenant.Role)) error {
	_, err := c.store.UpdateRole(c.Ctx, c.Param("id"), func(r *tenant.Role) error { change(r); return nil })
	return missing(err, inexistentRole())
}

func (c *call) addUserPermissions() (any, error) {
	if _, err := c.user(c.Param("id")); err != nil {
		return nil, err
	}
	more, err := c.knownPermissions()
	if err != nil {
		return nil, err
	}
	return done, c.changeUser(func(u *tenant.User) { u.Permissions = tenant.WithPermissions(u.Permissions, more) })
}

func (c *call) removeUserPermissions() (any, error) {
	less := c.namedPermissions()
	return nil, c.changeUser(func(u *tenant.User) { u.Permissions = tenant.WithoutPermissions(u.Permissions, less) })
}

func (c *call) changeUser(change func(*tenant.User)) error {
	_, err := c.store.UpdateUser(c.Ctx, c.Param("id"), func(u *tenant.User) error {
		change(u)
		u.UpdatedAt = c.Now
		return nil
	})
	return missing(err, inexistentUser())
}
