package mockserver_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
)

// The nodes of a server are one tenant: one state, and one issuer, by whichever address they are asked.
func TestNodesOfAServer(t *testing.T) {
	s := mockserver.New()
	require.NoError(t, s.Err())
	one, two := mockserver.Node(1, 8420, s), mockserver.Node(2, 8420, s)
	token := signIn(t, s, "confidential")
	again := form(s.Seed(), "confidential", "grant_type", "refresh_token", "refresh_token", token)
	status, _ := post(t, two, "/oauth/token", again)
	assert.Equal(t, 200, status)
	post(t, two, "/oauth/revoke", form(s.Seed(), "confidential", "token", token))
	status, _ = post(t, one, "/oauth/token", again)
	assert.Equal(t, 403, status)

	for _, node := range []http.Handler{one, two} {
		w := httptest.NewRecorder()
		node.ServeHTTP(w, httptest.NewRequest("GET", "http://mock.example:8422/.well-known/openid-configuration", nil))
		assert.Contains(t, w.Body.String(), `"issuer":"http://mock.example:8420/"`)
	}
}
