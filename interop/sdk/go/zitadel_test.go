package sdk_test

import (
	"net/url"
	"testing"

	"github.com/auth0/go-auth0/management"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/zitadel/oidc/v3/pkg/client/rp"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"golang.org/x/oauth2"
)

// party is a relying party of github.com/zitadel/oidc, which knows the mock by its metadata.
func (m mock) party(clientID string, options ...rp.Option) rp.RelyingParty {
	m.Helper()
	options = append([]rp.Option{rp.WithHTTPClient(m.client())}, options...)
	party, err := rp.NewRelyingPartyOIDC(m.ctx, m.url+"/", clientID, secret(clientID), callback, []string{"openid", "email", "offline_access"}, options...)
	require.NoError(m, err)
	return party
}

func (m mock) signInAt(party rp.RelyingParty) *oidc.Tokens[*oidc.IDTokenClaims] {
	m.Helper()
	back := m.follow(ann, rp.AuthURL("s", party))
	require.Equal(m, "s", back.Get("state"))
	tokens, err := rp.CodeExchange[*oidc.IDTokenClaims](m.ctx, back.Get("code"), party)
	require.NoError(m, err)
	require.Equal(m, ann.id, tokens.IDTokenClaims.Subject)
	return tokens
}

func (m mock) renewAt(party rp.RelyingParty, token string) (*oidc.Tokens[*oidc.IDTokenClaims], error) {
	return rp.RefreshTokens[*oidc.IDTokenClaims](m.ctx, party, token, "", "")
}

// deadAt is about the library's own error.
func (m mock) deadAt(party rp.RelyingParty, token string) {
	m.Helper()
	_, err := m.renewAt(party, token)
	var refused *oidc.Error
	if assert.ErrorAs(m, err, &refused) {
		assert.EqualValues(m, "invalid_grant", refused.ErrorType)
		assert.Equal(m, deadToken, refused.Description)
	}
}

func TestRelyingParty(t *testing.T) {
	for name, c := range map[string]struct {
		clientID string
		style    oauth2.AuthStyle
	}{"post": {confidential, oauth2.AuthStyleInParams}, "basic": {"mock-basic", oauth2.AuthStyleInHeader}, "public": {public, oauth2.AuthStyleInParams}} {
		t.Run(name, func(t *testing.T) {
			m := start(t)
			party := m.party(c.clientID, rp.WithAuthStyle(c.style))
			tokens, sibling := m.signInAt(party), m.signInAt(party)
			info, err := rp.Userinfo[*oidc.UserInfo](m.ctx, tokens.AccessToken, tokens.TokenType, ann.id, party)
			require.NoError(t, err)
			assert.Equal(t, ann.email, info.Email)
			_, err = m.renewAt(party, tokens.RefreshToken)
			require.NoError(t, err)
			require.NoError(t, rp.RevokeToken(m.ctx, party, tokens.RefreshToken, "refresh_token"))
			m.deadAt(party, tokens.RefreshToken)
			_, err = m.renewAt(party, sibling.RefreshToken)
			assert.NoError(t, err)
		})
	}
}

func TestRelyingPartyThatRotates(t *testing.T) {
	m := start(t)
	party := m.party(rotating)
	first := m.signInAt(party).RefreshToken
	next, err := m.renewAt(party, first)
	require.NoError(t, err)
	m.deadAt(party, first)
	m.deadAt(party, next.RefreshToken)
}

func TestRelyingPartyEndsTheSession(t *testing.T) {
	m := start(t)
	const out = "http://localhost/out"
	require.NoError(t, m.management().Client.Update(m.ctx, confidential, &management.Client{AllowedLogoutURLs: &[]string{out}}))
	party := m.party(confidential)
	tokens := m.signInAt(party)
	to, err := rp.EndSession(m.ctx, party, tokens.IDToken, out, "s", "", nil)
	require.NoError(t, err)
	require.NotNil(t, to)
	assert.Equal(t, out+"?"+url.Values{"state": {"s"}}.Encode(), to.String())
	_, err = m.renewAt(party, tokens.RefreshToken)
	assert.NoError(t, err, "refresh tokens outlive a logout")
}
