package managementapi_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

const newAPI = "https://new.example/v1"

func TestAnAPIIsMadeFoundChangedAndDeleted(t *testing.T) {
	s := newSite(t)
	made := s.want(201, "POST", "/resource-servers", `{"identifier":"`+newAPI+`","name":"new","scopes":[{"value":"read:x","description":"d"},{"value":"write:x"}],"signing_secret":"0123456789abcdef-secret"}`)
	assert.Regexp(t, `^[0-9a-f]{24}$`, made["id"])
	assert.Equal(t, []any{map[string]any{"value": "read:x", "description": "d"}, map[string]any{"value": "write:x"}}, made["scopes"])
	assert.Equal(t, false, made["allow_offline_access"])
	assert.NotContains(t, made, "signing_secret")
	byID := "/resource-servers/" + made["id"].(string)
	byIdentifier := "/resource-servers/" + url.PathEscape(newAPI)
	assert.Equal(t, made, s.want(200, "GET", byID, ""))
	assert.Equal(t, made, s.want(200, "GET", byIdentifier, ""))
	assert.Len(t, s.list("/resource-servers?identifiers="+url.QueryEscape(newAPI)), 1)

	v := s.client("confidential")
	for name, value := range map[string]string{"grant_type": "password", "username": s.server.Seed().Users[0].Email,
		"password": s.server.Seed().Users[0].Password, "scope": "offline_access read:x", "audience": newAPI} {
		v.Set(name, value)
	}
	assert.Nil(t, s.post("/oauth/token", v)["refresh_token"], "offline access is not allowed by itself")
	s.want(200, "PATCH", byIdentifier, `{"allow_offline_access":true}`)
	token, _ := s.post("/oauth/token", v)["refresh_token"].(string)
	require.NotEmpty(t, token)
	assert.Equal(t, "new", s.want(200, "GET", byID, "")["name"], "what is not given stays")

	grant := s.want(201, "POST", "/client-grants", `{"client_id":"mock-management","audience":"`+newAPI+`","scope":["read:x"]}`)
	s.want(204, "DELETE", byID, "")
	s.want(204, "DELETE", byID, "")
	for _, path := range []string{byID, byIdentifier} {
		a := s.call("GET", path, "")
		assert.Equal(t, 404, a.status)
		assert.Contains(t, a.body, "inexistent_resource_server")
		assert.Equal(t, 404, s.call("PATCH", path, `{}`).status)
	}
	assert.Equal(t, 404, s.call("GET", "/client-grants/"+grant["id"].(string), "").status, "its client grants go with it")
}

func TestASeededAPIHasAnIDToo(t *testing.T) {
	s := newSite(t)
	seeded := s.list("/resource-servers")[1]
	assert.Regexp(t, `^[0-9a-f]{24}$`, seeded["id"])
	assert.Equal(t, seeded, s.want(200, "GET", "/resource-servers/"+seeded["id"].(string), ""))
	assert.Equal(t, seeded, s.want(200, "GET", "/resource-servers/"+url.PathEscape(one), ""))
}

func TestAnAPIThatIsThereOrMalformedIsRefused(t *testing.T) {
	s := newSite(t)
	for _, taken := range []string{one, "http://example.com/api/v2/", "http://example.com/userinfo"} {
		assert.Equal(t, 409, s.call("POST", "/resource-servers", `{"identifier":"`+taken+`"}`).status, taken)
	}
	for _, bad := range []string{`{}`, `{"identifier":""}`, `{"identifier":1}`, `{"identifier":"x","scopes":["read:x"]}`, `{"identifier":"x","scopes":[{"description":"d"}]}`,
		`{"identifier":"x","token_lifetime":-1}`, `{"identifier":"x","token_lifetime":2592001}`, `{"identifier":"x","allow_offline_access":"yes"}`, `{"identifier":"x","id":"y"}`,
		`{"identifier":"x","signing_alg":"none"}`} {
		a := s.call("POST", "/resource-servers", bad)
		assert.Equal(t, 400, a.status, bad)
		assert.Contains(t, a.body, "invalid_body")
	}
	assert.Equal(t, 400, s.call("PATCH", "/resource-servers/"+url.PathEscape(one), `{"identifier":"other"}`).status, "an identifier stays what it is")
	assert.Len(t, s.list("/resource-servers"), 3)
}

