package managementapi_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
)

func TestThereIsOneConnectionAndEveryApplicationHasIt(t *testing.T) {
	s := newSite(t)
	all := s.list("/connections")
	require.Len(t, all, 1)
	assert.Equal(t, "Username-Password-Authentication", all[0]["name"])
	assert.Len(t, all[0]["enabled_clients"], len(s.list("/clients")))
	assert.Empty(t, s.list("/connections?strategy=samlp"))
	assert.Empty(t, s.list("/connections?name=google-oauth2"))
	assert.Len(t, s.list("/connections?name=Username-Password-Authentication&strategy=auth0"), 1)
	id := all[0]["id"].(string)
	assert.Len(t, s.want(200, "GET", "/connections?take=1", "")["connections"], 1)
	of := s.want(200, "GET", "/clients/mock-public/connections", "")["connections"].([]any)
	assert.Equal(t, id, of[0].(map[string]any)["id"])
	assert.Empty(t, s.want(200, "GET", "/clients/mock-public/connections?strategy=samlp", "")["connections"])
	assert.Contains(t, s.want(200, "GET", "/connections/"+id+"/clients", "")["clients"], map[string]any{"client_id": "mock-public"})
	for _, path := range []string{"/connections/con_none", "/connections/con_none/clients", "/clients/nobody/connections"} {
		assert.Equal(t, 404, s.call("GET", path, "").status, path)
	}
	assert.Equal(t, 501, s.call("POST", "/connections", `{"name":"x","strategy":"auth0"}`).status)
}

func TestWithoutAPublicKeyThereIsNoSigningKey(t *testing.T) {
	s := newSite(t)
	assert.Len(t, s.list("/keys/signing"), 1)
	assert.Equal(t, 404, s.call("GET", "/keys/signing/other", "").status)
	shared := &site{t: t, served: map[string]bool{}, server: mockserver.New(mockserver.WithSigningAlgorithm("HS256"))}
	shared.token = shared.managementToken("")
	assert.Empty(t, shared.list("/keys/signing"))
	assert.Empty(t, shared.want(200, "GET", "/clients/mock-public", "")["signing_keys"])
}
