package authapi

import (
	"net/http"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// revocation is the revocation endpoint (RFC 7009; Auth0, "Revoke Refresh Tokens"): first the client, then the token,
// then whose it is.
func (c *call) revocation() tenant.Answer {
	if !c.Policy.Revocation.Offered {
		return Refuse(http.StatusNotFound, "Not found")
	}
	if !c.Policy.Revocation.Methods(c.Request) {
		return Refuse(http.StatusMethodNotAllowed, "The revocation endpoint takes POST").With("Allow", "POST, OPTIONS")
	}
	if err := c.readParams(); err != nil {
		return c.refuseRevocation(tenant.Revocation{Request: c.Request, Now: c.Now}, err)
	}
	r := tenant.Revocation{Request: c.Request, Now: c.Now, Kind: tenant.KindNone}
	var refusal *tenant.Error
	if r.Client, r.Method, refusal = c.authenticate(); refusal != nil {
		return c.refuseRevocation(r, refusal)
	}
	value := c.params.Get("token")
	if value == "" {
		if refusal = c.Policy.Revocation.Missing(c.Request, c.params.Has("token")); refusal != nil {
			return c.refuseRevocation(r, refusal)
		}
		return c.Policy.Revocation.Answer(r)
	}
	token, err := c.find(value)
	if err == nil {
		r.Settings, err = c.store.Settings(c.Ctx)
	}
	if err != nil {
		return c.Policy.Revocation.Failed(r, c.fault(err))
	}
	r.Kind, r.Owner, r.Place = token.kind, token.key, token.place
	r.Foreign = r.Client != nil && r.Owner.ClientID != "" && r.Owner.ClientID != r.Client.ID
	ends, refusal := c.Policy.Revocation.Rule(r)
	if refusal != nil {
		return c.refuseRevocation(r, refusal)
	}
	if ends {
		if refusal = c.revoke(r, token); refusal != nil {
			return c.Policy.Revocation.Failed(r, refusal)
		}
	}
	return c.Policy.Revocation.Answer(r)
}

// revoke ends what the token's revocation ends, in one step of the store.
func (c *call) revoke(r tenant.Revocation, token foundToken) *tenant.Error {
	if token.access != nil {
		return c.revokeAccess(r, token)
	}
	if token.place.Grant == "" {
		return nil
	}
	var others []tenant.Selector
	session := ""
	err := c.store.UpdateGrant(c.Ctx, token.place.Grant, func(g *tenant.Grant) {
		if f := g.Family(token.place.Family); f != nil {
			session = f.Session
		}
		others = g.Revoke(c.Policy, &r, token.place, r.Settings)
	})
	if err != nil {
		return c.fault(err)
	}
	if token.kind == tenant.KindLive || token.kind == tenant.KindSpent {
		c.recordRevocation(token, session)
	}
	return c.end(tenant.CauseRevocation, others)
}

func (c *call) revokeAccess(r tenant.Revocation, token foundToken) *tenant.Error {
	record := *token.access
	if record.Place.Grant == "" {
		c.Policy.Revocation.EndAccess(r, &record, nil)
	} else {
		err := c.store.UpdateGrant(c.Ctx, record.Place.Grant, func(g *tenant.Grant) {
			record = *token.access
			c.Policy.Revocation.EndAccess(r, &record, &tenant.Ending{Cause: tenant.CauseRevocation, Grant: g,
				Family: g.Family(record.Place.Family), Place: record.Place, Revocation: &r, Settings: r.Settings, Now: r.Now})
		})
		if err != nil {
			return c.fault(err)
		}
	}
	if !c.Policy.Access.Recorded {
		return nil
	}
	err := c.store.UpdateAccessToken(c.Ctx, record.ID, func(a *tenant.AccessToken) { a.Ended = record.Ended })
	if err != nil {
		return c.fault(err)
	}
	return nil
}

func (c *call) refuseRevocation(r tenant.Revocation, refusal *tenant.Error) tenant.Answer {
	if c.Policy.Revocation.Refused != nil {
		if token, err := c.find(c.params.Get("token")); err != nil {
			c.Failed("look at the token of a refused revocation", err)
		} else {
			r.Kind, r.Owner, r.Place = token.kind, token.key, token.place
		}
		if err := c.end(tenant.CauseRevocation, c.Policy.Revocation.Refused(r, refusal)); err != nil {
			return err.Answer()
		}
	}
	return refusal.Answer()
}
