package example

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/testcontainers/testcontainers-go"

	"github.com/revokespec/revokespec/clients/go/mock"
	"github.com/revokespec/revokespec/clients/go/mockcontainer"
)

// signOut stands for your own code: a revocation that is tried up to three times.
func signOut(issuer, refreshToken string) error {
	form := url.Values{"client_id": {"mock-public"}, "token": {refreshToken}}
	for attempt := 1; ; attempt++ {
		answer, err := http.PostForm(issuer+"/oauth/revoke", form)
		if err != nil {
			return err
		}
		answer.Body.Close()
		switch {
		case answer.StatusCode == http.StatusOK:
			return nil
		case answer.StatusCode != 429 && answer.StatusCode != 503, attempt == 3:
			return fmt.Errorf("not signed out: %s", answer.Status)
		}
		seconds, err := strconv.Atoi(answer.Header.Get("Retry-After"))
		if err != nil {
			seconds = 1
		}
		time.Sleep(time.Duration(seconds) * time.Second)
	}
}

func TestSignOutWhileAuth0IsBusy(t *testing.T) {
	auth0, err := mockcontainer.Run(t.Context(), "", mock.Options{})
	testcontainers.CleanupContainer(t, auth0)
	require.NoError(t, err)
	tokens, err := auth0.SignIn(t.Context(), mock.SignIn{Username: "user01@example.com", ClientID: "mock-public"})
	require.NoError(t, err)
	busy, err := auth0.Fail(t.Context(), mock.Fault{Path: "/oauth/revoke", Times: 2, Status: 503, Headers: map[string]string{"Retry-After": "0"}})
	require.NoError(t, err)
	require.NoError(t, signOut(auth0.URL, tokens.RefreshToken))
	met, err := busy.Met(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2, met)
}
