package authapi

import (
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// authorization is what the user brings back to the application: a code, tokens, or both, as the response type asks.
func (c *call) authorization(p tenant.Pending, s tenant.Session, grant string, custom *tenant.CustomClaims) (url.Values, *tenant.Error) {
	brought := url.Values{}
	if p.ResponseType.Has(tenant.ResponseCode) {
		value, hash := tenant.NewSecret("")
		err := c.store.PutCode(c.Ctx, hash, tenant.Code{
			ClientID: p.ClientID, UserID: s.UserID, RedirectURI: p.RedirectURI, Audience: p.Audience, Scopes: p.Scopes,
			Nonce: p.Nonce, Challenge: p.Challenge, ChallengeMethod: p.ChallengeMethod, Session: s.ID,
			AuthenticatedAt: s.AuthenticatedAt, ExpiresAt: c.Now.Add(codeLifetime), Approved: grant, Custom: custom,
		})
		if err != nil {
			return nil, c.fault(err)
		}
		brought.Set("code", value)
	}
	if !p.ResponseType.BringsTokens() {
		return brought, nil
	}
	return brought, c.addTokens(brought, p, s, grant, custom)
}

// addTokens issues the tokens that pass through the browser: no refresh token is among them (OAuth 2.0 Multiple Response Type Encoding
// Practices, section 5; OpenID Connect Core, sections 3.2.2.5 and 3.3.2.5).
func (c *call) addTokens(brought url.Values, p tenant.Pending, s tenant.Session, grant string, custom *tenant.CustomClaims) *tenant.Error {
	in, refusal := c.signInOf(p, s)
	if refusal != nil {
		return refusal
	}
	if refusal = c.checkProof(in.client, in.api); refusal != nil {
		return refusal
	}
	in.code, in.custom = brought.Get("code"), custom
	scopes, refusal := c.grantedScopes(in, tenant.Without(p.Scopes, tenant.ScopeOffline))
	if refusal != nil {
		return refusal
	}
	if p.ResponseType.Has(tenant.ResponseToken) {
		access, refusal := c.issueAccess(accessRequest{client: in.client, subject: in.user.ID, user: in.user, api: in.api,
			audience: c.audiences(in.api, scopes), scopes: scopes, web: true, place: tenant.Place{Grant: grant}, custom: custom.Access})
		if refusal != nil {
			return refusal
		}
		in.access = access.value
		brought.Set("access_token", access.value)
		brought.Set("token_type", "Bearer")
		brought.Set("expires_in", strconv.Itoa(int(access.lifetime.Seconds())))
		if len(scopes) > 0 {
			brought.Set("scope", strings.Join(scopes, " "))
		}
	}
	if p.ResponseType.Has(tenant.ResponseIDToken) {
		token, refusal := c.issueID(in, scopes)
		if refusal != nil {
			return refusal
		}
		brought.Set("id_token", token)
	}
	return nil
}

// signInOf is the sign-in by an authorization request, in that session.
func (c *call) signInOf(p tenant.Pending, s tenant.Session) (in signIn, refusal *tenant.Error) {
	client, err := c.store.Client(c.Ctx, p.ClientID)
	if err != nil {
		return in, c.fault(err)
	}
	user, err := c.store.User(c.Ctx, s.UserID)
	if err != nil {
		return in, c.fault(err)
	}
	api, refusal := c.audience(p.Audience)
	return signIn{client: client, user: user, api: api, scopes: p.Scopes, nonce: p.Nonce, session: s.ID,
		authenticated: s.AuthenticatedAt}, refusal
}

// halfHash ties an ID token to what came along with it through the browser (OpenID Connect Core, section 3.3.2.11; all algorithms of
// this server use SHA-256).
func halfHash(value string) string {
	sum := sha256.Sum256([]byte(value))
	return base64.RawURLEncoding.EncodeToString(sum[:len(sum)/2])
}
