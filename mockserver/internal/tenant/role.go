package tenant

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"
)

// Permission is a scope of an API that a role, or a user, has (Auth0, "Role-Based Access Control").
type Permission struct {
	API  string // its identifier
	Name string // the scope
}

// Role is a set of permissions that users have together.
type Role struct {
	ID, Name, Description string
	Permissions           []Permission
}

// RoleID is the ID of a role that is there from the beginning: every node gives it the same.
func RoleID(name string) string {
	sum := sha256.Sum256([]byte(name))
	return rolePrefix + strings.ToLower(base32.StdEncoding.EncodeToString(sum[:10]))
}

// NewRoleID is that of a new one.
func NewRoleID() string { return rolePrefix + NewID(8) }

const rolePrefix = "rol_"

// WithPermissions are permissions and those of more that are not among them.
func WithPermissions(has, more []Permission) []Permission {
	out := slices.Clone(has)
	for _, p := range more {
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// WithoutPermissions are permissions less some.
func WithoutPermissions(has, less []Permission) []Permission {
	return slices.DeleteFunc(slices.Clone(has), func(p Permission) bool { return slices.Contains(less, p) })
}

// PermissionsFor are the scopes of the API that the user has by those roles and directly, in order, each once.
func (u *User) PermissionsFor(api *Audience, roles []*Role) []string {
	all := slices.Clone(u.Permissions)
	for _, r := range roles {
		all = append(all, r.Permissions...)
	}
	scopes := []string{}
	for _, p := range all {
		if p.API == api.Identifier && slices.Contains(api.Scopes, p.Name) {
			scopes = append(scopes, p.Name)
		}
	}
	slices.Sort(scopes)
	return slices.Compact(scopes)
}

// SortRoles puts them in order of their names, as they are listed.
func SortRoles(roles []*Role) {
	slices.SortFunc(roles, func(a, b *Role) int { return cmp.Compare(a.Name, b.Name) })
}
