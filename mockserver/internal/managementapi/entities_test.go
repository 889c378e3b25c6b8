package managementapi_test

import (
	"encoding/json"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestClients(t *testing.T) {
	s := newSite(t)
	a := s.call("POST", "/clients", `{"name":"throw-away","token_endpoint_auth_method":"client_secret_post","grant_types":["password","refresh_token"],
		"oidc_conformant":true,"refresh_token":{"rotation_type":"rotating","expiration_type":"expiring","token_lifetime":60,"leeway":5},"description":"kept"}`)
	require.Equal(t, 201, a.status, a.body)
	var c map[string]any
	require.NoError(t, json.Unmarshal([]byte(a.body), &c))
	id, secret := c["client_id"].(string), c["client_secret"].(string)
	assert.Equal(t, "kept", c["description"])
	assert.Contains(t, s.call("GET", "/clients/"+id, "").body, secret)
	assert.NotContains(t, s.do("GET", "/api/v2/clients/"+id, s.managementToken("read:clients"), "").body, secret)

	v := url.Values{"client_id": {id}, "token": {"x"}}
	assert.Equal(t, "invalid_client", s.post("/oauth/revoke", v)["error"])
	a = s.call("PATCH", "/clients/"+id, `{"token_endpoint_auth_method":"none"}`)
	require.Equal(t, 200, a.status)
	assert.Nil(t, s.post("/oauth/revoke", v), "an empty answer: a public client needs no secret")
	a = s.call("PATCH", "/clients/"+id, `{"token_endpoint_auth_method":"client_secret_post"}`)
	require.Equal(t, 200, a.status)
	a = s.call("POST", "/clients/"+id+"/rotate-secret", "")
	require.Equal(t, 200, a.status)
	assert.NotContains(t, a.body, secret)
	v.Set("client_secret", secret)
	assert.Equal(t, "invalid_client", s.post("/oauth/revoke", v)["error"])

	for _, bad := range []string{`{}`, `[]`, `{"name":""}`, `{"name":"x","client_id":"y"}`, `{"name":"x","token_endpoint_auth_method":"y"}`,
		`{"name":"x","refresh_token":{}}`, `{"name":"x","refresh_token":{"rotation_type":"rotating","leeway":-1}}`, `{"name":1}`, `{"name":"x","callbacks":1}`} {
		assert.Equal(t, 400, s.call("POST", "/clients", bad).status, bad)
	}
	assert.Equal(t, 204, s.call("DELETE", "/clients/"+id, "").status)
	assert.Equal(t, 204, s.call("DELETE", "/clients/"+id, "").status)
	a = s.call("GET", "/clients/"+id, "")
	assert.Equal(t, 404, a.status)
	assert.Contains(t, a.body, "inexistent_client")
}

func TestUsers(t *testing.T) {
	s := newSite(t)
	const body = `{"connection":"Username-Password-Authentication","email":"new@example.com","password":"Pass-word-1"}`
	a := s.call("POST", "/users", body)
	require.Equal(t, 201, a.status, a.body)
	assert.NotContains(t, a.body, "Pass-word-1")
	assert.Equal(t, 409, s.call("POST", "/users", body).status)
	var u map[string]any
	require.NoError(t, json.Unmarshal([]byte(a.body), &u))
	path := "/users/" + url.PathEscape(u["user_id"].(string))
	signIn := func(password string) map[string]any {
		v := s.client("confidential")
		for name, value := range map[string]string{"grant_type": "password", "username": "new@example.com", "password": password, "scope": "offline_access"} {
			v.Set(name, value)
		}
		return s.post("/oauth/token", v)
	}
	token := signIn("Pass-word-1")["refresh_token"].(string)
	require.Equal(t, 200, s.call("PATCH", path, `{"blocked":true}`).status)
	assert.Equal(t, "user is blocked", s.exchange("confidential", token)["error_description"])
	require.Equal(t, 200, s.call("PATCH", path, `{"blocked":false}`).status)
	assert.True(t, s.alive("confidential", token), "blocking revokes nothing")
	require.Equal(t, 200, s.call("PATCH", path, `{"password":"Pass-word-2"}`).status)
	assert.True(t, s.alive("confidential", token), "nor does a new password")
	assert.Nil(t, signIn("Pass-word-1")["access_token"])
	assert.NotNil(t, signIn("Pass-word-2")["access_token"])
	assert.Equal(t, 400, s.call("PATCH", path, `{"password":"x","email":"y"}`).status)
	assert.Equal(t, 204, s.call("DELETE", path, "").status)
	assert.Contains(t, s.exchange("confidential", token)["error_description"], "doesn't exist anymore")
	a = s.call("GET", path, "")
	assert.Equal(t, 404, a.status)
	assert.Contains(t, a.body, "inexistent_user")
	assert.Len(t, s.list("/users"), 16)
	for _, bad := range []string{`{}`, `{"connection":"x"}`, `{"connection":"x","email":"y@z"}`} {
		assert.Equal(t, 400, s.call("POST", "/users", bad).status, bad)
	}
}
