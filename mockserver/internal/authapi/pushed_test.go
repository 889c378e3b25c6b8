package authapi_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// push pushes what would be in the address of an authorization request, and is the address with what came of it.
func (s *site) push(role string, pairs ...string) (answer, string) {
	address, err := url.Parse(authorizeURL(role, pairs...))
	require.NoError(s.t, err)
	form := address.Query()
	for name, value := range s.as(role) {
		form[name] = value
	}
	a := s.post("/oauth/par", form)
	return a, "/authorize?" + values("client_id", "mock-"+role, "request_uri", a.field("request_uri")).Encode()
}

// Auth0, "Authorization Code Flow with Pushed Authorization Requests"; RFC 9126.
func TestAPushedRequestIsUsedOnce(t *testing.T) {
	bothDialects(t, func(t *testing.T, s *site, _ string) {
		a, address := s.push("confidential")
		require.Equal(t, 201, a.status, a.body)
		assert.True(t, strings.HasPrefix(a.field("request_uri"), "urn:ietf:params:oauth:request_uri:"))
		assert.EqualValues(t, 30, a.object(t)["expires_in"])
		back := s.browser().signIn(address, "accept")
		assert.Equal(t, "s t", back.location().Query().Get("state"))
		assert.Equal(t, 200, s.exchangeCode("confidential", back.location().Query().Get("code")).status)

		again := s.browser().open("GET", address, nil)
		assert.Equal(t, 400, again.status)
		assert.Contains(t, again.body, "invalid_request_uri")
		_, foreign := s.push("confidential")
		foreign = strings.Replace(foreign, "mock-confidential", "mock-second", 1)
		assert.Contains(t, s.browser().open("GET", foreign, nil).body, "invalid_request_uri")
		_, late := s.push("confidential")
		s.advance(31 * time.Second)
		assert.Contains(t, s.browser().open("GET", late, nil).body, "invalid_request_uri")
	})
}

func TestWhatIsPushedIsLookedAtAtOnce(t *testing.T) {
	s := newSite(t, "")
	for want, pairs := range map[string][]string{
		"400 invalid_request":           {"redirect_uri", "https://stranger.example/"},
		"400 unsupported_response_type": {"response_type", "password"},
		"400 request_not_supported":     {"request", "x"},
		"403 access_denied":             {"audience", "https://nobody.example"},
		"400 invalid_scope":             {"scope", strings.Repeat("x", 5000)},
		"401 invalid_client":            {"client_id", "mock-second"},
		"413 invalid_request":           {"state", strings.Repeat("x", 10_000)},
		"400 invalid_request ":          {"request_uri", "urn:x"},
	} {
		address, err := url.Parse(authorizeURL("confidential"))
		require.NoError(t, err)
		form := address.Query()
		for name, value := range s.as("confidential") {
			form[name] = value
		}
		form.Set(pairs[0], pairs[1])
		assert.Equal(t, strings.TrimSpace(want), status(s.post("/oauth/par", form)), pairs[0])
	}
	a, _ := s.push("public")
	assert.Equal(t, "403 unauthorized_client", status(a), "Auth0 takes none of public applications")
	a, _ = newSite(t, "rfc").push("public")
	assert.Equal(t, 201, a.status, a.body)
}

func TestWhoMustPushIsRefusedOtherwise(t *testing.T) {
	s := newSite(t, "")
	metadata := func() map[string]any {
		return s.do(request("GET", "/.well-known/openid-configuration", "", "")).object(t)
	}
	assert.NotContains(t, metadata(), "pushed_authorization_request_endpoint")
	require.Equal(t, 200, s.manage("PATCH", "/clients/mock-confidential", `{"require_pushed_authorization_requests":true}`).status)
	refused := func() string {
		return s.browser().open("GET", authorizeURL("confidential"), nil).location().Query().Get("error")
	}
	assert.Equal(t, "invalid_request", refused())
	_, address := s.push("confidential")
	assert.NotEmpty(t, s.browser().signIn(address, "accept").location().Query().Get("code"))

	require.Equal(t, 200, s.manage("PATCH", "/clients/mock-confidential", `{"require_pushed_authorization_requests":false}`).status)
	assert.Empty(t, refused())
	require.Equal(t, 200, s.manage("PATCH", "/tenants/settings", `{"pushed_authorization_requests_supported":true}`).status)
	assert.Equal(t, issuer+"oauth/par", metadata()["pushed_authorization_request_endpoint"])
	assert.Equal(t, false, metadata()["require_pushed_authorization_requests"])
	assert.Empty(t, refused())
	require.Equal(t, 200, s.manage("PATCH", "/tenants/settings", `{"flags":{"require_pushed_authorization_requests":true}}`).status)
	assert.Equal(t, true, metadata()["require_pushed_authorization_requests"])
	assert.Equal(t, "invalid_request", refused())
}

// What would change the outcome and is not served is refused, whoever asks for it.
func TestDemandsThatAreNotServed(t *testing.T) {
	s := newSite(t, "")
	first := s.signIn("confidential", 0, "audience", apiOne, "scope", "openid offline_access")
	exchange := func() answer {
		return s.post("/oauth/token", s.as("confidential", "grant_type", "refresh_token", "refresh_token", first.field("refresh_token")))
	}
	for _, body := range []string{`{"require_proof_of_possession":true}`, `{"require_proof_of_possession":false,"signed_request_object":{"required":true}}`} {
		require.Equal(t, 200, s.manage("PATCH", "/clients/mock-confidential", body).status)
		proof := strings.Contains(body, `possession":true`)
		want := map[bool]string{true: "400 invalid_dpop_proof", false: "200"}[proof]
		assert.Equal(t, want, status(s.tries("confidential", 0)))
		assert.Equal(t, want, status(exchange()))
		if !proof {
			asked := s.browser().open("GET", authorizeURL("confidential"), nil).location().Query()
			assert.Equal(t, "invalid_request", asked.Get("error"))
		}
	}
	s.setAPI(`{"proof_of_possession":{"mechanism":"dpop","required":true}}`)
	assert.Equal(t, "400 invalid_dpop_proof", status(exchange()))
	s.setAPI(`{"proof_of_possession":{"mechanism":"dpop","required":true,"required_for":"public_clients"}}`)
	assert.Equal(t, 200, exchange().status)
	s.setAPI(`{"proof_of_possession":{"mechanism":"dpop","required":false}}`)
	assert.Equal(t, 200, exchange().status)
}
