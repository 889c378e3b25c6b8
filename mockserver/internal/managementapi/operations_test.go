package managementapi_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/store/memory"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// TestEveryOperationIsServedAsDocumented drives each of them once with success; tenant_test.go holds every exchange
// against the document.
func TestEveryOperationIsServedAsDocumented(t *testing.T) {
	shared := memory.New()
	s := newSite(t, mockserver.WithStore(shared))
	want := func(status int, method, path, body string) map[string]any {
		t.Helper()
		return s.want(status, method, path, body)
	}
	want(200, "GET", "/tenants/settings?fields=flags", "")
	want(200, "PATCH", "/tenants/settings", `{"flags":{"enable_sso":false},"session_lifetime":1.5,"device_flow":{"charset":"digits","mask":"***-***-***"}}`)

	client := want(201, "POST", "/clients", `{"name":"a","app_type":"spa","oidc_conformant":true,"web_origins":["http://a.example"],"refresh_token":{"rotation_type":"rotating","expiration_type":"expiring","policies":[{"audience":"https://api.one.example","scope":["read:one"]}]}}`)
	clientPath := "/clients/" + client["client_id"].(string)
	want(200, "GET", "/clients?fields=client_id&take=2", "")
	want(200, "GET", clientPath, "")
	want(200, "PATCH", clientPath, `{"client_metadata":{"k":"v"}}`)
	want(200, "POST", clientPath+"/rotate-secret", "")
	_, public := rsaKey(t)
	credential := want(201, "POST", clientPath+"/credentials", `{"credential_type":"public_key","pem":`+quoted(public)+`}`)
	credentialPath := clientPath + "/credentials/" + credential["id"].(string)
	want(200, "GET", clientPath+"/credentials", "")
	want(200, "GET", credentialPath, "")
	want(200, "PATCH", credentialPath, `{"expires_at":null}`)
	want(204, "DELETE", credentialPath, "")
	want(200, "GET", clientPath+"/connections", "")
	connection := s.list("/connections?strategy=auth0&strategy=samlp")[0]["id"].(string)
	want(200, "GET", "/connections/"+connection+"?fields=id", "")
	want(200, "GET", "/connections/"+connection+"/clients?take=2", "")
	want(200, "GET", "/keys/signing/"+s.list("/keys/signing")[0]["kid"].(string), "")

	api := want(201, "POST", "/resource-servers", `{"identifier":"https://new.example/","scopes":[{"value":"read:x","description":"d"}],"token_lifetime":60}`)
	want(200, "GET", "/resource-servers?include_totals=true", "")
	want(200, "GET", "/resource-servers/"+api["id"].(string), "")
	want(200, "PATCH", "/resource-servers/"+url.PathEscape("https://new.example/"), `{"allow_offline_access":true}`)
	grant := want(201, "POST", "/client-grants", `{"client_id":"`+client["client_id"].(string)+`","audience":"https://new.example/","scope":["read:x"]}`)
	want(200, "GET", "/client-grants", "")
	want(200, "GET", "/client-grants/"+grant["id"].(string), "")
	want(200, "PATCH", "/client-grants/"+grant["id"].(string), `{"scope":[]}`)
	want(204, "DELETE", "/client-grants/"+grant["id"].(string), "")
	want(204, "DELETE", "/resource-servers/"+api["id"].(string), "")
	want(204, "DELETE", clientPath, "")

	user := want(201, "POST", "/users", `{"connection":"Username-Password-Authentication","email":"n@example.com","password":"Pass-word-1"}`)
	userPath := "/users/" + url.PathEscape(user["user_id"].(string))
	want(200, "GET", "/users?q="+url.QueryEscape(`email:"n@example.com"`)+"&sort=email:1", "")
	want(200, "GET", "/users-by-email?email=n@example.com", "")
	want(200, "GET", userPath, "")
	want(200, "PATCH", userPath, `{"user_metadata":{"k":1}}`)
	role := want(200, "POST", "/roles", `{"name":"admin"}`)["id"].(string)
	rolePath, permissions := "/roles/"+role, `{"permissions":[{"resource_server_identifier":"`+one+`","permission_name":"read:one"}]}`
	want(200, "GET", "/roles?name_filter=a", "")
	want(200, "PATCH", rolePath, `{"description":"d"}`)
	want(200, "GET", rolePath, "")
	want(200, "POST", rolePath+"/users", `{"users":["`+user["user_id"].(string)+`"]}`)
	want(200, "GET", rolePath+"/users?take=1", "")
	for _, path := range []string{rolePath, userPath} {
		want(201, "POST", path+"/permissions", permissions)
		want(200, "GET", path+"/permissions", "")
		want(204, "DELETE", path+"/permissions", permissions)
	}
	want(204, "DELETE", userPath+"/roles", `{"roles":["`+role+`"]}`)
	want(204, "POST", userPath+"/roles", `{"roles":["`+role+`"]}`)
	want(200, "GET", userPath+"/roles", "")
	want(200, "DELETE", rolePath, "")
	want(204, "DELETE", userPath, "")

	s.signIn("confidential", 0, one)
	s.signIn("rotating", 0, one)
	want(200, "GET", s.ofUser("/device-credentials?type=refresh_token&fields=id,user_id", 0), "")
	s.as(s.userToken(0), func() {
		key := want(201, "POST", "/device-credentials", `{"device_name":"d","type":"public_key","value":"v","device_id":"ABCDEF-0"}`)
		want(204, "DELETE", "/device-credentials/"+key["id"].(string), "")
	})

	mine := "/users/" + url.PathEscape(s.userID(0))
	tokens := want(200, "GET", mine+"/refresh-tokens?include_totals=true&per_page=50", "")["tokens"].([]any)
	require.Len(t, tokens, 2)
	token := "/refresh-tokens/" + tokens[0].(map[string]any)["id"].(string)
	want(200, "GET", s.ofUser("/refresh-tokens?take=1", 0), "")
	want(200, "GET", token, "")
	want(200, "PATCH", token, `{"refresh_token_metadata":{"k":"v"}}`)
	want(202, "DELETE", token, "")
	want(202, "POST", "/refresh-tokens/revoke", `{"user_id":"`+s.userID(0)+`"}`)
	want(202, "DELETE", mine+"/refresh-tokens", "")

	for _, id := range []string{"s1", "s2"} {
		now := s.server.Clock().Now()
		require.NoError(t, shared.PutSession(t.Context(), tenant.HashOf(id), tenant.Session{ID: id, UserID: s.userID(0),
			AuthenticatedAt: now, UsedAt: now, ExpiresAt: now.Add(time.Hour), Agent: "browser", IP: "192.0.2.1", Clients: []string{"mock-public"}}))
	}
	want(200, "GET", mine+"/sessions?take=1", "")
	want(200, "GET", "/sessions/s1", "")
	want(202, "DELETE", "/sessions/s1", "")
	want(202, "POST", "/sessions/s2/revoke", "")
	want(202, "DELETE", mine+"/sessions", "")
	want(202, "POST", mine+"/revoke-access", `{"preserve_refresh_tokens":true}`)

	want(204, "DELETE", "/grants/x", "")
	want(200, "GET", s.ofUser("/grants", 0), "")
	want(204, "DELETE", s.ofUser("/grants", 0), "")
	logs := s.list("/logs?q=type:sapi&sort=date:-1")
	require.NotEmpty(t, logs)
	want(200, "GET", "/logs/"+logs[0]["log_id"].(string), "")
	want(200, "GET", mine+"/logs?include_totals=true", "")

	k, err := theContract()
	require.NoError(t, err)
	for path, p := range k.document.Paths.Map() {
		if p.Get != nil && p.Get.Extensions["x-always-empty"] == true {
			id := url.PathEscape(s.userID(0))
			if strings.HasPrefix(path, "/client-grants/") {
				id = s.list("/client-grants")[0]["id"].(string)
			}
			s.call("GET", strings.NewReplacer("{id}", id, "{language}", "en").Replace(path), "")
		}
	}
	for path, p := range k.document.Paths.Map() {
		for method, o := range p.Operations() {
			assert.True(t, s.served[o.OperationID], "%s %s was not driven", method, path)
		}
	}
}

// want calls and expects a status; it returns the body where that is an object.
func (s *site) want(status int, method, path, body string) map[string]any {
	s.t.Helper()
	a := s.call(method, path, body)
	require.Equal(s.t, status, a.status, "%s %s: %s", method, path, a.body)
	var out map[string]any
	_ = json.Unmarshal([]byte(a.body), &out)
	return out
}

// as calls with another token for a while.
func (s *site) as(token string, do func()) {
	before := s.token
	s.token = token
	do()
	s.token = before
}

// userToken is a user's own token for this API.
func (s *site) userToken(user int) string {
	u, v := s.server.Seed().Users[user], s.client("confidential")
	for name, value := range map[string]string{"grant_type": "password", "username": u.Email, "password": u.Password,
		"scope":    "openid create:current_user_device_credentials delete:current_user_device_credentials read:users",
		"audience": "http://example.com/api/v2/"} {
		v.Set(name, value)
	}
	m := s.post("/oauth/token", v)
	require.NotNil(s.t, m["access_token"], "%v", m)
	return m["access_token"].(string)
}
