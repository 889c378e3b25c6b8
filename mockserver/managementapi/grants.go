package managementapi

import (
	"errors"

	"github.com/revokespec/revokespec/mockserver/store"
	"github.com/revokespec/revokespec/mockserver/tenant"
)

func (c *call) listGrants() (tenant.Answer, *tenant.Problem) {
	q := c.Request.Query
	s := tenant.Selector{UserID: q.Get("user_id"), ClientID: q.Get("client_id"), Audience: q.Get("audience")}
	var items []map[string]any
	err := c.store.Each(c.Ctx, s, func(g *tenant.Grant) {
		if c.policy.Grants.Listed(g, c.Now) {
			items = append(items, grantJSON(g))
		}
	})
	if err != nil {
		return tenant.Answer{}, fault(err)
	}
	return c.list("grants", items)
}

// grantJSON writes clientID in camel case, as the API does.
func grantJSON(g *tenant.Grant) map[string]any {
	scope := append([]string{}, g.Scopes...)
	return map[string]any{"id": g.ID, "clientID": g.Key.ClientID, "user_id": g.Key.UserID, "audience": g.Key.Audience, "scope": scope}
}

// deleteGrant answers 204 whether there was such a grant or not: no other success or failure is documented.
func (c *call) deleteGrant() (tenant.Answer, *tenant.Problem) {
	return noContent(), c.endGrant(c.Param("id"), tenant.CauseGrant)
}

func (c *call) deleteGrantsOfUser() (tenant.Answer, *tenant.Problem) {
	user := c.Request.Query.Get("user_id")
	if user == "" {
		return tenant.Answer{}, problem(400, "Query validation error: 'Missing required property: user_id'.", "invalid_query_string")
	}
	return noContent(), c.endGrantsOf(user, tenant.CauseUserGrants)
}

func (c *call) endGrantsOf(user string, cause tenant.Cause) *tenant.Problem {
	grants, err := store.Select(c.Ctx, c.store, tenant.Selector{UserID: user})
	if err != nil {
		return fault(err)
	}
	if cause == tenant.CauseUserGrants {
		grants = c.policy.Grants.OfUser(grants)
	}
	for _, g := range grants {
		if p := c.endGrant(g.ID, cause); p != nil {
			return p
		}
	}
	return nil
}

func (c *call) endGrant(id string, cause tenant.Cause) *tenant.Problem {
	var others []tenant.Selector
	err := c.store.UpdateGrant(c.Ctx, id, func(g *tenant.Grant) {
		e := &tenant.Ending{Cause: cause, Grant: g}
		c.policy.Grants.Delete(e)
		others = e.Others
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fault(err)
	}
	return c.end(others...)
}
