package mockserver_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
)

// claimsIn are those of a JWT, unverified.
func claimsIn(t *testing.T, token string) (all map[string]any) {
	t.Helper()
	parts := strings.Split(token, ".")
	require.Len(t, parts, 3)
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &all))
	return all
}

const plan, roles = "https://app.example/plan", "https://app.example/roles"

// shopSeed is an application, an API and a user of whom tokens tell more than the protocol has them tell.
func shopSeed() mockserver.Seed {
	return mockserver.Seed{
		RolesClaim: roles,
		Clients: []mockserver.SeedClient{
			{ClientID: "shop", Rotating: true},
			{ClientID: "robot", ClientSecret: "s", Audiences: map[string][]string{"https://orders.example": {"read:orders"}}, GrantTypes: []string{"client_credentials"}},
		},
		Users: []mockserver.SeedUser{
			{Email: "ann@example.com", Password: "p", Roles: []string{"admin"}, Claims: map[string]any{plan: "gold", "department": "sales"},
				AppMetadata: map[string]any{"tier": "1"}},
			{Email: "bob@example.com", Password: "p"},
		},
		Audiences: []mockserver.SeedAudience{{Identifier: "https://orders.example", Scopes: []string{"read:orders"}}},
	}
}

func requestTokens(t *testing.T, s http.Handler, pairs ...string) (int, map[string]any) {
	t.Helper()
	form := url.Values{"client_id": {"shop"}, "scope": {"openid offline_access read:orders"}, "audience": {"https://orders.example"}}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return post(t, s, "/oauth/token", form.Encode())
}

func signInAs(t *testing.T, s http.Handler, user string, pairs ...string) (int, map[string]any) {
	t.Helper()
	return requestTokens(t, s, append([]string{"grant_type", "password", "username", user + "@example.com", "password", "p"}, pairs...)...)
}

// Both tokens and userinfo tell what the seed has them tell, also after an exchange.
func TestClaimsOfTheSeed(t *testing.T) {
	s := mockserver.New(mockserver.WithSeed(shopSeed()), mockserver.WithSigningAlgorithm("ES256"))
	require.NoError(t, s.Err())
	told := func(claims map[string]any) {
		t.Helper()
		assert.Equal(t, "gold", claims[plan])
		assert.Equal(t, "sales", claims["department"])
		assert.Equal(t, []any{"admin"}, claims[roles])
	}
	status, m := signInAs(t, s, "ann")
	require.Equal(t, 200, status, "%v", m)
	told(claimsIn(t, m["id_token"].(string)))
	told(claimsIn(t, m["access_token"].(string)))
	r := httptest.NewRequest("GET", "/userinfo", nil)
	r.Header.Set("Authorization", "Bearer "+m["access_token"].(string))
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	var info map[string]any
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &info))
	told(info)
	status, m = requestTokens(t, s, "grant_type", "refresh_token", "refresh_token", m["refresh_token"].(string))
	require.Equal(t, 200, status)
	told(claimsIn(t, m["id_token"].(string)))
	told(claimsIn(t, m["access_token"].(string)))

	_, m = signInAs(t, s, "bob")
	assert.NotContains(t, claimsIn(t, m["id_token"].(string)), roles)

	_, m = signInAs(t, s, "ann", "audience", "http://example.com/api/v2/")
	management := claimsIn(t, m["access_token"].(string))
	assert.NotContains(t, management, "department", "without a namespace, it is nothing for an API of Auth0's")
	assert.Contains(t, management, plan)
}

func TestClaimsThatNobodyCanHave(t *testing.T) {
	for _, name := range []string{"sub", "permissions", "scope", "", "https://tenant.auth0.com/x", "https://webtask.io/x", "urn:auth0:x"} {
		seed := shopSeed()
		seed.Users[0].Claims = map[string]any{name: 1}
		assert.ErrorContains(t, mockserver.New(mockserver.WithSeed(seed)).Err(), "users[0].claims", name)
	}
	seed := shopSeed()
	seed.Users[0].Claims = map[string]any{plan: strings.Repeat("x", 100<<10)}
	assert.ErrorContains(t, mockserver.New(mockserver.WithSeed(seed)).Err(), "bytes")
	seed = shopSeed()
	seed.RolesClaim, seed.ClaimsHook = "roles", "http://ann:Kan4ry@127.0.0.1/"
	err := mockserver.New(mockserver.WithSeed(seed)).Err()
	assert.ErrorContains(t, err, "roles_claim")
	assert.ErrorContains(t, err, "claims_hook")
	assert.NotContains(t, err.Error(), "Kan4ry")
}

