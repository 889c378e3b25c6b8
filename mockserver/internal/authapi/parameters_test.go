package authapi_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// In a JSON body a parameter that is read is text; what is not read may be anything, and null is as good as absent.
func TestParametersOfOtherTypes(t *testing.T) {
	s := newSite(t, tenant.DialectAuth0)
	token := s.refreshToken("public", 0)
	for body, want := range map[string]string{
		`{"client_id":"mock-public","token":["%s"]}`:                     "Parameter must be a string: token",
		`{"client_id":"mock-public","token":{"is":"%s"}}`:                "Parameter must be a string: token",
		`{"client_id":"mock-public","token":"%s","token":1}`:             "Parameter must be a string: token",
		`{"client_id":7,"token":"%s"}`:                                   "Parameter must be a string: client_id",
		`{"client_id":"mock-public","client_secret":false,"token":"%s"}`: "Parameter must be a string: client_secret",
		`{"client_id":"mock-public","token":null,"other":"%s"}`:          "Missing required parameter: token",
	} {
		a := s.do(request("POST", "/oauth/revoke", "application/json", fmt.Sprintf(body, token)))
		assert.Equal(t, 400, a.status, body)
		assert.Equal(t, "invalid_request", a.field("error"))
		assert.Equal(t, want, a.field("error_description"), body)
	}
	assert.True(t, s.alive("public", token))
	a := s.do(request("POST", "/oauth/revoke", "application/json", fmt.Sprintf(
		`{"client_id":"mock-public","token":"%s","client_secret":null,"telemetry":{"a":[1]}}`, token)))
	assert.Equal(t, 200, a.status, a.body)
	assert.False(t, s.alive("public", token))
}

func TestTheSameDuplicateIsNamedEveryTime(t *testing.T) {
	s := newSite(t, tenant.DialectAuth0)
	for range 30 {
		a := s.do(request("POST", "/oauth/revoke", formType, "e=1&d=1&c=1&b=1&e=2&d=2&c=2&b=2"))
		assert.Equal(t, "Parameter given more than once: b", a.field("error_description"))
	}
	name := url.QueryEscape("a" + strings.Repeat("\u00e9", 2000))
	a := s.do(request("POST", "/oauth/revoke", formType, name+"=1&"+name+"=2"))
	assert.Less(t, len(a.body), 300)
	assert.True(t, utf8.ValidString(a.field("error_description")))
	assert.NotContains(t, a.body, "\ufffd", "no character is cut in two")
}

func TestAnAuthorizationRequestWithoutAResponseType(t *testing.T) {
	s := newSite(t, tenant.DialectAuth0)
	back := s.browser().open("GET", authorizeURL("public", "response_type", "-"), nil).location().Query()
	assert.Equal(t, "invalid_request", back.Get("error"))
	assert.Equal(t, "Missing required parameter: response_type", back.Get("error_description"))
}
