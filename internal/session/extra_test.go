package session

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
)

// What an endpoint insists on goes to that endpoint alone, and never in the place of what a scenario sends itself.
func TestExtraParameters(t *testing.T) {
	const token, revocation = "https://as.example/token", "https://as.example/revoke"
	s := &Session{Server: &Server{
		Endpoints: file.Endpoints{Token: token, Revocation: revocation},
		File: &file.File{Extra: file.ExtraParameters{
			Token: map[string]string{"tenant": "acme"}, Revocation: map[string]string{"token_type_hint": "refresh_token", "tenant": "acme"},
		}},
	}}
	given := url.Values{"token": {"t"}}
	for name, c := range map[string]struct {
		request httpx.Request
		form    url.Values
		json    map[string]any
	}{
		"a revocation":          {httpx.Request{URL: revocation, Form: given}, url.Values{"token": {"t"}, "token_type_hint": {"refresh_token"}, "tenant": {"acme"}}, nil},
		"a hint of its own":     {httpx.Request{URL: revocation, Form: url.Values{"token_type_hint": {"x"}}}, url.Values{"token_type_hint": {"x"}, "tenant": {"acme"}}, nil},
		"one in the query":      {httpx.Request{URL: revocation, Form: given, Query: url.Values{"tenant": {"x"}}}, url.Values{"token": {"t"}, "token_type_hint": {"refresh_token"}}, nil},
		"JSON":                  {httpx.Request{URL: revocation, JSON: map[string]any{"tenant": "x"}}, nil, map[string]any{"tenant": "x", "token_type_hint": "refresh_token"}},
		"another endpoint":      {httpx.Request{URL: token, Form: given}, url.Values{"token": {"t"}, "tenant": {"acme"}}, nil},
		"no endpoint of theirs": {httpx.Request{URL: "https://as.example/userinfo", Form: given}, given, nil},
		"another method":        {httpx.Request{URL: revocation, Method: "PUT", Form: given}, given, nil},
		"all in the query":      {httpx.Request{URL: revocation, Query: given}, nil, nil},
		"a body of its own":     {httpx.Request{URL: revocation, Body: []byte("x")}, nil, nil},
	} {
		s.extend(&c.request)
		assert.Equal(t, c.form, c.request.Form, name)
		assert.Equal(t, c.json, c.request.JSON, name)
	}
	assert.Equal(t, url.Values{"token": {"t"}}, given, "what was given is left as it is")
}
