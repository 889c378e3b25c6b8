package authapi

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

const (
	managementPath = "api/v2/"
	userinfoPath   = "userinfo"
)

// openIDScopes may be asked for whatever the audience.
var openIDScopes = []string{"openid", "profile", "email", "address", "phone", tenant.ScopeOffline}

// requestedAudience is the identifier of the API that tokens are asked for: audience or, where the tenant's profile has it, resource.
func (c *call) requestedAudience() (string, *tenant.Error) {
	audience := c.params.Get("audience")
	if audience != "" || !c.params.Has("resource") {
		return audience, nil
	}
	s, err := c.store.Settings(c.Ctx)
	if err != nil {
		return "", c.fault(err)
	}
	if s.Other[tenant.SettingResourceProfile] == tenant.ResourceCompatibility {
		return c.params.Get("resource"), nil
	}
	return "", nil
}

// requestedAPI finds the API that this request asks tokens for.
func (c *call) requestedAPI() (*tenant.Audience, *tenant.Error) {
	identifier, refusal := c.requestedAudience()
	if refusal != nil {
		return nil, refusal
	}
	return c.audience(identifier)
}

// audience finds the API that tokens are asked for: without one, the tenant's default, or else userinfo.
func (c *call) audience(identifier string) (*tenant.Audience, *tenant.Error) {
	if identifier == "" {
		s, err := c.store.Settings(c.Ctx)
		if err != nil {
			return nil, c.fault(err)
		}
		identifier, _ = s.Other["default_audience"].(string)
	}
	switch identifier {
	case "", c.Request.Canonical + userinfoPath:
		return &tenant.Audience{Identifier: c.Request.Canonical + userinfoPath, AllowOfflineAccess: true}, nil
	case c.Request.Canonical + managementPath:
		return &tenant.Audience{Identifier: identifier, Scopes: tenant.CurrentUserScopes()}, nil
	}
	a, err := c.store.Audience(c.Ctx, identifier)
	if errors.Is(err, store.ErrNotFound) {
		c.event.Description = "Service not found"
		return nil, c.refusal("access_denied", "Service not found: "+tenant.Shorten(identifier))
	}
	if err != nil {
		return nil, c.fault(err)
	}
	return a, nil
}

// signIn is a user's sign-in, however it came about.
type signIn struct {
	client        *tenant.Client
	user          *tenant.User
	api           *tenant.Audience
	scopes        []string // as asked
	nonce         string
	gty           string // Auth0's name of the grant type, where the access token tells it
	session       string // the browser session it came of; empty: none
	authenticated time.Time
	custom        *tenant.CustomClaims // nil: they have yet to be asked for
	approval      *tenant.Approval     // what the user agreed to before this request; nil: it is the user's own
	code, access  string               // that pass through the browser along with the ID token
}

// grantedScopes is what of the scopes asked for is given to the user of the sign-in: a refresh token only where the policy allows it.
func (c *call) grantedScopes(in signIn, asked []string) ([]string, *tenant.Error) {
	scopes := tenant.Within(asked, append(slices.Clone(openIDScopes), in.client.ScopesForUsers(in.api)...))
	if !c.Policy.SignIn.Offline(*in.client, *in.api) {
		scopes = tenant.Without(scopes, tenant.ScopeOffline)
	}
	return c.permitted(scopes, in.user, in.api)
}

