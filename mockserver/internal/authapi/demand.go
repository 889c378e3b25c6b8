package authapi

import (
	"errors"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

// SignIn signs a user in at an application because the mock was told to: nobody's password, secret or key is asked for, and whatever grant
// types the application has. The answer is that of the token endpoint. A blocked user is refused, as everywhere.
func (a *API) SignIn(from *wire.Call, email, clientID string, about tenant.Params) tenant.Answer {
	inner := *from
	inner.Policy, inner.Request.Endpoint = a.Env.Policy(), tenant.EndpointToken
	c := &call{Call: &inner, api: a, store: a.Store, params: about}
	answer, err := c.signInOnDemand(email, clientID)
	if err != nil {
		return err.Answer()
	}
	c.record(tenant.LogPassword, exchangeLogs[tenant.GrantPassword].text)
	return answer
}

func (c *call) signInOnDemand(email, clientID string) (tenant.Answer, *tenant.Error) {
	user, err := c.store.UserByEmail(c.Ctx, email)
	if err != nil {
		return tenant.Answer{}, c.absent(err, "The tenant has no user of that address")
	}
	client, err := c.store.Client(c.Ctx, clientID)
	if err != nil {
		return tenant.Answer{}, c.absent(err, "The tenant has no application of that client_id")
	}
	if user.Blocked {
		return tenant.Answer{}, c.refusal(c.Policy.SignIn.BlockedToken, "user is blocked")
	}
	c.about(client)
	api, refusal := c.requestedAPI()
	if refusal != nil {
		return tenant.Answer{}, refusal
	}
	answer, _, refusal := c.signIn(signIn{client: client, user: user, api: api, scopes: tenant.Scopes(c.params.Get("scope")),
		gty: "password", authenticated: c.Now})
	return answer, refusal
}

// absent is what a caller is told who names what is not there.
func (c *call) absent(err error, description string) *tenant.Error {
	if !errors.Is(err, store.ErrNotFound) {
		return c.fault(err)
	}
	return badRequest("invalid_request", description)
}
