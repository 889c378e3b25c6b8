package authapi_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func (a answer) object(t *testing.T) map[string]any {
	t.Helper()
	var m map[string]any
	require.NoError(t, json.Unmarshal([]byte(a.body), &m), a.body)
	return m
}

// manage changes something by the Management API.
func (s *site) manage(method, path, body string) answer {
	token := s.post("/oauth/token", s.as("management", "grant_type", "client_credentials", "audience", issuer+"api/v2/")).field("access_token")
	r := request(method, "/api/v2"+path, "application/json", body)
	r.Header.Set("Authorization", "Bearer "+token)
	return s.do(r)
}

// shown are the profile claims among these.
func shown(claims map[string]any) map[string]any {
	out := map[string]any{}
	for _, name := range []string{"name", "nickname", "picture", "given_name", "family_name", "email", "email_verified", "phone_number", "phone_number_verified"} {
		if value, there := claims[name]; there {
			out[name] = value
		}
	}
	return out
}

func TestScopesDecideWhatTokensTellOfTheUser(t *testing.T) {
	s := newSite(t, "")
	path := "/users/" + url.PathEscape(s.seed.Users[0].ID)
	want := map[string]any{"name": "user01@example.com", "nickname": "user01",
		"picture": "https://s.gravatar.com/avatar/ccc49f4d58b0428b0facd78c3b898bfa?s=480&r=pg&d=https%3A%2F%2Fcdn.auth0.com%2Favatars%2Fus.png"}
	look := func(scope string) {
		t.Helper()
		tokens := s.signIn("confidential", 0, "scope", scope)
		id, info := claims(t, tokens.field("id_token")), s.userinfo(tokens.field("access_token")).object(t)
		assert.Equal(t, want, shown(id), "ID token")
		assert.Equal(t, want, shown(info), "userinfo")
		assert.Equal(t, id["updated_at"], info["updated_at"])
	}
	look("openid profile")
	require.Equal(t, 200, s.manage("PATCH", path, `{"nickname":"nick","name":"Full","picture":"https://x.example/y","given_name":"G","family_name":"F",`+
		`"phone_number":"+15550100"}`).status)
	want = map[string]any{"name": "Full", "nickname": "nick", "picture": "https://x.example/y", "given_name": "G", "family_name": "F"}
	look("openid profile")
	want = map[string]any{"email": "user01@example.com", "email_verified": true}
	look("openid email")
	want = map[string]any{"phone_number": "+15550100", "phone_number_verified": false}
	look("openid phone")
	want = map[string]any{}
	look("openid")
}

func TestUpdatedAtMovesAndIsWrittenAsTheDialectHasIt(t *testing.T) {
	bothDialects(t, func(t *testing.T, s *site, dialect string) {
		profile := func() any {
			return claims(t, s.signIn("confidential", 0, "scope", "openid profile").field("id_token"))["updated_at"]
		}
		first := profile()
		s.advance(time.Hour)
		second := profile()
		if dialect == tenant.DialectRFC {
			assert.Equal(t, first.(float64)+3600, second, "OpenID Connect Core, section 5.1: seconds")
			return
		}
		before, err := time.Parse(time.RFC3339, first.(string))
		require.NoError(t, err)
		after, err := time.Parse(time.RFC3339, second.(string))
		require.NoError(t, err)
		assert.WithinDuration(t, before.Add(time.Hour), after, time.Minute)
	})
}

func TestASeedDescribesItsUsers(t *testing.T) {
	seed := mockserver.DefaultSeed("")
	seed.Users[0].Nickname, seed.Users[0].GivenName, seed.Users[0].FamilyName = "annie", "Ann", "Onym"
	seed.Users[0].Picture, seed.Users[0].EmailVerified, seed.Users[0].Username = "https://x.example/y", new(false), "ann"
	seed.Users[0].UserMetadata = map[string]any{"plan": "gold"}
	s := newSite(t, "", mockserver.WithSeed(seed))
	tokens := s.signIn("confidential", 0, "scope", "openid profile email", "username", "ann")
	assert.Equal(t, map[string]any{"name": "user01@example.com", "nickname": "annie", "picture": "https://x.example/y", "given_name": "Ann",
		"family_name": "Onym", "email": "user01@example.com", "email_verified": false}, shown(claims(t, tokens.field("id_token"))))
	assert.Contains(t, s.manage("GET", "/users/"+url.PathEscape(seed.Users[0].ID), "").body, `"user_metadata":{"plan":"gold"}`)
	seed.Users[1].Username, seed.Passwords = "ANN", "weak"
	err := mockserver.New(mockserver.WithSeed(seed)).Err()
	assert.ErrorContains(t, err, `users[1].username`)
	assert.ErrorContains(t, err, `password_policy: "weak" is unknown; use none, low, fair, good, excellent`)
}

func TestTheBrowserSignInIsCounted(t *testing.T) {
	s := newSite(t, "")
	back := s.browser().signIn(authorizeURL("confidential"), "accept")
	tokens := s.exchangeCode("confidential", back.location().Query().Get("code"))
	require.Equal(t, http.StatusOK, tokens.status, tokens.body)
	assert.Equal(t, 1.0, s.manage("GET", "/users/"+url.PathEscape(s.seed.Users[0].ID), "").object(t)["logins_count"])
}
