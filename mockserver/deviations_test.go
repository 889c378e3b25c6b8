package mockserver_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
)

// What a deviation is about is found in the tenant as it is, in one that no default seed describes too.
func TestADeviationReadsTheTenant(t *testing.T) {
	seed := mockserver.Seed{
		Clients: []mockserver.SeedClient{
			{ClientID: "shop", ClientSecret: "the shop's"}, {ClientID: "desk", ClientSecret: "quite another one"},
			{ClientID: "robot", Name: "Robot", ClientSecret: "the robot's", ManagementScopes: mockserver.ManagementScopes()},
		},
		Users:     []mockserver.SeedUser{{Email: "ann@example.org", Password: "p"}},
		Audiences: []mockserver.SeedAudience{{Identifier: "urn:orders"}, {Identifier: "urn:parcels"}},
	}
	start := func(deviations ...string) *mockserver.Server {
		s := mockserver.New(mockserver.WithSeed(seed), mockserver.WithDeviations(deviations...))
		require.NoError(t, s.Err())
		return s
	}
	signIn := func(s *mockserver.Server, audience string) string {
		_, m := post(t, s, "/oauth/token", url.Values{"grant_type": {"password"}, "client_id": {"shop"}, "client_secret": {"the shop's"},
			"username": {"ann@example.org"}, "password": {"p"}, "scope": {"offline_access"}, "audience": {audience}}.Encode())
		return m["refresh_token"].(string)
	}
	revoke := func(s *mockserver.Server, token, secret string) int {
		status, _ := post(t, s, "/oauth/revoke", url.Values{"client_id": {"shop"}, "client_secret": {secret}, "token": {token}}.Encode())
		return status
	}
	exchange := func(s *mockserver.Server, token string) int {
		status, _ := post(t, s, "/oauth/token", url.Values{"grant_type": {"refresh_token"}, "client_id": {"shop"}, "client_secret": {"the shop's"}, "refresh_token": {token}}.Encode())
		return status
	}

	s := start("any-secret-of-the-tenant-will-do")
	token := signIn(s, "urn:orders")
	assert.Equal(t, 401, revoke(s, token, "nobody's"))
	assert.Equal(t, 200, revoke(s, token, "quite another one"))
	assert.Equal(t, 403, exchange(s, token))

	s = start("second-api-is-not-revoked")
	for audience, want := range map[string]int{"urn:orders": 403, "urn:parcels": 200} {
		token := signIn(s, audience)
		assert.Equal(t, 200, revoke(s, token, "the shop's"))
		assert.Equal(t, want, exchange(s, token), audience)
	}
}
