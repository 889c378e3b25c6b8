package mockserver_test

import (
	"encoding/json"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/keys"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Whoever has all scopes of the Management API may call every operation that it documents, but for a user's own.
func TestManagementScopesSufficeForEveryOperation(t *testing.T) {
	w := httptest.NewRecorder()
	mockserver.New().ServeHTTP(w, httptest.NewRequest("GET", "/api/v2/openapi.json", nil))
	var document struct {
		Paths map[string]map[string]struct {
			OperationID string                `json:"operationId"`
			Security    []map[string][]string `json:"security"`
		} `json:"paths"`
	}
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &document))
	operations := 0
	known := append(mockserver.ManagementScopes(), tenant.CurrentUserScopes()...)
	for _, methods := range document.Paths {
		for _, operation := range methods {
			operations++
			assert.True(t, slices.ContainsFunc(operation.Security, func(needs map[string][]string) bool {
				return !slices.ContainsFunc(needs["management"], func(scope string) bool { return !slices.Contains(known, scope) })
			}), "%s needs %v", operation.OperationID, operation.Security)
		}
	}
	assert.Greater(t, operations, 30)
}

// What a seed says is how the server behaves.
func TestSeedIsPlanted(t *testing.T) {
	seed := mockserver.Seed{
		Founded: time.Date(2020, time.June, 1, 0, 0, 0, 0, time.UTC),
		Flags:   map[string]bool{tenant.FlagRevocationDeletesGrant: false},
		Clients: []mockserver.SeedClient{{Role: "short", Lifetime: time.Hour, AccessLifetime: 5 * time.Minute}, {Role: "keyed", PublicKey: public(t)}},
		Users:   []mockserver.SeedUser{{Email: "ann@example.com", Password: "p"}, {Email: "bob@example.com", Password: "p", Blocked: true}},
		Audiences: []mockserver.SeedAudience{{Identifier: "https://open.example"},
			{Identifier: "https://closed.example", AllowOfflineAccess: new(false)}},
	}
	s := mockserver.New(mockserver.WithSeed(seed))
	require.NoError(t, s.Err())
	password := func(user, audience string) (int, map[string]any) {
		return post(t, s, "/oauth/token", form(s.Seed(), "short", "grant_type", "password", "username", user, "password", "p",
			"scope", "offline_access", "audience", audience))
	}
	status, m := password("ann@example.com", "https://open.example")
	require.Equal(t, 200, status)
	assert.InDelta(t, 300, m["expires_in"], 0)
	_, other := password("ann@example.com", "https://open.example")
	post(t, s, "/oauth/revoke", form(s.Seed(), "short", "token", other["refresh_token"].(string)))
	s.Clock().Advance(59 * time.Minute)
	status, _ = exchange(t, s, "short", m["refresh_token"].(string))
	assert.Equal(t, 200, status, "the flag is off, and the hour not over")
	s.Clock().Advance(2 * time.Minute)
	status, _ = exchange(t, s, "short", m["refresh_token"].(string))
	assert.Equal(t, 403, status, "the hour is over")

	_, closed := password("ann@example.com", "https://closed.example")
	assert.NotContains(t, closed, "refresh_token")
	status, _ = password("bob@example.com", "https://open.example")
	assert.Less(t, 399, status, "blocked")
	assert.Zero(t, seed.Clients[0].Name, "the caller's seed is left as it was")
}

// public is the public key of the default seed's private_key_jwt client, as a JWK Set.
func public(t *testing.T) string {
	t.Helper()
	set, err := keys.ClientPublicKeys(keys.ClientPEM)
	require.NoError(t, err)
	return string(set)
}

func TestSeedsThatCannotBe(t *testing.T) {
	seed := mockserver.Seed{Clients: []mockserver.SeedClient{{Role: "web", Auth: "secret"}, {Role: "web"}}}
	err := mockserver.New(mockserver.WithSeed(seed)).Err()
	var wrong *mockserver.SeedError
	require.ErrorAs(t, err, &wrong)
	assert.ErrorContains(t, err, `seed: clients[0].auth: "secret" is unknown`)
	assert.ErrorContains(t, err, `seed: clients[1].role: "web" is there twice`)
}

// An option serves several servers: each is told what is wrong with its seed, and what one makes of it is not seen at the others.
func TestOneSeedForSeveralServers(t *testing.T) {
	wrong := mockserver.WithSeed(mockserver.Seed{Dialect: "auth0", Users: []mockserver.SeedUser{{Password: "p"}}})
	for range 2 {
		assert.ErrorContains(t, mockserver.New(wrong).Err(), "email")
	}
	undecided := mockserver.WithSeed(mockserver.Seed{})
	for _, dialect := range []string{"rfc", "auth0"} {
		server := mockserver.New(undecided, mockserver.WithDialect(dialect))
		assert.NoError(t, server.Err())
		assert.Equal(t, mockserver.DefaultSeed(dialect).Clients[2].Rotating, server.Seed().Clients[2].Rotating)
		assert.Equal(t, dialect, server.Dialect())
	}
	decided := mockserver.WithSeed(mockserver.Seed{Dialect: "rfc"})
	first, second := mockserver.New(decided, mockserver.WithDeviations("success-is-202")), mockserver.New(decided)
	assert.Error(t, mockserver.New(decided, mockserver.WithDialect("auth0")).Err())
	assert.Empty(t, second.Deviating())
	assert.NotEmpty(t, first.Deviating())
	assert.Equal(t, first.Seed(), second.Seed())
}
