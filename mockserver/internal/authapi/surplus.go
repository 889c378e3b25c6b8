package authapi

import "github.com/revokespec/revokespec/mockserver/internal/tenant"

// endSurplus ends the oldest refresh token of a user at a client when there are more live ones than the policy allows.
func (c *call) endSurplus(key tenant.GrantKey) *tenant.Error {
	limit := c.Policy.SignIn.Limit
	if limit == 0 {
		return nil
	}
	var all []tenant.AgedFamily
	err := c.store.Each(c.Ctx, tenant.Selector{UserID: key.UserID, ClientID: key.ClientID}, func(g *tenant.Grant) {
		all = append(all, g.Live(c.Now)...)
	})
	if err != nil {
		return c.fault(err)
	}
	surplus := c.Policy.SignIn.Overflow(all, limit)
	for _, oldest := range surplus {
		err := c.store.UpdateGrant(c.Ctx, oldest.Grant, func(g *tenant.Grant) {
			e := tenant.Ending{Cause: tenant.CauseOverflow, Grant: g, Family: g.Family(oldest.Family), Now: c.Now}
			e.EndFamily()
		})
		if err != nil {
			return c.fault(err)
		}
	}
	if len(surplus) > 0 {
		c.recordCleanup(len(all), len(surplus))
	}
	return nil
}

// recordCleanup is an event of its own, beside that of the sign-in that brought it about.
func (c *call) recordCleanup(before, removed int) {
	e := c.event
	e.Type, e.Description, e.Audience, e.Scope = tenant.LogCleanup, textCleanup, "", ""
	e.Details = map[string]any{"resource": "refresh_tokens", "start": before, "removedCount": removed, "endCount": before - removed}
	c.Log(c.store, e)
}
