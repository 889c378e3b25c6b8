package authapi

import (
	"errors"
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// refresh is the refresh_token grant. The exchange itself is one step of the store.
func (c *call) refresh(client *tenant.Client) (tenant.Answer, *tenant.Error) {
	presented := c.params.Get("refresh_token")
	if presented == "" {
		return tenant.Answer{}, missingParameter("refresh_token")
	}
	if c.Policy.Rotation.Pause != nil {
		c.Policy.Rotation.Pause()
	}
	x := tenant.Exchange{Request: c.Request, Client: client, Kind: tenant.KindUnknown,
		Asked: tenant.Scopes(c.params.Get("scope")), Now: c.Env.Clock.Now()}
	token, err := c.find(presented)
	if err != nil {
		return tenant.Answer{}, c.fault(err)
	}
	if token.key.UserID == "" || token.access != nil {
		c.event.Description = textUnknown
		return c.refuseExchange(x)
	}
	x.User, err = c.store.User(c.Ctx, token.key.UserID)
	if err := store.IgnoreMissing(err); err != nil {
		return tenant.Answer{}, c.fault(err)
	}
	if err != nil && c.Policy.Exchange.Orphan != nil {
		x.User = c.Policy.Exchange.Orphan(token.key.UserID)
	}
	x.Place = token.place
	in, refusal := c.signInOfExchange(x, token.key)
	if refusal != nil {
		return tenant.Answer{}, refusal
	}
	var out tenant.Exchanged
	next, hash := c.newRefreshToken()
	err = c.store.UpdateGrant(c.Ctx, token.place.Grant, func(g *tenant.Grant) { out = g.Exchange(c.Policy, x, hash) })
	if err != nil {
		return tenant.Answer{}, c.fault(err)
	}
	c.describeExchange(x, token.key, out)
	if refusal := c.end(tenant.CauseReuse, out.Others); refusal != nil {
		return tenant.Answer{}, refusal
	}
	if out.Refusal != nil {
		return tenant.Answer{}, out.Refusal
	}
	if !out.Issued {
		next = ""
	}
	in.session = out.Session
	return c.tokens(in, out.Place, in.exchanged(out.Scopes), next)
}

// exchanged is what of the scopes of an exchange the user still may have.
func (in signIn) exchanged(scopes []string) []string {
	if in.api.EnforcesPolicies() {
		return tenant.Within(scopes, in.scopes)
	}
	return scopes
}

// refuseExchange refuses a value that is no refresh token.
func (c *call) refuseExchange(x tenant.Exchange) (tenant.Answer, *tenant.Error) {
	if e := c.Policy.Exchange.Refusal(x); e != nil {
		return tenant.Answer{}, e
	}
	return tenant.Answer{}, c.refusal("invalid_grant", "Unknown or invalid refresh token.")
}

// signInOfExchange is whose tokens are due if the exchange is granted, with all that has to be read for them: who reads before, and
// cannot, has changed nothing.
func (c *call) signInOfExchange(x tenant.Exchange, key tenant.GrantKey) (in signIn, refusal *tenant.Error) {
	in = signIn{client: x.Client, user: x.User, gty: "refresh_token"}
	var err error
	if in.client == nil { // let in as nobody: the tokens are still the owner's
		switch in.client, err = c.store.Client(c.Ctx, key.ClientID); {
		case errors.Is(err, store.ErrNotFound): // deleted since
			in.client = &tenant.Client{ID: key.ClientID}
		case err != nil:
			return in, c.fault(err)
		}
	}
	in.api, err = c.store.Audience(c.Ctx, key.Audience)
	switch {
	case errors.Is(err, store.ErrNotFound): // userinfo, or deleted since
		in.api = &tenant.Audience{Identifier: key.Audience}
	case err != nil:
		return in, c.fault(err)
	}
	if refusal = c.checkProof(in.client, in.api); refusal != nil {
		return in, refusal
	}
	if in.scopes, refusal = c.permitted(slices.Concat(openIDScopes, in.api.Scopes), in.user, in.api); refusal != nil {
		return in, refusal
	}
	custom, refusal := c.claimsOfExchange(x, in)
	in.custom = &custom
	return in, refusal
}

// end ends what the selectors pick, for that cause where they name none.
func (c *call) end(cause tenant.Cause, selectors []tenant.Selector) *tenant.Error {
	for i := range selectors {
		if selectors[i].Why == (tenant.End{}) {
			selectors[i].Why = tenant.End{At: c.Now, Cause: cause}
		}
	}
	if err := store.End(c.Ctx, c.store, selectors...); err != nil {
		return c.fault(err)
	}
	return nil
}
