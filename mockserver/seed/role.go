package seed

import (
	"fmt"
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Registered is the role as the tenant has it.
func (r Role) Registered() tenant.Role {
	return tenant.Role{ID: tenant.RoleID(r.Name), Name: r.Name, Description: r.Description, Permissions: permissions(r.Permissions)}
}

func permissions(all []Permission) (out []tenant.Permission) {
	for _, p := range all {
		out = append(out, tenant.Permission(p))
	}
	return out
}

func roleIDs(names []string) (ids []string) {
	for _, name := range names {
		ids = append(ids, tenant.RoleID(name))
	}
	return ids
}

// withNamedRoles adds the roles that users have and that nothing else is said of.
func (s *Seed) withNamedRoles() {
	s.Roles = slices.Clone(s.Roles)
	for _, u := range s.Users {
		for _, name := range u.Roles {
			if !slices.ContainsFunc(s.Roles, func(r Role) bool { return r.Name == name }) {
				s.Roles = append(s.Roles, Role{Name: name})
			}
		}
	}
}

func (c *checker) roles(s Seed) {
	names := map[string]bool{}
	for i, r := range s.Roles {
		place := fmt.Sprintf("roles[%d].", i)
		c.unique(place+"name", r.Name, names)
		c.permissions(place, r.Permissions, s.Audiences)
	}
	for i, u := range s.Users {
		c.permissions(fmt.Sprintf("users[%d].", i), u.Permissions, s.Audiences)
	}
}

// permissions are scopes of APIs that there are.
func (c *checker) permissions(place string, all []Permission, apis []Audience) {
	for i, p := range all {
		at := fmt.Sprintf("%spermissions[%d].", place, i)
		switch api := slices.IndexFunc(apis, func(a Audience) bool { return a.Identifier == p.API }); {
		case api < 0:
			c.problem(at+"resource_server_identifier", "%q is none of the audiences; add it to them", p.API)
		case !slices.Contains(apis[api].Scopes, p.Name):
			c.problem(at+"permission_name", "%q is none of the API's scopes; add it to them", p.Name)
		}
	}
}
