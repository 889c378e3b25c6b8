package managementapi_test

import (
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/store/memory"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// withSessions is a tenant where the first user has sessions a and b, with a refresh token issued in each and one
// outside of both, and the second user has session z.
func withSessions(t *testing.T) (*site, map[string]string) {
	t.Helper()
	kept := memory.New()
	s := newSite(t, mockserver.WithStore(kept), mockserver.WithSwitch(slowly))
	now := s.server.Clock().Now()
	for id, user := range map[string]int{"a": 0, "b": 0, "z": 1} {
		require.NoError(t, kept.PutSession(t.Context(), tenant.HashOf("cookie "+id), tenant.Session{ID: id, UserID: s.userID(user),
			AuthenticatedAt: now, UsedAt: now, ExpiresAt: now.Add(time.Hour), Agent: "browser", IP: "192.0.2.7", Clients: []string{"mock-confidential"}}))
	}
	tokens := map[string]string{}
	for _, in := range []string{"a", "b", ""} {
		tokens[in] = s.signIn("confidential", 0, one)
		id := s.newest(0, "mock-confidential")
		grant, _ := tenant.GrantOfCredential(id)
		require.NoError(t, kept.UpdateGrant(t.Context(), grant, func(g *tenant.Grant) { g.Family(id).Session = in }))
	}
	return s, tokens
}

func (s *site) sessionIDs(user int) []string {
	out := []string{}
	for _, v := range s.want(200, "GET", "/users/"+url.PathEscape(s.userID(user))+"/sessions", "")["sessions"].([]any) {
		out = append(out, v.(map[string]any)["id"].(string))
	}
	return out
}

func TestASessionShowsWhatIsDocumented(t *testing.T) {
	s, _ := withSessions(t)
	got := s.want(200, "GET", "/sessions/a", "")
	assert.Equal(t, s.userID(0), got["user_id"])
	assert.Equal(t, []any{map[string]any{"client_id": "mock-confidential"}}, got["clients"])
	assert.Equal(t, "192.0.2.7", got["device"].(map[string]any)["initial_ip"])
	assert.NotContains(t, s.call("GET", "/sessions/a", "").body, "cookie", "nothing by which a browser is known")
	assert.Equal(t, 404, s.call("GET", "/sessions/nobody", "").status)
	assert.Equal(t, []string{"a", "b"}, s.sessionIDs(0))
	tokens := s.want(200, "GET", "/users/"+url.PathEscape(s.userID(0))+"/refresh-tokens", "")["tokens"].([]any)
	assert.Equal(t, "a", tokens[0].(map[string]any)["session_id"])
	s.wait(2 * time.Hour)
	assert.Equal(t, 404, s.call("GET", "/sessions/a", "").status, "expired")
	assert.Empty(t, s.sessionIDs(0))
}

func TestDeletingASessionLeavesItsRefreshTokens(t *testing.T) {
	s, tokens := withSessions(t)
	a := s.call("DELETE", "/sessions/a", "")
	assert.Equal(t, 202, a.status)
	assert.Equal(t, "{}", a.body)
	assert.Equal(t, []string{"a", "b"}, s.sessionIDs(0), "not yet")
	s.want(202, "DELETE", "/sessions/nobody", "")
	s.wait(delay)
	assert.Equal(t, []string{"b"}, s.sessionIDs(0))
	assert.Equal(t, 404, s.call("GET", "/sessions/a", "").status)
	assert.True(t, s.alive("confidential", tokens["a"]))
	s.want(202, "DELETE", "/users/"+url.PathEscape(s.userID(0))+"/sessions", "")
	s.wait(delay)
	assert.Empty(t, s.sessionIDs(0))
	assert.Equal(t, []string{"z"}, s.sessionIDs(1))
	assert.True(t, s.alive("confidential", tokens["b"]))
	assert.Equal(t, 404, s.call("DELETE", "/users/auth0%7Cnobody/sessions", "").status)
	assert.Equal(t, 404, s.call("GET", "/users/auth0%7Cnobody/sessions", "").status)
}

func TestRevokingASessionEndsItsRefreshTokensAndNoOthers(t *testing.T) {
	s, tokens := withSessions(t)
	s.want(202, "POST", "/sessions/a/revoke", "")
	assert.True(t, s.alive("confidential", tokens["a"]), "not yet")
	s.wait(delay)
	assert.False(t, s.alive("confidential", tokens["a"]))
	assert.True(t, s.alive("confidential", tokens["b"]))
	assert.True(t, s.alive("confidential", tokens[""]))
	assert.Equal(t, []string{"b"}, s.sessionIDs(0))
	assert.Equal(t, 404, s.call("POST", "/sessions/a/revoke", "").status)
	assert.Equal(t, 404, s.call("POST", "/sessions/nobody/revoke", "").status)
}

func TestRevokingAUsersAccess(t *testing.T) {
	for body, lives := range map[string]struct{ sessions, tokens []string }{
		``:                                  {[]string{}, []string{}},
		`{}`:                                {[]string{}, []string{}},
		`{"preserve_refresh_tokens":false}`: {[]string{}, []string{}},
		`{"preserve_refresh_tokens":true}`:  {[]string{}, []string{"a", "b", ""}},
		`{"session_id":"a"}`:                {[]string{"b"}, []string{"b", ""}},
		`{"session_id":"a","preserve_refresh_tokens":true}`: {[]string{"b"}, []string{"a", "b", ""}},
	} {
		s, tokens := withSessions(t)
		other := s.signIn("confidential", 1, one)
		s.want(202, "POST", "/users/"+url.PathEscape(s.userID(0))+"/revoke-access", body)
		s.wait(delay)
		assert.Equal(t, lives.sessions, s.sessionIDs(0), body)
		for name, token := range tokens {
			assert.Equal(t, slices.Contains(lives.tokens, name), s.alive("confidential", token), "%s: %q", body, name)
		}
		assert.True(t, s.alive("confidential", other))
		assert.Equal(t, []string{"z"}, s.sessionIDs(1))
	}
	s, tokens := withSessions(t)
	path := "/users/" + url.PathEscape(s.userID(0)) + "/revoke-access"
	for body, want := range map[string]int{`{"session_id":"nobody"}`: 404, `{"session_id":"z"}`: 404, `{"session_id":""}`: 400, `{"session_id":null}`: 400,
		`{"preserve_refresh_tokens":"yes"}`: 400, `{"all":true}`: 400, `[]`: 400} {
		assert.Equal(t, want, s.call("POST", path, body).status, body)
	}
	assert.Equal(t, 404, s.call("POST", "/users/auth0%7Cnobody/revoke-access", `{}`).status)
	s.wait(time.Minute)
	assert.True(t, s.alive("confidential", tokens["a"]))
	assert.Equal(t, []string{"z"}, s.sessionIDs(1), "another user's session")
}

func TestABlockAndANewPasswordEndSessions(t *testing.T) {
	for _, body := range []string{`{"blocked":true}`, `{"password":"another-1"}`} {
		s, tokens := withSessions(t)
		path := "/users/" + url.PathEscape(s.userID(0))
		s.want(200, "PATCH", path, body)
		assert.Empty(t, s.sessionIDs(0), body)
		assert.Equal(t, []string{"z"}, s.sessionIDs(1))
		s.want(200, "PATCH", path, `{"blocked":false}`)
		assert.True(t, s.alive("confidential", tokens["a"]), "refresh tokens stay")
		assert.Empty(t, s.sessionIDs(0), "an ended session does not come back")
	}
}

// What was approved in a session counts no more once it was revoked along with its refresh tokens, and only then.
func TestWhichSessionsAreRevokedWithTheirRefreshTokens(t *testing.T) {
	user := "/users/auth0%7C000000000000000000000001"
	for call, want := range map[[3]string]bool{
		{"DELETE", "/sessions/a", ""}:                                         false,
		{"DELETE", user + "/sessions", ""}:                                    false,
		{"POST", "/sessions/a/revoke", ""}:                                    true,
		{"POST", user + "/revoke-access", ""}:                                 true,
		{"POST", user + "/revoke-access", `{"session_id":"a"}`}:               true,
		{"POST", user + "/revoke-access", `{"preserve_refresh_tokens":true}`}: false,
		{"POST", user + "/revoke-access", `{"session_id":"b"}`}:               false,
	} {
		kept := memory.New()
		s := newSite(t, mockserver.WithStore(kept))
		for _, id := range []string{"a", "b"} {
			require.NoError(t, kept.PutSession(t.Context(), tenant.HashOf(id), tenant.Session{ID: id, UserID: s.userID(0),
				ExpiresAt: s.server.Clock().Now().Add(time.Hour)}))
		}
		s.call(call[0], call[1], call[2])
		sessions, err := kept.Sessions(t.Context(), s.userID(0))
		require.NoError(t, err)
		assert.Equal(t, want, sessions[0].Revoked, "%v", call)
	}
}
