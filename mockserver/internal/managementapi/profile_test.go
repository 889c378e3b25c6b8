package managementapi_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
)

const newUser = `{"connection":"Username-Password-Authentication","password":"MyPass123$",`

// The picture is the one of go-auth0's recording TestUserManager_Create.
func TestANewUserHasWhatAuth0FillsIn(t *testing.T) {
	s := newSite(t)
	u := s.want(201, "POST", "/users", newUser+`"email":"chuck@example.com","username":"chuck"}`)
	assert.Equal(t, "chuck@example.com", u["name"])
	assert.Equal(t, "chuck", u["nickname"])
	assert.Equal(t, "https://s.gravatar.com/avatar/0b79e7da7bc7877560620cf8f2cc93ae?s=480&r=pg&d=https%3A%2F%2Fcdn.auth0.com%2Favatars%2Fch.png", u["picture"])
	assert.Equal(t, "chuck", u["username"])
	assert.Equal(t, false, u["email_verified"])
	assert.Equal(t, u["created_at"], u["updated_at"])
	for _, name := range []string{"blocked", "given_name", "family_name", "phone_number", "phone_verified", "user_metadata", "app_metadata",
		"password", "verify_email", "last_login", "logins_count", "last_password_reset"} {
		assert.NotContains(t, u, name)
	}
	all := `"blocked":false,"email":"ann@example.com","name":"Ann Onym","nickname":"annie","picture":"https://x.example/y.png","given_name":"Ann",` +
		`"family_name":"Onym","phone_number":"+15550100","phone_verified":true,"verify_email":false,"user_metadata":{"a":1},"app_metadata":{"b":2}}`
	u = s.want(201, "POST", "/users", newUser+all)
	for name, value := range map[string]any{"blocked": false, "name": "Ann Onym", "nickname": "annie", "picture": "https://x.example/y.png",
		"given_name": "Ann", "family_name": "Onym", "phone_number": "+15550100", "phone_verified": true} {
		assert.Equal(t, value, u[name], name)
	}
	assert.Equal(t, map[string]any{"a": 1.0}, u["user_metadata"])
	again := s.want(200, "GET", "/users/"+url.PathEscape(u["user_id"].(string)), "")
	assert.Equal(t, u, again)
}

func TestAChangeMovesWhenTheUserWasUpdated(t *testing.T) {
	s := newSite(t)
	path := "/users/" + url.PathEscape(s.userID(0))
	before := s.want(200, "GET", path, "")
	assert.Equal(t, "user01", before["nickname"])
	s.wait(time.Minute)
	after := s.want(200, "PATCH", path, `{"nickname":"nick","picture":"https://x.example/y.png"}`)
	assert.Greater(t, after["updated_at"], before["updated_at"])
	assert.Equal(t, before["created_at"], after["created_at"])
	assert.Equal(t, "nick", after["nickname"])
	reset := s.want(200, "PATCH", path, `{"picture":null}`)
	assert.Equal(t, before["picture"], reset["picture"], "the default again")
	moved := s.want(200, "PATCH", path, `{"email":"elsewhere@example.com"}`)
	assert.Equal(t, "elsewhere@example.com", moved["name"], "it was the address")
	assert.Equal(t, "nick", moved["nickname"])
}

func TestASignInIsCounted(t *testing.T) {
	s := newSite(t)
	path := "/users/" + url.PathEscape(s.userID(0))
	assert.NotContains(t, s.want(200, "GET", path, ""), "last_login")
	s.wait(time.Minute)
	s.signIn("confidential", 0, one)
	s.exchange("confidential", s.signIn("confidential", 0, one))
	u := s.want(200, "GET", path, "")
	assert.Equal(t, 2.0, u["logins_count"], "an exchange is no sign-in")
	assert.Equal(t, "192.0.2.1", u["last_ip"])
	assert.Equal(t, u["updated_at"], u["last_login"])
	assert.Greater(t, u["last_login"], u["created_at"])
}

// terraform-provider-auth0, recording TestAccUser.
func TestMetadataIsMergedOrEmptied(t *testing.T) {
	s := newSite(t)
	path := "/users/" + url.PathEscape(s.userID(0))
	s.want(200, "PATCH", path, `{"user_metadata":{"baz":"qux","foo":"bar"},"app_metadata":{"baz":"qux","foo":"bar"}}`)
	u := s.want(200, "PATCH", path, `{"user_metadata":{"baz":null,"foo":"bars"},"app_metadata":{"baz":null,"foo":"bars"}}`)
	assert.Equal(t, map[string]any{"foo": "bars"}, u["user_metadata"])
	assert.Equal(t, map[string]any{"foo": "bars"}, u["app_metadata"])
	u = s.want(200, "PATCH", path, `{"user_metadata":{},"app_metadata":{}}`)
	assert.Equal(t, map[string]any{}, u["user_metadata"])
	assert.NotContains(t, u, "app_metadata")
	u = s.want(200, "PATCH", path, `{"user_metadata":null}`)
	assert.NotContains(t, u, "user_metadata")
}

func TestAWeakPasswordIsRefused(t *testing.T) {
	tooWeak := map[string]string{"": "mypass123", "low": "My1$5", "fair": "mypass123$", "good": "Password", "excellent": "MyPass111$2"}
	fine := map[string]string{"": "mypass123$", "none": "a", "low": "mypass", "fair": "MyPass123", "good": "My Password", "excellent": "MyPass112$2"}
	for policy := range fine {
		seed := mockserver.DefaultSeed("")
		seed.Passwords = policy
		s := newSite(t, mockserver.WithSeed(seed))
		path := "/users/" + url.PathEscape(s.userID(0))
		if weak := tooWeak[policy]; weak != "" {
			want := `{"statusCode":400,"error":"Bad Request","message":"PasswordStrengthError: Password is too weak"}`
			assert.JSONEq(t, want, s.call("PATCH", path, `{"password":"`+weak+`"}`).body, policy)
			made := s.call("POST", "/users", `{"connection":"Username-Password-Authentication","email":"n@example.com","password":"`+weak+`"}`)
			assert.JSONEq(t, want, made.body, policy)
			assert.NotEmpty(t, s.signIn("confidential", 0, one), "the password is as it was")
		}
		s.want(200, "PATCH", path, `{"password":"`+fine[policy]+`"}`)
		s.want(201, "POST", "/users", `{"connection":"Username-Password-Authentication","email":"n@example.com","password":"`+fine[policy]+`"}`)
		s.want(200, "PATCH", "/tenants/settings", `{"friendly_name":"x"}`)
		assert.NotContains(t, s.call("GET", "/tenants/settings", "").body, "asswords", "the policy is the connection's")
	}
}

func TestAUsernameSignsInAndIsOneUsers(t *testing.T) {
	s := newSite(t)
	u := s.want(201, "POST", "/users", newUser+`"email":"ann@example.com","username":"Ann"}`)
	taken := s.call("POST", "/users", newUser+`"email":"ben@example.com","username":"ann"}`)
	assert.Equal(t, 400, taken.status)
	assert.Contains(t, taken.body, "The username provided is in use already.")
	assert.Equal(t, 400, s.call("PATCH", "/users/"+url.PathEscape(s.userID(0)), `{"username":"ANN"}`).status)
	s.want(200, "PATCH", "/users/"+url.PathEscape(u["user_id"].(string)), `{"username":"ann"}`)
	v := s.client("confidential")
	for name, value := range map[string]string{"grant_type": "password", "username": "ANN", "password": "MyPass123$", "scope": "openid"} {
		v.Set(name, value)
	}
	require.NotNil(t, s.post("/oauth/token", v)["access_token"])
}
