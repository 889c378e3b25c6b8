package managementapi_test

import (
	"maps"
	"net/url"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The statuses and bodies are those of go-auth0's and terraform-provider-auth0's recordings.
func TestARoleIsMadeFoundChangedAndDeleted(t *testing.T) {
	s := newSite(t)
	made := s.want(200, "POST", "/roles", `{"name":"admin"}`)
	assert.Regexp(t, `^rol_[0-9a-z]{16}$`, made["id"])
	assert.Equal(t, map[string]any{"id": made["id"], "name": "admin", "type": "tenant"}, made)
	path := "/roles/" + made["id"].(string)
	assert.Equal(t, "", s.want(200, "GET", path, "")["description"])
	assert.Equal(t, 409, s.call("POST", "/roles", `{"name":"admin"}`).status)
	other := s.want(200, "POST", "/roles", `{"name":"Auditor","description":"looks"}`)
	assert.Equal(t, 409, s.call("PATCH", path, `{"name":"Auditor"}`).status)
	assert.Equal(t, "all of it", s.want(200, "PATCH", path, `{"name":"admin","description":"all of it"}`)["description"])

	listed := s.list("/roles")
	assert.Equal(t, []any{"Auditor", "admin"}, []any{listed[0]["name"], listed[1]["name"]}, "by name")
	assert.Equal(t, []map[string]any{other}, s.list("/roles?name_filter=DIT"))
	assert.Empty(t, s.list("/roles?type=organization"))
	assert.Equal(t, `{"limit":100,"roles":[],"start":0,"total":0}`, s.call("GET", "/roles?include_totals=true&name_filter=nobody&page=0&per_page=100", "").body)

	assert.Equal(t, "{}", s.call("DELETE", path, "").body)
	for _, a := range []answer{s.call("GET", path, ""), s.call("DELETE", path, ""), s.call("PATCH", path, `{}`), s.call("GET", path+"/users", ""),
		s.call("GET", path+"/permissions", ""), s.call("POST", path+"/users", `{"users":["auth0|1"]}`)} {
		assert.Equal(t, 404, a.status)
		assert.Equal(t, `{"error":"Not Found","message":"The role does not exist.","statusCode":404}`, a.body)
	}
	for _, bad := range []string{`{}`, `{"name":""}`, `{"name":1}`, `{"name":"x","type":"organization"}`, `{"name":"x","id":"y"}`} {
		assert.Equal(t, 400, s.call("POST", "/roles", bad).status, bad)
	}
}

func TestUsersHaveRoles(t *testing.T) {
	s := newSite(t)
	role := s.want(200, "POST", "/roles", `{"name":"admin","description":"d"}`)
	id := role["id"].(string)
	user := "/users/" + url.PathEscape(s.userID(0))
	assert.Equal(t, 204, s.call("POST", user+"/roles", `{"roles":["`+id+`"]}`).status)
	assert.Equal(t, 204, s.call("POST", user+"/roles", `{"roles":["`+id+`"]}`).status, "twice is once")
	assert.Equal(t, []map[string]any{{"id": id, "name": "admin", "description": "d"}}, s.list(user+"/roles"))
	assert.Equal(t, "{}", s.call("POST", "/roles/"+id+"/users", `{"users":["`+s.userID(1)+`"]}`).body)
	users := s.list("/roles/" + id + "/users")
	assert.Len(t, users, 2)
	assert.ElementsMatch(t, []string{"user_id", "email", "name", "picture"}, slices.Collect(maps.Keys(users[0])))
	first := s.want(200, "GET", "/roles/"+id+"/users?take=1&include_totals=true&per_page=50", "")
	assert.Len(t, first["users"], 1)
	assert.NotEmpty(t, first["next"])

	assert.Equal(t, 204, s.call("DELETE", user+"/roles", `{"roles":["`+id+`","rol_none"]}`).status)
	assert.Empty(t, s.list(user+"/roles"))
	assert.Equal(t, 404, s.call("POST", user+"/roles", `{"roles":["rol_none"]}`).status)
	assert.Equal(t, 404, s.call("POST", "/roles/"+id+"/users", `{"users":["`+s.userID(2)+`","auth0|nobody"]}`).status)
	assert.Len(t, s.list("/roles/"+id+"/users"), 1, "none of them, where one is unknown")
	for _, method := range []string{"POST", "DELETE"} {
		assert.Equal(t, 404, s.call(method, "/users/auth0%7Cnobody/roles", `{"roles":["`+id+`"]}`).status)
		assert.Equal(t, 400, s.call(method, user+"/roles", `{"roles":[]}`).status)
	}
	s.want(200, "DELETE", "/roles/"+id, "")
	assert.Empty(t, s.list("/users/"+url.PathEscape(s.userID(1))+"/roles"), "a role that is gone is nobody's")
}

func TestRolesAndUsersHavePermissions(t *testing.T) {
	s := newSite(t)
	s.want(201, "POST", "/resource-servers", `{"identifier":"https://new.example","name":"New","scopes":[{"value":"write:x","description":"Write"},{"value":"read:x"}]}`)
	id := s.want(200, "POST", "/roles", `{"name":"admin"}`)["id"].(string)
	user := "/users/" + url.PathEscape(s.userID(0))
	permissions := func(names ...string) string {
		list := ""
		for _, name := range names {
			list += `,{"resource_server_identifier":"https://new.example","permission_name":"` + name + `"}`
		}
		return `{"permissions":[` + list[1:] + `]}`
	}
	assert.Equal(t, "{}", s.call("POST", "/roles/"+id+"/permissions", permissions("write:x", "read:x")).body)
	listed := s.list("/roles/" + id + "/permissions")
	assert.Len(t, listed, 2)
	assert.Equal(t, map[string]any{"permission_name": "write:x", "description": "Write", "resource_server_name": "New",
		"resource_server_identifier": "https://new.example"}, listed[1], "by name")

	assert.Equal(t, 201, s.call("POST", user+"/permissions", permissions("read:x")).status)
	direct := map[string]any{"source_id": "", "source_name": "", "source_type": "DIRECT"}
	assert.Equal(t, []any{direct}, s.list(user + "/permissions")[0]["sources"])
	assert.Equal(t, 204, s.call("POST", user+"/roles", `{"roles":["`+id+`"]}`).status)
	both := s.list(user + "/permissions")
	assert.Len(t, both, 2)
	assert.Equal(t, []any{direct, map[string]any{"source_id": id, "source_name": "admin", "source_type": "ROLE"}}, both[0]["sources"])

	assert.Equal(t, 204, s.call("DELETE", user+"/permissions", permissions("read:x")).status)
	assert.Equal(t, 204, s.call("DELETE", "/roles/"+id+"/permissions", permissions("write:x")).status)
	assert.Len(t, s.list(user+"/permissions"), 1)
	for _, path := range []string{"/roles/" + id, user} {
		assert.Equal(t, 400, s.call("POST", path+"/permissions", permissions("fly:x")).status)
		unknown := s.call("POST", path+"/permissions", `{"permissions":[{"resource_server_identifier":"https://none.example","permission_name":"read:x"}]}`)
		assert.Equal(t, 404, unknown.status)
		assert.Contains(t, unknown.body, "inexistent_resource_server")
		assert.Equal(t, 400, s.call("POST", path+"/permissions", `{"permissions":[]}`).status)
	}
	s.want(200, "PATCH", "/resource-servers/"+url.PathEscape("https://new.example"), `{"scopes":[]}`)
	assert.Empty(t, s.list(user+"/permissions"), "a scope that is gone is no permission")
}
