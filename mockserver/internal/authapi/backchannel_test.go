package authapi_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/store/memory"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// application takes logout tokens, and answers as it is told to.
type application struct {
	*httptest.Server
	tokens chan string
}

func newApplication(t *testing.T, answer http.HandlerFunc) application {
	a := application{tokens: make(chan string, 16)}
	a.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "POST", r.Method)
		a.tokens <- r.PostFormValue("logout_token")
		answer(w, r)
	}))
	t.Cleanup(a.Close)
	return a
}

func ok(http.ResponseWriter, *http.Request) {}

// telling is a site whose applications of these roles are told of the ends of sessions at those addresses.
func telling(t *testing.T, at map[string]string, opts ...mockserver.Option) *site {
	seed := newSite(t, "").seed
	for i, c := range seed.Clients {
		if at[c.Role] != "" {
			seed.Clients[i].BackchannelURIs = []string{at[c.Role]}
		}
	}
	return newSite(t, "", append(opts, mockserver.WithSeed(seed))...)
}

// OpenID Connect Back-Channel Logout 1.0, section 2.4, and what Auth0 documents of its logout tokens.
func TestApplicationsOfASessionAreToldOfItsEnd(t *testing.T) {
	for name, leave := range map[string]func(b *browser, token string) answer{
		"OpenID Connect": func(b *browser, token string) answer { return b.endSession("id_token_hint", token) },
		"Auth0's own":    func(b *browser, _ string) answer { return b.open("GET", "/v2/logout", nil) },
	} {
		t.Run(name, func(t *testing.T) {
			first, second, third := newApplication(t, ok), newApplication(t, ok), newApplication(t, ok)
			s := telling(t, map[string]string{"public": first.URL, "confidential": second.URL, "second": third.URL})
			b := s.browser()
			token := b.signedIn("public").field("id_token")
			_, state := b.follow(b.open("GET", authorizeURL("confidential"), nil))
			b.open("POST", "/u/consent", values("state", state, "action", "accept"))
			require.Equal(t, 200, leave(b, token).status)
			for client, app := range map[string]application{"mock-public": first, "mock-confidential": second} {
				got := claims(t, <-app.tokens)
				assert.Equal(t, issuer, got["iss"])
				assert.Equal(t, client, got["aud"])
				assert.Equal(t, s.seed.Users[0].ID, got["sub"])
				assert.Equal(t, claims(t, token)["sid"], got["sid"])
				assert.InDelta(t, 120, got["exp"].(float64)-got["iat"].(float64), 0)
				assert.NotEmpty(t, got["jti"])
				assert.NotContains(t, got, "nonce")
				assert.Equal(t, map[string]any{"http://schemas.openid.net/event/backchannel-logout": map[string]any{}}, got["events"])
			}
			assert.Empty(t, third.tokens, "it was never signed in to")
			b.open("GET", "/v2/logout", nil)
			assert.Empty(t, first.tokens, "an end is told once")
		})
	}
}

func TestNobodyWaitsForAnApplication(t *testing.T) {
	answered := make(chan struct{})
	app := newApplication(t, func(http.ResponseWriter, *http.Request) { <-answered })
	defer close(answered)
	s := telling(t, map[string]string{"public": app.URL})
	b := s.browser()
	b.signedIn("public")
	assert.Equal(t, 200, b.open("GET", "/v2/logout", nil).status)
	<-app.tokens // it has not answered yet
}

// What becomes of a logout token is in the tenant's log, and the token is not.
func TestLogOfALogoutToken(t *testing.T) {
	for status, want := range map[int]tenant.LogType{200: tenant.LogBackchannel, 204: tenant.LogBackchannel,
		302: tenant.LogBackchannelFailed, 400: tenant.LogBackchannelFailed} {
		elsewhere := newApplication(t, ok)
		app := newApplication(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", elsewhere.URL)
			w.WriteHeader(status)
		})
		kept := memory.New()
		s := telling(t, map[string]string{"public": app.URL}, mockserver.WithStore(kept))
		b := s.browser()
		b.signedIn("public")
		b.open("GET", "/v2/logout", nil)
		<-app.tokens
		var event tenant.LogEvent
		require.Eventually(t, func() bool {
			all, err := kept.Logs(t.Context())
			require.NoError(t, err)
			at := slices.IndexFunc(all, func(e tenant.LogEvent) bool { return e.Type == want })
			if at >= 0 {
				event = all[at]
			}
			return at >= 0
		}, 5*time.Second, time.Millisecond)
		assert.Equal(t, "mock-public", event.ClientID)
		assert.Equal(t, s.seed.Users[0].ID, event.UserID)
		assert.NotEmpty(t, event.Details["session_id"])
		assert.Empty(t, elsewhere.tokens, "a redirect is not followed")
	}
}

func TestPlansWithoutBackChannelLogout(t *testing.T) {
	app := newApplication(t, ok)
	s := telling(t, map[string]string{"public": app.URL}, mockserver.WithSwitches("without-enterprise"))
	assert.NotContains(t, s.do(request("GET", "/.well-known/openid-configuration", "", "")).body, "backchannel")
	b := s.browser()
	b.signedIn("public")
	b.open("GET", "/v2/logout", nil)
	assert.Empty(t, app.tokens)
	assert.Contains(t, newSite(t, "").do(request("GET", "/.well-known/openid-configuration", "", "")).body, `"backchannel_logout_supported":true`)
}
