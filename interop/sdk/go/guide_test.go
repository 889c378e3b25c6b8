package sdk_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
	"testing"

	"github.com/auth0/go-auth0/authentication"
	"github.com/auth0/go-auth0/authentication/oauth"
	"github.com/auth0/go-auth0/management"
	"github.com/stretchr/testify/assert"
	"golang.org/x/oauth2"
)

// docs/sdk.md shows the two functions that follow.

// trusting returns an HTTP client that trusts the mock's authority.
func trusting(caFile string) (*http.Client, error) {
	pem, err := os.ReadFile(caFile)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, errors.New(caFile + " has no certificate")
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{RootCAs: roots}
	return &http.Client{Transport: transport}, nil
}

// signOut signs a user in and out; domain is 127.0.0.1:8420, or what is in its place.
func signOut(ctx context.Context, domain string, client *http.Client) error {
	ctx = context.WithValue(ctx, oauth2.HTTPClient, client) // by which the SDK gets its management tokens
	const appID, appSecret = "mock-confidential", "mock-secret-of-confidential-good-for-nothing-else"
	app, err := authentication.New(ctx, domain, authentication.WithClient(client),
		authentication.WithClientID(appID), authentication.WithClientSecret(appSecret))
	if err != nil {
		return err
	}
	tokens, err := app.OAuth.LoginWithPassword(ctx, oauth.LoginWithPasswordRequest{
		Username: "user01@example.com", Password: "mock-password-01",
		Scope: "openid offline_access", Audience: "https://api.one.example",
	}, oauth.IDTokenValidationOptions{})
	if err != nil {
		return err
	}
	if err := app.OAuth.RevokeRefreshToken(ctx, oauth.RevokeRefreshTokenRequest{Token: tokens.RefreshToken}); err != nil {
		return err
	}
	_, err = app.OAuth.RefreshToken(ctx, oauth.RefreshTokenRequest{RefreshToken: tokens.RefreshToken}, oauth.IDTokenValidationOptions{})
	var refused *authentication.Error
	if !errors.As(err, &refused) || refused.Err != "invalid_grant" {
		return fmt.Errorf("the revoked token was not refused: %v", err)
	}

	api, err := management.New(domain, management.WithClient(client),
		management.WithClientCredentials(ctx, "mock-management", "mock-secret-of-management-good-for-nothing-else"))
	if err != nil {
		return err
	}
	left, err := api.Grant.List(ctx, management.Parameter("user_id", "auth0|000000000000000000000001"))
	if err == nil && left.Total != 1 {
		err = errors.New("the grant should stay: the tenant does not delete grants with refresh tokens")
	}
	return err
}

// Until here.

func TestTheGuide(t *testing.T) {
	m := start(t)
	client, err := trusting(beside("ca.pem"))
	assert.NoError(t, err)
	assert.NoError(t, signOut(t.Context(), m.domain, client))
}
