package managementapi_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// ownScopes are those of the token that the application gets for itself at an API.
func (s *site) ownScopes(client map[string]any, audience string) any {
	return s.post("/oauth/token", url.Values{"grant_type": {"client_credentials"}, "client_id": {client["client_id"].(string)},
		"client_secret": {client["client_secret"].(string)}, "audience": {audience}})["scope"]
}

func TestAGrantOfAllScopesFollowsTheAPI(t *testing.T) {
	s := newSite(t)
	client := s.want(201, "POST", "/clients", `{"name":"x"}`)
	api := "/resource-servers/" + s.want(201, "POST", "/resource-servers", `{"identifier":"urn:api","scopes":[{"value":"read:a"}]}`)["id"].(string)
	g := s.want(201, "POST", "/client-grants", `{"client_id":"`+client["client_id"].(string)+`","audience":"urn:api","allow_all_scopes":true}`)
	path := "/client-grants/" + g["id"].(string)
	assert.NotContains(t, g, "scope")
	assert.Equal(t, "client", g["subject_type"])
	assert.Equal(t, "read:a", s.ownScopes(client, "urn:api"))
	s.want(200, "PATCH", api, `{"scopes":[{"value":"read:a"},{"value":"read:b"}]}`)
	assert.Equal(t, "read:a read:b", s.ownScopes(client, "urn:api"))
	assert.Equal(t, []any{"read:b"}, s.want(200, "PATCH", path, `{"allow_all_scopes":false,"scope":["read:b"]}`)["scope"])
	assert.Equal(t, "read:b", s.ownScopes(client, "urn:api"))
	s.want(204, "DELETE", path, "")
	assert.Nil(t, s.ownScopes(client, "urn:api"))

	s.want(201, "POST", "/client-grants", `{"client_id":"`+client["client_id"].(string)+`","audience":"http://example.com/api/v2/","allow_all_scopes":true}`)
	assert.Contains(t, strings.Fields(s.ownScopes(client, "http://example.com/api/v2/").(string)), "delete:grants")
}

func TestAGrantForUsersIsAnotherThanTheApplicationsOwn(t *testing.T) {
	s := newSite(t)
	client := s.want(201, "POST", "/clients", `{"name":"x"}`)
	body := func(subject string) string {
		return `{"client_id":"` + client["client_id"].(string) + `","audience":"` + one + `","scope":["read:one"],"subject_type":"` + subject + `","authorization_details_types":["payment"]}`
	}
	users := s.want(201, "POST", "/client-grants", body("user"))
	assert.Equal(t, []any{"payment"}, users["authorization_details_types"])
	assert.Nil(t, s.ownScopes(client, one), "it is about users")
	own := s.want(201, "POST", "/client-grants", body("client"))
	assert.NotEqual(t, users["id"], own["id"])
	assert.Equal(t, "read:one", s.ownScopes(client, one))
	assert.Equal(t, 409, s.call("POST", "/client-grants", body("user")).status)
	of := "/client-grants?client_id=" + client["client_id"].(string)
	assert.Len(t, s.list(of), 2)
	require.Len(t, s.list(of+"&subject_type=user"), 1)
	assert.Equal(t, users, s.list(of + "&subject_type=user")[0])
	assert.Empty(t, s.want(200, "PATCH", "/client-grants/"+users["id"].(string), `{"authorization_details_types":[]}`)["authorization_details_types"])
	s.want(204, "DELETE", "/client-grants/"+users["id"].(string), "")
	assert.Equal(t, "read:one", s.ownScopes(client, one))
	a := s.call("GET", "/client-grants/"+users["id"].(string), "")
	assert.Equal(t, 404, a.status)
	assert.Contains(t, a.body, `"message":"The grant does not exist."`)
}

func TestADefaultGrantIsOfNoApplication(t *testing.T) {
	s := newSite(t)
	const body = `{"audience":"` + one + `","scope":["read:one"],"default_for":"third_party_clients"}`
	g := s.want(201, "POST", "/client-grants", body)
	assert.NotContains(t, g, "client_id")
	assert.Equal(t, "third_party_clients", g["default_for"])
	assert.Equal(t, 409, s.call("POST", "/client-grants", body).status)
	path := "/client-grants/" + g["id"].(string)
	assert.Equal(t, []any{"write:one"}, s.want(200, "PATCH", path, `{"scope":["write:one"]}`)["scope"])
	require.Len(t, s.list("/client-grants?default_for=third_party_clients"), 1)
	assert.Equal(t, []any{"write:one"}, s.want(200, "GET", path, "")["scope"])
	s.want(204, "DELETE", path, "")
	assert.Empty(t, s.list("/client-grants?default_for=third_party_clients"))
	for _, bad := range []string{`{"audience":"` + one + `"}`, `{"audience":"` + one + `","client_id":"mock-public","default_for":"third_party_clients"}`} {
		assert.Equal(t, 400, s.call("POST", "/client-grants", bad).status, bad)
	}
}

func TestOrganizationsOfAGrantAreKeptAndNullForgetsThem(t *testing.T) {
	s := newSite(t)
	client := s.want(201, "POST", "/clients", `{"name":"x"}`)["client_id"].(string)
	g := s.want(201, "POST", "/client-grants", `{"client_id":"`+client+`","audience":"`+one+`","organization_usage":"allow","allow_any_organization":true}`)
	assert.Equal(t, []any{}, g["scope"])
	assert.Equal(t, "allow", g["organization_usage"])
	assert.Len(t, s.list("/client-grants?allow_any_organization=true"), 1)
	assert.NotContains(t, s.want(200, "PATCH", "/client-grants/"+g["id"].(string), `{"organization_usage":null}`), "organization_usage")
	assert.Empty(t, s.list("/client-grants/"+g["id"].(string)+"/organizations"))
	express := s.want(201, "POST", "/clients", `{"name":"x","app_type":"express_configuration"}`)["client_id"].(string)
	a := s.call("POST", "/client-grants", `{"client_id":"`+express+`","audience":"`+one+`"}`)
	assert.Equal(t, 400, a.status)
	assert.Contains(t, a.body, `"errorCode":"validation_error"`)
}
