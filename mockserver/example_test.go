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

// testingT stands in for the *testing.T of a test of yours.
type testingT struct{ cleanups []func() }

func (*testingT) Helper()                           {}
func (t *testingT) Cleanup(f func())                { t.cleanups = append(t.cleanups, f) }
func (*testingT) Fatalf(format string, args ...any) { fmt.Printf(format, args...) }
func (t *testingT) end() {
	for _, f := range t.cleanups {
		f()
	}
}

// In a test: sign in, exchange the refresh token, revoke it, and see that it is refused.
func ExampleStart() {
	t := &testingT{} // in a test of yours, its *testing.T
	defer t.end()

	auth0 := mockserver.Start(t)
	post := func(path string, form url.Values) (status int, body map[string]any) {
		form.Set("client_id", "mock-public")
		answer, err := auth0.Client.PostForm(auth0.URL+path, form)
		if err != nil {
			t.Fatalf("%v", err)
			return 0, nil
		}
		defer answer.Body.Close()
		if answer.ContentLength != 0 { // a revocation is answered without a body
			err = json.NewDecoder(answer.Body).Decode(&body)
		}
		if err != nil {
			t.Fatalf("%v", err)
		}
		return answer.StatusCode, body
	}
	_, tokens := post("/oauth/token", url.Values{"grant_type": {"password"}, "username": {"user01@example.com"},
		"password": {"mock-password-01"}, "scope": {"openid offline_access"}})
	exchange := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {tokens["refresh_token"].(string)}}

	status, _ := post("/oauth/token", exchange)
	fmt.Println("exchanged:", status)
	status, _ = post("/oauth/revoke", url.Values{"token": {tokens["refresh_token"].(string)}})
	fmt.Println("revoked:", status)
	status, refusal := post("/oauth/token", exchange)
	fmt.Println("exchanged:", status, refusal["error"], "-", refusal["error_description"])
	// Output:
	// exchanged: 200
	// revoked: 200
	// exchanged: 403 invalid_grant - Unknown or invalid refresh token.
}

// send posts a form to a server that needs no port: it is an http.Handler.
func send(server http.Handler, path, form string) (status int, refreshToken string) {
	request := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer := httptest.NewRecorder()
	server.ServeHTTP(answer, request)
	var body struct {
		RefreshToken string `json:"refresh_token"`
	}
	if answer.Code == http.StatusOK && answer.Body.Len() > 0 {
		if err := json.Unmarshal(answer.Body.Bytes(), &body); err != nil {
			fmt.Println(err)
		}
	}
	return answer.Code, body.RefreshToken
}

// A server needs no port: it is an http.Handler. The tenant is a seed, yours or DefaultSeed.
func ExampleNew() {
	server := mockserver.New(mockserver.WithSeed(mockserver.Seed{
		Clients: []mockserver.SeedClient{{ClientID: "app", Rotating: true}},
		Users:   []mockserver.SeedUser{{Email: "ann@example.com", Password: "p"}},
	}))
	_, first := send(server, "/oauth/token", "client_id=app&grant_type=password&username=ann@example.com&password=p&scope=offline_access")
	status, second := send(server, "/oauth/token", "client_id=app&grant_type=refresh_token&refresh_token="+first)
	fmt.Println("rotated:", status, second != first)
	status, _ = send(server, "/oauth/token", "client_id=app&grant_type=refresh_token&refresh_token="+first)
	fmt.Println("the first again, which is a reuse:", status)
	status, _ = send(server, "/oauth/token", "client_id=app&grant_type=refresh_token&refresh_token="+second)
	fmt.Println("the second, whose family ended with that:", status)
	// Output:
	// rotated: 200 true
	// the first again, which is a reuse: 403
	// the second, whose family ended with that: 403
}

// A deviation breaks one rule on purpose: does your code notice?
func ExampleWithDeviations() {
	server := mockserver.New(mockserver.WithDeviations("success-is-202"))
	status, _ := send(server, "/oauth/revoke", "client_id=mock-public&token=unknown")
	fmt.Println(status)
	// Output: 202
}

// What does your code do when a revocation fails? Here it tries again, as often as it is told to.
func ExampleRunning_Fail() {
	t := &testingT{} // in a test of yours, its *testing.T
	defer t.end()

	mock := mockserver.Start(t)
	tokens := mock.SignIn(t, "user01@example.com", "mock-public")
	mock.Fail(t, mockserver.Fault{Path: "/oauth/revoke", Times: 2, Status: 503, Header: map[string]string{"Retry-After": "1"}})
	for { // your code
		answer, err := mock.Client.PostForm(mock.URL+"/oauth/revoke", url.Values{"client_id": {"mock-public"}, "token": {tokens.RefreshToken}})
		if err != nil {
			t.Fatalf("%v", err)
		}
		answer.Body.Close()
		fmt.Println("revoked:", answer.StatusCode)
		if answer.StatusCode == http.StatusOK {
			break
		}
		mock.FastForward(time.Second)
	}
	for _, token := range mock.Tokens(t, "user01@example.com") {
		fmt.Println(token.ClientID, token.Live, token.Why)
	}
	fmt.Println(mock.TakeRequest(t).Form().Get("grant_type"), mock.TakeRequest(t).Form().Has("token"))
	// Output:
	// revoked: 503
	// revoked: 503
	// revoked: 200
	// mock-public false revocation
	// password true
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
	_, token := send(server, "/oauth/token", "client_id=app&grant_type=password&username=ann@example.com&password=p&scope=offline_access")
	status, _ := send(server, "/oauth/token", "client_id=app&grant_type=refresh_token&refresh_token="+token)
	fmt.Println("today:", status)
	server.Clock().Advance(25 * time.Hour)
	status, _ = send(server, "/oauth/token", "client_id=app&grant_type=refresh_token&refresh_token="+token)
	fmt.Println("tomorrow:", status)
	// Output:
	// today: 200
	// tomorrow: 403
}

func ExampleNewTenants() {
	acme := mockserver.New(mockserver.WithSeed(mockserver.Seed{Tenant: "acme", Domains: []string{"login.acme.example"}}))
	shop := mockserver.New(mockserver.WithSeed(mockserver.Seed{Tenant: "shop"}))
	tenants, err := mockserver.NewTenants(acme, shop)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range tenants.Servers() {
		fmt.Println(s.Seed().Tenant, s.Address("https://127.0.0.1:8420"))
	}
	_, token := send(tenants, shop.Address("")+"/oauth/token", "grant_type=password&client_id=mock-public&username=user01@example.com&password=mock-password-01&scope=offline_access")
	fmt.Println(token != "")
	fmt.Println(tenants.Add(mockserver.New(mockserver.WithSeed(mockserver.Seed{Tenant: "shop"}))))
	// Output:
	// acme https://login.acme.example:8420
	// shop https://127.0.0.1:8420/t/shop
	// true
	// there is a tenant shop already; give one of the two another name
}
