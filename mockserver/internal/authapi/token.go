package authapi

import (
	"cmp"
	"errors"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// token is the token endpoint: one function a grant type.
func (c *call) token() tenant.Answer {
	answer, err := c.exchangeForTokens()
	c.recordExchange(err)
	if err != nil {
		return err.Answer()
	}
	return answer
}

func (c *call) exchangeForTokens() (tenant.Answer, *tenant.Error) {
	grantType := c.params.Get("grant_type")
	if grantType == "" {
		return tenant.Answer{}, missingParameter("grant_type")
	}
	serve, ok := map[string]func(*call, *tenant.Client) (tenant.Answer, *tenant.Error){
		tenant.GrantPassword:          (*call).password,
		tenant.GrantPasswordRealm:     (*call).password,
		tenant.GrantAuthorizationCode: (*call).code,
		tenant.GrantRefreshToken:      (*call).refresh,
		tenant.GrantClientCredentials: (*call).clientCredentials,
		tenant.GrantDeviceCode:        (*call).device,
	}[grantType]
	if !ok {
		return tenant.Answer{}, badRequest("unsupported_grant_type", "Unsupported grant type: "+tenant.Shorten(grantType))
	}
	if err := c.checkServed("/oauth/token"); err != nil {
		return tenant.Answer{}, err
	}
	client, _, err := c.authenticate()
	if err != nil {
		return tenant.Answer{}, err
	}
	if client != nil && !client.Allows(grantType) {
		return tenant.Answer{}, c.grantTypeRefused(grantType)
	}
	if err := c.checkScope(); err != nil {
		return tenant.Answer{}, err
	}
	return serve(c, client)
}

func (c *call) grantTypeRefused(grantType string) *tenant.Error {
	e := c.refusal("unauthorized_client", "Grant type '"+grantType+"' not allowed for the client.")
	e.URI = "https://auth0.com/docs/clients/client-grant-types"
	return e
}

// password is the resource owner password grant, with or without a realm. It records the grant at once: there is no
// page on which to consent.
func (c *call) password(client *tenant.Client) (tenant.Answer, *tenant.Error) {
	for _, name := range []string{"username", "password"} {
		if c.params.Get(name) == "" {
			return tenant.Answer{}, missingParameter(name)
		}
	}
	if c.params.Get("grant_type") == tenant.GrantPasswordRealm && c.params.Get("realm") == "" {
		return tenant.Answer{}, missingParameter("realm")
	}
	if client == nil {
		return tenant.Answer{}, missingParameter("client_id")
	}
	user, err := c.user(c.params.Get("username"), c.params.Get("password"))
	if err != nil {
		return tenant.Answer{}, err
	}
	if user.Blocked {
		return tenant.Answer{}, c.refusal(c.Policy.SignIn.BlockedToken, "user is blocked")
	}
	if realm := c.params.Get("realm"); realm != "" && realm != user.Connection {
		return tenant.Answer{}, c.refusal("invalid_grant", "Wrong email or password.")
	}
	api, err := c.requestedAPI()
	if err != nil {
		return tenant.Answer{}, err
	}
	answer, _, err := c.signIn(signIn{client: client, user: c.signedIn(user), api: api, scopes: tenant.Scopes(c.params.Get("scope")),
		gty: "password", authenticated: c.Now})
	return answer, err
}

// user checks a user's password.
func (c *call) user(name, password string) (*tenant.User, *tenant.Error) {
	if refusal := c.countSignIn(name); refusal != nil {
		return nil, refusal
	}
	u, err := c.userNamed(name)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, c.fault(err)
	}
	c.aboutUser(u)
	if err != nil || !u.PasswordIs(password) {
		return nil, c.refusal("invalid_grant", "Wrong email or password.")
	}
	return u, nil
}

// userNamed finds a user by the address, or by the username.
func (c *call) userNamed(name string) (*tenant.User, error) {
	u, err := c.store.UserByEmail(c.Ctx, name)
	if !errors.Is(err, store.ErrNotFound) || name == "" || strings.Contains(name, "@") {
		return u, err
	}
	users, all := c.store.Users(c.Ctx)
	for _, u := range users {
		if strings.EqualFold(u.Username(), name) {
			return u, nil
		}
	}
	return nil, cmp.Or(all, err)
}

// signedIn records that the user signed in, and returns the user as that has left it. It fails no sign-in.
func (c *call) signedIn(u *tenant.User) *tenant.User {
	changed, err := c.store.UpdateUser(c.Ctx, u.ID, func(u *tenant.User) error { u.SignedIn(c.Request.IP, c.Now); return nil })
	if !c.succeeded("record a sign-in", err) {
		return u
	}
	return changed
}

// clientCredentials narrows the scopes that the client is granted for the audience by what it asks for.
func (c *call) clientCredentials(client *tenant.Client) (tenant.Answer, *tenant.Error) {
	if client == nil || client.Public() {
		return tenant.Answer{}, c.refusal("unauthorized_client", "A public client has no credentials of its own")
	}
	audience, refusal := c.requestedAudience()
	switch {
	case refusal != nil:
		return tenant.Answer{}, refusal
	case audience == "":
		return tenant.Answer{}, missingParameter("audience")
	}
	name := audience
	if audience == c.Request.Canonical+managementPath {
		name = tenant.ManagementAudience
	}
	api, err := c.store.Audience(c.Ctx, name) // the Management API is none of them
	if store.IgnoreMissing(err) != nil {
		return tenant.Answer{}, c.fault(err)
	}
	scopes, ok := client.ScopesFor(name, api)
	if !ok {
		c.event.Description = "Client is not authorized to access the audience"
		return tenant.Answer{}, c.refusal("access_denied", "Client is not authorized to access "+tenant.Shorten(audience))
	}
	if asked := tenant.Scopes(c.params.Get("scope")); len(asked) > 0 {
		scopes = tenant.Within(asked, scopes)
	}
	c.event.Audience = audience
	custom, refusal := c.customClaims(c.params.Get("grant_type"), client, nil, audience, scopes)
	if refusal != nil {
		return tenant.Answer{}, refusal
	}
	if api == nil {
		api = &tenant.Audience{Identifier: audience}
	}
	if refusal = c.checkProof(client, api); refusal != nil {
		return tenant.Answer{}, refusal
	}
	access, refusal := c.issueAccess(accessRequest{client: client, subject: client.ID + "@clients", api: api,
		audience: []string{audience}, scopes: scopes, gty: "client-credentials", custom: custom.Access})
	if refusal != nil {
		return tenant.Answer{}, refusal
	}
	return tokenAnswer(access, scopes, nil), nil
}
