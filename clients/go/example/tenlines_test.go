package example

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/testcontainers/testcontainers-go"

	"github.com/revokespec/revokespec/clients/go/mock"
	"github.com/revokespec/revokespec/clients/go/mockcontainer"
)

func TestARevokedTokenIsDead(t *testing.T) {
	auth0, err := mockcontainer.Run(t.Context(), "", mock.Options{})
	testcontainers.CleanupContainer(t, auth0)
	require.NoError(t, err)
	tokens, err := auth0.SignIn(t.Context(), mock.SignIn{Username: "user01@example.com", ClientID: "mock-public"})
	require.NoError(t, err)
	_, err = http.PostForm(auth0.URL+"/oauth/revoke", url.Values{"client_id": {"mock-public"}, "token": {tokens.RefreshToken}})
	require.NoError(t, err) // here your own code has signed out
	left, err := auth0.Tokens(t.Context(), "user01@example.com")
	require.NoError(t, err)
	require.Equal(t, "revocation", left[0].Why)
}
