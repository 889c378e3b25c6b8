// Command app stands for an application that signs its users in and out at Auth0: here at the mock beside it (compose.yaml).
package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
)

func main() {
	if err := signInAndOut(os.Getenv("ISSUER")); err != nil {
		fmt.Fprintln(os.Stderr, "app:", err)
		os.Exit(1)
	}
	fmt.Println("signed in, signed out, and the refresh token is refused")
}

func signInAndOut(issuer string) error {
	var tokens struct {
		RefreshToken string `json:"refresh_token"`
	}
	status, err := post(issuer+"oauth/token", url.Values{"grant_type": {"password"}, "scope": {"openid offline_access"},
		"username": {"user01@example.com"}, "password": {"mock-password-01"}}, &tokens)
	if err != nil || status != http.StatusOK {
		return fmt.Errorf("not signed in: %d %w", status, err)
	}
	if status, err = post(issuer+"oauth/revoke", url.Values{"token": {tokens.RefreshToken}}, nil); err != nil || status != http.StatusOK {
		return fmt.Errorf("not signed out: %d %w", status, err)
	}
	status, err = post(issuer+"oauth/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {tokens.RefreshToken}}, nil)
	if err != nil || status != http.StatusForbidden {
		return fmt.Errorf("the token lives: %d %w", status, err)
	}
	return nil
}

func post(address string, form url.Values, into any) (status int, err error) {
	form.Set("client_id", "mock-public")
	answer, err := http.PostForm(address, form)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	if into != nil {
		err = json.NewDecoder(answer.Body).Decode(into)
	}
	return answer.StatusCode, err
}