// signIn opens what a sign-in opens and hands out its tokens. It also returns where they stand.
func (c *call) signIn(in signIn) (tenant.Answer, tenant.Place, *tenant.Error) {
	if refusal := c.checkProof(in.client, in.api); refusal != nil {
		return tenant.Answer{}, tenant.Place{}, refusal
	}
	options := in.client.RefreshTokens
	options.Rotating = c.Policy.Rotation.Rotates(*in.client)
	scopes, refusal := c.grantedScopes(in, in.scopes)
	if refusal != nil {
		return tenant.Answer{}, tenant.Place{}, refusal
	}
	c.aboutUser(in.user)
	c.event.Audience = in.api.Identifier
	if in.custom == nil {
		custom, refusal := c.customClaims(c.params.Get("grant_type"), in.client, in.user, in.api.Identifier, scopes)
		if refusal != nil {
			return tenant.Answer{}, tenant.Place{}, refusal
		}
		in.custom = &custom
	}
	s := tenant.SignIn{
		Key:     tenant.GrantKey{UserID: in.user.ID, ClientID: in.client.ID, Audience: in.api.Identifier},
		Scopes:  scopes,
		Offline: slices.Contains(scopes, tenant.ScopeOffline),
		Options: options,
		Device:  c.Request.Agent,
		IP:      c.Request.IP,
		Session: in.session,
		Now:     c.Now,
	}
	var place tenant.Place
	refresh, hash := c.newRefreshToken()
	err := c.store.SignIn(c.Ctx, s.Key, func(current *tenant.Grant) *tenant.Grant {
		if refusal = c.redeem(in, current); refusal != nil {
			return current
		}
		g := c.Policy.Grant(current, s)
		place = tenant.Place{Grant: g.ID}
		if s.Offline {
			place = g.Open(c.Policy, s, hash)
		}
		return g
	})
	if err != nil {
		return tenant.Answer{}, tenant.Place{}, c.fault(err)
	}
	if refusal != nil {
		return tenant.Answer{}, tenant.Place{}, refusal
	}
	if !s.Offline {
		refresh = ""
	} else if err := c.endSurplus(s.Key); err != nil {
		return tenant.Answer{}, tenant.Place{}, err
	}
	answer, refusal := c.tokens(in, place, scopes, refresh)
	return answer, place, refusal
}

// refreshPrefix makes a refresh token look like Auth0's; nobody may parse it.
const refreshPrefix = "v1."

func (c *call) newRefreshToken() (string, tenant.Hash) {
	value, _ := tenant.NewSecret(refreshPrefix)
	return value, c.hash(value)
}

// hash is how a refresh token is found again.
func (c *call) hash(value string) tenant.Hash {
	return tenant.HashOf(c.Policy.TokenKey(c.Request.Endpoint, value))
}

// tokens issues the access token and the ID token that go with a sign-in or an exchange.
func (c *call) tokens(in signIn, place tenant.Place, scopes []string, refresh string) (tenant.Answer, *tenant.Error) {
	access, err := c.issueAccess(accessRequest{client: in.client, subject: in.user.ID, user: in.user, api: in.api, audience: c.audiences(in.api, scopes),
		scopes: scopes, gty: in.gty, place: place, custom: in.custom.Access})
	if err != nil {
		return tenant.Answer{}, err
	}
	extra := map[string]any{}
	if refresh != "" {
		extra["refresh_token"] = refresh
	}
	if slices.Contains(scopes, "openid") {
		if extra["id_token"], err = c.issueID(in, scopes); err != nil {
			return tenant.Answer{}, err
		}
	}
	return tokenAnswer(access, scopes, extra), nil
}

// audiences are those of an access token for the API: userinfo is one where the scopes have it.
func (c *call) audiences(api *tenant.Audience, scopes []string) []string {
	userinfo := c.Request.Canonical + userinfoPath
	if !slices.Contains(scopes, "openid") || api.Identifier == userinfo || !api.GoesToUserinfo() {
		return []string{api.Identifier}
	}
	return []string{api.Identifier, userinfo}
}

func tokenAnswer(access issuedAccess, scopes []string, extra map[string]any) tenant.Answer {
	body := map[string]any{"access_token": access.value, "token_type": "Bearer", "expires_in": int(access.lifetime.Seconds())}
	if len(scopes) > 0 {
		body["scope"] = strings.Join(scopes, " ")
	}
	for name, value := range extra {
		body[name] = value
	}
	return tenant.Answer{Status: 200, JSON: body}
}