// Whoever is asked for claims is told what for, each time; and who is refused has lost nothing.
func TestSourceOfClaims(t *testing.T) {
	var asked []mockserver.ClaimsRequest
	var answer mockserver.ClaimsAnswer
	var failure error
	s := mockserver.New(mockserver.WithSeed(shopSeed()), mockserver.WithSigningAlgorithm("ES256"),
		mockserver.WithClaims(func(_ context.Context, in mockserver.ClaimsRequest) (mockserver.ClaimsAnswer, error) {
			asked = append(asked, in)
			return answer, failure
		}))
	answer = mockserver.ClaimsAnswer{Claims: map[string]any{plan: "silver"}, IDToken: map[string]any{"only": "id"}, AccessToken: map[string]any{"only": "access"}}
	status, m := signInAs(t, s, "ann")
	require.Equal(t, 200, status, "%v", m)
	id, access := claimsIn(t, m["id_token"].(string)), claimsIn(t, m["access_token"].(string))
	assert.Equal(t, []any{"silver", "silver", "id", "access"}, []any{id[plan], access[plan], id["only"], access["only"]})
	assert.Equal(t, "password", asked[0].GrantType)
	assert.Equal(t, "shop", asked[0].Client.ID)
	assert.Equal(t, "https://orders.example", asked[0].Audience)
	assert.Equal(t, []string{"openid", "offline_access", "read:orders"}, asked[0].Scopes)
	assert.Equal(t, []string{"admin"}, asked[0].User.Roles)
	assert.Equal(t, map[string]any{"tier": "1"}, asked[0].User.AppMetadata)

	refresh := m["refresh_token"].(string)
	answer = mockserver.ClaimsAnswer{Deny: "not today"}
	status, m = requestTokens(t, s, "grant_type", "refresh_token", "refresh_token", refresh)
	assert.Equal(t, 403, status)
	assert.Equal(t, map[string]any{"error": "access_denied", "error_description": "not today"}, m)
	assert.Equal(t, "refresh_token", asked[1].GrantType)

	for what, set := range map[string]func(){
		"out of order": func() { failure = errors.New("out of order") },
		"protocol's":   func() { failure, answer = nil, mockserver.ClaimsAnswer{IDToken: map[string]any{"sub": "somebody"}} },
	} {
		set()
		status, m = requestTokens(t, s, "grant_type", "refresh_token", "refresh_token", refresh)
		assert.Equal(t, 500, status, what)
		assert.Equal(t, "server_error", m["error"])
		assert.Contains(t, m["error_description"], what)
		failure = nil
	}

	answer = mockserver.ClaimsAnswer{}
	status, m = requestTokens(t, s, "grant_type", "refresh_token", "refresh_token", refresh)
	require.Equal(t, 200, status, "the rotating token was not spent: %v", m)
	before := len(asked)
	status, _ = requestTokens(t, s, "grant_type", "refresh_token", "refresh_token", refresh)
	assert.Equal(t, 403, status)
	assert.Len(t, asked, before, "nobody is asked for a token that is dead")

	status, m = requestTokens(t, s, "grant_type", "client_credentials", "client_id", "robot", "client_secret", "s", "scope", "")
	require.Equal(t, 200, status, "%v", m)
	assert.Nil(t, asked[before].User)
}

// A hook is asked by JSON, and whatever it answers that is no answer is told to whoever asked for tokens.
func TestClaimsHook(t *testing.T) {
	var sent map[string]any
	var mu sync.Mutex // of the answer: a connection that is cut off orders nothing
	answer := func(http.ResponseWriter) {}
	respond := func(by func(http.ResponseWriter)) {
		mu.Lock()
		defer mu.Unlock()
		answer = by
	}
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		sent = nil
		assert.NoError(t, json.NewDecoder(r.Body).Decode(&sent))
		assert.Equal(t, "application/json", r.Header.Get("Content-Type"))
		answer(w)
	}))
	defer hook.Close()
	seed := shopSeed()
	seed.ClaimsHook = hook.URL + "/?key=Kan4ry"
	s := mockserver.New(mockserver.WithSeed(seed), mockserver.WithSigningAlgorithm("ES256"))
	require.NoError(t, s.Err())
	text := func(status int, body string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			w.WriteHeader(status)
			_, err := w.Write([]byte(body))
			assert.NoError(t, err)
		}
	}
	respond(text(200, `{"claims": {"https://app.example/plan": "bronze"}}`))
	status, m := signInAs(t, s, "ann")
	require.Equal(t, 200, status, "%v", m)
	assert.Equal(t, "bronze", claimsIn(t, m["access_token"].(string))[plan])
	assert.Equal(t, []string{"audience", "client", "grant_type", "scopes", "user"}, sortedKeys(sent))
	assert.Equal(t, "auth0|000000000000000000000001", sent["user"].(map[string]any)["user_id"])

	respond(func(w http.ResponseWriter) { w.WriteHeader(204) })
	status, _ = signInAs(t, s, "ann")
	assert.Equal(t, 200, status)
	for want, by := range map[string]func(http.ResponseWriter){
		"answered 500": text(500, "oops"), "answered 302": text(302, ""), "no JSON object": text(200, "[]"), "deny (a text)": text(200, `{"allow": true}`),
		"longer than": text(200, `{"deny": "`+strings.Repeat("x", 300<<10)+`"}`), "does not answer": func(http.ResponseWriter) { panic(http.ErrAbortHandler) },
	} {
		respond(by)
		status, m = signInAs(t, s, "ann")
		assert.Equal(t, 500, status, want)
		assert.Contains(t, m["error_description"], want)
		assert.NotContains(t, m["error_description"], "Kan4ry")
	}
	respond(text(200, `{"deny": "only on weekdays"}`))
	status, m = signInAs(t, s, "ann")
	assert.Equal(t, 403, status)
	assert.Equal(t, "only on weekdays", m["error_description"])
}

func sortedKeys(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }
