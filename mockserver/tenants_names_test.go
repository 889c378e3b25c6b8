package mockserver_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/store/memory"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Everything that a tenant gives out is below its path, also behind a proxy that cuts off a path of its own.
func TestATenantByItsPath(t *testing.T) {
	dashboard := mockserver.WithDashboard("admin", "p")
	server := named("one", dashboard)
	origin, _ := serveTenants(t, mockserver.New(), server)
	everythingIsBelow(t, origin+"/t/one/", server)

	origin, b := serveTenants(t, named("one", mockserver.WithPublicURL("https://mock.example/auth")))
	_, metadata := b.ask("GET", origin+"/t/one/.well-known/openid-configuration", "", "", nil)
	assert.Equal(t, "https://mock.example/auth/t/one/", metadata["issuer"])
	r, _ := b.answer(b.http.Get(origin + "/t/one"))
	assert.Equal(t, 200, r.StatusCode, "its front")
}

// A tenant is itself under each of its names: the issuer is the one that was asked, and its own APIs have the first
// (Auth0, "Configure Features to Use Custom Domains").
func TestCustomDomains(t *testing.T) {
	server := named("acme acme.eu.auth0.test login.acme.example ::1", mockserver.WithDashboard("", ""))
	_, b := serveTenants(t, server)
	const canonical, custom = "http://acme.eu.auth0.test:8420/", "http://login.acme.example:8420/"
	for _, issuer := range []string{canonical, custom, "http://[::1]:8420/"} {
		_, metadata := b.ask("GET", issuer+".well-known/openid-configuration", "", "", nil)
		assert.Equal(t, issuer, metadata["issuer"])
		assert.Equal(t, issuer+"oauth/revoke", metadata["revocation_endpoint"])
		r, page := b.answer(b.http.Get(issuer + "dashboard"))
		assert.Equal(t, 200, r.StatusCode, "a name that the tenant was given is good on this machine: %s", page)
	}
	_, metadata := b.ask("GET", "http://LOGIN.acme.example./.well-known/openid-configuration", "", "", nil)
	assert.Equal(t, "http://LOGIN.acme.example./", metadata["issuer"])

	management := func(at, audience string) (int, string) {
		status, tokens := b.ask("POST", at+"oauth/token", "", "", url.Values{"grant_type": {"client_credentials"}, "client_id": {"mock-management"},
			"client_secret": {"mock-secret-of-management-good-for-nothing-else"}, "audience": {audience + "api/v2/"}})
		token, _ := tokens["access_token"].(string)
		return status, token
	}
	status, token := management(custom, canonical)
	assert.Equal(t, 200, status)
	status, _ = b.ask("GET", custom+"api/v2/users", token, "", nil)
	assert.Equal(t, 200, status)
	status, _ = b.ask("GET", canonical+"api/v2/users", token, "", nil)
	assert.Equal(t, 401, status, "a token of another name")
	status, _ = management(custom, custom)
	assert.Equal(t, 403, status, "the custom domain names no API")

	_, tokens := b.ask("POST", custom+"oauth/token", "", "", url.Values{"grant_type": {"password"}, "client_id": {"mock-public"},
		"username": {"user01@example.com"}, "password": {"mock-password-01"}, "scope": {"openid offline_access"}})
	status, _ = b.ask("GET", custom+"userinfo", tokens["access_token"].(string), "", nil)
	assert.Equal(t, 200, status)
	status, _ = b.ask("POST", canonical+"oauth/token", "", "", url.Values{"grant_type": {"refresh_token"}, "client_id": {"mock-public"}, "refresh_token": {tokens["refresh_token"].(string)}})
	assert.Equal(t, 200, status, "one tenant")

	assert.Equal(t, "https://acme.eu.auth0.test", server.Address("https://127.0.0.1"))
	assert.Equal(t, "http://[::1]:80", named("v6 ::1").Address("http://127.0.0.1:80"))
	assert.Equal(t, "https://[::1]", named("v6 ::1").Address("https://mock.example"))
	public := named("acme acme.test login.test", mockserver.WithPublicURL("https://mock.example:444/auth/"))
	_, b = serveTenants(t, public)
	_, metadata = b.ask("GET", "http://login.test/.well-known/openid-configuration", "", "", nil)
	assert.Equal(t, "https://login.test:444/auth/", metadata["issuer"], "scheme, port and path of the public URL")
}

