package managementapi

import (
	"net/http"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// roleOfTenant is the type of roles that belong to no organization: the mock has no other.
const roleOfTenant = "tenant"

func roleProperties() properties {
	return properties{"name": name(1024), "description": &schema{Type: "string", MaxLength: 1024}}
}

var roleAnswer = object(roleProperties()).with(properties{"id": text(), "type": text()}, "id", "name")

// done is what is answered where there is nothing to say: an object without members, as recorded.
var done = item{}

func roleRoutes() []route {
	unknown := []int{http.StatusNotFound}
	taken := []int{http.StatusNotFound, http.StatusConflict}
	typed := properties{"type": enum(roleOfTenant)}
	return []route{
		{method: "GET", path: "/roles", name: "roles.list", serve: (*call).listRoles, does: "Get roles", scopes: []string{"read:roles"},
			query: parameters(pages, filter("name_filter", "Roles whose name has this in it, in any case."), []parameter{
				{name: "type", schema: enum(roleOfTenant, "organization"), what: "Roles of this type; no role is an organization's."}}),
			status: http.StatusOK, answer: listAnswer("roles", ref("Role"))},
		{method: "POST", path: "/roles", name: "roles.create", serve: (*call).createRole, does: "Create a role", scopes: []string{"create:roles"},
			body: object(roleProperties()).with(typed, "name"), status: http.StatusOK, answer: ref("Role"), refusals: []int{http.StatusConflict}},
		{method: "GET", path: "/roles/{id}", name: "roles.read", serve: (*call).readRole, does: "Get a role", scopes: []string{"read:roles"},
			status: http.StatusOK, answer: ref("Role"), refusals: unknown},
		{method: "PATCH", path: "/roles/{id}", name: "roles.update", serve: (*call).updateRole, does: "Update a role", scopes: []string{"update:roles"},
			body: object(roleProperties()), status: http.StatusOK, answer: ref("Role"), refusals: taken},
		{method: "DELETE", path: "/roles/{id}", name: "roles.delete", serve: (*call).deleteRole, does: "Delete a role", scopes: []string{"delete:roles"},
			status: http.StatusOK, answer: anything(), refusals: unknown},
	}
}

func inexistentRole() *tenant.Problem { return notFound("The role does not exist.", "") }

func roleExists() *tenant.Problem { return conflict("The role already exists.", "") }

// roleJSON is a role as it is listed of a user; the endpoints about roles tell its type as well (terraform-provider-auth0's recordings).
func roleJSON(r *tenant.Role) item {
	return item{"id": r.ID, "name": r.Name, "description": r.Description}
}

func roleWithType(r *tenant.Role) item {
	out := roleJSON(r)
	out["type"] = roleOfTenant
	return out
}

// roleOfPath is the role of the ID in the path.
func (c *call) roleOfPath() (*tenant.Role, error) {
	r, err := c.store.Role(c.Ctx, c.Param("id"))
	return r, missing(err, inexistentRole())
}

func (c *call) listRoles() (any, error) {
	roles, err := c.store.Roles(c.Ctx)
	if err != nil {
		return nil, err
	}
	tenant.SortRoles(roles)
	var items []item
	for _, r := range roles {
		named := strings.Contains(strings.ToLower(r.Name), strings.ToLower(c.query.Get("name_filter")))
		if named && (!c.query.Has("type") || c.query.Get("type") == roleOfTenant) {
			items = append(items, roleWithType(r))
		}
	}
	return c.list(listing{name: "roles", items: items})
}

func (c *call) readRole() (any, error) {
	r, err := c.roleOfPath()
	if err != nil {
		return nil, err
	}
	return roleWithType(r), nil
}

// nameIsTaken says whether another role has the name that the body gives.
func (c *call) nameIsTaken(id string) error {
	name, given := c.body["name"].(string)
	if !given {
		return nil
	}
	roles, err := c.store.Roles(c.Ctx)
	if slices.ContainsFunc(roles, func(r *tenant.Role) bool { return r.ID != id && r.Name == name }) {
		return roleExists()
	}
	return err
}

func applyRole(r *tenant.Role, body map[string]any) {
	if name, given := body["name"].(string); given {
		r.Name = name
	}
	if description, given := body["description"].(string); given {
		r.Description = description
	}
}

// createRole answers without a description where none was given, as recorded.
func (c *call) createRole() (any, error) {
	r := tenant.Role{ID: tenant.NewRoleID()}
	applyRole(&r, c.body)
	if err := c.nameIsTaken(r.ID); err != nil {
		return nil, err
	}
	if err := c.store.AddRole(c.Ctx, r); err != nil {
		return nil, taken(err, roleExists())
	}
	out := roleWithType(&r)
	if r.Description == "" {
		delete(out, "description")
	}
	return out, nil
}

func (c *call) updateRole() (any, error) {
	if err := c.nameIsTaken(c.Param("id")); err != nil {
		return nil, err
	}
	r, err := c.store.UpdateRole(c.Ctx, c.Param("id"), func(r *tenant.Role) error {
		applyRole(r, c.body)
		return nil
	})
	if err != nil {
		return nil, missing(err, inexistentRole())
	}
	return roleWithType(r), nil
}

// deleteRole leaves the users as they are: a role that is gone gives them nothing, and its ID comes to no other.
func (c *call) deleteRole() (any, error) {
	err := c.store.DeleteRole(c.Ctx, c.Param("id"))
	c.known = err == nil
	return done, missing(err, inexistentRole())
}