func TestAClientGrantIsWhatAnApplicationMayDoForItself(t *testing.T) {
	s := newSite(t)
	token := func(scope string) map[string]any {
		v := s.client("management")
		v.Set("grant_type", "client_credentials")
		v.Set("audience", one)
		v.Set("scope", scope)
		return s.post("/oauth/token", v)
	}
	assert.Nil(t, token("")["access_token"])
	body := `{"client_id":"mock-management","audience":"` + one + `","scope":["read:one"]}`
	g := s.want(201, "POST", "/client-grants", body)
	assert.Equal(t, "read:one", token("read:one write:one")["scope"])
	s.want(409, "POST", "/client-grants", body)
	path := "/client-grants/" + g["id"].(string)
	assert.Equal(t, []any{"read:one", "write:one"}, s.want(200, "PATCH", path, `{"scope":["read:one","write:one"]}`)["scope"])
	assert.Equal(t, "read:one write:one", token("")["scope"])
	assert.Len(t, s.list("/client-grants?client_id=mock-management"), 2)
	of := s.list("/client-grants?audience=" + url.QueryEscape("http://example.com/api/v2/"))
	require.Len(t, of, 1, "this API is an audience like others")
	assert.Equal(t, "mock-management", of[0]["client_id"])
	s.want(204, "DELETE", path, "")
	s.want(204, "DELETE", path, "")
	assert.Equal(t, 404, s.call("GET", path, "").status)
	assert.Equal(t, 404, s.call("PATCH", path, `{"scope":[]}`).status)
	assert.Nil(t, token("")["access_token"])

	for want, bad := range map[string]string{
		"inexistent_client":          `{"client_id":"nobody","audience":"` + one + `","scope":[]}`,
		"inexistent_resource_server": `{"client_id":"mock-management","audience":"https://nowhere.example","scope":[]}`,
		"audience":                   `{"client_id":"mock-management","scope":[]}`,
		"scope[0]":                   `{"client_id":"mock-management","audience":"` + one + `","scope":[1]}`,
		"not allowed: client_id":     ``,
	} {
		a := s.call("POST", "/client-grants", bad)
		if bad == "" {
			a = s.call("PATCH", path, `{"client_id":"x"}`)
		}
		assert.Contains(t, []int{400, 404}, a.status)
		assert.Contains(t, a.body, want)
	}
}

func TestAnAPIOfWhichNothingWasSaidAsksForConsent(t *testing.T) {
	s := newSite(t)
	made := s.want(201, "POST", "/resource-servers", `{"identifier":"urn:x"}`)
	assert.Equal(t, false, made["skip_consent_for_verifiable_first_party_clients"])
	assert.Equal(t, map[string]any{"user": map[string]any{"policy": "allow_all"}, "client": map[string]any{"policy": "require_client_grant"}}, made["subject_type_authorization"])
	for _, absent := range []string{"scopes", "is_system", "client_id"} {
		assert.NotContains(t, made, absent)
	}
	policy, err := tenant.NewPolicy("")
	require.NoError(t, err)
	api := tenant.Audience{Extra: map[string]any{"skip_consent_for_verifiable_first_party_clients": made["skip_consent_for_verifiable_first_party_clients"]}}
	assert.True(t, policy.SignIn.AsksConsent(tenant.Client{FirstParty: true}, api, "https://app.example/callback"))
	seeded := s.want(200, "GET", "/resource-servers/"+url.PathEscape(one), "")
	assert.Equal(t, true, seeded["skip_consent_for_verifiable_first_party_clients"], "and those of the seed do not")
	assert.NotContains(t, s.want(200, "PATCH", "/resource-servers/urn:x", `{"token_encryption":null,"consent_policy":null}`), "consent_policy")
	client := s.want(201, "POST", "/clients", `{"name":"x","app_type":"resource_server","resource_server_identifier":"urn:x"}`)["client_id"]
	assert.Equal(t, client, s.want(200, "GET", "/resource-servers/urn:x", "")["client_id"])
}

func TestThisAPIIsOneOfTheSystems(t *testing.T) {
	s := newSite(t)
	system := s.list("/resource-servers")[0]
	assert.Equal(t, true, system["is_system"])
	const identifier = "http%3A%2F%2Fexample.com%2Fapi%2Fv2%2F"
	assert.Equal(t, system, s.want(200, "GET", "/resource-servers/"+identifier, ""))
	assert.Equal(t, system, s.want(200, "GET", "/resource-servers/"+strings.ReplaceAll(identifier, "%", "%25"), ""), "escaped twice")
	for _, method := range []string{"PATCH", "DELETE"} {
		assert.Equal(t, 400, s.call(method, "/resource-servers/"+system["id"].(string), `{"name":"x"}`).status, method)
	}
	assert.Len(t, s.list("/resource-servers?identifiers="+identifier), 1)
}

func TestAnAPISaysWhoseTokensThereAre(t *testing.T) {
	s := newSite(t)
	const path = "/resource-servers/https%3A%2F%2Fapi.one.example"
	client := s.want(201, "POST", "/clients", `{"name":"x"}`)
	s.want(201, "POST", "/client-grants", `{"client_id":"`+client["client_id"].(string)+`","audience":"`+one+`","scope":["read:one"]}`)
	forUsers := func() any {
		v := s.client("confidential")
		for name, value := range map[string]string{"grant_type": "password", "username": s.server.Seed().Users[0].Email, "password": s.server.Seed().Users[0].Password,
			"scope": "openid read:one write:one", "audience": one} {
			v.Set(name, value)
		}
		return s.post("/oauth/token", v)["scope"]
	}
	assert.Contains(t, forUsers(), "write:one")
	s.want(200, "PATCH", path, `{"subject_type_authorization":{"client":{"policy":"deny_all"}}}`)
	assert.Nil(t, s.ownScopes(client, one))
	assert.Contains(t, forUsers(), "write:one", "which is another matter")
	s.want(200, "PATCH", path, `{"subject_type_authorization":{"user":{"policy":"require_client_grant"}}}`)
	assert.Equal(t, "openid", forUsers())
	s.want(201, "POST", "/client-grants", `{"client_id":"mock-confidential","audience":"`+one+`","scope":["read:one"],"subject_type":"user"}`)
	assert.Equal(t, "openid read:one", forUsers())
	s.want(200, "PATCH", path, `{"subject_type_authorization":{"user":{"policy":"deny_all"}}}`)
	assert.Equal(t, "openid", forUsers())
	assert.Equal(t, 400, s.call("PATCH", path, `{"subject_type_authorization":{"client":{"policy":"allow_all"}}}`).status)
}