// Whoever asks for a tenant that there is not is told which there are.
func TestNoSuchTenant(t *testing.T) {
	origin, b := serveTenants(t, named("one"), named("two two.example www.two.example"))
	host := strings.TrimPrefix(origin, "http://")
	for address, want := range map[string]string{
		origin + "/oauth/token":                      "no tenant is at " + host + "/oauth/token; there is one at /t/one/, two at two.example",
		origin + "/t/three/authorize":                "no tenant is at " + host + "/t/three/authorize; there is one at /t/one/, two at two.example",
		origin + "/t/two/":                           "two at two.example",
		origin + "/t/":                               "no tenant is at",
		origin + "/t/onetwo/":                        "no tenant is at",
		"http://three.example/":                      "no tenant is at three.example/; there is",
		"http://two.example/t/three/":                "no tenant is at",
		"http://" + strings.Repeat("h.", 200) + "x/": "no tenant is at h.",
	} {
		status, said := b.ask("GET", address, "", "", nil)
		assert.Equal(t, 404, status, address)
		assert.Equal(t, "not_found", said["error"])
		assert.Contains(t, said["error_description"], want, address)
		assert.Less(t, len(said["error_description"].(string)), 300)
	}
	status, _ := b.ask("GET", "http://anything.example/t/one/userinfo", "", "", nil)
	assert.Equal(t, 401, status, "by path, whatever the host")
	for _, path := range []string{"/healthz", "/readyz"} {
		status, said := b.ask("GET", origin+path, "", "", nil)
		assert.Equal(t, 200, status)
		assert.Equal(t, map[string]any{"status": "ok"}, said)
	}

	tenants, err := mockserver.NewTenants(mockserver.New())
	require.NoError(t, err)
	status, _ = post(t, tenants, "/oauth/token", "")
	assert.NotEqual(t, 404, status, "one without a name is everywhere else")
	_, said := post(t, tenants, "/t/one/oauth/token", "")
	assert.Equal(t, "no tenant is at example.com/t/one/oauth/token; there is none that has a name", said["error_description"])
	for i := range 30 {
		require.NoError(t, tenants.Add(named("t"+string(rune('a'+i%26))+string(rune('a'+i/26)))))
	}
	_, said = post(t, tenants, "/t/one/", "")
	assert.True(t, strings.HasSuffix(said["error_description"].(string), ", and 10 more"), said)
}

// down is a store that does not answer.
type down struct{ *memory.Store }

func (down) Place(context.Context, tenant.Hash) (p tenant.Place, err error) { return p, errDown }

func TestTenantsThatAreNotReady(t *testing.T) {
	origin, b := serveTenants(t, named("one"), named("two", mockserver.WithStore(down{memory.New()})))
	status, said := b.ask("GET", origin+"/readyz", "", "", nil)
	assert.Equal(t, http.StatusServiceUnavailable, status)
	assert.Equal(t, map[string]any{"status": "the store of tenant two does not answer"}, said)
	status, _ = b.ask("GET", origin+"/healthz", "", "", nil)
	assert.Equal(t, 200, status)
}

func TestTenantsThatCannotBe(t *testing.T) {
	for want, servers := range map[string][]*mockserver.Server{
		"two tenants have no name; give one of them one":                                {mockserver.New(), mockserver.New()},
		"there is a tenant one already; give one of the two another name":               {named("one"), named("one")},
		"the domain a.example of tenant two is one of tenant one already; leave it out": {named("one a.example"), named("two b.example a.example")},
		"seed: tenant: is no name of a tenant":                                          {named("One")},
	} {
		_, err := mockserver.NewTenants(servers...)
		assert.ErrorContains(t, err, want)
	}
	tenants, err := mockserver.NewTenants(named("one a.example"))
	require.NoError(t, err)
	assert.Error(t, tenants.Add(named("two b.example a.example")))
	assert.Nil(t, tenants.Server("two"), "nothing of it is there")
	require.NoError(t, tenants.Add(named("three b.example")))
	assert.True(t, tenants.Remove("one"))
	assert.False(t, tenants.Remove("one"))
	require.NoError(t, tenants.Add(named("two a.example")))
	assert.Len(t, tenants.Servers(), 2)
}
