package docs_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
)

// README.md and mock.md show this test.
func TestSignOut(t *testing.T) {
	auth0 := mockserver.Start(t) // on a free port, until the test ends
	post := func(path string, form url.Values) *http.Response {
		form.Set("client_id", "mock-public")
		answer, err := auth0.Client.PostForm(auth0.URL+path, form)
		require.NoError(t, err)
		t.Cleanup(func() { answer.Body.Close() })
		return answer
	}
	answer := post("/oauth/token", url.Values{"grant_type": {"password"}, "scope": {"openid offline_access"},
		"username": {"user01@example.com"}, "password": {"mock-password-01"}})
	var tokens map[string]any
	require.NoError(t, json.NewDecoder(answer.Body).Decode(&tokens))
	refresh := tokens["refresh_token"].(string)

	answer = post("/oauth/revoke", url.Values{"token": {refresh}}) // here your own code signs out
	assert.Equal(t, http.StatusOK, answer.StatusCode)

	answer = post("/oauth/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refresh}})
	assert.Equal(t, http.StatusForbidden, answer.StatusCode)
}
