package authapi_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
)

// hook is whoever is asked for claims.
type hook struct {
	asked  []mockserver.ClaimsRequest
	answer mockserver.ClaimsAnswer
}

func (h *hook) ask(_ context.Context, in mockserver.ClaimsRequest) (mockserver.ClaimsAnswer, error) {
	h.asked = append(h.asked, in)
	return h.answer, nil
}

// A user who signs in with a browser is refused there, and what was answered there is what the code's tokens tell.
func TestClaimsOfASignInWithABrowser(t *testing.T) {
	h := &hook{answer: mockserver.ClaimsAnswer{Deny: "not today"}}
	s := newSite(t, "", mockserver.WithClaims(h.ask))
	refused := s.browser().signIn(authorizeURL("public"), "accept").location().Query()
	assert.Equal(t, "access_denied", refused.Get("error"))
	assert.Equal(t, "not today", refused.Get("error_description"))
	assert.Equal(t, "s t", refused.Get("state"))

	h.answer = mockserver.ClaimsAnswer{Claims: map[string]any{"plan": "gold"}}
	b := s.browser()
	code := b.signIn(authorizeURL("public"), "accept").location().Query().Get("code")
	require.NotEmpty(t, code)
	require.Len(t, h.asked, 2)
	assert.Equal(t, "authorization_code", h.asked[1].GrantType)
	assert.Equal(t, s.seed.Users[0].ID, h.asked[1].User.ID)
	h.answer = mockserver.ClaimsAnswer{Deny: "later"}
	tokens := s.exchangeCode("public", code)
	require.Equal(t, 200, tokens.status, tokens.body)
	assert.Equal(t, "gold", claims(t, tokens.field("id_token"))["plan"])
	assert.Len(t, h.asked, 2, "once for a sign-in")

	assert.Equal(t, 403, s.exchange("public", tokens.field("refresh_token")).status, "again for an exchange")
	h.answer = mockserver.ClaimsAnswer{IDToken: map[string]any{"plan": "silver"}}
	q, _ := b.brought(b.open("GET", authorizeURL("public", "response_type", "id_token"), nil))
	assert.Equal(t, "silver", claims(t, q.Get("id_token"))["plan"])
	assert.Equal(t, "implicit", h.asked[len(h.asked)-1].GrantType)
}
