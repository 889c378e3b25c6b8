package mockserver_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"github.com/revokespec/revokespec/mockserver"
)

// A server needs no port: it is an http.Handler.
func ExampleNew() {
	server := httptest.NewServer(mockserver.New())
	defer server.Close()

	client, _ := mockserver.DefaultSeed("auth0").Client("confidential")
	user := mockserver.DefaultSeed("auth0").Users[0]
	credentials := url.Values{"client_id": {client.ClientID}, "client_secret": {client.ClientSecret}}

	post := func(path string, parameters ...string) (int, map[string]string) {
		form := url.Values{}
		for name := range credentials {
			form.Set(name, credentials.Get(name))
		}
		for i := 0; i < len(parameters); i += 2 {
			form.Set(parameters[i], parameters[i+1])
		}
		answer, err := http.PostForm(server.URL+path, form)
		if err != nil {
			return 0, nil
		}
		defer answer.Body.Close()
		body := map[string]string{}
		_ = json.NewDecoder(answer.Body).Decode(&body) // fails on a successful revocation, which has no body
		return answer.StatusCode, body
	}

	_, tokens := post("/oauth/token", "grant_type", "password", "username", user.Email, "password", user.Password,
		"scope", "openid offline_access")
	status, _ := post("/oauth/token", "grant_type", "refresh_token", "refresh_token", tokens["refresh_token"])
	fmt.Println("before:", status)
	status, _ = post("/oauth/revoke", "token", tokens["refresh_token"])
	fmt.Println("revoked:", status)
	status, refusal := post("/oauth/token", "grant_type", "refresh_token", "refresh_token", tokens["refresh_token"])
	fmt.Println("after:", status, refusal["error"], "-", refusal["error_description"])
	// Output:
	// before: 200
	// revoked: 200
	// after: 403 invalid_grant - Unknown or invalid refresh token.
}

// A deviation breaks one rule on purpose: here, a success is answered with 202.
func ExampleWithDeviations() {
	server := mockserver.New(mockserver.WithDeviations("success-is-202"))
	request := httptest.NewRequest("POST", "/oauth/revoke", strings.NewReader("client_id=mock-public&token=unknown"))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer := httptest.NewRecorder()
	server.ServeHTTP(answer, request)
	fmt.Println(answer.Code)
	// Output: 202
}

// An option that cannot be met is told, with what was meant.
func ExampleServer_Err() {
	fmt.Println(mockserver.New(mockserver.WithDeviations("success-is-20")).Err())
	// Output: deviation "success-is-20" is unknown; the nearest is "success-is-202"
}

// Time is the caller's: a lifetime is over when the test says so.
func ExampleServer_Clock() {
	server := mockserver.New(mockserver.WithSeed(mockserver.Seed{
		Clients: []mockserver.SeedClient{{ClientID: "app", Lifetime: 24 * time.Hour}},
		Users:   []mockserver.SeedUser{{Email: "ann@example.com", Password: "p"}},
	}))
	post := func(form string) (int, string) {
		request := httptest.NewRequest("POST", "/oauth/token", strings.NewReader("client_id=app&"+form))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer := httptest.NewRecorder()
		server.ServeHTTP(answer, request)
		var body struct {
			RefreshToken string `json:"refresh_token"`
		}
		_ = json.Unmarshal(answer.Body.Bytes(), &body) // an error is shown by the empty token
		return answer.Code, body.RefreshToken
	}
	_, token := post("grant_type=password&username=ann@example.com&password=p&scope=offline_access")
	status, _ := post("grant_type=refresh_token&refresh_token=" + token)
	fmt.Println("today:", status)
	server.Clock().Advance(25 * time.Hour)
	status, _ = post("grant_type=refresh_token&refresh_token=" + token)
	fmt.Println("tomorrow:", status)
	// Output:
	// today: 200
	// tomorrow: 403
}
