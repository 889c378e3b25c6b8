package control_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/mockserver"
)

// Whoever is there is signed in wherever it is asked, without a secret and without a request that is recorded; faults are not in the way.
func TestSignIn(t *testing.T) {
	s := controlled(t)
	s.control("POST", "/_mock/faults", `{"path":"/oauth/token","times":1,"status":503}`, 201)
	for _, role := range []string{"public", "confidential", "basic", "jwt", "device"} {
		tokens := s.control("POST", "/_mock/sign-in", `{"username":"user01@example.com","client_id":"mock-`+role+`","audience":"https://api.one.example"}`, 200)
		assert.NotEmpty(t, tokens["access_token"], role)
		assert.NotEmpty(t, tokens["id_token"], role)
		assert.NotEmpty(t, tokens["refresh_token"], role)
	}
	state := s.control("GET", "/_mock/state", "", 200)
	assert.Len(t, state["grants"], 5)
	assert.Equal(t, "https://api.one.example", at(state, "grants", 0, "audience"))
	assert.Empty(t, s.control("GET", "/_mock/requests", "", 200)["requests"])

	token := s.control("POST", "/_mock/sign-in", `{"username":"user02@example.com","client_id":"mock-public"}`, 200)["refresh_token"].(string)
	assert.Equal(t, "temporarily_unavailable", tokenError(s.exchange("public", token)), "by the fault")
	assert.NotEmpty(t, s.exchange("public", token)["access_token"])
	s.post("/oauth/revoke", "public", "token", token)
	assert.Equal(t, "invalid_grant", s.exchange("public", token)["error"])

	online := s.control("POST", "/_mock/sign-in", `{"username":"user02@example.com","client_id":"mock-public","scope":"openid"}`, 200)
	assert.NotContains(t, online, "refresh_token")
}

// tokenError is an answer's error, whoever worded it.
func tokenError(answer map[string]any) any {
	if answer == nil {
		return "temporarily_unavailable"
	}
	return answer["error"]
}

// A deviation that spoils sign-ins spoils these.
func TestSignInDeviates(t *testing.T) {
	s := controlled(t, mockserver.WithDeviations("no-return-after-reuse"))
	spent := s.signIn("rotating", 0)
	s.exchange("rotating", spent)
	s.exchange("rotating", spent)
	token := s.control("POST", "/_mock/sign-in", `{"username":"user01@example.com","client_id":"mock-rotating"}`, 200)["refresh_token"].(string)
	assert.Equal(t, "invalid_grant", s.exchange("rotating", token)["error"])
}

func TestSignInsThatAreRefused(t *testing.T) {
	s := controlled(t)
	for body, wanted := range map[string]string{
		``:                                  "Write username and client_id",
		`{"username":"user01@example.com"}`: "Write username and client_id",
		`{"user":"user01@example.com"}`:     `unknown field "user"`,
		`{"username":"x","client_id":"y"}`:  "invalid_request",
		`{"username":1,"client_id":"y"}`:    "username cannot be a JSON number",
		`{"username":"user01@example.com","client_id":"mock-public","scope":[]}`: "scope cannot be a JSON array",
		`{"username":"user01@example.com","client_id":"nobody"}`:                 "invalid_request",
	} {
		assert.Contains(t, s.control("POST", "/_mock/sign-in", body, 400)["error"], wanted, body)
	}
	s.control("POST", "/_mock/hooks/disable_user", `{"username":"user01@example.com"}`, 200)
	answer := do(s.Server, "POST", "/_mock/sign-in", "key", `{"username":"user01@example.com","client_id":"mock-public"}`)
	assert.Contains(t, answer.Body.String(), "user is blocked")
	assert.Equal(t, 401, do(s.Server, "POST", "/_mock/sign-in", "wrong", `{}`).Code)
}
