package managementapi_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// told is an application's address for logout tokens, and the sessions that it is told of.
func told(t *testing.T) (string, <-chan string) {
	sessions := make(chan string, 16)
	app := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		parts := strings.Split(r.PostFormValue("logout_token"), ".")
		payload, err := base64.RawURLEncoding.DecodeString(parts[len(parts)/2])
		var claims struct{ Sid string }
		assert.NoError(t, err)
		assert.NoError(t, json.Unmarshal(payload, &claims))
		sessions <- claims.Sid
	}))
	t.Cleanup(app.Close)
	return app.URL, sessions
}

// What ends sessions of users is told to applications that chose to be: here each has an end of its own, and the last end is a logout
// that all are told of, so that what would have been told before has been.
func TestApplicationsAreToldOfTheEndsThatTheyChose(t *testing.T) {
	for initiators, wanted := range map[string][]string{
		`{"mode":"all"}`: {"a", "b", "z"},
		`{"mode":"custom","selected_initiators":["rp-logout","session-revoked"]}`:  {"a"},
		`{"mode":"custom","selected_initiators":["rp-logout","password-changed"]}`: {"b"},
		`{"mode":"custom","selected_initiators":["rp-logout","account-deleted"]}`:  {"z"},
		`{"mode":"custom","selected_initiators":["rp-logout"]}`:                    {},
	} {
		t.Run(initiators, func(t *testing.T) {
			s, _ := withSessions(t)
			at, sessions := told(t)
			body, err := json.Marshal(map[string]any{"oidc_logout": map[string]any{"backchannel_logout_urls": []string{at},
				"backchannel_logout_initiators": json.RawMessage(initiators)}})
			require.NoError(t, err)
			s.want(200, "PATCH", "/clients/mock-confidential", string(body))
			s.want(202, "DELETE", "/sessions/a", "")
			s.want(200, "PATCH", "/users/"+url.PathEscape(s.userID(0)), `{"password":"Another-password-1"}`)
			s.want(204, "DELETE", "/users/"+url.PathEscape(s.userID(1)), "")
			got := []string{}
			for range wanted {
				got = append(got, <-sessions)
			}
			assert.ElementsMatch(t, wanted, got)
			assert.Empty(t, sessions)
		})
	}
}

func TestAddressesForLogoutTokensAreWebAddresses(t *testing.T) {
	s := newSite(t)
	for _, at := range []string{"javascript:alert(1)", "app://x", "/logout", "https://", "https://u:p@a.example/", "https://a.example/#x"} {
		body, _ := json.Marshal(map[string]any{"oidc_logout": map[string]any{"backchannel_logout_urls": []string{at}}})
		for _, named := range []string{string(body), strings.Replace(string(body), "oidc_logout", "oidc_backchannel_logout", 1)} {
			a := s.call("PATCH", "/clients/mock-confidential", named)
			assert.Equal(t, 400, a.status, named)
			assert.Contains(t, a.body, "logout.backchannel_logout_urls[0]", named)
		}
	}
	a := s.call("PATCH", "/clients/mock-confidential", `{"oidc_logout":{"backchannel_logout_urls":[],"backchannel_logout_initiators":{"mode":"some"}}}`)
	assert.Equal(t, 400, a.status)
}
